//! How the site counts and pays, with the law as it holds today.

use poem::Response;
use poem::http::StatusCode;
use royalties::amount::Rounding;

use crate::base::error::Result;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::royalties::{Cell, Line, RoyaltySettingsPage, Table};
use crate::people::{Action, State};
use crate::public::views::{Choice, Link};
use crate::royalties::settings::{self, Payer, Settings, UnitDay};
use crate::royalties::{RULES, dong};

use super::super::frame::{Said, layout, post};
use super::{field, number};

/// `GET /:tenant/nhuan-but/cai-dat`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, Said { status: StatusCode::OK, ..Said::default() }).await
}

fn choice(value: &str, label: &str, chosen: &str) -> Choice {
    Choice { value: value.into(), label: label.into(), chosen: value == chosen }
}

async fn show(desk: &Desk, said: Said) -> Result<Response> {
    let kept = Settings::read(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let form = &desk.asked.form;
    let fresh = form.fields().is_empty();
    let typed = |name: &str, kept: String| if fresh { kept } else { form.get(name).to_owned() };
    let share = |share: Option<i64>| share.map_or_else(String::new, |share| share.to_string());
    let unit_day = typed("ngay-don-vi", kept.unit_day.as_str().into());
    let payer = typed("noi-chi", kept.payer.as_str().into());
    let rounding = typed("lam-tron", kept.rounding.dong().to_string());
    let page = RoyaltySettingsPage {
        layout: layout(desk, "Cài đặt nhuận bút").await?,
        post: desk.may(Action::RoyaltySet, State::Any).then(|| post(desk, &desk.url("/nhuan-but/cai-dat"))),
        refusals: said.refusals,
        unit_days: UnitDay::ALL.iter().map(|one| choice(one.as_str(), one.vietnamese(), &unit_day)).collect(),
        roundings: Rounding::CHOICES
            .iter()
            .map(|dong| choice(&dong.to_string(), &format!("đến {dong} đồng"), &rounding))
            .collect(),
        payers: Payer::ALL.iter().map(|one| choice(one.as_str(), one.vietnamese(), &payer)).collect(),
        translation: typed("ty-le-dich", share(kept.translation)),
        repost: typed("ty-le-dang-lai", share(kept.repost)),
        duty: typed("ty-le-nhiem-vu", share(kept.duty)),
        remuneration: typed("ty-le-thu-lao", share(kept.remuneration)),
        frames: frames(desk, &typed("khung-he-so", kept.frame.clone().unwrap_or_default())),
        genres: genres(desk, &kept),
        law: law(desk),
    };
    desk::html(said.status, &page)
}

/// The frames to choose from; the first is the usual one of the site's level.
fn frames(desk: &Desk, chosen: &str) -> Vec<Choice> {
    let all = RULES.frames(desk.tenant.profile.level.as_str(), desk.app.db.clock.today());
    let usual = all.first().map_or_else(String::new, |frame| format!("Theo cấp của trang: {}", frame.name));
    let every = all.iter().map(|frame| choice(&frame.key, &frame.name, chosen));
    std::iter::once(choice("", &usual, chosen)).chain(every).collect()
}

fn genres(desk: &Desk, kept: &Settings) -> Table {
    let today = desk.app.db.clock.today();
    Table {
        caption: "Khung hệ số".into(),
        first: "Thể loại",
        heads: vec!["Hệ số", "Căn cứ"],
        rows: RULES
            .genres(kept.frame(desk.tenant.profile.level, today), today)
            .into_iter()
            .map(|genre| Line {
                head: Link::new(genre.name.clone(), ""),
                cells: vec![Cell::words("Hệ số", genre.range()), Cell::words("Căn cứ", &genre.clause)],
                ..Line::default()
            })
            .collect(),
        ..Table::default()
    }
}

fn law(desk: &Desk) -> Vec<(String, String)> {
    let today = desk.app.db.clock.today();
    let mut law = Vec::new();
    if let Some(worth) = RULES.worth(today) {
        law.push(("Lương cơ sở".into(), dong(worth.salary)));
        let unit = format!("{} ({} % lương cơ sở; {})", dong(worth.unit()), worth.percent, worth.clause);
        law.push(("Một đơn vị hệ số".into(), unit));
    }
    if let Some(tax) = RULES.tax(today) {
        let told = format!("{} % khi một lần chi từ {} ({})", tax.percent, dong(tax.threshold), tax.clause);
        law.push(("Thuế khấu trừ".into(), told));
    }
    if let Some(share) = RULES.remuneration(today) {
        let told = format!("nhiều nhất {} % nhuận bút của tháng ({})", share.percent, share.clause);
        law.push(("Thù lao".into(), told));
    }
    let within = &RULES.pay_within;
    law.push(("Thời hạn chi".into(), format!("{} ngày kể từ ngày đăng ({})", within.days, within.clause)));
    law
}

/// `POST /:tenant/nhuan-but/cai-dat`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn save(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    // What is no number is refused like one that is too large.
    let share = |name: &str| {
        let typed = form.get(name).trim();
        (!typed.is_empty()).then(|| number(typed).unwrap_or(0))
    };
    let usual = Settings::default();
    let wanted = Settings {
        unit_day: UnitDay::parse(form.get("ngay-don-vi")).unwrap_or(usual.unit_day),
        rounding: number(form.get("lam-tron")).and_then(Rounding::to).unwrap_or(usual.rounding),
        payer: Payer::parse(form.get("noi-chi")).unwrap_or(usual.payer),
        translation: share("ty-le-dich"),
        repost: share("ty-le-dang-lai"),
        duty: share("ty-le-nhiem-vu"),
        remuneration: share("ty-le-thu-lao"),
        frame: Some(form.get("khung-he-so").to_owned()).filter(|key| !key.is_empty()),
    };
    match settings::set(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &wanted).await {
        Ok(()) => Ok(see_other(&desk.url("/nhuan-but/cai-dat"))),
        Err(refused) => show(&desk, Said::of(refused, field)?).await,
    }
}
