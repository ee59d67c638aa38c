"""The user of the cache. It has two passwords at a time, the new and the previous one: pods with the previous one connect
until the next rotation. The user exists in each region."""

import os
import socket
import ssl
import time

import boto3

import steps
import values

USER_ID = os.environ.get("CACHE_USER_ID", "")
USER = os.environ.get("CACHE_USER", "")
CERTIFICATES = os.environ.get("CERTIFICATES", "/etc/pki/tls/cert.pem")
PORT = int(os.environ.get("CACHE_PORT", "6379"))


class User:
    def renewed(self, secret, current):
        fields = values.fields(current or "")
        if fields.get("username") != USER:
            raise values.foreign(secret, "the stack")
        return values.renewed(fields)

    def apply(self, pending, current):
        endpoints = hosts()
        new, old = (values.fields(one)["password"] for one in (pending, current))
        for region, host in endpoints.items():
            if authenticates(host, new):
                # An earlier attempt has set it.
                continue
            if not authenticates(host, old):
                raise ValueError(f"the user {USER_ID} in {region} has another password than the secret: it was not changed")
            cache = boto3.client("elasticache", region_name=region)
            cache.modify_user(
                UserId=USER_ID, AuthenticationMode={"Type": "password", "Passwords": [new, old]}
            )
            wait(cache, region)

    def test(self, pending):
        password = values.fields(pending)["password"]
        for region, host in hosts().items():
            if not authenticates(host, password):
                raise ValueError(f"the cache in {region} refuses the new password of {USER_ID}")


def hosts():
    """The endpoint of the cache in each region."""
    found = values.fields(steps.value(os.environ["CACHE_HOSTS"], VersionStage="AWSCURRENT") or "")
    return found["endpoints"]


def wait(cache, region):
    for _ in range(60):
        [user] = cache.describe_users(UserId=USER_ID)["Users"]
        if user["Status"] == "active":
            return
        time.sleep(3)
    raise TimeoutError(f"the user {USER_ID} in {region} is still {user['Status']}")


def authenticates(host, password):
    """Whether the cache accepts the password, in its own protocol."""
    parts = [b"AUTH", USER.encode(), password.encode()]
    command = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
    context = ssl.create_default_context(cafile=CERTIFICATES)
    with socket.create_connection((host, PORT), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname=host) as stream:
            stream.sendall(command)
            line = stream.makefile("rb").readline()
    if line.startswith(b"+OK"):
        return True
    if line.startswith((b"-WRONGPASS", b"-NOAUTH")):
        return False
    raise ConnectionError(f"{host} answered AUTH with {line[:40]!r}")
