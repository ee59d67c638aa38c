//! `AWS::CloudFront::ResponseHeadersPolicy`.
//!
//! Written by `schema add AWS::CloudFront::ResponseHeadersPolicy` from the schema
//! 394d3b723ca91a0f38f3d93b9cce03a3. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// A response headers policy. A response headers policy contains information about a set of
    /// HTTP response headers. After you create a response headers policy, you can use its ID to
    /// attach it to one or more cache behaviors in a CloudFront distribution. When it's attached to
    /// a cache behavior, the response headers policy affects the HTTP headers that CloudFront
    /// includes in HTTP responses to requests that match the cache behavior. CloudFront adds or
    /// removes response headers according to the configuration of the response headers policy. For
    /// more information, see [Adding or removing HTTP headers in CloudFront
    /// responses](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/modifying-response-headers.html)
    /// in the *Amazon CloudFront Developer Guide*.
    pub struct ResponseHeadersPolicy: "AWS::CloudFront::ResponseHeadersPolicy", ResponseHeadersPolicyArgs;
}

impl ResponseHeadersPolicy {
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
}

arguments! {
    /// The properties of [`ResponseHeadersPolicy`].
    pub struct ResponseHeadersPolicyArgs;
}

impl ResponseHeadersPolicyArgs {
    /// With the required properties:
    ///
    /// - `response_headers_policy_config`: A response headers policy configuration.
    #[track_caller]
    pub fn new(response_headers_policy_config: impl IntoInput<Record<ResponseHeadersPolicyConfig>>) -> Self {
        Self(Fields::new()).set_property("ResponseHeadersPolicyConfig", response_headers_policy_config)
    }
}

arguments! {
    /// A response headers policy configuration.
    pub struct ResponseHeadersPolicyConfig;
}

impl ResponseHeadersPolicyConfig {
    /// With the required properties:
    ///
    /// - `name`: A name to identify the response headers policy. The name must be unique for
    ///   response headers policies in this AWS-account.
    #[track_caller]
    pub fn new(name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Name", name)
    }

    /// A comment to describe the response headers policy. The comment cannot be longer than 128
    /// characters.
    ///
    /// Constraints: length at most 128.
    #[track_caller]
    pub fn comment(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Comment", value)
    }

    /// A configuration for a set of HTTP response headers that are used for cross-origin resource
    /// sharing (CORS).
    #[track_caller]
    pub fn cors_config(self, value: impl IntoInput<Record<CorsConfig>>) -> Self {
        self.set_property("CorsConfig", value)
    }

    /// A configuration for a set of custom HTTP response headers.
    #[track_caller]
    pub fn custom_headers_config(self, value: impl IntoInput<Record<CustomHeadersConfig>>) -> Self {
        self.set_property("CustomHeadersConfig", value)
    }

    /// A configuration for a set of HTTP headers to remove from the HTTP response.
    #[track_caller]
    pub fn remove_headers_config(self, value: impl IntoInput<Record<RemoveHeadersConfig>>) -> Self {
        self.set_property("RemoveHeadersConfig", value)
    }

    /// A configuration for a set of security-related HTTP response headers.
    #[track_caller]
    pub fn security_headers_config(self, value: impl IntoInput<Record<SecurityHeadersConfig>>) -> Self {
        self.set_property("SecurityHeadersConfig", value)
    }

    /// A configuration for enabling the `Server-Timing` header in HTTP responses sent from
    /// CloudFront.
    #[track_caller]
    pub fn server_timing_headers_config(self, value: impl IntoInput<Record<ServerTimingHeadersConfig>>) -> Self {
        self.set_property("ServerTimingHeadersConfig", value)
    }
}

arguments! {
    /// A configuration for a set of HTTP response headers that are used for cross-origin resource
    /// sharing (CORS).
    pub struct CorsConfig;
}

