//! The files one after the other: read two at a time, each taken in and made a draft in one transaction.

use std::collections::HashMap;

use anyhow::{Context, Result};
use futures_util::stream::{self, StreamExt as _};
use reader::{Reading, Source, Status};
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::die;
use crate::base::id::EditionId;
use crate::base::scope::{Db, WriteScope};
use crate::base::web::form::Spooled;
use crate::extract::{self, Work};
use crate::import::batches;
use crate::import::report::{Kind, Refused, Report};
use crate::import::site::files::{Keeping, why};
use crate::items::editing::begin_in_batch;
use crate::items::{Attachment, Content, Document, rules};
use crate::media::{Arrival, Description};
use crate::people::{Action, Staff};
use crate::tenants::directory::Tenant;

use super::facts::Facts;
use super::looking::{Looked, Looker};
use super::table::Table;
use super::walk::File;
use super::{Progress, Request, key, suggest};

/// Files read at a time: a server beside keeps the other cores.
const AT_ONCE: usize = 2;
/// The longest name of an author or a source, in characters.
const LONGEST_NAME: usize = 200;

/// Who takes files in, and what became of them.
pub(super) struct Taker<'a> {
    db: &'a Db,
    tenant: &'a Tenant,
    keeping: Keeping<'a>,
    request: Request<'a>,
    staff: &'a Staff,
    actor: &'a Actor,
    report: Report,
    /// The files of this run by their bytes, and those that became drafts by what these are known by.
    seen: HashMap<String, String>,
}

impl<'a> Taker<'a> {
    /// Nothing is taken yet.
    pub fn new(
        db: &'a Db,
        tenant: &'a Tenant,
        keeping: Keeping<'a>,
        request: Request<'a>,
        (staff, actor): (&'a Staff, &'a Actor),
        report: Report,
    ) -> Self {
        Self { db, tenant, keeping, request, staff, actor, report, seen: HashMap::new() }
    }

    /// Takes the files; what was found of them.
    ///
    /// # Errors
    /// When the database, the store or the workers do not answer.
    pub async fn take(
        mut self,
        files: &[File],
        table: &Table,
        progress: &mut impl FnMut(Progress),
    ) -> Result<Report> {
        let looker = Looker::new(self.db, self.tenant.id(), self.keeping);
        // Tasks of their own: one that waits to be taken must not hold a worker's place.
        let look = |file: &File| tokio::spawn(looker.clone().look(file.clone()));
        let mut looked = stream::iter(files).map(look).buffered(AT_ONCE);
        for (file, done) in files.iter().zip(1..) {
            let found = looked.next().await.context("a file was not looked at")???;
            self.report.counts.read = done;
            self.one(file, found, table.facts(file)).await.with_context(|| file.name.clone())?;
            progress(Progress { done, files: files.len() as u64 });
        }
        drop(looked);
        self.end().await
    }

    async fn one(&mut self, file: &File, looked: Looked, table: Facts) -> Result<()> {
        let (spooled, reading) = match looked {
            Looked::Refused(why) => {
                self.report.refuse(0, &file.name, why);
                return Ok(());
            }
            Looked::Carried(sha256) => {
                if !self.is_twin(file, &sha256) {
                    self.report.counts.unchanged += 1;
                }
                return Ok(());
            }
            Looked::Read(read) => *read,
        };
        if self.is_twin(file, &spooled.sha256) {
            return Ok(());
        }
        let first = reading.pages.first().map(reader::Page::text).unwrap_or_default();
        let secret: Vec<String> = rules::secrecy(&first).into_iter().map(|refusal| refusal.message).collect();
        if !secret.is_empty() {
            self.report.refuse(0, &file.name, secret.join(" "));
            return Ok(());
        }
        let mut facts = table.or(suggest::of(&reading));
        let content = facts.content(file.stem(), None, &self.tenant.profile, self.request);
        let Content::Document(document) = &content else { return Ok(()) };
        let key = key::of(document, &spooled.sha256);
        if let Some(other) = self.known(&key, document).await? {
            let why = format!("cùng số, cơ quan và năm với {other}");
            self.report.find(Kind::Duplicate, 0, &file.name, why);
            return Ok(());
        }
        let attachment = match self.receive(file, &spooled, &content.common().author).await {
            Ok(attachment) => attachment,
            Err(cause) => {
                self.report.refuse(0, &file.name, why(cause)?);
                return Ok(());
            }
        };
        die::here("import-received");
        let draft = Draft { file, reading: &reading, facts: &facts, key: &key, content };
        self.write(draft, attachment).await
    }

    /// What the same document is already: another file of this run, or an item.
    async fn known(&self, key: &str, document: &Document) -> Result<Option<String>> {
        if let Some(first) = self.seen.get(key) {
            return Ok(Some(format!("tệp “{first}”")));
        }
        let title = key::known(&mut self.db.read(self.tenant.id()).await?, key, document).await?;
        Ok(title.map(|title| format!("văn bản đã có: {title}")))
    }

    /// Whether another file of this run has the same bytes; it is told.
    fn is_twin(&mut self, file: &File, sha256: &str) -> bool {
        let Some(first) = self.seen.get(sha256) else {
            self.seen.insert(sha256.to_owned(), file.name.clone());
            return false;
        };
        let why = format!("tệp giống hệt “{first}”");
        self.report.find(Kind::Duplicate, 0, &file.name, why);
        true
    }

