//! The regulation at the desk: pasted and looked at, drafted, published by another; proposals to amend it.

use jiff::civil::Date;
use paper::sheet::{Cell, Column, Sheet, to_xlsx};
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, time_vi};
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::regulation::{
    AmendmentRow, ArticleLine, EditForm, PasteForm, ProposalToAmendPage, PublishForm, RegulationOnePage,
    RegulationPage, RegulationRow,
};
use crate::house::regulation::compare::pairs;
use crate::house::regulation::cut::{Cut, cut, doubts, uncut};
use crate::house::regulation::proposals::{self, Amendment};
use crate::house::regulation::{
    self, Article, Publishing, Typed, Version, in_force_on, store, with_chapters,
};
use crate::items::markup::paragraphs;
use crate::people::{Action, State};
use crate::public::pages::regulation::pair_view;
use crate::public::views::{Badge, Html, Link, Tone};

use super::feedback::hand;
use super::form::date;
use super::frame::{Names, Said, layout, post};
use super::house::{Came, came};

const PATH: &str = "/quy-che";

fn back(desk: &Desk) -> Link {
    Link::new("Quy chế hoạt động", desk.url(PATH))
}

/// Articles as lines, each chapter said once.
fn lines(articles: &[Article]) -> Vec<ArticleLine> {
    let line = |(begins, article): (&str, &Article)| ArticleLine {
        chapter: begins.to_owned(),
        heading: format!("Điều {}. {}", article.no, article.heading),
        text: Html::sanitised(paragraphs(&article.body)),
    };
    with_chapters(articles).map(line).collect()
}

fn days(one: &Version) -> String {
    let from = one.from.map(|from| format!("có hiệu lực từ {}", date_vi(from))).unwrap_or_default();
    let parts = [one.decision.clone(), from];
    let told: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    told.join(", ")
}

fn state(one: &Version, in_force: Option<&Version>, today: Date) -> Badge {
    match (one.no, one.from) {
        (None, _) => Badge::new("Bản nháp", Tone::Warn),
        _ if in_force.is_some_and(|held| held.id == one.id) => Badge::new("Đang áp dụng", Tone::Good),
        (_, Some(from)) if from > today => Badge::new("Chưa đến ngày", Tone::Plain),
        _ => Badge::new("Đã thay thế", Tone::Plain),
    }
}

fn named(one: &Version) -> String {
    one.no.map_or_else(|| one.title.clone(), |no| format!("Bản {no}: {}", one.title))
}

/// `GET /:tenant/quy-che`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    list_page(&desk, Said::default(), Cut::default()).await
}

