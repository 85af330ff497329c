# Every target does its own set-up. "make" alone lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
PORT ?= 8501

.PHONY: help run test setup setup-dev check format bench accuracy docs lock clean

help: ## list the targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

run: setup ## from a bare machine to the explorer in the browser (PORT=8501)
	@$(BIN)/oic-mandates build
	@$(BIN)/oic-mandates explore --port $(PORT)

test: setup-dev ## from a bare machine to every check and test passed
	@scripts/check.sh
	@$(BIN)/pytest -n auto --dist loadgroup

setup: ## the virtual environment and the project in it
	@scripts/setup.sh

setup-dev: ## the same, and Chromium, an Arabic font and Virtuoso for the tests
	@scripts/setup.sh --dev

check: setup ## style, types and structure, without the tests
	@scripts/check.sh

format: setup ## lay the Python files out anew and mend what can be mended
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

bench: setup ## measure the speed of the parts
	@$(BIN)/python -m benchmarks.bench

accuracy: setup ## compare the reading with the readers'
	@$(BIN)/python -m benchmarks.accuracy

docs: setup ## write anew what the documents show of the program
	@$(BIN)/oic-mandates build --no-validate >/dev/null
	@$(BIN)/python scripts/notebook.py
	@$(BIN)/cog -r -I scripts README.md docs/*.md

lock: setup ## renew constraints.txt with the newest versions
	@scripts/lock.sh

clean: ## remove build output and caches (.venv stays)
	@rm -rf build dist ./*.egg-info .typecheck .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
