//! Patterns of property paths, as `ignore_changes` and `replace_on_changes` take them: `rules[*].port`.

use std::collections::BTreeSet;
use std::fmt;

use super::path::{Path, PathError, Segment, Token, tokens};
use super::value::Value;

/// One step of a pattern into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PatternSegment {
    /// A field or a map key, or an element of a list.
    One(Segment),
    /// Every field, key or element: `*`, or `[*]`.
    Every,
}

/// A path in which `*` and `[*]` match every field, key or element. `*` alone means every property.
///
/// ```
/// use archipel_engine::{Path, PathPattern};
/// let pattern = PathPattern::parse("rules[*].port").unwrap();
/// assert!(pattern.covers(&Path::parse("rules[2].port").unwrap()));
/// assert!(!pattern.covers(&Path::parse("rules[2].protocol").unwrap()));
/// assert!(PathPattern::parse("*").unwrap().covers(&Path::parse("tags.owner").unwrap()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathPattern(Vec<PatternSegment>);

impl PathPattern {
    /// Parses a pattern as a user writes it. A key that is a star is written `["*"]`.
    ///
    /// # Errors
    /// When brackets do not match, an index is neither a number nor `*`, or a key is empty.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let segments = tokens(text)?.into_iter().map(|token| match token {
            Token::Key("*") | Token::Index("*") => Ok(PatternSegment::Every),
            token => token.segment(text).map(PatternSegment::One),
        });
        segments.collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn segments(&self) -> &[PatternSegment] {
        &self.0
    }

    /// This pattern, one segment deeper.
    pub(crate) fn deeper(&self, segment: PatternSegment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// Whether the pattern is about this property: by its name, or because it means every one.
    #[must_use]
    pub fn is_about(&self, property: &str) -> bool {
        match self.0.first() {
            Some(PatternSegment::Every) => true,
            Some(PatternSegment::One(Segment::Key(key))) => key == property,
            _ => false,
        }
    }

    /// Whether a path that it means is this one or lies above it.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        self.0.len() <= path.segments().len() && self.meets(path)
    }

    /// Whether a path that it means is this one, lies above it or lies below it.
    #[must_use]
    pub fn meets(&self, path: &Path) -> bool {
        self.0.iter().zip(path.segments()).all(|(pattern, segment)| match pattern {
            PatternSegment::Every => true,
            PatternSegment::One(one) => one == segment,
        })
    }

    /// The paths that the pattern means in these values, in order. A path without a star is always there.
    #[must_use]
    pub fn paths(&self, values: &[&Value]) -> BTreeSet<Path> {
        let mut paths = BTreeSet::new();
        expand(&self.0, &Path::root(), values, &mut paths);
        paths
    }

    /// The part of the pattern below a path that it lies below.
    pub(crate) fn below(&self, path: &Path) -> Self {
        Self(self.0.get(path.segments().len()..).unwrap_or_default().to_vec())
    }
}

fn expand(pattern: &[PatternSegment], at: &Path, values: &[&Value], paths: &mut BTreeSet<Path>) {
    let Some((first, rest)) = pattern.split_first() else {
        paths.insert(at.clone());
        return;
    };
    let mut descend = |segment: &Segment| {
        let one = Path::from_segments(std::slice::from_ref(segment));
        let inner: Vec<&Value> = values.iter().filter_map(|value| one.get(value)).collect();
        expand(rest, &at.join(&one), &inner, paths);
    };
    match first {
        PatternSegment::One(segment) => descend(segment),
        PatternSegment::Every => {
            let children: BTreeSet<Segment> = values.iter().flat_map(|value| children(value)).collect();
            children.iter().for_each(descend);
        }
    }
}

fn children(value: &Value) -> Vec<Segment> {
    match value {
        Value::Secret(inner) => children(inner),
        Value::Map(map) => map.keys().cloned().map(Segment::Key).collect(),
        Value::List(items) => (0..items.len()).map(Segment::Index).collect(),
        _ => Vec::new(),
    }
}

impl From<&Path> for PathPattern {
    fn from(path: &Path) -> Self {
        Self(path.segments().iter().cloned().map(PatternSegment::One).collect())
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                PatternSegment::Every if position == 0 => f.write_str("*")?,
                PatternSegment::Every => f.write_str("[*]")?,
                PatternSegment::One(Segment::Key(key)) if key == "*" => f.write_str("[\"*\"]")?,
                PatternSegment::One(segment) => segment.write(f, position)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_reads_back_as_it_is_printed() {
        for text in ["*", "rules[*].port", "tags[\"*\"]", "a.b[3]", "list[*]"] {
            assert_eq!(PathPattern::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(PathPattern::parse("tags.*").unwrap().to_string(), "tags[*]");
    }

    #[test]
    fn a_star_means_what_any_of_the_values_has() {
        let read = |text: &str| Value::from_json(serde_json::from_str(text).unwrap());
        let (old, new) = (read(r#"{"rules":[{"p":1},{}]}"#), read(r#"{"rules":[{}],"x":1}"#));
        let paths = |text: &str| {
            let paths = PathPattern::parse(text).unwrap().paths(&[&old, &new]);
            paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(paths("rules[*].p"), "rules[0].p rules[1].p");
        assert_eq!(paths("*"), "rules x");
        assert_eq!(paths("tags.owner"), "tags.owner");
        assert_eq!(paths("tags[*]"), "");
    }
}
