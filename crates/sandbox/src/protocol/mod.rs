//! The emulators and the protocols of AWS services.

mod error_reply;
mod form;

pub(crate) use error_reply::{ErrorReply, malformed};
pub(crate) use form::{Form, form_value, parse_form, query_value};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Backend {
    /// moto serves everything that refers to a VPC or a role.
    Moto,
    /// ministack serves the services without references to others.
    Ministack,
}

impl Backend {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Moto => "moto",
            Self::Ministack => "ministack",
        }
    }

    pub(crate) fn version(self) -> &'static str {
        let pin = crate::install::PINS[match self {
            Self::Moto => 0,
            Self::Ministack => 1,
        }];
        pin.split("==").nth(1).unwrap_or_default()
    }

    pub(crate) fn health_path(self) -> &'static str {
        match self {
            Self::Moto => "/moto-api/config",
            Self::Ministack => "/_ministack/health",
        }
    }
}

/// The protocol of a service: the position of the operation's name, and the format of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wire {
    /// EC2's form-encoded requests and its own error document.
    Ec2,
    /// Form-encoded requests, XML responses (IAM, STS, RDS).
    Query,
    /// JSON with the operation in `x-amz-target`.
    Json,
    /// JSON with the operation in method and path (EKS, Lambda).
    RestJson,
    /// XML with the operation in method and path (Route 53, CloudFront).
    RestXml,
    S3,
}
