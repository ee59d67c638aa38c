//! `AWS::Cognito::UserPool`.
//!
//! Written by `schema add AWS::Cognito::UserPool` from the schema a1e01331335bbd13b32a31f6a0b0dd37.
//! Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Definition of AWS::Cognito::UserPool Resource Type
    pub struct UserPool: "AWS::Cognito::UserPool", UserPoolArgs;
}

impl UserPool {
    /// The attribute `Arn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// The attribute `ProviderName`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn provider_name(&self) -> Output<String> {
        self.attribute_at(&["ProviderName"])
    }

    /// The attribute `ProviderURL`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn provider_url(&self) -> Output<String> {
        self.attribute_at(&["ProviderURL"])
    }

    /// The attribute `UserPoolId`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn user_pool_id(&self) -> Output<String> {
        self.attribute_at(&["UserPoolId"])
    }
}

arguments! {
    /// The properties of [`UserPool`].
    pub struct UserPoolArgs;
}

impl UserPoolArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AccountRecoverySetting`.
    #[track_caller]
    pub fn account_recovery_setting(self, value: impl IntoInput<Record<AccountRecoverySetting>>) -> Self {
        self.set_property("AccountRecoverySetting", value)
    }

    /// `AdminCreateUserConfig`.
    #[track_caller]
    pub fn admin_create_user_config(self, value: impl IntoInput<Record<AdminCreateUserConfig>>) -> Self {
        self.set_property("AdminCreateUserConfig", value)
    }

    /// `AliasAttributes`.
    #[track_caller]
    pub fn alias_attributes(self, value: impl IntoInput<Vec<OneOf<AliasAttributes>>>) -> Self {
        self.set_property("AliasAttributes", value)
    }

    /// `AutoVerifiedAttributes`.
    #[track_caller]
    pub fn auto_verified_attributes(self, value: impl IntoInput<Vec<OneOf<AutoVerifiedAttributes>>>) -> Self {
        self.set_property("AutoVerifiedAttributes", value)
    }

    /// `DeletionProtection`.
    #[track_caller]
    pub fn deletion_protection(self, value: impl IntoInput<OneOf<DeletionProtection>>) -> Self {
        self.set_property("DeletionProtection", value)
    }

    /// `DeviceConfiguration`.
    #[track_caller]
    pub fn device_configuration(self, value: impl IntoInput<Record<DeviceConfiguration>>) -> Self {
        self.set_property("DeviceConfiguration", value)
    }

    /// `EmailAuthenticationMessage`.
    ///
    /// Constraints: length 6 to 20000.
    #[track_caller]
    pub fn email_authentication_message(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EmailAuthenticationMessage", value)
    }

    /// `EmailAuthenticationSubject`.
    ///
    /// Constraints: length 1 to 140.
    #[track_caller]
    pub fn email_authentication_subject(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EmailAuthenticationSubject", value)
    }

    /// `EmailConfiguration`.
    #[track_caller]
    pub fn email_configuration(self, value: impl IntoInput<Record<EmailConfiguration>>) -> Self {
        self.set_property("EmailConfiguration", value)
    }

    /// `EmailVerificationMessage`.
    ///
    /// Constraints: length 6 to 20000, pattern
    /// `^[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*$`.
    #[track_caller]
    pub fn email_verification_message(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EmailVerificationMessage", value)
    }

    /// `EmailVerificationSubject`.
    ///
    /// Constraints: length 1 to 140, pattern `^[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+$`.
    #[track_caller]
    pub fn email_verification_subject(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EmailVerificationSubject", value)
    }

    /// `EnabledMfas`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn enabled_mfas(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("EnabledMfas", value)
    }

    /// `IssuerConfiguration`.
    #[track_caller]
    pub fn issuer_configuration(self, value: impl IntoInput<Record<IssuerConfiguration>>) -> Self {
        self.set_property("IssuerConfiguration", value)
    }

    /// `KeyConfiguration`.
    #[track_caller]
    pub fn key_configuration(self, value: impl IntoInput<Record<KeyConfiguration>>) -> Self {
        self.set_property("KeyConfiguration", value)
    }

    /// `LambdaConfig`.
    #[track_caller]
    pub fn lambda_config(self, value: impl IntoInput<Record<LambdaConfig>>) -> Self {
        self.set_property("LambdaConfig", value)
    }

    /// `MfaConfiguration`.
    #[track_caller]
    pub fn mfa_configuration(self, value: impl IntoInput<OneOf<MfaConfiguration>>) -> Self {
        self.set_property("MfaConfiguration", value)
    }

    /// `Policies`.
    #[track_caller]
    pub fn policies(self, value: impl IntoInput<Record<Policies>>) -> Self {
        self.set_property("Policies", value)
    }

    /// `Schema`.
    ///
    /// Constraints: 1 to 50 elements.
    #[track_caller]
    pub fn schema(self, value: impl IntoInput<Vec<Record<SchemaAttribute>>>) -> Self {
        self.set_property("Schema", value)
    }

    /// `SmsAuthenticationMessage`.
    ///
    /// Constraints: length 6 to 140, pattern `\{####\}`.
    #[track_caller]
    pub fn sms_authentication_message(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SmsAuthenticationMessage", value)
    }

    /// `SmsConfiguration`.
    #[track_caller]
    pub fn sms_configuration(self, value: impl IntoInput<Record<SmsConfiguration>>) -> Self {
        self.set_property("SmsConfiguration", value)
    }

    /// `SmsVerificationMessage`.
    ///
    /// Constraints: length 6 to 140, pattern `\{####\}`.
    #[track_caller]
    pub fn sms_verification_message(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SmsVerificationMessage", value)
    }

    /// `UserAttributeUpdateSettings`.
    #[track_caller]
    pub fn user_attribute_update_settings(self, value: impl IntoInput<Record<UserAttributeUpdateSettings>>) -> Self {
        self.set_property("UserAttributeUpdateSettings", value)
    }

    /// `UserPoolAddOns`.
    #[track_caller]
    pub fn user_pool_add_ons(self, value: impl IntoInput<Record<UserPoolAddOns>>) -> Self {
        self.set_property("UserPoolAddOns", value)
    }

    /// `UserPoolName`.
    ///
    /// Constraints: length 1 to 128.
    #[track_caller]
    pub fn user_pool_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("UserPoolName", value)
    }

    /// `UserPoolTags`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn user_pool_tags(self, value: impl AnyInput) -> Self {
        self.set_any_property("UserPoolTags", value)
    }

    /// `UserPoolTier`.
    #[track_caller]
    pub fn user_pool_tier(self, value: impl IntoInput<OneOf<UserPoolTier>>) -> Self {
        self.set_property("UserPoolTier", value)
    }

    /// `UsernameAttributes`.
    #[track_caller]
    pub fn username_attributes(self, value: impl IntoInput<Vec<OneOf<UsernameAttributes>>>) -> Self {
        self.set_property("UsernameAttributes", value)
    }

    /// `UsernameConfiguration`.
    #[track_caller]
    pub fn username_configuration(self, value: impl IntoInput<Record<UsernameConfiguration>>) -> Self {
        self.set_property("UsernameConfiguration", value)
    }

    /// `VerificationMessageTemplate`.
    #[track_caller]
    pub fn verification_message_template(self, value: impl IntoInput<Record<VerificationMessageTemplate>>) -> Self {
        self.set_property("VerificationMessageTemplate", value)
    }

    /// `WebAuthnFactorConfiguration`.
    #[track_caller]
    pub fn web_authn_factor_configuration(self, value: impl IntoInput<OneOf<WebAuthnFactorConfiguration>>) -> Self {
        self.set_property("WebAuthnFactorConfiguration", value)
    }

    /// `WebAuthnRelyingPartyID`.
    ///
    /// Constraints: length 1 to 63.
    #[track_caller]
    pub fn web_authn_relying_party_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("WebAuthnRelyingPartyID", value)
    }

    /// `WebAuthnUserVerification`.
    ///
    /// Constraints: length 1 to 9.
    #[track_caller]
    pub fn web_authn_user_verification(self, value: impl IntoInput<String>) -> Self {
        self.set_property("WebAuthnUserVerification", value)
    }
}

