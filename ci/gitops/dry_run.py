"""Applies objects to a real API server, as a dry run: envtest's kube-apiserver and etcd, without controllers.

Custom kinds get a definition that accepts every field, so that the server checks their names and metadata;
schemas.py validates their fields. Kinds that the server is too old for are left out and named.
"""

import collections
import contextlib
import os
import pathlib
import socket
import subprocess
import tempfile
import time

import yaml

START_SECONDS = 60
# Fields that older servers refuse, and an API of the version of Kubernetes (1.29) that brought them. Builds of servers
# do not always state their version.
NEWER_FIELDS = [("flowcontrol.apiserver.k8s.io/v1", ("spec", "template", "spec", "containers", "lifecycle"))]


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


class Server:
    """An API server with its etcd, which end with the context."""

    def __init__(self, assets):
        self.assets = assets
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        with self.stack:
            folder = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
            client, peer, secure = free_ports(3)
            token = os.urandom(16).hex()
            tokens = folder / "tokens.csv"
            tokens.touch(mode=0o600)
            tokens.write_text(f"{token},check,check,system:masters\n", encoding="utf-8")
            key = folder / "accounts.key"
            subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
            url, peer_url = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
            self.start(
                folder,
                [self.assets / "etcd", "--data-dir", folder / "etcd", "--unsafe-no-fsync"]
                + ["--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", peer_url]
                + ["--initial-advertise-peer-urls", peer_url, "--initial-cluster", f"default={peer_url}"],
            )
            self.start(
                folder,
                [self.assets / "kube-apiserver", f"--etcd-servers={url}", f"--cert-dir={folder / 'certificates'}"]
                + ["--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", f"--secure-port={secure}"]
                + [f"--token-auth-file={tokens}", "--authorization-mode=RBAC", "--endpoint-reconciler-type=none"]
                + ["--service-account-issuer=https://localhost", f"--service-account-key-file={key}"]
                + [f"--service-account-signing-key-file={key}", "--service-cluster-ip-range=10.96.0.0/24"]
                + ["--allow-privileged=true", "--disable-admission-plugins=ServiceAccount"],
            )
            self.options = [f"--server=https://127.0.0.1:{secure}", f"--token={token}", "--insecure-skip-tls-verify"]
            self.environment = {**os.environ, "HOME": str(folder), "KUBECONFIG": ""}
            self.wait(folder)
            self.stack = self.stack.pop_all()
        return self

    def __exit__(self, *error):
        self.stack.close()

    def start(self, folder, command):
        log = self.stack.enter_context(open(folder / f"{command[0].name}.log", "wb"))
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.stack.callback(process.wait)
        self.stack.callback(process.kill)

    def wait(self, folder):
        until = time.monotonic() + START_SECONDS
        while self.kubectl("get", "--raw", "/readyz").returncode != 0:
            if time.monotonic() > until:
                log = (folder / "kube-apiserver.log").read_text(encoding="utf-8", errors="replace")
                raise SystemExit(f"the API server did not start in {START_SECONDS} s:\n{log[-2000:]}")
            time.sleep(0.2)

    def kubectl(self, *arguments, text=None):
        command = ["kubectl", *arguments, *self.options]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False, env=self.environment)

    def kinds(self):
        """Returns the kinds of the server, as (apiVersion, kind)."""
        listed = self.kubectl("api-resources", "--no-headers").stdout.splitlines()
        return {(line.split()[-3], line.split()[-1]) for line in listed}


def definition(api_version, kind, namespaced):
    group, version = api_version.split("/")
    plural = f"{kind.lower()}s"
    schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": f"{plural}.{group}",
            "annotations": {"api-approved.kubernetes.io": "unapproved, a test"},
        },
        "spec": {
            "group": group,
            "names": {"plural": plural, "singular": kind.lower(), "kind": kind},
            "scope": "Namespaced" if namespaced else "Cluster",
            "versions": [{"name": version, "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
        },
    }


def without(value, path):
    """Returns the value without the field at a path, in every element of lists on the way."""
    if isinstance(value, list):
        return [without(item, path) for item in value]
    if not isinstance(value, dict) or path[0] not in value:
        return value
    if len(path) == 1:
        return {key: item for key, item in value.items() if key != path[0]}
    return {**value, path[0]: without(value[path[0]], path[1:])}


def apply(server, things, *options):
    text = yaml.safe_dump_all(things)
    return server.kubectl(
        "apply", "--server-side", "--validate=false", "--force-conflicts", *options, "-f", "-", text=text
    )


def check(assets, built):
    """Returns the problems that the server reports."""
    for name in ("etcd", "kube-apiserver"):
        if not (assets / name).exists():
            return [f"KUBEBUILDER_ASSETS={assets} has no {name}"]
    began = time.monotonic()
    with Server(assets) as server:
        things = [thing for one in built for thing in one.all()]
        kinds = server.kinds()
        versions = {api_version for api_version, _ in kinds}
        groups = {api_version.split("/")[0] for api_version in versions}
        custom = {
            (thing["apiVersion"], thing["kind"]): "namespace" in thing["metadata"]
            for thing in things
            if "." in thing["apiVersion"].split("/")[0] and thing["apiVersion"].split("/")[0] not in groups
        }
        namespaces = {thing["metadata"].get("namespace") for thing in things} - {None}
        prepared = [definition(*kind, custom[kind]) for kind in sorted(custom)]
        prepared += [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in sorted(namespaces)]
        ran = apply(server, prepared)
        if ran.returncode != 0:
            return [f"the API server refuses the definitions: {ran.stderr.strip()}"]
        kinds |= set(custom)
        ran = server.kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all")
        if ran.returncode != 0:
            return [f"the definitions are not established: {ran.stderr.strip()}"]
        problems, applied, skipped = [], 0, collections.Counter()
        stripped = set()
        for one in built:
            accepted = []
            for thing in one.all():
                kind = (thing["apiVersion"], thing["kind"])
                if kind not in kinds:
                    skipped[" ".join(kind)] += 1
                    continue
                for since, path in NEWER_FIELDS if kind not in custom else []:
                    if since not in versions and without(thing, path) != thing:
                        thing = without(thing, path)
                        stripped.add(f"{thing['kind']} {path[-1]}")
                accepted.append(thing)
            ran = apply(server, accepted, "--dry-run=server")
            applied += len(ran.stdout.splitlines())
            problems += [f"{one.name}: {line}" for line in ran.stderr.splitlines() if line.strip()]
            if ran.returncode == 0 and len(ran.stdout.splitlines()) != len(accepted):
                problems.append(f"{one.name}: the API server answered for fewer objects than were applied")
        left_out = [f"{kind} ({count})" for kind, count in sorted(skipped.items())] + sorted(stripped)
    print(f"dry run: {applied} objects accepted by a real API server in {time.monotonic() - began:.0f} s")
    if left_out:
        print(f"dry run: newer than this server, left to the schemas: {', '.join(left_out)}")
    return problems
