# What a person does here; `make` alone lists it.
# A fresh machine needs make, git and python3-venv (Python 3.11 or later). Everything else goes into .venv, from locks.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
PEER ?= prowler==5.46.0
VENV := .venv
BIN := $(VENV)/bin
NO_BENCH := bench.machine bench.peers bench.plain_reads bench.populate
BENCHES := $(filter-out $(NO_BENCH),$(patsubst bench/%.py,bench.%,$(wildcard bench/[a-z]*.py)))
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/python tools/uv.py pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links $(LOCK)

.PHONY: help demo shipped test test-slow check bench bench-peers docs lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1@\2/p' $(MAKEFILE_LIST) | column -t -s @ 2>/dev/null \
		|| sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1: \2/p' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## the embedded organisation: collect it, check it, write build/demo.html
	@mkdir -p build
	@$(BIN)/stormproof demo --once --html build/demo.html

test: $(VENV)/.dev ## the default suite (under three minutes on two cores)
	$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

test-slow: $(VENV)/.dev ## the tests that take longer
	$(BIN)/pytest -n 2 --dist loadgroup -m slow $(ARGS)

check: $(VENV)/.dev ## style, types, layers, and generated pages that are out of date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src
	$(BIN)/lint-imports
	$(BIN)/python tools/docs.py --check

bench: $(VENV)/.dev ## every benchmark, one ratio a line
	@for bench in $(BENCHES); do $(BIN)/python -m $$bench || exit 1; done

bench-peers: $(VENV)/.dev ## a scan beside Prowler's over the same account (installs it into build/peers; PEER=prowler==5.46.0)
	@test -x build/peers/bin/prowler || { $(PYTHON) -m venv build/peers && \
		build/peers/bin/python -m pip install --quiet --disable-pip-version-check $(PEER); }
	$(BIN)/python -m bench.peers build/peers/bin/prowler

shipped: $(VENV)/.dev ## the snapshots that ship with the package, by the recipe as it is now
	$(BIN)/python tools/shipped.py

docs: $(VENV)/.dev ## the reference pages, from the commands and the checks themselves
	$(BIN)/python tools/docs.py

lock: $(VENV)/.made ## the locks from pyproject.toml (LOCK=--upgrade for newer releases)
	$(COMPILE) --group install -o requirements/install.txt
	$(COMPILE) pyproject.toml -o requirements/core.txt
	$(COMPILE) pyproject.toml --extra demo -c requirements/core.txt -o requirements/demo.txt
	$(COMPILE) pyproject.toml --extra demo --group dev -c requirements/demo.txt -c requirements/install.txt \
		-o requirements/dev.txt

clean: ## back to a fresh clone
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the virtual environment: each stamp is older than what it was made from, or it is made again --------------------

$(VENV)/.made: requirements/install.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Stormproof needs Python 3.11 or later; say which one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "$(PYTHON) cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/install.txt
	@touch $@

$(VENV)/.demo: $(VENV)/.made requirements/demo.txt pyproject.toml
	$(call install,requirements/demo.txt)
	@touch $@

$(VENV)/.dev: $(VENV)/.made requirements/dev.txt pyproject.toml
	$(call install,requirements/dev.txt)
	@touch $@

define install
	$(BIN)/python tools/uv.py pip install --quiet --require-hashes -r $(1)
	$(BIN)/python tools/uv.py pip install --quiet --no-deps --no-build-isolation -e .
endef
