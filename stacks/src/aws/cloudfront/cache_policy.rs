//! `AWS::CloudFront::CachePolicy`.
//!
//! Written by `schema add AWS::CloudFront::CachePolicy` from the schema
//! a42f3e0e477bba1f64422c0d72ee92cc. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// A cache policy. When it's attached to a cache behavior, the cache policy determines the
    /// following:
    ///
    /// + The values that CloudFront includes in the cache key. These values can include HTTP
    ///   headers, cookies, and URL query strings. CloudFront uses the cache key to find an object
    ///   in its cache that it can return to the viewer.
    /// + The default, minimum, and maximum time to live (TTL) values that you want objects to stay
    ///   in the CloudFront cache.
    ///
    /// The headers, cookies, and query strings that are included in the cache key are also included
    /// in requests that CloudFront sends to the origin. CloudFront sends a request when it can't
    /// find a valid object in its cache that matches the request's cache key. If you want to send
    /// values to the origin but *not* include them in the cache key, use `OriginRequestPolicy`.
    pub struct CachePolicy: "AWS::CloudFront::CachePolicy", CachePolicyArgs;
}

impl CachePolicy {
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
    /// The properties of [`CachePolicy`].
    pub struct CachePolicyArgs;
}

impl CachePolicyArgs {
    /// With the required properties:
    ///
    /// - `cache_policy_config`: The cache policy configuration.
    #[track_caller]
    pub fn new(cache_policy_config: impl IntoInput<Record<CachePolicyConfig>>) -> Self {
        Self(Fields::new()).set_property("CachePolicyConfig", cache_policy_config)
    }
}

arguments! {
    /// The cache policy configuration.
    pub struct CachePolicyConfig;
}

impl CachePolicyConfig {
    /// With the required properties:
    ///
    /// - `default_ttl`: The default amount of time, in seconds, that you want objects to stay in
    ///   the CloudFront cache before CloudFront sends another request to the origin to see if the
    ///   object has been updated. CloudFront uses this value as the object's time to live (TTL)
    ///   only when the origin does *not* send `Cache-Control` or `Expires` headers with the object.
    ///   For more information, see [Managing How Long Content Stays in an Edge Cache
    ///   (Expiration)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html)
    ///   in the *Amazon CloudFront Developer Guide*. The default value for this field is 86400
    ///   seconds (one day). If the value of `MinTTL` is more than 86400 seconds, then the default
    ///   value for this field is the same as the value of `MinTTL`. Constraints: value at least 0.
    /// - `max_ttl`: The maximum amount of time, in seconds, that objects stay in the CloudFront
    ///   cache before CloudFront sends another request to the origin to see if the object has been
    ///   updated. CloudFront uses this value only when the origin sends `Cache-Control` or
    ///   `Expires` headers with the object. For more information, see [Managing How Long Content
    ///   Stays in an Edge Cache
    ///   (Expiration)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html)
    ///   in the *Amazon CloudFront Developer Guide*. The default value for this field is 31536000
    ///   seconds (one year). If the value of `MinTTL` or `DefaultTTL` is more than 31536000
    ///   seconds, then the default value for this field is the same as the value of `DefaultTTL`.
    ///   Constraints: value at least 0.
    /// - `min_ttl`: The minimum amount of time, in seconds, that you want objects to stay in the
    ///   CloudFront cache before CloudFront sends another request to the origin to see if the
    ///   object has been updated. For more information, see [Managing How Long Content Stays in an
    ///   Edge Cache
    ///   (Expiration)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html)
    ///   in the *Amazon CloudFront Developer Guide*. Constraints: value at least 0.
    /// - `name`: A unique name to identify the cache policy.
    /// - `parameters_in_cache_key_and_forwarded_to_origin`: The HTTP headers, cookies, and URL
    ///   query strings to include in the cache key. The values included in the cache key are also
    ///   included in requests that CloudFront sends to the origin.
    #[track_caller]
    pub fn new(
        default_ttl: impl IntoInput<f64>,
        max_ttl: impl IntoInput<f64>,
        min_ttl: impl IntoInput<f64>,
        name: impl IntoInput<String>,
        parameters_in_cache_key_and_forwarded_to_origin: impl IntoInput<Record<ParametersInCacheKeyAndForwardedToOrigin>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DefaultTTL", default_ttl)
            .set_property("MaxTTL", max_ttl)
            .set_property("MinTTL", min_ttl)
            .set_property("Name", name)
            .set_property("ParametersInCacheKeyAndForwardedToOrigin", parameters_in_cache_key_and_forwarded_to_origin)
    }

