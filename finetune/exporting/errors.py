"""What stops an export."""


class ExportError(RuntimeError):
    """An export that cannot be, or must not be; the message is one sentence for a person."""
