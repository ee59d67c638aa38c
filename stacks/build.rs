//! A binary that is linked with the shared library finds it in the target folder, also if a process with a cleared
//! environment starts it.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_DYNAMIC").is_none() || env::var("CARGO_CFG_UNIX").is_err() {
        return;
    }
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let Ok(sysroot) = Command::new(rustc).args(["--print", "target-libdir"]).output() else { return };
    let libraries = String::from_utf8_lossy(&sysroot.stdout).trim().to_owned();
    let origin = if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("macos") { "@loader_path" } else { "$ORIGIN" };
    for folder in [origin.to_owned(), format!("{origin}/deps"), Path::new(&libraries).display().to_string()] {
        println!("cargo::rustc-link-arg=-Wl,-rpath,{folder}");
    }
}
