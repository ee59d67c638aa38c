"""Reads or changes the digest of a workload's image in an environment.

    set_image.py ENVIRONMENT WORKLOAD            prints the digest
    set_image.py ENVIRONMENT WORKLOAD DIGEST     writes it
"""

import pathlib
import re
import sys

ENVIRONMENTS = pathlib.Path(__file__).resolve().parents[2] / "gitops/environments"
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
ZERO = "sha256:" + "0" * 64


class Invalid(Exception):
    """An invalid argument."""


def entry(text, workload):
    """Returns the match of a workload's digest in a kustomization, which keeps its comments."""
    pattern = rf"^(  - name: {re.escape(workload)}\n    digest: )({DIGEST.pattern})$"
    found = re.search(pattern, text, re.MULTILINE)
    if not found:
        names = re.findall(r"^  - name: (\S+)$", text, re.MULTILINE)
        raise Invalid(f"unknown workload `{workload}`: expected one of {', '.join(names)}")
    return found


def read(environments, environment):
    names = sorted(path.name for path in environments.iterdir())
    if environment not in names:
        raise Invalid(f"unknown environment `{environment}`: expected one of {', '.join(names)}")
    file = environments / environment / "kustomization.yaml"
    return file, file.read_text(encoding="utf-8")


def get(environments, environment, workload):
    """Returns the digest of the deployed image."""
    digest = entry(read(environments, environment)[1], workload)[2]
    if digest == ZERO:
        raise Invalid(f"{environment} has no image of {workload} yet: merge the pull request of its first build")
    return digest


def put(environments, environment, workload, digest):
    """Writes the digest of an image."""
    if not DIGEST.fullmatch(digest) or digest == ZERO:
        raise Invalid(f"invalid digest `{digest}`: expected sha256: and 64 hexadecimal digits of an image")
    file, text = read(environments, environment)
    found = entry(text, workload)
    file.write_text(text[: found.start(2)] + digest + text[found.end(2) :], encoding="utf-8")


def main(arguments):
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        if len(arguments) == 2:
            print(get(ENVIRONMENTS, *arguments))
        else:
            put(ENVIRONMENTS, *arguments)
    except Invalid as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
