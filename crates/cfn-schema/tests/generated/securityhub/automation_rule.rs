//! `AWS::SecurityHub::AutomationRule`.
//!
//! Written by `schema add AWS::SecurityHub::AutomationRule` from the schema
//! 2a0de715839e9f3b386c3e0d351d82db. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// The `AWS::SecurityHub::AutomationRule` resource specifies an automation rule based on input
    /// parameters. For more information, see [Automation
    /// rules](https://docs.aws.amazon.com/securityhub/latest/userguide/automation-rules.html) in
    /// the *User Guide*.
    pub struct AutomationRule: "AWS::SecurityHub::AutomationRule", AutomationRuleArgs;
}

impl AutomationRule {
    /// The attribute `CreatedAt`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn created_at(&self) -> Output<String> {
        self.attribute_at(&["CreatedAt"])
    }

    /// The attribute `CreatedBy`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn created_by(&self) -> Output<String> {
        self.attribute_at(&["CreatedBy"])
    }

    /// The attribute `RuleArn`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn rule_arn(&self) -> Output<String> {
        self.attribute_at(&["RuleArn"])
    }

    /// The attribute `UpdatedAt`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn updated_at(&self) -> Output<String> {
        self.attribute_at(&["UpdatedAt"])
    }
}

arguments! {
    /// The properties of [`AutomationRule`].
    pub struct AutomationRuleArgs;
}

impl AutomationRuleArgs {
    /// With the required properties:
    ///
    /// - `actions`: One or more actions to update finding fields if a finding matches the
    ///   conditions specified in `Criteria`. Constraints: 1 elements.
    /// - `criteria`: A set of [Security Finding Format
    ///   (ASFF)](https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html)
    ///   finding field attributes and corresponding expected values that ASH uses to filter
    ///   findings. If a rule is enabled and a finding matches the criteria specified in this
    ///   parameter, ASH applies the rule action to the finding.
    /// - `description`: A description of the rule. Constraints: length 1 to 1024, pattern `\S`.
    /// - `rule_name`: The name of the rule. Constraints: length 1 to 256, pattern `\S`.
    /// - `rule_order`: An integer ranging from 1 to 1000 that represents the order in which the
    ///   rule action is applied to findings. Security Hub CSPM applies rules with lower values for
    ///   this parameter first. Constraints: value 1 to 1000.
    #[track_caller]
    pub fn new(
        actions: impl IntoInput<Vec<Record<AutomationRulesAction>>>,
        criteria: impl IntoInput<Record<AutomationRulesFindingFilters>>,
        description: impl IntoInput<String>,
        rule_name: impl IntoInput<String>,
        rule_order: impl IntoInput<i64>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Actions", actions)
            .set_property("Criteria", criteria)
            .set_property("Description", description)
            .set_property("RuleName", rule_name)
            .set_property("RuleOrder", rule_order)
    }

    /// Specifies whether a rule is the last to be applied with respect to a finding that matches
    /// the rule criteria. This is useful when a finding matches the criteria for multiple rules,
    /// and each rule has different actions. If a rule is terminal, Security Hub CSPM applies the
    /// rule action to a finding that matches the rule criteria and doesn't evaluate other rules for
    /// the finding. By default, a rule isn't terminal.
    #[track_caller]
    pub fn is_terminal(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IsTerminal", value)
    }

    /// Whether the rule is active after it is created. If this parameter is equal to `ENABLED`, ASH
    /// applies the rule to findings and finding updates after the rule is created.
    #[track_caller]
    pub fn rule_status(self, value: impl IntoInput<OneOf<RuleStatus>>) -> Self {
        self.set_property("RuleStatus", value)
    }

    /// User-defined tags associated with an automation rule.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// One or more actions that ASHlong takes when a finding matches the defined criteria of a
    /// rule.
    pub struct AutomationRulesAction;
}

