# make run    sets everything up and serves the web chat on http://127.0.0.1:8000
# make test   runs every test; servers that this machine lacks are skipped here, never in CI
# make check  ruff, format, mypy, import-linter, tests
PYTHON ?= python3
BIN := .venv/bin
SAMPLE := build/sample
export HF_HUB_OFFLINE := 1

.PHONY: run test check lint lock clean

run: .venv/.base $(SAMPLE)/.done
	$(BIN)/chipcite serve --ingest $(SAMPLE)

test: .venv/.dev
	$(BIN)/python -m pytest

check: lint test

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The lock has pins and no addresses, so that it installs from whatever index a machine is set up for.
lock: .venv/.dev
	$(BIN)/uv pip compile -q --universal --no-emit-index-url --no-header --no-annotate --python-version 3.11 \
		pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --no-emit-index-url --no-header --no-annotate --python-version 3.11 \
		pyproject.toml --extra llamaindex --extra neo4j --extra postgres --group dev \
		-o requirements-dev.lock

clean:
	rm -rf .venv build dist

.venv/bin/uv:
	@echo "chipcite: making the virtual environment in .venv"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check uv

.venv/.base: requirements.lock pyproject.toml | .venv/bin/uv
	@echo "chipcite: installing (no torch; about 500 MB)"
	$(BIN)/uv pip install -q --python $(BIN)/python -r requirements.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.base
	$(BIN)/uv pip install -q --python $(BIN)/python -r requirements-dev.lock
	@touch $@

$(SAMPLE)/.done: .venv/.base $(wildcard docs/sample/*.py docs/sample/data/*)
	@echo "chipcite: writing the sample manual"
	$(BIN)/python docs/sample/build.py $(SAMPLE)
	@touch $@