arguments! {
    /// `AccountRecoverySetting`.
    pub struct AccountRecoverySetting;
}

impl AccountRecoverySetting {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `RecoveryMechanisms`.
    ///
    /// Constraints: 1 to 2 elements.
    #[track_caller]
    pub fn recovery_mechanisms(self, value: impl IntoInput<Vec<Record<RecoveryOption>>>) -> Self {
        self.set_property("RecoveryMechanisms", value)
    }
}

arguments! {
    /// `RecoveryOption`.
    pub struct RecoveryOption;
}

impl RecoveryOption {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Name`.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<OneOf<Name>>) -> Self {
        self.set_property("Name", value)
    }

    /// `Priority`.
    ///
    /// Constraints: value 1 to 2.
    #[track_caller]
    pub fn priority(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Priority", value)
    }
}

arguments! {
    /// `AdminCreateUserConfig`.
    pub struct AdminCreateUserConfig;
}

impl AdminCreateUserConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AllowAdminCreateUserOnly`.
    #[track_caller]
    pub fn allow_admin_create_user_only(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("AllowAdminCreateUserOnly", value)
    }

    /// `InviteMessageTemplate`.
    #[track_caller]
    pub fn invite_message_template(self, value: impl IntoInput<Record<InviteMessageTemplate>>) -> Self {
        self.set_property("InviteMessageTemplate", value)
    }

