"""Reports for people: a run, or two runs against each other, in Markdown and as one HTML page with its charts
inside.

Text of questions, answers and manuals is data: escaped in HTML, fenced in Markdown.
"""

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from finetune.charts import Bar, bar_chart
from finetune.evaluation.comparing import Change, Pair, changes, judged, pairs
from finetune.evaluation.intervals import Interval
from finetune.evaluation.results import Result, Run
from finetune.evaluation.scoring import MEASURES

SHOWN = 40
"""Cases that a report prints in full."""
STYLE = (
    "body{font:14px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{border:1px solid #d0d7de;padding:.2rem .6rem;text-align:left}"
    "pre{white-space:pre-wrap;background:#f6f8fa;padding:.5rem}.better{color:#1a7f37}.worse{color:#d1242f}"
)
Rows = Sequence[Sequence[str]]


def write_report(folder: Path, run: Run) -> None:
    """report.md and report.html beside the run's results."""
    title = f"Evaluation of {run.name}"
    header = ("variant", "measure", "mean", "95 % interval", "cases", "what it says")
    rows = [
        (variant or "as is", name, _number(one.mean), _range(one), str(one.cases), MEASURES.get(name, ""))
        for variant, by_name in run.table().items()
        for name, one in by_name.items()
    ]
    bars = [
        Bar(f"{name}{f' ({variant})' if variant else ''}", one.mean, one.low, one.high, at)
        for at, (variant, by_name) in enumerate(run.table().items())
        for name, one in by_name.items()
    ]
    failed = [one for one in run.results if _is_bad(one)]
    settings = _settings(run)
    cases = [(f"{one.case.id}: {_scores(one)}", _conversation(one)) for one in failed[:SHOWN]]
    shown = min(len(failed), SHOWN)
    note = f"{len(failed)} of {len(run.results)} cases are not right; the first {shown} follow."
    _write(folder / "report", title, [settings], header, rows, [bar_chart(title, bars)], note, cases)


def write_comparison(
    folder: Path, before: Run, after: Run, preferences: Mapping[str, float] | None = None
) -> list[Change]:
    """comparison.md and comparison.html, with the changes for who asked."""
    folder.mkdir(parents=True, exist_ok=True)
    title = f"{after.name} against {before.name}"
    measured = [*changes(before, after), *([judged(preferences)] if preferences else [])]
    header = (
        "variant",
        "measure",
        before.name,
        after.name,
        "difference",
        "95 % interval",
        "cases",
        "verdict",
    )
    rows = [
        (
            one.variant or "as is",
            one.measure,
            _number(one.before),
            _number(one.after),
            f"{one.difference.mean:+.3f}",
            _range(one.difference),
            str(one.difference.cases),
            one.verdict,
        )
        for one in measured
    ]
    different = pairs(before, after)
    cases = [(f"{pair.case.id}: {' '.join(pair.changed)}", _both(pair)) for pair in different[:SHOWN]]
    worse = sum(any(name.startswith("-") for name in pair.changed) for pair in different)
    note = f"{len(different)} cases changed, {worse} of them for the worse, which stand first."
    _write(
        folder / "comparison",
        title,
        [_settings(before), _settings(after)],
        header,
        rows,
        _charts(before, after),
        note,
        cases,
    )
    return measured


def _charts(before: Run, after: Run) -> list[str]:
    drawn = []
    for variant, by_name in after.table().items():
        earlier = before.table().get(variant, {})
        bars = [
            Bar(f"{name} {run.name}"[:38], one.mean, one.low, one.high, group)
            for name in by_name
            for group, (run, one) in enumerate(((before, earlier.get(name)), (after, by_name[name])))
            if one is not None
        ]
        drawn.append(bar_chart(variant or "as is", bars))
    return drawn


def _write(
    stem: Path,
    title: str,
    settings: list[str],
    header: Sequence[str],
    rows: Rows,
    charts: list[str],
    note: str,
    cases: list[tuple[str, list[tuple[str, str]]]],
) -> None:
    """The same matter in both forms."""
    markdown = [
        f"# {title}",
        *(f"```json\n{one}\n```" for one in settings),
        _markdown_table(header, rows),
        note,
    ]
    html = [f"<h1>{escape(title)}</h1>", *(f"<pre>{escape(one)}</pre>" for one in settings), *charts]
    html += [_html_table(header, rows), f"<p>{escape(note)}</p>"]
    for heading, parts in cases:
        markdown.append(f"## {' '.join(heading.split())}")
        html.append(f"<h2>{escape(heading)}</h2>")
        for name, text in parts:
            markdown.append(f"{name}:\n\n{_fenced(text)}")
            html.append(f"<p>{escape(name)}</p><pre>{escape(text)}</pre>")
    stem.with_suffix(".md").write_text("\n\n".join(markdown) + "\n", encoding="utf-8")
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    page = f"<!doctype html><html><head>{head}</head>"
    stem.with_suffix(".html").write_text(f"{page}<body>{''.join(html)}</body></html>\n", encoding="utf-8")


def _fenced(text: str) -> str:
    """In a fence longer than any within."""
    longest = max((len(run) for run in "".join(c if c == "`" else " " for c in text).split()), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _conversation(one: Result) -> list[tuple[str, str]]:
    values = ", ".join(str(value) for fact in one.case.facts for value in fact["values"])
    wanted = one.case.reference or values or ("a refusal" if one.case.refuse else "")
    return [
        ("Question", one.case.question),
        ("Wanted", wanted),
        ("Answer", one.answer.error or one.answer.text),
    ]


def _both(pair: Pair) -> list[tuple[str, str]]:
    question, wanted, before = _conversation(pair.before)
    return [question, wanted, ("Before", before[1]), ("After", _conversation(pair.after)[2][1])]


def _is_bad(one: Result) -> bool:
    watched = ("answered", "exact", "abstention", "no_wrong_value", "pass@1", "general")
    return any(one.scores.get(name, 1.0) < 1.0 for name in watched)


def _scores(one: Result) -> str:
    return ", ".join(f"{name} {value:.2g}" for name, value in one.scores.items() if value < 1)


def _settings(run: Run) -> str:
    return json.dumps(dict(run.settings), ensure_ascii=False, indent=2)


def _markdown_table(header: Sequence[str], rows: Rows) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in lines)


def _html_table(header: Sequence[str], rows: Rows) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        mark = f' class="{cells[-1]}"' if cells[-1] in ("better", "worse") else ""
        return f"<tr{mark}>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"

    return f"<table>{row(header, 'th')}{''.join(row(cells, 'td') for cells in rows)}</table>"


def _number(value: float) -> str:
    return f"{value:.3f}"


def _range(one: Interval) -> str:
    return f"{one.low:+.3f} to {one.high:+.3f}" if one.low < 0 else f"{one.low:.3f} to {one.high:.3f}"
