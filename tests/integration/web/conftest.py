"""A real Chromium and a scripted service for the tests of the page."""

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.integration.web.web_double import Script, build

PATIENCE = 10_000
"""Milliseconds until what is expected must show: the page is fast, a machine that runs tests may not be."""

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium from Debian's packages; deploy/scripts/chromium.sh installs it."""
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def script() -> Script:
    """What the service does in this test."""
    return Script()


@pytest.fixture
def address(script: Script) -> Iterator[str]:
    """The double, serving on a free port."""
    with run_double(script) as url:
        yield url


@contextlib.contextmanager
def run_double(script: Script) -> Iterator[str]:
    """Runs the double in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(build(script), log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile of its own: English, a desktop's size."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 860})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """The page, opened; the test fails if anything was logged as an error or thrown."""
    page = context.new_page()
    errors = watch(page)
    page.goto(address)
    yield page
    assert errors == []


def watch(page: Page) -> list[str]:
    """Errors of the page's console, as they come. Failed calls that a test provokes are named as such."""
    errors: list[str] = []

    def log(message: ConsoleMessage) -> None:
        called = (message.location or {}).get("url", "")
        provoked = "Failed to load resource" in message.text and ("/v1/" in called or "/readyz" in called)
        if message.type in {"error", "warning"} and not provoked:
            errors.append(f"{message.type}: {message.text}")

    page.on("console", log)
    page.on("pageerror", lambda error: errors.append(f"thrown: {error}"))
    return errors
