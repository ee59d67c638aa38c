//! A plan to assert on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::driver::Prepared;
use crate::model::path::Path;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::plan::{Action, Plan, PropertyChange, Step};
use crate::program::{Program, SourceLocation};
use crate::provider::ResourceSchema;
use crate::state::Snapshot;

/// What a program would change. Resources are looked up by their URN, their path (`network/main`) or, where no other
/// has it, their name.
///
/// Assertions fail with the whole plan in words, so that a failure can be read without running it again.
#[derive(Clone)]
pub struct Planned {
    plan: Arc<Plan>,
    program: Option<Arc<Program>>,
    snapshot: Snapshot,
}

/// How many resources a plan is to create, update, replace, delete and read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New ones, including those whose interrupted create is finished.
    pub created: usize,
    /// Updated in place.
    pub updated: usize,
    /// Replaced.
    pub replaced: usize,
    /// Deleted; the old ones of replacements are not counted.
    pub deleted: usize,
    /// Changed only in their record.
    pub recorded: usize,
    /// Existing ones that are taken over.
    pub imported: usize,
    /// As they are.
    pub unchanged: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.created, "to create"),
            (self.updated, "to update"),
            (self.replaced, "to replace"),
            (self.deleted, "to delete"),
            (self.imported, "to import"),
            (self.recorded, "to record"),
        ];
        let words: Vec<String> =
            parts.iter().filter(|(number, _)| *number > 0).map(|(number, words)| format!("{number} {words}")).collect();
        if words.is_empty() { f.write_str("nothing to do") } else { f.write_str(&words.join(", ")) }
    }
}

impl Planned {
    pub(super) fn new(prepared: &Prepared) -> Self {
        Self {
            plan: Arc::clone(&prepared.plan),
            program: prepared.program.clone(),
            snapshot: prepared.snapshot.clone(),
        }
    }

    /// The plan itself.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether nothing is to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plan.is_empty()
    }

    /// Fails unless nothing is to be done.
    #[track_caller]
    pub fn assert_empty(&self) -> &Self {
        assert!(self.is_empty(), "the plan is not empty:\n{self}");
        self
    }

    /// The counts.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { unchanged: self.plan.unchanged, ..Counts::default() };
        for step in &self.plan.steps {
            match step.action {
                Action::Create | Action::Resume { .. } => counts.created += 1,
                Action::Update { .. } => counts.updated += 1,
                Action::Replace { .. } => counts.replaced += 1,
                Action::Delete { .. } | Action::DeletedWith { .. } => {
                    counts.deleted += usize::from(!self.is_of_replacement(step));
                }
                Action::UpdateState { .. } | Action::Forget { .. } => counts.recorded += 1,
                Action::Import { .. } => counts.imported += 1,
                Action::Read | Action::Hook(_) => {}
            }
        }
        counts
    }

    fn is_of_replacement(&self, delete: &Step) -> bool {
        let replaces = |step: &&Step| matches!(step.action, Action::Replace { .. }) && step.urn() == delete.urn();
        self.plan.steps.iter().any(|step| replaces(&step))
    }

    /// A value that the stack will export; `Unknown` if it is known only during an apply.
    ///
    /// # Panics
    /// When the stack exports no such value.
    #[track_caller]
    #[must_use]
    pub fn output(&self, name: &str) -> &Value {
        match self.plan.outputs.get(name) {
            Some(value) => value,
            None => {
                let names: Vec<&str> = self.plan.outputs.keys().map(String::as_str).collect();
                fail(&format!("the stack exports no `{name}`; it exports: {}", names.join(", ")))
            }
        }
    }

    /// The paths of the groups that a later wave plans, once their values are known.
    #[must_use]
    pub fn deferred(&self) -> Vec<&str> {
        self.plan.deferred.iter().map(|deferred| deferred.path.as_str()).collect()
    }

    /// Everything that is declared or recorded, by name.
    #[must_use]
    pub fn urns(&self) -> BTreeSet<&Urn> {
        let declared = self.program.iter().flat_map(|program| &program.nodes).map(|node| &node.urn);
        let recorded = self.snapshot.records.keys().map(|key| &key.urn);
        declared.chain(recorded).chain(self.plan.steps.iter().map(Step::urn)).collect()
    }

    /// Whether there is such a resource in program or state.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        !self.find(name, None).is_empty()
    }

    /// A resource, by URN, path or name.
    ///
    /// # Panics
    /// When there is none, or more than one.
    #[track_caller]
    #[must_use]
    pub fn resource(&self, name: &str) -> PlannedResource<'_> {
        self.only(name, None)
    }

    /// A resource of this type, by URN, path or name: `planned.of::<Vpc>("network/main")`.
    ///
    /// # Panics
    /// When there is none, or more than one.
    #[track_caller]
    #[must_use]
    pub fn of<T: ResourceSchema>(&self, name: &str) -> PlannedResource<'_> {
        self.only(name, Some(T::TYPE))
    }

    /// Every resource of this type, by name.
    #[must_use]
    pub fn all<T: ResourceSchema>(&self) -> Vec<PlannedResource<'_>> {
        let urns = self.urns().into_iter().filter(|urn| urn.type_name() == T::TYPE);
        urns.map(|urn| self.at(urn)).collect()
    }

    fn find(&self, name: &str, type_name: Option<&str>) -> Vec<&Urn> {
        let urns = self.urns();
        let of_type = |urn: &&Urn| type_name.is_none_or(|type_name| urn.type_name() == type_name);
        for part in
            [|urn: &Urn| urn.as_str().to_owned(), |urn: &Urn| urn.path().to_owned(), |urn: &Urn| urn.name().to_owned()]
        {
            let found: Vec<&Urn> = urns.iter().copied().filter(of_type).filter(|urn| part(urn) == name).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    #[track_caller]
    fn only(&self, name: &str, type_name: Option<&str>) -> PlannedResource<'_> {
        let of = type_name.map(|type_name| format!(" of type {type_name}")).unwrap_or_default();
        match self.find(name, type_name).as_slice() {
            [urn] => self.at(urn),
            [] => fail(&format!("there is no `{name}`{of}:\n{self}")),
            several => {
                let names: Vec<&str> = several.iter().map(|urn| urn.as_str()).collect();
                fail(&format!("`{name}`{of} may be any of:\n  {}", names.join("\n  ")))
            }
        }
    }

    fn at<'p>(&'p self, urn: &'p Urn) -> PlannedResource<'p> {
        let node = self.program.iter().flat_map(|program| &program.nodes).find(|node| node.urn == *urn);
        let record = self.snapshot.current(urn);
        let steps: Vec<&Step> = self.plan.steps.iter().filter(|step| step.urn() == urn).collect();
        let own = steps.iter().copied().rfind(|step| step.node.is_some()).or_else(|| steps.last().copied());
        let inputs = match own {
            Some(step) => &step.desired.inputs,
            None => record.map_or(&Value::Null, |record| &record.desired.inputs),
        };
        PlannedResource { planned: self, urn, step: own, inputs, at: node.map(|node| node.at) }
    }
}

