#!/usr/bin/env bash
# Builds the images and prints what each adds to its base (the runtime base and Node); writes their SBOMs (CycloneDX) to dist/sbom.
#
#   npm run images                          all of: gateway chat ingestion local-azure
#   npm run images -- TARGET ...            some of them
#
# The SBOMs are told from the installed packages (npm ci), which are those of the lock file, as the images' are.
#
# IMAGE_PREFIX    what the names begin with          (localhost/groundwork: names localhost/groundwork-gateway ...)
# IMAGE_TAG       their tag                          (that of tag.sh: the commit's)
# BUILD_BASE      an image with Node and npm         (see the Dockerfile)
# RUNTIME_BASE    what the images stand on           (see the Dockerfile)
# BUILD_CA_FILE   certificates npm must trust        (none)
# BUILD_NETWORK   network of the build               (the daemon's default)
# DOCKER          the client; a client newer than 23 needs its buildx component for BuildKit (docker)
# REQUIRE_DIGESTS with 1: bases must be named by digest, as in a release
# MAX_MIB         most that an image may add to its base, MiB (250)
set -euo pipefail
cd "$(dirname "$0")/../.."

prefix=${IMAGE_PREFIX:-localhost/groundwork}
revision=$(git rev-parse HEAD)
tag=$(tools/images/tag.sh)
max_mib=${MAX_MIB:-250}
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(gateway chat ingestion local-azure)

if [ "${REQUIRE_DIGESTS:-}" = 1 ]; then
  for base in "${BUILD_BASE:-}" "${RUNTIME_BASE:-}"; do
    if ! [[ $base =~ @sha256:[0-9a-f]{64}$ ]]; then
      echo "A release is built on bases named by digest: set BUILD_BASE and RUNTIME_BASE to NAME@sha256:... (one is \"$base\")." >&2
      exit 1
    fi
  done
fi

options=(
  --build-arg "VERSION=$(node -p 'require("./package.json").version')"
  --build-arg "REVISION=$revision"
  --build-arg "SOURCE=$(git config --get remote.origin.url || echo unknown)"
)
[ -z "${BUILD_BASE:-}" ] || options+=(--build-arg "BUILD_BASE=$BUILD_BASE")
[ -z "${RUNTIME_BASE:-}" ] || options+=(--build-arg "RUNTIME_BASE=$RUNTIME_BASE")
[ -z "${BUILD_CA_FILE:-}" ] || options+=(--secret "id=ca,src=$BUILD_CA_FILE")
[ -z "${BUILD_NETWORK:-}" ] || options+=(--network "$BUILD_NETWORK")

docker=${DOCKER:-docker}
size_of() { "$docker" image inspect --format '{{.Size}}' "$1"; }

build() { DOCKER_BUILDKIT=1 "$docker" build --quiet "${options[@]}" --target "$1" -t "$2" . >/dev/null; }

# Without --omit dev, by which npm leaves out whatever any package develops with too; the services have no such dependencies.
# npm names the subject after the folder of the checkout.
sbom() {
  npm sbom --sbom-format cyclonedx --sbom-type application -w "services/$1" >"dist/sbom/$1.npm.json"
  # shellcheck disable=SC2016 # JavaScript's own expressions
  node -e '
    const { readFileSync, rmSync, writeFileSync } = require("node:fs");
    const [target, from, to] = process.argv.slice(1);
    const sbom = JSON.parse(readFileSync(from, "utf8"));
    sbom.metadata.component.name = `groundwork-${target}`;
    writeFileSync(to, `${JSON.stringify(sbom, null, 2)}\n`);
    rmSync(from);
  ' "$1" "dist/sbom/$1.npm.json" "dist/sbom/$1.cdx.json"
}

mkdir -p dist/sbom
build runtime "$prefix-runtime:$tag"
too_large=()
for target in "${targets[@]}"; do
  image=$prefix-$target:$tag
  build "$target" "$image"
  sbom "$target"
  added=$((($(size_of "$image") - $(size_of "$prefix-runtime:$tag")) / 1048576))
  printf '%-44s %4d MiB over its base\n' "$image" "$added"
  [ "$added" -le "$max_mib" ] || too_large+=("$target")
done
if [ ${#too_large[@]} -gt 0 ]; then
  echo "More than $max_mib MiB over the base: ${too_large[*]}." >&2
  exit 1
fi
