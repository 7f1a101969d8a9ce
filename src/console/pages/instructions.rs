//! What leaders instruct: to give, to follow, to report, to settle.

use jiff::civil::Date;
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::base::id::TenantId;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::instructions::{
    GiveForm, InstructionPage, InstructionRow, InstructionsPage, StepRow,
};
use crate::instructions::{self, Instruction, Move, New, Stage, Word, store};
use crate::people::{Action, Role, State};
use crate::public::views::{Badge, Choice, Link, Refusals, Tone};

use super::form::date;
use super::frame::{Said, layout, post, shown, when};

fn field(name: &str) -> String {
    match name {
        "title" => "tieu-de",
        "body" => "noi-dung",
        "site" => "chon-trang",
        "unit" => "don-vi",
        "due" => "han",
        "step" => "buoc",
        _ => "ghi-chu",
    }
    .into()
}

/// Where one stands, on a day.
pub fn stage_badge(one: &Instruction, today: Date) -> Badge {
    match one.stage {
        Stage::Given if one.is_late(today) => Badge::new("Quá hạn", Tone::Bad),
        Stage::Given | Stage::Reported => Badge::new(one.stage.vietnamese(), Tone::Warn),
        Stage::Accepted => Badge::new(one.stage.vietnamese(), Tone::Good),
        Stage::Withdrawn => Badge::new(one.stage.vietnamese(), Tone::Plain),
    }
}

fn site_name(desk: &Desk, id: &TenantId) -> String {
    desk.app.directory.get(id).map_or_else(String::new, |site| site.identity().full_name.clone())
}

/// Who is to do it.
pub fn receiver(desk: &Desk, one: &Instruction) -> String {
    let site = desk.app.directory.get(&one.site);
    let unit = one.unit.as_deref().map(|key| {
        let unit = site.as_ref().and_then(|site| site.profile.unit(key));
        unit.map_or_else(|| key.to_owned(), |unit| unit.name.clone())
    });
    format!("{}, {}", unit.unwrap_or_else(|| "Ban Biên tập".into()), site_name(desk, &one.site))
}

fn row(desk: &Desk, one: &Instruction) -> InstructionRow {
    InstructionRow {
        link: Link::new(one.title.clone(), desk.url(&format!("/chi-dao/{}", one.id))),
        state: stage_badge(one, desk.app.db.clock.today()),
        about: format!(
            "{} ({}) giao {}, hạn {}",
            one.given_name,
            site_name(desk, &one.giver),
            receiver(desk, one),
            date_vi(one.due)
        ),
    }
}

/// Whether the person sees what the leaders of this site gave: all but those of its units.
fn sees_given(desk: &Desk) -> bool {
    desk.staff.only_looks_on() || !desk.staff.only_own_unit()
}

fn is_on_desk(desk: &Desk, one: &Instruction) -> bool {
    desk.staff.only_looks_on() || one.is_of(&desk.staff)
}

/// What the site was given, as far as the person sees it.
///
/// # Errors
/// When the database does not answer.
pub async fn received(desk: &Desk) -> Result<Vec<Instruction>> {
    let all = store::received(&mut desk.app.db.platform().await?, desk.tenant.id()).await?;
    Ok(all.into_iter().filter(|one| is_on_desk(desk, one)).collect())
}

/// What its leaders gave, for who may see it.
///
/// # Errors
/// When the database does not answer.
pub async fn given(desk: &Desk) -> Result<Option<Vec<Instruction>>> {
    if !sees_given(desk) {
        return Ok(None);
    }
    store::given(&mut desk.app.db.read(desk.tenant.id()).await?).await.map(Some)
}

/// `GET /:tenant/chi-dao?trang=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    show_list(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show_list(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let page = InstructionsPage {
        layout: layout(desk, "Chỉ đạo").await?,
        received: received(desk).await?.iter().map(|one| row(desk, one)).collect(),
        // What the leaders gave their own board stands above already.
        given: given(desk).await?.map(|all| {
            all.iter().filter(|one| one.site != *desk.tenant.id()).map(|one| row(desk, one)).collect()
        }),
        form: desk.may(Action::InstructionGive, State::Any).then(|| form(desk)),
        refusals,
    };
    desk::html(status, &page)
}

fn form(desk: &Desk) -> GiveForm {
    let typed = &desk.asked.form;
    let wanted = if typed.get("trang").is_empty() { desk.asked.query("trang") } else { typed.get("trang") };
    let sites = instructions::sites(&desk.app, &desk.tenant);
    let chosen = sites.iter().find(|site| site.slug() == wanted).unwrap_or(&desk.tenant).clone();
    let unit = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: typed.get("don-vi") == value,
    };
    let mut units = vec![unit("", "Ban Biên tập")];
    units.extend(chosen.profile.units_on(desk.tenant.day).map(|one| unit(&one.key, &one.name)));
    GiveForm {
        post: post(desk, &desk.url("/chi-dao")),
        sites: sites
            .iter()
            .map(|site| Choice {
                value: site.slug().to_owned(),
                label: site.identity().full_name.clone(),
                chosen: site.id() == chosen.id(),
            })
            .collect(),
        site: chosen.slug().to_owned(),
        site_name: chosen.identity().full_name.clone(),
        units,
        title: typed.get("tieu-de").to_owned(),
        body: typed.raw("noi-dung").to_owned(),
        due: typed.get("han").to_owned(),
    }
}

