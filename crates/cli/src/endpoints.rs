//! The endpoints of AWS that the configuration names, and the errors about those that it does not name.

use archipel_endpoints::Endpoints;

use crate::config::{EndpointUrl, Settings};
use crate::errors::Failure;
use crate::exit::Exit;

/// The endpoints that a stack's file names.
pub(crate) fn endpoints(settings: &Settings) -> Endpoints {
    let all = Endpoints::new().all(settings.endpoint.as_ref().map(EndpointUrl::as_str));
    settings.endpoints.iter().fold(all, |endpoints, (name, url)| endpoints.service(name.as_str(), url.as_str()))
}

/// The warning of an endpoint that is reached without encryption.
pub(crate) fn unencrypted_endpoint(url: &str) -> String {
    format!("{url} is not encrypted: an attacker on the network can read secrets and change responses")
}

/// An endpoint of the environment or a profile that the configuration does not name.
pub(crate) fn unnamed_endpoint(why: &str) -> Failure {
    Failure::new("AWS would not be called at its own address, so nothing was sent")
        .why(why)
        .hint(
            "take it out of the environment or the profile; if that service is meant, name it with `endpoint = \"URL\"` in \
             the table [archipel] of the stack's file, or for one service with `endpoints = { SERVICE = \"URL\" }`",
        )
        .exit(Exit::Usage)
}
