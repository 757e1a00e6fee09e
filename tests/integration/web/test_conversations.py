"""The list of conversations: two tabs, nothing lost, found, renamed, deleted, exported, on a phone too."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.integration.web.conftest import watch
from tests.integration.web.steps import ask, ask_and_wait
from tests.integration.web.web_double import Answer, Script, citation

pytestmark = pytest.mark.integration

MARKUP = "<img src=x onerror=window.hit=1> & <b>bold</b>"
PHONE = {"width": 360, "height": 740}


def titles(page: Page) -> Locator:
    """Titles in the list, last used first."""
    return page.locator(".conversation-title")


def act(page: Page, title: str, action: str) -> None:
    """Opens a conversation's actions and chooses one."""
    page.get_by_role("button", name=f"Actions for: {title}").click()
    page.get_by_role("group", name=f"Actions for: {title}").get_by_role("button", name=action).click()


def questions(page: Page) -> list[str]:
    """What the conversation on the page was asked."""
    return page.locator(".question span:last-child").all_inner_texts()


def test_two_tabs_ask_and_nothing_is_lost(
    context: BrowserContext, page: Page, address: str, script: Script
) -> None:
    other = context.new_page()
    errors = watch(other)
    other.goto(address)
    for number in range(2):
        ask_and_wait(page, f"first tab {number}")
        ask_and_wait(other, f"second tab {number}")
    for tab in (page, other):
        expect(titles(tab)).to_have_text(["second tab 0", "first tab 0"])
    for tab, name in ((page, "first"), (other, "second")):
        tab.reload()
        expect(tab.locator(".turn")).to_have_count(2)
        assert questions(tab) == [f"{name} tab 0", f"{name} tab 1"]
    assert errors == []


def second_tab(context: BrowserContext, page: Page) -> Page:
    """Another tab with the conversation of one turn that a page shows."""
    other = context.new_page()
    other.goto(page.url)
    expect(other.locator(".turn")).to_have_count(1)
    return other


def test_two_tabs_in_one_conversation_append_to_it(
    context: BrowserContext, page: Page, script: Script
) -> None:
    ask_and_wait(page, "one")
    other = second_tab(context, page)
    ask_and_wait(other, "two")
    expect(page.locator(".turn")).to_have_count(2)
    ask_and_wait(page, "three")
    expect(other.locator(".turn")).to_have_count(3)
    assert [message["content"] for message in script.requests[-1]["messages"]][::2] == ["one", "two", "three"]


def test_two_tabs_that_are_answered_at_the_same_time_show_both(
    context: BrowserContext, page: Page, script: Script
) -> None:
    ask_and_wait(page, "first?")
    other = second_tab(context, page)
    script.answers["slow?"] = Answer("word " * 20, pause=0.1)
    ask(page, "slow?")
    expect(page.locator(".prose p").last).to_contain_text("word")
    ask_and_wait(other, "quick?")
    expect(page.locator(".turn")).to_have_count(3)
    expect(other.locator(".turn")).to_have_count(3)


def test_a_new_conversation_keeps_the_old_one_and_back_leads_to_it(page: Page, script: Script) -> None:
    ask_and_wait(page, "old")
    old = page.url
    page.click("#conversations-new")
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator("#question")).to_be_focused()
    ask_and_wait(page, "new")
    assert script.requests[-1]["messages"] == [{"role": "user", "content": "new"}]
    expect(titles(page)).to_have_text(["new", "old"])
    page.go_back()
    expect(page.locator(".question")).to_contain_text("old")
    assert page.url == old
    expect(page.locator(".conversation.here")).to_contain_text("old")
    page.go_forward()
    expect(page.locator(".question")).to_contain_text("new")
    titles(page).filter(has_text="old").click()
    expect(page.locator(".question")).to_contain_text("old")


def test_the_manuals_lead_back_to_the_same_conversation(page: Page) -> None:
    ask_and_wait(page, "one")
    here = page.url
    page.get_by_role("link", name="Manuals").click()
    page.get_by_role("link", name="Ask", exact=True).click()
    assert page.url == here
    expect(page.locator(".turn")).to_have_count(1)
    expect(page).to_have_title("one · Chipcite")


def test_an_answer_goes_on_while_another_conversation_is_shown(page: Page, script: Script) -> None:
    script.answers["long"] = Answer("word " * 60, pause=0.1)
    ask(page, "long")
    expect(page.locator(".prose p")).to_contain_text("word")
    page.click("#conversations-new")
    ask_and_wait(page, "short")
    page.go_back()
    expect(page.locator(".question")).to_contain_text("long")
    expect(page.locator(".turn")).to_have_attribute("aria-busy", "false")
    expect(page.locator(".prose").first).to_have_text(("word " * 60).strip())
    expect(titles(page)).to_have_text(["long", "short"])


