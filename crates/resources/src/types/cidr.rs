//! IPv4 and IPv6 ranges.

use std::fmt;
use std::str::FromStr;

use archipel_engine::program::{Expr, FormatPart};
use archipel_engine::prop::TextProp;
use archipel_engine::schema::TypeRef;
use archipel_engine::{AnyInput, Input, IntoInput, Mismatch, Prop, Value};
use ipnet::{Ipv4Net, Ipv6Net};

/// An IPv4 range in CIDR notation, such as `10.0.0.0/16`.
///
/// The address must be the first of the range: `10.0.0.5/16` is refused, because EC2 would use `10.0.0.0/16`, and every
/// later comparison would differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr(Ipv4Net);

impl Cidr {
    /// Every address: `0.0.0.0/0`.
    pub const ANYWHERE: Self = Self(Ipv4Net::new_assert(std::net::Ipv4Addr::UNSPECIFIED, 0));

    /// The range.
    #[must_use]
    pub fn net(self) -> Ipv4Net {
        self.0
    }

    /// The number of leading bits that are fixed.
    #[must_use]
    pub fn prefix_len(self) -> u8 {
        self.0.prefix_len()
    }

    /// Whether two ranges share an address.
    #[must_use]
    pub fn overlaps(self, other: Cidr) -> bool {
        self.0.contains(&other.0) || other.0.contains(&self.0)
    }

    /// Whether this range contains the other one.
    #[must_use]
    pub fn contains(self, other: Cidr) -> bool {
        self.0.contains(&other.0)
    }

    /// The n-th of `2^bits` equal subnets, counted from 0: Terraform's `cidrsubnet(range, bits, n)`.
    ///
    /// `None` when the range has fewer.
    #[must_use]
    pub fn subnet(self, bits: u8, n: usize) -> Option<Cidr> {
        let length = self.prefix_len().checked_add(bits).filter(|length| *length <= 32)?;
        self.0.subnets(length).ok()?.nth(n).map(Cidr)
    }

    /// Whether the range is for private networks (RFC 1918).
    #[must_use]
    pub fn is_private(self) -> bool {
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
            .iter()
            .filter_map(|range| range.parse::<Ipv4Net>().ok())
            .any(|range| range.contains(&self.0))
    }
}

impl FromStr for Cidr {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let net: Ipv4Net = text.parse().map_err(|_| {
            format!("`{text}` is not an IPv4 range: write an address and a length, such as 10.0.0.0/16")
        })?;
        if net.addr() == net.network() {
            Ok(Self(net))
        } else {
            Err(format!("`{text}` does not start at its first address: write {}", net.trunc()))
        }
    }
}

/// An IPv6 range in CIDR notation, such as `2001:db8:1234:1a00::/56`.
///
/// The address must be the first of the range, as for [`Cidr`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ipv6Cidr(Ipv6Net);

impl Ipv6Cidr {
    /// Every address: `::/0`.
    pub const ANYWHERE: Self = Self(Ipv6Net::new_assert(std::net::Ipv6Addr::UNSPECIFIED, 0));

    /// The range.
    #[must_use]
    pub fn net(self) -> Ipv6Net {
        self.0
    }

    /// The number of leading bits that are fixed.
    #[must_use]
    pub fn prefix_len(self) -> u8 {
        self.0.prefix_len()
    }

    /// The n-th of `2^bits` equal subnets, counted from 0: Terraform's `cidrsubnet(range, bits, n)`. The ranges of VPCs are
    /// /56, those of subnets mostly /64: `range.subnet(8, n)`.
    ///
    /// `None` when the range has fewer.
    #[must_use]
    pub fn subnet(self, bits: u8, n: usize) -> Option<Ipv6Cidr> {
        let length = self.prefix_len().checked_add(bits).filter(|length| *length <= 128)?;
        self.0.subnets(length).ok()?.nth(n).map(Ipv6Cidr)
    }
}

impl FromStr for Ipv6Cidr {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let net: Ipv6Net = text
            .parse()
            .map_err(|_| format!("`{text}` is not an IPv6 range: write an address and a length, such as ::/0"))?;
        if net.addr() == net.network() {
            Ok(Self(net))
        } else {
            Err(format!("`{text}` does not start at its first address: write {}", net.trunc()))
        }
    }
}

/// Makes a range the value of a text property.
macro_rules! range {
    ($range:ident) => {
        impl fmt::Display for $range {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Prop for $range {
            fn ty() -> TypeRef {
                TypeRef::Text(stringify!($range))
            }
            fn into_value(self) -> Value {
                Value::Str(self.to_string())
            }
            fn from_value(value: Value) -> Result<Self, Mismatch> {
                String::from_value(value)?.parse().map_err(Mismatch::new)
            }
        }

        impl TextProp for $range {}

        impl AnyInput for $range {
            fn to_expr(&self) -> Expr {
                Expr::known(self.into_value())
            }
        }

        impl FormatPart for $range {
            fn part(&self) -> Expr {
                self.to_expr()
            }
        }

        impl IntoInput<$range> for $range {
            fn into_input(self) -> Input<$range> {
                Input::checked(self.into_value())
            }
        }

        impl IntoInput<$range> for &$range {
            fn into_input(self) -> Input<$range> {
                (*self).into_input()
            }
        }

        impl IntoInput<String> for $range {
            fn into_input(self) -> Input<String> {
                Input::checked(self.into_value())
            }
        }

        impl IntoInput<String> for &$range {
            fn into_input(self) -> Input<String> {
                (*self).into_input()
            }
        }

        archipel_engine::text_inputs!($range);
        archipel_engine::text_outputs!($range);

        impl<'de> serde::Deserialize<'de> for $range {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

range!(Cidr);
range!(Ipv6Cidr);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subnets_are_cut_in_order() {
        let range: Cidr = "10.10.0.0/16".parse().unwrap();
        assert_eq!(range.subnet(4, 0).unwrap().to_string(), "10.10.0.0/20");
        assert_eq!(range.subnet(4, 8).unwrap().to_string(), "10.10.128.0/20");
        assert_eq!(range.subnet(4, 16), None);
        assert_eq!(range.subnet(17, 0), None);
    }

    #[test]
    fn a_range_that_ec2_would_silently_change_is_refused() {
        let error = "10.0.0.5/16".parse::<Cidr>().unwrap_err();
        assert!(error.contains("10.0.0.0/16"), "{error}");
        assert!("10.0.0.0".parse::<Cidr>().is_err());
        assert!("10.0.0.0/33".parse::<Cidr>().is_err());
    }

    #[test]
    fn ipv6_ranges_are_cut_and_checked_in_the_same_way() {
        let range: Ipv6Cidr = "2001:db8:1234:1a00::/56".parse().unwrap();
        assert_eq!(range.subnet(8, 2).unwrap().to_string(), "2001:db8:1234:1a02::/64");
        assert_eq!((range.subnet(8, 256), range.subnet(73, 0)), (None, None));
        let error = "2001:db8::5/64".parse::<Ipv6Cidr>().unwrap_err();
        assert!(error.contains("2001:db8::/64"), "{error}");
        assert!("10.0.0.0/8".parse::<Ipv6Cidr>().is_err());
    }

    #[test]
    fn only_rfc_1918_is_private() {
        for (range, private) in
            [("10.0.0.0/8", true), ("172.32.0.0/16", false), ("192.168.4.0/24", true), ("8.0.0.0/8", false)]
        {
            assert_eq!(range.parse::<Cidr>().unwrap().is_private(), private, "{range}");
        }
    }
}
