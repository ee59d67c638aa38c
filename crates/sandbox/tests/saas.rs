//! The stand-ins for PagerDuty, Sentry and Grafana at the gateway: their tokens, their accounts, and faults.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use archipel_sandbox::faults::{Kind, Rule};
use support::{Answer, Client, gateway};

async fn create(client: &Client, token: &str) -> Answer {
    let token = format!("Bearer {token}");
    let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
    let body = br#"{"name": "backend", "slug": "backend"}"#;
    client.raw("POST", "/_saas/sentry/api/0/teams/luneo/platform/projects/", &headers, body).await.unwrap()
}

fn token(client: &Client) -> String {
    format!("{}:{}", client.account, client.secret)
}

#[tokio::test]
async fn only_a_token_with_the_secret_of_the_sandbox_is_accepted() {
    let (_gateway, client) = gateway().await;
    let other = format!("{}:{}", client.account, "0".repeat(64));
    for wrong in ["", "anything", &other, &format!("me:{}", client.secret)] {
        let answer = create(&client, wrong).await;
        assert_eq!((answer.status, answer.json()["detail"].as_str()), (401, Some("Invalid token")), "{wrong}");
    }
    let token = token(&client);
    assert_eq!(create(&client, &token).await.status, 201);
    // A web page has no token, and is refused before.
    let headers = [("authorization", token.as_str()), ("origin", "https://evil.example")];
    assert_eq!(
        client.raw("GET", "/_saas/sentry/api/0/projects/luneo/backend/", &headers, b"").await.unwrap().status,
        403
    );
}

#[tokio::test]
async fn accounts_do_not_see_each_other_and_calls_are_counted_and_take_faults() {
    let (gateway, one) = gateway().await;
    let two = one.other();
    assert_eq!(create(&one, &token(&one)).await.status, 201);
    assert_eq!(create(&one, &token(&one)).await.status, 409);
    assert_eq!(create(&two, &token(&two)).await.status, 201);
    assert_eq!(gateway.calls(None).of("sentry", "POST teams/{}/{}/projects"), 3);
    let rule = Rule::new(Kind::Throttle).on("sentry", "POST teams/{}/{}/projects");
    gateway.set_faults(vec![rule]).unwrap();
    assert_eq!(create(&two, &token(&two)).await.status, 429);
}
