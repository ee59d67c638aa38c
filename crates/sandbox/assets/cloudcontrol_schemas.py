"""The CloudFormation schemas of AWS resource types, which the Cloud Control endpoint puts in front of every request.

They are the data of cfn-lint, which is installed with moto: one file a schema, and one list of types a region.
"""

import copy
import functools
import json
import os

import cfnlint
import jsonschema
import regex

FOLDER = os.path.join(os.path.dirname(cfnlint.__file__), "data", "schemas")


@functools.cache
def names(region):
    """The names of the files of the types that a region has."""
    try:
        with open(os.path.join(FOLDER, "providers", region + ".json")) as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


@functools.cache
def read(name):
    with open(os.path.join(FOLDER, "resources", name + ".json")) as file:
        return Schema(json.load(file))


def find(region, type_name):
    """The schema of a type in a region, or `None`."""
    name = names(region).get(type_name)
    return None if name is None else read(name)


@functools.cache
def compiled(pattern):
    """A pattern, or `None` for one that the library cannot compile."""
    try:
        return regex.compile(pattern)
    except regex.error:
        return None


def matches(validator, pattern, instance, _schema):
    """JSON Schema's `pattern` with a library that knows `\\p{..}`."""
    known = compiled(pattern) if isinstance(instance, str) else None
    if known is not None and not known.search(instance):
        yield jsonschema.ValidationError(f"failed validation constraint for keyword [pattern] {pattern}")


def is_named(name, patterns):
    """Whether a pattern allows a property of this name. One that the library cannot compile allows every name."""
    known = [compiled(pattern) for pattern in patterns]
    return any(pattern is None or pattern.search(name) for pattern in known)


def pattern_properties(validator, patterns, instance, _schema):
    """JSON Schema's `patternProperties`, with the same library."""
    for pattern, schema in patterns.items() if isinstance(instance, dict) else ():
        for name, value in instance.items():
            if compiled(pattern) is not None and compiled(pattern).search(name):
                yield from validator.descend(value, schema, path=name, schema_path=pattern)


def additional_properties(validator, allowed, instance, schema):
    """JSON Schema's `additionalProperties`, with the same library."""
    if not isinstance(instance, dict):
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    extra = [name for name in instance if name not in known and not is_named(name, patterns)]
    if isinstance(allowed, dict):
        for name in extra:
            yield from validator.descend(instance[name], allowed, path=name)
    elif not allowed and extra:
        yield jsonschema.ValidationError(f"extraneous keys {sorted(extra)}")


Validator = jsonschema.validators.extend(
    jsonschema.Draft7Validator,
    {
        "pattern": matches,
        "patternProperties": pattern_properties,
        "additionalProperties": additional_properties,
        "format": lambda *_: (),
    },
)


class Schema:
    """One resource type."""

    def __init__(self, document):
        self.document = document
        self.type_name = document["typeName"]
        self.handlers = document.get("handlers", {})
        self.identifier = parts(document["primaryIdentifier"])
        self.read_only = parts(document.get("readOnlyProperties", []))
        self.write_only = parts(document.get("writeOnlyProperties", []))
        self.create_only = parts(document.get("createOnlyProperties", []))
        self.tagging = document.get("tagging", {})
        self.validator = Validator(document)

    def property(self, path):
        """The schema of a property by its path, with references followed; `{}` if it has none."""
        at = self.document
        for step in path:
            at = self.resolved(at)
            if step == "*":
                at = at.get("items", {})
            else:
                at = at.get("properties", {}).get(step, {})
        return self.resolved(at)

    def resolved(self, schema):
        while "$ref" in schema:
            at = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                at = at.get(step, {})
            schema = at
        return schema

    def violations(self, model):
        """What is wrong with the model of a request, as Cloud Control words it."""
        errors = sorted(self.validator.iter_errors(model), key=lambda error: [str(step) for step in error.path])
        return [f"#{''.join('/' + str(step) for step in error.path)}: {worded(error)}" for error in errors]

    def list_needs(self):
        """The properties without which a list of this type is refused."""
        return self.handlers.get("list", {}).get("handlerSchema", {}).get("required", [])


def worded(error):
    if error.validator == "additionalProperties":
        extra = sorted(set(error.instance) - set(error.schema.get("properties", {})))
        return f"extraneous key {extra} is not permitted"
    if error.validator == "required":
        missing = sorted(set(error.validator_value) - set(error.instance))
        return f"required key {missing} not found"
    # The rejected value may be a secret.
    return f"failed validation constraint for keyword [{error.validator}]"


def parts(pointers):
    """JSON pointers to properties as tuples of names; `*` stands for every item of a list."""
    return [tuple(pointer.removeprefix("/properties/").split("/")) for pointer in pointers]


def values(model, path):
    """The values of a model at a path, of which there are several if it leads through a list."""
    if not path:
        return [model]
    step, rest = path[0], path[1:]
    if step == "*":
        items = model if isinstance(model, list) else list(model.values()) if isinstance(model, dict) else []
        return [value for item in items for value in values(item, rest)]
    if isinstance(model, list):
        return [value for item in model for value in values(item, path)]
    if not isinstance(model, dict) or step not in model:
        return []
    return values(model[step], rest)


def without(model, paths):
    """A model without the properties at some paths."""
    model = copy.deepcopy(model)
    for path in paths:
        remove(model, path)
    return model


def remove(model, path):
    step, rest = path[0], path[1:]
    if isinstance(model, list):
        if step == "*" and not rest:
            model.clear()
        for item in model:
            remove(item, rest if step == "*" else path)
    elif isinstance(model, dict):
        if step == "*":
            for item in model.values() if rest else ():
                remove(item, rest)
        elif not rest:
            model.pop(step, None)
        elif step in model:
            remove(model[step], rest)


def put(model, path, value):
    """Sets a property, if its parents exist or can be made."""
    for step in path[:-1]:
        if not isinstance(model, dict) or step == "*":
            return
        model = model.setdefault(step, {})
    if isinstance(model, dict) and path[-1] != "*":
        model[path[-1]] = value