async fn list_page(desk: &Desk, said: Said, seen: Cut) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let versions = store::published(&mut scope).await?;
    let drafts = store::drafts(&mut scope).await?;
    let proposals = store::proposals(&mut scope).await?;
    drop(scope);
    let today = desk.app.db.clock.today();
    let in_force = in_force_on(&versions, today);
    let row = |one: &Version| RegulationRow {
        link: Link::new(named(one), desk.url(&format!("{PATH}/{}", one.id))),
        state: state(one, in_force, today),
        about: days(one),
    };
    let may = desk.may(Action::RegulationSave, State::Any);
    let form = &desk.asked.form;
    let last = versions.iter().filter_map(|one| one.no).next_back().filter(|no| *no > 1);
    let page = RegulationPage {
        layout: layout(desk, "Quy chế hoạt động").await?,
        versions: versions.iter().rev().map(row).collect(),
        compare: last.map(|no| {
            let path = format!("/quy-che/so-sanh?cu={}&moi={no}", no - 1);
            Link::new("So sánh hai bản gần nhất", desk.tenant.url(&path))
        }),
        drafts: drafts.iter().map(row).collect(),
        proposals: proposals
            .iter()
            .map(|one| RegulationRow {
                link: Link::new(one.title.clone(), desk.url(&format!("{PATH}/kien-nghi/{}", one.id))),
                state: Badge::new("Kiến nghị", Tone::Plain),
                about: format!("{}, {}", one.by, time_vi(one.at)),
            })
            .collect(),
        form: may.then(|| PasteForm {
            post: post(desk, &desk.url(PATH)),
            preview_url: desk.url(&format!("{PATH}/xem-truoc")),
            title: form.get("ten").into(),
            decision: form.get("quyet-dinh").into(),
            decided_on: form.get("ngay-quyet-dinh").into(),
            from: form.get("tu-ngay").into(),
            text: form.raw("toan-van").into(),
        }),
        propose: may
            .then(|| (post(desk, &desk.url(&format!("{PATH}/kien-nghi"))), form.get("ten-kien-nghi").into())),
        refusals: said.refusals,
        cut: lines(&seen.articles),
        doubts: seen.doubts,
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/quy-che/xem-truoc`: what would be cut; nothing is kept.
///
/// # Errors
/// When the database does not answer.
pub async fn preview(desk: Desk) -> Result<Response> {
    let seen = cut(desk.asked.form.raw("toan-van"));
    let status = if seen.articles.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    list_page(&desk, Said { status, ..Said::default() }, seen).await
}

/// `POST /:tenant/quy-che`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn draft(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let typed = Typed {
        title: form.get("ten"),
        decision: form.get("quyet-dinh"),
        decided_on: date(form.get("ngay-quyet-dinh")),
        from: date(form.get("tu-ngay")),
        text: form.raw("toan-van"),
    };
    match regulation::draft(hand(&desk, &desk.actor()), typed).await {
        Ok(id) => Ok(see_other(&desk.url(&format!("{PATH}/{id}")))),
        Err(refused @ Error::Refused(_)) => {
            list_page(&desk, Said::of(refused, str::to_owned)?, Cut::default()).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /:tenant/quy-che/:regulation`
///
/// # Errors
/// [`Error::NotFound`] for a version of another site.
pub async fn view(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("regulation").to_owned();
    view_page(&desk, &id, Said::default()).await
}

async fn view_page(desk: &Desk, id: &str, said: Said) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = store::get(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let articles = store::articles(&mut scope, id).await?;
    let versions = store::published(&mut scope).await?;
    let today = desk.app.db.clock.today();
    let changes = match in_force_on(&versions, today) {
        Some(held) if one.no.is_none() => {
            let before = store::articles(&mut scope, &held.id).await?;
            let pairs = pairs(&before, &articles);
            Some(pairs.iter().filter(|pair| !pair.is_same()).map(pair_view).collect())
        }
        _ => None,
    };
    drop(scope);
    let names = Names::read(desk).await?;
    let mut facts = vec![
        ("Người soạn".to_owned(), names.of(Some(&one.drafted_by))),
        ("Soạn lúc".to_owned(), time_vi(one.drafted_at)),
    ];
    if let (Some(by), Some(at)) = (&one.published_by, one.published_at) {
        facts.push(("Người công bố".to_owned(), names.of(Some(by))));
        facts.push(("Công bố lúc".to_owned(), time_vi(at)));
    }
    if !days(&one).is_empty() {
        facts.push(("Quyết định".to_owned(), days(&one)));
    }
    let form = &desk.asked.form;
    // The draft is edited by one form and published by another: what was not sent stands as it is kept.
    let typed = |name: &str, held: String| if form.has(name) { form.get(name).to_owned() } else { held };
    let is_draft = one.no.is_none();
    let may = |action| is_draft && desk.may(action, State::Any);
    let page = RegulationOnePage {
        layout: layout(desk, "Quy chế hoạt động").await?,
        back: back(desk),
        title: named(&one),
        state: state(&one, in_force_on(&versions, today), today),
        facts,
        doubts: if is_draft { doubts(&articles) } else { Vec::new() },
        articles: lines(&articles),
        changes,
        edit: may(Action::RegulationSave).then(|| EditForm {
            post: post(desk, &desk.url(&format!("{PATH}/sua"))),
            id: one.id.clone(),
            version: one.version.to_string(),
            title: typed("ten", one.title.clone()),
            text: typed("toan-van", uncut(&articles)),
        }),
        publish: may(Action::RegulationPublish).then(|| PublishForm {
            post: post(desk, &desk.url(&format!("{PATH}/cong-bo"))),
            id: one.id.clone(),
            version: one.version.to_string(),
            decision: typed("quyet-dinh", one.decision.clone()),
            decided_on: typed("ngay-quyet-dinh", one.decided_on.map(date_vi).unwrap_or_default()),
            from: typed("tu-ngay", one.from.map(date_vi).unwrap_or_default()),
        }),
        discard: may(Action::RegulationSave)
            .then(|| (post(desk, &desk.url(&format!("{PATH}/bo"))), one.id.clone())),
        notice: said.notice,
        refusals: said.refusals,
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/quy-che/cong-bo`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn publish(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let id = form.get("ma").to_owned();
    let wanted = Publishing {
        id: &id,
        version: desk.version()?,
        decision: form.get("quyet-dinh"),
        decided_on: date(form.get("ngay-quyet-dinh")),
        from: date(form.get("tu-ngay")),
    };
    let done = regulation::publish(hand(&desk, &desk.actor()), wanted).await;
    settled(&desk, &id, came(done)?).await
}

/// `POST /:tenant/quy-che/sua`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn redraft(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let id = form.get("ma").to_owned();
    let typed = (form.get("ten"), form.raw("toan-van"));
    let done = regulation::redraft(hand(&desk, &desk.actor()), &id, desk.version()?, typed).await;
    settled(&desk, &id, came(done)?).await
}

/// To the version, or to the list; or the form once more.
async fn settled(desk: &Desk, id: &str, came: Came) -> Result<Response> {
    let known = store::get(&mut desk.app.db.read(desk.tenant.id()).await?, id).await?.is_some();
    match came {
        Came::Done if known => Ok(see_other(&desk.url(&format!("{PATH}/{id}")))),
        Came::Done => Ok(see_other(&desk.url(PATH))),
        Came::Back(said) if known => view_page(desk, id, said).await,
        Came::Back(said) => list_page(desk, said, Cut::default()).await,
    }
}

/// `POST /:tenant/quy-che/bo`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn discard(desk: Desk) -> Result<Response> {
    let id = desk.asked.form.get("ma").to_owned();
    let done = regulation::discard(hand(&desk, &desk.actor()), &id).await;
    settled(&desk, &id, came(done)?).await
}

/// `POST /:tenant/quy-che/kien-nghi`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn propose(desk: Desk) -> Result<Response> {
    match proposals::make(hand(&desk, &desk.actor()), desk.asked.form.get("ten-kien-nghi")).await {
        Ok(id) => Ok(see_other(&desk.url(&format!("{PATH}/kien-nghi/{id}")))),
        Err(refused @ Error::Refused(_)) => {
            list_page(&desk, Said::of(refused, str::to_owned)?, Cut::default()).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /:tenant/quy-che/kien-nghi/:proposal`
///
/// # Errors
/// [`Error::NotFound`] for a proposal of another site.
pub async fn proposal(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("proposal").to_owned();
    proposal_page(&desk, &id, Said::default()).await
}

fn article_name(one: &Amendment) -> String {
    if one.article.is_empty() { "Quy định mới".into() } else { format!("Điều {}", one.article) }
}

async fn proposal_page(desk: &Desk, id: &str, said: Said) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = store::proposal(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let amendments = store::amendments(&mut scope, id).await?;
    drop(scope);
    let form = &desk.asked.form;
    let fresh = form.fields().is_empty();
    let typed = |name: String, held: &str| if fresh { held.to_owned() } else { form.raw(&name).to_owned() };
    let may = desk.may(Action::RegulationSave, State::Any);
    let row = |held: &Amendment| AmendmentRow {
        place: held.place,
        article: article_name(held),
        old_words: Html::sanitised(paragraphs(&held.old_words)),
        new_words: typed(format!("moi-{}", held.place), &held.new_words),
        reason: typed(format!("ly-do-{}", held.place), &held.reason),
    };
    let page = ProposalToAmendPage {
        layout: layout(desk, "Kiến nghị sửa đổi").await?,
        back: back(desk),
        title: one.title.clone(),
        about: format!("{}, {}", one.by, time_vi(one.at)),
        table_url: desk.url(&format!("{PATH}/kien-nghi/{id}/bang.xlsx")),
        rows: amendments.iter().map(row).collect(),
        save: may.then(|| (post(desk, &desk.url(&format!("{PATH}/kien-nghi/luu"))), one.version.to_string())),
        draft: may.then(|| post(desk, &desk.url(&format!("{PATH}/kien-nghi/thanh-nhap")))),
        id: one.id.clone(),
        notice: said.notice,
        refusals: said.refusals,
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/quy-che/kien-nghi/luu`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn save_proposal(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let id = form.get("ma").to_owned();
    let held = store::amendments(&mut desk.app.db.read(desk.tenant.id()).await?, &id).await?;
    let typed: Vec<(i64, String, String)> = held
        .iter()
        .map(|one| {
            let field = |name: &str| form.raw(&format!("{name}-{}", one.place)).to_owned();
            (one.place, field("moi"), field("ly-do"))
        })
        .collect();
    let done = proposals::save(hand(&desk, &desk.actor()), &id, desk.version()?, &typed).await;
    match came(done)? {
        Came::Back(said) if !held.is_empty() => proposal_page(&desk, &id, said).await,
        Came::Back(said) => list_page(&desk, said, Cut::default()).await,
        Came::Done => Ok(see_other(&desk.url(&format!("{PATH}/kien-nghi/{id}")))),
    }
}

/// `POST /:tenant/quy-che/kien-nghi/thanh-nhap`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn begin_draft(desk: Desk) -> Result<Response> {
    match proposals::begin_draft(hand(&desk, &desk.actor()), desk.asked.form.get("ma")).await {
        Ok(id) => Ok(see_other(&desk.url(&format!("{PATH}/{id}")))),
        Err(refused @ Error::Refused(_)) => {
            list_page(&desk, Said::of(refused, str::to_owned)?, Cut::default()).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /:tenant/quy-che/kien-nghi/:proposal/bang.xlsx`
///
/// # Errors
/// [`Error::NotFound`] for a proposal of another site.
pub async fn proposal_table(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("proposal");
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = store::proposal(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let amendments = store::amendments(&mut scope, id).await?;
    drop(scope);
    let row = |held: &Amendment| {
        [&article_name(held), &held.old_words, &held.new_words, &held.reason].map(Cell::text).to_vec()
    };
    let sheet = Sheet {
        name: "Kiến nghị".into(),
        above: vec![desk.tenant.identity().body.clone(), one.title],
        columns: vec![
            Column::new("Điều", 12),
            Column::new("Quy định hiện hành", 50),
            Column::new("Đề nghị sửa thành", 50),
            Column::new("Lý do", 40),
        ],
        rows: amendments.iter().map(row).collect(),
        signatures: vec![],
    };
    xlsx(&[sheet], &format!("kien-nghi-{}", desk.tenant.slug()))
}

/// A workbook as it is fetched.
///
/// # Errors
/// When it cannot be written.
pub fn xlsx(sheets: &[Sheet], name: &str) -> Result<Response> {
    let bytes = to_xlsx(sheets).map_err(|cause| Error::Internal(cause.into()))?;
    Ok(desk::download(&format!("{name}.xlsx"), paper::sheet::MEDIA_TYPE, bytes))
}
