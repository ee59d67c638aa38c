//! The report of a drill: figures, compared with the targets and with earlier drills.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::recovery::Targets;
use crate::render::human::heading;
use crate::render::text::{clock, duration, timestamp};

/// The event of a drill in the history of the stack.
const EVENT: &str = "drill";
/// The number of earlier drills in a report.
const EARLIER: usize = 5;

/// A moment of a drill, in milliseconds since its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moment {
    pub(crate) at_ms: u64,
    pub(crate) what: String,
}

/// A part of a drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Phase {
    pub(crate) name: String,
    pub(crate) from_ms: u64,
    pub(crate) until_ms: u64,
}

impl Phase {
    fn length_ms(&self) -> u64 {
        self.until_ms.saturating_sub(self.from_ms)
    }
}

/// A stretch of time in which writes were acknowledged, or were not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stretch {
    pub(crate) from_ms: u64,
    pub(crate) until_ms: u64,
    /// Why writes were not acknowledged; none where they were.
    pub(crate) failure: Option<String>,
}

/// The figures of one store, or of the public name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoreReport {
    pub(crate) name: String,
    pub(crate) writes: usize,
    pub(crate) acknowledged: usize,
    /// From the fault to the first write that was acknowledged after the last failure. None if that did not happen.
    pub(crate) rto_ms: Option<u64>,
    /// None if the store could not be read.
    pub(crate) rpo_ms: Option<u64>,
    /// The number of acknowledged writes that were lost.
    pub(crate) lost: Option<usize>,
    /// How far its copy was behind at most during the fault.
    pub(crate) lag_ms: Option<u64>,
    /// The longest time without an acknowledged write after the fault, on the way back.
    pub(crate) return_gap_ms: Option<u64>,
    /// The number of acknowledged writes that the return lost. None if no role moved, or the store could not be read.
    #[serde(default)]
    pub(crate) lost_on_return: Option<usize>,
    pub(crate) stretches: Vec<Stretch>,
}

/// An earlier drill of the scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Earlier {
    pub(crate) run: u64,
    pub(crate) began: u64,
    pub(crate) detection_ms: Option<u64>,
    pub(crate) rto_ms: Option<u64>,
    pub(crate) rpo_ms: Option<u64>,
    pub(crate) passed: bool,
}

/// A drill.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct DrillReport {
    pub(crate) stack: String,
    pub(crate) scenario: String,
    pub(crate) fault: String,
    /// `sandbox` or `aws`.
    pub(crate) target: String,
    /// The region that had the roles, and the other one.
    pub(crate) regions: [String; 2],
    pub(crate) approved_by: Option<String>,
    /// In seconds since 1970.
    pub(crate) began: u64,
    /// The length in milliseconds; virtual time in the sandbox.
    pub(crate) length_ms: u64,
    pub(crate) moments: Vec<Moment>,
    /// Detection, decision, action and verification, as far as they happened.
    pub(crate) phases: Vec<Phase>,
    pub(crate) detection_ms: Option<u64>,
    /// From the fault to the first write through the public name that was acknowledged after the last failure.
    pub(crate) rto_ms: Option<u64>,
    /// The greatest of all stores. None if a store could not be read.
    pub(crate) rpo_ms: Option<u64>,
    pub(crate) target_detection_ms: u64,
    pub(crate) target_rto_ms: u64,
    pub(crate) target_rpo_ms: u64,
    pub(crate) probe: Vec<Stretch>,
    /// The longest answer of the public name; virtual time in the sandbox.
    pub(crate) slowest_ms: u64,
    pub(crate) stores: Vec<StoreReport>,
    /// Stores without an application that writes for the drill.
    pub(crate) not_measured: Vec<String>,
    /// The steps of the plan of the stack afterwards; none if it could not be made.
    pub(crate) plan_steps: Option<usize>,
    /// Why the drill did not pass.
    pub(crate) missed: Vec<String>,
    pub(crate) earlier: Vec<Earlier>,
}

fn millis(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn shown(time: Option<u64>) -> String {
    time.map_or_else(|| "not reached".to_owned(), duration)
}

impl DrillReport {
    pub(crate) fn set_targets(&mut self, targets: &Targets) {
        self.target_detection_ms = millis(targets.detection);
        self.target_rto_ms = millis(targets.rto);
        self.target_rpo_ms = millis(targets.rpo);
    }

    pub(crate) fn passed(&self) -> bool {
        self.missed.is_empty()
    }

    /// Compares the figures with the targets.
    pub(crate) fn judge(&mut self) {
        let figures = [
            ("detection", self.detection_ms, self.target_detection_ms),
            ("RTO", self.rto_ms, self.target_rto_ms),
            ("RPO", self.rpo_ms, self.target_rpo_ms),
        ];
        for (name, reached, target) in figures {
            if reached.is_none_or(|reached| reached > target) {
                self.missed.push(format!("{name}: {}, and the target is {}", shown(reached), duration(target)));
            }
        }
        let of_stores = self.stores.iter().filter(|store| store.rto_ms.is_none_or(|time| time > self.target_rto_ms));
        let of_stores = of_stores.map(|store| format!("{} takes writes again: {}", store.name, shown(store.rto_ms)));
        self.missed.extend(of_stores.collect::<Vec<_>>());
        match self.plan_steps {
            Some(0) => {}
            Some(steps) => self.missed.push(format!("the plan afterwards has {steps} steps")),
            None => self.missed.push("the plan afterwards could not be made".to_owned()),
        }
    }

    /// Its event in the history.
    pub(crate) fn event(&self) -> serde_json::Value {
        let Ok(report) = serde_json::to_value(self) else { return serde_json::Value::Null };
        serde_json::json!({ "event": EVENT, "message": self.line(), "report": report })
    }

    /// The drill that a run of the history was.
    pub(crate) fn of_events(events: &[serde_json::Value]) -> Option<Self> {
        let event = events.iter().find(|event| event["event"] == EVENT)?;
        serde_json::from_value(event["report"].clone()).ok()
    }

    /// Adds the earlier drills of the same scenario and target; newest first.
    pub(crate) fn compare<'r>(&mut self, runs: impl Iterator<Item = (u64, &'r [serde_json::Value])>) {
        let drills = runs.filter_map(|(run, events)| Some((run, Self::of_events(events)?)));
        let same = drills.filter(|(_, drill)| drill.scenario == self.scenario && drill.target == self.target);
        self.earlier = same
            .take(EARLIER)
            .map(|(run, drill)| Earlier {
                run,
                began: drill.began,
                detection_ms: drill.detection_ms,
                rto_ms: drill.rto_ms,
                rpo_ms: drill.rpo_ms,
                passed: drill.passed(),
            })
            .collect();
    }

    /// The result in a line.
    pub(crate) fn line(&self) -> String {
        let result = if self.passed() { "passed" } else { "failed" };
        format!(
            "{}: {result}; detection {}, RTO {}, RPO {}",
            self.scenario,
            shown(self.detection_ms),
            shown(self.rto_ms),
            shown(self.rpo_ms)
        )
    }

    /// The figures: name, reached, target.
    pub(crate) fn figures(&self) -> [(&'static str, String, String); 3] {
        [
            ("detection", shown(self.detection_ms), duration(self.target_detection_ms)),
            ("RTO", shown(self.rto_ms), duration(self.target_rto_ms)),
            ("RPO", shown(self.rpo_ms), duration(self.target_rpo_ms)),
        ]
    }

    /// What the times of a drill are.
    pub(crate) fn about_time(&self) -> &'static str {
        if self.target == "sandbox" {
            "Times are virtual: a wait moves the clock of the sandbox. Health checks, DNS, replication and promotions take as long as AWS \
             documents, steps of a failover as long as the recovery plan expects, and the decision as long as `--decision` says: by default, \
             the drill decides at once."
        } else {
            "Times were measured in AWS, except the decision, which takes as long as `--decision` says: by default, the drill decides at once."
        }
    }

    /// The summary for a terminal.
    pub(crate) fn text(&self) -> String {
        let mut text = heading("Drill:");
        // Writing to a string cannot fail.
        for (name, reached, target) in self.figures() {
            let _ = writeln!(text, "  {name:12}  {reached:14}  target {target}");
        }
        for phase in &self.phases {
            let _ = writeln!(text, "  {:12}  {}", phase.name, duration(phase.length_ms()));
        }
        text.push_str(&heading("Stores:"));
        for store in &self.stores {
            let _ = writeln!(text, "  {}", store.line());
        }
        for store in &self.not_measured {
            let _ = writeln!(text, "  {store}: not measured, because no application writes to it for drills");
        }
        if !self.earlier.is_empty() {
            text.push_str(&heading("Earlier drills:"));
        }
        for earlier in &self.earlier {
            let result = if earlier.passed { "passed" } else { "failed" };
            let [detection, rto, rpo] = [earlier.detection_ms, earlier.rto_ms, earlier.rpo_ms].map(shown);
            let began = timestamp(earlier.began);
            let run = earlier.run;
            let _ = writeln!(text, "  run {run}  {began}  {result}  detection {detection}, RTO {rto}, RPO {rpo}");
        }
        let _ = writeln!(text, "{}", self.about_time());
        text
    }

    /// The report as Markdown, for an issue.
    pub(crate) fn markdown(&self) -> String {
        let result = if self.passed() { "passed" } else { "**failed**" };
        let Self { stack, scenario, fault, target, regions: [home, other], .. } = self;
        let mut text = format!("# Drill of {stack}: {scenario}\n\n");
        let _ =
            writeln!(text, "The drill {result}. In {home}, {fault}; the other region is {other}. Target: {target}.");
        let _ = writeln!(text, "Begun {}. {}", timestamp(self.began), self.about_time());
        if let Some(who) = &self.approved_by {
            let _ = writeln!(text, "Approved by {}.", cell(who));
        }
        for missed in &self.missed {
            let _ = writeln!(text, "\n- {}", cell(missed));
        }
        text.push_str("\n| figure | reached | target |\n| --- | --- | --- |\n");
        for (name, reached, target) in self.figures() {
            let _ = writeln!(text, "| {name} | {reached} | {target} |");
        }
        text.push_str("\n| phase | from | to | time |\n| --- | --- | --- | --- |\n");
        for phase in &self.phases {
            let (from, until) = (clock(phase.from_ms), clock(phase.until_ms));
            let _ = writeln!(text, "| {} | {from} | {until} | {} |", phase.name, duration(phase.length_ms()));
        }
        text.push_str("\n| store | writes | acknowledged | RTO | RPO | lost | copy behind | interrupted on return | lost on return |\n");
        text.push_str("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for store in &self.stores {
            let [rto, rpo] = [store.rto_ms, store.rpo_ms].map(shown);
            let or_none = |time: Option<u64>| time.map_or_else(|| "-".to_owned(), duration);
            let [lag, back] = [store.lag_ms, store.return_gap_ms].map(or_none);
            let lost = store.lost.map_or_else(|| "unknown".to_owned(), |lost| lost.to_string());
            let on_return = store.shown_lost_on_return();
            let StoreReport { name, writes, acknowledged, .. } = store;
            let _ = writeln!(
                text,
                "| {} | {writes} | {acknowledged} | {rto} | {rpo} | {lost} | {lag} | {back} | {on_return} |",
                cell(name)
            );
        }
        for store in &self.not_measured {
            let _ = writeln!(text, "\n{} was not measured: no application writes to it for drills.", cell(store));
        }
        text.push_str("\n| time | event |\n| --- | --- |\n");
        for moment in &self.moments {
            let _ = writeln!(text, "| {} | {} |", clock(moment.at_ms), cell(&moment.what));
        }
        if !self.earlier.is_empty() {
            text.push_str("\n| earlier drill | | detection | RTO | RPO |\n| --- | --- | --- | --- | --- |\n");
        }
        for earlier in &self.earlier {
            let result = if earlier.passed { "passed" } else { "failed" };
            let [detection, rto, rpo] = [earlier.detection_ms, earlier.rto_ms, earlier.rpo_ms].map(shown);
            let began = timestamp(earlier.began);
            let _ = writeln!(text, "| run {}, {began} | {result} | {detection} | {rto} | {rpo} |", earlier.run);
        }
        text
    }
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace(['\n', '\r'], " ").replace('|', "\\|").replace('<', "&lt;")
}

impl StoreReport {
    fn line(&self) -> String {
        let Self { name, writes, acknowledged, .. } = self;
        let rto = match self.rto_ms {
            Some(0) => "not interrupted".to_owned(),
            Some(time) => format!("RTO {}", duration(time)),
            None => "takes no writes".to_owned(),
        };
        let lost = match (self.rpo_ms, self.lost) {
            (Some(rpo), Some(lost)) => format!("RPO {}, {lost} writes lost", duration(rpo)),
            _ => "could not be read".to_owned(),
        };
        let lag = self.lag_ms.map(|lag| format!(", its copy was {} behind", duration(lag))).unwrap_or_default();
        let on_return = self.lost_on_return.map(|lost| format!(", {lost} lost on the return")).unwrap_or_default();
        format!("{name}: {acknowledged} of {writes} writes acknowledged, {rto}, {lost}{lag}{on_return}")
    }

    pub(crate) fn shown_lost_on_return(&self) -> String {
        self.lost_on_return.map_or_else(|| "-".to_owned(), |lost| lost.to_string())
    }
}

/// The stretches of a series of writes, each until the next one.
pub(crate) fn stretches(samples: &[super::measure::Sample], end_ms: u64) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for sample in samples {
        match stretches.last_mut() {
            Some(last) if last.failure == sample.failure => {}
            last => {
                if let Some(last) = last {
                    last.until_ms = sample.at_ms;
                }
                let failure = sample.failure.clone();
                stretches.push(Stretch { from_ms: sample.at_ms, until_ms: end_ms, failure });
            }
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::super::measure::Sample;
    use super::*;

    fn report() -> DrillReport {
        let mut report = DrillReport {
            stack: "prod".to_owned(),
            scenario: "region-lost".to_owned(),
            fault: "the region that has the roles does not answer".to_owned(),
            target: "sandbox".to_owned(),
            regions: ["eu-west-1", "us-east-1"].map(str::to_owned),
            detection_ms: Some(225_000),
            rto_ms: Some(300_000),
            rpo_ms: Some(1000),
            plan_steps: Some(0),
            phases: vec![Phase { name: "detection".to_owned(), from_ms: 15_000, until_ms: 240_000 }],
            moments: vec![Moment { at_ms: 15_000, what: "fault".to_owned() }],
            stores: vec![StoreReport {
                name: "database".to_owned(),
                writes: 600,
                acknowledged: 300,
                rto_ms: Some(300_000),
                rpo_ms: Some(1000),
                lost: Some(1),
                lag_ms: Some(1000),
                return_gap_ms: Some(60_000),
                lost_on_return: Some(0),
                stretches: Vec::new(),
            }],
            ..DrillReport::default()
        };
        report.set_targets(&Targets::default());
        report
    }

    #[test]
    fn a_report_shows_its_figures_beside_the_targets_and_the_earlier_drills() {
        let mut report = report();
        report.judge();
        let earlier = [report.event()];
        report.compare([(7, earlier.as_slice())].into_iter());
        let (text, markdown) = (report.text(), report.markdown());
        for part in [
            "  detection     3 min 45 s      target 5 min 0 s\n",
            "database: 300 of 600 writes acknowledged, RTO 5 min 0 s, RPO 1.0 s, 1 writes lost, its copy was 1.0 s behind, 0 lost on the return\n",
            "run 7  1970-01-01T00:00:00Z  passed  detection 3 min 45 s, RTO 5 min 0 s, RPO 1.0 s\n",
        ] {
            assert!(text.contains(part), "`{part}` is not in:\n{text}");
        }
        for part in [
            "| RTO | 5 min 0 s | 20 min 0 s |\n",
            "| detection | 0:15 | 4:00 | 3 min 45 s |\n",
            "| database | 600 | 300 | 5 min 0 s | 1.0 s | 1 | 1.0 s | 1 min 0 s | 0 |\n",
            "| run 7, 1970-01-01T00:00:00Z | passed | 3 min 45 s | 5 min 0 s | 1.0 s |\n",
        ] {
            assert!(markdown.contains(part), "`{part}` is not in:\n{markdown}");
        }
    }

    #[test]
    fn a_drill_passes_only_within_all_targets() {
        let judged = |change: fn(&mut DrillReport)| {
            let mut report = report();
            change(&mut report);
            report.judge();
            report.missed
        };
        assert!(judged(|_| {}).is_empty());
        assert_eq!(judged(|r| r.detection_ms = Some(300_001)).len(), 1);
        assert_eq!(judged(|r| r.rto_ms = None)[0], "RTO: not reached, and the target is 20 min 0 s");
        assert_eq!(judged(|r| r.rpo_ms = Some(120_001)).len(), 1);
        assert_eq!(judged(|r| r.plan_steps = Some(2))[0], "the plan afterwards has 2 steps");
        assert_eq!(judged(|r| r.plan_steps = None).len(), 1);
        assert_eq!(judged(|r| r.stores[0].rto_ms = None)[0], "database takes writes again: not reached");
    }

    #[test]
    fn only_drills_of_the_same_scenario_and_target_are_compared() {
        let events = |scenario: &str, target: &str| {
            let (scenario, target) = (scenario.to_owned(), target.to_owned());
            [DrillReport { scenario, target, ..report() }.event()]
        };
        let all = [events("region-lost", "aws"), events("database-lag", "sandbox"), events("region-lost", "sandbox")];
        let other = [serde_json::json!({"event": "finished"})];
        let runs = all.iter().map(|events| events.as_slice()).chain([other.as_slice()]);
        let mut new = report();
        new.compare((1..).zip(runs));
        assert_eq!(new.earlier.iter().map(|earlier| earlier.run).collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn a_drill_of_an_earlier_version_is_read_without_what_it_did_not_measure() {
        let mut event = report().event();
        let store = event["report"]["stores"][0].as_object_mut().unwrap();
        store.remove("lost_on_return").unwrap();
        let read = DrillReport::of_events(&[event]).unwrap();
        assert_eq!((read.stores[0].lost, read.stores[0].lost_on_return), (Some(1), None));
        assert!(read.markdown().contains("| 1 min 0 s | - |\n"));
    }

    #[test]
    fn equal_results_are_one_stretch() {
        let sample = |at_ms, failure: Option<&str>| Sample { number: 1, at_ms, failure: failure.map(str::to_owned) };
        let samples = [sample(0, None), sample(1000, None), sample(2000, Some("no")), sample(3000, None)];
        let of = |from_ms, until_ms, failure: Option<&str>| Stretch {
            from_ms,
            until_ms,
            failure: failure.map(str::to_owned),
        };
        assert_eq!(stretches(&samples, 4000), [of(0, 2000, None), of(2000, 3000, Some("no")), of(3000, 4000, None)]);
        assert_eq!(stretches(&[], 4000), []);
    }

    #[test]
    fn a_name_cannot_break_a_table() {
        assert_eq!(cell("a|b\n<img>"), "a\\|b &lt;img>");
    }
}
