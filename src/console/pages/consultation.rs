//! One consultation in the console: the two approvals, its comments, its account, and what is changed before readers.

use poem::Response;
use poem::http::StatusCode;
use pulldown_cmark::HeadingLevel;

use crate::base::clock::{date_vi, local};
use crate::base::error::{Error, Result};
use crate::base::scope::{Scope, WriteScope};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::consultations::{
    CommentRow, ConsultationCorrectPage, ConsultationDeskPage, Extension, Removal, Step,
};
use crate::consultations::amends::{self, Cause, Correction, Notice};
use crate::consultations::comments::{
    self, Comment, Counts, Decision, Ground, Response as Answer, Standing, Verdict,
};
use crate::consultations::{self, Consultation, Phase, Stage, retention, rules, store};
use crate::items::kinds::document::Article;
use crate::items::markup::{self, paragraphs};
use crate::items::{Content, store as items};
use crate::people::{Action, State};
use crate::public::pages::consultations as public;
use crate::public::views::{Badge, Choice, Html, Link, Tone};
use crate::questions::Contact;

use super::consultations::{HOME, act, asked_for, badge, days, field, unit_name};
use super::form::date;
use super::frame::{Said, layout, post, when};

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
    let rows = rows(desk, &known, &shown)?;
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

fn rows(desk: &Desk, known: &Known, shown: &Shown) -> Result<Vec<CommentRow>> {
    let (_, articles) = known.one.articles();
    known.comments.iter().map(|comment| row(desk, known, comment, &articles, shown)).collect()
}

fn row(
    desk: &Desk,
    known: &Known,
    comment: &Comment,
    articles: &[Article],
    shown: &Shown,
) -> Result<CommentRow> {
    let (db, tenant, one) = (&desk.app.db, desk.tenant.id(), &known.one);
    let body = comments::readable(db, tenant, &desk.staff, comment)?;
    let masked = comments::masked(db, tenant, comment)?;
    let answer = known.responses.iter().find(|(answer, _)| Some(&answer.id) == comment.response.as_ref());
    let contact = shown.opened.as_ref().filter(|(id, _)| *id == comment.id);
    let step = |offered: bool, rest: &str| {
        let path = format!("{HOME}/{}/y-kien/{}{rest}{}", one.id, comment.id, same_page(desk));
        offered.then(|| post(desk, &desk.url(&path)))
    };
    let sent = |action: Action| comment.contact.is_some() && desk.may(action, State::Any);
    let decisions = decisions(desk, one, comment);
    // What was typed belongs to the comment whose form was sent.
    let typed = desk.asked.param("comment") == comment.id && desk.asked.form.has("quyet-dinh");
    let number = comment.number.to_string();
    let ticks = &desk.asked.form;
    Ok(CommentRow {
        about: about(articles, comment),
        at: when(comment.received_at, db.clock.now()),
        state: standing_badge(&comment.standing),
        name: comments::public_name(db, tenant, comment)?,
        masked: (masked != body).then(|| Html::sanitised(paragraphs(&masked))),
        body: Html::sanitised(paragraphs(&body)),
        note: comment.note.clone().unwrap_or_default(),
        verdict: answer.map(|(answer, _)| verdict_badge(answer.verdict)),
        contact: contact.map(|(_, contact)| lines(contact)).unwrap_or_default(),
        reveal: step(sent(Action::ConsultationContact), "/lien-he"),
        moderate: step(!decisions.is_empty(), ""),
        decisions,
        reason: if typed { ticks.raw("ly-do").to_owned() } else { String::new() },
        refused: shown.said.refusals.of(&reason_field(comment)).map(str::to_owned),
        open: typed,
        version: comment.version.to_string(),
        erase: step(sent(Action::ConsultationPrivacy), "/xoa-nguoi-gui"),
        answerable: matches!(comment.standing, Standing::Shown { .. }),
        ticked: ticks.all("y-kien").any(|ticked| ticked == number),
        number,
    })
}

/// The id of the field in which the reason about a comment is typed.
fn reason_field(comment: &Comment) -> String {
    format!("ly-do-{}", comment.number)
}

fn about(articles: &[Article], comment: &Comment) -> String {
    let anchor = comment.article.as_deref();
    let article = articles.iter().find(|article| Some(article.anchor.as_str()) == anchor);
    article.map_or_else(|| "Toàn bộ dự thảo".to_owned(), Article::label)
}

fn standing_badge(standing: &Standing) -> Badge {
    match standing {
        Standing::Waiting => Badge::new("Chờ xem xét", Tone::Warn),
        Standing::Shown { .. } => Badge::new("Đã đăng", Tone::Good),
        Standing::Withheld(ground) => Badge::new(format!("Không đăng: {}", ground.vietnamese()), Tone::Bad),
    }
}

