//! `charts vendor`: renders a Helm chart once, and writes the objects to a file that a program declares with `Manifests`.
//!
//! The chart is pinned by its version and the digest of its archive. It is rendered twice, each time with other texts in
//! place of the placeholders: what differs afterwards is either computed from a placeholder or different in every rendering.

mod helm;
mod placeholders;
mod vendor_args;

use std::collections::BTreeSet;
use std::path::Path;

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use self::helm::{Helm, cannot};
use self::placeholders::{Marks, names_in};
use self::vendor_args::VendorArgs;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::render::text::count;

/// The file with the objects, and the one with the chart that they are of.
const OBJECTS: &str = "objects.yaml";
const PIN: &str = "chart.toml";

/// Helm charts.
#[derive(Debug, Subcommand)]
pub(crate) enum ChartsCommand {
    /// Render a chart once and write its objects to a file that a program declares; needs `helm`, which applying does not
    Vendor(VendorArgs),
}

/// The chart that a folder has the objects of.
#[derive(Debug, Serialize, Deserialize)]
struct Pin {
    chart: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    repo: Option<String>,
    version: String,
    /// The SHA-256 of the archive.
    digest: String,
    kubernetes_version: String,
    namespace: String,
}

/// The result of `charts vendor`.
#[derive(Debug, Serialize)]
struct Document {
    file: String,
    digest: String,
    objects: usize,
    placeholders: BTreeSet<String>,
    hooks: Vec<String>,
}

pub(super) async fn charts(context: &Context, command: &ChartsCommand) -> Result<Exit> {
    match command {
        ChartsCommand::Vendor(args) => vendor(context, args).await,
    }
}

async fn vendor(context: &Context, args: &VendorArgs) -> Result<Exit> {
    ensure_exact(&args.version)?;
    let folder = args.to.clone().unwrap_or_else(|| Path::new("charts").join(&args.name));
    let values: Vec<String> = args.values.iter().map(|path| read(path)).collect::<Result<_>>()?;
    let work = tempfile::tempdir().map_err(|error| cannot("create a temporary folder", &error))?;
    let helm = Helm::new(&args.helm, work.path());
    let archive = helm.pull(args).await?;
    let bytes = std::fs::read(&archive).map_err(|error| cannot("read the archive of the chart", &error))?;
    let digest = format!("sha256:{}", archipel_engine::value::hex(&Sha256::digest(&bytes)));
    ensure_same(&folder.join(PIN), args, &digest)?;

    let names: BTreeSet<String> = values.iter().flat_map(|text| names_in(text)).collect();
    let render = |marks| rendered(&helm, args, &archive, &values, marks);
    let text = render(Marks::first(&names)).await?;
    let other = render(Marks::second(&names)).await?;
    if let Some(difference) = first_difference(&text, &other) {
        let again = render(Marks::first(&names)).await?;
        return Err(match first_difference(&text, &again) {
            Some(difference) => Failure::new(format!("the chart {} renders differently each time", args.chart))
                .why(difference)
                .hint("set the value that it generates, such as a certificate or a password, in `--values`"),
            None => Failure::new(format!("the chart {} computes with the value of a placeholder", args.chart))
                .why(difference)
                .hint("write a fixed value in `--values`: a placeholder must arrive in the objects as it is"),
        }
        .into());
    }
    if let Some(name) = names.iter().find(|name| !text.contains(&format!("${{{name}}}"))) {
        let failure = Failure::new(format!("no object has the placeholder `${{{name}}}` of the values"));
        return Err(failure.hint("correct the name of the value that it is for, or remove it").into());
    }
    let objects = objects_in(&text).map_err(|error| {
        Failure::new(format!("the chart {} renders invalid YAML: {error}", args.chart)).hint("correct `--values`")
    })?;

    let pin = pin(args, &digest);
    let Pin { chart, version, kubernetes_version, .. } = &pin;
    let head = format!(
        "# The objects of the chart {chart} {version} for Kubernetes {kubernetes_version}. Written by `charts vendor`; do not edit.\n"
    );
    write(&folder, OBJECTS, &format!("{head}{text}"))?;
    let pin = toml::to_string(&pin).map_err(|error| Failure::new(error.to_string()))?;
    write(&folder, PIN, &format!("# Written by `charts vendor`; do not edit.\n{pin}"))?;
    let hooks: Vec<String> = objects.iter().filter(|object| object.is_hook).map(|object| object.name.clone()).collect();
    let document = Document {
        file: folder.join(OBJECTS).display().to_string(),
        digest,
        objects: objects.len(),
        placeholders: names,
        hooks,
    };
    context.print(&document, || document.text())
}

/// The objects of the chart with the placeholders of the values.
async fn rendered(
    helm: &Helm<'_>,
    args: &VendorArgs,
    archive: &Path,
    values: &[String],
    marks: Marks<'_>,
) -> Result<String> {
    let values: Vec<String> = values.iter().map(|text| marks.mark(text)).collect();
    Ok(marks.restore(&helm.template(args, archive, &values).await?))
}

