"""Stand-ins for what the functions call: Secrets Manager and ElastiCache in memory, a cache that only knows `AUTH`, and a
real PostgreSQL server with a certificate."""

import glob
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import types
import uuid


class SecretsManager:
    """Secrets with versions and stages, as far as rotations use them."""

    class exceptions:
        class ResourceNotFoundException(Exception):
            pass

    def __init__(self):
        self.secrets = {}

    def put(self, secret, text):
        versions = self.secrets.setdefault(secret, {})
        for version in versions.values():
            version["stages"].discard("AWSCURRENT")
        if text is not None:
            versions[str(uuid.uuid4())] = {"text": text, "stages": {"AWSCURRENT"}}

    def begin(self, secret):
        """What RotateSecret does before it calls the function: a pending version without a value."""
        token = str(uuid.uuid4())
        self.secrets.setdefault(secret, {})[token] = {"text": None, "stages": {"AWSPENDING"}}
        return token

    def describe_secret(self, SecretId):
        stages = {token: sorted(version["stages"]) for token, version in self.secrets[SecretId].items()}
        return {"RotationEnabled": True, "VersionIdsToStages": stages}

    def get_secret_value(self, SecretId, VersionStage, VersionId=None):
        for token, version in self.secrets.get(SecretId, {}).items():
            if VersionStage in version["stages"] and VersionId in (None, token) and version["text"] is not None:
                return {"SecretString": version["text"]}
        raise self.exceptions.ResourceNotFoundException(SecretId)

    def put_secret_value(self, SecretId, ClientRequestToken, SecretString, VersionStages):
        assert VersionStages == ["AWSPENDING"]
        self.secrets[SecretId][ClientRequestToken]["text"] = SecretString

    def update_secret_version_stage(self, SecretId, VersionStage, MoveToVersionId=None, RemoveFromVersionId=None):
        versions = self.secrets[SecretId]
        if RemoveFromVersionId:
            versions[RemoveFromVersionId]["stages"].discard(VersionStage)
        if MoveToVersionId:
            versions[MoveToVersionId]["stages"].add(VersionStage)


class ElastiCache:
    """The user of each region, whose passwords the caches of the region accept."""

    def __init__(self, caches):
        self.caches, self.changes = caches, []

    def client(self, region):
        outer = self

        class Client:
            def modify_user(self, UserId, AuthenticationMode):
                assert AuthenticationMode["Type"] == "password" and 1 <= len(AuthenticationMode["Passwords"]) <= 2
                outer.changes.append((region, UserId))
                outer.caches[region].passwords = list(AuthenticationMode["Passwords"])

            def describe_users(self, UserId):
                return {"Users": [{"UserId": UserId, "Status": "active"}]}

        return Client()


def boto3(secretsmanager, elasticache):
    """The module `boto3`, which the functions import."""
    module = types.ModuleType("boto3")

    def client(service, region_name=None):
        return secretsmanager if service == "secretsmanager" else elasticache.client(region_name)

    module.client = client
    sys.modules["boto3"] = module


def certificate(folder):
    """A certificate for `localhost`, which is its own authority."""
    key, crt = os.path.join(folder, "key.pem"), os.path.join(folder, "crt.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", crt, "-days", "2"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True,
        capture_output=True,
    )
    return key, crt


class Cache(threading.Thread):
    """Answers `AUTH` with TLS."""

    def __init__(self, key, crt, user, password, port=0):
        super().__init__(daemon=True)
        self.user, self.passwords, self.seen = user, [password], 0
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(crt, key)
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            plain, _ = self.listener.accept()
            try:
                with self.context.wrap_socket(plain, server_side=True) as stream:
                    lines = stream.makefile("rb")
                    count = int(lines.readline()[1:])
                    words = []
                    for _ in range(count):
                        words.append(lines.read(int(lines.readline()[1:])).decode())
                        lines.readline()
                    self.seen += 1
                    known = words == ["AUTH", self.user, words[2]] and words[2] in self.passwords
                    stream.sendall(b"+OK\r\n" if known else b"-WRONGPASS invalid username-password pair\r\n")
            except (OSError, ValueError):
                pass


class PostgreSQL:
    """A server of its own, on a free port, with an administrator that is not a superuser, as in RDS."""

    def __init__(self, administrator, password, database):
        # The server refuses to run as root.
        self.user = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
        self.folder = tempfile.mkdtemp()
        self.key, self.certificate = certificate(self.folder)
        with open(os.path.join(self.folder, "password"), "w") as file:
            file.write("superuser")
        data = os.path.join(self.folder, "data")
        os.mkdir(data)
        if self.user:
            for path in [self.folder, *glob.glob(self.folder + "/*")]:
                shutil.chown(path, "nobody", "nogroup")
        os.chmod(self.key, 0o600)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.command("initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", self.folder + "/password")
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "ssl": "on",
            "ssl_cert_file": self.certificate,
            "ssl_key_file": self.key,
            "fsync": "off",
            "log_statement": "all",
        }
        with open(os.path.join(data, "postgresql.conf"), "a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        with open(os.path.join(data, "pg_hba.conf"), "w") as file:
            # Like `rds.force_ssl`.
            file.write("hostssl all all 127.0.0.1/32 scram-sha-256\n")
        self.log = os.path.join(self.folder, "log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [program("postgres"), "-D", data], stdout=log, stderr=log, cwd=self.folder, **self.user
            )
        self.wait()
        for statement in [
            f"CREATE ROLE {administrator} LOGIN CREATEROLE CREATEDB PASSWORD '{password}'",
            f"CREATE DATABASE {database} OWNER {administrator}",
        ]:
            self.run("postgres", "superuser", "postgres", statement)

    def command(self, name, *arguments):
        subprocess.run([program(name), *arguments], check=True, capture_output=True, cwd=self.folder, **self.user)

    def wait(self):
        for _ in range(100):
            try:
                return self.run("postgres", "superuser", "postgres", "SELECT 1")
            except Exception:
                time.sleep(0.1)
        with open(self.log) as log:
            raise RuntimeError(log.read())

    def connect(self, user, password, database):
        from pg8000.native import Connection

        context = ssl.create_default_context(cafile=self.certificate)
        return Connection(
            user, password=password, host="localhost", port=self.port, database=database, ssl_context=context
        )

    def run(self, user, password, database, statement):
        connection = self.connect(user, password, database)
        try:
            return connection.run(statement)
        finally:
            connection.close()

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def program(name):
    """A program of PostgreSQL; Debian has those of the server outside of PATH."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))
    path = found[-1] if found else shutil.which(name)
    if path is None:
        raise FileNotFoundError(f"no program {name}")
    return path
