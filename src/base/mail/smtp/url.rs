//! A mail server as one URL, with everything that is wrong in it said at start-up.

use std::{fs, net::IpAddr};

use http::Uri;
use lettre::transport::smtp::{
    authentication::Credentials,
    client::{Certificate, TlsParameters, TlsParametersBuilder},
    extension::ClientId,
};
use percent_encoding::percent_decode_str;

use super::{SmtpServer, Timeouts, Tls};

/// What is wrong with an SMTP URL. The URL itself is not repeated: it may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum BadSmtpUrl {
    /// It is no URL with a host.
    #[error("the SMTP URL is not of the form smtp://[user[:password]@]host[:port][?…]")]
    Form,
    /// `tls` is none of the known words.
    #[error("tls is one of required, opportunistic, none, and smtps:// takes no tls at all")]
    Tls,
    /// A parameter that does not exist.
    #[error("the SMTP URL has an unknown parameter \"{0}\"")]
    Parameter(String),
    /// A user without a password, or the other way round.
    #[error("the SMTP URL needs both a user and a password (in the URL or by password-file), or neither")]
    Credentials,
    /// The password would cross the network readable.
    #[error("a password is sent only under tls=required or smtps://, or without TLS to this very machine")]
    Exposed,
    /// A file that the URL names cannot be read.
    #[error("cannot read {path}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The certificate or the host name is of no use to the TLS library.
    #[error("cannot set up TLS")]
    Library(#[from] lettre::transport::smtp::Error),
}

/// The parameters after the question mark.
#[derive(Default)]
struct Parameters {
    tls: Option<String>,
    password_file: Option<String>,
    ca: Option<String>,
    hello: Option<String>,
}

impl SmtpServer {
    /// Reads `smtp://[user[:password]@]host[:port][?…]` or `smtps://…`; user and password are percent-encoded.
    ///
    /// - `tls=required` (the default under `smtp://`), `opportunistic` or `none`
    /// - `password-file=/path`: the password, when it is not to stand in the URL
    /// - `ca=/path.pem`: one more certificate to trust, for a server with a private authority
    /// - `hello=name`: the name we greet with; else this machine's
    ///
    /// The port is 25, 587 with a user, 465 under `smtps://`.
    pub fn parse(url: &str) -> Result<Self, BadSmtpUrl> {
        let uri: Uri = url.parse().map_err(|_| BadSmtpUrl::Form)?;
        let authority = uri.authority().ok_or(BadSmtpUrl::Form)?;
        let host = Some(authority.host()).filter(|host| !host.is_empty()).ok_or(BadSmtpUrl::Form)?;
        let parameters = Parameters::read(uri.query().unwrap_or_default())?;
        let wrapped = match uri.scheme_str() {
            Some("smtps") => true,
            Some("smtp") => false,
            _ => return Err(BadSmtpUrl::Form),
        };
        let user_info = authority.as_str().rsplit_once('@').map(|(info, _)| info);
        let credentials = credentials(user_info, parameters.password_file.as_deref())?;
        let tls = tls(wrapped, host, &parameters)?;
        let safe = matches!(tls, Tls::Required(_) | Tls::Wrapped(_)) || is_this_machine(host);
        if credentials.is_some() && !safe {
            return Err(BadSmtpUrl::Exposed);
        }
        let usual_port = if wrapped {
            465
        } else if credentials.is_some() {
            587
        } else {
            25
        };
        Ok(Self {
            host: host.to_owned(),
            port: authority.port_u16().unwrap_or(usual_port),
            tls,
            credentials,
            hello: parameters.hello.map(ClientId::Domain).unwrap_or_default(),
            timeouts: Timeouts::default(),
        })
    }
}

impl Parameters {
    fn read(query: &str) -> Result<Self, BadSmtpUrl> {
        let mut read = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let place = match name {
                "tls" => &mut read.tls,
                "password-file" => &mut read.password_file,
                "ca" => &mut read.ca,
                "hello" => &mut read.hello,
                other => return Err(BadSmtpUrl::Parameter(other.to_owned())),
            };
            *place = Some(decoded(value)?);
        }
        Ok(read)
    }
}

fn credentials(user_info: Option<&str>, file: Option<&str>) -> Result<Option<Credentials>, BadSmtpUrl> {
    let (user, password) = match user_info {
        Some(info) => info.split_once(':').map_or((info, None), |(user, password)| (user, Some(password))),
        None => ("", None),
    };
    let password = match (password, file) {
        (Some(password), None) => Some(decoded(password)?),
        (None, Some(path)) => Some(read_file(path)?.trim_end_matches(['\r', '\n']).to_owned()),
        (None, None) => None,
        (Some(_), Some(_)) => return Err(BadSmtpUrl::Credentials),
    };
    match (decoded(user)?, password) {
        (user, None) if user.is_empty() => Ok(None),
        (user, Some(password)) if !user.is_empty() && !password.is_empty() => {
            Ok(Some(Credentials::new(user, password)))
        }
        _ => Err(BadSmtpUrl::Credentials),
    }
}

