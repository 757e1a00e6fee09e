"""What can go wrong in retrieval. Each message is a sentence that an operator can act on."""


class RetrievalError(Exception):
    """Anything that retrieval raises on purpose."""


class EmbedderUnavailableError(RetrievalError):
    """The configured embedder cannot be built, loaded or reached."""


class StoreLockedError(RetrievalError):
    """Another process owns the folder of the in-process vector store."""


class StoreMismatchError(RetrievalError):
    """The store was written with another schema or another embedder."""


class StoreUnavailableError(RetrievalError):
    """The vector store does not answer."""


class GraphUnavailableError(RetrievalError):
    """The graph's server does not answer."""
