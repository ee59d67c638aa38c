#!/usr/bin/env bash
# Checks the dashboards of the stacks: their members with the types that Grafana publishes (the package
# grafana-foundation-sdk), and their queries with promtool.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! command -v promtool >/dev/null; then
  # Debian's package is unpacked and not installed, because its installation starts a server.
  unpack() { (cd "$work" && apt-get download -qq prometheus && dpkg-deb -x prometheus_*.deb .); }
  if command -v apt-get >/dev/null && unpack >/dev/null 2>&1; then PATH="$work/usr/bin:$PATH"; fi
fi
python=python3
if ! python3 -m venv "$work/venv" >/dev/null 2>&1 ||
  ! "$work/venv/bin/pip" install -q --require-hashes --only-binary :all: -r ci/dashboards/requirements.txt >/dev/null 2>&1; then
  echo "grafana-foundation-sdk cannot be fetched: the members of the dashboards are not checked"
else
  python="$work/venv/bin/python"
fi
"$python" ci/dashboards/check.py stacks/dashboards "$work"
