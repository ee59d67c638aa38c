//! `AWS::Cognito::IdentityPool`.
//!
//! Written by `schema add AWS::Cognito::IdentityPool` from the schema
//! 806aae5d2cd7348664a88640673c8b6c. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Cognito::IdentityPool
    pub struct IdentityPool: "AWS::Cognito::IdentityPool", IdentityPoolArgs;
}

impl IdentityPool {
    /// The attribute `Id`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }

    /// The attribute `Name`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }
}

arguments! {
    /// The properties of [`IdentityPool`].
    pub struct IdentityPoolArgs;
}

impl IdentityPoolArgs {
    /// With the required properties:
    ///
    /// - `allow_unauthenticated_identities`: `AllowUnauthenticatedIdentities`.
    #[track_caller]
    pub fn new(allow_unauthenticated_identities: impl IntoInput<bool>) -> Self {
        Self(Fields::new()).set_property(
            "AllowUnauthenticatedIdentities",
            allow_unauthenticated_identities,
        )
    }

    /// `AllowClassicFlow`.
    #[track_caller]
    pub fn allow_classic_flow(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("AllowClassicFlow", value)
    }

    /// `CognitoEvents`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn cognito_events(self, value: impl AnyInput) -> Self {
        self.set_any_property("CognitoEvents", value)
    }

    /// `CognitoIdentityProviders`.
    #[track_caller]
    pub fn cognito_identity_providers(
        self,
        value: impl IntoInput<Vec<Record<CognitoIdentityProvider>>>,
    ) -> Self {
        self.set_property("CognitoIdentityProviders", value)
    }

    /// `CognitoStreams`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn cognito_streams(self, value: impl IntoInput<Record<CognitoStreams>>) -> Self {
        self.set_property("CognitoStreams", value)
    }

    /// `DeveloperProviderName`.
    ///
    /// Constraints: length 1 to 128, pattern `^[\w._-]+$`.
    #[track_caller]
    pub fn developer_provider_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DeveloperProviderName", value)
    }

    /// `IdentityPoolName`.
    ///
    /// Constraints: length 1 to 128, pattern `^[\w\s+=,.@-]+$`.
    #[track_caller]
    pub fn identity_pool_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("IdentityPoolName", value)
    }

    /// An array of key-value pairs to apply to this resource.
    ///
    /// Constraints: no element twice.
    #[track_caller]
    pub fn identity_pool_tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("IdentityPoolTags", value)
    }

    /// `OpenIdConnectProviderARNs`.
    #[track_caller]
    pub fn open_id_connect_provider_arns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("OpenIdConnectProviderARNs", value)
    }

    /// `PushSync`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn push_sync(self, value: impl IntoInput<Record<PushSync>>) -> Self {
        self.set_property("PushSync", value)
    }

    /// `SamlProviderARNs`.
    #[track_caller]
    pub fn saml_provider_arns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("SamlProviderARNs", value)
    }

    /// `SupportedLoginProviders`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn supported_login_providers(self, value: impl AnyInput) -> Self {
        self.set_any_property("SupportedLoginProviders", value)
    }
}

arguments! {
    /// `CognitoIdentityProvider`.
    pub struct CognitoIdentityProvider;
}

impl CognitoIdentityProvider {
    /// With the required properties:
    ///
    /// - `client_id`: `ClientId`. Constraints: length 1 to 128, pattern `^[\w_]+$`.
    /// - `provider_name`: `ProviderName`. Constraints: length 1 to 128, pattern `^[\w._:/-]+$`.
    #[track_caller]
    pub fn new(client_id: impl IntoInput<String>, provider_name: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("ClientId", client_id)
            .set_property("ProviderName", provider_name)
    }

    /// `ServerSideTokenCheck`.
    #[track_caller]
    pub fn server_side_token_check(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("ServerSideTokenCheck", value)
    }
}

arguments! {
    /// `CognitoStreams`.
    pub struct CognitoStreams;
}

impl CognitoStreams {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `RoleArn`.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RoleArn", value)
    }

    /// `StreamName`.
    #[track_caller]
    pub fn stream_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("StreamName", value)
    }

    /// `StreamingStatus`.
    #[track_caller]
    pub fn streaming_status(self, value: impl IntoInput<String>) -> Self {
        self.set_property("StreamingStatus", value)
    }
}

arguments! {
    /// A key-value pair to associate with a resource.
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: The key name of the tag. You can specify a value that is 1 to 128 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///   Constraints: length 1 to 128.
    /// - `value`: The value for the tag. You can specify a value that is 0 to 256 Unicode
    ///   characters in length and cannot be prefixed with aws:. You can use any of the following
    ///   characters: the set of Unicode letters, digits, whitespace, _, ., /, =, +, and -.
    ///   Constraints: length at most 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Key", key)
            .set_property("Value", value)
    }
}

arguments! {
    /// `PushSync`.
    pub struct PushSync;
}

impl PushSync {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ApplicationArns`.
    #[track_caller]
    pub fn application_arns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ApplicationArns", value)
    }

    /// `RoleArn`.
    ///
    /// Refers to `Arn` of `AWS::IAM::Role`.
    #[track_caller]
    pub fn role_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("RoleArn", value)
    }
}
