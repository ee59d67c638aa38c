//! The handling of one request.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;

use super::call::{Call, unreachable};
use super::forward::{self, Body, Caller, full};
use super::operation;
use super::route;
use super::sigv4::Scope;
use super::{Inner, admin, auth, clusters, guard, lock, saas, tagging};
use crate::calls::Key;
use crate::faults::rules::Decision;
use crate::faults::{Kind, cloud_control, eventual_consistency};
use crate::fixes::{dry_run, flow_log_bucket, html_errors};
use crate::protocol::{self, Backend, ErrorReply, Form, Wire};
use crate::signature::{Payload as Signed, Refusal};

/// More than any control-plane request: a Lambda archive may have 50 MB of base64.
const MAX_BODY: usize = 96 * 1024 * 1024;

/// Makes hyper close the connection without a response.
#[derive(Debug)]
pub(crate) struct CutOff;

impl fmt::Display for CutOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("disconnected by a fault rule")
    }
}

impl std::error::Error for CutOff {}

/// The body of a request: buffered, so that its fields can be read, or streaming.
enum Payload {
    Buffered(Bytes),
    Streaming(Incoming),
}

pub(super) async fn serve(inner: Arc<Inner>, request: Request<Incoming>) -> Result<Response<Body>, CutOff> {
    let (parts, body) = request.into_parts();
    if let Some(refusal) = guard::refuse(&parts, inner.port) {
        return Ok(refusal.map(full));
    }
    let request = Request::from_parts(parts, body);
    if request.uri().path().starts_with(admin::PREFIX) {
        return Ok(admin::serve(&inner, request).await.map(full));
    }
    if request.uri().path().starts_with(saas::PREFIX) {
        // As below, a request is completed even if its client disconnects.
        let carried_out = tokio::spawn(async move { saas::serve(&inner, request).await });
        return carried_out.await.unwrap_or(Err(CutOff));
    }
    let (mut call, payload) = match read(&inner, request).await {
        Ok(read) => read,
        Err(response) => return Ok(response.map(full)),
    };
    let decision = inner.faults.decide(&call.key, eventual_consistency::creates(&call.key.operation));
    cloud_control::attach(&call.key, &mut call.parts.headers, &decision.on_created);
    // A request is completed even if its client disconnects: hyper drops this future when the client disconnects, and
    // the outcome of a create that the emulator executes meanwhile would be lost. A streamed body ends with the
    // client, and so does a call that hangs.
    if matches!(payload, Payload::Streaming(_)) || matches!(decision.action, Some(Kind::Hang)) {
        return run(&inner, &call, payload, &decision).await;
    }
    let carried_out = tokio::spawn(async move { run(&inner, &call, payload, &decision).await });
    carried_out.await.unwrap_or(Err(CutOff))
}

/// Parses the caller and the operation. The error is the response.
async fn read(inner: &Inner, request: Request<Incoming>) -> Result<(Call, Payload), Response<Bytes>> {
    let (parts, body) = request.into_parts();
    let head = parts.method == Method::HEAD;
    let cbor = parts.headers.get("smithy-protocol").is_some_and(|v| v == "rpc-v2-cbor");
    let scope = Scope::of(&parts.headers, parts.uri.query()).map(|scope| route::of_path(scope, parts.uri.path()));
    let known = scope.as_ref().and_then(|scope| route::find(&scope.service));
    let guessed = guess_wire(&parts);
    let wire = known.map_or(guessed, |route| route.wire);
    let refuse = |error: ErrorReply| error.response(wire, cbor, head);

    let payload = if wire == Wire::S3 {
        Payload::Streaming(body)
    } else {
        match Limited::new(body, MAX_BODY).collect().await {
            Ok(body) => Payload::Buffered(body.to_bytes()),
            Err(error) => {
                return Err(refuse(ErrorReply::new(413, "RequestEntityTooLarge", error.to_string())));
            }
        }
    };
    let Some(scope) = scope else {
        return Err(refuse(auth::reply(Refusal::Incomplete, wire)));
    };
    let signed = match &payload {
        Payload::Buffered(body) => Signed::Buffered(body),
        Payload::Streaming(_) => Signed::Streaming,
    };
    let account = match inner.keys.verify(&parts, &scope.access_key, signed) {
        Ok(account) => account,
        Err(refusal) => {
            drain(payload).await;
            return Err(refuse(auth::reply(refusal, wire)));
        }
    };
    *lock(&inner.last_call) = Instant::now();
    let form = form_of(wire, &parts, &payload);
    let operation = operation::name(wire, &parts.method, parts.uri.path(), parts.uri.query(), &parts.headers, &form);
    let key = Key { account: account.clone(), region: scope.region, service: scope.service, operation };
    let Some(route) = route::find(&key.service) else {
        inner.calls.add(&key, false);
        let message = format!("The sandbox has no emulator for the service `{}`.", key.service);
        return Err(refuse(ErrorReply::new(400, "SandboxNoSuchService", message)));
    };
    let caller = Caller { access_key: scope.access_key, account };
    Ok((Call { key, caller, route: *route, parts, form, cbor }, payload))
}

