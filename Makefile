# Everything a newcomer needs is `make run` and `make test`; both do their own set-up in .venv from the locks, with hashes.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.11 python3 python3.13 python3.12; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PIP_NO_WARN_SCRIPT_LOCATION := 1

.PHONY: help install run test check bench lock licences clean

help: ## what can be made here
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

install: .venv/.run .venv/.messages ## set up .venv from the locks, for a server; starts nothing

run: .venv/.run .venv/.messages ## start everything on this machine, with a demo town; Ctrl-C stops it
	@exec $(BIN)/doorstep run $(ARGS)

# Each process has databases of its own on one server; the tests of a file stay together. How many and in which order: conftest.py.
ABREAST := -n auto --dist loadfile --no-loadscope-reorder

test: .venv/.test .venv/.messages ## everything: house rules, types, unit tests, browser journeys (ARGS= for pytest)
	@if tests/browser.sh; then exec $(BIN)/pytest $(ABREAST) $(ARGS); \
	elif [ -n "$$CI" ]; then exit 1; \
	else exec $(BIN)/pytest $(ABREAST) -m "not browser" --ignore=tests/journeys $(ARGS); fi

check: .venv/.test .venv/.messages ## style, types, import contracts, house rules; quick
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest -q tests/house -p no:cacheprovider

bench: .venv/.test ## the figures of docs/performance.md, measured on this machine
	@$(BIN)/python -m tests.bench $(ARGS)

lock: ## renew requirements*.lock from pyproject.toml
	@$(BIN)/python -m pip --quiet install uv && for lock in "requirements.lock:--extra build" "requirements-dev.lock:--extra build --extra dev" "requirements-chain.lock:--extra chain"; do \
		$(BIN)/uv pip compile pyproject.toml $${lock#*:} --universal --python-version 3.11 --generate-hashes \
			--no-annotate --no-header --no-emit-index-url --quiet -o $${lock%%:*}; done

licences: .venv/.test ## renew docs/licences.md from what is installed
	@$(BIN)/python docs/licences.py > docs/licences.md

clean: ## remove .venv and caches; var/ (your data) stays
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Doorstep needs Python 3.11 or newer with venv (on Debian: apt install python3-venv)" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.run: requirements.lock pyproject.toml proof/pyproject.toml | .venv/bin/python
	@echo "installing locked dependencies into .venv …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable ./proof --editable .
	@touch $@

# Compiled catalogues (English, traditional Chinese) are made again when anything that speaks has changed.
.venv/.messages: .venv/.run $(shell find doorstep -name '*.py' -o -name '*.po' -o -path '*/templates/*' -name '*.html')
	@$(BIN)/python -m doorstep.doors.cli.messages compile > /dev/null
	@touch $@

.venv/.test: requirements-dev.lock .venv/.run
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
