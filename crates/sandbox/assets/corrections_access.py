"""Restricts access to ministack 1.5.33 and its functions to the gateway, which uses a Unix socket.

Listed in QUIRKS.md and in `GET /_sandbox/status`.
"""

import asyncio
import hashlib
import hmac
import os
import resource

from corrections import replaces


def apply(functions_key):
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    # --- functions had an access key that can be guessed. Their key is derived from a key of this sandbox, like in
    # the gateway, and calls AWS at the gateway.

    def execution_credentials(config):
        account, _region = lambda_runtime._account_region_from_function_config(config)
        secret = hmac.new(functions_key.encode(), account.encode(), hashlib.sha256).hexdigest()
        return {
            "AWS_ACCESS_KEY_ID": "ASIASANDBOX" + account,
            "AWS_SECRET_ACCESS_KEY": secret,
            "AWS_SESSION_TOKEN": "",
        }

    for module in (lambda_runtime, lambda_svc):
        replaces(module, "execution_credentials")(lambda before, config: execution_credentials(config))

    # --- custom runtimes of functions request their events at a TCP port, which every user of the machine can reach.

    def refuse(before, func, event, request_id):
        message = "The sandbox does not run functions with a runtime of their own (provided.*)."
        return {
            "body": {"errorMessage": message, "errorType": "Sandbox.NotImplemented"},
            "error": True,
            "function_error": "Unhandled",
            "log": "",
        }

    for name in ("_execute_function_provided", "_execute_function_provided_warm"):
        replaces(lambda_svc, name)(refuse)


def serve(socket):
    """Like ministack's own main, but on a socket and without a file in a folder that all users share."""
    from hypercorn.asyncio import serve as hypercorn_serve
    from hypercorn.config import Config
    from ministack.app import app

    from request_models import asgi
    from rules_ministack import in_order

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        except (ValueError, OSError):
            # macOS has a limit below the hard one.
            pass
    config = Config()
    config.bind = ["unix:" + socket]
    config.umask = 0o077
    config.keep_alive_timeout = 75
    asyncio.run(hypercorn_serve(asgi(in_order(app)), config))
