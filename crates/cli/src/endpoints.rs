//! The configured endpoints of AWS, and the errors about others.

use archipel_endpoints::Endpoints;

use crate::config::{EndpointUrl, Settings};
use crate::errors::Failure;
use crate::exit::Exit;

/// The endpoints in the configuration of a stack.
pub(crate) fn endpoints(settings: &Settings) -> Endpoints {
    let all = Endpoints::new().all(settings.endpoint.as_ref().map(EndpointUrl::as_str));
    settings.endpoints.iter().fold(all, |endpoints, (name, url)| endpoints.service(name.as_str(), url.as_str()))
}

/// The warning about an unencrypted endpoint.
pub(crate) fn unencrypted_endpoint(url: &str) -> String {
    format!("{url} is not encrypted: an attacker on the network can read secrets and change responses")
}

/// An endpoint from the environment or a profile that the configuration does not contain.
pub(crate) fn unnamed_endpoint(why: &str) -> Failure {
    Failure::new("refusing to call AWS at an endpoint that the configuration does not name; nothing was sent")
        .why(why)
        .hint(
            "remove it from the environment or the profile; if the endpoint is intended, set `endpoint = \"URL\"` in \
             the table [archipel] of the stack's file, or for one service with `endpoints = { SERVICE = \"URL\" }`",
        )
        .exit(Exit::Usage)
}
