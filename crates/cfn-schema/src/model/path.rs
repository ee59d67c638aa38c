//! Paths of properties in a schema: `/properties/Rules/*/Name`.

use std::fmt;

use archipel_engine::value::Value;

/// One segment of a [`PropertyPath`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A property of an object.
    Name(String),
    /// Every element of a list, or every value of a map.
    Each,
}

/// The path of a property, or of the same property in each element of a list: `Rules/*/Name`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PropertyPath(Vec<Segment>);

impl PropertyPath {
    /// Reads a JSON pointer of a schema, such as `/properties/Rules/*/Name`. Some schemas leave out the first slash.
    #[must_use]
    pub fn parse(pointer: &str) -> Self {
        let pointer = pointer.trim_start_matches('/');
        let pointer = pointer.strip_prefix("properties/").unwrap_or(pointer);
        let segment = |text: &str| match text {
            "*" => Segment::Each,
            name => Segment::Name(name.replace("~1", "/").replace("~0", "~")),
        };
        Self(pointer.split('/').filter(|text| !text.is_empty()).map(segment).collect())
    }

    /// The path of a property of a type.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self(vec![Segment::Name(name.to_owned())])
    }

    /// The path of a property of the object at this path.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        self.with(Segment::Name(name.to_owned()))
    }

    /// The path of the elements of the list or map at this path.
    #[must_use]
    pub fn each(&self) -> Self {
        self.with(Segment::Each)
    }

    fn with(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// The segments.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The name of the top-level property that the path is in, or is.
    #[must_use]
    pub fn top(&self) -> &str {
        match self.0.first() {
            Some(Segment::Name(name)) => name,
            _ => "",
        }
    }

    /// The name of the last property of the path.
    #[must_use]
    pub fn last(&self) -> &str {
        self.0
            .iter()
            .rev()
            .find_map(|segment| if let Segment::Name(name) = segment { Some(&**name) } else { None })
            .unwrap_or_default()
    }

    /// Whether this is a property of the type itself.
    #[must_use]
    pub fn is_top(&self) -> bool {
        self.0.len() == 1
    }

    /// Whether the path is this one or below it.
    #[must_use]
    pub fn covers(&self, path: &Self) -> bool {
        path.0.starts_with(&self.0)
    }

    /// Calls `visit` with each value at the path. Values that are not known or not set are left out.
    pub fn visit<'v>(&self, value: &'v Value, visit: &mut dyn FnMut(&'v Value)) {
        visit_values(&self.0, value, visit);
    }

    /// Removes the values at the path.
    pub fn remove(&self, value: &mut Value) {
        remove_values(&self.0, value);
    }
}

fn visit_values<'v>(segments: &[Segment], value: &'v Value, visit: &mut dyn FnMut(&'v Value)) {
    let Some((first, rest)) = segments.split_first() else {
        if !value.is_null() && *value != Value::Unknown {
            visit(value);
        }
        return;
    };
    match (first, value) {
        (_, Value::Secret(inner)) => visit_values(segments, inner, visit),
        (Segment::Name(name), Value::Map(map)) => {
            if let Some(inner) = map.get(name) {
                visit_values(rest, inner, visit);
            }
        }
        // A few schemas leave the segment of the elements out.
        (Segment::Name(_), Value::List(items)) => items.iter().for_each(|item| visit_values(segments, item, visit)),
        (Segment::Each, Value::List(items)) => items.iter().for_each(|item| visit_values(rest, item, visit)),
        (Segment::Each, Value::Map(map)) => map.values().for_each(|item| visit_values(rest, item, visit)),
        _ => {}
    }
}

fn remove_values(segments: &[Segment], value: &mut Value) {
    let Some((first, rest)) = segments.split_first() else { return };
    match (first, value) {
        (_, Value::Secret(inner)) => remove_values(segments, inner),
        (Segment::Name(name), Value::Map(map)) if rest.is_empty() => {
            map.remove(name);
        }
        (Segment::Name(name), Value::Map(map)) => {
            if let Some(inner) = map.get_mut(name) {
                remove_values(rest, inner);
            }
        }
        (Segment::Name(_), Value::List(items)) => items.iter_mut().for_each(|item| remove_values(segments, item)),
        (Segment::Each, Value::List(items)) if rest.is_empty() => items.clear(),
        (Segment::Each, Value::Map(map)) if rest.is_empty() => map.clear(),
        (Segment::Each, Value::List(items)) => items.iter_mut().for_each(|item| remove_values(rest, item)),
        (Segment::Each, Value::Map(map)) => map.values_mut().for_each(|item| remove_values(rest, item)),
        _ => {}
    }
}

impl fmt::Display for PropertyPath {
    /// As CloudFormation's documentation writes it: `Rules/*/Name`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("/")?;
            }
            match segment {
                Segment::Name(name) => f.write_str(name)?,
                Segment::Each => f.write_str("*")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_json_pointers_and_finds_values() {
        let path = PropertyPath::parse("/properties/Rules/*/Name");
        assert_eq!((path.to_string().as_str(), path.top(), path.last()), ("Rules/*/Name", "Rules", "Name"));
        assert_eq!(PropertyPath::parse("properties/A"), PropertyPath::of("A"));
        let rules = |names: &[&str]| {
            let rules: Vec<Value> = names.iter().map(|name| Value::from([("Name", *name)])).collect();
            Value::from([("Rules", Value::from(rules))])
        };
        let (mut value, mut found) = (rules(&["a", "b"]), Vec::new());
        path.visit(&value, &mut |name| found.push(name.clone()));
        assert_eq!(found, [Value::from("a"), Value::from("b")]);
        path.remove(&mut value);
        assert_eq!(value, Value::from([("Rules", Value::from(vec![Value::map(), Value::map()]))]));
        assert!(PropertyPath::of("Rules").covers(&path) && !path.covers(&PropertyPath::of("Rules")));
    }
}