def test_a_title_is_changed_with_the_keyboard(page: Page, script: Script) -> None:
    ask_and_wait(page, "first")
    act(page, "first", "Rename")
    page.keyboard.type(MARKUP)
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text([MARKUP])
    expect(page.get_by_role("button", name=f"Actions for: {MARKUP}")).to_be_focused()
    expect(page.locator("#announce")).to_have_text(f"Renamed to {MARKUP}.")
    assert page.locator("#conversations :is(img, b)").count() == 0
    assert page.evaluate("window.hit") is None
    page.get_by_role("group", name="Actions for").get_by_role("button", name="Rename").click()
    page.keyboard.type("unwanted")
    page.keyboard.press("Escape")
    expect(titles(page)).to_have_text([MARKUP])


def test_the_list_is_searched_and_paged(page: Page, script: Script) -> None:
    for number in range(5):
        script.shelf.record(
            {"conversation_id": f"c{number}", "turn_id": f"t{number}", "listed": True},
            f"question {number}",
            "about PLLRDY" if number == 1 else "x",
            "done",
            {},
        )
    page.reload()
    expect(titles(page)).to_have_count(3)
    page.click("#conversations-more")
    expect(titles(page)).to_have_count(5)
    expect(page.locator("#conversations-more")).to_be_hidden()
    page.fill("#conversations-query", "pllrdy")
    expect(titles(page)).to_have_text(["question 1"])
    expect(page.locator("#announce")).to_have_text("1 conversation")
    page.fill("#conversations-query", "absent")
    expect(page.locator("#conversations-status")).to_have_text("No conversation holds these words.")


def test_a_conversation_is_deleted_after_a_question(page: Page, script: Script) -> None:
    ask_and_wait(page, "one")
    page.click("#conversations-new")
    ask_and_wait(page, "two")
    act(page, "two", "Delete")
    expect(page.locator("#confirm")).to_contain_text("“two” and its answers are removed for good.")
    page.locator("#confirm").get_by_role("button", name="Cancel").click()
    expect(titles(page)).to_have_text(["two", "one"])
    page.get_by_role("group", name="Actions for").get_by_role("button", name="Delete").click()
    page.locator("#confirm").get_by_role("button", name="Delete").click()
    expect(titles(page)).to_have_text(["one"])
    expect(page.locator("#welcome")).to_be_visible()
    assert len(script.shelf.held) == 1


def test_a_conversation_is_saved_as_a_file(page: Page) -> None:
    ask_and_wait(page, "Reset / value?")
    with page.expect_download() as saved:
        act(page, "Reset / value?", "Export")
    assert saved.value.suggested_filename == "Reset-value.md"
    assert Path(saved.value.path()).read_text("utf-8") == "# Reset / value?\n"


def test_a_reload_shows_the_same(page: Page, script: Script) -> None:
    details = {
        "citations": [citation()],
        "clarify": {"question": "Which chip is it?", "choices": ["ACME-1", "ACME-2"]},
        "degraded": ["dense"],
        "abstained": True,
        "state": {"chip": "ACME-1", "chip_source": "question"},
        "facts": [
            {"type": "register", "name": "CTLR", "width": 32, "fields": [{"name": "ON", "msb": 0, "lsb": 0}]}
        ],
    }
    script.default = Answer(
        "It is `1`. [[1]](/v1/versions/ver-1/pages/12.png?highlight=72,500,520,540)", details
    )
    ask_and_wait(page, "first?")
    before = page.locator("#thread").inner_text(), page.locator("#project-items").inner_text()
    page.reload()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".bits")).to_be_visible()
    assert (page.locator("#thread").inner_text(), page.locator("#project-items").inner_text()) == before


def test_an_answer_asked_anew_keeps_the_one_before(page: Page, script: Script) -> None:
    script.default = Answer("Old answer.")
    ask_and_wait(page, "?")
    script.default = Answer("New answer.")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".answer > .prose").first).to_have_text("New answer.")
    for _ in range(2):
        page.get_by_text("1 earlier answer").click()
        expect(page.locator(".earlier .prose")).to_have_text("Old answer.")
        page.reload()
    script.default = Answer("word " * 400, pause=0.1)
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".answer > .prose").first).to_contain_text("word")
    page.click("#stop")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".answer > .prose").first).to_have_text("New answer.")


def test_a_stopped_answer_is_there_after_a_reload(page: Page, script: Script) -> None:
    script.default = Answer("word " * 400, pause=0.1)
    ask(page, "long?")
    expect(page.locator(".prose p")).to_contain_text("word")
    page.click("#stop")
    expect(page.locator(".notice")).to_have_text("Stopped")
    expect(titles(page)).to_have_text(["long?"])
    page.reload()
    expect(page.locator(".notice")).to_have_text("Stopped")
    expect(page.locator(".prose").first).to_contain_text("word")


def test_a_reload_in_the_middle_of_an_answer_loses_nothing(page: Page, script: Script) -> None:
    script.default = Answer("word " * 400, pause=0.1)
    ask(page, "long?")
    expect(page.locator(".prose p")).to_contain_text("word")
    page.reload()
    expect(page.locator(".question")).to_contain_text("long?")
    expect(page.locator(".turn .notice")).to_have_text("Stopped")
    expect(page.locator(".prose").first).to_contain_text("word")


