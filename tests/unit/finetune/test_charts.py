"""Charts are well-formed and hold no markup of others."""

import math
from xml.etree import ElementTree

from finetune.charts import Bar, bar_chart, line_chart


def test_lines_and_bars_are_xml_with_text_escaped():
    line = line_chart("<loss>", {"a & b": [(1, 2.0), (2, math.nan), (3, 1.0)]})
    bars = bar_chart("marks", [Bar("<i>exact</i>", 0.5, 0.4, 0.6), Bar("none", 1.5, -1, 2)])
    for chart in (line, bars, line_chart("empty", {})):
        ElementTree.fromstring(chart)  # noqa: S314 - our own
    assert "<loss>" not in line
    assert "nan" not in line
    assert "<i>" not in bars
