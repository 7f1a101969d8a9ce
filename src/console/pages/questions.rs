//! The register of questions.

use poem::Response;

use crate::base::error::Result;
use crate::console::desk::{self, Desk};
use crate::console::views::question::{QuestionRow, QuestionsPage};
use crate::people::State;
use crate::public::pages::ask::days_left;
use crate::public::pages::home::encode;
use crate::public::views::{Badge, Link, Pager, Tone};
use crate::questions::desk::seen_units;
use crate::questions::store::{self, DeskFilter, Filed};
use crate::search::service::Which;
use crate::search::{Filters, Group, Query};

use super::frame::{badge, layout, when};
use super::items::{audience, choices};

/// Rows on one page.
const PAGE: usize = 30;
/// States a question may stand in.
const STATES: [State; 9] = [
    State::Received,
    State::Assigned,
    State::Clarification,
    State::Answered,
    State::AnswerApproved,
    State::Published,
    State::AnsweredPrivately,
    State::Transferred,
    State::Closed,
];

/// `GET /:tenant/hoi-dap`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let asked = &desk.asked;
    let state = State::parse(asked.query("trang-thai")).filter(|state| STATES.contains(state));
    let seen = seen_units(&desk.staff);
    let wanted = Some(asked.query("don-vi").to_owned()).filter(|unit| !unit.is_empty());
    let units = match (wanted, seen) {
        (Some(unit), Some(seen)) => Some(seen.into_iter().filter(|own| *own == unit).collect()),
        (Some(unit), None) => Some(vec![unit]),
        (None, seen) => seen,
    };
    let q = asked.query("q").to_owned();
    let (total, rows) = if q.is_empty() {
        let mut scope = desk.app.db.read(desk.tenant.id()).await?;
        let (total, rows) =
            store::list(&mut scope, &DeskFilter { state, units }, (asked.page() - 1) * PAGE, PAGE).await?;
        (total, rows.iter().map(|filed| row(&desk, filed)).collect())
    } else {
        searched(&desk, &q).await?
    };
    let kept: String = ["trang-thai", "don-vi", "q"]
        .iter()
        .map(|name| format!("&{name}={}", encode(asked.query(name))))
        .collect();
    let page = QuestionsPage {
        layout: layout(&desk, "Sổ câu hỏi").await?,
        title: state.map_or_else(|| "Sổ câu hỏi".to_owned(), |state| state.vietnamese().to_owned()),
        action: desk.url("/hoi-dap"),
        q,
        states: choices(
            "Mọi trạng thái",
            asked.query("trang-thai"),
            STATES.iter().map(|state| (state.as_str(), state.vietnamese().to_owned())),
        ),
        classes: Vec::new(),
        units: choices(
            "Mọi đơn vị",
            asked.query("don-vi"),
            desk.tenant.profile.units.iter().map(|unit| (unit.key.as_str(), unit.name.clone())),
        ),
        take_in: desk
            .may(crate::people::Action::QuestionTake, State::Any)
            .then(|| Link::new("Ghi đơn thư nhận trực tiếp", desk.url("/ghi-don-thu"))),
        count_text: format!("{total} câu hỏi"),
        rows,
        empty_text: "Không có câu hỏi nào như vậy.".into(),
        pager: Pager::over(total.div_ceil(PAGE).max(1), asked.page(), |page| {
            desk.url(&format!("/hoi-dap?trang={page}{kept}"))
        }),
    };
    desk::page(&page)
}

/// When a question is due, with what that means today.
pub fn due(desk: &Desk, filed: &Filed) -> Badge {
    let today = desk.app.db.clock.today();
    let open =
        matches!(filed.state, State::Received | State::Assigned | State::Answered | State::AnswerApproved);
    if filed.state == State::Clarification {
        return Badge::new("hạn tạm dừng, chờ bổ sung", Tone::Warn);
    }
    match filed.due_on.filter(|_| open) {
        Some(due) if due < today => Badge::new(days_left(due, today), Tone::Bad),
        Some(due) => Badge::new(
            format!("{} ({})", crate::base::clock::date_vi(due), days_left(due, today)),
            Tone::Plain,
        ),
        None => Badge::new("không còn hạn", Tone::Plain),
    }
}

fn row(desk: &Desk, filed: &Filed) -> QuestionRow {
    QuestionRow {
        number: filed.number.to_string(),
        link: Link::new(
            crate::questions::privacy::masked(&filed.subject),
            desk.url(&format!("/hoi-dap/{}", filed.id)),
        ),
        class: filed.class.vietnamese().into(),
        state: badge(filed.state),
        unit: filed
            .unit_key
            .as_ref()
            .map(|key| desk.tenant.profile.unit(key).map_or_else(|| key.clone(), |unit| unit.name.clone())),
        due: due(desk, filed),
        received: when(filed.received_at, desk.app.db.clock.now()),
    }
}

async fn searched(desk: &Desk, q: &str) -> Result<(usize, Vec<QuestionRow>)> {
    let query = Query {
        text: q.to_owned(),
        tenants: vec![desk.tenant.id().as_str().to_owned()],
        filters: Filters { kinds: vec!["question".into()], ..Filters::default() },
        audience: Some(audience(desk)),
        group: Group::Item,
        limit: PAGE,
        ..Query::default()
    };
    let found = desk.app.search.search(Which::Staff, query).await?;
    let mut rows = Vec::new();
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    for hit in &found.hits {
        let question = store::get(&mut scope, &hit.item.as_str().into()).await?;
        rows.push(row(desk, &question.filed));
    }
    Ok((found.total, rows))
}
