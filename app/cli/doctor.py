"""`chipcite doctor`: what is set up, what is missing, and what to do about it."""

from dataclasses import asdict

import typer

from app.cli.client import DEFAULT_URL, Url
from app.cli.output import AsJson, console, print_json, printable
from app.cli.settings import load_settings

MARKS = {"ok": ("ok     ", "green"), "warning": ("warning", "yellow"), "failed": ("FAILED ", "red")}


def doctor(as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """Check the installation and its connections."""
    from app.cli.checks import FAILED, findings

    found = []
    out = console()
    for finding in findings(load_settings(), url):
        found.append(finding)
        if not as_json:
            mark, colour = MARKS[finding.state]
            out.print(mark, end=" ", style=colour)
            out.print(printable(f"{finding.name:15} {finding.found}"))
            if finding.remedy:
                out.print(f"{'':8}{'':15} {finding.remedy}")
    if as_json:
        print_json({"checks": [asdict(finding) for finding in found]})
    if any(finding.state == FAILED for finding in found):
        raise typer.Exit(1)
