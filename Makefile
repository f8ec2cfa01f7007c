# Every target does its own set-up on a Debian machine that has Rust and nothing else.
# Debian's packages are asked for only where a program is missing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Cargo's output folder, wherever the user has put it.
TARGET := $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

# need(program:package …): installs the packages whose program is missing.
define need
missing=""; for pair in $(1); do command -v "$${pair%%:*}" >/dev/null || missing="$$missing $${pair#*:}"; done; \
if [ -n "$$missing" ]; then echo "installing:$$missing"; \
  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get update -qq && \
  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing </dev/null >/dev/null; fi
endef

# want(program:package …): the same, but what cannot be had is done without.
want = ( $(call need,$(1)) ) || echo "could not install $(1); going on without"

.PHONY: help demo test lint rust web torture conformance conformance-short playground try-playground schema bench

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# Where Node is, the playground is packed into the binary; without it /graphiql is a plain query page.
demo: ## read the bundled recaps, answer one question, serve the graph
	@$(call need,cc:build-essential)
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory try-playground; fi
	cargo run --release --locked -- demo $(DEMO)

# The playground comes first: it is packed into the binary that everything else runs.
test: try-playground lint rust web conformance-short ## everything that a change must pass

lint:
	@$(call need,cc:build-essential)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

# Graphviz reads the export that is meant for it; where it cannot be had the test says so.
rust:
	@$(call need,cc:build-essential)
	@$(call want,dot:graphviz)
	cargo test --workspace --locked

web:
	@$(call need,cc:build-essential node:nodejs npm:npm chromium:chromium dot:graphviz)
	cargo build --locked
	cd web/test && npm ci --ignore-scripts --no-audit --no-fund </dev/null && HALLWAY_BIN=$(TARGET)/debug/hallway npm test

try-playground:
	@$(MAKE) --no-print-directory playground || echo "the playground could not be built (it needs Node 20): /graphiql will be a plain query page"

playground: web/playground/dist/index.html.br

web/playground/dist/index.html.br: web/playground/package-lock.json web/playground/index.html $(wildcard web/playground/src/*) $(wildcard web/playground/*.js)
	@$(call need,node:nodejs npm:npm)
	cd web/playground && npm ci --ignore-scripts --no-audit --no-fund </dev/null && npm run build
	@touch $@

# Kills, power cuts, damage, failing and full disks: a small share of it is in `make test`.
torture: ## try the store by force, in full (hours)
	@$(call need,cc:build-essential)
	HALLWAY_TORTURE=full cargo test --release --locked -p hallway-graph --test torture -- --nocapture

schema: ## write schema.graphql anew from the running schema
	cargo run --locked -q -p hallway-api --example schema > schema.graphql.new
	mv schema.graphql.new schema.graphql

conformance: ## check the release binary by the tools of others: audits, fuzzers, linters
	@$(call need,cc:build-essential node:nodejs npm:npm python3:python3-venv dot:graphviz curl:curl)
	cargo build --release --locked
	tests/conformance/run.sh $(TARGET)/release/hallway

# What takes seconds of it, on the binary that the other tests run.
conformance-short:
	@$(call need,cc:build-essential node:nodejs npm:npm python3:python3-venv dot:graphviz)
	cargo build --locked
	tests/conformance/run.sh $(TARGET)/debug/hallway short

# PARTS names some of them (functions instructions growth rules text formats graph http ingest live), CATALOGUE a catalogue of talks in JSON
# lines, ROUNDS how often. PostgreSQL and wrk are asked for only where the part that needs them runs.
bench: ## measure beside what one would use instead (docs/performance.md)
	@$(call need,cc:build-essential python3:python3-venv node:nodejs npm:npm)
	@if [[ " $(or $(PARTS),http) " == *" http "* ]]; then $(call want,wrk:wrk psql:postgresql); fi
	@if [[ " $(or $(PARTS),live) " == *" live "* ]]; then $(call want,wrk:wrk); fi
	@if [[ " $(PARTS) " == *" instructions "* ]]; then $(call want,valgrind:valgrind); fi
	python3 benches/run.py $(PARTS) $(if $(CATALOGUE),--catalogue $(CATALOGUE)) $(if $(ROUNDS),--rounds $(ROUNDS))
