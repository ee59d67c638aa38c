//! Grafana's HTTP API: folders, dashboards, data sources, contact points and plugins of one instance.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Answer, Call, merge};

#[derive(Debug, Default)]
pub(super) struct Instance {
    folders: BTreeMap<String, Value>,
    /// Each dashboard with the UID of its folder.
    dashboards: BTreeMap<String, (Value, String)>,
    data_sources: BTreeMap<String, Value>,
    contact_points: BTreeMap<String, Value>,
    /// The ids of the installed plugins, without those that are parts of Grafana.
    plugins: BTreeSet<String>,
}

fn message(status: u16, message: &str) -> Answer {
    Answer::new(status, json!({ "message": message }))
}

impl Instance {
    pub(super) fn answer(&mut self, call: &Call<'_>, number: u32) -> Answer {
        let parts = call.parts();
        let [_, "api", rest @ ..] = parts.as_slice() else { return message(404, "Not found") };
        match (call.method, rest) {
            ("POST", ["folders"]) => self.create_folder(call, number),
            ("GET", ["folders", uid]) => self
                .folders
                .get(*uid)
                .map_or_else(|| message(404, "folder not found"), |found| Answer::new(200, found.clone())),
            ("PUT", ["folders", uid]) => match self.folders.get_mut(*uid) {
                Some(folder) => {
                    folder["title"] = call.body["title"].clone();
                    Answer::new(200, folder.clone())
                }
                None => message(404, "folder not found"),
            },
            ("DELETE", ["folders", uid]) => {
                // A folder is deleted with its dashboards.
                self.dashboards.retain(|_, (_, folder)| folder != uid);
                self.folders
                    .remove(*uid)
                    .map_or_else(|| message(404, "folder not found"), |_| message(200, "Folder deleted"))
            }
            ("POST", ["dashboards", "db"]) => self.save_dashboard(call, number),
            ("GET", ["dashboards", "uid", uid]) => match self.dashboards.get(*uid) {
                Some((dashboard, folder)) => Answer::new(
                    200,
                    json!({ "dashboard": dashboard, "meta": { "folderUid": folder, "url": url(uid) } }),
                ),
                None => message(404, "Dashboard not found"),
            },
            ("DELETE", ["dashboards", "uid", uid]) => match self.dashboards.remove(*uid) {
                Some(_) => message(200, "Dashboard deleted"),
                None => message(404, "Dashboard not found"),
            },
            ("POST", ["datasources"]) => self.create_data_source(call, number),
            ("GET", ["datasources", "uid", uid]) => {
                let found = self.data_sources.get(*uid);
                found.map_or_else(|| message(404, "Data source not found"), |found| Answer::new(200, found.clone()))
            }
            ("PUT", ["datasources", "uid", uid]) => match self.data_sources.get_mut(*uid) {
                Some(found) => {
                    merge(found, &without_secrets(call.body));
                    Answer::new(200, json!({ "datasource": found, "message": "Datasource updated" }))
                }
                None => message(404, "Data source not found"),
            },
            ("DELETE", ["datasources", "uid", uid]) => match self.data_sources.remove(*uid) {
                Some(_) => message(200, "Data source deleted"),
                None => message(404, "Data source not found"),
            },
            ("GET", ["plugins", id, "settings"]) if self.plugins.contains(*id) => {
                Answer::new(200, json!({ "id": id, "type": "datasource", "enabled": true }))
            }
            ("POST", ["plugins", id, "install"]) => match self.plugins.insert((*id).to_owned()) {
                true => Answer::new(200, json!("")),
                false => message(409, "Plugin already installed"),
            },
            ("POST", ["plugins", id, "uninstall"]) if self.plugins.remove(*id) => Answer::new(200, json!("")),
            (_, ["plugins", ..]) => message(404, "Plugin not found, no installed plugin with that id"),
            (method, ["v1", "provisioning", "contact-points", rest @ ..]) => {
                self.contact_point(method, rest, call, number)
            }
            _ => message(404, "Not found"),
        }
    }