impl CorsConfig {
    /// With the required properties:
    ///
    /// - `access_control_allow_credentials`: A Boolean that CloudFront uses as the value for the
    ///   `Access-Control-Allow-Credentials` HTTP response header. For more information about the
    ///   `Access-Control-Allow-Credentials` HTTP response header, see
    ///   [Access-Control-Allow-Credentials](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Allow-Credentials)
    ///   in the MDN Web Docs.
    /// - `access_control_allow_headers`: A list of HTTP header names that CloudFront includes as
    ///   values for the `Access-Control-Allow-Headers` HTTP response header. For more information
    ///   about the `Access-Control-Allow-Headers` HTTP response header, see
    ///   [Access-Control-Allow-Headers](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Allow-Headers)
    ///   in the MDN Web Docs.
    /// - `access_control_allow_methods`: A list of HTTP methods that CloudFront includes as values
    ///   for the `Access-Control-Allow-Methods` HTTP response header. For more information about
    ///   the `Access-Control-Allow-Methods` HTTP response header, see
    ///   [Access-Control-Allow-Methods](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Allow-Methods)
    ///   in the MDN Web Docs.
    /// - `access_control_allow_origins`: A list of origins (domain names) that CloudFront can use
    ///   as the value for the `Access-Control-Allow-Origin` HTTP response header. For more
    ///   information about the `Access-Control-Allow-Origin` HTTP response header, see
    ///   [Access-Control-Allow-Origin](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Allow-Origin)
    ///   in the MDN Web Docs.
    /// - `origin_override`: A Boolean that determines whether CloudFront overrides HTTP response
    ///   headers received from the origin with the ones specified in this response headers policy.
    #[track_caller]
    pub fn new(
        access_control_allow_credentials: impl IntoInput<bool>,
        access_control_allow_headers: impl IntoInput<Record<AccessControlAllowHeaders>>,
        access_control_allow_methods: impl IntoInput<Record<AccessControlAllowMethods>>,
        access_control_allow_origins: impl IntoInput<Record<AccessControlAllowOrigins>>,
        origin_override: impl IntoInput<bool>,
    ) -> Self {
        Self(Fields::new())
            .set_property("AccessControlAllowCredentials", access_control_allow_credentials)
            .set_property("AccessControlAllowHeaders", access_control_allow_headers)
            .set_property("AccessControlAllowMethods", access_control_allow_methods)
            .set_property("AccessControlAllowOrigins", access_control_allow_origins)
            .set_property("OriginOverride", origin_override)
    }

    /// A list of HTTP headers that CloudFront includes as values for the
    /// `Access-Control-Expose-Headers` HTTP response header. For more information about the
    /// `Access-Control-Expose-Headers` HTTP response header, see
    /// [Access-Control-Expose-Headers](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Expose-Headers)
    /// in the MDN Web Docs.
    #[track_caller]
    pub fn access_control_expose_headers(self, value: impl IntoInput<Record<AccessControlExposeHeaders>>) -> Self {
        self.set_property("AccessControlExposeHeaders", value)
    }

    /// A number that CloudFront uses as the value for the `Access-Control-Max-Age` HTTP response
    /// header. For more information about the `Access-Control-Max-Age` HTTP response header, see
    /// [Access-Control-Max-Age](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Max-Age)
    /// in the MDN Web Docs.
    #[track_caller]
    pub fn access_control_max_age_sec(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("AccessControlMaxAgeSec", value)
    }
}

arguments! {
    /// A list of HTTP header names that CloudFront includes as values for the
    /// `Access-Control-Allow-Headers` HTTP response header. For more information about the
    /// `Access-Control-Allow-Headers` HTTP response header, see
    /// [Access-Control-Allow-Headers](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Allow-Headers)
    /// in the MDN Web Docs.
    pub struct AccessControlAllowHeaders;
}

impl AccessControlAllowHeaders {
    /// With the required properties:
    ///
    /// - `items`: The list of HTTP header names. You can specify `*` to allow all headers.
    ///   Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(items: impl IntoInput<Vec<String>>) -> Self {
        Self(Fields::new()).set_property("Items", items)
    }
}

arguments! {
    /// A list of HTTP methods that CloudFront includes as values for the
    /// `Access-Control-Allow-Methods` HTTP response header. For more information about the
    /// `Access-Control-Allow-Methods` HTTP response header, see
    /// [Access-Control-Allow-Methods](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Allow-Methods)
    /// in the MDN Web Docs.
    pub struct AccessControlAllowMethods;
}

