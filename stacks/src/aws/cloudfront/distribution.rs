//! `AWS::CloudFront::Distribution`.
//!
//! Written by `schema add AWS::CloudFront::Distribution` from the schema
//! 5421258277eccbe590c3ca96fab3e807. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// A distribution tells CloudFront where you want content to be delivered from, and the details
    /// about how to track and manage content delivery.
    pub struct Distribution: "AWS::CloudFront::Distribution", DistributionArgs;
}

impl Distribution {
    /// The attribute `DomainName`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn domain_name(&self) -> Output<String> {
        self.attribute_at(&["DomainName"])
    }

    /// The attribute `Id`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }
}

arguments! {
    /// The properties of [`Distribution`].
    pub struct DistributionArgs;
}

impl DistributionArgs {
    /// With the required properties:
    ///
    /// - `distribution_config`: The distribution's configuration.
    #[track_caller]
    pub fn new(distribution_config: impl IntoInput<Record<DistributionConfig>>) -> Self {
        Self(Fields::new()).set_property("DistributionConfig", distribution_config)
    }

    /// A complex type that contains zero or more `Tag` elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// The distribution's configuration.
    pub struct DistributionConfig;
}

impl DistributionConfig {
    /// With the required properties:
    ///
    /// - `default_cache_behavior`: A complex type that describes the default cache behavior if you
    ///   don't specify a `CacheBehavior` element or if files don't match any of the values of
    ///   `PathPattern` in `CacheBehavior` elements. You must create exactly one default cache
    ///   behavior.
    /// - `enabled`: From this field, you can enable or disable the selected distribution.
    #[track_caller]
    pub fn new(
        default_cache_behavior: impl IntoInput<Record<DefaultCacheBehavior>>,
        enabled: impl IntoInput<bool>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DefaultCacheBehavior", default_cache_behavior)
            .set_property("Enabled", enabled)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. A complex type that contains information about
    /// CNAMEs (alternate domain names), if any, for this distribution.
    #[track_caller]
    pub fn aliases(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Aliases", value)
    }

    /// To use this field for a multi-tenant distribution, use a connection group instead. For more
    /// information, see
    /// [ConnectionGroup](https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ConnectionGroup.html).
    /// ID of the Anycast static IP list that is associated with the distribution.
    #[track_caller]
    pub fn anycast_ip_list_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AnycastIpListId", value)
    }

    /// An alias for the CF distribution's domain name. This property is legacy. We recommend that
    /// you use
    /// [Aliases](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-distribution-distributionconfig.html#cfn-cloudfront-distribution-distributionconfig-aliases)
    /// instead.
    #[track_caller]
    pub fn cnam_es(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("CNAMEs", value)
    }

    /// A complex type that contains zero or more `CacheBehavior` elements.
    #[track_caller]
    pub fn cache_behaviors(self, value: impl IntoInput<Vec<Record<CacheBehavior>>>) -> Self {
        self.set_property("CacheBehaviors", value)
    }

    /// Configuration for cache tag extraction from origin responses. When specified, CloudFront
    /// reads the header named in `HeaderName` from origin responses and stores the comma-separated
    /// values as cache tags on the object. Distributions without `CacheTagConfig` do not extract
    /// tags. When `CacheTagConfig` is removed from a distribution via `UpdateDistribution`,
    /// CloudFront stops extracting tags from origin responses. Changing the `HeaderName` on an
    /// existing distribution does not retroactively affect previously cached objects. Tag-based
    /// invalidations will not apply to objects already cached using a previous header. To ensure
    /// tag invalidations function after updating the header name, use path-based invalidations to
    /// recache all objects that use cache tags.
    #[track_caller]
    pub fn cache_tag_config(self, value: impl IntoInput<Record<CacheTagConfig>>) -> Self {
        self.set_property("CacheTagConfig", value)
    }

