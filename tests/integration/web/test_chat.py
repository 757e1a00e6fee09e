"""Asking in a real browser: the streamed answer, its citations, and what goes wrong."""

import pytest
from playwright.sync_api import Page, expect

from tests.integration.web.steps import ask, ask_and_wait
from tests.integration.web.web_double import Answer, Script, citation, manual

pytestmark = pytest.mark.integration

MARK = "72.0,500.0,520.0,540.0"
CITED = (
    "`RCC_CTLR` resets to **0x0000 0083**. [1] Not DATA[1].\n\n"
    f"[1]: /v1/versions/ver-1/pages/12.png?highlight={MARK}"
)


def marked(page: int) -> str:
    """What the picture of a cited page is called."""
    return f"Page {page} of acme-1.pdf, with the cited passage marked"


def test_an_answer_streams_in_and_its_citation_opens_the_marked_page(page: Page, script: Script) -> None:
    script.documents = [manual()]
    script.answers["reset?"] = Answer(CITED, {"citations": [citation()]}, pause=0.05)
    page.reload()
    ask(page, "reset?")
    expect(page.locator(".prose code")).to_have_text("RCC_CTLR")
    expect(page.locator("#stop")).to_be_visible()
    expect(page.locator(".prose strong")).to_have_text("0x0000 0083")
    expect(page.locator(".turn")).to_have_attribute("aria-busy", "false")  # its places come with its end
    page.click(".prose .cite")
    image = page.locator("#viewer img")
    expect(image).to_have_attribute("alt", marked(12))
    expect(page.locator("#viewer h2")).to_have_text("acme-1.pdf")
    expect(page.locator("[data-part=page]")).to_have_text("Page 12 of 40")
    assert script.pages == ["ver-1/12?72,500,520,540"]
    assert marked_in_view(page)


@pytest.mark.parametrize(
    ("waiting", "shown"),
    [
        ({"passages": 4, "seconds": 20}, "The model reads 4 passages, about 20 s"),
        ({"passages": 1, "seconds": 1}, "The model reads 1 passage"),
        ({"passages": 2, "seconds": None}, "The model reads 2 passages"),
    ],
)
def test_the_page_says_what_it_waits_for(
    page: Page, script: Script, waiting: dict[str, int | None], shown: str
) -> None:
    script.answers["reset?"] = Answer("It resets to 0.", pause=1.0, pieces=100, waiting=waiting)
    ask(page, "reset?")
    expect(page.locator(f'.prose[data-waiting="{shown}"]')).to_be_visible()
    expect(page.locator(".prose").first).to_have_text("It resets to 0.")
    expect(page.locator(".prose").first).to_have_attribute("data-waiting", "")


def test_behind_the_manuals_words_it_says_that_a_model_goes_on(page: Page, script: Script) -> None:
    waiting = {"passages": 4, "seconds": 20}
    script.answers["reset?"] = Answer(
        "So it is 0.", pause=1.0, pieces=100, waiting=waiting, opening="It is 0. "
    )
    ask(page, "reset?")
    expect(page.locator(".prose").first).to_have_text("It is 0.")
    note = page.locator('.prose.rest[data-waiting="The model reads 4 passages, about 20 s"]')
    expect(note).to_be_visible()
    expect(page.locator(".prose").first).to_have_text("It is 0. So it is 0.")
    expect(page.locator(".prose.rest")).to_have_attribute("data-waiting", "")


def marked_in_view(page: Page) -> bool:
    """Whether the yellow of the mark is on the screen, inside the panel."""
    box = page.locator("#viewer .sheet").bounding_box()
    assert box is not None
    middle = page.evaluate(
        """async () => {
            const image = document.querySelector("#viewer img"), sheet = image.parentElement;
            const canvas = document.createElement("canvas");
            canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const scale = image.naturalWidth / image.clientWidth;
            const seen = (y) => (image.offsetTop + y / scale) - sheet.scrollTop;
            const at = 520 / 842 * image.naturalHeight, x = 400 / 595 * image.naturalWidth;
            const [red, , blue] = context.getImageData(x, at, 1, 1).data;
            return { yellow: red - blue > 40, y: seen(at), height: sheet.clientHeight };
        }"""
    )
    return bool(middle["yellow"] and 0 < middle["y"] < middle["height"])


