//! Rust code from a schema: one file for each type, with its builders, its enums and its handle.
//!
//! The same schema always becomes the same text. The text is formatted as rustfmt does by default, as far as lines of a
//! hundred columns allow, and compiles with nothing but `archipel::cloudcontrol::builder`.

mod differences;
mod docs;
mod layout;
mod lock;
mod names;
mod shapes;

use std::fmt::Write as _;

use self::docs::{comment, markdown};
use self::names::identifier;
use self::shapes::{Attribute, Enum, Record, Shapes, Type};
use crate::model::TypeSchema;

pub use self::differences::Differences;
pub use self::layout::{MARK, TypeNames, module_files};
pub use self::lock::{Age, LOCK_FILE, Lock, LockError};

/// The width of lines, rustfmt's default.
const WIDTH: usize = 100;
/// The width of the arguments of a call on one line, rustfmt's default.
const CALL_WIDTH: usize = 60;

/// Writes the Rust code of a type: the text of its file. `digest` identifies its schema.
#[must_use]
pub fn generate(schema: &TypeSchema, digest: &str) -> String {
    let shapes = Shapes::of(schema);
    let mut writer = Writer { schema, shapes: &shapes, text: String::new() };
    writer.file(digest);
    writer.text
}

struct Writer<'s> {
    schema: &'s TypeSchema,
    shapes: &'s Shapes<'s>,
    text: String,
}