    /// A comment to describe the distribution. The comment cannot be longer than 128 characters.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn comment(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Comment", value)
    }

    /// The distribution's connection function association.
    #[track_caller]
    pub fn connection_function_association(self, value: impl IntoInput<Record<ConnectionFunctionAssociation>>) -> Self {
        self.set_property("ConnectionFunctionAssociation", value)
    }

    /// This field specifies whether the connection mode is through a standard distribution (direct)
    /// or a multi-tenant distribution with distribution tenants (tenant-only).
    #[track_caller]
    pub fn connection_mode(self, value: impl IntoInput<OneOf<ConnectionMode>>) -> Self {
        self.set_property("ConnectionMode", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. The identifier of a continuous deployment
    /// policy. For more information, see `CreateContinuousDeploymentPolicy`.
    #[track_caller]
    pub fn continuous_deployment_policy_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ContinuousDeploymentPolicyId", value)
    }

    /// A complex type that controls the following:
    ///
    /// + Whether CloudFront replaces HTTP status codes in the 4xx and 5xx range with custom error
    ///   messages before returning the response to the viewer.
    /// + How long CloudFront caches HTTP status codes in the 4xx and 5xx range.
    ///
    /// For more information about custom error pages, see [Customizing Error
    /// Responses](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages.html)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn custom_error_responses(self, value: impl IntoInput<Vec<Record<CustomErrorResponse>>>) -> Self {
        self.set_property("CustomErrorResponses", value)
    }

    /// The user-defined HTTP server that serves as the origin for content that CF distributes. This
    /// property is legacy. We recommend that you use
    /// [Origin](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-distribution-origin.html)
    /// instead.
    ///
    /// Deprecated by AWS.
    #[track_caller]
    pub fn custom_origin(self, value: impl IntoInput<Record<LegacyCustomOrigin>>) -> Self {
        self.set_property("CustomOrigin", value)
    }

    /// When a viewer requests the root URL for your distribution, the default root object is the
    /// object that you want CloudFront to request from your origin. For example, if your root URL
    /// is `https://www.example.com`, you can specify CloudFront to return the `index.html` file as
    /// the default root object. You can specify a default root object so that viewers see a
    /// specific file or object, instead of another object in your distribution (for example,
    /// `https://www.example.com/product-description.html`). A default root object avoids exposing
    /// the contents of your distribution. You can specify the object name or a path to the object
    /// name (for example, `index.html` or `exampleFolderName/index.html`). Your string can't begin
    /// with a forward slash (`/`). Only specify the object name or the path to the object. If you
    /// don't want to specify a default root object when you create a distribution, include an empty
    /// `DefaultRootObject` element. To delete the default root object from an existing
    /// distribution, update the distribution configuration and include an empty `DefaultRootObject`
    /// element. To replace the default root object, update the distribution configuration and
    /// specify the new object. For more information about the default root object, see [Specify a
    /// default root
    /// object](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DefaultRootObject.html)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn default_root_object(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DefaultRootObject", value)
    }

    /// (Optional) Specify the HTTP version(s) that you want viewers to use to communicate with CF.
    /// The default value for new distributions is `http1.1`. For viewers and CF to use HTTP/2,
    /// viewers must support TLSv1.2 or later, and must support Server Name Indication (SNI). For
    /// viewers and CF to use HTTP/3, viewers must support TLSv1.3 and Server Name Indication (SNI).
    /// CF supports HTTP/3 connection migration to allow the viewer to switch networks without
    /// losing connection. For more information about connection migration, see [Connection
    /// Migration](https://docs.aws.amazon.com/https://www.rfc-editor.org/rfc/rfc9000.html#name-connection-migration)
    /// at RFC 9000. For more information about supported TLSv1.3 ciphers, see [Supported protocols
    /// and ciphers between viewers and
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html).
    ///
    /// Default: `"http1.1"`.
    #[track_caller]
    pub fn http_version(self, value: impl IntoInput<OneOf<HttpVersion>>) -> Self {
        self.set_property("HttpVersion", value)
    }

    /// To use this field for a multi-tenant distribution, use a connection group instead. For more
    /// information, see
    /// [ConnectionGroup](https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ConnectionGroup.html).
    /// If you want CloudFront to respond to IPv6 DNS requests with an IPv6 address for your
    /// distribution, specify `true`. If you specify `false`, CloudFront responds to IPv6 DNS
    /// requests with the DNS response code `NOERROR` and with no IP addresses. This allows viewers
    /// to submit a second request, for an IPv4 address for your distribution. In general, you
    /// should enable IPv6 if you have users on IPv6 networks who want to access your content.
    /// However, if you're using signed URLs or signed cookies to restrict access to your content,
    /// and if you're using a custom policy that includes the `IpAddress` parameter to restrict the
    /// IP addresses that can access your content, don't enable IPv6. If you want to restrict access
    /// to some content by IP address and not restrict access to other content (or restrict access
    /// but not by IP address), you can create two distributions. For more information, see
    /// [Creating a Signed URL Using a Custom
    /// Policy](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-custom-policy.html)
    /// in the *Amazon CloudFront Developer Guide*. If you're using an R53AWSIntlong alias resource
    /// record set to route traffic to your CloudFront distribution, you need to create a second
    /// alias resource record set when both of the following are true:
    ///
    /// + You enable IPv6 for the distribution
    /// + You're using alternate domain names in the URLs for your objects
    ///
    /// For more information, see [Routing Traffic to an Amazon CloudFront Web Distribution by Using
    /// Your Domain
    /// Name](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-cloudfront-distribution.html)
    /// in the *Developer Guide*. If you created a CNAME resource record set, either with
    /// R53AWSIntlong or with another DNS service, you don't need to make any changes. A CNAME
    /// record will route traffic to your distribution regardless of the IP address format of the
    /// viewer request.
    #[track_caller]
    pub fn ipv6_enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IPV6Enabled", value)
    }

    /// A complex type that controls whether access logs are written for the distribution. For more
    /// information about logging, see [Access
    /// Logs](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html) in
    /// the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn logging(self, value: impl IntoInput<Record<Logging>>) -> Self {
        self.set_property("Logging", value)
    }

    /// A complex type that contains information about origin groups for this distribution. Specify
    /// a value for either the `Origins` or `OriginGroups` property.
    #[track_caller]
    pub fn origin_groups(self, value: impl IntoInput<Record<OriginGroups>>) -> Self {
        self.set_property("OriginGroups", value)
    }

    /// A complex type that contains information about origins for this distribution. Specify a
    /// value for either the `Origins` or `OriginGroups` property.
    #[track_caller]
    pub fn origins(self, value: impl IntoInput<Vec<Record<Origin>>>) -> Self {
        self.set_property("Origins", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. The price class that corresponds with the
    /// maximum price that you want to pay for CloudFront service. If you specify `PriceClass_All`,
    /// CloudFront responds to requests for your objects from all CloudFront edge locations. If you
    /// specify a price class other than `PriceClass_All`, CloudFront serves your objects from the
    /// CloudFront edge location that has the lowest latency among the edge locations in your price
    /// class. Viewers who are in or near regions that are excluded from your specified price class
    /// may encounter slower performance. For more information about price classes, see [Choosing
    /// the Price Class for a CloudFront
    /// Distribution](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html)
    /// in the *Amazon CloudFront Developer Guide*. For information about CloudFront pricing,
    /// including how price classes (such as Price Class 100) map to CloudFront regions, see [Amazon
    /// CloudFront Pricing](https://docs.aws.amazon.com/cloudfront/pricing/).
    ///
    /// Default: `"PriceClass_All"`.
    #[track_caller]
    pub fn price_class(self, value: impl IntoInput<OneOf<PriceClass>>) -> Self {
        self.set_property("PriceClass", value)
    }

    /// A complex type that identifies ways in which you want to restrict distribution of your
    /// content.
    ///
    /// Default: `{"GeoRestriction":{"RestrictionType":"none"}}`.
    #[track_caller]
    pub fn restrictions(self, value: impl IntoInput<Record<Restrictions>>) -> Self {
        self.set_property("Restrictions", value)
    }

    /// The origin as an S3 bucket. This property is legacy. We recommend that you use
    /// [Origin](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-distribution-origin.html)
    /// instead.
    ///
    /// Deprecated by AWS.
    #[track_caller]
    pub fn s3_origin(self, value: impl IntoInput<Record<LegacyS3Origin>>) -> Self {
        self.set_property("S3Origin", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. A Boolean that indicates whether this is a
    /// staging distribution. When this value is `true`, this is a staging distribution. When this
    /// value is `false`, this is not a staging distribution.
    #[track_caller]
    pub fn staging(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Staging", value)
    }

    /// This field only supports multi-tenant distributions. You can't specify this field for
    /// standard distributions. For more information, see [Unsupported features for SaaS Manager for
    /// Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. A distribution tenant configuration.
    #[track_caller]
    pub fn tenant_config(self, value: impl IntoInput<Record<TenantConfig>>) -> Self {
        self.set_property("TenantConfig", value)
    }

    /// A complex type that determines the distribution's SSL/TLS configuration for communicating
    /// with viewers.
    ///
    /// Default: `{"CloudFrontDefaultCertificate":true}`.
    #[track_caller]
    pub fn viewer_certificate(self, value: impl IntoInput<Record<ViewerCertificate>>) -> Self {
        self.set_property("ViewerCertificate", value)
    }

    /// The distribution's viewer mTLS configuration.
    #[track_caller]
    pub fn viewer_mtls_config(self, value: impl IntoInput<Record<ViewerMtlsConfig>>) -> Self {
        self.set_property("ViewerMtlsConfig", value)
    }

    /// Multi-tenant distributions only support WAF V2 web ACLs. A unique identifier that specifies
    /// the WAF web ACL, if any, to associate with this distribution. To specify a web ACL created
    /// using the latest version of WAF, use the ACL ARN, for example
    /// `arn:aws:wafv2:us-east-1:123456789012:global/webacl/ExampleWebACL/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111`.
    /// To specify a web ACL created using WAF Classic, use the ACL ID, for example
    /// `a1b2c3d4-5678-90ab-cdef-EXAMPLE11111`. WAF is a web application firewall that lets you
    /// monitor the HTTP and HTTPS requests that are forwarded to CloudFront, and lets you control
    /// access to your content. Based on conditions that you specify, such as the IP addresses that
    /// requests originate from or the values of query strings, CloudFront responds to requests
    /// either with the requested content or with an HTTP 403 status code (Forbidden). You can also
    /// configure CloudFront to return a custom error page when a request is blocked. For more
    /// information about WAF, see the [Developer
    /// Guide](https://docs.aws.amazon.com/waf/latest/developerguide/what-is-aws-waf.html).
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn web_acl_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("WebACLId", value)
    }
}

arguments! {
    /// A complex type that describes how CloudFront processes requests. You must create at least as
    /// many cache behaviors (including the default cache behavior) as you have origins if you want
    /// CloudFront to serve objects from all of the origins. Each cache behavior specifies the one
    /// origin from which you want CloudFront to get objects. If you have two origins and only the
    /// default cache behavior, the default cache behavior will cause CloudFront to get objects from
    /// one of the origins, but the other origin is never used. For the current quota (formerly
    /// known as limit) on the number of cache behaviors that you can add to a distribution, see
    /// [Quotas](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html)
    /// in the *Amazon CloudFront Developer Guide*. If you don't want to specify any cache
    /// behaviors, include only an empty `CacheBehaviors` element. Don't specify an empty individual
    /// `CacheBehavior` element, because this is invalid. For more information, see
    /// [CacheBehaviors](https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CacheBehaviors.html).
    /// To delete all cache behaviors in an existing distribution, update the distribution
    /// configuration and include only an empty `CacheBehaviors` element. To add, change, or remove
    /// one or more cache behaviors, update the distribution configuration and specify all of the
    /// cache behaviors that you want to include in the updated distribution. If your minimum TTL is
    /// greater than 0, CloudFront will cache content for at least the duration specified in the
    /// cache policy's minimum TTL, even if the `Cache-Control: no-cache`, `no-store`, or `private`
    /// directives are present in the origin headers. For more information about cache behaviors,
    /// see [Cache Behavior
    /// Settings](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html#DownloadDistValuesCacheBehavior)
    /// in the *Amazon CloudFront Developer Guide*.
    pub struct CacheBehavior;
}

impl CacheBehavior {
    /// With the required properties:
    ///
    /// - `path_pattern`: The pattern (for example, `images/*.jpg`) that specifies which requests to
    ///   apply the behavior to. When CloudFront receives a viewer request, the requested path is
    ///   compared with path patterns in the order in which cache behaviors are listed in the
    ///   distribution. You can optionally include a slash (`/`) at the beginning of the path
    ///   pattern. For example, `/images/*.jpg`. CloudFront behavior is the same with or without the
    ///   leading `/`. The path pattern for the default cache behavior is `*` and cannot be changed.
    ///   If the request for an object does not match the path pattern for any cache behaviors,
    ///   CloudFront applies the behavior in the default cache behavior. For more information, see
    ///   [Path
    ///   Pattern](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html#DownloadDistValuesPathPattern)
    ///   in the *Amazon CloudFront Developer Guide*.
    /// - `target_origin_id`: The value of `ID` for the origin that you want CloudFront to route
    ///   requests to when they match this cache behavior.
    /// - `viewer_protocol_policy`: The protocol that viewers can use to access the files in the
    ///   origin specified by `TargetOriginId` when a request matches the path pattern in
    ///   `PathPattern`. You can specify the following options: + `allow-all`: Viewers can use HTTP
    ///   or HTTPS. + `redirect-to-https`: If a viewer submits an HTTP request, CloudFront returns
    ///   an HTTP status code of 301 (Moved Permanently) to the viewer along with the HTTPS URL. The
    ///   viewer then resubmits the request using the new URL. + `https-only`: If a viewer sends an
    ///   HTTP request, CloudFront returns an HTTP status code of 403 (Forbidden). For more
    ///   information about requiring the HTTPS protocol, see [Requiring HTTPS Between Viewers and
    ///   CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html)
    ///   in the *Amazon CloudFront Developer Guide*. The only way to guarantee that viewers
    ///   retrieve an object that was fetched from the origin using HTTPS is never to use any other
    ///   protocol to fetch the object. If you have recently changed from HTTP to HTTPS, we
    ///   recommend that you clear your objects' cache because cached objects are protocol agnostic.
    ///   That means that an edge location will return an object from the cache regardless of
    ///   whether the current request protocol matches the protocol used previously. For more
    ///   information, see [Managing Cache
    ///   Expiration](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html)
    ///   in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn new(
        path_pattern: impl IntoInput<String>,
        target_origin_id: impl IntoInput<String>,
        viewer_protocol_policy: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("PathPattern", path_pattern)
            .set_property("TargetOriginId", target_origin_id)
            .set_property("ViewerProtocolPolicy", viewer_protocol_policy)
    }

    /// A complex type that controls which HTTP methods CloudFront processes and forwards to your
    /// Amazon S3 bucket or your custom origin. There are three choices:
    ///
    /// + CloudFront forwards only `GET` and `HEAD` requests.
    /// + CloudFront forwards only `GET`, `HEAD`, and `OPTIONS` requests.
    /// + CloudFront forwards `GET, HEAD, OPTIONS, PUT, PATCH, POST`, and `DELETE` requests.
    ///
    /// If you pick the third choice, you may need to restrict access to your Amazon S3 bucket or to
    /// your custom origin so users can't perform operations that you don't want them to. For
    /// example, you might not want users to have permissions to delete objects from your origin.
    ///
    /// Default: `["GET","HEAD"]`.
    #[track_caller]
    pub fn allowed_methods(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("AllowedMethods", value)
    }

    /// The unique identifier of the cache policy that is attached to this cache behavior. For more
    /// information, see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// or [Using the managed cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. A `CacheBehavior` must include either a
    /// `CachePolicyId` or `ForwardedValues`. We recommend that you use a `CachePolicyId`.
    #[track_caller]
    pub fn cache_policy_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CachePolicyId", value)
    }

    /// A complex type that controls whether CloudFront caches the response to requests using the
    /// specified HTTP methods. There are two choices:
    ///
    /// + CloudFront caches responses to `GET` and `HEAD` requests.
    /// + CloudFront caches responses to `GET`, `HEAD`, and `OPTIONS` requests.
    ///
    /// If you pick the second choice for your Amazon S3 Origin, you may need to forward
    /// Access-Control-Request-Method, Access-Control-Request-Headers, and Origin headers for the
    /// responses to be cached correctly.
    ///
    /// Default: `["GET","HEAD"]`.
    #[track_caller]
    pub fn cached_methods(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("CachedMethods", value)
    }

    /// Whether you want CloudFront to automatically compress certain files for this cache behavior.
    /// If so, specify true; if not, specify false. For more information, see [Serving Compressed
    /// Files](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `false`.
    #[track_caller]
    pub fn compress(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Compress", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. This field is deprecated. We recommend that you
    /// use the `DefaultTTL` field in a cache policy instead of this field. For more information,
    /// see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// or [Using the managed cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. The default amount of time that you want objects
    /// to stay in CloudFront caches before CloudFront forwards another request to your origin to
    /// determine whether the object has been updated. The value that you specify applies only when
    /// your origin does not add HTTP headers such as `Cache-Control max-age`, `Cache-Control
    /// s-maxage`, and `Expires` to objects. For more information, see [Managing How Long Content
    /// Stays in an Edge Cache
    /// (Expiration)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `86400`.
    #[track_caller]
    pub fn default_ttl(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("DefaultTTL", value)
    }

    /// The value of `ID` for the field-level encryption configuration that you want CloudFront to
    /// use for encrypting specific fields of data for this cache behavior.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn field_level_encryption_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("FieldLevelEncryptionId", value)
    }

    /// This field is deprecated. We recommend that you use a cache policy or an origin request
    /// policy instead of this field. For more information, see [Working with
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/working-with-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. If you want to include values in the cache key,
    /// use a cache policy. For more information, see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// or [Using the managed cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. If you want to send values to the origin but not
    /// include them in the cache key, use an origin request policy. For more information, see
    /// [Creating origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    /// or [Using the managed origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. A `CacheBehavior` must include either a
    /// `CachePolicyId` or `ForwardedValues`. We recommend that you use a `CachePolicyId`. A complex
    /// type that specifies how CloudFront handles query strings, cookies, and HTTP headers.
    #[track_caller]
    pub fn forwarded_values(self, value: impl IntoInput<Record<ForwardedValues>>) -> Self {
        self.set_property("ForwardedValues", value)
    }

    /// A list of CloudFront functions that are associated with this cache behavior. CloudFront
    /// functions must be published to the `LIVE` stage to associate them with a cache behavior.
    #[track_caller]
    pub fn function_associations(self, value: impl IntoInput<Vec<Record<FunctionAssociation>>>) -> Self {
        self.set_property("FunctionAssociations", value)
    }

    /// The gRPC configuration for your cache behavior.
    #[track_caller]
    pub fn grpc_config(self, value: impl IntoInput<Record<GrpcConfig>>) -> Self {
        self.set_property("GrpcConfig", value)
    }

    /// A complex type that contains zero or more Lambda@Edge function associations for a cache
    /// behavior.
    #[track_caller]
    pub fn lambda_function_associations(self, value: impl IntoInput<Vec<Record<LambdaFunctionAssociation>>>) -> Self {
        self.set_property("LambdaFunctionAssociations", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. This field is deprecated. We recommend that you
    /// use the `MaxTTL` field in a cache policy instead of this field. For more information, see
    /// [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// or [Using the managed cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. The maximum amount of time that you want objects
    /// to stay in CloudFront caches before CloudFront forwards another request to your origin to
    /// determine whether the object has been updated. The value that you specify applies only when
    /// your origin adds HTTP headers such as `Cache-Control max-age`, `Cache-Control s-maxage`, and
    /// `Expires` to objects. For more information, see [Managing How Long Content Stays in an Edge
    /// Cache
    /// (Expiration)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `31536000`.
    #[track_caller]
    pub fn max_ttl(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("MaxTTL", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. This field is deprecated. We recommend that you
    /// use the `MinTTL` field in a cache policy instead of this field. For more information, see
    /// [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// or [Using the managed cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. The minimum amount of time that you want objects
    /// to stay in CloudFront caches before CloudFront forwards another request to your origin to
    /// determine whether the object has been updated. For more information, see [Managing How Long
    /// Content Stays in an Edge Cache
    /// (Expiration)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html)
    /// in the *Amazon CloudFront Developer Guide*. You must specify `0` for `MinTTL` if you
    /// configure CloudFront to forward all headers to your origin (under `Headers`, if you specify
    /// `1` for `Quantity` and `*` for `Name`).
    ///
    /// Default: `0`.
    #[track_caller]
    pub fn min_ttl(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("MinTTL", value)
    }

    /// The unique identifier of the origin request policy that is attached to this cache behavior.
    /// For more information, see [Creating origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    /// or [Using the managed origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn origin_request_policy_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OriginRequestPolicyId", value)
    }

    /// The Amazon Resource Name (ARN) of the real-time log configuration that is attached to this
    /// cache behavior. For more information, see [Real-time
    /// logs](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn realtime_log_config_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RealtimeLogConfigArn", value)
    }

    /// The identifier for a response headers policy.
    #[track_caller]
    pub fn response_headers_policy_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ResponseHeadersPolicyId", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. Indicates whether you want to distribute media
    /// files in the Microsoft Smooth Streaming format using the origin that is associated with this
    /// cache behavior. If so, specify `true`; if not, specify `false`. If you specify `true` for
    /// `SmoothStreaming`, you can still distribute other content using this cache behavior if the
    /// content matches the value of `PathPattern`.
    ///
    /// Default: `false`.
    #[track_caller]
    pub fn smooth_streaming(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("SmoothStreaming", value)
    }

    /// A list of key groups that CloudFront can use to validate signed URLs or signed cookies. When
    /// a cache behavior contains trusted key groups, CloudFront requires signed URLs or signed
    /// cookies for all requests that match the cache behavior. The URLs or cookies must be signed
    /// with a private key whose corresponding public key is in the key group. The signed URL or
    /// cookie contains information about which public key CloudFront should use to verify the
    /// signature. For more information, see [Serving private
    /// content](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn trusted_key_groups(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("TrustedKeyGroups", value)
    }

    /// We recommend using `TrustedKeyGroups` instead of `TrustedSigners`. This field only supports
    /// standard distributions. You can't specify this field for multi-tenant distributions. For
    /// more information, see [Unsupported features for SaaS Manager for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. A list of AWS-account IDs whose public keys
    /// CloudFront can use to validate signed URLs or signed cookies. When a cache behavior contains
    /// trusted signers, CloudFront requires signed URLs or signed cookies for all requests that
    /// match the cache behavior. The URLs or cookies must be signed with the private key of a
    /// CloudFront key pair in the trusted signer's AWS-account. The signed URL or cookie contains
    /// information about which public key CloudFront should use to verify the signature. For more
    /// information, see [Serving private
    /// content](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn trusted_signers(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("TrustedSigners", value)
    }
}

