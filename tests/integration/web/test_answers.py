"""How an answer is drawn: registers, rows that become tables again, places said once."""

import pytest
from playwright.sync_api import Page, expect

from tests.integration.web.steps import ask_and_wait
from tests.integration.web.web_double import Answer, Script, citation

pytestmark = pytest.mark.integration


def test_places_that_the_sources_show_are_not_said_twice(page: Page, script: Script) -> None:
    place = "[1] [acme-1.pdf, V1.2, p. 12](/v1/versions/ver-1/pages/12.png?highlight=1,2,3,4) — Clocks"
    other = place.replace("[1]", "[2]")
    text = f"Lead.\n\n{place}\n\n> Quoted words.\n\nSee also:\n\n- {other}\n\nThe end:\n\n- a list"
    script.default = Answer(text, {"citations": [citation(), citation(14, marker=2)]})
    ask_and_wait(page, "?")
    expect(page.locator(".prose > .place")).to_have_count(1)
    assert page.locator(".prose > *").all_inner_texts()[2:] == ["Quoted words.", "The end:", "a list"]
    quotes = page.locator(".source").all_inner_texts()
    assert ["RCC_CTLR resets" in quote for quote in quotes] == [False, True]


def test_places_behind_a_list_are_not_taken_for_its_items(page: Page, script: Script) -> None:
    place = "[1] [acme-1.pdf, V1.2, p. 12](/v1/versions/ver-1/pages/12.png?highlight=1,2,3,4) — Clocks"
    text = f"Perhaps one of these is meant:\n\n- One. [1]\n- Another. [1]\n\n- {place}"
    script.default = Answer(text, {"citations": [citation()]})
    ask_and_wait(page, "?")
    assert page.locator(".prose li").all_inner_texts() == ["One. [1]", "Another. [1]"]
    expect(page.locator(".source")).to_have_count(1)


def test_quoted_rows_stand_in_a_table_again(page: Page, script: Script) -> None:
    text = (
        "Bit: 24 | Name: PLLON | Reset value: 0 [[1]](/v1/versions/ver-1/pages/12.png)\n\n"
        "> RCC_CTRL  \n> Bit | Name  \n> 25 | PLLRDY  \n> 24 | `PLLON`  \n> The end | alone"
    )
    script.default = Answer(text)
    ask_and_wait(page, "?")
    lead = page.locator(".prose > .table-scroll table")
    assert lead.locator("th").all_inner_texts() == ["Bit", "Name", "Reset value"]
    assert lead.locator("td").all_inner_texts() == ["24", "PLLON", "0 [1]"]
    quoted = page.locator(".prose blockquote")
    assert quoted.locator("th").all_inner_texts() == ["Bit", "Name"]
    assert quoted.locator("td").all_inner_texts() == ["25", "PLLRDY", "24", "PLLON", "The end", "alone"]
    assert quoted.locator("p").all_inner_texts() == ["RCC_CTRL"]


def test_a_heading_that_leads_a_row_stands_above_its_table(page: Page, script: Script) -> None:
    script.default = Answer("3.3.1 Clock control register (RCC_CTRL): Bit 24 | Name: PLLON | Access: RW")
    ask_and_wait(page, "?")
    assert page.locator(".prose p").all_inner_texts() == ["3.3.1 Clock control register (RCC_CTRL)"]
    assert page.locator(".prose th").all_inner_texts() == ["", "Name", "Access"]
    assert page.locator(".prose td").all_inner_texts() == ["Bit 24", "PLLON", "RW"]


def test_the_first_column_keeps_its_label_behind_a_heading(page: Page, script: Script) -> None:
    script.default = Answer("**CH32**: Chapter 16 Flash Memory: Block: Main memory | Name: Page 0 | Size: 64")
    ask_and_wait(page, "?")
    assert page.locator(".prose p").all_inner_texts() == ["CH32: Chapter 16 Flash Memory"]
    assert page.locator(".prose th").all_inner_texts() == ["Block", "Name", "Size"]


def test_a_decoded_value_stands_in_the_picture(page: Page, script: Script) -> None:
    fields = [
        {"name": "SW", "msb": 1, "lsb": 0, "value": 2},
        {"name": "MUL", "msb": 21, "lsb": 16, "value": 15},
    ]
    fact = {"type": "register", "name": "CFG", "width": 32, "fields": fields}
    script.default = Answer("Decoded.", {"facts": [fact]})
    ask_and_wait(page, "?")
    assert page.locator(".bits .decoded").all_text_contents() == ["= 0xF", "= 2"]
    assert page.locator(".bits .bit").first.text_content() == "31"


