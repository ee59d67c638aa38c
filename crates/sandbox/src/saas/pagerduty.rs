//! PagerDuty's REST API, version 2.
//!
//! Every address below `.example` belongs to a user, because those are the addresses of documentation.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Answer, Call, merge, page};

/// The default, and the longest page.
const PAGE: usize = 25;
const LONGEST_PAGE: usize = 100;

#[derive(Debug, Default)]
pub(super) struct Account {
    services: BTreeMap<String, Value>,
    policies: BTreeMap<String, Value>,
    /// By service and id.
    integrations: BTreeMap<(String, String), Value>,
}

pub(super) fn error(status: u16, code: u32, message: &str, errors: &[&str]) -> Answer {
    let mut error = json!({ "code": code, "message": message });
    if !errors.is_empty() {
        error["errors"] = json!(errors);
    }
    Answer::new(status, json!({ "error": error }))
}

fn invalid(what: &str) -> Answer {
    error(400, 2001, "Invalid Input Provided", &[what])
}

fn not_found() -> Answer {
    error(404, 2100, "Not Found", &[])
}

fn of(name: &str, value: &Value) -> Value {
    Value::Object([(name.to_owned(), value.clone())].into_iter().collect())
}

impl Account {
    pub(super) fn answer(&mut self, call: &Call<'_>, number: u32) -> Answer {
        match (call.method, call.parts().as_slice()) {
            ("GET", ["users"]) => users(call),
            ("GET", ["services"]) => list(call, "services", &self.services),
            ("GET", ["escalation_policies"]) => list(call, "escalation_policies", &self.policies),
            ("POST", ["services"]) => self.create_service(call, number),
            ("POST", ["escalation_policies"]) => self.create_policy(call, number),
            ("POST", ["services", service, "integrations"]) => self.create_integration(call, service, number),
            ("GET", ["services", id]) => self.service(id),
            ("GET", ["escalation_policies", id]) => {
                self.policies.get(*id).map_or_else(not_found, |found| Answer::new(200, of("escalation_policy", found)))
            }
            ("GET", ["services", service, "integrations", id]) => {
                let found = self.integrations.get(&((*service).to_owned(), (*id).to_owned()));
                found.map_or_else(not_found, |found| Answer::new(200, of("integration", found)))
            }
            ("PUT", ["services", id]) => update(&mut self.services, id, "service", call),
            ("PUT", ["escalation_policies", id]) => update(&mut self.policies, id, "escalation_policy", call),
            ("PUT", ["services", service, "integrations", id]) => {
                let Some(found) = self.integrations.get_mut(&((*service).to_owned(), (*id).to_owned())) else {
                    return not_found();
                };
                merge(found, &call.body["integration"]);
                Answer::new(200, of("integration", found))
            }
            ("DELETE", ["services", id]) => {
                self.integrations.retain(|(service, _), _| service != id);
                self.services.remove(*id).map_or_else(not_found, |_| Answer::new(204, Value::Null))
            }
            ("DELETE", ["escalation_policies", id]) => {
                if self.services.values().any(|service| service["escalation_policy"]["id"] == **id) {
                    return invalid("Escalation policy is in use by a service");
                }
                self.policies.remove(*id).map_or_else(not_found, |_| Answer::new(204, Value::Null))
            }
            ("DELETE", ["services", service, "integrations", id]) => {
                let found = self.integrations.remove(&((*service).to_owned(), (*id).to_owned()));
                found.map_or_else(not_found, |_| Answer::new(204, Value::Null))
            }
            _ => not_found(),
        }
    }

    fn service(&self, id: &str) -> Answer {
        let Some(service) = self.services.get(id) else { return not_found() };
        let of_service = self.integrations.iter().filter(|((of, _), _)| of == id).map(|(_, integration)| integration);
        let mut service = service.clone();
        // `include[]=integrations` is not needed: without it, references with names are returned, which have these members.
        service["integrations"] = of_service
            .map(|one| json!({ "id": one["id"], "type": format!("{}_reference", one["type"].as_str().unwrap_or_default()), "summary": one["name"] }))
            .collect();
        Answer::new(200, of("service", &service))
    }

