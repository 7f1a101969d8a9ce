//! What every handler gets, every route in one list, and the way from a request to its handler.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use poem::{Endpoint, Request, Response, Route};
use tokio::time::Instant;

use crate::base::error::{Error, Result};
use crate::base::mail::transport::Transport;
use crate::base::scope::Db;
use crate::base::web::asked::Asked;
use crate::base::web::client::{Client, Scheme, TrustedProxies};
use crate::base::web::compress::{self, CompressedPage};
use crate::base::web::form::{self, Form, Intake};
use crate::base::web::host::request_host;
use crate::base::web::limits::{AddressLimiter, KeyLimiter, Rule, Rules};
use crate::base::web::listen::Ready;
use crate::base::web::page_cache::{PageCache, PageKey};
use crate::base::web::traffic::{ACCESS_LOG, Traffic};
use crate::config::{Config, PublicScheme};
use crate::console::desk::{Desk, Door, SignedIn};
use crate::files::{self, FileStore};
use crate::media::Library;
use crate::outbox::MailSettings;
use crate::people::{keys, sessions};
use crate::public::pages::old_address;
use crate::public::visit::{Reply, Visit};
use crate::public::{self, assets};
use crate::questions::attachments::{self, Drawer};
use crate::routes::{Entry, RouteSpec, Surface, tree};
use crate::search::language::Language;
use crate::search::service::SearchService;
use crate::search_log::counts::SearchLog;
use crate::speed::{self, Speeds};
use crate::tenants::directory::{Directory, Reachability, Tenant};
use crate::worker::Pool;
use crate::{console, params};

/// This build; pages made by another are not used.
pub const BUILD: &str = env!("CARGO_PKG_VERSION");
/// The largest JSON body.
const JSON_BYTES: usize = 8 * 1024 * 1024;
/// How many calls one personal key may make in a minute.
pub const KEY_CALLS: u32 = 600;
/// Queries longer than this are not worth a place in the page cache.
const CACHED_QUERY: usize = 200;

/// Everything the process has, shared by all handlers.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// See [`App`].
pub struct Parts {
    /// Process settings.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The tenants in memory.
    pub directory: Directory,
    /// How mail leaves.
    pub transport: Transport,
    /// How our letters are signed.
    pub mail: MailSettings,
    /// Uploads.
    pub files: FileStore,
    /// What they are, and what reads them.
    pub library: Library,
    /// What readers attach to questions, sealed.
    pub drawer: Drawer,
    /// The two indexes.
    pub search: SearchService,
    /// What people look for.
    pub search_log: SearchLog,
    /// How long readers wait for pages.
    pub speeds: Speeds,
    /// What was answered before, to suggest by.
    pub memories: crate::questions::routing::hold::Memories,
    /// Finished public pages.
    pub pages: PageCache,
    /// How often one may do what.
    pub limits: Limits,
    /// Whose word about a client is taken.
    pub proxies: TrustedProxies,
}

/// How often one may do what; a whole office shares one address, so the network's share is large.
pub struct Limits {
    /// Asking a question.
    pub ask: AddressLimiter,
    /// The same with a form that does not say when it was opened.
    pub ask_unstamped: AddressLimiter,
    /// Sending files along.
    pub attach: AddressLimiter,
    /// Trying codes that are none.
    pub guess: AddressLimiter,
    /// Following a question by its code.
    pub track: AddressLimiter,
    /// Trying to sign in.
    pub sign_in: AddressLimiter,
    /// Searching.
    pub search: AddressLimiter,
    /// Being offered suggestions while typing: several times a word.
    pub suggest: AddressLimiter,
    /// Calls with one personal key.
    pub keys: KeyLimiter,
}

