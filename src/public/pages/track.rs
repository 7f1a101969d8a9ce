//! Following a question by its code; the code is posted, so that it stays out of addresses and logs.

use askama::Template as _;
use poem::http::StatusCode;

use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::items::markup::paragraphs;
use crate::people::State;
use crate::public::site::{Around, day, moment};
use crate::public::views::ask::{
    OwnDataPage, ReaderPart, Step, StepState, TrackFormPage, TrackPage, TrackSealedPage,
};
use crate::public::views::{Choice, Html, Refusal, Refusals};
use crate::public::visit::{Reply, Visit};
use crate::questions::attachments::{self, Owner};
use crate::questions::privacy::store as own;
use crate::questions::routing::transfer;
use crate::questions::sealed::{self, TrackedCase};
use crate::questions::{self, Tracked, privacy, reader, spam};

use super::ask::{form_word, told};

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
/// When the database does not answer.
pub async fn find(visit: Visit) -> Result<Reply> {
    shown(&visit, Said::default()).await
}

/// What is said above the forms after one of them was sent.
#[derive(Default)]
struct Said {
    done: Option<String>,
    refusals: Refusals,
}

impl Said {
    fn done(text: &str) -> Self {
        Self { done: Some(text.to_owned()), ..Self::default() }
    }

    /// What became of an act: its word, or why not; only our own faults are errors.
    fn of<T>(done: Result<T>, text: &str) -> Result<Self> {
        match done {
            Ok(_) => Ok(Self::done(text)),
            Err(Error::Refused(refusals)) => Ok(Self { refusals: super::ask::shown(refusals), done: None }),
            Err(Error::Conflict(message)) => Ok(Self { refusals: told("ma-theo-doi", message), done: None }),
            Err(other) => Err(other),
        }
    }
}

fn code_of(visit: &Visit) -> String {
    visit.asked.form.get("ma-theo-doi").to_owned()
}

/// The page of a code, or the form once more.
async fn shown(visit: &Visit, said: Said) -> Result<Reply> {
    let code = code_of(visit);
    let from = visit.asked.client.addr;
    if let Err(often) = visit.app.limits.track.check(from) {
        return too_often(visit, &code, often.seconds()).await;
    }
    let refused = !said.refusals.is_empty();
    if let Some(tracked) = questions::track(&visit.app.db, &visit.tenant, &code).await? {
        let (db, directory) = (&visit.app.db, &visit.app.directory);
        let tracked = transfer::followed(db, directory, &visit.tenant, &code, tracked).await?;
        let page = page(visit, &code, tracked, said).await?;
        return if refused { Reply::refused(&page) } else { Reply::private(&page) };
    }
    if let Some(tracked) = sealed::track(&visit.app.db, &visit.tenant, &code).await? {
        return Reply::private(&sealed_page(visit, &code, tracked, said).await?);
    }
    if let Err(often) = visit.app.limits.guess.check(from) {
        return too_often(visit, &code, often.seconds()).await;
    }
    let message =
        "Không có câu hỏi nào của trang này mang mã vừa nhập. Hãy xem lại mã trên giấy hoặc thư tiếp nhận.";
    Reply::refused(&form_page(visit, told("ma-theo-doi", message.into()), &code).await?)
}

async fn too_often(visit: &Visit, code: &str, seconds: u64) -> Result<Reply> {
    let message = format!("Từ nơi này vừa tra cứu nhiều lần. Xin thử lại sau {}.", spam::wait(seconds));
    let page = form_page(visit, told("ma-theo-doi", message), code).await?;
    Ok(Reply::Private(StatusCode::TOO_MANY_REQUESTS, page.render()?))
}

/// A code of nothing is told as any other.
async fn or_no_such_code(visit: &Visit, said: Result<Said>) -> Result<Reply> {
    match said {
        Ok(said) => shown(visit, said).await,
        Err(Error::NotFound) => shown(visit, Said::default()).await,
        Err(other) => Err(other),
    }
}

