# `make demo` and `make test` are all that a new machine needs.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test check style types layers declarations bench docs wheel clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/ready: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

setup: $(VENV)/ready ## make the virtual environment

demo: $(VENV)/ready ## build, refresh and serve the demonstration partnership
	$(BIN)/fingerpost demo --dir demo

test: $(VENV)/ready ## run every test; installs Chromium and Java where it can
	@bash .ci/browser
	@bash .ci/java
	@# Tests start a thousand commands: none should compile the project anew where the environment forbids keeping it.
	@$(BIN)/python -m compileall -q dashboard framework indicators benchmarks
	@# Three at a time on two cores: many tests wait for a browser, a database or Spark. Long files stand first.
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: style ## style, types, layers, the configuration and the fast tests
	$(BIN)/python -m pytest -q -n 2 tests/unit tests/golden tests/bad_config tests/architecture

style: types layers declarations ## all of that but the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

declarations: $(VENV)/ready ## the frameworks that come with it
	$(BIN)/fingerpost check config
	$(BIN)/fingerpost check config/examples/england
	$(BIN)/fingerpost test --config config

types: $(VENV)/ready ## strict types
	$(BIN)/mypy

layers: $(VENV)/ready ## imports run one way
	$(BIN)/lint-imports

bench: $(VENV)/ready ## print the figures we hold ourselves to, as ratios
	$(BIN)/python -m benchmarks

docs: $(VENV)/ready ## write the reference pages that are made from code
	$(BIN)/python -m dashboard.cli.reference > docs/reference/commands.md
	$(BIN)/python -m indicators.statistics.methods docs/reference/methods
	$(BIN)/python -m indicators.importers > docs/reference/importers.md
	$(BIN)/python -m framework.load.codes > docs/reference/errors.md
	for kind in framework outcomes source indicators; do \
		$(BIN)/fingerpost schema $$kind > docs/reference/schemas/$$kind.schema.json; done

wheel: $(VENV)/ready ## build the wheel into dist/
	$(BIN)/python -m build --wheel --outdir dist .

clean: ## remove what was built, never what was written
	rm -rf $(VENV) build dist *.egg-info demo
