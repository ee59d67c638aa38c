"""Prints the id or the body of the first comment by $AUTHOR whose first line is $MARK; nothing if there is none.

Standard input: the output of `gh api --paginate` for a pull request's comments. Argument: id or body.

It compares the account, not its type: any app can write comments, and only apps have `[bot]` in their login.
"""

import os
import sys

from github import documents

author, mark, field = os.environ["AUTHOR"], os.environ["MARK"], sys.argv[1]
for page in documents(sys.stdin.read()):
    for comment in page:
        first = (comment["body"] or "").split("\n", 1)[0].rstrip("\r")
        if comment["user"] and comment["user"]["login"] == author and first == mark:
            print(comment[field], end="" if field == "body" else "\n")
            sys.exit(0)
