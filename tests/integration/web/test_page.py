"""The page as a whole: languages, keyboard, phone, key, status, and text that would like to be markup."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.integration.web.steps import ask_and_wait
from tests.integration.web.web_double import Answer, Script, citation, manual

pytestmark = pytest.mark.integration

CITED = "It is `1`. [1]\n\n[1]: /v1/versions/ver-1/pages/12.png?highlight=72.0,500.0,520.0,540.0"
HOSTILE = Path(__file__).with_name("hostile.md").read_text("utf-8")


def test_the_language_is_switched_and_remembered(page: Page, script: Script) -> None:
    script.default = Answer(CITED, {"citations": [citation()]})
    ask_and_wait(page, "?")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="切换到中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator(".sources h3")).to_have_text("出处")
    expect(page.locator(".source-page")).to_have_text("第 12 页")
    page.reload()
    expect(page.get_by_role("link", name="手册")).to_be_visible()
    expect(page.locator("#question")).to_have_attribute("placeholder", "询问寄存器、引脚或参数")
    page.get_by_role("button", name="Switch to English").click()
    expect(page.get_by_role("link", name="Manuals")).to_be_visible()


def test_a_chinese_browser_starts_in_chinese(context: BrowserContext, address: str) -> None:
    chinese = context.browser.new_context(locale="zh-CN") if context.browser else context
    page = chinese.new_page()
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert page.get_by_text("Ask your chip manuals").count() == 0
    chinese.close()


def test_the_keyboard_alone_asks_reads_and_comes_back(page: Page, script: Script) -> None:
    script.default = Answer(CITED, {"citations": [citation()]})
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("line one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("line two")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .turn-buttons")).to_be_visible()
    assert script.requests[0]["messages"][0]["content"] == "line one\nline two"
    cite = page.locator(".prose .cite")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if cite.evaluate("node => node === document.activeElement"):
            break
    expect(cite).to_be_focused()
    assert cite.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#viewer .sheet")).to_be_focused()
    expect(page.locator("#viewer img")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-part=page]")).to_have_text("Page 13")
    expect(page.locator("#viewer img")).to_have_attribute("alt", "Page 13 of acme-1.pdf")
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    expect(cite).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()


def test_escape_stops_an_answer(page: Page, script: Script) -> None:
    script.default = Answer("word " * 400, pause=0.1)
    page.keyboard.type("?")
    page.keyboard.press("Enter")
    expect(page.locator(".prose p")).to_contain_text("word")
    page.keyboard.press("Escape")
    expect(page.locator(".notice")).to_have_text("Stopped")


def test_enter_that_ends_a_chinese_word_does_not_send(page: Page, script: Script) -> None:
    page.fill("#question", "复位")
    page.locator("#question").evaluate(
        """box => box.dispatchEvent(
            new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true })
        )"""
    )
    page.wait_for_timeout(200)
    assert script.requests == []


@pytest.mark.parametrize("view", ["", "#/manuals"])
def test_nothing_is_wider_than_a_phone(page: Page, script: Script, address: str, view: str) -> None:
    wide = (
        "| a | b |\n|---|---|\n| " + "x" * 300 + " | y |\n\n```\n" + "y" * 300 + "\n```\n" + "RCC_CTLR" * 40
    )
    script.default = Answer(wide, {"citations": [citation(document="d" * 120 + ".pdf", section="s " * 90)]})
    script.documents = [manual("n" * 90 + ".pdf", title="t" * 90, chips=["CHIP-1234567890"] * 9)]
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    ask_and_wait(page, "q" * 200)
    page.goto(address + view)
    page.wait_for_timeout(300)
    wider = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((node) => node.checkVisibility())
            .filter((node) => !node.closest(".table-scroll *, pre *, .sr-only"))
            .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
            .map((node) => `${node.tagName}.${node.className}`)"""
    )
    assert wider == []


def test_on_a_phone_the_page_opens_over_the_chat(page: Page, script: Script) -> None:
    script.default = Answer(CITED, {"citations": [citation()]})
    page.set_viewport_size({"width": 360, "height": 740})
    ask_and_wait(page, "?")
    page.click(".prose .cite")
    expect(page.locator("#viewer img")).to_be_visible()
    expect(page.locator("#viewer:modal")).to_have_count(1)
    box = page.locator("#viewer").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (360, 740)
    page.set_viewport_size({"width": 1280, "height": 740})
    expect(page.locator("#viewer:modal")).to_have_count(0)
    expect(page.locator("#viewer img")).to_be_visible()
    page.get_by_role("button", name="Close the page").click()
    expect(page.locator("#viewer")).to_be_hidden()


