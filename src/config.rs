//! Process settings: a file, then the environment. What a tenant is stands in the database, not here.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use ipnet::IpNet;
use jiff::civil::Date;
use serde::Deserialize;

use crate::base::mail::imap::Tls;
use crate::base::mail::smtp::is_this_machine;
use crate::files::kind::Family;
use crate::legal;

mod backup;

pub use backup::{Backup, BackupPlace, S3, Secret};

/// Everything a process must know before it opens its database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the sites are served.
    pub listen: SocketAddr,
    /// Where health and metrics are served; never a public address.
    pub private_listen: Option<SocketAddr>,
    /// The folder of data: database file, uploads, index, mail, key.
    pub data: PathBuf,
    /// The folder that declares the tenants (`portal tenants apply`).
    pub tenants: PathBuf,
    /// The host of the staff console.
    pub console_host: String,
    /// `http` or `https`, as readers see it.
    pub scheme: PublicScheme,
    /// The port as readers see it, when it is not the scheme's own.
    pub public_port: Option<u16>,
    /// The folder of the search language; the files that ship with the program if absent.
    pub search_language: Option<PathBuf>,
    /// For trying: the profile of `rules/legal.toml` that holds whatever the day; the day decides if absent.
    pub legal_profile: Option<String>,
    /// For trying: the date on which the deployment began to live.
    #[serde(deserialize_with = "crate::base::civil::optional")]
    pub lives_in: Option<Date>,
    /// Serve the hosts that the tenants declare for trying (`*.localhost`) instead of their real ones.
    pub trial_hosts: bool,
    /// Proxies whose word about a client's address and scheme is taken.
    pub trusted_proxies: Vec<IpNet>,
    /// The database.
    pub database: Database,
    /// Outgoing mail.
    pub mail: Mail,
    /// How large files may be.
    pub uploads: Uploads,
    /// Where copies of everything go, and when.
    pub backup: Backup,
    /// The program that reads files that are not trusted; this one if absent.
    pub worker: Option<PathBuf>,
    /// `text` or `json` logs.
    pub log_format: LogFormat,
}

/// How readers reach the sites.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum PublicScheme {
    /// Without TLS: for trying only.
    Http,
    /// With TLS, here or at a trusted proxy.
    Https,
}

impl PublicScheme {
    /// As it stands in a URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// The shape of log lines.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For collectors.
    Json,
}

/// The database: a file in the data folder, or three roles of a PostgreSQL server.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// The application's role, held by row-level security; absent means SQLite.
    pub url: Option<String>,
    /// The platform's role.
    pub platform_url: Option<String>,
    /// The owner, which migrates.
    pub migrator_url: Option<String>,
    /// Connections a role may hold; 8 if absent.
    pub connections: Option<u32>,
}

/// Outgoing mail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// `smtp://`, `smtps://`, or `folder:` for `.eml` files in the data folder.
    pub url: String,
    /// The address all mail comes from.
    pub from: String,
    /// Where mail to a person who cannot be told otherwise goes: the operator's alarm.
    pub operator: Option<String>,
    /// Whether the mail server hands mail for the domain of `from` to `portal mail in`: then units may answer by
    /// replying, and reports of non-delivery find their letter.
    pub receives: bool,
    /// The name under which that server writes `Authentication-Results`; without it no sender counts as verified.
    pub verified_by: Option<String>,
    /// The name under which the key of the domain of `from` is published; another name is another key.
    pub dkim_selector: String,
    /// Where `portal mail keys` puts the keys; set with the data folder.
    #[serde(skip)]
    pub keys: Option<PathBuf>,
    /// Mailboxes at a provider from which mail is taken, beside what a mail server hands to `portal mail in`.
    pub mailboxes: Vec<Mailbox>,
    /// Letters handed over at the same time by this process, 1 to 64. Further processes on the same database work beside it.
    pub at_once: usize,
}

