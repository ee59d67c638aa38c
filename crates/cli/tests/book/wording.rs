//! Texts and names use the words of the field: this test finds words that earlier versions used instead.
//!
//! It reads string literals, comments and identifiers of every `.rs` file, and every `.md` file without its code spans.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The permitted number of old words below each path, in texts and in names. The longest matching path counts. A number may
/// only be lowered. To keep a folder or a file clean, add it with zeros.
const LIMITS: &[(&str, usize, usize)] = &[
    ("ARCHITECTURE.md", 0, 0),
    ("CHANGELOG.md", 0, 0),
    ("CONTRIBUTING.md", 0, 0),
    ("README.md", 0, 0),
    ("SECURITY.md", 0, 0),
    ("crates/archipel/", 0, 0),
    ("crates/cfn-schema/", 0, 0),
    ("crates/cli/examples/", 0, 0),
    ("crates/cli/src/", 0, 0),
    ("crates/cli/tests/", 0, 0),
    ("crates/cloudcontrol/", 0, 0),
    ("crates/derive/", 0, 0),
    ("crates/endpoints/", 0, 0),
    ("crates/engine/examples/", 0, 0),
    ("crates/engine/src/", 0, 0),
    ("crates/engine/tests/", 0, 0),
    ("crates/kubernetes/", 0, 0),
    ("crates/plan-export/", 0, 0),
    ("crates/resources/src/", 0, 0),
    ("crates/resources/tests/", 0, 0),
    ("crates/saas/", 0, 0),
    ("crates/sandbox/", 0, 0),
    ("crates/sandbox/QUIRKS.md", 0, 0),
    ("crates/sandbox/src/", 0, 0),
    ("crates/sandbox/tests/", 0, 0),
    ("crates/shared-library/", 0, 0),
    ("crates/workspace-hack/", 0, 0),
    ("docs/", 0, 0),
    ("examples/", 0, 0),
    ("gitops/", 0, 0),
    ("stacks/build.rs", 0, 0),
    ("stacks/src/", 0, 0),
    ("stacks/tests/", 0, 0),
    ("state/examples/", 0, 0),
    ("state/s3-tests/", 0, 0),
    ("state/src/", 0, 0),
    ("state/src/s3/", 0, 0),
    ("state/tests/", 0, 0),
    ("tests/", 0, 0),
];

/// Pages that other tests generate from the texts in the code, and code that is generated from AWS's texts.
const GENERATED: &[&str] = &[
    "crates/cfn-schema/tests/generated/",
    "docs/src/commands.md",
    "docs/src/types/",
    "examples/cloud-control/src/aws/",
    "sdk/",
    "stacks/src/aws/",
];

/// Places that may use an old word, because they quote AWS, a fixture or the word itself.
const EXCEPTIONS: &[(&str, &str)] = &[
    // The rules below.
    ("crates/cli/tests/book/wording.rs", "*"),
    // The content of a state that an earlier version wrote.
    ("state/tests/formats.rs", "told"),
];

/// An old word or phrase.
struct Rule {
    /// Its words, in lower case.
    words: &'static [&'static str],
    /// The usual replacement.
    instead: &'static str,
    /// Words before it that make it idiomatic.
    unless_after: &'static [&'static str],
    /// Words after it that make it idiomatic.
    unless_before: &'static [&'static str],
}

impl Rule {
    const fn new(words: &'static [&'static str], instead: &'static str) -> Rule {
        Rule { words, instead, unless_after: &[], unless_before: &[] }
    }

    const fn unless_after(self, words: &'static [&'static str]) -> Rule {
        Rule { unless_after: words, ..self }
    }

    const fn unless_before(self, words: &'static [&'static str]) -> Rule {
        Rule { unless_before: words, ..self }
    }
}

const EXISTENCE: &[&str] = &["there", "here"];
const IDIOMS: &[&str] = &["longer", "more", "doubt", "later"];
const SYMBOLS: &[&str] = &["for", "-"];

