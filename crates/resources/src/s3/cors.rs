//! Rules of a bucket for requests of browsers from other origins (CORS).

use aws_sdk_s3::types as sdk;

use crate::prelude::*;

/// A rule that lets browsers send requests from pages of other origins.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(CorsRule)]
pub struct CorsRuleProps {
    /// The allowed methods.
    #[arg(required, set, items = 1..=5)]
    pub allowed_methods: Vec<CorsMethod>,
    /// The allowed origins, such as `https://*.example.com`. A `*`, at most one in each, stands for any text.
    #[arg(required, set, items = 1.., pattern = "[^*]*[*]?[^*]*", length = 1..)]
    pub allowed_origins: Vec<String>,
    /// The allowed headers of requests. A `*`, at most one in each, stands for any text.
    #[arg(set, pattern = "[^*]*[*]?[^*]*", length = 1..)]
    pub allowed_headers: Vec<String>,
    /// The headers of responses that a page may read.
    #[arg(set, pattern = "[A-Za-z0-9-]+")]
    pub expose_headers: Vec<String>,
    /// How long a browser may keep the response to a preflight request, in seconds.
    #[arg(range = 0..=2147483647)]
    pub max_age_seconds: Option<u32>,
    /// The name of the rule.
    #[arg(length = 1..=255)]
    pub id: Option<String>,
}

/// A method of requests from other origins.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum CorsMethod {
    /// Read an object.
    Get,
    /// Write an object.
    Put,
    /// Write an object with a form.
    Post,
    /// Delete an object.
    Delete,
    /// Read the metadata of an object.
    Head,
}

pub(super) fn to_sdk(rules: &[CorsRuleProps]) -> Result<sdk::CorsConfiguration> {
    let rules = rules.iter().map(rule_to_sdk).collect::<Result<Vec<_>>>()?;
    build_input(sdk::CorsConfiguration::builder().set_cors_rules(Some(rules)).build())
}

fn rule_to_sdk(rule: &CorsRuleProps) -> Result<sdk::CorsRule> {
    let some = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
    build_input(
        sdk::CorsRule::builder()
            .set_id(rule.id.clone())
            .set_allowed_methods(Some(rule.allowed_methods.iter().map(|method| method.as_str().to_owned()).collect()))
            .set_allowed_origins(Some(rule.allowed_origins.clone()))
            .set_allowed_headers(some(&rule.allowed_headers))
            .set_expose_headers(some(&rule.expose_headers))
            .set_max_age_seconds(rule.max_age_seconds.map(number))
            .build(),
    )
}

pub(super) fn from_sdk(rules: &[sdk::CorsRule]) -> Result<Vec<CorsRuleProps>> {
    let rule = |rule: &sdk::CorsRule| {
        let methods = rule.allowed_methods().iter().map(|method| parsed("method", Some(method)));
        Ok(CorsRuleProps {
            allowed_methods: methods.collect::<Result<_>>()?,
            allowed_origins: rule.allowed_origins().to_vec(),
            allowed_headers: rule.allowed_headers().to_vec(),
            expose_headers: rule.expose_headers().to_vec(),
            max_age_seconds: rule.max_age_seconds().and_then(|seconds| u32::try_from(seconds).ok()),
            id: rule.id().map(str::to_owned),
        })
    };
    rules.iter().map(rule).collect()
}
