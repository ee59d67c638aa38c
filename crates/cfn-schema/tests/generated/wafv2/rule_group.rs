//! `AWS::WAFv2::RuleGroup`.
//!
//! Written by `schema add AWS::WAFv2::RuleGroup` from the schema baffdf531219082575db74dd57deeba7.
//! Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Contains the Rules that identify the requests that you want to allow, block, or count. In a
    /// RuleGroup, you also specify a default action (ALLOW or BLOCK), and the action for each Rule
    /// that you add to a RuleGroup, for example, block requests from specified IP addresses or
    /// block requests from specified referrers. You also associate the RuleGroup with a CloudFront
    /// distribution to identify the requests that you want AWS WAF to filter. If you add more than
    /// one Rule to a RuleGroup, a request needs to match only one of the specifications to be
    /// allowed, blocked, or counted.
    pub struct RuleGroup: "AWS::WAFv2::RuleGroup", RuleGroupArgs;
}

impl RuleGroup {
    /// ARN of the WAF entity.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// Id of the RuleGroup
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }

    /// Name of the Label.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn label_namespace(&self) -> Output<String> {
        self.attribute_at(&["LabelNamespace"])
    }

    /// Name of the RuleGroup.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }

    /// Use CLOUDFRONT for CloudFront RuleGroup, use REGIONAL for Application Load Balancer and API
    /// Gateway.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn scope(&self) -> Output<String> {
        self.attribute_at(&["Scope"])
    }
}

arguments! {
    /// The properties of [`RuleGroup`].
    pub struct RuleGroupArgs;
}

impl RuleGroupArgs {
    /// With the required properties:
    ///
    /// - `capacity`: `Capacity`. Constraints: value at least 0.
    /// - `scope`: Use CLOUDFRONT for CloudFront RuleGroup, use REGIONAL for Application Load
    ///   Balancer and API Gateway. A change replaces the resource.
    /// - `visibility_config`: Visibility Metric of the RuleGroup.
    #[track_caller]
    pub fn new(
        capacity: impl IntoInput<i64>,
        scope: impl IntoInput<OneOf<RuleGroupScope>>,
        visibility_config: impl IntoInput<Record<VisibilityConfig>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Capacity", capacity)
            .set_property("Scope", scope)
            .set_property("VisibilityConfig", visibility_config)
    }

    /// Collection of Available Labels.
    #[track_caller]
    pub fn available_labels(self, value: impl IntoInput<Vec<Record<LabelSummary>>>) -> Self {
        self.set_property("AvailableLabels", value)
    }

    /// Collection of Consumed Labels.
    #[track_caller]
    pub fn consumed_labels(self, value: impl IntoInput<Vec<Record<LabelSummary>>>) -> Self {
        self.set_property("ConsumedLabels", value)
    }

    /// Custom response key and body map.
    #[track_caller]
    pub fn custom_response_bodies(
        self,
        value: impl IntoInput<BTreeMap<String, Record<CustomResponseBody>>>,
    ) -> Self {
        self.set_property("CustomResponseBodies", value)
    }

    /// Description of the entity.
    ///
    /// Constraints: pattern
    /// `^[a-zA-Z0-9=:#@/\-,.][a-zA-Z0-9+=:#@/\-,.\s]+[a-zA-Z0-9+=:#@/\-,.]{1,256}$`.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }

    /// Configures monetization for the web ACL or rule group.
    #[track_caller]
    pub fn monetization_config(self, value: impl IntoInput<Record<MonetizationConfig>>) -> Self {
        self.set_property("MonetizationConfig", value)
    }

    /// Name of the RuleGroup.
    ///
    /// Constraints: pattern `^[0-9A-Za-z_-]{1,128}$`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// Collection of Rules.
    #[track_caller]
    pub fn rules(self, value: impl IntoInput<Vec<Record<Rule>>>) -> Self {
        self.set_property("Rules", value)
    }

    /// `Tags`.
    ///
    /// Constraints: at least 1 elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// `LabelSummary`.
    pub struct LabelSummary;
}

impl LabelSummary {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }
}

arguments! {
    /// Custom response body.
    pub struct CustomResponseBody;
}

impl CustomResponseBody {
    /// With the required properties:
    ///
    /// - `content`: Response content. Constraints: length 1 to 10240.
    /// - `content_type`: Valid values are TEXT_PLAIN, TEXT_HTML, and APPLICATION_JSON.
    #[track_caller]
    pub fn new(
        content: impl IntoInput<String>,
        content_type: impl IntoInput<OneOf<ResponseContentType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Content", content)
            .set_property("ContentType", content_type)
    }
}

arguments! {
    /// Configures monetization for the web ACL or rule group.
    pub struct MonetizationConfig;
}

impl MonetizationConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Configures cryptocurrency payment settings.
    #[track_caller]
    pub fn crypto_config(self, value: impl IntoInput<Record<CryptoConfig>>) -> Self {
        self.set_property("CryptoConfig", value)
    }

    /// The currency mode for monetization. Use REAL for production payments and TEST for testing
    /// with testnet currencies.
    #[track_caller]
    pub fn currency_mode(self, value: impl IntoInput<OneOf<CurrencyMode>>) -> Self {
        self.set_property("CurrencyMode", value)
    }
}

arguments! {
    /// Configures cryptocurrency payment settings.
    pub struct CryptoConfig;
}

impl CryptoConfig {
    /// With the required properties:
    ///
    /// - `payment_networks`: List of payment network configurations. Constraints: 1 to 2 elements.
    #[track_caller]
    pub fn new(payment_networks: impl IntoInput<Vec<Record<PaymentNetwork>>>) -> Self {
        Self(Fields::new()).set_property("PaymentNetworks", payment_networks)
    }
}

arguments! {
    /// Configuration for a single payment network.
    pub struct PaymentNetwork;
}

impl PaymentNetwork {
    /// With the required properties:
    ///
    /// - `chain`: The blockchain chain to use.
    /// - `prices`: List of price configurations. Constraints: 1 elements.
    /// - `wallet_address`: The wallet address for receiving payments. Constraints: length 26 to 44,
    ///   pattern `.*\S.*`.
    #[track_caller]
    pub fn new(
        chain: impl IntoInput<OneOf<BlockchainChain>>,
        prices: impl IntoInput<Vec<Record<Price>>>,
        wallet_address: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Chain", chain)
            .set_property("Prices", prices)
            .set_property("WalletAddress", wallet_address)
    }
}

arguments! {
    /// A price configuration.
    pub struct Price;
}

impl Price {
    /// With the required properties:
    ///
    /// - `amount`: The price amount. Constraints: length 1 to 13, pattern
    ///   `^([1-9][0-9]*(\.[0-9]{1,3})?|0\.([1-9][0-9]{0,2}|0[1-9][0-9]?|00[1-9]))$`.
    /// - `currency`: The cryptocurrency to use for payment.
    #[track_caller]
    pub fn new(
        amount: impl IntoInput<String>,
        currency: impl IntoInput<OneOf<CryptoCurrency>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Amount", amount)
            .set_property("Currency", currency)
    }
}

arguments! {
    /// Rule of RuleGroup that contains condition and action.
    pub struct Rule;
}

impl Rule {
    /// With the required properties:
    ///
    /// - `name`: Name of the RuleGroup. Constraints: pattern `^[0-9A-Za-z_-]{1,128}$`.
    /// - `priority`: Priority of the Rule, Rules get evaluated from lower to higher priority.
    ///   Constraints: value at least 0.
    /// - `statement`: First level statement that contains conditions, such as ByteMatch,
    ///   SizeConstraint, etc
    /// - `visibility_config`: Visibility Metric of the RuleGroup.
    #[track_caller]
    pub fn new(
        name: impl IntoInput<String>,
        priority: impl IntoInput<i64>,
        statement: impl IntoInput<Record<Statement>>,
        visibility_config: impl IntoInput<Record<VisibilityConfig>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Name", name)
            .set_property("Priority", priority)
            .set_property("Statement", statement)
            .set_property("VisibilityConfig", visibility_config)
    }

