"""Real servers that several parts are tested against."""

from collections.abc import Iterator

import pytest

from tests.integration.vllm import NOT_INSTALLED, Vllm, environment, run_script


@pytest.fixture(scope="session")
def vllm() -> Iterator[Vllm]:
    """A running vLLM: the one at CHIPCITE_TEST_LLM_URL, or one of our own for as long as the tests run."""
    around = environment()
    if url := around.get("CHIPCITE_TEST_LLM_URL"):
        yield Vllm(url, around, ours=False)
        return
    started = run_script(around, "start")
    if started.returncode == NOT_INSTALLED and not around.get("CI"):
        pytest.skip("vLLM is not installed; deploy/scripts/vllm.sh install")
    assert started.returncode == 0, started.stderr
    yield Vllm(started.stdout.strip(), around, ours=True)
    run_script(around, "stop")


@pytest.fixture
def mortal_vllm(vllm: Vllm) -> Iterator[Vllm]:
    """The same, for a test that kills it; it lives again afterwards."""
    if not vllm.ours:
        pytest.skip("CHIPCITE_TEST_LLM_URL names a server that is not ours to kill")
    yield vllm
    vllm.start()
