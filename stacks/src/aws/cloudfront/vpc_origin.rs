//! `AWS::CloudFront::VpcOrigin`.
//!
//! Written by `schema add AWS::CloudFront::VpcOrigin` from the schema
//! 9176fd9407c8b32332925f43d6ad23a5. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// An Amazon CloudFront VPC origin.
    pub struct VpcOrigin: "AWS::CloudFront::VpcOrigin", VpcOriginArgs;
}

impl VpcOrigin {
    /// The attribute `AccountId`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn account_id(&self) -> Output<String> {
        self.attribute_at(&["AccountId"])
    }

    /// The attribute `Arn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// The attribute `CreatedTime`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn created_time(&self) -> Output<String> {
        self.attribute_at(&["CreatedTime"])
    }

    /// The attribute `Id`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }

    /// The attribute `LastModifiedTime`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn last_modified_time(&self) -> Output<String> {
        self.attribute_at(&["LastModifiedTime"])
    }

    /// The attribute `Status`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn status(&self) -> Output<String> {
        self.attribute_at(&["Status"])
    }
}

arguments! {
    /// The properties of [`VpcOrigin`].
    pub struct VpcOriginArgs;
}

impl VpcOriginArgs {
    /// With the required properties:
    ///
    /// - `vpc_origin_endpoint_config`: The VPC origin endpoint configuration.
    #[track_caller]
    pub fn new(vpc_origin_endpoint_config: impl IntoInput<Record<VpcOriginEndpointConfig>>) -> Self {
        Self(Fields::new()).set_property("VpcOriginEndpointConfig", vpc_origin_endpoint_config)
    }

    /// A complex type that contains zero or more `Tag` elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// A complex type that contains `Tag` key and `Tag` value.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: A string that contains `Tag` key. The string length should be between 1 and 128
    ///   characters. Valid characters include `a-z`, `A-Z`, `0-9`, space, and the special
    ///   characters `_ - . : / = + @`.
    /// - `value`: A string that contains an optional `Tag` value. The string length should be
    ///   between 0 and 256 characters. Valid characters include `a-z`, `A-Z`, `0-9`, space, and the
    ///   special characters `_ - . : / = + @`.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key).set_property("Value", value)
    }
}

arguments! {
    /// The VPC origin endpoint configuration.
    pub struct VpcOriginEndpointConfig;
}

impl VpcOriginEndpointConfig {
    /// With the required properties:
    ///
    /// - `arn`: The ARN of the CloudFront VPC origin endpoint configuration.
    /// - `name`: The name of the CloudFront VPC origin endpoint configuration.
    #[track_caller]
    pub fn new(arn: impl IntoInput<String>, name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Arn", arn).set_property("Name", name)
    }

    /// The HTTP port for the CloudFront VPC origin endpoint configuration. The default value is
    /// `80`.
    ///
    /// Default: `80`.
    #[track_caller]
    pub fn http_port(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("HTTPPort", value)
    }

    /// The HTTPS port of the CloudFront VPC origin endpoint configuration. The default value is
    /// `443`.
    ///
    /// Default: `443`.
    #[track_caller]
    pub fn https_port(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("HTTPSPort", value)
    }

    /// `IpAddressType`.
    ///
    /// Default: `"ipv4"`.
    #[track_caller]
    pub fn ip_address_type(self, value: impl IntoInput<OneOf<IpAddressType>>) -> Self {
        self.set_property("IpAddressType", value)
    }

    /// The origin protocol policy for the CloudFront VPC origin endpoint configuration.
    ///
    /// Default: `"match-viewer"`.
    #[track_caller]
    pub fn origin_protocol_policy(self, value: impl IntoInput<OneOf<OriginProtocolPolicy>>) -> Self {
        self.set_property("OriginProtocolPolicy", value)
    }

    /// Specifies the minimum SSL/TLS protocol that CloudFront uses when connecting to your origin
    /// over HTTPS. Valid values include `SSLv3`, `TLSv1`, `TLSv1.1`, and `TLSv1.2`. For more
    /// information, see [Minimum Origin SSL
    /// Protocol](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginSSLProtocols)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `["TLSv1","SSLv3"]`.
    #[track_caller]
    pub fn origin_ssl_protocols(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("OriginSSLProtocols", value)
    }
}

texts! {
    /// The values of `IpAddressType`.
    pub enum IpAddressType {
        /// `ipv4`.
        Ipv4 = "ipv4",
        /// `dualstack`.
        Dualstack = "dualstack",
    }
}

texts! {
    /// The values of `OriginProtocolPolicy`.
    pub enum OriginProtocolPolicy {
        /// `http-only`.
        HttpOnly = "http-only",
        /// `https-only`.
        HttpsOnly = "https-only",
        /// `match-viewer`.
        MatchViewer = "match-viewer",
    }
}