arguments! {
    /// This field is deprecated. We recommend that you use a cache policy or an origin request
    /// policy instead of this field. For more information, see [Working with
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/working-with-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. If you want to include values in the cache key,
    /// use a cache policy. For more information, see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// or [Using the managed cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. If you want to send values to the origin but not
    /// include them in the cache key, use an origin request policy. For more information, see
    /// [Creating origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    /// or [Using the managed origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. A `CacheBehavior` must include either a
    /// `CachePolicyId` or `ForwardedValues`. We recommend that you use a `CachePolicyId`. A complex
    /// type that specifies how CloudFront handles query strings, cookies, and HTTP headers.
    pub struct ForwardedValues;
}

impl ForwardedValues {
    /// With the required properties:
    ///
    /// - `query_string`: This field is deprecated. We recommend that you use a cache policy or an
    ///   origin request policy instead of this field. If you want to include query strings in the
    ///   cache key, use a cache policy. For more information, see [Creating cache
    ///   policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    ///   in the *Amazon CloudFront Developer Guide*. If you want to send query strings to the
    ///   origin but not include them in the cache key, use an origin request policy. For more
    ///   information, see [Creating origin request
    ///   policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    ///   in the *Amazon CloudFront Developer Guide*. Indicates whether you want CloudFront to
    ///   forward query strings to the origin that is associated with this cache behavior and cache
    ///   based on the query string parameters. CloudFront behavior depends on the value of
    ///   `QueryString` and on the values that you specify for `QueryStringCacheKeys`, if any: If
    ///   you specify true for `QueryString` and you don't specify any values for
    ///   `QueryStringCacheKeys`, CloudFront forwards all query string parameters to the origin and
    ///   caches based on all query string parameters. Depending on how many query string parameters
    ///   and values you have, this can adversely affect performance because CloudFront must forward
    ///   more requests to the origin. If you specify true for `QueryString` and you specify one or
    ///   more values for `QueryStringCacheKeys`, CloudFront forwards all query string parameters to
    ///   the origin, but it only caches based on the query string parameters that you specify. If
    ///   you specify false for `QueryString`, CloudFront doesn't forward any query string
    ///   parameters to the origin, and doesn't cache based on query string parameters. For more
    ///   information, see [Configuring CloudFront to Cache Based on Query String
    ///   Parameters](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/QueryStringParameters.html)
    ///   in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn new(query_string: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("QueryString", query_string)
    }

    /// This field is deprecated. We recommend that you use a cache policy or an origin request
    /// policy instead of this field. If you want to include cookies in the cache key, use a cache
    /// policy. For more information, see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// in the *Amazon CloudFront Developer Guide*. If you want to send cookies to the origin but
    /// not include them in the cache key, use an origin request policy. For more information, see
    /// [Creating origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    /// in the *Amazon CloudFront Developer Guide*. A complex type that specifies whether you want
    /// CloudFront to forward cookies to the origin and, if so, which ones. For more information
    /// about forwarding cookies to the origin, see [How CloudFront Forwards, Caches, and Logs
    /// Cookies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Cookies.html) in
    /// the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `{"Forward":"none"}`.
    #[track_caller]
    pub fn cookies(self, value: impl IntoInput<Record<Cookies>>) -> Self {
        self.set_property("Cookies", value)
    }

    /// This field is deprecated. We recommend that you use a cache policy or an origin request
    /// policy instead of this field. If you want to include headers in the cache key, use a cache
    /// policy. For more information, see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// in the *Amazon CloudFront Developer Guide*. If you want to send headers to the origin but
    /// not include them in the cache key, use an origin request policy. For more information, see
    /// [Creating origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    /// in the *Amazon CloudFront Developer Guide*. A complex type that specifies the `Headers`, if
    /// any, that you want CloudFront to forward to the origin for this cache behavior (whitelisted
    /// headers). For the headers that you specify, CloudFront also caches separate versions of a
    /// specified object that is based on the header values in viewer requests. For more
    /// information, see [Caching Content Based on Request
    /// Headers](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/header-caching.html)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn headers(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Headers", value)
    }

    /// This field is deprecated. We recommend that you use a cache policy or an origin request
    /// policy instead of this field. If you want to include query strings in the cache key, use a
    /// cache policy. For more information, see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// in the *Amazon CloudFront Developer Guide*. If you want to send query strings to the origin
    /// but not include them in the cache key, use an origin request policy. For more information,
    /// see [Creating origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    /// in the *Amazon CloudFront Developer Guide*. A complex type that contains information about
    /// the query string parameters that you want CloudFront to use for caching for this cache
    /// behavior.
    #[track_caller]
    pub fn query_string_cache_keys(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("QueryStringCacheKeys", value)
    }
}

arguments! {
    /// This field is deprecated. We recommend that you use a cache policy or an origin request
    /// policy instead of this field. If you want to include cookies in the cache key, use a cache
    /// policy. For more information, see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// in the *Amazon CloudFront Developer Guide*. If you want to send cookies to the origin but
    /// not include them in the cache key, use an origin request policy. For more information, see
    /// [Creating origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    /// in the *Amazon CloudFront Developer Guide*. A complex type that specifies whether you want
    /// CloudFront to forward cookies to the origin and, if so, which ones. For more information
    /// about forwarding cookies to the origin, see [How CloudFront Forwards, Caches, and Logs
    /// Cookies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Cookies.html) in
    /// the *Amazon CloudFront Developer Guide*.
    pub struct Cookies;
}

impl Cookies {
    /// With the required properties:
    ///
    /// - `forward`: This field is deprecated. We recommend that you use a cache policy or an origin
    ///   request policy instead of this field. If you want to include cookies in the cache key, use
    ///   a cache policy. For more information, see [Creating cache
    ///   policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    ///   in the *Amazon CloudFront Developer Guide*. If you want to send cookies to the origin but
    ///   not include them in the cache key, use origin request policy. For more information, see
    ///   [Creating origin request
    ///   policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    ///   in the *Amazon CloudFront Developer Guide*. Specifies which cookies to forward to the
    ///   origin for this cache behavior: all, none, or the list of cookies specified in the
    ///   `WhitelistedNames` complex type. Amazon S3 doesn't process cookies. When the cache
    ///   behavior is forwarding requests to an Amazon S3 origin, specify none for the `Forward`
    ///   element.
    #[track_caller]
    pub fn new(forward: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Forward", forward)
    }

    /// This field is deprecated. We recommend that you use a cache policy or an origin request
    /// policy instead of this field. If you want to include cookies in the cache key, use a cache
    /// policy. For more information, see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// in the *Amazon CloudFront Developer Guide*. If you want to send cookies to the origin but
    /// not include them in the cache key, use an origin request policy. For more information, see
    /// [Creating origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    /// in the *Amazon CloudFront Developer Guide*. Required if you specify `whitelist` for the
    /// value of `Forward`. A complex type that specifies how many different cookies you want
    /// CloudFront to forward to the origin for this cache behavior and, if you want to forward
    /// selected cookies, the names of those cookies. If you specify `all` or `none` for the value
    /// of `Forward`, omit `WhitelistedNames`. If you change the value of `Forward` from `whitelist`
    /// to `all` or `none` and you don't delete the `WhitelistedNames` element and its child
    /// elements, CloudFront deletes them automatically. For the current limit on the number of
    /// cookie names that you can whitelist for each cache behavior, see [CloudFront
    /// Limits](https://docs.aws.amazon.com/general/latest/gr/xrefaws_service_limits.html#limits_cloudfront)
    /// in the *General Reference*.
    #[track_caller]
    pub fn whitelisted_names(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("WhitelistedNames", value)
    }
}

arguments! {
    /// A CloudFront function that is associated with a cache behavior in a CloudFront distribution.
    pub struct FunctionAssociation;
}

impl FunctionAssociation {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The event type of the function, either `viewer-request` or `viewer-response`. You cannot use
    /// origin-facing event types (`origin-request` and `origin-response`) with a CloudFront
    /// function.
    #[track_caller]
    pub fn event_type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EventType", value)
    }

    /// The Amazon Resource Name (ARN) of the function.
    #[track_caller]
    pub fn function_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("FunctionARN", value)
    }
}

arguments! {
    /// The gRPC configuration for your cache behavior.
    pub struct GrpcConfig;
}

impl GrpcConfig {
    /// With the required properties:
    ///
    /// - `enabled`: Enables your CloudFront distribution to receive gRPC requests and to proxy them
    ///   directly to your origins.
    #[track_caller]
    pub fn new(enabled: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Enabled", enabled)
    }
}

arguments! {
    /// A complex type that contains a Lambda@Edge function association.
    pub struct LambdaFunctionAssociation;
}

impl LambdaFunctionAssociation {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Specifies the event type that triggers a Lambda@Edge function invocation. You can specify
    /// the following values:
    ///
    /// + `viewer-request`: The function executes when CloudFront receives a request from a viewer
    ///   and before it checks to see whether the requested object is in the edge cache.
    /// + `origin-request`: The function executes only when CloudFront sends a request to your
    ///   origin. When the requested object is in the edge cache, the function doesn't execute.
    /// + `origin-response`: The function executes after CloudFront receives a response from the
    ///   origin and before it caches the object in the response. When the requested object is in
    ///   the edge cache, the function doesn't execute.
    /// + `viewer-response`: The function executes before CloudFront returns the requested object to
    ///   the viewer. The function executes regardless of whether the object was already in the edge
    ///   cache. If the origin returns an HTTP status code other than HTTP 200 (OK), the function
    ///   doesn't execute.
    #[track_caller]
    pub fn event_type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EventType", value)
    }

    /// A flag that allows a Lambda@Edge function to have read access to the body content. For more
    /// information, see [Accessing the Request Body by Choosing the Include Body
    /// Option](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-include-body-access.html)
    /// in the Amazon CloudFront Developer Guide.
    #[track_caller]
    pub fn include_body(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeBody", value)
    }

    /// The ARN of the Lambda@Edge function. You must specify the ARN of a function version; you
    /// can't specify an alias or $LATEST.
    #[track_caller]
    pub fn lambda_function_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LambdaFunctionARN", value)
    }
}

arguments! {
    /// Configuration for cache tag extraction from origin responses. When specified, CloudFront
    /// reads the header named in `HeaderName` from origin responses and stores the comma-separated
    /// values as cache tags on the object. Distributions without `CacheTagConfig` do not extract
    /// tags. When `CacheTagConfig` is removed from a distribution via `UpdateDistribution`,
    /// CloudFront stops extracting tags from origin responses. Changing the `HeaderName` on an
    /// existing distribution does not retroactively affect previously cached objects. Tag-based
    /// invalidations will not apply to objects already cached using a previous header. To ensure
    /// tag invalidations function after updating the header name, use path-based invalidations to
    /// recache all objects that use cache tags.
    pub struct CacheTagConfig;
}

