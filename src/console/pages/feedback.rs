//! What offices find hard: filed by anybody who works on a site, considered by the board above.

use poem::Response;

use crate::base::clock::{date_vi, local, time_vi};
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::feedback::{
    DecideForm, FeedbackOnePage, FeedbackPage, FeedbackRegisterPage, FeedbackRow, OwnFeedback, StepLine,
};
use crate::house::feedback::{self, About, Decision, Feedback, Standing, Step, Typed, store};
use crate::items::markup::paragraphs;
use crate::people::{Action, State};
use crate::public::views::{Badge, Choice, Html, Link, Tone};

use super::frame::{Names, Said, layout, post};
use super::house::{Came, came, year, years};

const PATH: &str = "/vuong-mac";

/// The person's hand on what is filed.
pub fn hand<'a>(desk: &'a Desk, actor: &'a crate::base::audit::Actor) -> feedback::Desk<'a> {
    feedback::Desk {
        db: &desk.app.db,
        mail: &desk.app.mail,
        directory: &desk.app.directory,
        tenant: &desk.tenant,
        staff: &desk.staff,
        actor,
    }
}

fn badge(standing: Standing) -> Badge {
    let tone = match standing {
        Standing::New | Standing::Considered => Tone::Warn,
        Standing::Accepted | Standing::Done => Tone::Good,
        Standing::Declined => Tone::Bad,
    };
    Badge::new(standing.vietnamese(), tone)
}

fn heading(one: &Feedback) -> String {
    format!("Số {}: {}", one.number, one.title)
}

fn about(one: &Feedback) -> String {
    let article = if one.article.is_empty() { String::new() } else { format!(", Điều {}", one.article) };
    format!("{}{article}", one.about.vietnamese())
}

fn day(one: &Feedback) -> String {
    date_vi(local(one.at).date())
}

fn step(step: &Step) -> StepLine {
    StepLine {
        what: format!("{}, {}", step.standing.vietnamese(), time_vi(step.at)),
        reason: step.reason.clone(),
    }
}

/// From where one came: the site, and the unit of it.
fn place(desk: &Desk, one: &Feedback) -> String {
    let Some(site) = desk.app.directory.get(&one.source) else { return String::new() };
    let unit = site.profile.unit(&one.unit).map(|unit| format!("{}, ", unit.name)).unwrap_or_default();
    format!("{unit}{}", site.identity().full_name)
}

/// `GET /:tenant/vuong-mac`
///
/// # Errors
/// When the database does not answer.
pub async fn own(desk: Desk) -> Result<Response> {
    own_page(&desk, Said::default()).await
}

