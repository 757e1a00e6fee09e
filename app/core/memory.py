"""Keeps what the service frees from staying with it.

glibc gives our many threads heaps of their own, up to eight for each processor, and what was once used in one
stays there. Two are enough where one thread computes at a time.
"""

import ctypes
import sys

_ARENA_MAX = -8
"""`M_ARENA_MAX` of glibc's malloc.h."""
_HEAPS = 2


def share_heaps() -> None:
    """To be called before threads start. Other C libraries have no such heaps."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_ARENA_MAX, _HEAPS)
