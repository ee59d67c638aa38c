"""Gives a secret a new random value, in the four steps in which Secrets Manager asks for it.

The value is a JSON object. A rotation changes its `password` and keeps its other fields. Any other value was stored by
people or other programs, such as the key of an external API: it is not replaced, and the rotation fails.
"""

import json
import secrets

import boto3

client = boto3.client("secretsmanager")


def handler(event, context):
    secret, version = event["SecretId"], event["ClientRequestToken"]
    told = client.describe_secret(SecretId=secret)
    if not told.get("RotationEnabled"):
        raise ValueError(f"{secret} has no rotation")
    stages = told.get("VersionIdsToStages", {})
    if version not in stages:
        raise ValueError(f"{secret} has no version {version}")
    if "AWSCURRENT" in stages[version]:
        # An earlier try has come to the end.
        return
    if "AWSPENDING" not in stages[version]:
        raise ValueError(f"the version {version} of {secret} is not pending")
    STEPS[event["Step"]](secret, version, stages)


def create(secret, version, stages):
    # An earlier try may have made one: that one counts.
    if value(secret, VersionId=version, VersionStage="AWSPENDING") is not None:
        return
    client.put_secret_value(
        SecretId=secret,
        ClientRequestToken=version,
        SecretString=renewed(secret, value(secret, VersionStage="AWSCURRENT")),
        VersionStages=["AWSPENDING"],
    )


def tell(secret, version, stages):
    """No other system has the value."""


def test(secret, version, stages):
    if not value(secret, VersionId=version, VersionStage="AWSPENDING"):
        raise ValueError(f"the version {version} of {secret} is empty")


def finish(secret, version, stages):
    before = [other for other, labels in stages.items() if "AWSCURRENT" in labels]
    moved = {"RemoveFromVersionId": before[0]} if before else {}
    client.update_secret_version_stage(
        SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=version, **moved
    )
    client.update_secret_version_stage(SecretId=secret, VersionStage="AWSPENDING", RemoveFromVersionId=version)


STEPS = {"createSecret": create, "setSecret": tell, "testSecret": test, "finishSecret": finish}


def value(secret, **version):
    try:
        return client.get_secret_value(SecretId=secret, **version)["SecretString"]
    except client.exceptions.ResourceNotFoundException:
        return None


def renewed(secret, old):
    fields = {"password": None}
    if old is not None:
        try:
            fields = json.loads(old)
        except ValueError:
            fields = None
    if not isinstance(fields, dict) or "password" not in fields:
        raise ValueError(f"the value of {secret} is not a JSON object with `password`: it was not replaced")
    return json.dumps({**fields, "password": secrets.token_urlsafe(32)})