    /// Action taken when Rule matches its condition.
    #[track_caller]
    pub fn action(self, value: impl IntoInput<Record<RuleAction>>) -> Self {
        self.set_property("Action", value)
    }

    /// `CaptchaConfig`.
    #[track_caller]
    pub fn captcha_config(self, value: impl IntoInput<Record<CaptchaConfig>>) -> Self {
        self.set_property("CaptchaConfig", value)
    }

    /// `ChallengeConfig`.
    #[track_caller]
    pub fn challenge_config(self, value: impl IntoInput<Record<ChallengeConfig>>) -> Self {
        self.set_property("ChallengeConfig", value)
    }

    /// Collection of Rule Labels.
    #[track_caller]
    pub fn rule_labels(self, value: impl IntoInput<Vec<Record<Label>>>) -> Self {
        self.set_property("RuleLabels", value)
    }
}

arguments! {
    /// Action taken when Rule matches its condition.
    pub struct RuleAction;
}

impl RuleAction {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Allow traffic towards application.
    #[track_caller]
    pub fn allow(self, value: impl IntoInput<Record<AllowAction>>) -> Self {
        self.set_property("Allow", value)
    }

    /// Block traffic towards application.
    #[track_caller]
    pub fn block(self, value: impl IntoInput<Record<BlockAction>>) -> Self {
        self.set_property("Block", value)
    }

    /// Checks valid token exists with request.
    #[track_caller]
    pub fn captcha(self, value: impl IntoInput<Record<CaptchaAction>>) -> Self {
        self.set_property("Captcha", value)
    }

    /// Checks that the request has a valid token with an unexpired challenge timestamp and, if not,
    /// returns a browser challenge to the client.
    #[track_caller]
    pub fn challenge(self, value: impl IntoInput<Record<ChallengeAction>>) -> Self {
        self.set_property("Challenge", value)
    }

    /// Count traffic towards application.
    #[track_caller]
    pub fn count(self, value: impl IntoInput<Record<CountAction>>) -> Self {
        self.set_property("Count", value)
    }

    /// Monetize action for rules.
    #[track_caller]
    pub fn monetize(self, value: impl IntoInput<Record<MonetizeAction>>) -> Self {
        self.set_property("Monetize", value)
    }
}

arguments! {
    /// Allow traffic towards application.
    pub struct AllowAction;
}

impl AllowAction {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Custom request handling.
    #[track_caller]
    pub fn custom_request_handling(
        self,
        value: impl IntoInput<Record<CustomRequestHandling>>,
    ) -> Self {
        self.set_property("CustomRequestHandling", value)
    }
}

arguments! {
    /// Custom request handling.
    pub struct CustomRequestHandling;
}

impl CustomRequestHandling {
    /// With the required properties:
    ///
    /// - `insert_headers`: Collection of HTTP headers. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(insert_headers: impl IntoInput<Vec<Record<CustomHttpHeader>>>) -> Self {
        Self(Fields::new()).set_property("InsertHeaders", insert_headers)
    }
}

arguments! {
    /// HTTP header.
    pub struct CustomHttpHeader;
}

impl CustomHttpHeader {
    /// With the required properties:
    ///
    /// - `name`: HTTP header name. Constraints: length 1 to 64, pattern `^[a-zA-Z0-9._$-]+$`.
    /// - `value`: HTTP header value. Constraints: length 1 to 255.
    #[track_caller]
    pub fn new(name: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Name", name)
            .set_property("Value", value)
    }
}

arguments! {
    /// Block traffic towards application.
    pub struct BlockAction;
}

impl BlockAction {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Custom response.
    #[track_caller]
    pub fn custom_response(self, value: impl IntoInput<Record<CustomResponse>>) -> Self {
        self.set_property("CustomResponse", value)
    }
}

arguments! {
    /// Custom response.
    pub struct CustomResponse;
}

impl CustomResponse {
    /// With the required properties:
    ///
    /// - `response_code`: Custom response code. Constraints: value 200 to 599.
    #[track_caller]
    pub fn new(response_code: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("ResponseCode", response_code)
    }

    /// Custom response body key.
    ///
    /// Constraints: length 1 to 128, pattern `^[\w\-]+$`.
    #[track_caller]
    pub fn custom_response_body_key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CustomResponseBodyKey", value)
    }

    /// Collection of HTTP headers.
    ///
    /// Constraints: at least 1 elements.
    #[track_caller]
    pub fn response_headers(self, value: impl IntoInput<Vec<Record<CustomHttpHeader>>>) -> Self {
        self.set_property("ResponseHeaders", value)
    }
}

arguments! {
    /// Checks valid token exists with request.
    pub struct CaptchaAction;
}

impl CaptchaAction {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Custom request handling.
    #[track_caller]
    pub fn custom_request_handling(
        self,
        value: impl IntoInput<Record<CustomRequestHandling>>,
    ) -> Self {
        self.set_property("CustomRequestHandling", value)
    }
}

arguments! {
    /// Checks that the request has a valid token with an unexpired challenge timestamp and, if not,
    /// returns a browser challenge to the client.
    pub struct ChallengeAction;
}

impl ChallengeAction {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Custom request handling.
    #[track_caller]
    pub fn custom_request_handling(
        self,
        value: impl IntoInput<Record<CustomRequestHandling>>,
    ) -> Self {
        self.set_property("CustomRequestHandling", value)
    }
}

arguments! {
    /// Count traffic towards application.
    pub struct CountAction;
}

impl CountAction {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Custom request handling.
    #[track_caller]
    pub fn custom_request_handling(
        self,
        value: impl IntoInput<Record<CustomRequestHandling>>,
    ) -> Self {
        self.set_property("CustomRequestHandling", value)
    }
}

arguments! {
    /// Monetize action for rules.
    pub struct MonetizeAction;
}

impl MonetizeAction {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The price multiplier for the monetize action.
    ///
    /// Constraints: length 1 to 3, pattern `^([1-9][0-9]?|100)$`.
    #[track_caller]
    pub fn price_multiplier(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PriceMultiplier", value)
    }
}

arguments! {
    /// `CaptchaConfig`.
    pub struct CaptchaConfig;
}

impl CaptchaConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ImmunityTimeProperty`.
    #[track_caller]
    pub fn immunity_time_property(
        self,
        value: impl IntoInput<Record<ImmunityTimeProperty>>,
    ) -> Self {
        self.set_property("ImmunityTimeProperty", value)
    }
}

arguments! {
    /// `ImmunityTimeProperty`.
    pub struct ImmunityTimeProperty;
}

impl ImmunityTimeProperty {
    /// With the required properties:
    ///
    /// - `immunity_time`: `ImmunityTime`. Constraints: value 60 to 259200.
    #[track_caller]
    pub fn new(immunity_time: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("ImmunityTime", immunity_time)
    }
}

arguments! {
    /// `ChallengeConfig`.
    pub struct ChallengeConfig;
}

impl ChallengeConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ImmunityTimeProperty`.
    #[track_caller]
    pub fn immunity_time_property(
        self,
        value: impl IntoInput<Record<ImmunityTimeProperty>>,
    ) -> Self {
        self.set_property("ImmunityTimeProperty", value)
    }
}

arguments! {
    /// `Label`.
    pub struct Label;
}

impl Label {
    /// With the required properties:
    ///
    /// - `name`: Name of the Label. Constraints: pattern `^[0-9A-Za-z_:-]{1,1024}$`.
    #[track_caller]
    pub fn new(name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Name", name)
    }
}

