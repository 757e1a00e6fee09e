"""What the typed queries take and give over HTTP."""

from pydantic import BaseModel, Field

from app.facts.schemas import PlaceOut


class ConnectionOut(BaseModel):
    """One thing joined to another, and the place that says it."""

    relation: str = Field(description="enable, reset, bus, speed, clock, interrupt, shared, dma, pin …")
    subject: str = Field(description="What was asked about.")
    name: str = Field(description="What it is joined to, as printed.")
    within: str = Field(
        default="",
        description="A field's register, a pin's signal, a signal's peripheral, a chip's document.",
    )
    value: str = Field(
        default="", description="Bits, a vector's or pin's number, a remap's value, an address."
    )
    title: str = ""
    how: str = Field(description="stated, named, described or data: how the connection was found.")
    place: PlaceOut


class ThingOut(BaseModel):
    """A peripheral, pin or signal with all that it is joined to."""

    chip: str
    name: str
    kind: str
    connections: list[ConnectionOut]
    shared: dict[str, list[str]] = Field(
        default={}, description="Of a peripheral's pins, the signals of others that they carry too."
    )


class ConnectionList(BaseModel):
    data: list[ConnectionOut]


class ConflictRequest(BaseModel):
    peripherals: list[str] = Field(min_length=2, max_length=12, examples=[["USART1", "SPI1", "TIM2"]])


class CollisionOut(BaseModel):
    """A pin, channel or vector that several peripherals want."""

    name: str
    wanted: list[ConnectionOut]


class DisagreementList(BaseModel):
    data: list[CollisionOut] = Field(description="Each thing with what every document says of it.")


class ChoiceOut(BaseModel):
    peripheral: str
    remap: str = Field(description="The remap's value, or a signal with its pin; empty for the default.")


class ConflictReply(BaseModel):
    """What collides, and a choice of remaps under which no pin does."""

    chip: str
    pins: list[CollisionOut] = Field(description="As the chip starts.")
    channels: list[CollisionOut]
    vectors: list[CollisionOut]
    free: bool = Field(description="Whether some choice of remaps is free of colliding pins.")
    choice: list[ChoiceOut] = []
    used: list[ConnectionOut] = Field(description="Every pin of each peripheral, with its remap's value.")


class ChipDifference(BaseModel):
    """Peripherals, pins and vectors that two chips do not share."""

    chips: tuple[str, str]
    only_first: dict[str, list[str]]
    only_second: dict[str, list[str]]
    shared: dict[str, int] = Field(description="How many of each kind both have.")


class Rebuilding(BaseModel):
    versions: int = Field(description="How many graphs are being built anew.")
