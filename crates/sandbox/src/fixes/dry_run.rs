//! `DryRun=true` must change nothing. moto ignores it and carries the call out.

use crate::faults::shape::ErrorReply;
use crate::gateway::operation::{Form, form_value};
use crate::gateway::route::Wire;

/// The answer to a dry run, which on AWS is an error that says that all would have been well.
pub(crate) fn answer(wire: Wire, form: &Form) -> Option<ErrorReply> {
    let asked = wire == Wire::Ec2 && form_value(form, "DryRun").is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let message = "Request would have succeeded, but DryRun flag is set.";
    asked.then(|| ErrorReply::new(412, "DryRunOperation", message))
}
