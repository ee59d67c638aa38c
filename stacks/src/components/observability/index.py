"""Writes events of CloudWatch Logs to an OpenSearch domain, in an index for each day, and deletes the indices that are too old."""

import base64
import datetime
import gzip
import json
import os
import urllib.error
import urllib.request

import botocore.auth
import botocore.awsrequest
import botocore.session

ENDPOINT = os.environ["ENDPOINT"]
PREFIX = os.environ["INDEX_PREFIX"]
KEEP_DAYS = int(os.environ["KEEP_DAYS"])
# The day on which this process last deleted indices.
cleaned = None


def handler(event, _context):
    data = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    # CloudWatch Logs sends a control message to see whether the function can be called.
    if data["messageType"] == "DATA_MESSAGE":
        write(data)
    clean()


def write(data):
    """Writes the events by their ids, so that a repeated call writes nothing twice."""
    lines = []
    for event in data["logEvents"]:
        time = datetime.datetime.fromtimestamp(event["timestamp"] / 1000, datetime.timezone.utc)
        lines.append({"index": {"_index": f"{PREFIX}-{time:%Y.%m.%d}", "_id": event["id"]}})
        lines.append(document(event["message"]) | {"@timestamp": time.isoformat(), "group": data["logGroup"]})
    answer = request("POST", "/_bulk", "".join(json.dumps(line) + "\n" for line in lines))
    refused = [item["index"] for item in answer["items"] if item["index"]["status"] >= 300]
    # A document that the index cannot take would be refused again. The others are written by the next call.
    repeated = [one for one in refused if one["status"] == 429 or one["status"] >= 500]
    for one in refused:
        print(json.dumps({"refused": one["_id"], "status": one["status"], "reason": one["error"].get("reason")}))
    if repeated:
        raise RuntimeError(f"{len(repeated)} of {len(answer['items'])} events were not written")


def document(message):
    """The fields of a record of OpenTelemetry, as the collector writes them: of few names, because each is a field of the index."""
    try:
        record = json.loads(message)
    except ValueError:
        record = None
    if not isinstance(record, dict) or "body" not in record:
        return {"message": message}
    body, resource = record["body"], record.get("resource") or {}
    fields = {
        "message": body if isinstance(body, str) else json.dumps(body),
        "severity": record.get("severity_text"),
        "trace_id": record.get("trace_id"),
        "service": resource.get("service.name"),
        "pod": resource.get("k8s.pod.name"),
    }
    return {name: value for name, value in fields.items() if value}


def clean():
    """Deletes the indices that are older than KEEP_DAYS, once a day."""
    global cleaned
    today = datetime.datetime.now(datetime.timezone.utc).date()
    if cleaned == today:
        return
    oldest = today - datetime.timedelta(days=KEEP_DAYS)
    for name in (index["index"] for index in request("GET", "/_cat/indices?format=json&h=index")):
        if name.startswith(f"{PREFIX}-") and datetime.datetime.strptime(name, f"{PREFIX}-%Y.%m.%d").date() < oldest:
            request("DELETE", f"/{name}")
    cleaned = today


def request(method, path, body=None):
    """Sends a signed request, and returns the answer."""
    session = botocore.session.get_session()
    headers = {"Content-Type": "application/x-ndjson"} if body else {}
    signed = botocore.awsrequest.AWSRequest(method, f"https://{ENDPOINT}{path}", headers, (body or "").encode())
    botocore.auth.SigV4Auth(session.get_credentials(), "es", os.environ["AWS_REGION"]).add_auth(signed)
    sent = urllib.request.Request(signed.url, (body or "").encode() or None, dict(signed.headers), method=method)
    try:
        with urllib.request.urlopen(sent, timeout=30) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{method} {path} answered {error.code}: {error.read(300)!r}") from None
