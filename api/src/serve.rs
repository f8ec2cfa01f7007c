//! The sockets: accepting, timeouts for clients that dawdle, and an orderly end.
//!
//! A connection that has sent no whole request yet, or is idle between two, can be had for
//! nothing by anybody. So when there are as many connections as there may be, the one that
//! has been silent longest makes room for the new one, and honest clients get in however
//! many half-open connections others hold.

use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, Sleep, sleep, timeout};
use tower::ServiceExt;

use crate::http::AppState;

/// Serves `router` on `listener` until `shutdown` is done, then lets requests at work finish
/// within `shutdown-grace`.
pub async fn serve(
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
    state: AppState,
    router: Router,
) -> io::Result<()> {
    let connections = Arc::new(Connections {
        most: state.config().max_connections,
        ..Connections::default()
    });
    // Every connection holds a sender; when all are gone, the receiver is told.
    let (alive, mut all_gone) = mpsc::channel::<()>(1);
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, most likely: the silent ones give some back.
                    tracing::warn!(%error, "a connection could not be accepted");
                    connections.evict();
                    sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        let _ = stream.set_nodelay(true);
        let place = connections.enter();
        let io = TokioIo::new(Patient::new(stream, state.config().write_timeout));
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(state.config().header_timeout)
            .max_buf_size(64 * 1024)
            .max_headers(64);
        let (service, served) = (router.clone(), Arc::clone(&place.entry));
        let service = service_fn(move |request: Request<Incoming>| {
            let (router, busy) = (service.clone(), Busy::new(&served));
            async move {
                let response: Response<Body> = match router.oneshot(request.map(Body::new)).await {
                    Ok(response) => response,
                    Err(never) => match never {},
                };
                Ok::<_, std::convert::Infallible>(
                    response.map(|body| Guarded { body, _busy: busy }),
                )
            }
        });
        let connection = builder.serve_connection(io, service).with_upgrades();
        let open = state.metrics.connections.clone();
        open.inc();
        let (mut stopping, alive) = (state.stopping.subscribe(), alive.clone());
        tokio::spawn(async move {
            let mut connection = std::pin::pin!(connection);
            let mut told = false;
            loop {
                tokio::select! {
                    // What goes wrong with one client's connection is between it and its network.
                    _ = connection.as_mut() => break,
                    () = place.entry.leave.notified() => break,
                    _ = stopping.wait_for(|stopping| *stopping), if !told => {
                        connection.as_mut().graceful_shutdown();
                        told = true;
                    }
                }
            }
            open.dec();
            drop((place, alive));
        });
    }
    drop(listener);
    drop(alive);
    state.stop();
    tracing::info!("stopping: finishing what is at work");
    match timeout(state.config().shutdown_grace, all_gone.recv()).await {
        Ok(_) => tracing::info!("stopped"),
        Err(_) => tracing::warn!("some requests did not finish in time"),
    }
    Ok(())
}

/// The open connections, oldest first.
#[derive(Default)]
struct Connections {
    most: usize,
    open: Mutex<(u64, BTreeMap<u64, Arc<Entry>>)>,
}

/// One open connection.
#[derive(Debug, Default)]
struct Entry {
    /// Requests whose answer is not yet out of the house.
    busy: AtomicUsize,
    /// Told when the connection has to go.
    leave: Notify,
}

impl Connections {
    /// Makes an entry, and room for it where there is none.
    fn enter(self: &Arc<Self>) -> Place {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.1.len() >= self.most {
            Connections::evict_from(&mut open.1);
        }
        open.0 += 1;
        let number = open.0;
        let entry = Arc::new(Entry::default());
        open.1.insert(number, Arc::clone(&entry));
        Place {
            number,
            entry,
            connections: Arc::clone(self),
        }
    }

    /// Closes the oldest connection that is not at work.
    fn evict(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        Connections::evict_from(&mut open.1);
    }

    fn evict_from(open: &mut BTreeMap<u64, Arc<Entry>>) {
        let idle = open
            .iter()
            .find(|(_, entry)| entry.busy.load(Ordering::Relaxed) == 0)
            .map(|(number, _)| *number);
        if let Some(entry) = idle.and_then(|number| open.remove(&number)) {
            entry.leave.notify_one();
        }
    }
}

/// A connection's place among the open ones; given back when dropped.
struct Place {
    number: u64,
    entry: Arc<Entry>,
    connections: Arc<Connections>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .1
            .remove(&self.number);
    }
}

/// Marks a connection as at work for as long as it lives.
struct Busy(Arc<Entry>);

impl Busy {
    fn new(entry: &Arc<Entry>) -> Busy {
        entry.busy.fetch_add(1, Ordering::Relaxed);
        Busy(Arc::clone(entry))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A body that keeps its connection marked as at work until it is sent.
struct Guarded {
    body: Body,
    _busy: Busy,
}

impl HttpBody for Guarded {
    type Data = axum::body::Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream whose writes fail when the other side takes nothing for too long.
struct Patient<S> {
    stream: S,
    patience: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    fn new(stream: S, patience: Duration) -> Patient<S> {
        Patient {
            stream,
            patience,
            waiting: None,
        }
    }

    /// Passes a write's outcome on; one that has been pending too long becomes an error.
    fn within<T>(
        &mut self,
        cx: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.waiting = None;
            return outcome;
        }
        let patience = self.patience;
        let waiting = self
            .waiting
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + patience)));
        match waiting.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the client takes nothing",
            ))),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.within(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.within(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(cx);
        self.within(cx, outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.within(cx, outcome)
    }
}
