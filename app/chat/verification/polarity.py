"""Whether a phrase switches on or off. Pure."""

import re

_ON = re.compile(
    r"\benabl\w*|\bturn(?:s|ed|ing)? on\b|\bswitch(?:es|ed|ing)? on\b|\bstart(?:s|ed|ing)?\b|\bactivat\w*|\bopen(?:s|ed)?\b|使能|开启|打开|启用|启动|允许",  # noqa: E501 - one pattern or case, one line
    re.IGNORECASE,
)
_OFF = re.compile(
    r"\bdisabl\w*|\bturn(?:s|ed|ing)? (?:it |the \w+ )?off\b|\bswitch(?:es|ed|ing)? off\b|\bstop(?:s|ped|ping)?\b|\bdeactivat\w*|\bclos(?:es|ed|e)\b|关闭|禁止|禁用|停止|失能|屏蔽",  # noqa: E501 - one pattern or case, one line
    re.IGNORECASE,
)


def polarity(text: str) -> int:
    """1 for on, -1 for off, 0 where it says neither or both."""
    on, off = bool(_ON.search(text)), bool(_OFF.search(text))
    return int(on) - int(off)
