"""The values of secrets: JSON objects with `password`, and with `created_by` in those that a function created.

A value without the mark was stored by people or other programs, such as the key of an external API: it is never replaced.
"""

import json
import secrets

MARK = "created_by"


def fields(text):
    """The fields of a value; none if it is not a JSON object."""
    try:
        parsed = json.loads(text)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def renewed(old, **more):
    return json.dumps({**old, **more, "password": secrets.token_urlsafe(32)})


def foreign(secret, who):
    return ValueError(f"the value of {secret} was not created by {who}: it was not replaced")
