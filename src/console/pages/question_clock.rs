//! A question's clock on the desk: its last days, asking the reader for more, more time.

use poem::Response;

use crate::base::clock::{date_vi, weekday_date_vi};
use crate::base::error::Result;
use crate::base::id::QuestionId;
use crate::console::desk::Desk;
use crate::console::views::clock::QuestionClock;
use crate::console::views::item::{Action as ActionView, Ask, AskField, AskKind};
use crate::people::Action;
use crate::public::views::{Choice, Refusals};
use crate::questions::clock::extensions::{self, Decision};
use crate::questions::clock::shown::Clock;
use crate::questions::clock::{deadlines, pauses};
use crate::questions::desk::Act;
use crate::questions::store::Question;

use super::form::date;
use super::frame::post;
use super::question::{after, id_of};

/// What the page says of a clock, and what this person may do with it.
pub fn view(
    desk: &Desk,
    question: &Question,
    clock: &Clock,
    refused: Option<&(Action, Refusals)>,
) -> QuestionClock {
    let mut lines = vec![
        ("Loại".to_owned(), deadlines::class_name(&clock.class).to_owned()),
        ("Thời hạn".to_owned(), clock.limit.clone()),
    ];
    if let Some(first) = clock.first {
        lines.push(("Bước đầu chậm nhất".to_owned(), weekday_date_vi(first)));
    }
    if let Some(due) = clock.due {
        let stands = if clock.pause.is_some() { "; đang tạm dừng, sẽ lùi thêm" } else { "" };
        lines.push(("Trả lời chậm nhất".to_owned(), format!("{}, 17:00{stands}", weekday_date_vi(due))));
    }
    QuestionClock {
        lines,
        provisional: clock.provisional,
        waits: clock.pause.as_ref().map(|pause| {
            let phone = if pause.by_phone {
                " Người hỏi không để lại thư điện tử: cần gọi điện."
            } else {
                ""
            };
            let term =
                format!("Đang chờ người hỏi bổ sung, chậm nhất {}.{phone}", weekday_date_vi(pause.until));
            (pause.request.clone(), term)
        }),
        replies: clock
            .replies
            .iter()
            .map(|pause| (pause.request.clone(), pause.reply.clone().unwrap_or_default()))
            .collect(),
        request: clock.request.as_ref().map(|request| {
            format!(
                "Đơn vị ({}) đề nghị gia hạn đến {}: {}",
                request.asked_by,
                date_vi(request.wanted),
                request.reason
            )
        }),
        actions: actions(desk, question, clock, refused),
    }
}

/// What can be done: the right, its path, its words, what follows, what it asks, and whether it makes sense now.
type Offer<'a> = (Action, &'a str, &'a str, &'a str, Vec<AskField>, bool);

fn field(name: &'static str, label: &str, hint: String, value: String, kind: AskKind) -> AskField {
    AskField { name, label: label.to_owned(), hint, value, kind }
}

