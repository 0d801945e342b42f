#!/usr/bin/env bash
# Moves the images between jobs that share no daemon, as files in dist/images:
#
#   archive.sh save      from the daemon into files
#   archive.sh load      and back
#
# IMAGE_PREFIX, IMAGE_TAG, DOCKER as for build.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."
prefix=${IMAGE_PREFIX:-localhost/groundwork}
docker=${DOCKER:-docker}

for image in gateway chat ingestion local-azure; do
  case ${1:-} in
    save)
      mkdir -p dist/images
      "$docker" image save --output "dist/images/$image.tar" "$prefix-$image:$(tools/images/tag.sh)"
      ;;
    load) "$docker" image load --quiet --input "dist/images/$image.tar" ;;
    *)
      echo 'usage: tools/images/archive.sh save|load' >&2
      exit 2
      ;;
  esac
done
