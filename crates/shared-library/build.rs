//! References of the library to its own symbols are bound when it is linked. Otherwise the dynamic linker looks up 650,000 names at
//! each start, which takes a third of a second.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-link-arg=-Wl,-Bsymbolic");
    }
}
