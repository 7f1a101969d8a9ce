//! Triage on the question's page, what waits to be given to a unit, the rules of routing and the bodies outside.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, time_vi};
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::item::{Ask, AskField, AskKind};
use crate::console::views::question::Suggestion;
use crate::console::views::routing::{
    Act as ActView, BodyEntry, BodyForm, BodyRow, ContactsPage, EndForm, FieldForm, LinkForm, OpinionForm,
    OpinionRow, RuleForm, RuleRow, RulesPage, SiteForm, TriagePart, WaitingPage, WaitingRow,
};
use crate::items::markup::paragraphs;
use crate::people::{Action, State};
use crate::public::views::{Badge, Choice, Html, Link, Refusals, Tone};
use crate::questions::classes::Class;
use crate::questions::privacy::masked;
use crate::questions::routing::contacts::{self, External};
use crate::questions::routing::ending::{self, Dated, Last};
use crate::questions::routing::opinions::{self, Opinion};
use crate::questions::routing::rules::{self, Kind, NewRule, Rule};
use crate::questions::routing::transfer::{self, Forward};
use crate::questions::routing::triage::{self, Triage};
use crate::questions::routing::{closing, decline, duplicates, store as routing};
use crate::questions::store::{self, DeskFilter, Filed, Question};

use super::form::date;
use super::frame::{layout, post, shown, when};
use super::items::choices;
use super::question::{Shown, id_of, show, unit_name};
use super::question_act::act;
use super::questions::due;

/// The pages of rules and of bodies outside.
const RULES: &str = "/chuyen-cau-hoi";
const BODIES: &str = "/co-quan-ngoai";
/// So many are listed, those due first: each is looked at as on its own page.
const WAITING: usize = 50;
/// From this score on a unit is called very likely.
const LIKELY: f32 = 0.6;

