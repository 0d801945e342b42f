#!/usr/bin/env bash
# Tells Slack how a run of the pipeline ended. The webhook's address is a secret: it is read from Key Vault with the identity
# of the job, handed to curl by a file descriptor, and is in no command line and no log.
#
# KEY_VAULT   the vault with the secret slack-webhook
# RESULTS     the workflow's `needs` as JSON: {"production": {"result": "success", ...}, ...}
# RUN_URL, REVISION, ACTOR   what the message tells
set -euo pipefail

for variable in KEY_VAULT RESULTS RUN_URL REVISION ACTOR; do
  [ -n "${!variable:-}" ] || {
    echo "Set $variable; this file tells what it is." >&2
    exit 2
  }
done

message=$(node -e '
  const { RESULTS, RUN_URL, REVISION, ACTOR } = process.env;
  const results = Object.entries(JSON.parse(RESULTS)).map(([job, { result }]) => ({ job, result }));
  const at = (result) => results.filter((one) => one.result === result).map(({ job }) => job);
  const failed = at("failure");
  const headline = failed.length > 0
    ? ":red_circle: failed at " + failed.join(", ")
    : at("cancelled").length > 0
      ? ":white_circle: called off at " + at("cancelled").join(", ")
      : results.some(({ job, result }) => job === "production" && result === "success")
        ? ":large_green_circle: in production"
        : ":white_circle: not in production";
  const lines = ["Groundwork " + headline, REVISION.slice(0, 12) + " by " + ACTOR + ": <" + RUN_URL + "|the run>"];
  lines.push(results.map(({ job, result }) => job + " " + result).join(" · "));
  console.log(JSON.stringify({ text: lines.join("\n") }));
')
webhook=$(az keyvault secret show --vault-name "$KEY_VAULT" --name slack-webhook --query value --output tsv)
[ -z "${GITHUB_ACTIONS:-}" ] || echo "::add-mask::$webhook"
curl --silent --show-error --fail --retry 3 --max-time 20 --output /dev/null --config <(printf 'url = "%s"\n' "$webhook") \
  --header 'content-type: application/json' --data-binary @- <<<"$message"
echo 'Slack was told.'
