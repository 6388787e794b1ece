# `make demo` sets up and shows the case of April 2018; `make test` sets up and runs every check.
# Needs python3 (3.11 or later) with venv, make and git; everything else is installed into .venv.

PYTHON ?= python3
BIN := .venv/bin
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test setup setup-dev check-python quick floors lock clean

demo: setup
	$(BIN)/readout demo

# What CI runs: style, types, import rules, tests with the quality floors.
test: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadfile

quick: setup-dev
	$(BIN)/pytest -n auto --dist loadfile -m "not slow"

setup: .venv/installed

setup-dev: .venv/installed-dev

check-python:
	@command -v $(PYTHON) >/dev/null || { echo "Readout needs Python 3.11 or later: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Readout needs Python 3.11 or later; $(PYTHON) is older. Set PYTHON=… to a newer one" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python cannot make virtual environments here: apt-get install python3-venv" >&2; exit 1; }
	@command -v git >/dev/null || { echo "git is missing: apt-get install git" >&2; exit 1; }

.venv/installed: requirements.lock pyproject.toml | check-python
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements-build.lock
	$(BIN)/pip install --quiet --require-hashes --no-build-isolation -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(BIN)/pip install --quiet --require-hashes --no-build-isolation -r requirements-dev.lock
	@touch $@

# Locks the environment again after a change of pyproject.toml or requirements-build.in.
lock: setup-dev
	$(BIN)/pip-compile $(LOCK) -o requirements-build.lock requirements-build.in
	$(BIN)/pip-compile $(LOCK) -o requirements.lock pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

LOCK := --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

clean:
	rm -rf .venv readout-demo