    /// A comment to describe the cache policy. The comment cannot be longer than 128 characters.
    #[track_caller]
    pub fn comment(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Comment", value)
    }
}

arguments! {
    /// The HTTP headers, cookies, and URL query strings to include in the cache key. The values
    /// included in the cache key are also included in requests that CloudFront sends to the origin.
    pub struct ParametersInCacheKeyAndForwardedToOrigin;
}

impl ParametersInCacheKeyAndForwardedToOrigin {
    /// With the required properties:
    ///
    /// - `cookies_config`: An object that determines whether any cookies in viewer requests (and if
    ///   so, which cookies) are included in the cache key and in requests that CloudFront sends to
    ///   the origin.
    /// - `enable_accept_encoding_gzip`: A flag that can affect whether the `Accept-Encoding` HTTP
    ///   header is included in the cache key and included in requests that CloudFront sends to the
    ///   origin. This field is related to the `EnableAcceptEncodingBrotli` field. If one or both of
    ///   these fields is `true`*and* the viewer request includes the `Accept-Encoding` header, then
    ///   CloudFront does the following: + Normalizes the value of the viewer's `Accept-Encoding`
    ///   header + Includes the normalized header in the cache key + Includes the normalized header
    ///   in the request to the origin, if a request is necessary For more information, see
    ///   [Compression
    ///   support](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-policy-compressed-objects)
    ///   in the *Amazon CloudFront Developer Guide*. If you set this value to `true`, and this
    ///   cache behavior also has an origin request policy attached, do not include the
    ///   `Accept-Encoding` header in the origin request policy. CloudFront always includes the
    ///   `Accept-Encoding` header in origin requests when the value of this field is `true`, so
    ///   including this header in an origin request policy has no effect. If both of these fields
    ///   are `false`, then CloudFront treats the `Accept-Encoding` header the same as any other
    ///   HTTP header in the viewer request. By default, it's not included in the cache key and it's
    ///   not included in origin requests. In this case, you can manually add `Accept-Encoding` to
    ///   the headers whitelist like any other HTTP header.
    /// - `headers_config`: An object that determines whether any HTTP headers (and if so, which
    ///   headers) are included in the cache key and in requests that CloudFront sends to the
    ///   origin.
    /// - `query_strings_config`: An object that determines whether any URL query strings in viewer
    ///   requests (and if so, which query strings) are included in the cache key and in requests
    ///   that CloudFront sends to the origin.
    #[track_caller]
    pub fn new(
        cookies_config: impl IntoInput<Record<CookiesConfig>>,
        enable_accept_encoding_gzip: impl IntoInput<bool>,
        headers_config: impl IntoInput<Record<HeadersConfig>>,
        query_strings_config: impl IntoInput<Record<QueryStringsConfig>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("CookiesConfig", cookies_config)
            .set_property("EnableAcceptEncodingGzip", enable_accept_encoding_gzip)
            .set_property("HeadersConfig", headers_config)
            .set_property("QueryStringsConfig", query_strings_config)
    }

