//! The parts of dashboards, in Grafana's schema.

use serde_json::{Value, json};

/// The variable of a dashboard that chooses the region.
const REGION: &str = "metrics";

/// The width of a dashboard, and the height of a row of panels.
const WIDTH: usize = 24;
const HEIGHT: usize = 8;

/// A data source.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// The metrics of the region that the user chooses.
    Chosen,
    /// The metrics of this region: `primary` or `secondary`.
    Metrics(&'static str),
    CloudWatch,
}

impl Source {
    /// The UID of the data source of a region's metrics.
    pub(super) fn uid(role: &str) -> String {
        format!("metrics-{role}")
    }

    fn json(self) -> Value {
        match self {
            Self::Chosen => json!({ "type": "prometheus", "uid": format!("${{{REGION}}}") }),
            Self::Metrics(role) => json!({ "type": "prometheus", "uid": Self::uid(role) }),
            Self::CloudWatch => json!({ "type": "cloudwatch", "uid": "cloudwatch" }),
        }
    }
}

/// A panel.
pub(super) struct Panel {
    kind: &'static str,
    title: &'static str,
    unit: &'static str,
    source: Source,
    targets: Vec<Value>,
    /// From which values on the panel is yellow, and red.
    thresholds: Vec<f64>,
    text: Option<String>,
}

impl Panel {
    fn new(kind: &'static str, title: &'static str, unit: &'static str, source: Source) -> Self {
        Self { kind, title, unit, source, targets: Vec::new(), thresholds: Vec::new(), text: None }
    }

    /// A graph over time.
    pub(super) fn graph(title: &'static str, unit: &'static str, source: Source) -> Self {
        Self::new("timeseries", title, unit, source)
    }

    /// A single number.
    pub(super) fn number(title: &'static str, unit: &'static str, source: Source) -> Self {
        Self::new("stat", title, unit, source)
    }

    /// A text in Markdown.
    pub(super) fn text(title: &'static str, text: String) -> Self {
        Self { text: Some(text), ..Self::new("text", title, "none", Source::CloudWatch) }
    }

    /// Adds a query in PromQL.
    pub(super) fn query(self, expr: &str, legend: &str) -> Self {
        let source = self.source;
        self.query_of(source, expr, legend)
    }

    /// Adds a query in PromQL to another data source than that of the panel.
    pub(super) fn query_of(mut self, source: Source, expr: &str, legend: &str) -> Self {
        self.targets.push(json!({
            "refId": self.next_id(),
            "datasource": source.json(),
            "expr": expr,
            "legendFormat": legend,
            "range": true,
            "instant": false,
        }));
        self
    }

    /// Adds a metric of CloudWatch: its region, namespace, name and statistic, and the values of its dimensions.
    pub(super) fn metric(
        mut self,
        region: &str,
        namespace: &str,
        name: &str,
        statistic: &str,
        dimensions: Value,
    ) -> Self {
        self.targets.push(json!({
            "refId": self.next_id(),
            "datasource": Source::CloudWatch.json(),
            "queryMode": "Metrics",
            "metricQueryType": 0,
            "metricEditorMode": 0,
            "id": "",
            "label": "",
            "expression": "",
            "region": region,
            "namespace": namespace,
            "metricName": name,
            "statistic": statistic,
            "dimensions": dimensions,
            "matchExact": false,
            "period": "",
        }));
        self
    }

    fn next_id(&self) -> String {
        let letter = u8::try_from(self.targets.len()).ok().and_then(|number| b'A'.checked_add(number)).unwrap_or(b'Z');
        char::from(letter).to_string()
    }

    /// Sets from which values on the panel is yellow, and red.
    pub(super) fn thresholds(self, values: &[f64]) -> Self {
        Self { thresholds: values.to_vec(), ..self }
    }

    fn json(&self, id: usize, x: usize, y: usize, width: usize) -> Value {
        let mut panel = json!({
            "id": id,
            "type": self.kind,
            "title": self.title,
            "gridPos": { "h": HEIGHT, "w": width, "x": x, "y": y },
        });
        if let Some(text) = &self.text {
            panel["options"] = json!({ "mode": "markdown", "content": text });
            return panel;
        }
        panel["datasource"] = self.source.json();
        panel["targets"] = json!(self.targets);
        let colours = ["yellow", "red"].into_iter().skip(2_usize.saturating_sub(self.thresholds.len()));
        let steps =
            self.thresholds.iter().zip(colours).map(|(value, colour)| json!({ "color": colour, "value": value }));
        let steps: Vec<Value> = std::iter::once(json!({ "color": "green", "value": null })).chain(steps).collect();
        let mut defaults = json!({ "unit": self.unit, "thresholds": { "mode": "absolute", "steps": steps } });
        match self.kind {
            "timeseries" => {
                let style = if self.thresholds.is_empty() { "off" } else { "line" };
                defaults["custom"] =
                    json!({ "fillOpacity": 10, "showPoints": "never", "thresholdsStyle": { "mode": style } });
                panel["options"] = json!({
                    "legend": { "displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": [] },
                    "tooltip": { "mode": "multi", "sort": "desc" },
                });
            }
            _ => {
                panel["options"] = json!({
                    "reduceOptions": { "values": false, "calcs": ["lastNotNull"], "fields": "" },
                    "colorMode": "value", "graphMode": "area", "justifyMode": "auto", "textMode": "auto", "orientation": "auto",
                });
            }
        }
        panel["fieldConfig"] = json!({ "defaults": defaults, "overrides": [] });
        panel
    }
}

/// A dashboard of rows of panels, which share the width.
pub(super) fn dashboard(title: &str, hours: u32, rows: Vec<Vec<Panel>>) -> Value {
    let mut panels = Vec::new();
    for (row, of_row) in rows.iter().enumerate() {
        let width = WIDTH / of_row.len().max(1);
        for (column, panel) in of_row.iter().enumerate() {
            panels.push(panel.json(panels.len() + 1, column * width, row * HEIGHT, width));
        }
    }
    let chooses = rows.iter().flatten().any(|panel| matches!(panel.source, Source::Chosen));
    let variables = match chooses {
        true => json!([{ "name": REGION, "type": "datasource", "label": "Region", "query": "prometheus", "hide": 0 }]),
        false => json!([]),
    };
    json!({
        "title": title,
        "description": "Managed by Archipel: changes that are saved here are overwritten.",
        "tags": ["archipel"],
        "schemaVersion": 39,
        "editable": true,
        "timezone": "browser",
        "refresh": "1m",
        "time": { "from": format!("now-{hours}h"), "to": "now" },
        "templating": { "list": variables },
        "panels": panels,
    })
}