impl AccessControlAllowMethods {
    /// With the required properties:
    ///
    /// - `items`: The list of HTTP methods. Valid values are: + `GET` + `DELETE` + `HEAD` +
    ///   `OPTIONS` + `PATCH` + `POST` + `PUT` + `ALL` `ALL` is a special value that includes all of
    ///   the listed HTTP methods. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(items: impl IntoInput<Vec<OneOf<Items>>>) -> Self {
        Self(Fields::new()).set_property("Items", items)
    }
}

arguments! {
    /// A list of origins (domain names) that CloudFront can use as the value for the
    /// `Access-Control-Allow-Origin` HTTP response header. For more information about the
    /// `Access-Control-Allow-Origin` HTTP response header, see
    /// [Access-Control-Allow-Origin](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Allow-Origin)
    /// in the MDN Web Docs.
    pub struct AccessControlAllowOrigins;
}

impl AccessControlAllowOrigins {
    /// With the required properties:
    ///
    /// - `items`: The list of origins (domain names). You can specify `*` to allow all origins.
    ///   Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(items: impl IntoInput<Vec<String>>) -> Self {
        Self(Fields::new()).set_property("Items", items)
    }
}

arguments! {
    /// A list of HTTP headers that CloudFront includes as values for the
    /// `Access-Control-Expose-Headers` HTTP response header. For more information about the
    /// `Access-Control-Expose-Headers` HTTP response header, see
    /// [Access-Control-Expose-Headers](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Access-Control-Expose-Headers)
    /// in the MDN Web Docs.
    pub struct AccessControlExposeHeaders;
}

impl AccessControlExposeHeaders {
    /// With the required properties:
    ///
    /// - `items`: The list of HTTP headers. You can specify `*` to expose all headers.
    #[track_caller]
    pub fn new(items: impl IntoInput<Vec<String>>) -> Self {
        Self(Fields::new()).set_property("Items", items)
    }
}

arguments! {
    /// A configuration for a set of custom HTTP response headers.
    pub struct CustomHeadersConfig;
}

impl CustomHeadersConfig {
    /// With the required properties:
    ///
    /// - `items`: The list of HTTP response headers and their values.
    #[track_caller]
    pub fn new(items: impl IntoInput<Vec<Record<CustomHeader>>>) -> Self {
        Self(Fields::new()).set_property("Items", items)
    }
}

arguments! {
    /// An HTTP response header name and its value. CloudFront includes this header in HTTP
    /// responses that it sends for requests that match a cache behavior that's associated with this
    /// response headers policy.
    pub struct CustomHeader;
}

impl CustomHeader {
    /// With the required properties:
    ///
    /// - `header`: The HTTP response header name.
    /// - `override`: A Boolean that determines whether CloudFront overrides a response header with
    ///   the same name received from the origin with the header specified here.
    /// - `value`: The value for the HTTP response header.
    #[track_caller]
    pub fn new(
        header: impl IntoInput<String>,
        r#override: impl IntoInput<bool>,
        value: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Header", header)
            .set_property("Override", r#override)
            .set_property("Value", value)
    }
}

arguments! {
    /// A configuration for a set of HTTP headers to remove from the HTTP response.
    pub struct RemoveHeadersConfig;
}

impl RemoveHeadersConfig {
    /// With the required properties:
    ///
    /// - `items`: The list of HTTP header names. Constraints: no element twice.
    #[track_caller]
    pub fn new(items: impl IntoInput<Vec<Record<RemoveHeader>>>) -> Self {
        Self(Fields::new()).set_property("Items", items)
    }
}

arguments! {
    /// The name of an HTTP header that CloudFront removes from HTTP responses to requests that
    /// match the cache behavior that this response headers policy is attached to.
    pub struct RemoveHeader;
}

impl RemoveHeader {
    /// With the required properties:
    ///
    /// - `header`: The HTTP header name.
    #[track_caller]
    pub fn new(header: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Header", header)
    }
}

arguments! {
    /// A configuration for a set of security-related HTTP response headers.
    pub struct SecurityHeadersConfig;
}

impl SecurityHeadersConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The policy directives and their values that CloudFront includes as values for the
    /// `Content-Security-Policy` HTTP response header. For more information about the
    /// `Content-Security-Policy` HTTP response header, see
    /// [Content-Security-Policy](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Content-Security-Policy)
    /// in the MDN Web Docs.
    #[track_caller]
    pub fn content_security_policy(self, value: impl IntoInput<Record<ContentSecurityPolicy>>) -> Self {
        self.set_property("ContentSecurityPolicy", value)
    }

