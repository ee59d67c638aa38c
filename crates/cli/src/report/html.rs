//! A report as one HTML file: no network, no server, light and dark, usable with a keyboard.

use serde::Serialize;

use super::diagram::{Diagram, diagram};
use super::escape::is_hidden;
use super::{Report, Resource, Rollback};

const STYLE: &str = include_str!("assets/report.css");
const DIAGRAM_STYLE: &str = include_str!("assets/diagram.css");
const SCRIPTS: [&str; 3] =
    [include_str!("assets/diagram_layout.js"), include_str!("assets/diagram.js"), include_str!("assets/report.js")];

/// The layout library, version 3.1.3 of `@dagrejs/dagre`, and its license, which every copy contains.
const DAGRE: &str = include_str!("assets/dagre/dagre.min.js");
const DAGRE_LICENSE: &str = include_str!("assets/dagre/LICENSE");

/// The library without the address of its source map, which a debugger would load.
fn dagre() -> &'static str {
    DAGRE.split("//# sourceMappingURL").next().unwrap_or(DAGRE)
}

/// The data for the script of the page.
#[derive(Serialize)]
struct Data<'a> {
    report: &'a Report,
    diagram: Diagram,
}

/// A page that loads no other files. `body` follows the title in the header; `has_scripts` allows the scripts in it.
pub(crate) fn html_page(title: &str, own_style: &str, has_scripts: bool, body: &str) -> String {
    let title = text(title);
    let scripts = if has_scripts { " script-src 'unsafe-inline';" } else { "" };
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline';{scripts} img-src data:">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
{STYLE}{own_style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
{body}</body>
</html>
"#
    )
}

/// The page.
pub(crate) fn page(report: &Report) -> String {
    let data = Data { report, diagram: diagram(report) };
    // In a script element only `<` can end it; JSON has another notation for it.
    let json = serde_json::to_string(&data).unwrap_or_else(|_| "null".to_owned()).replace('<', "\\u003c");
    // Non-ASCII characters are in strings only, where a backslash is doubled.
    let json = shown(&json, "\\\\");
    let title = format!("{} {}/{}", report.command, report.project, report.stack);
    let errors: String =
        report.errors.iter().map(|error| format!("<pre class=\"error\">{}</pre>", text(error))).collect();
    let warnings: String =
        report.warnings.iter().map(|warning| format!("<p class=\"warning\">{}</p>", text(warning))).collect();
    let rollback = report.rollback.as_ref().map(rollback).unwrap_or_default();
    let body = format!(
        r#"<p id="summary">{summary}</p>
{errors}{warnings}{rollback}
<noscript><p class="warning">The list, the diagram and the timeline need JavaScript; the page loads no other files.</p></noscript>
</header>
<main id="app"></main>
<script type="application/json" id="data">{json}</script>
<script>
/* @dagrejs/dagre 3.1.3
{DAGRE_LICENSE}*/
{dagre}{scripts}</script>
"#,
        summary = text(&summary(report)),
        dagre = dagre(),
        scripts = SCRIPTS.concat(),
    );
    html_page(&title, DIAGRAM_STYLE, true, &body)
}

/// The plan that returns the stack if a step fails, folded, and what it does not undo. It needs no script.
fn rollback(rollback: &Rollback) -> String {
    let resource = |resource: &Resource| {
        let reasons: String = resource.reasons.iter().map(|reason| format!("<br>{}", text(reason))).collect();
        let id = resource.physical.as_deref().unwrap_or_default();
        let line = format!("{} {} {} ({}) {id}", resource.action, resource.of_type, resource.path, resource.region);
        format!("<li>{}<span class=\"dim\">{reasons}</span></li>", text(line.trim_end()))
    };
    let resources: String = rollback.resources.iter().map(resource).collect();
    let not_undone: String = rollback
        .not_undone
        .iter()
        .map(|what| format!("<p class=\"warning\">The rollback does not undo: {}</p>", text(what)))
        .collect();
    format!(
        "{not_undone}<details id=\"rollback\"><summary>{}</summary><ul>{resources}</ul></details>",
        text(&rollback.summary())
    )
}

/// The action of a declared resource without a plan.
pub(super) const DECLARED: &str = "declare";

fn summary(report: &Report) -> String {
    if report.hash.is_none() && report.resources.iter().any(|resource| resource.action == DECLARED) {
        let edges: usize = report.resources.iter().map(|resource| resource.dependencies.len()).sum();
        return format!("{} resources are declared, with {edges} dependencies", report.resources.len());
    }
    if let Some(run) = &report.run {
        return run.summary.clone();
    }
    let words = report.counts.words();
    if words.is_empty() {
        format!("No changes. {} resources are up to date.", report.unchanged)
    } else {
        format!("{words}, {} unchanged", report.unchanged)
    }
}

/// Text escaped for HTML.
pub(crate) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    shown(&escaped, "\\")
}

/// Invisible characters, and those that reorder others, as their codes.
fn shown(text: &str, backslash: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_ascii() && is_hidden(c) {
            shown += &format!("{backslash}u{{{:x}}}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::super::{Change, Resource};
    use super::*;

    #[test]
    fn values_cannot_end_the_script_or_become_markup() {
        let evil = "</script><img src=x onerror=alert(1)>";
        let change = Change { path: "x".into(), new: Some(evil.into()), ..Change::default() };
        let resource = Resource { path: evil.into(), changes: vec![change], ..Resource::default() };
        let report = Report {
            project: evil.into(),
            warnings: vec![evil.into()],
            resources: vec![resource],
            ..Report::default()
        };
        let page = page(&report);
        assert_eq!(page.matches("</script>").count(), 2, "only the two scripts of the page");
        assert!(!page.contains("<img"));
    }

    #[test]
    fn the_page_has_the_licence_of_the_layout_library_and_not_the_address_of_its_source_map() {
        let page = page(&Report::default());
        assert!(page.contains("Copyright (c) 2012-2014 Chris Pettitt"));
        assert!(page.contains("dagre=") && !page.contains("sourceMappingURL"));
        assert!(include_str!("assets/dagre/README.md").contains("`@dagrejs/dagre` 3.1.3"));
        assert!(page.contains("/* @dagrejs/dagre 3.1.3"));
    }

    #[test]
    fn values_cannot_reorder_or_hide_text() {
        let evil = "a\u{202e}b\u{200b}é";
        let change = Change { path: "x".into(), new: Some(evil.into()), ..Change::default() };
        let resource = Resource { path: evil.into(), changes: vec![change], ..Resource::default() };
        let report = Report { errors: vec![evil.into()], resources: vec![resource], ..Report::default() };
        let page = page(&report);
        assert!(!page.contains(['\u{202e}', '\u{200b}']));
        assert!(page.contains("<pre class=\"error\">a\\u{202e}b\\u{200b}é</pre>"), "{page}");
        let json = page.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
        let data: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(data["report"]["resources"][0]["path"], "a\\u{202e}b\\u{200b}é");
    }
}
