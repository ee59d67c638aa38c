//! Transforms: functions that change every resource of a scope before it is declared.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::any_input::AnyInput;
use super::expr::Expr;
use super::options::Options;
use crate::model::schema::Schema;
use crate::model::text::did_you_mean;

/// A resource that is about to be declared, as a transform gets it: see [`Scope::with_transform`].
#[derive(Debug)]
pub struct ResourceDraft {
    schema: &'static Schema,
    name: String,
    inputs: BTreeMap<String, Expr>,
    options: Options,
    wrong: Vec<String>,
}

impl ResourceDraft {
    /// The resource's type: `aws:s3/Bucket`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        self.schema.type_name
    }

    /// The resource's name in its scope.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the type has this property.
    #[must_use]
    pub fn has(&self, property: &str) -> bool {
        self.schema.inputs.field(property).is_some()
    }

    /// Whether the program sets this property.
    #[must_use]
    pub fn sets(&self, property: &str) -> bool {
        self.inputs.contains_key(property)
    }

    /// Sets a property, in place of the program's value. A property that the type does not have is an error of the
    /// program.
    pub fn set(&mut self, property: &str, value: impl AnyInput) {
        if self.has(property) {
            self.inputs.insert(property.to_owned(), value.to_expr());
        } else {
            let near = did_you_mean(property, self.schema.inputs.fields.iter().map(|field| field.name));
            let message = format!("a transform sets `{property}`, but {} has no such property{near}", self.type_name());
            self.wrong.push(message);
        }
    }

    /// Changes the resource's options.
    pub fn options(&mut self, change: impl FnOnce(Options) -> Options) {
        self.options = change(std::mem::take(&mut self.options));
    }

    /// Refused: a name identifies a resource in state, so that another one would delete the resource and create it
    /// again. Rename it where it is declared, with an alias.
    pub fn rename(&mut self, name: impl AsRef<str>) {
        let name = name.as_ref();
        if name != self.name {
            let message = format!(
                "a transform changes the name `{}` to `{name}`: rename the resource where it is declared, with an alias",
                self.name
            );
            self.wrong.push(message);
        }
    }
}

/// A function that changes resources.
#[derive(Clone)]
pub(super) struct Transform(pub(super) Arc<dyn Fn(&mut ResourceDraft) + Send + Sync>);

impl std::fmt::Debug for Transform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Transform")
    }
}

/// The properties and options of a resource after its transforms, and the mistakes that they made.
pub(super) fn transformed(
    transforms: &[Transform],
    schema: &'static Schema,
    name: &str,
    (inputs, options): (BTreeMap<String, Expr>, Options),
) -> (BTreeMap<String, Expr>, Options, Vec<String>) {
    let mut draft = ResourceDraft { schema, name: name.to_owned(), inputs, options, wrong: Vec::new() };
    transforms.iter().for_each(|Transform(change)| change(&mut draft));
    (draft.inputs, draft.options, draft.wrong)
}
