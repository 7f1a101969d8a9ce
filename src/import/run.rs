//! Documents and procedures from JSON Lines, plain or gzip: streamed, in batches, without duplicates when run again.

use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, bail};
use flate2::read::MultiGzDecoder;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::db::{FromRow, Row};
use crate::base::error::Error;
use crate::base::id::{AccountId, ItemId, fresh};
use crate::base::scope::{Db, WriteScope};
use crate::board::rules::refuse_alone;
use crate::items::editing::{begin, fresh_edition};
use crate::items::kinds::record::PROCEDURES;
use crate::items::publishing::go_live;
use crate::items::{Content, Edition, rules, store as items};
use crate::params;
use crate::people::store as people;
use crate::people::{Action, Appointment, Staff, State};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::batches;
use super::entry::EntryLine;
use super::line::Line;
use super::report::{Report, Standing};

/// Lines in one transaction.
const CHUNK: usize = 100;
/// The longest line taken, in bytes.
const LONGEST_LINE: usize = 64 * 1024 * 1024;

/// What the lines of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Documents.
    Documents,
    /// Administrative procedures.
    Procedures,
}

impl Shape {
    /// Where they stand.
    fn sections(self) -> &'static [SectionKey] {
        match self {
            Self::Documents => &[SectionKey::Legislation, SectionKey::Steering],
            Self::Procedures => &[SectionKey::Services],
        }
    }

    /// A line of its file.
    fn read(self, text: &str, request: Request<'_>) -> std::result::Result<Taken, String> {
        let odd = |cause: serde_json::Error| format!("không phải JSON đúng dạng: {cause}");
        match self {
            Self::Documents => serde_json::from_str::<Line>(text).map_err(odd).map(|line| Taken {
                name: line.number.clone(),
                key: line.source_key(),
                content: line.content(request.unit_key, request.source),
            }),
            Self::Procedures => {
                serde_json::from_str::<EntryLine>(text).map_err(odd)?.taken(&PROCEDURES, request)
            }
        }
    }
}

/// What a line holds, once it was read.
pub(super) struct Taken {
    /// What the report calls it.
    pub name: String,
    /// What makes it the same in the next run.
    pub key: String,
    /// It.
    pub content: Content,
}

/// Who imports what.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What the lines are.
    pub shape: Shape,
    /// The login of who imports.
    pub imported_by: &'a str,
    /// The login of another person who approves; without one the batch waits.
    pub approved_by: Option<&'a str>,
    /// The unit that supplies them.
    pub unit_key: &'a str,
    /// The source named on each.
    pub source: &'a str,
    /// The file.
    pub file: &'a Path,
}

/// How far it is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Bytes of the file read.
    pub bytes: u64,
    /// Lines read.
    pub read: u64,
}

/// The two persons, once their rights were checked.
struct Persons {
    importer: AccountId,
    approver: Option<AccountId>,
    actor: Actor,
}

/// Imports a file; what was committed stays when it is interrupted, and running it again goes on.
///
/// # Errors
/// When a person may not do it, the file cannot be read, or the database refuses.
pub async fn run(
    db: &Db,
    tenant: &Tenant,
    request: Request<'_>,
    mut progress: impl FnMut(Progress),
) -> Result<Report> {
    let persons = persons(db, tenant, request).await?;
    if tenant.profile.unit(request.unit_key).is_none() {
        bail!("{} không có đơn vị {}", tenant.identity().full_name, request.unit_key);
    }
    let mut report = Report {
        batch: fresh(db.clock.now(), &db.entropy),
        standing: if persons.approver.is_none() { Standing::Waiting } else { Standing::Approved },
        ..Report::default()
    };
    let mut lines = Lines::open(request.file)?;
    let mut chunk = Vec::with_capacity(CHUNK);
    loop {
        let line = lines.next()?;
        let ended = line.is_none();
        if let Some(line) = line {
            report.counts.read += 1;
            parse(line, request, &mut report, &mut chunk);
        }
        if chunk.len() >= CHUNK || (ended && !chunk.is_empty()) || (ended && report.counts.read > 0) {
            take_in(db, tenant, request, &persons, std::mem::take(&mut chunk), &mut report).await?;
            progress(Progress { bytes: lines.bytes(), read: report.counts.read });
        }
        if ended {
            return Ok(report);
        }
    }
}

fn parse(
    line: std::result::Result<String, String>,
    request: Request<'_>,
    report: &mut Report,
    chunk: &mut Vec<(u64, Taken)>,
) {
    let number = report.counts.read;
    match line.and_then(|text| request.shape.read(&text, request)) {
        Ok(taken) => chunk.push((number, taken)),
        Err(reason) => report.refuse(number, "", reason),
    }
}

