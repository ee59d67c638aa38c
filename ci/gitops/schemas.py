"""Validates objects: by the schemas of the cluster's version of Kubernetes, custom kinds by kinds.yaml."""

import copy
import pathlib

import jsonschema
import kubernetes_validate
import yaml

HERE = pathlib.Path(__file__).parent
TYPES = {"string": "string", "int": "integer", "number": "number", "bool": "boolean"}
# Kinds that contain a pod template, and the kind of Kubernetes with the same template.
POD_TEMPLATE = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "template"},
    "spec": {"selector": {"matchLabels": {}}, "template": None},
}


def json_schema(kind):
    """Returns the JSON schema of an entry of kinds.yaml."""
    if isinstance(kind, list):
        return {"type": "array", "items": json_schema(kind[0])}
    if isinstance(kind, dict):
        if "*" in kind:
            return {"type": "object", "additionalProperties": json_schema(kind["*"])}
        return {
            "type": "object",
            "properties": {name.rstrip("!"): json_schema(value) for name, value in kind.items()},
            "required": [name.rstrip("!") for name in kind if name.endswith("!")],
            "additionalProperties": False,
        }
    if kind == "any":
        return {}
    if kind == "pod":
        return {"type": "object"}
    if kind == "int-or-percent":
        return {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^[0-9]+%$"}]}
    if kind in TYPES:
        return {"type": TYPES[kind]}
    return {"enum": kind.split("|")}


def cluster_version(stacks):
    """Returns the newest version of Kubernetes of the stacks' configurations, such as 1.33."""
    versions = {config["cluster"]["version"] for config in stacks.values() if "cluster" in config}
    if not versions:
        raise SystemExit(f"no stack of {', '.join(stacks)} has `cluster.version`: name a version there")
    return max(versions, key=lambda text: [int(part) for part in text.split(".")])


class Schemas:
    """The schemas of one version of Kubernetes, and of the custom kinds."""

    def __init__(self, version):
        self.version = version
        kinds = yaml.safe_load((HERE / "kinds.yaml").read_text(encoding="utf-8"))
        self.custom = {name: jsonschema.Draft202012Validator(json_schema(kind)) for name, kind in kinds.items()}
        self.validated = set()

    def problems(self, thing):
        """Yields what is wrong with an object."""
        name = f"{thing['apiVersion']}/{thing['kind']}"
        if name in self.custom:
            self.validated.add(name)
            known = {"apiVersion", "kind", "metadata", "spec"}
            for field in sorted(set(thing) - known):
                yield f"unknown field `{field}`"
            for error in self.custom[name].iter_errors(thing.get("spec", {})):
                yield f"spec{error.json_path[1:]}: {error.message}"
            template = thing.get("spec", {}).get("template")
            if thing["kind"] == "Rollout" and template:
                deployment = copy.deepcopy(POD_TEMPLATE)
                deployment["spec"]["template"] = template
                yield from self.core_problems(deployment)
        else:
            yield from self.core_problems(thing)

    def core_problems(self, thing):
        try:
            kubernetes_validate.validate(thing, self.version, strict=True)
        except kubernetes_validate.SchemaNotFoundError:
            yield f"unknown kind in Kubernetes {self.version}: add it to ci/gitops/kinds.yaml if it is a custom one"
        except kubernetes_validate.ValidationError as error:
            yield f"{'.'.join(str(part) for part in error.path)}: {error.message}"
