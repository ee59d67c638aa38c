//! Texts compared.

/// "; did you mean `x`?" for the nearest of some names, if one is near.
pub(crate) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let near = names
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(distance, other)| *distance <= 2.max(other.len() / 3))
        .min();
    near.map(|(_, other)| format!("; did you mean `{other}`?")).unwrap_or_default()
}