    /// Takes a file into the library; nothing is taken where the run only says what it would do.
    async fn receive(
        &self,
        file: &File,
        spooled: &Spooled,
        author: &str,
    ) -> crate::base::error::Result<Option<Attachment>> {
        let library = self.keeping.library;
        if self.request.dry_run {
            return library.examine(spooled, file.short()).await.map(|()| None);
        }
        let description = Description {
            author: short(author),
            source: short(self.request.source),
            ..Description::default()
        };
        let arrival = Arrival { spooled, name: file.short(), description, shared: true };
        let received = library.receive(self.tenant.id(), self.staff, self.actor, arrival).await?;
        Ok(Some(received.into_attachment()))
    }

    async fn write(&mut self, draft: Draft<'_>, attachment: Option<Attachment>) -> Result<()> {
        self.report.counts.created += 1;
        self.seen.insert(draft.key.to_owned(), draft.file.name.clone());
        let Some(attachment) = attachment else {
            self.tell(&draft, None);
            return Ok(());
        };
        let recognises = self.keeping.library.workers.recognises().await;
        let mut content = draft.content.clone();
        content.common_mut().attachments = vec![attachment.clone()];
        let mut scope = self.db.write(self.tenant.id(), self.actor).await?;
        keep(&mut scope, &attachment, draft.reading, recognises).await?;
        let by = Some(self.staff.account.clone());
        let (item, edition) = begin_in_batch(&mut scope, &content, by, draft.key, &self.report.batch).await?;
        self.tell(&draft, Some(&edition.id));
        batches::put(&mut scope, &self.report, self.request.source, &self.staff.account, None).await?;
        let detail = json!({ "batch": self.report.batch, "edition": edition.id, "file": attachment.sha256 });
        scope.audit(Action::BatchImport.as_str(), "item", item.as_str(), detail);
        scope.commit().await?;
        die::here("import-draft");
        Ok(())
    }

    /// What a person should know of a draft.
    fn tell(&mut self, draft: &Draft<'_>, edition: Option<&EditionId>) {
        let doubts = self.doubts(draft);
        let mut note = |kind, reason| {
            let edition = edition.map(|id| id.as_str().to_owned());
            self.report.note(Refused { line: 0, number: draft.file.name.clone(), reason, kind, edition });
        };
        if draft.reading.status != Status::Text {
            note(Kind::NoText, told(draft.reading));
        }
        if !doubts.is_empty() {
            let doubts: Vec<&str> = doubts.iter().map(|doubt| doubt.trim_end_matches('.')).collect();
            note(Kind::Doubt, doubts.join("; "));
        }
    }

    /// What is in doubt, what nobody said, and what else stands against publishing a draft.
    fn doubts(&self, draft: &Draft<'_>) -> Vec<String> {
        let missing = draft.facts.missing();
        let said: Vec<&str> = missing.iter().map(|(_, name)| *name).collect();
        let said = (!said.is_empty()).then(|| format!("còn thiếu: {}", said.join(", ")));
        let findings = rules::findings(&draft.content, &self.tenant.profile, self.db.clock.today());
        let others = findings.into_iter().map(|finding| finding.refusal);
        // The file is attached as soon as it is taken.
        let named = |field: &str| field == "attachments" || missing.iter().any(|(known, _)| *known == field);
        let others = others.filter(|refusal| !named(refusal.field)).map(|refusal| refusal.message);
        draft.facts.doubts.iter().cloned().chain(said).chain(others).collect()
    }

    /// Keeps what was found after the last draft.
    async fn end(mut self) -> Result<Report> {
        if self.request.dry_run {
            return Ok(self.report);
        }
        if self.report.counts.created == 0 && self.report.refused.is_empty() {
            self.report.batch = String::new();
            return Ok(self.report);
        }
        let mut scope = self.db.write(self.tenant.id(), self.actor).await?;
        batches::put(&mut scope, &self.report, self.request.source, &self.staff.account, None).await?;
        let detail = json!({ "files": self.report.counts.read, "drafts": self.report.counts.created });
        scope.audit(Action::BatchImport.as_str(), "batch", &self.report.batch, detail);
        scope.commit().await?;
        Ok(self.report)
    }
}

/// A draft that is about to be made.
struct Draft<'a> {
    file: &'a File,
    reading: &'a Reading,
    facts: &'a Facts,
    key: &'a str,
    content: Content,
}

/// Keeps what was read, unless the server beside was quicker; scans go to its recognition.
async fn keep(
    scope: &mut WriteScope,
    file: &Attachment,
    reading: &Reading,
    recognises: bool,
) -> crate::base::error::Result<()> {
    extract::store::wish(scope, file).await?;
    extract::store::wish_pictures(scope, std::slice::from_ref(file)).await?;
    let kept = extract::store::find(scope, &file.sha256).await?;
    if kept.is_none_or(|kept| kept.work != Work::Waiting) {
        return Ok(());
    }
    let pictures = reading.pages.iter().any(|page| page.source == Source::Picture);
    let work = if pictures && recognises { Work::Recognising } else { Work::Done };
    extract::store::keep(scope, &file.sha256, reading, work).await
}

/// As much of a name as the library keeps.
fn short(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

/// Why there is no text, or not all of it.
fn told(reading: &Reading) -> String {
    let known = match reading.status {
        Status::NeedsRecognition => "bản quét, chờ nhận dạng chữ",
        Status::Text | Status::Empty => "không có chữ",
        Status::Locked => "có mật khẩu",
        Status::Damaged => "tệp hỏng",
        Status::TooLarge => "mở ra quá lớn",
        Status::Foreign => "loại tệp chưa đọc được chữ",
    };
    if reading.note.is_empty() { known.to_owned() } else { format!("{known}: {}", reading.note) }
}
