//! A small real SMTP server on the loopback interface that misbehaves on request.
//!
//! It runs on plain threads, so that it goes on while the test kills its client; it tells every step through a
//! channel, and keeps whatever reached it up to the final dot, acknowledged or not.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use rustls::{ServerConfig, ServerConnection, StreamOwned, pki_types::PrivateKeyDer};

/// A point of the dialogue, named by what the client has just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It has connected and waits for the greeting.
    Greeting,
    /// EHLO
    Ehlo,
    /// STARTTLS
    StartTls,
    /// AUTH
    Auth,
    /// MAIL FROM
    Mail,
    /// RCPT TO
    Rcpt,
    /// DATA
    Data,
    /// The first line of the text.
    Text,
    /// The final dot; the message is recorded by now.
    Dot,
    /// QUIT
    Quit,
    /// The connection has ended. Never scripted.
    Gone,
}

/// What the server does at a step instead of what it should.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Answers this, such as `451 4.3.0 later`, and goes on; after a 421 or a 554 greeting it hangs up.
    Reply(&'static str),
    /// Says nothing more until the client gives up.
    Stall,
    /// Sends one byte of its answer every 50 ms, and never the last.
    Drip,
    /// Closes the connection.
    Close,
    /// Answers as usual, so many milliseconds later.
    Late(u64),
}

/// One connection's misbehaviour; empty means a good server.
pub type Script = Vec<(Step, Act)>;

/// A message whose final dot arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// As in MAIL FROM, empty for the null sender.
    pub from: String,
    /// As in every RCPT TO that was accepted.
    pub to: Vec<String>,
    /// The text with dot-stuffing undone, up to and with the line end before the dot.
    pub raw: Vec<u8>,
    /// Whether the dialogue was encrypted by then.
    pub encrypted: bool,
    /// The user who signed in.
    pub user: Option<String>,
}

/// How the server speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsOffer {
    None,
    StartTls,
    Wrapped,
}

struct Shared {
    scripts: Mutex<Vec<Script>>,
    messages: Mutex<Vec<Received>>,
    /// Second handles, by the client's port, that end stalled connections when the server stops.
    connections: Mutex<HashMap<u16, TcpStream>>,
    steps: Mutex<Sender<Step>>,
    stopping: AtomicBool,
    offer: TlsOffer,
    tls: Option<Arc<ServerConfig>>,
    password: Option<(&'static str, &'static str)>,
}

/// The running server; it stops when dropped.
pub struct SmtpTestServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    steps: Mutex<Receiver<Step>>,
    /// The certificate to trust, in PEM.
    pub certificate: Option<String>,
}

impl SmtpTestServer {
    /// A good server without TLS that asks for no password.
    pub fn start() -> Self {
        Self::with(TlsOffer::None, None)
    }

    /// A good server for the name `localhost`; with a user and password it refuses mail before AUTH.
    pub fn with(offer: TlsOffer, password: Option<(&'static str, &'static str)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, steps) = mpsc::channel();
        let (tls, certificate) = (offer != TlsOffer::None).then(tls_config).unzip();
        let shared = Arc::new(Shared {
            scripts: Mutex::default(),
            messages: Mutex::default(),
            connections: Mutex::default(),
            steps: Mutex::new(tell),
            stopping: AtomicBool::new(false),
            offer,
            tls,
            password,
        });
        let accepting = shared.clone();
        thread::spawn(move || accept(&listener, &accepting));
        Self { address, shared, steps: Mutex::new(steps), certificate }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// `smtp://127.0.0.1:port?tls=none`
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// The next connection without a script behaves like this.
    pub fn script(&self, script: Script) {
        self.shared.scripts.lock().unwrap().push(script);
    }

    /// Every message whose dot arrived, in order.
    pub fn messages(&self) -> Vec<Received> {
        self.shared.messages.lock().unwrap().clone()
    }

    /// Waits until a client reaches this step, passing over others.
    pub fn wait_for(&self, step: Step) {
        let steps = self.steps.lock().unwrap();
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            match steps.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(reached) if reached == step => return,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => panic!("nobody came as far as {step:?}"),
                Err(RecvTimeoutError::Disconnected) => panic!("the server died before {step:?}"),
            }
        }
    }
}

