#!/usr/bin/env bash
# Puts a comment into a pull request: replaces the one that begins with the same line, or adds one.
#
# In:  REPOSITORY  owner/name
#      NUMBER      the pull request
#      BODY        the file; its first line is the mark
#      GH_TOKEN    for gh
# Out: with `fetch` as first argument, writes the comment that begins with $MARK to $BODY instead.
set -euo pipefail

: "${REPOSITORY:?owner/name}" "${NUMBER:?the pull request}" "${BODY:?the file}"
if [[ "${1:-}" == fetch ]]; then
  : "${MARK:?the first line}"
  gh api --paginate "repos/$REPOSITORY/issues/$NUMBER/comments" \
    --jq ".[] | select(.user.type == \"Bot\") | select(.body | startswith(\"$MARK\")) | .body" >"$BODY"
  exit 0
fi
mark=$(head -n 1 "$BODY")
# Only what a bot wrote is replaced: anybody may quote the mark.
id=$(gh api --paginate "repos/$REPOSITORY/issues/$NUMBER/comments" \
  --jq ".[] | select(.user.type == \"Bot\") | select(.body | startswith(\"$mark\")) | .id" | head -n 1)
if [[ -n "$id" ]]; then
  gh api --method PATCH "repos/$REPOSITORY/issues/comments/$id" --field "body=@$BODY" --jq .html_url
else
  gh api --method POST "repos/$REPOSITORY/issues/$NUMBER/comments" --field "body=@$BODY" --jq .html_url
fi