/// `POST /hoi-dap/theo-doi/bo-sung`
///
/// # Errors
/// When the database does not answer.
pub async fn add(visit: Visit) -> Result<Reply> {
    let (code, form) = (code_of(&visit), form_word(&visit));
    let owner = super::ask::owner(&visit, &form);
    // Only who knows a code has files looked at.
    if questions::track(&visit.app.db, &visit.tenant, &code).await?.is_none() {
        return shown(&visit, Said::default()).await;
    }
    let told = visit.app.drawer.take(visit.tenant.id(), &owner, &visit.asked.form.uploads).await?;
    if !told.is_empty() {
        let refusal = |message| Refusal { field: "tep".into(), message, clause: None };
        let refusals = Refusals(told.into_iter().map(refusal).collect());
        return shown(&visit, Said { done: None, refusals }).await;
    }
    let text = visit.asked.form.get("bo-sung");
    let done = reader::add(
        &visit.app.db,
        &visit.app.mail,
        &visit.tenant,
        &code,
        text,
        &owner,
        Some(visit.asked.address()),
    )
    .await;
    or_no_such_code(&visit, Said::of(done, "Đã nhận phần bổ sung.")).await
}

/// `POST /hoi-dap/theo-doi/rut`
///
/// # Errors
/// When the database does not answer.
pub async fn take_back(visit: Visit) -> Result<Reply> {
    if !visit.asked.form.ticked("chac-rut") {
        let message = "Hãy đánh dấu để xác nhận là ông/bà muốn rút.";
        return shown(&visit, Said { refusals: told("chac-rut", message.into()), done: None }).await;
    }
    let (db, code, from) = (&visit.app.db, code_of(&visit), Some(visit.asked.address()));
    let done = match reader::take_back(db, &visit.tenant, &code, from.clone()).await {
        Err(Error::NotFound) => sealed::take_back(db, &visit.tenant, &code, from).await,
        done => done,
    };
    or_no_such_code(&visit, Said::of(done, "Đã rút.")).await
}

/// `POST /hoi-dap/theo-doi/danh-gia`
///
/// # Errors
/// When the database does not answer.
pub async fn rate(visit: Visit) -> Result<Reply> {
    let form = &visit.asked.form;
    let (stars, words, from) = (form.get("sao"), form.get("nhan-xet"), Some(visit.asked.address()));
    let done = reader::rate(&visit.app.db, &visit.tenant, &code_of(&visit), stars, words, from).await;
    or_no_such_code(&visit, Said::of(done, "Cảm ơn ông/bà đã đánh giá.")).await
}

/// `POST /hoi-dap/theo-doi/xoa`
///
/// # Errors
/// When the database does not answer.
pub async fn erase(visit: Visit) -> Result<Reply> {
    if !visit.asked.form.ticked("chac-xoa") {
        let message = "Hãy đánh dấu để xác nhận là ông/bà yêu cầu xóa.";
        return shown(&visit, Said { refusals: told("chac-xoa", message.into()), done: None }).await;
    }
    let (code, from) = (code_of(&visit), Some(visit.asked.address()));
    let done = privacy::erase_by_code(&visit.app, &visit.tenant, &code, from).await;
    let text = "Đã xóa thông tin liên hệ và nội dung. Số và ngày trong sổ được giữ theo quy định.";
    or_no_such_code(&visit, Said::of(done, text)).await
}

