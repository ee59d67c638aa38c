//! A plan as text: risks first, then every step by region and component, then the counts.

pub(crate) mod chain;
mod rollback_plan;

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::hook::{HookPoint, HookPolicy};
use archipel_engine::plan::{Action, Difference, Effect, Plan, PropertyChange, Reason, Step, Warning};
use archipel_engine::schema::Schema;
use archipel_engine::urn::GLOBAL;
use archipel_engine::{Urn, Value};

use self::chain::Chains;
use super::style::{self, BOLD, DELETE, DIM, NEW, OLD, WARNING, paint};
use super::text::{columns, count, cut, named, short_type, wrap};
use super::value::{differing, line_diff, short};

/// The settings for rendering a plan.
pub(crate) struct PlanText<'a> {
    /// The line width.
    pub(crate) width: usize,
    /// Whether to show everything.
    pub(crate) verbose: bool,
    /// The schema of a type, if known.
    pub(crate) schema: &'a dyn Fn(&str) -> Option<&'static Schema>,
    /// The source line of a resource, if known.
    pub(crate) source: &'a dyn Fn(&Urn) -> Option<String>,
}

/// The number of shown lines of a changed document, and of names in a list.
pub(crate) const MOST_LINES: usize = 16;
/// The number of shown properties that a service changes.
const MOST_EFFECTS: usize = 10;
const MOST_NAMES: usize = 6;

/// A step, with the delete of the old resource for a replacement.
pub(crate) struct Entry<'a> {
    pub(crate) step: &'a Step,
    pub(crate) old: Option<&'a Step>,
}

/// The number of steps of each kind in a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) create: usize,
    pub(crate) update: usize,
    pub(crate) replace: usize,
    pub(crate) delete: usize,
    pub(crate) read: usize,
    pub(crate) record: usize,
    pub(crate) import: usize,
    pub(crate) hook: usize,
}

impl Counts {
    /// Counts the steps; the delete of a replaced resource belongs to its replacement.
    pub(crate) fn of(plan: &Plan) -> Self {
        let mut counts = Self::default();
        for Entry { step, .. } in entries(plan) {
            match step.action {
                Action::Create | Action::Resume { .. } => counts.create += 1,
                Action::Update { .. } => counts.update += 1,
                Action::Replace { .. } => counts.replace += 1,
                Action::Delete { .. } | Action::DeletedWith { .. } => counts.delete += 1,
                Action::Read => counts.read += 1,
                Action::Import { .. } => counts.import += 1,
                // It runs only if something fails.
                Action::Hook(ref hook) if hook.point == HookPoint::OnFailure => {}
                Action::Hook(_) => counts.hook += 1,
                Action::UpdateState { .. } | Action::Forget { .. } => counts.record += 1,
            }
        }
        counts
    }

    /// A description: "3 to create, 1 to replace".
    pub(crate) fn words(self) -> String {
        let parts = [
            (self.create, "to create", style::CREATE),
            (self.update, "to update", style::UPDATE),
            (self.replace, "to replace", style::REPLACE),
            (self.delete, "to delete", style::DELETE),
            (self.import, "to import", style::READ),
            (self.read, "to read", style::READ),
            (self.record, "to record", style::READ),
            (self.hook, if self.hook == 1 { "hook to run" } else { "hooks to run" }, style::READ),
        ];
        let parts = parts.into_iter().filter(|(number, ..)| *number > 0);
        parts.map(|(number, words, style)| paint(style, format!("{number} {words}"))).collect::<Vec<_>>().join(", ")
    }
}

/// The steps; the delete of a replaced resource is combined with its replacement.
pub(crate) fn entries(plan: &Plan) -> Vec<Entry<'_>> {
    let replaced: BTreeSet<(&Urn, u32)> = plan
        .steps
        .iter()
        .filter_map(|step| match step.action {
            Action::Replace { old, .. } => Some((step.urn(), old)),
            _ => None,
        })
        .collect();
    let is_old = |step: &Step| step.action.deletes() && replaced.contains(&(step.urn(), step.key.revision));
    let olds: BTreeMap<&Urn, &Step> = plan.steps.iter().filter(|step| is_old(step)).map(|s| (s.urn(), s)).collect();
    plan.steps
        .iter()
        .filter(|step| !is_old(step))
        .map(|step| {
            let replaces = matches!(step.action, Action::Replace { .. });
            Entry { step, old: olds.get(step.urn()).copied().filter(|_| replaces) }
        })
        .collect()
}

