//! A mail server on the loopback interface that takes everything and counts it, and misbehaves on request.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// What a connection does instead of what it should.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// Waits before it answers.
    Slow,
    /// Says "later" to the recipient.
    Later,
    /// Hangs up before the text.
    Gone,
    /// Takes the letter and hangs up without a word.
    Silent,
}

impl Fault {
    /// One connection in four has one.
    fn of(connection: usize) -> Self {
        match connection % 16 {
            3 => Self::Slow,
            7 => Self::Later,
            11 => Self::Gone,
            15 => Self::Silent,
            _ => Self::None,
        }
    }
}

#[derive(Default)]
struct Taken {
    /// How often each letter arrived, by its Message-ID.
    letters: Mutex<HashMap<String, usize>>,
    connections: AtomicUsize,
}

impl Taken {
    fn letters(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The running server; it stops when dropped.
pub struct Sink {
    address: SocketAddr,
    taken: Arc<Taken>,
    running: AbortHandle,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl Sink {
    /// Listens on a port of its own.
    pub async fn start(faults: bool) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let taken = Arc::<Taken>::default();
        let shared = taken.clone();
        let running = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = shared.connections.fetch_add(1, Ordering::Relaxed);
                let fault = if faults { Fault::of(number) } else { Fault::None };
                let shared = shared.clone();
                tokio::spawn(async move {
                    // A client that hangs up is its own affair.
                    let _ = talk(stream, fault, &shared).await;
                });
            }
        });
        Ok(Self { address, taken, running: running.abort_handle() })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// How often each letter arrived.
    pub fn arrived(&self) -> HashMap<String, usize> {
        self.taken.letters().clone()
    }
}

async fn talk(stream: TcpStream, fault: Fault, taken: &Taken) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut wire = BufReader::new(stream);
    say(&mut wire, "220 sink").await?;
    let mut line = String::new();
    loop {
        line.clear();
        if wire.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let word = line.split([' ', ':', '\r']).next().unwrap_or_default().to_ascii_uppercase();
        match word.as_str() {
            "RCPT" if fault == Fault::Later => say(&mut wire, "451 4.3.0 later").await?,
            "RCPT" if fault == Fault::Slow => {
                tokio::time::sleep(Duration::from_millis(300)).await;
                say(&mut wire, "250 ok").await?;
            }
            "DATA" if fault == Fault::Gone => return Ok(()),
            "DATA" => {
                say(&mut wire, "354 go on").await?;
                let id = text(&mut wire).await?;
                *taken.letters().entry(id).or_default() += 1;
                if fault == Fault::Silent {
                    return Ok(());
                }
                say(&mut wire, "250 2.0.0 taken").await?;
            }
            "QUIT" => return say(&mut wire, "221 bye").await,
            _ => say(&mut wire, "250 ok").await?,
        }
    }
}

async fn say(wire: &mut BufReader<TcpStream>, text: &str) -> std::io::Result<()> {
    wire.get_mut().write_all(format!("{text}\r\n").as_bytes()).await
}

/// Reads up to the final dot; the letter's Message-ID.
async fn text(wire: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut id = String::new();
    let mut line = String::new();
    loop {
        line.clear();
        if wire.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(id);
        }
        if id.is_empty()
            && let Some(value) = line.strip_prefix("Message-ID:")
        {
            id = value.trim().to_owned();
        }
    }
}
