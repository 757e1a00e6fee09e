"""Checks a program's words: of a task it says much that no manual holds, and that is its own affair. Pure."""

from app.chat.intent.subject import is_of_hardware
from app.chat.verification.types import Verification
from app.chat.verification.verifier import Verifier


class TaskFence:
    """Holds to the manuals what is said of hardware: `USART1 runs at 1 MHz`, not `12 tests pass`."""

    def __init__(self, fence: Verifier) -> None:
        self._fence = fence

    def check(self, unit: str) -> Verification:
        """The verdict on the next unit; all are read, because one sentence leans on another."""
        verdict = self._fence.check(unit)
        if verdict.ok or verdict.ended or is_of_hardware(unit) or self._fence.knows(unit):
            return verdict
        return Verification(True, checked=verdict.checked)
