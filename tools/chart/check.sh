#!/usr/bin/env bash
# Everything that can be said of the chart without a cluster: `npm run chart`. Its tools are built and cached by
# tools/external/install.sh. With "docs" as its argument it only writes the chart's README anew.
set -euo pipefail
cd "$(dirname "$0")/../.."
chart=charts/groundwork

PATH="$(tools/external/install.sh checkov helm helm-docs helm-unittest kube-score kubeconform):$PATH"
export HELM_NO_PLUGINS=1

docs() { helm-docs --chart-search-root charts --sort-values-order file --log-level warning "$@"; }
if [ "${1:-}" = docs ]; then
  docs
  exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step() {
  local name=$1
  shift
  if ! "$@" >"$work/words" 2>&1; then
    grep -vE '^\[(OK|SKIPPED)\]' "$work/words" >&2 || true
    echo "chart: $name failed; its words are above." >&2
    exit 1
  fi
  echo "chart: $name"
}

# Profiles, and what is laid over each.
profiles=(demo staging production everything)
files_of() {
  case $1 in
    everything) echo "-f helm/values-production.yaml -f $chart/ci/everything-values.yaml" ;;
    *) echo "-f helm/values-$1.yaml" ;;
  esac
}

# The schemas, once a list of versions.
schemas=${GROUNDWORK_TOOLS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/groundwork-tools}/schemas/$(cat tools/chart/schemas.txt tools/chart/schemas.ts | sha256sum | cut -c1-16)
if [ ! -e "$schemas/written" ]; then
  step 'schemas of Kubernetes and of custom resources' node tools/run.mjs tools/chart/write-schemas.ts "$schemas"
  touch "$schemas/written"
fi

# Findings that were looked at and are left out, each with its reason.
score_ignored() { sed -nE "s/^([a-z-]+)(\($1\))? .*/--ignore-test \1/p" tools/chart/kube-score-left-out.txt; }
checkov_skipped=$(sed -n 's/^\(CKV[A-Z0-9_]*\) .*/\1/p' tools/chart/checkov-left-out.txt | paste -sd,)

step 'unit tests' helm-unittest --color=false "$chart"
for profile in "${profiles[@]}"; do
  read -ra values <<<"$(files_of "$profile")"
  rendered=$work/$profile.yaml
  step "$profile: lint" helm lint --strict "$chart" "${values[@]}"
  helm template groundwork "$chart" --namespace groundwork --kube-version 1.36.0 "${values[@]}" >"$rendered"
  step "$profile: kubeconform" kubeconform -strict -summary -schema-location "$schemas/{{.ResourceKind}}{{.KindSuffix}}.json" "$rendered"
  read -ra ignored <<<"$(score_ignored "$profile" | paste -sd' ')"
  step "$profile: kube-score" kube-score score --kubernetes-version v1.33 --ignore-container-cpu-limit --output-format ci "${ignored[@]}" "$rendered"
  step "$profile: checkov" checkov --framework kubernetes --file "$rendered" --skip-check "$checkov_skipped" --skip-download --compact --quiet
done
step 'environment, rendered' node tools/run.mjs tools/chart/environment.ts "$work"
cp "$chart/README.md" "$work/README.md"
docs --output-file ../../dist/chart-readme.md
step 'README is what the values say (npm run chart -- docs writes it)' diff -u "$work/README.md" dist/chart-readme.md
