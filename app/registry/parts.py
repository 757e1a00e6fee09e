"""Puts a learned part that is live where the service reads it at its next start, and takes it away again."""

import shutil
from pathlib import Path

from app.core.errors import ConflictError
from app.core.learned import FILES, FOLDER


def place(data_dir: Path, kind: str, live: str) -> None:
    """`live` is the folder of the part that is live; empty: what is committed with the code is read again.

    The file appears whole or not at all.
    """
    target = data_dir / FOLDER / FILES[kind]
    if not live:
        target.unlink(missing_ok=True)
        return
    source = Path(live) / FILES[kind]
    if not source.is_file():
        raise ConflictError(f"{source} is not there, as the service sees it.", param="state")
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, made)
    made.replace(target)
