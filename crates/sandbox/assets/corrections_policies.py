"""IAM's simulation of policies, which moto 5.2.5 does not have. Listed in QUIRKS.md.

It evaluates the policies of a user or a role, and the permissions boundary. Of the operators of conditions it knows those
for texts and ARNs; a statement with another one does not match.
"""

import fnmatch
import json

OPERATORS = {
    "StringEquals": lambda has, wanted: has in wanted,
    "StringLike": lambda has, wanted: any(fnmatch.fnmatchcase(has, one) for one in wanted),
    "StringNotEquals": lambda has, wanted: has not in wanted,
    "StringNotLike": lambda has, wanted: not any(fnmatch.fnmatchcase(has, one) for one in wanted),
}
OPERATORS["ArnEquals"] = OPERATORS["ArnLike"] = OPERATORS["StringLike"]
OPERATORS["ArnNotEquals"] = OPERATORS["ArnNotLike"] = OPERATORS["StringNotLike"]


def all_of(value):
    return value if isinstance(value, list) else [value]


def matches(patterns, text):
    return any(fnmatch.fnmatchcase(text.lower(), one.lower()) for one in all_of(patterns))


def holds(operator, key, wanted, context):
    name, if_exists = operator.removesuffix("IfExists"), operator.endswith("IfExists")
    has = context.get(key.lower())
    if has is None:
        return if_exists or "Not" in name
    return name in OPERATORS and OPERATORS[name](has, all_of(wanted))


def is_about(statement, action, resource, context):
    if "Action" in statement and not matches(statement["Action"], action):
        return False
    if "NotAction" in statement and matches(statement["NotAction"], action):
        return False
    if "Resource" in statement and not matches(statement["Resource"], resource):
        return False
    if "NotResource" in statement and matches(statement["NotResource"], resource):
        return False
    conditions = statement.get("Condition", {}).items()
    return all(holds(operator, key, wanted, context) for operator, keys in conditions for key, wanted in keys.items())


def decide(documents, action, resource, context):
    statements = [one for document in documents for one in all_of(document["Statement"])]
    effects = {one["Effect"] for one in statements if is_about(one, action, resource, context)}
    return "explicitDeny" if "Deny" in effects else "allowed" if "Allow" in effects else "implicitDeny"


def apply():
    from moto.core.responses import ActionResult
    from moto.iam.exceptions import NotFoundException
    from moto.iam.responses import IamResponse

    def document(policy):
        return policy if isinstance(policy, dict) else json.loads(policy)

    def principal(backend, arn):
        for kind in (backend.roles, backend.users):
            for one in kind.values():
                if one.arn == arn:
                    return one
        raise NotFoundException(f"Entity {arn} does not exist.")

    def simulate_principal_policy(self):
        one = principal(self.backend, self._get_param("PolicySourceArn"))
        own = [document(policy) for policy in one.policies.values()]
        own += [document(policy.document) for policy in one.managed_policies.values()]
        layers = [own]
        if getattr(one, "permissions_boundary_arn", None):
            layers.append([document(self.backend.get_policy(one.permissions_boundary_arn).document)])
        entries = self._get_param("ContextEntries", [])
        context = {entry["ContextKeyName"].lower(): entry["ContextKeyValues"][0] for entry in entries}
        results = []
        for action in self._get_param("ActionNames", []):
            for resource in self._get_param("ResourceArns", None) or ["*"]:
                decisions = [decide(layer, action, resource, context) for layer in layers]
                worst = next((one for one in ("explicitDeny", "implicitDeny") if one in decisions), "allowed")
                results.append(
                    {
                        "EvalActionName": action,
                        "EvalResourceName": resource,
                        "EvalDecision": worst,
                        "MatchedStatements": [],
                        "MissingContextValues": [],
                    }
                )
        return ActionResult({"EvaluationResults": results, "IsTruncated": False})

    assert not hasattr(IamResponse, "simulate_principal_policy")
    IamResponse.simulate_principal_policy = simulate_principal_policy
