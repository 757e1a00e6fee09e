"""Makes a dataset version for the proof of training from real questions and a running service's own evidence.

python -m benchmarks.finetune_data --eval ../shared/eval --url http://127.0.0.1:8101 --out FOLDER [--language
en]

Questions on registers with their answers, and pairs of the FAQ. The evidence of each is what `/v1/search`
finds for it, in the prompt form of the chat turn; where no passage holds the answer, the answer is that the
manuals do not say it. The rejected answer of a pair gives another value of the same passages. Registers and
FAQ files stand in one part only.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx

from app.chat.prompts import Material, conversation
from app.chat.verification.atoms import atoms_in
from app.chat.verification.plain import plain
from finetune.checking import check, task_of
from retrieval.types import Passage

SENTENCES = {
    "addr": "{name} is at address {value} [{n}].",
    "offs": "{name} has the address offset {value} [{n}].",
    "reset": "The reset value of {name} is {value} [{n}].",
    "bits": "{field} of {name} is bit {value} [{n}].",
    "which": "{field} is a field of {value} [{n}].",
}
SILENT = "The manuals do not say it."
LONGEST, ROOM = 400, 600
"""Characters of a passage and of all passages of a question: small models on two cores read slowly."""
ANSWER = 360
"""Characters of a FAQ answer that is learnt."""
HITS = 6

Row = dict[str, Any]


def main() -> None:
    """Writes DATASET/VERSION and says how many examples each part has."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--eval", type=Path, required=True)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--language", default="en")
    given = parser.parse_args()
    with httpx.Client(base_url=given.url, timeout=60) as service:
        cases = [*_registers(service, given.eval, given.language), *_faq(service, given.eval, given.language)]
    for part in ("train", "validation", "test"):
        chosen = sorted((case for case in cases if _part(case["group"]) == part), key=lambda case: case["id"])
        _write(given.out / "sft" / f"{part}.jsonl", map(_sft, chosen))
        _write(given.out / "tasks" / f"{part}.jsonl", (_task(case) for case in chosen if case["checked"]))
        pairs = [case for case in chosen if case["worse"]]
        _write(given.out / "dpo" / f"{part}.jsonl", map(_dpo, pairs))
        _write(given.out / "kto" / f"{part}.jsonl", (one for case in pairs for one in _kto(case)))
        texts = {hit["text"] for case in chosen for hit in case["hits"]}
        _write(given.out / "pretrain" / f"{part}.jsonl", ({"text": text} for text in sorted(texts)))
        print(part, len(chosen), "answered", sum(not case["refuse"] for case in chosen), "pairs", len(pairs))
    manifest = {"name": given.out.parent.name, "version": given.out.name}
    (given.out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _registers(service: httpx.Client, folder: Path, language: str) -> Iterator[Row]:
    for line in (folder / "registers-dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["lang"] != language or row["kind"] not in (*SENTENCES, "absent"):
            continue
        hits = _hits(service, row["question"], language, row["id"])
        at = next((n for n, hit in enumerate(hits, 1) if _holds(hit["text"], row)), None)
        if at is None and row["kind"] != "absent":
            continue  # evidence was not found: whether the manuals say it is not known here
        value = row["answer"] if at else None
        parts = {"name": row["register"], "field": row.get("field"), "value": value, "n": at}
        sentence = SENTENCES[row["kind"]] if at else SILENT
        other = _other_value(hits, row["kind"], str(value)) if at else None
        case = {
            "id": row["id"],
            "group": row["register"] or row["id"],
            "question": row["question"],
            "hits": hits,
            "answer": sentence.format(**parts),
            "worse": sentence.format(**{**parts, "value": other}) if other else None,
            "facts": [{"names": [row["register"]], "aspect": row["kind"], "values": [str(value)]}]
            if at
            else [],
            "refuse": at is None,
            "checked": True,
            "language": language,
        }
        yield _certain(case)


def _faq(service: httpx.Client, folder: Path, language: str) -> Iterator[Row]:
    pairs = json.loads((folder / "faq-pairs-dev.json").read_text(encoding="utf-8"))
    for row in pairs:
        answer = " ".join(row["answer"].split())
        if row["lang"] != language or not 20 < len(answer) <= ANSWER:
            continue
        hits = _hits(service, row["question"], language, f"{row['file']}-{row['n']}")
        start = re.sub(r"\W+", "", answer).lower()[:30]
        at = next(
            (n for n, hit in enumerate(hits, 1) if start in re.sub(r"\W+", "", hit["text"]).lower()), None
        )
        if at is None:
            continue
        yield {
            "id": f"faq-{language}-{sha256(row['question'].encode()).hexdigest()[:12]}",
            "group": row["file"],
            "question": row["question"].split(" / ")[0],
            "hits": hits,
            "answer": f"{answer.rstrip('.')} [{at}].",
            "worse": None,
            "facts": [],
            "refuse": False,
            "checked": False,
            "language": language,
        }


def _certain(case: Row) -> Row:
    """Leaves out a worse answer that the checker does not find wrong."""
    if case["worse"]:
        verdict = check(case["worse"], task_of(_task(case)))
        if verdict.right == verdict.values:
            return case | {"worse": None}
    return case


def _hits(service: httpx.Client, question: str, language: str, key: str) -> list[Row]:
    """What a small model can read of what was found, in an order of its own: [1] is not always right."""
    values = (
        service.post("/v1/search", json={"query": question, "limit": HITS}).raise_for_status().json()["hits"]
    )
    room, kept, seen = ROOM, [], set()
    for hit in values:
        text, chinese = hit["text"], hit["document"].rpartition(".")[0].endswith("_zh")
        if chinese == (language == "zh") and len(text) <= min(LONGEST, room) and text not in seen:
            room -= len(text)
            kept.append({name: hit.get(name) for name in ("document", "revision", "page", "section", "text")})
            seen.add(text)
    return sorted(kept, key=lambda hit: sha256(f"{key}{hit['text']}".encode()).hexdigest())


def _holds(text: str, row: Row) -> bool:
    if row["kind"] == "absent":
        return False
    name = str(row.get("field") or row["register"])
    verdict = check(text, task_of({"id": "", "facts": [{"values": [row["answer"]]}]}))
    return verdict.right == 1 and _bare(name) in _bare(text)


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", re.sub(r"^R\d+_", "", name).lower())


def _other_value(hits: Sequence[Row], kind: str, value: str) -> str | None:
    """A value of the same passages that does not answer."""
    if kind == "which":
        return None
    text = plain("\n".join(hit["text"] for hit in hits))
    if kind == "bits":
        values = re.findall(r"(?:Bit: |\n)\[?(\d{1,2}(?::\d{1,2})?)\]? \|", text)
    else:
        values = [atom.text for atom in atoms_in(text) if re.fullmatch(r"0[xX][0-9A-Fa-f]+", atom.text)]
    same = value.lower().lstrip("0x")
    wide = [one for one in values if one.lower().lstrip("0x") != same and (kind == "bits" or len(one) >= 4)]
    return sorted(wide, key=lambda one: sha256(f"{value}{one}".encode()).hexdigest())[0] if wide else None


def _prompt(case: Row) -> list[dict[str, str]]:
    sources = [(n, _passage(hit, case["language"])) for n, hit in enumerate(case["hits"], 1)]
    material = Material(case["question"], case["language"], sources)
    return conversation("", [], material)


def _passage(hit: Row, language: str) -> Passage:
    named = {name: hit.get(name) or "" for name in ("document", "revision", "section", "text")}
    page, box = int(hit.get("page") or 0), (0.0, 0.0, 0.0, 0.0)
    return Passage(
        id="", document_id="", version_id="", language=language, page=page, box=box, kind="", **named
    )


def _sft(case: Row) -> Row:
    asked = _dpo(case)
    answer = {"from": "gpt", "value": case["answer"]}
    kept = {name: asked[name] for name in ("id", "system")}
    return {**kept, "conversations": [*asked["conversations"], answer]}


def _dpo(case: Row) -> Row:
    system, question = _prompt(case)
    pair = {
        name: {"from": "gpt", "value": case[key]}
        for name, key in (("chosen", "answer"), ("rejected", "worse"))
    }
    asked = [{"from": "human", "value": question["content"]}]
    return {"id": case["id"], "system": system["content"], "conversations": asked, **pair}


def _kto(case: Row) -> Iterator[Row]:
    asked = _dpo(case)
    for name in ("chosen", "rejected"):
        kept = {key: asked[key] for key in ("id", "system")}
        yield {**kept, "conversations": [*asked["conversations"], asked[name]], "kto_tag": name == "chosen"}


def _task(case: Row) -> Row:
    kept = {name: case[name] for name in ("id", "question", "language", "facts", "refuse")}
    return {
        **kept,
        "messages": _prompt(case),
        "evidence": [{"n": n, **hit} for n, hit in enumerate(case["hits"], 1)],
    }


def _part(group: str) -> str:
    number = int(sha256(group.encode()).hexdigest()[:8], 16) % 10
    return "test" if number < 3 else "validation" if number == 3 else "train"


def _write(path: Path, rows: Iterable[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