    /// A flag that can affect whether the `Accept-Encoding` HTTP header is included in the cache
    /// key and included in requests that CloudFront sends to the origin. This field is related to
    /// the `EnableAcceptEncodingGzip` field. If one or both of these fields is `true`*and* the
    /// viewer request includes the `Accept-Encoding` header, then CloudFront does the following:
    ///
    /// + Normalizes the value of the viewer's `Accept-Encoding` header
    /// + Includes the normalized header in the cache key
    /// + Includes the normalized header in the request to the origin, if a request is necessary
    ///
    /// For more information, see [Compression
    /// support](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-policy-compressed-objects)
    /// in the *Amazon CloudFront Developer Guide*. If you set this value to `true`, and this cache
    /// behavior also has an origin request policy attached, do not include the `Accept-Encoding`
    /// header in the origin request policy. CloudFront always includes the `Accept-Encoding` header
    /// in origin requests when the value of this field is `true`, so including this header in an
    /// origin request policy has no effect. If both of these fields are `false`, then CloudFront
    /// treats the `Accept-Encoding` header the same as any other HTTP header in the viewer request.
    /// By default, it's not included in the cache key and it's not included in origin requests. In
    /// this case, you can manually add `Accept-Encoding` to the headers whitelist like any other
    /// HTTP header.
    #[track_caller]
    pub fn enable_accept_encoding_brotli(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("EnableAcceptEncodingBrotli", value)
    }
}

arguments! {
    /// An object that determines whether any cookies in viewer requests (and if so, which cookies)
    /// are included in the cache key and in requests that CloudFront sends to the origin.
    pub struct CookiesConfig;
}

impl CookiesConfig {
    /// With the required properties:
    ///
    /// - `cookie_behavior`: Determines whether any cookies in viewer requests are included in the
    ///   cache key and in requests that CloudFront sends to the origin. Valid values are: + `none`
    ///   – No cookies in viewer requests are included in the cache key or in requests that
    ///   CloudFront sends to the origin. Even when this field is set to `none`, any cookies that
    ///   are listed in an `OriginRequestPolicy`*are* included in origin requests. + `whitelist` –
    ///   Only the cookies in viewer requests that are listed in the `CookieNames` type are included
    ///   in the cache key and in requests that CloudFront sends to the origin. + `allExcept` – All
    ///   cookies in viewer requests are included in the cache key and in requests that CloudFront
    ///   sends to the origin, *except* for those that are listed in the `CookieNames` type, which
    ///   are not included. + `all` – All cookies in viewer requests are included in the cache key
    ///   and in requests that CloudFront sends to the origin. Constraints: pattern
    ///   `^(none|whitelist|allExcept|all)$`.
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
    /// An object that determines whether any HTTP headers (and if so, which headers) are included
    /// in the cache key and in requests that CloudFront sends to the origin.
    pub struct HeadersConfig;
}

impl HeadersConfig {
    /// With the required properties:
    ///
    /// - `header_behavior`: Determines whether any HTTP headers are included in the cache key and
    ///   in requests that CloudFront sends to the origin. Valid values are: + `none` – No HTTP
    ///   headers are included in the cache key or in requests that CloudFront sends to the origin.
    ///   Even when this field is set to `none`, any headers that are listed in an
    ///   `OriginRequestPolicy`*are* included in origin requests. + `whitelist` – Only the HTTP
    ///   headers that are listed in the `Headers` type are included in the cache key and in
    ///   requests that CloudFront sends to the origin. Constraints: pattern `^(none|whitelist)$`.
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
    /// An object that determines whether any URL query strings in viewer requests (and if so, which
    /// query strings) are included in the cache key and in requests that CloudFront sends to the
    /// origin.
    pub struct QueryStringsConfig;
}

impl QueryStringsConfig {
    /// With the required properties:
    ///
    /// - `query_string_behavior`: Determines whether any URL query strings in viewer requests are
    ///   included in the cache key and in requests that CloudFront sends to the origin. Valid
    ///   values are: + `none` – No query strings in viewer requests are included in the cache key
    ///   or in requests that CloudFront sends to the origin. Even when this field is set to `none`,
    ///   any query strings that are listed in an `OriginRequestPolicy`*are* included in origin
    ///   requests. + `whitelist` – Only the query strings in viewer requests that are listed in the
    ///   `QueryStringNames` type are included in the cache key and in requests that CloudFront
    ///   sends to the origin. + `allExcept` – All query strings in viewer requests are included in
    ///   the cache key and in requests that CloudFront sends to the origin, *except* those that are
    ///   listed in the `QueryStringNames` type, which are not included. + `all` – All query strings
    ///   in viewer requests are included in the cache key and in requests that CloudFront sends to
    ///   the origin. Constraints: pattern `^(none|whitelist|allExcept|all)$`.
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
