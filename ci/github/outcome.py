"""Comments on a merged pull request if changes were not applied, and fails.

In:  PLANS, APPLY  the results of the jobs `plans` and `apply`: success, failure, cancelled or skipped
     MISSING       the output of plans.py: a reason for each stack without a plan
     RUN_URL       the address of this run
     OUT           the file for the comment
Out: the comment in $OUT and in the job's summary, and the exit code 1 if a change was not applied. There was no change to apply if
     `plans` succeeded, found no stack without a plan, and no stack for the job `apply`.
"""

import json
import os
import sys

MARK = "<!-- archipel-merge -->"


def outcome(plans, apply, missing, run_url):
    """Returns the text of the comment, and whether every change is applied."""
    lines = []
    for stack, reason in missing.items():
        lines.append(f"- `{stack}` has no plan: {reason}.")
    if plans != "success":
        lines.append(f"- The plans were not looked up: the job `plans` ended with `{plans}`.")
    elif apply not in ("success", "skipped"):
        lines.append(
            f"- The job `apply` ended with `{apply}`: the comment of each stack says why, or, where it has none, [the log]({run_url})."
        )
    if not lines:
        return f"{MARK}\n## Every plan of this merge is applied\n", True
    text = "\n".join(lines)
    return (
        f"{MARK}\n## Not everything that was merged is applied\n\n{text}\n\n"
        "The main branch now says more than what exists. To apply it:\n\n"
        "1. run the preview of this pull request again (*Re-run all jobs*) and read its comment;\n"
        f"2. run [this workflow]({run_url}) again.\n\n"
        "Where the preview cannot run any more, open a pull request that changes a file of the stack: its plan holds what "
        "is missing here too.\n"
    ), False


def main():
    missing = json.loads(os.environ.get("MISSING") or "{}")
    text, complete = outcome(os.environ["PLANS"], os.environ["APPLY"], missing, os.environ["RUN_URL"])
    with open(os.environ["OUT"], "w", encoding="utf-8") as file:
        file.write(text)
    # A pull request from a fork may not be commented on: its token only reads.
    with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as summary:
        summary.write(text)
    if not complete:
        print("::error::not everything that was merged is applied: see the comment in the pull request")
        sys.exit(1)


if __name__ == "__main__":
    main()