impl Document {
    fn text(&self) -> String {
        let mut text = format!("Wrote {} to {}\n", count(self.objects, "object", "objects"), self.file);
        if !self.placeholders.is_empty() {
            let names: Vec<String> = self.placeholders.iter().map(|name| format!("`{name}`")).collect();
            text += &format!("Its placeholders need values of the program: {}\n", names.join(", "));
        }
        for hook in &self.hooks {
            text += &format!("`{hook}` is a hook, which nothing runs: `.without_hook(\"{hook}\")` leaves it out\n");
        }
        text
    }
}

fn pin(args: &VendorArgs, digest: &str) -> Pin {
    Pin {
        chart: args.chart.clone(),
        repo: args.repo.clone(),
        version: args.version.clone(),
        digest: digest.to_owned(),
        kubernetes_version: args.kubernetes_version.clone(),
        namespace: args.namespace.clone(),
    }
}

/// Fails for a range of versions.
fn ensure_exact(version: &str) -> Result<()> {
    let number = version.strip_prefix('v').unwrap_or(version);
    let parts = number.split(['-', '+']).next().unwrap_or_default().split('.');
    if parts.clone().count() == 3 && parts.into_iter().all(|part| part.parse::<u64>().is_ok()) {
        return Ok(());
    }
    let failure =
        Failure::new(format!("invalid version `{version}`: expected the version of one chart, such as 2.20.2"));
    Err(failure.hint("pass the version that `helm search` shows").exit(Exit::Usage).into())
}

/// Fails if the folder has the same version of the chart with another content.
fn ensure_same(file: &Path, args: &VendorArgs, digest: &str) -> Result<()> {
    if !file.exists() {
        return Ok(());
    }
    let known: Pin = toml::from_str(&read(file)?).map_err(|error| {
        let failure = Failure::new(format!("cannot read the chart of the folder: {}", error.message()));
        failure.at(file.display().to_string()).hint("delete the file to pin the chart again").exit(Exit::Usage)
    })?;
    let is_same = (&known.chart, &known.repo, &known.version) == (&args.chart, &args.repo, &args.version);
    if !is_same || known.digest == digest {
        return Ok(());
    }
    let failure = Failure::new(format!("the chart {} {} is not the one that was vendored", args.chart, args.version));
    let why = format!("its archive had the digest {}, and has {digest}", known.digest);
    Err(failure.why(why).at(file.display().to_string()).hint("delete the file to accept the new archive").into())
}

/// An object of a rendered chart.
struct Rendered {
    /// Kind and name: `Job/upgrade`.
    name: String,
    is_hook: bool,
}

fn objects_in(text: &str) -> std::result::Result<Vec<Rendered>, serde_yaml_ng::Error> {
    let mut objects = Vec::new();
    for document in serde_yaml_ng::Deserializer::from_str(text) {
        let object = serde_yaml_ng::Value::deserialize(document)?;
        let text = |value: &serde_yaml_ng::Value| value.as_str().unwrap_or_default().to_owned();
        if object.is_null() {
            continue;
        }
        let metadata = &object["metadata"];
        objects.push(Rendered {
            name: format!("{}/{}", text(&object["kind"]), text(&metadata["name"])),
            is_hook: !metadata["annotations"]["helm.sh/hook"].is_null(),
        });
    }
    Ok(objects)
}

/// The first line that differs.
fn first_difference(one: &str, other: &str) -> Option<String> {
    if one == other {
        return None;
    }
    let mut lines = one.lines().zip(other.lines()).enumerate();
    let found = lines.find(|(_, (one, other))| one != other);
    let shown = |line: &str| line.trim().chars().take(80).collect::<String>();
    Some(match found {
        Some((number, (one, other))) => {
            format!("line {} is `{}` and then `{}`", number + 1, shown(one), shown(other))
        }
        None => "it has more objects the second time".to_owned(),
    })
}

fn read(path: &Path) -> Result<String> {
    Ok(std::fs::read_to_string(path).map_err(|error| {
        let failure = Failure::new(format!("cannot read the file: {error}"));
        failure.at(path.display().to_string()).hint("name an existing text file").exit(Exit::Usage)
    })?)
}

fn write(folder: &Path, name: &str, text: &str) -> Result<()> {
    let file = folder.join(name);
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, text));
    Ok(written.map_err(|error| {
        let failure = Failure::new(format!("cannot write the file: {error}"));
        failure.at(file.display().to_string()).hint("name another folder with `--to`").exit(Exit::Usage)
    })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_of_one_chart_is_accepted() {
        for version in ["2.20.2", "v1.14.1", "1.0.0-rc.1+build"] {
            assert!(ensure_exact(version).is_ok(), "{version}");
        }
        for version in ["", "2", "2.20", "^2.20.2", ">1", "latest", "1.2.x"] {
            assert!(ensure_exact(version).is_err(), "{version}");
        }
    }

    #[test]
    fn hooks_are_found_among_the_objects() {
        let text = "---\nkind: Job\nmetadata: {name: up, annotations: {helm.sh/hook: pre-install}}\n---\n---\nkind: Role\nmetadata: {name: a}\n";
        let found: Vec<_> = objects_in(text).unwrap().into_iter().map(|object| (object.name, object.is_hook)).collect();
        assert_eq!(found, [("Job/up".to_owned(), true), ("Role/a".to_owned(), false)]);
        assert!(objects_in("kind: [").is_err());
    }
}