    /// `UnusedAccountValidityDays`.
    ///
    /// Constraints: value 0 to 365.
    #[track_caller]
    pub fn unused_account_validity_days(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("UnusedAccountValidityDays", value)
    }
}

arguments! {
    /// `InviteMessageTemplate`.
    pub struct InviteMessageTemplate;
}

impl InviteMessageTemplate {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `EmailMessage`.
    ///
    /// Constraints: length 6 to 20000, pattern `^[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*$`.
    #[track_caller]
    pub fn email_message(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EmailMessage", value)
    }

    /// `EmailSubject`.
    ///
    /// Constraints: length 1 to 140, pattern `^[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+$`.
    #[track_caller]
    pub fn email_subject(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EmailSubject", value)
    }

    /// `SMSMessage`.
    ///
    /// Constraints: length 6 to 140, pattern `^(?s)`.
    #[track_caller]
    pub fn sms_message(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SMSMessage", value)
    }
}

arguments! {
    /// `DeviceConfiguration`.
    pub struct DeviceConfiguration;
}

impl DeviceConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ChallengeRequiredOnNewDevice`.
    #[track_caller]
    pub fn challenge_required_on_new_device(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("ChallengeRequiredOnNewDevice", value)
    }

    /// `DeviceOnlyRememberedOnUserPrompt`.
    #[track_caller]
    pub fn device_only_remembered_on_user_prompt(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("DeviceOnlyRememberedOnUserPrompt", value)
    }
}

arguments! {
    /// `EmailConfiguration`.
    pub struct EmailConfiguration;
}

impl EmailConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ConfigurationSet`.
    ///
    /// Constraints: length 1 to 64, pattern `^[a-zA-Z0-9_-]+$`.
    #[track_caller]
    pub fn configuration_set(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConfigurationSet", value)
    }

    /// `EmailSendingAccount`.
    #[track_caller]
    pub fn email_sending_account(self, value: impl IntoInput<OneOf<EmailSendingAccount>>) -> Self {
        self.set_property("EmailSendingAccount", value)
    }

    /// `From`.
    ///
    /// Constraints: length at most 131072.
    #[track_caller]
    pub fn from(self, value: impl IntoInput<String>) -> Self {
        self.set_property("From", value)
    }

    /// `ReplyToEmailAddress`.
    ///
    /// Constraints: pattern `^[\p{L}\p{M}\p{S}\p{N}\p{P}]+@[\p{L}\p{M}\p{S}\p{N}\p{P}]+$`.
    #[track_caller]
    pub fn reply_to_email_address(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ReplyToEmailAddress", value)
    }

    /// `SourceArn`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn source_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SourceArn", value)
    }
}

arguments! {
    /// `IssuerConfiguration`.
    pub struct IssuerConfiguration;
}

