"""Where a reader finds a page with a passage marked."""

from collections.abc import Sequence
from urllib.parse import quote


def page_url(base_url: str, version_id: str, page: int, box: Sequence[float] = ()) -> str:
    """The address of the page's picture; with a box, of the one in which it is marked."""
    address = f"{base_url.rstrip('/')}/v1/versions/{quote(version_id, safe='')}/pages/{page}.png"
    edges = ",".join(f"{edge:.1f}".removesuffix(".0") for edge in box)
    return f"{address}?highlight={edges}" if edges else address
