//! Sentry's web API. Every organization and team exists.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Answer, Call, merge};

#[derive(Debug, Default)]
pub(super) struct Organizations {
    /// By organization and slug.
    projects: BTreeMap<(String, String), Value>,
}

fn not_found() -> Answer {
    Answer::new(404, json!({ "detail": "The requested resource does not exist" }))
}

impl Organizations {
    pub(super) fn answer(&mut self, call: &Call<'_>, number: u32) -> Answer {
        let parts = call.parts();
        let ["api", "0", rest @ ..] = parts.as_slice() else { return not_found() };
        match (call.method, rest) {
            ("POST", ["teams", organization, team, "projects"]) => self.create(call, organization, team, number),
            (method, ["projects", organization, slug, rest @ ..]) => {
                let key = ((*organization).to_owned(), (*slug).to_owned());
                if (method, rest.is_empty()) == ("DELETE", true) {
                    return self.projects.remove(&key).map_or_else(not_found, |_| Answer::new(204, Value::Null));
                }
                let Some(project) = self.projects.get_mut(&key) else { return not_found() };
                match (method, rest) {
                    ("GET", []) => Answer::new(200, project.clone()),
                    ("PUT", []) => {
                        merge(project, call.body);
                        Answer::new(200, project.clone())
                    }
                    ("GET", ["keys"]) => keys(organization, project),
                    ("POST", ["teams", team]) => {
                        let teams = teams(project);
                        if !teams.iter().any(|other| other == team) {
                            set_teams(project, teams.into_iter().chain([(*team).to_owned()]));
                        }
                        Answer::new(201, project.clone())
                    }
                    ("DELETE", ["teams", team]) => {
                        let teams = teams(project);
                        set_teams(project, teams.into_iter().filter(|other| other != team));
                        Answer::new(200, project.clone())
                    }
                    _ => not_found(),
                }
            }
            _ => not_found(),
        }
    }

    fn create(&mut self, call: &Call<'_>, organization: &str, team: &str, number: u32) -> Answer {
        let Some(name) = call.text("/name") else {
            return Answer::new(400, json!({ "name": ["This field is required."] }));
        };
        let slug = call.text("/slug").map_or_else(|| name.to_lowercase().replace(' ', "-"), str::to_owned);
        let is_valid = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        if !slug.bytes().all(is_valid) || slug.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = "Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. It cannot be entirely numeric.";
            return Answer::new(400, json!({ "slug": [message] }));
        }
        let key = (organization.to_owned(), slug.clone());
        if self.projects.contains_key(&key) {
            return Answer::new(409, json!({ "detail": "A project with this slug already exists." }));
        }
        let platform = call.body["platform"].clone();
        let public = format!("{:032x}", u128::from(rand::random::<u64>()) << 64 | u128::from(rand::random::<u64>()));
        let mut project = json!({
            "id": (4_500_000_000_u64 + u64::from(number)).to_string(),
            "slug": slug, "name": name, "platform": platform, "publicKey": public,
        });
        set_teams(&mut project, [team.to_owned()]);
        self.projects.insert(key, project.clone());
        Answer::new(201, project)
    }
}

fn teams(project: &Value) -> Vec<String> {
    let teams = project["teams"].as_array().into_iter().flatten();
    teams.filter_map(|team| team["slug"].as_str()).map(str::to_owned).collect()
}

fn set_teams(project: &mut Value, teams: impl IntoIterator<Item = String>) {
    project["teams"] = teams.into_iter().map(|slug| json!({ "slug": slug, "name": slug })).collect();
}

/// The keys of a project: the one that every project begins with.
fn keys(organization: &str, project: &Value) -> Answer {
    let (id, public) = (project["id"].as_str().unwrap_or_default(), project["publicKey"].as_str().unwrap_or_default());
    let number = organization.bytes().fold(0_u32, |number, byte| number.wrapping_mul(31).wrapping_add(byte.into()));
    let dsn = format!("https://{public}@o{number}.ingest.sentry.example/{id}");
    let key = json!({
        "id": public, "name": "Default", "label": "Default", "public": public, "projectId": id, "isActive": true,
        "dsn": { "public": dsn, "secret": dsn },
    });
    Answer::new(200, json!([key]))
        .with("Link", "<https://sentry.example/>; rel=\"next\"; results=\"false\"; cursor=\"0:100:0\"")
}