impl AutomationRulesAction {
    /// With the required properties:
    ///
    /// - `finding_fields_update`: Specifies that the automation rule action is an update to a
    ///   finding field.
    /// - `type`: Specifies the type of action that Security Hub CSPM takes when a finding matches
    ///   the defined criteria of a rule.
    #[track_caller]
    pub fn new(
        finding_fields_update: impl IntoInput<Record<AutomationRulesFindingFieldsUpdate>>,
        r#type: impl IntoInput<OneOf<Type>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("FindingFieldsUpdate", finding_fields_update)
            .set_property("Type", r#type)
    }
}

arguments! {
    /// Specifies that the automation rule action is an update to a finding field.
    pub struct AutomationRulesFindingFieldsUpdate;
}

impl AutomationRulesFindingFieldsUpdate {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The rule action updates the `Confidence` field of a finding.
    ///
    /// Constraints: value 0 to 100.
    #[track_caller]
    pub fn confidence(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Confidence", value)
    }

    /// The rule action updates the `Criticality` field of a finding.
    ///
    /// Constraints: value 0 to 100.
    #[track_caller]
    pub fn criticality(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Criticality", value)
    }

    /// The rule action will update the `Note` field of a finding.
    #[track_caller]
    pub fn note(self, value: impl IntoInput<Record<NoteUpdate>>) -> Self {
        self.set_property("Note", value)
    }

    /// The rule action will update the `RelatedFindings` field of a finding.
    ///
    /// Constraints: 1 to 10 elements.
    #[track_caller]
    pub fn related_findings(self, value: impl IntoInput<Vec<Record<RelatedFinding>>>) -> Self {
        self.set_property("RelatedFindings", value)
    }

    /// The rule action will update the `Severity` field of a finding.
    #[track_caller]
    pub fn severity(self, value: impl IntoInput<Record<SeverityUpdate>>) -> Self {
        self.set_property("Severity", value)
    }

    /// The rule action updates the `Types` field of a finding.
    ///
    /// Constraints: at most 50 elements, no element twice.
    #[track_caller]
    pub fn types(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Types", value)
    }

    /// The rule action updates the `UserDefinedFields` field of a finding.
    #[track_caller]
    pub fn user_defined_fields(self, value: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set_property("UserDefinedFields", value)
    }

    /// The rule action updates the `VerificationState` field of a finding.
    #[track_caller]
    pub fn verification_state(self, value: impl IntoInput<OneOf<VerificationState>>) -> Self {
        self.set_property("VerificationState", value)
    }

    /// The rule action will update the `Workflow` field of a finding.
    #[track_caller]
    pub fn workflow(self, value: impl IntoInput<Record<WorkflowUpdate>>) -> Self {
        self.set_property("Workflow", value)
    }
}

arguments! {
    /// The rule action will update the `Note` field of a finding.
    pub struct NoteUpdate;
}

impl NoteUpdate {
    /// With the required properties:
    ///
    /// - `text`: The updated note text. Constraints: length 1 to 512, pattern `\S`.
    /// - `updated_by`: The principal that updated the note. Constraints: pattern `\S`.
    #[track_caller]
    pub fn new(text: impl IntoInput<String>, updated_by: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Text", text)
            .set_property("UpdatedBy", updated_by)
    }
}

arguments! {
    /// Provides details about a list of findings that the current finding relates to.
    pub struct RelatedFinding;
}

impl RelatedFinding {
    /// With the required properties:
    ///
    /// - `id`: The product-generated identifier for a related finding. Array Members: Minimum
    ///   number of 1 item. Maximum number of 20 items. Constraints: pattern `\S`.
    /// - `product_arn`: The Amazon Resource Name (ARN) for the product that generated a related
    ///   finding. Constraints: length 12 to 2048, pattern
    ///   `^arn:(aws|aws-cn|aws-us-gov|aws-iso-?[a-z]{0,2}):[A-Za-z0-9]{1,63}:[a-z]+-([a-z]{1,10}-)?[a-z]+-[0-9]+:([0-9]{12})?:.+$`.
    #[track_caller]
    pub fn new(id: impl IntoInput<String>, product_arn: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Id", id)
            .set_property("ProductArn", product_arn)
    }
}

arguments! {
    /// The rule action will update the `Severity` field of a finding.
    pub struct SeverityUpdate;
}

impl SeverityUpdate {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The severity value of the finding. The allowed values are the following.
    ///
    /// + `INFORMATIONAL` - No issue was found.
    /// + `LOW` - The issue does not require action on its own.
    /// + `MEDIUM` - The issue must be addressed but not urgently.
    /// + `HIGH` - The issue must be addressed as a priority.
    /// + `CRITICAL` - The issue must be remediated immediately to avoid it escalating.
    #[track_caller]
    pub fn label(self, value: impl IntoInput<OneOf<Label>>) -> Self {
        self.set_property("Label", value)
    }