impl CacheTagConfig {
    /// With the required properties:
    ///
    /// - `header_name`: The name of the HTTP header that your origin includes in responses.
    ///   CloudFront uses this header to extract cache tags. The header value must contain
    ///   comma-separated tag values (for example, `product:electronics, category:tv,
    ///   brand:example`).
    #[track_caller]
    pub fn new(header_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("HeaderName", header_name)
    }
}

arguments! {
    /// The distribution's connection function association.
    pub struct ConnectionFunctionAssociation;
}

impl ConnectionFunctionAssociation {
    /// With the required properties:
    ///
    /// - `id`: The association's ID. Constraints: length 1 to 64.
    #[track_caller]
    pub fn new(id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Id", id)
    }
}

arguments! {
    /// A complex type that controls:
    ///
    /// + Whether CloudFront replaces HTTP status codes in the 4xx and 5xx range with custom error
    ///   messages before returning the response to the viewer.
    /// + How long CloudFront caches HTTP status codes in the 4xx and 5xx range.
    ///
    /// For more information about custom error pages, see [Customizing Error
    /// Responses](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages.html)
    /// in the *Amazon CloudFront Developer Guide*.
    pub struct CustomErrorResponse;
}

impl CustomErrorResponse {
    /// With the required properties:
    ///
    /// - `error_code`: The HTTP status code for which you want to specify a custom error page
    ///   and/or a caching duration.
    #[track_caller]
    pub fn new(error_code: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("ErrorCode", error_code)
    }

    /// The minimum amount of time, in seconds, that you want CloudFront to cache the HTTP status
    /// code specified in `ErrorCode`. When this time period has elapsed, CloudFront queries your
    /// origin to see whether the problem that caused the error has been resolved and the requested
    /// object is now available. For more information, see [Customizing Error
    /// Responses](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages.html)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `300`.
    #[track_caller]
    pub fn error_caching_min_ttl(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("ErrorCachingMinTTL", value)
    }

    /// The HTTP status code that you want CloudFront to return to the viewer along with the custom
    /// error page. There are a variety of reasons that you might want CloudFront to return a status
    /// code different from the status code that your origin returned to CloudFront, for example:
    ///
    /// + Some Internet devices (some firewalls and corporate proxies, for example) intercept HTTP
    ///   4xx and 5xx and prevent the response from being returned to the viewer. If you substitute
    ///   `200`, the response typically won't be intercepted.
    /// + If you don't care about distinguishing among different client errors or server errors, you
    ///   can specify `400` or `500` as the `ResponseCode` for all 4xx or 5xx errors.
    /// + You might want to return a `200` status code (OK) and static website so your customers
    ///   don't know that your website is down.
    ///
    /// If you specify a value for `ResponseCode`, you must also specify a value for
    /// `ResponsePagePath`.
    #[track_caller]
    pub fn response_code(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("ResponseCode", value)
    }

    /// The path to the custom error page that you want CloudFront to return to a viewer when your
    /// origin returns the HTTP status code specified by `ErrorCode`, for example,
    /// `/4xx-errors/403-forbidden.html`. If you want to store your objects and your custom error
    /// pages in different locations, your distribution must include a cache behavior for which the
    /// following is true:
    ///
    /// + The value of `PathPattern` matches the path to your custom error messages. For example,
    ///   suppose you saved custom error pages for 4xx errors in an Amazon S3 bucket in a directory
    ///   named `/4xx-errors`. Your distribution must include a cache behavior for which the path
    ///   pattern routes requests for your custom error pages to that location, for example,
    ///   `/4xx-errors/*`.
    /// + The value of `TargetOriginId` specifies the value of the `ID` element for the origin that
    ///   contains your custom error pages.
    ///
    /// If you specify a value for `ResponsePagePath`, you must also specify a value for
    /// `ResponseCode`. We recommend that you store custom error pages in an Amazon S3 bucket. If
    /// you store custom error pages on an HTTP server and the server starts to return 5xx errors,
    /// CloudFront can't get the files that you want to return to viewers because the origin server
    /// is unavailable.
    #[track_caller]
    pub fn response_page_path(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ResponsePagePath", value)
    }
}

arguments! {
    /// The user-defined HTTP server that serves as the origin for content that CF distributes. This
    /// property is legacy. We recommend that you use
    /// [Origin](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-distribution-origin.html)
    /// instead.
    pub struct LegacyCustomOrigin;
}

impl LegacyCustomOrigin {
    /// With the required properties:
    ///
    /// - `dns_name`: The domain name assigned to your CF distribution.
    /// - `origin_protocol_policy`: Specifies the protocol (HTTP or HTTPS) that CF uses to connect
    ///   to the origin.
    /// - `origin_ssl_protocols`: The minimum SSL/TLS protocol version that CF uses when
    ///   communicating with your origin server over HTTPs. For more information, see [Minimum
    ///   Origin SSL
    ///   Protocol](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html#DownloadDistValuesOriginSSLProtocols)
    ///   in the *Developer Guide*.
    #[track_caller]
    pub fn new(
        dns_name: impl IntoInput<String>,
        origin_protocol_policy: impl IntoInput<String>,
        origin_ssl_protocols: impl IntoInput<Vec<String>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DNSName", dns_name)
            .set_property("OriginProtocolPolicy", origin_protocol_policy)
            .set_property("OriginSSLProtocols", origin_ssl_protocols)
    }

    /// The HTTP port that CF uses to connect to the origin. Specify the HTTP port that the origin
    /// listens on.
    ///
    /// Default: `80`.
    #[track_caller]
    pub fn http_port(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("HTTPPort", value)
    }

    /// The HTTPS port that CF uses to connect to the origin. Specify the HTTPS port that the origin
    /// listens on.
    ///
    /// Default: `443`.
    #[track_caller]
    pub fn https_port(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("HTTPSPort", value)
    }
}

arguments! {
    /// A complex type that describes the default cache behavior if you don't specify a
    /// `CacheBehavior` element or if files don't match any of the values of `PathPattern` in
    /// `CacheBehavior` elements. You must create exactly one default cache behavior.
    pub struct DefaultCacheBehavior;
}

impl DefaultCacheBehavior {
    /// With the required properties:
    ///
    /// - `target_origin_id`: The value of `ID` for the origin that you want CloudFront to route
    ///   requests to when they use the default cache behavior.
    /// - `viewer_protocol_policy`: The protocol that viewers can use to access the files in the
    ///   origin specified by `TargetOriginId` when a request matches the path pattern in
    ///   `PathPattern`. You can specify the following options: + `allow-all`: Viewers can use HTTP
    ///   or HTTPS. + `redirect-to-https`: If a viewer submits an HTTP request, CloudFront returns
    ///   an HTTP status code of 301 (Moved Permanently) to the viewer along with the HTTPS URL. The
    ///   viewer then resubmits the request using the new URL. + `https-only`: If a viewer sends an
    ///   HTTP request, CloudFront returns an HTTP status code of 403 (Forbidden). For more
    ///   information about requiring the HTTPS protocol, see [Requiring HTTPS Between Viewers and
    ///   CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html)
    ///   in the *Amazon CloudFront Developer Guide*. The only way to guarantee that viewers
    ///   retrieve an object that was fetched from the origin using HTTPS is never to use any other
    ///   protocol to fetch the object. If you have recently changed from HTTP to HTTPS, we
    ///   recommend that you clear your objects' cache because cached objects are protocol agnostic.
    ///   That means that an edge location will return an object from the cache regardless of
    ///   whether the current request protocol matches the protocol used previously. For more
    ///   information, see [Managing Cache
    ///   Expiration](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html)
    ///   in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn new(
        target_origin_id: impl IntoInput<String>,
        viewer_protocol_policy: impl IntoInput<OneOf<ViewerProtocolPolicy>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("TargetOriginId", target_origin_id)
            .set_property("ViewerProtocolPolicy", viewer_protocol_policy)
    }

    /// A complex type that controls which HTTP methods CloudFront processes and forwards to your
    /// Amazon S3 bucket or your custom origin. There are three choices:
    ///
    /// + CloudFront forwards only `GET` and `HEAD` requests.
    /// + CloudFront forwards only `GET`, `HEAD`, and `OPTIONS` requests.
    /// + CloudFront forwards `GET, HEAD, OPTIONS, PUT, PATCH, POST`, and `DELETE` requests.
    ///
    /// If you pick the third choice, you may need to restrict access to your Amazon S3 bucket or to
    /// your custom origin so users can't perform operations that you don't want them to. For
    /// example, you might not want users to have permissions to delete objects from your origin.
    ///
    /// Default: `["GET","HEAD"]`.
    #[track_caller]
    pub fn allowed_methods(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("AllowedMethods", value)
    }

    /// The unique identifier of the cache policy that is attached to the default cache behavior.
    /// For more information, see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// or [Using the managed cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. A `DefaultCacheBehavior` must include either a
    /// `CachePolicyId` or `ForwardedValues`. We recommend that you use a `CachePolicyId`.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn cache_policy_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CachePolicyId", value)
    }

    /// A complex type that controls whether CloudFront caches the response to requests using the
    /// specified HTTP methods. There are two choices:
    ///
    /// + CloudFront caches responses to `GET` and `HEAD` requests.
    /// + CloudFront caches responses to `GET`, `HEAD`, and `OPTIONS` requests.
    ///
    /// If you pick the second choice for your Amazon S3 Origin, you may need to forward
    /// Access-Control-Request-Method, Access-Control-Request-Headers, and Origin headers for the
    /// responses to be cached correctly.
    ///
    /// Default: `["GET","HEAD"]`.
    #[track_caller]
    pub fn cached_methods(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("CachedMethods", value)
    }

    /// Whether you want CloudFront to automatically compress certain files for this cache behavior.
    /// If so, specify `true`; if not, specify `false`. For more information, see [Serving
    /// Compressed
    /// Files](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `false`.
    #[track_caller]
    pub fn compress(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Compress", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. This field is deprecated. We recommend that you
    /// use the `DefaultTTL` field in a cache policy instead of this field. For more information,
    /// see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// or [Using the managed cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. The default amount of time that you want objects
    /// to stay in CloudFront caches before CloudFront forwards another request to your origin to
    /// determine whether the object has been updated. The value that you specify applies only when
    /// your origin does not add HTTP headers such as `Cache-Control max-age`, `Cache-Control
    /// s-maxage`, and `Expires` to objects. For more information, see [Managing How Long Content
    /// Stays in an Edge Cache
    /// (Expiration)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `86400`.
    #[track_caller]
    pub fn default_ttl(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("DefaultTTL", value)
    }

    /// The value of `ID` for the field-level encryption configuration that you want CloudFront to
    /// use for encrypting specific fields of data for the default cache behavior.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn field_level_encryption_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("FieldLevelEncryptionId", value)
    }

    /// This field is deprecated. We recommend that you use a cache policy or an origin request
    /// policy instead of this field. For more information, see [Working with
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/working-with-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. If you want to include values in the cache key,
    /// use a cache policy. For more information, see [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// or [Using the managed cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. If you want to send values to the origin but not
    /// include them in the cache key, use an origin request policy. For more information, see
    /// [Creating origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    /// or [Using the managed origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. A `DefaultCacheBehavior` must include either a
    /// `CachePolicyId` or `ForwardedValues`. We recommend that you use a `CachePolicyId`. A complex
    /// type that specifies how CloudFront handles query strings, cookies, and HTTP headers.
    #[track_caller]
    pub fn forwarded_values(self, value: impl IntoInput<Record<ForwardedValues>>) -> Self {
        self.set_property("ForwardedValues", value)
    }

    /// A list of CloudFront functions that are associated with this cache behavior. Your functions
    /// must be published to the `LIVE` stage to associate them with a cache behavior.
    #[track_caller]
    pub fn function_associations(self, value: impl IntoInput<Vec<Record<FunctionAssociation>>>) -> Self {
        self.set_property("FunctionAssociations", value)
    }

    /// The gRPC configuration for your cache behavior.
    #[track_caller]
    pub fn grpc_config(self, value: impl IntoInput<Record<GrpcConfig>>) -> Self {
        self.set_property("GrpcConfig", value)
    }

    /// A complex type that contains zero or more Lambda@Edge function associations for a cache
    /// behavior.
    #[track_caller]
    pub fn lambda_function_associations(self, value: impl IntoInput<Vec<Record<LambdaFunctionAssociation>>>) -> Self {
        self.set_property("LambdaFunctionAssociations", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. This field is deprecated. We recommend that you
    /// use the `MaxTTL` field in a cache policy instead of this field. For more information, see
    /// [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// or [Using the managed cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. The maximum amount of time that you want objects
    /// to stay in CloudFront caches before CloudFront forwards another request to your origin to
    /// determine whether the object has been updated. The value that you specify applies only when
    /// your origin adds HTTP headers such as `Cache-Control max-age`, `Cache-Control s-maxage`, and
    /// `Expires` to objects. For more information, see [Managing How Long Content Stays in an Edge
    /// Cache
    /// (Expiration)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `31536000`.
    #[track_caller]
    pub fn max_ttl(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("MaxTTL", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. This field is deprecated. We recommend that you
    /// use the `MinTTL` field in a cache policy instead of this field. For more information, see
    /// [Creating cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html#cache-key-create-cache-policy)
    /// or [Using the managed cache
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html)
    /// in the *Amazon CloudFront Developer Guide*. The minimum amount of time that you want objects
    /// to stay in CloudFront caches before CloudFront forwards another request to your origin to
    /// determine whether the object has been updated. For more information, see [Managing How Long
    /// Content Stays in an Edge Cache
    /// (Expiration)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html)
    /// in the *Amazon CloudFront Developer Guide*. You must specify `0` for `MinTTL` if you
    /// configure CloudFront to forward all headers to your origin (under `Headers`, if you specify
    /// `1` for `Quantity` and `*` for `Name`).
    ///
    /// Default: `0`.
    #[track_caller]
    pub fn min_ttl(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("MinTTL", value)
    }

    /// The unique identifier of the origin request policy that is attached to the default cache
    /// behavior. For more information, see [Creating origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html#origin-request-create-origin-request-policy)
    /// or [Using the managed origin request
    /// policies](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn origin_request_policy_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OriginRequestPolicyId", value)
    }

    /// The Amazon Resource Name (ARN) of the real-time log configuration that is attached to this
    /// cache behavior. For more information, see [Real-time
    /// logs](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn realtime_log_config_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RealtimeLogConfigArn", value)
    }

    /// The identifier for a response headers policy.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn response_headers_policy_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ResponseHeadersPolicyId", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. Indicates whether you want to distribute media
    /// files in the Microsoft Smooth Streaming format using the origin that is associated with this
    /// cache behavior. If so, specify `true`; if not, specify `false`. If you specify `true` for
    /// `SmoothStreaming`, you can still distribute other content using this cache behavior if the
    /// content matches the value of `PathPattern`.
    ///
    /// Default: `false`.
    #[track_caller]
    pub fn smooth_streaming(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("SmoothStreaming", value)
    }

    /// A list of key groups that CloudFront can use to validate signed URLs or signed cookies. When
    /// a cache behavior contains trusted key groups, CloudFront requires signed URLs or signed
    /// cookies for all requests that match the cache behavior. The URLs or cookies must be signed
    /// with a private key whose corresponding public key is in the key group. The signed URL or
    /// cookie contains information about which public key CloudFront should use to verify the
    /// signature. For more information, see [Serving private
    /// content](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn trusted_key_groups(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("TrustedKeyGroups", value)
    }

    /// We recommend using `TrustedKeyGroups` instead of `TrustedSigners`. This field only supports
    /// standard distributions. You can't specify this field for multi-tenant distributions. For
    /// more information, see [Unsupported features for SaaS Manager for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. A list of AWS-account IDs whose public keys
    /// CloudFront can use to validate signed URLs or signed cookies. When a cache behavior contains
    /// trusted signers, CloudFront requires signed URLs or signed cookies for all requests that
    /// match the cache behavior. The URLs or cookies must be signed with the private key of a
    /// CloudFront key pair in a trusted signer's AWS-account. The signed URL or cookie contains
    /// information about which public key CloudFront should use to verify the signature. For more
    /// information, see [Serving private
    /// content](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn trusted_signers(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("TrustedSigners", value)
    }
}

