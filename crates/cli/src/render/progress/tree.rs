//! The redrawn lines of a run: the overall progress, and running and waiting steps by region and component.

use std::collections::BTreeMap;
use std::time::Instant;

use archipel_engine::plan::StepId;

use super::{Progress, Running};
use crate::render::style::{self, BOLD, DELETE, DIM, WARNING, paint};
use crate::render::text::{clock, columns, cut, duration, named, short_type};

/// The width of the overall bar.
const BAR: usize = 20;
/// Below this width an action is shown by its symbol instead of its word.
const NARROW: usize = 72;
/// A step is late from this share of its usual duration, in percent.
const LATE: u64 = 150;

/// A running step, with its sort key.
struct Line<'a> {
    step: StepId,
    running: &'a Running,
    elapsed: u64,
    rest: u64,
}

impl Progress {
    /// The lines of the live display: two about the whole run and at most `most` about running and waiting steps. If
    /// they do not fit, those with the longest remaining time are shown.
    pub(crate) fn live(&mut self, now: Instant, width: usize, most: usize) -> Vec<String> {
        let mut lines = vec![cut(&self.overall(now), width), cut(&format!("  {}", self.counts(true)), width)];
        let running = self.by_importance(now);
        let shown = self.fitting(&running, most);
        let hidden = running.len() - shown.values().flat_map(BTreeMap::values).map(Vec::len).sum::<usize>();
        for (region, components) in &shown {
            let tally = self.regions.get(*region).copied().unwrap_or_default();
            let done = paint(DIM, format!("{} of {} done", tally.ended, tally.total));
            lines.push(cut(&format!("{}  {done}", paint(BOLD, region)), width));
            for (component, steps) in components {
                if !component.is_empty() {
                    lines.push(cut(&format!("  {component}"), width));
                }
                let indent = if component.is_empty() { 2 } else { 4 };
                lines.extend(steps.iter().map(|line| self.line(line, indent, width)));
            }
        }
        if hidden > 0 {
            lines.push(cut(&paint(DIM, format!("and {hidden} more running or waiting")), width));
        }
        lines
    }

    /// One line for output without redrawing: the progress, and the step with the longest remaining time.
    pub(crate) fn pulse(&mut self, now: Instant) -> Option<String> {
        let whole = self.so_far(now);
        let line = self.by_importance(now).into_iter().next()?;
        let waits = line.running.waits_for.as_ref().map(|what| format!(" waits for {what},")).unwrap_or_default();
        let at = format!("{}{waits} {}", named(&line.running.urn), self.times(&line).0);
        Some(format!("{} {}", self.counter(), paint(DIM, format!("{whole}; {}; {at}", self.counts(false)))))
    }

