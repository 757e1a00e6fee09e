"""The table reader: tables and drawn bit diagrams from words and ruling lines."""

from ingestion.parsing.tables.draft import PageTables
from ingestion.parsing.tables.joins import join_tables
from ingestion.parsing.tables.reader import read_page_tables

__all__ = ["PageTables", "join_tables", "read_page_tables"]
