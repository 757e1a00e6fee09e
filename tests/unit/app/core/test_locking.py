"""One owner of a data folder, and a sentence for the second."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.core.errors import DataFolderInUseError
from app.core.locking import lock_data_folder

HOLD = """
import sys, pathlib
from app.core.locking import lock_data_folder
lock = lock_data_folder(pathlib.Path(sys.argv[1]), "chipcite serve")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DataFolderInUseError, match=rf"chipcite serve \(process {holder.pid}\)"):
            lock_data_folder(tmp_path, "chipcite worker")
        holder.kill()
        holder.wait()
    # However it ended, the folder is free again.
    lock_data_folder(tmp_path, "chipcite worker").release()