/// What was refused of one of the forms below.
pub type Refused<'a> = Option<&'a (&'static str, Refusals)>;

/// The suggestions with what caused each, those that only a rule names first.
pub fn suggestions(desk: &Desk, triage: Triage, chosen: &str) -> Vec<Suggestion> {
    let of_rules = |key: &str| -> Vec<String> {
        let theirs = triage.reasons.iter().filter(|reason| reason.unit_key == key);
        theirs.map(|reason| reason.text.clone()).collect()
    };
    let mut rows: Vec<Suggestion> = Vec::new();
    for reason in &triage.reasons {
        let named = triage.suggestions.iter().any(|one| one.unit_key == reason.unit_key)
            || rows.iter().any(|row| row.key == reason.unit_key);
        if !named {
            rows.push(Suggestion {
                key: reason.unit_key.clone(),
                name: unit_name(desk, &reason.unit_key),
                weight: "theo quy tắc của trang".into(),
                reasons: of_rules(&reason.unit_key),
                chosen: reason.unit_key == chosen,
                ..Suggestion::default()
            });
        }
    }
    for one in &triage.suggestions {
        let mut reasons = of_rules(&one.unit_key);
        if one.declined {
            reasons.push("Đơn vị này đã báo câu hỏi không thuộc trách nhiệm.".into());
        }
        let likely = if one.score >= LIKELY { "rất có thể" } else { "có thể" };
        rows.push(Suggestion {
            name: unit_name(desk, &one.unit_key),
            weight: format!("{likely}, {:.0} điểm trên 100", one.score * 100.0),
            words: one.words.clone(),
            because: one
                .because
                .iter()
                .map(|past| {
                    let title = format!("số {}: {}", past.number, past.title);
                    Link::new(title, desk.url(&format!("/hoi-dap/{}", past.id)))
                })
                .collect(),
            reasons,
            chosen: one.unit_key == chosen,
            key: one.unit_key.clone(),
        });
    }
    rows
}

/// What closing asks.
pub fn closing_ask(desk: &Desk, class: Class) -> Ask {
    let typed = desk.asked.form.get("loai-dong").to_owned();
    let kind = |kind: &closing::Kind| {
        let choice = Choice::new(kind.as_str(), kind.vietnamese());
        if kind.as_str() == typed { choice.chosen() } else { choice }
    };
    let choices = closing::Kind::offered(class, desk.app.db.clock.today()).iter().map(kind).collect();
    let reason = if desk.asked.path.ends_with("/dong") {
        desk.asked.form.get("ly-do").to_owned()
    } else {
        String::new()
    };
    Ask::Fields {
        fields: vec![
            AskField {
                name: "loai-dong",
                label: "Vì sao đóng".into(),
                kind: AskKind::Choice { choices },
                ..AskField::default()
            },
            AskField {
                name: "ly-do",
                label: "Lý do; người hỏi sẽ thấy".into(),
                value: reason,
                kind: AskKind::Text,
                ..AskField::default()
            },
        ],
    }
}

fn act_view(desk: &Desk, question: &Question, path: &'static str, refused: Refused<'_>) -> ActView {
    ActView {
        post: post(desk, &desk.url(&format!("/hoi-dap/{}/{path}", question.filed.id))),
        version: question.filed.version.to_string(),
        refusals: refused
            .filter(|(which, _)| *which == path)
            .map(|(_, refusals)| refusals.clone())
            .unwrap_or_default(),
    }
}

fn link(desk: &Desk, filed: &Filed) -> Link {
    let title = format!("số {}: {} ({})", filed.number, masked(&filed.subject), filed.state.vietnamese());
    Link::new(title, desk.url(&format!("/hoi-dap/{}", filed.id)))
}

/// The triage part of a question's page.
///
/// # Errors
/// When the database does not answer.
pub async fn part(
    desk: &Desk,
    question: &Question,
    triage: &Triage,
    refused: Refused<'_>,
) -> Result<TriagePart> {
    let filed = &question.filed;
    let now = desk.app.db.clock.now();
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let opinions = routing::opinions(&mut scope, &filed.id).await?;
    let mut part = TriagePart {
        opinions: opinions.iter().map(|opinion| opinion_row(desk, opinion)).collect(),
        field: triage.field.as_ref().map(|field| field.name.clone()),
        ..TriagePart::default()
    };
    let may = |action| desk.may(action, filed.state);
    if !desk.may(Action::QuestionContact, State::Any) {
        return Ok(part);
    }
    part.class_text = triage.class.as_ref().map(|guess| {
        format!(
            "Có thể là {}, vì có “{}”. {}. Người phụ trách quyết định.",
            guess.name.to_lowercase(),
            guess.words.join("”, “"),
            guess.basis
        )
    });
    part.declines = triage
        .declines
        .iter()
        .map(|one| {
            let way = if one.by_link { "qua liên kết, " } else { "" };
            let unit = unit_name(desk, &one.unit_key);
            (
                format!("{unit} báo không thuộc trách nhiệm ({way}{}): {}", one.said_by, one.reason),
                when(one.at, now),
            )
        })
        .collect();
    if let Some(main) = routing::main_of(&mut scope, &filed.id).await? {
        let text = if main.together {
            "Trả lời chung với"
        } else {
            "Có nội dung gần với, trả lời riêng:"
        };
        part.main = Some((text.into(), link(desk, &main.filed)));
    }
    part.repeats =
        routing::repeats(&mut scope, &filed.id).await?.iter().map(|one| link(desk, &one.filed)).collect();
    let form = &desk.asked.form;
    if may(Action::QuestionAssign) {
        part.field_form = Some(field_form(desk, question, triage, refused));
        if filed.state == State::Assigned {
            part.opinion_form = Some(opinion_form(desk, question, &opinions, refused));
        }
    }
    if may(Action::QuestionClose) {
        let act = act_view(desk, question, "trung", refused);
        let open = part.main.is_none();
        let candidates = if open { duplicates::candidates(&mut scope, question).await? } else { Vec::new() };
        part.link_form = Some(LinkForm {
            candidates: candidates.iter().map(|filed| link(desk, filed)).collect(),
            number: form.get("so-chinh").to_owned(),
            together: act.refusals.is_empty() || form.ticked("tra-loi-chung"),
            act,
        });
    }
    if may(Action::QuestionTransfer) {
        let sites = transfer::targets(&desk.app.directory, &desk.tenant);
        let sites = sites.iter().map(|site| (site.slug(), site.identity().full_name.clone()));
        part.site_form = Some(SiteForm {
            act: act_view(desk, question, "chuyen-trang", refused),
            sites: choices("Chọn trang", form.get("trang"), sites),
            reason: form.get("ly-do-chuyen").to_owned(),
        });
        let bodies = routing::contacts(&mut scope).await?;
        let bodies = bodies.iter().filter(|body| body.holds_on(desk.tenant.day));
        let named = bodies.map(|body| (body.id.as_str(), named_body(body)));
        part.body_form = Some(BodyForm {
            act: act_view(desk, question, "chuyen-ngoai", refused),
            bodies: choices("Chọn cơ quan", form.get("co-quan"), named),
            note: form.get("loi-nhan-co-quan").to_owned(),
            may_contact: question.has_contact(),
            with_contact: form.ticked("kem-lien-he"),
        });
    }
    Ok(part)
}

fn named_body(body: &External) -> String {
    if body.matters.is_empty() { body.name.clone() } else { format!("{} ({})", body.name, body.matters) }
}

fn field_form(desk: &Desk, question: &Question, triage: &Triage, refused: Refused<'_>) -> FieldForm {
    let fields = rules::fields(&desk.tenant.profile, desk.tenant.day);
    let chosen = triage.field.as_ref().or(triage.field_guess.as_ref()).map_or("", |field| field.key.as_str());
    let hint = triage.field_guess.as_ref().filter(|_| triage.field.is_none());
    FieldForm {
        act: act_view(desk, question, "linh-vuc", refused),
        choices: choices(
            "Chọn lĩnh vực",
            chosen,
            fields.iter().map(|field| (field.key.as_str(), field.name.clone())),
        ),
        hint: hint.map_or_else(String::new, |field| format!("Gợi ý từ nội dung: {}.", field.name)),
    }
}

fn opinion_form(desk: &Desk, question: &Question, asked: &[Opinion], refused: Refused<'_>) -> OpinionForm {
    let ticked: Vec<&str> = desk.asked.form.all("phoi-hop").collect();
    let units = desk.tenant.profile.units_on(desk.tenant.day);
    let free = units.filter(|unit| {
        question.filed.unit_key.as_ref() != Some(&unit.key)
            && !asked.iter().any(|one| one.unit_key == unit.key && one.revoked_at.is_none())
    });
    OpinionForm {
        act: act_view(desk, question, "phoi-hop", refused),
        units: free
            .map(|unit| {
                let choice = Choice::new(unit.key.clone(), unit.name.clone());
                if ticked.contains(&unit.key.as_str()) { choice.chosen() } else { choice }
            })
            .collect(),
        note: desk.asked.form.get("can-y-kien").to_owned(),
    }
}

fn opinion_row(desk: &Desk, opinion: &Opinion) -> OpinionRow {
    let state = match (opinion.given_at, opinion.revoked_at) {
        (Some(at), _) => Badge::new(format!("Đã cho ý kiến {}", time_vi(at)), Tone::Good),
        (None, Some(_)) => Badge::new("Không cần nữa", Tone::Plain),
        (None, None) => Badge::new(format!("Đã xin ý kiến {}", time_vi(opinion.asked_at)), Tone::Warn),
    };
    let signed =
        [&opinion.author_name, &opinion.author_post].into_iter().flatten().cloned().collect::<Vec<_>>();
    OpinionRow {
        unit: unit_name(desk, &opinion.unit_key),
        note: opinion.note.clone(),
        state,
        body: opinion.body.as_deref().map(|body| Html::sanitised(paragraphs(body))),
        signed: signed.join(", "),
    }
}

/// After a form of the question's page: what was typed stays, with what stands against it or what happened meanwhile.
async fn settled(desk: &Desk, path: &'static str, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(&desk.url(&format!("/hoi-dap/{}", id_of(desk))))),
        Err(Error::Refused(refusals)) => {
            let part = Some((path, shown(refusals, |name| field(path, name))));
            show(desk, StatusCode::UNPROCESSABLE_ENTITY, Shown { part, ..Shown::default() }).await
        }
        Err(Error::Conflict(message)) => {
            show(desk, StatusCode::CONFLICT, Shown { notice: Some(message), ..Shown::default() }).await
        }
        Err(other) => Err(other),
    }
}

