#!/usr/bin/env bash
# Checks the alert rules of the stacks, their tests and their routes with the tools of Prometheus.
set -euo pipefail
cd "$(dirname "$0")/../.."
rules=stacks/src/components/observability
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! command -v promtool >/dev/null || ! command -v amtool >/dev/null; then
  # Debian's packages are unpacked and not installed, because their installation starts servers.
  unpack() { (cd "$work" && apt-get download -qq prometheus prometheus-alertmanager && for package in *.deb; do dpkg-deb -x "$package" .; done); }
  if ! command -v apt-get >/dev/null || ! unpack >/dev/null 2>&1; then
    echo "promtool and amtool cannot be fetched: the alert rules are not checked"
    exit 0
  fi
  PATH="$work/usr/bin:$PATH"
fi

promtool check rules "$rules/rules.yaml"
(cd "$rules" && promtool test rules rules.test.yaml)
sed 's/TOPIC/arn:aws:sns:eu-west-1:111122223333:alarms/; s/REGION/eu-west-1/' "$rules/alertmanager.yaml" >"$work/routes.yaml"
amtool check-config "$work/routes.yaml"
# With PagerDuty, as `alert_manager.rs` adds it. The alert manager of AWS reads the key in a secret, and amtool a text.
python3 - "$rules/alertmanager-pagerduty.yaml" "$work/routes.yaml" "$work/pages.yaml" <<'PYTHON'
import re
import sys

pages, routes, out = sys.argv[1:]
route, receiver = open(pages).read().split("---\n")
receiver = re.sub(r"routing_key:\n( {10,}.*\n)+", "routing_key: key\n", receiver)
text = open(routes).read().replace("  routes:\n", "  routes:\n" + route, 1).replace("receivers:\n", "receivers:\n" + receiver, 1)
open(out, "w").write(text)
PYTHON
amtool check-config "$work/pages.yaml"
# The message for a chat, which shows nothing but its own format, with texts that have the characters of JSON.
cat >"$work/data.json" <<'JSON'
{
  "commonLabels": { "severity": "warning", "alertname": "JobsWait" },
  "alerts": [
    { "status": "firing", "annotations": { "summary": "More than 40 jobs wait in \"a\\b", "value": "41 jobs\n", "runbook_url": "https://runbooks.example/alerts.md#jobswait" } },
    { "status": "resolved", "annotations": { "summary": "The API's errors", "value": "50 %" } }
  ]
}
JSON
echo '{{ define "none" }}{{ end }}' >"$work/none.tmpl"
amtool template render --template.glob="$work/none.tmpl" --template.text="$(<"$rules/alertmanager-chat.txt")" \
  --template.data="$work/data.json" >"$work/message.json"
python3 - "$work/message.json" <<'PYTHON'
import json
import sys

message = json.load(open(sys.argv[1]))
content = message["content"]
assert (message["version"], message["source"]) == ("1.0", "custom"), message
assert content["title"] == "[warning] JobsWait", content
firing, resolved, rest = content["description"].split("\n")
assert firing.startswith("firing: More than 40 jobs wait") and firing.endswith("/alerts.md#jobswait"), content
assert resolved.startswith("resolved: ") and not rest, content
PYTHON
reach() {
  local found
  found=$(amtool config routes test --config.file="$work/$1.yaml" "severity=$2" "alertname=$3" 2>/dev/null)
  [[ "$found" == "$4" ]] || { echo "alerts $3 of the severity $2 reach $found, not $4 ($1)"; exit 1; }
}
reach routes critical ApiErrors topic
reach routes warning ApiSlow topic
reach pages critical ApiErrors pagerduty,topic
reach pages warning ApiSlow pagerduty-warning,topic
reach pages warning JobsWait pagerduty-warning,topic
reach pages warning GpuBusy topic
