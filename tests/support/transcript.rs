//! Transcripts of commands. Tests of several packages have this file.

/// The result of a command, and a transcript of it.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) transcript: String,
}

impl Ran {
    /// `command` is the command line, as it is shown.
    pub(crate) fn new(command: &str, code: Option<i32>, out: &str, err: &str) -> Self {
        let mut transcript = format!("$ {command}\n{}", shown(out));
        if !err.is_empty() {
            transcript += &format!("--- stderr\n{}", shown(err));
        }
        transcript += &format!("--- exit {}\n", code.unwrap_or(-1));
        Self { code, transcript }
    }
}

/// The output without the order in which concurrent steps end, their waits, and the critical path.
pub(crate) fn shown(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut steps: Vec<String> = Vec::new();
    let mut is_critical_path = false;
    for line in text.lines() {
        is_critical_path = line.starts_with("Critical path") || (is_critical_path && line.starts_with("  "));
        if is_critical_path {
            continue;
        }
        match line.strip_prefix('[').and_then(|line| line.split_once("] ")) {
            // The waits depend on the machine, except for one that does not end by itself.
            Some((_, step)) if step.contains("  waits for ") && !step.ends_with("set by kubectl") => {}
            Some((_, step)) => steps.push(format!("[..] {step}")),
            _ => {
                steps.sort();
                lines.append(&mut steps);
                lines.push(line.to_owned());
            }
        }
    }
    steps.sort();
    lines.append(&mut steps);
    lines.into_iter().map(|line| line + "\n").collect()
}

/// The settings to keep transcripts with. Ids and times differ between runs.
pub(crate) fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    for (pattern, replacement) in [
        (r"\b(vpc|subnet|igw|rtb|rtbassoc|eipalloc|sg|sgr)-[0-9a-f]{8,17}\b", "$1-ID"),
        (r"arn:aws:([a-z]+):([a-z0-9-]*):[0-9]{12}:", "arn:aws:$1:$2:ACCOUNT:"),
        (r"\b[0-9]{12}\b", "ACCOUNT"),
        (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "UID"),
        (r"\b[0-9a-f]{64}\b", "HASH"),
        (r"\ba-[0-9a-f]{16}\b", "a-ID"),
        (r"https://[0-9a-f]{12}\.eks", "https://ID.eks"),
        (r"\bLS0t[A-Za-z0-9+/=]{100,}", "CERTIFICATE"),
        (r"(/id|targetgroup/[a-z-]+)/[0-9A-Fa-f]{16,32}\b", "$1/ID"),
        (r"\b[0-9]+(\.[0-9]+)? s\b", "TIME s"),
        (r"\b[0-9]+ API calls\b", "N API calls"),
        (r"k8s-web-web-[0-9a-f]+\.elb", "k8s-web-web-ID.elb"),
        (r"https://127\.0\.0\.1:[0-9]+", "https://SERVER"),
        (r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z", "DATE"),
        (r"\b([a-z/_-]+\.rs):[0-9]+", "$1:LINE"),
    ] {
        settings.add_filter(pattern, replacement);
    }
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
