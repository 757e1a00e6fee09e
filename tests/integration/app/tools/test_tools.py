"""Each tool over a small library: what it says, what it cites, and what it says to a wrong call."""

import json
from typing import Any

import pytest

from app.resources import Resources
from app.tools.catalogue import BY_NAME
from app.tools.types import ToolResult
from tests.integration.app.tools.conftest import Use
from tests.integration.shelf import QUESTION, key

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""The queries are those of the slices, which are tested on both databases."""


def data(result: ToolResult) -> dict[str, Any]:
    """What a program gets; it must agree with the text about the sources."""
    assert result.data is not None
    found: dict[str, Any] = json.loads(result.data.model_dump_json(by_alias=True))
    assert [source["marker"] for source in found["sources"]] == [source.marker for source in result.sources]
    return found


async def test_search_gives_facts_and_passages_with_their_places(use: Use) -> None:
    result = await use("search", query=QUESTION)
    assert "Exact facts:\nThe reset value of `CLK_CTLR` is **0x00000083**. (ZX90A32) [1]" in result.text
    first = result.sources[0]
    assert (first.passage.document, first.passage.page, first.passage.revision) == (
        "ZX90_V1.5.pdf",
        1,
        "V1.5",
    )
    assert first.url == (
        f"http://chipcite.test/v1/versions/{key('new')}/pages/1.png?highlight=72,100,500,120.5"
    )
    assert (
        f"[1] ZX90_V1.5.pdf V1.5, page 1, Clocks › Clock control register (version_id {key('new')})"
        in result.text
    )
    found = data(result)
    assert found["scope"]["chips"] == ["ZX90A32"]
    assert found["facts"] == ["The reset value of `CLK_CTLR` is **0x00000083**. (ZX90A32) [1]"]
    assert {hit["version_id"] for hit in found["hits"]} <= {key("new"), key("hostile")}


async def test_search_asks_only_the_current_revision_unless_told_otherwise(use: Use) -> None:
    now = await use("search", query="ADC total conversion time TCONV", chip="ZX90A32")
    assert "11 clock cycles" in now.text
    assert "12.5" not in now.text
    then = await use("search", query="ADC total conversion time TCONV", chip="ZX90A32", revision="V1.2")
    assert "12.5 clock cycles" in then.text
    assert "+ 11 clock" not in then.text
    named = await use("search", query="conversion time", documents=["ZX91.pdf"])
    assert {source.passage.document for source in named.sources} <= {"ZX91.pdf"}


async def test_search_says_what_is_not_here(use: Use) -> None:
    chip = await use("search", query="reset value of CLK_CTLR", chip="QQ77X1")
    assert chip.text.startswith("No document covers QQ77X1. Chips that are covered: ZX90A32, ZX91B16.")
    revision = await use("search", query="CLK_CTLR", chip="ZX90A32", revision="V9")
    assert revision.text.startswith("There is no revision V9 here; there are: V1.")
    nothing = await use("search", query="CLK_CTLR", documents=["nothing.pdf"])
    assert "No passage of the manuals answers this." in nothing.text
    assert (nothing.sources, nothing.failed) == ((), False)


async def test_markers_count_on_where_a_chat_wants_it(library: Resources) -> None:
    result = await BY_NAME["search"].run(library, {"query": QUESTION}, "http://h", first_marker=7)
    assert result.sources[0].marker == 7
    assert "[7] ZX90_V1.5.pdf" in result.text


async def test_a_register_with_all_that_is_stated_of_it(use: Use) -> None:
    result = await use("registers", chip="ZX90A32", name="clk_ctlr")
    for line in (
        "CLK_CTLR of ZX90A32: Clock control (peripheral CLK), 32 bits",
        "address 0x40010000 [1]",
        "reset 0x00000083 [1]",
        "[25] PLLRDY, RO, reset 0 [1]",
        "[24] PLLON, RW, reset 0 [1] Values: 0 = PLL off; 1 = PLL on",
    ):
        assert line in result.text.splitlines()
    assert [source.passage.text for source in result.sources] == ["CLK_CTLR 0x00000083"]
    assert data(result)["register"]["addresses"][0]["place"]["version_id"] == key("new")


async def test_the_list_of_registers(use: Use) -> None:
    result = await use("registers", chip="ZX90A32")
    assert result.text.splitlines()[1] == "- CLK_CTLR, 0x40010000, reset 0x00000083, Clock control"
    assert data(result)["total"] == 1
    assert data(await use("registers", chip="ZX90A32", contains="adc"))["registers"] == []


async def test_a_value_taken_apart_and_put_together(use: Use) -> None:
    apart = await use("decode", chip="ZX90A32", register="CLK_CTLR", value="0x03000000")
    assert "[25] PLLRDY = 1 [1]" in apart.text
    assert "[24] PLLON = 1 (PLL on) [1]" in apart.text
    together = await use("decode", chip="ZX90A32", register="CLK_CTLR", fields={"PLLON": "0b1"}, base="0x83")
    assert data(together)["decoded"]["hex"] == "0x01000083"


async def test_a_page_as_text_and_picture(use: Use) -> None:
    result = await use("page", version=key("new"), page=1)
    assert "[1] ZX90_V1.5.pdf V1.5, page 1 of 2" in result.text
    assert "Reset value: 0x00000083" in result.text
    assert "[25] | PLLRDY | RO" in result.text
    assert result.text.count("PLLRDY") == 1, "a row repeats its table"
    (image,) = result.images
    assert (image.media_type, image.data[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert [one["page"] for one in data(result)["passages"]] == [1, 1]
    by_name = await use("page", version="ZX90_V1.5.pdf", page=2)
    assert "TCONV = sampling time + 11" in by_name.text
    older = await use("page", version=key("old"), page=2)
    assert "12.5 clock" in older.text


async def test_a_page_without_a_renderer_is_text_and_a_link(library: Resources) -> None:
    result = await BY_NAME["page"].run(library, {"version": key("new"), "page": 2}, "http://h/")
    assert f"Picture: http://h/v1/versions/{key('new')}/pages/2.png" in result.text
    assert result.images == ()


async def test_two_revisions_of_a_document(use: Use) -> None:
    for name in ("ZX90_V1.5.pdf", "ZX90_V1.2.pdf", "ZX90A32 Reference Manual", key("manual")):
        result = await use("compare", document=name, before="V1.2", after="V1.5")
        assert "changed register CLK_CTLR: reset 0x81 -> reset 0x83" in result.text, name
        assert "+ 11 clock cycles" in result.text
    pages = {(source.passage.version_id, source.passage.page) for source in result.sources}
    assert {(key("old"), 1), (key("new"), 1), (key("old"), 2), (key("new"), 2)} <= pages
    assert data(result)["revisions"]["from_version"]["revision"] == "V1.2"


async def test_one_register_of_two_chips(use: Use) -> None:
    result = await use("compare", chips=["ZX90A32", "ZX91B16"], register="CLK_CTLR")
    assert "address: 0x40010000 | 0x40020000" in result.text
    assert "PLLRDY bits: [25] | [27]" in result.text
    assert "reset:" not in result.text
    assert {source.passage.version_id for source in result.sources} == {key("new"), key("other")}
    same = await use("compare", chips=["ZX90A32", "zx90a32"], register="CLK_CTLR")
    assert data(same)["chips"]["same"] is True


async def test_the_library_is_listed(use: Use) -> None:
    result = await use("documents", filter="ZX90")
    assert f"  - ZX90_V1.2.pdf, V1.2, en, 2 pages, superseded (version_id {key('old')})" in result.text
    assert f"  - ZX90_V1.5.pdf, V1.5, en, 2 pages, current (version_id {key('new')})" in result.text
    assert "ZX91.pdf" not in result.text
    assert data(result)["chips"] == ["ZX90A32", "ZX91B16"]


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("search", {}, "query: Field required. search takes query; optional: chip,"),
        ("search", {"query": "x", "chips": "y"}, "chips: Extra inputs are not permitted."),
        ("search", {"query": "x", "limit": 1000}, "limit: Input should be less than or equal to 20"),
        ("registers", {"chip": "QQ77X1"}, "No document here covers QQ77X1. Chips that are covered: ZX90A32"),
        ("registers", {"chip": "ZX90A32", "name": "CLK_CTRL"}, "Did you mean CLK_CTLR?"),
        ("decode", {"chip": "ZX90A32", "register": "CLK_CTLR"}, "Give `value`"),
        ("decode", {"chip": "ZX90A32", "register": "CLK_CTLR", "value": "much"}, "a number such as 0x83"),
        ("decode", {"chip": "ZX90A32", "register": "CLK_CTLR", "value": 1 << 40}, "32 bits"),
        (
            "decode",
            {"chip": "ZX90A32", "register": "CLK_CTLR", "fields": {"PLLON": "x"}},
            "PLLON must be numbers",
        ),
        ("decode", {"chip": "ZX90A32", "register": "CLK_CTLR", "fields": {"HSE": 1}}, "has no field HSE"),
        ("page", {"version": "nothing", "page": 1}, "There is no version or document 'nothing'."),
        ("page", {"version": "ZX91.pdf", "page": 3}, "ZX91.pdf has 2 pages"),
        ("compare", {}, "Give `document` with `before` and `after`, or two `chips`"),
        ("compare", {"chips": ["ZX90A32"], "register": "CLK_CTLR"}, "two `chips`"),
        ("compare", {"document": "nothing", "before": "1", "after": "2"}, "There is no document 'nothing'"),
        ("compare", {"document": "ZX91.pdf", "before": "1", "after": "2"}, "no version '1'"),
        (
            "compare",
            {"chips": ["ZX90A32", "QQ77X1"], "register": "CLK_CTLR"},
            "No document here covers QQ77X1",
        ),
    ],
)
async def test_a_wrong_call_is_told_what_to_do(
    use: Use, tool: str, arguments: dict[str, Any], says: str
) -> None:
    result = await use(tool, **arguments)
    assert result.failed
    assert says in result.text
    assert result.data is None


@pytest.mark.parametrize("arguments", ["", "{", "[]", "null", '"x"', '{"query": null}'])
async def test_text_that_is_no_call_is_told_so(library: Resources, arguments: str) -> None:
    result = await BY_NAME["search"].run(library, arguments, "http://h")
    assert result.failed
    assert "search takes query" in result.text


async def test_a_call_as_a_model_writes_it(library: Resources) -> None:
    text = json.dumps({"query": QUESTION, "chip": None, "limit": "1"})
    result = await BY_NAME["search"].run(library, text, "http://h")
    assert not result.failed
    assert len(data(result)["hits"]) == 1


async def test_a_failure_inside_is_a_result_too(library: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(library.retriever, "search", crash)
    result = await BY_NAME["search"].run(library, {"query": QUESTION}, "http://h")
    assert result.failed
    assert "inside the service" in result.text
    assert "secret" not in result.text
