//! `aws:iam/AccountPasswordPolicy`: the rules for the passwords of an account's IAM users.

use aws_sdk_iam::types::PasswordPolicy;

use crate::prelude::*;

/// The id: an account has one policy.
const ID: &str = "iam-account-password-policy";

/// The properties of a password policy.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct AccountPasswordPolicyProps {
    /// The minimum number of characters.
    #[arg(default = 6, range = 6..=128)]
    pub minimum_password_length: u8,
    /// Whether a password needs a digit.
    #[arg(default = false)]
    pub require_numbers: bool,
    /// Whether a password needs a character that is neither a letter nor a digit.
    #[arg(default = false)]
    pub require_symbols: bool,
    /// Whether a password needs an upper-case letter.
    #[arg(default = false)]
    pub require_uppercase_characters: bool,
    /// Whether a password needs a lower-case letter.
    #[arg(default = false)]
    pub require_lowercase_characters: bool,
    /// Whether users may change their own passwords.
    #[arg(default = false)]
    pub allow_users_to_change_password: bool,
    /// After how many days a password expires; never if omitted.
    #[arg(range = 1..=1095)]
    pub max_password_age: Option<u16>,
    /// How many earlier passwords of a user cannot be used again; none if omitted.
    #[arg(range = 1..=24)]
    pub password_reuse_prevention: Option<u8>,
    /// Whether only an administrator can replace an expired password.
    #[arg(default = false)]
    pub hard_expiry: bool,
}

/// The rules for the passwords of all IAM users of the account (`UpdateAccountPasswordPolicy`). They apply to passwords that are
/// set later.
///
/// A create takes over the policy that the account has, unless that is stricter in one of the properties: then it fails and
/// changes nothing. The delete leaves the account with the default policy of IAM (`DeleteAccountPasswordPolicy`), as Terraform
/// does: use the option `retain_on_delete` to keep the rules.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html>
#[resource("aws:iam/AccountPasswordPolicy", props = AccountPasswordPolicyProps)]
pub struct AccountPasswordPolicy {
    /// Whether passwords expire.
    #[attr(changes)]
    pub expire_passwords: bool,
}

impl Resource for AccountPasswordPolicy {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .global()
            .terraform(&[("aws_iam_account_password_policy", "{id}")])
            .unique(&[&[]])
            .typical(Seconds::each(1))
    }

    fn check(props: &AccountPasswordPolicyProps) -> Vec<String> {
        violations! {
            props.hard_expiry && props.max_password_age.is_none() =>
                "`hard_expiry` is about expired passwords: set `max_password_age`";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &AccountPasswordPolicyProps) -> Result<Self::Attrs> {
        cx.allocate(props, || async {
            let stricter = get(cx).await?.map(|existing| stricter(&existing, props)).unwrap_or_default();
            if !stricter.is_empty() {
                let message = format!(
                    "the account has a stricter password policy ({}); nothing of it was changed\nDeclare these values, or import the \
                     policy with the option `import(\"{ID}\")` to make it less strict",
                    stricter.join(", ")
                );
                return Err(ProviderError::new(ErrorKind::AlreadyExists, message));
            }
            put(cx, props).await?;
            Ok(Id::new(ID))
        })
        .await?;
        Ok(attrs(props))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let policy = get(cx).await?;
        let found = ids.iter().filter(|id| id.as_str() == ID).filter_map(|id| {
            let props = policy.clone()?;
            Some(ResourceState { id: id.clone(), attrs: attrs(&props), props, status: Status::Ready })
        });
        Ok(found.collect())
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        cx.eventually(&[], || put(cx, &change.new)).await?;
        Ok(attrs(&change.new))
    }

    async fn delete(cx: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        retry!(cx, &[], cx.api().iam().delete_account_password_policy()).ignore_not_found()
    }
}

impl Identity<Self> for AccountPasswordPolicy {
    /// Repeating the call has no further effect, so it is sent again after a lost response.
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &AccountPasswordPolicyProps) -> Result<Vec<Id>> {
        let found = get(cx).await?.filter(|existing| existing == props);
        Ok(found.map(|_| Id::new(ID)).into_iter().collect())
    }
}

fn attrs(props: &AccountPasswordPolicyProps) -> AccountPasswordPolicyAttrs {
    AccountPasswordPolicyAttrs { expire_passwords: props.max_password_age.is_some() }
}

