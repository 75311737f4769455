# A thin front for Meson: `make demo` and `make check` install what is missing, build, and run. See README.md.
BUILD ?= build
.PHONY: all demo check bench build deps deps-check deps-demo format clean help

all: build

help:
	@echo "make demo    install what is missing, build, show a live desktop on a virtual adapter"
	@echo "make check   install what is missing, build, run all tests"
	@echo "make bench   measure presents against memcpy and pixman in one run"
	@echo "make build   build into ./$(BUILD)        make format   clang-format the tree"

deps:
	@scripts/install-packages build

deps-check:
	@scripts/install-packages build check

deps-demo:
	@scripts/install-packages build demo

# Configured anew when packages have come since: what is built depends on what is there.
$(BUILD)/build.ninja: $(wildcard /var/lib/dpkg/status)
	meson setup $(if $(wildcard $@),--reconfigure) $(BUILD)
	@touch $@

build: deps $(BUILD)/build.ninja
	ninja -C $(BUILD)

demo: deps-demo build
	@scripts/demo $(BUILD)

check: deps-check $(BUILD)/build.ninja
	ninja -C $(BUILD)
	@scripts/run-tests $(BUILD)

bench: build
	$(BUILD)/tools/wddm/wddm bench present

format:
	@scripts/format --fix

clean:
	rm -rf $(BUILD)