arguments! {
    /// A complex type that controls whether access logs are written for the distribution. For more
    /// information about logging, see [Access
    /// Logs](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html) in
    /// the *Amazon CloudFront Developer Guide*.
    pub struct Logging;
}

impl Logging {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The Amazon S3 bucket to store the access logs in, for example,
    /// `amzn-s3-demo-bucket.s3.amazonaws.com`.
    #[track_caller]
    pub fn bucket(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Bucket", value)
    }

    /// Specifies whether you want CloudFront to include cookies in access logs, specify `true` for
    /// `IncludeCookies`. If you choose to include cookies in logs, CloudFront logs all cookies
    /// regardless of how you configure the cache behaviors for this distribution. If you don't want
    /// to include cookies when you create a distribution or if you want to disable include cookies
    /// for an existing distribution, specify `false` for `IncludeCookies`.
    ///
    /// Default: `false`.
    #[track_caller]
    pub fn include_cookies(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeCookies", value)
    }

    /// An optional string that you want CloudFront to prefix to the access log `filenames` for this
    /// distribution, for example, `myprefix/`. If you want to enable logging, but you don't want to
    /// specify a prefix, you still must include an empty `Prefix` element in the `Logging` element.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Prefix", value)
    }
}

arguments! {
    /// A complex type that contains information about origin groups for this distribution. Specify
    /// a value for either the `Origins` or `OriginGroups` property.
    pub struct OriginGroups;
}

impl OriginGroups {
    /// With the required properties:
    ///
    /// - `quantity`: The number of origin groups.
    #[track_caller]
    pub fn new(quantity: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("Quantity", quantity)
    }

    /// The items (origin groups) in a distribution.
    #[track_caller]
    pub fn items(self, value: impl IntoInput<Vec<Record<OriginGroup>>>) -> Self {
        self.set_property("Items", value)
    }
}

arguments! {
    /// An origin group includes two origins (a primary origin and a secondary origin to failover
    /// to) and a failover criteria that you specify. You create an origin group to support origin
    /// failover in CloudFront. When you create or update a distribution, you can specify the origin
    /// group instead of a single origin, and CloudFront will failover from the primary origin to
    /// the secondary origin under the failover conditions that you've chosen. Optionally, you can
    /// choose selection criteria for your origin group to specify how your origins are selected
    /// when your distribution routes viewer requests.
    pub struct OriginGroup;
}

impl OriginGroup {
    /// With the required properties:
    ///
    /// - `failover_criteria`: A complex type that contains information about the failover criteria
    ///   for an origin group.
    /// - `id`: The origin group's ID.
    /// - `members`: A complex type that contains information about the origins in an origin group.
    #[track_caller]
    pub fn new(
        failover_criteria: impl IntoInput<Record<OriginGroupFailoverCriteria>>,
        id: impl IntoInput<String>,
        members: impl IntoInput<Record<OriginGroupMembers>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FailoverCriteria", failover_criteria)
            .set_property("Id", id)
            .set_property("Members", members)
    }

    /// The selection criteria for the origin group. For more information, see [Create an origin
    /// group](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html#concept_origin_groups.creating)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn selection_criteria(self, value: impl IntoInput<OneOf<OriginGroupSelectionCriteria>>) -> Self {
        self.set_property("SelectionCriteria", value)
    }
}

arguments! {
    /// A complex type that contains information about the failover criteria for an origin group.
    pub struct OriginGroupFailoverCriteria;
}

impl OriginGroupFailoverCriteria {
    /// With the required properties:
    ///
    /// - `status_codes`: The status codes that, when returned from the primary origin, will trigger
    ///   CloudFront to failover to the second origin.
    #[track_caller]
    pub fn new(status_codes: impl IntoInput<Record<StatusCodes>>) -> Self {
        Self(Fields::new()).set_property("StatusCodes", status_codes)
    }
}

arguments! {
    /// The status codes that, when returned from the primary origin, will trigger CloudFront to
    /// failover to the second origin.
    pub struct StatusCodes;
}

impl StatusCodes {
    /// With the required properties:
    ///
    /// - `items`: The items (status codes) for an origin group. Constraints: at least 1 elements.
    /// - `quantity`: The number of status codes.
    #[track_caller]
    pub fn new(items: impl IntoInput<Vec<i64>>, quantity: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("Items", items).set_property("Quantity", quantity)
    }
}

arguments! {
    /// A complex type that contains information about the origins in an origin group.
    pub struct OriginGroupMembers;
}

impl OriginGroupMembers {
    /// With the required properties:
    ///
    /// - `items`: Items (origins) in an origin group. Constraints: 2 elements.
    /// - `quantity`: The number of origins in an origin group.
    #[track_caller]
    pub fn new(items: impl IntoInput<Vec<Record<OriginGroupMember>>>, quantity: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("Items", items).set_property("Quantity", quantity)
    }
}

arguments! {
    /// An origin in an origin group.
    pub struct OriginGroupMember;
}

impl OriginGroupMember {
    /// With the required properties:
    ///
    /// - `origin_id`: The ID for an origin in an origin group.
    #[track_caller]
    pub fn new(origin_id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("OriginId", origin_id)
    }
}

arguments! {
    /// An origin. An origin is the location where content is stored, and from which CloudFront gets
    /// content to serve to viewers. To specify an origin:
    ///
    /// + Use `S3OriginConfig` to specify an Amazon S3 bucket that is not configured with static
    ///   website hosting.
    /// + Use `VpcOriginConfig` to specify a VPC origin.
    /// + Use `CustomOriginConfig` to specify all other kinds of origins, including:
    /// + An Amazon S3 bucket that is configured with static website hosting
    /// + An Elastic Load Balancing load balancer
    /// + An EMPlong endpoint
    /// + An EMSlong container
    /// + Any other HTTP server, running on an Amazon EC2 instance or any other kind of host
    ///
    /// For the current maximum number of origins that you can specify per distribution, see
    /// [General Quotas on Web
    /// Distributions](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-web-distributions)
    /// in the *Amazon CloudFront Developer Guide* (quotas were formerly referred to as limits).
    pub struct Origin;
}

impl Origin {
    /// With the required properties:
    ///
    /// - `domain_name`: The domain name for the origin. For more information, see [Origin Domain
    ///   Name](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html#DownloadDistValuesDomainName)
    ///   in the *Amazon CloudFront Developer Guide*.
    /// - `id`: A unique identifier for the origin. This value must be unique within the
    ///   distribution. Use this value to specify the `TargetOriginId` in a `CacheBehavior` or
    ///   `DefaultCacheBehavior`.
    #[track_caller]
    pub fn new(domain_name: impl IntoInput<String>, id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("DomainName", domain_name).set_property("Id", id)
    }

    /// The number of times that CloudFront attempts to connect to the origin. The minimum number is
    /// 1, the maximum is 3, and the default (if you don't specify otherwise) is 3. For a custom
    /// origin (including an Amazon S3 bucket that's configured with static website hosting), this
    /// value also specifies the number of times that CloudFront attempts to get a response from the
    /// origin, in the case of an [Origin Response
    /// Timeout](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html#DownloadDistValuesOriginResponseTimeout).
    /// For more information, see [Origin Connection
    /// Attempts](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html#origin-connection-attempts)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn connection_attempts(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("ConnectionAttempts", value)
    }

    /// The number of seconds that CloudFront waits when trying to establish a connection to the
    /// origin. The minimum timeout is 1 second, the maximum is 10 seconds, and the default (if you
    /// don't specify otherwise) is 10 seconds. For more information, see [Origin Connection
    /// Timeout](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html#origin-connection-timeout)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn connection_timeout(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("ConnectionTimeout", value)
    }

    /// Use this type to specify an origin that is not an Amazon S3 bucket, with one exception. If
    /// the Amazon S3 bucket is configured with static website hosting, use this type. If the Amazon
    /// S3 bucket is not configured with static website hosting, use the `S3OriginConfig` type
    /// instead.
    #[track_caller]
    pub fn custom_origin_config(self, value: impl IntoInput<Record<CustomOriginConfig>>) -> Self {
        self.set_property("CustomOriginConfig", value)
    }

    /// The unique identifier of an origin access control for this origin. For more information, see
    /// [Restricting access to an Amazon S3
    /// origin](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn origin_access_control_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OriginAccessControlId", value)
    }

    /// A list of HTTP header names and values that CloudFront adds to the requests that it sends to
    /// the origin. For more information, see [Adding Custom Headers to Origin
    /// Requests](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn origin_custom_headers(self, value: impl IntoInput<Vec<Record<OriginCustomHeader>>>) -> Self {
        self.set_property("OriginCustomHeaders", value)
    }

    /// An optional path that CloudFront appends to the origin domain name when CloudFront requests
    /// content from the origin. For more information, see [Origin
    /// Path](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html#DownloadDistValuesOriginPath)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn origin_path(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OriginPath", value)
    }

    /// CloudFront Origin Shield. Using Origin Shield can help reduce the load on your origin. For
    /// more information, see [Using Origin
    /// Shield](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn origin_shield(self, value: impl IntoInput<Record<OriginShield>>) -> Self {
        self.set_property("OriginShield", value)
    }

    /// The time (in seconds) that a request from CloudFront to the origin can stay open and wait
    /// for a response. If the complete response isn't received from the origin by this time,
    /// CloudFront ends the connection. The value for `ResponseCompletionTimeout` must be equal to
    /// or greater than the value for `OriginReadTimeout`. If you don't set a value for
    /// `ResponseCompletionTimeout`, CloudFront doesn't enforce a maximum value. For more
    /// information, see [Response completion
    /// timeout](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#response-completion-timeout)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn response_completion_timeout(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("ResponseCompletionTimeout", value)
    }

    /// Use this type to specify an origin that is an Amazon S3 bucket that is not configured with
    /// static website hosting. To specify any other type of origin, including an Amazon S3 bucket
    /// that is configured with static website hosting, use the `CustomOriginConfig` type instead.
    #[track_caller]
    pub fn s3_origin_config(self, value: impl IntoInput<Record<S3OriginConfig>>) -> Self {
        self.set_property("S3OriginConfig", value)
    }

    /// The VPC origin configuration.
    #[track_caller]
    pub fn vpc_origin_config(self, value: impl IntoInput<Record<VpcOriginConfig>>) -> Self {
        self.set_property("VpcOriginConfig", value)
    }
}

