//! The name of a request to an API server, for counters and fault rules: `patch/deployments`.

use http::Method;

/// Verb and resource, with the subresource if there is one: `update/deployments/status`. The verb of a dry-run begins with
/// `dry-run-`. A path that is not one of a resource is `get/readyz`.
pub(super) fn name(method: &Method, path: &str, query: Option<&str>) -> String {
    let parameter = |name: &str| crate::protocol::query_value(query.unwrap_or_default(), name);
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let resource = match segments[..] {
        ["api", _, ref rest @ ..] | ["apis", _, _, ref rest @ ..] if !rest.is_empty() => rest,
        _ => {
            let first = segments.first().copied().unwrap_or_default();
            return format!("{}/{first}", method.as_str().to_ascii_lowercase());
        }
    };
    let (resource, name, subresource) = match *resource {
        // An object in a namespace, or a namespace itself with a subresource.
        ["namespaces", name, sub @ ("finalize" | "status")] => ("namespaces", Some(name), Some(sub)),
        ["namespaces", _, resource, ref rest @ ..] => (resource, rest.first().copied(), rest.get(1).copied()),
        [resource, ref rest @ ..] => (resource, rest.first().copied(), rest.get(1).copied()),
        [] => ("", None, None),
    };
    let is_set = |value: Option<String>| value.is_some_and(|value| matches!(value.as_str(), "true" | "1" | ""));
    let verb = match *method {
        Method::GET | Method::HEAD if is_set(parameter("watch")) => "watch",
        Method::GET | Method::HEAD => {
            if name.is_some() {
                "get"
            } else {
                "list"
            }
        }
        Method::POST => "create",
        Method::PUT => "update",
        Method::PATCH => "patch",
        Method::DELETE => {
            if name.is_some() {
                "delete"
            } else {
                "deletecollection"
            }
        }
        _ => "other",
    };
    let dry_run = if parameter("dryRun").is_some() { "dry-run-" } else { "" };
    let subresource = subresource.map(|name| format!("/{name}")).unwrap_or_default();
    format!("{dry_run}{verb}/{resource}{subresource}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_named_after_its_verb_and_resource() {
        let of = |method: Method, target: &str| {
            let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
            name(&method, path, query)
        };
        let deployment = "/apis/apps/v1/namespaces/shop/deployments/web";
        assert_eq!(of(Method::PATCH, &format!("{deployment}?fieldManager=x")), "patch/deployments");
        assert_eq!(of(Method::PATCH, &format!("{deployment}?dryRun=All")), "dry-run-patch/deployments");
        assert_eq!(of(Method::PUT, &format!("{deployment}/status")), "update/deployments/status");
        assert_eq!(of(Method::GET, "/apis/apps/v1/deployments?watch=true"), "watch/deployments");
        assert_eq!(of(Method::GET, "/api/v1/namespaces/shop/pods"), "list/pods");
        assert_eq!(of(Method::DELETE, "/api/v1/namespaces/shop/pods"), "deletecollection/pods");
        assert_eq!(of(Method::DELETE, "/api/v1/namespaces/shop"), "delete/namespaces");
        assert_eq!(of(Method::PUT, "/api/v1/namespaces/shop/finalize"), "update/namespaces/finalize");
        assert_eq!(of(Method::POST, "/api/v1/namespaces"), "create/namespaces");
        assert_eq!(of(Method::GET, "/readyz"), "get/readyz");
        assert_eq!(of(Method::GET, "/apis"), "get/apis");
        assert_eq!(of(Method::GET, "/"), "get/");
    }
}
