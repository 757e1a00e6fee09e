"""Absolute addresses of registers for which only an offset is printed, with stated base addresses. Pure."""

import re
from collections.abc import Iterable, Sequence

from app.facts.records import Peripheral
from app.facts.repository import Located
from app.facts.views import RegisterView
from retrieval.identifiers import canonical


def meant(head: str, names: Iterable[str]) -> list[str]:
    """The peripherals that a register's prefix means: I2C0 for I2C0, and I2C0, I2C1 for I2C or I2Cn."""
    known = list(names)
    if head in known:
        return [head]
    any_instance = re.escape(head).replace(r"\*", r"(?:\d+|[A-Z])") + ("" if "*" in head else r"\d+")
    return [name for name in known if re.fullmatch(any_instance, name)]


def placed(
    view: RegisterView, peripherals: Sequence[Located[Peripheral]]
) -> list[tuple[Located[Peripheral], int]]:
    """The register's address in each peripheral that it means, in the order of their base addresses."""
    if not view.offsets:
        return []
    stated: dict[str, Located[Peripheral]] = {}
    for one in peripherals:
        if one.fact.base_address is not None:
            stated.setdefault(canonical(one.fact.name), one)
    head = canonical(view.owner) if view.owner else view.asked.split("_")[0]
    found = [stated[name] for name in meant(head, stated)]
    addresses = [(one, (one.fact.base_address or 0) + view.offsets[0].value) for one in found]
    return sorted(addresses, key=lambda pair: pair[1])
