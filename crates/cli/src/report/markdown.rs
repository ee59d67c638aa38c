//! A report as a comment on GitHub: the most dangerous changes first, the rest folded, within GitHub's limit.

use super::escape::{NAME, code, fenced, fenced_to, mark, sentence, shortened};
use super::{Change, Danger, Drift, Left, RecoveryPlan, RecoveryStep, Report, Resource, Rollback};
use crate::render::text::duration;

/// GitHub rejects comments of more than 65,536 characters. The rest is for the text that a workflow adds.
pub(crate) const MOST: usize = 64_000;
/// The number of unfolded resources, and of names in a list.
const OPEN: usize = 20;
const NAMES: usize = 8;
/// The number of shown steps of the critical path.
const STEPS: usize = 5;
/// The longest value, in characters.
const VALUE: usize = 120;

/// The comment. It starts with a mark by which a workflow finds it again.
pub(crate) fn comment(report: &Report) -> String {
    let mut page = Page::default();
    page.end(&format!("<!-- archipel {}/{} -->\n", mark(&report.project), mark(&report.stack)));
    head(report, &mut page);
    errors(&report.errors, &mut page);
    failures(report, &mut page);
    recovery(report.recovery.as_ref(), &mut page);
    left(&report.left, &mut page);
    drifts(&report.drifts, &mut page);
    let warnings = report.warnings.iter().map(|warning| format!("> **Warning:** {}\n\n", sentence(warning)));
    page.list(warnings.collect(), "warnings");
    let (open, folded): (Vec<&Resource>, Vec<&Resource>) =
        report.resources.iter().partition(|resource| resource.danger <= Danger::Forget);
    // A caused replacement without data loss is listed with its cause.
    let is_listed_itself = |resource: &&Resource| resource.chain.is_none() || resource.loses.is_some();
    let (open, dragged): (Vec<&Resource>, Vec<&Resource>) = open.into_iter().partition(is_listed_itself);
    let (open, more) = open.split_at(open.len().min(OPEN));
    // The remaining sections need at least a line for their heading; what does not fit is counted.
    let mut left_out = 0;
    if !open.is_empty() {
        page.fits("\n### Review first\n\n");
    }
    for resource in open {
        left_out += usize::from(!page.fits(&block(resource, true)) && !page.fits(&block(resource, false)));
    }
    left_out += group("More replaced or deleted", more, &mut page);
    left_out += group("Replaced with them", &dragged, &mut page);
    let (changed, rest): (Vec<&Resource>, Vec<&Resource>) =
        folded.into_iter().partition(|resource| resource.danger == Danger::Update);
    left_out += group("Changed in place", &changed, &mut page);
    let (new, rest): (Vec<&Resource>, Vec<&Resource>) =
        rest.into_iter().partition(|resource| resource.action == "create" || resource.action == "finish");
    left_out += group("New", &new, &mut page);
    left_out += group("Read or only recorded", &rest, &mut page);
    rollback(report.rollback.as_ref(), &mut page);
    if left_out > 0 {
        page.end(&format!(
            "\n{left_out} more of {} do not fit into a comment: see `preview` in a terminal, or the HTML report.\n",
            report.resources.len()
        ));
    }
    page.text
}

fn head(report: &Report, page: &mut Page) {
    let stack = code(&format!("{}/{}", report.project, report.stack));
    let title = match (&report.run, report.errors.is_empty(), report.command.as_str()) {
        (Some(run), ..) if run.complete => format!("Applied to {stack}"),
        (Some(_), ..) => format!("Partly applied to {stack}"),
        (None, false, command) => format!("{} of {stack} failed", code(command)),
        (None, true, "preview" | "up") => format!("Changes of {stack}"),
        (None, true, "destroy") => format!("Resources of {stack} to destroy"),
        (None, true, "failover") => format!("Failover of {stack}"),
        (None, true, _) => format!("Differences in {stack}"),
    };
    page.end(&format!("## {title}\n\n"));
    if let Some(run) = &report.run {
        page.end(&format!("{}\n\n", sentence(&run.summary)));
    }
    if let Some(hash) = &report.hash {
        let counts = report.counts.words();
        let unchanged = report.unchanged;
        if counts.is_empty() {
            page.end(&format!("**No changes**: {unchanged} resources are up to date.\n"));
        } else {
            page.end(&format!("**{counts}**, {unchanged} unchanged.\n"));
        }
        expected(report, page);
        page.end(&format!("Plan {}\n\n", code(&hash.chars().take(16).collect::<String>())));
    }
}

