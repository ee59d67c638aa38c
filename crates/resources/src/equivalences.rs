//! Equivalent spellings of AWS, in addition to those of [`archipel_engine::equivalence`].

use archipel_engine::equivalence::Equivalence;

/// A name, or the ARN that ends with it.
pub const NAME_OR_ARN: Equivalence = Equivalence::new("name or ARN", |left, right| {
    let names = |name: &str, arn: &str| {
        let end = arn.strip_prefix("arn:").filter(|_| !name.starts_with("arn:")).and_then(|arn| arn.strip_suffix(name));
        !name.is_empty() && end.is_some_and(|before| before.ends_with([':', '/']))
    };
    left == right || names(left, right) || names(right, left)
});

/// A KMS key by its id, its ARN or an alias. Only KMS knows the key of an alias: services return the key that
/// the alias referred to, which is not drift.
pub const KMS_KEY: Equivalence =
    Equivalence::new("key id, ARN or alias", |left, right| (NAME_OR_ARN.same)(left, right))
        .or_possibly(|applied, seen| is_alias(applied) && !is_alias(seen));

/// A version that the service completes or shortens: `16` may become `16.6`, and `7.1.0` is returned as `7.1`.
pub const VERSION: Equivalence = Equivalence::new("a version, or the beginning of one", |left, right| left == right)
    .or_possibly(|applied, seen| {
        let begins = |part: &str, whole: &str| whole.strip_prefix(part).is_some_and(|rest| rest.starts_with('.'));
        let applied = applied.strip_suffix(".x").unwrap_or(applied);
        begins(applied, seen) || begins(seen, applied)
    });

/// The access string of a user. A user starts without commands, and ElastiCache writes `-@all` before the commands of a string
/// that does not begin with all or none of them: `on ~app:* +@read` becomes `on ~app:* -@all +@read`.
pub const ACCESS_STRING: Equivalence =
    Equivalence::new("with or without `-@all` before the commands", |left, right| {
        fn complete(text: &str) -> Vec<&str> {
            let mut rules: Vec<&str> = text.split_whitespace().collect();
            let is_base = |rule: &&str| ["-@all", "+@all", "allcommands", "nocommands"].contains(rule);
            if !rules.iter().any(is_base) {
                let commands = rules.iter().position(|rule| rule.starts_with(['+', '-'])).unwrap_or(rules.len());
                rules.insert(commands, "-@all");
            }
            rules
        }
        complete(left) == complete(right)
    });

fn is_alias(key: &str) -> bool {
    key.starts_with("alias/") || key.contains(":alias/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234-abcd";
    const ALIAS: &str = "arn:aws:kms:eu-west-1:111122223333:alias/luneo/data";

    #[test]
    fn a_name_is_the_arn_that_ends_with_it() {
        let arn = "arn:aws:iam::111122223333:instance-profile/path/bastion";
        for (left, right, same) in [
            ("bastion", arn, true),
            ("path/bastion", arn, true),
            ("astion", arn, false),
            ("", arn, false),
            (arn, "arn:aws:iam::111122223333:instance-profile/bastion", false),
            ("queue", "arn:aws:sqs:eu-west-1:111122223333:queue", true),
            ("a", "b", false),
        ] {
            assert_eq!((NAME_OR_ARN.same)(left, right), same, "{left} {right}");
            assert_eq!((NAME_OR_ARN.same)(right, left), same, "{right} {left}");
        }
    }

    #[test]
    fn an_access_string_begins_without_commands() {
        for (left, right, same) in [
            ("on ~app:* +@read", "on ~app:* -@all +@read", true),
            ("on ~app:* -@all +@read", "on  ~app:*  -@all +@read", true),
            ("on ~*", "on ~* -@all", true),
            ("on ~* +@all", "on ~* -@all +@all", false),
            ("on ~app:* +@read", "on ~app:* -@all +@write", false),
            ("on ~app:* +@read", "on ~* -@all +@read", false),
            ("on ~* +get -@all", "on ~* -@all +get", false),
        ] {
            assert_eq!((ACCESS_STRING.same)(left, right), same, "{left}, {right}");
            assert_eq!((ACCESS_STRING.same)(right, left), same, "{right}, {left}");
        }
    }

    #[test]
    fn a_key_equals_its_arn_and_may_equal_an_alias() {
        assert!((KMS_KEY.same)("1234-abcd", KEY) && (KMS_KEY.same)(ALIAS, "alias/luneo/data"));
        assert!(!(KMS_KEY.same)("alias/luneo/data", KEY) && !(KMS_KEY.same)("alias/data", ALIAS));
        for alias in ["alias/luneo/data", ALIAS] {
            assert!((KMS_KEY.may_be_same)(alias, KEY) && (KMS_KEY.may_be_same)(alias, "1234-abcd"));
        }
        // A key that is another one, and an alias that took its place, are drift.
        assert!(!(KMS_KEY.may_be_same)(KEY, "1234-other") && !(KMS_KEY.may_be_same)(KEY, ALIAS));
    }

    #[test]
    fn a_version_may_have_become_a_longer_one() {
        for (applied, seen) in [("16", "16.6"), ("8.0", "8.0.mysql_aurora.3.08.0"), ("7.1.0", "7.1"), ("6.x", "6.2")] {
            assert!((VERSION.may_be_same)(applied, seen), "{applied} {seen}");
            assert!(!(VERSION.same)(applied, seen), "a program that changes it wants it changed");
        }
        for (applied, seen) in [("16.6", "16.8"), ("1", "16.6"), ("16", "17.1")] {
            assert!(!(VERSION.may_be_same)(applied, seen), "{applied} {seen}");
        }
    }
}
