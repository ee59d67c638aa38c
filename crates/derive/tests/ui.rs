//! What must not compile, and how the compiler says so.
//!
//! After a change that is meant: `TRYBUILD=overwrite cargo test -p archipel-derive --test ui`, and read the diff.
//!
//! These tests are not those of the engine, because they compile every dependency of the tests of their crate again.

#[test]
fn mistakes_of_programs_and_of_resource_types_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
