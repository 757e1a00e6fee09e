"""What the start of the service leaves for later."""

import subprocess
import sys


def test_the_sdk_is_not_loaded_by_the_start() -> None:
    code = "import app.main, app.cli, sys; print('mcp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "False", done.stderr
