"""Versions of datasets in a folder: written once, never changed, named by what they hold."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from app.core.errors import InvalidRequestError, NotFoundError
from finetune.dataset.types import Item, Kind, Split

MANIFEST = "manifest.json"
VERSION_DIGITS = 16
_LATEST = "latest"
Parts = Mapping[Kind, Mapping[Split, Sequence[Item]]]


class ChangedError(Exception):
    """A version does not hold what its manifest says."""


def write(root: Path, name: str, parts: Parts, manifest: Mapping[str, Any]) -> Path:
    """Writes a version; the same content again is the version that is there."""
    if not name.replace("-", "").replace("_", "").isalnum():
        raise InvalidRequestError("A dataset's name has letters, digits, - and _ only.", param="name")
    home = root / name
    home.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=".draft-", dir=home))
    try:
        for path, items in _files(parts):
            target = draft / path
            target.parent.mkdir(exist_ok=True)
            with target.open("w", encoding="utf-8") as file:
                file.writelines(_json_line(item.line()) for item in items)
        (draft / "dataset_info.json").write_text(_pretty(dataset_info(name, draft)), encoding="utf-8")
        files = described(draft)
        version = version_of(files)
        final = home / version
        whole = {"name": name, "version": version, **manifest, "files": files}
        (draft / MANIFEST).write_text(_pretty(whole), encoding="utf-8")
        if not final.exists():
            for made in draft.rglob("*"):
                made.chmod(0o555 if made.is_dir() else 0o444)
            draft.rename(final)
            final.chmod(0o755)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return final


def described(folder: Path) -> list[dict[str, Any]]:
    """Path, hash, bytes and lines of each file but the manifest."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            data = path.read_bytes()
            place = path.relative_to(folder).as_posix()
            digest = hashlib.sha256(data).hexdigest()
            found.append({"path": place, "sha256": digest, "bytes": len(data), "lines": data.count(b"\n")})
    return found


def version_of(files: Iterable[Mapping[str, Any]]) -> str:
    """The name of what these files hold."""
    lines = sorted(f"{one['path']} {one['sha256']}" for one in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:VERSION_DIGITS]


def verify(folder: Path) -> dict[str, Any]:
    """The manifest of a version that holds what it says. Raises `ChangedError`."""
    manifest = manifest_of(folder)
    files = described(folder)
    if files != manifest["files"] or version_of(files) != folder.name:
        said = {one["path"]: one["sha256"] for one in manifest["files"]}
        there = {one["path"]: one["sha256"] for one in files}
        changed = sorted(path for path in said.keys() | there.keys() if said.get(path) != there.get(path))
        raise ChangedError(f"{folder.name} was changed: {', '.join(changed) or 'its name'}.")
    return manifest


def manifest_of(folder: Path) -> dict[str, Any]:
    """What a version says of itself."""
    loaded: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return loaded


def versions(root: Path, name: str = "") -> list[dict[str, Any]]:
    """The manifests of all versions, the newest last."""
    found = [manifest_of(path.parent) for path in root.glob(f"{name or '*'}/*/{MANIFEST}")]
    return sorted(found, key=lambda one: str(one["created_at"]))


def find(root: Path, name: str, version: str = _LATEST) -> Path:
    """The folder of a version, by its name or a beginning of it. Raises `NotFoundError`."""
    there = [str(one["version"]) for one in versions(root, name)]
    matching = there[-1:] if version == _LATEST else [one for one in there if one.startswith(version)]
    if len(matching) != 1:
        raise NotFoundError(f"There is no version {version} of a dataset {name}.")
    return root / name / matching[0]


def read(folder: Path, kind: str, split: str) -> Iterator[dict[str, Any]]:
    """The lines of one file; none where it was not written."""
    path = folder / kind / f"{split}.jsonl"
    if path.is_file():
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def dataset_info(name: str, folder: Path) -> dict[str, Any]:
    """LLaMA-Factory's description of the files in a folder."""
    tags = {"role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt"}
    columns = {
        Kind.SFT: {"messages": "conversations", "system": "system"},
        Kind.DPO: {
            "messages": "conversations",
            "system": "system",
            "chosen": "chosen",
            "rejected": "rejected",
        },
        Kind.KTO: {"messages": "conversations", "system": "system", "kto_tag": "kto_tag"},
    }
    found: dict[str, Any] = {}
    for kind in (Kind.SFT, Kind.DPO, Kind.KTO, Kind.PRETRAIN):
        for split in Split:
            path = f"{kind}/{split}.jsonl"
            if not (folder / path).is_file():
                continue
            entry: dict[str, Any] = {"file_name": path}
            if kind is Kind.PRETRAIN:
                entry |= {"columns": {"prompt": "text"}}
            else:
                entry |= {"formatting": "sharegpt", "columns": columns[kind], "tags": tags}
            if kind is Kind.DPO:
                entry["ranking"] = True
            found[f"{name}_{kind}_{split}"] = entry
    return found


def _files(parts: Parts) -> Iterator[tuple[str, Sequence[Item]]]:
    for kind, splits in parts.items():
        for split, items in splits.items():
            if items:
                yield f"{kind}{os.sep}{split}.jsonl", items


def _json_line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
