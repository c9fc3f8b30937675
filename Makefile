# make demo   set everything up, then run the main job offline
# make test   set everything up, then pass the tests
# make timed  pass the tests that assert how long something takes
# make check  what CI runs: format, lint, types, import directions, tests with coverage, times, the wheel from another directory
# make newest what CI runs besides: the wheel with the newest versions of all that it needs

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo test check lint wheel newest flink bench clean

demo: $(VENV)/installed
	$(BIN)/newsbeam demo

test: $(VENV)/installed-dev
	$(BIN)/pytest

check: lint coverage timed wheel

lint: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: coverage
coverage: $(VENV)/installed-dev
	$(BIN)/coverage run -m pytest -m "not timed and not processes"
	$(BIN)/coverage report --skip-covered
	BIN=$(BIN) .ci/coverage

# hostile inputs take no time: apart from the other tests, whose run must not depend on what else the machine does
.PHONY: timed
timed: $(VENV)/installed-dev
	$(BIN)/pytest -m timed

# the built package must work where the sources are not, also beside somebody's modules of the names that our folders have here
wheel: $(VENV)/installed-dev
	rm -rf build/wheel && mkdir -p build/wheel
	$(BIN)/pip wheel -q --no-deps --wheel-dir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/pip install -q -c constraints.txt build/wheel/newsbeam-*.whl
	for name in pipeline transforms sinks; do echo "raise SystemExit('a decoy was imported')" > build/wheel/$$name.py; done
	cd build/wheel && venv/bin/newsbeam --version && venv/bin/python -m newsbeam.pipeline.cli demo --store store

# without constraints, as `pip install newsbeam` would do it today: all that reads pages and texts, a store of its own, the demo
newest:
	rm -rf build/newest && $(PYTHON) -m venv build/newest
	build/newest/bin/pip install -q -e '.[dev]'
	build/newest/bin/pip freeze --exclude-editable > build/newest/versions.txt
	grep -v '^#' constraints.txt | diff - build/newest/versions.txt || true   # what is newer
	build/newest/bin/pytest -q tests/core tests/door

# The same graph on other runners, compared row by row with this process's memory (docs/runners.md).
# ARCHIVES: what to read, by default the demo's archive (run `make demo` first). Prism is built with Go, Flink's job server comes from Maven.
ARCHIVES     ?= news-demo/archive
BEAM_VERSION  = $(shell $(BIN)/python -c "import apache_beam; print(apache_beam.__version__)")
FLINK_VERSION ?= 2.2
JOB_SERVER    = org/apache/beam/beam-runners-flink-$(FLINK_VERSION)-job-server/$(BEAM_VERSION)/beam-runners-flink-$(FLINK_VERSION)-job-server-$(BEAM_VERSION).jar

.PHONY: prism
prism: $(VENV)/installed-dev
	GOBIN=$(abspath $(BIN)) go install github.com/apache/beam/sdks/v2/go/cmd/prism@v$(BEAM_VERSION)
	$(BIN)/python -m benchmarks.runners $(ARCHIVES) --runner=PrismRunner --prism_location=$(abspath $(BIN))/prism

flink: $(VENV)/installed-dev
	mvn -q dependency:get -Dtransitive=false -Dartifact=org.apache.beam:beam-runners-flink-$(FLINK_VERSION)-job-server:$(BEAM_VERSION)
	$(BIN)/python -m benchmarks.runners $(ARCHIVES) --runner=FlinkRunner --flink_master='[local]' --flink_job_server_jar=$(HOME)/.m2/repository/$(JOB_SERVER)

# PAGES: a folder of HTML files
bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.throughput $(PAGES)
	$(BIN)/python -m benchmarks.store

# plain installs for users, editable ones for developers; redone when the dependencies change
$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q -c constraints.txt .
	touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q -c constraints.txt -e '.[dev]'
	touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis
