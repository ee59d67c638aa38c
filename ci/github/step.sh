#!/usr/bin/env bash
# The step of the action that runs the program. The step's shell is replaced by this script, so that a signal to the
# step reaches it.
#
# In:  COMMAND  preview or apply
#      the variables of preview.sh, apply.sh and comment.sh
# Out: `result` and `has-plan` of the step; the job's summary. It always succeeds: the job fails after it has
#      commented.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/github/signals.sh
source "$here/signals.sh"
: "${COMMAND:?preview or apply}" "${STACK:?the stack}" "${OUT:?the folder}"
# A stack's name becomes part of marks, file names and Markdown.
if [[ ! "$STACK" =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]]; then
  echo "::error::invalid stack: expected letters, digits, '.', '_' and '-'"
  exit 3
fi
case "$COMMAND" in
  preview) script=preview.sh ;;
  apply)
    script=apply.sh
    BODY="$COMMENT" MARK="<!-- archipel-preview $STACK -->" "$here/comment.sh" fetch
    ;;
  *)
    echo "::error::invalid command: expected preview or apply"
    exit 3
    ;;
esac
forwarding "$here/$script" || true
echo "result=$(cat "$OUT/result")" >>"$GITHUB_OUTPUT"
if [[ -f "$OUT/plan.json" ]]; then echo "has-plan=true" >>"$GITHUB_OUTPUT"; fi
cat "$OUT/comment.md" >>"$GITHUB_STEP_SUMMARY"