    /// The normalized severity for the finding. This attribute is to be deprecated in favor of
    /// `Label`. If you provide `Normalized` and don't provide `Label`, `Label` is set automatically
    /// as follows.
    ///
    /// + 0 - `INFORMATIONAL`
    /// + 1–39 - `LOW`
    /// + 40–69 - `MEDIUM`
    /// + 70–89 - `HIGH`
    /// + 90–100 - `CRITICAL`
    ///
    /// Constraints: value 0 to 100.
    #[track_caller]
    pub fn normalized(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("Normalized", value)
    }

    /// The native severity as defined by the AWS service or integrated partner product that
    /// generated the finding.
    #[track_caller]
    pub fn product(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("Product", value)
    }
}

arguments! {
    /// The rule action will update the `Workflow` field of a finding.
    pub struct WorkflowUpdate;
}

impl WorkflowUpdate {
    /// With the required properties:
    ///
    /// - `status`: The status of the investigation into the finding. The workflow status is
    ///   specific to an individual finding. It does not affect the generation of new findings. For
    ///   example, setting the workflow status to `SUPPRESSED` or `RESOLVED` does not prevent a new
    ///   finding for the same issue. The allowed values are the following. + `NEW` - The initial
    ///   state of a finding, before it is reviewed. Security Hub CSPM also resets `WorkFlowStatus`
    ///   from `NOTIFIED` or `RESOLVED` to `NEW` in the following cases: + The record state changes
    ///   from `ARCHIVED` to `ACTIVE`. + The compliance status changes from `PASSED` to either
    ///   `WARNING`, `FAILED`, or `NOT_AVAILABLE`. + `NOTIFIED` - Indicates that you notified the
    ///   resource owner about the security issue. Used when the initial reviewer is not the
    ///   resource owner, and needs intervention from the resource owner. + `RESOLVED` - The finding
    ///   was reviewed and remediated and is now considered resolved. + `SUPPRESSED` - Indicates
    ///   that you reviewed the finding and don't believe that any action is needed. The finding is
    ///   no longer updated.
    #[track_caller]
    pub fn new(status: impl IntoInput<OneOf<Status>>) -> Self {
        Self(Fields::new()).set_property("Status", status)
    }
}

arguments! {
    /// A set of [Security Finding Format
    /// (ASFF)](https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html)
    /// finding field attributes and corresponding expected values that ASH uses to filter findings.
    /// If a rule is enabled and a finding matches the criteria specified in this parameter, ASH
    /// applies the rule action to the finding.
    pub struct AutomationRulesFindingFilters;
}

impl AutomationRulesFindingFilters {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The AWS-account ID in which a finding was generated. Array Members: Minimum number of 1
    /// item. Maximum number of 100 items.
    ///
    /// Constraints: at most 100 elements.
    #[track_caller]
    pub fn aws_account_id(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("AwsAccountId", value)
    }

    /// The name of the company for the product that generated the finding. For control-based
    /// findings, the company is AWS. Array Members: Minimum number of 1 item. Maximum number of 20
    /// items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn company_name(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("CompanyName", value)
    }

