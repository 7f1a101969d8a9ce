//! Two revisions of an item compared, and an earlier one brought back.

use poem::Response;
use poem::http::StatusCode;

use crate::base::error::{Error, Result};
use crate::base::id::RevisionId;
use crate::console::desk::{self, Desk};
use crate::console::pages::frame::{Names, layout, post};
use crate::console::views::review::{DifferencePage, FactRow, RestoreForm, TextPart};
use crate::items::rights::{Sight, require_hand};
use crate::items::scan::escaped;
use crate::items::{Edition, Revision, store as items};
use crate::people::Action;
use crate::public::views::{Html, Refusals};
use crate::review::compare::{self, Block, Change, Run};
use crate::review::restore as restoring;

use super::{back, head, history, id, of_edition, refusals_of, seen};

/// So many unchanged blocks in a row are folded.
const FOLDED: usize = 3;

/// `GET …/so-sanh?tu=…&den=…`; without `tu` the one before.
///
/// # Errors
/// [`Error::NotFound`] for a revision that this item has not, or that the person may not see.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = seen(desk, &mut scope).await?;
    let sight = Sight::of(&desk.staff);
    let mut editions = items::editions(&mut scope, &edition.item).await?;
    editions.retain(|edition| sight.covers(edition));
    let mut revisions = items::revisions(&mut scope, &edition.item).await?;
    revisions.retain(|revision| editions.iter().any(|edition| edition.id == revision.edition));
    let of = |revision: &Revision| {
        editions.iter().find(|edition| edition.id == revision.edition).ok_or(Error::NotFound)
    };
    let place = |id: &str| revisions.iter().position(|revision| revision.id.as_str() == id);
    let wanted = |name: &str| {
        let asked = desk.asked.query(name);
        let asked = if asked.is_empty() { desk.asked.form.get(name) } else { asked };
        (!asked.is_empty()).then(|| place(asked).ok_or(Error::NotFound)).transpose()
    };
    let to = wanted("den")?.unwrap_or(0);
    let from = wanted("tu")?.unwrap_or((to + 1).min(revisions.len().saturating_sub(1)));
    let (before, after) = (&revisions[from], &revisions[to]);
    let old = items::content(&mut scope, &before.id).await?;
    let new = items::content(&mut scope, &after.id).await?;
    drop(scope);
    let names = Names::read(desk).await?;
    let label = |revision: &Revision| -> Result<String> {
        let who = names.of(revision.created_by.as_ref());
        let at = crate::base::clock::time_vi(revision.created_at);
        Ok(format!("{}, {who}, {at}", history::name(of(revision)?, revision)))
    };
    let tenant = desk.tenant.clone();
    let difference = tokio::task::spawn_blocking(move || compare::compare(&tenant.profile, &old, &new))
        .await
        .map_err(|cause| Error::internal(cause.to_string()))?;
    let page = DifferencePage {
        layout: layout(desk, "So sánh hai bản").await?,
        head: head(desk, &edition),
        refusals,
        before: label(before)?,
        after: label(after)?,
        same: difference.is_empty(),
        facts: difference
            .facts
            .into_iter()
            .map(|fact| FactRow { name: fact.name.into(), before: fact.before, after: fact.after })
            .collect(),
        parts: parts(&difference.text),
        restore: restore_form(desk, &edition, before, &history::name(of(before)?, before)),
        history_url: of_edition(desk, &edition.id, "/lich-su"),
    };
    desk::html(status, &page)
}

/// Bringing the earlier one back, where the person may write and it is not what stands there.
fn restore_form(desk: &Desk, edition: &Edition, before: &Revision, name: &str) -> Option<RestoreForm> {
    let able = require_hand(&desk.staff, edition).is_ok() && desk.may(Action::ItemSave, edition.state);
    (able && edition.revision != before.id).then(|| RestoreForm {
        post: post(desk, &of_edition(desk, &edition.id, "/khoi-phuc")),
        version: edition.version.to_string(),
        revision: before.id.as_str().to_owned(),
        label: format!("Khôi phục {}", name.to_lowercase()),
    })
}

