//! The questionnaire of the yearly evaluation: sent to units and to the boards of the sites below, answered in the console
//! or by mail, counted in the year's report (Quy chế Điều 14).
//!
//! The rows are the sender's; a board answers from the desk of its own site, a unit from that of the sender's.

pub mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{Millis, plus_days, weekday_date_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::TenantId;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::base::scope::{Reach, WriteScope};
use crate::letters::signature::Signature;
use crate::letters::{self, kinds};
use crate::outbox::{self, NewMail};
use crate::people::permissions::words;
use crate::people::{Action, Role, Staff, State, posts};
use crate::tenants::directory::Tenant;

use super::rules::{LEVELS, criteria};

/// What it rests on.
pub const CLAUSE: &str = "Quy chế Điều 14";
/// The longest words, in characters.
const LONGEST: usize = 2_000;
/// The longest way to the last day, in days.
const FARTHEST: i64 = 180;
/// Who is written to at a site below.
const BOARD: [Role; 2] = [Role::StandingDeputy, Role::BoardHead];

words! {
    /// How an answer came.
    Way {
        /// In the console.
        Form = "form" / "trả lời trên trang",
        /// By mail, written down by hand.
        Reply = "reply" / "trả lời qua thư, đã ghi lại",
    }
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Receiver {
    /// A unit of the sender's own site.
    Unit(String),
    /// The board of a site below.
    Site(TenantId),
}

impl Receiver {
    /// As it is stored and sent.
    pub fn key(&self) -> String {
        match self {
            Self::Unit(key) => format!("unit:{key}"),
            Self::Site(id) => format!("site:{id}"),
        }
    }

    /// What was stored or sent.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some(("unit", key)) if !key.is_empty() => Some(Self::Unit(key.to_owned())),
            Some(("site", id)) if !id.is_empty() => Some(Self::Site(id.to_owned().into())),
            _ => None,
        }
    }
}

/// A year's questionnaire.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The year that is judged.
    pub year: i16,
    /// The words that went with it, or "".
    pub words: String,
    /// The last day of answers.
    pub due: Date,
    /// Who sent it.
    pub sent_name: String,
    /// When.
    pub sent_at: Millis,
}

/// One that was asked, with what came back.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Who sent it.
    pub giver: TenantId,
    /// The year.
    pub year: i16,
    /// Who is asked.
    pub receiver: Receiver,
    /// Their name.
    pub label: String,
    /// The last day.
    pub due: Date,
    /// When they were last reminded.
    pub reminded_at: Option<Millis>,
    /// How the answer came; none as long as there is none.
    pub way: Option<Way>,
    /// Where a reply lies, or "".
    pub note: String,
    /// What they find hard and propose, or "".
    pub remark: String,
    /// Who answered, or wrote the reply down.
    pub answered_name: String,
    /// When.
    pub answered_at: Option<Millis>,
    /// Counts its changes.
    pub version: i64,
}

/// How each question is judged, by its key.
pub type Levels = BTreeMap<String, String>;

/// The year that is asked about on a day: this one from November on.
pub fn year_on(today: Date) -> i16 {
    if today.month() >= 11 { today.year() } else { today.year() - 1 }
}

/// Who can be asked by a site: its units of the day, and the boards of the open sites below.
pub fn receivers(app: &App, tenant: &Tenant) -> Vec<(Receiver, String)> {
    let units = tenant.profile.units_on(tenant.day);
    let units = units.map(|unit| (Receiver::Unit(unit.key.clone()), unit.name.clone()));
    let below = app.directory.tree(tenant.id()).into_iter().filter(|site| site.id() != tenant.id());
    let label = |site: &Arc<Tenant>| format!("Ban Biên tập {}", site.identity().full_name);
    let below = below.filter(|site| !site.preparing);
    let below = below.map(|site| (Receiver::Site(site.id().clone()), label(&site)));
    units.chain(below).collect()
}

