//! The estimate of a plan and the critical path of a run.

use archipel_engine::Urn;
use archipel_engine::estimate::{Basis, CriticalPath, Estimate, RateLimitDelay};
use archipel_engine::plan::StepId;

use super::style::{BOLD, DIM, paint};
use super::text::duration;

/// The number of shown steps of a path without `--verbose`.
const SHOWN: usize = 12;
/// Rate limits that are shown without `--verbose` and with it.
const SHOWN_LIMITS: usize = 3;
/// Shorter runs show no critical path.
const SHORT: u64 = 1000;

/// The beginning of a line about a step.
type Head<'a> = dyn Fn(StepId, &Urn) -> String + 'a;

/// The estimated duration of a plan.
pub(crate) fn estimate(estimate: &Estimate, head: &Head<'_>, verbose: bool) -> String {
    if estimate.critical_path.is_empty() {
        return "Estimated duration: none, the plan has no steps.\n".to_owned();
    }
    let whole = paint(BOLD, format!("about {}", duration(estimate.millis)));
    let serial = duration(estimate.serial_millis);
    let mut text = format!("Estimated duration: {whole} ({serial} without concurrency). Critical path:\n");
    let steps = estimate.critical_path.iter().map(|step| {
        let basis = match step.basis {
            Basis::Recorded => "as in earlier runs",
            Basis::Typical => "typical of its type",
            Basis::Guessed => "a guess",
        };
        (step.millis, format!("{}  {}", head(step.step, &step.urn), paint(DIM, basis)))
    });
    text += &lines(steps, verbose);
    text
}

/// The critical path of a run; empty for a short run without `verbose`.
pub(crate) fn path(path: &CriticalPath, head: &Head<'_>, verbose: bool) -> Option<String> {
    if path.run_millis < SHORT && !verbose {
        return None;
    }
    let (of, run) = (duration(path.millis), duration(path.run_millis));
    let ratio = paint(BOLD, format!("{:.2} times", path.ratio));
    let mut text = format!("Critical path: {of}; the run took {run}, {ratio} as long:\n");
    text += &lines(path.steps.iter().map(|step| (step.millis, head(step.step, &step.urn))), verbose);
    text += &limits(path, verbose);
    Some(text)
}

/// What delayed the steps that are not on the path: the rate limits, if the run took longer than its path.
fn limits(path: &CriticalPath, verbose: bool) -> String {
    let rest = path.run_millis.saturating_sub(path.millis);
    let matters =
        |delay: &&RateLimitDelay| verbose || (delay.millis * 10 >= path.run_millis && rest * 10 >= path.millis);
    let line = |delay: &RateLimitDelay| {
        let RateLimitDelay { service, region, class, millis } = delay;
        format!("For {} requests waited for the rate limit of {service} in {region} ({class})\n", duration(*millis))
    };
    path.limits.iter().filter(matters).take(SHOWN_LIMITS).map(line).collect()
}

fn lines(steps: impl ExactSizeIterator<Item = (u64, String)>, verbose: bool) -> String {
    let more = if verbose { 0 } else { steps.len().saturating_sub(SHOWN) };
    let shown = steps.len() - more;
    let mut text: String =
        steps.take(shown).map(|(millis, head)| format!("  {:>12}  {head}\n", duration(millis))).collect();
    if more > 0 {
        text += &format!("  {}\n", paint(DIM, format!("and {more} more")));
    }
    text
}

#[cfg(test)]
mod tests {
    use archipel_engine::estimate::{ExpectedStep, TimedStep};

    use super::*;

    fn head(_: StepId, urn: &Urn) -> String {
        format!("+ {}", urn.name())
    }

    fn urn(number: u32) -> Urn {
        Urn::new("r", "mem:t/T", &format!("n{number}"))
    }

    #[test]
    fn an_estimate_shows_the_duration_and_the_critical_path() {
        let step = |number, millis, basis| ExpectedStep { step: StepId(number), urn: urn(number), millis, basis };
        let critical_path = vec![step(0, 12_000, Basis::Recorded), step(1, 540_000, Basis::Typical)];
        let made = Estimate { millis: 552_000, serial_millis: 3_600_000, parallelism: 6.522, critical_path };
        let text = console::strip_ansi_codes(&estimate(&made, &head, false)).into_owned();
        assert_eq!(
            text,
            "Estimated duration: about 9 min 12 s (1 h 0 min without concurrency). Critical path:\n\
             \u{20}         12 s  + n0  as in earlier runs\n\
             \u{20}    9 min 0 s  + n1  typical of its type\n"
        );
    }

    #[test]
    fn a_long_path_is_truncated_unless_verbose() {
        let steps = (0..20).map(|n| TimedStep { step: StepId(n), urn: urn(n), millis: 100 }).collect();
        let made = CriticalPath { millis: 2000, run_millis: 2020, ratio: 1.01, steps, limits: Vec::new() };
        let text = path(&made, &head, false).unwrap();
        assert_eq!((text.lines().count(), text.contains("and 8 more")), (14, true));
        assert_eq!(path(&made, &head, true).unwrap().lines().count(), 21);
    }

    #[test]
    fn what_delayed_a_run_beyond_its_path_is_named() {
        let delay = |service: &str, millis| RateLimitDelay {
            service: service.to_owned(),
            region: "eu-west-1".to_owned(),
            class: "mutating".to_owned(),
            millis,
        };
        let steps = vec![TimedStep { step: StepId(0), urn: urn(0), millis: 500 }];
        let limits = vec![delay("ec2", 7_900), delay("iam", 200)];
        let made = CriticalPath { millis: 500, run_millis: 8600, ratio: 17.2, steps, limits };
        let text = path(&made, &head, false).unwrap();
        assert!(
            text.ends_with("For 7.9 s requests waited for the rate limit of ec2 in eu-west-1 (mutating)\n"),
            "{text}"
        );
        let alone = CriticalPath { millis: 8500, ratio: 1.01, ..made };
        assert!(!path(&alone, &head, false).unwrap().contains("rate limit"), "the path explains the run");
        assert!(path(&alone, &head, true).unwrap().contains("iam"));
    }

    #[test]
    fn a_short_run_shows_no_critical_path() {
        let steps = vec![TimedStep { step: StepId(0), urn: urn(0), millis: 100 }];
        let made = CriticalPath { millis: 100, run_millis: 110, ratio: 1.1, steps, limits: Vec::new() };
        assert_eq!((path(&made, &head, false), path(&made, &head, true).is_some()), (None, true));
    }
}