async fn own_page(desk: &Desk, said: Said) -> Result<Response> {
    let to = feedback::receiver(&desk.app.directory, &desk.tenant);
    let (source, account) = (desk.tenant.id(), &desk.staff.account);
    let mut scope = desk.app.db.read(&to).await?;
    let filed = store::filed_by(&mut scope, source, account).await?;
    let steps = store::steps_for(&mut scope, source, account).await?;
    drop(scope);
    let form = &desk.asked.form;
    let chosen = About::parse(form.get("ve")).unwrap_or(About::Portal);
    let choice = |about: About| {
        let choice = Choice::new(about.as_str(), about.vietnamese());
        if about == chosen { choice.chosen() } else { choice }
    };
    let sent = desk.asked.query("da-gui");
    let page = FeedbackPage {
        layout: layout(desk, "Nêu vướng mắc, đề xuất").await?,
        board: desk.app.directory.get(&to).map(|to| to.identity().body.clone()).unwrap_or_default(),
        sent: (!sent.is_empty()).then(|| format!("Đã gửi Ban Biên tập, số {sent}.")),
        post: post(desk, &desk.url(PATH)),
        refusals: said.refusals,
        about: About::ALL.into_iter().map(choice).collect(),
        article: form.get("dieu").into(),
        title: form.get("tieu-de").into(),
        body: form.raw("noi-dung").into(),
        own: filed
            .iter()
            .map(|one| OwnFeedback {
                title: heading(one),
                state: badge(one.standing),
                about: format!("{} · {}", about(one), day(one)),
                steps: steps.iter().filter(|step| step.feedback == one.id).map(step).collect(),
            })
            .collect(),
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/vuong-mac`
///
/// # Errors
/// When the database refuses.
pub async fn file(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let typed = Typed {
        about: form.get("ve"),
        article: form.get("dieu"),
        title: form.get("tieu-de"),
        body: form.raw("noi-dung"),
    };
    match feedback::file(hand(&desk, &desk.actor()), typed).await {
        Ok(number) => Ok(see_other(&desk.url(&format!("{PATH}?da-gui={number}")))),
        Err(refused @ Error::Refused(_)) => own_page(&desk, Said::of(refused, str::to_owned)?).await,
        Err(other) => Err(other),
    }
}

/// `GET /:tenant/vuong-mac/so?nam=`
///
/// # Errors
/// When the database does not answer.
pub async fn register(desk: Desk) -> Result<Response> {
    let year = year(&desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let found = feedback::for_year(&mut scope, year).await?;
    let earlier = feedback::waiting_from_before(&mut scope, year).await?;
    drop(scope);
    let counts = Standing::ALL.map(|one| (one.vietnamese().to_owned(), found.count(one).to_string()));
    let row = |one: &Feedback| FeedbackRow {
        link: Link::new(heading(one), desk.url(&format!("{PATH}/{}", one.id))),
        state: badge(one.standing),
        about: format!("{} · {} · {}", about(one), place(&desk, one), day(one)),
    };
    desk::page(&FeedbackRegisterPage {
        layout: layout(&desk, "Sổ vướng mắc, đề xuất").await?,
        year: year.to_string(),
        years: years(&desk, &format!("{PATH}/so"), year),
        counts: counts.to_vec(),
        rows: found.rows.iter().rev().map(row).collect(),
        earlier: earlier.iter().rev().map(row).collect(),
    })
}

/// `GET /:tenant/vuong-mac/:feedback`
///
/// # Errors
/// [`Error::NotFound`] for what was not filed with this site's board.
pub async fn one(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("feedback").to_owned();
    one_page(&desk, &id, Said::default()).await
}

async fn one_page(desk: &Desk, id: &str, said: Said) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = store::get(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let steps = store::steps(&mut scope, id).await?;
    drop(scope);
    let names = Names::read(desk).await?;
    let next = one.standing.next();
    let may = desk.may(Action::FeedbackDecide, State::Any) && !next.is_empty();
    let chosen = desk.asked.form.get("buoc");
    let choice = |standing: &Standing| {
        let choice = Choice::new(standing.as_str(), standing.vietnamese());
        if standing.as_str() == chosen { choice.chosen() } else { choice }
    };
    let page = FeedbackOnePage {
        layout: layout(desk, &format!("Vướng mắc, đề xuất số {}", one.number)).await?,
        back: Link::new("Sổ vướng mắc, đề xuất", desk.url(&format!("{PATH}/so"))),
        heading: heading(&one),
        state: badge(one.standing),
        facts: vec![
            ("Về".into(), about(&one)),
            ("Nơi gửi".into(), place(desk, &one)),
            ("Người gửi".into(), names.of(Some(&one.by))),
            ("Gửi lúc".into(), time_vi(one.at)),
        ],
        body: Html::sanitised(paragraphs(&one.body)),
        steps: steps
            .iter()
            .map(|taken| {
                let line = step(taken);
                StepLine { what: format!("{}, {}", line.what, names.of(Some(&taken.by))), ..line }
            })
            .collect(),
        decide: may.then(|| DecideForm {
            post: post(desk, &desk.url(&format!("{PATH}/xu-ly"))),
            id: one.id.clone(),
            version: one.version.to_string(),
            steps: next.iter().map(choice).collect(),
            reason: desk.asked.form.raw("ly-do").into(),
        }),
        notice: said.notice,
        refusals: said.refusals,
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/vuong-mac/xu-ly`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn decide(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let id = form.get("ma").to_owned();
    let decision =
        Decision { id: &id, version: desk.version()?, standing: form.get("buoc"), reason: form.raw("ly-do") };
    let done = feedback::decide(hand(&desk, &desk.actor()), decision).await;
    let known = store::get(&mut desk.app.db.read(desk.tenant.id()).await?, &id).await?.is_some();
    match done {
        done if known => match came(done)? {
            Came::Done => Ok(see_other(&desk.url(&format!("{PATH}/{id}")))),
            Came::Back(said) => one_page(&desk, &id, said).await,
        },
        done => done.map(|()| see_other(&desk.url(&format!("{PATH}/so")))),
    }
}