def test_a_phone_shows_a_register_in_rows_of_eight(page: Page, script: Script) -> None:
    fields = [{"name": "PLLRDYIE", "msb": 12, "lsb": 12}, {"name": "CAL", "msb": 10, "lsb": 6}]
    fact = {"type": "register", "name": "RCC_INTR", "width": 32, "fields": fields}
    script.default = Answer("Bits.", {"facts": [fact]})
    for width, expected in (
        (1280, "31 16 15 13 12 11 10 6 5 0"),
        (360, "31 24 23 16 15 13 12 11 10 8 7 6 5 0"),
    ):
        page.set_viewport_size({"width": width, "height": 740})
        ask_and_wait(page, "?")
        assert page.locator(".turn:last-child .bits .bit").all_text_contents() == expected.split()
    scrolled = page.locator(".turn:last-child .bits-scroll")
    assert scrolled.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_a_service_with_a_key_asks_for_it_once(page: Page, script: Script) -> None:
    script.api_key = "secret"
    script.documents = [manual()]
    page.reload()
    expect(page.locator("#settings .notice")).to_have_text("This service asks for an API key.")
    page.fill("#settings-apiKey", "wrong")
    page.press("#settings-apiKey", "Enter")
    expect(page.locator("#settings .notice")).to_have_text("The service does not accept this API key.")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#documents .notice")).to_contain_text("asks for an API key")
    script.default = Answer(CITED, {"citations": [citation()]})
    page.fill("#question", "?")
    page.press("#question", "Enter")
    page.fill("#settings-apiKey", "secret")
    page.press("#settings-apiKey", "Enter")
    expect(page.locator(".turn .turn-buttons")).to_be_visible()
    page.click(".source")
    expect(page.locator("#viewer img")).to_be_visible()
    expect(page.locator("#manual-count")).to_have_text("1")


def test_the_status_says_what_is_missing(page: Page, script: Script) -> None:
    expect(page.locator("#status")).to_have_text("Ready")
    script.ready = (200, {"status": "degraded", "checks": {"database": "ok", "embedder": "loading"}})
    page.reload()
    expect(page.locator("#status")).to_have_text("Limited")
    page.click("#status")
    expect(page.locator("#status-detail dd.unwell")).to_have_text("loading")
    expect(page.locator("#status-detail dt")).to_have_text(["Database", "Embedder"])
    page.keyboard.press("Escape")
    expect(page.locator("#status-detail")).to_be_hidden()
    script.ready = (503, {"status": "unavailable", "checks": {"database": "unavailable: OSError"}})
    page.reload()
    expect(page.locator("#status")).to_have_text("Not ready")


def test_hostile_text_stays_text(page: Page, script: Script) -> None:
    image = "<img src=x onerror=window.hit=1>"
    fields = [{"name": image, "msb": 0, "lsb": 0}]
    details = {
        "citations": [citation(quote=image, section="<b>x</b>", document="<i>.pdf")],
        "state": {"chips": [image]},
        "facts": [{"type": "register", "name": "<b>", "fields": fields}],
    }
    script.answers["hostile"] = Answer(HOSTILE, details)
    script.documents = [manual(title=image, chips=["<script>window.hit=1</script>"])]
    page.reload()
    ask_and_wait(page, "hostile")
    page.locator(".source").click()
    page.get_by_role("link", name="Manuals").click()
    expect(page.locator(".manuals tbody tr")).to_have_count(1)
    assert page.evaluate("window.hit") is None
    inside = page.locator(".prose, .extras, .manuals, #viewer .viewer-head, #viewer .viewer-quote")
    assert inside.locator("img, script, iframe, object, form, input, style, i, b").count() == 0
    addresses = page.locator(".prose a").evaluate_all("links => links.map((link) => link.href)")
    assert addresses
    assert all(address.startswith(("https://", page.url.split("#")[0])) for address in addresses), addresses
    expect(page.locator(".answer")).to_contain_text(image)
