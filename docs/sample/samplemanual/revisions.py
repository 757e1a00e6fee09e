"""Takes the listed changes of a revision back, so that the older manual differs in them alone."""

import copy
from typing import Any


def rewind(raw: dict[str, Any]) -> dict[str, Any]:
    """The data as the first revision printed them."""
    old = copy.deepcopy(raw)
    for change in old["revisions"]["change"]:
        _UNDO[change["kind"]](old, change)
    return old


def _register(raw: dict[str, Any], name: str) -> dict[str, Any]:
    for peripheral in raw["peripherals"]:
        for register in peripheral["register"]:
            if register["name"] == name:
                found: dict[str, Any] = register
                return found
    raise KeyError(name)


def _reset(raw: dict[str, Any], change: dict[str, Any]) -> None:
    _register(raw, change["register"])["reset"] = change["old"]


def _bits(raw: dict[str, Any], change: dict[str, Any]) -> None:
    for field in _register(raw, change["register"])["fields"]:
        if field[1] == change["field"]:
            field[0] = change["old"]


def _added(raw: dict[str, Any], change: dict[str, Any]) -> None:
    for peripheral in raw["peripherals"]:
        peripheral["register"] = [
            item for item in peripheral["register"] if item["name"] != change["register"]
        ]


def _block(raw: dict[str, Any], change: dict[str, Any]) -> None:
    for peripheral in raw["peripherals"]:
        for section in peripheral.get("section", ()):
            for block in section["blocks"]:
                if block[0] == change["block"] and block[1:] == change["new"]:
                    block[1:] = change["old"]


def _limit(raw: dict[str, Any], change: dict[str, Any]) -> None:
    for table in raw["electrical"]["table"]:
        for row in table["rows"]:
            if row["id"] == change["parameter"]:
                row[change["column"]] = change["old"]


def _interrupt(raw: dict[str, Any], change: dict[str, Any]) -> None:
    for vector in raw["system"]["vector"]:
        if vector["name"] == change["interrupt"]:
            vector["number"] = change["old"]


_UNDO = {
    "reset": _reset,
    "bits": _bits,
    "added": _added,
    "block": _block,
    "limit": _limit,
    "interrupt": _interrupt,
}
