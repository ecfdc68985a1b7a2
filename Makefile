# `make` alone lists the targets. They need Python 3.11 or newer and nothing else.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python -m
SIZES ?= 10000,100000,1000000
CATALOGS := $(wildcard translations/*/LC_MESSAGES/messages.po)

.DEFAULT_GOAL := help
.PHONY: help run test lint measure bench translations lock clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: .venv/run.stamp compiled ## Set up everything and serve the bank with its demonstration content
	$(RUN) marketplace migrate
	$(RUN) marketplace seed
	$(RUN) marketplace serve

test: .venv/dev.stamp compiled lint ## Set up everything and pass the tests, on SQLite and on PostgreSQL
	$(RUN) pytest -n 2 --dist loadscope --no-loadscope-reorder

lint: .venv/dev.stamp ## Check style, types and import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

measure: .venv/dev.stamp compiled ## Cross-validate the ranker on the judgments of the seeds
	$(RUN) marketplace evaluate --judgments

bench: .venv/bench.stamp ## Time the matching engine beside others, at SIZES=10000,100000,1000000 listings; goes on where it stopped
	$(RUN) tests.benchmarks --sizes $(SIZES)

translations: .venv/dev.stamp ## Take new strings into the catalogs of all locales
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ --no-location --sort-output --omit-header -o translations/messages.pot .
	for po in $(CATALOGS); do $(BIN)/pybabel -q update --no-fuzzy-matching --omit-header --ignore-pot-creation-date -i translations/messages.pot -o $$po -l $$(echo $$po | cut -d/ -f2); done

lock: .venv/dev.stamp ## Compile the hash-pinned requirements anew
	$(RUN) uv pip compile -q pyproject.toml --universal --no-strip-extras --generate-hashes --upgrade -o requirements.txt
	$(RUN) uv pip compile -q pyproject.toml --group dev --universal --no-strip-extras --generate-hashes -c requirements.txt -o requirements-dev.txt
	$(RUN) uv pip compile -q pyproject.toml --group bench --universal --no-strip-extras --generate-hashes -c requirements.txt -o requirements-bench.txt

clean: ## Remove what can be made again: environment, database, index
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: compiled
compiled: $(CATALOGS:.po=.mo)

%.mo: %.po | .venv/run.stamp
	$(BIN)/pybabel -q compile -i $< -o $@

.venv/run.stamp: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

.venv/bench.stamp: requirements-bench.txt .venv/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	touch $@
