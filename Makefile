# One command each, on a fresh machine with Python 3.11 to 3.13 and make; nothing else is needed.
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
UNIT := $(PY) -m pytest -m "not models and not postgres and not browser"

.PHONY: help setup demo test check check-code check-words check-rest check-timed fmt bench fixtures lock clean

help:
	@echo "make demo    a caller books an appointment by voice, over the real wire"
	@echo "make test    all tests"
	@echo "make check   format, lint, types, import rules, dialogs, unit tests"
	@echo "make fmt     format the code"
	@echo "make bench   the project's own figures"
	@echo "make clean   remove the virtual environment and the data of the demo"

$(READY): pyproject.toml constraints.txt deploy/setup.sh
	@sh deploy/setup.sh $(VENV)
	@touch $@

setup: $(READY)

demo: $(READY)
	@$(PY) -m voicebot demo

test: $(READY)
	@$(PY) -m pytest -m "not browser"
	@$(PY) -m pytest -m browser

# Two at a time where nothing is timed, each with its output in one piece; then what is, alone.
check: $(READY)
	@echo "Two parts at a time, then one; each shows what it found when it is done."
	@$(MAKE) -j2 --output-sync=target --no-print-directory check-words check-rest check-code
	@$(MAKE) --no-print-directory check-timed

check-code: $(READY)
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports
	@$(PY) -m voicebot dialogs check

# What is understood and decided; what waits for time to pass, and measures it; the rest.
WORDS := tests/unit/understanding tests/unit/dialog tests/dialogs
check-words: $(READY)
	@$(UNIT) $(WORDS)

TIMED := tests/unit/simulator tests/unit/runtime tests/unit/telephony tests/unit/web
check-timed: $(READY)
	@$(UNIT) $(TIMED)

check-rest: $(READY)
	@$(UNIT) tests/unit $(addprefix --ignore=,$(WORDS) $(TIMED))

fmt: $(READY)
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

bench: $(READY)
	@$(PY) -m voicebot bench dates --json
	@$(PY) -m voicebot bench booking --json
	@$(PY) -m voicebot bench latency --json

fixtures: $(READY)
	@$(PY) audio_fixtures/make.py

lock: $(READY)
	@sh deploy/lock.sh $(VENV) > constraints.txt

clean:
	rm -rf $(VENV) .data
