//! A value for each of two regions.

/// A value for each of two regions: the primary, and the standby secondary.
///
/// ```
/// # use archipel_engine::PerRegion;
/// let names = PerRegion::new("eu-west-1", "us-east-1");
/// let ranges = PerRegion::new("10.0.0.0/16", "10.1.0.0/16");
/// let networks = names.zip(ranges).map(|(region, range)| format!("{region}: {range}"));
/// assert_eq!(networks.secondary, "us-east-1: 10.1.0.0/16");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PerRegion<T> {
    /// The value of the primary region.
    pub primary: T,
    /// The value of the secondary region.
    pub secondary: T,
}

impl<T> PerRegion<T> {
    /// The values of the primary and of the secondary region.
    #[must_use]
    pub const fn new(primary: T, secondary: T) -> Self {
        Self { primary, secondary }
    }

    /// A function of each value, the primary's first.
    #[must_use]
    pub fn map<U>(self, mut function: impl FnMut(T) -> U) -> PerRegion<U> {
        PerRegion { primary: function(self.primary), secondary: function(self.secondary) }
    }

    /// Each value with another one of the same region.
    #[must_use]
    pub fn zip<U>(self, other: PerRegion<U>) -> PerRegion<(T, U)> {
        PerRegion { primary: (self.primary, other.primary), secondary: (self.secondary, other.secondary) }
    }

    /// Each region with the value of the other one.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self { primary: self.secondary, secondary: self.primary }
    }

    /// References to the values.
    #[must_use]
    pub const fn as_ref(&self) -> PerRegion<&T> {
        PerRegion { primary: &self.primary, secondary: &self.secondary }
    }

    /// The values, the primary's first.
    pub fn iter(&self) -> std::array::IntoIter<&T, 2> {
        self.into_iter()
    }
}

impl<T, U> PerRegion<(T, U)> {
    /// The first and the second values, apart.
    #[must_use]
    pub fn unzip(self) -> (PerRegion<T>, PerRegion<U>) {
        let ((a, b), (c, d)) = (self.primary, self.secondary);
        (PerRegion::new(a, c), PerRegion::new(b, d))
    }
}

impl<T> From<[T; 2]> for PerRegion<T> {
    fn from([primary, secondary]: [T; 2]) -> Self {
        Self { primary, secondary }
    }
}

impl<T> IntoIterator for PerRegion<T> {
    type Item = T;
    type IntoIter = std::array::IntoIter<T, 2>;

    fn into_iter(self) -> Self::IntoIter {
        [self.primary, self.secondary].into_iter()
    }
}

impl<'a, T> IntoIterator for &'a PerRegion<T> {
    type Item = &'a T;
    type IntoIter = std::array::IntoIter<&'a T, 2>;

    fn into_iter(self) -> Self::IntoIter {
        self.as_ref().into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_keep_their_values_apart() {
        let pair = PerRegion::from(["a", "b"]).zip(PerRegion::new(1, 2));
        assert_eq!(pair.swapped(), PerRegion::new(("b", 2), ("a", 1)));
        assert_eq!(pair.unzip(), (PerRegion::new("a", "b"), PerRegion::new(1, 2)));
        assert_eq!(pair.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["a", "b"]);
    }
}