arguments! {
    /// First level statement that contains conditions, such as ByteMatch, SizeConstraint, etc
    pub struct Statement;
}

impl Statement {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AndStatement`.
    #[track_caller]
    pub fn and_statement(self, value: impl IntoInput<Record<AndStatement>>) -> Self {
        self.set_property("AndStatement", value)
    }

    /// `AsnMatchStatement`.
    #[track_caller]
    pub fn asn_match_statement(self, value: impl IntoInput<Record<AsnMatchStatement>>) -> Self {
        self.set_property("AsnMatchStatement", value)
    }

    /// Byte Match statement.
    #[track_caller]
    pub fn byte_match_statement(self, value: impl IntoInput<Record<ByteMatchStatement>>) -> Self {
        self.set_property("ByteMatchStatement", value)
    }

    /// `GeoMatchStatement`.
    #[track_caller]
    pub fn geo_match_statement(self, value: impl IntoInput<Record<GeoMatchStatement>>) -> Self {
        self.set_property("GeoMatchStatement", value)
    }

    /// `IPSetReferenceStatement`.
    #[track_caller]
    pub fn ip_set_reference_statement(
        self,
        value: impl IntoInput<Record<IpSetReferenceStatement>>,
    ) -> Self {
        self.set_property("IPSetReferenceStatement", value)
    }

    /// `LabelMatchStatement`.
    #[track_caller]
    pub fn label_match_statement(self, value: impl IntoInput<Record<LabelMatchStatement>>) -> Self {
        self.set_property("LabelMatchStatement", value)
    }

    /// `NotStatement`.
    #[track_caller]
    pub fn not_statement(self, value: impl IntoInput<Record<NotStatement>>) -> Self {
        self.set_property("NotStatement", value)
    }

    /// `OrStatement`.
    #[track_caller]
    pub fn or_statement(self, value: impl IntoInput<Record<OrStatement>>) -> Self {
        self.set_property("OrStatement", value)
    }

    /// `RateBasedStatement`.
    #[track_caller]
    pub fn rate_based_statement(self, value: impl IntoInput<Record<RateBasedStatement>>) -> Self {
        self.set_property("RateBasedStatement", value)
    }

    /// `RegexMatchStatement`.
    #[track_caller]
    pub fn regex_match_statement(self, value: impl IntoInput<Record<RegexMatchStatement>>) -> Self {
        self.set_property("RegexMatchStatement", value)
    }

    /// `RegexPatternSetReferenceStatement`.
    #[track_caller]
    pub fn regex_pattern_set_reference_statement(
        self,
        value: impl IntoInput<Record<RegexPatternSetReferenceStatement>>,
    ) -> Self {
        self.set_property("RegexPatternSetReferenceStatement", value)
    }

    /// Size Constraint statement.
    #[track_caller]
    pub fn size_constraint_statement(
        self,
        value: impl IntoInput<Record<SizeConstraintStatement>>,
    ) -> Self {
        self.set_property("SizeConstraintStatement", value)
    }

    /// Sqli Match Statement.
    #[track_caller]
    pub fn sqli_match_statement(self, value: impl IntoInput<Record<SqliMatchStatement>>) -> Self {
        self.set_property("SqliMatchStatement", value)
    }

    /// Xss Match Statement.
    #[track_caller]
    pub fn xss_match_statement(self, value: impl IntoInput<Record<XssMatchStatement>>) -> Self {
        self.set_property("XssMatchStatement", value)
    }
}

arguments! {
    /// `AndStatement`.
    pub struct AndStatement;
}

impl AndStatement {
    /// With the required properties:
    ///
    /// - `statements`: `Statements`.
    #[track_caller]
    pub fn new(statements: impl IntoInput<Vec<Record<Statement>>>) -> Self {
        Self(Fields::new()).set_property("Statements", statements)
    }
}

arguments! {
    /// `AsnMatchStatement`.
    pub struct AsnMatchStatement;
}

impl AsnMatchStatement {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AsnList`.
    ///
    /// Constraints: 1 to 100 elements.
    #[track_caller]
    pub fn asn_list(self, value: impl IntoInput<Vec<i64>>) -> Self {
        self.set_property("AsnList", value)
    }

    /// `ForwardedIPConfig`.
    #[track_caller]
    pub fn forwarded_ip_config(
        self,
        value: impl IntoInput<Record<ForwardedIpConfiguration>>,
    ) -> Self {
        self.set_property("ForwardedIPConfig", value)
    }
}

arguments! {
    /// `ForwardedIpConfiguration`.
    pub struct ForwardedIpConfiguration;
}

impl ForwardedIpConfiguration {
    /// With the required properties:
    ///
    /// - `fallback_behavior`: `FallbackBehavior`.
    /// - `header_name`: `HeaderName`. Constraints: pattern `^[a-zA-Z0-9-]{1,255}$`.
    #[track_caller]
    pub fn new(
        fallback_behavior: impl IntoInput<OneOf<FallbackBehavior>>,
        header_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FallbackBehavior", fallback_behavior)
            .set_property("HeaderName", header_name)
    }
}

arguments! {
    /// Byte Match statement.
    pub struct ByteMatchStatement;
}

impl ByteMatchStatement {
    /// With the required properties:
    ///
    /// - `field_to_match`: Field of the request to match.
    /// - `positional_constraint`: Position of the evaluation in the FieldToMatch of request.
    /// - `text_transformations`: `TextTransformations`. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(
        field_to_match: impl IntoInput<Record<FieldToMatch>>,
        positional_constraint: impl IntoInput<OneOf<PositionalConstraint>>,
        text_transformations: impl IntoInput<Vec<Record<TextTransformation>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FieldToMatch", field_to_match)
            .set_property("PositionalConstraint", positional_constraint)
            .set_property("TextTransformations", text_transformations)
    }

    /// `PreParseTextTransformations`.
    #[track_caller]
    pub fn pre_parse_text_transformations(
        self,
        value: impl IntoInput<Vec<Record<PreParseTextTransformation>>>,
    ) -> Self {
        self.set_property("PreParseTextTransformations", value)
    }

    /// String that is searched to find a match.
    #[track_caller]
    pub fn search_string(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SearchString", value)
    }

    /// Base64 encoded string that is searched to find a match.
    #[track_caller]
    pub fn search_string_base64(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SearchStringBase64", value)
    }
}

arguments! {
    /// Field of the request to match.
    pub struct FieldToMatch;
}

