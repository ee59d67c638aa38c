//! PagerDuty: services, escalation policies, integrations.

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

/// The ids of the entries of a list that have this name. PagerDuty refuses a second one.
async fn named(client: &Client, list: &str, name: &str) -> Result<Vec<Id>> {
    let found = search(client, list, name).await?;
    found.iter().filter(|entry| entry["name"] == name).map(|entry| Ok(Id::new(text(entry, "/id")?))).collect()
}
