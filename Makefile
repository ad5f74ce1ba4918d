PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help install chat test lint eval bench

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed  ## set up .venv with everything that the assistant needs

chat: install  ## fetch the models, index the knowledge and open the page
	$(BIN)/assistant fetch && $(BIN)/assistant index && $(BIN)/assistant serve --open

test: $(VENV)/.developer  ## fetch the models and run all tests
	$(BIN)/assistant fetch && $(BIN)/python -m pytest

lint: $(VENV)/.developer  ## check style, types and the order of the rooms
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

eval: install  ## measure the accuracy of the answers
	$(BIN)/python -m evals

bench: install  ## measure the time answers take
	$(BIN)/python -m evals.bench

# The stamps make a second call quick; a change of what is required makes the next one install again.
$(VENV)/.python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python pyproject.toml constraints.txt
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.developer: $(VENV)/.installed
	$(PIP_INSTALL) --editable '.[dev]'
	@touch $@
