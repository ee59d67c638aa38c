"""What the scripts share that read GitHub's API through gh."""

import json
import subprocess


def documents(text):
    """The JSON documents that follow each other in a text: gh prints one for each page."""
    decoder, at = json.JSONDecoder(), 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text):
            return
        document, at = decoder.raw_decode(text, at)
        yield document


def pages(path):
    """The pages of a list. Fails with gh's own message."""
    ran = subprocess.run(["gh", "api", "--paginate", path], stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode != 0:
        raise SystemExit(f"cannot read {path}: gh ended with code {ran.returncode}")
    return list(documents(ran.stdout))
