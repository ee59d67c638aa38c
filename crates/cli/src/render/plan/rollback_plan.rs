//! The rollback of a plan, below it: its steps and what they do not undo.

use archipel_engine::plan::{Irreversible, Plan};

use super::PlanText;
use crate::render::style::{BOLD, WARNING, paint};
use crate::render::text::named;

impl PlanText<'_> {
    /// The plan that returns the stack if a step fails.
    pub(crate) fn rollback_plan(&self, plan: &Plan, stays: &[Irreversible]) -> String {
        let mut text = format!(
            "\n{}\n",
            paint(BOLD, "If a step fails, this rollback plan returns the stack to its present state:")
        );
        text += &self.render(plan);
        if !stays.is_empty() {
            text += &format!("{}\n", paint(WARNING, "The rollback does not undo:"));
            for item in stays {
                let urn = item.urn();
                self.paragraph(&mut text, "  - ", 4, &item.to_string().replace(urn.as_str(), &named(urn)));
            }
        }
        text
    }
}
