//! Options that name properties or attributes: whether there are such.

use std::collections::BTreeSet;

use super::name_suffix;
use crate::model::path::{Path, Segment};
use crate::model::path_pattern::{PathPattern, PatternSegment};
use crate::model::schema::TypeRef;
use crate::model::text::did_you_mean;
use crate::program::{Node, ProgramError};

/// The violations of the paths in a node's options. Paths that cannot be parsed are already errors of the program.
pub(super) fn mistakes(node: &Node) -> BTreeSet<ProgramError> {
    let schema = node.schema;
    let record = TypeRef::Record(schema.inputs);
    let root = PathPattern::default();
    let input = |path: &PathPattern| within(&record, schema.type_name, "property", &root, path.segments());
    let output = |path: &Path| {
        let name = path.property().unwrap_or_default();
        match schema.output(name) {
            Some(output) => {
                let path = PathPattern::from(path);
                let at = root.deeper(PatternSegment::One(Segment::Key(name.to_owned())));
                within(&output.ty, "", "attribute", &at, &path.segments()[1..])
            }
            None => {
                let near = did_you_mean(name, schema.outputs.iter().map(|output| output.name));
                Some(format!("{} has no such attribute{near}", schema.type_name))
            }
        }
    };
    let options = &node.options;
    let named = |option: &'static str, path: &PathPattern| (option, path.to_string(), input(path));
    let ignored = options.ignore_changes.iter().flatten().map(|path| named("ignore_changes", path));
    let replacing = options.replace_on_changes.iter().flatten().map(|path| named("replace_on_changes", path));
    let secret = options.secret_outputs.iter().flatten();
    let secret = secret.map(|path| ("additional_secret_outputs", path.to_string(), output(path)));
    let suffixed = options.name_suffix.iter();
    let suffixed = suffixed.map(|property| ("name_suffix", property.clone(), name_suffix::refused(schema, property)));
    let wrong = ignored
        .chain(replacing)
        .chain(secret)
        .chain(suffixed)
        .filter_map(|(option, path, wrong)| Some((option, path, wrong?)));
    wrong
        .map(|(option, path, wrong)| ProgramError {
            at: node.at,
            message: format!("{}: `{option}` names `{path}`, but {wrong}", node.urn),
        })
        .collect()
}

/// Why a type has nothing at a path, if it has not.
fn within(ty: &TypeRef, name: &str, what: &str, at: &PathPattern, rest: &[PatternSegment]) -> Option<String> {
    let Some((first, rest)) = rest.split_first() else {
        return at.segments().is_empty().then(|| format!("it is not a valid path of a {what}"));
    };
    let deeper = at.deeper(first.clone());
    let segment = match (ty, first) {
        // A star is about each part that has what follows it; one is enough.
        (TypeRef::Record(record), PatternSegment::Every) => {
            let mut fields = record.fields.iter().map(|field| within(&field.ty, "", what, &deeper, rest));
            let has = rest.is_empty() || fields.any(|wrong| wrong.is_none());
            let holder = if at.segments().is_empty() { name.to_owned() } else { format!("`{at}`") };
            return (!has).then(|| format!("no {what} of {holder} has parts of that kind"));
        }
        (TypeRef::Map(of) | TypeRef::List(of), PatternSegment::Every) => return within(of, "", what, &deeper, rest),
        (TypeRef::Any, _) => return None,
        (_, PatternSegment::Every) => return Some(format!("`{at}` is {}, which has no parts", ty.describe())),
        (_, PatternSegment::One(segment)) => segment,
    };
    match (ty, segment) {
        (TypeRef::Record(record), Segment::Key(key)) => match record.field(key) {
            Some(field) => within(&field.ty, "", what, &deeper, rest),
            None => {
                let near = did_you_mean(key, record.fields.iter().map(|field| field.name));
                let holder = if at.segments().is_empty() { name.to_owned() } else { format!("`{at}`") };
                Some(format!("{holder} has no such {what}{near}"))
            }
        },
        (TypeRef::Map(of), Segment::Key(_)) | (TypeRef::List(of), Segment::Index(_)) => {
            within(of, "", what, &deeper, rest)
        }
        (TypeRef::List(_), Segment::Key(_)) => Some(format!(
            "`{at}` is a list: name one of its elements, like `{at}[0]`, all of them, `{at}[*]`, or the list"
        )),
        _ => Some(format!("`{at}` is {}, which has no parts of that kind", ty.describe())),
    }
}
