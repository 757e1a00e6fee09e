"""Which callers a service without a key answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mcp.hosts import host_is_ours, origin_is_ours

NAMES = frozenset({"manuals.example.com"})


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LOCALHOST:8000",
        "127.0.0.1:8000",
        "[::1]:8000",
        "10.0.0.7",
        "manuals.example.com",
        "Manuals.Example.com:443",
        "manuals.example.com.:80",
    ],
)
def test_addresses_this_machine_and_configured_names(host: str) -> None:
    assert host_is_ours(host, NAMES)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.net",
        "localhost.evil.net",
        "127.0.0.1.evil.net",
        "evil.net:8000",
        "[::1",
        "a@evil.net",
        "/",
        ".",
    ],
)
def test_other_names_may_lead_anywhere(host: str) -> None:
    assert not host_is_ours(host, NAMES)


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        ("", True),
        ("http://localhost:3000", True),
        ("http://127.0.0.1:9", True),
        ("https://manuals.example.com", True),
        ("http://10.0.0.7:8000", True),
        ("vscode-webview://abc", True),
        ("null", False),
        ("http://10.0.0.8:8000", False),
        ("https://evil.net", False),
        ("http://localhost.evil.net", False),
        ("evil.net", False),
        ("http://", False),
    ],
)
def test_pages_of_this_service_and_programs(origin: str, ours: bool) -> None:
    assert origin_is_ours(origin, "10.0.0.7:8000", NAMES) is ours


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_header_breaks_the_rule(host: str, origin: str) -> None:
    assert host_is_ours(host, NAMES) == host_is_ours(host, (*NAMES, "another.example"))
    assert origin_is_ours(origin, host, NAMES) == origin_is_ours(origin, host, (*NAMES, "another.example"))