impl FieldToMatch {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AllQueryArguments`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn all_query_arguments(self, value: impl AnyInput) -> Self {
        self.set_any_property("AllQueryArguments", value)
    }

    /// The body of a web request. This immediately follows the request headers.
    #[track_caller]
    pub fn body(self, value: impl IntoInput<Record<Body>>) -> Self {
        self.set_property("Body", value)
    }

    /// Includes cookies of a web request.
    #[track_caller]
    pub fn cookies(self, value: impl IntoInput<Record<Cookies>>) -> Self {
        self.set_property("Cookies", value)
    }

    /// The string containing the list of a web request's header names, ordered as they appear in
    /// the web request, separated by colons.
    #[track_caller]
    pub fn header_order(self, value: impl IntoInput<Record<HeaderOrder>>) -> Self {
        self.set_property("HeaderOrder", value)
    }

    /// Includes headers of a web request.
    #[track_caller]
    pub fn headers(self, value: impl IntoInput<Record<Headers>>) -> Self {
        self.set_property("Headers", value)
    }

    /// Includes the JA3 fingerprint of a web request.
    #[track_caller]
    pub fn ja3_fingerprint(self, value: impl IntoInput<Record<Ja3Fingerprint>>) -> Self {
        self.set_property("JA3Fingerprint", value)
    }

    /// Includes the JA4 fingerprint of a web request.
    #[track_caller]
    pub fn ja4_fingerprint(self, value: impl IntoInput<Record<Ja4Fingerprint>>) -> Self {
        self.set_property("JA4Fingerprint", value)
    }

    /// Inspect the request body as JSON. The request body immediately follows the request headers.
    #[track_caller]
    pub fn json_body(self, value: impl IntoInput<Record<JsonBody>>) -> Self {
        self.set_property("JsonBody", value)
    }

    /// `Method`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn method(self, value: impl AnyInput) -> Self {
        self.set_any_property("Method", value)
    }

    /// `QueryString`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn query_string(self, value: impl AnyInput) -> Self {
        self.set_any_property("QueryString", value)
    }

    /// `SingleHeader`.
    #[track_caller]
    pub fn single_header(self, value: impl IntoInput<Record<SingleHeader>>) -> Self {
        self.set_property("SingleHeader", value)
    }

    /// One query argument in a web request, identified by name, for example UserName or
    /// SalesRegion. The name can be up to 30 characters long and isn't case sensitive.
    #[track_caller]
    pub fn single_query_argument(self, value: impl IntoInput<Record<SingleQueryArgument>>) -> Self {
        self.set_property("SingleQueryArgument", value)
    }

    /// The path component of the URI Fragment. This is the part of a web request that identifies a
    /// fragment uri, for example, /abcd#introduction
    #[track_caller]
    pub fn uri_fragment(self, value: impl IntoInput<Record<UriFragment>>) -> Self {
        self.set_property("UriFragment", value)
    }

    /// `UriPath`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn uri_path(self, value: impl AnyInput) -> Self {
        self.set_any_property("UriPath", value)
    }
}

arguments! {
    /// The body of a web request. This immediately follows the request headers.
    pub struct Body;
}

impl Body {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Handling of requests containing oversize fields
    #[track_caller]
    pub fn oversize_handling(self, value: impl IntoInput<OneOf<OversizeHandling>>) -> Self {
        self.set_property("OversizeHandling", value)
    }
}

arguments! {
    /// Includes cookies of a web request.
    pub struct Cookies;
}

impl Cookies {
    /// With the required properties:
    ///
    /// - `match_pattern`: The pattern to look for in the request cookies.
    /// - `match_scope`: The parts of the request to match against using the MatchPattern.
    /// - `oversize_handling`: Handling of requests containing oversize fields
    #[track_caller]
    pub fn new(
        match_pattern: impl IntoInput<Record<CookieMatchPattern>>,
        match_scope: impl IntoInput<OneOf<MapMatchScope>>,
        oversize_handling: impl IntoInput<OneOf<OversizeHandling>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("MatchPattern", match_pattern)
            .set_property("MatchScope", match_scope)
            .set_property("OversizeHandling", oversize_handling)
    }
}

arguments! {
    /// The pattern to look for in the request cookies.
    pub struct CookieMatchPattern;
}

impl CookieMatchPattern {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `All`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn all(self, value: impl AnyInput) -> Self {
        self.set_any_property("All", value)
    }

    /// `ExcludedCookies`.
    ///
    /// Constraints: 1 to 199 elements.
    #[track_caller]
    pub fn excluded_cookies(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ExcludedCookies", value)
    }

    /// `IncludedCookies`.
    ///
    /// Constraints: 1 to 199 elements.
    #[track_caller]
    pub fn included_cookies(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("IncludedCookies", value)
    }
}

arguments! {
    /// The string containing the list of a web request's header names, ordered as they appear in
    /// the web request, separated by colons.
    pub struct HeaderOrder;
}

impl HeaderOrder {
    /// With the required properties:
    ///
    /// - `oversize_handling`: Handling of requests containing oversize fields
    #[track_caller]
    pub fn new(oversize_handling: impl IntoInput<OneOf<OversizeHandling>>) -> Self {
        Self(Fields::new()).set_property("OversizeHandling", oversize_handling)
    }
}

arguments! {
    /// Includes headers of a web request.
    pub struct Headers;
}

impl Headers {
    /// With the required properties:
    ///
    /// - `match_pattern`: The pattern to look for in the request headers.
    /// - `match_scope`: The parts of the request to match against using the MatchPattern.
    /// - `oversize_handling`: Handling of requests containing oversize fields
    #[track_caller]
    pub fn new(
        match_pattern: impl IntoInput<Record<HeaderMatchPattern>>,
        match_scope: impl IntoInput<OneOf<MapMatchScope>>,
        oversize_handling: impl IntoInput<OneOf<OversizeHandling>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("MatchPattern", match_pattern)
            .set_property("MatchScope", match_scope)
            .set_property("OversizeHandling", oversize_handling)
    }
}

arguments! {
    /// The pattern to look for in the request headers.
    pub struct HeaderMatchPattern;
}

impl HeaderMatchPattern {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `All`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn all(self, value: impl AnyInput) -> Self {
        self.set_any_property("All", value)
    }

    /// `ExcludedHeaders`.
    ///
    /// Constraints: 1 to 199 elements.
    #[track_caller]
    pub fn excluded_headers(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ExcludedHeaders", value)
    }

    /// `IncludedHeaders`.
    ///
    /// Constraints: 1 to 199 elements.
    #[track_caller]
    pub fn included_headers(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("IncludedHeaders", value)
    }
}

arguments! {
    /// Includes the JA3 fingerprint of a web request.
    pub struct Ja3Fingerprint;
}

impl Ja3Fingerprint {
    /// With the required properties:
    ///
    /// - `fallback_behavior`: `FallbackBehavior`.
    #[track_caller]
    pub fn new(fallback_behavior: impl IntoInput<OneOf<Ja3FingerprintFallbackBehavior>>) -> Self {
        Self(Fields::new()).set_property("FallbackBehavior", fallback_behavior)
    }
}

arguments! {
    /// Includes the JA4 fingerprint of a web request.
    pub struct Ja4Fingerprint;
}

impl Ja4Fingerprint {
    /// With the required properties:
    ///
    /// - `fallback_behavior`: `FallbackBehavior`.
    #[track_caller]
    pub fn new(fallback_behavior: impl IntoInput<OneOf<Ja4FingerprintFallbackBehavior>>) -> Self {
        Self(Fields::new()).set_property("FallbackBehavior", fallback_behavior)
    }
}

arguments! {
    /// Inspect the request body as JSON. The request body immediately follows the request headers.
    pub struct JsonBody;
}

impl JsonBody {
    /// With the required properties:
    ///
    /// - `match_pattern`: The pattern to look for in the JSON body.
    /// - `match_scope`: The parts of the JSON to match against using the MatchPattern.
    #[track_caller]
    pub fn new(
        match_pattern: impl IntoInput<Record<JsonMatchPattern>>,
        match_scope: impl IntoInput<OneOf<JsonMatchScope>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("MatchPattern", match_pattern)
            .set_property("MatchScope", match_scope)
    }

    /// The inspection behavior to fall back to if the JSON in the request body is invalid.
    #[track_caller]
    pub fn invalid_fallback_behavior(
        self,
        value: impl IntoInput<OneOf<BodyParsingFallbackBehavior>>,
    ) -> Self {
        self.set_property("InvalidFallbackBehavior", value)
    }

    /// Handling of requests containing oversize fields
    #[track_caller]
    pub fn oversize_handling(self, value: impl IntoInput<OneOf<OversizeHandling>>) -> Self {
        self.set_property("OversizeHandling", value)
    }
}

arguments! {
    /// The pattern to look for in the JSON body.
    pub struct JsonMatchPattern;
}

impl JsonMatchPattern {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `All`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn all(self, value: impl AnyInput) -> Self {
        self.set_any_property("All", value)
    }

    /// `IncludedPaths`.
    ///
    /// Constraints: at least 1 elements.
    #[track_caller]
    pub fn included_paths(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("IncludedPaths", value)
    }
}

arguments! {
    /// `SingleHeader`.
    pub struct SingleHeader;
}

impl SingleHeader {
    /// With the required properties:
    ///
    /// - `name`: `Name`. Constraints: length 1 to 64, pattern `\S`.
    #[track_caller]
    pub fn new(name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Name", name)
    }
}

arguments! {
    /// One query argument in a web request, identified by name, for example UserName or
    /// SalesRegion. The name can be up to 30 characters long and isn't case sensitive.
    pub struct SingleQueryArgument;
}

impl SingleQueryArgument {
    /// With the required properties:
    ///
    /// - `name`: `Name`. Constraints: length 1 to 64, pattern `\S`.
    #[track_caller]
    pub fn new(name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Name", name)
    }
}

arguments! {
    /// The path component of the URI Fragment. This is the part of a web request that identifies a
    /// fragment uri, for example, /abcd#introduction
    pub struct UriFragment;
}

impl UriFragment {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `FallbackBehavior`.
    #[track_caller]
    pub fn fallback_behavior(
        self,
        value: impl IntoInput<OneOf<UriFragmentFallbackBehavior>>,
    ) -> Self {
        self.set_property("FallbackBehavior", value)
    }
}

arguments! {
    /// Text Transformation applied before parsing the query string.
    pub struct PreParseTextTransformation;
}

impl PreParseTextTransformation {
    /// With the required properties:
    ///
    /// - `priority`: Priority of PreParseTextTransformation being applied. Constraints: value at
    ///   least 0.
    /// - `type`: Type of pre-parse text transformation.
    #[track_caller]
    pub fn new(
        priority: impl IntoInput<i64>,
        r#type: impl IntoInput<OneOf<PreParseTextTransformationType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Priority", priority)
            .set_property("Type", r#type)
    }
}

arguments! {
    /// Text Transformation on the Search String before match.
    pub struct TextTransformation;
}

impl TextTransformation {
    /// With the required properties:
    ///
    /// - `priority`: Priority of Rule being evaluated. Constraints: value at least 0.
    /// - `type`: Type of text transformation.
    #[track_caller]
    pub fn new(
        priority: impl IntoInput<i64>,
        r#type: impl IntoInput<OneOf<TextTransformationType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Priority", priority)
            .set_property("Type", r#type)
    }
}

arguments! {
    /// `GeoMatchStatement`.
    pub struct GeoMatchStatement;
}

impl GeoMatchStatement {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CountryCodes`.
    ///
    /// Constraints: at least 1 elements.
    #[track_caller]
    pub fn country_codes(self, value: impl IntoInput<Vec<OneOf<CountryCodes>>>) -> Self {
        self.set_property("CountryCodes", value)
    }

