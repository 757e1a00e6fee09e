"""A service without a key, for MCP clients."""

from collections.abc import Iterator

import pytest

from tests.integration.served import served


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    with served(tmp_path_factory.mktemp("service")) as url:
        yield url