def test_a_register_fact_is_drawn_and_the_bit_asked_for_stands_out(page: Page, script: Script) -> None:
    fields = [
        {"name": "HSICAL", "msb": 15, "lsb": 8, "access": "RO", "reset": "0"},
        {"name": "HSION", "msb": 0, "lsb": 0, "access": "RW", "reset": "1"},
        {"name": "broken", "msb": "x", "lsb": None},
    ]
    wide = {"type": "register", "name": "RCC_CTLR", "address": 0x40021000, "fields": [*fields, pll()]}
    useless = [{"type": "register", "name": "EMPTY"}, {"type": "pin"}, None]
    script.default = Answer(
        "Bit 0.\n\n| Bits | Field |\n|---|---|\n| 0 | HSION |", {"facts": [wide, *useless]}
    )
    ask_and_wait(page, "Which bit of RCC_CTLR is HSION?")
    expect(page.locator("svg.bits")).to_have_count(1)
    parts = page.locator(".answer").evaluate("answer => answer.innerText.replace(/\\s+/g, ' ')")
    assert parts.index("Bit 0.") < parts.index("0x40021000") < parts.index("Field")
    expect(page.locator(".bits .asked")).to_have_count(1)
    expect(page.locator(".bits .asked")).to_contain_text("HSION")
    expect(page.locator(".register figcaption")).to_contain_text("0x40021000")
    label = page.locator("svg.bits").get_attribute("aria-label") or ""
    assert "[31:24] PLLCFG, RW" in label
    assert "[0] HSION, RW, reset 1" in label
    assert page.locator(".bits .reserved").count() == 2


def pll() -> dict[str, object]:
    return {"name": "PLLCFG", "msb": 31, "lsb": 24, "access": "RW"}


def test_a_manual_that_is_being_read_is_not_called_missing(page: Page, script: Script) -> None:
    text = "QX32V103RM.pdf is being read: page 41 of 300."
    script.default = Answer(text, {"abstained": True, "degraded": ["being_read"]})
    ask_and_wait(page, "?")
    expect(page.locator(".verdict")).to_have_text("Still being read")
    expect(page.locator(".basis .missing")).to_have_count(0)


def test_values_and_code_are_copied(page: Page, script: Script) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = {"name": "ON", "msb": 0, "lsb": 0}
    register = {"type": "register", "name": "CTLR", "address": 1073876992, "width": 32, "fields": [field]}
    script.default = Answer("See:\n\n```c\nRCC->CTLR |= 1;\n```\n", {"facts": [register]})
    ask_and_wait(page, "?")
    for button, text in (("Copy 0x40021000", "0x40021000"), ("Copy the code", "RCC->CTLR |= 1;")):
        page.get_by_role("button", name=button).click()
        expect(page.locator("#announce")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()").strip() == text


def test_a_figure_that_is_wider_than_its_column_is_reached_by_the_keyboard(
    page: Page, script: Script
) -> None:
    fields = [{"name": f"F{bit}", "msb": bit, "lsb": bit} for bit in range(32)]
    register = {"type": "register", "name": "CTLR", "width": 32, "fields": fields}
    script.default = Answer("It is.", {"facts": [register], "citations": [citation()]})
    ask_and_wait(page, "?")
    figure = page.locator(".bits-scroll")
    expect(figure).not_to_have_attribute("tabindex", "0")
    page.click(".source")
    expect(figure).to_have_attribute("tabindex", "0")


def test_what_was_clicked_stays_where_it_is_beside_the_panel(page: Page, script: Script) -> None:
    script.default = Answer("Long words that wrap otherwise. " * 200, {"citations": [citation()]})
    ask_and_wait(page, "?")
    source = page.locator(".source")
    source.scroll_into_view_if_needed()
    before = source.bounding_box()
    source.click()
    page.wait_for_function("document.querySelector('#conversations-beside').hidden")
    page.wait_for_function(
        "y => Math.abs(document.querySelector('.source').getBoundingClientRect().top - y) < 40",
        arg=before and before["y"],
    )