def test_a_source_below_the_answer_opens_the_same_page(page: Page, script: Script) -> None:
    script.answers["reset?"] = Answer(CITED, {"citations": [citation(), citation(14, marker=2)]})
    ask_and_wait(page, "reset?")
    page.click(".source >> nth=1")
    expect(page.locator("#viewer img")).to_have_attribute("alt", marked(14))


def test_pages_turn_and_lead_back_to_the_citation(page: Page, script: Script) -> None:
    script.documents = [manual(version={"page_count": 13})]
    script.default = Answer(CITED, {"citations": [citation()]})
    page.reload()
    ask_and_wait(page, "reset?")
    page.click(".prose .cite")
    page.click("[data-part=next]")
    expect(page.locator("#viewer img")).to_have_attribute("alt", "Page 13 of acme-1.pdf")
    expect(page.locator("[data-part=next]")).to_be_disabled()
    page.click("[data-part=cited]")
    expect(page.locator("#viewer img")).to_have_attribute("alt", marked(12))
    assert script.pages[:2] == ["ver-1/12?72,500,520,540", "ver-1/13?"]


def test_a_link_to_a_page_works_behind_a_proxy_that_renames_the_service(page: Page, script: Script) -> None:
    script.default = Answer(CITED.replace("/v1/versions", "http://internal:8000/v1/versions"))
    ask_and_wait(page, "?")
    page.click(".prose .cite")
    expect(page.locator("#viewer img")).to_be_visible()
    assert script.pages == ["ver-1/12?72,500,520,540"]


def test_a_page_that_fails_says_so(page: Page, script: Script) -> None:
    script.default = Answer("x", {"citations": [citation(99)]})
    ask_and_wait(page, "reset?")
    page.click(".source")
    expect(page.locator("#viewer .notice")).to_have_text(
        "This page could not be loaded. There is no such page."
    )
    expect(page.locator("#viewer blockquote")).to_be_visible()


def test_zoom_widens_the_page_and_fits_again(page: Page, script: Script) -> None:
    script.default = Answer(CITED, {"citations": [citation()]})
    ask_and_wait(page, "reset?")
    page.click(".source")
    image = page.locator("#viewer img")
    expect(image).to_be_visible()
    fitted = image.evaluate("image => image.clientWidth")
    page.get_by_role("button", name="Zoom in").click()
    assert image.evaluate("image => image.clientWidth") > fitted * 1.2
    page.get_by_role("button", name="Fit to width").click()
    assert image.evaluate("image => image.clientWidth") == fitted


def test_stopping_keeps_what_has_come(page: Page, script: Script) -> None:
    script.default = Answer("word " * 400, pause=0.1)
    ask(page, "long?")
    expect(page.locator(".prose p")).to_contain_text("word word")
    page.click("#stop")
    expect(page.locator(".notice")).to_have_text("Stopped")
    expect(page.locator("#send")).to_be_visible()
    assert 0 < len(page.locator(".answer .prose").first.inner_text()) < 1000


def test_a_stream_that_breaks_keeps_what_came_and_is_asked_again(page: Page, script: Script) -> None:
    script.default = Answer("Half an ans", breaks_off="The language model went away.")
    ask_and_wait(page, "?")
    notice = page.locator(".notice.error")
    expect(notice.get_by_role("alert")).to_have_text(
        "The language model went away. The answer is incomplete."
    )
    expect(page.locator(".prose").first).to_have_text("Half an ans")
    script.default = Answer("Whole.")
    notice.get_by_role("button", name="Ask again").click()
    expect(page.locator(".prose").first).to_have_text("Whole.")
    expect(page.locator(".turn")).to_have_count(1)
    expect(notice).to_have_count(0)
    assert script.requests[-1]["messages"] == [{"role": "user", "content": "?"}]


def test_a_stream_without_its_end_never_passes_for_an_answer(page: Page, script: Script) -> None:
    script.default = Answer("Half an ans", goes_away=True)
    ask_and_wait(page, "?")
    told = "The connection to the service was lost. The answer is incomplete."
    expect(page.locator(".notice.error [role=alert]")).to_have_text(told)
    script.default = Answer("Whole.")
    ask_and_wait(page, "next")
    assert [message["content"] for message in script.requests[-1]["messages"]] == ["next"]