impl Default for Limits {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        let limiter = |times, per, network| {
            AddressLimiter::new(Rules { address: Rule::new(times, per), network: Rule::new(network, per) })
        };
        Self {
            // An office of forty at the end of a meeting, then one more every two minutes.
            ask: limiter(40, minutes(80), 200),
            ask_unstamped: limiter(10, minutes(60), 60),
            attach: limiter(60, minutes(60), 300),
            guess: limiter(20, minutes(60), 100),
            track: limiter(60, minutes(10), 300),
            sign_in: limiter(30, minutes(10), 300),
            search: limiter(6000, minutes(1), 30_000),
            suggest: limiter(20_000, minutes(1), 100_000),
            keys: KeyLimiter::new(Rule::new(KEY_CALLS, minutes(1))),
        }
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Puts the parts together and reads the tenants.
    ///
    /// # Errors
    /// When the database does not answer, the index cannot be opened, or a setting does not parse.
    pub async fn new(config: Config, db: Db) -> anyhow::Result<Self> {
        let transport = transport(&config)?;
        Self::with_transport(config, db, transport).await
    }

    /// As [`App::new`], with mail going where the caller says.
    ///
    /// # Errors
    /// As [`App::new`].
    pub async fn with_transport(config: Config, db: Db, transport: Transport) -> anyhow::Result<Self> {
        let proxies: Vec<String> = config.trusted_proxies.iter().map(ToString::to_string).collect();
        let files = FileStore::open(&config.data.join("files"))?;
        let workers = Pool::new(config.worker.clone(), config.data.join("upload"));
        let drawer = Drawer::open(db.clone(), &config.data.join("questions"), workers.clone())?;
        let library = Library { db: db.clone(), files: files.clone(), workers };
        let app = Self(Arc::new(Parts {
            directory: Directory::new(Reachability::of(&config)),
            transport,
            mail: MailSettings::of(&config.mail)?,
            files,
            library,
            drawer,
            search: SearchService::open(&config.data.join("index"), &language(&config)?)?,
            search_log: SearchLog::new(db.clock.clone()),
            speeds: Speeds::new(db.clock.clone()),
            memories: crate::questions::routing::hold::Memories::default(),
            pages: PageCache::default(),
            limits: Limits::default(),
            proxies: TrustedProxies::parse(&proxies)?,
            config,
            db,
        }));
        app.directory.reload(&app.db).await?;
        Ok(app)
    }

    /// The endpoint that answers every request.
    pub fn endpoint(&self) -> Portal {
        let table = routes();
        let (public, console) = (self.clone(), self.clone());
        Portal {
            app: self.clone(),
            traffic: Traffic::default(),
            public: tree(&table, Surface::Public, move |spec, request| {
                serve_public(public.clone(), spec, request)
            }),
            console: tree(&table, Surface::Console, move |spec, request| {
                serve_console(console.clone(), spec, request)
            }),
        }
    }
}

/// Mail as configured; `folder:` alone means the data folder's `mail`.
///
/// # Errors
/// When the setting does not parse.
pub fn transport(config: &Config) -> anyhow::Result<Transport> {
    let folder = format!("folder:{}", config.data.join("mail").display());
    let url = if config.mail.url == "folder:" { &folder } else { &config.mail.url };
    Ok(Transport::parse(url)?)
}

/// The search language of the configured folder, else the shipped one.
fn language(config: &Config) -> anyhow::Result<Arc<Language>> {
    let Some(folder) = &config.search_language else { return Ok(Language::shipped().clone()) };
    let language = Language::load(folder)
        .with_context(|| format!("the search language in {} cannot be used", folder.display()))?;
    Ok(Arc::new(language))
}

/// Every route of both faces.
pub fn routes() -> Vec<RouteSpec> {
    public::routes().into_iter().chain(console::routes()).collect()
}

/// The whole portal as one endpoint: host first, then the face's tree.
pub struct Portal {
    app: App,
    traffic: Traffic,
    public: Route,
    console: Route,
}

