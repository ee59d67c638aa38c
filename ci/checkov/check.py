"""Compares the findings of Checkov with their answers.

    check.py --checkov PROGRAM --answers FILE FRAMEWORK=DOCUMENT ..

An answer is for one check of Checkov and some resources, and has a reason. The end is 1 if a finding has no answer, or if an
answer has no finding any more.
"""
import argparse
import fnmatch
import json
import os
import pathlib
import subprocess
import sys
import tomllib
from typing import NamedTuple


class Finding(NamedTuple):
    check: str
    name: str
    resource: str


def findings(report):
    """The failed checks of a report, and the number of those that passed."""
    reports = report if isinstance(report, list) else [report]
    failed, passed = [], 0
    for one in reports:
        # Without a resource to check, the report is only a summary.
        results = one.get("results", {})
        if results.get("parsing_errors"):
            sys.exit(f"checkov cannot read {', '.join(results['parsing_errors'])}")
        passed += one.get("summary", one).get("passed", 0)
        failed += [Finding(found["check_id"], found["check_name"], found["resource"]) for found in results.get("failed_checks", [])]
    return failed, passed


def compare(found, answers):
    """The findings without an answer, and the answers without a finding: each as (check, pattern)."""
    used = set()
    open_ones = []
    for finding in found:
        matching = [
            (answer["check"], pattern)
            for answer in answers
            for pattern in answer["resources"]
            if answer["check"] == finding.check and fnmatch.fnmatchcase(finding.resource, pattern)
        ]
        used.update(matching)
        if not matching:
            open_ones.append(finding)
    stale = [
        (answer["check"], pattern)
        for answer in answers
        for pattern in answer["resources"]
        if (answer["check"], pattern) not in used
    ]
    return open_ones, stale


def read_answers(text):
    """The answers of a file. Each has a check, resources and a reason."""
    answers = tomllib.loads(text).get("answer", [])
    for answer in answers:
        if sorted(answer) != ["check", "reason", "resources"] or not answer["reason"].strip() or not answer["resources"]:
            sys.exit(f"invalid answer {answer}: expected `check`, `resources` and `reason`")
    return answers


def scan(program, framework, document):
    """The report of Checkov about a document. It sends nothing and loads no policies."""
    command = [program, "--file", document, "--framework", framework, "--output", "json", "--compact", "--quiet", "--skip-download"]
    environment = {**os.environ, "LOG_LEVEL": "ERROR"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    if run.returncode not in (0, 1) or not run.stdout.strip():
        sys.exit(f"checkov failed:\n{run.stderr}")
    return json.loads(run.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkov", required=True)
    parser.add_argument("--answers", required=True, type=pathlib.Path)
    parser.add_argument("documents", nargs="+", metavar="FRAMEWORK=DOCUMENT")
    arguments = parser.parse_args()
    answers = read_answers(arguments.answers.read_text())
    found, passed = [], 0
    for document in arguments.documents:
        failed, fine = findings(scan(arguments.checkov, *document.split("=", 1)))
        if not failed and not fine:
            sys.exit(f"checkov found nothing to check in {document}")
        found += failed
        passed += fine
    open_ones, stale = compare(found, answers)
    for finding in sorted(open_ones):
        print(f"{finding.check} {finding.resource}: {finding.name}")
    for check, pattern in stale:
        print(f"answers.toml: {check} has no finding for {pattern}: remove it")
    print(f"checkov: {passed} checks passed, {len(found)} findings, {len(open_ones)} of them without an answer, {len(stale)} stale answers")
    sys.exit(1 if open_ones or stale else 0)


if __name__ == "__main__":
    main()
