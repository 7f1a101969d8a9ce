//! The questionnaires of the yearly evaluation over JSON.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::console::pages::surveys::{received, sees_sent};
use crate::reports::survey::{self, Asked, New, Receiver, Word, store};

use super::call::{Answer, DONE, Done, day};

/// Which year.
#[derive(Default, Deserialize, JsonSchema)]
pub struct SurveyQuery {
    /// The year that is judged; the one that is asked about now if not given.
    year: Option<i16>,
}

/// One that was asked.
#[derive(Serialize, JsonSchema)]
pub struct AskedJson {
    /// The sender's slug.
    from: String,
    /// The year.
    year: i16,
    /// `unit:` with its key, or `site:` with its id.
    receiver: String,
    /// Its name.
    label: String,
    /// The last day of answers.
    due: String,
    /// `form` or `reply`; absent as long as there is no answer.
    way: Option<&'static str>,
    /// When it was answered.
    answered_at: Option<String>,
    /// What they find hard and propose.
    remark: String,
    /// Send it back with an answer.
    version: i64,
}

fn json(desk: &Desk, one: &Asked) -> AskedJson {
    AskedJson {
        from: desk.app.directory.get(&one.giver).map_or_else(String::new, |site| site.slug().to_owned()),
        year: one.year,
        receiver: one.receiver.key(),
        label: one.label.clone(),
        due: one.due.to_string(),
        way: one.way.map(survey::Way::as_str),
        answered_at: one.answered_at.map(iso),
        remark: one.remark.clone(),
        version: one.version,
    }
}

/// How many judged a question in one way.
#[derive(Serialize, JsonSchema)]
pub struct JudgedJson {
    /// The question's key.
    question: String,
    /// `tot`, `kha`, `trung-binh`, `yeu`.
    level: String,
    /// How many.
    count: i64,
}

/// What was received and sent.
#[derive(Serialize, JsonSchema)]
pub struct SurveysJson {
    /// What one is asked here.
    received: Vec<AskedJson>,
    /// Who was asked by this site in the year; empty for who does not see it.
    sent: Vec<AskedJson>,
    /// Their answers, counted.
    judged: Vec<JudgedJson>,
}

impl Answer for SurveysJson {}

/// `GET …/surveys`
pub async fn list(desk: Desk, query: SurveyQuery) -> Result<SurveysJson> {
    let year = query.year.unwrap_or_else(|| survey::year_on(desk.app.db.clock.today()));
    let received = received(&desk).await?;
    let (asked, judged) = if sees_sent(&desk) {
        let mut scope = desk.app.db.read(desk.tenant.id()).await?;
        (store::asked(&mut scope, year).await?, store::judged(&mut scope, year).await?)
    } else {
        (Vec::new(), Vec::new())
    };
    let count =
        |one: store::Judged| JudgedJson { question: one.question, level: one.level, count: one.count };
    Ok(SurveysJson {
        received: received.iter().map(|one| json(&desk, one)).collect(),
        sent: asked.iter().map(|one| json(&desk, one)).collect(),
        judged: judged.into_iter().map(count).collect(),
    })
}

/// The year's questionnaire.
#[derive(Default, Deserialize, JsonSchema)]
pub struct NewSurveyJson {
    /// The year that is judged.
    year: Option<i16>,
    /// The last day of answers, as `2017-01-15`.
    due: Option<String>,
    /// A word that goes with it.
    #[serde(default)]
    words: String,
    /// To whom: `unit:` with a key, `site:` with an id.
    #[serde(default)]
    to: Vec<String>,
}

/// `POST …/surveys`
pub async fn send(desk: Desk, new: NewSurveyJson) -> Result<Done> {
    let new = New {
        year: new.year,
        due: day("due", new.due.as_deref())?,
        words: new.words,
        to: new.to.iter().filter_map(|key| Receiver::parse(key)).collect(),
    };
    survey::send(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), &new).await?;
    Ok(DONE)
}

/// `POST …/surveys/remind`
pub async fn remind(desk: Desk, query: SurveyQuery) -> Result<Done> {
    let year = query.year.unwrap_or_else(|| survey::year_on(desk.app.db.clock.today()));
    survey::remind(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), year).await?;
    Ok(DONE)
}

/// An answer.
#[derive(Default, Deserialize, JsonSchema)]
pub struct AnswerJson {
    /// The sender's slug; this site's if not given.
    from: Option<String>,
    /// The year.
    #[serde(default)]
    year: i16,
    /// Who is asked, as the list shows it.
    #[serde(default)]
    receiver: String,
    /// `tot`, `kha`, `trung-binh` or `yeu` by the keys of the questions.
    #[serde(default)]
    levels: BTreeMap<String, String>,
    /// What they find hard and propose.
    #[serde(default)]
    remark: String,
    /// Where the reply lies; only where one is written down.
    #[serde(default)]
    note: String,
    /// The version that was seen.
    #[serde(default)]
    version: i64,
}

async fn found(desk: &Desk, sent: &AnswerJson) -> Result<Option<Asked>> {
    let slug = sent.from.as_deref().unwrap_or_else(|| desk.tenant.slug());
    let Some(giver) = desk.app.directory.by_slug(slug) else { return Ok(None) };
    let Some(receiver) = Receiver::parse(&sent.receiver) else { return Ok(None) };
    let all = store::asked(&mut desk.app.db.read(giver.id()).await?, sent.year).await?;
    Ok(all.into_iter().find(|one| one.receiver == receiver))
}

fn word(sent: AnswerJson) -> Word {
    Word { levels: sent.levels, remark: sent.remark, note: sent.note, version: sent.version }
}

/// `POST …/surveys/answer`
pub async fn answer(desk: Desk, sent: AnswerJson) -> Result<Done> {
    let asked = found(&desk, &sent).await?;
    let actor = desk.actor();
    survey::answer(&desk.app, &desk.tenant, &desk.staff, &actor, asked.as_ref(), &word(sent)).await?;
    Ok(DONE)
}

/// `POST …/surveys/record`
pub async fn record(desk: Desk, sent: AnswerJson) -> Result<Done> {
    let asked = found(&desk, &sent).await?;
    let actor = desk.actor();
    survey::record(&desk.app, &desk.tenant, &desk.staff, &actor, asked.as_ref(), &word(sent)).await?;
    Ok(DONE)
}