/// `POST /:tenant/chi-dao`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn give(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    // The units of another site are asked for; what was typed stays.
    if form.has("chon") {
        return show_list(&desk, StatusCode::OK, Refusals::default()).await;
    }
    let new = New {
        title: form.get("tieu-de"),
        body: form.get("noi-dung"),
        site: form.get("trang"),
        unit: form.get("don-vi"),
        due: date(form.get("han")),
    };
    match instructions::give(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), &new).await {
        Ok(id) => Ok(see_other(&desk.url(&format!("/chi-dao/{id}")))),
        Err(Error::Refused(refusals)) => {
            show_list(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// One that the person may see here.
///
/// # Errors
/// [`Error::NotFound`] for what is not theirs.
pub async fn find(desk: &Desk, id: &str) -> Result<Instruction> {
    let found = store::find(&mut desk.app.db.platform().await?, id, desk.tenant.id()).await?;
    let theirs = |one: &Instruction| {
        let here = one.site == *desk.tenant.id() && is_on_desk(desk, one);
        here || (one.giver == *desk.tenant.id() && sees_given(desk))
    };
    found.filter(theirs).ok_or(Error::NotFound)
}

/// `GET /:tenant/chi-dao/:instruction`
///
/// # Errors
/// [`Error::NotFound`] for what is not theirs.
pub async fn view(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("instruction").to_owned();
    show(&desk, &id, Said { status: StatusCode::OK, ..Said::default() }).await
}

async fn show(desk: &Desk, id: &str, said: Said) -> Result<Response> {
    let one = find(desk, id).await?;
    let steps = store::steps(&mut desk.app.db.platform().await?, &one).await?;
    let now = desk.app.db.clock.now();
    let is_open = matches!(one.stage, Stage::Given | Stage::Reported);
    let leads = one.giver == *desk.tenant.id()
        && desk.may(Action::InstructionSettle, State::Any)
        && (one.given_by == desk.staff.account || desk.staff.is(&[Role::Leader]));
    let does = one.site == *desk.tenant.id()
        && desk.may(Action::InstructionReport, State::Any)
        && one.is_of(&desk.staff);
    let settle = (is_open && leads).then(|| post(desk, &desk.url("/chi-dao/ket-luan")));
    let report = (one.stage == Stage::Given && does && settle.is_none())
        .then(|| post(desk, &desk.url("/chi-dao/bao-cao")));
    let moves: &[Move] = match (&settle, one.stage) {
        (Some(_), Stage::Reported) => &[Move::Accepted, Move::Returned, Move::Withdrawn],
        (Some(_), _) => &[Move::Accepted, Move::Extended, Move::Withdrawn],
        _ => &[Move::Progress, Move::Reported],
    };
    let page = InstructionPage {
        layout: layout(desk, &one.title).await?,
        title: one.title.clone(),
        state: stage_badge(&one, desk.app.db.clock.today()),
        body: one.body.clone(),
        facts: vec![
            ("Người giao".into(), format!("{}, {}", one.given_name, site_name(desk, &one.giver))),
            ("Nơi nhận".into(), receiver(desk, &one)),
            ("Hạn hoàn thành".into(), date_vi(one.due)),
        ],
        steps: steps
            .into_iter()
            .map(|step| StepRow {
                what: step.step.vietnamese().into(),
                who: step.name,
                at: when(step.at, now),
                note: if step.step == Move::Given { String::new() } else { step.note },
            })
            .collect(),
        id: one.id.clone(),
        version: one.version.to_string(),
        report,
        settle,
        moves: moves
            .iter()
            .map(|step| Choice {
                value: step.as_str().into(),
                label: step.vietnamese().into(),
                chosen: desk.asked.form.get("buoc") == step.as_str(),
            })
            .collect(),
        note: desk.asked.form.raw("ghi-chu").to_owned(),
        due: desk.asked.form.get("han").to_owned(),
        may_extend: one.stage == Stage::Given,
        refusals: said.refusals,
        notice: said.notice,
        back: Link::new("Mọi chỉ đạo", desk.url("/chi-dao")),
    };
    desk::html(said.status, &page)
}

fn word(desk: &Desk) -> Word<'_> {
    let form = &desk.asked.form;
    Word {
        id: form.get("chi-dao"),
        version: form.get("phien-ban").parse().ok(),
        step: Move::parse(form.get("buoc")),
        note: form.get("ghi-chu"),
        due: date(form.get("han")),
    }
}

async fn answered(desk: &Desk, done: Result<()>) -> Result<Response> {
    let id = desk.asked.form.get("chi-dao").to_owned();
    match done {
        Ok(()) => Ok(see_other(&desk.url(&format!("/chi-dao/{id}")))),
        // Without an instruction there is no page of it to come back to.
        Err(Error::Refused(refusals)) if id.is_empty() => {
            show_list(desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(refused) => show(desk, &id, Said::of(refused, field)?).await,
    }
}

/// `POST /:tenant/chi-dao/bao-cao`
///
/// # Errors
/// [`Error::NotFound`] for what is not theirs.
pub async fn report(desk: Desk) -> Result<Response> {
    let done = instructions::report(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), word(&desk)).await;
    answered(&desk, done).await
}

/// `POST /:tenant/chi-dao/ket-luan`
///
/// # Errors
/// [`Error::NotFound`] for what this site did not give, [`Error::Forbidden`] for another's.
pub async fn settle(desk: Desk) -> Result<Response> {
    let done = instructions::settle(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), word(&desk)).await;
    answered(&desk, done).await
}