fn tls(wrapped: bool, host: &str, parameters: &Parameters) -> Result<Tls, BadSmtpUrl> {
    match (wrapped, parameters.tls.as_deref()) {
        (true, None) => Ok(Tls::Wrapped(tls_parameters(host, parameters)?)),
        (false, None | Some("required")) => Ok(Tls::Required(tls_parameters(host, parameters)?)),
        (false, Some("opportunistic")) => Ok(Tls::Opportunistic(tls_parameters(host, parameters)?)),
        (false, Some("none")) => Ok(Tls::None),
        _ => Err(BadSmtpUrl::Tls),
    }
}

fn tls_parameters(host: &str, parameters: &Parameters) -> Result<TlsParameters, BadSmtpUrl> {
    let mut builder = TlsParametersBuilder::new(bare(host).to_owned());
    if let Some(path) = &parameters.ca {
        builder = builder.add_root_certificate(Certificate::from_pem(read_file(path)?.as_bytes())?);
    }
    Ok(builder.build()?)
}

/// An IPv6 address without its brackets.
fn bare(host: &str) -> &str {
    host.trim_matches(['[', ']'])
}

/// Whether a host is this very machine, to which nothing crosses a network.
pub fn is_this_machine(host: &str) -> bool {
    host == "localhost" || bare(host).parse::<IpAddr>().is_ok_and(|addr| addr.is_loopback())
}

fn read_file(path: &str) -> Result<String, BadSmtpUrl> {
    fs::read_to_string(path).map_err(|source| BadSmtpUrl::File { path: path.to_owned(), source })
}

fn decoded(text: &str) -> Result<String, BadSmtpUrl> {
    percent_decode_str(text).decode_utf8().map(Into::into).map_err(|_| BadSmtpUrl::Form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> SmtpServer {
        SmtpServer::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"))
    }

    #[test]
    fn ports_and_encryption_have_safe_defaults() {
        for (url, port) in [
            ("smtp://mail.example", 25),
            ("smtp://u:p@mail.example", 587),
            ("smtps://u:p@mail.example", 465),
            ("smtps://mail.example:2465", 2465),
            ("smtp://[::1]:2525?tls=none", 2525),
        ] {
            assert_eq!(server(url).port, port, "{url}");
        }
        assert!(matches!(server("smtp://mail.example").tls, Tls::Required(_)));
        assert!(matches!(server("smtp://mail.example?tls=required").tls, Tls::Required(_)));
        assert!(matches!(server("smtp://mail.example?tls=opportunistic").tls, Tls::Opportunistic(_)));
        assert!(matches!(server("smtp://mail.example?tls=none").tls, Tls::None));
        assert!(matches!(server("smtps://mail.example").tls, Tls::Wrapped(_)));
    }

    #[test]
    fn credentials_come_from_the_url_or_a_file() {
        let wanted = Some(Credentials::new("cổng@x".into(), "a:b/c".into()));
        assert_eq!(server("smtp://c%E1%BB%95ng%40x:a%3Ab%2Fc@mail.example").credentials, wanted);
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "a:b/c\n").unwrap();
        let url = format!("smtps://c%E1%BB%95ng%40x@mail.example?password-file={}", file.path().display());
        assert_eq!(server(&url).credentials, wanted);
        assert_eq!(server("smtp://mail.example").credentials, None);
    }

    #[test]
    fn a_password_never_travels_readable() {
        for url in ["smtp://u:p@mail.example?tls=none", "smtp://u:p@mail.example?tls=opportunistic"] {
            assert!(matches!(SmtpServer::parse(url), Err(BadSmtpUrl::Exposed)), "{url}");
        }
        assert!(server("smtp://u:p@127.0.0.1?tls=none").credentials.is_some());
        assert!(server("smtp://u:p@[::1]?tls=none").credentials.is_some());
    }

    #[test]
    fn faults_are_named_without_the_secret() {
        for url in [
            "smtp://",
            "mail.example",
            "http://mail.example",
            "smtp://u:secret@",
            "smtp://u@mail.example",
            "smtp://:secret@mail.example",
            "smtp://mail.example?tls=maybe",
            "smtps://mail.example?tls=none",
            "smtp://mail.example?tsl=none",
            "smtp://mail.example?ca=/no/such/file",
            "smtp://u:secret@mail.example?password-file=/x",
            "smtp://mail.example?password-file=/no/such/file",
        ] {
            let error = SmtpServer::parse(url).expect_err(url);
            assert!(!format!("{error} {error:?}").contains("secret"), "{url}");
        }
        let debug = format!("{:?}", server("smtp://u:secret@mail.example"));
        assert_eq!(debug, "SmtpServer(mail.example:587)");
    }
}
