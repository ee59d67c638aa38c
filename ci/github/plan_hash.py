"""Prints the hash of a plan file, or nothing if the file has none. Argument: the file."""

import json
import re
import sys

try:
    with open(sys.argv[1], encoding="utf-8") as file:
        found = json.load(file)["content"]["hash"]
except (OSError, ValueError, KeyError, TypeError):
    found = ""
# The plan file comes from the pull request's own program.
if isinstance(found, str) and re.fullmatch("[0-9a-f]{64}", found):
    print(found)