/// The estimated duration and the critical path.
fn expected(report: &Report, page: &mut Page) {
    let Some(estimate) = report.estimate.as_ref().filter(|estimate| !estimate.critical_path.is_empty()) else { return };
    let weighty = estimate.critical_path.iter().filter(|step| step.millis * 20 >= estimate.millis);
    let steps: Vec<String> = weighty
        .take(STEPS)
        .map(|step| {
            let of = report.resources.iter().find(|resource| resource.steps.contains(&step.step.0));
            let name = of.map_or_else(|| code(&step.urn.to_string()), name);
            format!("{name} {}", duration(step.millis))
        })
        .collect();
    page.end(&format!(
        "Estimated duration: **about {}**. Critical path: {}.\n",
        duration(estimate.millis),
        steps.join(", then ")
    ));
}

fn errors(errors: &[String], page: &mut Page) {
    for (index, error) in errors.iter().enumerate() {
        let error = error.trim_end();
        let room = page.room();
        // The fences are as long as the text if it consists of backticks.
        let is_shown = page.fits(&fenced("text", error))
            || page.fits(&fenced_to("text", error, room.saturating_sub(20)))
            || page.fits(&fenced_to("text", error, room / 4));
        if !is_shown {
            page.end(&format!("\n{} more errors are in the log.\n\n", errors.len() - index));
            return;
        }
    }
}

/// The failed steps of a run.
fn failures(report: &Report, page: &mut Page) {
    let failed = report.run.iter().flat_map(|run| run.steps.iter()).filter(|(_, ran)| ran.outcome == "failed");
    let lines = failed.map(|(step, ran)| {
        let resource = report.resources.iter().find(|resource| resource.steps.contains(step));
        let name = resource.map(name).unwrap_or_default();
        format!("- **failed**: {name}: {}\n", sentence(ran.why.as_deref().unwrap_or_default()))
    });
    page.list(lines.collect(), "steps that failed");
}

/// The steps of a failover with their reasons, and the checks.
fn recovery(plan: Option<&RecoveryPlan>, page: &mut Page) {
    let Some(RecoveryPlan { from, to, mode, steps, checks }) = plan else { return };
    if !page.fits(&format!("\n### Failover from {} to {}, {mode}\n\n", code(from), code(to))) {
        return;
    }
    let lines = steps.iter().enumerate().map(|(index, step)| {
        let RecoveryStep { what, reason, done, millis, loss, back, .. } = step;
        let time = if *done { "done".to_owned() } else { format!("about {}", duration(*millis)) };
        let mut text = format!("{}. **{}** ({time})\n   why: {}\n", index + 1, sentence(what), sentence(reason));
        if let Some(loss) = loss.as_ref().filter(|_| !done) {
            text += &format!("   **can be lost**: {}\n", sentence(loss));
        }
        if let Some(back) = back.as_ref().filter(|_| !done) {
            text += &format!("   way back: {}\n", sentence(back));
        }
        text
    });
    page.list(lines.collect(), "steps");
    let lines = checks.iter().map(|check| {
        let (name, region, found) = (sentence(&check.name), code(&check.region), sentence(&check.found));
        format!("- {name} in {region}: {found}\n")
    });
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() && page.fits("\nChecks:\n\n") {
        page.list(lines, "checks");
    }
}

fn left(left: &[Left], page: &mut Page) {
    if left.is_empty() || !page.fits("\n### Retained\n\n") {
        return;
    }
    let lines = left.iter().map(|one| {
        let until = one.until.as_ref().map(|day| format!(", until {}", code(day))).unwrap_or_default();
        format!("- {} of {}{until}: {}\n", code(&one.id), code(&one.urn), sentence(&one.what))
    });
    page.list(lines.collect(), "things");
}

fn drifts(drifts: &[Drift], page: &mut Page) {
    if drifts.is_empty() || !page.fits("\n### Changed outside Archipel\n\n") {
        return;
    }
    let lines = drifts.iter().map(|drift| {
        if drift.gone {
            return format!("- {} is gone\n", code(&drift.urn));
        }
        let changes = drift.changes.iter().map(diff_lines).collect::<String>();
        format!("- {}\n\n{}", code(&drift.urn), indented(&fenced("diff", changes.trim_end())))
    });
    page.list(lines.collect(), "resources");
}

