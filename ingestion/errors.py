"""What ends the ingestion of a file with a sentence for its admin. Each step may raise it."""


class UnreadableDocument(Exception):  # noqa: N818  # the name is part of the interface between the steps
    """The file cannot become a document; its message tells an admin what to do, in one sentence."""


class ReindexError(Exception):
    """An index cannot be built; the message tells the admin what to do."""
