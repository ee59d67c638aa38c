//! Names that more than one service takes by the same rule.

/// What is wrong with an identifier of RDS or ElastiCache: they would write it in lower case, and it would be another
/// name.
pub(crate) fn check_lower(field: &str, name: &str, longest: usize) -> Option<String> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let fits = (1..=longest).contains(&name.len())
        && name.chars().all(good)
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && !name.contains("--");
    let text = "lower-case letters, digits and single hyphens, a letter first";
    (!fits).then(|| format!("`{field}` is `{name}`: it has 1 to {longest} {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_service_would_change_or_refuse_are_found() {
        for longest in [40, 63] {
            assert_eq!(check_lower("identifier", "luneo-prod-1", longest), None);
            for bad in ["", "Luneo", "1luneo", "luneo-", "lu--neo", "lu_neo", &"a".repeat(longest + 1)] {
                assert!(check_lower("identifier", bad, longest).is_some(), "{bad}");
            }
        }
    }
}
