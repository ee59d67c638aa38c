"""Rules of AWS that ministack 1.5.33 does not have: requests that AWS refuses, and effects that ministack leaves out.

Each begins with `rule:` and its name; AWS-RULES.md has its source and the test that needs it. As in corrections.py,
each looks up the replaced function by name.
"""

import asyncio
import contextvars
import re

from corrections import replaces


def apply():
    functions()
    topics()
    buckets()


# Whether another change of the same function's policy is in progress.
OVERLAPS = contextvars.ContextVar("overlaps", default=False)
POLICY_PATH = re.compile(r"/2015-03-31/functions/([^/]+)/policy(/.*)?")
# How long a change of a policy takes.
POLICY_CHANGE = 0.05


def in_order(application):
    """ministack's application, in which changes of a function's policy take time and can overlap."""
    in_progress = set()

    async def ordered(scope, receive, send):
        OF_SERVICE.set((b"x-sandbox-service", b"true") in scope.get("headers", []))
        found = POLICY_PATH.fullmatch(scope.get("path", "")) if scope["type"] == "http" else None
        if found is None or scope["method"] == "GET":
            return await application(scope, receive, send)
        headers = {key.decode().lower(): value.decode("latin-1") for key, value in scope["headers"]}
        credential = headers.get("authorization", "").partition("Credential=")[2].split("/")
        function = (*credential[:1], *credential[2:3], found[1])
        if function in in_progress:
            OVERLAPS.set(True)
            return await application(scope, receive, send)
        in_progress.add(function)
        try:
            await asyncio.sleep(POLICY_CHANGE)
            return await application(scope, receive, send)
        finally:
            in_progress.discard(function)

    return ordered


def functions():
    from ministack.services import lambda_svc

    # rule: function-policy-in-order. Lambda accepts overlapping changes of a policy, and loses some of them.
    @replaces(lambda_svc, "_add_permission")
    def add_permission(before, func_name, *args, **kwargs):
        answer = before(func_name, *args, **kwargs)
        if OVERLAPS.get() and answer[0] == 201:
            lambda_svc._functions[func_name]["policy"]["Statement"].pop()
        return answer

    @replaces(lambda_svc, "_remove_permission")
    def remove_permission(before, func_name, *args, **kwargs):
        statements = lambda_svc._functions.get(func_name, {}).get("policy", {}).get("Statement", [])
        kept = list(statements)
        answer = before(func_name, *args, **kwargs)
        if OVERLAPS.get() and answer[0] == 204:
            lambda_svc._functions[func_name]["policy"]["Statement"] = kept
        return answer


def topics():
    from ministack.services import sns

    # rule: firehose-needs-role
    @replaces(sns, "_subscribe")
    def subscribe(before, params):
        keys = [key for key in params if key.startswith("Attributes.entry.") and key.endswith(".key")]
        given = {sns._p(params, key) for key in keys}
        if sns._p(params, "Protocol") == "firehose" and "SubscriptionRoleArn" not in given:
            message = "Invalid parameter: Attributes Reason: SubscriptionRoleArn is required for firehose subscriptions"
            return sns._error("InvalidParameter", message, 400)
        return before(params)


# Marks a request as one of an AWS service, such as CloudFormation, which alone sets tags that begin with `aws:`.
OF_SERVICE = contextvars.ContextVar("of_service", default=False)


def buckets():
    from ministack.services import s3

    # rule: system-tags
    def system(tags):
        return {key: value for key, value in (tags or {}).items() if key.startswith("aws:")}

    def check(old, new):
        if OF_SERVICE.get() or system(old) == system(new):
            return None
        verb = "removed" if set(system(old)) - set(system(new)) else "added/updated"
        return s3._error("InvalidTag", f"System tags cannot be {verb} by requester", 400)

    @replaces(s3, "_put_bucket_tagging")
    def put_bucket_tagging(before, name, body):
        old = dict(s3._bucket_tags.get(name) or {})
        answer = before(name, body)
        refused = check(old, s3._bucket_tags.get(name)) if answer[0] == 204 else None
        if refused is not None:
            s3._bucket_tags[name] = old
        return refused or answer

    @replaces(s3, "_delete_bucket_tagging")
    def delete_bucket_tagging(before, name):
        refused = check(s3._bucket_tags.get(name), {})
        return refused or before(name)