impl IssuerConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Type`.
    #[track_caller]
    pub fn r#type(self, value: impl IntoInput<OneOf<Type>>) -> Self {
        self.set_property("Type", value)
    }
}

arguments! {
    /// `KeyConfiguration`.
    pub struct KeyConfiguration;
}

impl KeyConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `KeyType`.
    #[track_caller]
    pub fn key_type(self, value: impl IntoInput<OneOf<EncryptionKeyType>>) -> Self {
        self.set_property("KeyType", value)
    }

    /// `KmsKeyArn`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?`.
    ///
    /// Refers to `Arn` of `AWS::KMS::Key`.
    #[track_caller]
    pub fn kms_key_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KmsKeyArn", value)
    }
}

arguments! {
    /// `LambdaConfig`.
    pub struct LambdaConfig;
}

impl LambdaConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CreateAuthChallenge`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn create_auth_challenge(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CreateAuthChallenge", value)
    }

    /// `CustomEmailSender`.
    #[track_caller]
    pub fn custom_email_sender(self, value: impl IntoInput<Record<CustomEmailSender>>) -> Self {
        self.set_property("CustomEmailSender", value)
    }

    /// `CustomMessage`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn custom_message(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CustomMessage", value)
    }

    /// `CustomSMSSender`.
    #[track_caller]
    pub fn custom_sms_sender(self, value: impl IntoInput<Record<CustomSmsSender>>) -> Self {
        self.set_property("CustomSMSSender", value)
    }

    /// `DefineAuthChallenge`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn define_auth_challenge(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DefineAuthChallenge", value)
    }

    /// `InboundFederation`.
    #[track_caller]
    pub fn inbound_federation(self, value: impl IntoInput<Record<InboundFederation>>) -> Self {
        self.set_property("InboundFederation", value)
    }

    /// `KMSKeyID`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn kms_key_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("KMSKeyID", value)
    }

    /// `PostAuthentication`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn post_authentication(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PostAuthentication", value)
    }

    /// `PostConfirmation`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn post_confirmation(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PostConfirmation", value)
    }

    /// `PreAuthentication`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn pre_authentication(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PreAuthentication", value)
    }

    /// `PreSignUp`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn pre_sign_up(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PreSignUp", value)
    }

    /// `PreTokenGeneration`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn pre_token_generation(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PreTokenGeneration", value)
    }

    /// `PreTokenGenerationConfig`.
    #[track_caller]
    pub fn pre_token_generation_config(self, value: impl IntoInput<Record<PreTokenGenerationConfig>>) -> Self {
        self.set_property("PreTokenGenerationConfig", value)
    }

    /// `UserMigration`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn user_migration(self, value: impl IntoInput<String>) -> Self {
        self.set_property("UserMigration", value)
    }

    /// `VerifyAuthChallengeResponse`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn verify_auth_challenge_response(self, value: impl IntoInput<String>) -> Self {
        self.set_property("VerifyAuthChallengeResponse", value)
    }
}

arguments! {
    /// `CustomEmailSender`.
    pub struct CustomEmailSender;
}

impl CustomEmailSender {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `LambdaArn`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    ///
    /// Refers to `Arn` of `AWS::Lambda::Function`.
    #[track_caller]
    pub fn lambda_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LambdaArn", value)
    }

    /// `LambdaVersion`.
    #[track_caller]
    pub fn lambda_version(self, value: impl IntoInput<OneOf<LambdaVersion>>) -> Self {
        self.set_property("LambdaVersion", value)
    }
}

arguments! {
    /// `CustomSmsSender`.
    pub struct CustomSmsSender;
}

impl CustomSmsSender {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `LambdaArn`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    ///
    /// Refers to `Arn` of `AWS::Lambda::Function`.
    #[track_caller]
    pub fn lambda_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LambdaArn", value)
    }

    /// `LambdaVersion`.
    #[track_caller]
    pub fn lambda_version(self, value: impl IntoInput<OneOf<CustomSmsSenderLambdaVersion>>) -> Self {
        self.set_property("LambdaVersion", value)
    }
}

arguments! {
    /// `InboundFederation`.
    pub struct InboundFederation;
}

impl InboundFederation {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `LambdaArn`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    ///
    /// Refers to `Arn` of `AWS::Lambda::Function`.
    #[track_caller]
    pub fn lambda_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LambdaArn", value)
    }

    /// `LambdaVersion`.
    #[track_caller]
    pub fn lambda_version(self, value: impl IntoInput<OneOf<InboundFederationLambdaVersion>>) -> Self {
        self.set_property("LambdaVersion", value)
    }
}

arguments! {
    /// `PreTokenGenerationConfig`.
    pub struct PreTokenGenerationConfig;
}

impl PreTokenGenerationConfig {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `LambdaArn`.
    ///
    /// Constraints: length 20 to 2048, pattern
    /// `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    ///
    /// Refers to `Arn` of `AWS::Lambda::Function`.
    #[track_caller]
    pub fn lambda_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LambdaArn", value)
    }

    /// `LambdaVersion`.
    #[track_caller]
    pub fn lambda_version(self, value: impl IntoInput<OneOf<PreTokenGenerationConfigLambdaVersion>>) -> Self {
        self.set_property("LambdaVersion", value)
    }
}

