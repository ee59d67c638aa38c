//! The table of all types in the book, counted in the set. `UPDATE_SCHEMAS=1` writes it.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use archipel_cfn_schema::check::compile;
use archipel_cfn_schema::model::{PropertyPath, Shape, TypeSchema};
use archipel_cfn_schema::transform::Transform;
use archipel_cfn_schema::{
    Route, SchemaSet, is_not_provisionable, limits, lists_within_parents, native_type, planner_schema, schema,
};

/// The table of all types.
const TABLE: &str = "../../docs/src/cloudformation-table.md";
const PAGE: &str = "../../docs/src/cloudformation-types.md";
const START: &str = "<!-- counts: written by `UPDATE_SCHEMAS=1 cargo test -p archipel-cfn-schema --test counts` -->\n";
const END: &str = "<!-- end of counts -->";

fn patterns<'s>(shape: &'s Shape, found: &mut BTreeSet<&'s str>) {
    found.extend(shape.pattern.as_deref());
    let parts = shape.properties.values().chain(shape.pattern_properties.values()).chain(shape.items.as_deref());
    for part in parts.chain(&shape.one_of).chain(&shape.any_of).chain(&shape.all_of) {
        patterns(part, found);
    }
}

fn table() -> String {
    let set = SchemaSet::embedded();
    let all: Vec<&TypeSchema> = set.names().map(|name| schema(name).unwrap()).collect();
    let usable: Vec<&TypeSchema> = all.iter().copied().filter(|schema| schema.handlers.are_complete()).collect();
    let count = |test: &dyn Fn(&TypeSchema) -> bool| usable.iter().filter(|schema| test(schema)).count();
    let marked = |marks: &[PropertyPath], other: &[PropertyPath]| marks.iter().any(|mark| other.contains(mark));
    let mut text = format!(
        "Of {} with schemas of {}:\n\n| types | |\n| --- | ---: |\n",
        set.source().package,
        &set.source().date[..10]
    );
    let mut row = |what: &str, number: usize| writeln!(text, "| {what} | {number} |").unwrap();
    row("all", all.len());
    row("without handlers to create, read and delete: not available", all.len() - usable.len());
    row("with them", usable.len());
    row("of these: a native type of Archipel covers it", count(&|schema| native_type(&schema.name).is_some()));
    row(
        "the registry refused Cloud Control when last checked: a CloudFormation stack has each resource",
        count(&|schema| is_not_provisionable(&schema.name)),
    );
    row("no update: every change replaces", count(&|schema| schema.handlers.update.is_none()));
    row("a replacement deletes first", count(&|schema| planner_schema(&schema.name).unwrap().meta.delete_first));
    row("no list: existing resources are not discovered", count(&|schema| schema.handlers.list.is_none()));
    let needs_model =
        |schema: &TypeSchema| schema.handlers.list.as_ref().is_some_and(|list| !list.required_model().is_empty());
    row("a list needs properties of the resource around it", count(&needs_model));
    row(
        "of these: `discover` finds what is around by itself; the others need `--within`",
        count(&|schema| lists_within_parents(&schema.name)),
    );
    row("no tags", count(&|schema| !schema.tagging.taggable));
    row("tags are not set by the create", count(&|schema| schema.tagging.taggable && !schema.tagging.on_create));
    row("tags cannot be changed", count(&|schema| schema.tagging.taggable && !schema.tagging.updatable));
    row("an identifier of several parts", count(&|schema| schema.primary_identifier.len() > 1));
    row(
        "an identifier that AWS chooses",
        count(&|schema| {
            let (chosen, given) = schema.identifier_parts();
            chosen.is_empty() && !given.is_empty()
        }),
    );
    row(
        "an identifier of which the program chooses some parts and AWS others",
        count(&|schema| {
            let (chosen, given) = schema.identifier_parts();
            !chosen.is_empty() && !given.is_empty()
        }),
    );
    row("properties that a read does not return", count(&|schema| !schema.write_only.is_empty()));
    row("one of them can only be set by a create", count(&|schema| marked(&schema.write_only, &schema.create_only)));
    row("properties whose change may replace", count(&|schema| !schema.conditional_create_only.is_empty()));
    row("values that AWS rewrites by a rule of the schema", count(&|schema| !schema.transforms.is_empty()));
    row("AWS ends the type", count(&|schema| schema.end_of_life.is_some()));
    let transforms: Vec<&String> = all.iter().flat_map(|schema| schema.transforms.values()).collect();
    let evaluated = transforms.iter().filter(|text| Transform::parse(text).is_ok()).count();
    let mut distinct = BTreeSet::new();
    for schema in &all {
        patterns(&schema.model, &mut distinct);
        schema.definitions.values().for_each(|shape| patterns(shape, &mut distinct));
    }
    let checked = distinct.iter().filter(|pattern| compile(pattern).is_some()).count();
    write!(
        text,
        "\n{evaluated} of {} rules of rewriting are evaluated, and {checked} of {} distinct patterns are checked; AWS checks the others.\n",
        transforms.len(),
        distinct.len()
    )
    .unwrap();
    text
}

