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
for severity in critical warning; do
  receiver=$(amtool config routes test --config.file="$work/routes.yaml" "severity=$severity" alertname=ApiErrors 2>/dev/null)
  [[ "$receiver" == topic ]] || { echo "alerts of the severity $severity reach $receiver, not the topic"; exit 1; }
done
