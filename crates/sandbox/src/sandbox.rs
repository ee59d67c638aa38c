//! A whole sandbox inside this process.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use crate::emulators::{ApiServers, Emulators};
use crate::error::Result;
use crate::gateway::{self, Gateway};
use crate::install::InstallOptions;
use crate::progress::Progress;

/// Options for a sandbox. The defaults suit a program with its own sandbox.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The installation of the emulators, the Python interpreter, and the listener for progress.
    pub install: InstallOptions,
    /// The gateway's port; a free one by default.
    pub port: Option<u16>,
    /// The folder of the emulators' logs; a temporary folder of the cache by default.
    pub run_dir: Option<PathBuf>,
    /// The programs of the API servers of EKS clusters.
    pub api_servers: ApiServers,
}

/// Emulators and their gateway. Both stop when it is dropped.
///
/// Dereferences to its [`Gateway`]: endpoint, instance, calls, faults, reset.
#[derive(Debug)]
pub struct Sandbox {
    gateway: Gateway,
    emulators: Arc<Emulators>,
}

impl Sandbox {
    /// Installs the emulators the first time, starts them, and waits until all respond.
    pub async fn start(options: Options) -> Result<Self> {
        // Bind the port first, so that a used port is reported before a minute of installing. Functions call it, too.
        let (listener, port) = gateway::listen(options.port).await?;
        let emulators =
            Arc::new(Emulators::start_for(&options.install, options.run_dir, port, options.api_servers).await?);
        let gateway = Gateway::serve(&emulators, listener, port);
        options.install.progress.report(Progress::Ready { endpoint: gateway.endpoint().to_owned() });
        Ok(Self { gateway, emulators })
    }

    #[must_use]
    pub fn emulators(&self) -> &Arc<Emulators> {
        &self.emulators
    }

    /// Stops the gateway and the emulators, and waits until they have ended.
    pub async fn stop(self) {
        // Waiting for processes blocks.
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Open connections have handles of the emulators too, and end when the runtime drops them.
        self.emulators.stop();
    }
}

impl Deref for Sandbox {
    type Target = Gateway;

    fn deref(&self) -> &Gateway {
        &self.gateway
    }
}
