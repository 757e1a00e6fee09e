"""The page's files as they are sent: read once, compressed once, at an address that names their content."""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path

LOCAL = re.compile(r'\b(href|src)="((?:css|js|img)/)')
"""Addresses in the page that lead to its own files."""
STYLES = re.compile(r' *<link rel="stylesheet" href="(css/[\w.-]+)">\n')
ALL_STYLES = "css/all.css"
"""The style sheets of the page in one, in their order: fewer requests, and packed a third smaller."""
MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, as it is and compressed."""

    body: bytes
    packed: bytes
    media_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files of the page."""

    digest: str
    """Of the files together: a changed file changes the address of all, so none is ever stale."""
    files: Mapping[str, Asset]
    index: Asset


def load(folder: Path) -> Assets:
    """Read a folder with `index.html` and its styles, modules and pictures beside it."""
    bodies = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    page = bodies.pop("index.html").decode("utf-8")
    if names := STYLES.findall(page):
        bodies[ALL_STYLES] = b"\n".join(bodies.pop(name) for name in names)
        page = STYLES.sub("", page.replace(names[0], "{styles}")).replace("{styles}", ALL_STYLES)
    seed = hashlib.sha256()
    for name, body in bodies.items():
        seed.update(f"{name}\0{len(body)}\0".encode() + body)
    digest = seed.hexdigest()[:16]
    index = LOCAL.sub(rf'\1="assets/{digest}/\2', page).encode()
    files = {name: _asset(name, body) for name, body in bodies.items()}
    return Assets(digest, files, _asset("index.html", index))


def _asset(name: str, body: bytes) -> Asset:
    media_type = MEDIA_TYPES.get(Path(name).suffix) or guess_type(name)[0] or "application/octet-stream"
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Asset(body, gzip.compress(body, 9, mtime=0), media_type, etag)
