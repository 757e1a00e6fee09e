#!/usr/bin/env python3
"""Write the sample documents: `python docs/sample/build.py OUTDIR`."""

import sys
from pathlib import Path

from samplemanual import canvas, manual, model, revisions

HERE = Path(__file__).parent


def main(out: Path) -> None:
    raw = model.read(HERE / "data")
    old = model.build(revisions.rewind(raw), "1.0")
    new = model.build(raw, "1.1")
    out.mkdir(parents=True, exist_ok=True)
    for chip, lang in ((old, "en"), (new, "en"), (new, "zh")):
        document = manual.typeset(chip, lang)
        path = out / f"VSK32A1_RM_{lang}_V{chip.revision}.pdf"
        canvas.save(path, document.pages, document.outline, document.info)
        print(f"{path.name}: {len(document.pages)} pages")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
