#!/usr/bin/env bash
# Opens an issue with the report of a drill: the file REPORT, the outcome RESULT of its step, the scenario SCENARIO. Beside it are the
# results of the restore tests of AWS Backup.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
body=$(mktemp)
if [[ -s "$REPORT" ]]; then
  cat "$REPORT" >"$body"
else
  echo "The drill ended before it had a report." >"$body"
fi
since=$(python3 -c 'import datetime as d; print((d.datetime.now(d.timezone.utc) - d.timedelta(days=100)).strftime("%Y-%m-%dT%H:%M:%SZ"))')
errors=$(mktemp)
printf '\n## Restore tests of the last 100 days\n\n' >>"$body"
# The report is published in any case.
if jobs=$(aws backup list-restore-jobs --by-created-after "$since" --output json 2>"$errors"); then
  python3 "$here/restore_tests.py" <<<"$jobs" >>"$body" || echo "The results cannot be shown: the log has the reason." >>"$body"
else
  echo "The results cannot be read: \`aws backup list-restore-jobs\`: $(tr '\n' ' ' <"$errors")" >>"$body"
fi
printf '\n[The run](%s) has the report as a page, and its log.\n' "$RUN_URL" >>"$body"
title="Drill: ${SCENARIO:-not started}, $RESULT, $(date -u +%F)"
gh issue create --repo "$REPOSITORY" --title "$title" --body-file "$body"
rm -f "$body" "$errors"
