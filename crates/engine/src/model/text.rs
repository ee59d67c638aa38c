//! "Did you mean": one algorithm for every name that a user may misspell at run time. The derive macros, which cannot
//! import this crate, accept more distant names, of which they know a handful.

/// The nearest of these names, if it is near enough to be a misspelling: at most two edits, or a third of the name.
/// Case has no part in it.
pub fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase();
    names
        .into_iter()
        .map(|other| (strsim::damerau_levenshtein(&name, &other.to_lowercase()), other))
        .filter(|(distance, other)| *distance <= 2.max(other.len() / 3))
        .min()
        .map(|(_, other)| other)
}

/// "; did you mean `x`?" for the nearest of these names, if one is near.
pub(crate) fn did_you_mean<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    nearest(name, names).map(|other| format!("; did you mean `{other}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelling_has_a_nearest_name_and_another_word_has_none() {
        let known = ["primary", "secondary", "cidr_block"];
        assert_eq!(nearest("primry", known), Some("primary"));
        assert_eq!(nearest("CidrBlock", known), Some("cidr_block"));
        assert_eq!(nearest("zones", known), None);
        assert_eq!(did_you_mean("primry", known), "; did you mean `primary`?");
        assert_eq!(did_you_mean("zones", known), "");
    }
}
