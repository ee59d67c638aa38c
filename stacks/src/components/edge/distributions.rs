//! Distributions of CloudFront, and what they keep for how long.

use archipel::prelude::*;

use crate::aws::cloudfront::cache_policy::{
    CachePolicyConfig, CookiesConfig, HeadersConfig, ParametersInCacheKeyAndForwardedToOrigin, QueryStringsConfig,
};
use crate::aws::cloudfront::distribution::*;
use crate::aws::cloudfront::origin_access_control::OriginAccessControlConfig;
use crate::aws::cloudfront::origin_request_policy::{self as forwarded, OriginRequestPolicyConfig};
use crate::aws::cloudfront::{
    CachePolicy, CachePolicyArgs, Distribution, DistributionArgs, OriginAccessControl, OriginAccessControlArgs,
    OriginRequestPolicy, OriginRequestPolicyArgs,
};
use crate::components::{Domain, ReplicatedBucket};
use crate::config::{self, Reach};

/// The header by which load balancers recognise requests of the distributions.
pub(super) const PROOF: &str = "x-origin-proof";
/// AWS's policy with the headers that browsers need for security: HSTS, no framing by others, no guessed types.
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html>
const SECURITY_HEADERS: &str = "67f7725c-6f97-4210-82d7-5512b31e9d03";
/// The files of the frontend that have a digest in their name.
const STATIC: &str = "/_next/static/*";
/// The responses after which a request goes to the other origin.
const FAILED: [i64; 4] = [500, 502, 503, 504];
const DAY: u32 = 86_400;
/// The origins of the regions, of which a group takes the second if the first one fails.
const REGIONS: [&str; 2] = ["primary", "secondary"];
const GROUP: &str = "regions";
/// The origin whose name has the weights and the failover of Route 53.
const WEIGHTED: &str = "weighted";

/// What the edges keep and forward.
pub(super) struct Caching {
    /// Nothing is kept.
    dynamic: CachePolicy,
    /// Files of a host, whose names contain a digest: kept for as long as possible.
    files: CachePolicy,
    /// Files of the bucket: as long as their own headers say, or for a day.
    assets: CachePolicy,
    /// Everything that the viewer sent is forwarded, with the host that the load balancers' rules need.
    viewer: OriginRequestPolicy,
}

impl Caching {
    pub(super) fn new(scope: &Scope, prefix: &str, settings: &config::Edge) -> Self {
        let policy = |name: &str, [least, usual, most]: [u32; 3]| {
            let is_kept = most > 0;
            let nothing = ParametersInCacheKeyAndForwardedToOrigin::new(
                CookiesConfig::new("none"),
                is_kept,
                HeadersConfig::new("none"),
                QueryStringsConfig::new("none"),
            );
            let key = nothing.enable_accept_encoding_brotli(is_kept);
            let config = CachePolicyConfig::new(usual, most, least, format!("{prefix}-{name}"), key);
            CachePolicy::new(scope, name, CachePolicyArgs::new(config))
        };
        let kept = u32::from(settings.assets_days) * DAY;
        let viewer = OriginRequestPolicyConfig::new(
            forwarded::CookiesConfig::new("all"),
            forwarded::HeadersConfig::new("allViewer"),
            format!("{prefix}-viewer"),
            forwarded::QueryStringsConfig::new("all"),
        );
        Self {
            dynamic: policy("dynamic", [0; 3]),
            files: policy("files", [1, kept, kept]),
            assets: policy("assets", [1, DAY, kept]),
            viewer: OriginRequestPolicy::new(scope, "viewer", OriginRequestPolicyArgs::new(viewer)),
        }
    }
}

/// What all distributions have in common.
pub(super) struct Front<'a> {
    pub(super) scope: &'a Scope,
    pub(super) domain: &'a Domain,
    pub(super) certificate: Output<Arn>,
    /// The ARN of the firewall.
    pub(super) firewall: &'a Output<String>,
    pub(super) caching: &'a Caching,
    pub(super) reach: Reach,
}

