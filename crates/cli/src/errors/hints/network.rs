//! Hints for unreachable services.

use archipel_engine::resource::ProviderError;

/// The hint for a service without an address, which is usually an invalid region.
pub(super) fn hint(error: &ProviderError) -> Option<String> {
    let message = error.message.to_ascii_lowercase();
    if !message.contains("dns error") && !message.contains("lookup address") {
        return None;
    }
    let service = error.service.as_deref().unwrap_or("the service");
    let region = error.region.as_deref().filter(|region| !region.is_empty());
    let within = region.map(|region| format!(" in {region}")).unwrap_or_default();
    Some(format!(
        "check the region in the configuration, and this machine's network and name server, then run the command again: \
         cannot resolve the address of {service}{within}"
    ))
}

#[cfg(test)]
mod tests {
    use archipel_engine::resource::ErrorKind;

    use super::*;

    #[test]
    fn an_unresolvable_service_has_a_hint_with_its_region() {
        let message =
            "client error (Connect): dns error: failed to lookup address information: Name or service not known";
        let error = ProviderError {
            service: Some("ec2".into()),
            region: Some("eu-wset-1".into()),
            ..ProviderError::new(ErrorKind::Ambiguous, message)
        };
        assert!(hint(&error).is_some_and(|text| text.ends_with("cannot resolve the address of ec2 in eu-wset-1")));
        assert_eq!(hint(&ProviderError { message: "connection reset".to_owned(), ..error }), None);
    }
}
