"""The chip family as data: peripherals, registers, fields, and the prose between them.

Everything comes from the TOML files in `../data`. They state the newest revision; an older one is
made by taking the listed changes back (`revisions.py`).
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Text = tuple[str, str]
"""The same words in English and Chinese."""
LANGUAGES = ("en", "zh")
_VALUE = re.compile(r"^(0x[0-9A-Fa-f]+|[01x]+): (.+?)[.;。；]?$")


def text(value: str | list[str]) -> Text:
    """One string serves both languages, e.g. a formula."""
    return (value, value) if isinstance(value, str) else (value[0], value[1])


def pick(value: Text, lang: str) -> str:
    return value[LANGUAGES.index(lang)]


@dataclass(frozen=True, slots=True)
class Field:
    """One bit field."""

    name: str
    msb: int
    lsb: int
    access: str
    reset: str
    """Binary digits, most significant first; x is a digit that the manual leaves open."""
    description: Text

    @property
    def width(self) -> int:
        return self.msb - self.lsb + 1

    @property
    def label(self) -> str:
        """As a diagram names it: PLLMUL[3:0]."""
        return f"{self.name}[{self.width - 1}:0]" if self.width > 1 else self.name

    def values(self, lang: str) -> list[tuple[str, str]]:
        """Enumerated values as the description lists them."""
        lines = pick(self.description, lang).split("\n")
        return [(found[1], found[2]) for line in lines if (found := _VALUE.match(line))]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A row of a bit table: one field, or like fields printed together."""

    name: str
    fields: tuple[Field, ...]
    """Highest first."""

    @property
    def bits(self) -> str:
        return "\n".join(
            f"[{item.msb}:{item.lsb}]" if item.width > 1 else f"{item.msb}" for item in self.fields
        )


@dataclass(frozen=True, slots=True)
class Register:
    """A register as its heading prints it; `{x}` stands for the instance, `{n}` for the channel."""

    template: str
    title: Text
    offset: int
    reset: str
    """As printed: a hexadecimal digit for each four bits of the register, x where open."""
    rows: tuple[FieldRow, ...]
    channels: tuple[int, ...] = ()
    stride: int = 0
    note: Text = ("", "")

    @property
    def name(self) -> str:
        return self.template.replace("{x}", "x").replace("{n}", "n")

    @property
    def place(self) -> str:
        """The offset as printed, for channels a formula."""
        if not self.channels:
            return f"0x{self.offset:02X}"
        first = self.channels[0]
        step = f"(n - {first})" if first else "n"
        return f"0x{self.offset:02X} + {step} × 0x{self.stride:02X}"

    @property
    def width(self) -> int:
        return 4 * (len(self.reset) - 2)

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(item for row in self.rows for item in row.fields)

    @property
    def value(self) -> int:
        """The reset value, open digits as zero."""
        return int(self.reset[2:].replace("x", "0"), 16)

    @property
    def mask(self) -> int:
        return int("".join("0" if digit == "x" else "f" for digit in self.reset[2:]), 16)


@dataclass(frozen=True, slots=True)
class Instance:
    """A peripheral of the address map."""

    name: str
    suffix: str
    """What the placeholder in register names stands for."""
    base: int
    bus: str


@dataclass(frozen=True, slots=True)
class Concrete:
    """One register of the address map."""

    name: str
    instance: Instance
    register: Register
    offset: int
    channel: int
    """0 where the register has none."""

    @property
    def title(self) -> Text:
        english, chinese = self.register.title
        number = str(self.channel)
        return english.replace("{n}", number), chinese.replace("{n}", number)

    @property
    def address(self) -> int:
        return self.instance.base + self.offset


@dataclass(frozen=True)
class Peripheral:
    """A chapter with registers."""

    key: str
    title: Text
    instances: tuple[Instance, ...]
    sections: tuple[dict[str, Any], ...]
    registers: tuple[Register, ...]
    style: str = "table"
    """`table`: bit diagram over a bit table; `picture`: slanted names and a list of fields."""
    repeat_header: bool = True
    split_rows: bool = True

    @cached_property
    def concrete(self) -> list[Concrete]:
        """Every register of every instance and channel, by address."""
        found = []
        for instance in self.instances:
            for register in self.registers:
                for index, channel in enumerate(register.channels or (0,)):
                    name = register.template.replace("{x}", instance.suffix)
                    name = name.replace("{n}", str(channel))
                    offset = register.offset + index * register.stride
                    found.append(Concrete(name, instance, register, offset, channel))
        return sorted(found, key=lambda item: item.address)


@dataclass(frozen=True)
class Chip:
    """The whole family in one revision of its documents."""

    revision: str
    identity: dict[str, Any]
    peripherals: tuple[Peripheral, ...]
    pages: dict[str, Any]
    """The other data files by name: pins, electrical, system, errata."""

    @cached_property
    def registers(self) -> list[Concrete]:
        return [item for peripheral in self.peripherals for item in peripheral.concrete]


def read(folder: Path) -> dict[str, Any]:
    """All data files; peripherals in the order of their chapters."""
    files = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in folder.glob("*.toml")}
    chapters = [
        tomllib.loads((folder / "peripherals" / f"{key}.toml").read_text("utf-8"))
        for key in files["chip"]["chapters"]
    ]
    return {**files, "peripherals": chapters}


def build(raw: dict[str, Any], revision: str) -> Chip:
    others = {key: value for key, value in raw.items() if key not in ("chip", "peripherals")}
    peripherals = tuple(_peripheral(item) for item in raw["peripherals"])
    return Chip(revision, raw["chip"], peripherals, others)


def _peripheral(raw: dict[str, Any]) -> Peripheral:
    return Peripheral(
        key=raw["key"],
        title=text(raw["title"]),
        instances=tuple(
            Instance(item["name"], item.get("suffix", ""), item["base"], item["bus"])
            for item in raw["instance"]
        ),
        sections=tuple(raw.get("section", ())),
        registers=tuple(_register(item) for item in raw["register"]),
        style=raw.get("style", "table"),
        repeat_header=raw.get("repeat_header", True),
        split_rows=raw.get("split_rows", True),
    )


def _register(raw: dict[str, Any]) -> Register:
    bits = "".join("xxxx" if d == "x" else f"{int(d, 16):04b}" for d in raw["reset"][2:])
    rows = [_row(item, bits) for item in raw["fields"]]
    channels = raw.get("channels", [])
    return Register(
        template=raw["name"],
        title=text(raw["title"]),
        offset=raw["offset"],
        reset=raw["reset"],
        rows=tuple(sorted(rows, key=lambda row: -row.fields[0].msb)),
        channels=tuple(range(channels[0], channels[1] + 1)) if channels else (),
        stride=raw.get("stride", 0),
        note=text(raw.get("note", "")),
    )


def _row(raw: list[str], bits: str) -> FieldRow:
    """`[bits, name, access, English, Chinese]`; several ranges make one field each, `{y}` counts down."""
    ranges, name, access = raw[0].split(","), raw[1], raw[2]
    fields = []
    for index, span in enumerate(ranges):
        msb, _, lsb = span.partition(":")
        high, low = int(msb), int(lsb or msb)
        number = str(len(ranges) - 1 - index + int(name.partition("+")[2] or 0))
        own = name.partition("+")[0].replace("{y}", number)
        reset = bits[len(bits) - 1 - high : len(bits) - low]
        fields.append(Field(own, high, low, access, reset, (raw[3], raw[4])))
    return FieldRow(name.partition("+")[0].replace("{y}", "y"), tuple(fields))