arguments! {
    /// `Policies`.
    pub struct Policies;
}

impl Policies {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `PasswordPolicy`.
    #[track_caller]
    pub fn password_policy(self, value: impl IntoInput<Record<PasswordPolicy>>) -> Self {
        self.set_property("PasswordPolicy", value)
    }

    /// `SignInPolicy`.
    #[track_caller]
    pub fn sign_in_policy(self, value: impl IntoInput<Record<SignInPolicy>>) -> Self {
        self.set_property("SignInPolicy", value)
    }
}

arguments! {
    /// `PasswordPolicy`.
    pub struct PasswordPolicy;
}

impl PasswordPolicy {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `MinimumLength`.
    ///
    /// Constraints: value 6 to 99.
    #[track_caller]
    pub fn minimum_length(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("MinimumLength", value)
    }

    /// `PasswordHistorySize`.
    ///
    /// Constraints: value 0 to 24.
    #[track_caller]
    pub fn password_history_size(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("PasswordHistorySize", value)
    }

    /// `RequireLowercase`.
    #[track_caller]
    pub fn require_lowercase(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RequireLowercase", value)
    }

    /// `RequireNumbers`.
    #[track_caller]
    pub fn require_numbers(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RequireNumbers", value)
    }

    /// `RequireSymbols`.
    #[track_caller]
    pub fn require_symbols(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RequireSymbols", value)
    }

    /// `RequireUppercase`.
    #[track_caller]
    pub fn require_uppercase(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("RequireUppercase", value)
    }

    /// `TemporaryPasswordValidityDays`.
    ///
    /// Constraints: value 0 to 365.
    #[track_caller]
    pub fn temporary_password_validity_days(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("TemporaryPasswordValidityDays", value)
    }
}

arguments! {
    /// `SignInPolicy`.
    pub struct SignInPolicy;
}

impl SignInPolicy {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AllowedFirstAuthFactors`.
    ///
    /// Constraints: 1 to 5 elements.
    #[track_caller]
    pub fn allowed_first_auth_factors(self, value: impl IntoInput<Vec<OneOf<AllowedFirstAuthFactors>>>) -> Self {
        self.set_property("AllowedFirstAuthFactors", value)
    }
}

arguments! {
    /// `SchemaAttribute`.
    pub struct SchemaAttribute;
}

impl SchemaAttribute {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AttributeDataType`.
    #[track_caller]
    pub fn attribute_data_type(self, value: impl IntoInput<OneOf<AttributeDataType>>) -> Self {
        self.set_property("AttributeDataType", value)
    }

    /// `DeveloperOnlyAttribute`.
    #[track_caller]
    pub fn developer_only_attribute(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("DeveloperOnlyAttribute", value)
    }

    /// `Mutable`.
    #[track_caller]
    pub fn mutable(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Mutable", value)
    }

    /// `Name`.
    ///
    /// Constraints: length 1 to 20, pattern `^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$`.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// `NumberAttributeConstraints`.
    #[track_caller]
    pub fn number_attribute_constraints(self, value: impl IntoInput<Record<NumberAttributeConstraints>>) -> Self {
        self.set_property("NumberAttributeConstraints", value)
    }

    /// `Required`.
    #[track_caller]
    pub fn required(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("Required", value)
    }

    /// `StringAttributeConstraints`.
    #[track_caller]
    pub fn string_attribute_constraints(self, value: impl IntoInput<Record<StringAttributeConstraints>>) -> Self {
        self.set_property("StringAttributeConstraints", value)
    }
}

