"""Decides what of an answer does not stand in the evidence. Pure; stands between model and reader."""

from app.chat.verification.gate import SentenceGate, units_of
from app.chat.verification.lookup import names_to_look_up
from app.chat.verification.repair import findings_for_prompt, repair
from app.chat.verification.tasks import TaskFence
from app.chat.verification.types import Facts, Finding, Kind, Reason, Source, Verification
from app.chat.verification.verifier import Verifier, verify

__all__ = [
    "Facts",
    "Finding",
    "Kind",
    "Reason",
    "SentenceGate",
    "Source",
    "TaskFence",
    "Verification",
    "Verifier",
    "findings_for_prompt",
    "names_to_look_up",
    "repair",
    "units_of",
    "verify",
]
