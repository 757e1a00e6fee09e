"""What a bit field is for, in one sentence. Pure."""

import re
from functools import lru_cache

_VALUE_LINE = re.compile(r"\s*(?:0[xXbB])?[0-9A-Fa-fxX]{1,16}b?\s*[:：=]")


@lru_cache(maxsize=1 << 13)
def gist(description: str) -> str:
    """What a description says before it lists values: its first sentence, over the lines that it wraps to."""
    said: list[str] = []
    for line in description.split("\n"):
        if said and (_VALUE_LINE.match(line) or re.search(r"[.;:。；：]$", said[-1])):
            break
        said.append(line.strip())
    return " ".join(said)
