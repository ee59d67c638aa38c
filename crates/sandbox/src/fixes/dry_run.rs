//! `DryRun=true` must change nothing. moto ignores it and executes the call.

use crate::protocol::{ErrorReply, Form, Wire, form_value};

/// The response to a dry run: on AWS an error that reports that the call would have succeeded.
pub(crate) fn answer(wire: Wire, form: &Form) -> Option<ErrorReply> {
    let asked = wire == Wire::Ec2 && form_value(form, "DryRun").is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let message = "Request would have succeeded, but DryRun flag is set.";
    asked.then(|| ErrorReply::new(412, "DryRunOperation", message))
}
