//! IAM policies with outputs in them: statements, principals, conditions.

use std::collections::BTreeMap;

use archipel_engine::program::{Expr, SourceLocation};
use archipel_engine::{AnyInput, Output, Value, document_inputs};

use super::{PolicyDocument, policy_check};

/// An IAM policy with outputs in it: made of [`Statement`]s, or written with [`policy!`](archipel_engine::policy).
///
/// It can be passed where a policy document is expected, and where text is. It depends on every output in it. What IAM
/// would refuse in its form is an error in the plan.
///
/// ```
/// # use archipel_engine::{Output, Stack, output_format};
/// # use archipel_resources::types::{Arn, Policy, Principal, Statement};
/// # fn declare(stack: &Stack, bucket: &Output<Arn>, key: &Output<Arn>) {
/// let reads = Policy::new([
///     Statement::allow("s3:ListBucket").on(bucket),
///     Statement::allow(["s3:GetObject", "s3:GetObjectVersion"]).on(output_format!("{}/*", bucket)),
///     Statement::allow("kms:Decrypt").on(key).when("StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com"),
/// ]);
/// let trust = Policy::new([Statement::allow("sts:AssumeRole").principal(Principal::Service, "ec2.amazonaws.com")]);
/// # stack.output("reads", reads);
/// # stack.output("trust", trust);
/// # }
/// # let arn = |text: &str| Output::known(Arn::new(text));
/// # let mut test = archipel_engine::testing::Test::new("shop", "dev");
/// # let planned = test.plan(|stack| declare(stack, &arn("arn:aws:s3:::a"), &arn("arn:aws:kms:::key/b")));
/// # let reads = planned.output("reads").as_str().unwrap();
/// # assert!(reads.contains(r#""Resource":"arn:aws:s3:::a/*""#), "{reads}");
/// ```
#[derive(Clone)]
pub struct Policy {
    document: Expr,
    at: SourceLocation,
}

impl Policy {
    /// A policy of these statements. Only AWS's current version of the policy language is written: `2012-10-17`.
    #[must_use]
    #[track_caller]
    pub fn new(statements: impl IntoIterator<Item = Statement>) -> Self {
        let statements = statements.into_iter().map(|statement| statement.into_expr()).collect();
        Self {
            document: Expr::map(BTreeMap::from([("Statement".to_owned(), Expr::list(statements))])),
            at: SourceLocation::caller(),
        }
    }

    /// A policy that is written as JSON. For the code that [`policy!`](archipel_engine::policy) writes.
    #[must_use]
    #[track_caller]
    pub fn from_json(document: impl AnyInput) -> Self {
        Self { document: document.to_json_expr(), at: SourceLocation::caller() }
    }

    /// The document, to compute with.
    #[must_use]
    pub fn document(&self) -> Output<PolicyDocument> {
        Output::from_expr(self.document.apply(self.at, |document| {
            policy_check::complete(document.masked()).map(|document| Value::Str(document.to_string()))
        }))
    }
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        archipel_engine::program::debug(f, "Policy", &self.document)
    }
}

impl AnyInput for Policy {
    fn to_expr(&self) -> Expr {
        self.document().expr().clone()
    }

    fn to_json_expr(&self) -> Expr {
        self.document().to_json_expr()
    }
}

document_inputs!(PolicyDocument: Policy, &Policy => document);
document_inputs!(String: Policy, &Policy => document);

/// The kind of a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal {
    /// Accounts, roles and users, by their ARNs; an account also by its id.
    Aws,
    /// AWS services, such as `lambda.amazonaws.com`.
    Service,
    /// Identity providers, by their ARNs.
    Federated,
    /// Users of S3 without an account of their own, by canonical ids.
    CanonicalUser,
}

impl Principal {
    const fn key(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Service => "Service",
            Self::Federated => "Federated",
            Self::CanonicalUser => "CanonicalUser",
        }
    }
}

/// A statement of a [`Policy`].
///
/// Actions, resources, principals and the values of conditions are each one text or a list: plain text, outputs, and
/// both with [`list!`](archipel_engine::list). A further call adds to them.
#[derive(Clone)]
#[must_use]
pub struct Statement {
    /// Text and lists, by the name of the element.
    elements: BTreeMap<&'static str, Vec<Expr>>,
    principals: BTreeMap<&'static str, Vec<Expr>>,
    conditions: BTreeMap<String, BTreeMap<String, Vec<Expr>>>,
}

