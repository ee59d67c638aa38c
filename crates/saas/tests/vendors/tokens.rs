//! Tokens that are missing or refused, and where no token may be.

use std::collections::BTreeMap;

use archipel_engine::Scope;
use archipel_engine::resource::ErrorKind;
use archipel_resources::aws::{Connection, Settings, Target};
use archipel_saas::{Account, Accounts, Saas, Vendor};

use crate::life::{on_call, project};
use crate::server::{ACCOUNT, Server, TOKEN};
use crate::world::{assert_error, with, world};

#[tokio::test]
async fn a_missing_token_is_an_error_that_says_where_to_store_one() {
    let server = Server::start().await;
    let account = Account {
        url: Some(format!("{}/_saas/sentry", server.url)),
        token: Some("env:ARCHIPEL_TEST_WITHOUT_TOKEN".parse().unwrap()),
    };
    let accounts = Accounts(BTreeMap::from([(Vendor::Sentry, account)]));
    let world = with(server, Saas::without_aws(accounts));
    let error = world.error(&|scope: &Scope| project(scope, &["platform"])).await;
    let texts = ["Sentry", "ARCHIPEL_TEST_WITHOUT_TOKEN", "sentry.token", "[archipel.saas]"];
    assert_error(&error, ErrorKind::Credentials, &texts);
    assert!(world.server.shared.lock().unwrap().calls.is_empty(), "nothing was sent");
}

#[tokio::test]
async fn a_refused_token_is_an_error_that_says_what_to_do_and_does_not_repeat_it() {
    let server = Server::start().await;
    // A variable that every process has: its value is not a token of the server.
    let account =
        Account { url: Some(format!("{}/_saas/sentry", server.url)), token: Some("env:PATH".parse().unwrap()) };
    let accounts = Accounts(BTreeMap::from([(Vendor::Sentry, account)]));
    let world = with(server, Saas::without_aws(accounts));
    let error = world.error(&|scope: &Scope| project(scope, &["platform"])).await;
    let texts = ["Sentry refuses the token", "create a new one", "the environment variable PATH"];
    assert_error(&error, ErrorKind::Credentials, &texts);
    world.assert_not_shown(&std::env::var("PATH").unwrap()).await;
}

#[tokio::test]
async fn the_token_is_in_neither_events_nor_state() {
    let world = world().await;
    world
        .up(&|scope: &Scope| {
            on_call(scope, 15);
            project(scope, &["platform"]);
        })
        .await;
    world.assert_not_shown(TOKEN).await;
}

#[tokio::test]
async fn in_a_sandbox_no_request_goes_to_a_vendor() {
    let server = Server::start().await;
    let connection = Connection::open(Settings::new(Target::sandbox(&server.url, ACCOUNT, TOKEN))).await.unwrap();
    let account = Account { url: Some("https://sentry.example".to_owned()), token: Some("env:NONE".parse().unwrap()) };
    let accounts = Accounts(BTreeMap::from([(Vendor::Sentry, account)]));
    let saas = Saas::new(connection, accounts);
    let calls = saas.calls();
    let world = with(server, saas);
    world.up(&|scope: &Scope| project(scope, &["platform"])).await;
    let sent = calls.load(std::sync::atomic::Ordering::Relaxed);
    let received = world.server.shared.lock().unwrap().calls.len();
    assert_eq!(usize::try_from(sent).unwrap(), received);
    assert!(received > 0);
}
