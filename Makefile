# make run     start docflow on http://127.0.0.1:8000/ (PORT=…, DEMO=0 for an empty office)
# make test    everything CI checks: style, types, contracts, migrations, tests, journeys
# make cover   the tests once more, with what they never reach (a third slower)
# make check   the static part of it
# make chaos-alerts  3,000 deadlines while everything underneath dies: is everybody told once? (DUE=…, SECONDS=…, SEED=…)
# make chaos-seals   four seals set by 32 browsers while web parts and the database die: does the book hold? (EACH=…, SECONDS=…)
# make bench   the measurements of docs/performance
# make pictures  the pictures of the guide and the README anew, from a demo office that runs (SITE=…)
# make golden  what is printed is meant to look otherwise: its kept pictures and words anew (then look at each)
# make floor   the journeys in Chromium 90
# make fresh   forget all local state: var/, or DOCFLOW_HOME (the next run starts anew)
# make lock    renew requirements*.txt after a change of requirements*.in

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.stamp

.PHONY: run test cover check chaos-alerts chaos-seals bench pictures golden floor fresh lock venv

venv: $(STAMP)

$(STAMP): requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	touch $@

run: $(STAMP)
	@exec $(BIN)/python manage.py serve

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy .
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING

test: check
	$(BIN)/python -m tests.journeys.browser
	$(BIN)/pytest -n 4 --dist worksteal

cover: check
	$(BIN)/python -m tests.journeys.browser
	$(BIN)/pytest -n 4 --dist worksteal --cov

chaos-alerts: $(STAMP)
	$(BIN)/python -m tests.chaos

chaos-seals: $(STAMP)
	$(BIN)/python -m tests.chaos.seals

bench: $(STAMP)
	$(BIN)/python -m tests.bench

pictures: $(STAMP)
	$(BIN)/python -m tests.journeys.pictures

golden: $(STAMP)
	$(BIN)/pytest tests/golden/test_golden.py --renew-golden -rs
	git status --short tests/golden

floor: $(STAMP)
	$(BIN)/python -m tests.journeys.floor

fresh:
	@home="$${DOCFLOW_HOME:-var}"; \
	test ! -e "$$home" || test -d "$$home/run" || test -d "$$home/test/run" \
		|| { echo "$$home is no home of docflow: nothing is wiped."; exit 1; }; \
	for lock in "$$home"/run/serve "$$home"/run/*.users "$$home"/test/run/*.users; do \
		! command -v flock > /dev/null || test ! -e "$$lock" || flock -n "$$lock" true \
			|| { echo "docflow, one of its commands or a test run uses $$home: stop it first."; exit 1; }; \
	done; \
	rm -rf "$$home"

lock: $(STAMP)
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.txt requirements-dev.in -o requirements-dev.txt
