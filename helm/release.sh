#!/usr/bin/env bash
# Puts the product on a cluster, tries it as a user would, and takes it back if it does not answer. People and the
# pipeline use it alike:
#
#   helm/release.sh demo|staging|production [-f FILE]...     FILE: values of your own, laid over helm/values-ENV.yaml
#
# Environment:
#   GATEWAY_DIGEST CHAT_DIGEST INGESTION_DIGEST   the images, sha256:...; needed but for a demo
#   IMAGE_REGISTRY IMAGE_TAG                      the images of a demo
#   KUBE_CONTEXT         the cluster; needed but for a demo, so that nobody releases to whatever cluster was the last
#   RELEASE NAMESPACE    groundwork, groundwork
#   TIMEOUT              longest wait for the pods of a release, and again for those of the one before (15m)
#   PUBLIC_URL           where users find it (as exposure.host says)
#   GROUNDWORK_API_KEY   a key of the roles contributor and reader, for the smoke test from outside
#
# Ends with
#   0   the new release answers
#   1   it could not be installed; the one before runs
#   2   refused, nothing was done
#   3   it was installed and did not answer; the one before is back, and answers
#   4   somebody has to look: neither is sure to run
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "release: $*" >&2; }
refuse() {
  say "$*"
  exit 2
}

usage() { refuse "usage: helm/release.sh demo|staging|production [-f FILE]... (the file tells of its environment)"; }

[ $# -gt 0 ] || usage
environment=$1
shift
case $environment in
  demo | staging | production) ;;
  *) refuse "there is no environment \"$environment\": demo, staging or production." ;;
