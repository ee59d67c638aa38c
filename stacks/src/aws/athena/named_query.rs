//! `AWS::Athena::NamedQuery`.
//!
//! Written by `schema add AWS::Athena::NamedQuery` from the schema
//! b5faf4e191747ea53f7b1391e0ba6b2d. Do not edit: `schema update` writes it again.
//!
//! AWS cannot update it: every change replaces the resource.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource schema for AWS::Athena::NamedQuery
    pub struct NamedQuery: "AWS::Athena::NamedQuery", NamedQueryArgs;
}

impl NamedQuery {
    /// The unique ID of the query.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn named_query_id(&self) -> Output<String> {
        self.attribute_at(&["NamedQueryId"])
    }
}

arguments! {
    /// The properties of [`NamedQuery`].
    pub struct NamedQueryArgs;
}

impl NamedQueryArgs {
    /// With the required properties:
    ///
    /// - `database`: The database to which the query belongs. Constraints: length 1 to 255. A
    ///   change replaces the resource.
    /// - `query_string`: The contents of the query with all query statements. Constraints: length 1
    ///   to 262144. A change replaces the resource.
    #[track_caller]
    pub fn new(database: impl IntoInput<String>, query_string: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Database", database).set_property("QueryString", query_string)
    }

    /// The query description.
    ///
    /// Constraints: length 1 to 1024.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }

    /// The query name.
    ///
    /// Constraints: length 1 to 128.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// The name of the workgroup that contains the named query.
    ///
    /// Constraints: length 1 to 128, pattern `^[a-zA-Z0-9._-]{1,128}$`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn work_group(self, value: impl IntoInput<String>) -> Self {
        self.set_property("WorkGroup", value)
    }
}