const RULES: &[Rule] = &[
    Rule::new(&["told"], "returned, reported, passed; `response` or `output` for a value"),
    Rule::new(&["anew"], "again; `recreated`"),
    Rule::new(&["whoever"], "anyone who, or the actor: the user, the caller, the lock holder"),
    Rule::new(&["nobody"], "no one, or the actor: no caller, no other run"),
    Rule::new(&["bear"], "allow, support"),
    Rule::new(&["bears"], "allows, supports"),
    Rule::new(&["is", "no"], "is not a; in errors `invalid X: expected ..`")
        .unless_after(EXISTENCE)
        .unless_before(IDIOMS),
    Rule::new(&["in", "the", "place", "of"], "instead of"),
    Rule::new(&["stands"], "is, is located, is stored, applies").unless_before(SYMBOLS),
    Rule::new(&["hangs", "on"], "depends on"),
    Rule::new(&["hang", "on"], "depend on"),
    Rule::new(&["come", "to", "no", "end"], "time out"),
    Rule::new(&["comes", "to", "no", "end"], "times out"),
    Rule::new(&["come", "to", "an", "end"], "end, finish"),
    Rule::new(&["comes", "to", "an", "end"], "ends, finishes"),
    Rule::new(&["knows", "of"], "knows, has"),
    Rule::new(&["know", "of"], "know, have"),
    Rule::new(&["known", "of"], "known about, recorded of"),
    Rule::new(&["held", "against"], "compared with; of policies `evaluated`"),
    Rule::new(&["for", "ever"], "permanently, without limit"),
    Rule::new(&["in", "doubt"], "unknown, ambiguous, open"),
    Rule::new(&["sign", "of", "life"], "renewal of the lease"),
    Rule::new(&["bad", "usage"], "invalid usage"),
    Rule::new(&["going", "on"], "continuing, running"),
    Rule::new(&["at", "work"], "running"),
    Rule::new(&["mends"], "repairs, reverts, edits"),
    Rule::new(&["glance"], "list read; `ListedState`"),
    Rule::new(&["doom"], "deletion; `DeletionCause`"),
    Rule::new(&["doomed"], "planned for deletion"),
    Rule::new(&["heart"], "core; of a lease `renewer`"),
    Rule::new(&["nursery"], "hidden resources"),
];

/// A word with its line. Marks that end a phrase are words too.
type Word = (String, usize);

/// The words of a file: each text by itself, so that a phrase spans the lines of a comment and not two texts.
#[derive(Default)]
struct Words {
    texts: Vec<Vec<Word>>,
    names: Vec<Word>,
}

/// Adds the words of a piece of text to those of a text. Code spans become one mark if `spans` is set.
fn add(text: &mut Vec<Word>, piece: &str, first_line: usize, spans: bool) {
    let mut line = first_line;
    let mut word = String::new();
    let mut in_span = false;
    for c in piece.chars().chain([' ']) {
        let letter = c.is_alphanumeric() || (c == '\'' && !word.is_empty());
        if letter && !in_span {
            word.extend(c.to_lowercase());
            continue;
        }
        if !word.is_empty() {
            text.push((std::mem::take(&mut word), line));
        }
        match c {
            '`' if spans => {
                in_span = !in_span;
                if in_span {
                    text.push(("`".to_owned(), line));
                }
            }
            '\n' => line += 1,
            c if c.is_whitespace() || in_span || "*/!".contains(c) => {}
            c => text.push((c.to_string(), line)),
        }
    }
}

/// A Markdown file: blocks of code keep their words, spans of code do not.
fn markdown(source: &str) -> Words {
    let mut words = Words::default();
    let mut fence = false;
    let mut text = Vec::new();
    for (index, line) in source.lines().enumerate() {
        let mark = line.trim_start().starts_with("```");
        fence ^= mark;
        if mark || line.trim().is_empty() {
            words.texts.push(std::mem::take(&mut text));
        }
        if !mark {
            add(&mut text, line, index + 1, !fence);
        }
    }
    words.texts.push(text);
    words
}