    /// Determines whether CloudFront includes the `X-Content-Type-Options` HTTP response header
    /// with its value set to `nosniff`. For more information about the `X-Content-Type-Options`
    /// HTTP response header, see
    /// [X-Content-Type-Options](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-Content-Type-Options)
    /// in the MDN Web Docs.
    #[track_caller]
    pub fn content_type_options(self, value: impl IntoInput<Record<ContentTypeOptions>>) -> Self {
        self.set_property("ContentTypeOptions", value)
    }

    /// Determines whether CloudFront includes the `X-Frame-Options` HTTP response header and the
    /// header's value. For more information about the `X-Frame-Options` HTTP response header, see
    /// [X-Frame-Options](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-Frame-Options)
    /// in the MDN Web Docs.
    #[track_caller]
    pub fn frame_options(self, value: impl IntoInput<Record<FrameOptions>>) -> Self {
        self.set_property("FrameOptions", value)
    }

    /// Determines whether CloudFront includes the `Referrer-Policy` HTTP response header and the
    /// header's value. For more information about the `Referrer-Policy` HTTP response header, see
    /// [Referrer-Policy](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Referrer-Policy)
    /// in the MDN Web Docs.
    #[track_caller]
    pub fn referrer_policy(self, value: impl IntoInput<Record<ReferrerPolicy>>) -> Self {
        self.set_property("ReferrerPolicy", value)
    }

    /// Determines whether CloudFront includes the `Strict-Transport-Security` HTTP response header
    /// and the header's value. For more information about the `Strict-Transport-Security` HTTP
    /// response header, see [Security
    /// headers](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html#understanding-response-headers-policies-security)
    /// in the *Amazon CloudFront Developer Guide* and
    /// [Strict-Transport-Security](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Strict-Transport-Security)
    /// in the MDN Web Docs.
    #[track_caller]
    pub fn strict_transport_security(self, value: impl IntoInput<Record<StrictTransportSecurity>>) -> Self {
        self.set_property("StrictTransportSecurity", value)
    }

    /// Determines whether CloudFront includes the `X-XSS-Protection` HTTP response header and the
    /// header's value. For more information about the `X-XSS-Protection` HTTP response header, see
    /// [X-XSS-Protection](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-XSS-Protection)
    /// in the MDN Web Docs.
    #[track_caller]
    pub fn xss_protection(self, value: impl IntoInput<Record<XssProtection>>) -> Self {
        self.set_property("XSSProtection", value)
    }
}

arguments! {
    /// The policy directives and their values that CloudFront includes as values for the
    /// `Content-Security-Policy` HTTP response header. For more information about the
    /// `Content-Security-Policy` HTTP response header, see
    /// [Content-Security-Policy](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Content-Security-Policy)
    /// in the MDN Web Docs.
    pub struct ContentSecurityPolicy;
}

