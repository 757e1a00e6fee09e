"""Every pair of colours that text stands in is readable: contrast 4.5 to 1, as WCAG AA asks."""

import re

import pytest

from app.web import STATIC

PAIRS = {
    "ink": ("ground", "surface", "sunken", "marker", "accent-soft"),
    "ink-2": ("ground", "surface", "sunken", "accent-soft"),
    "ink-3": ("ground", "surface", "sunken"),
    "accent": ("ground", "surface", "sunken", "accent-soft"),
    "on-accent": ("accent", "accent-hover"),
    "danger": ("ground", "surface", "danger-soft"),
    "warn": ("ground", "surface", "warn-soft"),
}
TEXT = 4.5
OUTLINE = 3.0
"""What the outline of a control needs."""


def schemes() -> dict[str, dict[str, str]]:
    """Colours by name, of the light and the dark scheme."""
    css = (STATIC / "css" / "base.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.S)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]
    return dict(zip(("light", "dark"), found, strict=True))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Ratio of the lighter to the darker."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_outlines_are_readable(scheme: str) -> None:
    colours = schemes()[scheme]
    weak = [
        (text, ground)
        for text, grounds in PAIRS.items()
        for ground in grounds
        if contrast(colours[text], colours[ground]) < TEXT
    ]
    assert weak == []
    assert contrast(colours["line-strong"], colours["surface"]) >= OUTLINE


def test_contrast_is_what_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
