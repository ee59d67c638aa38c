//! PagerDuty: services, escalation policies, integrations.

mod named;

pub use named::ByName;

use crate::prelude::*;

crate::types! {
    resources {
        escalation_policy: EscalationPolicy;
        integration: Integration;
        service: Service;
    }
    data_sources {
        user: User;
    }
}

/// The longest page.
const PAGE: usize = 100;

/// The entries of a list that a text occurs in, over all pages.
async fn search(client: &Client, list: &str, text: &str) -> Result<Vec<Json>> {
    let mut found = Vec::new();
    loop {
        let path = format!("/{list}?query={}&limit={PAGE}&offset={}", encoded(text), found.len());
        let page = client.get(&path).await?;
        let entries = page[list].as_array().ok_or_else(|| unreadable(list))?;
        found.extend(entries.iter().cloned());
        if page["more"] != true || entries.is_empty() {
            return Ok(found);
        }
    }
}