fn field(path: &str, name: &str) -> String {
    if path == "chuyen-trang" && name == "ly-do" { "ly-do-chuyen".into() } else { name.into() }
}

act!(
    /// `POST …/linh-vuc`
    set_field, settled("linh-vuc"), |desk, act, id, version| triage::set_field(act, &id, version, desk.asked.form.get("linh-vuc"))
);
act!(
    /// `POST …/phoi-hop`
    ask_opinions, settled("phoi-hop"), |desk, act, id, version| async {
        let units: Vec<String> = desk.asked.form.all("phoi-hop").map(str::to_owned).collect();
        opinions::ask(act, &id, version, &units, desk.asked.form.get("can-y-kien")).await
    }
);
act!(
    /// `POST …/trung`
    repeat, settled("trung"), |desk, act, id, version| {
        let form = &desk.asked.form;
        duplicates::link(act, &id, version, form.get("so-chinh"), form.ticked("tra-loi-chung"))
    }
);
act!(
    /// `POST …/chuyen-trang`
    hand_over, settled("chuyen-trang"), |desk, act, id, version| {
        let form = &desk.asked.form;
        transfer::to_site(&desk.app, act, &id, version, form.get("trang"), form.get("ly-do-chuyen"))
    }
);
act!(
    /// `POST …/chuyen-ngoai`
    forward, settled("chuyen-ngoai"), |desk, act, id, version| {
        let form = &desk.asked.form;
        let forward = Forward {
            contact: form.get("co-quan"),
            note: form.get("loi-nhan-co-quan"),
            with_contact: form.ticked("kem-lien-he"),
        };
        transfer::to_body(act, &id, version, forward)
    }
);

