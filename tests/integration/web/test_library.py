"""The list of manuals: paged and filtered by the service, followed by events, corrected in place."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.integration.web.steps import ask_and_wait
from tests.integration.web.web_double import Answer, Script, manual

pytestmark = pytest.mark.integration


def many(count: int) -> list[dict[str, Any]]:
    """Documents with chips, the first one without."""
    return [
        manual(f"m{number}.pdf", version={"id": f"ver-{number}"})
        | {"id": f"doc-{number}", "title": f"Manual {number}", "chips": [f"QX{number}A"] if number else []}
        | {"coverage": "chips" if number else "unknown"}
        for number in range(count)
    ]


@pytest.fixture
def script() -> Script:
    """A library of three pages."""
    return Script(documents=many(120))


def manuals(page: Page) -> None:
    page.click("nav a[data-view=manuals]")
    expect(page.locator("tr[data-document]").first).to_be_visible()


def test_a_filter_that_nothing_matches_is_taken_back(page: Page, script: Script) -> None:
    script.documents = many(3)
    page.click("nav a[data-view=manuals]")
    page.fill("#filter", "nothing like it")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("tr[data-document]")).to_have_count(3)
    expect(page.locator("#filter")).to_be_focused()


def test_the_list_is_not_loaded_before_it_is_looked_at(page: Page, script: Script) -> None:
    expect(page.locator("#manual-count")).to_have_text("120")
    assert script.lists == []
    manuals(page)
    expect(page.locator("tr[data-document]")).to_have_count(50)
    page.click("#more")
    expect(page.locator("tr[data-document]")).to_have_count(100)
    page.click("#more")
    expect(page.locator("tr[data-document]")).to_have_count(120)
    expect(page.locator("#more")).to_be_hidden()


def test_filters_are_the_services(page: Page, script: Script) -> None:
    script.documents[7]["versions"][0]["state"] = "converting"
    manuals(page)
    page.fill("#filter", "manual 11")
    expect(page.locator("tr[data-document]")).to_have_count(11)
    expect(page.locator("#document-summary")).to_have_text("11 manuals found")
    page.fill("#filter", "")
    page.select_option("#filter-state", "reading")
    expect(page.locator("tr[data-document]")).to_have_count(1)
    page.click("#todo")
    expect(page.locator("tr[data-document=doc-0]")).to_be_visible()
    expect(page.locator("tr[data-document]")).to_have_count(1)


def test_progress_comes_as_events_and_the_focus_stays(page: Page, script: Script) -> None:
    script.documents[3]["versions"][0]["state"] = "converting"
    manuals(page)
    row = page.locator("[data-document=doc-3]")
    row.locator("[aria-label='Correct Manual 3']").focus()
    lists = len(script.lists)
    news = {"id": "ver-3", "document_id": "doc-3", "step": "convert", "pages_done": 4, "pages_total": 9}
    script.changes.append({"documents": [], "versions": [news | {"state": "converting", "dense_done": True}]})
    expect(row.locator(".c-state")).to_contain_text("page 4 of 9")
    expect(row.locator("[aria-label='Correct Manual 3']")).to_be_focused()
    assert len(script.lists) == lists
    script.documents[3]["versions"][0] |= {"state": "published", "current": True}
    script.changes.append({"documents": [], "versions": [news | {"state": "published", "dense_done": True}]})
    expect(row.locator(".c-state")).to_contain_text("In answers")
    page.click("nav a[data-view=ask]")
    page.wait_for_timeout(500)
    assert script.gone >= 1


def test_what_was_detected_wrongly_is_corrected_here(page: Page, script: Script) -> None:
    manuals(page)
    page.click("[data-document=doc-0] .todo")
    expect(page.locator("#edit-chips")).to_be_focused()
    page.fill("#edit-chips", "QX32F103，QX32F105")
    page.fill("#edit-vendor", "Nexium")
    expect(page.locator("#edit-ver-0-language")).to_have_value("English")
    page.fill("#edit-ver-0-language", "chinese")
    page.fill("#edit-kind", "Data sheet")
    page.click("#edit .primary")
    expect(page.locator("#edit")).not_to_have_attribute("open", "")
    expect(page.locator("[data-document=doc-0] .c-chips")).to_contain_text("QX32F103QX32F105")
    assert script.patches == [
        ("documents/doc-0", {"vendor": "Nexium", "kind": "datasheet", "chips": ["QX32F103", "QX32F105"]}),
        ("versions/ver-0", {"language": "zh"}),
    ]


def test_a_refused_value_is_pointed_out_at_its_field(page: Page, script: Script) -> None:
    script.refused = {"date": "date: String should match", "title": "title: Too long here."}
    manuals(page)
    page.click("[data-document=doc-1] [aria-label='Correct Manual 1']")
    page.fill("#edit-title", "x")
    page.press("#edit-title", "Enter")
    field = page.locator("#edit-title")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#edit-title-error")).to_have_text("title: Too long here.")
    expect(field).to_be_focused()
    page.fill("#edit-title", "Manual 1")
    page.fill("#edit-ver-1-date", "yesterday")
    page.click("#edit .primary")
    expect(page.locator("#edit-ver-1-date-error")).to_contain_text("2024-05-31")
    expect(page.locator("#edit-title-error")).to_be_empty()
    page.keyboard.press("Escape")
    expect(page.locator("#edit")).not_to_have_attribute("open", "")
    assert script.patches == []


def test_a_general_manual_is_declared(page: Page, script: Script) -> None:
    manuals(page)
    page.click("[data-document=doc-0] .todo")
    page.check("#edit-general")
    page.click("#edit .primary")
    expect(page.locator("[data-document=doc-0] .c-chips")).to_have_text("for any chip")
    assert script.patches == [("documents/doc-0", {"chips": [], "coverage": "general"})]


def test_every_choice_can_be_reached(page: Page, script: Script) -> None:
    chips = [f"QX{number}B" for number in range(10, 60)]
    script.answers["reset?"] = Answer("Which?", {"clarify": {"question": "Which chip?", "choices": chips}})
    ask_and_wait(page, "reset?")
    choices = page.locator(".turn:last-child .choices")
    expect(choices.locator(":scope > button")).to_have_text(chips[:8])
    field = page.get_by_label("Or type one of 50")
    field.fill("QX99")
    field.press("Enter")
    expect(choices.locator(".error")).to_contain_text("none of the choices")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert choices.locator("datalist option").count() == 50
    field.fill("qx59b")
    field.press("Enter")
    expect(page.locator(".turn:last-child .question")).to_contain_text("QX59B")
    assert json.loads(json.dumps(script.requests[-1]))["messages"][-1]["content"] == "QX59B"


def test_a_manual_that_could_not_be_read_is_not_asked_for_its_chips(page: Page, script: Script) -> None:
    failed = manual("broken.pdf", version={"state": "failed", "error": "The PDF is damaged."})
    script.documents = [failed | {"chips": [], "coverage": "unknown"}]
    page.click("nav a[data-view=manuals]")
    expect(page.locator("tr[data-document]")).to_contain_text("The PDF is damaged.")
    expect(page.locator("tr[data-document] .todo")).to_have_count(0)
