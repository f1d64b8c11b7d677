# make demo   set up and read the pages that ship with OnRecord
# make serve  the same in a browser, until Ctrl-C
# make test   set up and run the tests
# make lint   style and types
# make docs   the manual, into site/
# make bench  speed and memory
# make evaluate  the figures of the README, where the corpora are there
# A fresh machine needs Python 3.11 or later (with venv) and make; everything else is installed from the lock files.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
MARKS := .make/$(VENV)

.PHONY: demo serve test lint docs bench evaluate lock clean
.DEFAULT_GOAL := demo

demo: $(MARKS)/runtime
	@$(BIN)/onrecord demo

serve: $(MARKS)/runtime
	@$(BIN)/onrecord demo --serve

test: $(MARKS)/dev
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(MARKS)/dev
	$(BIN)/ruff check src tests evaluation benchmarks training tools
	$(BIN)/mypy

docs: $(MARKS)/dev
	$(BIN)/python -m mkdocs build --strict

bench: $(MARKS)/dev
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/reader.py

evaluate: $(MARKS)/dev
	$(BIN)/python evaluation/reading.py
	$(BIN)/python evaluation/attribution.py
	$(BIN)/python evaluation/sources.py
	$(BIN)/python evaluation/coreference.py
	$(BIN)/python evaluation/factuality.py
	$(BIN)/python evaluation/times.py
	$(BIN)/python evaluation/stories.py

# The locks are made by uv for every platform; run this after changing the dependencies in pyproject.toml. The first one
# binds the others: pip refuses two versions of a package in one installation.
lock: $(MARKS)/dev
	$(INSTALL) uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --output-file requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --constraint requirements/runtime.txt --extra dev pyproject.toml --output-file requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --constraint requirements/runtime.txt requirements/build.in --output-file requirements/build.txt

clean:
	rm -rf .make site .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "OnRecord needs Python 3.11 or later; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing; on Debian: apt-get install python3-venv"; exit 1; }

$(MARKS)/runtime: $(BIN)/python requirements/runtime.txt requirements/build.txt pyproject.toml
	@echo "Installing what OnRecord needs ..."
	@$(INSTALL) --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@mkdir -p $(@D) && touch $@

$(MARKS)/dev: $(MARKS)/runtime requirements/dev.txt
	@echo "Installing what developers need ..."
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@mkdir -p $(@D) && touch $@
