//! The home and the look of a site: arranged, looked at, published and brought back; and the parts all pages are made of.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::time_vi;
use crate::base::error::{Error, Refusal, Result};
use crate::base::web::form::Form;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::face::{
    ArrangementPage, BlockRow, ColourRow, DesignPage, Frame, LookPage, MeasuredRow, Prepared, VersionRow,
};
use crate::face::arrangement::{Arrangement, Block, Placed};
use crate::face::look::{self, Look, OWN, RADII};
use crate::face::palettes::Measured;
use crate::face::{self, Act, Arranged, Part, preview, store};
use crate::people::{Action, State};
use crate::public::views::{Badge, Choice, Link, Refusals, Tone};
use crate::tenants::PALETTE_TITLES;

use super::frame::{layout, post, shown};

const HOME: &str = "/trang-chu";
const LOOK: &str = "/giao-dien";

fn path(part: Part) -> &'static str {
    match part {
        Part::Home => HOME,
        Part::Look => LOOK,
    }
}

fn act<'a>(desk: &'a Desk, actor: &'a crate::base::audit::Actor) -> Act<'a> {
    Act { db: &desk.app.db, tenant: &desk.tenant, actor, staff: &desk.staff }
}

/// `GET /:tenant/trang-chu`
///
/// # Errors
/// When the database does not answer.
pub async fn home(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Part::Home, None, Refusals::default(), None).await
}

/// `GET /:tenant/giao-dien`
///
/// # Errors
/// When the database does not answer.
pub async fn look(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Part::Look, None, Refusals::default(), None).await
}

/// `POST /:tenant/trang-chu`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn save_home(desk: Desk) -> Result<Response> {
    let (arrangement, misplaced) = typed_home(&desk.asked.form);
    if misplaced.is_empty() {
        return save(&desk, Arranged::Home(arrangement)).await;
    }
    let all = misplaced.into_iter().chain(arrangement.refusals()).collect();
    settled(&desk, Part::Home, Some(Arranged::Home(arrangement)), Err(Error::Refused(all))).await
}

/// `POST /:tenant/giao-dien`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn save_look(desk: Desk) -> Result<Response> {
    let arranged = Arranged::Look(typed_look(&desk.asked.form));
    save(&desk, arranged).await
}

async fn save(desk: &Desk, arranged: Arranged) -> Result<Response> {
    let actor = desk.actor();
    let done = face::save(act(desk, &actor), &arranged, desk.version()?).await;
    settled(desk, arranged.part(), Some(arranged), done).await
}

/// `POST /:tenant/trang-chu/dang`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn publish_home(desk: Desk) -> Result<Response> {
    publish(&desk, Part::Home).await
}

/// `POST /:tenant/giao-dien/dang`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn publish_look(desk: Desk) -> Result<Response> {
    publish(&desk, Part::Look).await
}

async fn publish(desk: &Desk, part: Part) -> Result<Response> {
    let actor = desk.actor();
    let done = face::publish(act(desk, &actor), part, desk.version()?).await.map(drop);
    settled(desk, part, None, done).await
}

/// `POST /:tenant/trang-chu/bo-nhap`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn discard_home(desk: Desk) -> Result<Response> {
    discard(&desk, Part::Home).await
}

/// `POST /:tenant/giao-dien/bo-nhap`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn discard_look(desk: Desk) -> Result<Response> {
    discard(&desk, Part::Look).await
}

async fn discard(desk: &Desk, part: Part) -> Result<Response> {
    let actor = desk.actor();
    let done = face::discard(act(desk, &actor), part, desk.version()?).await;
    settled(desk, part, None, done).await
}

/// `POST /:tenant/trang-chu/khoi-phuc`
///
/// # Errors
/// [`Error::NotFound`] for a version there never was.
pub async fn restore_home(desk: Desk) -> Result<Response> {
    restore(&desk, Part::Home).await
}

/// `POST /:tenant/giao-dien/khoi-phuc`
///
/// # Errors
/// [`Error::NotFound`] for a version there never was.
pub async fn restore_look(desk: Desk) -> Result<Response> {
    restore(&desk, Part::Look).await
}

