PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
INSTALL := -m pip install --quiet --disable-pip-version-check
PIP_INSTALL := $(BIN)/python $(INSTALL) -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help install chat test lint eval bench

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed  ## set up .venv with everything that the assistant needs

chat: install  ## fetch the models, index the knowledge and open the page
	$(BIN)/assistant fetch && $(BIN)/assistant index && $(BIN)/assistant serve --open

test: $(VENV)/.developer  ## fetch the models and run all tests
	$(BIN)/assistant fetch && $(BIN)/python -m pytest

lint: $(VENV)/.developer  ## check style, types and the order of the rooms
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

eval: $(VENV)/.developer  ## measure the accuracy of the answers
	$(BIN)/assistant eval

bench: install  ## measure the time answers take
	$(BIN)/python -m evals.bench

.PHONY: bench-peers
bench-peers: $(PEERS)/.installed  ## ask the assistant and its peers the same questions
	$(PEERS)/bin/assistant fetch && $(PEERS)/bin/python -m evals.peers

# The stamps make a second call quick; a change of what is required makes the next one install again.
$(VENV)/.python $(PEERS)/.python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(@D)
	@echo '*' > $(@D)/.gitignore
	@touch $@

$(VENV)/.installed: $(VENV)/.python pyproject.toml constraints.txt
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.developer: $(VENV)/.installed
	$(PIP_INSTALL) --editable '.[dev]'
	@touch $@

# The peers need older releases of some packages: they live apart, and all other pins are the same.
$(PEERS)/.installed: $(PEERS)/.python pyproject.toml constraints.txt evals/peers/constraints.txt
	awk -F == 'NR == FNR {own[$$1]} NR == FNR || !($$1 in own)' \
		evals/peers/constraints.txt constraints.txt > $(@D)/constraints.txt
	$(PEERS)/bin/python $(INSTALL) -c $(@D)/constraints.txt --editable '.[peers]'
	@touch $@