impl ContentSecurityPolicy {
    /// With the required properties:
    ///
    /// - `content_security_policy`: The policy directives and their values that CloudFront includes
    ///   as values for the `Content-Security-Policy` HTTP response header. For more information
    ///   about the `Content-Security-Policy` HTTP response header, see
    ///   [Content-Security-Policy](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Content-Security-Policy)
    ///   in the MDN Web Docs.
    /// - `override`: A Boolean that determines whether CloudFront overrides the
    ///   `Content-Security-Policy` HTTP response header received from the origin with the one
    ///   specified in this response headers policy.
    #[track_caller]
    pub fn new(content_security_policy: impl IntoInput<String>, r#override: impl IntoInput<bool>) -> Self {
        Self(Fields::new())
            .set_property("ContentSecurityPolicy", content_security_policy)
            .set_property("Override", r#override)
    }
}

arguments! {
    /// Determines whether CloudFront includes the `X-Content-Type-Options` HTTP response header
    /// with its value set to `nosniff`. For more information about the `X-Content-Type-Options`
    /// HTTP response header, see
    /// [X-Content-Type-Options](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-Content-Type-Options)
    /// in the MDN Web Docs.
    pub struct ContentTypeOptions;
}

impl ContentTypeOptions {
    /// With the required properties:
    ///
    /// - `override`: A Boolean that determines whether CloudFront overrides the
    ///   `X-Content-Type-Options` HTTP response header received from the origin with the one
    ///   specified in this response headers policy.
    #[track_caller]
    pub fn new(r#override: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Override", r#override)
    }
}

arguments! {
    /// Determines whether CloudFront includes the `X-Frame-Options` HTTP response header and the
    /// header's value. For more information about the `X-Frame-Options` HTTP response header, see
    /// [X-Frame-Options](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-Frame-Options)
    /// in the MDN Web Docs.
    pub struct FrameOptions;
}

impl FrameOptions {
    /// With the required properties:
    ///
    /// - `frame_option`: The value of the `X-Frame-Options` HTTP response header. Valid values are
    ///   `DENY` and `SAMEORIGIN`. For more information about these values, see
    ///   [X-Frame-Options](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-Frame-Options)
    ///   in the MDN Web Docs. Constraints: pattern `^(DENY|SAMEORIGIN)$`.
    /// - `override`: A Boolean that determines whether CloudFront overrides the `X-Frame-Options`
    ///   HTTP response header received from the origin with the one specified in this response
    ///   headers policy.
    #[track_caller]
    pub fn new(frame_option: impl IntoInput<String>, r#override: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("FrameOption", frame_option).set_property("Override", r#override)
    }
}

arguments! {
    /// Determines whether CloudFront includes the `Referrer-Policy` HTTP response header and the
    /// header's value. For more information about the `Referrer-Policy` HTTP response header, see
    /// [Referrer-Policy](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Referrer-Policy)
    /// in the MDN Web Docs.
    pub struct ReferrerPolicy;
}

impl ReferrerPolicy {
    /// With the required properties:
    ///
    /// - `override`: A Boolean that determines whether CloudFront overrides the `Referrer-Policy`
    ///   HTTP response header received from the origin with the one specified in this response
    ///   headers policy.
    /// - `referrer_policy`: Determines whether CloudFront includes the `Referrer-Policy` HTTP
    ///   response header and the header's value. For more information about the `Referrer-Policy`
    ///   HTTP response header, see
    ///   [Referrer-Policy](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Referrer-Policy)
    ///   in the MDN Web Docs.
    #[track_caller]
    pub fn new(r#override: impl IntoInput<bool>, referrer_policy: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Override", r#override).set_property("ReferrerPolicy", referrer_policy)
    }
}

arguments! {
    /// Determines whether CloudFront includes the `Strict-Transport-Security` HTTP response header
    /// and the header's value. For more information about the `Strict-Transport-Security` HTTP
    /// response header, see [Security
    /// headers](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html#understanding-response-headers-policies-security)
    /// in the *Amazon CloudFront Developer Guide* and
    /// [Strict-Transport-Security](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Strict-Transport-Security)
    /// in the MDN Web Docs.
    pub struct StrictTransportSecurity;
}

impl StrictTransportSecurity {
    /// With the required properties:
    ///
    /// - `access_control_max_age_sec`: A number that CloudFront uses as the value for the `max-age`
    ///   directive in the `Strict-Transport-Security` HTTP response header.
    /// - `override`: A Boolean that determines whether CloudFront overrides the
    ///   `Strict-Transport-Security` HTTP response header received from the origin with the one
    ///   specified in this response headers policy.
    #[track_caller]
    pub fn new(access_control_max_age_sec: impl IntoInput<i64>, r#override: impl IntoInput<bool>) -> Self {
        Self(Fields::new())
            .set_property("AccessControlMaxAgeSec", access_control_max_age_sec)
            .set_property("Override", r#override)
    }

    /// A Boolean that determines whether CloudFront includes the `includeSubDomains` directive in
    /// the `Strict-Transport-Security` HTTP response header.
    #[track_caller]
    pub fn include_subdomains(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeSubdomains", value)
    }

    /// A Boolean that determines whether CloudFront includes the `preload` directive in the
    /// `Strict-Transport-Security` HTTP response header.
    #[track_caller]
    pub fn preload(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Preload", value)
    }
}

arguments! {
    /// Determines whether CloudFront includes the `X-XSS-Protection` HTTP response header and the
    /// header's value. For more information about the `X-XSS-Protection` HTTP response header, see
    /// [X-XSS-Protection](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-XSS-Protection)
    /// in the MDN Web Docs.
    pub struct XssProtection;
}

impl XssProtection {
    /// With the required properties:
    ///
    /// - `override`: A Boolean that determines whether CloudFront overrides the `X-XSS-Protection`
    ///   HTTP response header received from the origin with the one specified in this response
    ///   headers policy.
    /// - `protection`: A Boolean that determines the value of the `X-XSS-Protection` HTTP response
    ///   header. When this setting is `true`, the value of the `X-XSS-Protection` header is `1`.
    ///   When this setting is `false`, the value of the `X-XSS-Protection` header is `0`. For more
    ///   information about these settings, see
    ///   [X-XSS-Protection](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-XSS-Protection)
    ///   in the MDN Web Docs.
    #[track_caller]
    pub fn new(r#override: impl IntoInput<bool>, protection: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Override", r#override).set_property("Protection", protection)
    }