impl Front<'_> {
    /// A distribution in front of a host. `direct` are the names of its load balancers.
    pub(super) fn host(&self, host: &str, direct: PerRegion<String>, proof: &Output<String>) -> Distribution {
        let origin = |name: String, id: &str| {
            let https = CustomOriginConfig::new("https-only").origin_ssl_protocols(["TLSv1.2"]).origin_read_timeout(60);
            Origin::new(name, id)
                .custom_origin_config(https)
                .origin_custom_headers([OriginCustomHeader::new(PROOF, proof)])
                .connection_attempts(2)
                .connection_timeout(5)
        };
        let mut origins = vec![origin(self.domain.origin(host), WEIGHTED)];
        origins.extend(direct.into_iter().zip(REGIONS).map(|(name, id)| origin(name, id)));
        // A group of origins takes only requests that read. Route 53 fails over the name of this origin.
        let all = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"];
        let requests = DefaultCacheBehavior::new(WEIGHTED, ViewerProtocolPolicy::RedirectToHttps)
            .allowed_methods(all)
            .cache_policy_id(self.caching.dynamic.id())
            .origin_request_policy_id(self.caching.viewer.id())
            .response_headers_policy_id(SECURITY_HEADERS)
            .compress(true);
        let files = CacheBehavior::new(STATIC, GROUP, "redirect-to-https")
            .allowed_methods(["GET", "HEAD"])
            .cache_policy_id(self.caching.files.id())
            .origin_request_policy_id(self.caching.viewer.id())
            .response_headers_policy_id(SECURITY_HEADERS)
            .compress(true);
        self.distribution(host, requests, origins, Some(files))
    }

    /// A distribution of the files in a bucket and its replica, which only it can read.
    pub(super) fn assets(&self, prefix: &str, bucket: &ReplicatedBucket) -> Distribution {
        let control = OriginAccessControlConfig::new(format!("{prefix}-assets"), "s3", "always", "sigv4");
        let control = OriginAccessControl::new(self.scope, "assets", OriginAccessControlArgs::new(control));
        let origins = [&bucket.primary, &bucket.secondary].into_iter().zip(REGIONS).map(|(bucket, id)| {
            // With an access control the identity is empty, and the property is required.
            Origin::new(bucket.regional_domain_name(), id)
                .origin_access_control_id(control.id())
                .s3_origin_config(S3OriginConfig::new().origin_access_identity(""))
        });
        let files = DefaultCacheBehavior::new(GROUP, ViewerProtocolPolicy::RedirectToHttps)
            .allowed_methods(["GET", "HEAD"])
            .cache_policy_id(self.caching.assets.id())
            .response_headers_policy_id(SECURITY_HEADERS)
            .compress(true);
        self.distribution(config::Edge::ASSETS, files, origins.collect(), None)
    }

    fn distribution(
        &self,
        host: &str,
        default: DefaultCacheBehavior,
        origins: Vec<Origin>,
        files: Option<CacheBehavior>,
    ) -> Distribution {
        let members = REGIONS.map(OriginGroupMember::new);
        let failed = OriginGroupFailoverCriteria::new(StatusCodes::new(FAILED, 4));
        let group = OriginGroup::new(failed, GROUP, OriginGroupMembers::new(members, 2));
        let certificate = ViewerCertificate::new()
            .acm_certificate_arn(&self.certificate)
            .minimum_protocol_version(MinimumProtocolVersion::TlSv122021)
            .ssl_support_method(SslSupportMethod::SniOnly);
        let name = self.domain.host(host);
        let config = DistributionConfig::new(default, true)
            .aliases([&name])
            .comment(name)
            .origins(origins)
            .origin_groups(OriginGroups::new(1).items([group]))
            .viewer_certificate(certificate)
            .http_version(HttpVersion::Http2and3)
            .ipv6_enabled(true)
            .price_class(match self.reach {
                Reach::EuropeAndNorthAmerica => PriceClass::PriceClass100,
                Reach::World => PriceClass::PriceClassAll,
            })
            .web_acl_id(self.firewall);
        let config = match files {
            Some(files) => config.cache_behaviors([files]),
            None => config,
        };
        Distribution::new(self.scope, host, DistributionArgs::new(config))
    }
}