impl Drop for SmtpTestServer {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::Release);
        let _ = TcpStream::connect(self.address);
        for connection in self.shared.connections.lock().unwrap().values() {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

/// A fresh authority of its own for `localhost`.
fn tls_config() -> (Arc<ServerConfig>, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (Arc::new(config), made.cert.pem())
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming().flatten() {
        if shared.stopping.load(Ordering::Acquire) {
            return;
        }
        let client = stream.peer_addr().unwrap().port();
        shared.connections.lock().unwrap().insert(client, stream.try_clone().unwrap());
        let script = {
            let mut scripts = shared.scripts.lock().unwrap();
            if scripts.is_empty() { Script::new() } else { scripts.remove(0) }
        };
        let shared = shared.clone();
        thread::spawn(move || {
            let _ = Dialogue::new(&shared, stream, script).and_then(Dialogue::run);
            shared.connections.lock().unwrap().remove(&client);
            let _ = shared.steps.lock().unwrap().send(Step::Gone);
        });
    }
}

enum Wire {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
    Upgrading,
}

impl Wire {
    fn encrypt(&mut self, config: &Arc<ServerConfig>) -> io::Result<()> {
        if let Self::Plain(tcp) = std::mem::replace(self, Self::Upgrading) {
            let connection = ServerConnection::new(config.clone()).map_err(io::Error::other)?;
            *self = Self::Tls(Box::new(StreamOwned::new(connection, tcp)));
        }
        Ok(())
    }
}

impl Read for Wire {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(buf),
            Self::Tls(tls) => tls.read(buf),
            Self::Upgrading => Ok(0),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.write(buf),
            Self::Tls(tls) => tls.write(buf),
            Self::Upgrading => Ok(0),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.flush(),
            Self::Tls(tls) => tls.flush(),
            Self::Upgrading => Ok(()),
        }
    }
}

struct Dialogue<'a> {
    shared: &'a Shared,
    wire: BufReader<Wire>,
    script: Script,
    encrypted: bool,
    user: Option<String>,
    from: Option<String>,
    to: Vec<String>,
}

impl<'a> Dialogue<'a> {
    fn new(shared: &'a Shared, stream: TcpStream, script: Script) -> io::Result<Self> {
        let mut wire = Wire::Plain(stream);
        let encrypted = shared.offer == TlsOffer::Wrapped;
        if let (true, Some(config)) = (encrypted, &shared.tls) {
            wire.encrypt(config)?;
        }
        let wire = BufReader::new(wire);
        Ok(Self { shared, wire, script, encrypted, user: None, from: None, to: Vec::new() })
    }