    fn create_service(&mut self, call: &Call<'_>, number: u32) -> Answer {
        let Some(name) = call.text("/service/name") else { return invalid("Name can't be blank") };
        let Some(policy) = call.text("/service/escalation_policy/id") else {
            return invalid("Escalation policy can't be blank");
        };
        if !self.policies.contains_key(policy) {
            return invalid("Escalation policy is not valid");
        }
        if self.services.values().any(|service| service["name"] == name) {
            return invalid("Name has already been taken");
        }
        let id = format!("PS{number:05X}");
        let mut service = json!({
            "auto_resolve_timeout": 14400, "acknowledgement_timeout": 1800, "description": null, "status": "active",
            "alert_creation": "create_alerts_and_incidents",
            "incident_urgency_rule": { "type": "constant", "urgency": "high" },
        });
        merge(&mut service, &call.body["service"]);
        merge(&mut service, &json!({ "id": id, "type": "service" }));
        let answer = Answer::new(201, of("service", &service));
        self.services.insert(id, service);
        answer
    }

    fn create_policy(&mut self, call: &Call<'_>, number: u32) -> Answer {
        let Some(name) = call.text("/escalation_policy/name") else { return invalid("Name can't be blank") };
        let rules =
            call.body["escalation_policy"]["escalation_rules"].as_array().map(Vec::as_slice).unwrap_or_default();
        let has_targets = |rule: &Value| {
            let targets = rule["targets"].as_array().map(Vec::as_slice).unwrap_or_default();
            let is_known = |target: &Value| target["id"].is_string() && target["type"].is_string();
            !targets.is_empty() && targets.iter().all(is_known) && rule["escalation_delay_in_minutes"].is_u64()
        };
        if rules.is_empty() || !rules.iter().all(has_targets) {
            return invalid("Escalation rules are invalid");
        }
        if self.policies.values().any(|policy| policy["name"] == name) {
            return invalid("Name has already been taken");
        }
        let id = format!("PE{number:05X}");
        let mut policy =
            json!({ "num_loops": 0, "description": null, "on_call_handoff_notifications": "if_has_services" });
        merge(&mut policy, &call.body["escalation_policy"]);
        merge(&mut policy, &json!({ "id": id, "type": "escalation_policy" }));
        let answer = Answer::new(201, of("escalation_policy", &policy));
        self.policies.insert(id, policy);
        answer
    }

    fn create_integration(&mut self, call: &Call<'_>, service: &str, number: u32) -> Answer {
        if !self.services.contains_key(service) {
            return not_found();
        }
        let kind = call.text("/integration/type").filter(|kind| kind.ends_with("_inbound_integration"));
        if kind.is_none() {
            return invalid("Type is invalid");
        }
        let id = format!("PI{number:05X}");
        let mut integration = call.body["integration"].clone();
        let key = format!("{:032x}", u128::from(rand::random::<u64>()) << 64 | u128::from(rand::random::<u64>()));
        merge(&mut integration, &json!({ "id": id, "integration_key": key }));
        let answer = Answer::new(201, of("integration", &integration));
        self.integrations.insert((service.to_owned(), id), integration);
        answer
    }
}

fn update(values: &mut BTreeMap<String, Value>, id: &str, name: &str, call: &Call<'_>) -> Answer {
    let taken = |(other, value): (&String, &Value)| other != id && value["name"] == call.body[name]["name"];
    if call.body[name]["name"].is_string() && values.iter().any(taken) {
        return invalid("Name has already been taken");
    }
    let Some(found) = values.get_mut(id) else { return not_found() };
    merge(found, &call.body[name]);
    Answer::new(200, of(name, found))
}

fn list(call: &Call<'_>, name: &str, values: &BTreeMap<String, Value>) -> Answer {
    let number = |name: &str, default| call.query(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (offset, limit) = (number("offset", 0), number("limit", PAGE).min(LONGEST_PAGE));
    let query = call.query("query").unwrap_or_default().to_lowercase();
    let contains = |value: &&Value| value["name"].as_str().unwrap_or_default().to_lowercase().contains(&query);
    let all: Vec<&Value> = values.values().filter(contains).collect();
    let (shown, more) = page(&all, offset, limit);
    let mut body = json!({ "offset": offset, "limit": limit, "more": more, "total": null });
    body[name] = shown.into();
    Answer::new(200, body)
}

fn users(call: &Call<'_>) -> Answer {
    let query = call.query("query").unwrap_or_default();
    let user = query.split_once('@').filter(|(_, host)| host.ends_with(".example"));
    let users: Vec<Value> = user
        .map(|(name, _)| {
            let id: String = name.to_uppercase().chars().filter(char::is_ascii_alphanumeric).take(6).collect();
            json!({ "id": format!("PU{id}"), "type": "user", "name": name, "email": query })
        })
        .into_iter()
        .collect();
    Answer::new(200, json!({ "users": users, "offset": 0, "limit": PAGE, "more": false, "total": null }))
}
