//! Connections: accepted one by one, limited in number, size and time, and let end when the server
//! is told to stop.

use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use socket2::SockRef;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;

use super::{AT_ONCE, App, Settings, router};

/// Connections that are open at once; others wait.
const MOST_CONNECTIONS: usize = 1_024;
/// The largest head of a request, in bytes (one that comes in one piece may be twice as large), and
/// the most lines of it.
const MOST_HEAD: usize = 32 * 1024;
const MOST_HEADERS: usize = 64;
/// How long a browser may take to send the head of a request.
const HEAD_SECONDS: u64 = 10;
/// How long a browser may take nothing of an answer, and the bytes of it that the system holds (twice
/// as many): it says that some were taken when a third of them was, and by itself would hold millions.
const STALL_SECONDS: u64 = 15;
const SEND_BUFFER: usize = 128 * 1024;
/// How long requests that are under way have when the server is told to stop.
const GRACE_SECONDS: u64 = 5;
/// Threads that read files and count: as many as there are requests at once, since some only wait
/// for their turn to write.
const WORKERS: usize = AT_ONCE;

/// A port that is taken, on which nobody is answered yet.
pub struct Listening {
    listener: TcpListener,
    /// Where it is.
    pub address: SocketAddr,
}

/// Takes the port.
///
/// # Errors
/// It is taken already, or may not be.
pub fn listen(settings: &Settings) -> Result<Listening> {
    let wanted = SocketAddr::new(settings.address, settings.port);
    let listener = TcpListener::bind(wanted).with_context(|| {
        format!(
            "cannot listen on {wanted}; name another port with --port, or 0 for any that is free"
        )
    })?;
    listener.set_nonblocking(true)?;
    // Each connection has what its listener has.
    SockRef::from(&listener).set_send_buffer_size(SEND_BUFFER)?;
    let address = listener.local_addr()?;
    Ok(Listening { listener, address })
}

impl Listening {
    /// Answers until the process is told to stop.
    ///
    /// # Errors
    /// The system gives no threads.
    pub fn answer(self, app: App) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(WORKERS)
            .build()
            .context("cannot start the threads")?;
        let app = Arc::new(app);
        let done = runtime.block_on(accept(self.listener, router(Arc::clone(&app))));
        // A model that is still learning keeps nobody waiting.
        app.adviser.close();
        runtime.shutdown_background();
        done
    }
}

async fn accept(listener: TcpListener, router: Router) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut stop = pin!(async {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    });
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let open = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = next(&listener, &room) => accepted,
        };
        let Some((stream, place)) = accepted else {
            continue;
        };
        // Small answers are not to wait for the next.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(Duration::from_secs(STALL_SECONDS)));
        let service = TowerToHyperService::new(router.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(HEAD_SECONDS))
            .max_buf_size(MOST_HEAD)
            .max_headers(MOST_HEADERS)
            .serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // Whoever hangs up is no trouble of ours.
            let _ = connection.await;
            drop(place);
        });
    }
    let _ = timeout(Duration::from_secs(GRACE_SECONDS), open.shutdown()).await;
    Ok(())
}

/// The next connection, once there is room for it; none where the system could not give it.
async fn next(
    listener: &tokio::net::TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, place)),
        Err(_) => {
            // Too many open files, as a rule: some will be closed soon.
            tokio::time::sleep(Duration::from_millis(20)).await;
            None
        }
    }
}
