#!/usr/bin/env python3
"""Writes the crates of this folder: the AWS SDK for Rust with the operations that Archipel calls, and no others.

    python3 sdk/trim.py            writes every crate of operations.toml
    python3 sdk/trim.py ec2 rds    writes these

The source is the published crate in the version that operations.toml names, from cargo's registry folder; cargo fetches
it if it is not there. What is kept is copied unchanged but for its doc comments: the operations, and every shape that
they reach. The rest of a crate, most of its compile time, is left out. Run it again after a change of operations.toml.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
# Files that list what a crate has: only the entries of what is kept stay in them.
LISTS = {"operation.rs", "client.rs", "protocol_serde.rs", "types.rs", "types/builders.rs", "error_meta.rs", "lens.rs",
         "serde_util.rs", "client/customize.rs"}
# A table of every shape, by which a document of an unknown shape is read.
REGISTRY = "type_registry.rs"
# Code by the name of a function, of which only what is used stays.
FUNCTIONS = {"lens.rs", "serde_util.rs"}


def registry_source(name, version):
    """The folder of a published crate in cargo's registry."""
    home = pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo"))
    def found():
        return sorted((home / "registry" / "src").glob(f"*/{name}-{version}"))

    if not found():
        with tempfile.TemporaryDirectory() as folder:
            project = pathlib.Path(folder)
            manifest = f'[package]\nname = "fetch"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n{name} = "={version}"\n'
            (project / "Cargo.toml").write_text(manifest)
            (project / "src").mkdir()
            (project / "src" / "lib.rs").write_text("")
            if subprocess.run(["cargo", "fetch"], cwd=project).returncode != 0 or not found():
                sys.exit(f"trim: cannot fetch {name} {version}")
    return found()[-1]


def without_docs(text):
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(("///", "//!"))) + "\n"


def items(text):
    """The top-level items of a file that rustfmt formatted: each ends with a line at the margin."""
    part = []
    for line in text.split("\n"):
        part.append(line)
        margin = line[:1] not in ("", " ", "#", "/")
        if margin and (line.startswith("}") or line.endswith((";", "{}"))):
            yield "\n".join(part)
            part = []
    if any(line.strip() for line in part):
        yield "\n".join(part)


class Crate:
    def __init__(self, source, operations):
        self.files = {}
        for path in sorted((source / "src").rglob("*.rs")):
            self.files[str(path.relative_to(source / "src"))] = without_docs(path.read_text())
        self.operations = set(operations)
        known = {name[len("client/"):-3] for name in self.files if name.startswith("client/")} - {"customize"}
        unknown = self.operations - known
        if unknown:
            sys.exit(f"trim: {source.name} has no operation {', '.join(sorted(unknown))}")
        self.all_operations = known
        # A public type is declared in a module of its own.
        self.module_of = {}
        for listing in ("types.rs", "types/builders.rs"):
            for module, names in re.findall(r"pub use crate::types::(_\w+)::(\{[^}]*\}|\w+);",
                                            self.files.get(listing, "")):
                for name in re.findall(r"\w+", names):
                    self.module_of[name] = module
        self.functions = {}
        for file in FUNCTIONS & set(self.files):
            for item in items(self.files[file]):
                for name in re.findall(r"^pub(?:\(crate\))? fn (\w+)", item, re.M):
                    self.functions[(file, name)] = item

    def referred(self, text):
        """What a text refers to: ("type", module), ("shape", module) and ("function", (file, name))."""
        for name in re.findall(r"crate::types::(?:builders::)?([A-Z]\w*)", text):
            if name in self.module_of:
                yield "type", self.module_of[name]
        for module in re.findall(r"crate::types::(_\w+)::", text):
            yield "type", module
        for module in re.findall(r"crate::protocol_serde::(shape_\w+)", text):
            yield "shape", module
        for file, name in re.findall(r"crate::(lens|serde_util)::(\w+)", text):
            if (f"{file}.rs", name) in self.functions:
                yield "function", (f"{file}.rs", name)
        for name in re.findall(r"crate::operation::(\w+)", text):
            if name in self.all_operations:
                yield "operation", name

    def files_of(self, kind, name):
        if kind == "type":
            roots = [f"types/{name}.rs", f"types/{name}/"]
        elif kind == "shape":
            roots = [f"protocol_serde/{name}.rs", f"protocol_serde/{name}/"]
        elif kind == "operation":
            roots = [f"operation/{name}.rs", f"operation/{name}/", f"client/{name}.rs"]
        else:
            return []
        return [file for file in self.files if any(file == root or root.endswith("/") and file.startswith(root)
                                                   for root in roots)]

    def own(self, file):
        """Whether a file belongs to one operation, type or shape."""
        return re.match(r"(operation|protocol_serde)/", file) or re.match(r"types/_", file) \
            or re.match(r"client/", file) and file != "client/customize.rs" and not file.startswith("client/customize/") \
            or file.startswith("waiters") or file in LISTS or file == REGISTRY

    def reach(self):
        kept, pending = set(), [("operation", name) for name in sorted(self.operations)]
        shared = [file for file in self.files if not self.own(file)]
        for file in shared:
            pending += [found for found in self.referred(self.files[file]) if found[0] != "operation"]
        while pending:
            found = pending.pop()
            if found in kept:
                continue
            kept.add(found)
            if found[0] == "function":
                pending += self.referred(self.functions[found[1]])
            for file in self.files_of(*found):
                for other in self.referred(self.files[file]):
                    if other[0] == "operation" and other[1] not in self.operations:
                        continue
                    pending.append(other)
        return kept, shared

    def trimmed(self):
        kept, shared = self.reach()
        result = {file: self.files[file] for file in shared}
        for found in kept:
            for file in self.files_of(*found):
                result[file] = self.files[file]
        for file in LISTS & set(self.files):
            result[file] = "\n".join(item for item in items(self.files[file]) if self.keeps(file, item, kept))
        if REGISTRY in self.files:
            result[REGISTRY] = self.registry(self.files[REGISTRY], kept)
        result["lib.rs"] = self.library(result["lib.rs"])
        return result

    def keeps(self, file, item, kept):
        if "Waiters" in item or "waiters" in item and file == "client.rs":
            return False
        if file in FUNCTIONS:
            names = re.findall(r"^pub(?:\(crate\))? fn (\w+)", item, re.M)
            if names:
                return ("function", (file, names[0])) in kept
        module = re.search(r"^(?:pub(?:\(crate\))? )?mod (\w+);", item, re.M)
        if module:
            kind = {"operation.rs": "operation", "client.rs": "operation", "protocol_serde.rs": "shape",
                    "types.rs": "type"}.get(file)
            of_kind = {"operation": self.all_operations, "shape": None, "type": None}.get(kind)
            name = module[1]
            if kind == "operation" and name in of_kind or kind == "shape" or kind == "type" and name.startswith("_"):
                return (kind, name) in kept
            return True
        return all(found in kept for found in self.referred(item) if found[0] != "function")

    def registry(self, text, kept):
        def entry(match):
            return match[0] if all(found in kept for found in self.referred(match[1])) else ""

        return re.sub(r"[ ]*\.insert_shape\(\n([^\n]*SCHEMA,\n.*?)\n[ ]*\)\n", entry, text, flags=re.S)

    def library(self, text):
        text = re.sub(r"^#!\[(?:warn|allow)\([^\n]*\n", "", text, flags=re.M)
        text = re.sub(r"^pub mod waiters;\n", "", text, flags=re.M)
        head = "#![allow(warnings, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]\n"
        return head + text.lstrip()


