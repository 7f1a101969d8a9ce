//! One consultation in the console: the two approvals, its comments, its account, and what is changed before readers.

mod rows;
mod steps;

use poem::Response;
use pulldown_cmark::HeadingLevel;

use crate::base::clock::{date_vi, local};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::console::desk::{self, Desk};
use crate::console::views::consultations::{ConsultationDeskPage, Extension, Removal, Step};
use crate::consultations::amends::{Cause, Notice};
use crate::consultations::comments::{Comment, Counts, Response as Answer, Verdict};
use crate::consultations::{self, Consultation, Phase, Stage, rules, store};
use crate::items::markup;
use crate::items::{Content, store as items};
use crate::people::{Action, State};
use crate::public::pages::consultations as public;
use crate::public::views::{Badge, Html, Link, Tone};
use crate::questions::Contact;

use super::consultations::{HOME, asked_for, badge, days, unit_name};
use super::frame::{Said, layout, post};

pub use steps::{
    account, approve, correct, correcting, erase, extend, issued, moderate, respond, reveal, send_back,
    submit, take_down,
};

/// Comments on one page.
const PAGE: usize = 100;

/// Where a step's refusal leads on the page; what belongs to the draft's form leads to what is known.
fn place(name: &str) -> String {
    match name {
        "no_secret" => "cam-ket",
        "account" => "bao-cao",
        "number" => "so-van-ban",
        "comments" => "y-kien",
        "verdict" => "ket-luan",
        "reason" => "ly-do-tra",
        "answer" => "giai-trinh",
        "extended" => "ngay-cuoi-moi",
        "extension_reason" => "ly-do-keo-dai",
        "cause" => "vi-sao-go",
        "removal_reason" => "ly-do-go",
        _ => "viec",
    }
    .to_owned()
}

/// How the page comes: as it is asked for, after a step that did not go through, or with a sender shown.
#[derive(Default)]
struct Shown {
    said: Said,
    opened: Option<(String, Contact)>,
}

/// All that the page tells, as it was read.
struct Known {
    one: Consultation,
    phase: Phase,
    counts: Counts,
    comments: Vec<Comment>,
    /// Whether more comments follow.
    more: bool,
    responses: Vec<(Answer, Vec<i64>)>,
    notices: Vec<Notice>,
    /// What stands against the next step.
    missing: Vec<String>,
    /// Whether the person wrote at what waits.
    own: bool,
    /// The number of the document that came of it, or "".
    issued: String,
}

impl Known {
    async fn read(desk: &Desk) -> Result<Self> {
        let mut scope = desk.app.db.read(desk.tenant.id()).await?;
        let one = asked_for(desk, &mut scope).await?;
        let skipped = (desk.asked.page() - 1) * PAGE;
        let mut comments = store::comments(&mut scope, &one.id, skipped, PAGE + 1).await?;
        let more = comments.len() > PAGE;
        comments.truncate(PAGE);
        let missing = consultations::missing(&mut scope, &one).await?;
        Ok(Self {
            phase: one.phase(desk.app.db.clock.today()),
            counts: store::counts(&mut scope, &one.id).await?,
            comments,
            more,
            responses: store::responses(&mut scope, &one.id).await?,
            notices: store::notices(&mut scope, &one.id).await?,
            missing: missing.into_iter().map(|refusal| refusal.message).collect(),
            own: consultations::wrote(&mut scope, &one, &desk.staff.account).await?,
            issued: issued_number(&mut scope, &one).await?,
            one,
        })
    }

    /// Whether the person writes at this one.
    fn writes(&self, desk: &Desk) -> bool {
        let own_unit =
            !desk.staff.only_own_unit() || desk.staff.units().any(|unit| unit == self.one.what.unit);
        desk.may(Action::ConsultationSave, State::Any) && own_unit
    }

    /// Whether the account is being written, by this person.
    fn accounts(&self, desk: &Desk) -> bool {
        self.writes(desk) && self.one.stage == Stage::Approved && self.phase == Phase::Closed
    }

    fn url(&self, desk: &Desk, rest: &str) -> String {
        desk.url(&format!("{HOME}/{}{rest}", self.one.id))
    }