/// What can be decided of a comment in the stage: none where nothing can.
fn decisions(desk: &Desk, one: &Consultation, comment: &Comment) -> Vec<Choice> {
    let withheld = matches!(comment.standing, Standing::Withheld(_));
    let shows = comments::may_show(one);
    let withholds = comments::may_withhold(one) && (shows || !withheld);
    if !desk.may(Action::ConsultationModerate, State::Any) || !(shows || withholds) {
        return Vec::new();
    }
    let sent = desk.asked.param("comment") == comment.id;
    let choice = |value: &str, label: String| {
        let choice = Choice::new(value, label);
        if sent && desk.asked.form.get("quyet-dinh") == value { choice.chosen() } else { choice }
    };
    let show = shows.then(|| choice("show", "Đăng (đã che thông tin riêng)".into()));
    let withhold = Ground::ALL
        .iter()
        .filter(|_| withholds)
        .map(|ground| choice(ground.as_str(), format!("Không đăng: {}", ground.vietnamese())));
    show.into_iter().chain(withhold).collect()
}

fn lines(contact: &Contact) -> Vec<String> {
    let parts = [
        ("Họ tên", &contact.name),
        ("Thư điện tử", &contact.email),
        ("Điện thoại", &contact.phone),
        ("Địa chỉ", &contact.place),
    ];
    parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}: {value}"))
        .collect()
}

/// Ends a step: back to the same page of comments, at a place of it, or the page with all that was typed and what
/// stands against it.
async fn done(
    desk: &Desk,
    scope: WriteScope,
    step: Result<()>,
    place: impl Fn(&str) -> String,
    at: &str,
) -> Result<Response> {
    match step {
        Ok(()) => {
            scope.commit().await?;
            let consultation = desk.asked.param("consultation");
            Ok(see_other(&desk.url(&format!("{HOME}/{consultation}{}{at}", same_page(desk)))))
        }
        Err(refused) => {
            drop(scope);
            show(desk, Shown { said: Said::of(refused, place)?, opened: None }).await
        }
    }
}

async fn begun(desk: &Desk) -> Result<(WriteScope, Consultation)> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let known = asked_for(desk, &mut scope).await?;
    Ok((scope, known))
}

