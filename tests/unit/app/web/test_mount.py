"""The page is served with strict headers, is validated by ETag, and holds together."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.web import STATIC, mount


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()

    @app.get("/v1/models")
    def models() -> list[str]:
        return []

    mount(app)
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/js/main.js", "/css/base.css", "/img/favicon.svg", "/favicon.ico"])
def test_every_file_carries_the_strict_headers(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/js/main.js"])
def test_an_unchanged_file_costs_a_304_with_the_same_headers(client: TestClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert "content-security-policy" in again.headers


def test_modules_are_served_as_javascript(client: TestClient) -> None:
    assert "javascript" in client.get("/js/main.js").headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/v1/nothing", "/js/nothing.js", "/js/../__init__.py", "/js/%2e%2e/index.html"]
)
def test_what_is_not_a_file_of_the_page_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_unknown_api_path_never_meets_the_file_server(client: TestClient) -> None:
    assert client.post("/v1/nothing").status_code == 404
    assert client.get("/v1/models").json() == []


def test_the_page_is_not_in_the_api_description(client: TestClient) -> None:
    assert list(client.get("/openapi.json").json()["paths"]) == ["/v1/models"]


def test_no_script_or_style_stands_in_the_page() -> None:
    page = (STATIC / "index.html").read_text("utf-8")
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:|https?://", page) == []
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_no_module_makes_markup_from_data_or_reaches_outside() -> None:
    for module in (STATIC / "js").rglob("*.js"):
        text = module.read_text("utf-8")
        found = re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text
        )
        assert found == [], module.name
        assert re.findall(r"""from\s+["'](?!\.)""", text) == [], module.name


def test_every_module_is_loaded_ahead() -> None:
    """Else a browser learns of each module only from the one that imports it, round trip by round trip."""
    page = (STATIC / "index.html").read_text("utf-8")
    ahead = re.findall(r'rel="modulepreload" href="(js/[\w/.-]+)"', page)
    modules = {str(path.relative_to(STATIC)) for path in (STATIC / "js").rglob("*.js")}
    assert {*ahead, "js/main.js"} == modules
    assert len(ahead) == len(set(ahead))


def keys(language: str) -> list[str]:
    """The keys of a language's strings, in their order."""
    text = (STATIC / "js" / "strings" / f"{language}.js").read_text("utf-8")
    return re.findall(r'^ {2}"([\w.]+)":', text, re.M)


def test_every_key_is_said_in_both_languages() -> None:
    assert keys("en") == keys("zh")
    assert len(set(keys("en"))) == len(keys("en")) > 100


def test_every_key_that_is_used_exists() -> None:
    page = (STATIC / "index.html").read_text("utf-8")
    used = set(re.findall(r'data-i18n(?:-label|-placeholder)?="([\w.]+)"', page))
    for module in (STATIC / "js").glob("*.js"):
        used |= set(re.findall(r'\bt\("([\w.]+)"', module.read_text("utf-8")))
    assert used - set(keys("en")) == set()


def test_every_string_is_used() -> None:
    sources = [STATIC / "index.html", *(STATIC / "js").glob("*.js")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    # Keys such as `state.chips` are put together from what the service sends.
    made = set(re.findall(r"t\(`([\w.]+)\.\$\{", text))
    unused = [key for key in keys("en") if f'"{key}"' not in text and key.rsplit(".", 1)[0] not in made]
    assert unused == []
