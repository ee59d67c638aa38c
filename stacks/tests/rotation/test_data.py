"""The rotation of the database's and the cache's credentials, with a real PostgreSQL server.

Run as `python3 test_data.py FOLDER`, with the folder of the function's files. tests/security/rotation.rs runs it.
"""

import json
import os
import sys
import unittest
from pathlib import Path

import standins

FOLDER = Path(sys.argv.pop(1)).resolve()
sys.path[:0] = [str(FOLDER), *map(str, FOLDER.glob("vendor/*.whl"))]

NAME, ADMIN, REGIONS = "luneo-test-data-rotation", "luneo_admin", ["eu-west-1", "us-east-1"]
STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"]

secrets = standins.SecretsManager()
server = standins.PostgreSQL(ADMIN, "first", "luneo")
writer = standins.Cache(server.key, server.certificate, "luneo", "x" * 32)
caches = {region: writer for region in REGIONS}
elasticache = standins.ElastiCache(caches)
standins.boto3(secrets, elasticache)
os.environ.update(
    AWS_LAMBDA_FUNCTION_NAME=NAME,
    CERTIFICATES=server.certificate,
    DATABASE_NAME="luneo",
    DATABASE_ADMINISTRATOR=ADMIN,
    DATABASE_PORT=str(server.port),
    DATABASE_HOSTS="arn:database-hosts",
    ADMIN_SECRET="arn:database-admin",
    DATABASE_SECRET="arn:database",
    CACHE_SECRET="arn:cache",
    CACHE_HOSTS="arn:cache-hosts",
    CACHE_USER="luneo",
    CACHE_USER_ID="luneo-test-app",
    CACHE_PORT=str(writer.port),
)
import data  # noqa: E402

HOSTS = json.dumps({"endpoints": {region: "localhost" for region in REGIONS}})


def tearDownModule():
    server.stop()


def step(secret, name, token):
    data.handler({"SecretId": secret, "Step": name, "ClientRequestToken": token}, None)


def rotate(secret):
    token = secrets.begin(secret)
    for name in STEPS:
        # A step whose end was lost is repeated.
        step(secret, name, token)
        step(secret, name, token)
    return current(secret)


def current(secret):
    return json.loads(secrets.get_secret_value(secret, "AWSCURRENT")["SecretString"])


def sql(credential, statement):
    return server.run(credential["username"], credential["password"], "luneo", statement)


