"""axe-core over the page's main states, in both schemes and widths: nothing serious or critical."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.integration.web.steps import ask_and_wait
from tests.integration.web.test_library import many
from tests.integration.web.test_panel import TEXT, URL
from tests.integration.web.web_double import CORRECTED, Answer, Script, case, citation, manual

pytestmark = pytest.mark.integration

AXE = Path(__file__).resolve().parents[2] / "node" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def script() -> Script:
    """Something of everything."""
    clarify = {"question": "Which chip?", "choices": [f"QX{number}B" for number in range(20)]}
    guide = manual("guide.md", version={"id": "ver-md"}) | {"id": "doc-md", "title": "Guide"}
    reading = manual(
        version={"id": "v9", "state": "converting", "step": "convert", "pages_done": 2, "pages_total": 9}
    )
    text = citation(document="guide.md", version_id="ver-md", page=1, url=URL, quote="VDD | 3.6")
    table = "| Bits | Field |\n|---|---|\n| 3:0 | `HSION` |"
    return Script(
        answers={
            "page?": Answer(
                f"It is **0x83** [[1]](/v1/versions/ver-1/pages/12.png).\n\n{table}",
                {"citations": [citation()]},
            ),
            "text?": Answer("At most 3.6 V.", {"citations": [text]}),
            "which?": Answer("Which chip?", {"clarify": clarify, "abstained": True}),
        },
        documents=[*many(60), guide, reading | {"id": "doc-9"}],
        sections={"ver-md": TEXT},
        cases=[case("A", facts=[CORRECTED], similar=["B"]), case("C", feedback=[])],
    )


def problems(page: Page) -> list[str]:
    """What axe finds serious or critical, with where."""
    # The policy of the page allows no script but its own; the browser's tools may evaluate one.
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:150]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1280, "light", "en-GB"), (390, "dark", "zh-CN"), (1280, "dark", "en-GB")],
)
def test_axe_finds_nothing_serious(
    browser: Browser, address: str, width: int, scheme: Any, language: str
) -> None:
    if not AXE.exists() and not os.environ.get("CI"):
        pytest.skip("axe-core is not installed; deploy/scripts/node_clients.sh")
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language
    )
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#manual-count")).not_to_be_empty()
    found = {"welcome": problems(page)}
    for question in ("page?", "text?"):
        ask_and_wait(page, question)
        page.click(".turn:last-child .source")
        expect(page.locator("#viewer .sheet > *")).to_be_visible()
        found[question] = problems(page)
        page.go_back()
    page.click(".turn:last-child .turn-buttons button[aria-pressed] >> nth=1")
    page.click("#verdict summary")
    found["verdict"] = problems(page)
    page.keyboard.press("Escape")
    ask_and_wait(page, "which?")
    page.fill(".choose input", "no such")
    page.press(".choose input", "Enter")
    found["which?"] = problems(page)
    page.click("nav a[data-view=manuals]")
    expect(page.locator("tr[data-document]").first).to_be_visible()
    found["manuals"] = problems(page)
    page.click("tr[data-document] .c-actions button >> nth=0")
    page.fill("#edit input[id$=language]", "??")
    found["edit"] = problems(page)
    page.keyboard.press("Escape")
    page.click("nav a[data-view=review]")
    expect(page.locator(".case").first).to_be_visible()
    found["review"] = problems(page)
    context.close()
    told = [f"{state}: {problem}" for state, listed in found.items() for problem in listed]
    assert not told, "\n".join(told)
