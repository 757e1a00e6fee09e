"""Registers that a manual prints under a placeholder: which instance is asked for, and where it is. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.facts.records import Register
from app.facts.repository import Located
from retrieval.identifiers import EXACT, canonical, matches


def instance_of(asked: str, printed: str) -> str:
    """What the placeholder of a printed name stands for in an asked one: `3` for CH3 under CHn.

    Of two, the register's counts before the peripheral's: `1` for TIMG0_T1LO under TIMGn_TxLO. Two in the
    register's own name are left open, because nothing says which one is meant.
    """
    peripheral, _, own = canonical(printed).partition("_")
    asked_peripheral, _, asked_own = canonical(asked).partition("_")
    if "*" in own:
        # The peripheral's own number may be left out in one of the two: I2C0_COMD3 under I2C_COMDn.
        return _standing_for(own, asked_own) if own.count("*") == 1 else ""
    return _standing_for(peripheral, asked_peripheral) if own == asked_own else ""


def _standing_for(printed: str, asked: str) -> str:
    pattern = re.escape(printed).replace(r"\*", r"(\d+|[A-Z])")
    found = re.fullmatch(pattern, asked)
    return found.group(1) if found and len(found.groups()) == 1 else ""


def strided(ranked: Sequence[Located[Register]]) -> list[Located[Register]]:
    """Each place of an array with the distance that another place of the same document gives for it."""
    arrays = {
        (located.version_id, canonical(located.fact.name)): located.fact
        for located in ranked
        if located.fact.stride is not None
    }
    found = []
    for located in ranked:
        array = arrays.get((located.version_id, canonical(located.fact.name)))
        fact = located.fact
        if array is not None and fact.stride is None:
            fact = replace(fact, stride=array.stride, instances=fact.instances or array.instances)
        found.append(replace(located, fact=fact))
    return found


def address(asked: str, register: Register) -> int | None:
    """A placeholder's address is its first instance's, so it says nothing of the others."""
    exact = matches(asked, register.name) >= EXACT or "*" not in canonical(register.name)
    return register.address if exact else _of_instance(asked, register, register.address)


def offset(asked: str, register: Register) -> int | None:
    """A placeholder in the peripheral's name (GPIOx_) leaves the offset; one in the register's moves it."""
    own = canonical(register.name).partition("_")[2]
    if "*" in own or register.stride is not None:
        shifted = _of_instance(asked, register, register.offset)
        return register.offset if shifted is None and "*" in canonical(asked) else shifted
    return register.offset


def _of_instance(asked: str, register: Register, base: int | None) -> int | None:
    """`0x20 + 8 * n` for the asked n; without a formula only the first instance is known."""
    instance = instance_of(asked, register.name)
    if base is None or not instance.isdigit():
        return None
    first = next((int(value) for value in register.instances if value.isdigit()), 0)
    if register.stride is None:
        return base if int(instance) == first else None
    return base + register.stride * (int(instance) - first)