def manifest(source, service, version):
    """The published manifest with the dependencies and the features that a program uses."""
    original = tomllib.loads((source / "Cargo.toml").read_text())
    lines = [
        f"# Written by sdk/trim.py from aws-sdk-{service} {version}.",
        "[package]",
        f'name = "archipel-sdk-{service}"',
        f'description = "aws-sdk-{service} with the operations that Archipel calls"',
        f'version = "{version}"',
        'edition = "2021"',
        f'license = "{original["package"]["license"]}"',
        f'repository = "{original["package"]["repository"]}"',
        "",
        "[lib]",
        f'name = "aws_sdk_{service}"',
        "doctest = false",
        "test = false",
        "",
        "[features]",
        "behavior-version-latest = []",
        "test-util = []",
        'rt-tokio = ["aws-smithy-async/rt-tokio", "aws-smithy-types/rt-tokio"]',
        "",
    ]
    for name, wanted in sorted(original["dependencies"].items()):
        wanted = {"version": wanted} if isinstance(wanted, str) else dict(wanted)
        lines.append(f"[dependencies.{name}]")
        for key in ("package", "version", "features", "default-features"):
            if key in wanted:
                value = wanted[key]
                text = str(value).lower() if isinstance(value, bool) else \
                    "[" + ", ".join(f'"{one}"' for one in value) + "]" if isinstance(value, list) else f'"{value}"'
                lines.append(f"{key} = {text}")
        lines.append("")
    return "\n".join(lines)


def write(service, wanted):
    version = wanted["version"]
    source = registry_source(f"aws-sdk-{service}", version)
    files = Crate(source, wanted["operations"]).trimmed()
    folder = HERE / service
    if folder.exists():
        shutil.rmtree(folder)
    for file, text in files.items():
        path = folder / "src" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "Cargo.toml").write_text(manifest(source, service, version))
    shutil.copy(source / "LICENSE", folder / "LICENSE")
    before = sum(path.stat().st_size for path in (source / "src").rglob("*.rs"))
    after = sum(len(text) for text in files.values())
    print(f"{service}: {len(wanted['operations'])} operations, {before / 1e6:.1f} MB -> {after / 1e6:.1f} MB")


def main():
    table = tomllib.loads((HERE / "operations.toml").read_text())
    for service in sys.argv[1:] or sorted(table):
        if service not in table:
            sys.exit(f"trim: operations.toml has no service {service}")
        write(service, table[service])


if __name__ == "__main__":
    main()
