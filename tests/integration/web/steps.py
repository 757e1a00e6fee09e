"""What users do on the page, as the tests say it."""

from playwright.sync_api import Page, expect


def ask(page: Page, question: str) -> None:
    """Types a question and sends it."""
    page.fill("#question", question)
    page.press("#question", "Enter")


def ask_and_wait(page: Page, question: str) -> None:
    """The same, until the answer is complete."""
    ask(page, question)
    expect(page.locator(".turn:last-child")).to_have_attribute("aria-busy", "false")
