//! One polite look at an outside address: its name resolved once and the connection held to what was allowed, little
//! read, redirects followed a few times and each held to the same rule.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, HOST, LOCATION, USER_AGENT};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;

use super::{Verdict, guard};
use crate::base::tls;

/// How many redirects are followed.
const REDIRECTS: usize = 5;
/// How much of an answer is read.
const BYTES: usize = 64 * 1024;
/// How long one request may take.
const LONGEST: Duration = Duration::from_secs(10);
/// Who calls.
const AGENT: &str =
    concat!("portal-linkcheck/", env!("CARGO_PKG_VERSION"), " (kiem tra lien ket; link checker)");

/// Calls outside addresses.
#[derive(Clone)]
pub struct Fetcher {
    tls: TlsConnector,
    /// Hosts that may be called though they lie inside.
    inside: Vec<String>,
    /// How long it waits between two calls to one host.
    pub pause: Duration,
}

/// Why there was no answer.
enum Trouble {
    /// It may not be called.
    Forbidden(String),
    /// It could not be reached.
    Unreached(String),
}

/// What an answer says.
struct Answer {
    status: StatusCode,
    location: Option<String>,
}

impl Default for Fetcher {
    fn default() -> Self {
        let tls = tls::connector(None).expect("the provider knows TLS 1.2 and 1.3");
        Self { tls, inside: Vec::new(), pause: Duration::from_secs(2) }
    }
}

impl Fetcher {
    /// One that may also call these hosts inside, such as a test's own.
    #[must_use]
    pub fn with_inside(self, hosts: &[&str]) -> Self {
        Self { inside: hosts.iter().map(|host| (*host).to_owned()).collect(), ..self }
    }

    /// Looks whether an address answers.
    pub async fn look(&self, address: &str) -> Verdict {
        let Ok(mut url) = address.parse::<Url>() else {
            return Verdict::Unchecked("không phải địa chỉ web".into());
        };
        for _ in 0..=REDIRECTS {
            let answer = match self.ask(&url).await {
                Ok(answer) => answer,
                Err(Trouble::Forbidden(said)) => return Verdict::Unchecked(said),
                Err(Trouble::Unreached(said)) => return Verdict::Failed(said),
            };
            let target = answer.location.as_deref().and_then(|location| url.join(location).ok());
            match target.filter(|_| answer.status.is_redirection()) {
                Some(target) => url = target,
                None => return judge(answer.status),
            }
        }
        Verdict::Failed(format!("chuyển hướng quá {REDIRECTS} lần"))
    }

    /// HEAD first; what does not like it is asked with GET.
    async fn ask(&self, url: &Url) -> Result<Answer, Trouble> {
        let head = self.call(url, Method::HEAD).await;
        match head {
            Ok(answer) if answer.status.is_success() || answer.status.is_redirection() => Ok(answer),
            Err(Trouble::Forbidden(said)) => Err(Trouble::Forbidden(said)),
            _ => {
                tokio::time::sleep(self.pause).await;
                self.call(url, Method::GET).await
            }
        }
    }

    async fn call(&self, url: &Url, method: Method) -> Result<Answer, Trouble> {
        let within = timeout(LONGEST, self.call_unbounded(url, method)).await;
        within.unwrap_or_else(|_| Err(Trouble::Unreached("không trả lời trong 10 giây".into())))
    }

    async fn call_unbounded(&self, url: &Url, method: Method) -> Result<Answer, Trouble> {
        let secure = match url.scheme() {
            "http" => false,
            "https" => true,
            other => return Err(Trouble::Forbidden(format!("không kiểm tra địa chỉ {other}:"))),
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().unwrap_or(80);
        let place = self.resolve(&host, port).await?;
        let stream = TcpStream::connect(place).await.map_err(|_| unreached("không kết nối được"))?;
        if !secure {
            return exchange(stream, url, method).await;
        }
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
            .map_err(|_| unreached("tên máy chủ không hợp lệ"))?;
        let stream =
            self.tls.connect(name, stream).await.map_err(|_| unreached("chứng thư bảo mật không hợp lệ"))?;
        exchange(stream, url, method).await
    }

    /// Where a host is, if all of it lies in the public network; the connection goes to just this place.
    async fn resolve(&self, host: &str, port: u16) -> Result<SocketAddr, Trouble> {
        let bare = host.trim_matches(['[', ']']);
        let found = tokio::net::lookup_host((bare, port)).await;
        let found: Vec<SocketAddr> = found.map_err(|_| unreached("không tìm thấy tên miền"))?.collect();
        let allowed = self.inside.iter().any(|inside| inside == host);
        if !allowed && found.iter().any(|place| !guard::is_public(place.ip())) {
            return Err(Trouble::Forbidden("địa chỉ mạng nội bộ, không kiểm tra".into()));
        }
        found.first().copied().ok_or_else(|| unreached("không tìm thấy tên miền"))
    }
}

fn unreached(said: &str) -> Trouble {
    Trouble::Unreached(said.to_owned())
}

/// What a status means; who asks for a sign-in, or for patience, is there.
fn judge(status: StatusCode) -> Verdict {
    let said = format!("mã {}", status.as_u16());
    let there = status.is_success() || status.is_redirection() || matches!(status.as_u16(), 401 | 403 | 429);
    if there { Verdict::Alive(said) } else { Verdict::Failed(said) }
}

async fn exchange<S>(stream: S, url: &Url, method: Method) -> Result<Answer, Trouble>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broken = |_| unreached("máy chủ trả lời không đọc được");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let carried = tokio::spawn(async move { drop(connection.await) });
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, host)
        .header(USER_AGENT, AGENT)
        .header(CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(|_| unreached("địa chỉ không đọc được"))?;
    let answer = sender.send_request(request).await.map_err(broken);
    let answer = match answer {
        Ok(answer) => answer,
        Err(trouble) => {
            carried.abort();
            return Err(trouble);
        }
    };
    let status = answer.status();
    let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    // A little is read, so that the other side sees an ordinary visitor; more than that is left.
    drop(Limited::new(answer.into_body(), BYTES).collect().await);
    carried.abort();
    Ok(Answer { status, location })
}