    /// The unique identifier of a standard in which a control is enabled. This field consists of
    /// the resource portion of the Amazon Resource Name (ARN) returned for a standard in the
    /// [DescribeStandards](https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeStandards.html)
    /// API response. Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn compliance_associated_standards_id(
        self,
        value: impl IntoInput<Vec<Record<StringFilter>>>,
    ) -> Self {
        self.set_property("ComplianceAssociatedStandardsId", value)
    }

    /// The security control ID for which a finding was generated. Security control IDs are the same
    /// across standards. Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn compliance_security_control_id(
        self,
        value: impl IntoInput<Vec<Record<StringFilter>>>,
    ) -> Self {
        self.set_property("ComplianceSecurityControlId", value)
    }

    /// The result of a security check. This field is only used for findings generated from
    /// controls. Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn compliance_status(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("ComplianceStatus", value)
    }

    /// The likelihood that a finding accurately identifies the behavior or issue that it was
    /// intended to identify. `Confidence` is scored on a 0–100 basis using a ratio scale. A value
    /// of `0` means 0 percent confidence, and a value of `100` means 100 percent confidence. For
    /// example, a data exfiltration detection based on a statistical deviation of network traffic
    /// has low confidence because an actual exfiltration hasn't been verified. For more
    /// information, see
    /// [Confidence](https://docs.aws.amazon.com/securityhub/latest/userguide/asff-top-level-attributes.html#asff-confidence)
    /// in the *User Guide*. Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn confidence(self, value: impl IntoInput<Vec<Record<NumberFilter>>>) -> Self {
        self.set_property("Confidence", value)
    }

    /// A timestamp that indicates when this finding record was created. For more information about
    /// the validation and formatting of timestamp fields in ASHlong, see
    /// [Timestamps](https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html#timestamps).
    /// Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn created_at(self, value: impl IntoInput<Vec<Record<DateFilter>>>) -> Self {
        self.set_property("CreatedAt", value)
    }

    /// The level of importance that is assigned to the resources that are associated with a
    /// finding. `Criticality` is scored on a 0–100 basis, using a ratio scale that supports only
    /// full integers. A score of `0` means that the underlying resources have no criticality, and a
    /// score of `100` is reserved for the most critical resources. For more information, see
    /// [Criticality](https://docs.aws.amazon.com/securityhub/latest/userguide/asff-top-level-attributes.html#asff-criticality)
    /// in the *User Guide*. Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn criticality(self, value: impl IntoInput<Vec<Record<NumberFilter>>>) -> Self {
        self.set_property("Criticality", value)
    }

    /// A finding's description. Array Members: Minimum number of 1 item. Maximum number of 20
    /// items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("Description", value)
    }

    /// A timestamp that indicates when the potential security issue captured by a finding was first
    /// observed by the security findings product. For more information about the validation and
    /// formatting of timestamp fields in ASHlong, see
    /// [Timestamps](https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html#timestamps).
    /// Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn first_observed_at(self, value: impl IntoInput<Vec<Record<DateFilter>>>) -> Self {
        self.set_property("FirstObservedAt", value)
    }

    /// The identifier for the solution-specific component that generated a finding. Array Members:
    /// Minimum number of 1 item. Maximum number of 100 items.
    ///
    /// Constraints: at most 100 elements.
    #[track_caller]
    pub fn generator_id(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("GeneratorId", value)
    }

    /// The product-specific identifier for a finding. Array Members: Minimum number of 1 item.
    /// Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn id(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("Id", value)
    }

    /// A timestamp that indicates when the security findings provider most recently observed a
    /// change in the resource that is involved in the finding. For more information about the
    /// validation and formatting of timestamp fields in ASHlong, see
    /// [Timestamps](https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html#timestamps).
    /// Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn last_observed_at(self, value: impl IntoInput<Vec<Record<DateFilter>>>) -> Self {
        self.set_property("LastObservedAt", value)
    }

    /// The text of a user-defined note that's added to a finding. Array Members: Minimum number of
    /// 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn note_text(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("NoteText", value)
    }

    /// The timestamp of when the note was updated. For more information about the validation and
    /// formatting of timestamp fields in ASHlong, see
    /// [Timestamps](https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html#timestamps).
    /// Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn note_updated_at(self, value: impl IntoInput<Vec<Record<DateFilter>>>) -> Self {
        self.set_property("NoteUpdatedAt", value)
    }

    /// The principal that created a note. Array Members: Minimum number of 1 item. Maximum number
    /// of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn note_updated_by(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("NoteUpdatedBy", value)
    }

    /// The Amazon Resource Name (ARN) for a third-party product that generated a finding in
    /// Security Hub CSPM. Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn product_arn(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("ProductArn", value)
    }

    /// Provides the name of the product that generated the finding. For control-based findings, the
    /// product name is Security Hub CSPM. Array Members: Minimum number of 1 item. Maximum number
    /// of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn product_name(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("ProductName", value)
    }

    /// Provides the current state of a finding. Array Members: Minimum number of 1 item. Maximum
    /// number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn record_state(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("RecordState", value)
    }

    /// The product-generated identifier for a related finding. Array Members: Minimum number of 1
    /// item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn related_findings_id(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("RelatedFindingsId", value)
    }

    /// The ARN for the product that generated a related finding. Array Members: Minimum number of 1
    /// item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn related_findings_product_arn(
        self,
        value: impl IntoInput<Vec<Record<StringFilter>>>,
    ) -> Self {
        self.set_property("RelatedFindingsProductArn", value)
    }

    /// Custom fields and values about the resource that a finding pertains to. Array Members:
    /// Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn resource_details_other(self, value: impl IntoInput<Vec<Record<MapFilter>>>) -> Self {
        self.set_property("ResourceDetailsOther", value)
    }

    /// The identifier for the given resource type. For AWS resources that are identified by Amazon
    /// Resource Names (ARNs), this is the ARN. For AWS resources that lack ARNs, this is the
    /// identifier as defined by the AWS-service that created the resource. For non-AWS resources,
    /// this is a unique identifier that is associated with the resource. Array Members: Minimum
    /// number of 1 item. Maximum number of 100 items.
    ///
    /// Constraints: at most 100 elements.
    #[track_caller]
    pub fn resource_id(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("ResourceId", value)
    }

    /// The partition in which the resource that the finding pertains to is located. A partition is
    /// a group of AWS-Regions. Each AWS-account is scoped to one partition. Array Members: Minimum
    /// number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn resource_partition(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("ResourcePartition", value)
    }

    /// The AWS-Region where the resource that a finding pertains to is located. Array Members:
    /// Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn resource_region(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("ResourceRegion", value)
    }

    /// A list of AWS tags associated with a resource at the time the finding was processed. Array
    /// Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn resource_tags(self, value: impl IntoInput<Vec<Record<MapFilter>>>) -> Self {
        self.set_property("ResourceTags", value)
    }

    /// A finding's title. Array Members: Minimum number of 1 item. Maximum number of 100 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn resource_type(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("ResourceType", value)
    }

    /// The severity value of the finding. Array Members: Minimum number of 1 item. Maximum number
    /// of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn severity_label(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("SeverityLabel", value)
    }

    /// Provides a URL that links to a page about the current finding in the finding product. Array
    /// Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn source_url(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("SourceUrl", value)
    }

    /// A finding's title. Array Members: Minimum number of 1 item. Maximum number of 100 items.
    ///
    /// Constraints: at most 100 elements.
    #[track_caller]
    pub fn title(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("Title", value)
    }

    /// One or more finding types in the format of namespace/category/classifier that classify a
    /// finding. For a list of namespaces, classifiers, and categories, see [Types taxonomy for
    /// ASFF](https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html)
    /// in the *User Guide*. Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn r#type(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("Type", value)
    }

    /// A timestamp that indicates when the finding record was most recently updated. For more
    /// information about the validation and formatting of timestamp fields in ASHlong, see
    /// [Timestamps](https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html#timestamps).
    /// Array Members: Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn updated_at(self, value: impl IntoInput<Vec<Record<DateFilter>>>) -> Self {
        self.set_property("UpdatedAt", value)
    }

    /// A list of user-defined name and value string pairs added to a finding. Array Members:
    /// Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn user_defined_fields(self, value: impl IntoInput<Vec<Record<MapFilter>>>) -> Self {
        self.set_property("UserDefinedFields", value)
    }

    /// Provides the veracity of a finding. Array Members: Minimum number of 1 item. Maximum number
    /// of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn verification_state(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("VerificationState", value)
    }

    /// Provides information about the status of the investigation into a finding. Array Members:
    /// Minimum number of 1 item. Maximum number of 20 items.
    ///
    /// Constraints: at most 20 elements.
    #[track_caller]
    pub fn workflow_status(self, value: impl IntoInput<Vec<Record<StringFilter>>>) -> Self {
        self.set_property("WorkflowStatus", value)
    }
}