arguments! {
    /// `NumberAttributeConstraints`.
    pub struct NumberAttributeConstraints;
}

impl NumberAttributeConstraints {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `MaxValue`.
    ///
    /// Constraints: length at most 131072.
    #[track_caller]
    pub fn max_value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MaxValue", value)
    }

    /// `MinValue`.
    ///
    /// Constraints: length at most 131072.
    #[track_caller]
    pub fn min_value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MinValue", value)
    }
}

arguments! {
    /// `StringAttributeConstraints`.
    pub struct StringAttributeConstraints;
}

impl StringAttributeConstraints {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `MaxLength`.
    ///
    /// Constraints: length at most 131072.
    #[track_caller]
    pub fn max_length(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MaxLength", value)
    }

    /// `MinLength`.
    ///
    /// Constraints: length at most 131072.
    #[track_caller]
    pub fn min_length(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MinLength", value)
    }
}

arguments! {
    /// `SmsConfiguration`.
    pub struct SmsConfiguration;
}

impl SmsConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `EumsSms`.
    #[track_caller]
    pub fn eums_sms(self, value: impl IntoInput<Record<EumsSmsConfiguration>>) -> Self {
        self.set_property("EumsSms", value)
    }

    /// `ExternalId`.
    ///
    /// Constraints: length at most 131072.
    #[track_caller]
    pub fn external_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ExternalId", value)
    }

    /// `SnsCallerArn`.
    ///
    /// Constraints: length at most 2048, pattern
    /// `^(arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?)?$`.
    #[track_caller]
    pub fn sns_caller_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SnsCallerArn", value)
    }

    /// `SnsRegion`.
    ///
    /// Constraints: length 5 to 32.
    #[track_caller]
    pub fn sns_region(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SnsRegion", value)
    }
}

arguments! {
    /// `EumsSmsConfiguration`.
    pub struct EumsSmsConfiguration;
}

impl EumsSmsConfiguration {
    /// With the required properties:
    ///
    /// - `caller_arn`: `CallerArn`. Constraints: length 20 to 2048, pattern
    ///   `^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$`.
    #[track_caller]
    pub fn new(caller_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("CallerArn", caller_arn)
    }

    /// `ConfigurationSetName`.
    ///
    /// Constraints: length at most 131072.
    #[track_caller]
    pub fn configuration_set_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConfigurationSetName", value)
    }

    /// `ExternalId`.
    ///
    /// Constraints: length at most 131072.
    #[track_caller]
    pub fn external_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ExternalId", value)
    }

    /// `InEntityId`.
    ///
    /// Constraints: length at most 131072.
    #[track_caller]
    pub fn in_entity_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("InEntityId", value)
    }

    /// `InTemplateId`.
    ///
    /// Constraints: length at most 131072.
    #[track_caller]
    pub fn in_template_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("InTemplateId", value)
    }

    /// `OriginationIdentity`.
    ///
    /// Constraints: length at most 131072.
    #[track_caller]
    pub fn origination_identity(self, value: impl IntoInput<String>) -> Self {
        self.set_property("OriginationIdentity", value)
    }

    /// `Region`.
    ///
    /// Constraints: length 5 to 32.
    #[track_caller]
    pub fn region(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Region", value)
    }
}

arguments! {
    /// `UserAttributeUpdateSettings`.
    pub struct UserAttributeUpdateSettings;
}

impl UserAttributeUpdateSettings {
    /// With the required properties:
    ///
    /// - `attributes_require_verification_before_update`:
    ///   `AttributesRequireVerificationBeforeUpdate`.
    #[track_caller]
    pub fn new(
        attributes_require_verification_before_update: impl IntoInput<Vec<OneOf<AttributesRequireVerificationBeforeUpdate>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("AttributesRequireVerificationBeforeUpdate", attributes_require_verification_before_update)
    }
}

arguments! {
    /// `UserPoolAddOns`.
    pub struct UserPoolAddOns;
}

