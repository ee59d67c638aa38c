//! `AWS::QuickSight::DataSet`.
//!
//! Written by `schema add AWS::QuickSight::DataSet` from the schema
//! a2558431a8cb16c0b4566a2d71dba0a0. Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Definition of the AWS::QuickSight::DataSet Resource Type.
    pub struct DataSet: "AWS::QuickSight::DataSet", DataSetArgs;
}

impl DataSet {
    /// \<p>The Amazon Resource Name (ARN) of the resource.\</p>
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn arn(&self) -> Output<String> {
        self.attribute_at(&["Arn"])
    }

    /// The attribute `AwsAccountId`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn aws_account_id(&self) -> Output<String> {
        self.attribute_at(&["AwsAccountId"])
    }

    /// \<p>The amount of SPICE capacity used by this dataset. This is 0 if the dataset isn't
    /// imported into SPICE.\</p>
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn consumed_spice_capacity_in_bytes(&self) -> Output<f64> {
        self.attribute_at(&["ConsumedSpiceCapacityInBytes"])
    }

    /// \<p>The time that this dataset was created.\</p>
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn created_time(&self) -> Output<String> {
        self.attribute_at(&["CreatedTime"])
    }

    /// The attribute `DataSetId`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn data_set_id(&self) -> Output<String> {
        self.attribute_at(&["DataSetId"])
    }

    /// \<p>The last time that this dataset was updated.\</p>
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn last_updated_time(&self) -> Output<String> {
        self.attribute_at(&["LastUpdatedTime"])
    }

    /// \<p>The list of columns after all transforms. These columns are available in templates,
    /// analyses, and dashboards.\</p>
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn output_columns(&self) -> Output<Vec<Value>> {
        self.attribute_at(&["OutputColumns"])
    }
}

arguments! {
    /// The properties of [`DataSet`].
    pub struct DataSetArgs;
}

impl DataSetArgs {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AwsAccountId`.
    ///
    /// Constraints: length 12, pattern `^[0-9]{12}$`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn aws_account_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AwsAccountId", value)
    }

    /// \<p>Groupings of columns that work together in certain Amazon QuickSight features.
    /// Currently, only geospatial hierarchy is supported.\</p>
    ///
    /// Constraints: 1 to 8 elements.
    #[track_caller]
    pub fn column_groups(self, value: impl IntoInput<Vec<Record<ColumnGroup>>>) -> Self {
        self.set_property("ColumnGroups", value)
    }

    /// \<p>A set of one or more definitions of a \<code> \<a
    /// href="https://docs.aws.amazon.com/quicksight/latest/APIReference/API_ColumnLevelPermissionRule.html">ColumnLevelPermissionRule\</a>
    /// \</code>.\</p>
    ///
    /// Constraints: at least 1 elements.
    #[track_caller]
    pub fn column_level_permission_rules(
        self,
        value: impl IntoInput<Vec<Record<ColumnLevelPermissionRule>>>,
    ) -> Self {
        self.set_property("ColumnLevelPermissionRules", value)
    }

    /// `DataPrepConfiguration`.
    #[track_caller]
    pub fn data_prep_configuration(
        self,
        value: impl IntoInput<Record<DataPrepConfiguration>>,
    ) -> Self {
        self.set_property("DataPrepConfiguration", value)
    }

    /// `DataSetId`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn data_set_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DataSetId", value)
    }

    /// \<p>The refresh properties of a dataset.\</p>
    #[track_caller]
    pub fn data_set_refresh_properties(
        self,
        value: impl IntoInput<Record<DataSetRefreshProperties>>,
    ) -> Self {
        self.set_property("DataSetRefreshProperties", value)
    }

    /// \<p>The usage configuration to apply to child datasets that reference this dataset as a
    /// source.\</p>
    #[track_caller]
    pub fn data_set_usage_configuration(
        self,
        value: impl IntoInput<Record<DataSetUsageConfiguration>>,
    ) -> Self {
        self.set_property("DataSetUsageConfiguration", value)
    }

    /// \<p>The parameter declarations of the dataset.\</p>
    ///
    /// Constraints: at most 32 elements.
    #[track_caller]
    pub fn dataset_parameters(self, value: impl IntoInput<Vec<Record<DatasetParameter>>>) -> Self {
        self.set_property("DatasetParameters", value)
    }

    /// `FieldFolders`.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn field_folders(
        self,
        value: impl IntoInput<BTreeMap<String, Record<FieldFolder>>>,
    ) -> Self {
        self.set_property("FieldFolders", value)
    }

    /// \<p>When you create the dataset, Amazon QuickSight adds the dataset to these folders.\</p>
    ///
    /// Constraints: at most 10 elements.
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn folder_arns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("FolderArns", value)
    }

    /// `ImportMode`.
    #[track_caller]
    pub fn import_mode(self, value: impl IntoInput<OneOf<DataSetImportMode>>) -> Self {
        self.set_property("ImportMode", value)
    }

    /// \<p>Wait policy to use when creating/updating dataset. Default is to wait for SPICE
    /// ingestion to finish with timeout of 36 hours.\</p>
    ///
    /// AWS never returns the value, so that only a change of the program is a difference.
    #[track_caller]
    pub fn ingestion_wait_policy(self, value: impl IntoInput<Record<IngestionWaitPolicy>>) -> Self {
        self.set_property("IngestionWaitPolicy", value)
    }

    /// `LogicalTableMap`.
    ///
    /// Deprecated by AWS.
    #[track_caller]
    pub fn logical_table_map(
        self,
        value: impl IntoInput<BTreeMap<String, Record<LogicalTable>>>,
    ) -> Self {
        self.set_property("LogicalTableMap", value)
    }

    /// \<p>The display name for the dataset.\</p>
    ///
    /// Constraints: length 1 to 128.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// `PerformanceConfiguration`.
    #[track_caller]
    pub fn performance_configuration(
        self,
        value: impl IntoInput<Record<PerformanceConfiguration>>,
    ) -> Self {
        self.set_property("PerformanceConfiguration", value)
    }

    /// \<p>A list of resource permissions on the dataset.\</p>
    ///
    /// Constraints: 1 to 64 elements.
    #[track_caller]
    pub fn permissions(self, value: impl IntoInput<Vec<Record<ResourcePermission>>>) -> Self {
        self.set_property("Permissions", value)
    }

    /// `PhysicalTableMap`.
    #[track_caller]
    pub fn physical_table_map(
        self,
        value: impl IntoInput<BTreeMap<String, Record<PhysicalTable>>>,
    ) -> Self {
        self.set_property("PhysicalTableMap", value)
    }

    /// \<p>Information about a dataset that contains permissions for row-level security (RLS). The
    /// permissions dataset maps fields to users or groups. For more information, see \<a
    /// href="https://docs.aws.amazon.com/quicksight/latest/user/restrict-access-to-a-data-set-using-row-level-security.html">Using
    /// Row-Level Security (RLS) to Restrict Access to a Dataset\</a> in the \<i>Amazon QuickSight
    /// User Guide\</i>.\</p> \<p>The option to deny permissions by setting
    /// \<code>PermissionPolicy\</code> to \<code>DENY_ACCESS\</code> is not supported for new RLS
    /// datasets.\</p>
    ///
    /// Deprecated by AWS.
    #[track_caller]
    pub fn row_level_permission_data_set(
        self,
        value: impl IntoInput<Record<RowLevelPermissionDataSet>>,
    ) -> Self {
        self.set_property("RowLevelPermissionDataSet", value)
    }

    /// \<p>The configuration of tags on a dataset to set row-level security. \</p>
    ///
    /// Deprecated by AWS.
    #[track_caller]
    pub fn row_level_permission_tag_configuration(
        self,
        value: impl IntoInput<Record<RowLevelPermissionTagConfiguration>>,
    ) -> Self {
        self.set_property("RowLevelPermissionTagConfiguration", value)
    }

    /// `SemanticModelConfiguration`.
    #[track_caller]
    pub fn semantic_model_configuration(
        self,
        value: impl IntoInput<Record<SemanticModelConfiguration>>,
    ) -> Self {
        self.set_property("SemanticModelConfiguration", value)
    }

    /// \<p>Contains a map of the key-value pairs for the resource tag or tags assigned to the
    /// dataset.\</p>
    ///
    /// Constraints: 1 to 200 elements.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Vec<Record<Tag>>>) -> Self {
        self.set_property("Tags", value)
    }

    /// `UseAs`.
    #[track_caller]
    pub fn use_as(self, value: impl IntoInput<OneOf<DataSetUseAs>>) -> Self {
        self.set_property("UseAs", value)
    }
}

arguments! {
    /// \<p>Groupings of columns that work together in certain Amazon QuickSight features. This is a
    /// variant type structure. For this structure to be valid, only one of the attributes can be
    /// non-null.\</p>
    pub struct ColumnGroup;
}

impl ColumnGroup {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>Geospatial column group that denotes a hierarchy.\</p>
    #[track_caller]
    pub fn geo_spatial_column_group(
        self,
        value: impl IntoInput<Record<GeoSpatialColumnGroup>>,
    ) -> Self {
        self.set_property("GeoSpatialColumnGroup", value)
    }
}

arguments! {
    /// \<p>Geospatial column group that denotes a hierarchy.\</p>
    pub struct GeoSpatialColumnGroup;
}

impl GeoSpatialColumnGroup {
    /// With the required properties:
    ///
    /// - `columns`: \<p>Columns in this hierarchy.\</p> Constraints: 1 to 16 elements.
    /// - `name`: \<p>A display name for the hierarchy.\</p> Constraints: length 1 to 64.
    #[track_caller]
    pub fn new(columns: impl IntoInput<Vec<String>>, name: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Columns", columns)
            .set_property("Name", name)
    }

    /// `CountryCode`.
    #[track_caller]
    pub fn country_code(self, value: impl IntoInput<OneOf<GeoSpatialCountryCode>>) -> Self {
        self.set_property("CountryCode", value)
    }
}

arguments! {
    /// \<p>A rule defined to grant access on one or more restricted columns. Each dataset can have
    /// multiple rules. To create a restricted column, you add it to one or more rules. Each rule
    /// must contain at least one column and at least one user or group. To be able to see a
    /// restricted column, a user or group needs to be added to a rule for that column.\</p>
    pub struct ColumnLevelPermissionRule;
}

impl ColumnLevelPermissionRule {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>An array of column names.\</p>
    ///
    /// Constraints: at least 1 elements.
    #[track_caller]
    pub fn column_names(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ColumnNames", value)
    }

    /// \<p>An array of Amazon Resource Names (ARNs) for Amazon QuickSight users or groups.\</p>
    ///
    /// Constraints: 1 to 100 elements.
    #[track_caller]
    pub fn principals(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Principals", value)
    }
}

arguments! {
    /// `DataPrepConfiguration`.
    pub struct DataPrepConfiguration;
}

impl DataPrepConfiguration {
    /// With the required properties:
    ///
    /// - `destination_table_map`: `DestinationTableMap`.
    /// - `source_table_map`: `SourceTableMap`.
    /// - `transform_step_map`: `TransformStepMap`.
    #[track_caller]
    pub fn new(
        destination_table_map: impl IntoInput<BTreeMap<String, Record<DestinationTable>>>,
        source_table_map: impl IntoInput<BTreeMap<String, Record<SourceTable>>>,
        transform_step_map: impl IntoInput<BTreeMap<String, Record<TransformStep>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DestinationTableMap", destination_table_map)
            .set_property("SourceTableMap", source_table_map)
            .set_property("TransformStepMap", transform_step_map)
    }
}

arguments! {
    /// `DestinationTable`.
    pub struct DestinationTable;
}

impl DestinationTable {
    /// With the required properties:
    ///
    /// - `alias`: `Alias`. Constraints: length 1 to 64.
    /// - `source`: `Source`.
    #[track_caller]
    pub fn new(
        alias: impl IntoInput<String>,
        source: impl IntoInput<Record<DestinationTableSource>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Alias", alias)
            .set_property("Source", source)
    }
}

arguments! {
    /// `DestinationTableSource`.
    pub struct DestinationTableSource;
}

impl DestinationTableSource {
    /// With the required properties:
    ///
    /// - `transform_operation_id`: `TransformOperationId`. Constraints: length 1 to 64, pattern
    ///   `^[0-9a-zA-Z-]*$`.
    #[track_caller]
    pub fn new(transform_operation_id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("TransformOperationId", transform_operation_id)
    }
}

arguments! {
    /// `SourceTable`.
    pub struct SourceTable;
}

impl SourceTable {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `DataSet`.
    #[track_caller]
    pub fn data_set(self, value: impl IntoInput<Record<ParentDataSet>>) -> Self {
        self.set_property("DataSet", value)
    }

    /// `PhysicalTableId`.
    ///
    /// Constraints: length 1 to 64, pattern `^[0-9a-zA-Z-]*$`.
    #[track_caller]
    pub fn physical_table_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PhysicalTableId", value)
    }
}

arguments! {
    /// `ParentDataSet`.
    pub struct ParentDataSet;
}

impl ParentDataSet {
    /// With the required properties:
    ///
    /// - `data_set_arn`: `DataSetArn`.
    /// - `input_columns`: `InputColumns`. Constraints: at most 2048 elements.
    #[track_caller]
    pub fn new(
        data_set_arn: impl IntoInput<String>,
        input_columns: impl IntoInput<Vec<Record<InputColumn>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DataSetArn", data_set_arn)
            .set_property("InputColumns", input_columns)
    }
}

arguments! {
    /// \<p>Metadata for a column that is used as the input of a transform operation.\</p>
    pub struct InputColumn;
}

impl InputColumn {
    /// With the required properties:
    ///
    /// - `name`: \<p>The name of this column in the underlying data source.\</p> Constraints:
    ///   length 1 to 127.
    /// - `type`: `Type`.
    #[track_caller]
    pub fn new(
        name: impl IntoInput<String>,
        r#type: impl IntoInput<OneOf<InputColumnDataType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Name", name)
            .set_property("Type", r#type)
    }

    /// `Id`.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Id", value)
    }

    /// `SubType`.
    #[track_caller]
    pub fn sub_type(self, value: impl IntoInput<OneOf<ColumnDataSubType>>) -> Self {
        self.set_property("SubType", value)
    }
}

arguments! {
    /// `TransformStep`.
    pub struct TransformStep;
}

impl TransformStep {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AggregateStep`.
    #[track_caller]
    pub fn aggregate_step(self, value: impl IntoInput<Record<AggregateOperation>>) -> Self {
        self.set_property("AggregateStep", value)
    }

