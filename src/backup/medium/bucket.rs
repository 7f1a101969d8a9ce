//! Backups in a bucket of an object store that speaks S3. An object is there whole or not at all, so a part needs no name of
//! its own: it waits in memory, a large one in a file without a name, and is sent when it is finished.

use std::future::Future;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as ObjectPath;
use object_store::{
    BackoffConfig, Certificate, ClientOptions, ObjectStore as _, ObjectStoreExt as _, RetryConfig,
};
use tokio::runtime::{Builder, Runtime};

use super::lease::Lease;
use super::transfer::{Object, PIECE, send};
use super::{From, Guard, LOCK, Medium, Pace, Part, To, Written};
use crate::backup::Fault;
use crate::base::entropy::Entropy;
use crate::config::{S3, Secret};

/// How long one request may take, so that a piece passes through half a megabit a second.
const REQUEST: Duration = Duration::from_secs(150);
/// A request that failed is sent again, so many times,
const AGAIN: usize = 6;
/// with pauses that grow to this.
const PAUSE: Duration = Duration::from_secs(5);

/// A prefix in a bucket.
#[derive(Clone, Debug)]
pub struct Bucket(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    told: String,
    endpoint: String,
    prefix: String,
    store: Arc<AmazonS3>,
    lock_for: Duration,
    /// Where parts wait that are too large for memory.
    spool: PathBuf,
    /// Its own, so that whoever waits for the store never waits for themselves.
    runtime: Option<Runtime>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn secret(settings: &S3) -> Result<String, Fault> {
    let secret = match (&settings.secret_file, &settings.secret_access_key) {
        (Some(file), _) => std::fs::read_to_string(file)
            .map_err(|cause| Fault::NoAccess(format!(" ({}: {cause})", file.display())))?,
        (None, Some(Secret(secret))) => secret.clone(),
        (None, None) => return Err(Fault::NoAccess(String::new())),
    };
    Ok(secret.trim().to_owned())
}

/// The store's address, with the bucket in front of the host where it wants it there.
fn address(settings: &S3, bucket: &str) -> Option<String> {
    let endpoint = settings.endpoint.as_deref()?.trim_end_matches('/');
    if settings.path_style {
        return Some(endpoint.to_owned());
    }
    endpoint.split_once("://").map(|(scheme, host)| format!("{scheme}://{bucket}.{host}"))
}

impl Bucket {
    /// The prefix of a bucket, reached as the settings say; large parts wait in `spool`.
    ///
    /// # Errors
    /// When the settings lack something or cannot be read.
    pub fn new(bucket: &str, prefix: &str, settings: &S3, spool: &Path) -> Result<Self, Fault> {
        let told = match prefix {
            "" => format!("s3://{bucket}"),
            prefix => format!("s3://{bucket}/{prefix}"),
        };
        let failed = |cause: String| Fault::Unreachable(format!("{told}: {cause}"));
        let key_id = settings.access_key_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
        let key_id = key_id.ok_or_else(|| Fault::NoAccess(String::new()))?;
        let mut options = ClientOptions::new()
            .with_timeout(REQUEST)
            .with_connect_timeout(Duration::from_secs(10))
            .with_allow_http(settings.endpoint.as_deref().is_some_and(|url| url.starts_with("http://")));
        if let Some(file) = &settings.ca {
            let pem = std::fs::read(file).map_err(|cause| failed(format!("{}: {cause}", file.display())))?;
            let found = Certificate::from_pem_bundle(&pem).map_err(|cause| failed(cause.to_string()))?;
            options = found.into_iter().fold(options, ClientOptions::with_root_certificate);
        }
        let backoff =
            BackoffConfig { init_backoff: Duration::from_millis(200), max_backoff: PAUSE, base: 2.0 };
        let retry = RetryConfig { backoff, max_retries: AGAIN, retry_timeout: REQUEST };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(&settings.region)
            .with_access_key_id(key_id)
            .with_secret_access_key(secret(settings)?)
            .with_virtual_hosted_style_request(!settings.path_style)
            .with_client_options(options)
            .with_retry(retry);
        if let Some(endpoint) = address(settings, bucket) {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().map_err(|cause| failed(root(&cause)))?;
        let mut runtime = Builder::new_multi_thread();
        runtime.worker_threads(2).thread_name("backup-store").enable_all();
        let runtime = runtime.build().map_err(|cause| failed(cause.to_string()))?;
        Ok(Self(Arc::new(Inner {
            endpoint: settings.endpoint.clone().unwrap_or_else(|| format!("AWS {}", settings.region)),
            told,
            prefix: prefix.to_owned(),
            store: Arc::new(store),
            lock_for: Duration::from_secs(settings.lock_seconds),
            spool: spool.to_owned(),
            runtime: Some(runtime),
        })))
    }

    pub(super) fn store(&self) -> Arc<AmazonS3> {
        self.0.store.clone()
    }

    pub(super) fn path(&self, name: &str) -> ObjectPath {
        ObjectPath::from(format!("{}/{name}", self.0.prefix))
    }

    fn runtime(&self) -> &Runtime {
        self.0.runtime.as_ref().unwrap_or_else(|| unreachable!("it is taken only when this is dropped"))
    }

    /// Begins something on the bucket's own runtime.
    pub(super) fn begin<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        self.runtime().spawn(work)
    }

    /// Waits for the store, from any thread.
    pub(super) fn wait<T: Send + 'static>(
        &self,
        asked: impl Future<Output = object_store::Result<T>> + Send + 'static,
    ) -> object_store::Result<T> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.begin(async move {
            // Nobody waits any more only where the process ends.
            let _ = sender.send(asked.await);
        });
        let died = |_| object_store::Error::Generic { store: "S3", source: "a request died".into() };
        receiver.recv().map_err(died)?
    }

    fn ask<T: Send + 'static>(
        &self,
        asked: impl Future<Output = object_store::Result<T>> + Send + 'static,
    ) -> Result<T, Fault> {
        self.wait(asked).map_err(|cause| self.fault(&cause))
    }

    /// What a refusal means to the operator.
    pub(super) fn fault(&self, cause: &object_store::Error) -> Fault {
        let told = self.0.told.clone();
        let text = cause.to_string();
        let code = code_of(&text);
        if code == Some("NoSuchBucket") {
            return Fault::NoBucket(told);
        }
        match cause {
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
                Fault::Refused { place: told, code: code.unwrap_or("403").to_owned() }
            }
            _ => match code {
                Some(code) => Fault::Unreachable(format!("{told}: {} báo lỗi {code}", self.0.endpoint)),
                None => Fault::Unreachable(format!("{told}: {} ({})", self.0.endpoint, root(cause))),
            },
        }
    }

    /// The names of a list, without the prefix.
    fn name(&self, path: &ObjectPath) -> String {
        let path = path.as_ref();
        let rest = path.strip_prefix(self.0.prefix.as_str()).unwrap_or(path);
        rest.trim_start_matches('/').to_owned()
    }
}

