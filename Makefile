# make demo    the whole product with synthetic records
# make test    all tests
# make setup   the virtual environment with everything
# make lint    style, types, import contracts
#
# Python 3.11 or newer with venv is all that these need.

PORT ?= $(or $(PCC_PORT),8000)
BEGAN := $(shell date +%s)
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$name -c '$(IS_NEW_ENOUGH)' 2>/dev/null && echo $$name && break; done)

# Without compiled files every command would compile its imports again, for seconds.
unexport PYTHONDONTWRITEBYTECODE

# Servers of your own serve one process; with those that a run starts itself, each process has its own.
PROCESSES = $(if $(DATABASE_URL)$(REDIS_URL),,-n auto --maxprocesses 4 --dist loadgroup)

.PHONY: demo test setup lint

demo: .venv/.run
	@PCC_BEGAN=$(BEGAN) .venv/bin/python manage.py demo --port $(PORT)

test: .venv/.run .venv/.dev
	@.venv/bin/python -m pytest $(PROCESSES) $(ARGS)

setup: .venv/.run .venv/.dev

lint: .venv/.run .venv/.dev
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/lint-imports

# Every package is checked against the hash in its lock.
define install
@echo "Installing $(notdir $(basename $(filter %.lock,$^)))."
@.venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes $(patsubst %,-r %,$(filter %.lock,$^)) \
	|| .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes $(patsubst %,-r %,$(filter %.lock,$^))
@touch $@
endef

.venv/.run: requirements/run.lock requirements/embedded.lock | .venv/.installer
	$(install)

.venv/.dev: requirements/dev.lock requirements/oracles.lock | .venv/.installer
	$(install)

.venv/.installer: requirements/installer.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it as in make PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c '$(IS_NEW_ENOUGH)' || { echo "$(PYTHON) is older than Python 3.11: name a newer one as in make PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: install it (on Debian: apt-get install python3-venv)."; exit 1; }
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $< \
		|| echo "uv cannot be had here, so pip installs the packages, which takes longer."
	@touch $@
