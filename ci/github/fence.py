"""Prints the end of a log as a fenced block of Markdown. No text in the log can end the block, or hide or reorder text.

Argument: the log. This is the comment for a program that wrote no report.
"""

import re
import sys
import unicodedata

LINES, COLUMNS, CHARACTERS = 80, 400, 30_000
# Invisible characters of other categories (Default_Ignorable_Code_Point).
IGNORABLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")


def visible(text):
    """Returns the text with characters that a browser hides, or that reorder others, as codes."""

    def shown(c):
        if c == "\t":
            return c
        hidden = unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") or IGNORABLE.match(c)
        return "\\u{%x}" % ord(c) if hidden else c

    # A log may contain the marks of the scripts' comments.
    return "".join(map(shown, text)).replace("<!--", "<! --")


def fence(text):
    lines = [line.rstrip("\r")[:COLUMNS] for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    body = "\n".join(visible(line) for line in lines[-LINES:])[-CHARACTERS:]
    longest = max((len(run) for run in re.findall("`+", body)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}text\n{body}\n{marks}\n"


if __name__ == "__main__":
    # Remove the colours of compilers.
    log = open(sys.argv[1], encoding="utf-8", errors="replace", newline="").read()
    sys.stdout.buffer.write(fence(re.sub(r"\x1b\[[0-9;]*m", "", log)).encode())