    /// `ForwardedIPConfig`.
    #[track_caller]
    pub fn forwarded_ip_config(
        self,
        value: impl IntoInput<Record<ForwardedIpConfiguration>>,
    ) -> Self {
        self.set_property("ForwardedIPConfig", value)
    }
}

arguments! {
    /// `IpSetReferenceStatement`.
    pub struct IpSetReferenceStatement;
}

impl IpSetReferenceStatement {
    /// With the required properties:
    ///
    /// - `arn`: ARN of the WAF entity. Constraints: length 20 to 2048, pattern `\S`.
    #[track_caller]
    pub fn new(arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Arn", arn)
    }

    /// `IPSetForwardedIPConfig`.
    #[track_caller]
    pub fn ip_set_forwarded_ip_config(
        self,
        value: impl IntoInput<Record<IpSetForwardedIpConfiguration>>,
    ) -> Self {
        self.set_property("IPSetForwardedIPConfig", value)
    }
}

arguments! {
    /// `IpSetForwardedIpConfiguration`.
    pub struct IpSetForwardedIpConfiguration;
}

impl IpSetForwardedIpConfiguration {
    /// With the required properties:
    ///
    /// - `fallback_behavior`: `FallbackBehavior`.
    /// - `header_name`: `HeaderName`. Constraints: pattern `^[a-zA-Z0-9-]{1,255}$`.
    /// - `position`: `Position`.
    #[track_caller]
    pub fn new(
        fallback_behavior: impl IntoInput<OneOf<IpSetForwardedIpConfigurationFallbackBehavior>>,
        header_name: impl IntoInput<String>,
        position: impl IntoInput<OneOf<Position>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FallbackBehavior", fallback_behavior)
            .set_property("HeaderName", header_name)
            .set_property("Position", position)
    }
}

arguments! {
    /// `LabelMatchStatement`.
    pub struct LabelMatchStatement;
}

impl LabelMatchStatement {
    /// With the required properties:
    ///
    /// - `key`: `Key`. Constraints: pattern `^[0-9A-Za-z_:-]{1,1024}$`.
    /// - `scope`: `Scope`.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, scope: impl IntoInput<OneOf<LabelMatchScope>>) -> Self {
        Self(Fields::new())
            .set_property("Key", key)
            .set_property("Scope", scope)
    }
}

arguments! {
    /// `NotStatement`.
    pub struct NotStatement;
}

impl NotStatement {
    /// With the required properties:
    ///
    /// - `statement`: First level statement that contains conditions, such as ByteMatch,
    ///   SizeConstraint, etc
    #[track_caller]
    pub fn new(statement: impl IntoInput<Record<Statement>>) -> Self {
        Self(Fields::new()).set_property("Statement", statement)
    }
}

arguments! {
    /// `OrStatement`.
    pub struct OrStatement;
}

impl OrStatement {
    /// With the required properties:
    ///
    /// - `statements`: `Statements`.
    #[track_caller]
    pub fn new(statements: impl IntoInput<Vec<Record<Statement>>>) -> Self {
        Self(Fields::new()).set_property("Statements", statements)
    }
}

arguments! {
    /// `RateBasedStatement`.
    pub struct RateBasedStatement;
}

impl RateBasedStatement {
    /// With the required properties:
    ///
    /// - `aggregate_key_type`: `AggregateKeyType`.
    /// - `limit`: `Limit`. Constraints: value 10 to 2000000000.
    #[track_caller]
    pub fn new(
        aggregate_key_type: impl IntoInput<OneOf<AggregateKeyType>>,
        limit: impl IntoInput<i64>,
    ) -> Self {
        Self(Fields::new())
            .set_property("AggregateKeyType", aggregate_key_type)
            .set_property("Limit", limit)
    }

    /// Specifies the aggregate keys to use in a rate-base rule.
    ///
    /// Constraints: at most 5 elements.
    #[track_caller]
    pub fn custom_keys(
        self,
        value: impl IntoInput<Vec<Record<RateBasedStatementCustomKey>>>,
    ) -> Self {
        self.set_property("CustomKeys", value)
    }

    /// `EvaluationWindowSec`.
    #[track_caller]
    pub fn evaluation_window_sec(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("EvaluationWindowSec", value)
    }

    /// `ForwardedIPConfig`.
    #[track_caller]
    pub fn forwarded_ip_config(
        self,
        value: impl IntoInput<Record<ForwardedIpConfiguration>>,
    ) -> Self {
        self.set_property("ForwardedIPConfig", value)
    }

    /// First level statement that contains conditions, such as ByteMatch, SizeConstraint, etc
    #[track_caller]
    pub fn scope_down_statement(self, value: impl IntoInput<Record<Statement>>) -> Self {
        self.set_property("ScopeDownStatement", value)
    }
}

arguments! {
    /// Specifies a single custom aggregate key for a rate-base rule.
    pub struct RateBasedStatementCustomKey;
}