    fn run(mut self) -> io::Result<()> {
        self.answer(Step::Greeting, "220 localhost test server")?;
        loop {
            let line = self.line()?;
            let upper = line.to_ascii_uppercase();
            match upper.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" => self.ehlo()?,
                "STARTTLS" => self.starttls()?,
                "AUTH" => self.auth(&line)?,
                "MAIL" => self.mail(&line)?,
                "RCPT" => self.rcpt(&line)?,
                "DATA" => self.data()?,
                "QUIT" => {
                    self.answer(Step::Quit, "221 2.0.0 bye")?;
                    return Ok(());
                }
                _ => self.say("502 5.5.1 unknown")?,
            }
        }
    }

    fn ehlo(&mut self) -> io::Result<()> {
        let mut lines = vec!["localhost", "8BITMIME"];
        if self.shared.offer == TlsOffer::StartTls && !self.encrypted {
            lines.push("STARTTLS");
        }
        if self.shared.password.is_some() {
            lines.push("AUTH PLAIN LOGIN");
        }
        let (last, first) = lines.split_last().unwrap();
        let text: String = first.iter().map(|line| format!("250-{line}\r\n")).collect();
        self.answer(Step::Ehlo, &format!("{text}250 {last}")).map(drop)
    }

    fn starttls(&mut self) -> io::Result<()> {
        let agreed = self.answer(Step::StartTls, "220 2.0.0 go ahead")?;
        if let (true, Some(config)) = (agreed, &self.shared.tls) {
            self.wire.get_mut().encrypt(config)?;
            self.encrypted = true;
        }
        Ok(())
    }

    fn auth(&mut self, line: &str) -> io::Result<()> {
        let given = line.split(' ').nth(2).unwrap_or_default();
        let plain = data_encoding::BASE64.decode(given.as_bytes()).unwrap_or_default();
        let plain = String::from_utf8(plain).unwrap_or_default();
        let parts: Vec<_> = plain.split('\0').collect();
        let known = self.shared.password.filter(|(user, password)| parts[1..] == [*user, *password]);
        match known {
            Some((user, _)) => {
                if self.answer(Step::Auth, "235 2.7.0 welcome")? {
                    self.user = Some(user.to_owned());
                }
            }
            None => self.answer(Step::Auth, "535 5.7.8 wrong user or password").map(drop)?,
        }
        Ok(())
    }

    fn mail(&mut self, line: &str) -> io::Result<()> {
        if self.shared.password.is_some() && self.user.is_none() {
            return self.answer(Step::Mail, "530 5.7.0 sign in first").map(drop);
        }
        if self.answer(Step::Mail, "250 2.1.0 sender ok")? {
            self.from = Some(path(line));
            self.to.clear();
        }
        Ok(())
    }

    fn rcpt(&mut self, line: &str) -> io::Result<()> {
        if self.answer(Step::Rcpt, "250 2.1.5 recipient ok")? {
            self.to.push(path(line));
        }
        Ok(())
    }

    fn data(&mut self) -> io::Result<()> {
        if self.from.is_none() || self.to.is_empty() {
            return self.say("503 5.5.1 no envelope");
        }
        if !self.answer(Step::Data, "354 go on")? {
            return Ok(());
        }
        let raw = self.text()?;
        let from = self.from.take().unwrap_or_default();
        let (to, encrypted) = (std::mem::take(&mut self.to), self.encrypted);
        let received = Received { from, to, raw, encrypted, user: self.user.clone() };
        self.shared.messages.lock().unwrap().push(received);
        self.answer(Step::Dot, "250 2.0.0 queued as test").map(drop)
    }

    fn text(&mut self) -> io::Result<Vec<u8>> {
        let mut raw = Vec::new();
        let mut first = true;
        loop {
            let mut line = Vec::new();
            if self.wire.read_until(b'\n', &mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if std::mem::take(&mut first) {
                self.reach(Step::Text)?;
            }
            match line.as_slice() {
                b".\r\n" => return Ok(raw),
                [b'.', rest @ ..] => raw.extend_from_slice(rest),
                whole => raw.extend_from_slice(whole),
            }
        }
    }

    /// Gives the scripted answer or the usual one; whether it was a yes.
    fn answer(&mut self, step: Step, usual: &str) -> io::Result<bool> {
        let text = self.reach(step)?.unwrap_or(usual).to_owned();
        self.say(&text)?;
        if text.starts_with("421") || (step == Step::Greeting && text.starts_with('5')) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(text.starts_with(['2', '3']))
    }

    /// Tells the test, then does what the script says; the answer it wants given, if any.
    fn reach(&mut self, step: Step) -> io::Result<Option<&'static str>> {
        let _ = self.shared.steps.lock().unwrap().send(step);
        let act = self.script.iter().find(|(when, _)| *when == step).map(|(_, act)| *act);
        match act {
            None => Ok(None),
            Some(Act::Reply(text)) => Ok(Some(text)),
            Some(Act::Late(millis)) => {
                thread::sleep(Duration::from_millis(millis));
                Ok(None)
            }
            Some(Act::Close) => Err(io::ErrorKind::ConnectionAborted.into()),
            Some(Act::Stall) => {
                io::copy(&mut self.wire, &mut io::sink())?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Some(Act::Drip) => loop {
                self.wire.get_mut().write_all(b"2")?;
                thread::sleep(Duration::from_millis(50));
            },
        }
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        let wire = self.wire.get_mut();
        wire.write_all(text.as_bytes())?;
        wire.write_all(b"\r\n")?;
        wire.flush()
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.wire.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

/// What stands between the angle brackets.
fn path(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map(|(path, _)| path.to_owned()).unwrap_or_default()
}