/// A Rust file: comments, string literals and identifiers.
fn rust(source: &str) -> Words {
    let bytes = source.as_bytes();
    let mut words = Words::default();
    let (mut at, mut line) = (0, 1);
    // Comments in successive lines are one text; this is the line after the last one.
    let mut next_comment_line = 0;
    while at < bytes.len() {
        let rest = &source[at..];
        let (length, text) = match bytes[at] {
            b'\n' => (1, None),
            b'/' if rest.starts_with("//") => {
                let end = rest.find('\n').unwrap_or(rest.len());
                if next_comment_line != line || words.texts.is_empty() {
                    words.texts.push(Vec::new());
                }
                if let Some(text) = words.texts.last_mut() {
                    add(text, &rest[..end], line, true);
                }
                next_comment_line = line + 1;
                (end, None)
            }
            b'/' if rest.starts_with("/*") => {
                let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
                (end, Some((rest[..end].to_owned(), true)))
            }
            b'"' => {
                let (end, text) = quoted(rest);
                (end, Some((text, false)))
            }
            b'\'' => (character(rest), None),
            c if c.is_ascii_alphabetic() || c == b'_' => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                let name = &rest[..end];
                match raw(name, &rest[end..]) {
                    Some((length, text)) => (end + length, Some((text, false))),
                    None => {
                        words.names.extend(parts(name).into_iter().map(|part| (part, line)));
                        (end, None)
                    }
                }
            }
            _ => (rest.chars().next().map_or(1, char::len_utf8), None),
        };
        if let Some((piece, spans)) = text {
            let mut text = Vec::new();
            add(&mut text, &piece, line, spans);
            words.texts.push(text);
        }
        line += bytes[at..at + length].iter().filter(|byte| **byte == b'\n').count();
        at += length;
    }
    words
}

/// The length of a string literal, and its text without escapes.
fn quoted(rest: &str) -> (usize, String) {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (at + 1, text),
            '\\' => text.push(if matches!(chars.next(), Some((_, '\n'))) { '\n' } else { ' ' }),
            c => text.push(c),
        }
    }
    (rest.len(), text)
}

/// The length and text of a raw string literal after its prefix.
fn raw(prefix: &str, rest: &str) -> Option<(usize, String)> {
    let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
    if !matches!(prefix, "r" | "br" | "cr") || !rest[hashes..].starts_with('"') {
        return None;
    }
    let body = &rest[hashes + 1..];
    let end = body.find(&format!("\"{}", "#".repeat(hashes)))?;
    Some((hashes + 1 + end + 1 + hashes, body[..end].to_owned()))
}

/// The length of a character literal, or of the apostrophe of a lifetime.
fn character(rest: &str) -> usize {
    let chars: Vec<(usize, char)> = rest.char_indices().take(3).collect();
    match chars.as_slice() {
        [_, (_, '\\'), ..] => rest[3..].find('\'').map_or(rest.len(), |end| end + 4),
        [_, _, (at, '\'')] => at + 1,
        _ => 1,
    }
}

/// The words of an identifier.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut lower_before = false;
    for c in name.chars() {
        if c == '_' || (c.is_uppercase() && lower_before) {
            parts.push(String::new());
        }
        lower_before = c.is_lowercase();
        if let Some(part) = parts.last_mut().filter(|_| c != '_') {
            part.extend(c.to_lowercase());
        }
    }
    parts
}

/// The old words in a text, by line.
fn found(text: &[Word]) -> Vec<(usize, &'static Rule)> {
    let mut found = Vec::new();
    for (at, (_, line)) in text.iter().enumerate() {
        let rules = RULES.iter().filter(|rule| {
            let word = |index: usize| text.get(index).map(|(word, _)| word.as_str());
            let matches = rule.words.iter().enumerate().all(|(index, wanted)| word(at + index) == Some(wanted));
            let listed =
                |list: &[&str], index: Option<usize>| index.and_then(word).is_some_and(|word| list.contains(&word));
            matches
                && !listed(rule.unless_after, at.checked_sub(1))
                && !listed(rule.unless_before, Some(at + rule.words.len()))
        });
        found.extend(rules.map(|rule| (*line, rule)));
    }
    found
}

