//! `ClientToken` makes an EC2 create idempotent. moto ignores it, so a retried create would create a second resource,
//! which is the fault that tokens prevent.
//!
//! As on AWS, the same token with the same parameters gets the first response again, even after the resource was
//! deleted; with other parameters it is an error. AWS expires tokens after about a day; the gateway does so at a
//! reset.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::Response;

use crate::calls::Key;
use crate::protocol::{ErrorReply, Form, Wire, form_value};

/// The parameters of the first call with a token, and its response.
#[derive(Default)]
pub(crate) struct Slot {
    first: Option<(u64, Response<Bytes>)>,
}

pub(crate) type Held = Arc<tokio::sync::Mutex<Slot>>;

#[derive(Default)]
pub(crate) struct Tokens {
    slots: Mutex<HashMap<(Key, String), Held>>,
}

impl Tokens {
    /// The slot of a call's token, if it has one. Only the holder of its lock may execute a call with that token.
    pub(crate) fn slot(&self, wire: Wire, call: &Key, form: &Form) -> Option<Held> {
        let verbs = ["Create", "Allocate", "Run"];
        if wire != Wire::Ec2 || !verbs.iter().any(|verb| call.operation.starts_with(verb)) {
            return None;
        }
        let token = form_value(form, "ClientToken").filter(|token| !token.is_empty())?;
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        Some(slots.entry((call.clone(), token.to_owned())).or_default().clone())
    }

    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|(key, _), _| account.is_some_and(|a| a != key.account));
    }
}

impl Slot {
    /// The response to the first call with the token, or the error if that call had other parameters.
    pub(crate) fn replay(&self, form: &Form) -> Option<Result<Response<Bytes>, ErrorReply>> {
        let (digest, response) = self.first.as_ref()?;
        if *digest == self::digest(form) {
            return Some(Ok(response.clone()));
        }
        let message = "The request uses the same client token as a previous, but non-identical request.";
        Some(Err(ErrorReply::new(400, "IdempotentParameterMismatch", message)))
    }

    /// Stores a success. A failed create may be retried with its token.
    pub(crate) fn keep(&mut self, form: &Form, response: &Response<Bytes>) {
        let body = String::from_utf8_lossy(response.body());
        let failed_inside = body.contains("<unsuccessful><item>");
        if response.status().is_success() && !failed_inside {
            self.first = Some((digest(form), response.clone()));
        }
    }
}

fn digest(form: &Form) -> u64 {
    let mut fields: Vec<_> = form.iter().filter(|(name, _)| name != "ClientToken").collect();
    fields.sort();
    let mut hasher = DefaultHasher::new();
    fields.hash(&mut hasher);
    hasher.finish()
}
