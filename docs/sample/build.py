#!/usr/bin/env python3
"""Write the sample documents and what they say: `python docs/sample/build.py OUTDIR`.

A fictional microcontroller family: its reference manual in two revisions and two languages, an
errata sheet, `truth.json` (every fact with its pages), the chip's SVD file, and `questions.jsonl`
in the form that the evaluation reads. The same data gives the same bytes.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from samplemanual import canvas, errata, manual, model, questions, revisions, svd, truth
from samplemanual.typeset import Document

DATA = Path(__file__).parent / "data"


def main(out: Path) -> None:
    started = time.perf_counter()
    raw = model.read(DATA)
    old, new = model.build(revisions.rewind(raw), "1.0"), model.build(raw, "1.1")
    family = new.identity["family"]
    out.mkdir(parents=True, exist_ok=True)
    documents = {
        f"{family}_RM_en_V1.0.pdf": manual.typeset(old, "en"),
        f"{family}_RM_en_V1.1.pdf": manual.typeset(new, "en"),
        f"{family}_RM_zh_V1.1.pdf": manual.typeset(new, "zh"),
        f"{family}_ES_en_V2.0.pdf": errata.typeset(new),
    }
    for name, document in documents.items():
        canvas.save(out / name, document.pages, document.outline, document.info)
        print(f"{name}  {len(document.pages)} pages, {(out / name).stat().st_size // 1024} KB")
    for name, content in _others(raw, old, new, documents).items():
        (out / name).write_text(content, "utf-8")
        print(f"{name}  {(out / name).stat().st_size // 1024} KB")
    print(f"written to {out} in {time.perf_counter() - started:.1f} s")


def _others(
    raw: dict[str, Any], old: model.Chip, new: model.Chip, documents: dict[str, Document]
) -> dict[str, str]:
    family = new.identity["family"]
    marks = {name: document.marks for name, document in documents.items()}
    older = {name: found for name, found in marks.items() if "V1.0" in name}
    newer = {name: found for name, found in marks.items() if "V1.1" in name}
    stated = {
        "1.0": truth.facts(old, older),
        "1.1": truth.facts(new, newer),
    }
    everything = {
        "chip": family,
        "documents": {name: len(document.pages) for name, document in documents.items()},
        "revisions": stated,
        "changes": raw["revisions"]["change"],
        "errata": truth.errata(new, marks),
    }
    cases = questions.cases(raw["questions"], stated["1.0"], stated["1.1"], marks, family)
    return {
        "truth.json": json.dumps(everything, ensure_ascii=False, indent=1) + "\n",
        f"{family}.svd": svd.device(new),
        "questions.jsonl": "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases),
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
