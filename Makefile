# Two commands matter: `make run` and `make test`. Both make what they need.
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench soak clean develop

PORT ?= 8000
WORKERS ?= 2
FIGURES ?= /tmp/neighbourhood-figures
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
# Which database a test runs on is decided below, line by line.
unexport TEST_DATABASE_URL
# Each line below starts Python anew: what one compiled, the next need not.
unexport PYTHONDONTWRITEBYTECODE

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv from the hashed requirements
	@tools/setup.sh run

run: setup ## Serve the sample borough on 127.0.0.1:8000 (another port: make run PORT=8080)
	@$(BIN)/flask demo
	@echo "Neighbourhood Teams is at http://127.0.0.1:$(PORT) (Ctrl-C stops it)"
	@LOCALITY_NOTE="Sample borough: everybody here is invented." SITE_URL=http://127.0.0.1:$(PORT) exec $(BIN)/gunicorn --bind 127.0.0.1:$(PORT) --worker-class gthread --workers 1 --threads 8 \
		--preload --no-control-socket --log-level warning wsgi:app

test: develop check ## Check the code, then run every test on SQLite, on PostgreSQL and in Chromium
	@$(BIN)/python -m tests.chromium
	@echo "== Tests on SQLite"
	@$(PYTEST) -q -n $(WORKERS) -m "not journey"
	@echo "== Tests that touch a database, again on PostgreSQL"
	@$(BIN)/python -m tests.postgres -- $(PYTEST) -q -n $(WORKERS) -m "database and not journey"
	@echo "== Journeys in Chromium"
	@$(PYTEST) -q -n $(WORKERS) -m journey

check: develop ## Check style, types, imports and templates
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint templates

develop:
	@tools/setup.sh dev

bench: develop ## Print the figures: imports, pages, rulings, coverage, load, first run (FIGURES=folder keeps the registers)
	@$(BIN)/python -m bench.imports --folder $(FIGURES) --staff 2000
	@$(BIN)/python -m bench.pages --folder $(FIGURES) --staff 285 2000
	@$(BIN)/python -m bench.authority --folder $(FIGURES) --staff 285
	@$(BIN)/python -m bench.coverage --folder $(FIGURES)
	@$(BIN)/python -m bench.spreading
	@$(BIN)/python -m bench.audit --folder $(FIGURES)
	@$(BIN)/python -m tests.postgres -- $(BIN)/python -m bench.imports --folder $(FIGURES) --staff 2000
	@$(BIN)/python -m tests.postgres -- $(BIN)/python -m bench.pages --folder $(FIGURES) --staff 285 2000
	@$(BIN)/python -m tests.postgres -- $(BIN)/python -m bench.load --folder $(FIGURES) --staff 285 --seconds 20
	@$(BIN)/python -m bench.first_run --folder $(FIGURES)

KILLS ?= 200
soak: develop ## The long forms: hostile files, odd words, access cells twice, faults, KILLS kills and one at every statement, PostgreSQL stopped
	@$(BIN)/python -m tests.hostility
	@$(BIN)/python -m tests.access.odd_words
	@$(BIN)/python -m tests.kills $(KILLS)
	@$(BIN)/python -m tests.postgres -- $(BIN)/python -m tests.kills $(KILLS)
	@$(BIN)/python -m tests.kills_everywhere
	@$(BIN)/python -m tests.postgres -- $(BIN)/python -m tests.kills_everywhere
	@$(BIN)/python -m tests.killed_serving
	@$(BIN)/python -m tests.postgres -- $(BIN)/python -m tests.killed_serving
	@$(BIN)/python -m tests.database_away
	@$(BIN)/python -m tests.access.live
	@$(BIN)/python -m tests.faults

clean: ## Remove .venv and every cache; your data in instance/ stays
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
