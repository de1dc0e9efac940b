//! A web server on loopback, in plain sockets: a client of the protocol has to be tested against
//! answers that no well-kept server would give.

use std::collections::HashMap;
use std::io::{self, BufReader};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::answer::Answer;
use super::reply;
use super::request::Request;

/// How long a connection may wait for its client: no test leaves one idle for longer.
const PATIENCE: Duration = Duration::from_secs(60);

type Site = dyn Fn(&Request) -> Answer + Send + Sync;

/// A server on a free port of 127.0.0.1, a thread a connection; dropping it ends them all.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

/// What the connections of a server have in common.
pub struct Shared {
    site: Box<Site>,
    requests: Mutex<Vec<Request>>,
    in_flight: AtomicUsize,
    /// Held only to end them: a connection belongs to its thread.
    streams: Mutex<HashMap<usize, Weak<TcpStream>>>,
    stopped: Mutex<bool>,
    stopping: Condvar,
}

impl Server {
    /// Serves a site from now on.
    pub fn start(site: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            site: Box::new(site),
            requests: Mutex::default(),
            in_flight: AtomicUsize::new(0),
            streams: Mutex::default(),
            stopped: Mutex::new(false),
            stopping: Condvar::new(),
        });
        let accepting = thread::spawn({
            let shared = shared.clone();
            move || accept(&listener, &shared)
        });
        Self {
            address,
            shared,
            accepting: Some(accepting),
        }
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far, in the order in which they came.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared.requests).clone()
    }

    /// How many requests so far had a path that begins like this.
    pub fn hits(&self, path_prefix: &str) -> usize {
        let requests = lock(&self.shared.requests);
        let hits = requests
            .iter()
            .filter(|request| request.path.starts_with(path_prefix));
        hits.count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        *lock(&self.shared.stopped) = true;
        self.shared.stopping.notify_all();
        // Wakes the thread that waits for a connection.
        let woken = TcpStream::connect(self.address);
        if let (Ok(_), Some(accepting)) = (woken, self.accepting.take()) {
            // A thread that panicked has said so, and has ended.
            let _ = accepting.join();
        }
    }
}

impl Shared {
    /// Waits, but not beyond the server's end.
    ///
    /// # Errors
    ///
    /// `Interrupted` once the server is being stopped.
    pub fn pause(&self, time: Duration) -> io::Result<()> {
        let stopped = lock(&self.stopped);
        let waited = self
            .stopping
            .wait_timeout_while(stopped, time, |stopped| !*stopped);
        let (stopped, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if *stopped {
            return Err(io::ErrorKind::Interrupted.into());
        }
        Ok(())
    }

    fn answer(&self, request: &mut Request, stream: &TcpStream) -> io::Result<bool> {
        let _flight = Flight(&self.in_flight);
        request.in_flight = self.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        lock(&self.requests).push(request.clone());
        reply::send(&(self.site)(request), request, stream, self)
    }
}

/// A request that is being answered, until this is dropped.
struct Flight<'a>(&'a AtomicUsize);

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Takes connections until the server is stopped, then ends those that are left.
fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    let mut threads: Vec<JoinHandle<()>> = Vec::new();
    for number in 0.. {
        let Ok((stream, _)) = listener.accept() else {
            continue;
        };
        if *lock(&shared.stopped) {
            break;
        }
        threads.retain(|thread| !thread.is_finished());
        let stream = Arc::new(stream);
        lock(&shared.streams).insert(number, Arc::downgrade(&stream));
        let shared = shared.clone();
        threads.push(thread::spawn(move || {
            // The client went away or sent no HTTP: there is nobody left to tell.
            let _ = converse(stream, &shared);
            lock(&shared.streams).remove(&number);
        }));
    }
    for stream in lock(&shared.streams).values().filter_map(Weak::upgrade) {
        let _ = stream.shutdown(Shutdown::Both);
    }
    for thread in threads {
        let _ = thread.join();
    }
}

/// Answers the requests of one connection.
fn converse(stream: Arc<TcpStream>, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(&*stream);
    while let Some(mut request) = Request::read(&mut reader)? {
        if !shared.answer(&mut request, &stream)? {
            break;
        }
    }
    Ok(())
}

/// Locks, even where a thread panicked meanwhile: the test that it belongs to fails by itself.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