/// The resources that cause this step.
fn causes(step: &Step) -> impl Iterator<Item = &Urn> {
    step.reasons.iter().filter_map(|reason| match reason {
        Reason::Property { effect: Effect::Update, .. } => None,
        reason => reason.cause(),
    })
}

fn component(urn: &Urn) -> &str {
    urn.path().rsplit_once('/').map_or("", |(component, _)| component)
}

fn rank(action: &Action) -> u8 {
    match action {
        Action::Replace { .. } => 0,
        Action::Delete { .. } | Action::DeletedWith { .. } => 1,
        Action::Forget { .. } => 2,
        Action::Update { .. } => 3,
        Action::Resume { .. } | Action::Create => 4,
        Action::UpdateState { .. } => 5,
        Action::Import { .. } => 5,
        Action::Read => 6,
        Action::Hook(_) => 7,
    }
}

/// The sentence of a reason, with URNs in the usual short form.
pub(crate) fn sentence(reason: &Reason) -> String {
    let mut text = reason.to_string();
    let urn = match reason {
        Reason::Moved { from } => Some(from),
        other => other.cause(),
    };
    if let Some(urn) = urn {
        text = text.replace(urn.as_str(), &named(urn));
    }
    text
}

impl PlanText<'_> {
    /// The whole plan.
    pub(crate) fn render(&self, plan: &Plan) -> String {
        let mut text = String::new();
        let entries = entries(plan);
        self.render_risks(&entries, &Chains::of(plan), &mut text);
        self.groups(&entries, &mut text);
        for deferred in &plan.deferred {
            let waits_for: Vec<String> = deferred.waits_for.iter().map(named).collect();
            let once = if waits_for.is_empty() {
                "once its elements are known".to_owned()
            } else {
                format!("once {} is known", waits_for.join(" and "))
            };
            let sign = paint(style::READ, ">");
            self.paragraph(
                &mut text,
                &format!("{sign} "),
                2,
                &format!("{} will be planned in a later wave, {once}", deferred.path),
            );
        }
        for warning in plan.warnings.iter().filter(|warning| !self.is_shown(&entries, warning)) {
            self.paragraph(&mut text, &format!("{} ", paint(WARNING, "warning:")), 2, &warning.to_string());
        }
        for suggestion in &plan.suggestions {
            self.paragraph(&mut text, &format!("{} ", paint(WARNING, "hint:")), 2, &suggestion.to_string());
        }
        if plan.is_empty() {
            let unchanged = count(plan.unchanged, "resource is", "resources are");
            text += &format!("No changes. {unchanged} up to date.\n");
        } else {
            let counts = Counts::of(plan).words();
            self.paragraph(
                &mut text,
                &format!("{} ", paint(BOLD, "Plan:")),
                6,
                &format!("{counts}, {} unchanged", plan.unchanged),
            );
        }
        text
    }

    /// Whether the step of a warning already shows it.
    fn is_shown(&self, entries: &[Entry<'_>], warning: &Warning) -> bool {
        let Warning::DataLoss { urn, .. } = warning else { return false };
        let mut steps = entries.iter().flat_map(|entry| [Some(entry.step), entry.old]).flatten();
        steps.any(|step| step.urn() == urn && self.holds_data(urn).is_some())
    }

    /// Data losses and replacements, with the replacements that they cause.
    fn render_risks<'p>(&self, entries: &[Entry<'p>], chains: &Chains<'p>, text: &mut String) {
        let mut followers: BTreeMap<&Urn, Vec<&Urn>> = BTreeMap::new();
        for Entry { step, .. } in entries {
            for cause in causes(step).filter(|cause| *cause != step.urn()) {
                followers.entry(cause).or_default().push(step.urn());
            }
        }
        let gone = |step: &Step| match &step.action {
            // A caused replacement is listed with its cause, unless it loses data.
            Action::Replace { .. } => causes(step).next().is_none() || self.holds_data(step.urn()).is_some(),
            Action::Delete { .. } => !step.reasons.contains(&Reason::Destroy) || self.holds_data(step.urn()).is_some(),
            // It is listed with the resource that deletes it, unless data is lost.
            Action::DeletedWith { .. } => self.holds_data(step.urn()).is_some(),
            _ => false,
        };
        let mut roots: Vec<&'p Step> = entries.iter().map(|entry| entry.step).filter(|step| gone(step)).collect();
        if roots.is_empty() {
            return;
        }
        roots.sort_by_key(|step| (self.holds_data(step.urn()).is_none(), rank(&step.action)));
        *text += &format!("{}\n", paint(WARNING, "Review first:"));
        let most = if self.verbose { usize::MAX } else { 2 * MOST_NAMES };
        for step in roots.iter().take(most) {
            let [_, _, done] = style::words(&step.action);
            let mut risk = format!("{} is {done}", named(step.urn()));
            let why = step.reasons.first().map(sentence).unwrap_or_default();
            let why = why.strip_prefix("replaced because ").unwrap_or(&why);
            match chains.sentence(step, self.source) {
                // From the edited line to the lost data.
                Some(chain) => risk += &format!(": {chain}"),
                None if !why.is_empty() => risk += &format!(" because {why}"),
                None => {}
            }
            if let Some(data) = self.holds_data(step.urn()) {
                risk += &format!("; {data} would be lost");
            }
            let dragged = dragged(step.urn(), &followers);
            if !dragged.is_empty() {
                let mut names: Vec<String> = dragged
                    .iter()
                    .take(most)
                    .map(|urn| format!("{} {}", short_type(urn.type_name()), urn.path()))
                    .collect();
                if dragged.len() > most {
                    names.push(format!("{} more", dragged.len() - most));
                }
                let number = match step.action {
                    Action::Delete { .. } => count(dragged.len(), "is deleted", "are deleted"),
                    _ => count(dragged.len(), "is replaced", "are replaced"),
                };
                risk += &format!("; {number} with it: {}", names.join(", "));
            }
            self.paragraph(
                text,
                &format!("  {} ", paint(style::of(&step.action), style::symbol(&step.action))),
                4,
                &risk,
            );
        }
        if roots.len() > most {
            *text += &format!("    and {} more below\n", roots.len() - most);
        }
        *text += "\n";
    }

    fn groups(&self, entries: &[Entry<'_>], text: &mut String) {
        let mut regions: BTreeMap<(bool, String), BTreeMap<&str, Vec<&Entry<'_>>>> = BTreeMap::new();
        for entry in entries {
            let environment = &entry.step.environment;
            let region = regions.entry((environment.region == GLOBAL, environment.to_string())).or_default();
            region.entry(component(entry.step.urn())).or_default().push(entry);
        }
        for ((_, region), components) in regions {
            *text += &format!("{}\n", paint(BOLD, region));
            for (component, mut entries) in components {
                let mut indent = 2;
                if !component.is_empty() {
                    *text += &format!("  {}\n", paint(BOLD, component));
                    indent = 4;
                }
                entries.sort_by_key(|entry| (rank(&entry.step.action), entry.step.id));
                for entry in entries {
                    self.entry(entry, indent, text);
                }
            }
            *text += "\n";
        }
    }

    fn entry(&self, entry: &Entry<'_>, indent: usize, text: &mut String) {
        let Entry { step, old } = entry;
        let style = style::of(&step.action);
        let [order, ..] = style::words(&step.action);
        let mut head = format!(
            "{:indent$}{} {} {}",
            "",
            paint(style, style::symbol(&step.action)),
            short_type(step.urn().type_name()),
            paint(BOLD, step.urn().name()),
        );
        let id = old.and_then(|old| old.action.id()).or(step.action.id());
        if let Some(id) = id {
            head += &format!(" {}", paint(DIM, id));
        }
        let mut note = match &step.action {
            Action::Hook(hook) => {
                let continues = if hook.policy == HookPolicy::Continue { ", may fail" } else { "" };
                format!("hook {}, {}: {}, at most {} s{continues}", hook.name, hook.point, hook.kind, hook.timeout)
            }
            Action::Create | Action::Update { .. } | Action::DeletedWith { .. } => String::new(),
            Action::Replace { delete_first: true, .. } => "replace: the old one is deleted first".to_owned(),
            Action::Replace { .. } => "replace: the old one is deleted afterwards".to_owned(),
            Action::Read => "read: its arguments are known only during the apply".to_owned(),
            Action::Forget { .. } => "forget: the resource is retained".to_owned(),
            Action::UpdateState { .. } => "record only".to_owned(),
            Action::Import { .. } => "import: the resource is not changed".to_owned(),
            Action::Resume { .. } | Action::Delete { .. } => order.to_owned(),
        };
        if step.desired.options.protect && self.verbose {
            note += if note.is_empty() { "protected" } else { ", protected" };
        }
        let inner = indent + 4;
        // The note says what happens to the old resource: a long id does not cut it off.
        let fits = note.is_empty() || columns(&head) + 2 + columns(&note) <= self.width;
        if fits && !note.is_empty() {
            head += &format!("  {}", paint(style, &note));
        }
        *text += &format!("{}\n", cut(&head, self.width));
        if !fits {
            self.paragraph(text, &" ".repeat(inner), inner, &paint(style, &note));
        }
        if (step.action.deletes() || old.is_some())
            && let Some(data) = self.holds_data(step.urn())
        {
            *text += &format!("{:inner$}{}\n", "", paint(DELETE, format!("loses {data}")));
        }
        for reason in step.reasons.iter().filter(|reason| self.adds_information(step, reason)) {
            self.paragraph(text, &" ".repeat(inner), inner, &sentence(reason));
        }
        match step.action {
            Action::Create | Action::Resume { .. } | Action::Read | Action::Import { .. } => {
                self.set_properties(step, inner, text)
            }
            Action::Delete { .. } | Action::DeletedWith { .. } | Action::Forget { .. } | Action::Hook(_) => {}
            Action::Update { .. } | Action::Replace { .. } | Action::UpdateState { .. } => {
                for change in &step.changes {
                    self.change(change, inner, text);
                }
            }
        }
        self.effects(step, inner, text);
    }

    /// What the service changes beside the properties of the program.
    fn effects(&self, step: &Step, indent: usize, text: &mut String) {
        let shown = if self.verbose { usize::MAX } else { MOST_EFFECTS };
        for effect in step.effects.iter().take(shown) {
            self.property(effect, &paint(DIM, "  (by the service)"), indent, text);
        }
        if let more @ 1.. = step.effects.len().saturating_sub(shown) {
            *text += &format!("{:indent$}{}\n", "", paint(DIM, format!("... and {more} more by the service")));
        }
    }

    /// Whether a reason adds to the step and its changes.
    fn adds_information(&self, step: &Step, reason: &Reason) -> bool {
        self.verbose
            || match reason {
                Reason::New | Reason::Destroy | Reason::Deferred { .. } | Reason::Superseded => false,
                Reason::Property { effect: Effect::Update, cause: None, rule: None, .. } => step.changes.is_empty(),
                _ => true,
            }
    }

    /// The properties of a new resource, several per line.
    fn set_properties(&self, step: &Step, indent: usize, text: &mut String) {
        let Value::Map(inputs) = &step.desired.inputs else { return };
        let schema = (self.schema)(step.urn().type_name());
        let is_default = |name: &str, value: &Value| {
            schema.and_then(|schema| schema.inputs.field(name)).and_then(|field| field.default.as_ref()) == Some(value)
        };
        let room = self.width.saturating_sub(indent).max(20);
        let mut line = String::new();
        for (name, value) in inputs {
            let empty = value.is_null() || matches!(value, Value::Map(map) if map.is_empty()) || is_list_empty(value);
            if !self.verbose && (empty || is_default(name, value)) {
                continue;
            }
            let widest = if self.verbose { usize::MAX } else { room.min(48).saturating_sub(name.len() + 2) };
            let property = format!("{}{} {}", paint(DIM, name), paint(DIM, ":"), short(value, widest.max(12)));
            if !line.is_empty() && columns(&line) + 2 + columns(&property) > room {
                *text += &format!("{:indent$}{line}\n", "");
                line.clear();
            }
            if !line.is_empty() {
                line += "  ";
            }
            line += &property;
        }
        if !line.is_empty() {
            *text += &format!("{:indent$}{line}\n", "");
        }
    }

    fn change(&self, change: &PropertyChange, indent: usize, text: &mut String) {
        let mark = if change.replaces { paint(style::REPLACE, "  (replaces)") } else { String::new() };
        self.property(change, &mark, indent, text);
    }

    fn property(&self, change: &PropertyChange, mark: &str, indent: usize, text: &mut String) {
        let room = self.width.saturating_sub(indent);
        let sign = match change.difference {
            Difference::Added => paint(NEW, "+"),
            Difference::Removed => paint(OLD, "-"),
            Difference::Changed | Difference::MayChange => paint(style::UPDATE, "~"),
        };
        let head = format!("{:indent$}{sign} {}: ", "", change.path);
        if change.difference == Difference::Changed {
            let most = if self.verbose { usize::MAX } else { MOST_LINES };
            if let Some(lines) = line_diff(&change.old, &change.new, room.saturating_sub(4), most) {
                *text += &format!("{}{mark}\n", head.trim_end());
                for line in lines {
                    *text += &format!("{:indent$}    {line}\n", "");
                }
                return;
            }
        }
        let left = room.saturating_sub(columns(&head) - indent + columns(mark));
        let unless_verbose = |width: usize| if self.verbose { usize::MAX } else { width.max(8) };
        let values = match change.difference {
            Difference::Added => paint(NEW, short(&change.new, unless_verbose(left))),
            Difference::Removed => paint(OLD, short(&change.old, unless_verbose(left))),
            Difference::Changed | Difference::MayChange => {
                let (old, new) = differing(&change.old, &change.new, unless_verbose(left.saturating_sub(3)));
                format!("{} → {}", paint(OLD, old), paint(NEW, new))
            }
        };
        *text += &format!("{head}{values}{mark}\n");
    }

    fn holds_data(&self, urn: &Urn) -> Option<&'static str> {
        (self.schema)(urn.type_name()).and_then(|schema| schema.meta.holds_data)
    }

    fn paragraph(&self, text: &mut String, head: &str, indent: usize, words: &str) {
        let mut lines = wrap(words, self.width.saturating_sub(columns(head).max(indent))).into_iter();
        *text += &format!("{head}{}\n", lines.next().unwrap_or_default());
        for line in lines {
            *text += &format!("{:indent$}{line}\n", "");
        }
    }
}

fn is_list_empty(value: &Value) -> bool {
    value.as_list().is_some_and(<[Value]>::is_empty)
}

/// All resources whose replacement follows from another's, nearest first.
fn dragged<'a>(root: &'a Urn, followers: &BTreeMap<&'a Urn, Vec<&'a Urn>>) -> Vec<&'a Urn> {
    let mut seen = BTreeSet::from([root]);
    let mut found: Vec<&Urn> = Vec::new();
    let mut next = 0;
    let mut current = root;
    loop {
        for &urn in followers.get(current).into_iter().flatten() {
            if seen.insert(urn) {
                found.push(urn);
            }
        }
        match found.get(next) {
            Some(&urn) => current = urn,
            None => return found,
        }
        next += 1;
    }
}

#[cfg(test)]
mod tests;
