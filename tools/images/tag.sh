#!/usr/bin/env bash
# The tag of the images of this checkout: IMAGE_TAG, or the commit's short hash, with -dirty where files differ from it.
set -euo pipefail
cd "$(dirname "$0")/../.."
echo "${IMAGE_TAG:-$(git rev-parse --short=12 HEAD)$(git diff --quiet HEAD -- || echo -dirty)}"