/// Sends every property: IAM sets those that a request leaves out to their defaults, and accepts no 0 for "never".
async fn put(cx: &OperationContext<AccountPasswordPolicy>, props: &AccountPasswordPolicyProps) -> Result<()> {
    let call = cx
        .api()
        .iam()
        .update_account_password_policy()
        .minimum_password_length(props.minimum_password_length.into())
        .require_numbers(props.require_numbers)
        .require_symbols(props.require_symbols)
        .require_uppercase_characters(props.require_uppercase_characters)
        .require_lowercase_characters(props.require_lowercase_characters)
        .allow_users_to_change_password(props.allow_users_to_change_password)
        .set_max_password_age(props.max_password_age.map(Into::into))
        .set_password_reuse_prevention(props.password_reuse_prevention.map(Into::into))
        .hard_expiry(props.hard_expiry);
    send!(cx, call).map(drop)
}

/// The policy of the account, if it has one.
async fn get(cx: &ReadContext<Aws>) -> Result<Option<AccountPasswordPolicyProps>> {
    let response = optional(send!(cx, cx.api().iam().get_account_password_policy()))?;
    response.and_then(|response| response.password_policy).map(|policy| props_of(&policy)).transpose()
}

fn props_of(policy: &PasswordPolicy) -> Result<AccountPasswordPolicyProps> {
    // 0 is the same as none.
    let some = |number: Option<i32>| number.filter(|number| *number > 0);
    let small = |number: i32, what: &str| u8::try_from(number).map_err(|_| unreadable(what));
    Ok(AccountPasswordPolicyProps {
        minimum_password_length: small(policy.minimum_password_length.unwrap_or(6), "minimum password length")?,
        require_numbers: policy.require_numbers,
        require_symbols: policy.require_symbols,
        require_uppercase_characters: policy.require_uppercase_characters,
        require_lowercase_characters: policy.require_lowercase_characters,
        allow_users_to_change_password: policy.allow_users_to_change_password,
        max_password_age: some(policy.max_password_age)
            .map(|days| u16::try_from(days).map_err(|_| unreadable("maximum password age")))
            .transpose()?,
        password_reuse_prevention: some(policy.password_reuse_prevention)
            .map(|number| small(number, "password reuse prevention"))
            .transpose()?,
        hard_expiry: policy.hard_expiry == Some(true),
    })
}

/// In what the existing policy is stricter than the desired one, with its values.
fn stricter(existing: &AccountPasswordPolicyProps, desired: &AccountPasswordPolicyProps) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |is_stricter: bool, name: &str, value: &dyn std::fmt::Display| {
        if is_stricter {
            found.push(format!("`{name}` is {value}"));
        }
    };
    let (length, reuse) = (existing.minimum_password_length, existing.password_reuse_prevention.unwrap_or_default());
    compare(length > desired.minimum_password_length, "minimum_password_length", &length);
    compare(reuse > desired.password_reuse_prevention.unwrap_or_default(), "password_reuse_prevention", &reuse);
    let (age, most) = (existing.max_password_age, desired.max_password_age.unwrap_or(u16::MAX));
    compare(age.is_some_and(|age| age < most), "max_password_age", &age.unwrap_or_default());
    for (name, existing, desired) in [
        ("require_numbers", existing.require_numbers, desired.require_numbers),
        ("require_symbols", existing.require_symbols, desired.require_symbols),
        ("require_uppercase_characters", existing.require_uppercase_characters, desired.require_uppercase_characters),
        ("require_lowercase_characters", existing.require_lowercase_characters, desired.require_lowercase_characters),
        ("hard_expiry", existing.hard_expiry, desired.hard_expiry),
    ] {
        compare(existing && !desired, name, &existing);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(minimum_password_length: u8) -> AccountPasswordPolicyProps {
        AccountPasswordPolicyProps {
            minimum_password_length,
            require_numbers: true,
            require_symbols: false,
            require_uppercase_characters: false,
            require_lowercase_characters: false,
            allow_users_to_change_password: true,
            max_password_age: Some(90),
            password_reuse_prevention: Some(24),
            hard_expiry: false,
        }
    }

    #[test]
    fn a_policy_is_taken_over_unless_it_is_stricter() {
        assert_eq!(stricter(&policy(8), &policy(14)), [""; 0]);
        assert_eq!(stricter(&policy(14), &policy(14)), [""; 0]);
        assert_eq!(stricter(&policy(20), &policy(14)), ["`minimum_password_length` is 20"]);
        let never = AccountPasswordPolicyProps { max_password_age: None, ..policy(14) };
        assert_eq!(stricter(&never, &policy(14)), [""; 0]);
        assert_eq!(stricter(&policy(14), &never), ["`max_password_age` is 90"]);
        let fewer =
            AccountPasswordPolicyProps { password_reuse_prevention: None, require_numbers: false, ..policy(14) };
        assert_eq!(stricter(&policy(14), &fewer), ["`password_reuse_prevention` is 24", "`require_numbers` is true"]);
    }
}
