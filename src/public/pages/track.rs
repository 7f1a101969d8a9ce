//! Following a question by its code; the code is posted, so that it stays out of addresses and logs.

use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::items::markup::paragraphs;
use crate::people::State;
use crate::public::site::{Around, day, moment};
use crate::public::views::ask::{Step, StepState, TrackFormPage, TrackPage};
use crate::public::views::{Html, Refusal, Refusals};
use crate::public::visit::{Reply, Visit};
use crate::questions::routing::transfer;
use crate::questions::{self, Tracked};

/// `GET /hoi-dap/theo-doi`
///
/// # Errors
/// When the database does not answer.
pub async fn form(visit: Visit) -> Result<Reply> {
    Reply::private(&form_page(&visit, Refusals::default(), "").await?)
}

async fn form_page(visit: &Visit, refusals: Refusals, code: &str) -> Result<TrackFormPage> {
    let around = Around::of(
        &visit.app,
        &visit.tenant,
        "/hoi-dap/theo-doi",
        Some(crate::tenants::SectionKey::Questions),
    )
    .await?;
    Ok(TrackFormPage {
        layout: around.unlisted("Theo dõi câu hỏi", super::ask::way(visit)),
        action: visit.tenant.url("/hoi-dap/theo-doi"),
        csrf: visit.app.db.entropy.token(),
        refusals,
        code: code.to_owned(),
    })
}

/// `POST /hoi-dap/theo-doi`
///
/// # Errors
/// [`Error::TooMany`] above the limit of looks from one address.
pub async fn find(visit: Visit) -> Result<Reply> {
    visit.app.limits.track.check(visit.asked.client.addr).map_err(|often| Error::TooMany(often.seconds()))?;
    let code = visit.asked.form.get("ma-theo-doi").to_owned();
    match questions::track(&visit.app.db, &visit.tenant, &code).await? {
        Some(tracked) => {
            let (db, directory) = (&visit.app.db, &visit.app.directory);
            let tracked = transfer::followed(db, directory, &visit.tenant, &code, tracked).await?;
            Reply::private(&page(&visit, &code, tracked).await?)
        }
        None => {
            let message = "Không có câu hỏi nào của trang này mang mã vừa nhập. Hãy xem lại mã trên giấy hoặc thư tiếp nhận.";
            let refusal = Refusal { field: "ma-theo-doi".into(), message: message.into(), clause: None };
            Reply::refused(&form_page(&visit, Refusals(vec![refusal]), &code).await?)
        }
    }
}

async fn page(visit: &Visit, code: &str, tracked: Tracked) -> Result<TrackPage> {
    let around = Around::of(&visit.app, &visit.tenant, "/hoi-dap/theo-doi", None).await?;
    let unit =
        |key: &str| visit.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone());
    let closed = matches!(
        tracked.state,
        State::Published | State::AnsweredPrivately | State::Transferred | State::Closed
    );
    let answer = tracked.answer.as_ref();
    Ok(TrackPage {
        layout: around.unlisted("Câu hỏi đang theo dõi", super::ask::way(visit)),
        code: hidden(code),
        subject: tracked.subject.clone(),
        headline: headline(&tracked),
        due: tracked.due_on.filter(|_| !closed).map(day),
        steps: steps(&tracked, tracked.unit_key.as_deref().map(unit)),
        answer: answer.map(|(_, body)| Html::sanitised(paragraphs(body))),
        answer_unit: answer.map_or_else(String::new, |(key, _)| unit(key)),
        published_url: tracked
            .slug
            .as_ref()
            .map(|slug| visit.tenant.url(&super::question_path(&visit.tenant, slug))),
    })
}

fn headline(tracked: &Tracked) -> String {
    match (tracked.state, &tracked.closing) {
        (State::Transferred | State::Closed, Some(note)) => {
            format!("{}: {note}.", tracked.state.vietnamese())
        }
        _ => format!("{}.", tracked.state.vietnamese()),
    }
}

fn hidden(code: &str) -> String {
    let shown: String = code.chars().take(2).collect();
    format!("{shown}…")
}

fn steps(tracked: &Tracked, unit: Option<String>) -> Vec<Step> {
    let reached = |kinds: &[&str]| {
        tracked.steps.iter().rev().find(|(kind, _)| kinds.contains(&kind.as_str())).map(|(_, at)| *at)
    };
    let with_unit = unit.map_or_else(
        || "Ban Biên tập chọn đơn vị có trách nhiệm.".to_owned(),
        |unit| format!("{unit} có trách nhiệm trả lời."),
    );
    let rows: [(&str, String, Option<Millis>); 4] = [
        ("Đã tiếp nhận", format!("Câu hỏi số {} trong sổ.", tracked.number), Some(tracked.received_at)),
        ("Chuyển đơn vị trả lời", with_unit, reached(&["question.assign"])),
        (
            "Ban Biên tập duyệt câu trả lời",
            "Câu trả lời được kiểm tra trước khi gửi.".into(),
            reached(&["answer.approve"]),
        ),
        (
            "Trả lời",
            "Gửi cho người hỏi, đăng trên trang nếu phù hợp.".into(),
            reached(&["question.publish", "question.reply", "question.transfer", "question.close"]),
        ),
    ];
    let current = rows.iter().rposition(|row| row.2.is_some()).unwrap_or(0);
    let state = |index: usize| match index.cmp(&current) {
        std::cmp::Ordering::Less => StepState::Done,
        std::cmp::Ordering::Equal if index == 3 => StepState::Done,
        std::cmp::Ordering::Equal => StepState::Current,
        std::cmp::Ordering::Greater => StepState::Ahead,
    };
    let step = |(index, (title, text, at)): (usize, (&str, String, Option<Millis>))| Step {
        title: title.into(),
        text,
        at: at.map(moment),
        state: state(index),
    };
    rows.into_iter().enumerate().map(step).collect()
}
