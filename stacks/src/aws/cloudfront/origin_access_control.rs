//! `AWS::CloudFront::OriginAccessControl`.
//!
//! Written by `schema add AWS::CloudFront::OriginAccessControl` from the schema
//! 1ba8b1f26d28973d9392a66ad63cdf4f. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Creates a new origin access control in CloudFront. After you create an origin access
    /// control, you can add it to an origin in a CloudFront distribution so that CloudFront sends
    /// authenticated (signed) requests to the origin. This makes it possible to block public access
    /// to the origin, allowing viewers (users) to access the origin's content only through
    /// CloudFront. For more information about using a CloudFront origin access control, see
    /// [Restricting access to an
    /// origin](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-origin.html)
    /// in the *Amazon CloudFront Developer Guide*.
    pub struct OriginAccessControl: "AWS::CloudFront::OriginAccessControl", OriginAccessControlArgs;
}

impl OriginAccessControl {
    /// The attribute `Id`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }
}

arguments! {
    /// The properties of [`OriginAccessControl`].
    pub struct OriginAccessControlArgs;
}

impl OriginAccessControlArgs {
    /// With the required properties:
    ///
    /// - `origin_access_control_config`: The origin access control.
    #[track_caller]
    pub fn new(origin_access_control_config: impl IntoInput<Record<OriginAccessControlConfig>>) -> Self {
        Self(Fields::new()).set_property("OriginAccessControlConfig", origin_access_control_config)
    }
}

arguments! {
    /// The origin access control.
    pub struct OriginAccessControlConfig;
}

impl OriginAccessControlConfig {
    /// With the required properties:
    ///
    /// - `name`: A name to identify the origin access control. You can specify up to 64 characters.
    /// - `origin_access_control_origin_type`: The type of origin that this origin access control is
    ///   for. Constraints: pattern `^(s3|mediastore|lambda|mediapackagev2)$`.
    /// - `signing_behavior`: Specifies which requests CloudFront signs (adds authentication
    ///   information to). Specify `always` for the most common use case. For more information, see
    ///   [origin access control advanced
    ///   settings](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html#oac-advanced-settings)
    ///   in the *Amazon CloudFront Developer Guide*. This field can have one of the following
    ///   values: + `always` – CloudFront signs all origin requests, overwriting the `Authorization`
    ///   header from the viewer request if one exists. + `never` – CloudFront doesn't sign any
    ///   origin requests. This value turns off origin access control for all origins in all
    ///   distributions that use this origin access control. + `no-override` – If the viewer request
    ///   doesn't contain the `Authorization` header, then CloudFront signs the origin request. If
    ///   the viewer request contains the `Authorization` header, then CloudFront doesn't sign the
    ///   origin request and instead passes along the `Authorization` header from the viewer
    ///   request. *WARNING: To pass along the Authorization header from the viewer request, you
    ///   must add the Authorization header to a cache policy for all cache behaviors that use
    ///   origins associated with this origin access control.* Constraints: pattern
    ///   `^(never|no-override|always|always-amz-auth)$`.
    /// - `signing_protocol`: The signing protocol of the origin access control, which determines
    ///   how CloudFront signs (authenticates) requests. The only valid value is `sigv4`.
    ///   Constraints: pattern `^(sigv4|sigv4a)$`.
    #[track_caller]
    pub fn new(
        name: impl IntoInput<String>,
        origin_access_control_origin_type: impl IntoInput<String>,
        signing_behavior: impl IntoInput<String>,
        signing_protocol: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Name", name)
            .set_property("OriginAccessControlOriginType", origin_access_control_origin_type)
            .set_property("SigningBehavior", signing_behavior)
            .set_property("SigningProtocol", signing_protocol)
    }

    /// A description of the origin access control.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }
}
