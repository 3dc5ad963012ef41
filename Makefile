# Everything a developer, an installer or CI does. Nothing is done elsewhere that cannot be done from here.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export WELLRUN_HOME ?= $(CURDIR)/var
# Where the surroundings forbid Python to keep what it compiles, each of the many programs that tests start compiles all.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test test-conformance test-functional test-postgresql test-thorough test-spark check fix bench handbook lock clean

setup: .venv/ready

.venv/ready: requirements/locked.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/locked.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup
	@$(BIN)/wellrun start --demo

test: setup
	$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder --ignore=tests/architecture -m "not functional and not spark and not conformance" $(ARGS)
	$(MAKE) --no-print-directory test-postgresql

test-conformance: setup
	$(BIN)/pytest -m conformance $(ARGS)

test-functional: setup
	tools/browser
	$(BIN)/pytest -m functional tests/functional $(ARGS)

# What pages show to whom is the same on every database, and these look at every page there is: once is enough.
SEEN_ONCE := $(addprefix --ignore=tests/integration/test_,planted_value.py no_text_reaches_sql.py access_matrix.py api_schema.py measure_pages.py api_figures.py outcome_pages.py) --ignore=tests/unit/security/test_answers.py

test-postgresql: setup
	tools/postgresql $(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder $(SEEN_ONCE) -m "database and not functional and not spark and not conformance" $(ARGS) $(if $(ARGS),|| test $$? = 5)

test-thorough: setup
	WELLRUN_THOROUGH=1 $(BIN)/pytest -n 2 $(addprefix tests/,integration/loading/test_damaged.py generative/test_marts.py generative/test_hl7v2_damaged.py generative/test_variance.py) tests/integration/test_*_in_random_play.py $(ARGS)

test-spark: setup
	$(BIN)/pip install --quiet -e ".[spark]"
	$(BIN)/pytest -m spark $(ARGS)

check: setup
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/vulnerabilities.py requirements/locked.txt
	$(BIN)/pytest -q tests/architecture

fix: setup
	$(BIN)/ruff format src tests bench
	$(BIN)/ruff check --fix src tests bench

bench: setup
	$(BIN)/python -m bench $(BENCH) $(if $(JSON),--json)

handbook: setup
	$(BIN)/wellrun handbook docs/handbook

lock:
	$(PYTHON) -m piptools compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe --extra dev -o requirements/locked.txt pyproject.toml

clean:
	rm -rf .venv build dist src/*.egg-info
