//! `drill --due`: checks that drills are regular.

use archipel_resources::numbered;

use super::super::{history, run};
use super::args::DrillArgs;
use crate::config::or_list;
use crate::context::Context;
use crate::drill::report::DrillReport;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::recovery::Scenario;
use crate::session::Session;

/// A day in seconds.
const DAY: u64 = 86_400;

/// Checks that a drill passed not too long ago.
pub(super) async fn due(context: &Context, args: &DrillArgs, most: u64) -> Result<Exit> {
    let (name, scenarios) = if args.monthly {
        (Scenario::MONTHLY_NAME, Scenario::MONTHLY.to_vec())
    } else {
        let scenario = args.scenario.unwrap_or(Scenario::RegionLost);
        (scenario.name(), vec![scenario])
    };
    let session = Session::open(context, args.stack.name(), &args.stack.with)?;
    let runs = history::runs(&session).await?;
    let passed = runs.iter().filter_map(|run| DrillReport::of_events(&run.events));
    let mut passed = passed.filter(|drill| drill.passed() && scenarios.iter().any(|of| of.name() == drill.scenario));
    let last = passed.next().map(|drill| crate::since_1970().saturating_sub(drill.began) / DAY);
    let running = run::connect_silent(context, &session, None, true).await?;
    // A stack without a drill that passed counts as one whose drill is as old as one can be.
    let published = ("DaysSincePassed", last.map_or(f64::from(u16::MAX), days));
    if let (Some(connection), Some(source)) = (&running.connection, &context.app.recovery) {
        let [home, _] = session.recovery(source)?.regions;
        let dimensions = [("Stack", session.name.as_str()), ("Scenario", name)];
        let sent = numbered::publish(connection, &home, &dimensions, published).await;
        sent.map_err(|error| Failure::new("the metric is not published").why(error.message))?;
    }
    match last {
        Some(last) if last <= most => {
            let text = format!("The last {name} drill of {} that passed was {last} days ago.\n", session.name);
            context.print(&serde_json::json!({ "days": last }), || text)
        }
        last => {
            let what = match last {
                Some(last) => format!("the last {name} drill of {} that passed was {last} days ago", session.name),
                None => format!("the history of {} has no {name} drill that passed", session.name),
            };
            let drilled = or_list(scenarios.iter().copied().map(Scenario::name));
            let hint = format!("drill with `drill {} --scenario NAME`: {drilled}", session.name);
            Err(Failure::new(what).why(format!("one is due every {most} days")).hint(hint).into())
        }
    }
}

fn days(days: u64) -> f64 {
    f64::from(u32::try_from(days).unwrap_or(u32::MAX))
}
