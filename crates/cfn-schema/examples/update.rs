//! Writes the crate's set of schemas from a cfn-lint package: `cargo run -p archipel-cfn-schema --example update -- WHEEL`.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use archipel_cfn_schema::set::{SchemaSet, Source, write};

fn main() -> Result<(), Box<dyn Error>> {
    let wheel = std::env::args().nth(1).ok_or("usage: update WHEEL|FOLDER, from `pip download --no-deps cfn-lint`")?;
    let (folder, temporary) = unpacked(Path::new(&wheel))?;
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let result = update(&folder, &target);
    if temporary {
        fs::remove_dir_all(&folder)?;
    }
    result
}

/// The folder of an unpacked wheel, and whether it was unpacked here.
fn unpacked(wheel: &Path) -> Result<(PathBuf, bool), Box<dyn Error>> {
    if wheel.is_dir() {
        return Ok((wheel.to_owned(), false));
    }
    let folder = std::env::temp_dir().join(format!("archipel-cfn-schema-{}", std::process::id()));
    let status = Command::new("python3").args(["-m", "zipfile", "-e"]).arg(wheel).arg(&folder).status()?;
    if status.success() { Ok((folder, true)) } else { Err(format!("cannot unpack {}", wheel.display()).into()) }
}

fn json(path: &Path) -> Result<serde_json::Value, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

fn update(folder: &Path, target: &Path) -> Result<(), Box<dyn Error>> {
    let info = fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path());
    let info = info
        .into_iter()
        .find(|path| path.extension().is_some_and(|extension| extension == "dist-info"))
        .ok_or("this is not an unpacked wheel: it has no folder *.dist-info")?;
    let package = info.file_stem().and_then(|name| name.to_str()).unwrap_or_default().replace("cfn_lint-", "cfn-lint ");
    let data = folder.join("cfnlint/data/schemas");
    let date = json(&data.join("version.json"))?["schema_date"].as_str().unwrap_or_default().to_owned();
    let mut regions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in fs::read_dir(data.join("providers"))? {
        let path = entry?.path();
        let Some(region) = path.file_stem().and_then(|name| name.to_str()) else { continue };
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        for name in json(&path)?.as_object().into_iter().flat_map(|types| types.keys()) {
            regions.entry(name.clone()).or_default().push(region.to_owned());
        }
    }
    let mut types = BTreeMap::new();
    for entry in fs::read_dir(data.join("resources"))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let schema = json(&path)?;
        let name = schema["typeName"].as_str().ok_or_else(|| format!("{} has no typeName", path.display()))?.to_owned();
        // Sorted keys and no white space: the same schema always has the same digest.
        let text = serde_json::to_string(&sorted(schema))?;
        let exists_in = regions.remove(&name).unwrap_or_default();
        if types.insert(name.clone(), (text, exists_in)).is_some() {
            return Err(format!("two schemas are named {name}").into());
        }
    }
    let source = Source { package, date };
    let old = SchemaSet::embedded();
    let added = types.keys().filter(|name| !old.contains(name)).count();
    let removed = old.names().filter(|name| !types.contains_key(*name)).count();
    let changed = types.iter().filter(|(name, (text, _))| old.text(name).is_ok_and(|old| old != text)).count();
    let file = write(&source, &types, &compress)?;
    for licence in ["LICENSE", "NOTICE"] {
        fs::copy(info.join("licenses").join(licence), target.join(format!("{licence}-cfn-lint")))?;
    }
    println!("{}, schemas of {}: {} types, {} bytes", source.package, source.date, types.len(), file.len());
    println!("since {}: {added} added, {removed} removed, {changed} changed", old.source().package);
    fs::write(target.join("schemas.bin"), file)?;
    Ok(())
}

fn sorted(json: serde_json::Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match json {
        Json::Object(map) => {
            let sorted: BTreeMap<String, Json> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            Json::Object(sorted.into_iter().collect())
        }
        Json::Array(items) => Json::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

fn compress(bytes: &[u8]) -> Vec<u8> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters).expect("memory can be written");
    compressed
}
