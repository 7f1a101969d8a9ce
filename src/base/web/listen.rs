//! The accept loop: HTTP/1.1 and HTTP/2 without TLS, with a deadline on everything a client can drag out.
//!
//! The web framework's own server leaves partial heads, dripped bodies and idle connections open for ever.
//! Here every connection has a watchdog that knows what it waits for, every request body has a pace to keep,
//! connections are counted, in all and for each address, and when all places are taken who keeps us waiting leaves.

mod activity;
mod body;
mod crowd;
mod watched;

use std::{
    collections::HashMap,
    convert::Infallible,
    io,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, Version, header, uri};
use hyper::{
    body::{Body as _, Incoming},
    service::service_fn,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use ipnet::IpNet;
use poem::{
    Body, Endpoint, EndpointExt, Request, Response,
    endpoint::{DynEndpoint, ToDynEndpoint},
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use self::{
    activity::{Activity, Verdict},
    body::{Paced, Tracked},
    crowd::{Crowd, PATIENCE},
    watched::Watched,
};
use super::{
    client::{Client, Scheme, TrustedProxies},
    limits::subscriber,
};

/// What a client may cost. The defaults suit a small office server behind a proxy, and without one.
#[derive(Clone, Debug)]
pub struct Limits {
    /// From the connection to its first byte.
    pub first_byte: Duration,
    /// From the first byte of a request to the end of its head.
    pub head: Duration,
    /// Between requests on one connection.
    pub idle: Duration,
    /// Without a byte of a body that the handler waits for.
    pub body_gap: Duration,
    /// For a whole body, however it flows …
    pub body_total: Duration,
    /// … and longer for one that has come at this pace, in bytes a second, so that large uploads get through.
    pub body_pace: u64,
    /// Without the client taking a byte of the response.
    pub write_stall: Duration,
    /// Connections at a time; when there are more, those leave whose clients keep us waiting.
    pub connections: usize,
    /// Connections at a time from one subscriber, proxies that are trusted excepted; more are closed.
    pub connections_per_address: usize,
    /// The longest head of a request, in bytes.
    pub head_bytes: usize,
    /// Requests at a time on one HTTP/2 connection.
    pub streams: u32,
    /// How long running requests may take to finish when the server stops.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            first_byte: Duration::from_secs(10),
            head: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            body_gap: Duration::from_secs(30),
            body_total: Duration::from_secs(300),
            body_pace: 64 * 1024,
            write_stall: Duration::from_secs(60),
            connections: 4096,
            connections_per_address: 64,
            head_bytes: 32 * 1024,
            streams: 100,
            drain: Duration::from_secs(20),
        }
    }
}

impl Limits {
    /// How often a watchdog looks: deadlines may come nearer while it sleeps.
    fn tick(&self) -> Duration {
        let shortest = self.first_byte.min(self.head).min(self.idle).min(self.write_stall);
        (shortest / 4).clamp(Duration::from_millis(5), Duration::from_secs(1))
    }
}

/// After a farewell to an idle HTTP/2 client, for the farewell to be sent.
const FAREWELL: Duration = Duration::from_secs(1);
/// After a failure to accept, such as no free descriptor, which would fail again at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Whole answers that lie ready: given from the head of a request alone, before the framework takes it apart.
pub trait Ready: Send + Sync + 'static {
    /// The answer, or none where the endpoint has to make one.
    fn answer(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        client: Client,
    ) -> Option<http::Response<Bytes>>;
}

impl<R: Ready> Ready for Arc<R> {
    fn answer(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        client: Client,
    ) -> Option<http::Response<Bytes>> {
        self.as_ref().answer(method, uri, headers, client)
    }
}

/// For who has nothing ready.
struct Nothing;

impl Ready for Nothing {
    fn answer(&self, _: &Method, _: &Uri, _: &HeaderMap, _: Client) -> Option<http::Response<Bytes>> {
        None
    }
}

/// What all connections share.
struct Server {
    endpoint: Box<dyn DynEndpoint<Output = Response>>,
    ready: Box<dyn Ready>,
    http: auto::Builder<TokioExecutor>,
    proxies: TrustedProxies,
    limits: Limits,
    per_address: Mutex<HashMap<IpNet, usize>>,
    crowd: Arc<Crowd>,
    stop: CancellationToken,
}