/// What the store calls a failure, in its XML.
fn code_of(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("<Code>")?;
    rest.split_once("</Code>").map(|(code, _)| code)
}

/// What lies at the bottom of a failure: the rest says which request it was.
fn root(cause: &dyn std::error::Error) -> String {
    let mut deepest = cause;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

impl Medium for Bucket {
    fn told(&self) -> String {
        self.0.told.clone()
    }

    fn top(&self) -> Result<Vec<String>, Fault> {
        let (store, prefix) = (self.store(), self.path(""));
        let listed = self.ask(async move { store.list_with_delimiter(Some(&prefix)).await })?;
        let objects = listed.objects.iter().map(|object| &object.location);
        Ok(listed.common_prefixes.iter().chain(objects).map(|path| self.name(path)).collect())
    }

    fn prepare(&self, _: &[&str]) -> Result<(), Fault> {
        Ok(())
    }

    fn read(&self, name: &str) -> Result<Option<Box<dyn Read + Send>>, Fault> {
        match Object::open(self, self.path(name)) {
            Ok(object) => Ok(Some(Box::new(object))),
            Err(cause @ object_store::Error::NotFound { .. }) => match self.fault(&cause) {
                fault @ Fault::NoBucket(_) => Err(fault),
                _ => Ok(None),
            },
            Err(cause) => Err(self.fault(&cause)),
        }
    }

    fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
        let (store, path) = (self.store(), self.path(name));
        self.ask(async move { store.put(&path, bytes.into()).await }).map(drop)
    }

    fn remove(&self, names: Vec<String>) -> Result<(), Fault> {
        let paths: Vec<_> = names.iter().map(|name| Ok(self.path(name))).collect();
        let store = self.store();
        let removing = async move {
            let paths = stream::iter(paths).boxed();
            store.delete_stream(paths).try_for_each(|_| std::future::ready(Ok(()))).await
        };
        self.ask(removing)
    }

    fn list(&self, under: &str) -> Result<Vec<(String, u64)>, Fault> {
        let (store, prefix) = (self.store(), self.path(under));
        let found: Vec<_> = self.ask(async move { store.list(Some(&prefix)).try_collect().await })?;
        Ok(found.iter().map(|object| (self.name(&object.location), object.size)).collect())
    }

    fn part(&self, _: &Entropy) -> io::Result<Part> {
        Ok(Part { to: To::Spool(tempfile::spooled_tempfile_in(PIECE, &self.0.spool)), bytes: 0 })
    }

    /// Nothing of an interrupted run is to be seen; what it had sent of a large object the store itself forgets
    /// (docs/backup.md).
    fn clear_parts(&self) -> Result<(), Fault> {
        Ok(())
    }

    fn settle(&self, parts: Vec<(Written, String)>) -> Result<(), Fault> {
        for (part, name) in parts {
            let From::Spool(spool) = part.from else { continue };
            self.ask(send(self.store(), self.path(&name), spool, part.bytes))?;
        }
        Ok(())
    }

    fn pace(&self) -> Pace {
        Pace { threads: 6, bytes: 0, parts: 1, waiting: 4 }
    }

    fn lock(&self) -> Result<Box<dyn Guard>, Fault> {
        Ok(Box::new(Lease::take(self, self.path(LOCK), self.0.lock_for)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> S3 {
        S3 {
            endpoint: Some("https://s3.example/".to_owned()),
            access_key_id: Some("AK".to_owned()),
            secret_access_key: Some(Secret("geheim".to_owned())),
            ..S3::default()
        }
    }

    #[test]
    fn the_bucket_stands_in_the_path_or_before_the_host() {
        assert_eq!(address(&settings(), "a").as_deref(), Some("https://s3.example"));
        let hosted = S3 { path_style: false, ..settings() };
        assert_eq!(address(&hosted, "a").as_deref(), Some("https://a.s3.example"));
        assert_eq!(address(&S3::default(), "a"), None);
    }

    #[test]
    fn names_carry_the_prefix_and_lose_it() {
        for prefix in ["", "c", "c/d"] {
            let bucket = Bucket::new("a", prefix, &settings(), Path::new("/tmp")).unwrap();
            assert_eq!(bucket.name(&bucket.path("runs/x.manifest")), "runs/x.manifest");
            assert!(bucket.path("lock").as_ref().starts_with(prefix));
        }
    }

    #[test]
    fn without_a_key_nothing_is_asked_and_the_secret_is_never_shown() {
        let bare = S3 { access_key_id: None, ..settings() };
        assert!(matches!(Bucket::new("a", "", &bare, Path::new("/tmp")), Err(Fault::NoAccess(_))));
        let bare = S3 { secret_access_key: None, ..settings() };
        assert!(matches!(Bucket::new("a", "", &bare, Path::new("/tmp")), Err(Fault::NoAccess(_))));
        let shown = format!("{:?}", Bucket::new("a", "", &settings(), Path::new("/tmp")).unwrap());
        assert!(!shown.contains("geheim"), "{shown}");
    }

    #[test]
    fn a_refusal_is_read_from_the_answer() {
        let text =
            "Server returned non-2xx status code: 403: <Error><Code>SignatureDoesNotMatch</Code></Error>";
        assert_eq!(code_of(text), Some("SignatureDoesNotMatch"));
        assert_eq!(code_of("connection refused"), None);
    }
}