impl Writer<'_> {
    fn docs(&mut self, indent: usize, paragraphs: &[String]) {
        self.text += &comment("///", indent, paragraphs, WIDTH);
    }

    fn file(&mut self, digest: &str) {
        let Self { schema, shapes, .. } = *self;
        let mut head = vec![
            format!("`{}`.", schema.name),
            format!(
                "Written by `schema add {}` from the schema {digest}. Do not edit: `schema update` writes it again.",
                schema.name
            ),
        ];
        let no_update = schema.handlers.update.is_none();
        head.extend(no_update.then(|| "AWS cannot update it: every change replaces the resource.".to_owned()));
        head.extend(schema.end_of_life.as_ref().map(|end| format!("AWS announced for this type: {end}.")));
        head.extend(schema.documentation_url.as_ref().map(|url| format!("<{url}>")));
        self.text += &comment("//!", 0, &head, WIDTH);
        self.text += "\nuse archipel::cloudcontrol::builder::*;\n\n";

        let (handle, args) = (&shapes.handle, &shapes.records[0].name);
        let mut doc = markdown(&schema.doc);
        if doc.is_empty() {
            doc.push(format!("`{}`.", schema.name));
        }
        self.text += "resource! {\n";
        self.docs(4, &doc);
        let _ = writeln!(self.text, "    pub struct {handle}: {:?}, {args};\n}}", schema.name);
        if !shapes.attributes.is_empty() {
            let _ = writeln!(self.text, "\nimpl {handle} {{");
            for (index, attribute) in shapes.attributes.iter().enumerate() {
                self.text += if index > 0 { "\n" } else { "" };
                self.attribute(attribute);
            }
            self.text += "}\n";
        }
        for (index, record) in shapes.records.iter().enumerate() {
            self.record(record, index == 0);
        }
        for of in &shapes.enums {
            self.enumeration(of);
        }
    }

    /// A type as a parameter's type has it.
    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Any => "Value".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Int => "i64".to_owned(),
            Type::Float => "f64".to_owned(),
            Type::Text => "String".to_owned(),
            Type::Enum(index) => format!("OneOf<{}>", self.shapes.enums[*index].name),
            Type::Record(index) => format!("Record<{}>", self.shapes.records[*index].name),
            Type::List(of) => format!("Vec<{}>", self.ty(of)),
            Type::Map(of) => format!("BTreeMap<String, {}>", self.ty(of)),
        }
    }

    /// The type of an attribute: what AWS sets is never refused, so that an enum is text.
    fn output_ty(ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Int => "i64".to_owned(),
            Type::Float => "f64".to_owned(),
            Type::Text | Type::Enum(_) => "String".to_owned(),
            Type::List(of) => format!("Vec<{}>", Self::output_ty(of)),
            Type::Map(of) => format!("BTreeMap<String, {}>", Self::output_ty(of)),
            Type::Any | Type::Record(_) => "Value".to_owned(),
        }
    }

    fn attribute(&mut self, attribute: &Attribute<'_>) {
        let mut doc = markdown(attribute.doc.unwrap_or_default());
        if doc.is_empty() {
            doc.push(format!("The attribute `{}`.", attribute.path.join(".")));
        }
        self.docs(4, &doc);
        let ty = Self::output_ty(&attribute.ty);
        let path: Vec<String> = attribute.path.iter().map(|name| format!("{name:?}")).collect();
        let inline = format!("&[{}]", path.join(", "));
        // Inline, so that the compiler generates machine code only of what a program calls. Generic functions are so anyway.
        self.text += "    #[must_use]\n    #[inline]\n    #[track_caller]\n";
        self.signature(&identifier(&attribute.method), &["&self".to_owned()], &format!("Output<{ty}>"));
        if inline.len() <= CALL_WIDTH + "&[]".len() {
            let _ = writeln!(self.text, "        self.attribute_at({inline})\n    }}");
        } else {
            let lines: String = path.iter().map(|name| format!("            {name},\n")).collect();
            let _ = writeln!(self.text, "        self.attribute_at(&[\n{lines}        ])\n    }}");
        }
    }

    /// The head of a method.
    fn signature(&mut self, name: &str, parameters: &[String], returns: &str) {
        let line = format!("    pub fn {name}({}) -> {returns} {{", parameters.join(", "));
        if line.len() <= WIDTH {
            let _ = writeln!(self.text, "{line}");
            return;
        }
        let _ = writeln!(self.text, "    pub fn {name}(");
        for parameter in parameters {
            let line = format!("        {parameter},");
            match line.split_once('<') {
                // The type does not fit on the line. Up to five columns more, rustfmt leaves it.
                Some((head, rest)) if line.len() > WIDTH + 5 => {
                    let of = rest.strip_suffix(">,").unwrap_or(rest);
                    let _ = writeln!(self.text, "{head}<\n            {of},\n        >,");
                }
                _ => {
                    let _ = writeln!(self.text, "{line}");
                }
            }
        }
        let _ = writeln!(self.text, "    ) -> {returns} {{");
    }

    /// A call, on one line or with one argument a line.
    fn call(indent: usize, function: &str, arguments: &[String]) -> String {
        let inline = arguments.join(", ");
        let line = format!("{:indent$}{function}({inline})", "");
        if inline.len() <= CALL_WIDTH && line.len() <= WIDTH {
            return line;
        }
        let inner = indent + 4;
        let lines: String = arguments.iter().map(|argument| format!("{:inner$}{argument},\n", "")).collect();
        format!("{:indent$}{function}(\n{lines}{:indent$})", "", "")
    }

    fn parameter(&self, name: &str, ty: &Type) -> String {
        if ty.has_any() { format!("{name}: impl AnyInput") } else { format!("{name}: impl IntoInput<{}>", self.ty(ty)) }
    }

    fn setter(ty: &Type) -> &'static str {
        if ty.has_any() { "set_any_property" } else { "set_property" }
    }

    fn record(&mut self, record: &Record<'_>, is_root: bool) {
        let doc = if is_root {
            vec![format!("The properties of [`{}`].", self.shapes.handle)]
        } else {
            let doc = markdown(record.doc.unwrap_or_default());
            if doc.is_empty() { vec![format!("`{}`.", record.name)] } else { doc }
        };
        self.text += "\narguments! {\n";
        self.docs(4, &doc);
        let _ = writeln!(self.text, "    pub struct {};\n}}\n\nimpl {} {{", record.name, record.name);

        let required: Vec<_> = record.fields().filter(|field| field.required).collect();
        let mut doc = vec!["With nothing set.".to_owned()];
        if !required.is_empty() {
            doc = vec!["With the required properties:".to_owned()];
            for field in &required {
                let own = docs::field(self.schema, field);
                doc.push(format!("- `{}`: {}", field.method, own.join(" ")));
            }
        }
        self.docs(4, &doc);
        self.text += if required.is_empty() { "    #[inline]\n" } else { "    #[track_caller]\n" };
        let parameters: Vec<_> =
            required.iter().map(|field| self.parameter(&identifier(&field.method), &field.ty)).collect();
        self.signature("new", &parameters, "Self");
        let calls: Vec<_> = required
            .iter()
            .map(|field| (Self::setter(&field.ty), [format!("{:?}", field.property), identifier(&field.method)]))
            .collect();
        match &calls[..] {
            [] => self.text += "        Self(Fields::new())\n",
            [(setter, arguments)] => {
                let line = Self::call(8, &format!("Self(Fields::new()).{setter}"), arguments);
                let inline = Self::call(12, &format!(".{setter}"), arguments);
                // Of a call that fits on a line of its own, rustfmt breaks the chain and not the arguments.
                if line.contains('\n') && !inline.contains('\n') {
                    let _ = writeln!(self.text, "        Self(Fields::new())\n{inline}");
                } else {
                    let _ = writeln!(self.text, "{line}");
                }
            }
            [before @ .., (setter, arguments)] => {
                // A last call over several lines stays on the line of the calls before it, if they are short.
                let inline = |(setter, arguments): &(&str, [String; 2])| format!(".{setter}({})", arguments.join(", "));
                let short = format!("Self(Fields::new()){}.{setter}", before.iter().map(inline).collect::<String>());
                if arguments.join(", ").len() > CALL_WIDTH && short.len() < CALL_WIDTH {
                    let _ = writeln!(self.text, "{}", Self::call(8, &short, arguments));
                } else {
                    self.text += "        Self(Fields::new())\n";
                    for (setter, arguments) in &calls {
                        let _ = writeln!(self.text, "{}", Self::call(12, &format!(".{setter}"), arguments));
                    }
                }
            }
        }
        self.text += "    }\n";

        for field in record.fields().filter(|field| !field.required) {
            self.text += "\n";
            self.docs(4, &docs::field(self.schema, field));
            self.text += "    #[track_caller]\n";
            let parameters = ["self".to_owned(), self.parameter("value", &field.ty)];
            self.signature(&identifier(&field.method), &parameters, "Self");
            let setter = format!("self.{}", Self::setter(&field.ty));
            let call = Self::call(8, &setter, &[format!("{:?}", field.property), "value".to_owned()]);
            let _ = writeln!(self.text, "{call}\n    }}");
        }
        self.text += "}\n";
    }

    fn enumeration(&mut self, of: &Enum) {
        let _ = writeln!(self.text, "\ntexts! {{\n    /// The values of `{}`.\n    pub enum {} {{", of.of, of.name);
        for (variant, text) in &of.variants {
            let shown = docs::markdown(&format!("`{}`.", text.replace('`', "")));
            self.docs(8, &shown);
            let _ = writeln!(self.text, "        {variant} = {text:?},");
        }
        self.text += "    }\n}\n";
    }
}
