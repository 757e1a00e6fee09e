"""A conversation's title, from its first question. Pure."""

LONGEST_MADE = 80
LONGEST_GIVEN = 200
"""Characters of a title; the second where a reader wrote it."""


def one_line(text: str) -> str:
    """Text without its line breaks and runs of space."""
    return " ".join(text.split())


def title_of(question: str) -> str:
    """The question's beginning, cut between words where it has any."""
    text = one_line(question)
    if len(text) <= LONGEST_MADE:
        return text
    space = text.rfind(" ", LONGEST_MADE // 2, LONGEST_MADE)
    return text[: space if space > 0 else LONGEST_MADE - 1] + "…"