impl Endpoint for Portal {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let started = Instant::now();
        let method = request.method().clone();
        let client = self.client(&request);
        request.extensions_mut().insert(client);
        let for_staff = request_host(request.uri(), request.headers())
            .is_some_and(|host| host == self.app.config.console_host);
        let mut response = self.dispatch(request, client, started).await;
        harden(response.headers_mut(), &self.app.config, for_staff);
        self.told(&method, response.status(), started);
        Ok(response)
    }
}

impl Portal {
    fn client(&self, request: &Request) -> Client {
        request.extensions().get::<Client>().copied().unwrap_or_else(|| {
            let peer = request
                .remote_addr()
                .as_socket_addr()
                .map_or(std::net::IpAddr::from([0, 0, 0, 0]), std::net::SocketAddr::ip);
            self.app.proxies.client(peer, request.headers())
        })
    }

    async fn dispatch(&self, mut request: Request, client: Client, started: Instant) -> Response {
        let Some(host) = request_host(request.uri(), request.headers()) else {
            return public::pages::errors::unknown_host();
        };
        let path = request.uri().path();
        let is_console = host == self.app.config.console_host;
        if let Some(gone) = self.app.directory.gone(&host, path).filter(|_| !is_console) {
            let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
            return match gone.url {
                Some(url) => moved(&format!("{url}{query}")),
                None => public::pages::errors::closed(&gone.name),
            };
        }
        let resolved = if is_console { None } else { self.app.directory.resolve(&host, path) };
        if !is_console && resolved.is_none() {
            return public::pages::errors::unknown_host();
        }
        if self.app.config.scheme == PublicScheme::Https
            && client.scheme == Scheme::Http
            && path != "/healthz"
        {
            return moved(&format!("https://{host}{}", path_and_query(&request)));
        }
        if let Some(asset) = assets::respond(request.uri().path(), request.method(), request.headers()) {
            return asset;
        }
        if is_console {
            return self
                .console
                .call(request)
                .await
                .unwrap_or_else(|_| console::pages::errors::not_found(&self.app));
        }
        let Some(resolved) = resolved else { return public::pages::errors::unknown_host() };
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if !resolved.canonical {
            return moved(&resolved.tenant.url(&format!("{}{query}", resolved.path)));
        }
        if let Ok(uri) = format!("{}{query}", resolved.path).parse() {
            *request.uri_mut() = uri;
        }
        let (tenant, method) = (resolved.tenant, request.method().clone());
        let response = self.on_site(tenant.clone(), request).await;
        self.waited(&tenant, &method, response.status(), response.headers(), started);
        response
    }

    /// The answer of a tenant's site; where nothing there answers, what the address stood for on the site before it.
    async fn on_site(&self, tenant: Arc<Tenant>, mut request: Request) -> Response {
        if tenant.preparing {
            return public::pages::errors::preparing(&self.app, &tenant);
        }
        let (method, uri) = (request.method().clone(), request.uri().clone());
        request.extensions_mut().insert(tenant.clone());
        if old_address::may_stand_on_the_home(&method, &uri)
            && let Some(answer) = self.before(&tenant, &method, &uri).await
        {
            return answer;
        }
        let response = match self.public.call(request).await {
            Ok(response) => response,
            Err(error) => public::pages::errors::of_router(&self.app, &tenant, &error),
        };
        if response.status() != StatusCode::NOT_FOUND {
            return response;
        }
        self.before(&tenant, &method, &uri).await.unwrap_or(response)
    }

    async fn before(&self, tenant: &Tenant, method: &Method, uri: &Uri) -> Option<Response> {
        old_address::answer(&self.app, tenant, method, uri).await.unwrap_or_else(|cause| {
            tracing::error!(%cause, "an old address cannot be looked up");
            None
        })
    }
}

