//! `AWS::CloudFront::OriginRequestPolicy`.
//!
//! Written by `schema add AWS::CloudFront::OriginRequestPolicy` from the schema
//! 0663e3d3cd8e7c20d01fba4fe80da655. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// An origin request policy. When it's attached to a cache behavior, the origin request policy
    /// determines the values that CloudFront includes in requests that it sends to the origin. Each
    /// request that CloudFront sends to the origin includes the following:
    ///
    /// + The request body and the URL path (without the domain name) from the viewer request.
    /// + The headers that CloudFront automatically includes in every origin request, including
    ///   `Host`, `User-Agent`, and `X-Amz-Cf-Id`.
    /// + All HTTP headers, cookies, and URL query strings that are specified in the cache policy or
    ///   the origin request policy. These can include items from the viewer request and, in the
    ///   case of headers, additional ones that are added by CloudFront.
    ///
    /// CloudFront sends a request when it can't find an object in its cache that matches the
    /// request. If you want to send values to the origin and also include them in the cache key,
    /// use `CachePolicy`.
    pub struct OriginRequestPolicy: "AWS::CloudFront::OriginRequestPolicy", OriginRequestPolicyArgs;
}

impl OriginRequestPolicy {
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
    /// The properties of [`OriginRequestPolicy`].
    pub struct OriginRequestPolicyArgs;
}

impl OriginRequestPolicyArgs {
    /// With the required properties:
    ///
    /// - `origin_request_policy_config`: The origin request policy configuration.
    #[track_caller]
    pub fn new(origin_request_policy_config: impl IntoInput<Record<OriginRequestPolicyConfig>>) -> Self {
        Self(Fields::new()).set_property("OriginRequestPolicyConfig", origin_request_policy_config)
    }
}

arguments! {
    /// The origin request policy configuration.
    pub struct OriginRequestPolicyConfig;
}

impl OriginRequestPolicyConfig {
    /// With the required properties:
    ///
    /// - `cookies_config`: The cookies from viewer requests to include in origin requests.
    /// - `headers_config`: The HTTP headers to include in origin requests. These can include
    ///   headers from viewer requests and additional headers added by CloudFront.
    /// - `name`: A unique name to identify the origin request policy.
    /// - `query_strings_config`: The URL query strings from viewer requests to include in origin
    ///   requests.
    #[track_caller]
    pub fn new(
        cookies_config: impl IntoInput<Record<CookiesConfig>>,
        headers_config: impl IntoInput<Record<HeadersConfig>>,
        name: impl IntoInput<String>,
        query_strings_config: impl IntoInput<Record<QueryStringsConfig>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("CookiesConfig", cookies_config)
            .set_property("HeadersConfig", headers_config)
            .set_property("Name", name)
            .set_property("QueryStringsConfig", query_strings_config)
    }

    /// A comment to describe the origin request policy. The comment cannot be longer than 128
    /// characters.
    #[track_caller]
    pub fn comment(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Comment", value)
    }
}

arguments! {
    /// The cookies from viewer requests to include in origin requests.
    pub struct CookiesConfig;
}

impl CookiesConfig {
    /// With the required properties:
    ///
    /// - `cookie_behavior`: Determines whether cookies in viewer requests are included in requests
    ///   that CloudFront sends to the origin. Valid values are: + `none` – No cookies in viewer
    ///   requests are included in requests that CloudFront sends to the origin. Even when this
    ///   field is set to `none`, any cookies that are listed in a `CachePolicy`*are* included in
    ///   origin requests. + `whitelist` – Only the cookies in viewer requests that are listed in
    ///   the `CookieNames` type are included in requests that CloudFront sends to the origin. +
    ///   `all` – All cookies in viewer requests are included in requests that CloudFront sends to
    ///   the origin. + `allExcept` – All cookies in viewer requests are included in requests that
    ///   CloudFront sends to the origin, *except* for those listed in the `CookieNames` type, which
    ///   are not included. Constraints: pattern `^(none|whitelist|all|allExcept)$`.
    #[track_caller]
    pub fn new(cookie_behavior: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("CookieBehavior", cookie_behavior)
    }

    /// Contains a list of cookie names.
    #[track_caller]
    pub fn cookies(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Cookies", value)
    }
}

arguments! {
    /// The HTTP headers to include in origin requests. These can include headers from viewer
    /// requests and additional headers added by CloudFront.
    pub struct HeadersConfig;
}

impl HeadersConfig {
    /// With the required properties:
    ///
    /// - `header_behavior`: Determines whether any HTTP headers are included in requests that
    ///   CloudFront sends to the origin. Valid values are: + `none` – No HTTP headers in viewer
    ///   requests are included in requests that CloudFront sends to the origin. Even when this
    ///   field is set to `none`, any headers that are listed in a `CachePolicy`*are* included in
    ///   origin requests. + `whitelist` – Only the HTTP headers that are listed in the `Headers`
    ///   type are included in requests that CloudFront sends to the origin. + `allViewer` – All
    ///   HTTP headers in viewer requests are included in requests that CloudFront sends to the
    ///   origin. + `allViewerAndWhitelistCloudFront` – All HTTP headers in viewer requests and the
    ///   additional CloudFront headers that are listed in the `Headers` type are included in
    ///   requests that CloudFront sends to the origin. The additional headers are added by
    ///   CloudFront. + `allExcept` – All HTTP headers in viewer requests are included in requests
    ///   that CloudFront sends to the origin, *except* for those listed in the `Headers` type,
    ///   which are not included. Constraints: pattern
    ///   `^(none|whitelist|allViewer|allViewerAndWhitelistCloudFront|allExcept)$`.
    #[track_caller]
    pub fn new(header_behavior: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("HeaderBehavior", header_behavior)
    }

    /// Contains a list of HTTP header names.
    #[track_caller]
    pub fn headers(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Headers", value)
    }
}

arguments! {
    /// The URL query strings from viewer requests to include in origin requests.
    pub struct QueryStringsConfig;
}

impl QueryStringsConfig {
    /// With the required properties:
    ///
    /// - `query_string_behavior`: Determines whether any URL query strings in viewer requests are
    ///   included in requests that CloudFront sends to the origin. Valid values are: + `none` – No
    ///   query strings in viewer requests are included in requests that CloudFront sends to the
    ///   origin. Even when this field is set to `none`, any query strings that are listed in a
    ///   `CachePolicy`*are* included in origin requests. + `whitelist` – Only the query strings in
    ///   viewer requests that are listed in the `QueryStringNames` type are included in requests
    ///   that CloudFront sends to the origin. + `all` – All query strings in viewer requests are
    ///   included in requests that CloudFront sends to the origin. + `allExcept` – All query
    ///   strings in viewer requests are included in requests that CloudFront sends to the origin,
    ///   *except* for those listed in the `QueryStringNames` type, which are not included.
    ///   Constraints: pattern `^(none|whitelist|all|allExcept)$`.
    #[track_caller]
    pub fn new(query_string_behavior: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("QueryStringBehavior", query_string_behavior)
    }

    /// Contains a list of query string names.
    #[track_caller]
    pub fn query_strings(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("QueryStrings", value)
    }
}