    /// `AppendStep`.
    #[track_caller]
    pub fn append_step(self, value: impl IntoInput<Record<AppendOperation>>) -> Self {
        self.set_property("AppendStep", value)
    }

    /// `CastColumnTypesStep`.
    #[track_caller]
    pub fn cast_column_types_step(
        self,
        value: impl IntoInput<Record<CastColumnTypesOperation>>,
    ) -> Self {
        self.set_property("CastColumnTypesStep", value)
    }

    /// \<p>A transform operation that creates calculated columns. Columns created in one such
    /// operation form a lexical closure.\</p>
    #[track_caller]
    pub fn create_columns_step(
        self,
        value: impl IntoInput<Record<CreateColumnsOperation>>,
    ) -> Self {
        self.set_property("CreateColumnsStep", value)
    }

    /// `FiltersStep`.
    #[track_caller]
    pub fn filters_step(self, value: impl IntoInput<Record<FiltersOperation>>) -> Self {
        self.set_property("FiltersStep", value)
    }

    /// `ImportTableStep`.
    #[track_caller]
    pub fn import_table_step(self, value: impl IntoInput<Record<ImportTableOperation>>) -> Self {
        self.set_property("ImportTableStep", value)
    }

    /// `JoinStep`.
    #[track_caller]
    pub fn join_step(self, value: impl IntoInput<Record<JoinOperation>>) -> Self {
        self.set_property("JoinStep", value)
    }

    /// `PivotStep`.
    #[track_caller]
    pub fn pivot_step(self, value: impl IntoInput<Record<PivotOperation>>) -> Self {
        self.set_property("PivotStep", value)
    }

    /// \<p>A transform operation that projects columns. Operations that come after a projection can
    /// only refer to projected columns.\</p>
    #[track_caller]
    pub fn project_step(self, value: impl IntoInput<Record<ProjectOperation>>) -> Self {
        self.set_property("ProjectStep", value)
    }

    /// `RenameColumnsStep`.
    #[track_caller]
    pub fn rename_columns_step(
        self,
        value: impl IntoInput<Record<RenameColumnsOperation>>,
    ) -> Self {
        self.set_property("RenameColumnsStep", value)
    }

    /// `UnpivotStep`.
    #[track_caller]
    pub fn unpivot_step(self, value: impl IntoInput<Record<UnpivotOperation>>) -> Self {
        self.set_property("UnpivotStep", value)
    }
}

arguments! {
    /// `AggregateOperation`.
    pub struct AggregateOperation;
}

impl AggregateOperation {
    /// With the required properties:
    ///
    /// - `aggregations`: `Aggregations`. Constraints: at most 128 elements.
    /// - `alias`: `Alias`. Constraints: length 1 to 64.
    /// - `source`: `Source`.
    #[track_caller]
    pub fn new(
        aggregations: impl IntoInput<Vec<Record<Aggregation>>>,
        alias: impl IntoInput<String>,
        source: impl IntoInput<Record<TransformOperationSource>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Aggregations", aggregations)
            .set_property("Alias", alias)
            .set_property("Source", source)
    }

    /// `GroupByColumnNames`.
    ///
    /// Constraints: at most 128 elements.
    #[track_caller]
    pub fn group_by_column_names(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("GroupByColumnNames", value)
    }
}

arguments! {
    /// `Aggregation`.
    pub struct Aggregation;
}

impl Aggregation {
    /// With the required properties:
    ///
    /// - `aggregation_function`: `AggregationFunction`.
    /// - `new_column_id`: `NewColumnId`. Constraints: length 1 to 64.
    /// - `new_column_name`: `NewColumnName`. Constraints: length 1 to 127.
    #[track_caller]
    pub fn new(
        aggregation_function: impl IntoInput<Record<DataPrepAggregationFunction>>,
        new_column_id: impl IntoInput<String>,
        new_column_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("AggregationFunction", aggregation_function)
            .set_property("NewColumnId", new_column_id)
            .set_property("NewColumnName", new_column_name)
    }
}

arguments! {
    /// `DataPrepAggregationFunction`.
    pub struct DataPrepAggregationFunction;
}

impl DataPrepAggregationFunction {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ListAggregation`.
    #[track_caller]
    pub fn list_aggregation(
        self,
        value: impl IntoInput<Record<DataPrepListAggregationFunction>>,
    ) -> Self {
        self.set_property("ListAggregation", value)
    }

    /// `PercentileAggregation`.
    #[track_caller]
    pub fn percentile_aggregation(
        self,
        value: impl IntoInput<Record<DataPrepPercentileAggregationFunction>>,
    ) -> Self {
        self.set_property("PercentileAggregation", value)
    }

    /// `SimpleAggregation`.
    #[track_caller]
    pub fn simple_aggregation(
        self,
        value: impl IntoInput<Record<DataPrepSimpleAggregationFunction>>,
    ) -> Self {
        self.set_property("SimpleAggregation", value)
    }
}

arguments! {
    /// `DataPrepListAggregationFunction`.
    pub struct DataPrepListAggregationFunction;
}

impl DataPrepListAggregationFunction {
    /// With the required properties:
    ///
    /// - `distinct`: `Distinct`. Default: `false`.
    /// - `separator`: `Separator`.
    #[track_caller]
    pub fn new(distinct: impl IntoInput<bool>, separator: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Distinct", distinct)
            .set_property("Separator", separator)
    }

    /// `InputColumnName`.
    ///
    /// Constraints: length 1 to 127.
    #[track_caller]
    pub fn input_column_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("InputColumnName", value)
    }
}

arguments! {
    /// `DataPrepPercentileAggregationFunction`.
    pub struct DataPrepPercentileAggregationFunction;
}

impl DataPrepPercentileAggregationFunction {
    /// With the required properties:
    ///
    /// - `percentile_value`: `PercentileValue`. Constraints: value 0 to 100. Default: `0`.
    #[track_caller]
    pub fn new(percentile_value: impl IntoInput<f64>) -> Self {
        Self(Fields::new()).set_property("PercentileValue", percentile_value)
    }

    /// `InputColumnName`.
    ///
    /// Constraints: length 1 to 127.
    #[track_caller]
    pub fn input_column_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("InputColumnName", value)
    }
}

arguments! {
    /// `DataPrepSimpleAggregationFunction`.
    pub struct DataPrepSimpleAggregationFunction;
}

impl DataPrepSimpleAggregationFunction {
    /// With the required properties:
    ///
    /// - `function_type`: `FunctionType`.
    #[track_caller]
    pub fn new(
        function_type: impl IntoInput<OneOf<DataPrepSimpleAggregationFunctionType>>,
    ) -> Self {
        Self(Fields::new()).set_property("FunctionType", function_type)
    }

    /// `InputColumnName`.
    ///
    /// Constraints: length 1 to 127.
    #[track_caller]
    pub fn input_column_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("InputColumnName", value)
    }
}

arguments! {
    /// `TransformOperationSource`.
    pub struct TransformOperationSource;
}

impl TransformOperationSource {
    /// With the required properties:
    ///
    /// - `transform_operation_id`: `TransformOperationId`. Constraints: length 1 to 64, pattern
    ///   `^[0-9a-zA-Z-]*$`.
    #[track_caller]
    pub fn new(transform_operation_id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("TransformOperationId", transform_operation_id)
    }

    /// `ColumnIdMappings`.
    ///
    /// Constraints: 1 to 2048 elements.
    #[track_caller]
    pub fn column_id_mappings(
        self,
        value: impl IntoInput<Vec<Record<DataSetColumnIdMapping>>>,
    ) -> Self {
        self.set_property("ColumnIdMappings", value)
    }
}

arguments! {
    /// `DataSetColumnIdMapping`.
    pub struct DataSetColumnIdMapping;
}

impl DataSetColumnIdMapping {
    /// With the required properties:
    ///
    /// - `source_column_id`: `SourceColumnId`. Constraints: length 1 to 256.
    /// - `target_column_id`: `TargetColumnId`. Constraints: length 1 to 64.
    #[track_caller]
    pub fn new(
        source_column_id: impl IntoInput<String>,
        target_column_id: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("SourceColumnId", source_column_id)
            .set_property("TargetColumnId", target_column_id)
    }
}

arguments! {
    /// `AppendOperation`.
    pub struct AppendOperation;
}

impl AppendOperation {
    /// With the required properties:
    ///
    /// - `alias`: `Alias`. Constraints: length 1 to 64.
    /// - `appended_columns`: `AppendedColumns`. Constraints: at most 2048 elements.
    #[track_caller]
    pub fn new(
        alias: impl IntoInput<String>,
        appended_columns: impl IntoInput<Vec<Record<AppendedColumn>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Alias", alias)
            .set_property("AppendedColumns", appended_columns)
    }

    /// `FirstSource`.
    #[track_caller]
    pub fn first_source(self, value: impl IntoInput<Record<TransformOperationSource>>) -> Self {
        self.set_property("FirstSource", value)
    }

    /// `SecondSource`.
    #[track_caller]
    pub fn second_source(self, value: impl IntoInput<Record<TransformOperationSource>>) -> Self {
        self.set_property("SecondSource", value)
    }
}

arguments! {
    /// `AppendedColumn`.
    pub struct AppendedColumn;
}

impl AppendedColumn {
    /// With the required properties:
    ///
    /// - `column_name`: `ColumnName`. Constraints: length 1 to 127.
    /// - `new_column_id`: `NewColumnId`. Constraints: length 1 to 64.
    #[track_caller]
    pub fn new(column_name: impl IntoInput<String>, new_column_id: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("ColumnName", column_name)
            .set_property("NewColumnId", new_column_id)
    }
}

arguments! {
    /// `CastColumnTypesOperation`.
    pub struct CastColumnTypesOperation;
}

impl CastColumnTypesOperation {
    /// With the required properties:
    ///
    /// - `alias`: `Alias`. Constraints: length 1 to 64.
    /// - `cast_column_type_operations`: `CastColumnTypeOperations`. Constraints: at most 2048
    ///   elements.
    /// - `source`: `Source`.
    #[track_caller]
    pub fn new(
        alias: impl IntoInput<String>,
        cast_column_type_operations: impl IntoInput<Vec<Record<CastColumnTypeOperation>>>,
        source: impl IntoInput<Record<TransformOperationSource>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Alias", alias)
            .set_property("CastColumnTypeOperations", cast_column_type_operations)
            .set_property("Source", source)
    }
}

arguments! {
    /// \<p>A transform operation that casts a column to a different type.\</p>
    pub struct CastColumnTypeOperation;
}

impl CastColumnTypeOperation {
    /// With the required properties:
    ///
    /// - `column_name`: \<p>Column name.\</p> Constraints: length 1 to 127.
    /// - `new_column_type`: `NewColumnType`.
    #[track_caller]
    pub fn new(
        column_name: impl IntoInput<String>,
        new_column_type: impl IntoInput<OneOf<ColumnDataType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ColumnName", column_name)
            .set_property("NewColumnType", new_column_type)
    }

    /// \<p>When casting a column from string to datetime type, you can supply a string in a format
    /// supported by Amazon QuickSight to denote the source data format.\</p>
    ///
    /// Constraints: length at most 32.
    #[track_caller]
    pub fn format(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Format", value)
    }

    /// `SubType`.
    #[track_caller]
    pub fn sub_type(self, value: impl IntoInput<OneOf<ColumnDataSubType>>) -> Self {
        self.set_property("SubType", value)
    }
}

arguments! {
    /// \<p>A transform operation that creates calculated columns. Columns created in one such
    /// operation form a lexical closure.\</p>
    pub struct CreateColumnsOperation;
}

impl CreateColumnsOperation {
    /// With the required properties:
    ///
    /// - `columns`: \<p>Calculated columns to create.\</p> Constraints: at most 256 elements.
    #[track_caller]
    pub fn new(columns: impl IntoInput<Vec<Record<CalculatedColumn>>>) -> Self {
        Self(Fields::new()).set_property("Columns", columns)
    }

    /// `Alias`.
    ///
    /// Constraints: length 1 to 64.
    #[track_caller]
    pub fn alias(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Alias", value)
    }

    /// `Source`.
    #[track_caller]
    pub fn source(self, value: impl IntoInput<Record<TransformOperationSource>>) -> Self {
        self.set_property("Source", value)
    }
}

arguments! {
    /// \<p>A calculated column for a dataset.\</p>
    pub struct CalculatedColumn;
}

impl CalculatedColumn {
    /// With the required properties:
    ///
    /// - `column_id`: \<p>A unique ID to identify a calculated column. During a dataset update, if
    ///   the column ID of a calculated column matches that of an existing calculated column, Amazon
    ///   QuickSight preserves the existing calculated column.\</p> Constraints: length 1 to 64.
    /// - `column_name`: \<p>Column name.\</p> Constraints: length 1 to 127.
    /// - `expression`: \<p>An expression that defines the calculated column.\</p> Constraints:
    ///   length 1 to 250000.
    #[track_caller]
    pub fn new(
        column_id: impl IntoInput<String>,
        column_name: impl IntoInput<String>,
        expression: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ColumnId", column_id)
            .set_property("ColumnName", column_name)
            .set_property("Expression", expression)
    }
}

arguments! {
    /// `FiltersOperation`.
    pub struct FiltersOperation;
}

impl FiltersOperation {
    /// With the required properties:
    ///
    /// - `alias`: `Alias`. Constraints: length 1 to 64.
    /// - `filter_operations`: `FilterOperations`. Constraints: at most 128 elements.
    /// - `source`: `Source`.
    #[track_caller]
    pub fn new(
        alias: impl IntoInput<String>,
        filter_operations: impl IntoInput<Vec<Record<FilterOperation>>>,
        source: impl IntoInput<Record<TransformOperationSource>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Alias", alias)
            .set_property("FilterOperations", filter_operations)
            .set_property("Source", source)
    }
}

arguments! {
    /// \<p>A transform operation that filters rows based on a condition.\</p>
    pub struct FilterOperation;
}

impl FilterOperation {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>An expression that must evaluate to a Boolean value. Rows for which the expression
    /// evaluates to true are kept in the dataset.\</p>
    ///
    /// Constraints: length 1 to 4096.
    #[track_caller]
    pub fn condition_expression(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConditionExpression", value)
    }

    /// `DateFilterCondition`.
    #[track_caller]
    pub fn date_filter_condition(
        self,
        value: impl IntoInput<Record<DataSetDateFilterCondition>>,
    ) -> Self {
        self.set_property("DateFilterCondition", value)
    }

    /// `NumericFilterCondition`.
    #[track_caller]
    pub fn numeric_filter_condition(
        self,
        value: impl IntoInput<Record<DataSetNumericFilterCondition>>,
    ) -> Self {
        self.set_property("NumericFilterCondition", value)
    }

    /// `StringFilterCondition`.
    #[track_caller]
    pub fn string_filter_condition(
        self,
        value: impl IntoInput<Record<DataSetStringFilterCondition>>,
    ) -> Self {
        self.set_property("StringFilterCondition", value)
    }
}

arguments! {
    /// `DataSetDateFilterCondition`.
    pub struct DataSetDateFilterCondition;
}

impl DataSetDateFilterCondition {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ColumnName`.
    ///
    /// Constraints: length 1 to 127.
    #[track_caller]
    pub fn column_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ColumnName", value)
    }

    /// `ComparisonFilterCondition`.
    #[track_caller]
    pub fn comparison_filter_condition(
        self,
        value: impl IntoInput<Record<DataSetDateComparisonFilterCondition>>,
    ) -> Self {
        self.set_property("ComparisonFilterCondition", value)
    }

    /// `RangeFilterCondition`.
    #[track_caller]
    pub fn range_filter_condition(
        self,
        value: impl IntoInput<Record<DataSetDateRangeFilterCondition>>,
    ) -> Self {
        self.set_property("RangeFilterCondition", value)
    }
}

arguments! {
    /// `DataSetDateComparisonFilterCondition`.
    pub struct DataSetDateComparisonFilterCondition;
}

impl DataSetDateComparisonFilterCondition {
    /// With the required properties:
    ///
    /// - `operator`: `Operator`.
    #[track_caller]
    pub fn new(operator: impl IntoInput<OneOf<DataSetDateComparisonFilterOperator>>) -> Self {
        Self(Fields::new()).set_property("Operator", operator)
    }

    /// `Value`.
    #[track_caller]
    pub fn value(self, value: impl IntoInput<Record<DataSetDateFilterValue>>) -> Self {
        self.set_property("Value", value)
    }
}

arguments! {
    /// `DataSetDateFilterValue`.
    pub struct DataSetDateFilterValue;
}

impl DataSetDateFilterValue {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `StaticValue`.
    #[track_caller]
    pub fn static_value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("StaticValue", value)
    }
}

arguments! {
    /// `DataSetDateRangeFilterCondition`.
    pub struct DataSetDateRangeFilterCondition;
}

impl DataSetDateRangeFilterCondition {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `IncludeMaximum`.
    #[track_caller]
    pub fn include_maximum(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeMaximum", value)
    }

    /// `IncludeMinimum`.
    #[track_caller]
    pub fn include_minimum(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeMinimum", value)
    }

    /// `RangeMaximum`.
    #[track_caller]
    pub fn range_maximum(self, value: impl IntoInput<Record<DataSetDateFilterValue>>) -> Self {
        self.set_property("RangeMaximum", value)
    }

    /// `RangeMinimum`.
    #[track_caller]
    pub fn range_minimum(self, value: impl IntoInput<Record<DataSetDateFilterValue>>) -> Self {
        self.set_property("RangeMinimum", value)
    }
}

arguments! {
    /// `DataSetNumericFilterCondition`.
    pub struct DataSetNumericFilterCondition;
}

impl DataSetNumericFilterCondition {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ColumnName`.
    ///
    /// Constraints: length 1 to 127.
    #[track_caller]
    pub fn column_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ColumnName", value)
    }

    /// `ComparisonFilterCondition`.
    #[track_caller]
    pub fn comparison_filter_condition(
        self,
        value: impl IntoInput<Record<DataSetNumericComparisonFilterCondition>>,
    ) -> Self {
        self.set_property("ComparisonFilterCondition", value)
    }

    /// `RangeFilterCondition`.
    #[track_caller]
    pub fn range_filter_condition(
        self,
        value: impl IntoInput<Record<DataSetNumericRangeFilterCondition>>,
    ) -> Self {
        self.set_property("RangeFilterCondition", value)
    }
}

arguments! {
    /// `DataSetNumericComparisonFilterCondition`.
    pub struct DataSetNumericComparisonFilterCondition;
}

impl DataSetNumericComparisonFilterCondition {
    /// With the required properties:
    ///
    /// - `operator`: `Operator`.
    #[track_caller]
    pub fn new(operator: impl IntoInput<OneOf<DataSetNumericComparisonFilterOperator>>) -> Self {
        Self(Fields::new()).set_property("Operator", operator)
    }

    /// `Value`.
    #[track_caller]
    pub fn value(self, value: impl IntoInput<Record<DataSetNumericFilterValue>>) -> Self {
        self.set_property("Value", value)
    }
}

arguments! {
    /// `DataSetNumericFilterValue`.
    pub struct DataSetNumericFilterValue;
}

impl DataSetNumericFilterValue {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `StaticValue`.
    #[track_caller]
    pub fn static_value(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("StaticValue", value)
    }
}

arguments! {
    /// `DataSetNumericRangeFilterCondition`.
    pub struct DataSetNumericRangeFilterCondition;
}

impl DataSetNumericRangeFilterCondition {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `IncludeMaximum`.
    #[track_caller]
    pub fn include_maximum(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeMaximum", value)
    }

    /// `IncludeMinimum`.
    #[track_caller]
    pub fn include_minimum(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeMinimum", value)
    }

    /// `RangeMaximum`.
    #[track_caller]
    pub fn range_maximum(self, value: impl IntoInput<Record<DataSetNumericFilterValue>>) -> Self {
        self.set_property("RangeMaximum", value)
    }

    /// `RangeMinimum`.
    #[track_caller]
    pub fn range_minimum(self, value: impl IntoInput<Record<DataSetNumericFilterValue>>) -> Self {
        self.set_property("RangeMinimum", value)
    }
}

arguments! {
    /// `DataSetStringFilterCondition`.
    pub struct DataSetStringFilterCondition;
}

impl DataSetStringFilterCondition {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ColumnName`.
    ///
    /// Constraints: length 1 to 127.
    #[track_caller]
    pub fn column_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ColumnName", value)
    }

    /// `ComparisonFilterCondition`.
    #[track_caller]
    pub fn comparison_filter_condition(
        self,
        value: impl IntoInput<Record<DataSetStringComparisonFilterCondition>>,
    ) -> Self {
        self.set_property("ComparisonFilterCondition", value)
    }

    /// `ListFilterCondition`.
    #[track_caller]
    pub fn list_filter_condition(
        self,
        value: impl IntoInput<Record<DataSetStringListFilterCondition>>,
    ) -> Self {
        self.set_property("ListFilterCondition", value)
    }
}

arguments! {
    /// `DataSetStringComparisonFilterCondition`.
    pub struct DataSetStringComparisonFilterCondition;
}

impl DataSetStringComparisonFilterCondition {
    /// With the required properties:
    ///
    /// - `operator`: `Operator`.
    #[track_caller]
    pub fn new(operator: impl IntoInput<OneOf<DataSetStringComparisonFilterOperator>>) -> Self {
        Self(Fields::new()).set_property("Operator", operator)
    }

    /// `Value`.
    #[track_caller]
    pub fn value(self, value: impl IntoInput<Record<DataSetStringFilterValue>>) -> Self {
        self.set_property("Value", value)
    }
}

arguments! {
    /// `DataSetStringFilterValue`.
    pub struct DataSetStringFilterValue;
}

impl DataSetStringFilterValue {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `StaticValue`.
    ///
    /// Constraints: length at most 512.
    #[track_caller]
    pub fn static_value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("StaticValue", value)
    }
}

arguments! {
    /// `DataSetStringListFilterCondition`.
    pub struct DataSetStringListFilterCondition;
}

impl DataSetStringListFilterCondition {
    /// With the required properties:
    ///
    /// - `operator`: `Operator`.
    #[track_caller]
    pub fn new(operator: impl IntoInput<OneOf<DataSetStringListFilterOperator>>) -> Self {
        Self(Fields::new()).set_property("Operator", operator)
    }

    /// `Values`.
    #[track_caller]
    pub fn values(self, value: impl IntoInput<Record<DataSetStringListFilterValue>>) -> Self {
        self.set_property("Values", value)
    }
}

arguments! {
    /// `DataSetStringListFilterValue`.
    pub struct DataSetStringListFilterValue;
}

impl DataSetStringListFilterValue {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `StaticValues`.
    ///
    /// Constraints: at most 1000 elements.
    #[track_caller]
    pub fn static_values(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("StaticValues", value)
    }
}

arguments! {
    /// `ImportTableOperation`.
    pub struct ImportTableOperation;
}

impl ImportTableOperation {
    /// With the required properties:
    ///
    /// - `alias`: `Alias`. Constraints: length 1 to 64.
    /// - `source`: `Source`.
    #[track_caller]
    pub fn new(
        alias: impl IntoInput<String>,
        source: impl IntoInput<Record<ImportTableOperationSource>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Alias", alias)
            .set_property("Source", source)
    }
}

arguments! {
    /// `ImportTableOperationSource`.
    pub struct ImportTableOperationSource;
}

impl ImportTableOperationSource {
    /// With the required properties:
    ///
    /// - `source_table_id`: `SourceTableId`. Constraints: length 1 to 64, pattern
    ///   `^[0-9a-zA-Z-]*$`.
    #[track_caller]
    pub fn new(source_table_id: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("SourceTableId", source_table_id)
    }

    /// `ColumnIdMappings`.
    ///
    /// Constraints: 1 to 2048 elements.
    #[track_caller]
    pub fn column_id_mappings(
        self,
        value: impl IntoInput<Vec<Record<DataSetColumnIdMapping>>>,
    ) -> Self {
        self.set_property("ColumnIdMappings", value)
    }
}

arguments! {
    /// `JoinOperation`.
    pub struct JoinOperation;
}

impl JoinOperation {
    /// With the required properties:
    ///
    /// - `alias`: `Alias`. Constraints: length 1 to 64.
    /// - `left_operand`: `LeftOperand`.
    /// - `on_clause`: `OnClause`. Constraints: length 1 to 512.
    /// - `right_operand`: `RightOperand`.
    /// - `type`: `Type`.
    #[track_caller]
    pub fn new(
        alias: impl IntoInput<String>,
        left_operand: impl IntoInput<Record<TransformOperationSource>>,
        on_clause: impl IntoInput<String>,
        right_operand: impl IntoInput<Record<TransformOperationSource>>,
        r#type: impl IntoInput<OneOf<JoinOperationType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Alias", alias)
            .set_property("LeftOperand", left_operand)
            .set_property("OnClause", on_clause)
            .set_property("RightOperand", right_operand)
            .set_property("Type", r#type)
    }

    /// `LeftOperandProperties`.
    #[track_caller]
    pub fn left_operand_properties(
        self,
        value: impl IntoInput<Record<JoinOperandProperties>>,
    ) -> Self {
        self.set_property("LeftOperandProperties", value)
    }

    /// `RightOperandProperties`.
    #[track_caller]
    pub fn right_operand_properties(
        self,
        value: impl IntoInput<Record<JoinOperandProperties>>,
    ) -> Self {
        self.set_property("RightOperandProperties", value)
    }
}

arguments! {
    /// `JoinOperandProperties`.
    pub struct JoinOperandProperties;
}

impl JoinOperandProperties {
    /// With the required properties:
    ///
    /// - `output_column_name_overrides`: `OutputColumnNameOverrides`. Constraints: 1 to 2048
    ///   elements.
    #[track_caller]
    pub fn new(
        output_column_name_overrides: impl IntoInput<Vec<Record<OutputColumnNameOverride>>>,
    ) -> Self {
        Self(Fields::new()).set_property("OutputColumnNameOverrides", output_column_name_overrides)
    }
}

arguments! {
    /// `OutputColumnNameOverride`.
    pub struct OutputColumnNameOverride;
}

impl OutputColumnNameOverride {
    /// With the required properties:
    ///
    /// - `output_column_name`: `OutputColumnName`. Constraints: length 1 to 127.
    #[track_caller]
    pub fn new(output_column_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("OutputColumnName", output_column_name)
    }

    /// `SourceColumnName`.
    ///
    /// Constraints: length 1 to 127.
    #[track_caller]
    pub fn source_column_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("SourceColumnName", value)
    }
}

arguments! {
    /// `PivotOperation`.
    pub struct PivotOperation;
}

impl PivotOperation {
    /// With the required properties:
    ///
    /// - `alias`: `Alias`. Constraints: length 1 to 64.
    /// - `pivot_configuration`: `PivotConfiguration`.
    /// - `source`: `Source`.
    /// - `value_column_configuration`: `ValueColumnConfiguration`.
    #[track_caller]
    pub fn new(
        alias: impl IntoInput<String>,
        pivot_configuration: impl IntoInput<Record<PivotConfiguration>>,
        source: impl IntoInput<Record<TransformOperationSource>>,
        value_column_configuration: impl IntoInput<Record<ValueColumnConfiguration>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Alias", alias)
            .set_property("PivotConfiguration", pivot_configuration)
            .set_property("Source", source)
            .set_property("ValueColumnConfiguration", value_column_configuration)
    }

    /// `GroupByColumnNames`.
    ///
    /// Constraints: at most 128 elements.
    #[track_caller]
    pub fn group_by_column_names(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("GroupByColumnNames", value)
    }
}

arguments! {
    /// `PivotConfiguration`.
    pub struct PivotConfiguration;
}

impl PivotConfiguration {
    /// With the required properties:
    ///
    /// - `pivoted_labels`: `PivotedLabels`. Constraints: at most 100 elements.
    #[track_caller]
    pub fn new(pivoted_labels: impl IntoInput<Vec<Record<PivotedLabel>>>) -> Self {
        Self(Fields::new()).set_property("PivotedLabels", pivoted_labels)
    }

    /// `LabelColumnName`.
    ///
    /// Constraints: length 1 to 127.
    #[track_caller]
    pub fn label_column_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LabelColumnName", value)
    }
}

arguments! {
    /// `PivotedLabel`.
    pub struct PivotedLabel;
}

impl PivotedLabel {
    /// With the required properties:
    ///
    /// - `label_name`: `LabelName`. Constraints: length at most 2047.
    /// - `new_column_id`: `NewColumnId`. Constraints: length 1 to 64.
    /// - `new_column_name`: `NewColumnName`. Constraints: length 1 to 127.
    #[track_caller]
    pub fn new(
        label_name: impl IntoInput<String>,
        new_column_id: impl IntoInput<String>,
        new_column_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("LabelName", label_name)
            .set_property("NewColumnId", new_column_id)
            .set_property("NewColumnName", new_column_name)
    }
}

arguments! {
    /// `ValueColumnConfiguration`.
    pub struct ValueColumnConfiguration;
}

impl ValueColumnConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AggregationFunction`.
    #[track_caller]
    pub fn aggregation_function(
        self,
        value: impl IntoInput<Record<DataPrepAggregationFunction>>,
    ) -> Self {
        self.set_property("AggregationFunction", value)
    }
}

arguments! {
    /// \<p>A transform operation that projects columns. Operations that come after a projection can
    /// only refer to projected columns.\</p>
    pub struct ProjectOperation;
}

impl ProjectOperation {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Alias`.
    ///
    /// Constraints: length 1 to 64.
    #[track_caller]
    pub fn alias(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Alias", value)
    }

    /// \<p>Projected columns.\</p>
    ///
    /// Constraints: at most 2048 elements.
    #[track_caller]
    pub fn projected_columns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ProjectedColumns", value)
    }

    /// `Source`.
    #[track_caller]
    pub fn source(self, value: impl IntoInput<Record<TransformOperationSource>>) -> Self {
        self.set_property("Source", value)
    }
}

arguments! {
    /// `RenameColumnsOperation`.
    pub struct RenameColumnsOperation;
}

impl RenameColumnsOperation {
    /// With the required properties:
    ///
    /// - `alias`: `Alias`. Constraints: length 1 to 64.
    /// - `rename_column_operations`: `RenameColumnOperations`. Constraints: at most 2048 elements.
    /// - `source`: `Source`.
    #[track_caller]
    pub fn new(
        alias: impl IntoInput<String>,
        rename_column_operations: impl IntoInput<Vec<Record<RenameColumnOperation>>>,
        source: impl IntoInput<Record<TransformOperationSource>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Alias", alias)
            .set_property("RenameColumnOperations", rename_column_operations)
            .set_property("Source", source)
    }
}

arguments! {
    /// \<p>A transform operation that renames a column.\</p>
    pub struct RenameColumnOperation;
}

impl RenameColumnOperation {
    /// With the required properties:
    ///
    /// - `column_name`: \<p>The name of the column to be renamed.\</p> Constraints: length 1 to
    ///   127.
    /// - `new_column_name`: \<p>The new name for the column.\</p> Constraints: length 1 to 127.
    #[track_caller]
    pub fn new(
        column_name: impl IntoInput<String>,
        new_column_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ColumnName", column_name)
            .set_property("NewColumnName", new_column_name)
    }
}

arguments! {
    /// `UnpivotOperation`.
    pub struct UnpivotOperation;
}

impl UnpivotOperation {
    /// With the required properties:
    ///
    /// - `alias`: `Alias`. Constraints: length 1 to 64.
    /// - `columns_to_unpivot`: `ColumnsToUnpivot`. Constraints: at most 100 elements.
    /// - `source`: `Source`.
    /// - `unpivoted_label_column_id`: `UnpivotedLabelColumnId`. Constraints: length 1 to 64.
    /// - `unpivoted_label_column_name`: `UnpivotedLabelColumnName`. Constraints: length 1 to 127.
    /// - `unpivoted_value_column_id`: `UnpivotedValueColumnId`. Constraints: length 1 to 64.
    /// - `unpivoted_value_column_name`: `UnpivotedValueColumnName`. Constraints: length 1 to 127.
    #[track_caller]
    pub fn new(
        alias: impl IntoInput<String>,
        columns_to_unpivot: impl IntoInput<Vec<Record<ColumnToUnpivot>>>,
        source: impl IntoInput<Record<TransformOperationSource>>,
        unpivoted_label_column_id: impl IntoInput<String>,
        unpivoted_label_column_name: impl IntoInput<String>,
        unpivoted_value_column_id: impl IntoInput<String>,
        unpivoted_value_column_name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Alias", alias)
            .set_property("ColumnsToUnpivot", columns_to_unpivot)
            .set_property("Source", source)
            .set_property("UnpivotedLabelColumnId", unpivoted_label_column_id)
            .set_property("UnpivotedLabelColumnName", unpivoted_label_column_name)
            .set_property("UnpivotedValueColumnId", unpivoted_value_column_id)
            .set_property("UnpivotedValueColumnName", unpivoted_value_column_name)
    }
}

arguments! {
    /// `ColumnToUnpivot`.
    pub struct ColumnToUnpivot;
}

impl ColumnToUnpivot {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ColumnName`.
    ///
    /// Constraints: length 1 to 127.
    #[track_caller]
    pub fn column_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ColumnName", value)
    }

    /// `NewValue`.
    ///
    /// Constraints: length at most 2047.
    #[track_caller]
    pub fn new_value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("NewValue", value)
    }
}

arguments! {
    /// \<p>The refresh properties of a dataset.\</p>
    pub struct DataSetRefreshProperties;
}

impl DataSetRefreshProperties {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `FailureConfiguration`.
    #[track_caller]
    pub fn failure_configuration(
        self,
        value: impl IntoInput<Record<RefreshFailureConfiguration>>,
    ) -> Self {
        self.set_property("FailureConfiguration", value)
    }

    /// \<p>The refresh configuration of a dataset.\</p>
    #[track_caller]
    pub fn refresh_configuration(
        self,
        value: impl IntoInput<Record<RefreshConfiguration>>,
    ) -> Self {
        self.set_property("RefreshConfiguration", value)
    }
}

arguments! {
    /// `RefreshFailureConfiguration`.
    pub struct RefreshFailureConfiguration;
}

impl RefreshFailureConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `EmailAlert`.
    #[track_caller]
    pub fn email_alert(self, value: impl IntoInput<Record<RefreshFailureEmailAlert>>) -> Self {
        self.set_property("EmailAlert", value)
    }
}

arguments! {
    /// `RefreshFailureEmailAlert`.
    pub struct RefreshFailureEmailAlert;
}

impl RefreshFailureEmailAlert {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AlertStatus`.
    #[track_caller]
    pub fn alert_status(self, value: impl IntoInput<OneOf<RefreshFailureAlertStatus>>) -> Self {
        self.set_property("AlertStatus", value)
    }
}

arguments! {
    /// \<p>The refresh configuration of a dataset.\</p>
    pub struct RefreshConfiguration;
}

impl RefreshConfiguration {
    /// With the required properties:
    ///
    /// - `incremental_refresh`: \<p>The incremental refresh configuration for a dataset.\</p>
    #[track_caller]
    pub fn new(incremental_refresh: impl IntoInput<Record<IncrementalRefresh>>) -> Self {
        Self(Fields::new()).set_property("IncrementalRefresh", incremental_refresh)
    }
}

arguments! {
    /// \<p>The incremental refresh configuration for a dataset.\</p>
    pub struct IncrementalRefresh;
}

impl IncrementalRefresh {
    /// With the required properties:
    ///
    /// - `lookback_window`: \<p>The lookback window setup of an incremental refresh
    ///   configuration.\</p>
    #[track_caller]
    pub fn new(lookback_window: impl IntoInput<Record<LookbackWindow>>) -> Self {
        Self(Fields::new()).set_property("LookbackWindow", lookback_window)
    }
}

arguments! {
    /// \<p>The lookback window setup of an incremental refresh configuration.\</p>
    pub struct LookbackWindow;
}

impl LookbackWindow {
    /// With the required properties:
    ///
    /// - `column_name`: \<p>The name of the lookback window column.\</p>
    /// - `size`: \<p>The lookback window column size.\</p> Constraints: value at least 1. Default:
    ///   `0`.
    /// - `size_unit`: `SizeUnit`.
    #[track_caller]
    pub fn new(
        column_name: impl IntoInput<String>,
        size: impl IntoInput<f64>,
        size_unit: impl IntoInput<OneOf<LookbackWindowSizeUnit>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ColumnName", column_name)
            .set_property("Size", size)
            .set_property("SizeUnit", size_unit)
    }
}

arguments! {
    /// \<p>The usage configuration to apply to child datasets that reference this dataset as a
    /// source.\</p>
    pub struct DataSetUsageConfiguration;
}

impl DataSetUsageConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>An option that controls whether a child dataset of a direct query can use this dataset
    /// as a source.\</p>
    ///
    /// Default: `false`.
    #[track_caller]
    pub fn disable_use_as_direct_query_source(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("DisableUseAsDirectQuerySource", value)
    }

    /// \<p>An option that controls whether a child dataset that's stored in QuickSight can use this
    /// dataset as a source.\</p>
    ///
    /// Default: `false`.
    #[track_caller]
    pub fn disable_use_as_imported_source(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("DisableUseAsImportedSource", value)
    }
}

arguments! {
    /// \<p>A dataset parameter.\</p>
    pub struct DatasetParameter;
}

impl DatasetParameter {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>A date time parameter for a dataset.\</p>
    #[track_caller]
    pub fn date_time_dataset_parameter(
        self,
        value: impl IntoInput<Record<DateTimeDatasetParameter>>,
    ) -> Self {
        self.set_property("DateTimeDatasetParameter", value)
    }

    /// \<p>A decimal parameter for a dataset.\</p>
    #[track_caller]
    pub fn decimal_dataset_parameter(
        self,
        value: impl IntoInput<Record<DecimalDatasetParameter>>,
    ) -> Self {
        self.set_property("DecimalDatasetParameter", value)
    }

    /// \<p>An integer parameter for a dataset.\</p>
    #[track_caller]
    pub fn integer_dataset_parameter(
        self,
        value: impl IntoInput<Record<IntegerDatasetParameter>>,
    ) -> Self {
        self.set_property("IntegerDatasetParameter", value)
    }

    /// \<p>A string parameter for a dataset.\</p>
    #[track_caller]
    pub fn string_dataset_parameter(
        self,
        value: impl IntoInput<Record<StringDatasetParameter>>,
    ) -> Self {
        self.set_property("StringDatasetParameter", value)
    }
}

arguments! {
    /// \<p>A date time parameter for a dataset.\</p>
    pub struct DateTimeDatasetParameter;
}

impl DateTimeDatasetParameter {
    /// With the required properties:
    ///
    /// - `id`: \<p>An identifier for the parameter that is created in the dataset.\</p>
    ///   Constraints: length 1 to 128, pattern `^[a-zA-Z0-9-]+$`.
    /// - `name`: \<p>The name of the date time parameter that is created in the dataset.\</p>
    ///   Constraints: length 1 to 2048, pattern `^[a-zA-Z0-9]+$`.
    /// - `value_type`: `ValueType`.
    #[track_caller]
    pub fn new(
        id: impl IntoInput<String>,
        name: impl IntoInput<String>,
        value_type: impl IntoInput<OneOf<DatasetParameterValueType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Id", id)
            .set_property("Name", name)
            .set_property("ValueType", value_type)
    }

    /// \<p>The default values of a date time parameter.\</p>
    #[track_caller]
    pub fn default_values(
        self,
        value: impl IntoInput<Record<DateTimeDatasetParameterDefaultValues>>,
    ) -> Self {
        self.set_property("DefaultValues", value)
    }

    /// `TimeGranularity`.
    #[track_caller]
    pub fn time_granularity(self, value: impl IntoInput<OneOf<TimeGranularity>>) -> Self {
        self.set_property("TimeGranularity", value)
    }
}

arguments! {
    /// \<p>The default values of a date time parameter.\</p>
    pub struct DateTimeDatasetParameterDefaultValues;
}

impl DateTimeDatasetParameterDefaultValues {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>A list of static default values for a given date time parameter.\</p>
    ///
    /// Constraints: at most 32 elements.
    #[track_caller]
    pub fn static_values(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("StaticValues", value)
    }
}

arguments! {
    /// \<p>A decimal parameter for a dataset.\</p>
    pub struct DecimalDatasetParameter;
}

impl DecimalDatasetParameter {
    /// With the required properties:
    ///
    /// - `id`: \<p>An identifier for the decimal parameter created in the dataset.\</p>
    ///   Constraints: length 1 to 128, pattern `^[a-zA-Z0-9-]+$`.
    /// - `name`: \<p>The name of the decimal parameter that is created in the dataset.\</p>
    ///   Constraints: length 1 to 2048, pattern `^[a-zA-Z0-9]+$`.
    /// - `value_type`: `ValueType`.
    #[track_caller]
    pub fn new(
        id: impl IntoInput<String>,
        name: impl IntoInput<String>,
        value_type: impl IntoInput<OneOf<DatasetParameterValueType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Id", id)
            .set_property("Name", name)
            .set_property("ValueType", value_type)
    }

    /// \<p>The default values of a decimal parameter.\</p>
    #[track_caller]
    pub fn default_values(
        self,
        value: impl IntoInput<Record<DecimalDatasetParameterDefaultValues>>,
    ) -> Self {
        self.set_property("DefaultValues", value)
    }
}

arguments! {
    /// \<p>The default values of a decimal parameter.\</p>
    pub struct DecimalDatasetParameterDefaultValues;
}

impl DecimalDatasetParameterDefaultValues {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>A list of static default values for a given decimal parameter.\</p>
    ///
    /// Constraints: at most 32 elements.
    #[track_caller]
    pub fn static_values(self, value: impl IntoInput<Vec<f64>>) -> Self {
        self.set_property("StaticValues", value)
    }
}

arguments! {
    /// \<p>An integer parameter for a dataset.\</p>
    pub struct IntegerDatasetParameter;
}

impl IntegerDatasetParameter {
    /// With the required properties:
    ///
    /// - `id`: \<p>An identifier for the integer parameter created in the dataset.\</p>
    ///   Constraints: length 1 to 128, pattern `^[a-zA-Z0-9-]+$`.
    /// - `name`: \<p>The name of the integer parameter that is created in the dataset.\</p>
    ///   Constraints: length 1 to 2048, pattern `^[a-zA-Z0-9]+$`.
    /// - `value_type`: `ValueType`.
    #[track_caller]
    pub fn new(
        id: impl IntoInput<String>,
        name: impl IntoInput<String>,
        value_type: impl IntoInput<OneOf<DatasetParameterValueType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Id", id)
            .set_property("Name", name)
            .set_property("ValueType", value_type)
    }

    /// \<p>The default values of an integer parameter.\</p>
    #[track_caller]
    pub fn default_values(
        self,
        value: impl IntoInput<Record<IntegerDatasetParameterDefaultValues>>,
    ) -> Self {
        self.set_property("DefaultValues", value)
    }
}

arguments! {
    /// \<p>The default values of an integer parameter.\</p>
    pub struct IntegerDatasetParameterDefaultValues;
}

impl IntegerDatasetParameterDefaultValues {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>A list of static default values for a given integer parameter.\</p>
    ///
    /// Constraints: at most 32 elements.
    #[track_caller]
    pub fn static_values(self, value: impl IntoInput<Vec<i64>>) -> Self {
        self.set_property("StaticValues", value)
    }
}

arguments! {
    /// \<p>A string parameter for a dataset.\</p>
    pub struct StringDatasetParameter;
}

impl StringDatasetParameter {
    /// With the required properties:
    ///
    /// - `id`: \<p>An identifier for the string parameter that is created in the dataset.\</p>
    ///   Constraints: length 1 to 128, pattern `^[a-zA-Z0-9-]+$`.
    /// - `name`: \<p>The name of the string parameter that is created in the dataset.\</p>
    ///   Constraints: length 1 to 2048, pattern `^[a-zA-Z0-9]+$`.
    /// - `value_type`: `ValueType`.
    #[track_caller]
    pub fn new(
        id: impl IntoInput<String>,
        name: impl IntoInput<String>,
        value_type: impl IntoInput<OneOf<DatasetParameterValueType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Id", id)
            .set_property("Name", name)
            .set_property("ValueType", value_type)
    }

    /// \<p>The default values of a string parameter.\</p>
    #[track_caller]
    pub fn default_values(
        self,
        value: impl IntoInput<Record<StringDatasetParameterDefaultValues>>,
    ) -> Self {
        self.set_property("DefaultValues", value)
    }
}

arguments! {
    /// \<p>The default values of a string parameter.\</p>
    pub struct StringDatasetParameterDefaultValues;
}

impl StringDatasetParameterDefaultValues {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>A list of static default values for a given string parameter.\</p>
    ///
    /// Constraints: at most 32 elements.
    #[track_caller]
    pub fn static_values(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("StaticValues", value)
    }
}

arguments! {
    /// \<p>A FieldFolder element is a folder that contains fields and nested subfolders.\</p>
    pub struct FieldFolder;
}

impl FieldFolder {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>A folder has a list of columns. A column can only be in one folder.\</p>
    ///
    /// Constraints: at most 5000 elements.
    #[track_caller]
    pub fn columns(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Columns", value)
    }

    /// \<p>The description for a field folder.\</p>
    ///
    /// Constraints: length at most 500.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }
}

arguments! {
    /// \<p>Wait policy to use when creating/updating dataset. Default is to wait for SPICE
    /// ingestion to finish with timeout of 36 hours.\</p>
    pub struct IngestionWaitPolicy;
}

impl IngestionWaitPolicy {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>The maximum time (in hours) to wait for Ingestion to complete. Default timeout is 36
    /// hours. Applicable only when DataSetImportMode mode is set to SPICE and WaitForSpiceIngestion
    /// is set to true.\</p>
    ///
    /// Constraints: value 1 to 36.
    ///
    /// Default: `36`.
    #[track_caller]
    pub fn ingestion_wait_time_in_hours(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("IngestionWaitTimeInHours", value)
    }

    /// \<p>Wait for SPICE ingestion to finish to mark dataset creation/update successful. Default
    /// (true). Applicable only when DataSetImportMode mode is set to SPICE.\</p>
    ///
    /// Default: `true`.
    #[track_caller]
    pub fn wait_for_spice_ingestion(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("WaitForSpiceIngestion", value)
    }
}

arguments! {
    /// \<p>A \<i>logical table\</i> is a unit that joins and that data transformations operate on.
    /// A logical table has a source, which can be either a physical table or result of a join. When
    /// a logical table points to a physical table, the logical table acts as a mutable copy of that
    /// physical table through transform operations.\</p>
    pub struct LogicalTable;
}

impl LogicalTable {
    /// With the required properties:
    ///
    /// - `alias`: \<p>A display name for the logical table.\</p> Constraints: length 1 to 64.
    /// - `source`: \<p>Information about the source of a logical table. This is a variant type
    ///   structure. For this structure to be valid, only one of the attributes can be
    ///   non-null.\</p>
    #[track_caller]
    pub fn new(
        alias: impl IntoInput<String>,
        source: impl IntoInput<Record<LogicalTableSource>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Alias", alias)
            .set_property("Source", source)
    }

    /// \<p>Transform operations that act on this logical table. For this structure to be valid,
    /// only one of the attributes can be non-null. \</p>
    ///
    /// Constraints: 1 to 2048 elements.
    #[track_caller]
    pub fn data_transforms(self, value: impl IntoInput<Vec<Record<TransformOperation>>>) -> Self {
        self.set_property("DataTransforms", value)
    }
}

arguments! {
    /// \<p>A data transformation on a logical table. This is a variant type structure. For this
    /// structure to be valid, only one of the attributes can be non-null.\</p>
    pub struct TransformOperation;
}

impl TransformOperation {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>A transform operation that casts a column to a different type.\</p>
    #[track_caller]
    pub fn cast_column_type_operation(
        self,
        value: impl IntoInput<Record<CastColumnTypeOperation>>,
    ) -> Self {
        self.set_property("CastColumnTypeOperation", value)
    }

    /// \<p>A transform operation that creates calculated columns. Columns created in one such
    /// operation form a lexical closure.\</p>
    #[track_caller]
    pub fn create_columns_operation(
        self,
        value: impl IntoInput<Record<CreateColumnsOperation>>,
    ) -> Self {
        self.set_property("CreateColumnsOperation", value)
    }

    /// \<p>A transform operation that filters rows based on a condition.\</p>
    #[track_caller]
    pub fn filter_operation(self, value: impl IntoInput<Record<FilterOperation>>) -> Self {
        self.set_property("FilterOperation", value)
    }

    /// \<p>A transform operation that overrides the dataset parameter values that are defined in
    /// another dataset.\</p>
    #[track_caller]
    pub fn override_dataset_parameter_operation(
        self,
        value: impl IntoInput<Record<OverrideDatasetParameterOperation>>,
    ) -> Self {
        self.set_property("OverrideDatasetParameterOperation", value)
    }

    /// \<p>A transform operation that projects columns. Operations that come after a projection can
    /// only refer to projected columns.\</p>
    #[track_caller]
    pub fn project_operation(self, value: impl IntoInput<Record<ProjectOperation>>) -> Self {
        self.set_property("ProjectOperation", value)
    }

    /// \<p>A transform operation that renames a column.\</p>
    #[track_caller]
    pub fn rename_column_operation(
        self,
        value: impl IntoInput<Record<RenameColumnOperation>>,
    ) -> Self {
        self.set_property("RenameColumnOperation", value)
    }

    /// \<p>A transform operation that tags a column with additional information.\</p>
    #[track_caller]
    pub fn tag_column_operation(self, value: impl IntoInput<Record<TagColumnOperation>>) -> Self {
        self.set_property("TagColumnOperation", value)
    }

    /// \<p>A transform operation that removes tags associated with a column.\</p>
    #[track_caller]
    pub fn untag_column_operation(
        self,
        value: impl IntoInput<Record<UntagColumnOperation>>,
    ) -> Self {
        self.set_property("UntagColumnOperation", value)
    }
}

arguments! {
    /// \<p>A transform operation that overrides the dataset parameter values that are defined in
    /// another dataset.\</p>
    pub struct OverrideDatasetParameterOperation;
}

impl OverrideDatasetParameterOperation {
    /// With the required properties:
    ///
    /// - `parameter_name`: \<p>The name of the parameter to be overridden with different
    ///   values.\</p> Constraints: length 1 to 2048, pattern `^[a-zA-Z0-9]+$`.
    #[track_caller]
    pub fn new(parameter_name: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("ParameterName", parameter_name)
    }

    /// \<p>The configuration that overrides the existing default values for a dataset parameter
    /// that is inherited from another dataset.\</p>
    #[track_caller]
    pub fn new_default_values(self, value: impl IntoInput<Record<NewDefaultValues>>) -> Self {
        self.set_property("NewDefaultValues", value)
    }

    /// \<p>The new name for the parameter.\</p>
    ///
    /// Constraints: length 1 to 2048, pattern `^[a-zA-Z0-9]+$`.
    #[track_caller]
    pub fn new_parameter_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("NewParameterName", value)
    }
}

arguments! {
    /// \<p>The configuration that overrides the existing default values for a dataset parameter
    /// that is inherited from another dataset.\</p>
    pub struct NewDefaultValues;
}

impl NewDefaultValues {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>A list of static default values for a given date time parameter.\</p>
    ///
    /// Constraints: at most 32 elements.
    #[track_caller]
    pub fn date_time_static_values(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("DateTimeStaticValues", value)
    }

    /// \<p>A list of static default values for a given decimal parameter.\</p>
    ///
    /// Constraints: at most 32 elements.
    #[track_caller]
    pub fn decimal_static_values(self, value: impl IntoInput<Vec<f64>>) -> Self {
        self.set_property("DecimalStaticValues", value)
    }

    /// \<p>A list of static default values for a given integer parameter.\</p>
    ///
    /// Constraints: at most 32 elements.
    #[track_caller]
    pub fn integer_static_values(self, value: impl IntoInput<Vec<i64>>) -> Self {
        self.set_property("IntegerStaticValues", value)
    }

    /// \<p>A list of static default values for a given string parameter.\</p>
    ///
    /// Constraints: at most 32 elements.
    #[track_caller]
    pub fn string_static_values(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("StringStaticValues", value)
    }
}

arguments! {
    /// \<p>A transform operation that tags a column with additional information.\</p>
    pub struct TagColumnOperation;
}

impl TagColumnOperation {
    /// With the required properties:
    ///
    /// - `column_name`: \<p>The column that this operation acts on.\</p> Constraints: length 1 to
    ///   127.
    /// - `tags`: \<p>The dataset column tag, currently only used for geospatial type tagging.\</p>
    ///   \<note> \<p>This is not tags for the Amazon Web Services tagging feature.\</p> \</note>
    ///   Constraints: 1 to 16 elements.
    #[track_caller]
    pub fn new(
        column_name: impl IntoInput<String>,
        tags: impl IntoInput<Vec<Record<ColumnTag>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ColumnName", column_name)
            .set_property("Tags", tags)
    }
}

arguments! {
    /// \<p>A tag for a column in a \<code> \<a
    /// href="https://docs.aws.amazon.com/quicksight/latest/APIReference/API_TagColumnOperation.html">TagColumnOperation\</a>
    /// \</code> structure. This is a variant type structure. For this structure to be valid, only
    /// one of the attributes can be non-null.\</p>
    pub struct ColumnTag;
}

impl ColumnTag {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>Metadata that contains a description for a column.\</p>
    #[track_caller]
    pub fn column_description(self, value: impl IntoInput<Record<ColumnDescription>>) -> Self {
        self.set_property("ColumnDescription", value)
    }

    /// `ColumnGeographicRole`.
    #[track_caller]
    pub fn column_geographic_role(self, value: impl IntoInput<OneOf<GeoSpatialDataRole>>) -> Self {
        self.set_property("ColumnGeographicRole", value)
    }
}

arguments! {
    /// \<p>Metadata that contains a description for a column.\</p>
    pub struct ColumnDescription;
}

impl ColumnDescription {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>The text of a description for a column.\</p>
    ///
    /// Constraints: length at most 500.
    #[track_caller]
    pub fn text(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Text", value)
    }
}

arguments! {
    /// \<p>A transform operation that removes tags associated with a column.\</p>
    pub struct UntagColumnOperation;
}

impl UntagColumnOperation {
    /// With the required properties:
    ///
    /// - `column_name`: \<p>The column that this operation acts on.\</p> Constraints: length 1 to
    ///   127.
    /// - `tag_names`: \<p>The column tags to remove from this column.\</p>
    #[track_caller]
    pub fn new(
        column_name: impl IntoInput<String>,
        tag_names: impl IntoInput<Vec<OneOf<ColumnTagName>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ColumnName", column_name)
            .set_property("TagNames", tag_names)
    }
}

arguments! {
    /// \<p>Information about the source of a logical table. This is a variant type structure. For
    /// this structure to be valid, only one of the attributes can be non-null.\</p>
    pub struct LogicalTableSource;
}

impl LogicalTableSource {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>The Amazon Resource Number (ARN) of the parent dataset.\</p>
    #[track_caller]
    pub fn data_set_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DataSetArn", value)
    }

    /// \<p>The instructions associated with a join. \</p>
    #[track_caller]
    pub fn join_instruction(self, value: impl IntoInput<Record<JoinInstruction>>) -> Self {
        self.set_property("JoinInstruction", value)
    }

    /// \<p>Physical table ID.\</p>
    ///
    /// Constraints: length 1 to 64, pattern `^[0-9a-zA-Z-]*$`.
    #[track_caller]
    pub fn physical_table_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("PhysicalTableId", value)
    }
}

arguments! {
    /// \<p>The instructions associated with a join. \</p>
    pub struct JoinInstruction;
}

impl JoinInstruction {
    /// With the required properties:
    ///
    /// - `left_operand`: \<p>The operand on the left side of a join.\</p> Constraints: length 1 to
    ///   64, pattern `^[0-9a-zA-Z-]*$`.
    /// - `on_clause`: \<p>The join instructions provided in the \<code>ON\</code> clause of a
    ///   join.\</p> Constraints: length 1 to 512.
    /// - `right_operand`: \<p>The operand on the right side of a join.\</p> Constraints: length 1
    ///   to 64, pattern `^[0-9a-zA-Z-]*$`.
    /// - `type`: `Type`.
    #[track_caller]
    pub fn new(
        left_operand: impl IntoInput<String>,
        on_clause: impl IntoInput<String>,
        right_operand: impl IntoInput<String>,
        r#type: impl IntoInput<OneOf<JoinType>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("LeftOperand", left_operand)
            .set_property("OnClause", on_clause)
            .set_property("RightOperand", right_operand)
            .set_property("Type", r#type)
    }

    /// \<p>Properties associated with the columns participating in a join.\</p>
    #[track_caller]
    pub fn left_join_key_properties(
        self,
        value: impl IntoInput<Record<JoinKeyProperties>>,
    ) -> Self {
        self.set_property("LeftJoinKeyProperties", value)
    }

    /// \<p>Properties associated with the columns participating in a join.\</p>
    #[track_caller]
    pub fn right_join_key_properties(
        self,
        value: impl IntoInput<Record<JoinKeyProperties>>,
    ) -> Self {
        self.set_property("RightJoinKeyProperties", value)
    }
}

arguments! {
    /// \<p>Properties associated with the columns participating in a join.\</p>
    pub struct JoinKeyProperties;
}

impl JoinKeyProperties {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>A value that indicates that a row in a table is uniquely identified by the columns in a
    /// join key. This is used by Amazon QuickSight to optimize query performance.\</p>
    #[track_caller]
    pub fn unique_key(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("UniqueKey", value)
    }
}

arguments! {
    /// `PerformanceConfiguration`.
    pub struct PerformanceConfiguration;
}

impl PerformanceConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `UniqueKeys`.
    ///
    /// Constraints: 1 elements.
    #[track_caller]
    pub fn unique_keys(self, value: impl IntoInput<Vec<Record<UniqueKey>>>) -> Self {
        self.set_property("UniqueKeys", value)
    }
}

arguments! {
    /// `UniqueKey`.
    pub struct UniqueKey;
}

impl UniqueKey {
    /// With the required properties:
    ///
    /// - `column_names`: `ColumnNames`. Constraints: 1 elements.
    #[track_caller]
    pub fn new(column_names: impl IntoInput<Vec<String>>) -> Self {
        Self(Fields::new()).set_property("ColumnNames", column_names)
    }
}

arguments! {
    /// \<p>Permission for the resource.\</p>
    pub struct ResourcePermission;
}

impl ResourcePermission {
    /// With the required properties:
    ///
    /// - `actions`: \<p>The IAM action to grant or revoke permissions on.\</p> Constraints: 1 to 30
    ///   elements.
    /// - `principal`: \<p>The Amazon Resource Name (ARN) of the principal. This can be one of the
    ///   following:\</p> \<ul> \<li> \<p>The ARN of an Amazon QuickSight user or group associated
    ///   with a data source or dataset. (This is common.)\</p> \</li> \<li> \<p>The ARN of an
    ///   Amazon QuickSight user, group, or namespace associated with an analysis, dashboard,
    ///   template, or theme. (This is common.)\</p> \</li> \<li> \<p>The ARN of an Amazon Web
    ///   Services account root: This is an IAM ARN rather than a QuickSight ARN. Use this option
    ///   only to share resources (templates) across Amazon Web Services accounts. (This is less
    ///   common.) \</p> \</li> \</ul> Constraints: length 1 to 256.
    #[track_caller]
    pub fn new(actions: impl IntoInput<Vec<String>>, principal: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Actions", actions)
            .set_property("Principal", principal)
    }
}

arguments! {
    /// \<p>A view of a data source that contains information about the shape of the data in the
    /// underlying source. This is a variant type structure. For this structure to be valid, only
    /// one of the attributes can be non-null.\</p>
    pub struct PhysicalTable;
}

impl PhysicalTable {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>A physical table type built from the results of the custom SQL query.\</p>
    #[track_caller]
    pub fn custom_sql(self, value: impl IntoInput<Record<CustomSql>>) -> Self {
        self.set_property("CustomSql", value)
    }

    /// \<p>A physical table type for relational data sources.\</p>
    #[track_caller]
    pub fn relational_table(self, value: impl IntoInput<Record<RelationalTable>>) -> Self {
        self.set_property("RelationalTable", value)
    }

    /// \<p>A physical table type for an S3 data source.\</p>
    #[track_caller]
    pub fn s3_source(self, value: impl IntoInput<Record<S3Source>>) -> Self {
        self.set_property("S3Source", value)
    }

    /// `SaaSTable`.
    #[track_caller]
    pub fn saa_s_table(self, value: impl IntoInput<Record<SaaSTable>>) -> Self {
        self.set_property("SaaSTable", value)
    }
}

arguments! {
    /// \<p>A physical table type built from the results of the custom SQL query.\</p>
    pub struct CustomSql;
}

impl CustomSql {
    /// With the required properties:
    ///
    /// - `columns`: \<p>The column schema from the SQL query result set.\</p> Constraints: at most
    ///   2048 elements.
    /// - `data_source_arn`: \<p>The Amazon Resource Name (ARN) of the data source.\</p>
    /// - `name`: \<p>A display name for the SQL query result.\</p> Constraints: length 1 to 128.
    /// - `sql_query`: \<p>The SQL query.\</p> Constraints: length 1 to 168000.
    #[track_caller]
    pub fn new(
        columns: impl IntoInput<Vec<Record<InputColumn>>>,
        data_source_arn: impl IntoInput<String>,
        name: impl IntoInput<String>,
        sql_query: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Columns", columns)
            .set_property("DataSourceArn", data_source_arn)
            .set_property("Name", name)
            .set_property("SqlQuery", sql_query)
    }
}

arguments! {
    /// \<p>A physical table type for relational data sources.\</p>
    pub struct RelationalTable;
}

impl RelationalTable {
    /// With the required properties:
    ///
    /// - `data_source_arn`: \<p>The Amazon Resource Name (ARN) for the data source.\</p>
    /// - `input_columns`: \<p>The column schema of the table.\</p> Constraints: at most 2048
    ///   elements.
    /// - `name`: \<p>The name of the relational table.\</p> Constraints: length 1 to 256.
    #[track_caller]
    pub fn new(
        data_source_arn: impl IntoInput<String>,
        input_columns: impl IntoInput<Vec<Record<InputColumn>>>,
        name: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DataSourceArn", data_source_arn)
            .set_property("InputColumns", input_columns)
            .set_property("Name", name)
    }

    /// \<p>The catalog associated with a table.\</p>
    ///
    /// Constraints: length at most 256.
    #[track_caller]
    pub fn catalog(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Catalog", value)
    }

    /// \<p>The schema name. This name applies to certain relational database engines.\</p>
    ///
    /// Constraints: length at most 256.
    #[track_caller]
    pub fn schema(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Schema", value)
    }
}

arguments! {
    /// \<p>A physical table type for an S3 data source.\</p>
    pub struct S3Source;
}

impl S3Source {
    /// With the required properties:
    ///
    /// - `data_source_arn`: \<p>The Amazon Resource Name (ARN) for the data source.\</p>
    /// - `input_columns`: \<p>A physical table type for an S3 data source.\</p> \<note> \<p>For
    ///   files that aren't JSON, only \<code>STRING\</code> data types are supported in input
    ///   columns.\</p> \</note> Constraints: at most 2048 elements.
    #[track_caller]
    pub fn new(
        data_source_arn: impl IntoInput<String>,
        input_columns: impl IntoInput<Vec<Record<InputColumn>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DataSourceArn", data_source_arn)
            .set_property("InputColumns", input_columns)
    }

    /// \<p>Information about the format for a source file or files.\</p>
    #[track_caller]
    pub fn upload_settings(self, value: impl IntoInput<Record<UploadSettings>>) -> Self {
        self.set_property("UploadSettings", value)
    }
}

arguments! {
    /// \<p>Information about the format for a source file or files.\</p>
    pub struct UploadSettings;
}

impl UploadSettings {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>Whether the file has a header row, or the files each have a header row.\</p>
    #[track_caller]
    pub fn contains_header(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("ContainsHeader", value)
    }

    /// \<p>The delimiter between values in the file.\</p>
    ///
    /// Constraints: length 1.
    #[track_caller]
    pub fn delimiter(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Delimiter", value)
    }

    /// `Format`.
    #[track_caller]
    pub fn format(self, value: impl IntoInput<OneOf<FileFormat>>) -> Self {
        self.set_property("Format", value)
    }

    /// \<p>A row number to start reading data from.\</p>
    ///
    /// Constraints: value at least 1.
    #[track_caller]
    pub fn start_from_row(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("StartFromRow", value)
    }

    /// `TextQualifier`.
    #[track_caller]
    pub fn text_qualifier(self, value: impl IntoInput<OneOf<TextQualifier>>) -> Self {
        self.set_property("TextQualifier", value)
    }
}

arguments! {
    /// `SaaSTable`.
    pub struct SaaSTable;
}

impl SaaSTable {
    /// With the required properties:
    ///
    /// - `data_source_arn`: `DataSourceArn`.
    /// - `input_columns`: `InputColumns`. Constraints: at most 2048 elements.
    /// - `table_path`: `TablePath`. Constraints: 1 to 32 elements.
    #[track_caller]
    pub fn new(
        data_source_arn: impl IntoInput<String>,
        input_columns: impl IntoInput<Vec<Record<InputColumn>>>,
        table_path: impl IntoInput<Vec<Record<TablePathElement>>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("DataSourceArn", data_source_arn)
            .set_property("InputColumns", input_columns)
            .set_property("TablePath", table_path)
    }
}

arguments! {
    /// `TablePathElement`.
    pub struct TablePathElement;
}

impl TablePathElement {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Id`.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Id", value)
    }

    /// `Name`.
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }
}

arguments! {
    /// \<p>Information about a dataset that contains permissions for row-level security (RLS). The
    /// permissions dataset maps fields to users or groups. For more information, see \<a
    /// href="https://docs.aws.amazon.com/quicksight/latest/user/restrict-access-to-a-data-set-using-row-level-security.html">Using
    /// Row-Level Security (RLS) to Restrict Access to a Dataset\</a> in the \<i>Amazon QuickSight
    /// User Guide\</i>.\</p> \<p>The option to deny permissions by setting
    /// \<code>PermissionPolicy\</code> to \<code>DENY_ACCESS\</code> is not supported for new RLS
    /// datasets.\</p>
    pub struct RowLevelPermissionDataSet;
}

impl RowLevelPermissionDataSet {
    /// With the required properties:
    ///
    /// - `arn`: \<p>The Amazon Resource Name (ARN) of the dataset that contains permissions for
    ///   RLS.\</p>
    /// - `permission_policy`: `PermissionPolicy`.
    #[track_caller]
    pub fn new(
        arn: impl IntoInput<String>,
        permission_policy: impl IntoInput<OneOf<RowLevelPermissionPolicy>>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Arn", arn)
            .set_property("PermissionPolicy", permission_policy)
    }

    /// `FormatVersion`.
    #[track_caller]
    pub fn format_version(
        self,
        value: impl IntoInput<OneOf<RowLevelPermissionFormatVersion>>,
    ) -> Self {
        self.set_property("FormatVersion", value)
    }

    /// \<p>The namespace associated with the dataset that contains permissions for RLS.\</p>
    ///
    /// Constraints: length at most 64, pattern `^[a-zA-Z0-9._-]*$`.
    #[track_caller]
    pub fn namespace(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Namespace", value)
    }

    /// `Status`.
    #[track_caller]
    pub fn status(self, value: impl IntoInput<OneOf<Status>>) -> Self {
        self.set_property("Status", value)
    }
}

arguments! {
    /// \<p>The configuration of tags on a dataset to set row-level security. \</p>
    pub struct RowLevelPermissionTagConfiguration;
}

impl RowLevelPermissionTagConfiguration {
    /// With the required properties:
    ///
    /// - `tag_rules`: \<p>A set of rules associated with row-level security, such as the tag names
    ///   and columns that they are assigned to.\</p> Constraints: 1 to 50 elements.
    #[track_caller]
    pub fn new(tag_rules: impl IntoInput<Vec<Record<RowLevelPermissionTagRule>>>) -> Self {
        Self(Fields::new()).set_property("TagRules", tag_rules)
    }

    /// `Status`.
    #[track_caller]
    pub fn status(self, value: impl IntoInput<OneOf<Status>>) -> Self {
        self.set_property("Status", value)
    }

    /// \<p>A list of tag configuration rules to apply to a dataset. All tag configurations have the
    /// OR condition. Tags within each tile will be joined (AND). At least one rule in this
    /// structure must have all tag values assigned to it to apply Row-level security (RLS) to the
    /// dataset.\</p>
    ///
    /// Constraints: 1 to 50 elements.
    #[track_caller]
    pub fn tag_rule_configurations(self, value: impl IntoInput<Vec<Vec<String>>>) -> Self {
        self.set_property("TagRuleConfigurations", value)
    }
}

arguments! {
    /// \<p>A set of rules associated with a tag.\</p>
    pub struct RowLevelPermissionTagRule;
}

impl RowLevelPermissionTagRule {
    /// With the required properties:
    ///
    /// - `column_name`: \<p>The column name that a tag key is assigned to.\</p>
    /// - `tag_key`: \<p>The unique key for a tag.\</p> Constraints: length 1 to 128.
    #[track_caller]
    pub fn new(column_name: impl IntoInput<String>, tag_key: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("ColumnName", column_name)
            .set_property("TagKey", tag_key)
    }

    /// \<p>A string that you want to use to filter by all the values in a column in the dataset and
    /// don’t want to list the values one by one. For example, you can use an asterisk as your match
    /// all value.\</p>
    ///
    /// Constraints: length 1 to 256.
    #[track_caller]
    pub fn match_all_value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("MatchAllValue", value)
    }

    /// \<p>A string that you want to use to delimit the values when you pass the values at run
    /// time. For example, you can delimit the values with a comma.\</p>
    ///
    /// Constraints: length at most 10.
    #[track_caller]
    pub fn tag_multi_value_delimiter(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TagMultiValueDelimiter", value)
    }
}

arguments! {
    /// `SemanticModelConfiguration`.
    pub struct SemanticModelConfiguration;
}

impl SemanticModelConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `SemanticMetadata`.
    ///
    /// Constraints: 1 elements.
    #[track_caller]
    pub fn semantic_metadata(
        self,
        value: impl IntoInput<Vec<Record<DataSetSemanticMetadata>>>,
    ) -> Self {
        self.set_property("SemanticMetadata", value)
    }

    /// `TableMap`.
    #[track_caller]
    pub fn table_map(self, value: impl IntoInput<BTreeMap<String, Record<SemanticTable>>>) -> Self {
        self.set_property("TableMap", value)
    }
}

arguments! {
    /// `DataSetSemanticMetadata`.
    pub struct DataSetSemanticMetadata;
}

impl DataSetSemanticMetadata {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `CustomInstructions`.
    ///
    /// Constraints: 1 to 2 elements.
    #[track_caller]
    pub fn custom_instructions(
        self,
        value: impl IntoInput<Vec<Record<CustomInstruction>>>,
    ) -> Self {
        self.set_property("CustomInstructions", value)
    }

    /// `Description`.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<Record<DataSetSemanticDescription>>) -> Self {
        self.set_property("Description", value)
    }
}

arguments! {
    /// `CustomInstruction`.
    pub struct CustomInstruction;
}

impl CustomInstruction {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `InlineCustomInstruction`.
    #[track_caller]
    pub fn inline_custom_instruction(
        self,
        value: impl IntoInput<Record<InlineCustomInstruction>>,
    ) -> Self {
        self.set_property("InlineCustomInstruction", value)
    }
}

arguments! {
    /// `InlineCustomInstruction`.
    pub struct InlineCustomInstruction;
}

impl InlineCustomInstruction {
    /// With the required properties:
    ///
    /// - `instruction_text`: `InstructionText`. Constraints: length at most 50000.
    #[track_caller]
    pub fn new(instruction_text: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("InstructionText", instruction_text)
    }

    /// `UploadedDocumentMetadata`.
    #[track_caller]
    pub fn uploaded_document_metadata(
        self,
        value: impl IntoInput<Record<UploadedDocumentMetadata>>,
    ) -> Self {
        self.set_property("UploadedDocumentMetadata", value)
    }
}

arguments! {
    /// `UploadedDocumentMetadata`.
    pub struct UploadedDocumentMetadata;
}

impl UploadedDocumentMetadata {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Name`.
    ///
    /// Constraints: length 1 to 127.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }
}

arguments! {
    /// `DataSetSemanticDescription`.
    pub struct DataSetSemanticDescription;
}

impl DataSetSemanticDescription {
    /// With the required properties:
    ///
    /// - `text`: `Text`. Constraints: length 1 to 500.
    #[track_caller]
    pub fn new(text: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Text", text)
    }
}

arguments! {
    /// `SemanticTable`.
    pub struct SemanticTable;
}

impl SemanticTable {
    /// With the required properties:
    ///
    /// - `alias`: `Alias`. Constraints: length 1 to 64.
    /// - `destination_table_id`: `DestinationTableId`. Constraints: length 1 to 64, pattern
    ///   `^[0-9a-zA-Z-]*$`.
    #[track_caller]
    pub fn new(
        alias: impl IntoInput<String>,
        destination_table_id: impl IntoInput<String>,
    ) -> Self {
        Self(Fields::new())
            .set_property("Alias", alias)
            .set_property("DestinationTableId", destination_table_id)
    }

    /// `RowLevelPermissionConfiguration`.
    #[track_caller]
    pub fn row_level_permission_configuration(
        self,
        value: impl IntoInput<Record<RowLevelPermissionConfiguration>>,
    ) -> Self {
        self.set_property("RowLevelPermissionConfiguration", value)
    }

    /// `SemanticMetadata`.
    #[track_caller]
    pub fn semantic_metadata(self, value: impl IntoInput<Record<TableSemanticMetadata>>) -> Self {
        self.set_property("SemanticMetadata", value)
    }
}

arguments! {
    /// `RowLevelPermissionConfiguration`.
    pub struct RowLevelPermissionConfiguration;
}

impl RowLevelPermissionConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// \<p>Information about a dataset that contains permissions for row-level security (RLS). The
    /// permissions dataset maps fields to users or groups. For more information, see \<a
    /// href="https://docs.aws.amazon.com/quicksight/latest/user/restrict-access-to-a-data-set-using-row-level-security.html">Using
    /// Row-Level Security (RLS) to Restrict Access to a Dataset\</a> in the \<i>Amazon QuickSight
    /// User Guide\</i>.\</p> \<p>The option to deny permissions by setting
    /// \<code>PermissionPolicy\</code> to \<code>DENY_ACCESS\</code> is not supported for new RLS
    /// datasets.\</p>
    #[track_caller]
    pub fn row_level_permission_data_set(
        self,
        value: impl IntoInput<Record<RowLevelPermissionDataSet>>,
    ) -> Self {
        self.set_property("RowLevelPermissionDataSet", value)
    }

    /// \<p>The configuration of tags on a dataset to set row-level security. \</p>
    #[track_caller]
    pub fn tag_configuration(
        self,
        value: impl IntoInput<Record<RowLevelPermissionTagConfiguration>>,
    ) -> Self {
        self.set_property("TagConfiguration", value)
    }
}

arguments! {
    /// `TableSemanticMetadata`.
    pub struct TableSemanticMetadata;
}

impl TableSemanticMetadata {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `ColumnMetadata`.
    ///
    /// Constraints: 1 to 2000 elements.
    #[track_caller]
    pub fn column_metadata(
        self,
        value: impl IntoInput<Vec<Record<SharedColumnSemanticMetadata>>>,
    ) -> Self {
        self.set_property("ColumnMetadata", value)
    }
}

arguments! {
    /// `SharedColumnSemanticMetadata`.
    pub struct SharedColumnSemanticMetadata;
}

impl SharedColumnSemanticMetadata {
    /// With the required properties:
    ///
    /// - `column_properties`: `ColumnProperties`. Constraints: 1 to 3 elements.
    #[track_caller]
    pub fn new(column_properties: impl IntoInput<Vec<Record<ColumnSemanticProperty>>>) -> Self {
        Self(Fields::new()).set_property("ColumnProperties", column_properties)
    }

    /// `ColumnNames`.
    ///
    /// Constraints: at least 1 elements.
    #[track_caller]
    pub fn column_names(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("ColumnNames", value)
    }
}

arguments! {
    /// `ColumnSemanticProperty`.
    pub struct ColumnSemanticProperty;
}

impl ColumnSemanticProperty {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `AdditionalNotes`.
    #[track_caller]
    pub fn additional_notes(self, value: impl IntoInput<Record<AdditionalNotes>>) -> Self {
        self.set_property("AdditionalNotes", value)
    }

    /// \<p>Metadata that contains a description for a column.\</p>
    #[track_caller]
    pub fn description(self, value: impl IntoInput<Record<ColumnDescription>>) -> Self {
        self.set_property("Description", value)
    }

    /// `SemanticType`.
    #[track_caller]
    pub fn semantic_type(self, value: impl IntoInput<Record<ColumnSemanticType>>) -> Self {
        self.set_property("SemanticType", value)
    }
}

arguments! {
    /// `AdditionalNotes`.
    pub struct AdditionalNotes;
}

impl AdditionalNotes {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Text`.
    ///
    /// Constraints: length at most 2000.
    #[track_caller]
    pub fn text(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Text", value)
    }
}

arguments! {
    /// `ColumnSemanticType`.
    pub struct ColumnSemanticType;
}

impl ColumnSemanticType {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `GeographicalRole`.
    #[track_caller]
    pub fn geographical_role(self, value: impl IntoInput<OneOf<GeoSpatialDataRole>>) -> Self {
        self.set_property("GeographicalRole", value)
    }
}

arguments! {
    /// \<p>The key or keys of the key-value pairs for the resource tag or tags assigned to the
    /// resource.\</p>
    pub struct Tag;
}

impl Tag {
    /// With the required properties:
    ///
    /// - `key`: \<p>Tag key.\</p> Constraints: length 1 to 128.
    /// - `value`: \<p>Tag value.\</p> Constraints: length 1 to 256.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>, value: impl IntoInput<String>) -> Self {
        Self(Fields::new())
            .set_property("Key", key)
            .set_property("Value", value)
    }
}

texts! {
    /// The values of `CountryCode`.
    pub enum GeoSpatialCountryCode {
        /// `US`.
        Us = "US",
    }
}

texts! {
    /// The values of `SubType`.
    pub enum ColumnDataSubType {
        /// `FLOAT`.
        Float = "FLOAT",
        /// `FIXED`.
        Fixed = "FIXED",
    }
}

texts! {
    /// The values of `Type`.
    pub enum InputColumnDataType {
        /// `STRING`.
        String = "STRING",
        /// `INTEGER`.
        Integer = "INTEGER",
        /// `DECIMAL`.
        Decimal = "DECIMAL",
        /// `DATETIME`.
        Datetime = "DATETIME",
        /// `BIT`.
        Bit = "BIT",
        /// `BOOLEAN`.
        Boolean = "BOOLEAN",
        /// `JSON`.
        Json = "JSON",
        /// `SEMISTRUCT`.
        Semistruct = "SEMISTRUCT",
    }
}

texts! {
    /// The values of `FunctionType`.
    pub enum DataPrepSimpleAggregationFunctionType {
        /// `COUNT`.
        Count = "COUNT",
        /// `DISTINCT_COUNT`.
        DistinctCount = "DISTINCT_COUNT",
        /// `SUM`.
        Sum = "SUM",
        /// `AVERAGE`.
        Average = "AVERAGE",
        /// `MEDIAN`.
        Median = "MEDIAN",
        /// `MAX`.
        Max = "MAX",
        /// `MIN`.
        Min = "MIN",
        /// `VARIANCE`.
        Variance = "VARIANCE",
        /// `STANDARD_DEVIATION`.
        StandardDeviation = "STANDARD_DEVIATION",
    }
}

texts! {
    /// The values of `NewColumnType`.
    pub enum ColumnDataType {
        /// `STRING`.
        String = "STRING",
        /// `INTEGER`.
        Integer = "INTEGER",
        /// `DECIMAL`.
        Decimal = "DECIMAL",
        /// `DATETIME`.
        Datetime = "DATETIME",
    }
}

texts! {
    /// The values of `Operator`.
    pub enum DataSetDateComparisonFilterOperator {
        /// `BEFORE`.
        Before = "BEFORE",
        /// `BEFORE_OR_EQUALS_TO`.
        BeforeOrEqualsTo = "BEFORE_OR_EQUALS_TO",
        /// `AFTER`.
        After = "AFTER",
        /// `AFTER_OR_EQUALS_TO`.
        AfterOrEqualsTo = "AFTER_OR_EQUALS_TO",
    }
}

texts! {
    /// The values of `Operator`.
    pub enum DataSetNumericComparisonFilterOperator {
        /// `EQUALS`.
        Equals = "EQUALS",
        /// `DOES_NOT_EQUAL`.
        DoesNotEqual = "DOES_NOT_EQUAL",
        /// `GREATER_THAN`.
        GreaterThan = "GREATER_THAN",
        /// `GREATER_THAN_OR_EQUALS_TO`.
        GreaterThanOrEqualsTo = "GREATER_THAN_OR_EQUALS_TO",
        /// `LESS_THAN`.
        LessThan = "LESS_THAN",
        /// `LESS_THAN_OR_EQUALS_TO`.
        LessThanOrEqualsTo = "LESS_THAN_OR_EQUALS_TO",
    }
}

texts! {
    /// The values of `Operator`.
    pub enum DataSetStringComparisonFilterOperator {
        /// `EQUALS`.
        Equals = "EQUALS",
        /// `DOES_NOT_EQUAL`.
        DoesNotEqual = "DOES_NOT_EQUAL",
        /// `CONTAINS`.
        Contains = "CONTAINS",
        /// `DOES_NOT_CONTAIN`.
        DoesNotContain = "DOES_NOT_CONTAIN",
        /// `STARTS_WITH`.
        StartsWith = "STARTS_WITH",
        /// `ENDS_WITH`.
        EndsWith = "ENDS_WITH",
    }
}

texts! {
    /// The values of `Operator`.
    pub enum DataSetStringListFilterOperator {
        /// `INCLUDE`.
        Include = "INCLUDE",
        /// `EXCLUDE`.
        Exclude = "EXCLUDE",
    }
}

texts! {
    /// The values of `Type`.
    pub enum JoinOperationType {
        /// `INNER`.
        Inner = "INNER",
        /// `OUTER`.
        Outer = "OUTER",
        /// `LEFT`.
        Left = "LEFT",
        /// `RIGHT`.
        Right = "RIGHT",
    }
}

texts! {
    /// The values of `AlertStatus`.
    pub enum RefreshFailureAlertStatus {
        /// `ENABLED`.
        Enabled = "ENABLED",
        /// `DISABLED`.
        Disabled = "DISABLED",
    }
}

texts! {
    /// The values of `SizeUnit`.
    pub enum LookbackWindowSizeUnit {
        /// `HOUR`.
        Hour = "HOUR",
        /// `DAY`.
        Day = "DAY",
        /// `WEEK`.
        Week = "WEEK",
    }
}

texts! {
    /// The values of `TimeGranularity`.
    pub enum TimeGranularity {
        /// `YEAR`.
        Year = "YEAR",
        /// `QUARTER`.
        Quarter = "QUARTER",
        /// `MONTH`.
        Month = "MONTH",
        /// `WEEK`.
        Week = "WEEK",
        /// `DAY`.
        Day = "DAY",
        /// `HOUR`.
        Hour = "HOUR",
        /// `MINUTE`.
        Minute = "MINUTE",
        /// `SECOND`.
        Second = "SECOND",
        /// `MILLISECOND`.
        Millisecond = "MILLISECOND",
    }
}

texts! {
    /// The values of `ValueType`.
    pub enum DatasetParameterValueType {
        /// `MULTI_VALUED`.
        MultiValued = "MULTI_VALUED",
        /// `SINGLE_VALUED`.
        SingleValued = "SINGLE_VALUED",
    }
}

texts! {
    /// The values of `ImportMode`.
    pub enum DataSetImportMode {
        /// `SPICE`.
        Spice = "SPICE",
        /// `DIRECT_QUERY`.
        DirectQuery = "DIRECT_QUERY",
    }
}

texts! {
    /// The values of `ColumnGeographicRole`.
    pub enum GeoSpatialDataRole {
        /// `COUNTRY`.
        Country = "COUNTRY",
        /// `STATE`.
        State = "STATE",
        /// `COUNTY`.
        County = "COUNTY",
        /// `CITY`.
        City = "CITY",
        /// `POSTCODE`.
        Postcode = "POSTCODE",
        /// `LONGITUDE`.
        Longitude = "LONGITUDE",
        /// `LATITUDE`.
        Latitude = "LATITUDE",
        /// `POLITICAL1`.
        Political1 = "POLITICAL1",
        /// `CENSUS_TRACT`.
        CensusTract = "CENSUS_TRACT",
        /// `CENSUS_BLOCK_GROUP`.
        CensusBlockGroup = "CENSUS_BLOCK_GROUP",
        /// `CENSUS_BLOCK`.
        CensusBlock = "CENSUS_BLOCK",
    }
}

texts! {
    /// The values of `TagNames`.
    pub enum ColumnTagName {
        /// `COLUMN_GEOGRAPHIC_ROLE`.
        ColumnGeographicRole = "COLUMN_GEOGRAPHIC_ROLE",
        /// `COLUMN_DESCRIPTION`.
        ColumnDescription = "COLUMN_DESCRIPTION",
    }
}

texts! {
    /// The values of `Type`.
    pub enum JoinType {
        /// `INNER`.
        Inner = "INNER",
        /// `OUTER`.
        Outer = "OUTER",
        /// `LEFT`.
        Left = "LEFT",
        /// `RIGHT`.
        Right = "RIGHT",
    }
}

texts! {
    /// The values of `Format`.
    pub enum FileFormat {
        /// `CSV`.
        Csv = "CSV",
        /// `TSV`.
        Tsv = "TSV",
        /// `CLF`.
        Clf = "CLF",
        /// `ELF`.
        Elf = "ELF",
        /// `XLSX`.
        Xlsx = "XLSX",
        /// `JSON`.
        Json = "JSON",
    }
}

texts! {
    /// The values of `TextQualifier`.
    pub enum TextQualifier {
        /// `DOUBLE_QUOTE`.
        DoubleQuote = "DOUBLE_QUOTE",
        /// `SINGLE_QUOTE`.
        SingleQuote = "SINGLE_QUOTE",
    }
}

texts! {
    /// The values of `FormatVersion`.
    pub enum RowLevelPermissionFormatVersion {
        /// `VERSION_1`.
        Version1 = "VERSION_1",
        /// `VERSION_2`.
        Version2 = "VERSION_2",
    }
}

texts! {
    /// The values of `PermissionPolicy`.
    pub enum RowLevelPermissionPolicy {
        /// `GRANT_ACCESS`.
        GrantAccess = "GRANT_ACCESS",
        /// `DENY_ACCESS`.
        DenyAccess = "DENY_ACCESS",
    }
}

texts! {
    /// The values of `Status`.
    pub enum Status {
        /// `ENABLED`.
        Enabled = "ENABLED",
        /// `DISABLED`.
        Disabled = "DISABLED",
    }
}

texts! {
    /// The values of `UseAs`.
    pub enum DataSetUseAs {
        /// `RLS_RULES`.
        RlsRules = "RLS_RULES",
    }
}
