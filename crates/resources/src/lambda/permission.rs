//! `aws:lambda/Permission`: the permission of a service or an account to invoke a function.

use serde_json::Value as Json;

use crate::prelude::*;

/// The properties of a permission.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct PermissionProps {
    /// The function's name.
    #[arg(replace = "a permission is a part of its function", length = 1..=256, pattern = "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}(-gov|-iso[a-z]?)?-[a-z]+-\\d:)?(\\d{12}:)?(function:)?[a-zA-Z0-9_.-]+(:[$a-zA-Z0-9_.-]+)?")]
    pub function_name: String,
    /// The id of the statement, unique in the function's policy: up to 100 letters, digits, `-` and `_`.
    #[arg(replace = "Lambda cannot change a permission", length = 1..=100, pattern = "[A-Za-z0-9_-]+")]
    pub statement_id: String,
    /// The principal: a service (`secretsmanager.amazonaws.com`), an account's id, or an ARN.
    #[arg(replace = "Lambda cannot change a permission", pattern = "[^\\s]+", length = ..=2048)]
    pub principal: String,
    /// The action.
    #[arg(
        default = "lambda:InvokeFunction",
        replace = "Lambda cannot change a permission",
        pattern = "lambda:[*]|lambda:[a-zA-Z]+|[*]", length = ..=10000)]
    pub action: String,
    /// The ARN of the resource for which a service invokes the function.
    #[arg(replace = "Lambda cannot change a permission")]
    pub source_arn: Option<Arn>,
    /// The account of the source. Set it if `source_arn` contains no account or is unset.
    #[arg(replace = "Lambda cannot change a permission", pattern = "\\d{12}")]
    pub source_account: Option<AccountId>,
}

/// A permission to invoke a function (`AddPermission`), which is a statement of its policy.
///
/// <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>
#[resource("aws:lambda/Permission", props = PermissionProps)]
pub struct Permission {
    /// The function's name.
    #[attr(input = "function_name")]
    pub function_name: String,
    /// The id of the statement.
    #[attr(input = "statement_id")]
    pub statement_id: String,
}

impl Resource for Permission {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_lambda_permission", "{function_name}|{statement_id}")])
            .unique(&[&["function_name", "statement_id"]])
            .typical(Seconds::each(1))
    }

    async fn create(cx: &OperationContext<Self>, props: &PermissionProps) -> Result<Self::Attrs> {
        let turn = cx.api().exclusive(&turn_of(&props.function_name)).await;
        cx.allocate(props, || async {
            let api = cx.api().lambda();
            let call = api
                .add_permission()
                .function_name(&props.function_name)
                .statement_id(&props.statement_id)
                .principal(&props.principal)
                .action(&props.action)
                .set_source_arn(props.source_arn.as_ref().map(Arn::to_string))
                .set_source_account(props.source_account.as_ref().map(AccountId::to_string));
            added(send!(cx, call.customize().config_override(no_retry::lambda())))?;
            Ok(id_of(props))
        })
        .await?;
        until_listed(cx, &props.function_name, &props.statement_id, true).await?;
        drop(turn);
        Ok(attrs_of(props))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let (function, statement) = parts(id);
            let found = statements(cx, function).await?.into_iter().find(|one| one.statement_id == statement);
            let attrs = found.as_ref().map(attrs_of);
            let state = |(props, attrs)| ResourceState { id: id.clone(), props, attrs, status: Status::Ready };
            Ok(found.zip(attrs).map(state))
        })
        .await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (function, statement) = parts(id);
        let turn = cx.api().exclusive(&turn_of(function)).await;
        let call = cx.api().lambda().remove_permission().function_name(function).statement_id(statement);
        retry!(cx, &["ResourceConflictException"], call).ignore_not_found()?;
        until_listed(cx, function, statement, false).await?;
        drop(turn);
        Ok(())
    }
}

impl Identity<Self> for Permission {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    /// Statements have no tags: an equal one counts as created.
    async fn find(cx: &OperationContext<Self>, props: &PermissionProps) -> Result<Vec<Id>> {
        let same = statements(cx, &props.function_name).await?.contains(props);
        Ok(same.then(|| id_of(props)).into_iter().collect())
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        // This stack owns the statements of its functions.
        let mut found = Vec::new();
        for function in <super::Function as NaturalKey>::list(cx).await? {
            found.extend(statements(cx, function.as_str()).await?.iter().map(id_of));
        }
        Ok(found)
    }
}

