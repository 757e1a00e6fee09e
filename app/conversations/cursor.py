"""Where a page of the list ended: the key of its last conversation, as text for the next call. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.core.errors import InvalidRequestError
from app.core.ids import is_id

_FORM = re.compile(r"(\d{1,17})-(\S{36})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The sort key of a conversation."""

    updated_at: datetime
    id: str

    def __str__(self) -> str:
        return f"{(self.updated_at - _EPOCH) // _MICROSECOND}-{self.id}"


def read_cursor(text: str) -> Cursor:
    """The cursor that a client sends back. Raises `InvalidRequestError`."""
    form = _FORM.fullmatch(text)
    if form is None or not is_id(form[2]):
        raise InvalidRequestError("Send the 'after' that the page before gave.", param="after")
    return Cursor(_EPOCH + int(form[1]) * _MICROSECOND, form[2])