/// What is to be sent.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// The year that is judged.
    pub year: Option<i16>,
    /// The last day of answers.
    pub due: Option<Date>,
    /// A word that goes with it, or "".
    pub words: String,
    /// To whom.
    pub to: Vec<Receiver>,
}

impl New {
    fn refusals(&self, today: Date, known: &[(Receiver, String)]) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let mut refuse = |field, message: &str| refusals.push(Refusal::new(field, message, CLAUSE));
        if self.year.is_none_or(|year| !(today.year() - 1..=today.year()).contains(&year)) {
            refuse("year", "Phiếu đánh giá của năm nay hoặc năm trước.");
        }
        match self.due {
            None => refuse("due", "Hãy ghi hạn trả lời, dạng 15/01/2017."),
            Some(due) if due < today || due > plus_days(today, FARTHEST) => {
                refuse("due", "Hạn trả lời từ hôm nay đến không quá 180 ngày.");
            }
            Some(_) => {}
        }
        if self.words.chars().count() > LONGEST {
            refuse("words", "Lời nhắn không dài quá 2.000 ký tự.");
        }
        if self.to.is_empty() || self.to.iter().any(|one| known.iter().all(|(key, _)| key != one)) {
            refuse("to", "Hãy chọn ít nhất một nơi nhận phiếu.");
        }
        refusals
    }
}

/// Sends the year's questionnaire; who has it already is not written to again. To how many it was sent.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn send(app: &App, tenant: &Tenant, staff: &Staff, actor: &Actor, new: &New) -> Result<usize> {
    staff.require(Action::ReportSave, State::Any)?;
    let (today, now) = (app.db.clock.today(), app.db.clock.now());
    let known = receivers(app, tenant);
    Error::unless_empty(new.refusals(today, &known))?;
    let (Some(year), Some(due)) = (new.year, new.due) else { return Err(Error::NotFound) };
    let survey =
        Survey { year, words: new.words.trim().to_owned(), due, sent_name: staff.name.clone(), sent_at: now };
    let mut written = Vec::new();
    for (receiver, label) in known.into_iter().filter(|(key, _)| new.to.contains(key)) {
        let to = addresses(app, tenant, &receiver).await?;
        written.push((receiver, label, to));
    }
    let mut scope = app.db.write(tenant.id(), actor).await?;
    store::put(&mut scope, &survey, &staff.account).await?;
    let mut sent = 0;
    for (receiver, label, to) in &written {
        if store::add_receiver(&mut scope, year, receiver, label, now).await? {
            write(&mut scope, app, tenant, &survey, (receiver, label, to), "sent").await?;
            sent += 1;
        }
    }
    scope.changed("survey", &year.to_string(), Reach::Staff);
    let detail = json!({ "year": year, "due": due.to_string(), "sent": sent });
    scope.audit("survey.send", "survey", &year.to_string(), detail);
    scope.commit().await?;
    Ok(sent)
}

/// Writes again to who has not answered, at most once a day; to how many.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] where nothing was sent in the year.
pub async fn remind(app: &App, tenant: &Tenant, staff: &Staff, actor: &Actor, year: i16) -> Result<usize> {
    staff.require(Action::ReportSave, State::Any)?;
    let mut scope = app.db.read(tenant.id()).await?;
    let survey = store::of_year(&mut scope, year).await?;
    let open: Vec<Asked> =
        store::asked(&mut scope, year).await?.into_iter().filter(|one| one.way.is_none()).collect();
    drop(scope);
    let Some(survey) = survey.filter(|_| !open.is_empty()) else {
        return Err(Error::refused("year", "Không có nơi nào chưa trả lời phiếu của năm này.", CLAUSE));
    };
    let mut to = Vec::with_capacity(open.len());
    for one in &open {
        to.push(addresses(app, tenant, &one.receiver).await?);
    }
    let (now, step) = (app.db.clock.now(), format!("again-{}", app.db.clock.today()));
    let mut scope = app.db.write(tenant.id(), actor).await?;
    for (one, to) in open.iter().zip(&to) {
        write(&mut scope, app, tenant, &survey, (&one.receiver, &one.label, to), &step).await?;
        store::set_reminded(&mut scope, year, &one.receiver, now).await?;
    }
    scope.changed("survey", &year.to_string(), Reach::Staff);
    let detail = json!({ "year": year, "open": open.len() });
    scope.audit("survey.remind", "survey", &year.to_string(), detail);
    scope.commit().await?;
    Ok(open.len())
}