    /// A Boolean that determines whether CloudFront includes the `mode=block` directive in the
    /// `X-XSS-Protection` header. For more information about this directive, see
    /// [X-XSS-Protection](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-XSS-Protection)
    /// in the MDN Web Docs.
    #[track_caller]
    pub fn mode_block(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("ModeBlock", value)
    }

    /// A reporting URI, which CloudFront uses as the value of the `report` directive in the
    /// `X-XSS-Protection` header. You cannot specify a `ReportUri` when `ModeBlock` is `true`. For
    /// more information about using a reporting URL, see
    /// [X-XSS-Protection](https://docs.aws.amazon.com/https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-XSS-Protection)
    /// in the MDN Web Docs.
    #[track_caller]
    pub fn report_uri(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ReportUri", value)
    }
}

arguments! {
    /// A configuration for enabling the `Server-Timing` header in HTTP responses sent from
    /// CloudFront.
    pub struct ServerTimingHeadersConfig;
}

impl ServerTimingHeadersConfig {
    /// With the required properties:
    ///
    /// - `enabled`: A Boolean that determines whether CloudFront adds the `Server-Timing` header to
    ///   HTTP responses that it sends in response to requests that match a cache behavior that's
    ///   associated with this response headers policy.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }

    /// A number 0–100 (inclusive) that specifies the percentage of responses that you want
    /// CloudFront to add the `Server-Timing` header to. When you set the sampling rate to 100,
    /// CloudFront adds the `Server-Timing` header to the HTTP response for every request that
    /// matches the cache behavior that this response headers policy is attached to. When you set it
    /// to 50, CloudFront adds the header to 50% of the responses for requests that match the cache
    /// behavior. You can set the sampling rate to any number 0–100 with up to four decimal places.
    ///
    /// Constraints: value 0 to 100.
    #[track_caller]
    pub fn sampling_rate(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("SamplingRate", value)
    }
}

texts! {
    /// The values of `Items`.
    pub enum Items {
        /// `ALL`.
        All = "ALL",
        /// `DELETE`.
        Delete = "DELETE",
        /// `GET`.
        Get = "GET",
        /// `HEAD`.
        Head = "HEAD",
        /// `OPTIONS`.
        Options = "OPTIONS",
        /// `PATCH`.
        Patch = "PATCH",
        /// `POST`.
        Post = "POST",
        /// `PUT`.
        Put = "PUT",
    }
}
