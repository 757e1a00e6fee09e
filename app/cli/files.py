"""Which files `chipcite ingest` means by the paths it is given."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.cli.output import CommandFailedError

SUFFIXES = frozenset(
    {".pdf", ".md", ".markdown", ".rst", ".html", ".htm", ".txt", ".docx", ".svd", ".xml", ".json"}
)
"""Taken from folders. A file that is named itself is sent whatever its suffix: the service judges it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file to send."""

    path: Path
    name: str
    """What the service shall call it."""


def uploads(paths: Iterable[Path]) -> list[Upload]:
    """Files, and files in folders, each once and in a steady order."""
    seen: dict[Path, Upload] = {}
    for path in paths:
        if not path.exists():
            raise CommandFailedError(f"There is no file or folder {path}.")
        for upload in _below(path) if path.is_dir() else [Upload(path, path.name)]:
            seen.setdefault(upload.path.resolve(), upload)
    if not seen:
        raise CommandFailedError("No documents there. Known are: " + ", ".join(sorted(SUFFIXES)) + ".")
    return list(seen.values())


def _below(folder: Path) -> Iterator[Upload]:
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in below.parts)
        if path.suffix.lower() in SUFFIXES and path.is_file() and not hidden:
            yield Upload(path, path.name)
