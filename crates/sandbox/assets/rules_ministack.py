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
    alarms()


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

    bucket_documents(s3)

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


def bucket_documents(s3):
    """CORS rules, versioning, logging and notifications of buckets."""
    from ministack.services import lambda_svc

    def parsed(body):
        try:
            return s3.fromstring(body)
        except Exception:
            return None

    def values(root, tag):
        return [el.text or "" for el in root.iter() if el.tag.rsplit("}", 1)[-1] == tag] if root is not None else []

    # rule: cors-wildcards
    @replaces(s3, "_put_bucket_cors")
    def put_bucket_cors(before, name, body):
        root = parsed(body)
        for tag in ("AllowedOrigin", "AllowedHeader"):
            for value in values(root, tag):
                if value.count("*") > 1:
                    return s3._error("InvalidRequest", f'{tag} "{value}" can not have more than one wildcard.', 400)
        for value in values(root, "ExposeHeader"):
            if "*" in value:
                message = f'ExposeHeader "{value}" contains wildcard. We currently do not support wildcard for ExposeHeader.'
                return s3._error("InvalidRequest", message, 400)
        return before(name, body)

    # rule: object-lock-keeps-versioning
    @replaces(s3, "_put_bucket_versioning")
    def put_bucket_versioning(before, name, body):
        if name in s3._buckets and s3._bucket_object_lock.get(name) and values(parsed(body), "Status") == ["Suspended"]:
            message = "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
            return s3._error("InvalidBucketState", message, 409)
        return before(name, body)

    # rule: log-bucket
    @replaces(s3, "_put_bucket_logging")
    def put_bucket_logging(before, name, body):
        for target in values(parsed(body), "TargetBucket"):
            message = None
            if target not in s3._buckets:
                message = "The target bucket for logging does not exist"
            elif s3._notification_bucket_region(target) != s3._notification_bucket_region(name):
                message = "The bucket to be logged and the target bucket must be in the same region."
            if message is not None and name in s3._buckets:
                return s3._error("InvalidTargetBucketForLogging", message, 400)
        return before(name, body)

    def overlap(one, other):
        def includes(all_events, event):
            return all_events == event or (all_events.endswith("*") and event.startswith(all_events[:-1]))

        def text(config, key):
            return config[key] or ""

        prefixes = text(one, "filter_prefix"), text(other, "filter_prefix")
        suffixes = text(one, "filter_suffix"), text(other, "filter_suffix")
        return (
            any(includes(a, b) or includes(b, a) for a in one["events"] for b in other["events"])
            and (prefixes[0].startswith(prefixes[1]) or prefixes[1].startswith(prefixes[0]))
            and (suffixes[0].endswith(suffixes[1]) or suffixes[1].endswith(suffixes[0]))
        )

    def invocable(arn):
        """Whether the policy of a function has a statement for S3."""
        record = lambda_svc._functions.get(arn.split(":")[6]) or {}
        statements = (record.get("policy") or {}).get("Statement", [])
        principals = [statement.get("Principal") for statement in statements]
        return any(isinstance(one, dict) and one.get("Service") == "s3.amazonaws.com" for one in principals)

    # rule: notification-filters
    # rule: notification-functions
    @replaces(s3, "_validate_notification_configs")
    def validate_notification_configs(before, configs, bucket_region, bucket_name="", skip_destination_validation=False):
        for index, one in enumerate(configs):
            if one["arn"].endswith(".fifo"):
                return s3._error("InvalidArgument", "FIFO SQS queues and SNS topics are not supported.", 400)
            if any(overlap(one, other) for other in configs[:index]):
                message = (
                    "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes "
                    "are overlapping for the same event type."
                )
                return s3._error("InvalidArgument", message, 400)
        refused = before(configs, bucket_region, bucket_name, skip_destination_validation)
        if refused is not None or skip_destination_validation:
            return refused
        if any(one["type"] == "lambda" and not invocable(one["arn"]) for one in configs):
            return s3._error("InvalidArgument", "Unable to validate the following destination configurations", 400)
        return None

    # rule: notification-filter-names. S3 returns the names of filter rules with a capital letter.
    @replaces(s3, "_get_bucket_notification")
    def get_bucket_notification(before, name):
        status, headers, body = before(name)
        text = body.decode() if isinstance(body, bytes) else body
        for name in ("prefix", "suffix"):
            text = text.replace(f"<Name>{name}</Name>", f"<Name>{name.capitalize()}</Name>")
        return status, headers, text


def alarms():
    """Alarms on metric math expressions."""
    from ministack.services import cloudwatch

    ONE_METRIC = ("MetricName", "Namespace", "Dimensions", "Period", "Unit", "Statistic", "ExtendedStatistic")

    def refusal(given, queries):
        beside = [name for name in ONE_METRIC if given.get(name)]
        if beside:
            return f"The parameters Metrics and {beside[0]} are mutually exclusive."
        # The band of an anomaly detection alarm returns data beside the metric that the alarm watches.
        watched = [query for query in queries if query["Id"] != given.get("ThresholdMetricId")]
        if sum(bool(query.get("ReturnData", True)) for query in watched) != 1:
            return "Exactly one element of the metrics list should return data."
        if len({query["Id"] for query in queries}) != len(queries):
            return "The values of the parameter Id in the metrics list must be unique."
        if any(("Expression" in query) == ("MetricStat" in query) for query in queries):
            return "An element of the metrics list has either Expression or MetricStat."
        return None

    # rule: metric-math. ministack dropped the metrics.
    @replaces(cloudwatch, "_put_metric_alarm")
    def put_metric_alarm(before, params, cbor_data, is_cbor, is_json=False):
        given = (cbor_data or {}) if is_cbor or is_json else {}
        queries = given.get("Metrics")
        if not queries:
            return before(params, cbor_data, is_cbor, is_json)
        refused = refusal(given, queries)
        if refused is not None:
            return cloudwatch._error("ValidationError", refused, 400, use_json=is_json, use_cbor=is_cbor)
        answer = before(params, cbor_data, is_cbor, is_json)
        alarm = cloudwatch._alarms.get(given["AlarmName"])
        if answer[0] == 200 and alarm is not None:
            for name in ONE_METRIC:
                alarm.pop(name, None)
            alarm["Metrics"] = queries
        return answer