    /// The running steps, the longest remaining time first.
    fn by_importance(&self, now: Instant) -> Vec<Line<'_>> {
        let mut lines: Vec<Line<'_>> = self
            .running
            .iter()
            .map(|(&step, running)| {
                let elapsed = millis(now, running.since);
                Line { step, running, elapsed, rest: self.pace.rest(step, elapsed) }
            })
            .collect();
        lines.sort_by_key(|line| (std::cmp::Reverse(line.rest), line.running.since, line.step));
        lines
    }

    /// The steps that fit on this many lines with their headings, by region and component.
    fn fitting<'a>(
        &self,
        running: &'a [Line<'a>],
        most: usize,
    ) -> BTreeMap<&'a str, BTreeMap<&'a str, Vec<&'a Line<'a>>>> {
        let mut shown: BTreeMap<&str, BTreeMap<&str, Vec<&Line<'_>>>> = BTreeMap::new();
        let mut used = 0;
        for (index, line) in running.iter().enumerate() {
            let (region, component) = (line.running.urn.region(), component(line.running.urn.path()).0);
            let known = shown.get(region);
            let mut cost = 1 + usize::from(known.is_none());
            cost += usize::from(!component.is_empty() && known.is_none_or(|known| !known.contains_key(component)));
            // The last line shows the number of hidden steps.
            let reserve = usize::from(index + 1 < running.len());
            if used + cost + reserve > most {
                break;
            }
            used += cost;
            shown.entry(region).or_default().entry(component).or_default().push(line);
        }
        for steps in shown.values_mut().flat_map(BTreeMap::values_mut) {
            steps.sort_by_key(|line| (line.running.since, line.step));
        }
        shown
    }

    fn line(&self, line: &Line<'_>, indent: usize, width: usize) -> String {
        let urn = &line.running.urn;
        let name = component(urn.path()).1;
        let of_type = short_type(urn.type_name());
        let head = match self.action(line.step) {
            Some(action) => {
                let (color, symbol) = (style::of(action), style::symbol(action));
                let word = if width < NARROW { String::new() } else { format!(" {}", style::words(action)[1]) };
                format!("{} {of_type} {name}", paint(color, format!("{symbol}{word}")))
            }
            None => format!("{of_type} {name}"),
        };
        let (times, late) = self.times(line);
        let times = format!("  {}", if late { paint(WARNING, times) } else { paint(DIM, times) });
        let waits = line.running.waits_for.as_ref().map(|what| format!("  waits for {what}")).unwrap_or_default();
        // The times are never cut; the wait is cut before the name.
        let room = width.saturating_sub(indent + columns(&times));
        let head = cut(&head, room);
        let waits = match room - columns(&head) {
            // Fewer columns would not be readable.
            left if left < 8 => String::new(),
            left => paint(DIM, cut(&waits, left)),
        };
        format!("{:indent$}{head}{waits}{times}", "")
    }

    /// The elapsed time of a step and its usual duration, and whether it is late.
    fn times(&self, line: &Line<'_>) -> (String, bool) {
        let elapsed = clock(line.elapsed);
        match self.pace.usual(line.step) {
            Some(usual) if line.elapsed >= usual.saturating_mul(LATE) / 100 => {
                (format!("{elapsed}, usually {}", clock(usual)), true)
            }
            Some(usual) => (format!("{elapsed} of ~{}", clock(usual)), false),
            None => (elapsed, false),
        }
    }

    /// The completed share of the run by time in percent, the elapsed and the remaining milliseconds.
    fn share(&mut self, now: Instant) -> (u64, u64, Option<u64>) {
        let elapsed = self.started.map_or(0, |started| millis(now, started));
        let Some(plan) = self.plan.clone().filter(|_| self.pace.is_known()) else {
            let total = self.plan.as_ref().map_or(0, |plan| plan.steps.len());
            let percent = (self.ended * 100).checked_div(total).unwrap_or(100);
            return (u64::try_from(percent).unwrap_or(100), elapsed, None);
        };
        self.pace.settle(&plan);
        let running = self.running.iter().map(|(step, running)| (*step, millis(now, running.since)));
        let left = self.pace.remaining(running);
        let percent = elapsed.saturating_mul(100).checked_div(elapsed.saturating_add(left)).unwrap_or(0);
        // 99 % until everything is done.
        let percent = if self.running.is_empty() { percent } else { percent.min(99) };
        (percent, elapsed, Some(left))
    }

    fn so_far(&mut self, now: Instant) -> String {
        let (percent, elapsed, left) = self.share(now);
        let left = left.map(left_in_words).unwrap_or_default();
        format!("{percent}%, {}{left}", duration(elapsed))
    }

    fn overall(&mut self, now: Instant) -> String {
        let (percent, elapsed, left) = self.share(now);
        let filled = usize::try_from(percent).unwrap_or(BAR) * BAR / 100;
        // Without colour the two parts of the bar differ by their characters.
        let bar = format!("{}{}", paint(style::CREATE, "█".repeat(filled)), paint(DIM, "░".repeat(BAR - filled)));
        let left = left.map(left_in_words).unwrap_or_default();
        format!("{bar} {percent:>2}%  {}", paint(DIM, format!("{}{left}", duration(elapsed))))
    }

    fn counts(&self, with_done: bool) -> String {
        let total = self.plan.as_ref().map_or(0, |plan| plan.steps.len());
        let waiting = self.waiting;
        let mut parts = Vec::new();
        if with_done {
            parts.push(format!("{} of {total} done", self.ended - self.failed.len() - self.skipped));
        }
        parts.push(format!("{} running", self.running.len() - waiting));
        parts.push(format!("{waiting} waiting"));
        if !self.failed.is_empty() {
            parts.push(paint(DELETE, format!("{} failed", self.failed.len())));
        }
        if self.skipped > 0 {
            parts.push(format!("{} skipped", self.skipped));
        }
        parts.join(", ")
    }
}

/// Rounds an estimate: it is not exact to the second.
fn left_in_words(left: u64) -> String {
    match left {
        0..1_000 => String::new(),
        1_000..=55_000 => format!(", about {} s left", left.div_ceil(5_000) * 5),
        55_001..3_600_000 => format!(", about {} min left", left.div_ceil(60_000)),
        _ => format!(", about {} left", duration(left)),
    }
}

/// The component of a path, which may be empty, and the name.
fn component(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn millis(now: Instant, since: Instant) -> u64 {
    u64::try_from(now.saturating_duration_since(since).as_millis()).unwrap_or(u64::MAX)
}
