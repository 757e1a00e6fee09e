"""How answers are sampled: fixed for a run and recorded with it; a grid tries several."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any


@dataclass(frozen=True, slots=True)
class Decoding:
    """Greedy unless told otherwise."""

    temperature: float = 0.0
    top_p: float = 1.0
    max_tokens: int = 256
    seed: int = 1
    tries: int = 1
    """Samples of each code exercise, for pass@k; more than one needs a temperature."""

    def request(self, attempt: int = 0) -> dict[str, Any]:
        """As OpenAI's API takes it; each attempt has its own seed."""
        return {
            "temperature": self.temperature,
            "top_p": self.top_p,
            "max_tokens": self.max_tokens,
            "seed": self.seed + attempt,
        }

    def record(self) -> dict[str, Any]:
        """For the report."""
        return asdict(self)


def grid(base: Decoding, temperatures: list[float], top_ps: list[float]) -> Iterator[Decoding]:
    """Each temperature with each top_p; where nothing is sampled top_p means nothing, and one is enough."""
    for temperature, top_p in product(temperatures, top_ps):
        if temperature == 0.0 and top_p != top_ps[0]:
            continue
        yield Decoding(temperature, top_p, base.max_tokens, base.seed, base.tries)
