#!/bin/sh
# Takes out of an image's folder what no program reads: types and source maps of packages, and Node, which is there already.
set -eu
find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
rm -rf node_modules/node-linux-* node_modules/.package-lock.json package-lock.json .npmrc