async fn persons(db: &Db, tenant: &Tenant, request: Request<'_>) -> Result<Persons> {
    let importer = with_right(db, tenant, request.imported_by, Action::BatchImport).await?;
    let approver = match request.approved_by {
        None => None,
        Some(login) => Some(with_right(db, tenant, login, Action::BatchApprove).await?),
    };
    if approver.as_ref() == Some(&importer) {
        bail!("Người duyệt phải khác người nhập (Quy chế Điều 7.2).");
    }
    if let Some(approver) = &approver {
        refuse_alone_approver(db, tenant, approver, request.shape).await?;
    }
    let actor =
        Actor { account: Some(importer.clone()), label: request.imported_by.to_owned(), address: None };
    Ok(Persons { importer, approver, actor })
}

/// One person approves a whole import only where the board's rule is content with that person.
async fn refuse_alone_approver(db: &Db, tenant: &Tenant, approver: &AccountId, shape: Shape) -> Result<()> {
    let today = db.clock.today();
    let held = people::appointments_of(&mut db.platform().await?, approver).await?;
    let held = held.iter().filter(|held| &held.tenant == tenant.id() && held.holds_on(today));
    let roles: Vec<_> = held.map(|held| held.role).collect();
    let mut scope = db.read(tenant.id()).await?;
    match refuse_alone(&mut scope, shape.sections(), &roles, today).await? {
        Some(refusal) => bail!("{}", refusal.message),
        None => Ok(()),
    }
}

async fn with_right(db: &Db, tenant: &Tenant, login: &str, action: Action) -> Result<AccountId> {
    Ok(importer(db, tenant, login, action).await?.0.account)
}

/// A person of a tenant as they stand there today, once their right was checked, and as the trail knows them.
pub(super) async fn importer(
    db: &Db,
    tenant: &Tenant,
    login: &str,
    action: Action,
) -> Result<(Staff, Actor)> {
    let mut platform = db.platform().await?;
    let account =
        people::account_by_login(&mut platform, login).await?.filter(|account| account.disabled_at.is_none());
    let account = account.with_context(|| format!("không có tài khoản {login}"))?;
    let today = db.clock.today();
    let held = people::appointments_of(&mut platform, &account.id).await?.into_iter();
    let appointments: Vec<Appointment> =
        held.filter(|held| &held.tenant == tenant.id() && held.holds_on(today)).collect();
    let actor = Actor { account: Some(account.id.clone()), label: login.to_owned(), address: None };
    let staff = Staff {
        account: account.id,
        login: account.login,
        name: account.name,
        appointments,
        above: Vec::new(),
        limit: None,
    };
    if !staff.may(action, State::Any) {
        bail!("{login} không có quyền {} tại {}", action.vietnamese(), tenant.identity().full_name);
    }
    Ok((staff, actor))
}

async fn take_in(
    db: &Db,
    tenant: &Tenant,
    request: Request<'_>,
    persons: &Persons,
    chunk: Vec<(u64, Taken)>,
    report: &mut Report,
) -> Result<()> {
    let mut scope = db.write(tenant.id(), &persons.actor).await?;
    let count = chunk.len();
    for (number, taken) in chunk {
        let printed = taken.name.clone();
        if let Err(cause) = one(&mut scope, tenant, persons, taken, report).await {
            match cause {
                Error::Refused(refusals) => {
                    let reasons: Vec<_> = refusals.into_iter().map(|refusal| refusal.message).collect();
                    report.refuse(number, &printed, reasons.join(" "));
                }
                other => return Err(other.into()),
            }
        }
    }
    batches::put(&mut scope, report, request.source, &persons.importer, persons.approver.as_ref()).await?;
    scope.audit(
        Action::BatchImport.as_str(),
        "batch",
        &report.batch,
        json!({ "documents": count, "approved_by": request.approved_by }),
    );
    scope.commit().await?;
    Ok(())
}

struct Known {
    item: ItemId,
    sha256: Option<String>,
}

impl FromRow for Known {
    fn from_row(row: &Row) -> crate::base::error::Result<Self> {
        Ok(Self { item: row.get::<String>("item_id")?.into(), sha256: row.get("source_sha256")? })
    }
}

async fn one(
    scope: &mut WriteScope,
    tenant: &Tenant,
    persons: &Persons,
    Taken { key, content, .. }: Taken,
    report: &mut Report,
) -> crate::base::error::Result<()> {
    let (waivers, refusals) = judged(&content, tenant, scope.db().clock.today());
    Error::unless_empty(refusals)?;
    let digest = content.canonical()?.1;
    let known: Option<Known> = scope
        .optional(
            "SELECT item_id, source_sha256 FROM items WHERE tenant_id = $1 AND source_key = $2",
            params![&key],
        )
        .await?;
    if known.as_ref().is_some_and(|known| known.sha256.as_ref() == Some(&digest)) {
        report.counts.unchanged += 1;
        return Ok(());
    }
    let edition = match &known {
        None => {
            report.counts.created += 1;
            begin(scope, &content, Some(persons.importer.clone()), Some(&key)).await?.1
        }
        Some(known) => {
            report.counts.updated += 1;
            next_edition(scope, &known.item, &content, &persons.importer).await?
        }
    };
    report.waive(&waivers);
    scope
        .execute(
            "UPDATE items SET source_sha256 = $3 WHERE tenant_id = $1 AND item_id = $2",
            params![&edition.item, &digest],
        )
        .await?;
    submit(scope, &edition, &waivers, &report.batch, &persons.importer).await?;
    match &persons.approver {
        None => Ok(()),
        Some(approver) => approve(scope, &edition, &content, approver).await,
    }
}

