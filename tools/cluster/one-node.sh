#!/usr/bin/env bash
# A cluster for the tests on one where no image registry can be reached: one real node, built from Go modules by scripts
# beside the checkout, and a Docker daemon for the images. Its verbs are those of kind.sh, and two more.
#
#   one-node.sh is-there        whether those scripts are there
#   one-node.sh build           builds it, quarter of an hour on two cores; once built, it is there
#   one-node.sh up FILE         starts it, and writes the settings of images and tests to FILE, for a shell
#   one-node.sh load IMAGE ...  moves images from Docker into it
#   one-node.sh down            ends it
#
# ONE_NODE_DIR    the scripts               (../shared/cluster)
# K8S_HOME        what is built, and kept   (one-node-kubernetes in the user's cache folder)
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts=$(realpath --canonicalize-missing "${ONE_NODE_DIR:-../shared/cluster}")

is_there() { [ -x "$scripts/up.sh" ] && [ "$(id -u)" -eq 0 ]; }

settings_of_it() {
  # shellcheck source=/dev/null
  . "$scripts/env.sh"
  DOCKER_HOST=unix://$K/docker/docker.sock
  export DOCKER_HOST
}

# One builder at a time, and what was built from the scripts as they are is not built again.
build() {
  local stamp lock
  settings_of_it
  mkdir -p "$K"
  exec {lock}>"$K/build.lock"
  flock "$lock"
  stamp=$(find "$scripts" -type f ! -name '*.md' | sort | xargs sha256sum | sha256sum)
  if [ "$(cat "$K/built" 2>/dev/null)" != "$stamp" ]; then
    "$scripts/packages.sh"
    "$scripts/build-all.sh"
    echo "$stamp" >"$K/built"
  fi
  exec {lock}>&-
}

up() {
  build
  "$scripts/docker-up.sh"
  "$scripts/base-image.sh" >/dev/null
  "$scripts/up.sh"
  for image in traefik cm ms; do ctr images import "$K/img/$image.tar" >/dev/null; done
  "$scripts/crds.sh" cert-manager keda gateway-api prometheus-operator >/dev/null
  "$scripts/manifests/storage.sh"
  for addon in traefik cert-manager metrics-server; do kubectl apply -f "$scripts/manifests/$addon.yaml" >/dev/null; done
  kubectl -n ingress rollout status deployment/traefik --timeout=120s
  kubectl -n cert-manager rollout status deployment/certmanager --timeout=120s
  kubectl -n kube-system rollout status deployment/metrics-server --timeout=120s
}

write_settings() {
  local setting
  # Debian's own client builds with BuildKit; a newer one may be found before it.
  for setting in "KUBECONFIG=$KUBECONFIG" "PATH=$PATH" "NO_PROXY=$NO_PROXY" "no_proxy=${no_proxy:-}" \
    "DOCKER_HOST=$DOCKER_HOST" DOCKER=/usr/bin/docker BUILD_NETWORK=host \
    "BUILD_CA_FILE=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" \
    BUILD_BASE=node:24-bookworm-slim RUNTIME_BASE=localhost/debian:bookworm REDIS_BASE=localhost/debian:bookworm \
    "INGRESS_ADDRESS=$NODE_IP:30443" INGRESS_NAMESPACE=ingress "IMAGE_LOADER=$PWD/tools/cluster/one-node.sh load"; do
    printf '%s=%q\n' "${setting%%=*}" "${setting#*=}"
  done
}

case ${1:-} in
  is-there) is_there ;;
  build) build ;;
  up)
    up >&2
    write_settings >"$2"
    ;;
  load)
    shift
    settings_of_it
    /usr/bin/docker save "$@" | ctr images import - >/dev/null
    ;;
  down)
    "$scripts/down.sh" --keep-logs
    "$scripts/docker-down.sh"
    ;;
  *)
    sed -n 's/^#   //p' "$0" >&2
    exit 1
    ;;
esac
