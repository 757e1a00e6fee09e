"""SQLAlchemy tables, one family per file. Importing the package registers all of them."""

from app.models.adapters import Adapter, AdapterEvent, AdapterState, ShadowTurn
from app.models.base import Base
from app.models.cases import Case, CaseState, FactCorrection
from app.models.catalogue import CatalogueStamp
from app.models.chips import Chip, DocumentChip
from app.models.conversations import Conversation, Feedback, Outcome, Turn
from app.models.documents import Document, Page, State, Version
from app.models.facts import (
    FACT_TABLES,
    BitFieldFact,
    DmaRequestFact,
    ErratumFact,
    InterruptFact,
    OrderingFact,
    ParameterFact,
    PeripheralFact,
    PinFact,
    RegionFact,
    RegisterFact,
)
from app.models.graph import GraphEdge, GraphMark, GraphNode
from app.models.search_index import IndexedVersion, IndexState, SearchIndex
from app.models.training import JobState, TrainingEvent, TrainingJob

__all__ = [
    "FACT_TABLES",
    "Adapter",
    "AdapterEvent",
    "AdapterState",
    "Base",
    "BitFieldFact",
    "Case",
    "CaseState",
    "CatalogueStamp",
    "Chip",
    "Conversation",
    "DmaRequestFact",
    "Document",
    "DocumentChip",
    "ErratumFact",
    "FactCorrection",
    "Feedback",
    "GraphEdge",
    "GraphMark",
    "GraphNode",
    "IndexState",
    "IndexedVersion",
    "InterruptFact",
    "JobState",
    "OrderingFact",
    "Outcome",
    "Page",
    "ParameterFact",
    "PeripheralFact",
    "PinFact",
    "RegionFact",
    "RegisterFact",
    "SearchIndex",
    "ShadowTurn",
    "State",
    "TrainingEvent",
    "TrainingJob",
    "Turn",
    "Version",
]
