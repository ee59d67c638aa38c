#!/usr/bin/env bash
# Previews one stack for a pull request. Leaves in $OUT: comment.md, plan.json, report.html, result.
#
# In:  STACK    the stack
#      PROGRAM  how the stacks binary is run (cargo run --quiet --locked -p stacks --)
#      OPTIONS  more options of `preview` (--refresh)
#      COMMIT   the commit that is previewed: the head of the pull request
#      RUN_URL  where the artifacts of this run are
#      OUT      the folder (archipel-out)
# Out: the exit code of the preview: 0 no changes, 2 changes, anything else a failure that the comment tells.
set -uo pipefail

: "${STACK:?the stack}" "${COMMIT:?the commit}"
read -ra program <<<"${PROGRAM:-cargo run --quiet --locked -p stacks --}"
read -ra options <<<"${OPTIONS:-}"
out=${OUT:-archipel-out}
mkdir -p "$out"
rm -f "$out"/{comment.md,plan.json,report.html,result}

"${program[@]}" preview "$STACK" --detailed-exit-code --format markdown --out "$out/plan.json" \
  --report "$out/report.html" "${options[@]}" >"$out/body.md" 2>"$out/log"
code=$?
cat "$out/log" >&2

{
  # By this line the comment is found again and replaced.
  echo "<!-- archipel-preview $STACK -->"
  if [[ -s "$out/body.md" ]]; then
    cat "$out/body.md"
  else
    # The program did not even start: most often it does not compile. Its last words say why.
    echo "## \`preview $STACK\` failed"
    echo
    echo "The program ended with code $code before it said anything. Its last lines:"
    echo
    # A fence longer than any that a log may have.
    echo '``````````text'
    tail -n 80 "$out/log" | cut -c 1-400 | tail -c 30000
    echo '``````````'
  fi
  if [[ $code -eq 0 || $code -eq 2 ]]; then
    hash=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["content"]["hash"])' "$out/plan.json")
    echo
    echo "Merging applies exactly this plan: \`$hash\`, made from ${COMMIT:0:12}.${RUN_URL:+ [Plan and report]($RUN_URL)}"
    # What the apply reads: it takes no other plan.
    echo "<!-- archipel-plan $hash $COMMIT -->"
  fi
} >"$out/comment.md"
rm -f "$out/body.md"
echo "$code" >"$out/result"
exit "$code"
