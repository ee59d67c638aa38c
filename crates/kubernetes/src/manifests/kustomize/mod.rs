//! Folders with a kustomization file, as `kustomize build` builds them.
//!
//! The order is that of kustomize: resources and generators, patches, namespace, prefix and suffix, labels, annotations,
//! replicas, images; then every reference to an object that has another name follows it. What is not supported is refused by
//! its name.

mod file;
mod generate;
mod json_patch;
mod merge_patch;
mod names;
mod patches;
mod transform;

use std::path::{Path, PathBuf};

use self::file::Kustomization;
use super::error::{Result, did_you_mean};
use super::files;
use super::node::{Content, Node};
use super::object::{Identity, ManifestObject, objects_of};
use super::placeholder::Placeholders;
use super::yaml;

/// The deepest nesting of folders that are resources of one another.
const MAX_FOLDERS: usize = 20;

/// An object while it is built.
pub(super) struct Resource {
    pub(super) object: ManifestObject,
    /// What it was called before, the first name first. Patches may name it so.
    pub(super) former: Vec<Identity>,
}

/// Builds a folder.
pub(super) fn build(folder: &Path, placeholders: &mut Placeholders<'_>) -> Result<Vec<ManifestObject>> {
    let place = Place { folder, kind: "Kustomization" };
    let mut resources = with_identities(build_folder(&place, Vec::new(), placeholders, &mut Vec::new())?);
    // Hashes are of the content that an object has in the end.
    generate::add_hashes(&mut resources)?;
    names::follow(&mut resources);
    Ok(resources.into_iter().map(|(_, resource)| resource.object).collect())
}

/// Objects with what identifies them now: references follow from there.
fn with_identities(resources: Vec<Resource>) -> Vec<(Identity, Resource)> {
    resources.into_iter().map(|resource| (resource.object.id.clone(), resource)).collect()
}

/// A folder and the kind of its file.
struct Place<'p> {
    folder: &'p Path,
    kind: &'static str,
}

/// Builds a folder. A component changes the resources that it is given; a kustomization begins with none.
fn build_folder(
    place: &Place<'_>,
    mut resources: Vec<Resource>,
    placeholders: &mut Placeholders<'_>,
    around: &mut Vec<PathBuf>,
) -> Result<Vec<Resource>> {
    let folder = place.folder;
    let Some(path) = files::kustomization(folder)? else {
        let message =
            format!("the folder has no kustomization file: add `{}`, or list its files", files::KUSTOMIZATIONS[0]);
        return Err(files::error(folder, message));
    };
    let canonical =
        folder.canonicalize().map_err(|cause| files::error(folder, format!("cannot read the folder: {cause}")))?;
    if around.contains(&canonical) || around.len() >= MAX_FOLDERS {
        return Err(files::error(&path, "the kustomization is a resource of itself: remove it from `resources`"));
    }
    let file = Kustomization::read(&path, place.kind, placeholders)?;
    around.push(canonical);
    for resource in file.list("resources")? {
        add_resource(folder, resource, placeholders, around, &mut resources)?;
    }
    for component in file.list("components")? {
        let Some(name) = component.text() else {
            let kind = component.kind_name();
            return Err(component.error(format!("a component is {kind}, and a folder is expected")));
        };
        let place = Place { folder: &folder.join(name), kind: "Component" };
        resources = build_folder(&place, resources, placeholders, around)?;
    }
    around.pop();
    generate::add(folder, &file, &mut resources)?;
    let mut resources = with_identities(resources);
    patches::apply(folder, &file, placeholders, &mut resources)?;
    transform::apply(&file, &mut resources)?;
    names::follow(&mut resources);
    Ok(resources
        .into_iter()
        .map(|(before, mut resource)| {
            if before != resource.object.id {
                resource.former.push(before);
            }
            resource
        })
        .collect())
}

fn add_resource(
    folder: &Path,
    resource: &Node,
    placeholders: &mut Placeholders<'_>,
    around: &mut Vec<PathBuf>,
    resources: &mut Vec<Resource>,
) -> Result<()> {
    let Some(name) = resource.text() else {
        let kind = resource.kind_name();
        return Err(resource.error(format!("a resource is {kind}, and a path is expected")));
    };
    if name.contains("://") || name.starts_with("git@") || name.starts_with("github.com/") {
        return Err(resource
            .error(format!("the resource `{name}` is remote: copy it into the folder, at a version that you know")));
    }
    let path = folder.join(name);
    if path.is_dir() {
        let place = Place { folder: &path, kind: "Kustomization" };
        resources.extend(build_folder(&place, Vec::new(), placeholders, around)?);
        return Ok(());
    }
    if !path.is_file() {
        let entries = std::fs::read_dir(path.parent().unwrap_or(folder)).into_iter().flatten().flatten();
        let names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        let near = did_you_mean(name, names.iter().map(String::as_str));
        return Err(resource.error(format!("there is no file or folder `{name}`{near}: correct the path")));
    }
    let mut objects = Vec::new();
    for document in yaml::parse(&files::name_of(&path), &files::read(&path)?, placeholders)? {
        if matches!(document.content, Content::Map(_)) && document.text_at(&["kind"]) == Some("Kustomization") {
            return Err(resource.error(format!("the resource `{name}` is a kustomization file: list its folder")));
        }
        objects_of(document, &mut objects)?;
    }
    resources.extend(objects.into_iter().map(|object| Resource { object, former: Vec::new() }));
    Ok(())
}