impl Ready for Portal {
    /// A finished page that is as good as new: most requests end here.
    fn answer(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        client: Client,
    ) -> Option<http::Response<bytes::Bytes>> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return None;
        }
        let started = Instant::now();
        let host = request_host(uri, headers)?;
        let (scheme, console) = (self.app.config.scheme, &self.app.config.console_host);
        if &host == console || scheme == PublicScheme::Https && client.scheme == Scheme::Http {
            return None;
        }
        let resolved = self.app.directory.resolve(&host, uri.path()).filter(|resolved| resolved.canonical)?;
        let key = page_key(&self.app, &resolved.tenant, &resolved.path, uri.query())?;
        let answer = kept(&self.app, &key)?.answer(method, headers);
        self.waited(&resolved.tenant, method, answer.status(), answer.headers(), started);
        self.told(method, answer.status(), started);
        Some(answer)
    }
}

impl Portal {
    /// Counts how long a reader waited for a page of a site.
    fn waited(
        &self,
        tenant: &Tenant,
        method: &Method,
        status: StatusCode,
        headers: &HeaderMap,
        started: Instant,
    ) {
        let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
        if speed::is_page(method, status, kind) {
            self.app.speeds.note(tenant.id(), started.elapsed());
        }
    }

    /// Counts and logs what was answered.
    fn told(&self, method: &Method, status: StatusCode, started: Instant) {
        let elapsed = started.elapsed();
        self.traffic.answered(status, elapsed);
        let ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(target: ACCESS_LOG, %method, status = status.as_u16(), ms, "request");
    }
}