async fn restore(desk: &Desk, part: Part) -> Result<Response> {
    let no = desk.asked.form.get("ban").parse();
    let no: i64 = no.map_err(|_| Error::BadRequest("Biểu mẫu thiếu số của bản cần khôi phục.".into()))?;
    let actor = desk.actor();
    let done = face::restore(act(desk, &actor), part, no).await.map(drop);
    settled(desk, part, None, done).await
}

/// Back to the page, or the form once more with what was typed.
async fn settled(desk: &Desk, part: Part, typed: Option<Arranged>, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(&desk.url(path(part)))),
        Err(Error::Refused(refusals)) => {
            let refusals = shown(refusals, str::to_owned);
            show(desk, StatusCode::UNPROCESSABLE_ENTITY, part, typed, refusals, None).await
        }
        Err(Error::Conflict(message)) => {
            show(desk, StatusCode::CONFLICT, part, typed, Refusals::default(), Some(message)).await
        }
        Err(other) => Err(other),
    }
}

/// The page of a part: what was typed, else what is prepared, else what holds.
async fn show(
    desk: &Desk,
    status: StatusCode,
    part: Part,
    typed: Option<Arranged>,
    refusals: Refusals,
    notice: Option<String>,
) -> Result<Response> {
    let frame = frame(desk, part, refusals, notice).await?;
    let arranged = match typed {
        Some(typed) => typed,
        None => face::prepared(&mut desk.app.db.read(desk.tenant.id()).await?, &desk.tenant, part).await?,
    };
    match arranged {
        Arranged::Home(arrangement) => {
            let page = ArrangementPage {
                layout: layout(desk, "Trang chủ").await?,
                rows: rows(&arrangement, &frame.refusals, &desk.asked.form),
                frame,
            };
            desk::html(status, &page)
        }
        Arranged::Look(look) => desk::html(status, &look_page(desk, frame, &look).await?),
    }
}

async fn frame(desk: &Desk, part: Part, refusals: Refusals, notice: Option<String>) -> Result<Frame> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let draft = store::draft(&mut scope, part).await?;
    let versions = store::versions(&mut scope, part).await?;
    drop(scope);
    let may = desk.may(Action::SiteSet, State::Any);
    let base = desk.url(path(part));
    let preview_url = preview::url(&desk.app.db.sealer, &desk.tenant, desk.app.db.clock.now());
    let prepared = draft.as_ref().map(|draft| Prepared {
        said: format!("Bản nháp của {}, {}.", draft.saved_by, time_vi(draft.saved_at)),
        preview: Link::new("Xem trước trang chủ", preview_url),
        publish: may.then(|| post(desk, &format!("{base}/dang"))),
        discard: may.then(|| post(desk, &format!("{base}/bo-nhap"))),
    });
    let latest = versions.first().map(|version| version.no);
    let row = |version: &face::Version| {
        let holds = Some(version.no) == latest;
        VersionRow {
            no: version.no.to_string(),
            said: match version.restored_from {
                Some(from) => format!("khôi phục bản {from}"),
                None => "đăng mới".into(),
            },
            by: format!("{}, {}", version.published_by, time_vi(version.published_at)),
            state: if holds {
                Badge::new("đang dùng", Tone::Good)
            } else {
                Badge::new("bản cũ", Tone::Plain)
            },
            restore: (may && !holds).then(|| post(desk, &format!("{base}/khoi-phuc"))),
        }
    };
    Ok(Frame {
        post: may.then(|| post(desk, &base)),
        version: draft.map_or(0, |draft| draft.version).to_string(),
        prepared,
        versions: versions.iter().map(row).collect(),
        refusals,
        notice,
    })
}

/// The rows of the form: every block in its place. A refused form shows the places and numbers as they were typed.
fn rows(arrangement: &Arrangement, refusals: &Refusals, sent: &Form) -> Vec<BlockRow> {
    let typed =
        |name: &str, known: String| if refusals.is_empty() { known } else { sent.raw(name).to_owned() };
    let row = |(at, placed): (usize, Placed)| {
        let fields = placed.block.fields();
        BlockRow {
            title: placed.block.title().to_owned(),
            about: placed.block.about().to_owned(),
            fields,
            place: typed(fields.place, (at + 1).to_string()),
            shown: placed.shown,
            count: placed.block.most().map(|_| typed(fields.count, placed.count.to_string())),
            most: placed.block.most().unwrap_or_default().to_string(),
            heading: placed.heading,
        }
    };
    arrangement.whole().into_iter().enumerate().map(row).collect()
}

