# Every path here is relative, so that the project also works in a folder with spaces in its name.
# GNU make 3.81 (the one of macOS) is enough.

PYTHON ?= python3
WORKERS ?= 2
SLUG ?= kalsu-explosion
KILLS ?= 100

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
# Two workers; all tests of one module, and all cells of one notebook, stay on the same one.
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope

# What stands in the caller's shell must not reach the project's own interpreter.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP
# Caches of matplotlib and IPython stay in the project: the home folder may be missing or read-only, and
# somebody's IPython start-up files must not change what a notebook shows.
export MPLCONFIGDIR := $(CURDIR)/.cache/matplotlib
export IPYTHONDIR := $(CURDIR)/.cache/ipython

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup briefing briefings check test torture test-browser notebooks baselines docs gallery bench lint lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/installed ## make .venv from requirements.lock and install reportkit into it

briefing: setup ## make one briefing in build/ (SLUG=… for another incident)
	$(BIN)/reportkit render "$(SLUG)" --out build

briefings: setup ## make a briefing for every incident in build/
	$(BIN)/reportkit render --all --out build

check: setup ## look for mistakes in the encodings
	$(BIN)/reportkit check

test: setup ## run the tests, the examples in docstrings and the notebooks against their stored outputs
	$(PYTEST)
	$(PYTEST) --nbval --nbval-current-env --nbval-cell-timeout=300 notebooks
	$(BIN)/python -m pytest -n $(WORKERS) --dist load --baselines notebooks

torture: setup ## kill, starve and interrupt batches by the hundred (KILLS=…; about half an hour)
	REPORTKIT_TORTURE=$(KILLS) $(BIN)/python -m pytest -p no:xdist -m long tests
	REPORTKIT_TORTURE=$(KILLS) $(BIN)/python -m pytest -p no:xdist tests/torture

test-browser: setup ## drive JupyterLab in a real browser (Chromium; skipped where there is none)
	tests/browser/run

notebooks: setup ## run every notebook and store it with what it shows
	$(BIN)/python -m tests.storing notebooks/*.ipynb

baselines: setup ## run the notebooks over tests/params, show what differs and write the baselines anew
	$(BIN)/python -m pytest -n $(WORKERS) --dist load --update-baselines notebooks

docs: setup ## build the documentation in build/docs
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs
	@echo "build/docs/index.html is ready"

gallery: setup ## draw every chart at every size into build/gallery
	@mkdir -p build/gallery
	$(BIN)/python docs/building/sizes.py build/gallery

bench: setup ## measure what a briefing costs here (PEERS=DIR: beside papermill with nbconvert, installed there)
	$(BIN)/reportkit bench $(if $(PEERS),--peers "$(PEERS)")

lint: setup ## look over style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lock: setup ## make requirements.lock again (UPGRADE=1: with the newest versions)
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --system-certs --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
	  $(if $(UPGRADE),--upgrade) --quiet --output-file requirements.lock
	$(BIN)/uv pip compile --group browser --universal --python-version 3.11 --generate-hashes \
	  --system-certs --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
	  $(if $(UPGRADE),--upgrade) --quiet --output-file requirements-browser.lock

clean: ## remove what was made: build/, caches and .venv
	rm -rf build dist .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache .venv-browser $(VENV)
	find reportkit tests notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

# An environment holds absolute paths and links to an interpreter: in a folder that was moved or copied, or on
# a system whose Python was replaced, it is of no use and is made again.
ifneq ($(shell test -x $(BIN)/python && cat $(VENV)/folder 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/locked
endif

# A changed lock means a new environment: what the old one held besides would hide a missing dependency.
$(VENV)/locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "reportkit needs Python 3.11 or newer, and '$(PYTHON)' is not that." >&2; \
	  echo "Name another one: make setup PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments: its modules venv and ensurepip are missing." >&2; \
	  echo "On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) from requirements.lock (a minute or two) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@pwd -P > $(VENV)/folder
	@touch $@

# The entry points stand in pyproject.toml; everything else follows the sources without installing again.
$(VENV)/installed: $(VENV)/locked pyproject.toml
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@
	@echo "$(VENV) is ready: $$($(BIN)/python --version)"
