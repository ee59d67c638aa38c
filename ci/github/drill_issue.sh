#!/usr/bin/env bash
# Opens an issue with the report of a drill: the file REPORT, the outcome RESULT of its step, the scenario SCENARIO.
set -euo pipefail

body=$(mktemp)
if [[ -s "$REPORT" ]]; then
  cat "$REPORT" >"$body"
else
  echo "The drill ended before it had a report." >"$body"
fi
printf '\n[The run](%s) has the report as a page, and its log.\n' "$RUN_URL" >>"$body"
title="Drill: ${SCENARIO:-not started}, $RESULT, $(date -u +%F)"
gh issue create --repo "$REPOSITORY" --title "$title" --body-file "$body"
rm -f "$body"
