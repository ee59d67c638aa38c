//! `AWS::Route53::RecordSet`.
//!
//! Written by `schema add AWS::Route53::RecordSet` from the schema
//! f648b266fb0ad92708899e30219d9a7f. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Route53::RecordSet.
    pub struct RecordSet: "AWS::Route53::RecordSet", RecordSetArgs;
}

impl RecordSet {
    /// The ID of the hosted zone that you want to create records in.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn hosted_zone_id(&self) -> Output<String> {
        self.attribute_at(&["HostedZoneId"])
    }

    /// The name of the record that you want to create, update, or delete.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }

    /// An identifier that differentiates among multiple resource record sets that have the same
    /// combination of name and type.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn set_identifier(&self) -> Output<String> {
        self.attribute_at(&["SetIdentifier"])
    }

    /// The DNS record type.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn r#type(&self) -> Output<String> {
        self.attribute_at(&["Type"])
    }
}

arguments! {
    /// The properties of [`RecordSet`].
    pub struct RecordSetArgs;
}

impl RecordSetArgs {
    /// With the required properties:
    ///
    /// - `name`: The name of the record that you want to create, update, or delete. Constraints:
    ///   length at most 1024.
    /// - `type`: The DNS record type.
    #[track_caller]
    pub fn new(name: impl IntoInput<String>, r#type: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Name", name)
            .set_property("Type", r#type)
    }

    /// Alias resource record sets only: Information about the AWS resource, such as a CloudFront
    /// distribution or an Amazon S3 bucket, that you want to route traffic to.
    #[track_caller]
    pub fn alias_target(self, value: impl IntoInput<Record<AliasTarget>>) -> Self {
        self.set_property("AliasTarget", value)
    }

    /// The object that is specified in resource record set object when you are linking a resource
    /// record set to a CIDR location.
    #[track_caller]
    pub fn cidr_routing_config(self, value: impl IntoInput<Record<CidrRoutingConfig>>) -> Self {
        self.set_property("CidrRoutingConfig", value)
    }

    /// Optional: Any comments you want to include about a change batch request.
    ///
    /// Constraints: length at most 256.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn comment(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Comment", value)
    }

    /// To configure failover, you add the Failover element to two resource record sets. For one
    /// resource record set, you specify PRIMARY as the value for Failover; for the other resource
    /// record set, you specify SECONDARY. In addition, you include the HealthCheckId element and
    /// specify the health check that you want Amazon Route 53 to perform for each resource record
    /// set.
    #[track_caller]
    pub fn failover(self, value: impl IntoInput<OneOf<Failover>>) -> Self {
        self.set_property("Failover", value)
    }

    /// A complex type that lets you control how Amazon Route 53 responds to DNS queries based on
    /// the geographic origin of the query.
    #[track_caller]
    pub fn geo_location(self, value: impl IntoInput<Record<GeoLocation>>) -> Self {
        self.set_property("GeoLocation", value)
    }

    /// Geoproximity resource record sets only: A complex type that lets you specify where your
    /// resources are located. Only one of LocalZoneGroup, Coordinates, or AWSRegion is allowed per
    /// request at a time.
    #[track_caller]
    pub fn geo_proximity_location(
        self,
        value: impl IntoInput<Record<GeoProximityLocation>>,
    ) -> Self {
        self.set_property("GeoProximityLocation", value)
    }

    /// If you want Amazon Route 53 to return this resource record set in response to a DNS query
    /// only when the status of a health check is healthy, include the HealthCheckId element and
    /// specify the ID of the applicable health check.
    ///
    /// Constraints: length at most 64.
    #[track_caller]
    pub fn health_check_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("HealthCheckId", value)
    }

    /// The ID of the hosted zone that you want to create records in.
    ///
    /// Constraints: length at most 44.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn hosted_zone_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("HostedZoneId", value)
    }

    /// The name of the hosted zone that you want to create records in. You must include a trailing
    /// dot (for example, www.example.com.) as part of the HostedZoneName.
    ///
    /// Constraints: length at most 256.
    ///
    /// A change replaces the resource.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn hosted_zone_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("HostedZoneName", value)
    }

    /// To route traffic approximately randomly to multiple resources, such as web servers, create
    /// one multivalue answer record for each resource and specify true for MultiValueAnswer.
    #[track_caller]
    pub fn multi_value_answer(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("MultiValueAnswer", value)
    }

    /// The Amazon EC2 Region where you created the resource that this resource record set refers
    /// to.
    #[track_caller]
    pub fn region(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Region", value)
    }

    /// One or more values that correspond with the value that you specified for the Type property.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn resource_records(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ResourceRecords", value)
    }

    /// An identifier that differentiates among multiple resource record sets that have the same
    /// combination of name and type.
    ///
    /// Constraints: length at most 128.
    #[track_caller]
    pub fn set_identifier(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SetIdentifier", value)
    }

    /// The resource record cache time to live (TTL), in seconds.
    #[track_caller]
    pub fn ttl(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TTL", value)
    }

    /// Among resource record sets that have the same combination of DNS name and type, a value that
    /// determines the proportion of DNS queries that Amazon Route 53 responds to using the current
    /// resource record set. Route 53 calculates the sum of the weights for the resource record sets
    /// that have the same combination of DNS name and type. Route 53 then responds to queries based
    /// on the ratio of a resource's weight to the total.
    #[track_caller]
    pub fn weight(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Weight", value)
    }
}