arguments! {
    /// A string filter for filtering ASHlong findings.
    pub struct StringFilter;
}

impl StringFilter {
    /// With the required properties:
    ///
    /// - `comparison`: The condition to apply to a string value when filtering Security Hub CSPM
    ///   findings. To search for values that have the filter value, use one of the following
    ///   comparison operators: + To search for values that include the filter value, use
    ///   `CONTAINS`. For example, the filter `Title CONTAINS CloudFront` matches findings that have
    ///   a `Title` that includes the string CloudFront. + To search for values that exactly match
    ///   the filter value, use `EQUALS`. For example, the filter `AwsAccountId EQUALS 123456789012`
    ///   only matches findings that have an account ID of `123456789012`. + To search for values
    ///   that start with the filter value, use `PREFIX`. For example, the filter `ResourceRegion
    ///   PREFIX us` matches findings that have a `ResourceRegion` that starts with `us`. A
    ///   `ResourceRegion` that starts with a different value, such as `af`, `ap`, or `ca`, doesn't
    ///   match. `CONTAINS`, `EQUALS`, and `PREFIX` filters on the same field are joined by `OR`. A
    ///   finding matches if it matches any one of those filters. For example, the filters `Title
    ///   CONTAINS CloudFront OR Title CONTAINS CloudWatch` match a finding that includes either
    ///   `CloudFront`, `CloudWatch`, or both strings in the title. To search for values that don’t
    ///   have the filter value, use one of the following comparison operators: + To search for
    ///   values that exclude the filter value, use `NOT_CONTAINS`. For example, the filter `Title
    ///   NOT_CONTAINS CloudFront` matches findings that have a `Title` that excludes the string
    ///   CloudFront. + To search for values other than the filter value, use `NOT_EQUALS`. For
    ///   example, the filter `AwsAccountId NOT_EQUALS 123456789012` only matches findings that have
    ///   an account ID other than `123456789012`. + To search for values that don't start with the
    ///   filter value, use `PREFIX_NOT_EQUALS`. For example, the filter `ResourceRegion
    ///   PREFIX_NOT_EQUALS us` matches findings with a `ResourceRegion` that starts with a value
    ///   other than `us`. `NOT_CONTAINS`, `NOT_EQUALS`, and `PREFIX_NOT_EQUALS` filters on the same
    ///   field are joined by `AND`. A finding matches only if it matches all of those filters. For
    ///   example, the filters `Title NOT_CONTAINS CloudFront AND Title NOT_CONTAINS CloudWatch`
    ///   match a finding that excludes both `CloudFront` and `CloudWatch` in the title. You can’t
    ///   have both a `CONTAINS` filter and a `NOT_CONTAINS` filter on the same field. Similarly,
    ///   you can't provide both an `EQUALS` filter and a `NOT_EQUALS` or `PREFIX_NOT_EQUALS` filter
    ///   on the same field. Combining filters in this way returns an error. `CONTAINS` filters can
    ///   only be used with other `CONTAINS` filters. `NOT_CONTAINS` filters can only be used with
    ///   other `NOT_CONTAINS` filters. You can combine `PREFIX` filters with `NOT_EQUALS` or
    ///   `PREFIX_NOT_EQUALS` filters for the same field. Security Hub CSPM first processes the
    ///   `PREFIX` filters, and then the `NOT_EQUALS` or `PREFIX_NOT_EQUALS` filters. For example,
    ///   for the following filters, Security Hub CSPM first identifies findings that have resource
    ///   types that start with either `AwsIam` or `AwsEc2`. It then excludes findings that have a
    ///   resource type of `AwsIamPolicy` and findings that have a resource type of
    ///   `AwsEc2NetworkInterface`. + `ResourceType PREFIX AwsIam` + `ResourceType PREFIX AwsEc2` +
    ///   `ResourceType NOT_EQUALS AwsIamPolicy` + `ResourceType NOT_EQUALS AwsEc2NetworkInterface`
    ///   The `CONTAINS` operator works with automation rules V1 and V2. The `NOT_CONTAINS` operator
    ///   works only with automation rules V1. The `CONTAINS_WORD` operator works only in the
    ///   `GetFindingsV2`, `GetFindingStatisticsV2`, `GetResourcesV2`, and
    ///   `GetResourcesStatisticsV2` APIs. For more information, see [Automation
    ///   rules](https://docs.aws.amazon.com/securityhub/latest/userguide/automation-rules.html) in
    ///   the *User Guide*.
    /// - `value`: The string filter value. Filter values are case sensitive. For example, the
    ///   product name for control-based findings is `Security Hub CSPM`. If you provide `security
    ///   hub` as the filter value, there's no match. Constraints: pattern `\S`.
    #[track_caller]
    pub fn new(
        comparison: impl IntoInput<OneOf<StringFilterComparison>>,
        value: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Comparison", comparison)
            .set_property("Value", value)
    }
}