def test_long_conversations_come_in_pages(page: Page, script: Script) -> None:
    known = "00000000-0000-4000-8000-000000000000"
    for number in range(120):
        ours = {"conversation_id": known, "turn_id": f"t{number}", "listed": True}
        script.shelf.record(ours, f"question {number}", "x", "done", {})
    page.goto(f"{page.url.split('#')[0]}#/c/{known}")
    page.reload()
    expect(page.locator(".turn")).to_have_count(50)
    for shown in (100, 120):
        page.get_by_role("button", name="Show earlier questions").click()
        expect(page.locator(".turn")).to_have_count(shown)
    assert questions(page) == [f"question {number}" for number in range(120)]
    expect(page.get_by_role("button", name="Show earlier questions")).to_have_count(0)


def test_what_is_sent_of_a_long_conversation_has_a_bound(page: Page, script: Script) -> None:
    script.default = Answer("x" * 40_000, pieces=40_000)
    for number in range(4):
        ask_and_wait(page, f"question {number}")
    sent = [message["content"] for message in script.requests[-1]["messages"] if message["role"] == "user"]
    assert sent == ["question 1", "question 2", "question 3"]


def test_a_conversation_that_is_gone_says_so(page: Page, script: Script) -> None:
    ask_and_wait(page, "one")
    script.shelf.held.clear()
    page.reload()
    expect(page.locator(".notice.unavailable")).to_contain_text("This conversation is not here")
    page.locator(".notice.unavailable").get_by_role("button", name="New conversation").click()
    expect(page.locator("#welcome")).to_be_visible()


def test_without_a_record_answers_go_on_and_say_so(page: Page, script: Script) -> None:
    script.shelf.refuses = True
    page.reload()
    expect(page.locator("#conversations-status")).to_contain_text("Conversations cannot be listed now.")
    ask_and_wait(page, "one")
    expect(page.locator(".turn .notice")).to_contain_text("could not record this answer")
    ask_and_wait(page, "two")
    assert len(script.requests[-1]["messages"]) == 3
    page.reload()
    expect(page.locator(".notice.unavailable")).to_contain_text("The database is not available.")
    script.shelf.refuses = False
    ask_and_wait(page, "three")
    expect(page.locator(".notice.unavailable")).to_have_count(0)
    expect(titles(page)).to_have_text(["three"])


def test_what_an_earlier_page_kept_goes_to_the_service_once(page: Page, script: Script) -> None:
    kept = [
        {"question": "old", "answer": "x", "state": "done", "chipcite": {"citations": [citation()]}},
        {"question": "cut", "answer": "y", "state": "working"},
        {"nonsense": 1},
        None,
        7,
    ]
    script.shelf.refuses = True
    page.evaluate("kept => localStorage.setItem('chipcite.conversation', kept)", json.dumps(kept))
    page.reload()
    expect(page.locator("#announce")).to_contain_text("could not be brought to the service yet")
    assert page.evaluate("localStorage.getItem('chipcite.conversation')")
    script.shelf.refuses = False
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    assert questions(page) == ["old", "cut"]
    expect(page.locator(".source")).to_have_count(1)
    assert page.evaluate("localStorage.getItem('chipcite.conversation')") is None
    page.reload()
    expect(titles(page)).to_have_text(["old"])


def test_on_a_phone_the_list_is_a_drawer(page: Page, script: Script) -> None:
    ask_and_wait(page, "one")
    page.set_viewport_size(PHONE)
    expect(page.locator("#conversations-beside")).to_be_hidden()
    page.click("#new-conversation")
    ask_and_wait(page, "two " + "wide" * 60)
    page.get_by_role("button", name="Conversations", exact=True).click()
    expect(page.locator("#conversations-drawer:modal")).to_have_count(1)
    act(page, "one", "Rename")
    page.keyboard.press("Escape")
    expect(page.locator("#conversations-drawer")).to_be_visible()
    expect(titles(page)).to_have_count(2)
    wider = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1)
            .map((node) => node.className)"""
    )
    assert wider == []
    titles(page).last.click()
    expect(page.locator("#conversations-drawer")).to_be_hidden()
    expect(page.locator(".question")).to_contain_text("one")
    page.get_by_role("button", name="Conversations", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.locator("#conversations-drawer")).to_be_hidden()
    expect(page.get_by_role("button", name="Conversations", exact=True)).to_be_focused()


def test_the_list_speaks_chinese(page: Page) -> None:
    ask_and_wait(page, "one")
    page.get_by_role("button", name="切换到中文").click()
    expect(page.locator("#conversations-title")).to_have_text("对话")
    expect(page.locator(".conversation .sub")).to_contain_text("1 个问题")
    page.get_by_role("button", name="操作：one").click()
    expect(page.get_by_role("group", name="操作：one").get_by_role("button", name="删除")).to_be_visible()