fn actions(
    desk: &Desk,
    question: &Question,
    clock: &Clock,
    refused: Option<&(Action, Refusals)>,
) -> Vec<ActionView> {
    let typed = |action: Action, name: &str, usual: String| {
        let again = refused.is_some_and(|(which, _)| *which == action);
        if again { desk.asked.form.get(name).to_owned() } else { usual }
    };
    let latest = clock.latest.map_or_else(
        || "Đã hết mức gia hạn cho phép.".to_owned(),
        |latest| format!("Dạng 25/01/2017, chậm nhất {}.", date_vi(latest)),
    );
    let text = |action: Action, label: &str, hint: &str| {
        vec![field(
            "noi-dung",
            label,
            hint.to_owned(),
            typed(action, "noi-dung", String::new()),
            AskKind::Text,
        )]
    };
    let time = |action: Action, until: String, why: String| {
        vec![
            field(
                "den-ngay",
                "Ngày trả lời mới",
                latest.clone(),
                typed(action, "den-ngay", until),
                AskKind::Line,
            ),
            field(
                "ly-do",
                "Lý do",
                "Người hỏi được báo lý do này.".into(),
                typed(action, "ly-do", why),
                AskKind::Text,
            ),
        ]
    };
    let mut decide = time(
        Action::QuestionExtend,
        clock.request.as_ref().map(|request| date_vi(request.wanted)).unwrap_or_default(),
        clock.request.as_ref().map(|request| request.reason.clone()).unwrap_or_default(),
    );
    if clock.request.is_some() {
        let chosen = typed(Action::QuestionExtend, "y-kien", "dong-y".into());
        let choice =
            |value: &str, label: &str| Choice { chosen: chosen == value, ..Choice::new(value, label) };
        let choices = vec![choice("dong-y", "Đồng ý gia hạn"), choice("khong", "Không đồng ý")];
        decide
            .insert(0, field("y-kien", "Ý kiến", String::new(), String::new(), AskKind::Choice { choices }));
    }
    let extend = if clock.request.is_some() {
        "Quyết định về đề nghị gia hạn"
    } else {
        "Gia hạn trả lời"
    };
    let table: [Offer<'_>; 4] = [
        (
            Action::QuestionClarify,
            "hoi-lai",
            "Đề nghị người hỏi bổ sung",
            "Người hỏi được báo ngay; thời hạn tạm dừng đến khi họ bổ sung hoặc hết thời hạn bổ sung.",
            text(Action::QuestionClarify, "Cần người hỏi cho biết thêm điều gì", "Viết cho người hỏi đọc."),
            true,
        ),
        (
            Action::QuestionResume,
            "tiep-tuc",
            "Ghi phần bổ sung, tính hạn tiếp",
            "Khi người hỏi bổ sung qua điện thoại hoặc trực tiếp.",
            text(Action::QuestionResume, "Người hỏi đã bổ sung điều gì", "Đơn vị trả lời sẽ đọc."),
            true,
        ),
        (
            Action::QuestionExtend,
            "gia-han",
            extend,
            "Người hỏi và đơn vị được báo ngày trả lời mới.",
            decide,
            clock.latest.is_some() || clock.request.is_some(),
        ),
        (
            Action::QuestionMoreTime,
            "xin-gia-han",
            "Đề nghị gia hạn",
            "Ban Biên tập quyết định; hạn chưa đổi cho đến khi được đồng ý.",
            time(Action::QuestionMoreTime, String::new(), String::new()),
            clock.latest.is_some() && clock.request.is_none(),
        ),
    ];
    let filed = &question.filed;
    table
        .into_iter()
        .filter(|(action, .., makes_sense)| *makes_sense && desk.may(*action, filed.state))
        .map(|(action, path, label, explanation, fields, _)| ActionView {
            id: path.to_owned(),
            label: label.to_owned(),
            explanation: explanation.to_owned(),
            post: post(desk, &desk.url(&format!("/hoi-dap/{}/{path}", filed.id))),
            version: filed.version.to_string(),
            ask: Ask::Fields { fields },
            danger: false,
            refusals: refused
                .filter(|(which, _)| *which == action)
                .map(|(_, refusals)| refusals.clone())
                .unwrap_or_default(),
        })
        .collect()
}

macro_rules! act {
    ($(#[$doc:meta])* $name:ident, $action:ident, |$desk:ident, $act:ident, $id:ident, $version:ident| $call:expr) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// [`crate::base::error::Error::Forbidden`] without the right, [`crate::base::error::Error::Conflict`] when it
        /// changed since.
        pub async fn $name($desk: Desk) -> Result<Response> {
            let actor = $desk.actor();
            let $act = Act {
                db: &$desk.app.db,
                mail: &$desk.app.mail,
                tenant: &$desk.tenant,
                actor: &actor,
                staff: &$desk.staff,
            };
            let $id: QuestionId = id_of(&$desk);
            let $version = $desk.version()?;
            let done = $call.await;
            after(&$desk, Action::$action, done).await
        }
    };
}

act!(
    /// `POST …/hoi-lai`
    clarify, QuestionClarify, |desk, act, id, version| pauses::ask_reader(act, &id, version, desk.asked.form.get("noi-dung"))
);
act!(
    /// `POST …/tiep-tuc`
    resume, QuestionResume, |desk, act, id, version| pauses::resume_as_staff(act, &id, version, desk.asked.form.get("noi-dung"))
);
act!(
    /// `POST …/xin-gia-han`
    more_time, QuestionMoreTime, |desk, act, id, version| {
        let form = &desk.asked.form;
        extensions::ask_as_staff(act, &id, version, date(form.get("den-ngay")), form.get("ly-do"))
    }
);
act!(
    /// `POST …/gia-han`
    extend, QuestionExtend, |desk, act, id, version| {
        let form = &desk.asked.form;
        let decision = Decision {
            granted: form.get("y-kien") != "khong",
            until: date(form.get("den-ngay")),
            reason: form.get("ly-do"),
        };
        extensions::decide(act, &id, version, decision)
    }
);
