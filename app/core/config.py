"""The service's settings, read once from the environment (`CHIPCITE_…`) or a `.env` file.

Nothing is required. What is left open is derived from `data_dir`, so that every part can rely on a URL.
"""

from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class Settings(BaseSettings):
    """Where data lives, what the service talks to, and its limits."""

    model_config = SettingsConfigDict(env_prefix="CHIPCITE_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Path("data")
    """Everything that the embedded default keeps: database, vectors, originals, caches."""
    database_url: str = ""
    """SQLAlchemy URL of the records; SQLite in `data_dir` when empty."""
    workflow_database_url: str = ""
    """Where DBOS keeps its workflows; beside the records when empty."""
    storage_url: str = ""
    """fsspec URL of originals and artifacts, e.g. `s3://bucket/prefix`; a folder in `data_dir` when empty."""

    qdrant_url: str = ""
    """A Qdrant server; the engine in this process when empty."""
    qdrant_api_key: str = Field(default="", repr=False)
    neo4j_url: str = ""
    neo4j_user: str = "neo4j"
    neo4j_password: str = Field(default="", repr=False)

    embedder: str = "default"
    """`default`, the name or folder of a sentence-transformers model, or the URL of a `/v1/embeddings`."""
    embedder_model: str = ""
    """The model to name where `embedder` is a URL."""
    embedder_api_key: str = Field(default="", repr=False)

    llm_url: str = ""
    """An OpenAI-compatible server, e.g. `http://127.0.0.1:8001/v1`, or a GGUF file, which llama.cpp then runs
    beside the service; answers need neither."""
    llm_model: str = ""
    """The model to ask a server for; a file has its own name."""
    llm_api_key: str = Field(default="", repr=False)
    llm_adapters: Path | None = None
    """The folder in which that server looks for adapters (vLLM's `VLLM_LORA_RESOLVER_CACHE_DIR`), as this
    machine sees it: adapters are then served by it, and not loaded by a call."""
    llm_threads: int = Field(default=0, ge=0)
    """Threads for a model from a file; 0 means all cores but one."""
    llm_patience: float = Field(default=30.0, gt=0)
    """Seconds that a reader waits for a language model's first word. Prompts are made to fit in half of it,
    and when it is over the manuals' own words are given."""

    api_key: str = Field(default="", repr=False)
    """When set, every call under `/v1` must carry it."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)

    processes: int = Field(default=1, ge=1)
    """Server processes that share the port; more than one need stores that they can share."""

    public_hosts: str = ""
    """Host names under which clients may reach `/mcp`, separated by commas. IP addresses and `localhost`
    need none, nor does a service with a key."""

    max_upload_bytes: int = Field(default=512 * MIB, gt=0)
    max_pages: int = Field(default=8000, gt=0)
    max_request_bytes: int = Field(default=16 * MIB, gt=0)
    """Limit of every request body but an upload."""
    turn_seconds: float = Field(default=30.0, gt=0)
    """How long a question may take; a language model has its own patience on top."""
    workers: int = Field(default=0, ge=0)
    """Processes for conversion and embedding; 0 means one per core."""
    increment: str = ""
    """When to train on newly reviewed cases: a cron expression in UTC, e.g. `0 3 * * *`; never when empty."""
    keep_runs: int = Field(default=10, ge=0)
    """Folders of finished training jobs that stay beside those of adapters in use; 0 keeps all."""
    rollout: str = "*/10 * * * *"
    """When the worker looks at the canary or shadow and decides about it: cron, UTC; never when empty."""
    log_level: str = "info"
    log_json: bool = False

    @model_validator(mode="before")
    @classmethod
    def _derive(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Fill in the URLs that depend on the data folder and on each other."""
        folder = Path(values.get("data_dir") or cls.model_fields["data_dir"].default).expanduser().absolute()
        database = values.get("database_url") or f"sqlite:///{folder / 'chipcite.db'}"
        # DBOS keeps to a schema of its own on PostgreSQL; SQLite has one writer, so it gets its own file.
        beside = f"sqlite:///{folder / 'workflows.db'}" if database.startswith("sqlite") else database
        llm = str(values.get("llm_url") or "")
        file = (
            {"llm_model": Path(llm).stem} if llm and "://" not in llm and not values.get("llm_model") else {}
        )
        return (
            values
            | file
            | {
                "data_dir": folder,
                "database_url": database,
                "workflow_database_url": values.get("workflow_database_url") or beside,
                "storage_url": values.get("storage_url") or str(folder / "storage"),
            }
        )

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse what would only fail later, with the sentence that helps."""
        if self.llm_url and not self.llm_model:
            raise ValueError("CHIPCITE_LLM_URL is set: CHIPCITE_LLM_MODEL must name the model to ask for")
        if self.processes > 1:
            self._check_shared()
        return self

    def _check_shared(self) -> None:
        """Several server processes need what none of them owns."""
        if self.database_url.startswith("sqlite") or self.embedded_vectors:
            raise ValueError(
                f"{self.processes} server processes need stores that they can share, and one process owns "
                "the data folder: set CHIPCITE_DATABASE_URL to a PostgreSQL and "
                "CHIPCITE_QDRANT_URL to a Qdrant server, or CHIPCITE_PROCESSES (--processes) to 1"
            )
        if self.llm_file:
            raise ValueError(
                f"{self.processes} server processes would each run the model of CHIPCITE_LLM_URL: name the "
                "URL of a server there, or set CHIPCITE_PROCESSES (--processes) to 1"
            )

    @property
    def llm_file(self) -> Path | None:
        """The GGUF file that `llm_url` names instead of a server."""
        is_file = self.llm_url and "://" not in self.llm_url
        return Path(self.llm_url).expanduser().absolute() if is_file else None

    @property
    def public_names(self) -> frozenset[str]:
        """The names in `public_hosts`."""
        return frozenset(name.strip().lower() for name in self.public_hosts.split(",") if name.strip())

    @property
    def embedded_vectors(self) -> bool:
        """Whether this process owns the vector store, and with it the data folder."""
        return not self.qdrant_url