/// Serves `endpoint` until `stop` is cancelled; then stops accepting, lets running requests finish within
/// [`Limits::drain`], cuts the rest and returns. Every request carries the [`Client`](super::client::Client)
/// in its extensions.
pub async fn serve(
    listener: TcpListener,
    endpoint: impl Endpoint + 'static,
    proxies: TrustedProxies,
    limits: Limits,
    stop: CancellationToken,
) -> io::Result<()> {
    serve_with(listener, endpoint, Nothing, proxies, limits, stop).await
}

/// The same with answers that lie ready.
pub async fn serve_with(
    listener: TcpListener,
    endpoint: impl Endpoint + 'static,
    ready: impl Ready,
    proxies: TrustedProxies,
    limits: Limits,
    stop: CancellationToken,
) -> io::Result<()> {
    let server = Arc::new(Server {
        endpoint: Box::new(ToDynEndpoint(endpoint.map_to_response())),
        ready: Box::new(ready),
        http: http(&limits),
        proxies,
        limits,
        per_address: Mutex::default(),
        crowd: Arc::default(),
        stop,
    });
    let mut connections = JoinSet::new();
    let_in(&server, listener, &mut connections).await?;
    let finished = async { while connections.join_next().await.is_some() {} };
    if timeout(server.limits.drain, finished).await.is_err() {
        tracing::warn!("cut the requests that did not finish in time");
    }
    Ok(())
}

/// Lets connections in until the server stops; then the listener is gone.
async fn let_in(
    server: &Arc<Server>,
    listener: TcpListener,
    connections: &mut JoinSet<()>,
) -> io::Result<()> {
    let local = listener.local_addr()?;
    let places = Arc::new(Semaphore::new(server.limits.connections));
    // Kept from one look to the next: dropped, it would drop the connection that waits in it for a place.
    let mut next = pin!(next_connection(&listener, &places, &server.crowd));
    loop {
        tokio::select! {
            () = server.stop.cancelled() => return Ok(()),
            Some(ended) = connections.join_next() => report(ended),
            (place, stream, peer) = next.as_mut() => {
                next.set(next_connection(&listener, &places, &server.crowd));
                if let Some(seat) = server.clone().seat(peer.ip()) {
                    let connection = connection(server.clone(), stream, peer, local);
                    connections.spawn(async move {
                        connection.await;
                        drop((place, seat));
                    });
                }
            }
        }
    }
}

fn http(limits: &Limits) -> auto::Builder<TokioExecutor> {
    let mut http = auto::Builder::new(TokioExecutor::new());
    // hyper refuses a smaller buffer than this for HTTP/1.
    http.http1().max_buf_size(limits.head_bytes.max(8192));
    http.http2()
        .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
        .max_concurrent_streams(limits.streams);
    http
}

/// A connection with a place. Without this loop's patience the system's queue would fill, and visitors with it.
async fn next_connection(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
    crowd: &Crowd,
) -> (OwnedSemaphorePermit, TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (place(places, crowd).await, stream, peer),
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// A free place, or one that is made free.
async fn place(places: &Arc<Semaphore>, crowd: &Crowd) -> OwnedSemaphorePermit {
    if let Ok(place) = places.clone().try_acquire_owned() {
        return place;
    }
    let mut freed = pin!(places.clone().acquire_owned());
    loop {
        // Who was asked needs a moment to be gone.
        let pause = if crowd.make_room(Instant::now()) { PATIENCE / 20 } else { PATIENCE / 80 };
        match timeout(pause, freed.as_mut()).await {
            Ok(Ok(place)) => return place,
            Ok(Err(_)) => std::future::pending().await,
            Err(_) => {}
        }
    }
}

fn report(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a connection died");
    }
}

/// One of the connections that an address may have; given back when dropped.
struct Seat {
    server: Arc<Server>,
    /// `None` for a trusted proxy, which speaks for many.
    subscriber: Option<IpNet>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(subscriber) = self.subscriber else { return };
        let mut taken = self.server.per_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&subscriber) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&subscriber);
            }
        }
    }
}

