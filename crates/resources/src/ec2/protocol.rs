//! IP protocols, as security groups and network ACLs name them.

use std::fmt;
use std::str::FromStr;

use archipel_engine::schema::TypeRef;
use archipel_engine::{Input, IntoInput, Mismatch};

use crate::prelude::*;

/// An IP protocol: `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or the number of another one.
///
/// Each protocol has one spelling: `6` is refused in favour of `tcp`, so that equal values have equal texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IpProtocol(String);

/// The names, with the numbers that network ACLs use.
const NAMES: &[(&str, &str)] = &[("all", "-1"), ("icmp", "1"), ("tcp", "6"), ("udp", "17"), ("icmpv6", "58")];

impl IpProtocol {
    /// Every protocol.
    #[must_use]
    pub fn all() -> Self {
        Self("all".to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has ports.
    #[must_use]
    pub fn has_ports(&self) -> bool {
        matches!(self.0.as_str(), "tcp" | "udp")
    }

    /// Whether it has types and codes.
    #[must_use]
    pub fn is_icmp(&self) -> bool {
        matches!(self.0.as_str(), "icmp" | "icmpv6")
    }

    /// As security group rules write it: names, and `-1` for all.
    pub(super) fn name(&self) -> &str {
        if self.0 == "all" { "-1" } else { &self.0 }
    }

    /// As network ACLs write it: numbers.
    pub(super) fn number(&self) -> &str {
        NAMES.iter().find(|(name, _)| *name == self.0).map_or(&self.0, |(_, number)| number)
    }

    /// From a name or a number.
    pub(super) fn from_response(text: &str) -> Self {
        Self(NAMES.iter().find(|(_, number)| *number == text).map_or(text, |(name, _)| name).to_owned())
    }
}

impl FromStr for IpProtocol {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if NAMES.iter().any(|(name, _)| *name == text) {
            return Ok(Self(text.to_owned()));
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, number)| *number == text) {
            return Err(format!("`{text}` is the protocol `{name}`: write it by its name"));
        }
        match text.parse::<u8>() {
            Ok(number) if number.to_string() == text => Ok(Self(text.to_owned())),
            _ => Err(format!(
                "`{text}` is not a protocol: write tcp, udp, icmp, icmpv6, all, or the number of another one"
            )),
        }
    }
}

impl fmt::Display for IpProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Prop for IpProtocol {
    fn ty() -> TypeRef {
        TypeRef::Text("IpProtocol")
    }
    fn into_value(self) -> Value {
        Value::Str(self.0)
    }
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        String::from_value(value)?.parse().map_err(Mismatch::new)
    }
}

impl IntoInput<IpProtocol> for IpProtocol {
    fn into_input(self) -> Input<IpProtocol> {
        Input::checked(self.into_value())
    }
}

archipel_engine::text_inputs!(IpProtocol);
archipel_engine::text_outputs!(IpProtocol);

/// Checks a range of ports, or of ICMP types and codes.
pub(super) fn wrong_ports(protocol: &IpProtocol, from: Option<i32>, to: Option<i32>) -> Option<String> {
    match (from, to) {
        (Some(from), Some(to)) if protocol.has_ports() => {
            if !(0..=65535).contains(&from) || !(0..=65535).contains(&to) {
                Some(format!("{from} to {to} are no ports: they go from 0 to 65535"))
            } else if from > to {
                Some(format!("`from_port` {from} is above `to_port` {to}"))
            } else {
                None
            }
        }
        _ if protocol.has_ports() => Some(format!("{protocol} needs `from_port` and `to_port`")),
        (Some(kind), Some(code)) if protocol.is_icmp() => {
            let in_range = (-1..=255).contains(&kind) && (-1..=255).contains(&code);
            (!in_range).then(|| {
                "for ICMP, `from_port` is the type and `to_port` the code, from 0 to 255, or -1 for all".to_owned()
            })
        }
        _ if protocol.is_icmp() => {
            Some("for ICMP, `from_port` is the type and `to_port` the code, -1 for all: give both".to_owned())
        }
        (None, None) => None,
        _ => Some(format!("the protocol `{protocol}` has no ports: leave out `from_port` and `to_port`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protocol_has_one_spelling() {
        assert_eq!("tcp".parse::<IpProtocol>().unwrap().number(), "6");
        assert_eq!(IpProtocol::all().name(), "-1");
        assert_eq!("50".parse::<IpProtocol>().unwrap().name(), "50");
        assert!("6".parse::<IpProtocol>().unwrap_err().contains("`tcp`"));
        assert!("-1".parse::<IpProtocol>().unwrap_err().contains("`all`"));
        for text in ["TCP", "256", "06", ""] {
            assert!(text.parse::<IpProtocol>().is_err(), "{text}");
        }
        assert_eq!(IpProtocol::from_response("17"), IpProtocol::from_response("udp"));
    }

    #[test]
    fn nonsense_ports_are_refused() {
        let tcp = IpProtocol::from_response("tcp");
        assert_eq!(wrong_ports(&tcp, Some(80), Some(443)), None);
        assert!(wrong_ports(&tcp, Some(443), Some(80)).unwrap().contains("above"));
        assert!(wrong_ports(&tcp, None, None).unwrap().contains("needs"));
        assert!(wrong_ports(&tcp, Some(-1), Some(80)).is_some());
        assert!(wrong_ports(&IpProtocol::all(), Some(0), Some(1)).unwrap().contains("no ports"));
        assert_eq!(wrong_ports(&IpProtocol::from_response("icmp"), Some(-1), Some(-1)), None);
    }
}
