# A thin face over bin/neurohost, which does everything and needs only Python's standard library.
PYTHON ?= python3
LAUNCH := $(PYTHON) bin/neurohost
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run stop reset setup test check e2e screens fmt bench locale lock status

help: ## what can be said
	@$(LAUNCH) help

run: ## set up if needed, start everything (PORT=8000 HOST=127.0.0.1)
	@$(LAUNCH) run $(ARGS)

stop: ## end everything that run started
	@$(LAUNCH) stop

reset: ## stop and remove all data of this clone
	@$(LAUNCH) reset $(ARGS)

setup: ## virtual environment, packages, front end
	@$(LAUNCH) setup

test: ## the tests on real PostgreSQL and Valkey (ARGS="tests/crm -k number")
	@$(LAUNCH) test $(ARGS)

check: ## all that CI holds
	@$(LAUNCH) check

e2e: ## browser tests
	@$(LAUNCH) e2e $(ARGS)

screens: ## the pictures in docs/screens
	@$(LAUNCH) screens $(ARGS)

fmt: ## format and sort
	@$(LAUNCH) fmt

bench: ## all benchmarks and proofs, written to docs/benchmarks.md
	@$(LAUNCH) bench

bench-%:
	@$(LAUNCH) bench $*

proof-%:
	@$(LAUNCH) proof $*

locale: ## extract, merge and compile translations
	@$(LAUNCH) locale $(ARGS)

lock: ## pin requirements/*.in again
	@$(LAUNCH) lock

status: ## what runs
	@$(LAUNCH) status
