//! Objects against a real API server: `kube-apiserver` and `etcd` from `KUBEBUILDER_ASSETS` or the path. Without them the
//! tests are skipped, and say so; with `ARCHIPEL_REQUIRE_KUBERNETES=1` that is a failure.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stderr, reason = "tests")]

mod access;
mod controllers;
mod delete;
mod drift;
mod interrupted;
mod kubeconfig;
mod life;
mod manifests;
mod minimum_pods;
mod preview;
mod proxy;
mod refused;
mod server;
mod world;