impl UserPoolAddOns {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AdvancedSecurityAdditionalFlows`.
    #[track_caller]
    pub fn advanced_security_additional_flows(
        self,
        value: impl IntoInput<Record<AdvancedSecurityAdditionalFlows>>,
    ) -> Self {
        self.set_property("AdvancedSecurityAdditionalFlows", value)
    }

    /// `AdvancedSecurityMode`.
    #[track_caller]
    pub fn advanced_security_mode(self, value: impl IntoInput<OneOf<AdvancedSecurityMode>>) -> Self {
        self.set_property("AdvancedSecurityMode", value)
    }
}

arguments! {
    /// `AdvancedSecurityAdditionalFlows`.
    pub struct AdvancedSecurityAdditionalFlows;
}

impl AdvancedSecurityAdditionalFlows {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CustomAuthMode`.
    #[track_caller]
    pub fn custom_auth_mode(self, value: impl IntoInput<OneOf<CustomAuthMode>>) -> Self {
        self.set_property("CustomAuthMode", value)
    }
}

arguments! {
    /// `UsernameConfiguration`.
    pub struct UsernameConfiguration;
}

impl UsernameConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CaseSensitive`.
    #[track_caller]
    pub fn case_sensitive(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("CaseSensitive", value)
    }
}

arguments! {
    /// `VerificationMessageTemplate`.
    pub struct VerificationMessageTemplate;
}

impl VerificationMessageTemplate {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DefaultEmailOption`.
    #[track_caller]
    pub fn default_email_option(self, value: impl IntoInput<OneOf<DefaultEmailOption>>) -> Self {
        self.set_property("DefaultEmailOption", value)
    }

    /// `EmailMessage`.
    ///
    /// Constraints: length 6 to 20000, pattern
    /// `^[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*$`.
    #[track_caller]
    pub fn email_message(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EmailMessage", value)
    }

    /// `EmailMessageByLink`.
    ///
    /// Constraints: length 6 to 20000, pattern
    /// `^[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{##[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*##\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*$`.
    #[track_caller]
    pub fn email_message_by_link(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EmailMessageByLink", value)
    }

    /// `EmailSubject`.
    ///
    /// Constraints: length 1 to 140, pattern `^[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+$`.
    #[track_caller]
    pub fn email_subject(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EmailSubject", value)
    }

    /// `EmailSubjectByLink`.
    ///
    /// Constraints: length 1 to 140, pattern `^[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+$`.
    #[track_caller]
    pub fn email_subject_by_link(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EmailSubjectByLink", value)
    }

    /// `SmsMessage`.
    ///
    /// Constraints: length 6 to 140, pattern `\{####\}`.
    #[track_caller]
    pub fn sms_message(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SmsMessage", value)
    }
}

texts! {
    /// The values of `Name`.
    pub enum Name {
        /// `admin_only`.
        AdminOnly = "admin_only",
        /// `verified_email`.
        VerifiedEmail = "verified_email",
        /// `verified_phone_number`.
        VerifiedPhoneNumber = "verified_phone_number",
    }
}

texts! {
    /// The values of `AliasAttributes`.
    pub enum AliasAttributes {
        /// `email`.
        Email = "email",
        /// `phone_number`.
        PhoneNumber = "phone_number",
        /// `preferred_username`.
        PreferredUsername = "preferred_username",
    }
}

texts! {
    /// The values of `AutoVerifiedAttributes`.
    pub enum AutoVerifiedAttributes {
        /// `email`.
        Email = "email",
        /// `phone_number`.
        PhoneNumber = "phone_number",
    }
}

texts! {
    /// The values of `DeletionProtection`.
    pub enum DeletionProtection {
        /// `ACTIVE`.
        Active = "ACTIVE",
        /// `INACTIVE`.
        Inactive = "INACTIVE",
    }
}

texts! {
    /// The values of `EmailSendingAccount`.
    pub enum EmailSendingAccount {
        /// `COGNITO_DEFAULT`.
        CognitoDefault = "COGNITO_DEFAULT",
        /// `DEVELOPER`.
        Developer = "DEVELOPER",
    }
}

texts! {
    /// The values of `Type`.
    pub enum Type {
        /// `ORIGINAL`.
        Original = "ORIGINAL",
        /// `UPDATED`.
        Updated = "UPDATED",
    }
}

texts! {
    /// The values of `KeyType`.
    pub enum EncryptionKeyType {
        /// `AWS_OWNED_KEY`.
        AwsOwnedKey = "AWS_OWNED_KEY",
        /// `CUSTOMER_MANAGED_KEY`.
        CustomerManagedKey = "CUSTOMER_MANAGED_KEY",
    }
}

