#!/usr/bin/env bash
# Pushes the images under the commit, signs each by its digest and attests its SBOM (dist/sbom), all with the identity of the
# job that runs it: cosign's certificate names the workflow, and lives for ten minutes. Appends SERVICE-digest=sha256:... to
# GITHUB_OUTPUT.
#
# REGISTRY        where to, contoso.azurecr.io; the daemon is signed in there
# IMAGE_TAG       the commit
# IMAGE_PREFIX, DOCKER as for build.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
prefix=${IMAGE_PREFIX:-localhost/groundwork}
docker=${DOCKER:-docker}
outputs=${GITHUB_OUTPUT:-/dev/stdout}

[[ ${REGISTRY:-} =~ ^[a-z0-9.-]+(:[0-9]+)?$ ]] || {
  echo "Set REGISTRY to the registry's name, such as contoso.azurecr.io; it is \"${REGISTRY:-}\"." >&2
  exit 2
}
[[ ${IMAGE_TAG:-} =~ ^[0-9a-f]{40}$ ]] || {
  echo "Set IMAGE_TAG to the commit's whole hash; it is \"${IMAGE_TAG:-}\"." >&2
  exit 2
}

for service in gateway chat ingestion local-azure; do
  name=$REGISTRY/groundwork-$service
  "$docker" image tag "$prefix-$service:$IMAGE_TAG" "$name:$IMAGE_TAG"
  "$docker" image push --quiet "$name:$IMAGE_TAG" >&2
  digest=$("$docker" image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$name:$IMAGE_TAG" | sed -n "s|^$name@||p")
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || {
    echo "The registry gave no digest for $name:$IMAGE_TAG." >&2
    exit 1
  }
  cosign sign --yes "$name@$digest"
  cosign attest --yes --type cyclonedx --predicate "dist/sbom/$service.cdx.json" "$name@$digest"
  echo "$service-digest=$digest" >>"$outputs"
done
