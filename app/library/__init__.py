"""The library: which documents and versions there are, which of them is current, and which may answer.

Shared by documents, search and ingestion, which may not import one another. Nothing here commits.
"""
