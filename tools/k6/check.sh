#!/usr/bin/env bash
# The Go code of k6/x/sse: its form, its findings by `go vet`, and its tests. With the flags by which install.sh builds k6,
# so that both share what they compile.
set -euo pipefail
cd "$(dirname "$0")"
export CGO_ENABLED=0 GOFLAGS='-mod=readonly -trimpath' GOWORK=off

if ! command -v go >/dev/null; then
  echo 'The tests of tools/k6 need go, which is not on the PATH: install it (https://go.dev/dl) and run this again.' >&2
  exit 1
fi
unformatted=$(gofmt -l .)
if [ -n "$unformatted" ]; then
  echo "Not as gofmt writes it: $unformatted" >&2
  exit 1
fi
go vet ./...
go test -count=1 ./...
