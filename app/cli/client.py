"""The running service, as the commands see it: JSON over HTTP, failures as sentences."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import FAILED, NOT_RUNNING, CommandFailedError

if TYPE_CHECKING:
    import httpx

DEFAULT_URL = "http://127.0.0.1:8000"
ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?")

Url = Annotated[str, typer.Option("--url", envvar="CHIPCITE_URL", help="The running service.")]


PATIENCE = 60.0
"""Seconds in which a call that may be made twice is made again: a service that stalls or restarts is back."""

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
"""Seconds between two tries; each pause is twice the one before."""

IDLE_SECONDS = 2.0
"""An idle connection is used again for so long: well below what servers and proxies keep one open for, so
that a call does not meet a connection that is being closed."""


class Service:
    """A connection to the service at one address."""

    def __init__(self, url: str) -> None:
        import httpx

        self.url = url.rstrip("/")
        if not ADDRESS.fullmatch(self.url):
            raise CommandFailedError(f"{url} is no address of a service, such as {DEFAULT_URL} is.")
        key = api_key()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # An answer may take a language model minutes; finding out that nobody listens must not.
        patience = httpx.Timeout(300, connect=5)
        self._http = httpx.Client(
            base_url=self.url,
            headers=headers,
            timeout=patience,
            limits=httpx.Limits(keepalive_expiry=IDLE_SECONDS),
            trust_env=False,
        )
        self._answered = False
        """Whether it ever did: one that never has is not running, and one that has comes back."""

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **params: Any) -> Any:
        """The JSON at a path."""
        params = {k: v for k, v in params.items() if v is not None}
        return self._json(lambda: self._again(lambda: self._http.get(path, params=params)))

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The JSON that a call answers."""
        return self._json(lambda: self._http.post(path, json=body))

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        """The JSON of what was changed; saying the same twice is saying it once."""
        return self._json(lambda: self._again(lambda: self._http.patch(path, json=body)))

    def download(self, path: str, **params: Any) -> bytes:
        """The bytes at a path."""
        with self._reaching():
            response = self._again(lambda: self._http.get(path, params=params))
            raise_for(response)
            return response.content

    def delete(self, path: str) -> Any:
        """Removes what is at a path; gives the JSON that was answered, if any."""
        with self._reaching():
            response = self._http.delete(path)
            raise_for(response)
            return response.json() if response.content else None

    def upload(self, name: str, file: Any, fields: dict[str, Any]) -> Any:
        """Sends a file with what is known of it; the same bytes twice are one version."""

        def send() -> "httpx.Response":
            file.seek(0)
            return self._http.post("/v1/documents", files={"file": (name, file)}, data=fields)

        return self._json(lambda: self._again(send))

    @contextmanager
    def stream(self, path: str, body: dict[str, Any]) -> Iterator["Iterator[str]"]:
        """The lines of a streamed answer."""
        with self._reaching(), self._http.stream("POST", path, json=body) as response:
            if response.is_error:
                response.read()
                raise_for(response)
            yield response.iter_lines()

    def is_up(self) -> bool:
        """Whether something answers at the address."""
        import httpx

        try:
            up = self._http.get("/healthz", timeout=2).is_success
        except httpx.TransportError:
            return False
        self._answered = self._answered or up
        return up

    def parts(self) -> dict[str, str]:
        """What the service says of each of its parts, ready or not."""
        with self._reaching():
            checks: dict[str, str] = self._http.get("/readyz").json()["checks"]
            return checks

    def _json(self, call: "Callable[[], httpx.Response]") -> Any:
        with self._reaching():
            response = call()
            self._answered = True
            raise_for(response)
            return response.json()

    def _again(self, call: "Callable[[], httpx.Response]") -> "httpx.Response":
        """A call that does no harm twice, made until the service answers or patience ends."""
        import httpx

        end = time.monotonic() + PATIENCE
        pause = FIRST_PAUSE
        while True:
            try:
                return call()
            except httpx.TransportError as error:
                nobody = isinstance(error, httpx.ConnectError) and not self._answered
                slow = isinstance(error, httpx.ReadTimeout)  # it has had minutes, and may be at it still
                if nobody or slow or time.monotonic() + pause > end:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        import httpx

        try:
            yield
        except httpx.ConnectError:
            raise CommandFailedError(
                f"Nothing answers at {self.url}. Start the service with `chipcite serve`, "
                "or name a running one with --url or CHIPCITE_URL.",
                NOT_RUNNING,
            ) from None
        except httpx.TimeoutException:
            raise CommandFailedError(
                f"{self.url} took too long to answer. See its log and /readyz.", FAILED
            ) from None
        except httpx.TransportError as error:
            raise CommandFailedError(
                f"The connection to {self.url} broke: {error}. See the service's log, and try again.", FAILED
            ) from None


def api_key() -> str:
    """The key to send: from the environment, or from the `.env` that the service itself reads."""
    if "CHIPCITE_API_KEY" in os.environ or not Path(".env").is_file():
        return os.environ.get("CHIPCITE_API_KEY", "")
    from app.core.config import Settings

    return Settings().api_key


def raise_for(response: "httpx.Response") -> None:
    """Turns an error reply into the sentence that it carries."""
    if not response.is_error:
        return
    try:
        sentence = response.json()["error"]["message"]
    except (ValueError, KeyError, TypeError):
        sentence = f"The service answered {response.status_code} {response.reason_phrase}."
    raise CommandFailedError(sentence)
