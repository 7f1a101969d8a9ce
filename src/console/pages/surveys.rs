//! The questionnaires of the yearly evaluation: to send, to follow, to answer, to write down what came by mail.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, local, plus_days};
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::surveys::{
    JudgedRow, QuestionField, ReceiverChoice, SendForm, SurveyPage, SurveyRow, SurveysPage,
};
use crate::people::{Action, State};
use crate::public::pages::home::encode;
use crate::public::views::{Badge, Choice, Link, Tone};
use crate::reports::rules::{LEVELS, criteria};
use crate::reports::survey::{self, Asked, New, Receiver, Survey, Way, Word, answers_for, store};

use super::form::date;
use super::frame::{Said, layout, post};

const HOME: &str = "/phieu-danh-gia";
/// How many days the form proposes for answers.
const USUAL: i64 = 20;
/// How many years back can be looked at.
const BACK: i16 = 3;

fn field(name: &str) -> String {
    match name {
        "due" => "han",
        "words" => "loi-nhan",
        "to" | "receiver" | "year" => "noi-nhan",
        "levels" => "muc-day-du",
        "remark" => "vuong-mac",
        "note" => "thu",
        other => other,
    }
    .to_owned()
}

/// A field of the form, or of the query.
fn asked_for<'a>(desk: &'a Desk, name: &'a str) -> &'a str {
    let typed = desk.asked.form.get(name);
    if typed.is_empty() { desk.asked.query(name) } else { typed }
}

fn year(desk: &Desk) -> i16 {
    asked_for(desk, "nam").parse().unwrap_or_else(|_| survey::year_on(desk.app.db.clock.today()))
}

/// Whether the person sees what the site sent: all but those of its units.
pub fn sees_sent(desk: &Desk) -> bool {
    desk.may(Action::ReportRead, State::Any)
}

/// What the person is asked here: as its board, or as a unit.
///
/// # Errors
/// When the database does not answer.
pub async fn received(desk: &Desk) -> Result<Vec<Asked>> {
    let here = desk.tenant.id();
    let mut receivers: Vec<Receiver> =
        desk.staff.units().map(|unit| Receiver::Unit(unit.to_owned())).collect();
    if !desk.staff.only_own_unit() {
        receivers.push(Receiver::Site(here.clone()));
    }
    let mut platform = desk.app.db.platform().await?;
    let mut found: Vec<Asked> = Vec::new();
    for receiver in &receivers {
        found.extend(store::received(&mut platform, here, receiver).await?);
    }
    found.retain(|one| answers_for(one, &desk.tenant, &desk.staff));
    Ok(found)
}

fn state(one: &Asked, today: jiff::civil::Date) -> Badge {
    match one.way {
        Some(_) => Badge::new("Đã trả lời", Tone::Good),
        None if today > one.due => Badge::new("Chưa trả lời, quá hạn", Tone::Bad),
        None => Badge::new("Chưa trả lời", Tone::Warn),
    }
}

fn url(desk: &Desk, one: &Asked) -> String {
    let slug = desk.app.directory.get(&one.giver).map_or_else(String::new, |site| site.slug().to_owned());
    desk.url(&format!("{HOME}/tra-loi?cua={slug}&nam={}&noi={}", one.year, encode(&one.receiver.key())))
}

fn about(one: &Asked) -> String {
    let due = format!("hạn {}", date_vi(one.due));
    match (one.way, one.answered_at, one.reminded_at) {
        (Some(way), Some(at), _) => {
            let note = if one.note.is_empty() { String::new() } else { format!(" ({})", one.note) };
            format!("{}, {}{note}, {}", one.answered_name, way.vietnamese(), date_vi(local(at).date()))
        }
        (_, _, Some(at)) => format!("{due}; đã nhắc {}", date_vi(local(at).date())),
        _ => due,
    }
}

/// `GET /:tenant/phieu-danh-gia?nam=`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, Said { status: StatusCode::OK, ..Said::default() }).await
}

