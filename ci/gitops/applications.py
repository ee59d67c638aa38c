"""The Applications that the ApplicationSet of a region creates, and the objects that each builds.

The template is rendered by Helm, with the template engine and the functions of Argo CD's; the build edits the root
kustomization in the way of Argo CD (`kustomize edit set image`, `edit add component`, appended patches).
"""

import copy
import pathlib
import shutil
import subprocess
import tempfile
import tomllib

import yaml

SET = "bootstrap/applicationset.yaml"
PROJECT = "bootstrap/project.yaml"
CHART = "apiVersion: v2\nname: applications\nversion: 0.0.0\n"
TEMPLATE = """{{- range $params := .Values.params }}
---
leaves:
{{- range $.Values.leaves }}
  - {{ toJson (tpl . $params) }}
{{- end }}
{{- end }}
"""


class Failure(Exception):
    """A build that is not possible."""


def run(command, **options):
    ran = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if ran.returncode != 0:
        raise Failure(ran.stderr.strip() or f"{command[0]} ended with code {ran.returncode}")
    return ran.stdout


def documents(text):
    return [document for document in yaml.safe_load_all(text) if document]


def load_contract(gitops):
    return tomllib.loads((gitops / "contract.toml").read_text(encoding="utf-8"))


def example_cluster(contract, environment, role):
    """Returns the labels and annotations of an example cluster: those of the contract, for a stack and a role."""

    def adapt(text):
        text = text.replace("luneo-prod", f"luneo-{environment}").replace("luneo/prod", f"luneo/{environment}")
        return text.replace("eu-west-1", "us-east-1") if role == "secondary" else text

    values = {
        kind: {entry["name"]: adapt(entry["example"]) for entry in contract[kind]} for kind in ("label", "annotation")
    }
    values["label"]["archipel.luneo.example/environment"] = environment
    values["annotation"]["archipel.luneo.example/role"] = role
    return {"labels": values["label"], "annotations": values["annotation"]}


def leaves_of(value):
    """Yields every text of a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from leaves_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves_of(item)


def with_leaves(value, leaves):
    """Returns the value with its texts from an iterator, in the order of `leaves_of`."""
    if isinstance(value, str):
        return next(leaves)
    if isinstance(value, dict):
        return {key: with_leaves(item, leaves) for key, item in value.items()}
    if isinstance(value, list):
        return [with_leaves(item, leaves) for item in value]
    return value


def parameters(application_set, cluster):
    """Returns the parameters of each Application of a cluster: matrices of the cluster generator and a list."""
    for generator in application_set["spec"]["generators"]:
        clusters, elements = generator["matrix"]["generators"]
        wanted = clusters["clusters"]["selector"]["matchLabels"]
        if all(cluster["labels"].get(name) == value for name, value in wanted.items()):
            for element in elements["list"]["elements"]:
                yield {**element, "metadata": cluster}


def applications(gitops, helm, cluster):
    """Returns the Applications of a cluster."""
    application_set = yaml.safe_load((gitops / SET).read_text(encoding="utf-8"))
    template = application_set["spec"]["template"]
    params = list(parameters(application_set, cluster))
    with tempfile.TemporaryDirectory() as folder:
        chart = pathlib.Path(folder)
        (chart / "templates").mkdir()
        (chart / "Chart.yaml").write_text(CHART, encoding="utf-8")
        (chart / "templates/applications.yaml").write_text(TEMPLATE, encoding="utf-8")
        values = yaml.safe_dump({"params": params, "leaves": list(leaves_of(template))})
        (chart / "values.yaml").write_text(values, encoding="utf-8")
        rendered = documents(run([helm, "template", "applications", str(chart)]))
    head = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application"}
    return [{**head, **with_leaves(template, iter(document["leaves"]))} for document in rendered]


def edited(kustomization, source):
    """Returns the kustomization with the settings of an Application."""
    kustomization = copy.deepcopy(kustomization)
    kustomization.setdefault("components", []).extend(source.get("components", []))
    images = kustomization.setdefault("images", [])
    for image in source.get("images", []):
        name, new_name = image.split("=", 1)
        if any(entry["name"] == name for entry in images):
            raise Failure(f"the image {name} is set in the root kustomization too: set it in environments/ only")
        images.append({"name": name, "newName": new_name})
    kustomization.setdefault("patches", []).extend(source.get("patches", []))
    return kustomization


def build(gitops, kubectl, application):
    """Returns the objects of an Application from this repository."""
    source = application["spec"]["source"]
    with tempfile.TemporaryDirectory() as folder:
        copied = pathlib.Path(folder) / "gitops"
        shutil.copytree(gitops, copied)
        root = pathlib.Path(folder) / source["path"]
        file = root / "kustomization.yaml"
        if not file.exists():
            raise Failure(f"{source['path']}/kustomization.yaml does not exist")
        kustomization = yaml.safe_load(file.read_text(encoding="utf-8"))
        file.write_text(yaml.safe_dump(edited(kustomization, source["kustomize"])), encoding="utf-8")
        return documents(run([kubectl, "kustomize", str(root)]))
