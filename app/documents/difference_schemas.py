"""What differs between two versions, as the API gives it."""

from typing import Literal

from pydantic import BaseModel, Field

from app.documents.schemas import PassageOut, VersionOut


class NumberChange(BaseModel):
    """A number that another one replaced."""

    before: str
    after: str
    text: str = Field(description="The sentence or table row as it reads now.")


class PassageChange(BaseModel):
    """A passage that only one revision has, that reads differently, or that stands in another section."""

    change: Literal["added", "removed", "changed", "moved"]
    section: list[str]
    before: PassageOut | None = None
    after: PassageOut | None = None
    diff: list[str] = Field(default_factory=list, description="Changed lines, marked with - and +.")
    numbers: list[NumberChange] = Field(
        default_factory=list, description="Numbers that changed, pointed out."
    )


class FactChange(BaseModel):
    """A fact that differs between the revisions."""

    change: Literal["added", "removed", "changed"]
    kind: str = Field(description="register, bit_field, parameter, …")
    name: str
    renamed: str = Field(
        "", description="The name that the same bits or the same row have in the other revision."
    )
    before: dict[str, list[str]] | None = Field(None, description="What each attribute is said to be.")
    after: dict[str, list[str]] | None = None
    before_page: int | None = None
    after_page: int | None = None
    before_version: str = Field("", description="The version that states it so.")
    after_version: str = ""


class Difference(BaseModel):
    """What changed from one version to another."""

    object: Literal["diff"] = "diff"
    document_id: str
    from_version: VersionOut
    to_version: VersionOut
    facts: list[FactChange]
    passages: list[PassageChange]
    truncated: bool = Field(False, description="There is more than is listed.")


class ChipDifference(BaseModel):
    """What the manuals of two chips state differently."""

    object: Literal["chip_diff"] = "chip_diff"
    chips: list[str] = Field(description="The two, as they were asked for.")
    peripheral: str = ""
    from_versions: list[VersionOut] = Field(description="The manuals of the first chip.")
    to_versions: list[VersionOut]
    facts: list[FactChange]
    truncated: bool = Field(False, description="There is more than is listed.")
