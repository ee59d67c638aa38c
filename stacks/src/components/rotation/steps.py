"""The four steps in which Secrets Manager asks a function for a rotation.

A strategy has the rest: `renewed(secret, current)` returns the value of the next version, `apply(pending, current)` sets it
where it is used, and `test(pending)` raises an error unless it works there. Every step can be repeated.
"""

import boto3

client = boto3.client("secretsmanager")


def rotate(event, strategy):
    secret, version = event["SecretId"], event["ClientRequestToken"]
    described = client.describe_secret(SecretId=secret)
    if not described.get("RotationEnabled"):
        raise ValueError(f"{secret} has no rotation")
    stages = described.get("VersionIdsToStages", {})
    if version not in stages:
        raise ValueError(f"{secret} has no version {version}")
    if "AWSCURRENT" in stages[version]:
        # An earlier attempt has completed the rotation.
        return
    if "AWSPENDING" not in stages[version]:
        raise ValueError(f"the version {version} of {secret} is not pending")
    if event["Step"] == "createSecret":
        create(secret, version, strategy)
    elif event["Step"] == "setSecret":
        strategy.apply(pending(secret, version), value(secret, VersionStage="AWSCURRENT"))
    elif event["Step"] == "testSecret":
        strategy.test(pending(secret, version))
    elif event["Step"] == "finishSecret":
        finish(secret, version, stages)
    else:
        raise ValueError(f"unknown step {event['Step']}")


def create(secret, version, strategy):
    # A value of an earlier attempt is used: it may be set already.
    if value(secret, VersionId=version, VersionStage="AWSPENDING") is not None:
        return
    client.put_secret_value(
        SecretId=secret,
        ClientRequestToken=version,
        SecretString=strategy.renewed(secret, value(secret, VersionStage="AWSCURRENT")),
        VersionStages=["AWSPENDING"],
    )


def finish(secret, version, stages):
    before = [other for other, labels in stages.items() if "AWSCURRENT" in labels]
    moved = {"RemoveFromVersionId": before[0]} if before else {}
    client.update_secret_version_stage(
        SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=version, **moved
    )
    client.update_secret_version_stage(SecretId=secret, VersionStage="AWSPENDING", RemoveFromVersionId=version)


def pending(secret, version):
    found = value(secret, VersionId=version, VersionStage="AWSPENDING")
    if not found:
        raise ValueError(f"the version {version} of {secret} is empty")
    return found


def value(secret, **version):
    try:
        return client.get_secret_value(SecretId=secret, **version)["SecretString"]
    except client.exceptions.ResourceNotFoundException:
        return None
