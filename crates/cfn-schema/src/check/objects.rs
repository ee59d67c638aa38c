//! Objects: their properties, and which of them go together.

use std::collections::BTreeMap;

use archipel_engine::Value;
use archipel_engine::model::text::nearest;

use super::{At, Check, compile};
use crate::model::{Additional, PropertyPath, Record, Resolved, Shape};

type Map = BTreeMap<String, Value>;

fn is_set(map: &Map, name: &str) -> bool {
    map.get(name).is_some_and(|value| !value.is_null())
}

impl<'s> Check<'s> {
    pub(super) fn record(&mut self, at: &At, shape: &Resolved<'s>, record: &Record<'s>, map: &Map) {
        for (name, value) in map.iter().filter(|(_, value)| !value.is_null()) {
            let here = at.key(name);
            match record.fields.get(name.as_str()) {
                Some(_) if !self.schema.is_settable(&here.path) && !self.is_identifier(&here.path) => {
                    self.push(format!("invalid `{}`: AWS sets it, a program cannot", here.shown));
                }
                Some(field) => {
                    let field = self.schema.resolve(field);
                    self.value(&here, &field, value);
                }
                None => self.other(at, shape, record, name, value),
            }
        }
        let missing = record.required.iter().filter(|name| !is_set(map, name));
        for name in missing.filter(|name| self.schema.is_settable(&at.path.key(name))) {
            self.push(format!("missing `{}`: it is required", at.key(name).shown));
        }
        self.combinations(at, shape, map);
    }

    fn is_identifier(&self, path: &PropertyPath) -> bool {
        // A few schemas mark a part of the identifier that a program must set as read-only.
        self.schema.primary_identifier.contains(path)
            && self.schema.model.required.iter().any(|name| name == path.top())
    }

    /// A property that the record does not name.
    fn other(&mut self, at: &At, shape: &Resolved<'s>, record: &Record<'s>, name: &str, value: &Value) {
        if record.open {
            let patterns = shape.all().iter().flat_map(|shape| &shape.pattern_properties);
            let found = patterns.into_iter().find(|(pattern, _)| compile(pattern).is_none_or(|of| of.is_match(name)));
            if let Some((_, of)) = found {
                let of = self.schema.resolve(of);
                self.value(&at.entry(name), &of, value);
            }
            return;
        }
        let near = nearest(name, record.fields.keys().copied()).map(|near| format!("; did you mean `{near}`?"));
        let owner = if at.shown.is_empty() { self.schema.name.clone() } else { format!("`{}`", at.shown) };
        self.push(format!("unknown property `{name}` of {owner}{}", near.unwrap_or_default()));
    }

    pub(super) fn map(&mut self, at: &At, shape: &Resolved<'s>, values: Option<&'s Shape>, map: &Map) {
        let (min, max) = (shape.first(|shape| shape.min_properties), shape.first(|shape| shape.max_properties));
        self.count(at, "entries", map.len(), min, max);
        let patterns: Vec<(&String, &Shape)> = shape.all().iter().flat_map(|shape| &shape.pattern_properties).collect();
        let closed =
            shape.all().iter().any(|shape| matches!(shape.additional_properties, Some(Additional::Any(false))));
        for (key, value) in map {
            let found = patterns.iter().find(|(pattern, _)| compile(pattern).is_none_or(|of| of.is_match(key)));
            if found.is_none() && closed && !patterns.is_empty() {
                let patterns: Vec<String> = patterns.iter().map(|(pattern, _)| format!("`{pattern}`")).collect();
                self.push(format!(
                    "invalid key `{key}` of `{}`: expected a match of {}",
                    at.shown,
                    patterns.join(" or ")
                ));
                continue;
            }
            if let Some(of) = found.map(|(_, of)| *of).or(values) {
                let of = self.schema.resolve(of);
                self.value(&at.entry(key), &of, value);
            }
        }
        self.combinations(at, shape, map);
    }