fn path_and_query(request: &Request) -> String {
    request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

fn moved(url: &str) -> Response {
    Response::builder().status(StatusCode::PERMANENT_REDIRECT).header(header::LOCATION, url).finish()
}

/// Headers that every answer carries: nothing from another host, nothing inline, nothing framed, nothing sniffed.
/// Both faces may run scripts of our own, which suggest to readers while they type and help staff to write.
/// What every answer carries.
fn harden(headers: &mut HeaderMap, config: &Config, for_staff: bool) {
    const STAFF: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; \
                         img-src 'self' data:; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    const READERS: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; \
                           img-src 'self' data:; media-src 'self'; form-action 'self'; base-uri 'none'; \
                           frame-ancestors 'none'";
    let policy = if for_staff { STAFF } else { READERS };
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers
        .insert("permissions-policy", HeaderValue::from_static("camera=(), microphone=(), geolocation=()"));
    if config.scheme == PublicScheme::Https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// Reads what was asked; a form or JSON only where the method may carry one.
async fn asked(app: &App, request: &mut Request, spec: &RouteSpec) -> Result<Asked> {
    let mut asked = head(request, spec)?;
    if !spec.is_unsafe() || matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(asked);
    }
    let body = request.take_body();
    let sent = |kind: &str| request.content_type().is_some_and(|sent| sent.starts_with(kind));
    let with_files = spec.takes_files() && sent("multipart/form-data");
    if (spec.is_api() || sent("application/json")) && !with_files {
        let bytes = form::bytes(body, JSON_BYTES).await?;
        asked.json = Some(
            serde_json::from_slice(if bytes.is_empty() { b"{}" } else { &bytes })
                .map_err(|cause| Error::BadRequest(format!("Nội dung không phải JSON hợp lệ: {cause}")))?,
        );
        return Ok(asked);
    }
    let by_a_reader = spec.surface() == Surface::Public;
    let most = |head: &[u8]| {
        if by_a_reader { attachments::most(head) } else { files::most(&app.config.uploads, head) }
    };
    let most: Option<form::Most<'_>> = if with_files { Some(&most) } else { None };
    let folder = app.config.data.join("upload");
    asked.form =
        form::read(request, body, &Intake { folder: &folder, entropy: &app.db.entropy, most }).await?;
    Ok(asked)
}

/// What was asked, without its body.
fn head(request: &Request, spec: &RouteSpec) -> Result<Asked> {
    let client = request
        .extensions()
        .get::<Client>()
        .copied()
        .ok_or_else(|| Error::internal("a request without a client"))?;
    Ok(Asked {
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        params: path_params(request, spec.path),
        query: request.uri().query().map(form::pairs).unwrap_or_default(),
        headers: request.headers().clone(),
        client,
        form: Form::default(),
        json: None,
    })
}

/// The parameters that a route's path names.
fn path_params(request: &Request, path: &str) -> Vec<(String, String)> {
    let names = path.split('/').filter_map(|segment| segment.strip_prefix(':'));
    let decoded = |raw: &str| percent_encoding::percent_decode_str(raw).decode_utf8_lossy().into_owned();
    names.filter_map(|name| Some((name.to_owned(), decoded(request.raw_path_param(name)?)))).collect()
}

async fn serve_public(app: App, spec: RouteSpec, mut request: Request) -> Response {
    let Some(tenant) = request.extensions().get::<Arc<Tenant>>().cloned() else {
        return public::pages::errors::unknown_host();
    };
    let key = match spec.entry {
        Entry::Page(_) => page_key(&app, &tenant, request.uri().path(), request.uri().query()),
        _ => None,
    };
    let turn = match &key {
        Some(key) => app.pages.turn(key).await,
        None => None,
    };
    if let Some(page) = key.as_ref().and_then(|key| kept(&app, key)) {
        return page.respond(request.method(), request.headers());
    }
    let (method, headers) = (request.method().clone(), request.headers().clone());
    match visit(&app, &tenant, &spec, &mut request).await {
        Ok((Reply::Page(body), generations)) => {
            let Ok(page) = compressed(&app, body, generations).await else {
                return public::pages::errors::of(
                    &app,
                    &tenant,
                    Error::internal("a page was not compressed"),
                )
                .await;
            };
            if let Some(key) = key {
                app.pages.insert(key, page.clone());
            }
            drop(turn);
            page.respond(&method, &headers)
        }
        Ok((reply, _)) => uncached(reply, &headers),
        Err(error) if spec.is_api() => crate::api::error(&app, &error),
        Err(error) => public::pages::errors::of(&app, &tenant, error).await,
    }
}

/// A finished page in all its encodings; made beside the threads that answer.
async fn compressed(app: &App, body: String, generations: Generations) -> Result<Arc<CompressedPage>> {
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    let mut always = HeaderMap::new();
    harden(&mut always, &app.config, false);
    let page =
        tokio::task::spawn_blocking(move || CompressedPage::new(body, &html, &always, generations)).await;
    page.map(Arc::new).map_err(|cause| Error::internal(cause.to_string()))
}

/// What a page was read from, taken before it is read.
type Generations = Vec<(String, u64)>;

async fn visit(
    app: &App,
    tenant: &Arc<Tenant>,
    spec: &RouteSpec,
    request: &mut Request,
) -> Result<(Reply, Generations)> {
    if spec.takes_files() && spec.path == "/tra-loi/:dispatch" {
        public::pages::unit_answer::door(app, tenant, &head(request, spec)?).await?;
    } else if spec.takes_files() {
        may_attach(app, request)?;
    }
    let asked = asked(app, request, spec).await?;
    if spec.is_unsafe() && !asked.same_origin(&origin_of(&tenant.url(""))) {
        return Err(Error::CsrfMismatch);
    }
    let visit = Visit { app: app.clone(), tenant: tenant.clone(), asked, on: None };
    let reads = visit.reads_tree();
    let generations = reads.iter().map(|id| (id.as_str().to_owned(), generation(app, id.as_str()))).collect();
    let reply = match spec.entry {
        Entry::Page(handle) | Entry::Visit(handle) => handle(visit).await?,
        _ => return Err(Error::NotFound),
    };
    Ok((reply, generations))
}

/// Anybody may send files with a question: not too often, and no more than the form says beforehand.
fn may_attach(app: &App, request: &Request) -> Result<()> {
    if !request.content_type().is_some_and(|sent| sent.starts_with("multipart/form-data")) {
        return Ok(());
    }
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length: Option<u64> = length.and_then(|length| length.parse().ok());
    if length.is_none_or(|length| length > attachments::FORM_BYTES) {
        return Err(Error::TooLarge("Biểu mẫu kèm tệp vượt quá 56 MB. Xin bỏ bớt tệp rồi gửi lại.".into()));
    }
    // A form without files is small, and has its own share of tries.
    if length.is_some_and(|length| length < 16 * 1024) {
        return Ok(());
    }
    let client =
        request.extensions().get::<Client>().ok_or_else(|| Error::internal("a request without a client"))?;
    app.limits.attach.check(client.addr).map_err(|often| Error::TooMany(often.seconds()))
}

fn origin_of(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

/// A finished page that is as good as new.
fn kept(app: &App, key: &PageKey) -> Option<Arc<CompressedPage>> {
    app.pages.get(key, app.db.moved(), |tenant| generation(app, tenant))
}

fn generation(app: &App, tenant: &str) -> u64 {
    u64::try_from(app.db.generation(&tenant.into())).unwrap_or(0)
}

fn page_key(app: &App, tenant: &Tenant, path: &str, query: Option<&str>) -> Option<PageKey> {
    let query = query.unwrap_or_default();
    (query.len() <= CACHED_QUERY).then(|| PageKey {
        tenant: tenant.id().as_str().to_owned(),
        url: format!("{path}?{query}"),
        date: app.db.clock.today(),
        build: BUILD,
    })
}

fn uncached(reply: Reply, headers: &HeaderMap) -> Response {
    match reply {
        Reply::Fresh(status, body) => compress::fresh(status, body, "text/html; charset=utf-8", headers),
        Reply::Page(body) => private(StatusCode::OK, body),
        Reply::Private(status, body) => private(status, body),
        Reply::SeeOther(url) => console::desk::see_other(&url),
        Reply::Raw(response) => response,
    }
}

fn private(status: StatusCode, body: String) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-store")
        .body(body)
}

/// The session cookie's name: bound to this host alone under TLS.
pub fn cookie_name(config: &Config) -> &'static str {
    if config.scheme == PublicScheme::Https { "__Host-portal" } else { "portal" }
}

