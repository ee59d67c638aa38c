//! `AWS::SecurityHub::FindingAggregator`.
//!
//! Written by `schema add AWS::SecurityHub::FindingAggregator` from the schema
//! abc16cb975c2ef7541fe0d149f917d9d. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// The `AWS::SecurityHub::FindingAggregator` resource enables cross-Region aggregation. When
    /// cross-Region aggregation is enabled, you can aggregate findings, finding updates, insights,
    /// control compliance statuses, and security scores from one or more linked Regions to a single
    /// aggregation Region. You can then view and manage all of this data from the aggregation
    /// Region. For more details about cross-Region aggregation, see [Cross-Region
    /// aggregation](https://docs.aws.amazon.com/securityhub/latest/userguide/finding-aggregation.html)
    /// in the *User Guide* This resource must be created in the Region that you want to designate
    /// as your aggregation Region. Cross-Region aggregation is also a prerequisite for using
    /// [central
    /// configuration](https://docs.aws.amazon.com/securityhub/latest/userguide/central-configuration-intro.html)
    /// in ASH.
    pub struct FindingAggregator: "AWS::SecurityHub::FindingAggregator", FindingAggregatorArgs;
}

impl FindingAggregator {
    /// The attribute `FindingAggregationRegion`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn finding_aggregation_region(&self) -> Output<String> {
        self.attribute_at(&["FindingAggregationRegion"])
    }

    /// The attribute `FindingAggregatorArn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn finding_aggregator_arn(&self) -> Output<String> {
        self.attribute_at(&["FindingAggregatorArn"])
    }
}

arguments! {
    /// The properties of [`FindingAggregator`].
    pub struct FindingAggregatorArgs;
}

impl FindingAggregatorArgs {
    /// With the required properties:
    ///
    /// - `region_linking_mode`: Indicates whether to aggregate findings from all of the available
    ///   Regions in the current partition. Also determines whether to automatically aggregate
    ///   findings from new Regions as Security Hub supports them and you opt into them. The
    ///   selected option also determines how to use the Regions provided in the Regions list. In
    ///   CFN, the options for this property are as follows: + `ALL_REGIONS` - Indicates to
    ///   aggregate findings from all of the Regions where Security Hub is enabled. When you choose
    ///   this option, Security Hub also automatically aggregates findings from new Regions as
    ///   Security Hub supports them and you opt into them. + `ALL_REGIONS_EXCEPT_SPECIFIED` -
    ///   Indicates to aggregate findings from all of the Regions where Security Hub is enabled,
    ///   except for the Regions listed in the `Regions` parameter. When you choose this option,
    ///   Security Hub also automatically aggregates findings from new Regions as Security Hub
    ///   supports them and you opt into them. + `SPECIFIED_REGIONS` - Indicates to aggregate
    ///   findings only from the Regions listed in the `Regions` parameter. Security Hub does not
    ///   automatically aggregate findings from new Regions.
    #[track_caller]
    pub fn new(region_linking_mode: impl IntoInput<OneOf<RegionLinkingMode>>) -> Self {
        Self(Fields::new()).set_property("RegionLinkingMode", region_linking_mode)
    }

    /// If `RegionLinkingMode` is `ALL_REGIONS_EXCEPT_SPECIFIED`, then this is a space-separated
    /// list of Regions that do not aggregate findings to the aggregation Region. If
    /// `RegionLinkingMode` is `SPECIFIED_REGIONS`, then this is a space-separated list of Regions
    /// that do aggregate findings to the aggregation Region.
    ///
    /// Constraints: 1 to 50 elements, no element twice.
    #[track_caller]
    pub fn regions(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Regions", value)
    }
}

texts! {
    /// The values of `RegionLinkingMode`.
    pub enum RegionLinkingMode {
        /// `ALL_REGIONS`.
        AllRegions = "ALL_REGIONS",
        /// `ALL_REGIONS_EXCEPT_SPECIFIED`.
        AllRegionsExceptSpecified = "ALL_REGIONS_EXCEPT_SPECIFIED",
        /// `SPECIFIED_REGIONS`.
        SpecifiedRegions = "SPECIFIED_REGIONS",
    }
}
