//! Throttled requests, lost responses and failing servers.

use archipel_engine::Scope;
use archipel_engine::resource::ErrorKind;

use crate::life::{on_call, project};
use crate::server::Fault;
use crate::world::{assert_error, world};

#[tokio::test]
async fn a_create_whose_response_is_lost_creates_one_resource() {
    for operation in [
        "pagerduty POST escalation_policies",
        "pagerduty POST services",
        "pagerduty POST services/{}/integrations",
        "sentry POST teams/{}/{}/projects",
    ] {
        let world = world().await;
        let program = |scope: &Scope| {
            on_call(scope, 15);
            project(scope, &["platform"]);
        };
        world.server.inject(operation, Fault::LoseResponse, 1);
        world.up(&program).await;
        assert_eq!(world.server.count(operation), 1, "{operation} was sent again although it had been executed");
        world.assert_unchanged(&program).await;
        assert_eq!(world.output("events", "key").await.len(), 32, "{operation}");
        world.destroy().await;
    }
}

#[tokio::test]
async fn a_throttled_request_is_sent_again_after_the_time_that_the_vendor_asks_for() {
    let world = world().await;
    world.server.inject("pagerduty POST services", Fault::Throttle, 1);
    world.server.inject("sentry POST teams/{}/{}/projects", Fault::Throttle, 1);
    let started = std::time::Instant::now();
    world
        .up(&|scope: &Scope| {
            on_call(scope, 15);
            project(scope, &["platform"]);
        })
        .await;
    assert_eq!(world.server.count("pagerduty POST services"), 2);
    assert_eq!(world.server.count("sentry POST teams/{}/{}/projects"), 2);
    assert!(started.elapsed().as_millis() >= 1000, "`ratelimit-reset` asks for a second");
}

#[tokio::test]
async fn a_failing_server_is_asked_again_for_what_changes_nothing_twice() {
    let world = world().await;
    let program = |scope: &Scope| project(scope, &["platform"]);
    world.up(&program).await;
    world.server.inject("sentry GET projects/{}/{}", Fault::Fail(502), 2);
    world.assert_unchanged(&program).await;
    world.server.inject("sentry DELETE projects/{}/{}", Fault::LoseResponse, 1);
    world.destroy().await;
    assert_eq!(world.server.count("sentry DELETE projects/{}/{}"), 2, "the second delete finds no project");
}

#[tokio::test]
async fn a_refused_request_is_an_error_with_the_vendors_words() {
    let world = world().await;
    world.server.inject("sentry POST teams/{}/{}/projects", Fault::Fail(403), 1);
    let error = world.error(&|scope: &Scope| project(scope, &["platform"])).await;
    assert_error(&error, ErrorKind::Denied, &["sentry:POST /api/0/teams/luneo/platform/projects/", "project:admin"]);
}
