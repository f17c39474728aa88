# ModelCluster. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help build run cluster test test-docker soak format bench train clean

NODE := artifacts/node/modelcluster
# the demo models, and those written in C# that the build makes of models/code
ARGS ?= --models models/repository --Repository:Folders:1 artifacts/models --Repository:AllowCode true
EVERY_PROJECT := ModelCluster.sln
DOTNET_FLAGS := --nologo -v q
# compiled to machine code ahead of time: a node starts in about half the time. READY_TO_RUN=false where the SDK cannot
READY_TO_RUN ?= true
PUBLISH_FLAGS := -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=$(READY_TO_RUN) $(DOTNET_FLAGS)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build the node and pbm in release mode
	@src/OnnxRuntime/bootstrap.sh
	dotnet publish src/Node -o artifacts/node $(PUBLISH_FLAGS)
	dotnet publish src/Pbm -o artifacts/pbm $(PUBLISH_FLAGS)
	dotnet build models/code/TextStatistics -c Release $(DOTNET_FLAGS)

run: build ## build, then start one node on the demo models: make run ARGS="--help"
	@$(NODE) $(ARGS)

cluster: build ## build, then start a lighthouse and three nodes as processes (Debian: etcd-server)
	@docker/local-cluster

test: ## build everything and run all checks and tests
	@src/OnnxRuntime/bootstrap.sh
	@tests/run

test-docker: ## build the images and try the compose cluster: up, break it, down (minutes; needs a Docker engine)
	@tests/docker/run

soak: ## kill a node 200 times in the middle of an operator's changes (minutes); make soak KILLS=1000
	dotnet build tests/Node.Tests $(DOTNET_FLAGS)
	MODELCLUSTER_TEST_KILLS=$(or $(KILLS),200) artifacts/bin/Node.Tests/debug/ModelCluster.Node.Tests -class "*KilledOperatorTests"

format: ## format all sources
	dotnet format $(EVERY_PROJECT)

bench: ## run the benchmarks (minutes); see benchmarks/README.md
	@src/OnnxRuntime/bootstrap.sh
	@benchmarks/run

train: ## train the demo models again (Debian: python3-torch python3-onnx python3-sklearn)
	/usr/bin/python3 models/train/all.py

clean: ## remove everything that was built
	rm -rf artifacts