async fn serve_console(app: App, spec: RouteSpec, mut request: Request) -> Response {
    let mut session = None;
    let headers = request.headers().clone();
    let mut response = match enter(&app, &spec, &mut request, &mut session).await {
        Ok(response) => response,
        Err(error) if spec.is_api() => crate::api::error(&app, &error),
        Err(error) => console::pages::errors::of(&app, session.as_ref(), request.uri().path(), error),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    compress::packed(response, &headers).await
}

/// Opens the doors in order: session or key, forgery, first password, appointment, right.
async fn enter(
    app: &App,
    spec: &RouteSpec,
    request: &mut Request,
    seen: &mut Option<sessions::Session>,
) -> Result<Response> {
    if spec.takes_files() {
        may_send_files(app, spec, head(request, spec)?).await?;
    }
    let asked = asked(app, request, spec).await?;
    if spec.is_unsafe() && !asked.same_origin(&app.config.console_url()) {
        return Err(Error::CsrfMismatch);
    }
    if let Entry::Door(handle) = spec.entry {
        return handle(Door { app: app.clone(), asked }).await;
    }
    let (session, key) = match who(app, spec, &asked).await {
        Ok(known) => known,
        // What was typed is given back, never thrown away, where the session ended meanwhile.
        Err(Error::SignInNeeded) => return console::pages::writing::again::kept(spec, asked, None),
        Err(other) => return Err(other),
    };
    *seen = Some(session.clone());
    if key.is_none() && spec.is_unsafe() && !carries_token(&asked, &session.csrf) {
        return console::pages::writing::again::kept(spec, asked, Some(&session));
    }
    admit(app, spec, asked, session, key).await
}

/// The doors behind the session: first password, appointment, right.
///
/// # Errors
/// [`Error::NotFound`] where the person holds nothing, [`Error::Forbidden`] without the right.
pub async fn admit(
    app: &App,
    spec: &RouteSpec,
    asked: Asked,
    session: sessions::Session,
    key: Option<keys::Key>,
) -> Result<Response> {
    let signed_in = SignedIn { app: app.clone(), asked, session, key };
    let Entry::Staff(action, handle) = spec.entry else {
        let Entry::SignedIn(handle) = spec.entry else { return Err(Error::NotFound) };
        return handle(signed_in).await;
    };
    if signed_in.session.account.must_change {
        return if spec.is_api() { Err(Error::Forbidden) } else { Ok(console::desk::see_other("/mat-khau")) };
    }
    // Whose appointments end elsewhere learns nothing of what is here: 404, not 403.
    let tenant = app.directory.by_slug(signed_in.asked.param("tenant")).ok_or(Error::NotFound)?;
    let staff = signed_in.staff_in(&tenant).ok_or(Error::NotFound)?;
    if !staff.may_somewhere(action) {
        return Err(Error::Forbidden);
    }
    handle(Desk { signed_in, staff, tenant }).await
}

/// Who asks: by a personal key where the interface is spoken to, else by the session.
async fn who(app: &App, spec: &RouteSpec, asked: &Asked) -> Result<(sessions::Session, Option<keys::Key>)> {
    if spec.is_api() && asked.bearer().is_some() {
        return by_key(app, asked).await;
    }
    let token = asked.cookie(cookie_name(&app.config)).ok_or(Error::SignInNeeded)?;
    Ok((sessions::find(&app.db, token).await?.ok_or(Error::SignInNeeded)?, None))
}

/// Who stands behind a personal key; a cookie beside it is refused, so that no call has two senders.
async fn by_key(app: &App, asked: &Asked) -> Result<(sessions::Session, Option<keys::Key>)> {
    if asked.cookie(cookie_name(&app.config)).is_some() {
        return Err(Error::BadRequest("Chỉ gửi khóa hoặc phiên đăng nhập, không gửi cả hai.".into()));
    }
    let token = asked.bearer().unwrap_or_default();
    let Some((session, key)) = keys::find(&app.db, token, &asked.address()).await? else {
        let tried = app.limits.sign_in.check(asked.client.addr);
        return Err(tried.map_or_else(|often| Error::TooMany(often.seconds()), |()| Error::SignInNeeded));
    };
    app.limits.keys.check(&key.id).map_err(|often| Error::TooMany(often.seconds()))?;
    Ok((session, Some(key)))
}

/// Files are large: before the first byte is taken, the door is tried without the form.
async fn may_send_files(app: &App, spec: &RouteSpec, knock: Asked) -> Result<()> {
    if !knock.same_origin(&app.config.console_url()) {
        return Err(Error::CsrfMismatch);
    }
    let (session, key) = who(app, spec, &knock).await?;
    let Entry::Staff(action, _) = spec.entry else { return Ok(()) };
    let tenant = app.directory.by_slug(knock.param("tenant")).ok_or(Error::NotFound)?;
    let person = SignedIn { app: app.clone(), asked: knock, session, key };
    let staff = person.staff_in(&tenant).ok_or(Error::NotFound)?;
    if staff.may_somewhere(action) { Ok(()) } else { Err(Error::Forbidden) }
}

fn carries_token(asked: &Asked, csrf: &str) -> bool {
    let header = asked.headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
    let sent = header.unwrap_or_else(|| asked.form.get("csrf"));
    crate::people::csrf::same(sent, csrf)
}

/// Whether this deployment's tenants are there: a deployment without any is not ready.
///
/// # Errors
/// When the database does not answer.
pub async fn ready(app: &App) -> Result<bool> {
    app.db.store().ping().await?;
    let mut platform = app.db.platform().await?;
    let tenants: Option<i64> = platform.optional("SELECT COUNT(*) AS n FROM tenants", params![]).await?;
    Ok(tenants.unwrap_or(0) > 0)
}