/// `POST …/khong-thuoc`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn decline(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    let act = desk.act(&actor);
    let done = decline::decline(act, &id_of(&desk), desk.version()?, desk.asked.form.get("ly-do")).await;
    // Who sees only their own unit's questions does not see this one any more.
    if done.is_ok() && desk.staff.only_own_unit() {
        return Ok(see_other(&desk.url("/hoi-dap")));
    }
    super::question::after(&desk, Action::QuestionDecline, done).await
}

/// `GET /:tenant/cho-phan-loai`
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(desk: Desk) -> Result<Response> {
    desk.staff.require(Action::QuestionAssign, State::Received)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let rows = routing::waiting(&mut scope, WAITING).await?;
    let filter = DeskFilter { state: Some(State::Received), units: None };
    let total = store::list(&mut scope, &filter, 0, 1).await?.0;
    drop(scope);
    let now = desk.app.db.clock.now();
    let mut shown = Vec::new();
    for row in rows {
        let mut scope = desk.app.db.read(desk.tenant.id()).await?;
        let question = store::get(&mut scope, &row.filed.id).await?;
        drop(scope);
        let seen = triage::look(&desk.app.db, &desk.app.memories, &desk.tenant, &question).await?;
        shown.push(waiting_row(&desk, &question.filed, &seen, now));
    }
    let page = WaitingPage {
        layout: layout(&desk, "Chờ phân loại").await?,
        count_text: if total > shown.len() {
            format!("{} trong {total} câu hỏi, hạn sớm trước", shown.len())
        } else {
            format!("{total} câu hỏi, hạn sớm trước")
        },
        rows: shown,
    };
    desk::page(&page)
}