/// `POST /:tenant/lay-y-kien/:consultation/gui-duyet`
///
/// # Errors
/// When the database refuses.
pub async fn submit(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let step = consultations::submit(&mut scope, &act(&desk), &known, desk.version()?).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/duyet`
///
/// # Errors
/// When the database refuses.
pub async fn approve(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let no_secret = desk.asked.form.ticked("cam-ket");
    let step = consultations::approve(&mut scope, &act(&desk), &known, desk.version()?, no_secret).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/tra-lai`
///
/// # Errors
/// When the database refuses.
pub async fn send_back(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let reason = desk.asked.form.get("ly-do-tra");
    let step = consultations::send_back(&mut scope, &act(&desk), &known, desk.version()?, reason).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/keo-dai`
///
/// # Errors
/// When the database refuses.
pub async fn extend(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let form = &desk.asked.form;
    let (to, reason) = (date(form.get("ngay-cuoi-moi")), form.get("ly-do-keo-dai"));
    let step = amends::extend(&mut scope, &act(&desk), &known, desk.version()?, to, reason).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/go`
///
/// # Errors
/// When the database refuses.
pub async fn take_down(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let form = &desk.asked.form;
    let (cause, reason) = (Cause::parse(form.get("vi-sao-go")), form.get("ly-do-go"));
    let step = amends::take_down(&mut scope, &act(&desk), &known, desk.version()?, cause, reason).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/tong-hop`
///
/// # Errors
/// When the database refuses.
pub async fn account(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let text = desk.asked.form.raw("bao-cao");
    let step = consultations::write_account(&mut scope, &act(&desk), &known, desk.version()?, text).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/tiep-thu`
///
/// # Errors
/// When the database refuses.
pub async fn respond(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let form = &desk.asked.form;
    let numbers: Vec<i64> = form.all("y-kien").filter_map(|number| number.parse().ok()).collect();
    let verdict = Verdict::parse(form.get("ket-luan"));
    let (version, text) = (desk.version()?, form.raw("giai-trinh"));
    let step = comments::respond(&mut scope, &act(&desk), &known, version, &numbers, verdict, text).await;
    done(&desk, scope, step, place, "").await
}

/// `POST /:tenant/lay-y-kien/:consultation/ban-hanh`
///
/// # Errors
/// When the database refuses.
pub async fn issued(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let number = desk.asked.form.get("so-van-ban");
    let step = consultations::link_issued(&mut scope, &act(&desk), &known, desk.version()?, number).await;
    done(&desk, scope, step, place, "").await
}

async fn comment(desk: &Desk, scope: &mut Scope, known: &Consultation) -> Result<Comment> {
    comments::find(scope, known, desk.asked.param("comment")).await
}

/// `POST /:tenant/lay-y-kien/:consultation/y-kien/:comment?trang=`
///
/// # Errors
/// When the database refuses.
pub async fn moderate(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let found = comment(&desk, &mut scope, &known).await?;
    let form = &desk.asked.form;
    let decision = match (form.get("quyet-dinh"), Ground::parse(form.get("quyet-dinh"))) {
        ("show", _) => Some(Decision::Show),
        (_, ground) => ground.map(Decision::Withhold),
    };
    let (version, note) = (desk.version()?, form.get("ly-do"));
    let step = match decision {
        Some(decision) => {
            comments::moderate(&mut scope, &act(&desk), &known, &found, version, decision, note).await
        }
        None => Err(Error::refused("comments", "Hãy chọn đăng, hoặc lý do không đăng.", "")),
    };
    done(&desk, scope, step, |_| reason_field(&found), &format!("#so-{}", found.number)).await
}

/// `POST /:tenant/lay-y-kien/:consultation/y-kien/:comment/lien-he?trang=`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn reveal(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let found = comment(&desk, &mut scope, &known).await?;
    let contact = comments::reveal(&mut scope, &act(&desk), &known, &found)?;
    scope.commit().await?;
    let said = Said { status: StatusCode::OK, ..Said::default() };
    show(&desk, Shown { said, opened: Some((found.id, contact)) }).await
}

/// `POST /:tenant/lay-y-kien/:consultation/y-kien/:comment/xoa-nguoi-gui?trang=`
///
/// # Errors
/// When the database refuses.
pub async fn erase(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let found = comment(&desk, &mut scope, &known).await?;
    let step = retention::erase_on_word(&mut scope, &act(&desk), &known, &found).await;
    done(&desk, scope, step, place, &format!("#so-{}", found.number)).await
}

/// `GET /:tenant/lay-y-kien/:consultation/dinh-chinh`
///
/// # Errors
/// [`Error::Conflict`] when comments are not taken any more.
pub async fn correcting(desk: Desk) -> Result<Response> {
    let one = asked_for(&desk, &mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let today = desk.app.db.clock.today();
    if one.stage != Stage::Approved || !matches!(one.phase(today), Phase::Announced | Phase::Open) {
        return Err(Error::Conflict("Chỉ sửa dự thảo khi đang hoặc sắp nhận ý kiến.".into()));
    }
    let typed =
        Correction { note: one.what.note.clone(), text: one.what.text.clone(), ..Correction::default() };
    correction_form(&desk, &one, Said::default(), typed).await
}

async fn correction_form(desk: &Desk, one: &Consultation, said: Said, typed: Correction) -> Result<Response> {
    let url = |rest: &str| desk.url(&format!("{HOME}/{}{rest}", one.id));
    let page = ConsultationCorrectPage {
        layout: layout(desk, "Sửa dự thảo đang lấy ý kiến").await?,
        title: one.what.title.clone(),
        back: Link::new("Về việc lấy ý kiến", url("")),
        post: post(desk, &url("/dinh-chinh")),
        version: one.version.to_string(),
        notice: said.notice,
        refusals: said.refusals,
        note: typed.note,
        text: typed.text,
        reason: typed.reason,
        declared: typed.no_secret,
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/lay-y-kien/:consultation/dinh-chinh`
///
/// # Errors
/// When the database refuses.
pub async fn correct(desk: Desk) -> Result<Response> {
    let (mut scope, known) = begun(&desk).await?;
    let form = &desk.asked.form;
    let typed = Correction {
        note: form.raw("thuyet-minh").to_owned(),
        text: form.raw("toan-van").to_owned(),
        reason: form.get("ly-do-sua").to_owned(),
        no_secret: form.ticked("cam-ket"),
    };
    match amends::correct(&mut scope, &act(&desk), &known, desk.version()?, &typed).await {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&desk.url(&format!("{HOME}/{}", known.id))))
        }
        Err(refused) => {
            drop(scope);
            let place = |name: &str| match name {
                "correction_reason" => "ly-do-sua".to_owned(),
                "" => "toan-van".to_owned(),
                other => field(other),
            };
            correction_form(&desk, &known, Said::of(refused, place)?, typed).await
        }
    }
}
