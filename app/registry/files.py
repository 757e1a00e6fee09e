"""The files of an adapter, told from others by their content."""

import hashlib
from pathlib import Path


def digest(folder: Path) -> str:
    """Of all files of an adapter."""
    seed = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        seed.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            seed.update(hashlib.file_digest(file, "sha256").digest())
    return seed.hexdigest()
