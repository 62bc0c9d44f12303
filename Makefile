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
	$(BIN)/python tests/bench/run.py --apps "$(APPS)"

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(call install,-e .)

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	$(call install,-e ".[dev]")
	touch $(VENV)/installed

# A name on PATH may be an empty shim, too old, or (Debian) without the module that makes environments: each is tried.
$(BIN)/python:
	for python in $(PYTHONS); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    suitable=$$python; \
	    "$$python" -m venv --clear $(VENV) >$(VENV).log 2>&1 && rm -f $(VENV).log && exit 0; \
	done; \
	rm -rf $(VENV); \
	if [ -n "$$suitable" ]; then \
	    cat $(VENV).log >&2; rm -f $(VENV).log; \
	    echo "$$suitable cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; \
	else \
	    echo "Chesterton needs Python 3.11 or newer; none of these is: $(PYTHONS). Or name yours: make PYTHONS=/path/to/python" >&2; \
	fi; \
	exit 1

define install
$(PIP) $(1) >$(VENV)/install.log 2>&1 || { \
    tail -n 12 $(VENV)/install.log >&2; \
    if grep -qiE 'connection|resolve|timed out|proxy|network' $(VENV)/install.log; then \
        echo "The package registry cannot be reached. Check the network, or name a mirror: PIP_INDEX_URL=https://... make" >&2; \
    else \
        echo "Installing the dependencies failed; all of pip's output is in $(VENV)/install.log" >&2; \
    fi; \
    exit 1; \
}
touch $@
endef
