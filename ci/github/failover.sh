#!/usr/bin/env bash
# Plans a failover, or applies its plan.
#
# In:  $1                    plan or apply
#      STACK, TO, PLAN       the stack, the region that takes over, and the file of the plan
#      MODE                  planned or unplanned
#      CONFIRM               for an unplanned failover, the region that takes over
#      ALTHOUGH_BOTH_ANSWER  true or false
#      MAX_LAG               a duration, or nothing
#      PROGRAM               the command that runs the stacks binary
# Out: the job's summary, and for plan the file of the plan
set -euo pipefail

: "${STACK:?the stack}" "${TO:?the region}" "${PLAN:?the file}"
for value in "$STACK" "$TO" "${CONFIRM:-}" "${MAX_LAG:-}"; do
  if [[ ! "$value" =~ ^[A-Za-z0-9._-]*$ || "$value" == -* ]]; then
    echo "::error::invalid input: expected letters, digits, '.', '_' and '-'"
    exit 3
  fi
done
options=("$STACK" --to "$TO")
if [[ "${MODE:-planned}" == unplanned ]]; then
  options+=(--unplanned --confirm "${CONFIRM:-nothing}")
  if [[ "${ALTHOUGH_BOTH_ANSWER:-false}" == true ]]; then options+=(--although-both-answer); fi
fi
if [[ -n "${MAX_LAG:-}" ]]; then options+=(--max-lag "$MAX_LAG"); fi
case "${1:-}" in
  plan) options+=(--out "$PLAN") && mkdir -p "$(dirname "$PLAN")" ;;
  apply) options+=(--plan "$PLAN") ;;
  *)
    echo "::error::expected plan or apply"
    exit 3
    ;;
esac
# The program receives the runner's signals: it is this process.
read -ra program <<<"${PROGRAM:-cargo run --quiet --locked -p stacks --}"
exec "${program[@]}" failover "${options[@]}" > >(tee >(sed 's/^/    /' >>"${GITHUB_STEP_SUMMARY:-/dev/null}"))