/// What is waived for a historical document, and what is not.
pub(super) fn judged(
    content: &Content,
    tenant: &Tenant,
    day: jiff::civil::Date,
) -> (Vec<String>, Vec<crate::base::error::Refusal>) {
    let (mut waivers, mut refusals) = (Vec::new(), Vec::new());
    for finding in rules::findings(content, &tenant.profile, day) {
        match finding.waiver {
            Some(waiver) => waivers.push(waiver.to_owned()),
            None => refusals.push(finding.refusal),
        }
    }
    // An imported text stands in for the file, but the file is still to be found.
    let is_document = matches!(content, Content::Document(_));
    if is_document
        && content.common().attachments.is_empty()
        && !waivers.iter().any(|waiver| waiver == rules::NO_FILE)
    {
        waivers.push(rules::NO_FILE.to_owned());
    }
    (waivers, refusals)
}

/// What readers are told of a text that its source has changed.
const FOLLOWS_SOURCE: &str = "Cập nhật theo nguồn dữ liệu gốc.";

async fn next_edition(
    scope: &mut WriteScope,
    item: &ItemId,
    content: &Content,
    by: &AccountId,
) -> crate::base::error::Result<Edition> {
    let newest = items::editions(scope, item).await?.first().map_or(0, |edition| edition.no);
    let mut edition = fresh_edition(scope, item, newest + 1, content, Some(by.clone()));
    edition.note = Some(FOLLOWS_SOURCE.into());
    items::insert_edition(scope, &edition, content, None).await?;
    scope.changed("item", item.as_str(), crate::base::scope::Reach::Staff);
    Ok(edition)
}

/// Sends what was imported to the board, as part of its batch.
pub(super) async fn submit(
    scope: &mut WriteScope,
    edition: &Edition,
    waivers: &[String],
    batch: &str,
    importer: &AccountId,
) -> crate::base::error::Result<()> {
    let now = scope.db().clock.now();
    let set = ", submitted_by = $6, submitted_at = $7, waivers = $8, batch_id = $9";
    let more = params![importer, now, serde_json::to_string(waivers)?, batch];
    items::advance(scope, edition, State::Submitted, now, set, more).await
}

async fn approve(
    scope: &mut WriteScope,
    edition: &Edition,
    content: &Content,
    approver: &AccountId,
) -> crate::base::error::Result<()> {
    let now = scope.db().clock.now();
    let set = ", approved_by = $6, approved_at = $7, no_secret_declared = TRUE";
    let submitted = Edition { state: State::Submitted, version: edition.version + 1, ..edition.clone() };
    items::advance(scope, &submitted, State::Approved, now, set, params![approver, now]).await?;
    let approved = Edition { state: State::Approved, version: submitted.version + 1, ..submitted };
    go_live(scope, &approved, content, now).await
}

/// Lines of a file, plain or gzip, each within a limit.
pub(super) struct Lines {
    reader: Box<dyn BufRead + Send>,
    read: Arc<AtomicU64>,
}

/// Counts the bytes that pass.
struct Counting<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: std::io::Read> std::io::Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// A file's bytes, plain or gzip, and how many of them were read so far.
pub(super) fn open(path: &Path) -> Result<(Box<dyn BufRead + Send>, Arc<AtomicU64>)> {
    let file = std::fs::File::open(path).with_context(|| format!("không đọc được {}", path.display()))?;
    let read = Arc::new(AtomicU64::new(0));
    let mut buffered = BufReader::new(Counting { inner: file, read: read.clone() });
    let gzip = buffered.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let reader: Box<dyn BufRead + Send> =
        if gzip { Box::new(BufReader::new(MultiGzDecoder::new(buffered))) } else { Box::new(buffered) };
    Ok((reader, read))
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let (reader, read) = open(path)?;
        Ok(Self { reader, read })
    }

    fn bytes(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// The next line that is not empty; a line that is too long or no UTF-8 is an inner error, and reading goes on.
    pub(super) fn next(&mut self) -> Result<Option<std::result::Result<String, String>>> {
        loop {
            let mut bytes = Vec::new();
            let n = (&mut self.reader)
                .take(LONGEST_LINE as u64)
                .read_until(b'\n', &mut bytes)
                .context("tệp hỏng hoặc nén dở dang")?;
            if n == 0 {
                return Ok(None);
            }
            if n == LONGEST_LINE && !bytes.ends_with(b"\n") {
                self.reader.skip_until(b'\n')?;
                return Ok(Some(Err(format!("dòng dài hơn {} MB", LONGEST_LINE / 1024 / 1024))));
            }
            match String::from_utf8(bytes) {
                Ok(text) if text.trim().is_empty() => {}
                Ok(text) => return Ok(Some(Ok(text))),
                Err(_) => return Ok(Some(Err("không phải UTF-8".to_owned()))),
            }
        }
    }
}