arguments! {
    /// Use this type to specify an origin that is not an Amazon S3 bucket, with one exception. If
    /// the Amazon S3 bucket is configured with static website hosting, use this type. If the Amazon
    /// S3 bucket is not configured with static website hosting, use the `S3OriginConfig` type
    /// instead.
    pub struct CustomOriginConfig;
}

impl CustomOriginConfig {
    /// With the required properties:
    ///
    /// - `origin_protocol_policy`: Specifies the protocol (HTTP or HTTPS) that CloudFront uses to
    ///   connect to the origin. Valid values are: + `http-only` – CloudFront always uses HTTP to
    ///   connect to the origin. + `match-viewer` – CloudFront connects to the origin using the same
    ///   protocol that the viewer used to connect to CloudFront. + `https-only` – CloudFront always
    ///   uses HTTPS to connect to the origin.
    #[track_caller]
    pub fn new(origin_protocol_policy: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("OriginProtocolPolicy", origin_protocol_policy)
    }

    /// The HTTP port that CloudFront uses to connect to the origin. Specify the HTTP port that the
    /// origin listens on.
    ///
    /// Default: `80`.
    #[track_caller]
    pub fn http_port(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("HTTPPort", value)
    }

    /// The HTTPS port that CloudFront uses to connect to the origin. Specify the HTTPS port that
    /// the origin listens on.
    ///
    /// Default: `443`.
    #[track_caller]
    pub fn https_port(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("HTTPSPort", value)
    }

    /// Specifies which IP protocol CloudFront uses when connecting to your origin. If your origin
    /// uses both IPv4 and IPv6 protocols, you can choose `dualstack` to help optimize reliability.
    #[track_caller]
    pub fn ip_address_type(self, value: impl IntoInput<OneOf<IpAddressType>>) -> Self {
        self.set_property("IpAddressType", value)
    }

    /// Specifies how long, in seconds, CloudFront persists its connection to the origin. The
    /// minimum timeout is 1 second, the maximum is 300 seconds, and the default (if you don't
    /// specify otherwise) is 5 seconds. For more information, see [Keep-alive timeout (custom
    /// origins
    /// only)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginKeepaliveTimeout)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `5`.
    #[track_caller]
    pub fn origin_keepalive_timeout(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("OriginKeepaliveTimeout", value)
    }

    /// Configures mutual TLS authentication between CloudFront and your origin server.
    #[track_caller]
    pub fn origin_mtls_config(self, value: impl IntoInput<Record<OriginMtlsConfig>>) -> Self {
        self.set_property("OriginMtlsConfig", value)
    }

    /// Specifies how long, in seconds, CloudFront waits for a response from the origin. This is
    /// also known as the *origin response timeout*. The minimum timeout is 1 second, the maximum is
    /// 120 seconds, and the default (if you don't specify otherwise) is 30 seconds. For more
    /// information, see [Response
    /// timeout](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `30`.
    #[track_caller]
    pub fn origin_read_timeout(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("OriginReadTimeout", value)
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

arguments! {
    /// Configures mutual TLS authentication between CloudFront and your origin server.
    pub struct OriginMtlsConfig;
}

impl OriginMtlsConfig {
    /// With the required properties:
    ///
    /// - `client_certificate_arn`: The Amazon Resource Name (ARN) of the client certificate stored
    ///   in AWS Certificate Manager (ACM) that CloudFront uses to authenticate with your origin
    ///   using Mutual TLS.
    #[track_caller]
    pub fn new(client_certificate_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("ClientCertificateArn", client_certificate_arn)
    }
}

arguments! {
    /// A complex type that contains `HeaderName` and `HeaderValue` elements, if any, for this
    /// distribution.
    pub struct OriginCustomHeader;
}

impl OriginCustomHeader {
    /// With the required properties:
    ///
    /// - `header_name`: The name of a header that you want CloudFront to send to your origin. For
    ///   more information, see [Adding Custom Headers to Origin
    ///   Requests](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/forward-custom-headers.html)
    ///   in the *Amazon CloudFront Developer Guide*.
    /// - `header_value`: The value for the header that you specified in the `HeaderName` field.
    #[track_caller]
    pub fn new(header_name: impl IntoInput<String>, header_value: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("HeaderName", header_name).set_property("HeaderValue", header_value)
    }
}

arguments! {
    /// CloudFront Origin Shield. Using Origin Shield can help reduce the load on your origin. For
    /// more information, see [Using Origin
    /// Shield](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html)
    /// in the *Amazon CloudFront Developer Guide*.
    pub struct OriginShield;
}

impl OriginShield {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// A flag that specifies whether Origin Shield is enabled. When it's enabled, CloudFront routes
    /// all requests through Origin Shield, which can help protect your origin. When it's disabled,
    /// CloudFront might send requests directly to your origin from multiple edge locations or
    /// regional edge caches.
    #[track_caller]
    pub fn enabled(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Enabled", value)
    }

    /// The AWS-Region for Origin Shield. Specify the AWS-Region that has the lowest latency to your
    /// origin. To specify a region, use the region code, not the region name. For example, specify
    /// the US East (Ohio) region as `us-east-2`. When you enable CloudFront Origin Shield, you must
    /// specify the AWS-Region for Origin Shield. For the list of AWS-Regions that you can specify,
    /// and for help choosing the best Region for your origin, see [Choosing the for Origin
    /// Shield](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html#choose-origin-shield-region)
    /// in the *Amazon CloudFront Developer Guide*.
    #[track_caller]
    pub fn origin_shield_region(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OriginShieldRegion", value)
    }
}

arguments! {
    /// Use this type to specify an origin that is an Amazon S3 bucket that is not configured with
    /// static website hosting. To specify any other type of origin, including an Amazon S3 bucket
    /// that is configured with static website hosting, use the `CustomOriginConfig` type instead.
    pub struct S3OriginConfig;
}

impl S3OriginConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// If you're using origin access control (OAC) instead of origin access identity, specify an
    /// empty `OriginAccessIdentity` element. For more information, see [Restricting access to
    /// an](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-origin.html)
    /// in the *Amazon CloudFront Developer Guide*. The CloudFront origin access identity to
    /// associate with the origin. Use an origin access identity to configure the origin so that
    /// viewers can *only* access objects in an Amazon S3 bucket through CloudFront. The format of
    /// the value is: `origin-access-identity/cloudfront/ID-of-origin-access-identity` The
    /// `ID-of-origin-access-identity` is the value that CloudFront returned in the `ID` element
    /// when you created the origin access identity. If you want viewers to be able to access
    /// objects using either the CloudFront URL or the Amazon S3 URL, specify an empty
    /// `OriginAccessIdentity` element. To delete the origin access identity from an existing
    /// distribution, update the distribution configuration and include an empty
    /// `OriginAccessIdentity` element. To replace the origin access identity, update the
    /// distribution configuration and specify the new origin access identity. For more information
    /// about the origin access identity, see [Serving Private Content through
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn origin_access_identity(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OriginAccessIdentity", value)
    }

    /// Specifies how long, in seconds, CloudFront waits for a response from the origin. This is
    /// also known as the *origin response timeout*. The minimum timeout is 1 second, the maximum is
    /// 120 seconds, and the default (if you don't specify otherwise) is 30 seconds. For more
    /// information, see [Response
    /// timeout](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `30`.
    #[track_caller]
    pub fn origin_read_timeout(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("OriginReadTimeout", value)
    }
}

arguments! {
    /// The VPC origin configuration.
    pub struct VpcOriginConfig;
}

impl VpcOriginConfig {
    /// With the required properties:
    ///
    /// - `vpc_origin_id`: The VPC origin ID.
    #[track_caller]
    pub fn new(vpc_origin_id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("VpcOriginId", vpc_origin_id)
    }

    /// Specifies how long, in seconds, CloudFront persists its connection to the origin. The
    /// minimum timeout is 1 second, the maximum is 300 seconds, and the default (if you don't
    /// specify otherwise) is 5 seconds. For more information, see [Keep-alive timeout (custom
    /// origins
    /// only)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginKeepaliveTimeout)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `5`.
    #[track_caller]
    pub fn origin_keepalive_timeout(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("OriginKeepaliveTimeout", value)
    }

    /// Specifies how long, in seconds, CloudFront waits for a response from the origin. This is
    /// also known as the *origin response timeout*. The minimum timeout is 1 second, the maximum is
    /// 120 seconds, and the default (if you don't specify otherwise) is 30 seconds. For more
    /// information, see [Response
    /// timeout](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout)
    /// in the *Amazon CloudFront Developer Guide*.
    ///
    /// Default: `30`.
    #[track_caller]
    pub fn origin_read_timeout(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("OriginReadTimeout", value)
    }

    /// The account ID of the AWS-account that owns the VPC origin.
    #[track_caller]
    pub fn owner_account_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OwnerAccountId", value)
    }
}

arguments! {
    /// A complex type that identifies ways in which you want to restrict distribution of your
    /// content.
    pub struct Restrictions;
}

impl Restrictions {
    /// With the required properties:
    ///
    /// - `geo_restriction`: A complex type that controls the countries in which your content is
    ///   distributed. CF determines the location of your users using `MaxMind` GeoIP databases. To
    ///   disable geo restriction, remove the
    ///   [Restrictions](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-distribution-distributionconfig.html#cfn-cloudfront-distribution-distributionconfig-restrictions)
    ///   property from your stack template.
    #[track_caller]
    pub fn new(geo_restriction: impl IntoInput<Record<GeoRestriction>>) -> Self {
        Self(Fields::new()).set_property("GeoRestriction", geo_restriction)
    }
}

arguments! {
    /// A complex type that controls the countries in which your content is distributed. CF
    /// determines the location of your users using `MaxMind` GeoIP databases. To disable geo
    /// restriction, remove the
    /// [Restrictions](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-distribution-distributionconfig.html#cfn-cloudfront-distribution-distributionconfig-restrictions)
    /// property from your stack template.
    pub struct GeoRestriction;
}

impl GeoRestriction {
    /// With the required properties:
    ///
    /// - `restriction_type`: The method that you want to use to restrict distribution of your
    ///   content by country: + `none`: No geo restriction is enabled, meaning access to content is
    ///   not restricted by client geo location. + `blacklist`: The `Location` elements specify the
    ///   countries in which you don't want CloudFront to distribute your content. + `whitelist`:
    ///   The `Location` elements specify the countries in which you want CloudFront to distribute
    ///   your content.
    #[track_caller]
    pub fn new(restriction_type: impl IntoInput<OneOf<RestrictionType>>) -> Self {
        Self(Fields::new()).set_property("RestrictionType", restriction_type)
    }