arguments! {
    /// A number filter for querying findings.
    pub struct NumberFilter;
}

impl NumberFilter {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The equal-to condition to be applied to a single field when querying for findings.
    #[track_caller]
    pub fn eq(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("Eq", value)
    }

    /// The greater-than-equal condition to be applied to a single field when querying for findings.
    #[track_caller]
    pub fn gte(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("Gte", value)
    }

    /// The less-than-equal condition to be applied to a single field when querying for findings.
    #[track_caller]
    pub fn lte(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("Lte", value)
    }
}

arguments! {
    /// A date filter for querying findings.
    pub struct DateFilter;
}

impl DateFilter {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// A date range for the date filter.
    #[track_caller]
    pub fn date_range(self, value: impl IntoInput<Record<DateRange>>) -> Self {
        self.set_property("DateRange", value)
    }

    /// A timestamp that provides the end date for the date filter. For more information about the
    /// validation and formatting of timestamp fields in ASHlong, see
    /// [Timestamps](https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html#timestamps).
    #[track_caller]
    pub fn end(self, value: impl IntoInput<String>) -> Self {
        self.set_property("End", value)
    }

    /// A timestamp that provides the start date for the date filter. For more information about the
    /// validation and formatting of timestamp fields in ASHlong, see
    /// [Timestamps](https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html#timestamps).
    #[track_caller]
    pub fn start(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Start", value)
    }
}