/// A mailbox at a provider, read over IMAP. Its folder is the portal's own: everything in it is taken.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// The address it serves: where a message is for that names no other address of ours.
    pub address: String,
    /// The provider's server.
    pub host: String,
    /// Its port; 993, or 143 without TLS from the first byte.
    pub port: Option<u16>,
    /// How the connection is encrypted.
    #[serde(default)]
    pub tls: Tls,
    /// One more certificate to trust, for a server with a private authority.
    pub ca: Option<PathBuf>,
    /// Whose mailbox.
    pub user: String,
    /// The file that holds the password; read anew at every look.
    pub password_file: Option<PathBuf>,
    /// The variable that holds the password, where there is no file.
    pub password_env: Option<String>,
    /// The folder that is read.
    #[serde(default = "inbox")]
    pub folder: String,
    /// The folder where a message goes once it is kept; without, it stays and is marked as read.
    pub done: Option<String>,
    /// The name under which the provider writes `Authentication-Results`; without it no sender counts as verified.
    pub verified_by: Option<String>,
    /// Seconds between two looks.
    #[serde(default = "a_minute")]
    pub every: u64,
}

fn inbox() -> String {
    "INBOX".to_owned()
}

fn a_minute() -> u64 {
    60
}

impl Mailbox {
    /// The port, where none is named the usual one.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(if self.tls == Tls::Wrapped { 993 } else { 143 })
    }

    /// Which mailbox it is, whoever's address it serves: what was taken from it is remembered under this.
    pub fn place(&self) -> String {
        format!("{}@{}:{}/{}", self.user, self.host, self.port(), self.folder)
    }

    /// The password, from where it lies now.
    ///
    /// # Errors
    /// When it cannot be read, or is empty.
    pub fn password(&self) -> Result<String> {
        let password = match (&self.password_file, &self.password_env) {
            (Some(file), _) => std::fs::read_to_string(file)
                .with_context(|| format!("cannot read the password in {}", file.display()))?,
            (None, Some(name)) => std::env::var(name).with_context(|| format!("{name} is not set"))?,
            (None, None) => bail!("a mailbox needs password_file or password_env"),
        };
        let password = password.trim_end_matches(['\r', '\n']);
        anyhow::ensure!(!password.is_empty(), "the mailbox's password is empty");
        Ok(password.to_owned())
    }

    fn check(&self) -> Result<()> {
        let place = self.place();
        if self.tls == Tls::None && !is_this_machine(&self.host) {
            bail!("mail.mailboxes {place}: a password is sent only under TLS, or to this very machine");
        }
        if self.password_file.is_some() == self.password_env.is_some() {
            bail!("mail.mailboxes {place}: name one of password_file and password_env");
        }
        if !self.address.contains('@') {
            bail!("mail.mailboxes {place}: address must be a mail address");
        }
        // Other letters travel in an encoding of IMAP's own, which the provider's pages do not show.
        if ![Some(&self.folder), self.done.as_ref()].into_iter().flatten().all(|name| is_folder(name)) {
            bail!("mail.mailboxes {place}: folders are named in letters without marks");
        }
        if self.done.as_ref() == Some(&self.folder) {
            bail!("mail.mailboxes {place}: done must be another folder");
        }
        if self.every == 0 {
            bail!("mail.mailboxes {place}: every must be a second at least");
        }
        Ok(())
    }
}

fn is_folder(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c == ' ' || c.is_ascii_graphic() && c != '&')
}

/// How large a file may be, in megabytes, by what it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Uploads {
    /// Pictures.
    pub image_mb: u64,
    /// Documents.
    pub file_mb: u64,
    /// Sound.
    pub audio_mb: u64,
    /// Film.
    pub video_mb: u64,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { image_mb: 20, file_mb: 100, audio_mb: 300, video_mb: 2048 }
    }
}

impl Uploads {
    /// The limit of a family, in megabytes.
    pub fn megabytes(&self, family: Family) -> u64 {
        match family {
            Family::Image => self.image_mb,
            Family::Audio => self.audio_mb,
            Family::Video => self.video_mb,
            Family::File => self.file_mb,
        }
    }

    /// The limits for the script that tells before it sends: `image:20 audio:300 …`.
    pub fn for_script(&self) -> String {
        let limit = |family: &Family| format!("{}:{}", family.as_str(), self.megabytes(*family));
        Family::ALL.iter().map(limit).collect::<Vec<_>>().join(" ")
    }

