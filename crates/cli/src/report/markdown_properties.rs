//! Renders comments with arbitrary text in reports by a renderer of GitHub's Markdown: the structure must be that of
//! the template, and values must not add to it.

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use proptest::prelude::*;

use super::super::escape::visible;
use super::super::{Run, RunResult};
use super::*;

/// Text with a meaning in CommonMark, its extensions, GitHub or a browser.
const FRAGMENTS: &[&str] = &[
    "`",
    "``",
    "```",
    "````````````",
    "~~~",
    "<",
    ">",
    "<b>",
    "</details>",
    "<img src=x onerror=alert(1)>",
    "<script>",
    "<!--",
    "-->",
    "<!-- archipel-preview dev -->",
    "<!-- archipel-plan ",
    "<?x?>",
    "<![CDATA[",
    "&lt;",
    "&#64;",
    "&amp;",
    "@marie",
    "@luneo/platform",
    "m@example.com",
    "#1",
    "GH-1",
    "luneo/infra#7",
    "luneo/infra@0123abc",
    "0123abcdef",
    "https://example.com/x?y=z",
    "http://a",
    "ftp://a.b",
    "www.example.com",
    "mailto:a@b.c",
    "xmpp:a@b.c",
    "[x](y)",
    "![x](http://a/b.png)",
    "]()",
    "[",
    "]",
    "(",
    ")",
    "[^1]",
    "[^1]: x",
    "[a]: http://b",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "|",
    "| a | b |",
    "|---|---|",
    "\n---\n",
    "===",
    "# x",
    "\n# x\n",
    "- x",
    "1. x",
    "1)",
    "+",
    "> x",
    "> [!NOTE]",
    "- [ ] x",
    "$x$",
    "$$",
    "$`x`$",
    ":tada:",
    "\\",
    "\\`",
    "    x",
    "\t",
    "\r",
    "\r\n",
    "\n",
    "\n\n",
    "  \n",
    " ",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{feff}",
    "\u{1b}[31m",
    "\u{0}",
    "\u{7}",
    "\u{85}",
    "\u{2028}",
    "\u{a0}",
    "\u{e0041}",
    "\u{fe0f}",
    "é",
    "世界",
    "x",
    "size",
    "Error:",
    "(of",
    "4).",
    "\"quoted\"",
    "{{",
    "::error::",
    "\u{301}",
];

fn nasty() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        6 => prop::sample::select(FRAGMENTS).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[ -~]{1,12}",
        2 => "[a-z]{1,8} ",
    ];
    prop::collection::vec(fragment, 0..7).prop_map(|parts| parts.concat())
}

fn change() -> impl Strategy<Value = Change> {
    let values = (nasty(), prop::option::of(nasty()), prop::option::of(nasty()), prop::collection::vec(nasty(), 0..3));
    (values, any::<bool>(), any::<bool>()).prop_map(|((path, old, new, lines), replaces, by_service)| Change {
        path,
        difference: "changed".into(),
        old,
        new,
        replaces,
        by_service,
        lines,
    })
}

fn resource() -> impl Strategy<Value = Resource> {
    let dangers = [Danger::DataLoss, Danger::Replace, Danger::Delete, Danger::Forget, Danger::Update, Danger::None];
    let names = (nasty(), nasty(), nasty(), prop::option::of(nasty()), prop::option::of(nasty()));
    let texts = (prop::option::of(nasty()), prop::option::of(nasty()), prop::collection::vec(nasty(), 0..3));
    let lists = (prop::collection::vec(nasty(), 0..3), prop::collection::vec(change(), 0..3));
    (names, texts, lists, prop::sample::select(dangers.to_vec())).prop_map(
        |((of_type, path, region, physical, source), (loses, chain, reasons), (drags, changes), danger)| Resource {
            of_type,
            path,
            region,
            physical,
            source,
            loses,
            chain,
            reasons,
            drags,
            changes,
            danger,
            action: "replace".into(),
            ..Resource::default()
        },
    )
}

fn report() -> impl Strategy<Value = Report> {
    let left = (nasty(), nasty(), nasty(), prop::option::of(nasty())).prop_map(|(urn, id, what, until)| Left {
        urn,
        id,
        what,
        until,
    });
    let drift = (nasty(), any::<bool>(), prop::collection::vec(change(), 1..3))
        .prop_map(|(urn, gone, changes)| Drift { urn, gone, changes });
    let run = (nasty(), prop::collection::vec(nasty(), 0..3)).prop_map(|(summary, failed)| Run {
        summary,
        steps: (900..)
            .zip(failed)
            .map(|(step, why)| (step, RunResult { outcome: "failed".into(), why: Some(why), ..RunResult::default() }))
            .collect(),
        ..Run::default()
    });
    let head = (nasty(), nasty(), nasty(), prop::option::of(nasty()), prop::option::of(run));
    let texts = (prop::collection::vec(nasty(), 0..2), prop::collection::vec(nasty(), 0..2));
    let lists = (
        prop::collection::vec(resource(), 0..3),
        prop::collection::vec(left, 0..2),
        prop::collection::vec(drift, 0..2),
    );
    (head, texts, lists).prop_map(
        |((project, stack, command, hash, run), (errors, warnings), (resources, left, drifts))| Report {
            project,
            stack,
            command,
            hash,
            run,
            errors,
            warnings,
            resources,
            left,
            drifts,
            ..Report::default()
        },
    )
}