fn waiting_row(desk: &Desk, filed: &Filed, seen: &Triage, now: i64) -> WaitingRow {
    let ruled = seen.reasons.first().map(|reason| (reason.unit_key.clone(), reason.text.clone()));
    let suggested = seen.suggestions.first().map(|one| {
        let words =
            if one.words.is_empty() { String::new() } else { format!("vì có: {}", one.words.join(", ")) };
        (one.unit_key.clone(), words)
    });
    let (unit, because) = ruled.or(suggested).map_or((None, String::new()), |(unit, why)| (Some(unit), why));
    let mut remarks = Vec::new();
    if let Some(guess) = &seen.class {
        let tone = if guess.is_sealed() { Tone::Bad } else { Tone::Warn };
        remarks.push(Badge::new(format!("có thể là {}", guess.name.to_lowercase()), tone));
    }
    if !seen.declines.is_empty() {
        remarks.push(Badge::new("đơn vị báo không thuộc trách nhiệm", Tone::Warn));
    }
    WaitingRow {
        number: filed.number.to_string(),
        link: Link::new(masked(&filed.subject), desk.url(&format!("/hoi-dap/{}", filed.id))),
        due: due(desk, filed),
        received: when(filed.received_at, now),
        unit: unit.map(|key| unit_name(desk, &key)),
        because,
        remarks,
    }
}

fn days(from: jiff::civil::Date, until: Option<jiff::civil::Date>) -> String {
    match until.and_then(|until| until.yesterday().ok()) {
        Some(last) if last < from => format!("định từ {}", date_vi(from)),
        Some(last) => format!("{} đến {}", date_vi(from), date_vi(last)),
        None => format!("từ {}", date_vi(from)),
    }
}

fn holds(today: jiff::civil::Date, from: jiff::civil::Date, until: Option<jiff::civil::Date>) -> Badge {
    match until {
        Some(until) if until <= from => Badge::new("đã thôi, không áp dụng ngày nào", Tone::Plain),
        Some(until) if until <= today => Badge::new("đã thôi", Tone::Plain),
        _ if from > today => Badge::new("chưa đến ngày", Tone::Warn),
        Some(_) => Badge::new("đang áp dụng, đã ghi ngày thôi", Tone::Good),
        None => Badge::new("đang áp dụng", Tone::Good),
    }
}

/// The form that ends a row, where it holds or will; a refused one comes back as it was typed.
fn end_form(
    desk: &Desk,
    (path, words): (&str, &'static str),
    (id, what): (&str, &str),
    until: Option<jiff::civil::Date>,
    ending: &Refusals,
) -> Option<EndForm> {
    let open = until.is_none_or(|until| until > desk.tenant.day) && desk.may(Action::RoutingSet, State::Any);
    let field = format!("thoi-{id}");
    let error = ending.of(&field).map(str::to_owned);
    open.then(|| EndForm {
        post: post(desk, &desk.url(&format!("{path}/{id}/thoi"))),
        what: what.to_owned(),
        words,
        last: if error.is_some() { desk.asked.form.get("ngay-cuoi").to_owned() } else { String::new() },
        error,
        id: field,
    })
}

/// Ends what the path names.
async fn ended(desk: &Desk, what: Dated, id: &str) -> Result<Response> {
    let actor = desk.actor();
    let last = Last::of(desk.asked.form.get("ngay-cuoi"), date);
    match ending::end(desk.act(&actor), what, id, last).await {
        Ok(()) => Ok(see_other(&desk.url(match what {
            Dated::Rule => RULES,
            Dated::Body => BODIES,
        }))),
        Err(Error::Refused(refusals)) => {
            let (status, why) = (StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, |_| format!("thoi-{id}")));
            match what {
                Dated::Rule => show_rules(desk, status, Refusals::default(), why).await,
                Dated::Body => show_contacts(desk, status, Refusals::default(), why).await,
            }
        }
        Err(other) => Err(other),
    }
}

