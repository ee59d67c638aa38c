#!/usr/bin/env python3
"""Runs the `scale` example and Terraform core beside each other, on the same stack.

    cargo build --release -p archipel-state --example scale
    python3 state/benches/terraform.py --resources 10000 --shape flat

Terraform gets one `terraform_data` block for each resource, with the inputs that `scale` declares: that type is built in,
so neither a provider nor the network is needed. Its plans run with `-refresh=false`, because a no-op of `scale` reads
nothing either, and each must end without a change. Every measurement is a process of its own; the runs of both tools
alternate. Terraform needs longer than 25 minutes to create 10,000 resources: with `--recorded-state` it gets the state that
its create would write, and only its no-op is measured.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def parent_of(i: int, shape: str) -> int:
    """The number of the parent of a resource; -1 if it has none."""
    return {"chain": i - 1, "tree": (i - 1) // 10}.get(shape, -1) if i else -1


def configuration(resources: int, shape: str, labels: int = 4) -> str:
    blocks = []
    for i in range(resources):
        parent = parent_of(i, shape)
        lines = [f'    name = "thing-{i}"', "    size = 1", "    enabled = true"]
        if parent >= 0:
            lines.append(f"    parent = terraform_data.thing-{parent}.id")
        values = ", ".join(f'label-{n} = "value {n} of {i}"' for n in range(labels))
        lines.append(f"    labels = {{ {values} }}")
        body = "\n".join(lines)
        blocks.append(f'resource "terraform_data" "thing-{i}" {{\n  input = {{\n{body}\n  }}\n}}\n')
    return "\n".join(blocks)


def recorded_state(version: str, resources: int, shape: str, labels: int = 4) -> dict:
    """The state, version 4, that Terraform writes after it has created the resources of `configuration`."""
    ids = [str(uuid.uuid4()) for _ in range(resources)]

    def typed(value: object) -> object:
        if isinstance(value, dict):
            return ["object", {key: typed(item) for key, item in value.items()}]
        return {bool: "bool", int: "number", str: "string"}[type(value)]

    def resource(i: int) -> dict:
        parent = parent_of(i, shape)
        values = {f"label-{n}": f"value {n} of {i}" for n in range(labels)}
        value = {"name": f"thing-{i}", "size": 1, "enabled": True, "labels": values}
        ancestors = []
        while parent >= 0:
            value.setdefault("parent", ids[parent])
            ancestors.append(f"terraform_data.thing-{parent}")
            parent = parent_of(parent, shape)
        dynamic = {"value": value, "type": typed(value)}
        attributes = {"id": ids[i], "input": dynamic, "output": dynamic, "triggers_replace": None}
        instance = {"schema_version": 0, "attributes": attributes, "sensitive_attributes": [], "dependencies": ancestors}
        provider = 'provider["terraform.io/builtin/terraform"]'
        return {
            "mode": "managed",
            "type": "terraform_data",
            "name": f"thing-{i}",
            "provider": provider,
            "instances": [instance],
        }

    all_resources = [resource(i) for i in range(resources)]
    return {
        "version": 4,
        "terraform_version": version,
        "serial": 1,
        "lineage": str(uuid.uuid4()),
        "outputs": {},
        "resources": all_resources,
        "check_results": None,
    }


def write_state(folder: Path, version: str, resources: int, shape: str) -> None:
    state = recorded_state(version, resources, shape)
    Path(folder, "terraform.tfstate").write_text(json.dumps(state, indent=2))


def measured(command: list[str], folder: Path) -> dict:
    """Runs a command. Returns its wall time, its CPU time and the peak of its memory."""
    started = time.monotonic()
    with open(os.devnull, "wb") as nothing:
        process = subprocess.Popen(command, cwd=folder, stdin=nothing, stdout=nothing)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} exited with {process.returncode}")
    return {
        "wall_seconds": time.monotonic() - started,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss / 1024,
    }


def median(runs: list[dict]) -> dict:
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resources", type=int, default=1000)
    parser.add_argument("--shape", choices=["flat", "tree", "chain"], default="flat")
    parser.add_argument("--runs", type=int, default=3, help="of each no-op")
    recorded = "write Terraform's state, and do not measure its create"
    parser.add_argument("--recorded-state", action="store_true", help=recorded)
    parser.add_argument("--terraform", default=shutil.which("terraform"))
    target = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
    parser.add_argument("--scale", default=str(target / "release/examples/scale"))
    args = parser.parse_args()
    if not args.terraform:
        sys.exit("no `terraform` in PATH: install it, or give --terraform PATH")
    os.environ.update(CHECKPOINT_DISABLE="1", TF_IN_AUTOMATION="1")
    size = ["--resources", str(args.resources), "--shape", args.shape]
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "archipel"), Path(folder, "terraform")
        ours.mkdir()
        theirs.mkdir()
        Path(theirs, "main.tf").write_text(configuration(args.resources, args.shape))

        def terraform(*arguments: str) -> dict:
            return measured([args.terraform, *arguments, "-input=false", "-no-color"], theirs)

        def scale(phase: str) -> dict:
            return measured([args.scale, *size, "--folder", str(ours), "--phase", phase], ours)

        version = json.loads(subprocess.check_output([args.terraform, "version", "-json"]))["terraform_version"]
        terraform("init")
        create = {"archipel": scale("create")}
        if args.recorded_state:
            # In a process of its own: the peak of a measured process begins with the memory of this one.
            writer = multiprocessing.Process(target=write_state, args=(theirs, version, args.resources, args.shape))
            writer.start()
            writer.join()
            if writer.exitcode:
                sys.exit("the state was not written")
        else:
            create["terraform"] = terraform("apply", "-auto-approve")
        no_op = ("plan", "-refresh=false", "-detailed-exitcode")
        plans = [(scale("no-op"), terraform(*no_op)) for _ in range(args.runs)]
        report = {
            "resources": args.resources,
            "shape": args.shape,
            "terraform": version,
            "load": os.getloadavg()[0],
            "create": create,
            "no-op": {"archipel": median([run[0] for run in plans]), "terraform": median([run[1] for run in plans])},
        }
        print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
