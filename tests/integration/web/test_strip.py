"""The path strip under an answer: links that open their page, pins with what else they carry, errata."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.integration.web.steps import ask_and_wait
from tests.integration.web.web_double import Answer, Script, citation

pytestmark = pytest.mark.integration
ABOUT = {
    "facts": [{"type": "peripheral", "name": "UART1"}],
    "state": {"chips": ["ACME-1"]},
    "citations": [citation()],
}


def _joined(relation: str, name: str, page: int, **more: str) -> dict[str, Any]:
    place = {key: value for key, value in citation(page).items() if key not in ("marker", "url", "section")}
    return (
        {"relation": relation, "subject": "UART1", "name": name, "within": "", "value": "", "title": ""}
        | more
        | {"place": place}
    )


@pytest.fixture(autouse=True)
def _uart(script: Script) -> None:
    connections = [
        _joined("address", "40013800", 4, value="0x40013800"),
        _joined("enable", "UART1EN", 23, within="RCC_APB2EN", value="14:14"),
        _joined("interrupt", "UART1", 33, value="37"),
        _joined("pin", "PA9", 28, within="UART1_TX", value="0"),
        _joined("pin", "PA10", 28, within="<b>UART1_RX</b>"),
        _joined("erratum", "2.1", 2, title="A byte is lost"),
    ]
    script.things["UART1"] = {"name": "UART1", "connections": connections, "shared": {"PA9": ["TIM1_CH2"]}}


def test_links_open_the_page_that_says_them(page: Page, script: Script) -> None:
    script.default = Answer("It is gated by UART1EN.", ABOUT)
    ask_and_wait(page, "Which bit?")
    expect(page.locator(".strip-value")).to_have_text(["0x40013800", "RCC_APB2EN.UART1EN [14]", "UART1 (37)"])
    expect(page.locator(".strip-errata")).to_have_text("errata: 1")
    page.locator(".strip-link").nth(1).click()
    expect(page.locator("#viewer")).to_be_visible()
    expect(page.locator("#viewer img, #viewer canvas").first).to_be_visible()
    assert any(one.startswith("ver-1/23") for one in script.pages)


def test_pins_say_what_else_they_carry(page: Page, script: Script) -> None:
    script.default = Answer("It is gated by UART1EN.", ABOUT)
    ask_and_wait(page, "Which bit?")
    page.locator(".strip-pins summary").click()
    rows = page.locator(".strip-pins tbody tr")
    expect(rows).to_have_count(2)
    assert rows.nth(0).locator("td").all_inner_texts() == ["UART1_TX", "PA9", "0", "TIM1_CH2"]
    assert rows.nth(1).locator("td").first.inner_text() == "<b>UART1_RX</b>"  # text, never markup


def test_without_the_graph_the_answer_stands_alone(page: Page, script: Script) -> None:
    script.things.clear()
    script.default = Answer("It is gated by UART1EN.", ABOUT)
    ask_and_wait(page, "Which bit?")
    expect(page.locator(".strip")).to_be_hidden()
    expect(page.locator(".source")).to_have_count(1)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ({"chip": "ACME-1", "chips": ["ACME-1", "ACME-1x"]}, 1),
        ({"chip": "", "chips": ["ACME-1", "ACME-2"]}, 0),
    ],
)
def test_a_path_is_of_one_chip(page: Page, script: Script, state: dict[str, Any], shown: int) -> None:
    script.default = Answer("It is gated by UART1EN.", ABOUT | {"state": state})
    ask_and_wait(page, "Which bit?")
    expect(page.locator(".source")).to_have_count(1)
    expect(page.locator(".strip")).to_have_count(shown)