/// Where a receiver is written to: a unit's box, the people of a board, else the site's box.
async fn addresses(app: &App, tenant: &Tenant, receiver: &Receiver) -> Result<Vec<Address>> {
    let of_box = |text: &str| text.parse::<Address>().into_iter().collect::<Vec<_>>();
    match receiver {
        Receiver::Unit(key) => Ok(tenant.profile.unit(key).map_or_else(Vec::new, |unit| of_box(&unit.email))),
        Receiver::Site(id) => {
            let people = posts::serving_in(&app.db, id, &BOARD).await?;
            if !people.is_empty() {
                return Ok(people.into_iter().map(|post| post.address).collect());
            }
            let site = app.directory.get(id);
            Ok(site.map_or_else(Vec::new, |site| of_box(&site.profile.footer.email)))
        }
    }
}

async fn write(
    scope: &mut WriteScope,
    app: &App,
    tenant: &Tenant,
    survey: &Survey,
    (receiver, label, to): (&Receiver, &str, &[Address]),
    step: &str,
) -> Result<()> {
    let desk = match receiver {
        Receiver::Unit(_) => Some(tenant.slug().to_owned()),
        Receiver::Site(id) => app.directory.get(id).map(|site| site.slug().to_owned()),
    };
    let year = survey.year.to_string();
    for address in to {
        let letter = kinds::SurveySent {
            to: label,
            office: &tenant.identity().body,
            year: survey.year,
            due: weekday_date_vi(survey.due),
            words: &survey.words,
            questions: criteria().iter().map(|one| one.name.as_str()).collect(),
            url: format!("{}/{}/phieu-danh-gia", app.config.console_url(), desk.as_deref().unwrap_or("")),
        };
        let letter = letters::write(&letter, &Signature::of(tenant));
        let mail = NewMail {
            class: Class::Unit,
            dedupe_key: format!("survey/{year}/{step}/{}:{address}", receiver.key()),
            subject_kind: "survey",
            subject_id: &year,
            responsible: None,
            recipient_label: label.to_owned(),
            to: address.clone(),
            subject: letter.subject,
            text: letter.text,
            bounces: true,
        };
        outbox::enqueue(scope, &app.mail.named(&tenant.identity().body), mail).await?;
    }
    Ok(())
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Word {
    /// How each question is judged.
    pub levels: Levels,
    /// What they find hard and propose, or "".
    pub remark: String,
    /// Where a reply lies; only where one is written down.
    pub note: String,
    /// The version that was seen.
    pub version: i64,
}

impl Word {
    fn refusals(&self, way: Way) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let judged = |key: &str| {
            let level = self.levels.get(key).map_or("", String::as_str);
            !level.is_empty() && LEVELS.iter().any(|known| known.0 == level)
        };
        for one in criteria().iter().filter(|one| !judged(&one.key)) {
            refusals.push(Refusal::new("levels", format!("Chưa đánh giá: {}.", one.name), CLAUSE));
        }
        if self.remark.chars().count() > LONGEST {
            refusals.push(Refusal::new("remark", "Vướng mắc, kiến nghị không dài quá 2.000 ký tự.", CLAUSE));
        }
        if way == Way::Reply && !(3..=200).contains(&self.note.trim().chars().count()) {
            let message = "Hãy ghi thư trả lời nào: ngày, số, người gửi; từ 3 đến 200 ký tự.";
            refusals.push(Refusal::new("note", message, CLAUSE));
        }
        refusals
    }
}