impl std::fmt::Debug for Statement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        archipel_engine::program::debug(f, "Statement", &self.clone().into_expr())
    }
}

impl Statement {
    fn of(effect: &str, key: &'static str, actions: &impl AnyInput) -> Self {
        let statement = Self { elements: BTreeMap::new(), principals: BTreeMap::new(), conditions: BTreeMap::new() };
        statement.with("Effect", &effect).with(key, actions)
    }

    fn with(mut self, key: &'static str, value: &impl AnyInput) -> Self {
        self.elements.entry(key).or_default().push(value.to_json_expr());
        self
    }

    /// Allows these actions.
    pub fn allow(actions: impl AnyInput) -> Self {
        Self::of("Allow", "Action", &actions)
    }

    /// Denies these actions, whatever else allows them.
    pub fn deny(actions: impl AnyInput) -> Self {
        Self::of("Deny", "Action", &actions)
    }

    /// Allows all actions but these (`NotAction`).
    pub fn allow_except(actions: impl AnyInput) -> Self {
        Self::of("Allow", "NotAction", &actions)
    }

    /// Denies all actions but these (`NotAction`).
    pub fn deny_except(actions: impl AnyInput) -> Self {
        Self::of("Deny", "NotAction", &actions)
    }

    /// On these resources, by their ARNs.
    pub fn on(self, resources: impl AnyInput) -> Self {
        self.with("Resource", &resources)
    }

    /// On all resources but these (`NotResource`).
    pub fn on_all_except(self, resources: impl AnyInput) -> Self {
        self.with("NotResource", &resources)
    }

    /// For these principals: in policies of resources, such as buckets and keys, and in the trust policies of roles.
    pub fn principal(mut self, kind: Principal, principals: impl AnyInput) -> Self {
        self.principals.entry(kind.key()).or_default().push(principals.to_json_expr());
        self
    }

    /// For everyone (`*`).
    pub fn anyone(self) -> Self {
        self.with("Principal", &"*")
    }

    /// Under a condition: `when("StringEquals", "aws:SourceAccount", account)`. All conditions of a statement must
    /// hold.
    #[track_caller]
    pub fn when(mut self, operator: impl AsRef<str>, key: impl AsRef<str>, values: impl AnyInput) -> Self {
        let operator = operator.as_ref();
        let values = match policy_check::operator(operator) {
            Ok(()) => values.to_json_expr(),
            Err(message) => Expr::invalid(SourceLocation::caller(), message),
        };
        let keys = self.conditions.entry(operator.to_owned()).or_default();
        keys.entry(key.as_ref().to_owned()).or_default().push(values);
        self
    }

    /// The name of the statement, which is unique in its policy.
    pub fn sid(self, sid: impl AnyInput) -> Self {
        self.with("Sid", &sid)
    }

    fn into_expr(self) -> Expr {
        let entries = self.elements.into_iter().map(|(key, values)| (key.to_owned(), one_or_list(values)));
        let mut statement: BTreeMap<String, Expr> = entries.collect();
        if !self.principals.is_empty() {
            let kinds = self.principals.into_iter().map(|(kind, values)| (kind.to_owned(), one_or_list(values)));
            statement.insert("Principal".into(), Expr::map(kinds.collect()));
        }
        let conditions = self.conditions.into_iter().map(|(operator, keys)| {
            let keys = keys.into_iter().map(|(key, values)| (key, one_or_list(values)));
            (operator, Expr::map(keys.collect()))
        });
        let conditions: BTreeMap<String, Expr> = conditions.collect();
        if !conditions.is_empty() {
            statement.insert("Condition".into(), Expr::map(conditions));
        }
        Expr::map(statement)
    }
}

/// One value as it is, several as a list; the check of the document spreads the lists in it.
fn one_or_list(mut values: Vec<Expr>) -> Expr {
    match values.len() {
        1 => values.remove(0),
        _ => Expr::list(values),
    }
}

impl AnyInput for Statement {
    fn to_expr(&self) -> Expr {
        self.clone().into_expr()
    }
}

impl FromIterator<Statement> for Policy {
    #[track_caller]
    fn from_iter<I: IntoIterator<Item = Statement>>(statements: I) -> Self {
        Self::new(statements)
    }
}

