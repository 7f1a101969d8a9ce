//! Whether ordinary visitors get their pages while thousands of clients drip their heads and bodies.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::statistics::percentile;

/// One byte so often: slow enough to hold a place, quick enough to look alive.
const DRIP: Duration = Duration::from_secs(1);
/// Who was cut comes back after this.
const AGAIN: Duration = Duration::from_millis(500);
/// Proxies that the server trusts: 127.0.4.0, 127.0.4.1, …
const PROXIES: u8 = 8;
/// A visitor gives up after this.
const PATIENCE: Duration = Duration::from_secs(10);
/// Visitors at a time, and how long each reads a page.
const VISITORS: usize = 20;
const READING: Duration = Duration::from_millis(100);

/// What to measure.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Where the server listens, on the loopback.
    pub server: SocketAddr,
    /// The site's host.
    pub host: String,
    /// Slow connections at a time.
    pub connections: usize,
    /// From how many addresses.
    pub addresses: u8,
    /// For how long.
    pub lasting: Duration,
    /// All come through proxies in 127.0.4.0/29, which the server trusts, and which name the clients.
    pub proxied: bool,
}

/// What the visitors saw; times sorted.
#[derive(Clone, Debug)]
pub struct Visits {
    name: &'static str,
    times: Vec<Duration>,
    failed: usize,
    /// Why the first of those failed.
    why: Option<String>,
    dripping: usize,
}

impl fmt::Display for Visits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p95, p99, max] = [50, 95, 99, 100].map(|share| percentile(&self.times, share));
        write!(
            f,
            "{:<28} {:>6} pages, {} failed{}, milliseconds p50 {p50:.1} p95 {p95:.1} p99 {p99:.1} max {max:.1}; {} slow connections open",
            self.name,
            self.times.len(),
            self.failed,
            self.why.iter().map(|why| format!(" ({why})")).collect::<String>(),
            self.dripping
        )
    }
}

/// Asks without the slow ones, then with them.
///
/// # Errors
/// When the server is not on the loopback, or cannot be reached at all.
pub async fn run(ask: Ask) -> Result<[Visits; 2]> {
    ensure!(ask.server.ip().is_loopback(), "only a server on this machine may be asked so");
    page(&ask, 0).await.context("the server does not answer")?;
    let ask = Arc::new(ask);
    let alone = visits("alone", &ask, &AtomicUsize::new(0)).await;
    let (open, mut crowd) = (Arc::new(AtomicUsize::new(0)), JoinSet::new());
    for number in 0..ask.connections {
        crowd.spawn(dawdle(ask.clone(), number, open.clone()));
    }
    sleep(Duration::from_secs(3)).await;
    let crowded = visits("beside slow connections", &ask, &open).await;
    crowd.shutdown().await;
    Ok([alone, crowded])
}

async fn visits(name: &'static str, ask: &Arc<Ask>, open: &AtomicUsize) -> Visits {
    let until = Instant::now() + ask.lasting;
    let mut visitors = JoinSet::new();
    for number in 0..VISITORS {
        visitors.spawn(visit(ask.clone(), number, until));
    }
    sleep_until(until).await;
    let dripping = open.load(Ordering::Relaxed);
    let seen = visitors.join_all().await;
    let failed = seen.iter().map(|(_, failures)| failures.len()).sum();
    let why = seen.iter().find_map(|(_, failures)| failures.first().cloned());
    let mut times: Vec<Duration> = seen.into_iter().flat_map(|(times, _)| times).collect();
    times.sort_unstable();
    Visits { name, times, failed, why, dripping }
}

async fn visit(ask: Arc<Ask>, number: usize, until: Instant) -> (Vec<Duration>, Vec<String>) {
    let (mut times, mut failures) = (Vec::new(), Vec::new());
    while Instant::now() < until {
        let began = Instant::now();
        match timeout(PATIENCE, page(&ask, number)).await {
            Ok(Ok(())) => times.push(began.elapsed()),
            Ok(Err(cause)) => failures.push(format!("{cause:#}")),
            Err(_) => failures.push("no answer in time".to_owned()),
        }
        sleep(READING).await;
    }
    (times, failures)
}

/// A whole page over a connection of its own.
async fn page(ask: &Ask, number: usize) -> Result<()> {
    let mut stream = connect(ask, Ipv4Addr::new(127, 0, 3, 1 + (number % 200) as u8)).await?;
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {}\r\nX-Forwarded-For: 198.51.100.{}\r\nConnection: close\r\n\r\n",
        ask.host,
        1 + number % 200
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    ensure!(
        answer.starts_with(b"HTTP/1.1 200") && answer.trim_ascii_end().ends_with(b"</html>"),
        "not the page"
    );
    Ok(())
}

/// Half of them drip a head, half a body; who is cut comes back.
async fn dawdle(ask: Arc<Ask>, number: usize, open: Arc<AtomicUsize>) {
    let address = (number % usize::from(ask.addresses.max(1))) as u8;
    loop {
        if let Ok(mut stream) = connect(&ask, Ipv4Addr::new(127, 0, 2, address)).await {
            open.fetch_add(1, Ordering::Relaxed);
            let _ = drip(&ask, &mut stream, number, address).await;
            open.fetch_sub(1, Ordering::Relaxed);
        }
        sleep(AGAIN).await;
    }
}

async fn drip(ask: &Ask, stream: &mut TcpStream, number: usize, address: u8) -> std::io::Result<()> {
    let (host, drips_body) = (&ask.host, number % 2 == 1);
    let beginning = if drips_body {
        format!(
            "POST /hoi-dap/gui HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: 203.0.113.{address}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000\r\n\r\nnoi-dung="
        )
    } else {
        format!("GET / HTTP/1.1\r\nHost: {host}\r\nX-Slow: ")
    };
    stream.write_all(beginning.as_bytes()).await?;
    let mut answer = [0; 256];
    loop {
        tokio::select! {
            read = stream.read(&mut answer) => if read? == 0 { return Ok(()) },
            () = sleep(DRIP) => stream.write_all(b"x").await?,
        }
    }
}

/// From an address of the loopback, so that the server counts them apart; through proxies from one of a few, as one
/// address alone has no ports for so many that come and go.
async fn connect(ask: &Ask, from: Ipv4Addr) -> std::io::Result<TcpStream> {
    let from = if ask.proxied { Ipv4Addr::new(127, 0, 4, from.octets()[3] % PROXIES) } else { from };
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(IpAddr::V4(from), 0))?;
    socket.connect(ask.server).await
}