impl RateBasedStatementCustomKey {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Specifies the request's ASN as an aggregate key for a rate-based rule.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn asn(self, value: impl AnyInput) -> Self {
        self.set_any_property("ASN", value)
    }

    /// Specifies a cookie as an aggregate key for a rate-based rule.
    #[track_caller]
    pub fn cookie(self, value: impl IntoInput<Record<RateLimitCookie>>) -> Self {
        self.set_property("Cookie", value)
    }

    /// `ForwardedIP`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn forwarded_ip(self, value: impl AnyInput) -> Self {
        self.set_any_property("ForwardedIP", value)
    }

    /// `HTTPMethod`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn http_method(self, value: impl AnyInput) -> Self {
        self.set_any_property("HTTPMethod", value)
    }

    /// Specifies a header as an aggregate key for a rate-based rule.
    #[track_caller]
    pub fn header(self, value: impl IntoInput<Record<RateLimitHeader>>) -> Self {
        self.set_property("Header", value)
    }

    /// `IP`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn ip(self, value: impl AnyInput) -> Self {
        self.set_any_property("IP", value)
    }

    /// Specifies the request's JA3 fingerprint as an aggregate key for a rate-based rule.
    #[track_caller]
    pub fn ja3_fingerprint(self, value: impl IntoInput<Record<RateLimitJa3Fingerprint>>) -> Self {
        self.set_property("JA3Fingerprint", value)
    }

    /// Specifies the request's JA4 fingerprint as an aggregate key for a rate-based rule.
    #[track_caller]
    pub fn ja4_fingerprint(self, value: impl IntoInput<Record<RateLimitJa4Fingerprint>>) -> Self {
        self.set_property("JA4Fingerprint", value)
    }

    /// Specifies a label namespace to use as an aggregate key for a rate-based rule.
    #[track_caller]
    pub fn label_namespace(self, value: impl IntoInput<Record<RateLimitLabelNamespace>>) -> Self {
        self.set_property("LabelNamespace", value)
    }

    /// Specifies a query argument in the request as an aggregate key for a rate-based rule.
    #[track_caller]
    pub fn query_argument(self, value: impl IntoInput<Record<RateLimitQueryArgument>>) -> Self {
        self.set_property("QueryArgument", value)
    }

    /// Specifies the request's query string as an aggregate key for a rate-based rule.
    #[track_caller]
    pub fn query_string(self, value: impl IntoInput<Record<RateLimitQueryString>>) -> Self {
        self.set_property("QueryString", value)
    }

    /// Specifies the request's URI Path as an aggregate key for a rate-based rule.
    #[track_caller]
    pub fn uri_path(self, value: impl IntoInput<Record<RateLimitUriPath>>) -> Self {
        self.set_property("UriPath", value)
    }
}

arguments! {
    /// Specifies a cookie as an aggregate key for a rate-based rule.
    pub struct RateLimitCookie;
}

impl RateLimitCookie {
    /// With the required properties:
    ///
    /// - `name`: The name of the cookie to use. Constraints: length 1 to 64, pattern `.*\S.*`.
    /// - `text_transformations`: `TextTransformations`. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(
        name: impl IntoInput<String>,
        text_transformations: impl IntoInput<Vec<Record<TextTransformation>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Name", name)
            .set_property("TextTransformations", text_transformations)
    }
}

arguments! {
    /// Specifies a header as an aggregate key for a rate-based rule.
    pub struct RateLimitHeader;
}

impl RateLimitHeader {
    /// With the required properties:
    ///
    /// - `name`: The name of the header to use. Constraints: length 1 to 64, pattern `.*\S.*`.
    /// - `text_transformations`: `TextTransformations`. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(
        name: impl IntoInput<String>,
        text_transformations: impl IntoInput<Vec<Record<TextTransformation>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Name", name)
            .set_property("TextTransformations", text_transformations)
    }
}

arguments! {
    /// Specifies the request's JA3 fingerprint as an aggregate key for a rate-based rule.
    pub struct RateLimitJa3Fingerprint;
}

impl RateLimitJa3Fingerprint {
    /// With the required properties:
    ///
    /// - `fallback_behavior`: `FallbackBehavior`.
    #[track_caller]
    pub fn new(
        fallback_behavior: impl IntoInput<OneOf<RateLimitJa3FingerprintFallbackBehavior>>,
    ) -> Self {
        Self(Fields::new()).set_property("FallbackBehavior", fallback_behavior)
    }
}

arguments! {
    /// Specifies the request's JA4 fingerprint as an aggregate key for a rate-based rule.
    pub struct RateLimitJa4Fingerprint;
}

impl RateLimitJa4Fingerprint {
    /// With the required properties:
    ///
    /// - `fallback_behavior`: `FallbackBehavior`.
    #[track_caller]
    pub fn new(
        fallback_behavior: impl IntoInput<OneOf<RateLimitJa4FingerprintFallbackBehavior>>,
    ) -> Self {
        Self(Fields::new()).set_property("FallbackBehavior", fallback_behavior)
    }
}

arguments! {
    /// Specifies a label namespace to use as an aggregate key for a rate-based rule.
    pub struct RateLimitLabelNamespace;
}

impl RateLimitLabelNamespace {
    /// With the required properties:
    ///
    /// - `namespace`: The namespace to use for aggregation. Constraints: pattern
    ///   `^[0-9A-Za-z_:-]{1,1024}$`.
    #[track_caller]
    pub fn new(namespace: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Namespace", namespace)
    }
}

arguments! {
    /// Specifies a query argument in the request as an aggregate key for a rate-based rule.
    pub struct RateLimitQueryArgument;
}

impl RateLimitQueryArgument {
    /// With the required properties:
    ///
    /// - `name`: The name of the query argument to use. Constraints: length 1 to 64, pattern
    ///   `.*\S.*`.
    /// - `text_transformations`: `TextTransformations`. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(
        name: impl IntoInput<String>,
        text_transformations: impl IntoInput<Vec<Record<TextTransformation>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Name", name)
            .set_property("TextTransformations", text_transformations)
    }
}

arguments! {
    /// Specifies the request's query string as an aggregate key for a rate-based rule.
    pub struct RateLimitQueryString;
}

impl RateLimitQueryString {
    /// With the required properties:
    ///
    /// - `text_transformations`: `TextTransformations`. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(text_transformations: impl IntoInput<Vec<Record<TextTransformation>>>) -> Self {
        Self(Fields::new()).set_property("TextTransformations", text_transformations)
    }
}

arguments! {
    /// Specifies the request's URI Path as an aggregate key for a rate-based rule.
    pub struct RateLimitUriPath;
}

impl RateLimitUriPath {
    /// With the required properties:
    ///
    /// - `text_transformations`: `TextTransformations`. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(text_transformations: impl IntoInput<Vec<Record<TextTransformation>>>) -> Self {
        Self(Fields::new()).set_property("TextTransformations", text_transformations)
    }
}

arguments! {
    /// `RegexMatchStatement`.
    pub struct RegexMatchStatement;
}

impl RegexMatchStatement {
    /// With the required properties:
    ///
    /// - `field_to_match`: Field of the request to match.
    /// - `regex_string`: `RegexString`. Constraints: length 1 to 512.
    /// - `text_transformations`: `TextTransformations`. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(
        field_to_match: impl IntoInput<Record<FieldToMatch>>,
        regex_string: impl IntoInput<String>,
        text_transformations: impl IntoInput<Vec<Record<TextTransformation>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FieldToMatch", field_to_match)
            .set_property("RegexString", regex_string)
            .set_property("TextTransformations", text_transformations)
    }

    /// `PreParseTextTransformations`.
    #[track_caller]
    pub fn pre_parse_text_transformations(
        self,
        value: impl IntoInput<Vec<Record<PreParseTextTransformation>>>,
    ) -> Self {
        self.set_property("PreParseTextTransformations", value)
    }
}

arguments! {
    /// `RegexPatternSetReferenceStatement`.
    pub struct RegexPatternSetReferenceStatement;
}