/// Changed blocks as they are; long unchanged stretches folded, the block beside a change left open.
fn parts(blocks: &[Block]) -> Vec<TextPart> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let same = blocks[at..].iter().take_while(|block| block.is_same()).count();
        let (open, close) = (usize::from(at > 0), usize::from(at + same < blocks.len()));
        if same > FOLDED + open + close {
            let hidden = same - open - close;
            parts.extend(blocks[at..at + open].iter().map(shown));
            let html: String = blocks[at + open..at + open + hidden].iter().map(block_html).collect();
            parts.push(TextPart {
                folded: Some(format!("{hidden} đoạn không đổi")),
                html: Html::sanitised(html),
            });
            at += open + hidden;
            parts.extend(blocks[at..at + close].iter().map(shown));
            at += close;
        } else {
            let upto = (at + same.max(1)).min(blocks.len());
            parts.extend(blocks[at..upto].iter().map(shown));
            at = upto;
        }
    }
    parts
}

/// All blocks as they are, none folded.
pub fn whole(blocks: &[Block]) -> Html {
    Html::sanitised(blocks.iter().map(block_html).collect::<String>())
}

fn shown(block: &Block) -> TextPart {
    TextPart { folded: None, html: Html::sanitised(block_html(block)) }
}

/// What a block is, where that should be said.
fn kind_name(kind: &str) -> &'static str {
    match kind {
        "h2" | "h3" | "h4" | "h5" | "h6" => "Đầu mục",
        "li" => "Mục danh sách",
        "td" | "th" => "Ô bảng",
        "caption" | "figcaption" => "Chú thích",
        _ => "Đoạn văn",
    }
}

fn block_html(block: &Block) -> String {
    let class = match block.kind.as_str() {
        "h2" | "h3" | "h4" | "h5" | "h6" => "as-heading",
        "li" => "as-entry",
        "td" | "th" => "as-cell",
        _ => "as-text",
    };
    let was = block.was.as_ref().map(|was| {
        let (was, is) = (kind_name(was), kind_name(&block.kind));
        let text = if was == is { "đổi cấp".to_owned() } else { format!("{was} đổi thành {is}") };
        format!("<span class=\"mark\">[{text}]</span> ")
    });
    let runs: String = block.runs.iter().map(run_html).collect();
    format!("<p class=\"{class}\">{}{runs}</p>\n", was.unwrap_or_default())
}

fn run_html(run: &Run) -> String {
    let words: String = run.words.iter().map(|(text, set)| word_html(text, set)).collect();
    let target = run.words.iter().flat_map(|word| &word.1).find_map(|set| set.strip_prefix("a:"));
    let target = target
        .filter(|_| run.change != Change::Same)
        .map(|url| format!(" <span class=\"mark\">[liên kết: {}]</span>", escaped(url)))
        .unwrap_or_default();
    match run.change {
        Change::Same => words,
        Change::Added => format!("<ins><span class=\"mark\">[thêm]</span> {words}</ins>{target}"),
        Change::Removed => format!("<del><span class=\"mark\">[bỏ]</span> {words}</del>{target}"),
        Change::Reset => {
            format!(
                "<span class=\"reset\"><span class=\"mark\">[đổi định dạng]</span> {words}</span>{target}"
            )
        }
    }
}

fn word_html(text: &str, set: &[String]) -> String {
    const SHOWN: [&str; 6] = ["strong", "em", "u", "s", "sub", "sup"];
    let text = if text == "↵" { "↵<br>".to_owned() } else { escaped(text) };
    let tags = set.iter().filter(|set| SHOWN.contains(&set.as_str()));
    tags.fold(text, |inner, tag| format!("<{tag}>{inner}</{tag}>"))
}

/// `POST …/khoi-phuc`
///
/// # Errors
/// [`Error::Conflict`] when the draft changed since.
pub async fn restore(desk: Desk) -> Result<Response> {
    let version = desk.version()?;
    let from = RevisionId::from(desk.asked.form.get("ban"));
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let done = restoring::restore(&mut scope, &desk.tenant, &desk.staff, &id(&desk), version, &from).await;
    match refusals_of(done.map(drop))? {
        None => {
            scope.commit().await?;
            Ok(back(&desk, ""))
        }
        Some(refusals) => {
            drop(scope);
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, refusals).await
        }
    }
}
