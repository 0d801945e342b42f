#!/usr/bin/env bash
# Prints the bases of a release, by digest, as build.sh takes them: BUILD_BASE=... and RUNTIME_BASE=...
set -euo pipefail
sed -nE 's/^FROM ([^ ]+@sha256:[0-9a-f]{64}) AS build$/BUILD_BASE=\1/p; s/^FROM ([^ ]+@sha256:[0-9a-f]{64}) AS runtime$/RUNTIME_BASE=\1/p' \
  "$(dirname "$0")/bases/Dockerfile"
