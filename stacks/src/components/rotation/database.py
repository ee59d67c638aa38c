"""The users of the database.

The administrator changes its own password. The applications have two users that take turns: a rotation changes the one
that is not in use, so connections and pods with the current credential are not interrupted. Both act as one role without
a login, which owns the database: whichever of them creates a table, the other one can use it.
"""

import base64
import hashlib
import hmac
import os
import ssl
import sys
from pathlib import Path

import steps
import values

# Python imports packages from wheels as they are.
sys.path.extend(str(wheel) for wheel in sorted(Path(__file__).parent.glob("vendor/*.whl")))

from pg8000.exceptions import DatabaseError, InterfaceError  # noqa: E402
from pg8000.native import Connection, identifier, literal  # noqa: E402

NAME = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
DATABASE = os.environ.get("DATABASE_NAME", "")
ADMINISTRATOR = os.environ.get("DATABASE_ADMINISTRATOR", "")
# The role that owns the database, and the users that act as it.
OWNER = DATABASE
USERS = [f"{DATABASE}_1", f"{DATABASE}_2"]
# The certificate authorities of the Lambda runtime, with those of RDS:
# https://docs.aws.amazon.com/lambda/latest/dg/services-rds.html
CERTIFICATES = os.environ.get("CERTIFICATES", "/etc/pki/tls/cert.pem")
PORT = int(os.environ.get("DATABASE_PORT", "5432"))


class Administrator:
    def renewed(self, secret, current):
        fields = values.fields(current or "")
        if fields.get("username") != ADMINISTRATOR:
            raise values.foreign(secret, "the stack")
        return values.renewed(fields)

    def apply(self, pending, current):
        if connects(pending):
            # An earlier attempt has changed it.
            return
        # A password that the secret does not have was set by somebody else: the connection is refused.
        with Writer(current) as sql:
            alter(sql, ADMINISTRATOR, values.fields(pending)["password"])

    def test(self, pending):
        Writer(pending).close()


class Application:
    def renewed(self, secret, current):
        fields = values.fields(current) if current is not None else {values.MARK: NAME, "dbname": DATABASE}
        if fields.get(values.MARK) != NAME:
            raise values.foreign(secret, NAME)
        used = fields.get("username")
        return values.renewed(fields, username=USERS[1] if used == USERS[0] else USERS[0])

    def apply(self, pending, current):
        fields = values.fields(pending)
        with Writer(administrator()) as sql:
            sql.run("BEGIN")
            # Two rotations at once would create the same roles.
            sql.run("SELECT pg_advisory_xact_lock(hashtext(:name))", name=NAME)
            if not ours(sql, OWNER):
                sql.run(f"CREATE ROLE {identifier(OWNER)} NOLOGIN")
                sql.run(f"COMMENT ON ROLE {identifier(OWNER)} IS {literal(mark())}")
            # The administrator is not a superuser: it changes an owner to a role that it is a member of.
            sql.run(f"GRANT {identifier(OWNER)} TO {identifier(ADMINISTRATOR)}")
            sql.run(f"ALTER DATABASE {identifier(DATABASE)} OWNER TO {identifier(OWNER)}")
            user = fields["username"]
            if not ours(sql, user):
                sql.run(f"CREATE ROLE {identifier(user)} LOGIN")
                sql.run(f"COMMENT ON ROLE {identifier(user)} IS {literal(mark())}")
            sql.run(f"GRANT {identifier(OWNER)} TO {identifier(user)}")
            sql.run(f"ALTER ROLE {identifier(user)} SET role TO {literal(OWNER)}")
            alter(sql, user, fields["password"])
            sql.run("COMMIT")

    def test(self, pending):
        with Writer(pending) as sql:
            [[role]] = sql.run("SELECT current_user")
        if role != OWNER:
            raise ValueError(f"the user of the applications acts as {role}, not as {OWNER}")


class Writer:
    """A connection to the instance that takes writes, in the region where it is."""

    def __init__(self, credential):
        fields = values.fields(credential)
        errors = []
        for host in hosts():
            try:
                connection = Connection(
                    fields["username"],
                    password=fields["password"],
                    host=host,
                    port=PORT,
                    database=DATABASE,
                    timeout=10,
                    ssl_context=context(),
                    application_name=NAME,
                )
            except (DatabaseError, InterfaceError, OSError) as error:
                errors.append(f"{host}: {error}")
                continue
            [[replica]] = connection.run("SELECT pg_is_in_recovery()")
            if not replica:
                self.connection = connection
                return
            connection.close()
            errors.append(f"{host}: takes no writes")
        raise ConnectionError(f"no connection as {fields['username']}: {'; '.join(errors)}")

    def __enter__(self):
        return self.connection

    def __exit__(self, *_):
        # Without a commit the server rolls back.
        self.close()

    def close(self):
        self.connection.close()


def connects(credential):
    try:
        Writer(credential).close()
    except ConnectionError:
        return False
    return True


def hosts():
    """The endpoints of the clusters of all regions. Their certificates are valid for these names."""
    found = values.fields(steps.value(os.environ["DATABASE_HOSTS"], VersionStage="AWSCURRENT") or "")
    return list(found["endpoints"].values())


def context():
    context = ssl.create_default_context(cafile=CERTIFICATES)
    # Newer versions of Python refuse authorities without some extensions. The chain and the name are verified anyway.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def administrator():
    """The credential of the administrator, also between the steps of its own rotation."""
    secret = os.environ["ADMIN_SECRET"]
    current = steps.value(secret, VersionStage="AWSCURRENT")
    pending = steps.value(secret, VersionStage="AWSPENDING")
    return pending if pending and connects(pending) else current


def mark():
    return f"{values.MARK} {NAME}"


def ours(sql, role):
    """Whether this function created the role. False if there is none."""
    found = sql.run("SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = :role", role=role)
    if found and found[0][0] != mark():
        raise ValueError(f"the role {role} was not created by {NAME}: it was not changed")
    return bool(found)


def alter(sql, role, password):
    # The verifier instead of the password: statements reach the logs of the server.
    sql.run(f"ALTER ROLE {identifier(role)} PASSWORD {literal(verifier(password))}")


def verifier(password):
    """What PostgreSQL stores of a password: https://www.postgresql.org/docs/16/catalog-pg-authid.html"""
    salt, rounds = os.urandom(16), 4096
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    key = lambda text: hmac.digest(salted, text, "sha256")  # noqa: E731
    stored, server = hashlib.sha256(key(b"Client Key")).digest(), key(b"Server Key")
    salt, stored, server = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${rounds}:{salt}${stored}:{server}"
