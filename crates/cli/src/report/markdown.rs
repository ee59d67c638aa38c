//! A report as a comment on GitHub: the most dangerous first, the rest folded, never longer than a comment may be.

use super::{Change, Danger, Drift, Left, Report, Resource};
use crate::render::text::{cut, duration};

/// GitHub refuses comments of more than 65,536 characters. The rest is room for what a workflow puts around it.
pub(crate) const MOST: usize = 64_000;
/// Resources that are shown unfolded, and names in a list.
const OPEN: usize = 20;
const NAMES: usize = 8;
/// Steps that are named of those that decide how long it takes.
const STEPS: usize = 5;
/// The longest value, in columns.
const VALUE: usize = 120;

/// The comment. It begins with a mark by which a workflow finds it again.
pub(crate) fn comment(report: &Report) -> String {
    let mut page = Page::default();
    page.push(&format!("<!-- archipel {}/{} -->\n", report.project, report.stack));
    head(report, &mut page);
    for error in &report.errors {
        page.push(&fenced("text", error.trim_end()));
    }
    let failed = report.run.iter().flat_map(|run| run.steps.iter()).filter(|(_, ran)| ran.outcome == "failed");
    for (step, ran) in failed {
        let resource = report.resources.iter().find(|resource| resource.steps.contains(step));
        let name = resource.map(name).unwrap_or_default();
        page.push(&format!("- **failed**: {name}: {}\n", escaped(ran.why.as_deref().unwrap_or_default())));
    }
    left(&report.left, &mut page);
    drifts(&report.drifts, &mut page);
    for warning in &report.warnings {
        page.push(&format!("> **Warning:** {}\n\n", escaped(warning)));
    }
    let (open, folded): (Vec<&Resource>, Vec<&Resource>) =
        report.resources.iter().partition(|resource| resource.danger <= Danger::Forget);
    // What is dragged along without losing anything is told with what drags it.
    let is_told = |resource: &&Resource| resource.chain.is_none() || resource.loses.is_some();
    let (open, dragged): (Vec<&Resource>, Vec<&Resource>) = open.into_iter().partition(is_told);
    let (open, more) = open.split_at(open.len().min(OPEN));
    if !open.is_empty() {
        page.push("\n### Look at these first\n\n");
    }
    // What is below needs a line at least for its heading; what does not fit is counted.
    let mut left_out = 0;
    for resource in open {
        left_out += usize::from(!page.fits(&block(resource, true)) && !page.fits(&block(resource, false)));
    }
    left_out += group("More that is replaced or deleted", more, &mut page);
    left_out += group("Replaced with them", &dragged, &mut page);
    let (changed, rest): (Vec<&Resource>, Vec<&Resource>) =
        folded.into_iter().partition(|resource| resource.danger == Danger::Update);
    left_out += group("Changed in place", &changed, &mut page);
    let (new, rest): (Vec<&Resource>, Vec<&Resource>) =
        rest.into_iter().partition(|resource| resource.action == "create" || resource.action == "finish");
    left_out += group("New", &new, &mut page);
    left_out += group("Read or only recorded", &rest, &mut page);
    if left_out > 0 {
        page.end(&format!(
            "\n{left_out} more of {} did not fit into a comment: `preview` in a terminal and the HTML report show them.\n",
            report.resources.len()
        ));
    }
    page.text
}

fn head(report: &Report, page: &mut Page) {
    let stack = format!("`{}/{}`", report.project, report.stack);
    let title = match (&report.run, report.errors.is_empty(), report.command.as_str()) {
        (Some(run), ..) if run.complete => format!("Applied to {stack}"),
        (Some(_), ..) => format!("Applied to {stack} in part"),
        (None, false, command) => format!("`{command}` of {stack} failed"),
        (None, true, "preview" | "up") => format!("What would change in {stack}"),
        (None, true, "destroy") => format!("What would be destroyed of {stack}"),
        (None, true, _) => format!("What differs in {stack}"),
    };
    page.push(&format!("## {title}\n\n"));
    if let Some(run) = &report.run {
        page.push(&format!("{}\n\n", escaped(&run.summary)));
    }
    if let Some(hash) = &report.hash {
        let counts = report.counts.words();
        let unchanged = report.unchanged;
        if counts.is_empty() {
            page.push(&format!("**Nothing to change**: {unchanged} resources are as the program wants.\n"));
        } else {
            page.push(&format!("**{counts}**, {unchanged} unchanged.\n"));
        }
        expected(report, page);
        page.push(&format!("Plan `{}`\n\n", &hash[..hash.len().min(16)]));
    }
}

/// How long it would take, and what decides that.
fn expected(report: &Report, page: &mut Page) {
    let Some(estimate) = report.estimate.as_ref().filter(|estimate| !estimate.critical_path.is_empty()) else { return };
    let weighty = estimate.critical_path.iter().filter(|step| step.millis * 20 >= estimate.millis);
    let steps: Vec<String> = weighty
        .take(STEPS)
        .map(|step| {
            let of = report.resources.iter().find(|resource| resource.steps.contains(&step.step.0));
            let name = of.map_or_else(|| format!("`{}`", code(&step.urn.to_string())), name);
            format!("{name} {}", duration(step.millis))
        })
        .collect();
    page.push(&format!(
        "Expected to take **about {}**, decided by {}.\n",
        duration(estimate.millis),
        steps.join(", then ")
    ));
}

fn left(left: &[Left], page: &mut Page) {
    if left.is_empty() {
        return;
    }
    page.push("\n### Left on purpose\n\n");
    for (index, one) in left.iter().enumerate() {
        let until = one.until.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
        if !page.fits(&format!("- `{}` of `{}`{until}: {}\n", code(&one.id), code(&one.urn), escaped(&one.what))) {
            page.end(&format!("- and {} more\n", left.len() - index));
            return;
        }
    }
}