    /// Which properties need or exclude one another.
    fn combinations(&mut self, at: &At, shape: &Resolved<'s>, map: &Map) {
        let within = if at.shown.is_empty() { String::new() } else { format!(" in `{}`", at.shown) };
        let list = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        for shape in shape.all() {
            if !shape.required_xor.is_empty() {
                let set = shape.required_xor.iter().filter(|name| is_set(map, name)).count();
                if set != 1 {
                    self.push(format!(
                        "invalid properties{within}: expected exactly one of {}",
                        list(&shape.required_xor)
                    ));
                }
            }
            if !shape.required_or.is_empty() && !shape.required_or.iter().any(|name| is_set(map, name)) {
                self.push(format!("missing a property{within}: expected one or more of {}", list(&shape.required_or)));
            }
            for (name, needs) in shape.dependent_required.iter().filter(|(name, _)| is_set(map, name)) {
                for need in needs.iter().filter(|need| !is_set(map, need)) {
                    self.push(format!("missing `{}`: `{name}` requires it", at.key(need).shown));
                }
            }
            for (name, excludes) in shape.dependent_excluded.iter().filter(|(name, _)| is_set(map, name)) {
                for other in excludes.iter().filter(|other| is_set(map, other)) {
                    self.push(format!("invalid properties{within}: `{name}` and `{other}` exclude each other"));
                }
            }
        }
    }

    /// Shapes of which a value fits one. An object may leave out what is not known to be set, so an alternative counts as fitting
    /// unless something that is there violates it or something that it requires is missing.
    pub(super) fn alternatives(&mut self, at: &At, shape: &Resolved<'s>, value: &Value) {
        for own in shape.all().to_vec() {
            for (alternatives, only) in [(&own.one_of, true), (&own.any_of, false)] {
                if alternatives.is_empty() {
                    continue;
                }
                self.one_of(at, alternatives, only, value);
            }
        }
    }

    fn one_of(&mut self, at: &At, alternatives: &'s [Shape], only: bool, value: &Value) {
        let resolved: Vec<Resolved<'s>> = alternatives.iter().map(|shape| self.schema.resolve(shape)).collect();
        let violations: Vec<Vec<String>> = resolved.iter().map(|shape| self.alternative(at, shape, value)).collect();
        let fitting = violations.iter().filter(|violations| violations.is_empty()).count();
        if fitting == 0 {
            let choices = required_choices(&resolved);
            if let Some(choices) = choices {
                let within = if at.shown.is_empty() { String::new() } else { format!(" in `{}`", at.shown) };
                self.push(format!("missing a property{within}: expected {choices}"));
            } else if let Some(nearest) = violations.into_iter().min_by_key(Vec::len) {
                self.found.extend(nearest);
            }
        } else if fitting > 1 && only && resolved.iter().all(|shape| is_requirement(shape)) {
            let within = if at.shown.is_empty() { String::new() } else { format!(" in `{}`", at.shown) };
            let choices = required_choices(&resolved).unwrap_or_default();
            self.push(format!("invalid properties{within}: expected only {choices}"));
        }
    }

    /// The violations of one alternative. Its own properties only: those of the whole object are checked already.
    fn alternative(&self, at: &At, shape: &Resolved<'s>, value: &Value) -> Vec<String> {
        let Value::Map(map) = value else { return self.violations(at, shape, value) };
        let mut check = Check { schema: self.schema, found: Vec::new() };
        for own in shape.all() {
            let types = own.types.names();
            if !types.is_empty() && !own.types.has("object") {
                check.push(format!("invalid `{}`: expected {}", at.shown, types.join(" or ")));
            }
            for name in own.required.iter().filter(|name| !is_set(map, name)) {
                check.push(format!("missing `{}`: it is required", at.key(name).shown));
            }
            for (name, field) in own.properties.iter().filter(|(name, _)| is_set(map, name)) {
                let field = self.schema.resolve(field);
                check.value(&at.key(name), &field, &map[name]);
            }
            let closed = matches!(own.additional_properties, Some(Additional::Any(false)));
            if closed && !own.properties.is_empty() {
                for name in map.keys().filter(|name| is_set(map, name) && !own.properties.contains_key(*name)) {
                    check.push(format!("unknown property `{name}` of `{}`", at.shown));
                }
            }
        }
        check.combinations(at, shape, map);
        check.alternatives(at, shape, value);
        check.found
    }
}

/// Whether a shape only says which properties are required.
fn is_requirement(shape: &Resolved<'_>) -> bool {
    shape
        .all()
        .iter()
        .all(|shape| shape.properties.is_empty() && shape.reference.is_none() && !shape.required.is_empty())
}

/// "`A`, or `B` and `C`", of alternatives that require properties.
fn required_choices(alternatives: &[Resolved<'_>]) -> Option<String> {
    if !alternatives.iter().all(is_requirement) {
        return None;
    }
    let names = alternatives.iter().map(|shape| {
        let names = shape.all().iter().flat_map(|shape| &shape.required);
        names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
    });
    Some(names.collect::<Vec<_>>().join(", or "))
}