esac
values=(-f "helm/values-$environment.yaml")
while [ $# -gt 0 ]; do
  if [ "$1" != -f ] || [ $# -lt 2 ]; then usage; fi
  [ -r "$2" ] || refuse "the values file $2 cannot be read."
  values+=(-f "$2")
  shift 2
done

release=${RELEASE:-groundwork}
namespace=${NAMESPACE:-groundwork}
timeout=${TIMEOUT:-15m}
[[ $timeout =~ ^[0-9]+[smh]$ ]] || refuse "TIMEOUT is \"$timeout\"; give a number and s, m or h, such as 15m."
for tool in helm kubectl node; do
  command -v "$tool" >/dev/null || refuse "$tool is not on the PATH."
done

images=()
if [ "$environment" = demo ]; then
  [ -z "${IMAGE_REGISTRY:-}" ] || images+=(--set "image.registry=$IMAGE_REGISTRY")
  [ -z "${IMAGE_TAG:-}" ] || images+=(--set-string "image.tag=$IMAGE_TAG")
else
  for service in gateway chat ingestion; do
    variable=${service^^}_DIGEST
    digest=${!variable:-}
    [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] ||
      refuse "$variable is \"$digest\"; $environment takes images by digest only: sha256: and 64 hexadecimal digits."
    images+=(--set "$service.image.digest=$digest")
  done
  [ -n "${KUBE_CONTEXT:-}" ] || refuse "set KUBE_CONTEXT to the cluster of $environment (kubectl config get-contexts)."
fi

on_helm=()
on_kubectl=()
if [ -n "${KUBE_CONTEXT:-}" ]; then
  kubectl config get-contexts "$KUBE_CONTEXT" -o name >/dev/null 2>&1 ||
    refuse "kubectl knows no context \"$KUBE_CONTEXT\"; get it with: az aks get-credentials."
  on_helm=(--kube-context "$KUBE_CONTEXT")
  on_kubectl=(--context "$KUBE_CONTEXT")
fi
with_helm() { helm "$@" --namespace "$namespace" ${on_helm[@]+"${on_helm[@]}"}; }
with_kubectl() { kubectl ${on_kubectl[@]+"${on_kubectl[@]}"} --namespace "$namespace" "$@"; }

# "<last revision> <its status> <revision that is deployed>", zeros where there is none.
state() {
  local history words
  if ! history=$(with_helm history "$release" --output json 2>"$scratch/words"); then
    words=$(<"$scratch/words")
    [[ $words == *'not found'* ]] || {
      say "helm history: $words"
      return 1
    }
    history='[]'
  fi
  node -e '
    const history = JSON.parse(process.argv[1]);
    const last = history.at(-1);
    const deployed = history.findLast(({ status }) => status === "deployed");
    console.log(last?.revision ?? 0, last?.status ?? "none", deployed?.revision ?? 0);
  ' "$history"
}

troubles() {
  say 'pods and the last events of the namespace:'
  {
    with_kubectl get pods --output wide || true
    with_kubectl get events --sort-by=.lastTimestamp | tail -n 20 || true
  } >&2
}

# As a user: from inside, then through ingress and TLS, streams included.
smoke() {
  with_helm test "$release" --logs --timeout 5m || return 1
  from_outside
}
from_outside() {
  local url
  url=$(address) || return 1
  if [ -z "$url" ]; then
    say 'exposure.mode is none and PUBLIC_URL is not set: nothing to try from outside.'
    return
  fi
  node tools/run.mjs tools/smoke/main.ts --url "$url"
}
address() {
  if [ -n "${PUBLIC_URL:-}" ]; then
    echo "$PUBLIC_URL"
    return
  fi
  local all
  all=$(with_helm get values "$release" --all --output json) || return 1
  node -e '
    const { mode, host, ingress } = JSON.parse(process.argv[1]).exposure;
    const hasTls = mode === "gateway" || ingress.tls.enabled;
    console.log(mode === "none" ? "" : (hasTls ? "https://" : "http://") + host);
  ' "$all"
}

go_back() {
  say "going back to revision $previous."
  with_helm rollback "$release" "$previous" --wait --timeout "$timeout"
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

create=()
if [ "$environment" = demo ]; then
  create=(--create-namespace)
else
  level=$(with_kubectl get namespace "$namespace" --output 'jsonpath={.metadata.labels.pod-security\.kubernetes\.io/enforce}') ||
    refuse "there is no namespace \"$namespace\" in $KUBE_CONTEXT, or you may not read it: docs/deploy.md, \"On AKS\"."
  [ "$level" = restricted ] ||
    refuse "the namespace \"$namespace\" takes other pods than restricted ones: kubectl label namespace $namespace pod-security.kubernetes.io/enforce=restricted"
fi

read -r last status previous <<<"$(state || echo unknown)"
[ "$last" != unknown ] || refuse 'what is installed cannot be read; helm'"'"'s words are above.'
case $status in
  pending-* | uninstalling)
    refuse "revision $last of $release is $status: another release is under way, or was cut off. Wait for it, or take it back: helm rollback $release --namespace $namespace"
    ;;
esac
say "$environment: $release in $namespace of ${KUBE_CONTEXT:-the current context}; deployed until now: revision $previous (0: none)."

if ! with_helm upgrade --install "$release" charts/groundwork "${values[@]}" ${images[@]+"${images[@]}"} \
  ${create[@]+"${create[@]}"} --rollback-on-failure --timeout "$timeout"; then
  say 'the upgrade failed.'
  troubles
  read -r last status deployed <<<"$(state || echo unknown)"
  if [ "$previous" = 0 ]; then
    # With --rollback-on-failure helm removes a first install that failed.
    if [ "$last" = 0 ]; then
      say 'it was the first one; nothing is left of it.'
      exit 1
    fi
    say "it was the first one, and something is left of it: helm uninstall $release --namespace $namespace"
    exit 4
  fi
  if [ "$status" = deployed ] && [ "$deployed" = "$last" ]; then
    say "helm went back by itself: revision $last is what ran before."
    exit 1
  fi
  if go_back; then
    exit 1
  fi
  troubles
  say "GOING BACK FAILED. $release in $namespace needs somebody now: docs/pipeline.md, \"When a release fails\"."
  exit 4
fi

if smoke; then
  read -r last _ <<<"$(state || echo unknown)"
  say "revision $last answers."
  # For a pipeline: what ran here, and nothing else, goes on to the next environment.
  if [ -n "${GITHUB_OUTPUT:-}" ] && [ "$environment" != demo ]; then
    for service in gateway chat ingestion; do
      variable=${service^^}_DIGEST
      echo "$service-digest=${!variable}" >>"$GITHUB_OUTPUT"
    done
  fi
  exit 0
fi
say 'the new release does not answer as it should; the words of the smoke test are above.'
troubles
if [ "$previous" = 0 ]; then
  say "it is the first one, so there is none to go back to; it was left for you to look at."
  exit 4
fi
if go_back && smoke; then
  say "revision $previous is back, and answers."
  exit 3
fi
troubles
say "GOING BACK FAILED, or what ran before does not answer either. $release in $namespace needs somebody now: docs/pipeline.md, \"When a release fails\"."
exit 4
