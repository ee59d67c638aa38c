//! The report of a drill as one HTML file, with its timeline: no script, no network, light and dark.

use std::fmt::Write as _;

use super::report::{DrillReport, Stretch};
use crate::render::text::{clock, duration, timestamp};
use crate::report::html::{html_page, text};

const OWN_STYLE: &str = "
table { border-collapse: collapse; margin: .5rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top; }
.row { grid-template-columns: minmax(8rem, 14rem) 1fr; }
.axis { display: flex; justify-content: space-between; color: var(--dim); font-size: 12px; }
";

/// The page.
pub(crate) fn page(report: &DrillReport) -> String {
    let DrillReport { stack, scenario, fault, regions: [home, other], .. } = report;
    let result = if report.passed() { "passed" } else { "failed" };
    let summary = text(&format!(
        "The drill {result}. In {home}, {fault}; the other region is {other}. Begun {}.",
        timestamp(report.began)
    ));
    let missed: String =
        report.missed.iter().map(|missed| format!("<pre class=\"error\">{}</pre>\n", text(missed))).collect();
    let body = format!(
        r#"<p id="summary">{summary}<br>{about}</p>
{missed}</header>
<main>
{figures}{timeline}{stores}{moments}{earlier}</main>
"#,
        about = text(report.about_time()),
        figures = figures(report),
        timeline = timeline(report),
        stores = stores(report),
        moments = moments(report),
        earlier = earlier(report),
    );
    html_page(&format!("Drill of {stack}: {scenario}"), OWN_STYLE, false, &body)
}

/// A table with a heading.
fn table(heading: &str, columns: &[&str], rows: &[Vec<String>]) -> String {
    let head: String = columns.iter().map(|column| format!("<th scope=\"col\">{}</th>", text(column))).collect();
    let mut html = format!("<h2>{}</h2>\n<table>\n<tr>{head}</tr>\n", text(heading));
    for row in rows {
        let cells: String = row.iter().map(|cell| format!("<td>{}</td>", text(cell))).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(html, "<tr>{cells}</tr>");
    }
    html + "</table>\n"
}

fn figures(report: &DrillReport) -> String {
    let rows = report.figures().map(|(name, reached, target)| vec![name.to_owned(), reached, target]);
    table("Figures", &["figure", "reached", "target"], &rows)
}

/// A bar from a time to another one, in percent of the whole.
fn bar(report: &DrillReport, (from_ms, until_ms): (u64, u64), class: &str, title: &str) -> String {
    let share = |time: u64| {
        let thousandths = time.min(report.length_ms) * 100_000 / report.length_ms.max(1);
        format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
    };
    let (left, width) = (share(from_ms), share(until_ms.saturating_sub(from_ms)));
    format!("<div class=\"bar {class}\" style=\"left:{left}%;width:{width}%\" title=\"{}\"></div>", text(title))
}

fn row(name: &str, bars: &str) -> String {
    format!("<div class=\"row\"><span>{}</span><div class=\"track\">{bars}</div></div>\n", text(name))
}

fn timeline(report: &DrillReport) -> String {
    let phases: String = report
        .phases
        .iter()
        .map(|phase| {
            let time = (phase.from_ms, phase.until_ms);
            let length = duration(time.1.saturating_sub(time.0));
            let title = format!("{}: {} to {} ({length})", phase.name, clock(time.0), clock(time.1));
            row(&phase.name, &bar(report, time, "", &title))
        })
        .collect();
    let of = |stretches: &[Stretch]| -> String {
        let bar = |stretch: &Stretch| {
            let time = (stretch.from_ms, stretch.until_ms);
            let (class, what) = match &stretch.failure {
                Some(failure) => ("failed", failure.as_str()),
                None => ("done", "acknowledged"),
            };
            bar(report, time, class, &format!("{} to {}: {what}", clock(time.0), clock(time.1)))
        };
        stretches.iter().map(bar).collect()
    };
    let probe = row("public name", &of(&report.probe));
    let stores: String = report.stores.iter().map(|store| row(&store.name, &of(&store.stretches))).collect();
    let axis = format!("<div class=\"axis\"><span>0:00</span><span>{}</span></div>", clock(report.length_ms));
    format!("<h2 id=\"timeline\">Timeline</h2>\n{phases}{probe}{stores}{}", row("", &axis))
}

