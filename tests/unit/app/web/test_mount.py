"""The page is served with strict headers, is validated by ETag, and holds together."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from app.web import STATIC, mount
from app.web.assets import load


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()

    @app.get("/v1/models")
    def models() -> list[str]:
        return []

    mount(app)
    with TestClient(app) as client:
        yield client


def addresses(client: TestClient) -> dict[str, str]:
    """Where the page says that its files are, by their names."""
    found = re.findall(r'(?:href|src)="(assets/\w+/([\w/.-]+))"', client.get("/").text)
    return {name: f"/{address}" for address, name in found}


@pytest.mark.parametrize("name", ["js/main.js", "css/all.css", "img/favicon.svg"])
def test_a_file_carries_the_strict_headers_and_is_kept(client: TestClient, name: str) -> None:
    response = client.get(addresses(client)[name])
    assert response.status_code == 200
    assert response.headers["x-content-type-options"] == "nosniff"
    assert ("content-security-policy" in response.headers) == name.endswith(".svg")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/", "/favicon.ico"])
def test_what_names_no_content_is_asked_for_each_time(client: TestClient, path: str) -> None:
    first = client.get(path)
    strict(first)
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    strict(again)


def strict(response: Response) -> None:
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"


def test_files_are_sent_compressed_where_that_is_understood(client: TestClient) -> None:
    address = addresses(client)["js/main.js"]
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content == (STATIC / "js/main.js").read_bytes()
    assert packed.headers["vary"] == "Accept-Encoding"


def test_a_changed_file_changes_every_address(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "index.html").write_text('<script src="js/a.js"></script><a href="#/">')
    (tmp_path / "js" / "a.js").write_text("1")
    before = load(tmp_path)
    assert (
        before.index.body == f'<script src="assets/{before.digest}/js/a.js"></script><a href="#/">'.encode()
    )
    (tmp_path / "js" / "a.js").write_text("2")
    assert load(tmp_path).digest != before.digest


def test_modules_are_served_as_javascript(client: TestClient) -> None:
    assert "javascript" in client.get(addresses(client)["js/main.js"]).headers["content-type"]


@pytest.mark.parametrize(
    "path",
    ["/v1/nothing", "/assets/0/js/main.js", "/assets/{digest}/nothing.js", "/assets/{digest}/../__init__.py"],
)
def test_what_is_not_a_file_of_the_page_is_not_found(client: TestClient, path: str) -> None:
    digest = addresses(client)["js/main.js"].split("/")[2]
    assert client.get(path.format(digest=digest)).status_code == 404


def test_a_first_load_is_small(client: TestClient) -> None:
    """Over the wire: page, styles and modules, as a browser that keeps nothing yet gets them."""
    size = 0
    for path in ("/", *addresses(client).values()):
        with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as response:
            size += int(response.headers["content-length"])
    assert size < 85_000


def test_the_styles_come_in_one_sheet_in_their_order(client: TestClient) -> None:
    page = (STATIC / "index.html").read_text("utf-8")
    names = re.findall(r'rel="stylesheet" href="(css/[\w.-]+)"', page)
    assert len(names) > 1
    assert client.get("/").text.count('rel="stylesheet"') == 1
    assert client.get(addresses(client)["css/all.css"]).text == "\n".join(
        (STATIC / name).read_text("utf-8") for name in names
    )


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
    """Else a browser learns of each module only from the one that imports it, round trip by round trip. Those
    that are imported when they are wanted are not."""
    page = (STATIC / "index.html").read_text("utf-8")
    ahead = re.findall(r'rel="modulepreload" href="(js/[\w/.-]+)"', page)
    assert {*ahead, "js/main.js"} == imported("js/main.js")
    assert len(ahead) == len(set(ahead))


def imported(module: str, found: frozenset[str] = frozenset()) -> frozenset[str]:
    """A module and what it imports at once, and so on."""
    if module in found:
        return found
    found |= {module}
    for name in re.findall(r'^import [^;]*?from "(.+?)";', (STATIC / module).read_text("utf-8"), re.M):
        path = (STATIC / module).parent / name
        found = imported(str(path.resolve().relative_to(STATIC.resolve())), found)
    return found


def keys(language: str) -> list[str]:
    """The keys of a language's strings, in their order."""
    files = sorted((STATIC / "js" / "strings").glob(f"*{language}.js"), key=lambda path: len(path.name))
    text = "\n".join(path.read_text("utf-8") for path in files)
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


def test_chinese_strings_have_chinese_punctuation() -> None:
    for path in (STATIC / "js" / "strings").glob("*zh.js"):
        strings = re.findall(r'"[\w. ]+":.*', path.read_text("utf-8"))
        assert [one for one in strings if re.search(r"[\u4e00-\u9fff][,:;?!]", one)] == [], path.name
