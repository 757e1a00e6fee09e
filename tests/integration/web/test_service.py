"""The page with the real service: a manual is uploaded, asked about, and its cited page seen."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from app.llm.double import Answer as Scripted
from app.llm.double import ScriptedLlm
from tests.integration.served import served
from tests.integration.shelf import QUESTION
from tests.integration.web.conftest import watch
from tests.integration.web.steps import ask, ask_and_wait

pytestmark = pytest.mark.integration

PATIENCE = 90
"""Seconds until the service answers, and until the sample manual is published, on a busy machine."""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """The service as a user starts it, without an embedder."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"CHIPCITE_DATA_DIR": str(tmp_path), "CHIPCITE_EMBEDDER": "none", "CHIPCITE_WORKERS": "1"}
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(port)]
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(command, env=os.environ | settings, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}/"
    try:
        wait_until_ready(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    """Returns as soon as the service is ready."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{url}readyz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError("the service did not become ready")


CONVERSION = "How is the total conversion time of the ADC calculated on the ZX90A32?"
MARKED = """async () => {
    const image = document.querySelector("#viewer img");
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let yellow = 0;
    for (let i = 0; i < data.length; i += 4) {
        if (data[i] > 200 && data[i + 1] > 170 && data[i + 2] < 140) yellow += 1;
    }
    return yellow / (canvas.width * canvas.height);
}"""


def test_upload_ask_and_see_the_marked_page(context: BrowserContext, service: str, sample: Path) -> None:
    page = context.new_page()
    errors = watch(page)
    page.goto(f"{service}#/manuals")
    expect(page.locator("#status")).to_have_text("Ready")
    page.set_input_files("#files", [next(sample.glob("*_en_V1.1.pdf"))])
    page.wait_for_selector(".upload.ready, .upload.failed", timeout=PATIENCE * 1000)
    expect(page.locator(".upload-text")).to_have_text(re.compile(r"Ready, \d+ pages"))
    expect(page.locator(".manuals tbody tr")).to_contain_text("In answers")

    page.get_by_role("link", name="Ask").click()
    page.fill("#question", "What is the reset value of RCC_CTRL?")
    page.press("#question", "Enter")
    expect(page.locator(".answer")).to_contain_text("0x0000xx83", timeout=PATIENCE * 1000)
    page.click(".prose .cite >> nth=0")
    expect(page.locator("#viewer img")).to_be_visible(timeout=PATIENCE * 1000)
    assert 0.0005 < page.evaluate(MARKED) < 0.5

    page.keyboard.press("Escape")
    page.get_by_role("link", name="Manuals").click()
    page.locator(".manuals .c-actions [aria-label^=Delete]").click()
    page.locator("#confirm").get_by_role("button", name="Delete").click()
    expect(page.locator("#documents")).to_have_text("No manuals yet.")
    assert errors == []


def test_the_revision_is_chosen_with_a_button_and_kept(context: BrowserContext, tmp_path: Path) -> None:
    with served(tmp_path / "data") as url:
        page = context.new_page()
        errors = watch(page)
        page.goto(url)
        ask_and_wait(page, QUESTION)
        choices = page.locator(".choices")
        expect(choices).to_have_attribute("aria-label", re.compile("Which revision"))
        choices.get_by_role("button", name="V1.2").click()
        expect(page.locator(".turn")).to_have_count(2)
        last = page.locator(".turn:last-child")
        expect(last).to_have_attribute("aria-busy", "false", timeout=PATIENCE * 1000)
        expect(last.locator(".answer")).to_contain_text("0x00000081")
        expect(last.locator(".choices")).to_have_count(0)
        expect(page.locator("#project-items [data-key=revision]")).to_contain_text("1.2")
        assert errors == []


def test_two_tabs_keep_what_they_asked(context: BrowserContext, tmp_path: Path) -> None:
    with served(tmp_path / "data") as url:
        tabs = [context.new_page() for _ in range(2)]
        errors = [watch(tab) for tab in tabs]
        for number, tab in enumerate(tabs):
            tab.goto(url)
            ask_and_wait(tab, f"What is the reset value of CLK_CTLR on the ZX90A32? Tab {number}")
        shown = [tab.locator("#thread").inner_text() for tab in tabs]
        for number, tab in enumerate(tabs):
            tab.reload()
            expect(tab.locator(".turn")).to_have_count(1)
            assert tab.locator("#thread").inner_text() == shown[number]
            expect(tab.locator(".conversation")).to_have_count(2)
        assert errors == [[], []]


def test_a_stopped_answer_is_recorded_as_far_as_it_came(context: BrowserContext, tmp_path: Path) -> None:
    llm = ScriptedLlm(
        [Scripted("TCONV is the sampling time + 11 clock cycles [1]. And then there is more.", stall_after=9)]
    )
    with served(tmp_path / "data", llm=llm) as url:
        page = context.new_page()
        page.goto(url)
        ask(page, CONVERSION)
        expect(page.locator(".prose").first).to_contain_text("TCONV is the sampling time")
        page.click("#stop")
        expect(page.locator(".notice")).to_have_text("Stopped")
        expect(page.locator(".conversation-title")).to_have_text([CONVERSION])
        page.reload()
        expect(page.locator(".turn .notice")).to_have_text("Stopped")
        expect(page.locator(".prose").first).to_contain_text("TCONV is the sampling time")