    fn state(&self) -> Badge {
        if self.one.stage == Stage::AccountSubmitted {
            Badge::new("Chờ duyệt kết quả tiếp thu", Tone::Warn)
        } else {
            badge(self.phase)
        }
    }

    /// That the account is late, and since when.
    fn late(&self, desk: &Desk) -> Option<String> {
        let due = self.one.account_due().filter(|_| self.one.is_late(desk.app.db.clock.today()))?;
        Some(format!("Quá hạn công bố kết quả tiếp thu: hạn là {}.", date_vi(due)))
    }

    /// That it was taken from readers, and why.
    fn removed(&self) -> Option<String> {
        let gone = self.one.taken_down.as_ref()?;
        let day = date_vi(local(gone.at).date());
        Some(format!("Đã gỡ khỏi trang ngày {day}. {}. Lý do: {}", gone.cause.vietnamese(), gone.reason))
    }
}

async fn issued_number(scope: &mut Scope, one: &Consultation) -> Result<String> {
    let Some(item) = &one.issued else { return Ok(String::new()) };
    let live = items::live_by_id(scope, item).await?;
    Ok(match live.map(|live| live.content) {
        Some(Content::Document(document)) => document.number,
        _ => String::new(),
    })
}

/// `?trang=` of the comments that are read, for forms and for the way back.
fn same_page(desk: &Desk) -> String {
    match desk.asked.page() {
        1 => String::new(),
        page => format!("?trang={page}"),
    }
}

/// `GET /:tenant/lay-y-kien/:consultation?trang=`
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, Shown::default()).await
}

async fn show(desk: &Desk, shown: Shown) -> Result<Response> {
    desk.staff.require(Action::ConsultationRead, State::Any)?;
    let known = Known::read(desk).await?;
    let one = &known.one;
    let rows = rows::rows(desk, &known, &shown)?;
    let Said { status, refusals, notice } = shown.said;
    let typed = &desk.asked.form;
    // After a step that did not go through, what was typed stands before what is stored.
    let kept = |field: &str, stored: &str| match typed.raw(field) {
        "" => stored.to_owned(),
        typed => typed.to_owned(),
    };
    let markdown = |text: &str| Html::sanitised(markup::to_html_below(text, HeadingLevel::H3));
    let next = known.url(desk, &format!("?trang={}", desk.asked.page() + 1));
    let form = |offered: bool, rest: &str| offered.then(|| post(desk, &known.url(desk, rest)));
    let accounts = known.accounts(desk);
    let names_issued = known.writes(desk) && one.stage.is_public() && known.phase != Phase::Announced;
    let page = ConsultationDeskPage {
        layout: layout(desk, &one.what.title).await?,
        title: one.what.title.clone(),
        state: known.state(),
        late: known.late(desk),
        removed: known.removed(),
        returned: one.returned.clone(),
        facts: facts(desk, one),
        changes: known.notices.iter().map(change).collect(),
        public_url: one.stage.is_public().then(|| public::url(&desk.tenant, &one.slug)),
        edit_url: (known.writes(desk) && one.stage == Stage::Draft).then(|| known.url(desk, "/sua")),
        version: one.version.to_string(),
        missing: known.missing.clone(),
        submit: submit_step(desk, &known),
        approve: approve_step(desk, &known),
        declared: typed.ticked("cam-ket"),
        own: known.own,
        send_back: form(approve_step(desk, &known).is_some(), "/tra-lai"),
        reason: typed.raw("ly-do-tra").to_owned(),
        correct_url: changes_before_readers(desk, &known).then(|| known.url(desk, "/dinh-chinh")),
        extension: extension(desk, &known),
        removal: removal(desk, &known),
        note: markdown(&one.what.note),
        text: markdown(&one.what.text),
        count_text: count_text(&known.counts),
        comments: rows,
        more: known.more.then(|| Link::new("Các ý kiến tiếp theo", next)),
        respond: form(accounts && known.counts.shown > 0, &format!("/tiep-thu{}", same_page(desk))),
        verdicts: super::items::choices(
            "Chọn kết luận",
            typed.get("ket-luan"),
            Verdict::ALL.iter().map(|one| (one.as_str(), one.vietnamese().to_owned())),
        ),
        answer: typed.raw("giai-trinh").to_owned(),
        account_post: form(accounts, "/tong-hop"),
        account: kept("bao-cao", &one.account),
        issued_post: form(names_issued, "/ban-hanh"),
        issued: kept("so-van-ban", &known.issued),
        refusals,
        notice,
    };
    desk::html(status, &page)
}

