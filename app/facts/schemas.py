"""What the fact look-ups take and give over HTTP."""

from pydantic import BaseModel, Field

Box = tuple[float, float, float, float]


class PlaceOut(BaseModel):
    """Where a value is printed."""

    document: str = Field(description="Name of the uploaded file.")
    document_id: str
    version_id: str
    revision: str
    page: int
    bbox: Box
    source: str = Field(description="pdf-table, pdf-diagram, pdf-text, svd or correction.")
    quote: str = ""


class Said(BaseModel):
    """One value and the place that says it; several for one attribute are a conflict."""

    value: str
    place: PlaceOut


class ValueOut(BaseModel):
    value: str = Field(description="As printed.", examples=["0b10"])
    meaning: str


class FieldOut(BaseModel):
    name: str
    msb: int
    lsb: int
    access: str = ""
    reset: str = ""
    description: str = ""
    values: list[ValueOut] = []
    place: PlaceOut
    conflicts: list[Said] = []
    drawn_as: list[str] = Field(default=[], description="Other names that the drawing gives to these bits.")


class RegisterLine(BaseModel):
    """A register in a list; `GET …/registers/{name}` gives all of it."""

    name: str
    title: str = ""
    peripheral: str = ""
    address: str | None = None
    offset: str | None = None
    reset: str | None = None
    fields: int = Field(description="How many bit fields are known.")


class RegisterOut(BaseModel):
    """A register with everything that the chip's documents state, and where."""

    name: str
    title: str = ""
    peripheral: str = ""
    width: int
    addresses: list[Said]
    offsets: list[Said]
    resets: list[Said]
    fields: list[FieldOut]


class RegisterList(BaseModel):
    object: str = "list"
    chip: str
    data: list[RegisterLine]


class ChipOut(BaseModel):
    name: str
    documents: list[str] = Field(description="Files of the current revisions that cover it.")


class ChipList(BaseModel):
    object: str = "list"
    data: list[ChipOut]


class ConflictOut(BaseModel):
    """Sources that disagree."""

    name: str = Field(serialization_alias="register")
    field: str = ""
    attribute: str = Field(description="address, offset, reset or bits.")
    stated: list[Said]


class ConflictList(BaseModel):
    object: str = "list"
    chip: str
    data: list[ConflictOut]


class DecodeRequest(BaseModel):
    """Either a value to take apart, or field values to put together."""

    chip: str = Field(examples=["CH32V003"])
    name: str = Field(alias="register", examples=["RCC_CTLR"])
    value: int | str | None = Field(
        default=None, description="The register's value, a number or text.", examples=["0x03000083"]
    )
    fields: dict[str, int] | None = Field(default=None, description="Field values to put together.")
    base: int | str = Field(default=0, description="Bits of fields that are not named keep this value.")


class DecodedOut(BaseModel):
    name: str
    msb: int
    lsb: int
    value: int
    meaning: str = ""


class DecodeReply(BaseModel):
    chip: str
    name: str = Field(serialization_alias="register")
    value: int
    hex: str
    fields: list[DecodedOut]
