//! Readers who ask for pages at a steady pace, each over a connection of their own.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// A reader gives up after this.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the server may take to come up.
const START: Duration = Duration::from_secs(60);

/// How long pages took.
#[derive(Clone, Debug, Default)]
pub(super) struct Times {
    /// Of those that came, sorted.
    pub sorted: Vec<Duration>,
    /// How many did not.
    pub failed: usize,
}

/// Whom they ask for what.
#[derive(Clone, Debug)]
pub(super) struct Readers {
    /// Where the server listens.
    pub server: SocketAddr,
    /// The site's host.
    pub host: String,
    /// The pages, asked for in turn.
    pub paths: Vec<String>,
}

impl Readers {
    /// Waits until the server answers every page.
    pub async fn ready(&self) -> Result<()> {
        let begun = Instant::now();
        for number in 0..self.paths.len() {
            while let Err(cause) = self.page(number).await {
                if begun.elapsed() > START {
                    return Err(cause);
                }
                sleep(Duration::from_millis(100)).await;
            }
        }
        Ok(())
    }

    /// Asks for a while.
    pub async fn ask_for(&self, a_second: u32, lasting: Duration) -> Times {
        let enough = CancellationToken::new();
        let asking = tokio::spawn(self.clone().ask(a_second, enough.clone()));
        sleep(lasting).await;
        enough.cancel();
        asking.await.unwrap_or_default()
    }

    /// Asks until it is enough, whether or not the pages before were answered.
    pub async fn ask(self, a_second: u32, enough: CancellationToken) -> Times {
        let mut pace = interval(Duration::from_secs(1) / a_second.max(1));
        pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let (mut running, mut number) = (JoinSet::new(), 0);
        let mut times = Times::default();
        while !enough.is_cancelled() {
            pace.tick().await;
            let readers = self.clone();
            running.spawn(async move {
                let begun = Instant::now();
                let done = timeout(PATIENCE, readers.page(number)).await;
                matches!(done, Ok(Ok(()))).then(|| begun.elapsed())
            });
            number += 1;
            while let Some(done) = running.try_join_next() {
                times.add(done.ok().flatten());
            }
        }
        for done in running.join_all().await {
            times.add(done);
        }
        times.sorted.sort_unstable();
        times
    }

    async fn page(&self, number: usize) -> Result<()> {
        let path = &self.paths[number % self.paths.len()];
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: br, gzip\r\nConnection: close\r\n\r\n",
            self.host
        );
        // The server counts what one address asks.
        let from = Ipv4Addr::new(127, 0, 3, 1 + (number % 200) as u8);
        match status(&exchange(self.server, from, &[request.as_bytes()]).await?) {
            Some(200) => Ok(()),
            other => bail!("{path}: {other:?}"),
        }
    }
}

impl Times {
    fn add(&mut self, took: Option<Duration>) {
        match took {
            Some(took) => self.sorted.push(took),
            None => self.failed += 1,
        }
    }
}

/// Sends a request from an address of the loopback and reads all of the answer.
pub(super) async fn exchange(server: SocketAddr, from: Ipv4Addr, parts: &[&[u8]]) -> Result<Vec<u8>> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(IpAddr::V4(from), 0))?;
    let mut stream = socket.connect(server).await?;
    for part in parts {
        stream.write_all(part).await?;
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// The status of an answer.
pub(super) fn status(answer: &[u8]) -> Option<u16> {
    let line = answer.split(|byte| *byte == b'\r').next()?;
    std::str::from_utf8(line).ok()?.split(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn readers_ask_at_their_pace_and_failures_are_counted() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = listener.local_addr().unwrap();
        tokio::spawn(async move {
            for n in 0.. {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut asked = [0; 1024];
                let _ = stream.read(&mut asked).await;
                let line = if n % 2 == 0 { "200 OK" } else { "500 No" };
                let _ = stream.write_all(format!("HTTP/1.1 {line}\r\n\r\nx").as_bytes()).await;
            }
        });
        let readers = Readers { server, host: "h".into(), paths: vec!["/".into()] };
        let times = readers.ask_for(40, Duration::from_millis(500)).await;
        let all = times.sorted.len() + times.failed;
        assert!((15..=30).contains(&all), "{times:?}");
        assert!(times.failed.abs_diff(times.sorted.len()) <= 1, "{times:?}");
    }
}