arguments! {
    /// Alias resource record sets only: Information about the AWS resource, such as a CloudFront
    /// distribution or an Amazon S3 bucket, that you want to route traffic to.
    pub struct AliasTarget;
}

impl AliasTarget {
    /// With the required properties:
    ///
    /// - `dns_name`: The value that you specify depends on where you want to route queries.
    ///   Constraints: length at most 1024.
    /// - `hosted_zone_id`: The value used depends on where you want to route traffic. Constraints:
    ///   length at most 44. Refers to `HostedZoneId` of `AWS::Route53::AliasTarget`.
    #[track_caller]
    pub fn new(dns_name: impl IntoInput<String>, hosted_zone_id: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("DNSName", dns_name)
            .set_property("HostedZoneId", hosted_zone_id)
    }

    /// When EvaluateTargetHealth is true, an alias resource record set inherits the health of the
    /// referenced AWS resource, such as an ELB load balancer or another resource record set in the
    /// hosted zone.
    ///
    /// Default: `false`.
    #[track_caller]
    pub fn evaluate_target_health(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EvaluateTargetHealth", value)
    }
}

arguments! {
    /// The object that is specified in resource record set object when you are linking a resource
    /// record set to a CIDR location.
    pub struct CidrRoutingConfig;
}

impl CidrRoutingConfig {
    /// With the required properties:
    ///
    /// - `collection_id`: The CIDR collection ID. Constraints: pattern
    ///   `^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$`.
    /// - `location_name`: The CIDR collection location name. Constraints: length 1 to 16, pattern
    ///   `[0-9A-Za-z_\-\*]+`.
    #[track_caller]
    pub fn new(
        collection_id: impl IntoInput<String>,
        location_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("CollectionId", collection_id)
            .set_property("LocationName", location_name)
    }
}

arguments! {
    /// A complex type that lets you control how Amazon Route 53 responds to DNS queries based on
    /// the geographic origin of the query.
    pub struct GeoLocation;
}

impl GeoLocation {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// For geolocation resource record sets, a two-letter abbreviation that identifies a continent.
    ///
    /// Constraints: length 2.
    #[track_caller]
    pub fn continent_code(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ContinentCode", value)
    }

    /// For geolocation resource record sets, the two-letter code for a country.
    ///
    /// Constraints: length 1 to 2.
    #[track_caller]
    pub fn country_code(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CountryCode", value)
    }

    /// For geolocation resource record sets, the two-letter code for a state of the United States.
    ///
    /// Constraints: length 1 to 3.
    #[track_caller]
    pub fn subdivision_code(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SubdivisionCode", value)
    }
}

arguments! {
    /// Geoproximity resource record sets only: A complex type that lets you specify where your
    /// resources are located. Only one of LocalZoneGroup, Coordinates, or AWSRegion is allowed per
    /// request at a time.
    pub struct GeoProximityLocation;
}

impl GeoProximityLocation {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The AWS Region the resource you are directing DNS traffic to, is in.
    ///
    /// Constraints: length 1 to 64.
    #[track_caller]
    pub fn aws_region(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AWSRegion", value)
    }

    /// The bias increases or decreases the size of the geographic region from which Route 53 routes
    /// traffic to a resource.
    ///
    /// Constraints: value -99 to 99.
    #[track_caller]
    pub fn bias(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Bias", value)
    }

    /// Contains the longitude and latitude for a geographic region.
    #[track_caller]
    pub fn coordinates(self, value: impl IntoInput<Record<Coordinates>>) -> Self {
        self.set_property("Coordinates", value)
    }

    /// Specifies an AWS Local Zone.
    ///
    /// Constraints: length 1 to 64.
    #[track_caller]
    pub fn local_zone_group(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LocalZoneGroup", value)
    }
}

arguments! {
    /// Contains the longitude and latitude for a geographic region.
    pub struct Coordinates;
}

impl Coordinates {
    /// With the required properties:
    ///
    /// - `latitude`: Specifies a coordinate of the north–south position of a geographic point on
    ///   the surface of the Earth. Constraints: pattern `[-+]?[0-9]{1,2}(\.[0-9]{0,2})?`.
    /// - `longitude`: Specifies a coordinate of the east–west position of a geographic point on the
    ///   surface of the Earth. Constraints: pattern `[-+]?[0-9]{1,3}(\.[0-9]{0,2})?`.
    #[track_caller]
    pub fn new(latitude: impl IntoInput<String>, longitude: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Latitude", latitude)
            .set_property("Longitude", longitude)
    }
}

texts! {
    /// The values of `Failover`.
    pub enum Failover {
        /// `PRIMARY`.
        Primary = "PRIMARY",
        /// `SECONDARY`.
        Secondary = "SECONDARY",
    }
}
