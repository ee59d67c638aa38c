//! Options that name properties or attributes: whether there are such.

use std::collections::BTreeSet;

use crate::model::path::{Path, Segment};
use crate::model::schema::TypeRef;
use crate::model::text::did_you_mean;
use crate::program::{Node, ProgramError};

/// The violations of the paths in a node's options. Paths that cannot be parsed are already errors of the program.
pub(super) fn mistakes(node: &Node) -> BTreeSet<ProgramError> {
    let schema = node.schema;
    let record = TypeRef::Record(schema.inputs);
    let input = |path: &Path| within(&record, schema.type_name, "property", &Path::root(), path.segments());
    let output = |path: &Path| {
        let name = path.property().unwrap_or_default();
        match schema.output(name) {
            Some(output) => within(&output.ty, "", "attribute", &Path::root().key(name), &path.segments()[1..]),
            None => {
                let near = did_you_mean(name, schema.outputs.iter().map(|output| output.name));
                Some(format!("{} has no such attribute{near}", schema.type_name))
            }
        }
    };
    let options = &node.options;
    let ignored = options.ignore_changes.iter().flatten().map(|path| ("ignore_changes", path, input(path)));
    let replacing = options.replace_on_changes.iter().flatten().map(|path| ("replace_on_changes", path, input(path)));
    let secret = options.secret_outputs.iter().flatten();
    let secret = secret.map(|path| ("additional_secret_outputs", path, output(path)));
    let wrong = ignored.chain(replacing).chain(secret).filter_map(|(option, path, wrong)| Some((option, path, wrong?)));
    wrong
        .map(|(option, path, wrong)| ProgramError {
            at: node.at,
            message: format!("{}: `{option}` names `{path}`, but {wrong}", node.urn),
        })
        .collect()
}

/// Why a type has nothing at a path, if it has not.
fn within(ty: &TypeRef, name: &str, what: &str, at: &Path, rest: &[Segment]) -> Option<String> {
    let Some((segment, rest)) = rest.split_first() else {
        return at.segments().is_empty().then(|| format!("it is not a valid path of a {what}"));
    };
    match (ty, segment) {
        (TypeRef::Any, _) => None,
        (TypeRef::Record(record), Segment::Key(key)) => match record.field(key) {
            Some(field) => within(&field.ty, "", what, &at.key(key.as_str()), rest),
            None => {
                let near = did_you_mean(key, record.fields.iter().map(|field| field.name));
                let holder = if at.segments().is_empty() { name.to_owned() } else { format!("`{at}`") };
                Some(format!("{holder} has no such {what}{near}"))
            }
        },
        (TypeRef::Map(of), Segment::Key(key)) => within(of, "", what, &at.key(key.as_str()), rest),
        (TypeRef::List(of), Segment::Index(index)) => within(of, "", what, &at.index(*index), rest),
        (TypeRef::List(_), Segment::Key(_)) => {
            Some(format!("`{at}` is a list: name one of its elements, like `{at}[0]`, or the list"))
        }
        _ => Some(format!("`{at}` is {}, which has no parts of that kind", ty.describe())),
    }
}