/// Every `.rs` and `.md` file of the repository, as its path with `/` and its content.
fn files(folder: &Path, root: &Path, into: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            // Folders of tools (`.git`, `.archipel`) and of compiled code hold no sources of the project.
            let tool = name.starts_with('.') && name != ".github";
            if !tool && name != "target" && !path.join("CACHEDIR.TAG").exists() {
                files(&path, root, into);
            }
        } else if name.ends_with(".rs") || name.ends_with(".md") {
            let path_text = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            if !GENERATED.iter().any(|prefix| path_text.starts_with(prefix)) {
                into.push((path_text, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
}

/// The old words below one path.
#[derive(Default)]
struct Tally {
    texts: usize,
    names: usize,
    lines: String,
}

#[test]
fn texts_and_names_use_the_words_of_the_field() {
    let root = super::file("");
    let mut sources = Vec::new();
    files(&root, &root, &mut sources);
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for (path, source) in &sources {
        let limits = LIMITS.iter().map(|(prefix, ..)| *prefix).filter(|prefix| path.starts_with(prefix));
        let Some(prefix) = limits.max_by_key(|prefix| prefix.len()) else {
            panic!("{path} is below no path of LIMITS in {}: add its folder there with zeros", file!());
        };
        let words = if path.ends_with(".rs") { rust(source) } else { markdown(source) };
        let excepted = |rule: &Rule| {
            let phrase = rule.words.join(" ");
            EXCEPTIONS.iter().any(|(file, what)| file == path && (*what == "*" || *what == phrase))
        };
        let texts = words.texts.iter().flat_map(|text| found(text)).map(|hit| (hit, true));
        let names = words.names.chunks(1).flat_map(found).map(|hit| (hit, false));
        for ((line, rule), in_text) in texts.chain(names).filter(|((_, rule), _)| !excepted(rule)) {
            let tally = tallies.entry(prefix).or_default();
            *(if in_text { &mut tally.texts } else { &mut tally.names }) += 1;
            let kind = if in_text { "text" } else { "name" };
            writeln!(tally.lines, "{path}:{line}: {kind} `{}`: use {}", rule.words.join(" "), rule.instead).unwrap();
        }
    }
    let mut excess = String::new();
    for (prefix, texts, names) in LIMITS {
        let Some(tally) = tallies.get(prefix) else { continue };
        if tally.texts > *texts || tally.names > *names {
            let (found_texts, found_names) = (tally.texts, tally.names);
            excess += &tally.lines;
            writeln!(excess, "`{prefix}`: {found_texts} in texts, {found_names} in names; limit {texts}, {names}")
                .unwrap();
        }
    }
    assert!(excess.is_empty(), "old words:\n{excess}");
}

#[test]
fn old_words_are_found_in_comments_strings_and_names_and_nowhere_else() {
    let lines = |words: &Words| -> Vec<(usize, String)> {
        let texts = words.texts.iter().flat_map(|text| found(text));
        let names = words.names.chunks(1).flat_map(found);
        texts.chain(names).map(|(line, rule)| (line, rule.words.join(" "))).collect()
    };
    let source = "
        /// The state is
        /// no file. A `told` is code.
        fn was_told<'a>(c: char) -> &'a str { if c == '\"' { r#\"made \"anew\"\"# } else { \"\\nanew\" } }
        // There is no cause, it is no longer so, and `x` stands for it.
        struct NobodyKnows;
    ";
    let wanted = [(2, "is no"), (4, "anew"), (4, "anew"), (4, "told"), (6, "nobody")];
    assert_eq!(lines(&rust(source)), wanted.map(|(line, word)| (line, word.to_owned())));

    let page = "A plan is `told`.\n\nWhoever\nstands\n\n```\nanew\n```\nit is\n\nno end";
    let wanted = [(3, "whoever"), (4, "stands"), (7, "anew")];
    assert_eq!(lines(&markdown(page)), wanted.map(|(line, word)| (line, word.to_owned())));
}
