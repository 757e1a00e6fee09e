"""The panel: text of documents without pages, and a panel that is a step of the browser's history."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.integration.web.conftest import watch
from tests.integration.web.steps import ask_and_wait
from tests.integration.web.web_double import Answer, Script, citation, manual

pytestmark = pytest.mark.integration

PASSAGE = "0193a5c2-7c1e-7b52-9c1e-0d6f1f3f8a11"
URL = f"/v1/versions/ver-md/sections.html?passage={PASSAGE}#cited"


def part(text: str, heading: str, **more: Any) -> dict[str, Any]:
    return (
        {"id": "x", "kind": "section", "section": ["Guide", heading], "text": text}
        | {
            "cited": False,
            "lines": [],
        }
        | more
    )


TEXT = {
    "document": "guide.md",
    "title": "Guide",
    "revision": "V1",
    "language": "en",
    "offset": 0,
    "total": 3,
    "parts": [
        part("Start\nSee <img src=x onerror=alert(1)> and {id}.", "Start"),
        part("Limits\nName | Max\nVDD | 3.6\nfCPU | 48", "Limits", cited=True, lines=[2]),
        part("End\n" + "\n".join(f"Line {number}." for number in range(80)), "End"),
    ],
}


@pytest.fixture
def script() -> Script:
    """A library with a guide in Markdown, and answers that cite it and a page."""
    guide = manual("guide.md", version={"id": "ver-md"}) | {"id": "doc-md", "title": "Guide"}
    cited = citation(
        document="guide.md", version_id="ver-md", page=1, url=URL, quote="VDD | 3.6", section="Guide"
    )
    text = f"At most **3.6 V** [[1]](http://elsewhere{URL})."
    return Script(
        answers={
            "text?": Answer(text, {"citations": [cited]}),
            "page?": Answer("On a page.", {"citations": [citation()]}),
        },
        documents=[manual(), guide],
        sections={"ver-md": TEXT},
    )


@pytest.mark.parametrize("selector", [".prose .cite", ".source"])
def test_a_citation_without_a_page_shows_its_text_marked(page: Page, script: Script, selector: str) -> None:
    ask_and_wait(page, "text?")
    expect(page.locator(".source-page")).to_have_count(0)
    page.click(selector)
    marked = page.locator("#viewer tr.cited")
    expect(marked).to_have_text("VDD3.6")
    expect(marked).to_be_in_viewport()
    expect(page.locator("#viewer mark")).to_have_count(0)
    expect(page.locator("#viewer h2")).to_have_text("guide.md")
    expect(page.locator("#viewer article")).to_contain_text("<img src=x onerror=alert(1)> and {id}.")
    expect(page.locator("#viewer article img")).to_have_count(0)
    assert script.pages == []


def test_a_link_in_the_text_opens_elsewhere_as_a_page_of_this_service(page: Page) -> None:
    ask_and_wait(page, "text?")
    address = page.locator(".prose .cite").get_attribute("href")
    assert address == f"v1/versions/ver-md/sections.html?passage={PASSAGE}#cited"


def test_a_document_without_pages_opens_from_the_list(page: Page, script: Script) -> None:
    page.click("text=Manuals")
    page.click("[data-document=doc-md] .c-name button")
    expect(page.locator("#viewer article")).to_contain_text("Line 79.")
    assert script.pages == []


def test_a_format_that_turns_out_to_have_no_pages_is_shown_as_text(page: Page, script: Script) -> None:
    script.documents[1]["versions"][0]["has_pages"] = True
    page.click("text=Manuals")
    page.click("[data-document=doc-md] .c-name button")
    expect(page.locator("#viewer tr.cited")).to_have_count(1)
    assert len(script.pages) == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_back_closes_the_panel_and_forward_opens_it(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, locale="en-GB")
    errors = watch(page)
    page.goto(address)
    for question in ("page?", "text?"):
        ask_and_wait(page, question)
        page.click(".turn:last-child .source")
        expect(page.locator("#viewer .sheet > *")).to_be_visible()
        page.go_back()
        expect(page.locator("#viewer")).not_to_have_attribute("open", "")
        expect(page.locator(".turn:last-child .source")).to_be_focused()
        assert page.url.partition("#")[0].rstrip("/") == address.rstrip("/")  # behind it: the conversation
    page.go_forward()
    expect(page.locator("#viewer tr.cited")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).not_to_have_attribute("open", "")
    page.wait_for_function("!history.state?.cite")
    assert errors == []
    page.close()


def test_closing_takes_the_step_back_and_several_citations_are_one_step(page: Page, address: str) -> None:
    ask_and_wait(page, "page?")
    ask_and_wait(page, "text?")
    before = page.evaluate("history.length")
    page.click(".turn:first-child .source")
    expect(page.locator("#viewer img")).to_be_visible()
    page.click(".turn:last-child .source")
    expect(page.locator("#viewer tr.cited")).to_be_visible()
    assert page.evaluate("history.length") == before + 1
    page.click("#viewer [aria-label='Close the page']")
    expect(page.locator("#viewer")).not_to_have_attribute("open", "")
    page.wait_for_function("!history.state?.cite")
    assert page.url.startswith(address)


def test_an_open_panel_is_there_after_a_reload_and_in_a_second_question(page: Page) -> None:
    ask_and_wait(page, "text?")
    page.click(".source")
    expect(page.locator("#viewer tr.cited")).to_be_visible()
    ask_and_wait(page, "page?")
    expect(page.locator("#viewer tr.cited")).to_be_visible()
    page.reload()
    expect(page.locator("#viewer tr.cited")).to_be_visible()
