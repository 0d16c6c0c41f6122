# `make demo` and `make test` need Python 3.11 or later, git, and ssh-keygen for signatures.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready

.PHONY: demo test lint types layers format clean

demo: $(READY)
	@sh examples/demo.sh "$(abspath $(BIN))/opsgate"

test: $(READY)
	$(BIN)/python -m pytest --numprocesses auto --durations 12

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/python -m pytest tests/test_layers.py

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "opsgate needs Python 3.11 or later: make PYTHON=python3.13 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[fast,cel,links,sbom,sign,sigstore]' --group dev
	@touch $(READY)

clean:
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache
