//! Configuration of the cost section.

use std::collections::BTreeMap;

use archipel::cli::Problem;
use serde::Deserialize;

use super::section::{on, section};

/// What the stack may cost, and who hears of more.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    #[serde(default = "on")]
    pub enabled: bool,
    /// Who hears of high and unusual costs: e-mail addresses. The alarm topic hears of them too.
    pub subscribers: Vec<String>,
    /// Whether the stack activates the tag by which the budgets divide the bill. Only the account that pays can, and not before a
    /// bill has the tag, up to 24 hours after the first run. Default: no.
    #[serde(default)]
    pub activate_tag: bool,
    /// The expected cost of each part of the stack, in US dollars a month.
    pub expected: BTreeMap<String, f64>,
    /// The budgets of single services in US dollars a month, by the names in the bill.
    #[serde(default)]
    pub services: BTreeMap<String, f64>,
    /// The unusual cost of a day, in US dollars, from which on a message is sent.
    pub unusual_usd: u32,
}

section!(Costs);

impl Costs {
    /// The expected cost of the whole stack, in US dollars a month.
    pub fn expected_total(&self) -> f64 {
        self.expected.values().sum()
    }

    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self.subscribers.is_empty() {
            problems.push(Problem::new(
                "costs.subscribers",
                "no subscribers",
                "name who hears of unusual costs, or set `enabled = false`",
            ));
        }
        for (index, who) in self.subscribers.iter().enumerate() {
            if !super::alarms::is_mail(who) {
                let key = format!("costs.subscribers[{index}]");
                problems.push(Problem::new(key, format!("`{who}` cannot be a subscriber"), "write an e-mail address"));
            }
        }
        if self.unusual_usd == 0 {
            problems.push(Problem::new("costs.unusual_usd", "every cost would be unusual", "use 1 or more"));
        }
        let expected = self.expected.iter().map(|(name, usd)| ("expected", name, usd, *usd >= 0.0));
        let services = self.services.iter().map(|(name, usd)| ("services", name, usd, *usd > 0.0));
        for (table, name, usd, is_valid) in expected.chain(services) {
            if !usd.is_finite() || !is_valid {
                let what = format!("{usd} dollars a month");
                problems.push(Problem::new(format!("costs.{table}.{name}"), what, "use a positive amount"));
            }
        }
        if self.expected_total() <= 0.0 {
            problems.push(Problem::new("costs.expected", "no expected costs", "name the parts with their costs"));
        }
        // A budget notifies up to ten addresses and a topic.
        if self.subscribers.len() > 10 {
            problems.push(Problem::new("costs.subscribers", "more than 10 addresses", "use a mailing list"));
        }
    }
}