async fn show(desk: &Desk, said: Said) -> Result<Response> {
    let (today, year) = (desk.app.db.clock.today(), year(desk));
    let (survey, asked, judged) = if sees_sent(desk) {
        let mut scope = desk.app.db.read(desk.tenant.id()).await?;
        (
            store::of_year(&mut scope, year).await?,
            store::asked(&mut scope, year).await?,
            store::judged(&mut scope, year).await?,
        )
    } else {
        (None, Vec::new(), Vec::new())
    };
    let may_send = desk.may(Action::ReportSave, State::Any);
    let levels = || LEVELS.iter().filter(|level| !level.0.is_empty());
    let count = |question: &str, level: &str| {
        let found = judged.iter().find(|one| one.question == question && one.level == level);
        found.map_or(0, |one| one.count).to_string()
    };
    let page = SurveysPage {
        layout: layout(desk, "Phiếu đánh giá hằng năm").await?,
        year: year.to_string(),
        years: (0..BACK)
            .map(|back| today.year() - back)
            .filter(|other| *other != year)
            .map(|other| Link::new(format!("Năm {other}"), desk.url(&format!("{HOME}?nam={other}"))))
            .collect(),
        notice: said.notice,
        refusals: said.refusals,
        received: received(desk).await?.iter().map(|one| received_row(desk, one)).collect(),
        sees_sent: sees_sent(desk),
        sent_text: survey.as_ref().map_or_else(String::new, |survey| sent_text(survey, &asked)),
        asked: asked.iter().map(|one| asked_row(desk, one)).collect(),
        heads: levels().map(|level| level.1.to_owned()).collect(),
        judged: criteria()
            .iter()
            .map(|question| JudgedRow {
                question: question.name.clone(),
                counts: levels().map(|level| count(&question.key, level.0)).collect(),
            })
            .collect(),
        remind: (may_send && asked.iter().any(|one| one.way.is_none()))
            .then(|| post(desk, &desk.url(&format!("{HOME}/nhac")))),
        send: may_send
            .then(|| send_form(desk, survey.as_ref(), &asked))
            .filter(|form| !form.receivers.is_empty()),
    };
    desk::html(said.status, &page)
}

fn sent_text(survey: &Survey, asked: &[Asked]) -> String {
    let answered = asked.iter().filter(|one| one.way.is_some()).count();
    format!(
        "{} gửi {} nơi từ {}, {answered} nơi đã trả lời; hạn {}.",
        survey.sent_name,
        asked.len(),
        date_vi(local(survey.sent_at).date()),
        date_vi(survey.due)
    )
}

fn received_row(desk: &Desk, one: &Asked) -> SurveyRow {
    let giver = desk.app.directory.get(&one.giver);
    let giver = giver.map_or_else(String::new, |site| site.identity().full_name.clone());
    SurveyRow {
        link: Link::new(format!("Phiếu năm {} của {giver}, gửi {}", one.year, one.label), url(desk, one)),
        state: state(one, desk.app.db.clock.today()),
        about: about(one),
    }
}

fn asked_row(desk: &Desk, one: &Asked) -> SurveyRow {
    let opens = one.way.is_some() || desk.may(Action::ReportSave, State::Any);
    SurveyRow {
        link: Link::new(one.label.clone(), if opens { url(desk, one) } else { String::new() }),
        state: state(one, desk.app.db.clock.today()),
        about: match one.remark.as_str() {
            "" => about(one),
            remark => format!("{}; vướng mắc, kiến nghị: {remark}", about(one)),
        },
    }
}

fn send_form(desk: &Desk, survey: Option<&Survey>, asked: &[Asked]) -> SendForm {
    let form = &desk.asked.form;
    let typed = form.has("han");
    let due = survey.map_or_else(|| plus_days(desk.app.db.clock.today(), USUAL), |survey| survey.due);
    let open = survey::receivers(&desk.app, &desk.tenant).into_iter();
    let open = open.filter(|(receiver, _)| asked.iter().all(|one| one.receiver != *receiver));
    SendForm {
        post: post(desk, &desk.url(HOME)),
        due: if typed { form.get("han").to_owned() } else { date_vi(due) },
        words: if typed {
            form.get("loi-nhan").to_owned()
        } else {
            survey.map_or_else(String::new, |survey| survey.words.clone())
        },
        receivers: open
            .enumerate()
            .map(|(nth, (receiver, label))| ReceiverChoice {
                id: format!("noi-{}", nth + 1),
                ticked: !typed || form.all("noi").any(|sent| sent == receiver.key()),
                value: receiver.key(),
                label,
            })
            .collect(),
    }
}

/// `POST /:tenant/phieu-danh-gia`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn send(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let new = New {
        year: form.get("nam").parse().ok(),
        due: date(form.get("han")),
        words: form.get("loi-nhan").to_owned(),
        to: form.all("noi").filter_map(Receiver::parse).collect(),
    };
    match survey::send(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), &new).await {
        Ok(_) => Ok(see_other(&desk.url(&format!("{HOME}?nam={}", year(&desk))))),
        Err(refused) => show(&desk, Said::of(refused, field)?).await,
    }
}

/// `POST /:tenant/phieu-danh-gia/nhac`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn remind(desk: Desk) -> Result<Response> {
    let year = year(&desk);
    match survey::remind(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), year).await {
        Ok(_) => Ok(see_other(&desk.url(&format!("{HOME}?nam={year}")))),
        Err(refused) => show(&desk, Said::of(refused, field)?).await,
    }
}

/// The one that a form or an address names, if the person may look at it.
async fn found(desk: &Desk) -> Result<Option<Asked>> {
    let Some(giver) = desk.app.directory.by_slug(asked_for(desk, "cua")) else { return Ok(None) };
    let Some(receiver) = Receiver::parse(asked_for(desk, "noi")) else { return Ok(None) };
    let all = store::asked(&mut desk.app.db.read(giver.id()).await?, year(desk)).await?;
    let theirs = |one: &Asked| {
        answers_for(one, &desk.tenant, &desk.staff) || (giver.id() == desk.tenant.id() && sees_sent(desk))
    };
    Ok(all.into_iter().find(|one| one.receiver == receiver && theirs(one)))
}