/// The plan that returns the stack if a step fails, folded, and what it does not undo.
fn rollback(rollback: Option<&Rollback>, page: &mut Page) {
    let Some(rollback) = rollback else { return };
    if !page.fits(&format!("\n### Rollback\n\n{}.\n\n", rollback.summary())) {
        return;
    }
    let lines = rollback.not_undone.iter().map(|what| format!("- **not undone**: {}\n", sentence(what)));
    page.list(lines.collect(), "things that it does not undo");
    let left_out = group("Rollback plan", &rollback.resources.iter().collect::<Vec<_>>(), page);
    if left_out > 0 {
        page.end(&format!("\n{left_out} more of the rollback do not fit into a comment.\n"));
    }
}

/// Resources in a folded section. Returns the number of those that do not fit.
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

/// The description of one resource.
fn block(resource: &Resource, whole: bool) -> String {
    let mut text = format!("- **{}** {}", resource.action, name(resource));
    if let Some(id) = &resource.physical {
        text += &format!(" {}", code(id));
    }
    if let Some(loses) = &resource.loses {
        text += &format!(" — {} **would be lost**", sentence(loses));
    }
    text.push('\n');
    if !whole {
        return text;
    }
    match (&resource.chain, resource.danger) {
        (Some(chain), _) => text += &format!("  {}\n", sentence(chain)),
        (None, danger) if danger < Danger::Update => {
            for reason in &resource.reasons {
                text += &format!("  {}\n", sentence(reason));
            }
        }
        _ => {}
    }
    if !resource.drags.is_empty() {
        let shown: Vec<String> = resource.drags.iter().take(NAMES).map(|urn| code(urn)).collect();
        let more = resource.drags.len().saturating_sub(NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        text += &format!("  {} replaced with it: {}{more}\n", resource.drags.len(), shown.join(", "));
    }
    if let Some(source) = resource.source.as_ref().filter(|_| resource.danger < Danger::Update) {
        text += &format!("  declared at {}\n", code(source));
    }
    let changes: String = resource.changes.iter().map(diff_lines).collect();
    if !changes.is_empty() {
        text += &format!("\n{}", indented(&fenced("diff", changes.trim_end())));
    }
    text
}

fn name(resource: &Resource) -> String {
    format!("{} ({})", code(&format!("{} {}", resource.of_type, resource.path)), code(&resource.region))
}

fn diff_lines(change: &Change) -> String {
    let note = match (change.replaces, change.by_service) {
        (true, _) => "  (replaces)",
        (false, true) => "  (by the service)",
        (false, false) => "",
    };
    let path = shortened(&change.path, NAME);
    let shown = |value: &str| shortened(value, VALUE);
    let mut text = String::new();
    if !change.lines.is_empty() {
        text += &format!("  {path}:{note}\n");
        for line in &change.lines {
            text += &format!("{}\n", shown(line));
        }
        return text;
    }
    if let Some(old) = &change.old {
        text += &format!("- {path}: {}\n", shown(old));
    }
    if let Some(new) = &change.new {
        text += &format!("+ {path}: {}{note}\n", shown(new));
    }
    text
}

/// Indented to belong to the list item before it.
fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") }).collect()
}

/// Text up to the limit of a comment.
#[derive(Default)]
struct Page {
    text: String,
    used: usize,
    reserved: usize,
}

/// Space for the lines about omitted parts.
const LAST: usize = 1_000;

impl Page {
    /// The number of remaining characters.
    fn room(&self) -> usize {
        MOST.saturating_sub(self.used + self.reserved + LAST)
    }

    /// Adds the lines that fit, and counts the others.
    fn list(&mut self, lines: Vec<String>, what: &str) {
        let all = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            if !self.fits(&line) {
                self.end(&format!("\nand {} more {what}\n\n", all - index));
                return;
            }
        }
    }

    /// Adds the text if it fits.
    fn fits(&mut self, text: &str) -> bool {
        let length = text.chars().count();
        if length > self.room() {
            return false;
        }
        self.used += length;
        self.text += text;
        true
    }

    /// Adds short mandatory text, or text for which space is reserved.
    fn end(&mut self, text: &str) {
        self.used += text.chars().count();
        self.text += text;
    }
}

#[cfg(test)]
#[path = "markdown_properties.rs"]
mod properties;
#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
