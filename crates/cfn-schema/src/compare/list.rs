//! Lists: with or without order, with elements that AWS adds.

use std::collections::BTreeSet;

use archipel_engine::Value;

use super::{Aligner, At, exceptions, is_system_tag};
use crate::model::Kind;

/// Names of properties that identify the elements of a list, the strongest first.
const IDENTITIES: &[&str] = &["Key", "TagKey", "Name", "Id", "Sid", "Arn", "Priority"];

impl<'s> Aligner<'s> {
    /// The read list, with elements that mean the same as declared ones in their place. A list whose schema does not say that
    /// its order has a meaning is compared without: AWS returns many of them in another order.
    pub(super) fn list(&self, at: &At<'s, '_>, declared: &[Value], read: &[Value]) -> Vec<Value> {
        let shape = at.shape.as_ref();
        let items = match at.kind() {
            Kind::List(items) => items,
            _ => None,
        };
        let element = self.element(items, at, at.object);
        let read: Vec<&Value> = read.iter().filter(|value| !is_system(value)).collect();
        let stated = shape.and_then(|shape| shape.first(|shape| shape.insertion_order));
        let ordered = stated == Some(true) && !exceptions::has_no_order(&self.schema.name, &at.path);
        if ordered {
            let pairs = declared.iter().zip(&read).map(|(declared, read)| self.value(&element, declared, read));
            return pairs.chain(read.iter().skip(declared.len()).map(|read| (*read).clone())).collect();
        }
        let partial = shape.is_some_and(|shape| shape.is_attribute_list())
            || exceptions::has_elements_of_its_own(&self.schema.name, &at.path, declared.is_empty());
        self.set(&element, declared, &read, partial)
    }

    fn set(&self, element: &At<'s, '_>, declared: &[Value], read: &[&Value], partial: bool) -> Vec<Value> {
        let mut left: BTreeSet<usize> = (0..read.len()).collect();
        let mut aligned: Vec<Option<Value>> = vec![None; declared.len()];
        for (index, value) in declared.iter().enumerate() {
            // Most elements are where they were.
            let here = left.contains(&index).then_some(index);
            let others = left.iter().copied().filter(|at| *at != index);
            let found = here.into_iter().chain(others).find(|at| {
                read[*at] == value || (may_be_same(value, read[*at]) && self.value(element, value, read[*at]) == *value)
            });
            if let Some(found) = found {
                left.remove(&found);
                aligned[index] = Some(value.clone());
            }
        }
        // An element that was changed is shown as changed: the one with the same identity, or the only one that is left.
        for (index, value) in
            declared.iter().enumerate().filter(|(index, _)| aligned[*index].is_none()).collect::<Vec<_>>()
        {
            let open = aligned.iter().filter(|value| value.is_none()).count();
            let known = left.iter().copied().find(|at| shares_identity(value, read[*at]));
            let only = || (open == 1 && left.len() == 1).then(|| left.first().copied()).flatten();
            let Some(found) = known.or_else(only) else { continue };
            left.remove(&found);
            aligned[index] = Some(self.value(element, value, read[found]));
        }
        let mut all: Vec<Value> = aligned.into_iter().flatten().collect();
        if !partial {
            all.extend(left.into_iter().map(|at| read[at].clone()));
        }
        all
    }
}

fn is_system(value: &Value) -> bool {
    ["Key", "TagKey"].iter().any(|name| value.field(name).as_str().is_some_and(is_system_tag))
}

/// Whether two elements can be the same: two with different keys are not, which saves comparing all of them.
fn may_be_same(declared: &Value, read: &Value) -> bool {
    let differ = |name: &str| match (declared.field(name), read.field(name)) {
        (Value::Str(declared), Value::Str(read)) => !declared.eq_ignore_ascii_case(read),
        _ => false,
    };
    !["Key", "TagKey"].iter().any(|name| differ(name))
}

fn shares_identity(declared: &Value, read: &Value) -> bool {
    let named = |name: &&&str| !declared.field(name).is_null() && !read.field(name).is_null();
    IDENTITIES.iter().find(named).is_some_and(|name| declared.field(name) == read.field(name))
}
