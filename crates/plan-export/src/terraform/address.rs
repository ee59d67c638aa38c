//! The addresses of resources: `aws_vpc.eu-west-1_network_main`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use archipel_engine::Urn;
use serde_json::{Value as Json, json};

/// A type and a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) kind: String,
    pub(super) name: String,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind, self.name)
    }
}

impl Address {
    /// The fields that every description of a resource begins with.
    pub(super) fn json(&self) -> Json {
        json!({ "address": self.to_string(), "mode": "managed", "type": self.kind, "name": self.name })
    }
}

/// The addresses in a document. No two resources have the same.
#[derive(Default)]
pub(super) struct Addresses {
    used: BTreeSet<(String, String)>,
    main: BTreeMap<Urn, Address>,
}

impl Addresses {
    /// The address of a resource.
    pub(super) fn main(&mut self, urn: &Urn, kind: &str) -> Address {
        let address = self.unique(kind, name_of(urn));
        self.main.insert(urn.clone(), address.clone());
        address
    }

    /// The address of a part of a resource, with its number if there are several.
    pub(super) fn part(&mut self, urn: &Urn, kind: &str, number: Option<usize>) -> Address {
        let number = number.map(|number| format!("_{number}")).unwrap_or_default();
        self.unique(kind, name_of(urn) + &number)
    }

    /// The address that a resource has, if it is in the document.
    pub(super) fn get(&self, urn: &Urn) -> Option<&Address> {
        self.main.get(urn)
    }

    fn unique(&mut self, kind: &str, name: String) -> Address {
        let mut number = 1;
        let mut candidate = name.clone();
        while !self.used.insert((kind.to_owned(), candidate.clone())) {
            number += 1;
            candidate = format!("{name}_{number}");
        }
        Address { kind: kind.to_owned(), name: candidate }
    }
}

fn name_of(urn: &Urn) -> String {
    identifier(&format!("{}_{}", urn.region(), urn.path()))
}

/// A text as a name in Terraform: letters, digits, underscores and hyphens, and no digit first.
pub(super) fn identifier(text: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let name: String = text.chars().map(allowed).collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') { name } else { format!("_{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_valid_and_unique() {
        let mut addresses = Addresses::default();
        let urn = |text: &str| Urn::parse(text).unwrap();
        let one = addresses.main(&urn("eu-west-1::aws:ec2/Vpc::a/b_c"), "aws_vpc");
        let other = addresses.main(&urn("eu-west-1::aws:ec2/Vpc::a_b/c"), "aws_vpc");
        assert_eq!(
            (one.to_string(), other.to_string()),
            ("aws_vpc.eu-west-1_a_b_c".to_owned(), "aws_vpc.eu-west-1_a_b_c_2".to_owned())
        );
        assert_eq!(identifier("1 é"), "_1__");
    }
}
