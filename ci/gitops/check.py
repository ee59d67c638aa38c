"""Builds every Application of gitops/ for example clusters of each environment and role, and checks the objects.

    check.py [--print ENVIRONMENT ROLE APPLICATION] [GITOPS]

Needs the packages of requirements.txt, and kubectl and helm in PATH; check.sh installs them. With KUBEBUILDER_ASSETS, a
folder with kube-apiserver and etcd, the objects are also applied to a real API server, as a dry run.
"""

import argparse
import collections
import os
import pathlib
import sys
import tomllib

import yaml

import applications
import dry_run
import rules
import schemas

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ROLES = ("primary", "secondary")
ZERO = "sha256:" + "0" * 64


class Built:
    """A cluster, its Applications and their objects."""

    def __init__(self, gitops, contract, environment, role):
        self.name = f"{environment} {role}"
        self.cluster = applications.example_cluster(contract, environment, role)
        self.applications = applications.applications(gitops, "helm", self.cluster)
        self.objects = {}
        for application in self.applications:
            name = application["metadata"]["name"]
            try:
                self.objects[name] = applications.build(gitops, "kubectl", application)
            except applications.Failure as failure:
                raise applications.Failure(f"{self.name}: cannot build {name}: {failure}") from failure

    def all(self):
        return [thing for things in self.objects.values() for thing in things]


def configurations(folder):
    return {file.name: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.toml"))}


def problems(gitops, stacks):
    """Returns the clusters and the violations. `stacks` are the configurations of the stacks, by the name of their file."""
    version = schemas.cluster_version(stacks)
    contract = applications.load_contract(gitops)
    set_text = (gitops / applications.SET).read_text(encoding="utf-8")
    project = yaml.safe_load((gitops / applications.PROJECT).read_text(encoding="utf-8"))
    known = schemas.Schemas(version)
    readme = (gitops / "README.md").read_text(encoding="utf-8")
    found = [*rules.sources(gitops), *rules.contract_names(contract, set_text, readme)]
    found += [problem for name, config in stacks.items() for problem in rules.stack_names(contract, name, config)]
    found += [f"{rules.name_of(project)}: {problem}" for problem in known.problems(project)]
    built = []
    for environment in sorted(path.name for path in (gitops / "environments").iterdir()):
        regions = []
        for role in ROLES:
            try:
                one = Built(gitops, contract, environment, role)
            except applications.Failure as failure:
                return built, [*found, str(failure)]
            built.append(one)
            regions.append(rules.Cluster(contract, one.cluster["annotations"], one.all()))
            of_cluster = list(regions[-1].rules())
            for thing in one.applications + one.all():
                of_cluster += [f"{rules.name_of(thing)}: {problem}" for problem in known.problems(thing)]
            found += [f"{one.name}: {problem}" for problem in of_cluster]
        found += [f"{environment}: {problem}" for problem in rules.standby(*regions)]
        found += rules.mounted_sentry(environment, stacks[f"{environment}.toml"], built[-1].all())
    of_all = [application for one in built for application in one.applications], [t for one in built for t in one.all()]
    found += rules.project(contract, project, *of_all)
    unused = set(known.custom) - known.validated
    found += [f"ci/gitops/kinds.yaml: no object of the kind {kind}" for kind in sorted(unused)]
    return built, found


def summary(built, version):
    for one in built:
        counts = ", ".join(f"{name} {len(things)}" for name, things in one.objects.items())
        print(f"{one.name}: {counts}")
    kinds = collections.Counter(thing["apiVersion"].split("/")[0] for one in built for thing in one.all())
    custom = sorted(group for group in kinds if "." in group and not group.endswith("k8s.io"))
    print(f"schemas: Kubernetes {version}; {', '.join(custom)}: the fields listed in ci/gitops/kinds.yaml")
    print("not validated: values of charts, configurations of collectors, Rego")
    for environment in sorted({one.name.split()[0] for one in built}):
        waiting = {
            rules.name_of(thing)
            for one in built
            if one.name.startswith(environment)
            for thing in one.all()
            if thing["kind"] in rules.WORKLOADS and any(ZERO in c["image"] for c in rules.containers(thing))
        }
        if waiting:
            print(f"{environment}: no image yet for {', '.join(sorted(waiting))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("gitops", nargs="?", type=pathlib.Path, default=REPOSITORY / "gitops")
    parser.add_argument("--print", nargs=3, metavar=("ENVIRONMENT", "ROLE", "APPLICATION"), dest="shown")
    options = parser.parse_args()
    if options.shown:
        environment, role, name = options.shown
        built = Built(options.gitops, applications.load_contract(options.gitops), environment, role)
        if name not in built.objects:
            raise SystemExit(f"unknown application `{name}`: expected {', '.join(built.objects)}")
        print(yaml.safe_dump_all(built.objects[name], sort_keys=False), end="")
        return
    stacks = configurations(REPOSITORY / "stacks/config")
    built, found = problems(options.gitops, stacks)
    if not found:
        summary(built, schemas.cluster_version(stacks))
        assets = os.environ.get("KUBEBUILDER_ASSETS")
        if assets:
            found = dry_run.check(pathlib.Path(assets), built)
        else:
            print("dry run: skipped, KUBEBUILDER_ASSETS is not set")
    for problem in dict.fromkeys(found):
        print(problem, file=sys.stderr)
    print(f"gitops: {len(built)} clusters, {sum(len(one.all()) for one in built)} objects, {len(found)} problems")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
