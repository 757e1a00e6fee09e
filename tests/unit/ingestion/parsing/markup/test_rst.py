"""reStructuredText as Sphinx projects write it."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.parsing.markup.rst import read_rst
from ingestion.types import BlockKind

FAQ = """\
Timers
======

:link_to:`zh_CN:[x]`

.. raw:: html

   <style>body {}</style>

------

How do I start the :ref:`timer <timers>` of {TARGET}?
-----------------------------------------------------

  Set ``TIM_EN``. Steps:

  - Enable the clock;
  - then call

    .. code-block:: c

       start();

  .. unknown-directive:: argument
     :option: x

     Its content stays.

------

Is it fast?
-----------

  Yes, :doc:`see this </a/b>`.
"""


def test_a_question_is_a_heading_with_its_answer_under_it() -> None:
    blocks = read_rst(FAQ)
    headings = [block.text for block in blocks if block.kind is BlockKind.HEADING]
    assert headings == ["Timers", "How do I start the timer of {TARGET}?", "Is it fast?"]
    answer = [block for block in blocks if block.path[-1:] == (headings[1],) and not block.level]
    assert [block.kind for block in answer] == [
        BlockKind.PARAGRAPH,
        BlockKind.LIST,
        BlockKind.CODE,
        BlockKind.PARAGRAPH,
    ]
    assert answer[0].text == "Set TIM_EN. Steps:"
    assert answer[2].text == "start();"
    assert answer[3].text == "Its content stays."
    assert blocks[-1].text == "Yes, see this."
    assert blocks[-1].path == ("Timers", "Is it fast?")


def test_nothing_is_included_or_passed_through(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read me")
    directives = [
        f".. include:: {secret}",
        f".. literalinclude:: {secret}",
        f".. csv-table::\n   :file: {secret}",
    ]
    text = "\n\n".join(["Before.", *directives, "After."])
    assert [block.text for block in read_rst(text)] == ["Before.", "After."]


def test_flat_table_with_spans() -> None:
    text = """\
.. flat-table:: Summary
   :header-rows: 2

   * - :rspan:`1` Item
     - :cspan:`1` Revisions
   * - v0
     - v1
   * - Touch
     - Y
     - N
"""
    (block,) = read_rst(text)
    assert block.table is not None
    assert block.table.caption == "Summary"
    assert [row.texts for row in block.table.header] == [
        ("Item", "Revisions", "Revisions"),
        ("Item", "v0", "v1"),
    ]
    assert [row.texts for row in block.table.rows] == [("Touch", "Y", "N")]


def test_grid_table() -> None:
    text = "=====  =====\nBit    Name\n=====  =====\n0      EN\n1      RST\n=====  =====\n"
    (block,) = read_rst(text)
    assert block.table is not None
    assert block.table.header[0].texts == ("Bit", "Name")
    assert block.table.rows[1].texts == ("1", "RST")


def test_the_real_faq(corpus: Path) -> None:
    """Every underlined question is a heading, and no answer is lost."""
    entries = 0
    for path in (corpus / "faq" / "en").rglob("*.rst"):
        text = path.read_text()
        asked = {
            "".join(filter(str.isalnum, line))
            for line, rule in zip(text.split("\n"), text.split("\n")[1:], strict=False)
            if line.strip() and not line.startswith(" ") and len(rule) >= 4 and set(rule) in ({"-"}, {"="})
        }
        blocks = read_rst(text)
        found = {"".join(filter(str.isalnum, b.text)) for b in blocks if b.kind is BlockKind.HEADING}
        entries += len(found)
        # Links and roles are printed by their text, so only plain headings compare letter by letter.
        plain = {key for key in asked if "http" not in key}
        assert len(plain - found) <= 0.1 * len(asked) + 1, path
    assert entries > 600


@settings(deadline=None, max_examples=80)
@given(st.text(alphabet="ab:`.*_|-=~ \n<>[]{}#", max_size=200))
def test_any_text_gives_the_same_blocks_each_time(text: str) -> None:
    assert read_rst(text) == read_rst(text)


def test_tags_of_errata_say_which_revisions_of_which_chip() -> None:
    only = ".. only:: vsk32c6 or vsk32s3\n\n   .. tags::\n\n      v0.0, v0.1\n\n"
    text = f"Title\n=====\n\n{only}.. tags:: driver, wifi\n"
    texts = [block.text for block in read_rst(text)]
    assert "Affected revisions of vsk32c6, vsk32s3: v0.0, v0.1" in texts
    assert not any("wifi" in text for text in texts)