impl RegexPatternSetReferenceStatement {
    /// With the required properties:
    ///
    /// - `arn`: ARN of the WAF entity. Constraints: length 20 to 2048, pattern `\S`.
    /// - `field_to_match`: Field of the request to match.
    /// - `text_transformations`: `TextTransformations`. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(
        arn: impl IntoInput<String>,
        field_to_match: impl IntoInput<Record<FieldToMatch>>,
        text_transformations: impl IntoInput<Vec<Record<TextTransformation>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Arn", arn)
            .set_property("FieldToMatch", field_to_match)
            .set_property("TextTransformations", text_transformations)
    }

    /// `PreParseTextTransformations`.
    #[track_caller]
    pub fn pre_parse_text_transformations(
        self,
        value: impl IntoInput<Vec<Record<PreParseTextTransformation>>>,
    ) -> Self {
        self.set_property("PreParseTextTransformations", value)
    }
}

arguments! {
    /// Size Constraint statement.
    pub struct SizeConstraintStatement;
}

impl SizeConstraintStatement {
    /// With the required properties:
    ///
    /// - `comparison_operator`: `ComparisonOperator`.
    /// - `field_to_match`: Field of the request to match.
    /// - `size`: `Size`. Constraints: value 0 to 21474836480.
    /// - `text_transformations`: `TextTransformations`. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(
        comparison_operator: impl IntoInput<OneOf<ComparisonOperator>>,
        field_to_match: impl IntoInput<Record<FieldToMatch>>,
        size: impl IntoInput<f64>,
        text_transformations: impl IntoInput<Vec<Record<TextTransformation>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ComparisonOperator", comparison_operator)
            .set_property("FieldToMatch", field_to_match)
            .set_property("Size", size)
            .set_property("TextTransformations", text_transformations)
    }

    /// `PreParseTextTransformations`.
    #[track_caller]
    pub fn pre_parse_text_transformations(
        self,
        value: impl IntoInput<Vec<Record<PreParseTextTransformation>>>,
    ) -> Self {
        self.set_property("PreParseTextTransformations", value)
    }
}

arguments! {
    /// Sqli Match Statement.
    pub struct SqliMatchStatement;
}

impl SqliMatchStatement {
    /// With the required properties:
    ///
    /// - `field_to_match`: Field of the request to match.
    /// - `text_transformations`: `TextTransformations`. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(
        field_to_match: impl IntoInput<Record<FieldToMatch>>,
        text_transformations: impl IntoInput<Vec<Record<TextTransformation>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FieldToMatch", field_to_match)
            .set_property("TextTransformations", text_transformations)
    }

    /// `PreParseTextTransformations`.
    #[track_caller]
    pub fn pre_parse_text_transformations(
        self,
        value: impl IntoInput<Vec<Record<PreParseTextTransformation>>>,
    ) -> Self {
        self.set_property("PreParseTextTransformations", value)
    }

    /// Sensitivity Level current only used for sqli match statements.
    #[track_caller]
    pub fn sensitivity_level(self, value: impl IntoInput<OneOf<SensitivityLevel>>) -> Self {
        self.set_property("SensitivityLevel", value)
    }
}

arguments! {
    /// Xss Match Statement.
    pub struct XssMatchStatement;
}

impl XssMatchStatement {
    /// With the required properties:
    ///
    /// - `field_to_match`: Field of the request to match.
    /// - `text_transformations`: `TextTransformations`. Constraints: at least 1 elements.
    #[track_caller]
    pub fn new(
        field_to_match: impl IntoInput<Record<FieldToMatch>>,
        text_transformations: impl IntoInput<Vec<Record<TextTransformation>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FieldToMatch", field_to_match)
            .set_property("TextTransformations", text_transformations)
    }

    /// `PreParseTextTransformations`.
    #[track_caller]
    pub fn pre_parse_text_transformations(
        self,
        value: impl IntoInput<Vec<Record<PreParseTextTransformation>>>,
    ) -> Self {
        self.set_property("PreParseTextTransformations", value)
    }
}

arguments! {
    /// Visibility Metric of the RuleGroup.
    pub struct VisibilityConfig;
}

impl VisibilityConfig {
    /// With the required properties:
    ///
    /// - `cloudwatch_metrics_enabled`: `CloudWatchMetricsEnabled`.
    /// - `metric_name`: `MetricName`. Constraints: length 1 to 128, pattern `^[\w#:\.\-/]+$`.
    /// - `sampled_requests_enabled`: `SampledRequestsEnabled`.
    #[track_caller]
    pub fn new(
        cloudwatch_metrics_enabled: impl IntoInput<bool>,
        metric_name: impl IntoInput<String>,
        sampled_requests_enabled: impl IntoInput<bool>,
    ) -> Self {
        Self(Fields::new())
            .set_property("CloudWatchMetricsEnabled", cloudwatch_metrics_enabled)
            .set_property("MetricName", metric_name)
            .set_property("SampledRequestsEnabled", sampled_requests_enabled)
    }
}

arguments! {
    /// `Tag`.
    pub struct Tag;
}

