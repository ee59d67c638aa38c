"""Finds the plans that a merged pull request showed, for each stack that its files affect.

In:  REPOSITORY  owner/name
     NUMBER      the pull request
     HEAD        its head when it was merged
     WORKFLOW    the file of the workflow that previews (infra-preview.yml)
     STACKS      every stack, separated by spaces
     GH_TOKEN    for gh
Out: outputs of the step: `run`, the run of the preview; `stacks`, those with a plan, as a JSON list; `missing`, a JSON object
     with the reason for each stack that is affected and has no plan. Both are empty only where no stack is affected.
"""

import json
import os
import pathlib
import subprocess

from github import pages

# GitHub lists at most this many files of a pull request.
MOST_FILES = 3000


def affected(repository, number, stacks):
    """Returns the stacks that the pull request's files affect. The preview uses the same script."""
    files = [file for page in pages(f"repos/{repository}/pulls/{number}/files?per_page=100") for file in page]
    if len(files) >= MOST_FILES:
        return stacks.split()
    names = [file[name] for file in files for name in ("filename", "previous_filename") if file.get(name)]
    script = pathlib.Path(__file__).with_name("affected.sh")
    environment = {name: value for name, value in os.environ.items() if name not in ("BASE", "HEAD")}
    listed = subprocess.run(
        [script], input="".join(f"{name}\0" for name in names), stdout=subprocess.PIPE, text=True, check=True, env=environment
    )
    return json.loads(listed.stdout)


def preview(repository, head, workflow):
    """Returns the newest preview: a run of this workflow, for a pull request, of this commit, in this repository."""
    path = f"repos/{repository}/actions/workflows/{workflow}/runs?event=pull_request&head_sha={head}&per_page=100"
    runs = [run for page in pages(path) for run in page["workflow_runs"]]

    def is_preview(run):
        return (
            run["event"] == "pull_request"
            and run["head_sha"] == head
            and run["path"].split("@")[0] == f".github/workflows/{workflow}"
            and (run["head_repository"] or {}).get("full_name") == repository
        )

    return max(filter(is_preview, runs), key=lambda run: run["run_number"], default=None)


def find(repository, head, workflow, stacks):
    """Returns the run, the stacks with a plan, and the reason for each other stack."""
    if not stacks:
        return None, [], {}
    run = preview(repository, head, workflow)
    if run is None:
        reason = f"`{workflow}` never ran for `{head[:12]}` in this repository (pull requests from forks are not previewed)"
        return None, [], dict.fromkeys(stacks, reason)
    link = f"[the preview]({run['html_url']})"
    if run["status"] != "completed":
        return run, [], dict.fromkeys(stacks, f"{link} had not ended when the pull request was merged")
    listed = pages(f"repos/{repository}/actions/runs/{run['id']}/artifacts?per_page=100")
    artifacts = {artifact["name"]: artifact["expired"] for page in listed for artifact in page["artifacts"]}
    found, missing = [], {}
    for stack in stacks:
        expired = artifacts.get(f"archipel-plan-{stack}-{head}")
        if expired is None:
            missing[stack] = f"{link} made no plan of it and ended with `{run['conclusion']}`"
        elif expired:
            missing[stack] = f"the plan of {link} has expired"
        else:
            found.append(stack)
    return run, found, missing


def main():
    repository, head = os.environ["REPOSITORY"], os.environ["HEAD"]
    stacks = affected(repository, os.environ["NUMBER"], os.environ["STACKS"])
    run, found, missing = find(repository, head, os.environ.get("WORKFLOW", "infra-preview.yml"), stacks)
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as output:
        output.write(f"run={run['id'] if run else ''}\n")
        output.write(f"stacks={json.dumps(found)}\n")
        output.write(f"missing={json.dumps(missing)}\n")
    print(f"affected: {stacks}; with a plan: {found}; without: {list(missing)}")


if __name__ == "__main__":
    main()
