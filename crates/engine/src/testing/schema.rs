//! Schemas written by hand, for types that exist only in tests.
//!
//! Fields are plain structs: what a test wants otherwise it lays over with `..`:
//! `FieldSchema { required: true, ..field("name", text()) }`.

use crate::model::schema::{FieldSchema, OutputSchema, RecordSchema, TypeRef};

/// Plain text.
#[must_use]
pub const fn text() -> TypeRef {
    TypeRef::Text("String")
}

/// A property without marks: optional, changed in place.
#[must_use]
pub const fn field(name: &'static str, ty: TypeRef) -> FieldSchema {
    FieldSchema {
        name,
        doc: "",
        ty,
        required: false,
        default: None,
        replaces: None,
        replaces_when: None,
        write_only: false,
        secret: false,
        set_like: false,
        computed: false,
        equivalence: None,
        constraints: crate::model::constraints::Constraints::NONE,
    }
}

/// A text attribute without marks, repeating this input if one is named.
#[must_use]
pub const fn output(name: &'static str, input: Option<&'static str>) -> OutputSchema {
    OutputSchema { name, doc: "", ty: text(), input, secret: false, changes_on_update: false, optional: false }
}

/// A record of these fields. It lives as long as the process, as the schemas of real types do.
#[must_use]
pub fn record(name: &'static str, fields: Vec<FieldSchema>) -> &'static RecordSchema {
    Box::leak(Box::new(RecordSchema { name, builder: "", doc: "", fields }))
}
