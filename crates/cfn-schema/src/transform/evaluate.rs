//! The values of expressions. `None` is JSONata's "nothing", which most functions pass on.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::Unsupported;
use super::functions;
use super::parse::{Node, Operator};

pub(super) type Evaluated = Result<Option<Json>, Unsupported>;

pub(super) fn evaluate(node: &Node, context: &Json) -> Evaluated {
    Evaluation { context, variables: BTreeMap::new() }.node(node)
}

struct Evaluation<'c> {
    context: &'c Json,
    variables: BTreeMap<String, Option<Json>>,
}

impl Evaluation<'_> {
    fn node(&mut self, node: &Node) -> Evaluated {
        Ok(match node {
            Node::Literal(value) => Some(value.clone()),
            // Functions that take one look at the node.
            Node::Regex(pattern) => Some(Json::String(pattern.clone())),
            Node::Name(name) => field(self.context, name),
            Node::Variable(name) => self.variables.get(name).cloned().flatten(),
            Node::Field(of, name) => self.node(of)?.and_then(|of| field(&of, name)),
            Node::Index(of, index) => {
                let (of, index) = (self.node(of)?, self.node(index)?);
                index_of(of, index.as_ref())?
            }
            Node::Call(function, arguments) => {
                let is_regex = matches!(arguments.get(1), Some(Node::Regex(_)));
                let values = arguments.iter().map(|argument| self.node(argument)).collect::<Result<Vec<_>, _>>()?;
                functions::call(*function, &values, is_regex)
            }
            Node::Binary(operator, left, right) => self.binary(*operator, left, right)?,
            Node::Condition(condition, then, otherwise) => {
                let condition = self.node(condition)?;
                match (is_true(condition.as_ref()), otherwise) {
                    (true, _) => self.node(then)?,
                    (false, Some(otherwise)) => self.node(otherwise)?,
                    (false, None) => None,
                }
            }
            Node::Array(items) => {
                let mut array = Vec::new();
                for item in items {
                    array.extend(self.node(item)?);
                }
                Some(Json::Array(array))
            }
            Node::Object(entries) => {
                let mut object = serde_json::Map::new();
                for (key, value) in entries {
                    if let (Some(Json::String(key)), Some(value)) = (self.node(key)?, self.node(value)?) {
                        object.insert(key, value);
                    }
                }
                Some(Json::Object(object))
            }
            Node::Block(nodes) => {
                let mut last = None;
                for node in nodes {
                    last = self.node(node)?;
                }
                last
            }
            Node::Assign(name, value) => {
                let value = self.node(value)?;
                self.variables.insert(name.clone(), value.clone());
                value
            }
            Node::Negative(of) => self.node(of)?.and_then(|of| functions::number(-functions::as_number(&of)?)),
        })
    }

    fn binary(&mut self, operator: Operator, left: &Node, right: &Node) -> Evaluated {
        let left = self.node(left)?;
        match operator {
            Operator::And if !is_true(left.as_ref()) => return Ok(Some(Json::Bool(false))),
            Operator::Or if is_true(left.as_ref()) => return Ok(Some(Json::Bool(true))),
            _ => {}
        }
        let right = self.node(right)?;
        let bool = |value: bool| Ok(Some(Json::Bool(value)));
        let numbers = || Some((functions::as_number(left.as_ref()?)?, functions::as_number(right.as_ref()?)?));
        match operator {
            Operator::And | Operator::Or => bool(is_true(right.as_ref())),
            Operator::Equal => bool(left.is_some() && left == right),
            Operator::NotEqual => bool(left != right),
            Operator::In => bool(match (&left, &right) {
                (Some(left), Some(Json::Array(items))) => items.contains(left),
                (Some(left), Some(right)) => left == right,
                _ => false,
            }),
            // Text without a value is empty.
            Operator::Concat => {
                let text = |value: &Option<Json>| value.as_ref().map(functions::text).unwrap_or_default();
                Ok(Some(Json::String(text(&left) + &text(&right))))
            }
            _ => {
                let Some((left, right)) = numbers() else { return Ok(None) };
                Ok(match operator {
                    Operator::Less => Some(Json::Bool(left < right)),
                    Operator::LessEqual => Some(Json::Bool(left <= right)),
                    Operator::Greater => Some(Json::Bool(left > right)),
                    Operator::GreaterEqual => Some(Json::Bool(left >= right)),
                    Operator::Add => functions::number(left + right),
                    Operator::Subtract => functions::number(left - right),
                    Operator::Multiply => functions::number(left * right),
                    Operator::Divide => functions::number(left / right),
                    _ => functions::number(left % right),
                })
            }
        }
    }
}

/// A field of an object, or of every object of an array.
fn field(of: &Json, name: &str) -> Option<Json> {
    match of {
        Json::Object(map) => map.get(name).cloned(),
        Json::Array(items) => {
            let mut found: Vec<Json> = items.iter().filter_map(|item| field(item, name)).collect();
            match found.len() {
                0 => None,
                1 => found.pop(),
                _ => Some(Json::Array(found)),
            }
        }
        _ => None,
    }
}

fn index_of(of: Option<Json>, index: Option<&Json>) -> Evaluated {
    let Some(number) = index.and_then(Json::as_i64) else {
        return Err(Unsupported("a filter of an array".to_owned()));
    };
    Ok(match of {
        Some(Json::Array(items)) => {
            let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
            let at = if number < 0 { length + number } else { number };
            usize::try_from(at).ok().and_then(|at| items.into_iter().nth(at))
        }
        // A single value is an array of one.
        one if number == 0 || number == -1 => one,
        _ => None,
    })
}

/// JSONata's truth: what is empty, zero or null is false.
pub(super) fn is_true(value: Option<&Json>) -> bool {
    match value {
        None | Some(Json::Null) => false,
        Some(Json::Bool(value)) => *value,
        Some(Json::Number(number)) => number.as_f64() != Some(0.0),
        Some(Json::String(text)) => !text.is_empty(),
        Some(Json::Array(items)) => items.iter().any(|item| is_true(Some(item))),
        Some(Json::Object(map)) => !map.is_empty(),
    }
}
