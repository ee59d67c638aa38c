"""Prints the results of restore tests as Markdown, for the issue with the report of a drill.

In:  the answer of `aws backup list-restore-jobs`. The tests run each quarter (`stacks/src/components/backup/checks.rs`)
Out: a table, or a sentence that there is no result
"""

import datetime
import json
import sys


def cell(text):
    return str(text or "-").replace("\n", " ").replace("|", "\\|").replace("<", "&lt;")


def minutes(job):
    """How long a job took: the AWS command line prints its times in ISO 8601."""
    ends = [job.get("CreationDate"), job.get("CompletionDate")]
    if not all(ends):
        return "not complete"
    began, ended = (datetime.datetime.fromisoformat(str(end).replace("Z", "+00:00")) for end in ends)
    return f"{round((ended - began).total_seconds() / 60)} min"


def row(job):
    plan = job["CreatedBy"]["RestoreTestingPlanArn"].rsplit(":", 1)[-1]
    resource = job.get("SourceResourceArn") or job.get("RecoveryPointArn")
    status = job.get("Status", "")
    if job.get("StatusMessage"):
        status += f": {job['StatusMessage']}"
    created = str(job.get("CreationDate", ""))[:19]
    cells = [created, plan, job.get("ResourceType"), resource, status, job.get("ValidationStatus"), minutes(job)]
    return "| " + " | ".join(cell(text) for text in cells) + " |"


def listed(jobs):
    # Others are restores by hand.
    tests = [job for job in jobs if (job.get("CreatedBy") or {}).get("RestoreTestingPlanArn")]
    if not tests:
        return "No result: no restore test ran."
    tests.sort(key=lambda job: str(job.get("CreationDate", "")), reverse=True)
    head = "| created | plan | type | resource | status | validation | time |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    return head + "\n".join(map(row, tests))


print(listed(json.loads(sys.stdin.read() or "{}").get("RestoreJobs", [])))
