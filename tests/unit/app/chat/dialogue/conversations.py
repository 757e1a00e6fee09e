"""Conversations written as lines, and a library's chip names, for the tests of this folder."""

from app.chat.dialogue import Dialogue, read_dialogue
from app.chat.schemas import ChipciteRequest, Message, Part

LIBRARY = (
    *("A4988", "CH32V003", "CH581", "CH582", "CH583", "ESP32", "GD32F303", "MM32F031", "NEORV32"),
    *("PY32F003", "STM32F103x8", "STM32F103xB", "STM32F10x", "VSK32A1", "VSK32B2", "Quark-M0+"),
)


def talk(*lines: str, pins: ChipciteRequest | None = None) -> Dialogue:
    """`A:` opens a line of the assistant, `S:` of the system, `T:` of a tool; others are the user's."""
    roles = {"A:": "assistant", "S:": "system", "T:": "tool"}
    messages = [
        Message(role=roles[line[:2]], content=line[2:])  # type: ignore[arg-type]  # roles are known
        if line[:2] in roles
        else Message(role="user", content=[Part(text=line)])
        for line in lines
    ]
    return read_dialogue(messages, pins, LIBRARY)
