"""Shared functions of the scripts that read GitHub's API through gh."""

import json
import subprocess


def documents(text):
    """Yields the concatenated JSON documents of a text: gh prints one per page."""
    decoder, at = json.JSONDecoder(), 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text):
            return
        document, at = decoder.raw_decode(text, at)
        yield document


def pages(path):
    """Returns the pages of a list. Fails with gh's message."""
    ran = subprocess.run(["gh", "api", "--paginate", path], stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode != 0:
        raise SystemExit(f"cannot read {path}: gh ended with code {ran.returncode}")
    return list(documents(ran.stdout))