/// The number of elements of each kind, the text outside code, the code blocks and the code spans.
#[derive(Debug, Default, PartialEq)]
struct Found {
    headings: usize,
    items: usize,
    quotes: usize,
    folds: usize,
    text: String,
    blocks: Vec<String>,
    spans: Vec<String>,
}

fn rendered(comment: &str) -> Result<Found, TestCaseError> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.math_code = true;
    let arena = Arena::new();
    let mut found = Found::default();
    for node in parse_document(&arena, comment, &options).descendants() {
        match &node.data.borrow().value {
            NodeValue::Document | NodeValue::List(_) | NodeValue::Strong => {}
            NodeValue::Paragraph | NodeValue::SoftBreak => found.text.push('\n'),
            NodeValue::Text(text) => found.text += text,
            NodeValue::Heading(heading) => {
                prop_assert!(!heading.setext, "{comment}");
                found.headings += 1;
                found.text.push('\n');
            }
            NodeValue::Item(_) => found.items += 1,
            NodeValue::BlockQuote => found.quotes += 1,
            NodeValue::Code(code) => {
                found.text.push('\u{fffc}');
                found.spans.push(code.literal.clone());
            }
            NodeValue::CodeBlock(block) => {
                prop_assert!(block.fenced && ["text", "diff"].contains(&block.info.as_str()), "{comment}");
                found.blocks.push(block.literal.clone());
            }
            NodeValue::HtmlBlock(html) => {
                let html = html.literal.trim_end();
                let is_mark = html.starts_with("<!-- archipel ") && html.matches('>').count() == 1;
                let title = html.strip_prefix("<details><summary>").and_then(|rest| rest.strip_suffix("</summary>"));
                let is_fold = title.is_some_and(|title| !title.contains(['<', '>', '&']));
                prop_assert!(is_mark || is_fold || html == "</details>", "{html:?} in {comment}");
                found.folds += usize::from(is_fold);
            }
            other => prop_assert!(false, "{other:?} in {comment}"),
        }
    }
    Ok(found)
}

/// Whether GitHub, which searches text for references, would find one.
fn refers(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric());
    let is_commit = |word: &str| word.len() >= 7 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let emoji =
        lower.split(':').skip(1).any(|part| part.starts_with(|c: char| c.is_alphanumeric() || "+-_".contains(c)));
    let ticket = lower.split('-').skip(1).any(|part| part.starts_with(|c: char| c.is_numeric()));
    lower.contains(['@', '#', '<', '>', '&', '$', '[', ']', '|', '\\', '`', '~', '_', '*'])
        || lower.contains("://")
        || words().any(|word| word == "www" || is_commit(word))
        || emoji
        || ticket
}

fn expected(report: &Report) -> Found {
    let is_open = |resource: &&Resource| {
        resource.danger <= Danger::Forget && (resource.chain.is_none() || resource.loses.is_some())
    };
    let groups = |of: &dyn Fn(&Resource) -> bool| usize::from(report.resources.iter().any(of));
    let open = report.resources.iter().filter(is_open).count();
    let folds = groups(&|resource| resource.danger <= Danger::Forget && !is_open(&resource))
        + groups(&|resource| resource.danger == Danger::Update)
        + groups(&|resource| resource.danger == Danger::None);
    let failed = report.run.as_ref().map_or(0, |run| run.steps.len());
    let diff = |changes: &[Change]| changes.iter().map(diff_lines).collect::<String>().trim_end().to_owned();
    let lines = |text: &str| text.split('\n').map(visible).collect::<Vec<_>>().join("\n") + "\n";
    let drifted = report.drifts.iter().filter(|drift| !drift.gone);
    let changed =
        report.resources.iter().filter(|resource| !resource.changes.iter().map(diff_lines).all(|d| d.is_empty()));
    let mut blocks: Vec<String> = report.errors.iter().map(|error| lines(error.trim_end())).collect();
    blocks.extend(drifted.map(|drift| lines(&diff(&drift.changes))));
    blocks.extend(changed.map(|resource| lines(&diff(&resource.changes))));
    blocks.sort();
    Found {
        headings: 1
            + usize::from(!report.left.is_empty())
            + usize::from(!report.drifts.is_empty())
            + usize::from(open > 0),
        items: failed + report.left.len() + report.drifts.len() + report.resources.len(),
        quotes: report.warnings.len(),
        folds,
        blocks,
        ..Found::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn values_become_text_or_code_only(report in report()) {
        let comment = comment(&report);
        let mut found = rendered(&comment)?;
        found.blocks.sort();
        let expected = expected(&report);
        let texts = std::mem::take(&mut found.text);
        let spans = std::mem::take(&mut found.spans);
        prop_assert_eq!(&found, &expected, "{}", comment);
        for line in texts.lines() {
            prop_assert!(!refers(line), "{:?} in {}", line, comment);
        }
        let ids = report.resources.iter().filter_map(|resource| resource.physical.as_ref());
        for id in ids.chain(report.left.iter().map(|left| &left.id)) {
            let shown = visible(id);
            prop_assert!(shown.is_empty() || spans.contains(&shown), "{:?} in {:?} of {}", shown, spans, comment);
        }
        // Scripts find comments by their marks, and no text is invisible to its reader.
        prop_assert_eq!(comment.matches("<!--").count(), 1);
        for line in comment.lines() {
            prop_assert!(line.starts_with("<!--") || visible(line) == line, "{:?}", line);
        }
    }
}
