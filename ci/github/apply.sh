#!/usr/bin/env bash
# Applies the plan that a pull request showed, and no other. Leaves in $OUT: comment.md, report.html, result.
#
# In:  STACK    the stack
#      PLAN     the plan file of the preview
#      COMMENT  a file with the preview's comment, as it stands in the pull request
#      COMMIT   the head of the pull request when it was merged
#      PROGRAM, OPTIONS, RUN_URL, OUT  as for preview.sh; OPTIONS are those of `up`
# Out: 0 applied, 5 refused, anything else a failure; the comment tells it.
set -uo pipefail

: "${STACK:?the stack}" "${PLAN:?the plan file}" "${COMMENT:?the comment of the preview}" "${COMMIT:?the commit}"
read -ra program <<<"${PROGRAM:-cargo run --quiet --locked -p stacks --}"
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
  printf '## Nothing was applied to `%s`\n\n%s\n\nPreview it again: push to the pull request, or open one with a change.\n' \
    "$STACK" "$1" >"$out/body.md"
  echo "refused: $1" >&2
  finish 5
}

[[ -f "$PLAN" ]] || refuse "There is no plan: the preview of ${COMMIT:0:12} left none, or it has expired."
mark=$(grep -oE '<!-- archipel-plan [0-9a-f]{64} [0-9a-f]{7,64} -->' "$COMMENT" | tail -n 1)
[[ -n "$mark" ]] || refuse "The pull request has no comment of a preview that succeeded."
read -r _ _ shown of _ <<<"$mark"
[[ "$of" == "$COMMIT" ]] ||
  refuse "The plan in the comment was made from ${of:0:12}, and ${COMMIT:0:12} was merged."
hash=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["content"]["hash"])' "$PLAN" 2>/dev/null)
[[ "$hash" == "$shown" ]] ||
  refuse "The plan file has the hash ${hash:-(none)}, and the comment shows ${shown}."

"${program[@]}" up "$STACK" --plan "$PLAN" --yes --format markdown --report "$out/report.html" "${options[@]}" \
  >"$out/body.md" 2>"$out/log"
code=$?
cat "$out/log" >&2
if [[ ! -s "$out/body.md" ]]; then
  {
    printf '## `up %s` failed\n\nThe program ended with code %s before it said anything. Its last lines:\n\n' "$STACK" "$code"
    echo '``````````text'
    tail -n 80 "$out/log" | cut -c 1-400 | tail -c 30000
    echo '``````````'
  } >"$out/body.md"
fi
finish "$code"
