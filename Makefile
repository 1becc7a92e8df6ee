# The project's commands. Each one is a short script in bin/.
.PHONY: run test lint fmt bench chaos features lighthouse messages clean

run:  ## install what is missing, load the demo content once, start site, worker and sandbox
	@bin/run

test:  ## lint, then the whole suite on SQLite and on PostgreSQL
	@bin/test

lint:  ## ruff, import-linter, mypy, migrations, templates
	@bin/lint

fmt:  ## format Python and sort imports
	@bin/fmt

bench:  ## measure speed and memory against the figures that are promised
	@bin/bench

chaos:  ## kill processes at random and check that nothing is lost, oversold or done twice
	@bin/chaos

features:  ## print which tests prove which id of the register
	@bin/features

lighthouse:  ## assert what Lighthouse gives each page type: 98 of 100 in every category
	@bin/lighthouse

messages:  ## collect the strings to translate into site/locale
	@bin/messages

clean:  ## remove caches and test files; keeps .venv and var/ (database, uploads)
	@bin/clean
