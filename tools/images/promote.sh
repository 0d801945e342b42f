#!/usr/bin/env bash
# Takes the images of a release from the registry of staging over into that of production, by digest and unchanged, once it
# is sure that our CI signed them and attested what is in them.
#
# STAGING_REGISTRY, REGISTRY   from where to where, stagingcontoso.azurecr.io; Azure's command line is signed in
# GATEWAY_DIGEST CHAT_DIGEST INGESTION_DIGEST   sha256:...
# SIGNER                       who must have signed: the address of the workflow, with its branch
set -euo pipefail

for variable in STAGING_REGISTRY REGISTRY SIGNER GATEWAY_DIGEST CHAT_DIGEST INGESTION_DIGEST; do
  [ -n "${!variable:-}" ] || {
    echo "Set $variable; this file tells what it is." >&2
    exit 2
  }
done

az acr login --name "${STAGING_REGISTRY%%.*}"
signed_by=(--certificate-identity "$SIGNER" --certificate-oidc-issuer https://token.actions.githubusercontent.com)
for service in gateway chat ingestion; do
  variable=${service^^}_DIGEST
  digest=${!variable}
  from=$STAGING_REGISTRY/groundwork-$service@$digest
  cosign verify "${signed_by[@]}" "$from" >/dev/null
  cosign verify-attestation "${signed_by[@]}" --type cyclonedx "$from" >/dev/null
  az acr import --name "${REGISTRY%%.*}" --source "$from" --repository "groundwork-$service" --output none --only-show-errors || {
    echo "groundwork-$service could not be taken over from $STAGING_REGISTRY; the identity needs AcrPull there and Contributor of imports here (docs/pipeline.md)." >&2
    exit 1
  }
  echo "groundwork-$service@$digest: signed by our CI, and in $REGISTRY."
done