impl Tag {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Key`.
    ///
    /// Constraints: length 1 to 128, pattern `^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`.
    #[track_caller]
    pub fn key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Key", value)
    }

    /// `Value`.
    ///
    /// Constraints: length at most 256, pattern `^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`.
    #[track_caller]
    pub fn value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Value", value)
    }
}

texts! {
    /// The values of `ContentType`.
    pub enum ResponseContentType {
        /// `TEXT_PLAIN`.
        TextPlain = "TEXT_PLAIN",
        /// `TEXT_HTML`.
        TextHtml = "TEXT_HTML",
        /// `APPLICATION_JSON`.
        ApplicationJson = "APPLICATION_JSON",
    }
}

texts! {
    /// The values of `Chain`.
    pub enum BlockchainChain {
        /// `BASE`.
        Base = "BASE",
        /// `SOLANA`.
        Solana = "SOLANA",
        /// `BASE_SEPOLIA`.
        BaseSepolia = "BASE_SEPOLIA",
        /// `SOLANA_DEVNET`.
        SolanaDevnet = "SOLANA_DEVNET",
    }
}

texts! {
    /// The values of `Currency`.
    pub enum CryptoCurrency {
        /// `USDC`.
        Usdc = "USDC",
    }
}

texts! {
    /// The values of `CurrencyMode`.
    pub enum CurrencyMode {
        /// `REAL`.
        Real = "REAL",
        /// `TEST`.
        Test = "TEST",
    }
}

texts! {
    /// The values of `FallbackBehavior`.
    pub enum FallbackBehavior {
        /// `MATCH`.
        Match = "MATCH",
        /// `NO_MATCH`.
        NoMatch = "NO_MATCH",
    }
}

texts! {
    /// The values of `OversizeHandling`.
    pub enum OversizeHandling {
        /// `CONTINUE`.
        Continue = "CONTINUE",
        /// `MATCH`.
        Match = "MATCH",
        /// `NO_MATCH`.
        NoMatch = "NO_MATCH",
    }
}

texts! {
    /// The values of `MatchScope`.
    pub enum MapMatchScope {
        /// `ALL`.
        All = "ALL",
        /// `KEY`.
        Key = "KEY",
        /// `VALUE`.
        Value = "VALUE",
    }
}

texts! {
    /// The values of `FallbackBehavior`.
    pub enum Ja3FingerprintFallbackBehavior {
        /// `MATCH`.
        Match = "MATCH",
        /// `NO_MATCH`.
        NoMatch = "NO_MATCH",
    }
}

texts! {
    /// The values of `FallbackBehavior`.
    pub enum Ja4FingerprintFallbackBehavior {
        /// `MATCH`.
        Match = "MATCH",
        /// `NO_MATCH`.
        NoMatch = "NO_MATCH",
    }
}

texts! {
    /// The values of `InvalidFallbackBehavior`.
    pub enum BodyParsingFallbackBehavior {
        /// `MATCH`.
        Match = "MATCH",
        /// `NO_MATCH`.
        NoMatch = "NO_MATCH",
        /// `EVALUATE_AS_STRING`.
        EvaluateAsString = "EVALUATE_AS_STRING",
    }
}

texts! {
    /// The values of `MatchScope`.
    pub enum JsonMatchScope {
        /// `ALL`.
        All = "ALL",
        /// `KEY`.
        Key = "KEY",
        /// `VALUE`.
        Value = "VALUE",
    }
}

texts! {
    /// The values of `FallbackBehavior`.
    pub enum UriFragmentFallbackBehavior {
        /// `MATCH`.
        Match = "MATCH",
        /// `NO_MATCH`.
        NoMatch = "NO_MATCH",
    }
}

texts! {
    /// The values of `PositionalConstraint`.
    pub enum PositionalConstraint {
        /// `EXACTLY`.
        Exactly = "EXACTLY",
        /// `STARTS_WITH`.
        StartsWith = "STARTS_WITH",
        /// `ENDS_WITH`.
        EndsWith = "ENDS_WITH",
        /// `CONTAINS`.
        Contains = "CONTAINS",
        /// `CONTAINS_WORD`.
        ContainsWord = "CONTAINS_WORD",
    }
}

texts! {
    /// The values of `Type`.
    pub enum PreParseTextTransformationType {
        /// `NONE`.
        None = "NONE",
        /// `URL_DECODE`.
        UrlDecode = "URL_DECODE",
        /// `URL_DECODE_UNI`.
        UrlDecodeUni = "URL_DECODE_UNI",
        /// `COMBINE_DUPLICATE_QUERY_ARGS_BY_COMMA`.
        CombineDuplicateQueryArgsByComma = "COMBINE_DUPLICATE_QUERY_ARGS_BY_COMMA",
        /// `REPLACE_SEMICOLONS_WITH_AMPERSANDS`.
        ReplaceSemicolonsWithAmpersands = "REPLACE_SEMICOLONS_WITH_AMPERSANDS",
    }
}

texts! {
    /// The values of `Type`.
    pub enum TextTransformationType {
        /// `NONE`.
        None = "NONE",
        /// `COMPRESS_WHITE_SPACE`.
        CompressWhiteSpace = "COMPRESS_WHITE_SPACE",
        /// `HTML_ENTITY_DECODE`.
        HtmlEntityDecode = "HTML_ENTITY_DECODE",
        /// `LOWERCASE`.
        Lowercase = "LOWERCASE",
        /// `CMD_LINE`.
        CmdLine = "CMD_LINE",
        /// `URL_DECODE`.
        UrlDecode = "URL_DECODE",
        /// `BASE64_DECODE`.
        Base64Decode = "BASE64_DECODE",
        /// `HEX_DECODE`.
        HexDecode = "HEX_DECODE",
        /// `MD5`.
        Md5 = "MD5",
        /// `REPLACE_COMMENTS`.
        ReplaceComments = "REPLACE_COMMENTS",
        /// `ESCAPE_SEQ_DECODE`.
        EscapeSeqDecode = "ESCAPE_SEQ_DECODE",
        /// `SQL_HEX_DECODE`.
        SqlHexDecode = "SQL_HEX_DECODE",
        /// `CSS_DECODE`.
        CssDecode = "CSS_DECODE",
        /// `JS_DECODE`.
        JsDecode = "JS_DECODE",
        /// `NORMALIZE_PATH`.
        NormalizePath = "NORMALIZE_PATH",
        /// `NORMALIZE_PATH_WIN`.
        NormalizePathWin = "NORMALIZE_PATH_WIN",
        /// `REMOVE_NULLS`.
        RemoveNulls = "REMOVE_NULLS",
        /// `REPLACE_NULLS`.
        ReplaceNulls = "REPLACE_NULLS",
        /// `BASE64_DECODE_EXT`.
        Base64DecodeExt = "BASE64_DECODE_EXT",
        /// `URL_DECODE_UNI`.
        UrlDecodeUni = "URL_DECODE_UNI",
        /// `UTF8_TO_UNICODE`.
        Utf8ToUnicode = "UTF8_TO_UNICODE",
        /// `REMOVE_WHITESPACE`.
        RemoveWhitespace = "REMOVE_WHITESPACE",
        /// `TRIM`.
        Trim = "TRIM",
        /// `TRIM_LEFT`.
        TrimLeft = "TRIM_LEFT",
        /// `TRIM_RIGHT`.
        TrimRight = "TRIM_RIGHT",
        /// `REMOVE_COMMENTS_CHAR`.
        RemoveCommentsChar = "REMOVE_COMMENTS_CHAR",
        /// `UPPERCASE`.
        Uppercase = "UPPERCASE",
        /// `CMD_LINE_WIN`.
        CmdLineWin = "CMD_LINE_WIN",
        /// `CMD_LINE_UNIX`.
        CmdLineUnix = "CMD_LINE_UNIX",
        /// `JS_DECODE_EXT`.
        JsDecodeExt = "JS_DECODE_EXT",
        /// `SHA256`.
        Sha256 = "SHA256",
    }
}

texts! {
    /// The values of `CountryCodes`.
    pub enum CountryCodes {
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
        /// `XK`.
        Xk = "XK",
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
    /// The values of `FallbackBehavior`.
    pub enum IpSetForwardedIpConfigurationFallbackBehavior {
        /// `MATCH`.
        Match = "MATCH",
        /// `NO_MATCH`.
        NoMatch = "NO_MATCH",
    }
}

texts! {
    /// The values of `Position`.
    pub enum Position {
        /// `FIRST`.
        First = "FIRST",
        /// `LAST`.
        Last = "LAST",
        /// `ANY`.
        Any = "ANY",
    }
}

texts! {
    /// The values of `Scope`.
    pub enum LabelMatchScope {
        /// `LABEL`.
        Label = "LABEL",
        /// `NAMESPACE`.
        Namespace = "NAMESPACE",
    }
}

texts! {
    /// The values of `AggregateKeyType`.
    pub enum AggregateKeyType {
        /// `IP`.
        Ip = "IP",
        /// `FORWARDED_IP`.
        ForwardedIp = "FORWARDED_IP",
        /// `CONSTANT`.
        Constant = "CONSTANT",
        /// `CUSTOM_KEYS`.
        CustomKeys = "CUSTOM_KEYS",
    }
}

texts! {
    /// The values of `FallbackBehavior`.
    pub enum RateLimitJa3FingerprintFallbackBehavior {
        /// `MATCH`.
        Match = "MATCH",
        /// `NO_MATCH`.
        NoMatch = "NO_MATCH",
    }
}

texts! {
    /// The values of `FallbackBehavior`.
    pub enum RateLimitJa4FingerprintFallbackBehavior {
        /// `MATCH`.
        Match = "MATCH",
        /// `NO_MATCH`.
        NoMatch = "NO_MATCH",
    }
}

texts! {
    /// The values of `ComparisonOperator`.
    pub enum ComparisonOperator {
        /// `EQ`.
        Eq = "EQ",
        /// `NE`.
        Ne = "NE",
        /// `LE`.
        Le = "LE",
        /// `LT`.
        Lt = "LT",
        /// `GE`.
        Ge = "GE",
        /// `GT`.
        Gt = "GT",
    }
}

texts! {
    /// The values of `SensitivityLevel`.
    pub enum SensitivityLevel {
        /// `LOW`.
        Low = "LOW",
        /// `HIGH`.
        High = "HIGH",
    }
}

texts! {
    /// The values of `Scope`.
    pub enum RuleGroupScope {
        /// `CLOUDFRONT`.
        Cloudfront = "CLOUDFRONT",
        /// `REGIONAL`.
        Regional = "REGIONAL",
    }
}
