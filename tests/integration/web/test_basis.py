"""What stands under an answer: what the question was taken for, what was missing, what was verified."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.integration.web.steps import ask_and_wait
from tests.integration.web.web_double import Answer, Script, citation

pytestmark = pytest.mark.integration

FINDING = {
    "kind": "hex",
    "text": "0x40005800",
    "sentence": "I2C1 begins at 0x40005800.",
    "reason": "contradicted",
    "expected": "0x40005400",
}


def verification(**more: Any) -> dict[str, Any]:
    """As the service says it."""
    plain = {"verified": True, "checked": 12, "removed": 0, "regenerated": False}
    return plain | {"findings": [], "unaddressed": []} | more


def test_an_abstention_says_what_it_was_taken_for_and_what_was_missing(page: Page, script: Script) -> None:
    state = {"chips": ["ACME-1", *(f"ACME-{n}" for n in range(2, 6))], "revisions": ["V1.2"]}
    details = {"intent": "debugging", "state": state, "degraded": ["dense", "llm", "new-part"]}
    script.default = Answer("Nothing on that.", {"abstained": True, "citations": [citation()], **details})
    ask_and_wait(page, "?")
    expect(page.locator(".verdict")).to_have_text("Not found in the manuals")
    expect(page.locator(".sources h3")).to_have_text("Closest passages")
    assert page.locator(".basis p").all_inner_texts() == [
        "Taken as: fault finding · ACME-1, ACME-2, ACME-3 +2 · V1.2",
        "Search by meaning was not fully available; passages were found by words and names.",
        "The language model was not reachable; this was answered without it.",
        "Answered without new-part.",
    ]
    page.get_by_role("button", name="切换到中文").click()
    expect(page.locator(".basis p").nth(2)).to_have_text("无法连接语言模型，此回答未使用语言模型。")


def test_what_was_verified_is_summed_up(page: Page, script: Script) -> None:
    script.default = Answer("x", {"verification": verification()})
    ask_and_wait(page, "?")
    checked = "12 statements of the language model checked against the manuals, none removed or marked."
    assert page.locator(".basis p").all_inner_texts() == [checked]
    assert page.locator(".basis details").count() == 0


def test_findings_are_told_on_demand(page: Page, script: Script) -> None:
    unknown = {"text": "I2C_FOO", "sentence": "<b>Clear</b> I2C_FOO.", "reason": "unknown", "expected": ""}
    more = {"removed": 1, "regenerated": True, "unaddressed": ["pull-ups"]}
    found = verification(checked=1, findings=[FINDING, FINDING, unknown, None, {}], **more)
    script.default = Answer("x", {"verification": found})
    ask_and_wait(page, "?")
    summary = page.locator(".basis summary")
    expect(summary).to_have_text(
        "1 statement of the language model checked against the manuals, 1 removed or marked. "
        "It was asked a second time. 1 point of a general checklist left open."
    )
    expect(page.locator(".basis li").first).to_be_hidden()
    summary.click()
    assert page.locator(".basis li").all_text_contents() == [
        "0x40005800 differs from what the passages say; they say 0x40005400I2C1 begins at 0x40005800.",
        "I2C_FOO stands in none of the passages<b>Clear</b> I2C_FOO.",
    ]


def test_an_answer_that_no_model_wrote_claims_no_verification(page: Page, script: Script) -> None:
    script.default = Answer("It is 1.", {"intent": "register", "state": {"chips": []}, "verification": {}})
    ask_and_wait(page, "?")
    assert page.locator(".basis").inner_text() == "Taken as: register"


def test_small_talk_is_for_no_chip(page: Page, script: Script) -> None:
    script.default = Answer("Hello.", {"intent": "small_talk", "state": {"chips": ["ACME-1"]}})
    ask_and_wait(page, "?")
    assert page.locator(".basis").inner_text() == "Taken as: small talk"


def test_nothing_is_said_where_nothing_is_known(page: Page, script: Script) -> None:
    script.default = Answer("x", {"intent": 7, "state": ["odd"], "degraded": "odd", "verification": "odd"})
    ask_and_wait(page, "?")
    assert page.locator(".basis").count() == 0
