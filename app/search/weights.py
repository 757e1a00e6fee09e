"""How much each source of candidates counts for a question. Pure.

The retriever's own weights suit questions that name a register or a field. A bare acronym (ADC, USB)
names a subject that half of a manual speaks of: there the words must decide.
"""

from retrieval.identifiers import canonical, identifiers_in, is_part_number

SUBJECT_ONLY = (("identifier", 0.3), ("dense", 1.0))


def weights_for(question: str) -> tuple[tuple[str, float], ...]:
    """Weights that differ from the retriever's own."""
    names = _names(question)
    return SUBJECT_ONLY if names and not names_one_thing(question) else ()


def names_one_thing(question: str) -> bool:
    """Whether a name in the question is one register's or field's, not a whole subject's."""
    return any("_" in name or any(map(str.isdigit, name)) for name in _names(question))


def _names(question: str) -> list[str]:
    return [canonical(name) for name in identifiers_in(question) if not is_part_number(name)]