fn count_text(counts: &Counts) -> String {
    let Counts { received, shown, withheld, waiting, .. } = counts;
    format!("Đã nhận {received} ý kiến: {shown} đã đăng, {withheld} không đăng, {waiting} chờ xem xét.")
}

fn change(notice: &Notice) -> String {
    format!("Ngày {}: {}", date_vi(local(notice.at).date()), notice.sentence())
}

fn submit_step(desk: &Desk, known: &Known) -> Option<Step> {
    let button = match known.one.stage {
        Stage::Draft if known.writes(desk) => "Gửi duyệt",
        _ if known.accounts(desk) => "Gửi duyệt kết quả tiếp thu",
        _ => return None,
    };
    Some(Step { post: post(desk, &known.url(desk, "/gui-duyet")), button: button.into() })
}

fn approve_step(desk: &Desk, known: &Known) -> Option<Step> {
    let button = match known.one.stage {
        Stage::Submitted => "Duyệt, mở lấy ý kiến",
        Stage::AccountSubmitted => "Duyệt, công bố kết quả",
        _ => return None,
    };
    desk.may(Action::ConsultationApprove, State::Any)
        .then(|| Step { post: post(desk, &known.url(desk, "/duyet")), button: button.into() })
}

/// Whether the person may give more time or correct the text, which is done while comments are still to come.
fn changes_before_readers(desk: &Desk, known: &Known) -> bool {
    let runs = matches!(known.phase, Phase::Announced | Phase::Open) && known.one.stage == Stage::Approved;
    runs && desk.may(Action::ConsultationApprove, State::Any)
}

fn extension(desk: &Desk, known: &Known) -> Option<Extension> {
    let typed = &desk.asked.form;
    changes_before_readers(desk, known).then(|| Extension {
        post: post(desk, &known.url(desk, "/keo-dai")),
        ends: typed.get("ngay-cuoi-moi").to_owned(),
        reason: typed.get("ly-do-keo-dai").to_owned(),
        open: typed.has("ngay-cuoi-moi"),
    })
}

fn removal(desk: &Desk, known: &Known) -> Option<Removal> {
    let typed = &desk.asked.form;
    let may = known.one.stage.is_public() && desk.may(Action::ConsultationApprove, State::Any);
    may.then(|| Removal {
        post: post(desk, &known.url(desk, "/go")),
        causes: super::items::choices(
            "Chọn vì sao gỡ",
            typed.get("vi-sao-go"),
            Cause::ALL.iter().map(|one| (one.as_str(), one.vietnamese().to_owned())),
        ),
        reason: typed.get("ly-do-go").to_owned(),
        open: typed.has("vi-sao-go"),
    })
}

fn verdict_badge(verdict: Verdict) -> Badge {
    Badge::new(verdict.vietnamese(), if verdict == Verdict::NotTaken { Tone::Plain } else { Tone::Good })
}

fn facts(desk: &Desk, one: &Consultation) -> Vec<(String, String)> {
    let kind = rules::kind(&one.what.kind, one.what.begins.unwrap_or(desk.tenant.day));
    let facts = [
        ("Loại văn bản", kind.map_or_else(|| one.what.kind.clone(), |kind| kind.name.clone())),
        ("Đơn vị chủ trì", unit_name(desk, &one.what.unit)),
        ("Nơi nhận ý kiến", one.what.contact.clone()),
        ("Thời gian", days(&one.course())),
        ("Căn cứ rút ngắn", one.what.ground.clone()),
        ("Hạn công bố kết quả", one.account_due().map(date_vi).unwrap_or_default()),
    ];
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    known.map(|(name, value)| (name.to_owned(), value)).collect()
}