class Rotation(unittest.TestCase):
    def setUp(self):
        secrets.secrets.clear()
        server.run("postgres", "superuser", "luneo", f"ALTER ROLE {ADMIN} PASSWORD 'first'")
        for role in ["luneo_1", "luneo_2", "luneo"]:
            if server.run("postgres", "superuser", "luneo", f"SELECT FROM pg_roles WHERE rolname = '{role}'"):
                server.run("postgres", "superuser", "luneo", f"REASSIGN OWNED BY {role} TO postgres")
                server.run("postgres", "superuser", "luneo", f"DROP OWNED BY {role}")
                server.run("postgres", "superuser", "luneo", f"DROP ROLE {role}")
        server.run("postgres", "superuser", "luneo", f"ALTER DATABASE luneo OWNER TO {ADMIN}")
        server.run("postgres", "superuser", "luneo", "DROP TABLE IF EXISTS orders")
        secrets.put("arn:database-admin", json.dumps({"username": ADMIN, "password": "first"}))
        secrets.put("arn:database-hosts", HOSTS)
        secrets.put("arn:cache-hosts", HOSTS)
        secrets.put("arn:cache", json.dumps({"username": "luneo", "password": "x" * 32}))
        writer.passwords = ["x" * 32]
        elasticache.changes.clear()

    def test_the_first_rotation_creates_the_user_of_the_applications(self):
        first = rotate("arn:database")
        self.assertEqual((first["username"], first["dbname"]), ("luneo_1", "luneo"))
        self.assertEqual(sql(first, "SELECT session_user, current_user"), [["luneo_1", "luneo"]])
        sql(first, "CREATE TABLE orders (id int)")
        # It is not the administrator, and cannot become it.
        for refused in [f"SET ROLE {ADMIN}", "CREATE ROLE other", "CREATE DATABASE other", "SELECT FROM pg_authid"]:
            with self.assertRaises(Exception, msg=refused):
                sql(first, refused)

    def test_users_take_turns_and_share_what_they_create(self):
        first = rotate("arn:database")
        sql(first, "CREATE TABLE orders (id int)")
        second = rotate("arn:database")
        self.assertEqual(second["username"], "luneo_2")
        sql(second, "INSERT INTO orders VALUES (1)")
        sql(second, "ALTER TABLE orders ADD COLUMN name text")
        # Pods with the previous credential work until the next rotation.
        self.assertEqual(sql(first, "SELECT id FROM orders"), [[1]])
        third = rotate("arn:database")
        self.assertEqual(third["username"], "luneo_1")
        sql(third, "DROP TABLE orders")
        with self.assertRaises(Exception):
            sql(first, "SELECT 1")

    def test_the_administrator_changes_its_own_password_and_creates_users_afterwards(self):
        second = rotate("arn:database-admin")
        self.assertEqual(second["username"], ADMIN)
        self.assertEqual(sql(second, "SELECT 1"), [[1]])
        with self.assertRaises(Exception):
            sql({"username": ADMIN, "password": "first"}, "SELECT 1")
        rotate("arn:database")
        # Between the steps of the administrator's rotation, its pending password is in force.
        token = secrets.begin("arn:database-admin")
        step("arn:database-admin", "createSecret", token)
        step("arn:database-admin", "setSecret", token)
        self.assertEqual(rotate("arn:database")["username"], "luneo_2")

    def test_values_and_users_that_the_function_did_not_create_are_not_changed(self):
        for foreign in ["sk_live_1", "[1]", json.dumps({"username": "luneo_1", "password": "mine"})]:
            for secret in ["arn:database", "arn:database-admin"]:
                secrets.put(secret, foreign)
                token = secrets.begin(secret)
                with self.assertRaisesRegex(ValueError, "was not replaced"):
                    step(secret, "createSecret", token)
                self.assertEqual(secrets.get_secret_value(secret, "AWSCURRENT")["SecretString"], foreign)
        del secrets.secrets["arn:database"]
        secrets.put("arn:database-admin", json.dumps({"username": ADMIN, "password": "first"}))
        for role in ["luneo_1", "luneo"]:
            server.run("postgres", "superuser", "luneo", f"CREATE ROLE {role} LOGIN PASSWORD 'mine'")
            token = secrets.begin("arn:database")
            step("arn:database", "createSecret", token)
            with self.assertRaisesRegex(ValueError, f"the role {role} was not created by {NAME}"):
                step("arn:database", "setSecret", token)
            self.assertEqual(server.run(role, "mine", "luneo", "SELECT 1"), [[1]])
            server.run("postgres", "superuser", "luneo", f"DROP ROLE {role}")
            roles = "SELECT rolname FROM pg_roles WHERE rolname IN ('luneo', 'luneo_1')"
            self.assertEqual(server.run("postgres", "superuser", "luneo", roles), [], "a refusal changes nothing")

    def test_a_password_that_the_administrators_secret_does_not_have_stays(self):
        server.run("postgres", "superuser", "luneo", f"ALTER ROLE {ADMIN} PASSWORD 'by hand'")
        token = secrets.begin("arn:database-admin")
        step("arn:database-admin", "createSecret", token)
        with self.assertRaisesRegex(ConnectionError, "no connection as luneo_admin"):
            step("arn:database-admin", "setSecret", token)
        self.assertEqual(sql({"username": ADMIN, "password": "by hand"}, "SELECT 1"), [[1]])

    def test_a_value_that_was_not_set_fails_the_test_step(self):
        for secret in ["arn:database", "arn:database-admin", "arn:cache"]:
            token = secrets.begin(secret)
            with self.assertRaisesRegex(ValueError, "is empty"):
                step(secret, "testSecret", token)
            step(secret, "createSecret", token)
            with self.assertRaises((ConnectionError, ValueError)):
                step(secret, "testSecret", token)

    def test_passwords_are_in_no_statement(self):
        rotated = [rotate("arn:database"), rotate("arn:database-admin")]
        log = Path(server.log).read_text()
        self.assertIn("SCRAM-SHA-256$", log)
        for one in rotated:
            self.assertNotIn(one["password"], log)

    def test_the_certificate_of_the_database_is_verified(self):
        database = sys.modules["database"]
        other = Path(server.folder) / "other"
        other.mkdir()
        trusted, database.CERTIFICATES = database.CERTIFICATES, standins.certificate(other)[1]
        try:
            with self.assertRaisesRegex(ConnectionError, "(?i)certificate|verif"):
                database.Writer(json.dumps({"username": ADMIN, "password": "first"}))
        finally:
            database.CERTIFICATES = trusted

    def test_the_cache_accepts_the_new_and_the_previous_password(self):
        first = current("arn:cache")["password"]
        second = rotate("arn:cache")["password"]
        self.assertEqual(writer.passwords, [second, first])
        third = rotate("arn:cache")["password"]
        self.assertEqual(writer.passwords, [third, second])
        # One cache stands for both regions, so the second region has the password already.
        self.assertEqual(elasticache.changes, [("eu-west-1", "luneo-test-app")] * 2)

    def test_a_user_of_the_cache_with_another_password_than_the_secret_is_not_changed(self):
        writer.passwords = ["by hand"]
        token = secrets.begin("arn:cache")
        step("arn:cache", "createSecret", token)
        with self.assertRaisesRegex(ValueError, "was not changed"):
            step("arn:cache", "setSecret", token)
        self.assertEqual(writer.passwords, ["by hand"])

    def test_other_secrets_are_refused(self):
        with self.assertRaisesRegex(ValueError, "does not rotate"):
            step("arn:backend", "createSecret", "token")


if __name__ == "__main__":
    unittest.main()
