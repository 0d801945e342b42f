#!/usr/bin/env bash
# Builds the images, runs each alone, and then the chart's tests on a cluster that is brought up for it and taken down
# again, however they end. Where there is no cluster to bring up it says so, and all is well.
#
#   try.sh FOLDER     puts the results, as Jest writes them, into FOLDER
#
# CLUSTER_UP      a command that brings a cluster up and writes the settings of images and tests to the file it is given
#                 (tools/cluster/one-node.sh up; for kind: tools/cluster/kind.sh up)
# CLUSTER_DOWN    a command that takes it down (tools/cluster/one-node.sh down)
set -euo pipefail
results=$(realpath "$1")
cd "$(dirname "$0")/../.."

if [ -z "${CLUSTER_UP:-}" ]; then
  if ! tools/cluster/one-node.sh is-there; then
    echo 'THERE IS NO CLUSTER HERE: images and chart were not tried. CLUSTER_UP and CLUSTER_DOWN name the commands for one.'
    exit 0
  fi
  CLUSTER_UP='tools/cluster/one-node.sh up'
  CLUSTER_DOWN='tools/cluster/one-node.sh down'
fi

from=$SECONDS
lap() { echo "-- $1: $((SECONDS - from)) s since the cluster was begun"; }

settings=$(mktemp)
down() {
  local status=$?
  rm -f "$settings"
  ${CLUSTER_DOWN:-true} || status=1
  lap 'down'
  exit "$status"
}
trap down EXIT
$CLUSTER_UP "$settings"
set -a
# shellcheck source=/dev/null
. "$settings"
set +a
IMAGE_TAG=$(tools/images/tag.sh)
export IMAGE_TAG
lap 'up'

npm run images
lap 'images'
npm run test:images -- --json --outputFile="$results/images.json"
lap 'each image alone'
tests/cluster/redis/build.sh
npm run test:cluster -- --json --outputFile="$results/cluster.json"
lap 'chart'