/// `GET /:tenant/chuyen-cau-hoi`
///
/// # Errors
/// When the database does not answer.
pub async fn rules_page(desk: Desk) -> Result<Response> {
    show_rules(&desk, StatusCode::OK, Refusals::default(), Refusals::default()).await
}

async fn show_rules(
    desk: &Desk,
    status: StatusCode,
    refusals: Refusals,
    ending: Refusals,
) -> Result<Response> {
    let rules = routing::rules(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let fields = rules::fields(&desk.tenant.profile, desk.tenant.day);
    let form = &desk.asked.form;
    let units =
        || desk.tenant.profile.units_on(desk.tenant.day).map(|unit| (unit.key.as_str(), unit.name.clone()));
    let today = date_vi(desk.tenant.day);
    let page = RulesPage {
        layout: layout(desk, "Quy tắc chuyển câu hỏi").await?,
        contacts: Link::new("Cơ quan ngoài hệ thống", desk.url(BODIES)),
        rows: rules.iter().map(|rule| rule_row(desk, rule, &fields, &ending)).collect(),
        form: desk.may(Action::RoutingSet, State::Any).then(|| RuleForm {
            post: post(desk, &desk.url(RULES)),
            kinds: choices(
                "Chọn loại",
                form.get("loai"),
                Kind::ALL.iter().map(|kind| (kind.as_str(), kind.vietnamese().to_owned())),
            ),
            fields: choices(
                "Chọn lĩnh vực",
                form.get("linh-vuc"),
                fields.iter().map(|field| (field.key.as_str(), field.name.clone())),
            ),
            words: form.get("tu-khoa").to_owned(),
            away: choices("Chọn đơn vị", form.get("don-vi-vang"), units()),
            units: choices("Chọn đơn vị", form.get("don-vi"), units()),
            from: if refusals.is_empty() { today } else { form.get("tu-ngay").to_owned() },
            last: form.get("den-ngay").to_owned(),
            note: form.get("ghi-chu").to_owned(),
        }),
        refusals,
        ending,
    };
    desk::html(status, &page)
}

fn rule_row(desk: &Desk, rule: &Rule, fields: &[rules::Field], ending: &Refusals) -> RuleRow {
    let today = desk.tenant.day;
    let subject = match rule.kind {
        Kind::Keyword => format!("“{}”", rule.subject),
        Kind::Absent => unit_name(desk, &rule.subject),
        Kind::Field => fields
            .iter()
            .find(|field| field.key == rule.subject)
            .map_or(rule.subject.clone(), |field| field.name.clone()),
    };
    let note =
        if rule.note.is_empty() { rule.set_by.clone() } else { format!("{} ({})", rule.note, rule.set_by) };
    let end = end_form(desk, (RULES, "Thôi áp dụng"), (&rule.id, &subject), rule.until, ending);
    RuleRow {
        kind: rule.kind.vietnamese().into(),
        subject,
        unit: unit_name(desk, &rule.unit_key),
        days: days(rule.from, rule.until),
        state: holds(today, rule.from, rule.until),
        note,
        end,
    }
}

/// The subject that a rule's form means, by its kind.
fn subject<'a>(desk: &'a Desk, kind: &str) -> (&'a str, &'static str) {
    let form = &desk.asked.form;
    match Kind::parse(kind) {
        Some(Kind::Field) => (form.get("linh-vuc"), "linh-vuc"),
        Some(Kind::Absent) => (form.get("don-vi-vang"), "don-vi-vang"),
        _ => (form.get("tu-khoa"), "tu-khoa"),
    }
}