/// Whether a person of a site answers for a receiver of a sender's questionnaire.
pub fn answers_for(asked: &Asked, site: &Tenant, staff: &Staff) -> bool {
    let own = match &asked.receiver {
        Receiver::Site(id) => id == site.id() && !staff.only_own_unit(),
        Receiver::Unit(key) => asked.giver == *site.id() && staff.units().any(|unit| unit == key),
    };
    own && staff.may(Action::SurveyAnswer, State::Any)
}

/// A board or unit answers, or answers anew.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason or for what is not theirs,
/// [`Error::Conflict`] when another was first.
pub async fn answer(
    app: &App,
    site: &Tenant,
    staff: &Staff,
    actor: &Actor,
    asked: Option<&Asked>,
    word: &Word,
) -> Result<()> {
    staff.require(Action::SurveyAnswer, State::Any)?;
    let Some(asked) = asked.filter(|asked| answers_for(asked, site, staff)) else {
        return Err(Error::refused(
            "receiver",
            "Hãy chọn phiếu gửi cho đơn vị hoặc trang của ông/bà.",
            CLAUSE,
        ));
    };
    keep(app, staff, actor, asked, word, Way::Form).await
}

/// The desk writes down what somebody without a way in answered by mail.
///
/// # Errors
/// As [`answer`].
pub async fn record(
    app: &App,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    asked: Option<&Asked>,
    word: &Word,
) -> Result<()> {
    staff.require(Action::ReportSave, State::Any)?;
    let Some(asked) = asked.filter(|asked| asked.giver == *tenant.id() && asked.way != Some(Way::Form))
    else {
        let message = "Hãy chọn nơi nhận chưa tự trả lời trên trang.";
        return Err(Error::refused("receiver", message, CLAUSE));
    };
    keep(app, staff, actor, asked, word, Way::Reply).await
}

async fn keep(app: &App, staff: &Staff, actor: &Actor, asked: &Asked, word: &Word, way: Way) -> Result<()> {
    Error::unless_empty(word.refusals(way))?;
    let mut scope = app.db.write(&asked.giver, actor).await?;
    if word.version != asked.version {
        return Err(Error::Conflict("Phiếu vừa được người khác trả lời. Hãy xem lại rồi làm lại.".into()));
    }
    store::answer(&mut scope, asked, word, way, staff).await?;
    scope.changed("survey", &asked.year.to_string(), Reach::Staff);
    let detail = json!({ "year": asked.year, "receiver": asked.receiver.key(), "way": way.as_str() });
    let action = if way == Way::Form { Action::SurveyAnswer.as_str() } else { "survey.record" };
    scope.audit(action, "survey", &asked.year.to_string(), detail);
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_year_is_judged_at_its_end_and_after_it() {
        assert_eq!(year_on(date(2016, 12, 28)), 2016);
        assert_eq!(year_on(date(2017, 1, 15)), 2016);
        assert_eq!(year_on(date(2016, 10, 31)), 2015);
    }

    #[test]
    fn receivers_are_read_back() {
        for one in [Receiver::Unit("tuphap".into()), Receiver::Site("hh-ducthang".to_owned().into())] {
            assert_eq!(Receiver::parse(&one.key()), Some(one));
        }
        assert_eq!(Receiver::parse("unit:"), None);
        assert_eq!(Receiver::parse("khac:1"), None);
    }

    #[test]
    fn every_question_is_judged_and_a_reply_says_where_it_lies() {
        let mut word = Word { levels: Levels::new(), remark: String::new(), note: String::new(), version: 1 };
        assert_eq!(word.refusals(Way::Form).len(), criteria().len());
        word.levels = criteria().iter().map(|one| (one.key.clone(), "tot".to_owned())).collect();
        assert!(word.refusals(Way::Form).is_empty());
        assert_eq!(word.refusals(Way::Reply)[0].field, "note");
        word.levels.insert("day-du".into(), "tuyet-voi".into());
        assert_eq!(word.refusals(Way::Form)[0].field, "levels");
    }
}