WATCH_PARAGRAPHS = """() => {
    window.widest = 0;
    const scroll = document.getElementById("scroll");
    window.places = new Set([scroll.scrollTop]);
    const draws = new MutationObserver((records) => {
        window.places.add(scroll.scrollTop);
        // Only the last block may be drawn anew while sentences are added to it.
        for (const { removedNodes, target } of records) {
            if (target.matches?.(".prose")) window.widest = Math.max(window.widest, removedNodes.length);
        }
    });
    draws.observe(document.getElementById("thread"), { childList: true, subtree: true });
}"""


def test_a_long_answer_grows_without_being_drawn_anew(page: Page, script: Script) -> None:
    paragraph = "Set `SWRST` in `I2C_CTLR1`, then clear it; **wait** two cycles [1]. " * 4
    script.default = Answer(f"{paragraph}\n\n" * 60, pieces=68, pause=0.002)
    ask(page, "long?")
    expect(page.locator(".prose p").first).to_be_visible()
    page.evaluate(WATCH_PARAGRAPHS)
    expect(page.locator(".turn:last-child .turn-buttons")).to_be_visible()
    assert page.locator(".prose p").count() == 60
    assert page.evaluate("window.widest") == 1
    assert len(page.evaluate("[...window.places]")) == 1


def test_errors_are_told_in_words(page: Page, script: Script) -> None:
    script.answers["long"] = Answer("too long", status=400, code="context_length_exceeded")
    script.answers["bad"] = Answer("The chip is not known.", status=404)
    ask_and_wait(page, "long")
    expect(page.locator(".notice [role=alert]")).to_have_text(
        "This conversation has become too long. Start a new one."
    )
    ask_and_wait(page, "bad")
    expect(page.locator(".notice [role=alert]").last).to_have_text("The chip is not known.")


def test_the_whole_conversation_is_sent_and_a_failed_turn_is_not(page: Page, script: Script) -> None:
    script.answers["one"] = Answer("first")
    script.answers["bad"] = Answer("no", status=500)
    for question in ("one", "bad", "two"):
        ask_and_wait(page, question)
    sent = [(message["role"], message["content"]) for message in script.requests[-1]["messages"]]
    assert sent == [("user", "one"), ("assistant", "first"), ("user", "two")]


def test_turns_are_recorded_in_one_conversation_each_under_its_id(page: Page, script: Script) -> None:
    script.default = Answer("x")
    for question in ("one", "two"):
        ask_and_wait(page, question)
    first, second = (request["chipcite"] for request in script.requests)
    assert first["conversation_id"] == second["conversation_id"]
    assert first["turn_id"] != second["turn_id"]
    assert first["listed"]
    assert page.url.endswith(f"#/c/{first['conversation_id']}")


def test_the_conversation_is_there_after_a_reload(page: Page, script: Script) -> None:
    script.default = Answer(CITED, {"citations": [citation()]})
    ask_and_wait(page, "kept?")
    page.reload()
    expect(page.locator(".question")).to_contain_text("kept?")
    expect(page.locator(".source")).to_have_count(1)


def test_a_clarifying_question_is_answered_with_a_button(page: Page, script: Script) -> None:
    choices = {"question": "Which chip is it?", "choices": ["ACME-1", "ACME-2"]}
    script.answers["reset?"] = Answer("Which chip?", {"clarify": choices})
    ask_and_wait(page, "reset?")
    page.get_by_role("group", name="Which chip is it?").get_by_role("button", name="ACME-2").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn:last-child .turn-buttons")).to_be_visible()
    assert script.requests[-1]["messages"][-1] == {"role": "user", "content": "ACME-2"}


def test_the_answer_is_copied(page: Page, script: Script) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    script.default = Answer("Bit 0 of `RCC_CTLR`.")
    ask_and_wait(page, "?")
    page.get_by_role("button", name="Copy answer").click()
    expect(page.locator("#announce")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "Bit 0 of `RCC_CTLR`."


def test_an_example_asks_itself(page: Page, script: Script) -> None:
    script.documents = [manual()]
    page.reload()
    example = page.locator(".examples button").first
    text = example.inner_text()
    example.click()
    expect(page.locator(".question")).to_contain_text(text)
    assert script.requests[0]["messages"] == [{"role": "user", "content": text}]
