//! A whole sandbox inside this process.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use crate::emulators::Emulators;
use crate::error::Result;
use crate::gateway::{self, Gateway};
use crate::install::InstallOptions;
use crate::progress::Progress;

/// How to start a sandbox. The defaults suit a program that wants one for itself.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where to install the emulators, with which Python, and who to tell.
    pub install: InstallOptions,
    /// The gateway's port; a free one by default.
    pub port: Option<u16>,
    /// Where the emulators' logs go; a temporary folder of the cache by default.
    pub run_dir: Option<PathBuf>,
}

/// Emulators and their gateway. Everything ends when it is dropped.
///
/// Dereferences to its [`Gateway`]: endpoint, instance, calls, faults, reset.
#[derive(Debug)]
pub struct Sandbox {
    gateway: Gateway,
    emulators: Arc<Emulators>,
}

impl Sandbox {
    /// Installs the emulators the first time, starts them, and waits until all answer.
    pub async fn start(options: Options) -> Result<Self> {
        // First, so that a taken port is reported before a minute of installing; and functions call it.
        let (listener, port) = gateway::listen(options.port).await?;
        let emulators = Arc::new(Emulators::start_for(&options.install, options.run_dir, port).await?);
        let gateway = Gateway::serve(&emulators, listener, port, Vec::new());
        options.install.progress.tell(Progress::Ready { endpoint: gateway.endpoint().to_owned() });
        Ok(Self { gateway, emulators })
    }

    /// The emulators.
    #[must_use]
    pub fn emulators(&self) -> &Arc<Emulators> {
        &self.emulators
    }

    /// Ends everything and waits for it.
    pub async fn stop(self) {
        // Waiting for processes blocks.
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Connections that are still open hold the emulators too, and end when the runtime gets to them.
        self.emulators.stop();
    }
}

impl Deref for Sandbox {
    type Target = Gateway;

    fn deref(&self) -> &Gateway {
        &self.gateway
    }
}
