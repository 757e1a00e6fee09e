"""Thumbs, the form behind them, and the view in which a curator decides, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.integration.web.conftest import watch
from tests.integration.web.steps import ask_and_wait
from tests.integration.web.web_double import CORRECTED, Answer, Script, case, citation

pytestmark = pytest.mark.integration

GOOD, BAD = "Good answer", "Bad answer"


@pytest.fixture
def script() -> Script:
    """An answer that can be judged, and three cases."""
    register = {"type": "register", "name": "RCC_CTLR", "fields": []}
    return Script(
        default=Answer("It is 0x81 [1].", {"citations": [citation()], "facts": [register]}),
        cases=[
            case("A", facts=[CORRECTED], similar=["A2"]),
            case("B", feedback=[], right_answer="", question="<b>B</b>"),
            case("C"),
        ],
    )


def thumb(page: Page, name: str) -> None:
    page.locator(".turn:last-child").get_by_role("button", name=name).click()


def test_a_thumb_counts_at_once_and_is_there_after_a_reload(page: Page, script: Script) -> None:
    ask_and_wait(page, "page?")
    thumb(page, GOOD)
    expect(page.get_by_role("button", name=GOOD)).to_have_attribute("aria-pressed", "true")
    turn = script.requests[0]["chipcite"]["turn_id"]
    assert script.verdicts == [{"turn_id": turn, "rating": 1}]
    page.reload()
    expect(page.get_by_role("button", name=GOOD)).to_have_attribute("aria-pressed", "true")
    thumb(page, BAD)
    expect(page.get_by_role("button", name=GOOD)).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#verdict")).to_be_visible()
    assert script.verdicts[-1] == {"turn_id": turn, "rating": -1}


def test_a_visit_to_the_review_leaves_the_conversation_open(page: Page) -> None:
    ask_and_wait(page, "page?")
    page.click("nav a[data-view=review]")
    expect(page.locator(".case").first).to_be_visible()
    page.click("nav a[data-view=ask]")
    expect(page.locator(".turn:last-child").get_by_role("button", name=GOOD)).to_be_visible()


def test_a_question_in_other_words_replaces_the_one_before(page: Page, script: Script) -> None:
    ask_and_wait(page, "page?")
    page.get_by_role("button", name="Edit the question").click()
    expect(page.locator("#question")).to_have_value("page?")
    ask_and_wait(page, "Which page, please?")
    expect(page.locator(".turn")).to_have_count(1)
    first, second = (request["chipcite"] for request in script.requests)
    assert second["replaces"] == first["turn_id"]
    page.get_by_role("button", name="Edit the question").click()
    page.fill("#question", "")
    ask_and_wait(page, "Something else")
    expect(page.locator(".turn")).to_have_count(2)
    assert "replaces" not in script.requests[-1]["chipcite"]


def test_what_is_wrong_and_the_right_fact_go_to_the_service(page: Page, script: Script) -> None:
    ask_and_wait(page, "page?")
    thumb(page, BAD)
    page.get_by_label("Reason").select_option("wrong_value")
    page.get_by_label("What it should have said").fill("0x83 [1]")
    page.get_by_text("Correct a fact").click()
    expect(page.get_by_label("Name or symbol")).to_have_value("RCC_CTLR")
    page.get_by_label("Kind", exact=True).select_option("field")
    page.get_by_label("Name or symbol").fill("PLLON")
    page.get_by_label("Of register").fill("RCC_CTLR")
    page.get_by_label("Right value").fill("[25:24]")
    script.refused["fact"] = "acme-1.pdf has 40 pages."
    page.get_by_role("button", name="Send", exact=True).last.click()
    expect(page.locator("#verdict [role=alert]")).to_have_text("acme-1.pdf has 40 pages.")
    del script.refused["fact"]
    page.get_by_role("button", name="Send", exact=True).last.click()
    expect(page.locator("#verdict")).to_be_hidden()
    expect(page.locator("#announce")).to_contain_text("answers use it from now on")
    sent = script.verdicts[-1]
    assert (sent["reason"], sent["correction"]) == ("wrong_value", "0x83 [1]")
    assert sent["fact"] == {
        "kind": "field",
        "name": "PLLON",
        "of": "RCC_CTLR",
        "values": {"msb": "25", "lsb": "24"},
        "page": 12,
        "version_id": "ver-1",
    }


def test_a_curator_decides_cases_one_after_another(page: Page, script: Script) -> None:
    page.click("nav a[data-view=review]")
    cards = page.locator(".case")
    expect(cards).to_have_count(2)
    first = cards.first
    expect(first).to_contain_text("1 other case asks the same")
    expect(first).to_contain_text("the page shows it")
    expect(first.get_by_label("Right answer")).to_have_value("0x83")
    expect(cards.nth(1).locator("h2")).to_have_text("<b>B</b>")
    first.get_by_label("What was missing").select_option("knowledge")
    first.get_by_role("button", name="Accept").click()
    expect(cards).to_have_count(1)
    expect(cards.first.locator("h2")).to_be_focused()
    cards.first.get_by_label("Right answer").fill("It is 0x83.")
    cards.first.get_by_role("button", name="Accept").click()
    expect(cards.first.locator("h2")).to_have_text("What resets C?")
    labels = {"task": "register", "stage": ""}
    assert script.patches == [
        ("cases/A", {"gap": "knowledge", **labels, "state": "accepted", "also": ["A2"]}),
        ("cases/B", {"gap": "", **labels, "state": "corrected", "answer": "It is 0x83.", "also": []}),
    ]
    page.select_option("#case-state", "decided")
    expect(cards).to_have_count(2)
    cards.first.get_by_role("button", name="Open again").click()
    page.select_option("#case-state", "open")
    expect(cards).to_have_count(2)
    for left in (1, 0):
        cards.first.get_by_role("button", name="Drop").click()
        expect(cards).to_have_count(left)
    expect(page.locator("#cases-status")).to_have_text("There is nothing here.")


def test_the_view_says_that_it_is_loading(page: Page) -> None:
    held: list[Route] = []
    page.route("**/v1/cases*", lambda route: held.append(route))
    page.click("[data-view=review]")
    expect(page.locator("#cases-status")).to_have_text("Loading…")
    held[0].continue_()
    expect(page.locator(".case").first).to_be_visible()
    expect(page.locator("#cases-status")).to_be_empty()


def test_the_view_speaks_chinese_and_fits_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740})
    page = context.new_page()
    errors = watch(page)
    page.goto(f"{address}#/review")
    expect(page.locator(".case")).to_have_count(2)
    expect(page.get_by_role("heading", name="审核")).to_be_visible()
    expect(page.get_by_role("button", name="采纳").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="显示更多").click()
    expect(page.locator(".case")).to_have_count(3)
    assert errors == []
    context.close()


def test_one_button_rolls_back(page: Page, script: Script) -> None:
    page.click("nav a[data-view=review]")
    expect(page.locator(".case").first).to_be_visible()
    expect(page.locator("#adapters")).to_be_hidden()
    script.adapters = [canary()]
    page.click("nav a[data-view=ask]")
    page.click("nav a[data-view=review]")
    shown = page.locator("#adapters")
    expect(shown).to_contain_text("canary 10%")
    expect(shown).to_contain_text("Bad turns: 5% of 100 with the new adapter, 20% of 900 without.")
    shown.get_by_role("button", name="Roll back").click()
    page.locator("#confirm").get_by_role("button", name="Roll back").click()
    expect(shown).to_contain_text("The base model answers.")
    assert script.adapters[0]["state"] == "retired"


def canary() -> dict[str, Any]:
    looked = {"at": "2026-03-01T03:00:00+00:00"}
    return {
        "name": "chip-3",
        "state": "canary",
        "share": 0.1,
        "dataset": "chip a5db",
        "held": False,
        "comparison": looked,
    }


def test_what_the_worker_decided_is_shown_and_a_person_can_keep_the_decision(
    page: Page, script: Script
) -> None:
    script.adapters = [canary()]
    script.adapter_events = [
        {
            "adapter": "chip-2",
            "before": "canary",
            "after": "retired",
            "reason": "Worse than what is live, beyond the interval: bad.",
            "figures": {"live_bad": 0.1, "canary_bad": 0.4, "live_turns": 700, "canary_turns": 80},
            "created_at": "2026-02-20T03:00:00+00:00",
        }
    ]
    page.click("nav a[data-view=review]")
    shown = page.locator("#adapters")
    expect(shown).to_contain_text("It is worse: it is taken back by itself. Last looked at")
    expect(shown.locator("li", has_text="Time")).to_contain_text("4.5 s / 2 s")
    expect(shown.locator("li", has_text="Time")).to_contain_text("worse")
    decided = shown.locator("li", has_text="chip-2")
    expect(decided).to_contain_text("retired")
    expect(decided).to_contain_text("Bad turns: 40% of 80 with the new adapter, 10% of 700 without.")
    button = shown.get_by_role("button", name="Decide by hand")
    button.click()
    expect(shown).to_contain_text("People decide about it; the worker leaves it as it is.")
    assert script.adapters[0]["held"] is True
    expect(button).to_have_attribute("aria-pressed", "true")