/// `POST /hoi-dap/theo-doi/du-lieu`: what is kept, to be read or as JSON.
///
/// # Errors
/// When the database does not answer.
pub async fn data(visit: Visit) -> Result<Reply> {
    let (code, from) = (code_of(&visit), Some(visit.asked.address()));
    if let Err(often) = visit.app.limits.track.check(visit.asked.client.addr) {
        return too_often(&visit, &code, often.seconds()).await;
    }
    let export = match privacy::export_by_code(&visit.app, &visit.tenant, &code, from).await {
        Ok(export) => export,
        // The sender of a complaint sees its words where it was handed in, in person.
        Err(Error::NotFound) => return shown(&visit, Said::done(SEALED_DATA)).await,
        Err(other) => return Err(other),
    };
    if visit.asked.form.get("dang") == "json" {
        return saved(&export);
    }
    let around = Around::of(&visit.app, &visit.tenant, "/hoi-dap/theo-doi", None).await?;
    Reply::private(&OwnDataPage {
        layout: around.unlisted("Dữ liệu của ông/bà", super::ask::way(&visit)),
        lines: lines(&export),
        json: visit.tenant.url("/hoi-dap/theo-doi/du-lieu"),
        code,
        csrf: visit.app.db.entropy.token(),
    })
}

const SEALED_DATA: &str = "Nội dung đơn khiếu nại, tố cáo được giữ kín nên không hiện qua mạng. Muốn xem, xin mang mã này tới nơi tiếp công dân.";

fn saved(export: &privacy::Export) -> Result<Reply> {
    let body = serde_json::to_vec_pretty(export)?;
    let response = poem::Response::builder()
        .header("content-type", "application/json; charset=utf-8")
        .header("content-disposition", "attachment; filename=\"du-lieu-cau-hoi.json\"")
        .header("cache-control", "no-store")
        .body(body);
    Ok(Reply::Raw(response))
}

fn lines(export: &privacy::Export) -> Vec<(String, String)> {
    let contact = &export.contact;
    let single = [
        ("Số trong sổ", export.number.to_string()),
        ("Nhận lúc", export.received_at.clone()),
        ("Hạn trả lời", export.due_on.clone().unwrap_or_default()),
        ("Tình trạng", export.state.to_owned()),
        ("Họ tên", contact.name.clone()),
        ("Thư điện tử", contact.email.clone()),
        ("Điện thoại", contact.phone.clone()),
        ("Địa chỉ", contact.place.clone()),
        ("Đồng ý đăng họ tên", if export.consent_name { "có" } else { "không" }.to_owned()),
        ("Tiêu đề", export.subject.clone()),
        ("Nội dung", export.body.clone()),
        ("Tệp đính kèm", export.files.join(", ")),
        ("Câu trả lời", export.answer.clone().unwrap_or_default()),
        (
            "Đánh giá",
            export.rating.as_ref().map(|(stars, words)| format!("{stars} {words}")).unwrap_or_default(),
        ),
    ];
    let single = single.into_iter().map(|(name, value)| (name.to_owned(), value));
    let added = export.additions.iter().map(|(at, text)| (format!("Bổ sung {at}"), text.clone()));
    let history = export.history.iter().map(|(at, note)| (format!("Diễn biến {at}"), note.clone()));
    single.chain(added).chain(history).filter(|(_, value)| !value.is_empty()).collect()
}

/// What is the same in the forms of a question and of a case.
fn reader_part(visit: &Visit, code: &str, said: Said) -> ReaderPart {
    let url = |act: &str| visit.tenant.url(&format!("/hoi-dap/theo-doi/{act}"));
    ReaderPart {
        code: code.to_owned(),
        csrf: visit.app.db.entropy.token(),
        text: if said.refusals.is_empty() { String::new() } else { visit.asked.form.get("bo-sung").into() },
        done: said.done,
        refusals: said.refusals,
        accept: attachments::ACCEPT,
        data: url("du-lieu"),
        ..ReaderPart::default()
    }
}