/// `GET /:tenant/phieu-danh-gia/tra-loi?cua=&nam=&noi=`
///
/// # Errors
/// When the database does not answer.
pub async fn form(desk: Desk) -> Result<Response> {
    match found(&desk).await? {
        Some(asked) => show_form(&desk, &asked, Said { status: StatusCode::OK, ..Said::default() }).await,
        None => Ok(see_other(&desk.url(HOME))),
    }
}

/// Where the form goes: the person's own answer, or what the desk writes down; none where it is only read.
fn way(desk: &Desk, asked: &Asked) -> Option<Way> {
    if answers_for(asked, &desk.tenant, &desk.staff) {
        return Some(Way::Form);
    }
    let records = asked.giver == *desk.tenant.id() && desk.may(Action::ReportSave, State::Any);
    (records && asked.way != Some(Way::Form)).then_some(Way::Reply)
}

async fn show_form(desk: &Desk, asked: &Asked, said: Said) -> Result<Response> {
    let kept = store::levels(&mut desk.app.db.read(&asked.giver).await?, asked.year, &asked.receiver).await?;
    let form = &desk.asked.form;
    let typed = !form.fields().is_empty();
    let way = way(desk, asked);
    let giver = desk.app.directory.get(&asked.giver);
    let questions = criteria().iter().map(|one| {
        let id = format!("muc-{}", one.key);
        let level = if typed { form.get(&id) } else { kept.get(&one.key).map_or("", String::as_str) };
        let choice = |known: &(&str, &str)| Choice {
            value: known.0.to_owned(),
            label: known.1.to_owned(),
            chosen: known.0 == level,
        };
        QuestionField { levels: LEVELS.iter().map(choice).collect(), name: one.name.clone(), id }
    });
    let words = |name: &str, kept: &str| if typed { form.get(name).to_owned() } else { kept.to_owned() };
    let page = SurveyPage {
        layout: layout(desk, &format!("Phiếu đánh giá năm {}", asked.year)).await?,
        back: Link::new("Phiếu đánh giá hằng năm", desk.url(&format!("{HOME}?nam={}", asked.year))),
        facts: vec![
            (
                "Cơ quan gửi".into(),
                giver.as_ref().map_or_else(String::new, |site| site.identity().full_name.clone()),
            ),
            ("Nơi trả lời".into(), asked.label.clone()),
            ("Tình trạng".into(), about(asked)),
        ],
        notice: said.notice,
        refusals: said.refusals,
        post: way.map(|way| {
            let step = if way == Way::Form { "tra-loi" } else { "ghi" };
            post(desk, &desk.url(&format!("{HOME}/{step}")))
        }),
        giver: giver.map_or_else(String::new, |site| site.slug().to_owned()),
        year: asked.year.to_string(),
        receiver: asked.receiver.key(),
        version: asked.version.to_string(),
        questions: questions.collect(),
        remark: words("vuong-mac", &asked.remark),
        note: (way == Some(Way::Reply)).then(|| words("thu", &asked.note)),
    };
    desk::html(said.status, &page)
}

fn word(desk: &Desk) -> Word {
    let form = &desk.asked.form;
    let level = |key: &str| form.get(&format!("muc-{key}")).to_owned();
    Word {
        levels: criteria().iter().map(|one| (one.key.clone(), level(&one.key))).collect(),
        remark: form.get("vuong-mac").to_owned(),
        note: form.get("thu").to_owned(),
        version: form.get("phien-ban").parse().unwrap_or(0),
    }
}

async fn after(desk: &Desk, asked: Option<Asked>, done: Result<()>) -> Result<Response> {
    match (done, asked) {
        (Ok(()), _) => Ok(see_other(&desk.url(&format!("{HOME}?nam={}", year(desk))))),
        (Err(refused @ (Error::Refused(_) | Error::Conflict(_))), Some(asked)) => {
            show_form(desk, &asked, Said::of(refused, field)?).await
        }
        (Err(refused), _) => show(desk, Said::of(refused, field)?).await,
    }
}

/// `POST /:tenant/phieu-danh-gia/tra-loi`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn answer(desk: Desk) -> Result<Response> {
    let asked = found(&desk).await?;
    let word = word(&desk);
    let done =
        survey::answer(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), asked.as_ref(), &word).await;
    after(&desk, asked, done).await
}

/// `POST /:tenant/phieu-danh-gia/ghi`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn record(desk: Desk) -> Result<Response> {
    let asked = found(&desk).await?;
    let word = word(&desk);
    let done =
        survey::record(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), asked.as_ref(), &word).await;
    after(&desk, asked, done).await
}
