//! Configuration of the data lake.

use archipel::cli::Problem;
use serde::Deserialize;

use super::section::{on, section};

/// Daily dumps of the database, and Athena to query them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lake {
    #[serde(default = "on")]
    pub enabled: bool,
    /// When the dump of a day starts, in UTC: `cron(30 2 * * ? *)`.
    pub schedule: String,
    /// The days for which a dump is kept.
    pub keep_days: u32,
    /// The days for which the results of queries are kept.
    pub results_days: u32,
    /// How many gigabytes a query may read: Athena ends one that reads more. A terabyte costs 5 dollars.
    pub query_limit_gb: u32,
    /// Whether `destroy` deletes the dumps. Never in production.
    #[serde(default)]
    pub force_destroy: bool,
    /// The tables to query. A dump has every table of the database.
    pub tables: Vec<Table>,
}

/// A table of the database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The schema and the name: `public.Order`.
    pub name: String,
    /// The columns to query.
    pub columns: Vec<Column>,
}

/// A column of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: String,
    /// The type in Athena: `string`, `bigint`. RDS writes dates and times as text.
    #[serde(rename = "type")]
    pub kind: String,
}

section!(Lake);

/// The types of columns to which RDS converts those of PostgreSQL in Parquet files: it writes dates and times, decimals, UUIDs and
/// JSON as text, and Athena fails at a column of another type.
/// <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-export-snapshot.html> ("PostgreSQL data type mapping to Parquet")
const KINDS: [&str; 7] = ["string", "boolean", "int", "bigint", "float", "double", "binary"];

impl Table {
    /// The name in the catalogue, which has lower case only: `public_order`.
    pub fn short(&self) -> String {
        self.name.to_lowercase().replace('.', "_")
    }
}

impl Lake {
    pub(super) fn check(&self, has_database: bool, problems: &mut Vec<Problem>) {
        let mut refuse = |key: &str, what: String, advice: &str| {
            problems.push(Problem::new(format!("lake.{key}"), what, advice));
        };
        if !has_database {
            refuse("enabled", "there is no database to dump".to_owned(), "add `[aurora]`, or set `enabled = false`");
        }
        if !self.schedule.starts_with("cron(") || !self.schedule.ends_with(')') {
            refuse("schedule", format!("invalid schedule `{}`", self.schedule), "write it as cron(30 2 * * ? *)");
        }
        for (key, days) in [("keep_days", self.keep_days), ("results_days", self.results_days)] {
            if days == 0 {
                refuse(key, "less than a day".to_owned(), "use 1 or more");
            }
        }
        if self.query_limit_gb == 0 {
            refuse("query_limit_gb", "no query could read anything".to_owned(), "use 1 or more");
        }
        if self.tables.is_empty() {
            refuse("tables", "no tables".to_owned(), "add one, or set `enabled = false`");
        }
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_name = |name: &str| !name.is_empty() && name.chars().all(is_word);
        for (index, table) in self.tables.iter().enumerate() {
            let key = format!("tables[{index}]");
            if !table.name.split_once('.').is_some_and(|(schema, name)| is_name(schema) && is_name(name)) {
                refuse(&format!("{key}.name"), format!("invalid table `{}`", table.name), "write it as public.Order");
            }
            if self.tables[..index].iter().any(|other| other.short() == table.short()) {
                let what = format!("the catalogue has `{}` already", table.short());
                refuse(&format!("{key}.name"), what, "list each table once");
            }
            if table.columns.is_empty() {
                refuse(&format!("{key}.columns"), "no columns".to_owned(), "name the columns to query");
            }
            for (column, Column { name, kind }) in table.columns.iter().enumerate() {
                if !is_name(name) {
                    refuse(&format!("{key}.columns[{column}]"), format!("invalid column `{name}`"), "write its name");
                }
                if !KINDS.contains(&kind.as_str()) {
                    let what = format!("invalid type `{kind}` of `{name}`");
                    let advice = format!("use one of {}: dates, times and decimals are `string`", KINDS.join(", "));
                    refuse(&format!("{key}.columns[{column}]"), what, &advice);
                }
            }
        }
    }
}
