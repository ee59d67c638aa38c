//! What the planner promises, without any provider: golden plans by scenario, and properties of random ones.
#![allow(clippy::unwrap_used)]

mod compare;
mod controls;
mod data;
mod deep;
mod dependencies;
mod file;
mod keys;
mod mistakes;
mod model;
mod options;
mod properties;
mod renames;
mod replacements;
mod scale;
mod select;
mod why;
mod world;
