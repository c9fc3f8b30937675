# make demo   set everything up, then run the main job offline
# make test   set everything up, then pass the tests
# make check  what CI runs: format, lint, types, import directions, tests with coverage, the wheel from another directory

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo test check lint wheel flink bench clean

demo: $(VENV)/installed
	$(BIN)/newsbeam demo

test: $(VENV)/installed-dev
	$(BIN)/pytest

check: lint coverage wheel

lint: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: coverage
coverage: $(VENV)/installed-dev
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --skip-covered

# the built package must work where the sources are not
wheel: $(VENV)/installed-dev
	rm -rf build/wheel && mkdir -p build/wheel
	$(BIN)/pip wheel -q --no-deps --wheel-dir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/pip install -q build/wheel/newsbeam-*.whl
	cd build/wheel && venv/bin/newsbeam --version && venv/bin/newsbeam demo --store store

# the same graph on Flink, in this machine's memory; needs Java 11 or newer and Maven (docs/runners.md)
flink: $(VENV)/installed
	PATH="$(abspath $(BIN)):$$PATH" benchmarks/flink.sh

bench: $(VENV)/installed
	$(BIN)/python -m benchmarks.throughput

# plain installs for users, editable ones for developers; redone when the dependencies change
$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q .
	touch $@

$(VENV)/installed-dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q -e '.[dev]'
	touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis
