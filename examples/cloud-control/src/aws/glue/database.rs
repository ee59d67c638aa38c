//! `AWS::Glue::Database`.
//!
//! Written by `schema add AWS::Glue::Database` from the schema 295c90bfff7a9f9ac8d678031d543c4f. Do
//! not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Glue::Database
    pub struct Database: "AWS::Glue::Database", DatabaseArgs;
}

impl Database {
    /// The name of the database. For hive compatibility, this is folded to lowercase when it is
    /// store.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn database_name(&self) -> Output<String> {
        self.attribute_at(&["DatabaseName"])
    }
}

arguments! {
    /// The properties of [`Database`].
    pub struct DatabaseArgs;
}

impl DatabaseArgs {
    /// With the required properties:
    ///
    /// - `catalog_id`: The AWS account ID for the account in which to create the catalog object.
    ///   Constraints: length 1 to 255.
    /// - `database_input`: The metadata for the database.
    #[track_caller]
    pub fn new(catalog_id: impl IntoInput<String>, database_input: impl IntoInput<Record<DatabaseInput>>) -> Self {
        Self(Fields::new()).set_property("CatalogId", catalog_id).set_property("DatabaseInput", database_input)
    }

    /// The name of the database. For hive compatibility, this is folded to lowercase when it is
    /// store.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn database_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DatabaseName", value)
    }
}

arguments! {
    /// The metadata for the database.
    pub struct DatabaseInput;
}

impl DatabaseInput {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Creates a set of default permissions on the table for principals. Used by AWS Lake
    /// Formation. Not used in the normal course of AWS Glue operations.
    #[track_caller]
    pub fn create_table_default_permissions(self, value: impl IntoInput<Vec<Record<PrincipalPrivileges>>>) -> Self {
        self.set_property("CreateTableDefaultPermissions", value)
    }

    /// A description of the database.
    ///
    /// Constraints: length at most 2048.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }

    /// A FederatedDatabase structure that references an entity outside the AWS Glue Data Catalog.
    #[track_caller]
    pub fn federated_database(self, value: impl IntoInput<Record<FederatedDatabase>>) -> Self {
        self.set_property("FederatedDatabase", value)
    }

    /// The location of the database (for example, an HDFS path).
    ///
    /// Constraints: length 1 to 1024.
    #[track_caller]
    pub fn location_uri(self, value: impl IntoInput<String>) -> Self {
        self.set_property("LocationUri", value)
    }

    /// The name of the database. For hive compatibility, this is folded to lowercase when it is
    /// stored.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// `Parameters`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn parameters(self, value: impl AnyInput) -> Self {
        self.set_any_property("Parameters", value)
    }

    /// A DatabaseIdentifier structure that describes a target database for resource linking.
    #[track_caller]
    pub fn target_database(self, value: impl IntoInput<Record<DatabaseIdentifier>>) -> Self {
        self.set_property("TargetDatabase", value)
    }
}

arguments! {
    /// The permissions granted to a principal.
    pub struct PrincipalPrivileges;
}

impl PrincipalPrivileges {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The permissions that are granted to the principal.
    #[track_caller]
    pub fn permissions(self, value: impl IntoInput<Vec<OneOf<Permissions>>>) -> Self {
        self.set_property("Permissions", value)
    }

    /// The principal who is granted permissions.
    #[track_caller]
    pub fn principal(self, value: impl IntoInput<Record<DataLakePrincipal>>) -> Self {
        self.set_property("Principal", value)
    }
}

arguments! {
    /// The principal who is granted permissions.
    pub struct DataLakePrincipal;
}

impl DataLakePrincipal {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// An identifier for the AWS Lake Formation principal.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn data_lake_principal_identifier(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DataLakePrincipalIdentifier", value)
    }
}

arguments! {
    /// A FederatedDatabase structure that references an entity outside the AWS Glue Data Catalog.
    pub struct FederatedDatabase;
}

impl FederatedDatabase {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of the connection to the external metastore.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn connection_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConnectionName", value)
    }

    /// A unique identifier for the federated database.
    ///
    /// Constraints: length 1 to 512.
    #[track_caller]
    pub fn identifier(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Identifier", value)
    }
}

arguments! {
    /// A DatabaseIdentifier structure that describes a target database for resource linking.
    pub struct DatabaseIdentifier;
}

impl DatabaseIdentifier {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The ID of the Data Catalog in which the database resides.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn catalog_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CatalogId", value)
    }

    /// The name of the catalog database.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn database_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DatabaseName", value)
    }

    /// Region of the target database.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn region(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Region", value)
    }
}

texts! {
    /// The values of `Permissions`.
    pub enum Permissions {
        /// `ALL`.
        All = "ALL",
        /// `ALTER`.
        Alter = "ALTER",
        /// `CREATE_DATABASE`.
        CreateDatabase = "CREATE_DATABASE",
        /// `CREATE_TABLE`.
        CreateTable = "CREATE_TABLE",
        /// `DATA_LOCATION_ACCESS`.
        DataLocationAccess = "DATA_LOCATION_ACCESS",
        /// `DELETE`.
        Delete = "DELETE",
        /// `DROP`.
        Drop = "DROP",
        /// `INSERT`.
        Insert = "INSERT",
        /// `SELECT`.
        Select = "SELECT",
    }
}