    /// All the limits in one sentence, for beside the field.
    pub fn told(&self) -> String {
        format!(
            "Ảnh không quá {} MB, tệp văn bản {} MB, âm thanh {} MB, video {} MB.",
            self.image_mb, self.file_mb, self.audio_mb, self.video_mb
        )
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            url: "folder:".to_owned(),
            from: "khong-tra-loi@hiephoa.example".to_owned(),
            operator: None,
            receives: false,
            verified_by: None,
            dkim_selector: "portal".to_owned(),
            keys: None,
            mailboxes: Vec::new(),
            at_once: 8,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            private_listen: None,
            data: PathBuf::from("data"),
            tenants: PathBuf::from("tenants/hiep-hoa-2016"),
            console_host: "quantri.localhost".to_owned(),
            scheme: PublicScheme::Http,
            public_port: None,
            search_language: None,
            legal_profile: None,
            lives_in: None,
            trial_hosts: false,
            trusted_proxies: Vec::new(),
            database: Database::default(),
            mail: Mail::default(),
            uploads: Uploads::default(),
            backup: Backup::default(),
            worker: None,
            log_format: LogFormat::Text,
        }
    }
}

impl Mail {
    /// The mailbox that was read under this place.
    pub fn mailbox(&self, place: &str) -> Option<&Mailbox> {
        self.mailboxes.iter().find(|mailbox| mailbox.place() == place)
    }

    /// The name whose `Authentication-Results` are believed in a message that came this way: through a mailbox, or
    /// from our own mail server. One's word is nothing in what came through another.
    pub fn vouches(&self, mailbox: Option<&str>) -> Option<&str> {
        match mailbox {
            Some(place) => self.mailbox(place)?.verified_by.as_deref(),
            None => self.verified_by.as_deref(),
        }
    }
}

impl Config {
    /// Reads `file` if given (or `portal.toml` if it is there), then lets `PORTAL_…` variables override.
    ///
    /// # Errors
    /// When the file cannot be read, has an unknown key, or a variable does not parse.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let default = Path::new("portal.toml");
        let path = file.or_else(|| default.exists().then_some(default));
        let mut config = match path {
            None => Self::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                toml::from_str(&text)
                    .with_context(|| format!("{} is not a valid configuration", path.display()))?
            }
        };
        config.override_from(|name| std::env::var(name).ok())?;
        config.mail.keys = Some(config.data.join("dkim"));
        config.check()?;
        Ok(config)
    }

    /// Lets `PORTAL_…` variables override what is set.
    ///
    /// # Errors
    /// When a variable does not parse.
    pub fn override_from(&mut self, variable: impl Fn(&str) -> Option<String>) -> Result<()> {
        fn parse<T: std::str::FromStr>(name: &str, value: &str) -> Result<T> {
            value.parse().map_err(|_| anyhow::anyhow!("{name} does not parse: {value}"))
        }
        if let Some(value) = variable("PORTAL_LISTEN") {
            self.listen = parse("PORTAL_LISTEN", &value)?;
        }
        if let Some(value) = variable("PORTAL_PRIVATE_LISTEN") {
            self.private_listen = Some(parse("PORTAL_PRIVATE_LISTEN", &value)?);
        }
        if let Some(value) = variable("PORTAL_DATA") {
            self.data = value.into();
        }
        if let Some(value) = variable("PORTAL_TENANTS") {
            self.tenants = value.into();
        }
        if let Some(value) = variable("PORTAL_SEARCH_LANGUAGE") {
            self.search_language = Some(value.into());
        }
        self.database.url = variable("PORTAL_DATABASE_URL").or(self.database.url.take());
        self.database.platform_url =
            variable("PORTAL_PLATFORM_DATABASE_URL").or(self.database.platform_url.take());
        self.database.migrator_url =
            variable("PORTAL_MIGRATOR_DATABASE_URL").or(self.database.migrator_url.take());
        if let Some(value) = variable("PORTAL_MAIL_URL") {
            self.mail.url = value;
        }
        self.backup.override_from(variable)
    }

    fn check(&self) -> Result<()> {
        let database = &self.database;
        if database.url.is_some() && (database.platform_url.is_none() || database.migrator_url.is_none()) {
            bail!(
                "PostgreSQL needs three roles: database.url, database.platform_url and database.migrator_url"
            );
        }
        if let Some(private) = self.private_listen
            && !is_private(private)
        {
            bail!("private_listen must be a loopback or private address, not {private}: it shows metrics");
        }
        if let Some(why) = self.legal_profile.as_deref().and_then(legal::unknown) {
            bail!("{why}");
        }
        self.backup.check(&self.data)?;
        if !(1..=64).contains(&self.mail.at_once) {
            bail!("mail.at_once must be 1 to 64, not {}", self.mail.at_once);
        }
        let mut places = BTreeSet::new();
        for mailbox in &self.mail.mailboxes {
            mailbox.check()?;
            if !places.insert(mailbox.place()) {
                bail!("mail.mailboxes names {} twice", mailbox.place());
            }
        }
        Ok(())
    }

    /// The port as it stands in URLs; none when it is the scheme's own.
    pub fn url_port(&self) -> Option<u16> {
        let own = if self.scheme == PublicScheme::Https { 443 } else { 80 };
        let port = self.public_port.or_else(|| self.trial_hosts.then(|| self.listen.port()))?;
        (port != own).then_some(port)
    }

    /// The staff console's address, without a trailing slash.
    pub fn console_url(&self) -> String {
        origin(self.scheme, &self.console_host, self.url_port())
    }
}