texts! {
    /// The values of `LambdaVersion`.
    pub enum LambdaVersion {
        /// `V1_0`.
        V10 = "V1_0",
    }
}

texts! {
    /// The values of `LambdaVersion`.
    pub enum CustomSmsSenderLambdaVersion {
        /// `V1_0`.
        V10 = "V1_0",
    }
}

texts! {
    /// The values of `LambdaVersion`.
    pub enum InboundFederationLambdaVersion {
        /// `V1_0`.
        V10 = "V1_0",
    }
}

texts! {
    /// The values of `LambdaVersion`.
    pub enum PreTokenGenerationConfigLambdaVersion {
        /// `V1_0`.
        V10 = "V1_0",
        /// `V2_0`.
        V20 = "V2_0",
        /// `V3_0`.
        V30 = "V3_0",
    }
}

texts! {
    /// The values of `MfaConfiguration`.
    pub enum MfaConfiguration {
        /// `OFF`.
        Off = "OFF",
        /// `ON`.
        On = "ON",
        /// `OPTIONAL`.
        Optional = "OPTIONAL",
    }
}

texts! {
    /// The values of `AllowedFirstAuthFactors`.
    pub enum AllowedFirstAuthFactors {
        /// `EMAIL_OTP`.
        EmailOtp = "EMAIL_OTP",
        /// `PASSWORD`.
        Password = "PASSWORD",
        /// `SMS_OTP`.
        SmsOtp = "SMS_OTP",
        /// `SOFTWARE_TOKEN`.
        SoftwareToken = "SOFTWARE_TOKEN",
        /// `WEB_AUTHN`.
        WebAuthn = "WEB_AUTHN",
    }
}

texts! {
    /// The values of `AttributeDataType`.
    pub enum AttributeDataType {
        /// `Boolean`.
        Boolean = "Boolean",
        /// `DateTime`.
        DateTime = "DateTime",
        /// `Number`.
        Number = "Number",
        /// `String`.
        String = "String",
    }
}

texts! {
    /// The values of `AttributesRequireVerificationBeforeUpdate`.
    pub enum AttributesRequireVerificationBeforeUpdate {
        /// `email`.
        Email = "email",
        /// `phone_number`.
        PhoneNumber = "phone_number",
    }
}

texts! {
    /// The values of `CustomAuthMode`.
    pub enum CustomAuthMode {
        /// `AUDIT`.
        Audit = "AUDIT",
        /// `ENFORCED`.
        Enforced = "ENFORCED",
    }
}

texts! {
    /// The values of `AdvancedSecurityMode`.
    pub enum AdvancedSecurityMode {
        /// `AUDIT`.
        Audit = "AUDIT",
        /// `ENFORCED`.
        Enforced = "ENFORCED",
        /// `OFF`.
        Off = "OFF",
    }
}

texts! {
    /// The values of `UserPoolTier`.
    pub enum UserPoolTier {
        /// `LITE`.
        Lite = "LITE",
        /// `ESSENTIALS`.
        Essentials = "ESSENTIALS",
        /// `PLUS`.
        Plus = "PLUS",
    }
}

texts! {
    /// The values of `UsernameAttributes`.
    pub enum UsernameAttributes {
        /// `email`.
        Email = "email",
        /// `phone_number`.
        PhoneNumber = "phone_number",
    }
}

texts! {
    /// The values of `DefaultEmailOption`.
    pub enum DefaultEmailOption {
        /// `CONFIRM_WITH_CODE`.
        ConfirmWithCode = "CONFIRM_WITH_CODE",
        /// `CONFIRM_WITH_LINK`.
        ConfirmWithLink = "CONFIRM_WITH_LINK",
    }
}

texts! {
    /// The values of `WebAuthnFactorConfiguration`.
    pub enum WebAuthnFactorConfiguration {
        /// `SINGLE_FACTOR`.
        SingleFactor = "SINGLE_FACTOR",
        /// `MULTI_FACTOR_WITH_USER_VERIFICATION`.
        MultiFactorWithUserVerification = "MULTI_FACTOR_WITH_USER_VERIFICATION",
    }
}
