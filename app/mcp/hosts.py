"""Which callers a service without a key may answer at `/mcp`. Pure.

A web page that somebody on this machine has open can make its own host name point here (DNS rebinding). It
cannot make an IP address or `localhost` do so, and its browser names it in `Origin`.
"""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

LOCAL = frozenset({"localhost"})


def host_is_ours(host: str, names: Collection[str]) -> bool:
    """Whether a `Host` header names an address, this machine, or one of the configured names."""
    name = _name(f"//{host}")
    return name in LOCAL or name in names or _is_address(name)


def origin_is_ours(origin: str, host: str, names: Collection[str]) -> bool:
    """Whether an `Origin` header is of a page of this service, or of no page at all: programs send none."""
    if not origin:
        return True
    if urlsplit(origin).scheme not in ("http", "https"):
        # `null` is a page that hides where it is from; editors' own schemes can be forged by no page.
        return origin != "null" and "://" in origin
    name = _name(origin)
    return name in LOCAL or name in names or name == _name(f"//{host}") or _is_loopback(name)


def _name(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return _is_address(name) and ipaddress.ip_address(name).is_loopback