#[test]
fn the_book_has_the_counts_of_the_set() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(START).expect("the page has the marker of the counts");
    let (counts, after) = rest.split_once(END).expect("the page has the marker of their end");
    let wanted = format!("\n{}\n", table());
    if counts != wanted && std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&path, format!("{before}{START}{wanted}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(counts, wanted, "UPDATE_SCHEMAS=1 writes it");
}

#[test]
fn native_types_are_of_types_of_the_set() {
    let native: Vec<&str> = SchemaSet::embedded().names().filter(|name| native_type(name).is_some()).collect();
    let lines = include_str!("../data/native.txt").lines().filter(|line| !line.starts_with('#')).count();
    assert_eq!(native.len(), lines);
    assert_eq!(native_type("AWS::S3::Bucket"), Some("aws:s3/Bucket"));
}

/// The page of all types, a table for each service.
fn page() -> String {
    let mut text = "# Every CloudFormation type

<!-- Written by `UPDATE_SCHEMAS=1 cargo test -p archipel-cfn-schema --test counts`: do not edit. -->

After this page you know how a program can use each CloudFormation type, and what it cannot do.

| route | |
| --- | --- |
| a name such as `aws:ec2/Vpc` | the [native type](types/index.md) that covers it, which is the better choice |
| Cloud Control | [generated code](all-of-aws.md) or a document |
| CloudFormation stack | the same; Cloud Control refuses the type, and each resource is the only one of a stack |
| none | not available |
"
    .to_owned();
    let mut service = String::new();
    for name in SchemaSet::embedded().names() {
        let of = name.split("::").nth(1).unwrap();
        if of != service {
            service = of.to_owned();
            write!(text, "\n## {of}\n\n| type | route | limits |\n| --- | --- | --- |\n").unwrap();
        }
        let route = match Route::of(name).unwrap() {
            Route::Native(native) => format!("`{native}`"),
            Route::CloudControl => "Cloud Control".to_owned(),
            Route::CloudFormation => "CloudFormation stack".to_owned(),
            Route::Unavailable => "none".to_owned(),
        };
        let limits = limits(name).join("; ").replace('|', "\\|").replace(['<', '>'], "");
        let limits = limits.lines().collect::<Vec<_>>().join(" ");
        writeln!(text, "| {} | {route} | {limits} |", name.split("::").skip(2).collect::<Vec<_>>().join("::")).unwrap();
    }
    text
}

#[test]
fn the_book_has_every_type_with_its_route_and_limits() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    let wanted = page();
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    if found != wanted && std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&path, wanted).unwrap();
        return;
    }
    assert!(found == wanted, "UPDATE_SCHEMAS=1 writes docs/src/cloudformation-table.md");
}

#[test]
fn types_that_cloud_control_refuses_have_the_route_of_a_stack() {
    let set = SchemaSet::embedded();
    let of_stacks: Vec<&str> = set.names().filter(|name| Route::of(name).unwrap() == Route::CloudFormation).collect();
    let refused: Vec<&str> = set
        .names()
        .filter(|name| is_not_provisionable(name) && native_type(name).is_none())
        .filter(|name| schema(name).unwrap().handlers.are_complete())
        .collect();
    assert_eq!(of_stacks, refused);
    assert!(of_stacks.contains(&"AWS::Budgets::Budget"), "{of_stacks:?}");
    assert_eq!(Route::CloudFormation.as_str(), "cloudformation_stack");
}

#[test]
fn the_generated_types_that_the_book_recommends_exist_and_are_provisionable() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/all-of-aws.md");
    let text = std::fs::read_to_string(page).unwrap();
    let (_, section) = text.split_once("## Parts of what native types make").unwrap();
    let rows = section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let names: Vec<&str> = rows.flat_map(|row| row.split('`')).filter(|name| name.starts_with("AWS::")).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        assert_eq!(Route::of(name).unwrap(), Route::CloudControl, "{name}");
    }
}