    /// A complex type that contains a `Location` element for each country in which you want
    /// CloudFront either to distribute your content (`whitelist`) or not distribute your content
    /// (`blacklist`). The `Location` element is a two-letter, uppercase country code for a country
    /// that you want to include in your `blacklist` or `whitelist`. Include one `Location` element
    /// for each country. CloudFront and `MaxMind` both use `ISO 3166` country codes. For the
    /// current list of countries and the corresponding codes, see `ISO 3166-1-alpha-2` code on the
    /// *International Organization for Standardization* website. You can also refer to the country
    /// list on the CloudFront console, which includes both country names and codes.
    #[track_caller]
    pub fn locations(self, value: impl IntoInput<Vec<OneOf<Locations>>>) -> Self {
        self.set_property("Locations", value)
    }
}

arguments! {
    /// The origin as an S3 bucket. This property is legacy. We recommend that you use
    /// [Origin](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-distribution-origin.html)
    /// instead.
    pub struct LegacyS3Origin;
}

impl LegacyS3Origin {
    /// With the required properties:
    ///
    /// - `dns_name`: The domain name assigned to your CF distribution.
    #[track_caller]
    pub fn new(dns_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("DNSName", dns_name)
    }

    /// The CF origin access identity to associate with the distribution. Use an origin access
    /// identity to configure the distribution so that end users can only access objects in an S3
    /// through CF. This property is legacy. We recommend that you use
    /// [OriginAccessControl](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-originaccesscontrol.html)
    /// instead.
    ///
    /// Default: `""`.
    #[track_caller]
    pub fn origin_access_identity(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OriginAccessIdentity", value)
    }
}

arguments! {
    /// This field only supports multi-tenant distributions. You can't specify this field for
    /// standard distributions. For more information, see [Unsupported features for SaaS Manager for
    /// Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. A distribution tenant configuration.
    pub struct TenantConfig;
}

