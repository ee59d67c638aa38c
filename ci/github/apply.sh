#!/usr/bin/env bash
# Applies the plan that a pull request showed, and no other. Writes to $OUT: comment.md, report.html, result.
#
# In:  STACK    the stack
#      PLAN     the plan file of the preview
#      COMMENT  a file with the preview's comment, as it is in the pull request
#      COMMIT   the head of the pull request when it was merged
#      PROGRAM, OPTIONS, RUN_URL, OUT  as for preview.sh; OPTIONS are those of `up`
# Out: exit code 0 applied, 5 refused, any other a failure that the comment describes.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/github/signals.sh
source "$here/signals.sh"
# shellcheck source=ci/github/log.sh
source "$here/log.sh"
: "${STACK:?the stack}" "${PLAN:?the plan file}" "${COMMENT:?the comment of the preview}" "${COMMIT:?the commit}"
read -ra command <<<"${PROGRAM:-cargo run --quiet --locked -p stacks --}"
read -ra options <<<"${OPTIONS:-}"
out=${OUT:-archipel-out}
mkdir -p "$out"
rm -f "$out"/{comment.md,report.html,result,body.md,log}

finish() {
  {
    echo "<!-- archipel-apply $STACK -->"
    cat "$out/body.md"
    if [[ -n "${RUN_URL:-}" ]]; then printf '\n[Log and report](%s)\n' "$RUN_URL"; fi
  } >"$out/comment.md"
  rm -f "$out/body.md"
  echo "$1" >"$out/result"
  exit "$1"
}

refuse() {
  printf '## Nothing was applied to `%s`\n\n%s\n\n%s\n' "$STACK" "$1" \
    'Preview it again: run the preview of this pull request again and then this job, or open a pull request with a change.' \
    >"$out/body.md"
  echo "refused: $1" >&2
  finish 5
}

[[ -f "$PLAN" ]] || refuse "There is no plan: the preview of \`${COMMIT:0:12}\` failed, or its plan has expired."
# Only the second line comes from the scripts: see preview.sh. An edit in the browser adds carriage returns to a comment.
mark=$(sed -n 2p "$COMMENT" | tr -d '\r' | grep -xE '<!-- archipel-plan [0-9a-f]{64} [0-9a-f]{7,64} -->')
[[ -n "$mark" ]] || refuse "The pull request has no comment of a successful preview by \`${AUTHOR:-github-actions[bot]}\`."
read -r _ _ shown of _ <<<"$mark"
[[ "$of" == "$COMMIT" ]] ||
  refuse "The plan in the comment was made from \`${of:0:12}\`, but \`${COMMIT:0:12}\` was merged."
hash=$(python3 "$here/plan_hash.py" "$PLAN")
[[ "$hash" == "$shown" ]] ||
  refuse "The plan file has the hash \`${hash:-(none)}\`, but the comment shows \`$shown\`."

forwarding "${command[@]}" up "$STACK" --plan "$PLAN" --yes --format markdown --report "$out/report.html" "${options[@]}" \
  >"$out/body.md" 2>"$out/log"
code=$?
show_log "$out/log"
if [[ ! -s "$out/body.md" ]]; then
  {
    printf '## `up %s` failed\n\nThe program ended with code %s and without a report. Its last lines:\n\n' "$STACK" "$code"
    python3 "$here/fence.py" "$out/log"
  } >"$out/body.md"
fi
finish "$code"
