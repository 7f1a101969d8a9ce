//! The accept loop against clients on raw sockets.

use std::{
    pin::Pin,
    sync::atomic::{AtomicUsize, Ordering},
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, future::join_all, stream};
use hyper::body::Frame;

use poem::{FromRequest, IntoResponse, Result, endpoint::make};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    task::JoinHandle,
};

use super::{super::client::Client, *};

const SHORT: Duration = Duration::from_millis(300);
/// Long enough that a test which waits for it has failed.
const LONG: Duration = Duration::from_secs(30);

/// Every deadline far away; a test sets the one it is about.
fn patient() -> Limits {
    Limits {
        first_byte: LONG,
        head: LONG,
        idle: LONG,
        body_gap: LONG,
        body_total: LONG,
        write_stall: LONG,
        drain: LONG,
        ..Limits::default()
    }
}

struct Site {
    address: SocketAddr,
    stop: CancellationToken,
    done: JoinHandle<io::Result<()>>,
    /// Requests that a handler began.
    begun: Arc<AtomicUsize>,
}

impl Site {
    async fn start(limits: Limits) -> Self {
        Self::behind(&[], limits).await
    }

    async fn behind(proxies: &[&str], limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, begun) = (CancellationToken::new(), Arc::new(AtomicUsize::new(0)));
        let endpoint = make({
            let begun = begun.clone();
            move |request| {
                begun.fetch_add(1, Ordering::SeqCst);
                answer(request)
            }
        });
        let proxies = TrustedProxies::parse(proxies).unwrap();
        let done = tokio::spawn(serve(listener, endpoint, proxies, limits, stop.clone()));
        Self { address, stop, done, begun }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends this and reads until the server closes.
    async fn exchange(&self, text: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.unwrap();
        rest(&mut stream).await
    }

    async fn until_begun(&self, count: usize) {
        while self.begun.load(Ordering::SeqCst) < count {
            sleep(Duration::from_millis(5)).await;
        }
    }
}

async fn answer(mut request: Request) -> Result<Response> {
    Ok(match request.uri().path() {
        "/echo" => request.take_body().into_bytes().await?.into_response(),
        "/slow" => {
            sleep(SHORT).await;
            "slow".into_response()
        }
        "/never" => std::future::pending().await,
        "/client" => {
            let client: &Client = request.extensions().get().unwrap();
            let remote = <&RemoteAddr>::from_request_without_body(&request).await?;
            let peer = remote.as_socket_addr().unwrap().ip();
            format!("{} {} {peer}", client.addr, client.scheme.as_str()).into_response()
        }
        "/big" => vec![b'x'; 64 << 20].into_response(),
        _ => "hello".into_response(),
    })
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = timeout(LONG, stream.read_to_end(&mut bytes)).await.expect("the server never closed");
    match read {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), io::ErrorKind::ConnectionReset),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads one response whose body ends with `end`.
async fn response(stream: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    let mut buf = [0; 4096];
    while !text.ends_with(end) {
        let read = timeout(LONG, stream.read(&mut buf)).await.expect("no response").unwrap();
        assert!(read > 0, "closed after {text:?}");
        text.push_str(std::str::from_utf8(&buf[..read]).unwrap());
    }
    text
}