fn stores(report: &DrillReport) -> String {
    let shown = |time: Option<u64>| time.map_or_else(|| "not reached".to_owned(), duration);
    let or_none = |time: Option<u64>| time.map_or_else(|| "-".to_owned(), duration);
    let row = |store: &super::report::StoreReport| {
        vec![
            store.name.clone(),
            format!("{} of {}", store.acknowledged, store.writes),
            shown(store.rto_ms),
            shown(store.rpo_ms),
            store.lost.map_or_else(|| "unknown".to_owned(), |lost| lost.to_string()),
            or_none(store.lag_ms),
            or_none(store.return_gap_ms),
            store.shown_lost_on_return(),
        ]
    };
    let rows: Vec<_> = report.stores.iter().map(row).collect();
    let columns =
        ["store", "acknowledged", "RTO", "RPO", "lost", "copy behind", "interrupted on return", "lost on return"];
    let not_measured: String = report
        .not_measured
        .iter()
        .map(|store| format!("<p class=\"warning\">{} was not measured.</p>\n", text(store)))
        .collect();
    table("Stores", &columns, &rows) + &not_measured
}

fn moments(report: &DrillReport) -> String {
    let rows: Vec<_> = report.moments.iter().map(|at| vec![clock(at.at_ms), at.what.clone()]).collect();
    table("Events", &["time", "event"], &rows)
}

fn earlier(report: &DrillReport) -> String {
    if report.earlier.is_empty() {
        return String::new();
    }
    let shown = |time: Option<u64>| time.map_or_else(|| "not reached".to_owned(), duration);
    let row = |earlier: &super::report::Earlier| {
        let result = if earlier.passed { "passed" } else { "failed" };
        let [detection, rto, rpo] = [earlier.detection_ms, earlier.rto_ms, earlier.rpo_ms].map(shown);
        vec![earlier.run.to_string(), timestamp(earlier.began), result.to_owned(), detection, rto, rpo]
    };
    let rows: Vec<_> = report.earlier.iter().map(row).collect();
    table("Earlier drills", &["run", "begun", "result", "detection", "RTO", "RPO"], &rows)
}

#[cfg(test)]
mod tests {
    use super::super::report::{Phase, StoreReport};
    use super::*;

    #[test]
    fn a_page_shows_outages_as_bars_and_escapes_what_services_say() {
        let evil = "</style><script>alert(1)</script>";
        let stretch = |from_ms, until_ms, failure: Option<&str>| Stretch {
            from_ms,
            until_ms,
            failure: failure.map(str::to_owned),
        };
        let report = DrillReport {
            stack: evil.to_owned(),
            length_ms: 100_000,
            phases: vec![Phase { name: "detection".to_owned(), from_ms: 25_000, until_ms: 75_000 }],
            probe: vec![stretch(0, 25_000, None), stretch(25_000, 75_000, Some(evil))],
            stores: vec![StoreReport {
                name: evil.to_owned(),
                writes: 1,
                acknowledged: 1,
                rto_ms: None,
                rpo_ms: None,
                lost: None,
                lag_ms: None,
                return_gap_ms: None,
                lost_on_return: Some(7),
                stretches: Vec::new(),
            }],
            missed: vec![evil.to_owned()],
            ..DrillReport::default()
        };
        let page = page(&report);
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("<div class=\"bar failed\" style=\"left:25.000%;width:50.000%\""), "{page}");
        assert!(page.contains("0:25 to 1:15"), "{page}");
        assert!(page.contains("lost on return</th></tr>") && page.contains("<td>7</td></tr>"), "{page}");
    }
}
