//! Texts, numbers and documents.

use archipel_engine::Value;
use archipel_engine::model::text::nearest;
use archipel_engine::strict_json::check_json;

use super::{At, Check, compile};
use crate::model::Resolved;

impl<'s> Check<'s> {
    pub(super) fn scalar(&mut self, at: &At, shape: &Resolved<'s>, value: &Value) {
        self.one_of_values(at, shape, value);
        match value {
            Value::Str(text) => self.text(at, shape, text, value),
            #[allow(clippy::cast_precision_loss)]
            Value::Int(number) => self.number(at, shape, *number as f64, value),
            Value::Float(number) => self.number(at, shape, *number, value),
            _ => {}
        }
    }

    fn one_of_values(&mut self, at: &At, shape: &Resolved<'s>, value: &Value) {
        let text = match value {
            Value::Str(text) => text.clone(),
            Value::Int(_) | Value::Float(_) | Value::Bool(_) => value.masked().to_string(),
            _ => return,
        };
        let in_any_case: Vec<String> = shape
            .first(|shape| (!shape.enum_case_insensitive.is_empty()).then_some(&shape.enum_case_insensitive))
            .into_iter()
            .flatten()
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect();
        let texts = shape.texts();
        let (allowed, fits): (&[String], bool) = if texts.is_empty() {
            (&in_any_case, in_any_case.iter().any(|own| own.eq_ignore_ascii_case(&text)))
        } else {
            (&texts, texts.contains(&text))
        };
        if allowed.is_empty() || fits {
            return;
        }
        let near = match nearest(&text, allowed.iter().map(String::as_str)) {
            Some(near) if !at.secret => format!("; did you mean `{near}`?"),
            _ => String::new(),
        };
        self.push(format!("invalid {}: expected one of {}{near}", at.with(value), allowed.join(", ")));
    }

    fn text(&mut self, at: &At, shape: &Resolved<'s>, text: &str, value: &Value) {
        let length = text.chars().count() as u64;
        let (min, max) = (shape.first(|shape| shape.min_length), shape.first(|shape| shape.max_length));
        if min.is_some_and(|min| length < min) || max.is_some_and(|max| length > max) {
            let expected = match (min, max) {
                (Some(min), Some(max)) if min == max => min.to_string(),
                (Some(min), Some(max)) => format!("{min} to {max}"),
                (Some(min), None) => format!("at least {min}"),
                (None, max) => format!("at most {}", max.unwrap_or_default()),
            };
            self.push(format!("invalid {}: expected {expected} characters, got {length}", at.with(value)));
        }
        for pattern in shape.all().iter().filter_map(|shape| shape.pattern.as_deref()) {
            if compile(pattern).is_some_and(|regex| !regex.is_match(text)) {
                self.push(format!("invalid {}: expected text that matches `{pattern}`", at.with(value)));
            }
        }
    }

    fn number(&mut self, at: &At, shape: &Resolved<'s>, number: f64, value: &Value) {
        let limits = [
            (shape.first(|shape| shape.minimum).filter(|limit| number < *limit), "at least"),
            (shape.first(|shape| shape.maximum).filter(|limit| number > *limit), "at most"),
            (shape.first(|shape| shape.exclusive_minimum).filter(|limit| number <= *limit), "more than"),
            (shape.first(|shape| shape.exclusive_maximum).filter(|limit| number >= *limit), "less than"),
        ];
        for (limit, words) in limits {
            if let Some(limit) = limit {
                self.push(format!("invalid {}: expected {words} {limit}", at.with(value)));
            }
        }
        let step = shape.first(|shape| shape.multiple_of).filter(|step| *step > 0.0);
        if let Some(step) = step {
            let parts = number / step;
            if (parts - parts.round()).abs() > 1e-6 {
                self.push(format!("invalid {}: expected a multiple of {step}", at.with(value)));
            }
        }
    }

    /// A JSON document in text.
    pub(super) fn document(&mut self, at: &At, shape: &Resolved<'s>, text: &str) {
        let (min, max) = (shape.first(|shape| shape.min_length), shape.first(|shape| shape.max_length));
        self.count(at, "characters", text.chars().count(), min, max);
        if let Err(error) = check_json(text) {
            // The error quotes the text.
            let cause = if at.secret { String::new() } else { format!(": {error}") };
            self.push(format!("invalid JSON document in `{}`{cause}", at.shown));
        }
    }
}