    /// Contact points are listed only, and a delete of one that does not exist succeeds.
    fn contact_point(&mut self, method: &str, uid: &[&str], call: &Call<'_>, number: u32) -> Answer {
        match (method, uid) {
            ("GET", []) => {
                let all = self.contact_points.values().cloned().collect();
                Answer::new(200, Value::Array(all))
            }
            ("POST", []) => {
                for required in ["name", "type"] {
                    if call.text(&format!("/{required}")).is_none() {
                        return message(400, "invalid object specification: contact point");
                    }
                }
                let uid = call.text("/uid").map_or_else(|| format!("cp{number}"), str::to_owned);
                if self.contact_points.contains_key(&uid) {
                    return message(409, &format!("receiver configuration with UID '{uid}' already exist"));
                }
                let mut point = call.body.clone();
                merge(&mut point, &json!({ "uid": uid, "provenance": "api" }));
                self.contact_points.insert(uid, point.clone());
                Answer::new(202, point)
            }
            ("PUT", [uid]) => match self.contact_points.get_mut(*uid) {
                Some(point) => {
                    merge(point, call.body);
                    message(202, "contactpoint updated")
                }
                None => message(404, "contact point not found"),
            },
            ("DELETE", [uid]) => {
                self.contact_points.remove(*uid);
                message(202, "contactpoint deleted")
            }
            _ => message(404, "Not found"),
        }
    }

    fn create_folder(&mut self, call: &Call<'_>, number: u32) -> Answer {
        let Some(title) = call.text("/title") else { return message(400, "folder title cannot be empty") };
        let uid = call.text("/uid").map_or_else(|| format!("folder{number}"), str::to_owned);
        if self.folders.contains_key(&uid) {
            return message(409, "a folder with the same UID already exists");
        }
        let folder = json!({ "id": number, "uid": uid, "title": title, "version": 1 });
        self.folders.insert(uid, folder.clone());
        Answer::new(200, folder)
    }

    fn save_dashboard(&mut self, call: &Call<'_>, number: u32) -> Answer {
        let mut dashboard = call.body["dashboard"].clone();
        if call.text("/dashboard/title").is_none() {
            return message(400, "Dashboard title cannot be empty");
        }
        let folder = call.text("/folderUid").unwrap_or_default().to_owned();
        if !folder.is_empty() && !self.folders.contains_key(&folder) {
            return message(400, "folder not found");
        }
        let uid = call.text("/dashboard/uid").map_or_else(|| format!("dash{number}"), str::to_owned);
        let existing = self.dashboards.get(&uid);
        if existing.is_some() && call.body["overwrite"] != true {
            let body = json!({ "message": "A dashboard with the same uid already exists", "status": "name-exists" });
            return Answer::new(412, body);
        }
        let version = existing.and_then(|(old, _)| old["version"].as_u64()).unwrap_or_default() + 1;
        merge(&mut dashboard, &json!({ "id": number, "uid": uid, "version": version }));
        self.dashboards.insert(uid.clone(), (dashboard, folder.clone()));
        let body = json!({ "id": number, "uid": uid, "url": url(&uid), "status": "success", "version": version, "folderUid": folder });
        Answer::new(200, body)
    }

    fn create_data_source(&mut self, call: &Call<'_>, number: u32) -> Answer {
        for required in ["name", "type", "access"] {
            if call.text(&format!("/{required}")).is_none() {
                return message(400, "bad request data");
            }
        }
        let uid = call.text("/uid").map_or_else(|| format!("ds{number}"), str::to_owned);
        let name = &call.body["name"];
        if self.data_sources.contains_key(&uid) || self.data_sources.values().any(|other| other["name"] == *name) {
            return message(409, "data source with the same name already exists");
        }
        let mut data_source = without_secrets(call.body);
        merge(&mut data_source, &json!({ "id": number, "uid": uid }));
        self.data_sources.insert(uid, data_source.clone());
        Answer::new(200, json!({ "datasource": data_source, "message": "Datasource added", "name": name }))
    }
}

/// Grafana never returns the secrets of a data source.
fn without_secrets(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("secureJsonData");
    }
    body
}

fn url(uid: &str) -> String {
    format!("/d/{uid}/dashboard")
}
