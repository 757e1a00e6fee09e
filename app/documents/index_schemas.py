"""The search index over HTTP."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class IndexOut(BaseModel):
    """The index that answers."""

    number: int = Field(description="Rises with every index that is built.")
    embedder: str = Field(description="What makes its dense vectors.", examples=["default"])
    since: datetime | None = Field(description="When it took over; null for the first one.")


class Construction(BaseModel):
    """An index that is being built to replace it, or that could not be built."""

    number: int
    embedder: str
    state: Literal["building", "failed"]
    versions_done: int = Field(description="Versions that it holds whole.")
    versions_total: int = Field(description="Versions that may answer.")
    error: str = Field(description="What to do about a failure; else empty.")
    started: datetime


class IndexStatus(BaseModel):
    """Questions are answered from `active`, whatever becomes of `construction`."""

    active: IndexOut
    construction: Construction | None = Field(description="The latest, unless it has taken over.")
