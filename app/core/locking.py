"""The lock on the data folder: in the embedded default exactly one process owns the vector store.

Two owners would corrupt it, so the second one gets a sentence that says who holds it and what to do.
"""

import os
from pathlib import Path

from filelock import FileLock, Timeout

from app.core.errors import DataFolderInUseError


def lock_data_folder(folder: Path, purpose: str) -> FileLock:
    """Take the folder for this process; the system lets go of it when the process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "chipcite.lock", blocking=False)
    holder = folder / "chipcite.lock.holder"
    try:
        lock.acquire()
    except Timeout:
        who = holder.read_text(encoding="utf-8") if holder.exists() else "another process"
        raise DataFolderInUseError(
            f"The data folder {folder} is in use by {who}. Talk to that service over HTTP, stop it first, "
            "or set CHIPCITE_DATA_DIR to another folder."
        ) from None
    holder.write_text(f"{purpose} (process {os.getpid()})", encoding="utf-8")
    return lock
