//! How a program can use a CloudFormation type, and what that cannot do.

use crate::set::{SchemaError, is_not_provisionable, native_type, schema};

/// How a program can use a CloudFormation type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// A native type covers it, which is the better choice; code for it can be generated too.
    Native(&'static str),
    /// Through Cloud Control: generated code, or a document.
    CloudControl,
    /// Each resource through a CloudFormation stack that has no other, because Cloud Control refuses the type: generated code, or
    /// a document.
    CloudFormation,
    /// Not at all: the schema lacks handlers.
    Unavailable,
}

impl Route {
    /// The route of a type.
    ///
    /// # Errors
    /// When no type has the name.
    pub fn of(name: &str) -> Result<Self, SchemaError> {
        let is_complete = schema(name)?.handlers.are_complete();
        Ok(match native_type(name) {
            Some(native) => Self::Native(native),
            None if is_complete && is_not_provisionable(name) => Self::CloudFormation,
            None if is_complete => Self::CloudControl,
            None => Self::Unavailable,
        })
    }

    /// The word for it in documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Native(_) => "native",
            Self::CloudControl => "cloud_control",
            Self::CloudFormation => "cloudformation_stack",
            Self::Unavailable => "unavailable",
        }
    }
}

/// What Cloud Control cannot do with a type, in sentences without their ends. Empty for a type that it does not have.
#[must_use]
pub fn limits(name: &str) -> Vec<String> {
    let Ok(schema) = schema(name) else { return Vec::new() };
    let handlers = &schema.handlers;
    let mut limits = Vec::new();
    let missing: Vec<&str> = [("creates", &handlers.create), ("reads", &handlers.read), ("deletes", &handlers.delete)]
        .into_iter()
        .filter(|(_, handler)| handler.is_none())
        .map(|(verb, _)| verb)
        .collect();
    if !missing.is_empty() {
        limits.push(format!("AWS has no handler that {} its resources", missing.join(" or ")));
        return limits;
    }
    if is_not_provisionable(name) {
        limits.push(
            "Cloud Control refuses it: a CloudFormation stack has each resource, whose template has the properties in plain text except \
             secret ones, and changes by hand are not seen"
                .to_owned(),
        );
    }
    if handlers.update.is_none() {
        limits.push("AWS cannot update it: every change replaces the resource".to_owned());
    }
    match &handlers.list {
        None => limits
            .push("AWS cannot list it: resources are read one by one, and found again only by identifier".to_owned()),
        Some(list) if !list.required_model().is_empty() => {
            limits.push(format!("AWS lists it only within {}", list.required_model().join(" and ")));
        }
        Some(_) => {}
    }
    limits.extend(schema.end_of_life.as_ref().map(|end| format!("AWS announced: {end}")));
    limits
}
