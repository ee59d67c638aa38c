#!/usr/bin/env bash
# Previews one stack for a pull request. Writes to $OUT: comment.md, plan.json, report.html, result.
#
# In:  STACK    the stack
#      PROGRAM  the command that runs the stacks binary (cargo run --quiet --locked -p stacks --)
#      OPTIONS  further options of `preview` (--refresh)
#      COMMIT   the previewed commit: the head of the pull request
#      RUN_URL  the address of this run, with its artifacts
#      OUT      the folder (archipel-out)
# Out: the exit code of the preview: 0 no changes, 2 changes, any other a failure that the comment describes.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/github/signals.sh
source "$here/signals.sh"
# shellcheck source=ci/github/log.sh
source "$here/log.sh"
: "${STACK:?the stack}" "${COMMIT:?the commit}"
read -ra command <<<"${PROGRAM:-cargo run --quiet --locked -p stacks --}"
read -ra options <<<"${OPTIONS:-}"
out=${OUT:-archipel-out}
mkdir -p "$out"
rm -f "$out"/{comment.md,plan.json,report.html,result}

forwarding "${command[@]}" preview "$STACK" --detailed-exit-code --format markdown --out "$out/plan.json" \
  --report "$out/report.html" "${options[@]}" >"$out/body.md" 2>"$out/log"
code=$?
show_log "$out/log"

hash=""
if [[ $code -eq 0 || $code -eq 2 ]]; then
  hash=$(python3 "$here/plan_hash.py" "$out/plan.json")
fi
{
  # The scripts find the comment by its first line. The apply takes the plan from the second line and from no other:
  # values of the program follow below.
  echo "<!-- archipel-preview $STACK -->"
  if [[ -n "$hash" ]]; then echo "<!-- archipel-plan $hash $COMMIT -->"; else echo "<!-- archipel-no-plan -->"; fi
  if [[ -s "$out/body.md" ]]; then
    cat "$out/body.md"
  else
    # The program did not start: usually it does not compile.
    printf '## `preview %s` failed\n\nThe program ended with code %s and without a report. Its last lines:\n\n' "$STACK" "$code"
    python3 "$here/fence.py" "$out/log"
  fi
  if [[ -n "$hash" ]]; then
    printf '\nMerging applies exactly this plan: `%s`, made from %s.' "$hash" "\`${COMMIT:0:12}\`"
    if [[ -n "${RUN_URL:-}" ]]; then printf ' [Plan and report](%s)' "$RUN_URL"; fi
    echo
  fi
} >"$out/comment.md"
rm -f "$out/body.md"
echo "$code" >"$out/result"
exit "$code"