/// `POST /:tenant/chuyen-cau-hoi`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn set_rule(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    let form = &desk.asked.form;
    let act = desk.act(&actor);
    let (subject, of_kind) = subject(&desk, form.get("loai"));
    let new = NewRule {
        kind: form.get("loai"),
        subject,
        unit: form.get("don-vi"),
        from: date(form.get("tu-ngay")),
        last: Last::of(form.get("den-ngay"), date),
        note: form.get("ghi-chu"),
    };
    match rules::set(act, new).await {
        Ok(_) => Ok(see_other(&desk.url(RULES))),
        Err(Error::Refused(refusals)) => {
            let refusals =
                shown(refusals, |name| if name == "doi-tuong" { of_kind.into() } else { name.into() });
            show_rules(&desk, StatusCode::UNPROCESSABLE_ENTITY, refusals, Refusals::default()).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/chuyen-cau-hoi/:rule/thoi`
///
/// # Errors
/// [`Error::NotFound`] for a rule of another site, [`Error::Conflict`] when it holds no more already.
pub async fn end_rule(desk: Desk) -> Result<Response> {
    ended(&desk, Dated::Rule, desk.asked.param("rule")).await
}

/// `GET /:tenant/co-quan-ngoai`
///
/// # Errors
/// When the database does not answer.
pub async fn contacts_page(desk: Desk) -> Result<Response> {
    show_contacts(&desk, StatusCode::OK, Refusals::default(), Refusals::default()).await
}

async fn show_contacts(
    desk: &Desk,
    status: StatusCode,
    refusals: Refusals,
    ending: Refusals,
) -> Result<Response> {
    let bodies = routing::contacts(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let form = &desk.asked.form;
    let typed = |name: &str| form.get(name).to_owned();
    let may = desk.may(Action::RoutingSet, State::Any);
    let today = desk.tenant.day;
    let row = |body: &External| BodyRow {
        name: body.name.clone(),
        matters: body.matters.clone(),
        lines: [&body.email, &body.phone, &body.address]
            .into_iter()
            .filter(|line| !line.is_empty())
            .cloned()
            .collect(),
        basis: body.basis.clone(),
        days: days(body.from, body.until),
        state: holds(today, body.from, body.until),
        end: end_form(desk, (BODIES, "Thôi dùng"), (&body.id, &body.name), body.until, &ending),
    };
    let page = ContactsPage {
        layout: layout(desk, "Cơ quan ngoài hệ thống").await?,
        rows: bodies.iter().map(row).collect(),
        form: may.then(|| BodyEntry {
            post: post(desk, &desk.url(BODIES)),
            name: typed("ten"),
            matters: typed("viec"),
            email: typed("thu-dien-tu"),
            phone: typed("dien-thoai"),
            address: typed("dia-chi"),
            basis: typed("can-cu"),
            from: if refusals.is_empty() { date_vi(today) } else { typed("tu-ngay") },
        }),
        refusals,
        ending,
    };
    desk::html(status, &page)
}

/// `POST /:tenant/co-quan-ngoai`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn add_contact(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    let form = &desk.asked.form;
    let act = desk.act(&actor);
    let new = External {
        name: form.get("ten").into(),
        matters: form.get("viec").into(),
        email: form.get("thu-dien-tu").into(),
        phone: form.get("dien-thoai").into(),
        address: form.get("dia-chi").into(),
        basis: form.get("can-cu").into(),
        ..External::default()
    };
    match contacts::add(act, new, date(form.get("tu-ngay"))).await {
        Ok(_) => Ok(see_other(&desk.url(BODIES))),
        Err(Error::Refused(refusals)) => {
            let refusals = shown(refusals, str::to_owned);
            show_contacts(&desk, StatusCode::UNPROCESSABLE_ENTITY, refusals, Refusals::default()).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/co-quan-ngoai/:external/thoi`
///
/// # Errors
/// [`Error::NotFound`] for a body of another site, [`Error::Conflict`] when it holds no more already.
pub async fn end_contact(desk: Desk) -> Result<Response> {
    ended(&desk, Dated::Body, desk.asked.param("external")).await
}