const GET: &str = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
const LAST_GET: &str = "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn serves_several_requests_on_one_connection() {
    let site = Site::start(patient()).await;
    let mut stream = site.connect().await;
    for _ in 0..3 {
        stream.write_all(GET.as_bytes()).await.unwrap();
        assert!(response(&mut stream, "hello").await.starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_client_that_says_nothing_is_cut() {
    let site = Site::start(Limits { first_byte: SHORT, ..patient() }).await;
    let start = Instant::now();
    assert_eq!(site.exchange("").await, "");
    assert!(start.elapsed() >= SHORT);
}

#[tokio::test]
async fn a_dripped_head_is_cut() {
    let site = Site::start(Limits { head: SHORT, ..patient() }).await;
    let mut stream = site.connect().await;
    for byte in GET.bytes() {
        if stream.write_all(&[byte]).await.is_err() {
            break;
        }
        sleep(SHORT / 10).await;
    }
    assert_eq!(rest(&mut stream).await, "");
    assert_eq!(site.begun.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn half_a_head_is_cut_also_on_a_connection_that_served_before() {
    let site = Site::start(Limits { head: SHORT, ..patient() }).await;
    let mut stream = site.connect().await;
    stream.write_all(GET.as_bytes()).await.unwrap();
    response(&mut stream, "hello").await;
    sleep(SHORT * 2).await;
    stream.write_all(b"GET / HTTP/1.1\r\nHo").await.unwrap();
    assert_eq!(rest(&mut stream).await, "");
    assert_eq!(site.begun.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn half_a_preface_of_http2_is_cut() {
    let site = Site::start(Limits { head: SHORT, ..patient() }).await;
    site.exchange("PRI * HTTP/2.0\r\n").await;
    site.exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let site = Site::start(Limits { idle: SHORT, ..patient() }).await;
    let start = Instant::now();
    assert!(site.exchange(GET).await.ends_with("hello"));
    assert!(start.elapsed() >= SHORT);
}

#[tokio::test]
async fn an_oversized_head_is_refused() {
    let site = Site::start(Limits { head_bytes: 8192, ..patient() }).await;
    let text = format!("GET / HTTP/1.1\r\nHost: a.example\r\nX-Big: {}\r\n\r\n", "x".repeat(20_000));
    let answer = site.exchange(&text).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert_eq!(site.begun.load(Ordering::SeqCst), 0);
}

const POST: &str = "POST /echo HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1000\r\n\r\n";

#[tokio::test]
async fn a_body_that_stops_is_cut() {
    let site = Site::start(Limits { body_gap: SHORT, ..patient() }).await;
    let answer = site.exchange(&format!("{POST}abc")).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.to_ascii_lowercase().contains("connection: close"), "{answer}");
}

/// Sends a body of `count` pieces at a steady drip and tells how it ended.
async fn drip(site: &Site, count: usize, piece: usize) -> String {
    let mut stream = site.connect().await;
    let head = format!(
        "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        count * piece
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..count {
        if stream.write_all(&vec![b'x'; piece]).await.is_err() {
            break;
        }
        sleep(SHORT / 6).await;
    }
    rest(&mut stream).await
}

#[tokio::test]
async fn a_dripped_body_is_cut_though_it_never_stops() {
    let limits = Limits { body_gap: LONG, body_total: SHORT, body_pace: 1 << 20, ..patient() };
    let site = Site::start(limits).await;
    let answer = drip(&site, 40, 1).await;
    assert!(!answer.contains("200 OK"), "{answer}");
}

#[tokio::test]
async fn a_long_body_at_a_fair_pace_gets_through() {
    let limits = Limits { body_gap: LONG, body_total: SHORT, body_pace: 1000, ..patient() };
    let site = Site::start(limits).await;
    let answer = drip(&site, 20, 1000).await;
    assert!(answer.contains("200 OK") && answer.ends_with("xxx"), "{}", &answer[..answer.len().min(300)]);
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_cut() {
    let site = Site::start(Limits { write_stall: SHORT, ..patient() }).await;
    let mut stream = site.connect().await;
    stream.write_all(b"GET /big HTTP/1.1\r\nHost: a.example\r\n\r\n").await.unwrap();
    sleep(SHORT * 4).await;
    let received = rest(&mut stream).await.len();
    assert!(received < 64 << 20, "{received}");
}

#[tokio::test]
async fn the_cap_holds_while_all_are_served_and_lets_the_next_in_when_one_leaves() {
    let site = Site::start(Limits { connections: 2, ..patient() }).await;
    let mut busy = Vec::new();
    for _ in 0..2 {
        let mut stream = site.connect().await;
        stream.write_all(b"GET /never HTTP/1.1\r\nHost: a.example\r\n\r\n").await.unwrap();
        busy.push(stream);
    }
    site.until_begun(2).await;
    let mut third = site.connect().await;
    third.write_all(LAST_GET.as_bytes()).await.unwrap();
    assert!(timeout(SHORT, third.readable()).await.is_err());
    assert_eq!(site.begun.load(Ordering::SeqCst), 2);
    busy.pop();
    assert!(rest(&mut third).await.ends_with("hello"));
}

/// What crowds of clients do instead of asking: nothing, half a head, half a body, no further request.
async fn dawdle(site: &Site, how: usize) -> TcpStream {
    let mut stream = site.connect().await;
    match how {
        0 => {}
        1 => stream.write_all(b"GET / HTTP/1.1\r\nHo").await.unwrap(),
        2 => stream.write_all(format!("{POST}abc").as_bytes()).await.unwrap(),
        _ => {
            stream.write_all(GET.as_bytes()).await.unwrap();
            response(&mut stream, "hello").await;
        }
    }
    stream
}

#[tokio::test]
async fn who_keeps_us_waiting_makes_room() {
    for how in 0..4 {
        let site = Site::start(Limits { connections: 3, ..patient() }).await;
        let mut slow = Vec::new();
        for _ in 0..3 {
            slow.push(dawdle(&site, how).await);
        }
        let began = Instant::now();
        for _ in 0..10 {
            let answer = timeout(LONG / 2, site.exchange(LAST_GET)).await;
            assert!(answer.expect("a visitor never got in").ends_with("hello"), "{how}");
        }
        assert!(began.elapsed() < LONG / 4, "{how}: {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn an_upload_at_a_fair_pace_keeps_its_place() {
    let site = Arc::new(Site::start(Limits { connections: 2, body_pace: 200, ..patient() }).await);
    let upload = tokio::spawn({
        let site = site.clone();
        async move { drip(&site, 30, 1000).await }
    });
    site.until_begun(1).await;
    let _slow = dawdle(&site, 1).await;
    for _ in 0..5 {
        assert!(site.exchange(LAST_GET).await.ends_with("hello"));
    }
    assert!(upload.await.unwrap().contains("200 OK"));
}

#[tokio::test]
async fn one_address_cannot_take_all_places() {
    let site = Site::start(Limits { connections_per_address: 2, ..patient() }).await;
    let (mut first, mut second) = (site.connect().await, site.connect().await);
    for stream in [&mut first, &mut second] {
        stream.write_all(GET.as_bytes()).await.unwrap();
        response(stream, "hello").await;
    }
    assert_eq!(site.exchange(LAST_GET).await, "");
    drop(first);
    timeout(LONG, async { while !site.exchange(LAST_GET).await.ends_with("hello") {} }).await.unwrap();
}

#[tokio::test]
async fn a_trusted_proxy_is_not_counted_as_one_address_and_is_believed() {
    let limits = Limits { connections_per_address: 1, ..patient() };
    let site = Site::behind(&["127.0.0.0/8"], limits).await;
    let _held = [site.connect().await, site.connect().await];
    let request = "GET /client HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
                   X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n\r\n";
    assert!(site.exchange(request).await.ends_with("203.0.113.9 https 127.0.0.1"));
    let direct = Site::start(patient()).await;
    assert!(direct.exchange(request).await.ends_with("127.0.0.1 http 127.0.0.1"));
}

fn http2() -> reqwest::Client {
    reqwest::Client::builder().http2_prior_knowledge().no_proxy().build().unwrap()
}

#[tokio::test]
async fn http2_by_prior_knowledge_with_many_requests_at_a_time() {
    let site = Site::start(patient()).await;
    let (client, url) = (http2(), format!("http://{}/slow", site.address));
    let all = join_all((0..20).map(|_| client.get(&url).send())).await;
    for answer in all {
        let answer = answer.unwrap();
        assert_eq!(answer.version(), Version::HTTP_2);
        assert_eq!(answer.text().await.unwrap(), "slow");
    }
    assert_eq!(site.begun.load(Ordering::SeqCst), 20);
}

#[tokio::test]
async fn an_http2_body_that_stops_is_cut() {
    let site = Site::start(Limits { body_gap: SHORT, ..patient() }).await;
    let beginning = stream::once(async { Ok(Bytes::from("abc")) });
    let stalled = beginning.chain(stream::pending());
    let request = http2().post(format!("http://{}/echo", site.address));
    let answer = request.body(reqwest::Body::wrap(StreamBody(Box::pin(stalled)))).send().await;
    assert_eq!(answer.unwrap().status(), 408);
}

/// The preface, an empty SETTINGS frame, and the HEADERS frame of `GET http://a/`.
const HTTP2_GET: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\
    \x00\x00\x00\x04\x00\x00\x00\x00\x00\
    \x00\x00\x06\x01\x05\x00\x00\x00\x01\x82\x84\x86\x41\x01a";

#[tokio::test]
async fn an_idle_http2_connection_is_closed() {
    let site = Site::start(Limits { idle: SHORT, ..patient() }).await;
    let start = Instant::now();
    let mut stream = site.connect().await;
    stream.write_all(HTTP2_GET).await.unwrap();
    assert!(rest(&mut stream).await.contains("hello"));
    assert!(start.elapsed() >= SHORT);
}

/// A request body for the client from a stream of bytes.
struct StreamBody(Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send + Sync>>);

impl hyper::body::Body for StreamBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.as_mut().poll_next(cx).map(|item| item.map(|bytes| bytes.map(Frame::data)))
    }
}

#[tokio::test]
async fn draining_finishes_what_runs_and_closes_what_idles() {
    let site = Site::start(patient()).await;
    let mut idle = site.connect().await;
    idle.write_all(GET.as_bytes()).await.unwrap();
    response(&mut idle, "hello").await;
    let mut silent = site.connect().await;
    let mut running = site.connect().await;
    running.write_all(b"GET /slow HTTP/1.1\r\nHost: a.example\r\n\r\n").await.unwrap();
    site.until_begun(2).await;
    site.stop.cancel();
    assert!(rest(&mut running).await.ends_with("slow"));
    assert_eq!(rest(&mut idle).await, "");
    assert_eq!(rest(&mut silent).await, "");
    timeout(LONG / 2, site.done).await.expect("everything had finished").unwrap().unwrap();
    assert!(TcpStream::connect(site.address).await.is_err());
}

#[tokio::test]
async fn draining_has_an_end() {
    let site = Site::start(Limits { drain: SHORT, ..patient() }).await;
    let mut stuck = site.connect().await;
    stuck.write_all(b"GET /never HTTP/1.1\r\nHost: a.example\r\n\r\n").await.unwrap();
    site.until_begun(1).await;
    site.stop.cancel();
    timeout(LONG, site.done).await.expect("the drain never ended").unwrap().unwrap();
    assert_eq!(rest(&mut stuck).await, "");
}

#[tokio::test]
async fn a_head_request_tells_the_length_and_sends_no_body() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    let page = Arc::new(crate::base::web::compress::CompressedPage::new(
        "một trang",
        &html,
        &HeaderMap::new(),
        vec![],
    ));
    let endpoint = make(move |request: Request| {
        let response = page.respond(request.method(), request.headers());
        async move { Ok::<_, poem::Error>(response) }
    });
    let stop = CancellationToken::new();
    tokio::spawn(serve(listener, endpoint, TrustedProxies::default(), patient(), stop.clone()));
    let url = format!("http://{address}/");
    for client in [http2(), reqwest::Client::builder().no_proxy().build().unwrap()] {
        let answer = client.head(&url).send().await.unwrap();
        assert_eq!(answer.headers()["content-length"], "11");
        assert_eq!(answer.bytes().await.unwrap(), "");
        let tag = client.get(&url).send().await.unwrap().headers()["etag"].clone();
        let answer = client.get(&url).header("if-none-match", tag).send().await.unwrap();
        assert_eq!(answer.status(), 304);
    }
    stop.cancel();
}