arguments! {
    /// A date range for the date filter.
    pub struct DateRange;
}

impl DateRange {
    /// With the required properties:
    ///
    /// - `unit`: A date range unit for the date filter.
    /// - `value`: A date range value for the date filter.
    #[track_caller]
    pub fn new(unit: impl IntoInput<OneOf<Unit>>, value: impl IntoInput<f64>) -> Self {
        Self(Fields::new())
            .set_property("Unit", unit)
            .set_property("Value", value)
    }
}

arguments! {
    /// A map filter for filtering ASHlong findings. Each map filter provides the field to check
    /// for, the value to check for, and the comparison operator.
    pub struct MapFilter;
}

impl MapFilter {
    /// With the required properties:
    ///
    /// - `comparison`: The condition to apply to the key value when filtering Security Hub CSPM
    ///   findings with a map filter. To search for values that have the filter value, use one of
    ///   the following comparison operators: + To search for values that include the filter value,
    ///   use `CONTAINS`. For example, for the `ResourceTags` field, the filter `Department CONTAINS
    ///   Security` matches findings that include the value `Security` for the `Department` tag. In
    ///   the same example, a finding with a value of `Security team` for the `Department` tag is a
    ///   match. + To search for values that exactly match the filter value, use `EQUALS`. For
    ///   example, for the `ResourceTags` field, the filter `Department EQUALS Security` matches
    ///   findings that have the value `Security` for the `Department` tag. `CONTAINS` and `EQUALS`
    ///   filters on the same field are joined by `OR`. A finding matches if it matches any one of
    ///   those filters. For example, the filters `Department CONTAINS Security OR Department
    ///   CONTAINS Finance` match a finding that includes either `Security`, `Finance`, or both
    ///   values. To search for values that don't have the filter value, use one of the following
    ///   comparison operators: + To search for values that exclude the filter value, use
    ///   `NOT_CONTAINS`. For example, for the `ResourceTags` field, the filter `Department
    ///   NOT_CONTAINS Finance` matches findings that exclude the value `Finance` for the
    ///   `Department` tag. + To search for values other than the filter value, use `NOT_EQUALS`.
    ///   For example, for the `ResourceTags` field, the filter `Department NOT_EQUALS Finance`
    ///   matches findings that don’t have the value `Finance` for the `Department` tag.
    ///   `NOT_CONTAINS` and `NOT_EQUALS` filters on the same field are joined by `AND`. A finding
    ///   matches only if it matches all of those filters. For example, the filters `Department
    ///   NOT_CONTAINS Security AND Department NOT_CONTAINS Finance` match a finding that excludes
    ///   both the `Security` and `Finance` values. `CONTAINS` filters can only be used with other
    ///   `CONTAINS` filters. `NOT_CONTAINS` filters can only be used with other `NOT_CONTAINS`
    ///   filters. You can’t have both a `CONTAINS` filter and a `NOT_CONTAINS` filter on the same
    ///   field. Similarly, you can’t have both an `EQUALS` filter and a `NOT_EQUALS` filter on the
    ///   same field. Combining filters in this way returns an error. `CONTAINS` and `NOT_CONTAINS`
    ///   operators can be used only with automation rules. For more information, see [Automation
    ///   rules](https://docs.aws.amazon.com/securityhub/latest/userguide/automation-rules.html) in
    ///   the *User Guide*.
    /// - `key`: The key of the map filter. For example, for `ResourceTags`, `Key` identifies the
    ///   name of the tag. For `UserDefinedFields`, `Key` is the name of the field. Constraints:
    ///   pattern `\S`.
    /// - `value`: The value for the key in the map filter. Filter values are case sensitive. For
    ///   example, one of the values for a tag called `Department` might be `Security`. If you
    ///   provide `security` as the filter value, then there's no match.
    #[track_caller]
    pub fn new(
        comparison: impl IntoInput<OneOf<Comparison>>,
        key: impl IntoInput<String>,
        value: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Comparison", comparison)
            .set_property("Key", key)
            .set_property("Value", value)
    }
}

