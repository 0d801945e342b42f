#!/usr/bin/env bash
# Installs the tools of other languages that checks and releases use, and prints the folder they are in:
#
#   PATH="$(tools/external/install.sh):$PATH"            all of them but k6
#   PATH="$(tools/external/install.sh helm):$PATH"       some of them
#   PATH="$(tools/external/install.sh k6):$PATH"         k6 with our module, for load runs
#
# A Go tool is a folder here with go.mod and go.sum, a Python tool one with requirements.txt (exact versions with hashes).
# k6 has Go code of ours beside it, in tools/k6.
# What is built is kept outside of the checkout, in GROUNDWORK_TOOLS_DIR (default: groundwork-tools in the user's cache
# folder), each tool under the hash of its sources and of the compiler's version, so that a change of one builds one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${GROUNDWORK_TOOLS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/groundwork-tools}

tools=("$@")
if [ ${#tools[@]} -eq 0 ]; then
  for folder in "$here"/*/; do tools+=("$(basename "$folder")"); done
fi

need() {
  command -v "$1" >/dev/null && return
  echo "$2 needs $1, which is not on the PATH: install it ($3) and run this again." >&2
  exit 1
}

hash_of() { cat "$@" | sha256sum | cut -c1-16; }

# Tools with code of ours have a folder beside this one.
folder_of() { if [ -d "$here/$1" ]; then echo "$here/$1"; else echo "$here/../$1"; fi; }

# All that a tool is built of.
sources_of() { find "$(folder_of "$1")" -type f \( -name 'go.*' -o -name '*.go' -o -name 'requirements.txt' \) ! -name '*_test.go' | sort; }

go_tool() {
  local folder=$1 name=$2 target=$3 package version flags='-s -w'
  # On a copy: a checkout may change its files while a compiler runs for minutes.
  cp -R "$folder" "$target/source"
  cd "$target/source"
  package=$(awk '$1 == "tool" { print $2 }' go.mod)
  # Some say their version only if the linker tells them.
  version=$(GOFLAGS=-mod=readonly GOWORK=off go list -f '{{.Module.Version}}' "${package:-.}")
  case $name in
    helm) flags+=" -X helm.sh/helm/v4/internal/version.version=$version" ;;
    kubeconform | kube-score | helm-docs) flags+=" -X main.version=$version" ;;
  esac
  CGO_ENABLED=0 GOFLAGS=-mod=readonly GOWORK=off go build -trimpath -ldflags "$flags" -o "$target/$name" "${package:-.}"
}

python_tool() {
  local folder=$1 name=$2 target=$3
  python3 -m venv "$target/venv"
  "$target/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$folder/requirements.txt" >&2
  ln -s "venv/bin/$name" "$target/$name"
}

install() {
  local name=$1 folder kind compiler key target lock
  folder=$(folder_of "$name")
  if [ -f "$folder/go.mod" ]; then
    kind=go_tool
    need go "$name" 'https://go.dev/dl'
    compiler=$(go version)
  elif [ -f "$folder/requirements.txt" ]; then
    kind=python_tool
    need python3 "$name" 'python3 and python3-venv of your system'
    compiler=$(python3 --version)
  else
    echo "There is no tool \"$name\" in $here." >&2
    exit 1
  fi
  key=$( (sources_of "$name" | tr '\n' '\0' | xargs -0 cat; echo "$compiler") | sha256sum | cut -c1-16)
  target=$cache/$name/$key
  # Two at once would write into each other's folder; the lock goes with its holder.
  mkdir -p "$cache"
  exec {lock}>"$cache/$name.lock"
  flock "$lock"
  if [ ! -e "$target/installed" ]; then
    local from=$SECONDS
    echo "Building $name ..." >&2
    rm -rf "$target"
    mkdir -p "$target"
    ("$kind" "$folder" "$name" "$target")
    touch "$target/installed"
    echo "Built $name in $((SECONDS - from)) s." >&2
  fi
  exec {lock}>&-
  ln -sfn "$target/$name" "$bin/$name"
}

mapfile -t all < <(for name in "${tools[@]}"; do sources_of "$name"; done)
bin=$cache/bin/$(hash_of "${all[@]}")
mkdir -p "$bin"
for name in "${tools[@]}"; do install "$name"; done
echo "$bin"
