#!/usr/bin/env bash
# Comments on a pull request: replaces the comment with the same first line, or adds one.
#
# In:  REPOSITORY  owner/name
#      NUMBER      the pull request
#      BODY        the file; its first line is the mark
#      AUTHOR      the account of GH_TOKEN (github-actions[bot]); comments of other accounts are ignored
#      GH_TOKEN    for gh
# With `replace` as first argument: adds none. With `fetch` as first argument: writes the comment whose first line is $MARK to
# $BODY instead, or an empty file if there is none.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${REPOSITORY:?owner/name}" "${NUMBER:?the pull request}" "${BODY:?the file}"
comments="repos/$REPOSITORY/issues/$NUMBER/comments"
find_comment() {
  gh api --paginate "$comments?per_page=100" | MARK="$1" AUTHOR="${AUTHOR:-github-actions[bot]}" python3 "$here/find_comment.py" "$2"
}
if [[ "${1:-}" == fetch ]]; then
  : "${MARK:?the first line}"
  find_comment "$MARK" body >"$BODY"
  exit 0
fi
id=$(find_comment "$(head -n 1 "$BODY")" id)
if [[ -n "$id" ]]; then
  gh api --method PATCH "repos/$REPOSITORY/issues/comments/$id" --field "body=@$BODY" --jq .html_url
elif [[ "${1:-}" != replace ]]; then
  gh api --method POST "$comments" --field "body=@$BODY" --jq .html_url
fi