/// The key of changes of a function's policy. Lambda loses some of those that it gets at the same time.
fn turn_of(function: &str) -> String {
    // A function can be named by its name or its ARN.
    format!("lambda policy {}", function.rsplit(':').next().unwrap_or(function))
}

/// Waits until a function's policy has, or no longer has, a statement.
async fn until_listed(cx: &OperationContext<Permission>, function: &str, statement: &str, listed: bool) -> Result<()> {
    cx.eventually(&[], || async {
        let found = statements(cx, function).await?.iter().any(|one| one.statement_id == statement);
        if found == listed {
            return Ok(());
        }
        let expected = if listed { "has no" } else { "still has the" };
        let message = format!("the policy of {function} {expected} statement {statement}");
        Err(ProviderError::new(ErrorKind::NotYet, message))
    })
    .await
}

/// Lambda has one code for an existing statement and for a conflicting change.
fn added<T>(answer: Result<T>) -> Result<T> {
    answer.map_err(|error| {
        if !error.has_code(&["ResourceConflictException"]) {
            return error;
        }
        let exists = error.message.contains("already exists");
        ProviderError { kind: if exists { ErrorKind::AlreadyExists } else { ErrorKind::NotYet }, ..error }
    })
}

fn id_of(props: &PermissionProps) -> Id {
    Id::joined([props.function_name.as_str(), &props.statement_id])
}

/// The function and the statement in an id. Neither can contain a `|`.
fn parts(id: &Id) -> (&str, &str) {
    id.as_str().split_once('|').unwrap_or((id.as_str(), ""))
}

fn attrs_of(props: &PermissionProps) -> PermissionAttrs {
    PermissionAttrs { function_name: props.function_name.clone(), statement_id: props.statement_id.clone() }
}

/// The permissions of a function; empty when the function does not exist.
async fn statements(cx: &ReadContext<Aws>, function: &str) -> Result<Vec<PermissionProps>> {
    let response = optional(send!(cx, cx.api().lambda().get_policy().function_name(function)))?;
    let Some(text) = response.and_then(|response| response.policy) else { return Ok(Vec::new()) };
    let policy: Json = serde_json::from_str(&text).map_err(|_| unreadable("policy"))?;
    let statements = policy["Statement"].as_array().ok_or_else(|| unreadable("policy"))?;
    Ok(statements.iter().map(|statement| props_of(function, statement)).collect())
}

fn props_of(function: &str, statement: &Json) -> PermissionProps {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let principal = &statement["Principal"];
    let named = ["Service", "AWS"].iter().find_map(|kind| text(&principal[kind])).or_else(|| text(principal));
    // Lambda returns an account's id as the ARN of its root.
    let principal = named.unwrap_or_default();
    let account = principal.strip_suffix(":root").and_then(|rest| rest.rsplit(':').next()).map(str::to_owned);
    // The service returns condition keys with different case.
    let condition = |operator: &str, key: &str| {
        let keys = statement["Condition"][operator].as_object()?;
        keys.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).and_then(|(_, value)| text(value))
    };
    PermissionProps {
        function_name: function.to_owned(),
        statement_id: text(&statement["Sid"]).unwrap_or_default(),
        principal: account.unwrap_or(principal),
        action: text(&statement["Action"]).unwrap_or_default(),
        source_arn: condition("ArnLike", "aws:SourceArn").map(Arn::new),
        source_account: condition("StringEquals", "aws:SourceAccount").map(AccountId::new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_read_as_what_made_it() {
        let statement = serde_json::json!({
            "Sid": "rotation", "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "arn:aws:lambda:f",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Condition": {
                "StringEquals": {"AWS:SourceAccount": "111122223333"},
                "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::luneo"},
            },
        });
        let props = props_of("f", &statement);
        assert_eq!(props.principal, "111122223333");
        assert_eq!(props.source_account.as_ref().map(AccountId::as_str), Some("111122223333"));
        assert_eq!(props.source_arn.as_ref().map(Arn::as_str), Some("arn:aws:s3:::luneo"));
        let service = serde_json::json!({"Sid": "s", "Principal": {"Service": "secretsmanager.amazonaws.com"}});
        assert_eq!(props_of("f", &service).principal, "secretsmanager.amazonaws.com");
        assert_eq!(props_of("f", &serde_json::json!({"Principal": "*"})).principal, "*");
    }
}