impl Server {
    /// `None` when the address has enough.
    fn seat(self: Arc<Self>, peer: IpAddr) -> Option<Seat> {
        if self.proxies.trusts(peer) {
            return Some(Seat { server: self, subscriber: None });
        }
        let subscriber = subscriber(peer);
        let mut taken = self.per_address.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(subscriber).or_default();
        if *count >= self.limits.connections_per_address {
            tracing::debug!(%peer, "too many connections from one address");
            return None;
        }
        *count += 1;
        drop(taken);
        Some(Seat { server: self, subscriber: Some(subscriber) })
    }

    async fn respond(
        &self,
        request: http::Request<Incoming>,
        peer: SocketAddr,
        local: SocketAddr,
        activity: &Arc<Activity>,
    ) -> http::Response<Tracked> {
        let version = request.version();
        let client = self.proxies.client(peer.ip(), request.headers());
        let running = activity.begin(subscriber(client.addr), version == Version::HTTP_2);
        if let Some(answer) = self.ready.answer(request.method(), request.uri(), request.headers(), client) {
            let sending = running.into_sending();
            return answer.map(|body| Tracked::whole(body, sending));
        }
        let (request, too_slow) = self.prepare(request, client, (peer, local), activity);
        let response = self.endpoint.call(request).await.unwrap_or_else(poem::Error::into_response);
        let response = if too_slow.happened() { request_timeout(version) } else { response };
        let sending = running.into_sending();
        http::Response::from(response).map(|body| Tracked::new(body, sending))
    }

    /// The framework's request, with its client in the extensions and its body, if any, under way at a pace.
    fn prepare(
        &self,
        request: http::Request<Incoming>,
        client: Client,
        (peer, local): (SocketAddr, SocketAddr),
        activity: &Arc<Activity>,
    ) -> (Request, body::TooSlow) {
        let scheme = match client.scheme {
            Scheme::Http => uri::Scheme::HTTP,
            Scheme::Https => uri::Scheme::HTTPS,
        };
        let (local, remote) = (LocalAddr(local.into()), RemoteAddr(peer.into()));
        let empty = request.body().is_end_stream();
        let mut request = Request::from((request, local, remote, scheme));
        request.extensions_mut().insert(client);
        if empty {
            request.take_body();
            return (request, body::TooSlow::default());
        }
        let (paced, too_slow) = Paced::new(request.take_body(), activity.body(), &self.limits);
        request.set_body(Body::from(paced.boxed()));
        (request, too_slow)
    }
}

/// Instead of whatever the handler made of a body that was cut.
fn request_timeout(version: Version) -> Response {
    let mut response = Response::from(StatusCode::REQUEST_TIMEOUT);
    if version < Version::HTTP_2 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn connection(server: Arc<Server>, stream: TcpStream, peer: SocketAddr, local: SocketAddr) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%peer, %error, "lost before its first byte");
        return;
    }
    let activity = Arc::new(Activity::new(subscriber(peer.ip()), Instant::now()));
    let membership = server.crowd.enter(activity.clone());
    let service = service_fn(|request| {
        let (server, activity) = (server.clone(), activity.clone());
        async move { Ok::<_, Infallible>(server.respond(request, peer, local, &activity).await) }
    });
    let io = TokioIo::new(Watched::new(stream, activity.clone()));
    let mut http = pin!(server.http.serve_connection(io, service));
    let verdict = tokio::select! {
        _ = http.as_mut() => return,
        verdict = watch(&activity, &server.limits) => verdict,
        () = membership.asked_to_leave() => Verdict::Slow,
        () = server.stop.cancelled() => {
            http.as_mut().graceful_shutdown();
            tokio::select! {
                _ = http.as_mut() => return,
                verdict = watch(&activity, &server.limits) => verdict,
            }
        }
    };
    tracing::debug!(%peer, ?verdict, "closed a connection");
    if verdict == Verdict::Idle {
        http.as_mut().graceful_shutdown();
        let _ = timeout(FAREWELL, http).await;
    }
}

/// Returns when the connection has used up the time for what it waits for.
async fn watch(activity: &Activity, limits: &Limits) -> Verdict {
    loop {
        let now = Instant::now();
        let next_look = now + limits.tick();
        match activity.deadline(limits) {
            Some((deadline, verdict)) if deadline <= now => return verdict,
            Some((deadline, _)) => sleep_until(deadline.min(next_look)).await,
            None => sleep_until(next_look).await,
        }
    }
}

#[cfg(test)]
mod tests;