fn drifts(drifts: &[Drift], page: &mut Page) {
    if drifts.is_empty() {
        return;
    }
    page.push("\n### Changed outside\n\n");
    for (index, drift) in drifts.iter().enumerate() {
        let line = if drift.gone {
            format!("- `{}` is gone\n", code(&drift.urn))
        } else {
            let changes = drift.changes.iter().map(diff_lines).collect::<String>();
            format!("- `{}`\n\n{}", code(&drift.urn), fenced("diff", changes.trim_end()))
        };
        if !page.fits(&line) {
            page.end(&format!("- and {} more\n", drifts.len() - index));
            return;
        }
    }
}

/// Resources behind a line that unfolds. Gives how many did not fit.
fn group(title: &str, resources: &[&Resource], page: &mut Page) -> usize {
    if resources.is_empty() {
        return 0;
    }
    let head = format!("\n<details><summary>{title}: {}</summary>\n\n", resources.len());
    let foot = "\n</details>\n";
    page.reserved = foot.len();
    if !page.fits(&head) {
        page.reserved = 0;
        return resources.len();
    }
    let mut left_out = 0;
    for resource in resources {
        left_out += usize::from(!page.fits(&block(resource, true)) && !page.fits(&block(resource, false)));
    }
    page.reserved = 0;
    page.end(foot);
    left_out
}

/// What is said of one resource.
fn block(resource: &Resource, whole: bool) -> String {
    let mut text = format!("- **{}** {}", resource.action, name(resource));
    if let Some(id) = &resource.physical {
        text += &format!(" `{}`", code(id));
    }
    if let Some(loses) = &resource.loses {
        text += &format!(" — **{} would be lost**", escaped(loses));
    }
    text.push('\n');
    if !whole {
        return text;
    }
    match (&resource.chain, resource.danger) {
        (Some(chain), _) => text += &format!("  {}\n", escaped(chain)),
        (None, danger) if danger < Danger::Update => {
            for reason in &resource.reasons {
                text += &format!("  {}\n", escaped(reason));
            }
        }
        _ => {}
    }
    if !resource.drags.is_empty() {
        let shown: Vec<String> = resource.drags.iter().take(NAMES).map(|urn| format!("`{}`", code(urn))).collect();
        let more = resource.drags.len().saturating_sub(NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        text += &format!("  {} replaced with it: {}{more}\n", resource.drags.len(), shown.join(", "));
    }
    if let Some(source) = resource.source.as_ref().filter(|_| resource.danger < Danger::Update) {
        text += &format!("  declared at `{}`\n", code(source));
    }
    let changes: String = resource.changes.iter().map(diff_lines).collect();
    if !changes.is_empty() {
        text += &format!("\n{}", indented(&fenced("diff", changes.trim_end())));
    }
    text
}

fn name(resource: &Resource) -> String {
    format!("`{} {}` ({})", code(&resource.of_type), code(&resource.path), resource.region)
}

fn diff_lines(change: &Change) -> String {
    let note = if change.replaces { "  (replaces)" } else { "" };
    let path = &change.path;
    let mut text = String::new();
    if !change.lines.is_empty() {
        text += &format!("  {path}:{note}\n");
        for line in &change.lines {
            text += &format!("{}\n", cut(line, VALUE));
        }
        return text;
    }
    if let Some(old) = &change.old {
        text += &format!("- {path}: {}\n", cut(old, VALUE));
    }
    if let Some(new) = &change.new {
        text += &format!("+ {path}: {}{note}\n", cut(new, VALUE));
    }
    text
}

/// Text between backticks cannot hold any.
fn code(text: &str) -> String {
    text.replace('`', "'").replace(['\n', '\r'], " ")
}

/// Text that comes from names and services, so that it formats nothing, links nothing and calls nobody.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // What stands between backticks is code already.
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            escaped += &format!("`{}`", part.replace('\n', " "));
            continue;
        }
        for c in part.chars() {
            match c {
                '\n' | '\r' => escaped.push(' '),
                '<' => escaped.push_str("&lt;"),
                '@' => escaped.push_str("@\u{200b}"),
                '#' => escaped.push_str("&#35;"),
                '*' | '_' | '[' | ']' | '\\' | '~' | '|' => {
                    escaped.push('\\');
                    escaped.push(c);
                }
                c => escaped.push(c),
            }
        }
    }
    escaped
}

/// A block of code, between fences longer than any in it.
fn fenced(language: &str, text: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}{language}\n{text}\n{fence}\n")
}

/// Belonging to the list item before it.
fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") }).collect()
}

/// Text that grows up to what a comment holds.
#[derive(Default)]
struct Page {
    text: String,
    used: usize,
    reserved: usize,
}

/// Room for the last line, which says what was left out.
const LAST: usize = 400;

impl Page {
    /// Adds what must be there, cut if it must be.
    fn push(&mut self, text: &str) {
        if !self.fits(text) {
            let room = (MOST - LAST).saturating_sub(self.used + 8);
            let kept: String = text.chars().take(room).collect();
            self.end(&format!("{kept}\n```\n"));
        }
    }

    /// Adds the text if there is room.
    fn fits(&mut self, text: &str) -> bool {
        let length = text.chars().count();
        if self.used + length + self.reserved + LAST > MOST {
            return false;
        }
        self.used += length;
        self.text += text;
        true
    }

    /// Adds text for which room was kept.
    fn end(&mut self, text: &str) {
        self.used += text.chars().count();
        self.text += text;
    }
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
