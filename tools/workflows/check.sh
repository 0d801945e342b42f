#!/usr/bin/env bash
# What can be said of the workflows and of every shell script without running them: `npm run workflows`.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v shellcheck >/dev/null || {
  echo 'This needs shellcheck: install it (Debian: apt-get install shellcheck) and run it again.' >&2
  exit 1
}
PATH="$(tools/external/install.sh actionlint zizmor):$PATH"

# Tracked files, and those about to be, whose first line says that a shell reads them.
mapfile -t scripts < <(
  git ls-files --cached --others --exclude-standard | while read -r file; do
    if [ -f "$file" ] && head -n 1 "$file" | grep -qE '^#!.*\b(ba)?sh$'; then echo "$file"; fi
  done
)
# SC2016: programs for Node stand in single quotes, and the dollars in them are theirs.
shellcheck --exclude=SC2016 "${scripts[@]}"
echo "workflows: shellcheck, ${#scripts[@]} scripts"
actionlint
echo 'workflows: actionlint'
zizmor --offline --persona pedantic --no-progress --quiet .github
echo 'workflows: zizmor'
