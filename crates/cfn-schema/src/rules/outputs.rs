//! The attributes that a resource has once it exists.

use archipel_engine::schema::OutputSchema;

use super::secret::is_secret;
use super::types;
use crate::model::{Kind, PropertyPath, TypeSchema};

/// The top-level properties that AWS sets or has parts of, and those that identify the resource.
pub(super) fn outputs(schema: &'static TypeSchema) -> Vec<OutputSchema> {
    let marked = |name: &str| {
        let marks = schema.read_only.iter().chain(&schema.primary_identifier);
        marks.into_iter().any(|mark| mark.top() == name)
    };
    let found = schema.properties().iter().filter(|(name, _)| marked(name));
    found
        .map(|(name, shape)| {
            let path = PropertyPath::of(name);
            let resolved = schema.resolve(shape);
            let identifies = schema.primary_identifier.contains(&path);
            // A part of the identifier that a program sets is known when the program is.
            let input = (identifies && schema.is_settable(&path)).then_some(name.as_str());
            OutputSchema {
                name,
                doc: resolved.doc().unwrap_or_default(),
                ty: types::output(schema, &path, shape),
                input,
                secret: is_secret(schema, &path, &resolved),
                changes_on_update: !is_stable(schema, &path, matches!(resolved.kind(), Kind::Text)),
                optional: !identifies,
            }
        })
        .collect()
}

/// Whether an update in place leaves an attribute as it is: schemas do not say it. Identifiers do not change, and neither do
/// ARNs and ids of the resource. The id of a version or revision does.
fn is_stable(schema: &TypeSchema, path: &PropertyPath, text: bool) -> bool {
    let identifiers = schema.additional_identifiers.iter().flatten().chain(&schema.primary_identifier);
    if identifiers.into_iter().any(|identifier| identifier == path) {
        return true;
    }
    let name = path.last();
    let moves = ["Version", "Revision", "Latest", "Default", "Current", "Last"].iter().any(|word| name.contains(word));
    text && !moves && ["Arn", "ARN", "Id", "ID"].iter().any(|ending| name.ends_with(ending))
}
