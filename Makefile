# What a developer of predict does with the repository. `make help` lists it.
# Needed on a fresh machine: Go, a C and C++ compiler, make.

GO       ?= go
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LINT     := .tools/golangci-lint-v2.15.0
LINT_PKG := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | sort | \
		while IFS="$$(printf '\t')" read -r name text; do printf '  make %-15s %s\n' "$$name" "$$text"; done

.PHONY: build
build: ## build bin/predict with its version
	$(GO) build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/predict ./cmd/predict

.PHONY: test
test: ## run go vet and every test
	$(GO) vet ./...
	$(GO) test ./...

.PHONY: race
race: ## run the tests of the concurrent packages under the race detector
	scripts/race

.PHONY: fuzz
fuzz: ## fuzz every target for FUZZ_SECONDS (default 20) each
	scripts/fuzz

.PHONY: torture
torture: ## attack the program on real data: kills, failing calls, full disks, changed bytes, 365 nights
	scripts/torture

.PHONY: lint
lint: $(LINT) ## run the pinned linters
	$(LINT) run ./...

$(LINT):
	mkdir -p .tools
	GOFLAGS= GOBIN=$(CURDIR)/.tools $(GO) install $(LINT_PKG)
	mv .tools/golangci-lint $(LINT)

.PHONY: format
format: $(LINT) ## format the sources as the linters want them
	$(LINT) fmt

.PHONY: check
check: ## run what CI runs
	.ci/run

.PHONY: demo
demo: build ## generate 20,000 customers in demo/ and find those about to leave
	scripts/demo

.PHONY: bench
bench: build ## run the benchmarks, time every stage, and train beside PYTHON's boosted trees
	$(GO) test -run '^$$' -bench . -benchmem ./...
	scripts/bench
	scripts/boost

.PHONY: boost
boost: ## train beside XGBoost and LightGBM, where PYTHON (python3) has them
	scripts/boost

.PHONY: lightgbm
lightgbm: ## compare models and reasons with LightGBM's, where PYTHON (python3) has it
	scripts/lightgbm $(or $(PYTHON),python3)

.PHONY: peers
peers: build ## load and features side by side with the tuned SQL of ../shared/peers (PEERS_SIZE=M or L)
	scripts/peers $(or $(PEERS_SIZE),M)

.PHONY: dictionary
dictionary: ## write features/DICTIONARY.md from the features' specs
	$(GO) test ./features -run Dictionary -update

.PHONY: package
package: ## make the .deb and the .rpm in dist/, with their bill of materials
	scripts/package

.PHONY: sbom
sbom: build ## write the bill of materials of bin/predict to bin/predict.cdx.json
	$(GO) run ./scripts/sbom bom bin/predict $(VERSION) >bin/predict.cdx.json

.PHONY: screenshots
screenshots: ## take the pictures of the page in docs/images anew, from sample data
	scripts/browser install
	scripts/browser screenshots

.PHONY: licences
licences: ## write docs/licences.md from the modules that are linked
	scripts/licences

.PHONY: vulnerabilities
vulnerabilities: ## ask Go's vulnerability database about the code; it says so where it cannot be reached
	scripts/vulnerabilities

.PHONY: container
container: ## build the image of the Dockerfile and run it as it should be run
	scripts/container build
	scripts/container try

.PHONY: clean
clean: ## remove what the other targets made, but for downloaded tools
	rm -rf bin demo dist
