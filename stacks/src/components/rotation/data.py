"""Rotates the credentials of the database and the cache, and creates the users of the applications."""

import os

import cache
import database
import steps

STRATEGIES = {
    "ADMIN_SECRET": database.Administrator,
    "DATABASE_SECRET": database.Application,
    "CACHE_SECRET": cache.User,
}


def handler(event, context):
    for variable, strategy in STRATEGIES.items():
        if os.environ.get(variable) == event["SecretId"]:
            return steps.rotate(event, strategy())
    raise ValueError(f"this function does not rotate {event['SecretId']}")
