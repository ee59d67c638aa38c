//! Hints for unreachable services.

use archipel_engine::resource::ProviderError;

/// What to do, if the service's name has no address: mostly a region that there is not.
pub(super) fn hint(error: &ProviderError) -> Option<String> {
    let message = error.message.to_ascii_lowercase();
    if !message.contains("dns error") && !message.contains("lookup address") {
        return None;
    }
    let service = error.service.as_deref().unwrap_or("the service");
    let region = error.region.as_deref().filter(|region| !region.is_empty());
    let place = region.map(|region| format!(" in {region}: is that a region?")).unwrap_or_else(|| ".".to_owned());
    Some(format!(
        "no address is known for {service}{place} Mend it in the stack's file, or check this machine's network and its name \
         server, and run the command again"
    ))
}

#[cfg(test)]
mod tests {
    use archipel_engine::resource::ErrorKind;

    use super::*;

    #[test]
    fn a_service_without_an_address_is_told_with_its_region() {
        let message =
            "client error (Connect): dns error: failed to lookup address information: Name or service not known";
        let error = ProviderError {
            service: Some("ec2".into()),
            region: Some("eu-wset-1".into()),
            ..ProviderError::new(ErrorKind::Ambiguous, message)
        };
        assert!(hint(&error).is_some_and(|text| text.starts_with("no address is known for ec2 in eu-wset-1")));
        assert_eq!(hint(&ProviderError { message: "connection reset".to_owned(), ..error }), None);
    }
}
