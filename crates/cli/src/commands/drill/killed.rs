//! `drill --end`: ends what a killed drill left.

use archipel_engine::state::Change;
use archipel_resources::numbered;
use archipel_sandbox::daemon;

use super::super::run;
use super::args::DrillArgs;
use super::planned::{and, declared};
use super::state::{is_of_drill, write_state};
use crate::config::TargetName;
use crate::context::Context;
use crate::drill::fault::Injector;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::recovery::Failover;
use crate::session::Session;
use crate::target;

/// Ends what a killed drill left.
pub(super) async fn end(context: &Context, args: &DrillArgs) -> Result<Exit> {
    let session = Session::open(context, args.stack.name(), &args.stack.with)?;
    let snapshot = session.snapshot().await?;
    let (failover, declared) = declared(context, &session, &snapshot)?;
    let Failover { from: home, to: other, .. } = failover;
    let mut ended = Vec::new();
    if session.target == TargetName::Sandbox
        && let Some(sandbox) = daemon::status(None).await.map_err(|error| errors::sandbox(&error))?
    {
        let account = target::sandbox_account(context, &session, &snapshot);
        if Injector::Sandbox(Box::new(sandbox), account).clear(&home, &other).await? {
            ended.push("the fault");
        }
    }
    let running = run::connect_silent(context, &session, None, true).await?;
    if let Some(connection) = running.connection.as_ref().filter(|_| session.target == TargetName::Aws) {
        // The alarm on it is the stop condition of the experiments.
        let sent = numbered::publish(connection, &home, &[("Stack", &session.name)], ("Stop", 1.0)).await;
        sent.map_err(|error| Failure::new("the metric that stops experiments is not published").why(error.message))?;
        ended.push("the experiments");
    }
    let stores = declared.drills.into_iter().flat_map(|drills| drills.stores);
    let mut objects = 0;
    for (region, bucket) in stores.filter_map(|store| store.buckets_of()).flatten() {
        let Some(connection) = &running.connection else { continue };
        let deleted = numbered::delete(connection, &region, &bucket, None).await;
        let what = || Failure::new(format!("objects of a drill are left in {bucket} below {}", numbered::PREFIX));
        objects += deleted.map_err(|error| what().why(error.message))?;
    }
    if objects > 0 {
        ended.push("the objects");
    }
    if snapshot.hold().is_some_and(|hold| is_of_drill(&hold)) {
        write_state(&session, vec![Change::end_hold()], None).await?;
        ended.push("the lock");
    }
    context.print(&ended, || match ended.as_slice() {
        [] => format!("No drill of {} left a fault or a lock.\n", session.name),
        ended => format!("Ended {} of a drill of {}.\n", and(ended), session.name),
    })
}
