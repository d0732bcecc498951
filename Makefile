# Coconut. `make demo` sets everything up and shows the chain at work; `make test` runs every test.
#
#   make            set up if needed, then build bin/ and the runtime, this by profile (make build: without, which is quicker)
#   make demo       the chain on a real program: each stage's text, interpreted against compiled times
#   make test       everything; ends with `N passed, N failed`
#   make test-unit test-lit test-programs test-roundtrip test-cpython
#   make bench      interpreter against compiled, and the speed of the tools
#   make install PREFIX=/usr/local, make clean
#
# PYTHON (or COCONUT_PYTHON) names the interpreter to build and test for.

.DEFAULT_GOAL := all
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

ifdef PYTHON
override COCONUT_PYTHON := $(PYTHON)
endif
ifndef COCONUT_PYTHON
COCONUT_PYTHON := $(shell scripts/python.sh 2>/dev/null)
endif
ifneq ($(COCONUT_PYTHON),)
export COCONUT_PYTHON
endif

PREFIX ?= /usr/local
SOURCES := $(shell find tools grammar lib -name '*.ts' 2>/dev/null) $(wildcard scripts/*.mjs) $(wildcard scripts/launcher*.sh) package-lock.json \
	$(wildcard scripts/warm-up/* targets/*.ir)
TESTS := $(shell find tests bench -name '*.ts' 2>/dev/null)

.PHONY: test-refleaks fuzz test-fuzz test-leaks test-dbg test-sanitize all setup setup-test build runtime build-tests demo test test-unit test-lit test-programs test-roundtrip \
	test-cpython bench check format install clean pgo

all: pgo

setup:
	@scripts/setup.sh

setup-test:
	@scripts/setup.sh --test

build: setup
	@$(MAKE) -s build/.tools runtime

build/.tools: $(SOURCES)
	@echo "building"; node scripts/build.mjs --snapshot
	@touch $@

runtime:
	@if ls runtime/src/*.c >/dev/null 2>&1; then scripts/build-runtime.sh; fi

# The runtime once more, by what a training program does in it.
pgo: build
	@scripts/build-runtime.sh --pgo

build-tests: setup
	@$(MAKE) -s build/.tests runtime

build/.tests: $(SOURCES) $(TESTS)
	@echo "building"; node scripts/build.mjs --snapshot --tests
	@touch $@ build/.tools

demo: pgo
	@scripts/demo.sh

test: setup setup-test
	@node scripts/test.mjs

test-unit test-lit test-programs test-optimised test-roundtrip: build-tests
	@node scripts/test.mjs $(patsubst test-%,%,$@)

# The part of `make test`; FULL=1 all that is listed; FILES="test_json test_re" some. A run that was stopped goes on, CPYTHON=--fresh starts
# anew; other options: node build/tests/cpython.cjs --help.
test-cpython: build-tests
	@node build/tests/cpython.cjs -j $(or $(J),2) $(if $(FULL),--full) $(CPYTHON) $(FILES)

# Random programs until FUZZ says stop: make fuzz FUZZ="--seed 7 --minutes 30".
FUZZ ?= --seed 1000 --minutes 10
fuzz: build
	@$(COCONUT_PYTHON) tests/fuzz/fuzz.py $(FUZZ)

test-fuzz: build
	@node scripts/test.mjs fuzz

# Long: not part of `make test`. NAMES="fib generators" runs only those programs.
test-leaks: build
	@PYTHONPATH=runtime/python $(COCONUT_PYTHON) tests/leaks/calls.py

# The suite's own hunt for leaks, under the debug build: NAMES="test_with test_list" for some files, LEVEL=-O2.
test-refleaks: build-tests
	@scripts/build-runtime.sh $(or $(PYTHON_DBG),/usr/bin/python3.11-dbg)
	@python3 tests/leaks/refleaks.py -O$(patsubst -O%,%,$(or $(LEVEL),0)) $(or $(NAMES),$(shell node build/tests/cpython.cjs --list))

test-dbg test-sanitize: build
	@tests/leaks/programs.sh $(patsubst test-%,%,$@) $(NAMES)

# make bench BENCH=--quick: one pair, smaller sizes, shorter functions; a few minutes instead of fifteen.
bench: build-tests pgo
	@node build/bench/programs.cjs $(BENCH)
	@node build/bench/loops.cjs $(BENCH)
	@node build/bench/tools.cjs $(BENCH)
	@node build/bench/check.cjs $(BENCH)

check: setup
	npx tsc --noEmit -p tsconfig.json
	npx biome check .

format: setup
	npx biome check --write .

# Everything a tool needs at run time, under PREFIX/lib/coconut, with links in PREFIX/bin.
install: pgo
	@scripts/install.sh "$(DESTDIR)$(PREFIX)"

clean:
	rm -rf build bin runtime/python/coconut/_runtime*.so