impl TenantConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ParameterDefinitions`.
    #[track_caller]
    pub fn parameter_definitions(self, value: impl IntoInput<Vec<Record<ParameterDefinition>>>) -> Self {
        self.set_property("ParameterDefinitions", value)
    }
}

arguments! {
    /// A list of parameter values to add to the resource. A parameter is specified as a key-value
    /// pair. A valid parameter value must exist for any parameter that is marked as required in the
    /// multi-tenant distribution.
    pub struct ParameterDefinition;
}

impl ParameterDefinition {
    /// With the required properties:
    ///
    /// - `definition`: The value that you assigned to the parameter.
    /// - `name`: The name of the parameter. Constraints: length 1 to 128, pattern
    ///   `^[a-zA-Z0-9-_]+$`.
    #[track_caller]
    pub fn new(definition: impl IntoInput<Record<Definition>>, name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Definition", definition).set_property("Name", name)
    }
}

arguments! {
    /// The value that you assigned to the parameter.
    pub struct Definition;
}

impl Definition {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `StringSchema`.
    #[track_caller]
    pub fn string_schema(self, value: impl IntoInput<Record<StringSchema>>) -> Self {
        self.set_property("StringSchema", value)
    }
}

arguments! {
    /// `StringSchema`.
    pub struct StringSchema;
}

impl StringSchema {
    /// With the required properties:
    ///
    /// - `required`: `Required`.
    #[track_caller]
    pub fn new(required: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property("Required", required)
    }

    /// `Comment`.
    #[track_caller]
    pub fn comment(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Comment", value)
    }

    /// `DefaultValue`.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn default_value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DefaultValue", value)
    }
}

arguments! {
    /// A complex type that determines the distribution's SSL/TLS configuration for communicating
    /// with viewers.
    pub struct ViewerCertificate;
}

impl ViewerCertificate {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// In CloudFormation, this field name is `AcmCertificateArn`. Note the different
    /// capitalization. If the distribution uses `Aliases` (alternate domain names or CNAMEs) and
    /// the SSL/TLS certificate is stored in
    /// [(ACM)](https://docs.aws.amazon.com/acm/latest/userguide/acm-overview.html), provide the
    /// Amazon Resource Name (ARN) of the ACM certificate. CloudFront only supports ACM certificates
    /// in the US East (N. Virginia) Region (`us-east-1`). If you specify an ACM certificate ARN,
    /// you must also specify values for `MinimumProtocolVersion` and `SSLSupportMethod`. (In
    /// CloudFormation, the field name is `SslSupportMethod`. Note the different capitalization.)
    ///
    /// Refers to `Arn` of `AWS::ACM::Certificate`.
    #[track_caller]
    pub fn acm_certificate_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AcmCertificateArn", value)
    }

    /// If the distribution uses the CloudFront domain name such as `d111111abcdef8.cloudfront.net`,
    /// set this field to `true`. If the distribution uses `Aliases` (alternate domain names or
    /// CNAMEs), omit this field and specify values for the following fields:
    ///
    /// + `AcmCertificateArn` or `IamCertificateId` (specify a value for one, not both)
    /// + `MinimumProtocolVersion`
    /// + `SslSupportMethod`
    #[track_caller]
    pub fn cloudfront_default_certificate(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("CloudFrontDefaultCertificate", value)
    }

    /// This field only supports standard distributions. You can't specify this field for
    /// multi-tenant distributions. For more information, see [Unsupported features for SaaS Manager
    /// for Amazon
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas)
    /// in the *Amazon CloudFront Developer Guide*. In CloudFormation, this field name is
    /// `IamCertificateId`. Note the different capitalization. If the distribution uses `Aliases`
    /// (alternate domain names or CNAMEs) and the SSL/TLS certificate is stored in
    /// [(IAM)](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html),
    /// provide the ID of the IAM certificate. If you specify an IAM certificate ID, you must also
    /// specify values for `MinimumProtocolVersion` and `SSLSupportMethod`. (In CloudFormation, the
    /// field name is `SslSupportMethod`. Note the different capitalization.)
    ///
    /// Constraints: length at most 32.
    #[track_caller]
    pub fn iam_certificate_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("IamCertificateId", value)
    }

    /// If the distribution uses `Aliases` (alternate domain names or CNAMEs), specify the security
    /// policy that you want CloudFront to use for HTTPS connections with viewers. The security
    /// policy determines two settings:
    ///
    /// + The minimum SSL/TLS protocol that CloudFront can use to communicate with viewers.
    /// + The ciphers that CloudFront can use to encrypt the content that it returns to viewers.
    ///
    /// For more information, see [Security
    /// Policy](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html#DownloadDistValues-security-policy)
    /// and [Supported Protocols and Ciphers Between Viewers and
    /// CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html#secure-connections-supported-ciphers)
    /// in the *Amazon CloudFront Developer Guide*. On the CloudFront console, this setting is
    /// called *Security Policy*. When you're using SNI only (you set `SSLSupportMethod` to
    /// `sni-only`), you must specify `TLSv1` or higher. (In CloudFormation, the field name is
    /// `SslSupportMethod`. Note the different capitalization.) If the distribution uses the
    /// CloudFront domain name such as `d111111abcdef8.cloudfront.net` (you set
    /// `CloudFrontDefaultCertificate` to `true`), CloudFront automatically sets the security policy
    /// to `TLSv1` regardless of the value that you set here.
    #[track_caller]
    pub fn minimum_protocol_version(self, value: impl IntoInput<OneOf<MinimumProtocolVersion>>) -> Self {
        self.set_property("MinimumProtocolVersion", value)
    }

    /// In CloudFormation, this field name is `SslSupportMethod`. Note the different capitalization.
    /// If the distribution uses `Aliases` (alternate domain names or CNAMEs), specify which viewers
    /// the distribution accepts HTTPS connections from.
    ///
    /// + `sni-only` – The distribution accepts HTTPS connections from only viewers that support
    ///   [server name indication
    ///   (SNI)](https://docs.aws.amazon.com/https://en.wikipedia.org/wiki/Server_Name_Indication).
    ///   This is recommended. Most browsers and clients support SNI.
    /// + `vip` – The distribution accepts HTTPS connections from all viewers including those that
    ///   don't support SNI. This is not recommended, and results in additional monthly charges from
    ///   CloudFront.
    /// + `static-ip` - Do not specify this value unless your distribution has been enabled for this
    ///   feature by the CloudFront team. If you have a use case that requires static IP addresses
    ///   for a distribution, contact CloudFront through the
    ///   [Center](https://docs.aws.amazon.com/support/home).
    ///
    /// If the distribution uses the CloudFront domain name such as `d111111abcdef8.cloudfront.net`,
    /// don't set a value for this field.
    #[track_caller]
    pub fn ssl_support_method(self, value: impl IntoInput<OneOf<SslSupportMethod>>) -> Self {
        self.set_property("SslSupportMethod", value)
    }
}

arguments! {
    /// The distribution's viewer mTLS configuration.
    pub struct ViewerMtlsConfig;
}

impl ViewerMtlsConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The viewer mTLS mode.
    ///
    /// Default: `"required"`.
    #[track_caller]
    pub fn mode(self, value: impl IntoInput<OneOf<ViewerMtlsMode>>) -> Self {
        self.set_property("Mode", value)
    }

    /// The trust store configuration associated with the viewer mTLS configuration.
    #[track_caller]
    pub fn trust_store_config(self, value: impl IntoInput<Record<TrustStoreConfig>>) -> Self {
        self.set_property("TrustStoreConfig", value)
    }
}

arguments! {
    /// The trust store configuration associated with the viewer mTLS configuration.
    pub struct TrustStoreConfig;
}

impl TrustStoreConfig {
    /// With the required properties:
    ///
    /// - `trust_store_id`: The trust store ID.
    #[track_caller]
    pub fn new(trust_store_id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("TrustStoreId", trust_store_id)
    }

    /// The configuration to use to advertise trust store CA names.
    #[track_caller]
    pub fn advertise_trust_store_ca_names(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("AdvertiseTrustStoreCaNames", value)
    }

    /// The configuration to use to ignore certificate expiration.
    #[track_caller]
    pub fn ignore_certificate_expiry(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IgnoreCertificateExpiry", value)
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

texts! {
    /// The values of `ConnectionMode`.
    pub enum ConnectionMode {
        /// `direct`.
        Direct = "direct",
        /// `tenant-only`.
        TenantOnly = "tenant-only",
    }
}

texts! {
    /// The values of `ViewerProtocolPolicy`.
    pub enum ViewerProtocolPolicy {
        /// `allow-all`.
        AllowAll = "allow-all",
        /// `https-only`.
        HttpsOnly = "https-only",
        /// `redirect-to-https`.
        RedirectToHttps = "redirect-to-https",
    }
}

texts! {
    /// The values of `HttpVersion`.
    pub enum HttpVersion {
        /// `http1.1`.
        Http11 = "http1.1",
        /// `http2`.
        Http2 = "http2",
        /// `http2and3`.
        Http2and3 = "http2and3",
        /// `http3`.
        Http3 = "http3",
    }
}

texts! {
    /// The values of `SelectionCriteria`.
    pub enum OriginGroupSelectionCriteria {
        /// `default`.
        Default = "default",
        /// `media-quality-based`.
        MediaQualityBased = "media-quality-based",
    }
}

texts! {
    /// The values of `IpAddressType`.
    pub enum IpAddressType {
        /// `ipv4`.
        Ipv4 = "ipv4",
        /// `ipv6`.
        Ipv6 = "ipv6",
        /// `dualstack`.
        Dualstack = "dualstack",
    }
}

texts! {
    /// The values of `PriceClass`.
    pub enum PriceClass {
        /// `None`.
        None = "None",
        /// `PriceClass_100`.
        PriceClass100 = "PriceClass_100",
        /// `PriceClass_200`.
        PriceClass200 = "PriceClass_200",
        /// `PriceClass_All`.
        PriceClassAll = "PriceClass_All",
    }
}

texts! {
    /// The values of `Locations`.
    pub enum Locations {
        /// `AD`.
        Ad = "AD",
        /// `AE`.
        Ae = "AE",
        /// `AF`.
        Af = "AF",
        /// `AG`.
        Ag = "AG",
        /// `AI`.
        Ai = "AI",
        /// `AL`.
        Al = "AL",
        /// `AM`.
        Am = "AM",
        /// `AO`.
        Ao = "AO",
        /// `AQ`.
        Aq = "AQ",
        /// `AR`.
        Ar = "AR",
        /// `AS`.
        As = "AS",
        /// `AT`.
        At = "AT",
        /// `AU`.
        Au = "AU",
        /// `AW`.
        Aw = "AW",
        /// `AX`.
        Ax = "AX",
        /// `AZ`.
        Az = "AZ",
        /// `BA`.
        Ba = "BA",
        /// `BB`.
        Bb = "BB",
        /// `BD`.
        Bd = "BD",
        /// `BE`.
        Be = "BE",
        /// `BF`.
        Bf = "BF",
        /// `BG`.
        Bg = "BG",
        /// `BH`.
        Bh = "BH",
        /// `BI`.
        Bi = "BI",
        /// `BJ`.
        Bj = "BJ",
        /// `BL`.
        Bl = "BL",
        /// `BM`.
        Bm = "BM",
        /// `BN`.
        Bn = "BN",
        /// `BO`.
        Bo = "BO",
        /// `BQ`.
        Bq = "BQ",
        /// `BR`.
        Br = "BR",
        /// `BS`.
        Bs = "BS",
        /// `BT`.
        Bt = "BT",
        /// `BV`.
        Bv = "BV",
        /// `BW`.
        Bw = "BW",
        /// `BY`.
        By = "BY",
        /// `BZ`.
        Bz = "BZ",
        /// `CA`.
        Ca = "CA",
        /// `CC`.
        Cc = "CC",
        /// `CD`.
        Cd = "CD",
        /// `CF`.
        Cf = "CF",
        /// `CG`.
        Cg = "CG",
        /// `CH`.
        Ch = "CH",
        /// `CI`.
        Ci = "CI",
        /// `CK`.
        Ck = "CK",
        /// `CL`.
        Cl = "CL",
        /// `CM`.
        Cm = "CM",
        /// `CN`.
        Cn = "CN",
        /// `CO`.
        Co = "CO",
        /// `CR`.
        Cr = "CR",
        /// `CU`.
        Cu = "CU",
        /// `CV`.
        Cv = "CV",
        /// `CW`.
        Cw = "CW",
        /// `CX`.
        Cx = "CX",
        /// `CY`.
        Cy = "CY",
        /// `CZ`.
        Cz = "CZ",
        /// `DE`.
        De = "DE",
        /// `DJ`.
        Dj = "DJ",
        /// `DK`.
        Dk = "DK",
        /// `DM`.
        Dm = "DM",
        /// `DO`.
        Do = "DO",
        /// `DZ`.
        Dz = "DZ",
        /// `EC`.
        Ec = "EC",
        /// `EE`.
        Ee = "EE",
        /// `EG`.
        Eg = "EG",
        /// `EH`.
        Eh = "EH",
        /// `ER`.
        Er = "ER",
        /// `ES`.
        Es = "ES",
        /// `ET`.
        Et = "ET",
        /// `FI`.
        Fi = "FI",
        /// `FJ`.
        Fj = "FJ",
        /// `FK`.
        Fk = "FK",
        /// `FM`.
        Fm = "FM",
        /// `FO`.
        Fo = "FO",
        /// `FR`.
        Fr = "FR",
        /// `GA`.
        Ga = "GA",
        /// `GB`.
        Gb = "GB",
        /// `GD`.
        Gd = "GD",
        /// `GE`.
        Ge = "GE",
        /// `GF`.
        Gf = "GF",
        /// `GG`.
        Gg = "GG",
        /// `GH`.
        Gh = "GH",
        /// `GI`.
        Gi = "GI",
        /// `GL`.
        Gl = "GL",
        /// `GM`.
        Gm = "GM",
        /// `GN`.
        Gn = "GN",
        /// `GP`.
        Gp = "GP",
        /// `GQ`.
        Gq = "GQ",
        /// `GR`.
        Gr = "GR",
        /// `GS`.
        Gs = "GS",
        /// `GT`.
        Gt = "GT",
        /// `GU`.
        Gu = "GU",
        /// `GW`.
        Gw = "GW",
        /// `GY`.
        Gy = "GY",
        /// `HK`.
        Hk = "HK",
        /// `HM`.
        Hm = "HM",
        /// `HN`.
        Hn = "HN",
        /// `HR`.
        Hr = "HR",
        /// `HT`.
        Ht = "HT",
        /// `HU`.
        Hu = "HU",
        /// `ID`.
        Id = "ID",
        /// `IE`.
        Ie = "IE",
        /// `IL`.
        Il = "IL",
        /// `IM`.
        Im = "IM",
        /// `IN`.
        In = "IN",
        /// `IO`.
        Io = "IO",
        /// `IQ`.
        Iq = "IQ",
        /// `IR`.
        Ir = "IR",
        /// `IS`.
        Is = "IS",
        /// `IT`.
        It = "IT",
        /// `JE`.
        Je = "JE",
        /// `JM`.
        Jm = "JM",
        /// `JO`.
        Jo = "JO",
        /// `JP`.
        Jp = "JP",
        /// `KE`.
        Ke = "KE",
        /// `KG`.
        Kg = "KG",
        /// `KH`.
        Kh = "KH",
        /// `KI`.
        Ki = "KI",
        /// `KM`.
        Km = "KM",
        /// `KN`.
        Kn = "KN",
        /// `KP`.
        Kp = "KP",
        /// `KR`.
        Kr = "KR",
        /// `KW`.
        Kw = "KW",
        /// `KY`.
        Ky = "KY",
        /// `KZ`.
        Kz = "KZ",
        /// `LA`.
        La = "LA",
        /// `LB`.
        Lb = "LB",
        /// `LC`.
        Lc = "LC",
        /// `LI`.
        Li = "LI",
        /// `LK`.
        Lk = "LK",
        /// `LR`.
        Lr = "LR",
        /// `LS`.
        Ls = "LS",
        /// `LT`.
        Lt = "LT",
        /// `LU`.
        Lu = "LU",
        /// `LV`.
        Lv = "LV",
        /// `LY`.
        Ly = "LY",
        /// `MA`.
        Ma = "MA",
        /// `MC`.
        Mc = "MC",
        /// `MD`.
        Md = "MD",
        /// `ME`.
        Me = "ME",
        /// `MF`.
        Mf = "MF",
        /// `MG`.
        Mg = "MG",
        /// `MH`.
        Mh = "MH",
        /// `MK`.
        Mk = "MK",
        /// `ML`.
        Ml = "ML",
        /// `MM`.
        Mm = "MM",
        /// `MN`.
        Mn = "MN",
        /// `MO`.
        Mo = "MO",
        /// `MP`.
        Mp = "MP",
        /// `MQ`.
        Mq = "MQ",
        /// `MR`.
        Mr = "MR",
        /// `MS`.
        Ms = "MS",
        /// `MT`.
        Mt = "MT",
        /// `MU`.
        Mu = "MU",
        /// `MV`.
        Mv = "MV",
        /// `MW`.
        Mw = "MW",
        /// `MX`.
        Mx = "MX",
        /// `MY`.
        My = "MY",
        /// `MZ`.
        Mz = "MZ",
        /// `NA`.
        Na = "NA",
        /// `NC`.
        Nc = "NC",
        /// `NE`.
        Ne = "NE",
        /// `NF`.
        Nf = "NF",
        /// `NG`.
        Ng = "NG",
        /// `NI`.
        Ni = "NI",
        /// `NL`.
        Nl = "NL",
        /// `NO`.
        No = "NO",
        /// `NP`.
        Np = "NP",
        /// `NR`.
        Nr = "NR",
        /// `NU`.
        Nu = "NU",
        /// `NZ`.
        Nz = "NZ",
        /// `OM`.
        Om = "OM",
        /// `PA`.
        Pa = "PA",
        /// `PE`.
        Pe = "PE",
        /// `PF`.
        Pf = "PF",
        /// `PG`.
        Pg = "PG",
        /// `PH`.
        Ph = "PH",
        /// `PK`.
        Pk = "PK",
        /// `PL`.
        Pl = "PL",
        /// `PM`.
        Pm = "PM",
        /// `PN`.
        Pn = "PN",
        /// `PR`.
        Pr = "PR",
        /// `PS`.
        Ps = "PS",
        /// `PT`.
        Pt = "PT",
        /// `PW`.
        Pw = "PW",
        /// `PY`.
        Py = "PY",
        /// `QA`.
        Qa = "QA",
        /// `RE`.
        Re = "RE",
        /// `RO`.
        Ro = "RO",
        /// `RS`.
        Rs = "RS",
        /// `RU`.
        Ru = "RU",
        /// `RW`.
        Rw = "RW",
        /// `SA`.
        Sa = "SA",
        /// `SB`.
        Sb = "SB",
        /// `SC`.
        Sc = "SC",
        /// `SD`.
        Sd = "SD",
        /// `SE`.
        Se = "SE",
        /// `SG`.
        Sg = "SG",
        /// `SH`.
        Sh = "SH",
        /// `SI`.
        Si = "SI",
        /// `SJ`.
        Sj = "SJ",
        /// `SK`.
        Sk = "SK",
        /// `SL`.
        Sl = "SL",
        /// `SM`.
        Sm = "SM",
        /// `SN`.
        Sn = "SN",
        /// `SO`.
        So = "SO",
        /// `SR`.
        Sr = "SR",
        /// `SS`.
        Ss = "SS",
        /// `ST`.
        St = "ST",
        /// `SV`.
        Sv = "SV",
        /// `SX`.
        Sx = "SX",
        /// `SY`.
        Sy = "SY",
        /// `SZ`.
        Sz = "SZ",
        /// `TC`.
        Tc = "TC",
        /// `TD`.
        Td = "TD",
        /// `TF`.
        Tf = "TF",
        /// `TG`.
        Tg = "TG",
        /// `TH`.
        Th = "TH",
        /// `TJ`.
        Tj = "TJ",
        /// `TK`.
        Tk = "TK",
        /// `TL`.
        Tl = "TL",
        /// `TM`.
        Tm = "TM",
        /// `TN`.
        Tn = "TN",
        /// `TO`.
        To = "TO",
        /// `TR`.
        Tr = "TR",
        /// `TT`.
        Tt = "TT",
        /// `TV`.
        Tv = "TV",
        /// `TW`.
        Tw = "TW",
        /// `TZ`.
        Tz = "TZ",
        /// `UA`.
        Ua = "UA",
        /// `UG`.
        Ug = "UG",
        /// `UM`.
        Um = "UM",
        /// `US`.
        Us = "US",
        /// `UY`.
        Uy = "UY",
        /// `UZ`.
        Uz = "UZ",
        /// `VA`.
        Va = "VA",
        /// `VC`.
        Vc = "VC",
        /// `VE`.
        Ve = "VE",
        /// `VG`.
        Vg = "VG",
        /// `VI`.
        Vi = "VI",
        /// `VN`.
        Vn = "VN",
        /// `VU`.
        Vu = "VU",
        /// `WF`.
        Wf = "WF",
        /// `WS`.
        Ws = "WS",
        /// `YE`.
        Ye = "YE",
        /// `YT`.
        Yt = "YT",
        /// `ZA`.
        Za = "ZA",
        /// `ZM`.
        Zm = "ZM",
        /// `ZW`.
        Zw = "ZW",
    }
}

texts! {
    /// The values of `RestrictionType`.
    pub enum RestrictionType {
        /// `blacklist`.
        Blacklist = "blacklist",
        /// `none`.
        None = "none",
        /// `whitelist`.
        Whitelist = "whitelist",
    }
}

texts! {
    /// The values of `MinimumProtocolVersion`.
    pub enum MinimumProtocolVersion {
        /// `SSLv3`.
        SsLv3 = "SSLv3",
        /// `TLSv1`.
        TlSv1 = "TLSv1",
        /// `TLSv1.1_2016`.
        TlSv112016 = "TLSv1.1_2016",
        /// `TLSv1.2_2018`.
        TlSv122018 = "TLSv1.2_2018",
        /// `TLSv1.2_2019`.
        TlSv122019 = "TLSv1.2_2019",
        /// `TLSv1.2_2021`.
        TlSv122021 = "TLSv1.2_2021",
        /// `TLSv1.2_2025`.
        TlSv122025 = "TLSv1.2_2025",
        /// `TLSv1.3_2025`.
        TlSv132025 = "TLSv1.3_2025",
        /// `TLSv1_2016`.
        TlSv12016 = "TLSv1_2016",
    }
}

texts! {
    /// The values of `SslSupportMethod`.
    pub enum SslSupportMethod {
        /// `sni-only`.
        SniOnly = "sni-only",
        /// `static-ip`.
        StaticIp = "static-ip",
        /// `vip`.
        Vip = "vip",
    }
}

texts! {
    /// The values of `Mode`.
    pub enum ViewerMtlsMode {
        /// `required`.
        Required = "required",
        /// `optional`.
        Optional = "optional",
        /// `passthrough`.
        Passthrough = "passthrough",
    }
}
