"""What goes into retrieval and what comes out: passages, queries, hits."""

from dataclasses import dataclass, field

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Passage:
    """One indexed passage with all that a citation needs."""

    id: str
    document_id: str
    version_id: str
    document: str
    """The uploaded file's name."""
    revision: str
    language: str
    page: int
    """Counts the file's pages from 1."""
    box: Box
    section: str
    """Heading path, outermost first, joined by ` › `."""
    text: str
    kind: str
    names: tuple[str, ...] = ()
    """Identifiers that the passage defines or describes."""


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Token indices and their weights, of equal length."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A passage with its vectors, as a store keeps it."""

    passage: Passage
    sparse: SparseVector
    """Words, identifiers and their parts."""
    identifiers: SparseVector
    """Whole identifiers in canonical form, with their wildcard forms; defining names weigh more."""
    dense: tuple[float, ...] | None = None


APART = ("contents", "history", "notice")
"""Kinds of passages that are about a document and not about its subject."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the index. Access, chip, revision and currency are settled: they arrive as versions."""

    text: str
    versions: tuple[str, ...]
    """The versions that may answer. Empty means none, never all."""
    limit: int = 5
    language: str = ""
    weights: tuple[tuple[str, float], ...] = ()
    """Weight of each source in fusion; a source left out has its default."""
    boosts: tuple[tuple[str, float], ...] = ()
    """Passage ids found elsewhere (facts, graph), best first, as a further ranking for fusion."""
    names: tuple[str, ...] = ()
    """Words of the text that are names, though they are not written like names."""
    foreign: tuple[str, ...] = ()
    """Those of the versions whose documents do not speak the question's language."""
    context: str = ""
    """What was said before. A query that says little by itself leans on it."""
    without: tuple[str, ...] = APART
    """Kinds of passages that are no evidence for the question."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a query, best first."""

    passage: Passage
    score: float
    sources: tuple[str, ...] = ()
    """Which candidates found it: identifier, sparse, dense, facts, graph."""
    similarity: float = 0.0
    """Likeness to the question by meaning, of the passage or of the table or section around a row; 0 where it
    is not among the likest."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The answer of the retriever, with what it had to do without."""

    hits: tuple[Hit, ...]
    degraded: tuple[str, ...] = field(default=())
    """Sources that were unavailable, e.g. dense."""
