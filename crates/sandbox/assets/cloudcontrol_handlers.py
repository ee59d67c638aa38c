"""What the resource handlers of some types read and then refuse, which their schemas do not say."""

import base64

# Types whose rules match bytes.
WITH_RULES = ("AWS::WAFv2::WebACL", "AWS::WAFv2::RuleGroup")
DOMAIN = "AWS::OpenSearchService::Domain"
OPTION = "override_main_response_version"


def byte_matches(part):
    """Every statement that matches bytes, at any depth."""
    if isinstance(part, list):
        for one in part:
            yield from byte_matches(one)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name == "ByteMatchStatement" and isinstance(value, dict):
                yield value
            yield from byte_matches(value)


def read(type_name, model):
    """Completes a model to what the handler returns."""
    # rule: cloud-control-search-strings
    if type_name in WITH_RULES:
        for statement in byte_matches(model.get("Rules")):
            if "SearchString" in statement:
                text = statement["SearchString"].encode()
                statement.setdefault("SearchStringBase64", base64.b64encode(text).decode())
            elif "SearchStringBase64" in statement:
                statement["SearchString"] = base64.b64decode(statement["SearchStringBase64"]).decode(errors="replace")
    # rule: cloud-control-domain-options
    if type_name == DOMAIN:
        model["AdvancedOptions"] = {OPTION: "false", "rest.action.multi.allow_explicit_index": "true"} | (model.get("AdvancedOptions") or {})
    return model


def refusal(type_name, model):
    """The error code and the message of an update to a model, if the handler fails it."""
    if type_name in WITH_RULES:
        for statement in byte_matches(model.get("Rules")):
            if "SearchString" in statement and "SearchStringBase64" in statement:
                return "GeneralServiceException", "You must only specify exactly one of SearchString and SearchStringBase64"
    if type_name == DOMAIN and OPTION in (model.get("AdvancedOptions") or {}):
        engine, _, version = model.get("EngineVersion", "").partition("_")
        if engine == "OpenSearch" and int(version.partition(".")[0]) >= 3:
            message = f"Invalid request provided: Unrecognized advanced option '{OPTION}' passed in advancedOptions."
            return "InvalidRequest", message
    return None