#[cfg(test)]
mod tests {
    use archipel_engine::testing::Test;
    use archipel_engine::{json, list, output_format, policy};
    use serde_json::{Value as Document, json as document};

    use super::*;
    use crate::types::Arn;

    fn bucket() -> Output<Arn> {
        Output::known(Arn::new("arn:aws:s3:::invoices"))
    }

    /// The document of a policy, or what is wrong with it.
    fn planned(policy: &Policy) -> Result<Document, String> {
        let planned = Test::new("shop", "dev").try_plan(|stack| stack.output("policy", policy));
        let planned = planned.map_err(|refusal| refusal.to_string())?;
        let text = planned.output("policy").as_str().ok_or("no text")?;
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn statements_become_a_canonical_document() {
        let bucket = bucket();
        let policy = Policy::new([
            Statement::allow(["s3:GetObject", "s3:ListBucket"]).on(list![&bucket, output_format!("{}/*", bucket)]),
            Statement::deny_except("iam:*")
                .sid("Rest")
                .on_all_except("*")
                .principal(Principal::Service, "ec2.amazonaws.com")
                .principal(Principal::Aws, &bucket)
                .principal(Principal::Aws, ["arn:b"])
                .when("StringEquals", "aws:SourceAccount", "1")
                .when("StringEquals", "aws:SourceAccount", ["2"])
                .when("Bool", "aws:SecureTransport", false),
        ]);
        let expected = document!({
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": ["s3:GetObject", "s3:ListBucket"],
                    "Resource": ["arn:aws:s3:::invoices", "arn:aws:s3:::invoices/*"],
                },
                {
                    "Sid": "Rest",
                    "Effect": "Deny",
                    "NotAction": "iam:*",
                    "NotResource": "*",
                    "Principal": { "Service": "ec2.amazonaws.com", "AWS": ["arn:aws:s3:::invoices", "arn:b"] },
                    "Condition": {
                        "StringEquals": { "aws:SourceAccount": ["1", "2"] },
                        "Bool": { "aws:SecureTransport": false },
                    },
                },
            ],
        });
        assert_eq!(planned(&policy), Ok(expected));
    }

    #[test]
    fn policy_is_the_same_document_as_its_statements() {
        let bucket = bucket();
        let written = policy!({
            "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": [bucket, output_format!("{bucket}/*")] }],
        });
        let built = Policy::new([Statement::allow("s3:*").on(list![&bucket, output_format!("{bucket}/*")])]);
        assert_eq!(planned(&written), planned(&built));
        assert!(planned(&written).is_ok());
    }

    #[test]
    fn what_only_the_values_show_is_an_error_in_the_plan_at_its_line() {
        let (statement, unknown) = (document!({ "Effect": "Allow", "Action": "s3:*" }), "Resorce");
        let cases = [
            (policy!({ "Statement": [{ "Effect": "Allow", "Action": "s3:*", unknown: "*" }] }), "mean `Resource`?"),
            (policy!({ "Statement": [statement, { "Effect": "Deny", "Action": "s3" }] }), "statement 2 of the policy"),
            (Policy::new([]), "no statements"),
            (Policy::new([Statement::allow("s3:*").on(Vec::<String>::new())]), "its `Resource` is empty"),
            (Policy::new([Statement::allow("s3:*").when("StringEqual", "a", "b")]), "did you mean `StringEquals`?"),
            (Policy::from_json(json!({ "Statment": [] })), "did you mean `Statement`?"),
        ];
        for (policy, message) in cases {
            let refusal = planned(&policy).unwrap_err();
            assert!(refusal.contains(message) && refusal.contains("statement.rs:"), "{message}: {refusal}");
        }
    }

    #[test]
    fn a_policy_in_json_is_a_part_of_it() {
        let inner = Policy::new([Statement::allow("s3:*").on(bucket())]);
        let plain = PolicyDocument::new(document!({ "a": 1 }));
        let outer = json!({ "inner": &inner, "output": inner.document(), "plain": plain });
        let planned = Test::new("shop", "dev").plan(|stack| stack.output("outer", &outer));
        let outer: Document = serde_json::from_str(planned.output("outer").as_str().unwrap()).unwrap();
        assert_eq!(outer["inner"]["Statement"][0]["Action"], "s3:*");
        assert_eq!((&outer["inner"], &outer["plain"]), (&outer["output"], &document!({ "a": 1 })));
    }
}
