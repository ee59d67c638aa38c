//! Values that a state can store: what it writes, it can read.

use super::value::Value;

/// The deepest nesting of a value. The documents that contain it are nested a little deeper, and their readers stop at
/// 128.
const DEEPEST: usize = 100;

impl Value {
    /// Why no state can store the value.
    pub(crate) fn not_storable(&self) -> Option<String> {
        self.not_storable_at(DEEPEST)
    }

    fn not_storable_at(&self, left: usize) -> Option<String> {
        let inner = || left.checked_sub(1);
        let deep = || Some(format!("it is nested more than {DEEPEST} levels deep, which no state can store"));
        match self {
            Self::Float(number) if !number.is_finite() => {
                Some(format!("it contains the number {number}, which no state can store"))
            }
            // Written as an object with one key.
            Self::Float(_) if left == 0 => deep(),
            Self::List(items) => match inner() {
                Some(left) => items.iter().find_map(|item| item.not_storable_at(left)),
                None => deep(),
            },
            Self::Map(map) => {
                // A map with such keys is written inside of another one.
                let levels = if map.keys().any(|key| key.starts_with('$')) { 2 } else { 1 };
                match left.checked_sub(levels) {
                    Some(left) => map.values().find_map(|item| item.not_storable_at(left)),
                    None => deep(),
                }
            }
            Self::Secret(value) => match inner() {
                Some(left) => value.not_storable_at(left),
                None => deep(),
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(levels: usize, wrap: fn(Value) -> Value) -> Value {
        (0..levels).fold(Value::Int(1), |value, _| wrap(value))
    }

    #[test]
    fn values_are_stored_to_a_depth() {
        let list = |value| Value::List(vec![value]);
        assert_eq!(nested(100, list).not_storable(), None);
        assert!(nested(101, list).not_storable().unwrap().contains("100 levels"));
        let marked = |value| Value::from([("$key", value)]);
        assert_eq!(nested(50, marked).not_storable(), None);
        assert!(nested(51, marked).not_storable().is_some());
        assert!(nested(101, |value| Value::from([("key", value)])).not_storable().is_some());
    }

    #[test]
    fn numbers_that_are_not_numbers_are_not_stored() {
        assert!(Value::List(vec![Value::Float(f64::NAN)]).not_storable().is_some());
        assert!(Value::Float(f64::INFINITY).into_secret().not_storable().is_some());
        assert_eq!(Value::Float(0.5).not_storable(), None);
    }
}
