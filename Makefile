# make run [REPO=path]   index the bundled example (or any repository), show what is known, say how to connect a client
# make test              the tests                 make lint    style, types, import contracts
# make bench APPS=folder the measurements          make clean   remove what these made

REPO ?= tests/apps/shop
VENV := .venv
BIN := $(VENV)/bin
PYTHONS ?= python3.14 python3.13 python3.12 python3.11 python3
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --retries 2

# What the caller's shell keeps for another project must not leak into this one.
unexport PYTHONPATH PYTHONHOME

.PHONY: run test lint bench clean
.SILENT:
.DEFAULT_GOAL := run

run: $(VENV)/installed
	$(BIN)/chesterton tour "$(REPO)"

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/installed-dev
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-cache > $(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }

bench: $(VENV)/installed-dev
	test -n "$(APPS)" || { echo "Which applications? make bench APPS=folder" >&2; exit 2; }
	$(BIN)/python tests/bench/run.py --apps "$(APPS)" --write

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/installed: pyproject.toml | $(BIN)/pip
	$(call install,-e .)

$(VENV)/installed-dev: pyproject.toml | $(BIN)/pip
	$(call install,-e ".[dev]")
	touch $(VENV)/installed

# A name on PATH may be an empty shim, too old, or (Debian) without the module that makes environments: each is tried.
# pip is the last thing that an environment gets, so one that was interrupted is made again.
$(BIN)/pip:
	for python in $(PYTHONS); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    suitable=$$python; \
	    said=$$("$$python" -m venv --clear $(VENV) 2>&1) && exit 0; \
	done; \
	rm -rf $(VENV); \
	if [ -n "$$suitable" ]; then \
	    echo "$$said" >&2; \
	    echo "$$suitable cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; \
	else \
	    echo "Chesterton needs Python 3.11 or newer, and none of these is: $(PYTHONS)." >&2; \
	    echo "Install one, or name yours: make PYTHONS=/path/to/python" >&2; \
	fi; \
	exit 1

define install
$(PIP) $(1) >$(VENV)/install.log 2>&1 || { \
    if grep -qiE 'connection|resolution|timed out|proxy|from versions: none' $(VENV)/install.log; then \
        echo "The package registry cannot be reached, or does not have what Chesterton needs:" >&2; \
        grep 'ERROR:' $(VENV)/install.log | sed 's/^ */    /' | head -n 3 >&2; \
        echo "Check the network, or name a mirror: PIP_INDEX_URL=https://... make" >&2; \
    else \
        tail -n 20 $(VENV)/install.log >&2; \
        echo "Installing the dependencies failed; all of pip's words are in $(VENV)/install.log" >&2; \
    fi; \
    exit 1; \
}
touch $@
endef
