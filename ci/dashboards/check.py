"""Checks dashboards: every member is one of Grafana's types, and every PromQL query parses."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

try:
    from grafana_foundation_sdk.cog.encoder import JSONEncoder
    from grafana_foundation_sdk.cog.plugins import register_default_plugins
    from grafana_foundation_sdk.models.dashboard import Dashboard
except ImportError:
    Dashboard = None


def lost(written, read, path=""):
    """The members of `written` that Grafana's types do not have, or have with another value."""
    if isinstance(written, dict):
        if not isinstance(read, dict):
            return [path]
        return [one for name, value in written.items() if value is not None for one in lost(value, read.get(name), f"{path}/{name}")]
    if isinstance(written, list):
        if not isinstance(read, list) or len(written) != len(read):
            return [path]
        return [one for number, pair in enumerate(zip(written, read)) for one in lost(*pair, f"{path}/{number}")]
    return [] if written == read else [f"{path}: {written!r} is read as {read!r}"]


def queries(dashboard):
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            if "expr" in target:
                yield f"{panel['title']}", target["expr"]


def main(folder, work):
    problems, checked = [], 0
    files = sorted(Path(folder).glob("*.json"))
    if not files:
        sys.exit(f"no dashboards in {folder}")
    rules = []
    for file in files:
        dashboard = json.loads(file.read_text())
        if Dashboard:
            read = json.loads(json.dumps(Dashboard.from_json(dashboard), cls=JSONEncoder))
            problems += [f"{file.name}: Grafana's types have no {member}" for member in lost(dashboard, read)]
        for title, expr in queries(dashboard):
            # promtool checks expressions in rules.
            rules.append({"record": f"panel:{len(rules)}", "expr": expr, "labels": {"panel": f"{file.name} {title}"}})
            checked += 1
    if shutil.which("promtool"):
        path = Path(work) / "queries.json"
        # JSON is YAML.
        path.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
        checks = subprocess.run(["promtool", "check", "rules", str(path)], capture_output=True, text=True)
        if checks.returncode != 0:
            problems.append(checks.stdout + checks.stderr)
    else:
        print("promtool cannot be fetched: the queries of the dashboards are not checked")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(files)} dashboards with {checked} queries in PromQL")


if __name__ == "__main__":
    if Dashboard:
        register_default_plugins()
    main(*sys.argv[1:])