fn verb(action: &Action) -> (&'static str, &'static str) {
    match action {
        Action::Create => ("+", "created"),
        Action::Resume { .. } => ("+", "finished"),
        Action::Update { .. } => ("~", "updated"),
        Action::Replace { .. } => ("±", "replaced"),
        Action::Delete { .. } | Action::DeletedWith { .. } => ("-", "deleted"),
        Action::UpdateState { .. } => ("·", "recorded"),
        Action::Forget { .. } => ("·", "forgotten"),
        Action::Import { .. } => ("<", "imported"),
        Action::Read => ("·", "read"),
        Action::Hook(_) => (">", "hook"),
    }
}

/// The plan in words: one line for each resource, then the differences and reasons.
impl fmt::Display for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the plan of {}/{}: {}", self.plan.project, self.plan.stack, self.counts())?;
        let lines: BTreeMap<&Urn, SourceLocation> =
            self.program.iter().flat_map(|program| &program.nodes).map(|node| (&node.urn, node.at)).collect();
        for step in &self.plan.steps {
            let (sign, word) = verb(&step.action);
            write!(f, "  {sign} {} is {word}", step.urn())?;
            let reasons: Vec<String> = step.reasons.iter().map(ToString::to_string).collect();
            if !reasons.is_empty() {
                write!(f, ": {}", reasons.join("; "))?;
            }
            match lines.get(step.urn()) {
                Some(at) => writeln!(f, " ({at})")?,
                None => writeln!(f)?,
            }
            for PropertyChange { path, old, new, .. } in &step.changes {
                writeln!(f, "      {path}: {old:?} -> {new:?}")?;
            }
        }
        for urn in self.urns() {
            if !self.plan.steps.iter().any(|step| step.urn() == urn) && !urn.type_name().starts_with("archipel:") {
                writeln!(f, "  = {urn} stays")?;
            }
        }
        for deferred in &self.plan.deferred {
            let waits_for: Vec<&str> = deferred.waits_for.iter().map(Urn::as_str).collect();
            writeln!(f, "  > {} is planned once {} is known", deferred.path, waits_for.join(" and "))?;
        }
        for warning in &self.plan.warnings {
            writeln!(f, "  warning: {warning}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The plan for one resource.
#[derive(Clone, Debug)]
pub struct PlannedResource<'p> {
    planned: &'p Planned,
    urn: &'p Urn,
    step: Option<&'p Step>,
    inputs: &'p Value,
    at: Option<SourceLocation>,
}

impl<'p> PlannedResource<'p> {
    /// Its URN.
    #[must_use]
    pub fn urn(&self) -> &'p Urn {
        self.urn
    }

    /// The step that is for it; none if it stays as it is.
    #[must_use]
    pub fn step(&self) -> Option<&'p Step> {
        self.step
    }

    /// The source line that declares it; none if only state has it.
    #[must_use]
    pub fn at(&self) -> Option<SourceLocation> {
        self.at
    }

    /// The properties that it will have, defaults included.
    #[must_use]
    pub fn inputs(&self) -> &'p Value {
        self.inputs
    }

    /// One property, by its path: `tags.owner`. `Null` if it is not set; secrets are marked.
    ///
    /// # Panics
    /// When the path is invalid.
    #[track_caller]
    #[must_use]
    pub fn input(&self, path: &str) -> Value {
        match Path::parse(path) {
            Ok(path) => path.get(self.inputs).cloned().unwrap_or_default(),
            Err(error) => fail(&error.to_string()),
        }
    }

    /// Why it is in the plan, one sentence each.
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        self.step.iter().flat_map(|step| &step.reasons).map(ToString::to_string).collect()
    }

    /// The paths of the properties that differ.
    #[must_use]
    pub fn changes(&self) -> Vec<String> {
        self.step.iter().flat_map(|step| &step.changes).map(|change| change.path.to_string()).collect()
    }

    #[track_caller]
    fn assert_is(&self, wanted: &str, is: impl Fn(&Action) -> bool) -> &Self {
        let found = self.step.map_or("stays as it is".to_owned(), |step| format!("is {}", verb(&step.action).1));
        let right = self.step.is_some_and(|step| is(&step.action));
        assert!(right, "{} {found} and should be {wanted}:\n{}", self.urn, self.planned);
        self
    }

    /// Fails unless it is created.
    #[track_caller]
    pub fn assert_created(&self) -> &Self {
        self.assert_is("created", |action| *action == Action::Create)
    }

    /// Fails unless it is updated in place.
    #[track_caller]
    pub fn assert_updated(&self) -> &Self {
        self.assert_is("updated", |action| matches!(action, Action::Update { .. }))
    }

    /// Fails unless it is replaced.
    #[track_caller]
    pub fn assert_replaced(&self) -> &Self {
        self.assert_is("replaced", |action| matches!(action, Action::Replace { .. }))
    }

    /// Fails unless it is deleted.
    #[track_caller]
    pub fn assert_deleted(&self) -> &Self {
        self.assert_is("deleted", Action::deletes)
    }

    /// Fails unless the plan imports an existing resource as this one.
    #[track_caller]
    pub fn assert_imported(&self) -> &Self {
        self.assert_is("imported", |action| matches!(action, Action::Import { .. }))
    }

    /// Fails unless it stays as it is.
    #[track_caller]
    pub fn assert_unchanged(&self) -> &Self {
        assert!(self.step.is_none(), "{} should stay as it is:\n{}", self.urn, self.planned);
        self
    }

    /// Fails unless a property has this value. Secrets are compared in plain, and not shown.
    #[track_caller]
    pub fn assert_input(&self, path: &str, wanted: impl Into<Value>) -> &Self {
        let (found, wanted) = (self.input(path), wanted.into());
        let right = found.clone().reveal() == wanted.clone().reveal();
        let shown = if found.has_secret() { wanted.into_secret() } else { wanted };
        assert!(right, "`{path}` of {} is {found:?} and should be {shown:?}:\n{}", self.urn, self.planned);
        self
    }

    /// Fails unless a property is known only after an apply.
    #[track_caller]
    pub fn assert_unknown(&self, path: &str) -> &Self {
        let found = self.input(path);
        assert!(found.has_unknown(), "`{path}` of {} is {found:?} and should not be known yet", self.urn);
        self
    }

    /// Fails unless a property is secret.
    #[track_caller]
    pub fn assert_secret(&self, path: &str) -> &Self {
        let found = self.input(path);
        assert!(found.has_secret(), "`{path}` of {} is {found:?} and should be secret", self.urn);
        self
    }

    /// Fails unless exactly these properties differ, in any order.
    #[track_caller]
    pub fn assert_changes<'w>(&self, wanted: impl IntoIterator<Item = &'w str>) -> &Self {
        let found: BTreeSet<String> = self.changes().into_iter().collect();
        let wanted: BTreeSet<String> = wanted.into_iter().map(str::to_owned).collect();
        assert!(found == wanted, "of {} differ {found:?} and should {wanted:?}:\n{}", self.urn, self.planned);
        self
    }

    /// Fails unless one of its reasons has this in it.
    #[track_caller]
    pub fn assert_reason(&self, text: &str) -> &Self {
        let found = self.reasons();
        let right = found.iter().any(|reason| reason.contains(text));
        assert!(right, "no reason for {} has `{text}` in it; they are: {}", self.urn, found.join("; "));
        self
    }
}

/// Fails the test.
#[track_caller]
#[expect(clippy::panic, reason = "it is how a test fails")]
pub(super) fn fail(message: &str) -> ! {
    panic!("{message}")
}
