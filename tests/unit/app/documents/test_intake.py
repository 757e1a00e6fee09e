"""Names and bodies of uploads, whatever they hold."""

import asyncio
import hashlib
import os
import time
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.intake import ABANDONED_S, MAX_NAME, clean_name, prepare_incoming, take_in

HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: x/y\r\n\r\n'


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_shown(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= MAX_NAME
    assert not set(clean) & set("/\\\0\n\r\t\u202e")
    assert clean not in (".", "..")
    assert not any(unicodedata.category(character) == "Cc" for character in clean)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=5000), st.integers(1, 700))
def test_any_bytes_in_any_pieces_arrive_whole(tmp_path_factory: object, content: bytes, step: int) -> None:
    if b"\r\n--b" in content or content.startswith(b"--b"):
        return
    body = (
        HEAD + content + b'\r\n--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nNX32\r\n--b--\r\n'
    )

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), step):
            yield body[start : start + step]

    folder = Path(str(tmp_path_factory.mktemp("incoming")))  # type: ignore[attr-defined]  # hypothesis hides the type
    upload = asyncio.run(take_in(pieces(), "multipart/form-data; boundary=b", folder, 10_000))
    assert upload.path.read_bytes() == content
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert (upload.size, upload.name, upload.fields) == (len(content), "a.pdf", {"title": "NX32"})


def test_only_an_abandoned_upload_is_removed_at_a_start(tmp_path: Path) -> None:
    under_way, abandoned = tmp_path / "a.part", tmp_path / "b.part"
    for file in (under_way, abandoned):
        file.touch()
    long_ago = time.time() - 2 * ABANDONED_S
    os.utime(abandoned, (long_ago, long_ago))
    prepare_incoming(tmp_path)
    assert list(tmp_path.iterdir()) == [under_way]