texts! {
    /// The values of `Label`.
    pub enum Label {
        /// `INFORMATIONAL`.
        Informational = "INFORMATIONAL",
        /// `LOW`.
        Low = "LOW",
        /// `MEDIUM`.
        Medium = "MEDIUM",
        /// `HIGH`.
        High = "HIGH",
        /// `CRITICAL`.
        Critical = "CRITICAL",
    }
}

texts! {
    /// The values of `VerificationState`.
    pub enum VerificationState {
        /// `UNKNOWN`.
        Unknown = "UNKNOWN",
        /// `TRUE_POSITIVE`.
        TruePositive = "TRUE_POSITIVE",
        /// `FALSE_POSITIVE`.
        FalsePositive = "FALSE_POSITIVE",
        /// `BENIGN_POSITIVE`.
        BenignPositive = "BENIGN_POSITIVE",
    }
}

texts! {
    /// The values of `Status`.
    pub enum Status {
        /// `NEW`.
        New = "NEW",
        /// `NOTIFIED`.
        Notified = "NOTIFIED",
        /// `RESOLVED`.
        Resolved = "RESOLVED",
        /// `SUPPRESSED`.
        Suppressed = "SUPPRESSED",
    }
}

texts! {
    /// The values of `Type`.
    pub enum Type {
        /// `FINDING_FIELDS_UPDATE`.
        FindingFieldsUpdate = "FINDING_FIELDS_UPDATE",
    }
}

texts! {
    /// The values of `Comparison`.
    pub enum StringFilterComparison {
        /// `EQUALS`.
        Equals = "EQUALS",
        /// `PREFIX`.
        Prefix = "PREFIX",
        /// `NOT_EQUALS`.
        NotEquals = "NOT_EQUALS",
        /// `PREFIX_NOT_EQUALS`.
        PrefixNotEquals = "PREFIX_NOT_EQUALS",
        /// `CONTAINS`.
        Contains = "CONTAINS",
        /// `NOT_CONTAINS`.
        NotContains = "NOT_CONTAINS",
    }
}

texts! {
    /// The values of `Unit`.
    pub enum Unit {
        /// `DAYS`.
        Days = "DAYS",
    }
}

texts! {
    /// The values of `Comparison`.
    pub enum Comparison {
        /// `EQUALS`.
        Equals = "EQUALS",
        /// `NOT_EQUALS`.
        NotEquals = "NOT_EQUALS",
        /// `CONTAINS`.
        Contains = "CONTAINS",
        /// `NOT_CONTAINS`.
        NotContains = "NOT_CONTAINS",
    }
}

texts! {
    /// The values of `RuleStatus`.
    pub enum RuleStatus {
        /// `ENABLED`.
        Enabled = "ENABLED",
        /// `DISABLED`.
        Disabled = "DISABLED",
    }
}
