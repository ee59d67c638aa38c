//! Maps for names that the program itself chose. Planning looks every resource up a few times: the default hasher, which
//! also withstands keys that an attacker chose, took a twentieth of a plan without changes.

/// A map with a fast hasher.
pub(crate) type FastMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
