"""Uploading and the list of manuals in a real browser."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.integration.web.web_double import Script, manual

pytestmark = pytest.mark.integration


def reading(done: int) -> dict[str, object]:
    return {"state": "converting", "step": "convert", "pages_done": done, "pages_total": 380, "warnings": []}


PUBLISHED = {
    "state": "published",
    "step": "publish",
    "pages_done": 380,
    "pages_total": 380,
    "warnings": ["Page 12 has no text layer."],
}


def file(name: str, content: bytes = b"%PDF-1.7") -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def open_manuals(page: Page) -> None:
    page.get_by_role("link", name="Manuals").click()


def test_an_upload_shows_its_progress_until_it_answers(page: Page, script: Script) -> None:
    script.hold = True
    script.jobs["big.pdf"] = [reading(0), reading(190), PUBLISHED]
    open_manuals(page)
    page.set_input_files("#files", [file("big.pdf")])
    text = page.locator(".upload-text")
    expect(text).to_have_text("Reading pages, page 190 of 380")
    assert page.locator(".upload progress").evaluate("bar => bar.value") == pytest.approx(0.5)
    script.documents = [manual("big.pdf", title="The big manual")]
    script.hold = False
    expect(text).to_have_text("Ready, 380 pages")
    expect(page.locator(".upload-warnings summary")).to_have_text("1 warning")
    expect(page.locator(".manuals tbody tr")).to_contain_text("The big manual")
    expect(page.locator("#announce")).to_have_text("big.pdf is ready.")


def test_the_search_index_is_built_anew_and_given_up(page: Page, script: Script) -> None:
    open_manuals(page)
    text = page.locator("#index-text")
    expect(text).to_have_text("Search index complete (embedder default)")
    page.get_by_role("button", name="Build anew").click()
    expect(text).to_contain_text("3 of 51 versions. The old one answers.")
    page.locator("#language").click()
    expect(text).to_contain_text("3/51 个版本")
    page.get_by_role("button", name="放弃").click()
    expect(text).to_contain_text("仍由旧索引回答")


def test_each_file_that_fails_says_why_and_does_not_stop_the_others(page: Page, script: Script) -> None:
    script.jobs["locked.pdf"] = [{"state": "failed", "error": "The file is encrypted."}]
    script.jobs["good.pdf"] = [PUBLISHED]
    open_manuals(page)
    files = [file("empty.pdf", b""), file("photo.pdf"), file("locked.pdf"), file("good.pdf")]
    page.set_input_files("#files", files)
    expected = {
        "empty.pdf": "The file is empty.",
        "photo.pdf": "photo.pdf is no document that can be read.",
        "locked.pdf": "The file is encrypted.",
        "good.pdf": "Ready, 380 pages",
    }
    for name, text in expected.items():
        item = page.locator(".upload", has=page.get_by_text(name, exact=True))
        expect(item.locator(".upload-text")).to_have_text(text)
    page.get_by_role("button", name="Remove empty.pdf from this list").click()
    expect(page.locator(".upload")).to_have_count(3)


def test_files_dropped_on_the_chat_are_uploaded(page: Page, script: Script) -> None:
    script.jobs["dropped.pdf"] = [PUBLISHED]
    transfer = page.evaluate_handle(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["x"], "dropped.pdf"));
            return data;
        }"""
    )
    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    expect(page.locator("#veil")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    expect(page.locator("#veil")).to_be_hidden()
    expect(page.locator(".upload-text")).to_have_text("Ready, 380 pages")
    expect(page.locator("#view-manuals")).to_be_visible()


def test_the_list_shows_what_each_manual_is(page: Page, script: Script) -> None:
    script.documents = [
        manual(chips=["A1", "A2", "A3", "A4", "A5", "A6"]),
        manual(id="d2", title="手册", version={"id": "v2", "language": "zh", "revision": "2"}),
        manual("bad.pdf", id="d3", title="bad.pdf", version={"state": "failed", "error": "It is encrypted."}),
    ]
    open_manuals(page)
    page.reload()
    rows = page.locator(".manuals tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("and 2 more")
    expect(rows.nth(1)).to_contain_text("Chinese")
    expect(rows.nth(2)).to_contain_text("It is encrypted.")
    expect(page.locator("#manual-count")).to_have_text("3")


def test_the_filter_takes_words_in_any_order(page: Page, script: Script) -> None:
    script.documents = [
        manual(),
        manual(id="d2", title="Errata", chips=["ACME-2"], version={"revision": "V7"}),
    ]
    open_manuals(page)
    page.reload()
    page.fill("#filter", "v7 errata")
    expect(page.locator(".manuals tbody tr")).to_have_count(1)
    expect(page.locator("#document-summary")).to_have_text("1 manual found")
    page.fill("#filter", "nowhere")
    expect(page.locator("#documents .hint")).to_have_text("No manual matches the filter.")


def test_deleting_asks_first(page: Page, script: Script) -> None:
    script.documents = [manual()]
    open_manuals(page)
    page.reload()
    bin_button = page.get_by_role("button", name="Delete ACME-1 reference manual")
    bin_button.click()
    page.get_by_role("button", name="Cancel").click()
    assert len(script.documents) == 1
    bin_button.click()
    page.locator("#confirm").get_by_role("button", name="Delete").click()
    expect(page.locator("#documents")).to_have_text("No manuals yet.")
    assert script.documents == []


def test_a_manual_and_its_older_revision_open(page: Page, script: Script) -> None:
    old = {"id": "ver-0", "file_name": "acme-0.pdf", "revision": "V1.1", "state": "superseded"}
    document = manual()
    document["versions"].insert(0, document["versions"][0] | old | {"current": False})
    script.documents = [document]
    open_manuals(page)
    page.reload()
    page.get_by_role("button", name="ACME-1 reference manual", exact=True).click()
    expect(page.locator("#viewer img")).to_have_attribute("alt", "Page 1 of ACME-1 reference manual")
    page.locator(".others summary").click()
    page.get_by_role("button", name="V1.1, English").click()
    expect(page.locator("#viewer .hint")).to_have_text("V1.1")
    expect(page.locator("#viewer img")).to_be_visible()
    assert script.pages == ["ver-1/1?", "ver-0/1?"]


def test_a_manual_that_is_here_already_says_so(page: Page, script: Script) -> None:
    script.jobs["same.pdf"] = [PUBLISHED]
    script.duplicates = {"same.pdf"}
    open_manuals(page)
    page.set_input_files("#files", [file("same.pdf")])
    expect(page.locator(".upload-text")).to_have_text("Already here, nothing to do")


def test_both_languages_of_a_manual_show_in_its_row(page: Page, script: Script) -> None:
    document = manual()
    chinese = {"id": "ver-2", "file_name": "acme-1-zh.pdf", "language": "zh", "revision": "Version 1.2"}
    document["versions"].append(document["versions"][0] | chinese)
    script.documents = [document]
    open_manuals(page)
    page.reload()
    expect(page.locator(".manuals td.c-language")).to_have_text("English, Chinese")
    expect(page.locator(".manuals td.c-revision")).to_have_text("V1.2")
    expect(page.locator(".others")).to_have_count(0)