/// The most likely protocol of a service that is not in the table.
fn guess_wire(parts: &Parts) -> Wire {
    let content_type = parts.headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if content_type.contains("json") || parts.headers.contains_key("x-amz-target") {
        Wire::Json
    } else if content_type.contains("form-urlencoded") {
        Wire::Query
    } else if content_type.contains("xml") {
        Wire::RestXml
    } else {
        Wire::RestJson
    }
}

fn form_of(wire: Wire, parts: &Parts, payload: &Payload) -> Form {
    if !matches!(wire, Wire::Ec2 | Wire::Query) {
        return Form::new();
    }
    let mut form = protocol::parse_form(parts.uri.query().unwrap_or_default());
    if let Payload::Buffered(body) = payload {
        form.extend(protocol::parse_form(&String::from_utf8_lossy(body)));
    }
    form
}

async fn run(inner: &Inner, call: &Call, payload: Payload, decision: &Decision) -> Result<Response<Body>, CutOff> {
    let hidden = || {
        let unknown = inner.consistency.refuse(&call.key.account, &call.key.operation, &call.form);
        let unknown = unknown.or_else(|| inner.policies.refuse(&call.key, &call.form));
        let unknown = unknown.or_else(|| inner.linked_roles.refuse(&call.key, decision.role_unknown?));
        let unknown =
            unknown.or_else(|| decision.interfaces_stay.and_then(|_| inner.interfaces.refuse(&call.key, &call.form)));
        let unknown = unknown.or_else(|| inner.grants.refuse(&call.key, || sent(call, &payload)));
        unknown.or_else(|| inner.principals.refuse(&call.key, || sent(call, &payload)))
    };
    let early = match &decision.action {
        Some(Kind::Throttle) => Some(ErrorReply::throttle(call.route.wire)),
        Some(Kind::Error { code, status, message }) => {
            let mut error = ErrorReply::internal();
            error.code = code.clone().unwrap_or(error.code);
            error.status = status.unwrap_or(error.status);
            error.message = message.clone().unwrap_or(error.message);
            Some(error)
        }
        Some(_) => None,
        None => hidden(),
    };
    inner.calls.add(&call.key, decision.is_fault() || early.is_some());
    if !decision.delay.is_zero() {
        tokio::time::sleep(decision.delay).await;
    }
    if let Some(error) = early {
        drain(payload).await;
        return Ok(call.reply(&error).map(full));
    }
    match &decision.action {
        Some(Kind::ResetBefore) => return Err(CutOff),
        // Ends when the client disconnects: hyper then drops this future.
        Some(Kind::Hang) => std::future::pending().await,
        _ => {}
    }
    if let Some(error) = dry_run::answer(call.route.wire, &call.form) {
        return Ok(call.reply(&error).map(full));
    }
    if let Some(unknown) = decision.policy_unknown {
        inner.policies.set(&call.key, call.parts.uri.path(), unknown);
    }
    if let Some(unknown) = decision.grant_unknown {
        inner.grants.granted(&call.key, &call.form, unknown);
    }
    let answer = match payload {
        Payload::Streaming(body) => stream(inner, call, body).await,
        Payload::Buffered(body) => buffered(inner, call, body, decision).await.map(full),
    };
    match &decision.action {
        Some(Kind::ResetAfter) => {
            // The emulator has finished only when its response was read to the end.
            let _ = answer.into_body().collect().await;
            Err(CutOff)
        }
        Some(Kind::Malformed) => {
            let _ = answer.into_body().collect().await;
            Ok(protocol::malformed(call.route.wire, call.cbor).map(full))
        }
        _ => Ok(answer),
    }
}

/// What a request says, without the encoding of forms.
fn sent(call: &Call, payload: &Payload) -> String {
    match payload {
        Payload::Buffered(body) if call.form.is_empty() => String::from_utf8_lossy(body).into_owned(),
        Payload::Buffered(_) => call.form.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("\n"),
        Payload::Streaming(_) => String::new(),
    }
}

/// Reads a body that is not forwarded: closing the connection while the client sends would look like another fault.
async fn drain(payload: Payload) {
    if let Payload::Streaming(body) = payload {
        let _ = Limited::new(body, MAX_BODY).collect().await;
    }
}

async fn stream(inner: &Inner, call: &Call, body: Incoming) -> Response<Body> {
    let body = body.map_err(Into::into).boxed();
    let sent = forward::send(&inner.emulators, call.route.backend, &call.parts, &call.caller, body).await;
    match sent {
        Ok(response) => match inner.violations.of(&call.key, response.headers()) {
            Some(error) => call.reply(&error).map(full),
            None => response,
        },
        Err(error) => call.reply(&unreachable(call.route.backend, &error)).map(full),
    }
}

async fn buffered(inner: &Inner, call: &Call, body: Bytes, decision: &Decision) -> Response<Bytes> {
    let Some(slot) = inner.tokens.slot(call.route.wire, &call.key, &call.form) else {
        return answer(inner, call, body, decision).await;
    };
    let mut slot = slot.lock().await;
    match slot.replay(&call.form) {
        Some(Ok(response)) => response,
        Some(Err(error)) => call.reply(&error),
        None => {
            let response = answer(inner, call, body, decision).await;
            slot.keep(&call.form, &response);
            response
        }
    }
}

