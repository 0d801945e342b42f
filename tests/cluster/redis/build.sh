#!/usr/bin/env bash
# Builds the Redis of the tests on a cluster. IMAGE_PREFIX, IMAGE_TAG, BUILD_NETWORK and DOCKER as for tools/images/build.sh.
#
# REDIS_BASE      a Debian     (debian:bookworm-slim)
set -euo pipefail
cd "$(dirname "$0")"
options=()
[ -z "${REDIS_BASE:-}" ] || options+=(--build-arg "REDIS_BASE=$REDIS_BASE")
[ -z "${BUILD_NETWORK:-}" ] || options+=(--network "$BUILD_NETWORK")
DOCKER_BUILDKIT=1 "${DOCKER:-docker}" build --quiet "${options[@]}" -t "${IMAGE_PREFIX:-localhost/groundwork}-redis:$(../../../tools/images/tag.sh)" . >/dev/null
