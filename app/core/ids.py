"""Identifiers: time-ordered ones for what people make, content-derived ones for what can be made again."""

import secrets
import time
import uuid

NAMESPACE = uuid.UUID("5b0f1a52-9d0c-5c3e-8f2b-6a4c9d1e7a10")
"""Of our content-derived ids; changing it would orphan every stored one."""

JOB_PREFIX = "ingest-"


def new_id() -> str:
    """A UUID of version 7: sorts by creation time, so that indexes grow at their end."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def content_id(*parts: str) -> str:
    """The same parts give the same id, whatever process computes it."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


def is_id(text: str) -> bool:
    """Whether `text` can be one of our ids: asked before it reaches a query, a path or a log line."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def job_id(version_id: str) -> str:
    """The job, and first workflow, of a version."""
    return f"{JOB_PREFIX}{version_id}"


def version_of_job(job: str) -> str:
    """The version that a job works on; empty when `job` is no job's id."""
    version_id = job.removeprefix(JOB_PREFIX)
    return version_id if version_id != job and is_id(version_id) else ""