async fn answer(inner: &Inner, call: &Call, body: Bytes, decision: &Decision) -> Response<Bytes> {
    if call.key.service == route::TAGGING {
        return tagging::answer(inner, call, &body, decision.stale_tags).await;
    }
    let logged_to = flow_log_bucket::bucket(&call.key.operation, &call.form);
    if let Some(bucket) = &logged_to {
        share_bucket(inner, call, bucket).await;
    }
    let is_eks = call.key.service == clusters::EKS;
    let head = if is_eks { Some(clusters::head(inner, call).await) } else { None };
    let parts = head.as_ref().unwrap_or(&call.parts);
    let sent = forward::exchange(&inner.emulators, call.route.backend, parts, &call.caller, body).await;
    let response = match sent {
        Ok(response) => response,
        Err(error) => return call.reply(&unreachable(call.route.backend, &error)),
    };
    if let Some(error) = inner.violations.of(&call.key, response.headers()) {
        return call.reply(&error);
    }
    if html_errors::is_page(response.body())
        && let Some(error) = html_errors::translate(&response, &call.key.service, &call.key.operation)
    {
        return call.reply(&error);
    }
    if !response.status().is_success() {
        return response;
    }
    inner.traffic.observe(call);
    inner.interfaces.observe(&call.key, &call.parts.uri, response.body(), decision.interfaces_stay);
    if let Some(bucket) = logged_to.filter(|_| flow_log_bucket::is_created(response.body())) {
        overwrite_policy(inner, call, &bucket).await;
    }
    if let Some(unknown) = decision.principal_unknown {
        inner.principals.created(&call.key, &String::from_utf8_lossy(response.body()), unknown);
    }
    match call.route.wire {
        Wire::Ec2 => shown(inner, call, response, decision),
        Wire::Query if call.key.service == "sts" || call.key.operation == "CreateAccessKey" => {
            inner.keys.learn(response.body(), &call.key.account);
            response
        }
        _ if is_eks => clusters::complete(inner, call, response).await,
        _ => {
            let shown = inner.pending_changes.shown(&call.key, response.body(), decision.change_pending);
            match shown {
                Some(text) => with_body(response, text),
                None => response,
            }
        }
    }
}

/// Applies the consistency faults to an EC2 response.
fn shown(inner: &Inner, call: &Call, response: Response<Bytes>, decision: &Decision) -> Response<Bytes> {
    let Key { account, operation, .. } = &call.key;
    let rewritten = {
        let text = String::from_utf8_lossy(response.body());
        if decision.on_created.is_empty() {
            inner.consistency.listed(account, operation, &text)
        } else {
            inner.consistency.created(account, operation, &decision.on_created, &text)
        }
    };
    match rewritten {
        Some(text) => with_body(response, text),
        None => response,
    }
}

/// A response with another body.
fn with_body(response: Response<Bytes>, text: String) -> Response<Bytes> {
    let (mut head, _) = response.into_parts();
    head.headers.insert(http::header::CONTENT_LENGTH, text.len().into());
    Response::from_parts(head, text.into())
}

/// Makes moto's own S3 agree with ministack's on whether a bucket exists.
async fn share_bucket(inner: &Inner, call: &Call, bucket: &str) {
    let caller = &Caller { access_key: call.key.account.clone(), account: call.key.account.clone() };
    let request = |method: Method| {
        let scope = caller.authorization("us-east-1", "s3");
        Request::builder().method(method).uri(format!("/{bucket}")).header("authorization", scope).body(())
    };
    let send = |backend, method| async move {
        let (parts, ()) = request(method).ok()?.into_parts();
        forward::exchange(&inner.emulators, backend, &parts, caller, Bytes::new()).await.ok()
    };
    let found = send(Backend::Ministack, Method::HEAD).await;
    // A bucket of another region than the requested one results in a redirect.
    let exists = found.is_some_and(|found| found.status().is_success() || found.status().is_redirection());
    let _ = send(Backend::Moto, if exists { Method::PUT } else { Method::DELETE }).await;
}

/// Attaches the policy that EC2 attaches to the bucket of a new flow log. Rule `flow-log-bucket-policy`.
async fn overwrite_policy(inner: &Inner, call: &Call, bucket: &str) {
    let Key { account, region, .. } = &call.key;
    let caller = &Caller { access_key: account.clone(), account: account.clone() };
    let send = async |method: Method, body: Bytes| {
        let request = Request::builder().method(method).uri(format!("/{bucket}?policy"));
        let request = request.header("authorization", caller.authorization(region, "s3")).body(()).ok()?;
        let (parts, ()) = request.into_parts();
        forward::exchange(&inner.emulators, Backend::Ministack, &parts, caller, body).await.ok()
    };
    let there = send(Method::GET, Bytes::new()).await;
    if !there.is_some_and(|there| there.status().is_success() && flow_log_bucket::delivers(there.body())) {
        send(Method::PUT, flow_log_bucket::policy(bucket, account, region).into()).await;
    }
}