async fn reader_of(visit: &Visit, code: &str, tracked: &Tracked, said: Said) -> Result<ReaderPart> {
    let url = |act: &str| visit.tenant.url(&format!("/hoi-dap/theo-doi/{act}"));
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let added = own::additions(&mut scope, &tracked.id).await?;
    let files = attachments::store::of(&mut scope, &Owner::Question(tracked.id.clone())).await?;
    let rating = own::rating(&mut scope, &tracked.id).await?;
    drop(scope);
    let answered = matches!(tracked.state, State::Published | State::AnsweredPrivately);
    let erase_text = match (tracked.erased, tracked.state) {
        (true, _) => "Dữ liệu cá nhân của câu hỏi này đã được xóa.",
        (_, State::Published) => {
            "Thông tin liên hệ, họ tên và nội dung ông/bà gửi bị xóa ngay. Câu trả lời đã đăng hợp pháp vẫn còn nhưng không có họ tên."
        }
        (_, state) if reader::may_withdraw(state) => {
            "Câu hỏi đang xử lý sẽ được rút; thông tin liên hệ và nội dung bị xóa ngay. Số và ngày trong sổ vẫn còn."
        }
        _ => "Thông tin liên hệ và nội dung bị xóa ngay. Số và ngày trong sổ vẫn còn.",
    };
    Ok(ReaderPart {
        added: added.into_iter().map(|it| (moment(it.at), it.body)).collect(),
        files: files
            .iter()
            .map(|file| visit.app.drawer.name(visit.tenant.id(), file))
            .collect::<Result<_>>()?,
        add: (!reader::is_done(tracked.state)).then(|| url("bo-sung")),
        take_back: reader::may_withdraw(tracked.state).then(|| url("rut")),
        rate: answered.then(|| url("danh-gia")),
        stars: scale(rating.as_ref().map(|rating| rating.stars)),
        words: rating.map(|rating| rating.words).unwrap_or_default(),
        erase: (!tracked.erased).then(|| url("xoa")),
        erase_text: erase_text.into(),
        ..reader_part(visit, code, said)
    })
}

/// The scale of answers, the stars given so far chosen.
fn scale(given: Option<i64>) -> Vec<Choice> {
    let words = [(5, "Rất tốt"), (4, "Tốt"), (3, "Được"), (2, "Chưa đủ"), (1, "Không giúp được")];
    let choice = |(stars, words): (i64, &str)| {
        let choice = Choice::new(stars.to_string(), words);
        if given == Some(stars) { choice.chosen() } else { choice }
    };
    words.into_iter().map(choice).collect()
}

async fn sealed_page(visit: &Visit, code: &str, tracked: TrackedCase, said: Said) -> Result<TrackSealedPage> {
    let around = Around::of(&visit.app, &visit.tenant, "/hoi-dap/theo-doi", None).await?;
    let case = &tracked.case;
    let channel = sealed::channel::of(case.class, visit.tenant.day);
    let channel = channel.map(|channel| channel.told(&visit.tenant, case.anonymous)).unwrap_or_default();
    Ok(TrackSealedPage {
        layout: around.unlisted("Đơn đang theo dõi", super::ask::way(visit)),
        code: hidden(code),
        title: format!("{} số {}", case.class.vietnamese(), case.number),
        headline: format!("{}.", case.state.vietnamese()),
        channel: Html::sanitised(paragraphs(&channel)),
        events: tracked.events.into_iter().map(|(at, note)| (moment(at), note)).collect(),
        reader: ReaderPart {
            take_back: case.state.is_open().then(|| visit.tenant.url("/hoi-dap/theo-doi/rut")),
            erase_text: "Hồ sơ khiếu nại, tố cáo được lưu theo pháp luật nên không xóa theo yêu cầu; họ tên, địa chỉ được giữ bí mật.".into(),
            ..reader_part(visit, code, said)
        },
    })
}

async fn page(visit: &Visit, code: &str, tracked: Tracked, said: Said) -> Result<TrackPage> {
    let reader = reader_of(visit, code, &tracked, said).await?;
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
        clock: super::unit_clock::tracked(visit, code).await?,
        published_url: tracked
            .slug
            .as_ref()
            .map(|slug| visit.tenant.url(&super::question_path(&visit.tenant, slug))),
        reader,
    })
}

fn headline(tracked: &Tracked) -> String {
    match (tracked.state, &tracked.closing) {
        (State::Clarification, _) => "Chờ ông/bà bổ sung.".to_owned(),
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