/// `scheme://host[:port]`.
pub fn origin(scheme: PublicScheme, host: &str, port: Option<u16>) -> String {
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{host}{port}", scheme.as_str())
}

fn is_private(address: SocketAddr) -> bool {
    match address.ip() {
        std::net::IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
        std::net::IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_overrides_the_file() {
        let mut config: Config = toml::from_str("data = 'a'\nlisten = '127.0.0.1:1'").unwrap();
        config.override_from(|name| (name == "PORTAL_DATA").then(|| "b".to_owned())).unwrap();
        assert_eq!((config.data, config.listen.port()), (PathBuf::from("b"), 1));
    }

    #[test]
    fn unknown_keys_half_a_postgres_and_public_metrics_are_refused() {
        assert!(toml::from_str::<Config>("lisen = '127.0.0.1:1'").is_err());
        let half: Config = toml::from_str("[database]\nurl = 'postgres://a'").unwrap();
        assert!(half.check().is_err());
        let shown: Config = toml::from_str("private_listen = '8.8.8.8:9090'").unwrap();
        assert!(shown.check().is_err());
        let lawless: Config = toml::from_str("legal_profile = '2017'").unwrap();
        assert!(lawless.check().is_err());
    }

    #[test]
    fn a_mailbox_has_one_password_a_safe_way_and_a_place_of_its_own() {
        let read = |lines: &str| {
            let one = "[[mail.mailboxes]]\naddress = 'hoidap@hiephoa.example'\nuser = 'hoidap'\n";
            toml::from_str::<Config>(&format!("{one}{lines}")).unwrap()
        };
        let good = "host = 'imap.example'\npassword_file = '/x'\n";
        let config = read(good);
        config.check().unwrap();
        let mailbox = &config.mail.mailboxes[0];
        assert_eq!((mailbox.port(), mailbox.folder.as_str()), (993, "INBOX"));
        assert_eq!(read(&format!("{good}tls = 'required'")).mail.mailboxes[0].port(), 143);
        for bad in [
            "host = 'imap.example'",
            "host = 'imap.example'\npassword_file = '/x'\npassword_env = 'X'",
            "host = 'imap.example'\npassword_file = '/x'\ntls = 'none'",
            "host = 'imap.example'\npassword_file = '/x'\ndone = 'INBOX'",
            "host = 'imap.example'\npassword_file = '/x'\ndone = 'Đã nhận'",
            "host = 'imap.example'\npassword_file = '/x'\nevery = 0",
            &format!("{good}[[mail.mailboxes]]\naddress = 'b@c.example'\nuser = 'hoidap'\n{good}"),
        ] {
            assert!(read(bad).check().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_verdict_counts_only_in_what_came_through_its_own_server() {
        let config: Config = toml::from_str(
            "[mail]\nverified_by = 'mx.hiephoa.example'\n[[mail.mailboxes]]\naddress = 'a@b.example'\nuser = 'u'\n\
             host = 'imap.example'\npassword_file = '/x'\nverified_by = 'mx.provider.example'",
        )
        .unwrap();
        let place = config.mail.mailboxes[0].place();
        assert_eq!(config.mail.vouches(None), Some("mx.hiephoa.example"));
        assert_eq!(config.mail.vouches(Some(&place)), Some("mx.provider.example"));
        assert_eq!(config.mail.vouches(Some("somebody@else:993/INBOX")), None);
    }

    #[test]
    fn urls_carry_a_port_only_when_it_is_not_the_schemes_own() {
        let trial: Config = toml::from_str("trial_hosts = true").unwrap();
        assert_eq!(trial.console_url(), "http://quantri.localhost:8080");
        let real: Config = toml::from_str("scheme = 'https'\nconsole_host = 'quantri.example'").unwrap();
        assert_eq!(real.console_url(), "https://quantri.example");
    }
}
