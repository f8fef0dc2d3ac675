# Two commands do: `make run` and `make test`. The work is in bin/.
.DEFAULT_GOAL := help
.PHONY: help run test check bench reset lock

help: ## show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: ## install what is missing, then serve everything on http://127.0.0.1:$${PORT:-8000}
	@bin/run

test: ## the whole test suite on a throw-away database; part of it: make test ONLY="tests/network -k partner"
	@bin/test $(ONLY)

check: ## format, lint, types, import contracts, migrations, templates, house tests
	@bin/check

bench: ## the benchmark table on the demo world, also as JSON in var/bench/
	@bin/bench

reset: ## stop the private services and empty var/
	@bin/reset

lock: ## pin the dependencies of pyproject.toml with their hashes
	@bin/lock
