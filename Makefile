# vpnlab. `make run` and `make test` need a Swift 6 toolchain; whatever else is missing they install by apt.
#
#   make run ARGS="-c 'new pptp; run until tunnel.up; ping'"
#   make test FILTER=Lesson

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

export PATH := $(PATH):/opt/swift/usr/bin:/usr/libexec/swift/bin:$(HOME)/.local/share/swiftly/bin
SWIFT ?= swift
# One configuration for all release products, so that none makes the other build again.
RELEASE := -c release --static-swift-stdlib
BIN := .build/release/vpnlab
ARGS ?=
FILTER ?=
SECONDS ?= 3600
WORLDS ?= 100000

.PHONY: help run test build dist fresh interop fuzz simulate bench mutants lessons screens ci clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile

run: build ## build if needed and start vpnlab (ARGS="…" are its arguments)
	@$(BIN) $(ARGS)

test: ## build and run all tests (FILTER=NAME for some)
	@.ci/need test
	@$(SWIFT) test --disable-xctest $(if $(FILTER),--filter '$(FILTER)')

build: ## the release program, .build/release/vpnlab, with Swift's library inside
	@.ci/need build
	@$(SWIFT) build $(RELEASE) --product vpnlab

dist: build ## a folder dist/vpnlab-VERSION for a machine without toolchain
	@.ci/dist $(BIN)

fresh: ## `make run` and `make test` in a bare Debian, or why that is skipped
	@.ci/fresh

interop: build ## against real daemons, writes docs/interop.md (needs root and ../shared/peers)
	@.ci/need interop
	@Tests/Interop/run $(ARGS)

fuzz: ## every fuzz target for SECONDS (3600)
	@.ci/need build
	@Tests/Fuzz/run $(SECONDS)

simulate: ## WORLDS (100000) hostile worlds from seeds; a tenth each at 0, 5 and 100 % loss
	@.ci/need build
	@$(SWIFT) build $(RELEASE) --product vpnlab-sim
	@.build/release/vpnlab-sim --worlds $(WORLDS) $(ARGS)

bench: build ## figures of this machine, beside other programs where they are installed
	@Tests/Benchmarks/run $(BIN)

mutants: ## thirty deliberate faults, each of which a test must find
	@.ci/need test
	@Tests/Mutants/run $(ARGS)

lessons: build ## rewrite the expected output of all lessons; read the diff
	@$(BIN) lesson test --rewrite lessons

screens: ## rewrite docs/screens; read the diff
	@VPNLAB_REWRITE=1 $(SWIFT) test --disable-xctest --filter 'ScreenTests|ReferenceTests'

ci: ## what .ci/run does
	@.ci/run

clean: ## remove what was built
	@rm -rf .build .build-fuzz .build-mutants dist
