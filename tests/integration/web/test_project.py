"""The line above the composer: what is known of the project, changed in place and sent with the question."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.integration.web.steps import ask, ask_and_wait
from tests.integration.web.web_double import Answer, Script, manual

pytestmark = pytest.mark.integration

STATE: dict[str, Any] = {
    "chip": "ACME-1",
    "chips": ["ACME-1"],
    "chip_source": "file",
    "board": "ACME-1-EVT",
    "stepping": "",
    "revision": "1.7",
    "toolchain": "GCC",
    "rtos": "",
    "debug_stage": "bring-up",
    "peripherals": ["I2C1"],
    "registers": ["I2C_CTLR1", "RCC_CTLR"],
    "fields": ["PE"],
    "values": [{"register": "RCC_CTLR", "value": "0x83"}, {"register": "", "value": "0x1F"}],
    "errors": ["HAL_BUSY (2)"],
    "language": "en",
}


def items(page: Page) -> list[str]:
    """What the line says, item by item."""
    texts = page.locator("#project-items .item").all_inner_texts()
    return [" ".join(text.split()) for text in texts]


def sent(script: Script) -> dict[str, Any]:
    """What went with the last question, but for where it is recorded."""
    where = ("conversation_id", "turn_id", "listed")
    return {name: value for name, value in script.requests[-1]["chipcite"].items() if name not in where}


def item(page: Page, key: str) -> Locator:
    """One item."""
    return page.locator(f"#project-items [data-key={key}]")


def change(page: Page, key: str, value: str, end: str = "Enter") -> None:
    """Types a value into an item."""
    item(page, key).locator(".item-edit").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(value)
    page.keyboard.press(end)


def answered(page: Page, script: Script, **more: Any) -> None:
    """A question is asked, and the service tells this state."""
    script.default = Answer("x", {"state": STATE | more})
    ask_and_wait(page, "?")


def test_chip_and_revision_are_set_before_the_first_question(page: Page, script: Script) -> None:
    script.documents = [manual(chips=["ACME-1", "ACME-10", "ACME-2"])]
    page.reload()
    options = page.locator("#chip-options option")
    expect(options).to_have_count(3)
    assert [option.get_attribute("value") for option in options.all()] == ["ACME-1", "ACME-2", "ACME-10"]
    assert items(page) == ["Chip any", "Revision newest"]
    change(page, "chip", "ACME-2")
    change(page, "revision", "V1.1", end="Tab")
    assert items(page) == ["Chip ACME-2", "Revision V1.1"]
    ask_and_wait(page, "?")
    assert sent(script) == {"chip": "ACME-2", "revision": "V1.1"}
    page.reload()
    assert items(page) == ["Chip ACME-2", "Revision V1.1"]
    expect(page.locator(".item.pinned")).to_have_count(2)


def test_what_the_service_read_is_shown_and_not_sent_back(page: Page, script: Script) -> None:
    answered(page, script)
    assert items(page) == [
        "Chip ACME-1",
        "Revision 1.7",
        "Board ACME-1-EVT",
        "Toolchain GCC",
        "Stage Bring-up",
    ]
    expect(page.locator(".item.pinned")).to_have_count(0)
    named = item(page, "chip").get_by_role("button", name="Chip: ACME-1, from a file you sent")
    expect(named).to_be_visible()
    ask_and_wait(page, "more?")
    assert sent(script) == {}
    page.reload()
    expect(item(page, "chip")).to_contain_text("ACME-1")


def test_a_comparison_shows_all_its_chips(page: Page, script: Script) -> None:
    answered(page, script, chip="", chips=["ACME-1", "ACME-2"], chip_source="question")
    assert items(page)[0] == "Chip ACME-1, ACME-2"
    item(page, "chip").locator(".item-edit").click()
    expect(page.locator("#project-items input")).to_have_value("")
    page.keyboard.press("Enter")
    assert items(page)[0] == "Chip ACME-1, ACME-2"


def test_an_item_is_changed_sent_and_given_back(page: Page, script: Script) -> None:
    answered(page, script)
    change(page, "board", "  Own board ")
    board = item(page, "board")
    expect(board.locator(".item-edit")).to_be_focused()
    expect(board.get_by_role("button", name="Board: Own board, set by you")).to_be_visible()
    expect(page.locator("#announce")).to_have_text("Board: Own board. This holds from your next question on.")
    answered(page, script, board="Own board")
    assert sent(script) == {"board": "Own board"}
    page.get_by_role("button", name="Clear what you set: Board").click()
    assert "Board ACME-1-EVT" in items(page)
    expect(board.locator(".item-edit")).to_be_focused()
    ask_and_wait(page, "?")
    assert sent(script) == {}


def test_emptying_an_item_gives_it_back_too_and_escape_changes_nothing(page: Page, script: Script) -> None:
    change(page, "chip", "ACME-2")
    change(page, "chip", "ACME-3", end="Escape")
    assert items(page)[0] == "Chip ACME-2"
    change(page, "chip", "x", end="Backspace")
    page.locator("#question").click()
    assert items(page)[0] == "Chip any"


def test_what_is_not_known_is_added_by_keyboard_alone(page: Page, script: Script) -> None:
    page.locator("#project-add summary").focus()
    page.keyboard.press("Enter")
    choices = page.locator("#project-add button")
    assert choices.all_inner_texts() == ["Board", "Stepping", "Toolchain", "RTOS", "Stage"]
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("FreeRTOS")
    page.keyboard.press("Enter")
    expect(item(page, "rtos").locator(".item-edit")).to_be_focused()
    assert items(page) == ["Chip any", "Revision newest", "RTOS FreeRTOS"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert items(page) == ["Chip any", "Revision newest"]
    expect(page.locator("#project-add summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(choices.first).to_be_hidden()
    expect(page.locator("#project-add summary")).to_be_focused()


def test_the_stage_is_chosen_from_seven(page: Page, script: Script) -> None:
    page.get_by_role("button", name="切换到中文").click()
    page.locator("#project-add summary").click()
    page.locator("#project-add").get_by_role("button", name="阶段").click()
    select = item(page, "debug_stage").locator("select")
    expect(select).to_be_focused()
    stages = ["选型", "原理图", "板级启动", "时钟与电源", "驱动", "系统集成", "现场故障"]
    assert select.locator("option").all_inner_texts() == ["未设定", *stages]
    select.select_option("clock-and-power")
    assert items(page)[-1] == "阶段 时钟与电源"
    ask_and_wait(page, "?")
    assert sent(script) == {"debug_stage": "clock-and-power"}


def test_arrow_keys_do_not_end_the_choice_of_a_stage(page: Page, script: Script) -> None:
    answered(page, script)
    item(page, "debug_stage").locator(".item-edit").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(item(page, "debug_stage").locator("select")).to_be_focused()
    page.keyboard.press("Enter")
    assert items(page)[-1] == "Stage Driver"


def test_what_is_in_focus_is_told_on_demand(page: Page, script: Script) -> None:
    expect(page.locator("#project-focus")).to_be_hidden()
    answered(page, script)
    summary = page.locator("#project-focus summary")
    expect(summary).to_have_text("In focus: I2C_CTLR1, 2 values, 1 error")
    expect(page.locator("#project-focus dl")).to_be_hidden()
    summary.click()
    assert page.locator("#project-focus dt").all_inner_texts() == [
        "Peripherals",
        "Registers",
        "Fields",
        "Values reported",
        "Errors reported",
    ]
    codes = page.locator("#project-focus code").all_inner_texts()
    assert codes == ["I2C1", "I2C_CTLR1", "RCC_CTLR", "PE", "RCC_CTLR = 0x83", "0x1F", "HAL_BUSY (2)"]
    page.locator("#question").click()
    expect(page.locator("#project-focus dl")).to_be_hidden()


def test_nothing_typed_is_lost_when_an_answer_ends(page: Page, script: Script) -> None:
    script.default = Answer("word " * 60, {"state": STATE}, pause=0.03)
    ask(page, "?")
    item(page, "chip").locator(".item-edit").click()
    page.keyboard.type("ACME")
    expect(page.locator(".turn:last-child .turn-buttons")).to_be_visible()
    page.keyboard.type("-9")
    page.keyboard.press("Enter")
    assert items(page)[:2] == ["Chip ACME-9", "Revision 1.7"]


def test_escape_in_an_item_does_not_stop_the_answer(page: Page, script: Script) -> None:
    script.default = Answer("word " * 40, pause=0.03)
    ask(page, "?")
    expect(page.locator(".prose p")).to_contain_text("word")
    change(page, "chip", "ACME", end="Escape")
    expect(page.locator(".turn:last-child .turn-buttons")).to_be_visible()
    assert page.locator(".notice").count() == 0


@pytest.mark.parametrize("width", [1280, 360])
def test_the_thread_stays_where_it_is(page: Page, script: Script, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    script.answers["first"] = Answer("one " * 200)
    ask_and_wait(page, "first")
    script.default = Answer("word " * 200, {"state": STATE}, pause=0.005)
    ask(page, "second")
    expect(page.locator(".turn:last-child .prose p")).to_contain_text("word")
    question = page.locator(".turn:last-child .question")
    before = question.bounding_box()
    expect(page.locator(".turn:last-child .turn-buttons")).to_be_visible()
    assert len(items(page)) == 5
    item(page, "chip").locator(".item-edit").click()
    page.keyboard.press("Escape")
    page.locator("#project-focus summary").click()
    assert question.bounding_box() == before
    assert before is not None
    assert 50 < before["y"] < 120


def test_what_drops_open_stays_inside(page: Page, script: Script) -> None:
    answered(page, script)
    widths = set()
    for width in range(560, 1000, 40):
        page.set_viewport_size({"width": width, "height": 740})
        for which in ("add", "focus"):
            page.locator(f"#project-{which} summary").click()
            panel = page.locator(f"#project-{which} .drop")
            expect(panel).to_be_in_viewport(ratio=1)
            widths.add((which, panel.evaluate("panel => panel.clientWidth")))
    assert len(widths) == 2


def test_a_phone_shows_the_line_in_its_width(page: Page, script: Script) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    answered(page, script, board="b" * 200, errors=["e" * 300])
    page.locator("#project-focus summary").click()
    panel = page.locator("#project-focus .drop").bounding_box()
    assert panel is not None
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    line = page.locator(".project").bounding_box()
    assert line is not None
    assert line["height"] < 44
    item(page, "debug_stage").locator(".item-edit").click()
    expect(item(page, "debug_stage").locator("select")).to_be_in_viewport()


def test_hostile_state_stays_text(page: Page, script: Script) -> None:
    image = "<img src=x onerror=window.hit=1>"
    answered(page, script, chip=image, board=image, peripherals=[image], errors=[image], debug_stage=image)
    page.locator("#project-focus summary").click()
    assert page.locator(".dock").locator("img, script, b").count() == 0
    assert items(page)[0] == f"Chip {image}"
    assert page.evaluate("window.hit") is None


def test_a_state_of_another_shape_breaks_nothing(page: Page, script: Script) -> None:
    odd: dict[str, Any] = {
        "chip": 7,
        "chips": "x",
        "values": [None, 3, {"register": "R"}],
        "errors": {"a": 1},
    }
    answered(page, script, **odd)
    assert items(page)[0] == "Chip any"
    kept = json.dumps({"chip": {"a": 1}, "rtos": "FreeRTOS", "nonsense": "x"})
    page.evaluate("kept => localStorage.setItem('chipcite.pins', kept)", kept)
    page.reload()
    assert "RTOS FreeRTOS" in items(page)
    ask_and_wait(page, "?")
    assert sent(script) == {"rtos": "FreeRTOS"}
