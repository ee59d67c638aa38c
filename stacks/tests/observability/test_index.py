"""The function that writes logs to the search domain, with a stand-in for the domain and for the SDK's signatures.

Run as `python3 test_index.py FOLDER`, with the folder of the function's code. tests/security/logs.rs runs it.
"""

import base64
import datetime
import gzip
import http.server
import json
import os
import sys
import threading
import types
import unittest
import urllib.request

sys.path.insert(0, sys.argv.pop(1))
os.environ.update(ENDPOINT="search.example", INDEX_PREFIX="pods", KEEP_DAYS="30", AWS_REGION="eu-west-1")


class Request:
    def __init__(self, method, url, headers, data):
        self.method, self.url, self.headers, self.data = method, url, headers, data


class Signer:
    def __init__(self, credentials, service, region):
        self.scope = f"{credentials}/{region}/{service}"

    def add_auth(self, request):
        request.headers["Authorization"] = self.scope


session = types.SimpleNamespace(get_credentials=lambda: "key")
for name, members in {
    "botocore": {},
    "botocore.auth": {"SigV4Auth": Signer},
    "botocore.awsrequest": {"AWSRequest": Request},
    "botocore.session": {"get_session": lambda: session},
}.items():
    module = types.ModuleType(name)
    vars(module).update(members)
    sys.modules[name] = module
    if "." in name:
        setattr(sys.modules["botocore"], name.split(".")[1], module)

import index


class Domain(http.server.BaseHTTPRequestHandler):
    indices, documents, requests, statuses = {}, {}, [], {}

    def log_message(self, *_):
        pass

    def answer(self, value, status=200):
        self.requests.append((self.command, self.path, self.headers["Authorization"]))
        body = json.dumps(value).encode()
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer([{"index": name} for name in self.indices])

    def do_DELETE(self):
        del self.indices[self.path.removeprefix("/")]
        self.answer({"acknowledged": True})

    def do_POST(self):
        lines = self.rfile.read(int(self.headers["Content-Length"])).decode().splitlines()
        items = []
        for action, document in zip(lines[::2], lines[1::2]):
            target = json.loads(action)["index"]
            status = self.statuses.get(target["_id"], 201)
            if status == 201:
                self.documents[(target["_index"], target["_id"])] = json.loads(document)
            items.append({"index": {"_id": target["_id"], "status": status, "error": {"reason": "no"}}})
        self.answer({"items": items})


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Domain)
threading.Thread(target=server.serve_forever, daemon=True).start()
opened = urllib.request.urlopen


def open_here(request, timeout):
    url = request.full_url.replace("https://search.example", f"http://127.0.0.1:{server.server_port}")
    headers = {"Content-Type": "application/x-ndjson"} | dict(request.header_items())
    return opened(urllib.request.Request(url, request.data, headers, method=request.method), timeout=timeout)


urllib.request.urlopen = open_here
# Noon of 30 November 2026.
NOON = 1796040000000


def call(*messages, kind="DATA_MESSAGE"):
    events = [{"id": str(n), "timestamp": NOON, "message": message} for n, message in enumerate(messages)]
    data = {"messageType": kind, "logGroup": "/luneo/pods", "logEvents": events}
    index.handler({"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(data).encode()))}}, None)


class Index(unittest.TestCase):
    def setUp(self):
        for kept in (Domain.indices, Domain.documents, Domain.requests, Domain.statuses):
            kept.clear()
        index.cleaned = None

    def test_each_event_is_a_document_of_the_index_of_its_day(self):
        record = {
            "body": "paid",
            "severity_text": "INFO",
            "trace_id": "1f",
            "resource": {"service.name": "backend", "k8s.pod.name": "backend-1"},
            "attributes": {"user": "no field of the index"},
        }
        call(json.dumps(record), "a line", json.dumps({"body": {"a": 1}}), "[1]")
        common = {"@timestamp": "2026-11-30T12:00:00+00:00", "group": "/luneo/pods"}
        first = {"message": "paid", "severity": "INFO", "trace_id": "1f", "service": "backend", "pod": "backend-1"}
        expected = [first, {"message": "a line"}, {"message": '{"a": 1}'}, {"message": "[1]"}]
        found = {("pods-2026.11.30", str(n)): fields | common for n, fields in enumerate(expected)}
        self.assertEqual(Domain.documents, found)
        self.assertEqual(Domain.requests[0], ("POST", "/_bulk", "key/eu-west-1/es"))

    def test_a_repeated_call_writes_nothing_twice(self):
        call("a")
        call("a")
        self.assertEqual(list(Domain.documents), [("pods-2026.11.30", "0")])

    def test_what_the_domain_could_not_take_now_is_sent_again(self):
        Domain.statuses["1"] = 429
        with self.assertRaisesRegex(RuntimeError, "1 of 2 events were not written"):
            call("a", "b")

    def test_what_the_index_refuses_does_not_hold_up_the_others(self):
        Domain.statuses["0"] = 400
        call("a", "b")
        self.assertEqual(list(Domain.documents), [("pods-2026.11.30", "1")])

    def test_a_control_message_is_no_document(self):
        call("CWL CONTROL MESSAGE", kind="CONTROL_MESSAGE")
        self.assertEqual(Domain.documents, {})

    def test_old_indices_of_the_pods_are_deleted_once_a_day(self):
        today = datetime.datetime.now(datetime.timezone.utc).date()
        day = lambda days: f"pods-{today - datetime.timedelta(days=days):%Y.%m.%d}"
        Domain.indices.update(dict.fromkeys([day(0), day(30), day(31), day(400), ".kibana_1"]))
        call("a")
        self.assertEqual(set(Domain.indices), {day(0), day(30), ".kibana_1"})
        Domain.indices[day(31)] = None
        call("b")
        self.assertIn(day(31), Domain.indices)

    def test_a_refused_request_says_why(self):
        Domain.indices["pods-2000.01.01"] = None
        answer, Domain.answer = Domain.answer, lambda self, value, status=403: answer(self, {"message": "denied"}, status)
        try:
            with self.assertRaisesRegex(RuntimeError, "answered 403.*denied"):
                call("a")
        finally:
            Domain.answer = answer


if __name__ == "__main__":
    unittest.main()
