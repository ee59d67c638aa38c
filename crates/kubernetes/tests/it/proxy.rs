//! A proxy in front of an API server that loses bytes: TLS passes through it, so that it counts pieces of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// The pieces that pass, and the one that something happens at.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    passed: AtomicUsize,
    /// The number of the piece at which the connection is cut, from 1. The server receives what was sent before it.
    pub(crate) cut_at: AtomicUsize,
    pub(crate) cut: Notify,
    /// Whether the server hangs: connections stay, and nothing passes.
    pub(crate) hangs: AtomicBool,
}

impl Pieces {
    fn is_cut(&self) -> bool {
        self.passed.fetch_add(1, Ordering::SeqCst) + 1 == self.cut_at.load(Ordering::SeqCst)
    }

    /// Cuts at a piece, counted from now on.
    pub(crate) fn cut_at(&self, piece: usize) {
        self.passed.store(0, Ordering::SeqCst);
        self.cut_at.store(piece, Ordering::SeqCst);
    }

    pub(crate) fn passed(&self) -> usize {
        self.passed.load(Ordering::SeqCst)
    }
}

/// A proxy on a port of its own, until its runtime ends.
pub(crate) async fn start(to: u16) -> (u16, Arc<Pieces>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let pieces = Arc::new(Pieces::default());
    let counted = Arc::clone(&pieces);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(pass(client, to, Arc::clone(&counted)));
        }
    });
    (port, pieces)
}

async fn pass(mut client: TcpStream, to: u16, pieces: Arc<Pieces>) {
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", to)).await else { return };
    let (mut from_client, mut from_server) = (vec![0; 64 << 10], vec![0; 64 << 10]);
    loop {
        let (read, is_answer) = tokio::select! {
            read = client.read(&mut from_client) => (read, false),
            read = server.read(&mut from_server) => (read, true),
        };
        let Ok(length @ 1..) = read else { return };
        while pieces.hangs.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        // Both directions count: the end of a request, and the beginning of a response.
        if pieces.is_cut() {
            pieces.cut.notify_one();
            return;
        }
        let written = match is_answer {
            true => client.write_all(&from_server[..length]).await,
            false => server.write_all(&from_client[..length]).await,
        };
        if written.is_err() {
            return;
        }
    }
}