/// The arrangement that a form stands for, with what is wrong in the places: blocks of one place have no order.
fn typed_home(form: &Form) -> (Arrangement, Vec<Refusal>) {
    let number = |name: &str| form.get(name).parse::<i64>().unwrap_or(-1);
    let mut placed: Vec<(i64, Placed)> = Vec::new();
    let mut misplaced = Vec::new();
    for &block in Block::ALL {
        let fields = block.fields();
        let place = number(fields.place);
        let message = match placed.iter().find(|(taken, _)| *taken == place) {
            _ if place < 1 => Some(format!("Khối “{}”: thứ tự phải là số từ 1.", block.title())),
            Some((_, other)) => Some(format!(
                "Khối “{}” và khối “{}” cùng thứ tự {place}. Mỗi khối cần một thứ tự riêng.",
                block.title(),
                other.block.title()
            )),
            None => None,
        };
        misplaced.extend(message.map(|message| Refusal::new(fields.place, message, "")));
        let count = if block.most().is_some() { number(fields.count) } else { 0 };
        let heading = form.get(fields.heading).to_owned();
        placed.push((place, Placed { block, shown: form.get(fields.shown) == "co", count, heading }));
    }
    placed.sort_by_key(|(place, _)| *place);
    (Arrangement { blocks: placed.into_iter().map(|(_, one)| one).collect() }, misplaced)
}

fn typed_look(form: &Form) -> Look {
    let value = |own: &look::Own| {
        let typed = form.get(own.field).to_ascii_lowercase();
        (!typed.is_empty()).then(|| (own.token.to_owned(), typed))
    };
    Look {
        palette: form.get("bang-mau").to_owned(),
        values: OWN.iter().filter_map(value).collect(),
        radius: form.get("bo-goc").parse().unwrap_or(u8::MAX),
        emblem: form.get("bieu-trung").to_owned(),
    }
}

async fn look_page(desk: &Desk, frame: Frame, look: &Look) -> Result<LookPage> {
    let chosen = |choice: Choice, is: bool| if is { choice.chosen() } else { choice };
    let tokens = look.tokens();
    let colours = OWN.iter().map(|own| ColourRow {
        field: own.field,
        label: own.label,
        value: look.values.get(own.token).cloned().unwrap_or_default(),
        of_palette: tokens.get(own.token).cloned().unwrap_or_default(),
    });
    let measured = look.measured();
    Ok(LookPage {
        layout: layout(desk, "Giao diện").await?,
        palettes: PALETTE_TITLES
            .iter()
            .map(|(name, title)| chosen(Choice::new(*name, *title), look.palette == *name))
            .collect(),
        colours: colours.collect(),
        radii: RADII
            .iter()
            .map(|&radius| {
                let words =
                    if radius == 0 { "Góc vuông".into() } else { format!("{radius} điểm ảnh") };
                chosen(Choice::new(radius.to_string(), words), look.radius == radius)
            })
            .collect(),
        emblem: look.emblem.clone(),
        measured: measured.iter().map(|(day, night)| measured_row(day, night)).collect(),
        frame,
    })
}

fn measured_row(day: &Measured, night: &Measured) -> MeasuredRow {
    let badge = |one: &Measured| {
        let tone = if one.is_legible() { Tone::Good } else { Tone::Bad };
        let word = if one.is_legible() { "đạt" } else { "thấp" };
        Badge::new(format!("{}:1, {word}", look::ratio(one.ratio)), tone)
    };
    MeasuredRow {
        pair: format!("{} trên {}", look::token_title(day.pair.ink), look::token_title(day.pair.ground)),
        least: format!("{}:1", look::ratio(day.pair.least())),
        day: badge(day),
        night: badge(night),
    }
}

/// `GET /:tenant/he-thiet-ke`: the parts that all pages are made of, by day, by night and in high contrast.
///
/// # Errors
/// When the database does not answer.
pub async fn design(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let look = face::look(&mut scope, &desk.tenant).await?;
    drop(scope);
    let today = desk.app.db.clock.today();
    desk::page(&DesignPage {
        layout: layout(&desk, "Hệ thiết kế").await?,
        palette: look.palette.clone(),
        sheets: DesignPage::sheets(),
        today: crate::public::site::day(today),
        weekday: crate::base::clock::weekday_date_vi(today),
    })
}
