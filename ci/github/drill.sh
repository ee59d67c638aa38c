#!/usr/bin/env bash
# Drills the stack STACK. Without SCENARIO it is the one that the schedule SCHEDULE is for. EXPERIMENTS is a JSON object with the
# experiment template of AWS FIS of each scenario, `declared` for that of the recovery program: without one, the stack is created and
# drilled in the sandbox. The report is written to OUT. PROGRAM is the command that runs the stacks binary.
set -euo pipefail

program=${PROGRAM:-cargo run --quiet --locked -p stacks --}
scenario=${SCENARIO:-}
if [[ -z "$scenario" ]]; then
  if [[ "$SCHEDULE" == *"1,4,7,10"* ]]; then
    scenario=region-lost
  else
    # One of these each month.
    of_month=(database-lag load-balancer-lost buckets-unavailable zone-lost)
    month=$(date -u +%m)
    scenario=${of_month[$((10#$month % 4))]}
  fi
fi
echo "scenario=$scenario" >>"${GITHUB_OUTPUT:-/dev/null}"
experiment=$(python3 -c 'import json, sys; print(json.loads(sys.argv[1]).get(sys.argv[2], ""))' "$EXPERIMENTS" "$scenario")
options=(--scenario "$scenario" --yes --out "$OUT")
if [[ "$experiment" == declared ]]; then
  options+=(--approved-by "$APPROVED_BY")
elif [[ -n "$experiment" ]]; then
  options+=(--experiment "$experiment" --approved-by "$APPROVED_BY")
else
  echo "no experiment for $scenario in ARCHIPEL_EXPERIMENTS: $STACK is drilled in the sandbox"
  # Only the sandbox has this passphrase, and ends with the job.
  export ARCHIPEL_PASSPHRASE=${ARCHIPEL_PASSPHRASE:-$(head -c 24 /dev/urandom | base64)}
  $program up "$STACK" --sandbox --without-cluster-contents --yes
  options+=(--sandbox --without-cluster-contents)
fi
$program drill "$STACK" "${options[@]}"
