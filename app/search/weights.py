"""How much each source of candidates counts for a question. Pure.

The retriever's own weights suit questions that name a register or a field. A bare acronym (ADC, USB)
names a subject that half of a manual speaks of: there the words must decide.
"""

from retrieval.identifiers import canonical, identifiers_in, is_part_number

SUBJECT_ONLY = (("identifier", 0.3), ("dense", 1.0))


def weights_for(question: str) -> tuple[tuple[str, float], ...]:
    """Weights that differ from the retriever's own."""
    names = [canonical(name) for name in identifiers_in(question) if not is_part_number(name)]
    if not names or any(_is_one_thing(name) for name in names):
        return ()
    return SUBJECT_ONLY


def _is_one_thing(name: str) -> bool:
    return "_" in name or any(character.isdigit() for character in name)
