//! The comments of a consultation on its page, each with what can be done to it.

use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::console::pages::consultations::HOME;
use crate::console::pages::frame::{post, when};
use crate::console::views::consultations::CommentRow;
use crate::consultations::Consultation;
use crate::consultations::comments::{self, Comment, Ground, Standing};
use crate::items::kinds::document::Article;
use crate::items::markup::paragraphs;
use crate::people::{Action, State};
use crate::public::views::{Badge, Choice, Html, Tone};
use crate::questions::Contact;

use super::{Known, Shown, same_page, verdict_badge};

pub(super) fn rows(desk: &Desk, known: &Known, shown: &Shown) -> Result<Vec<CommentRow>> {
    let (_, articles) = known.one.articles();
    known.comments.iter().map(|comment| row(desk, known, comment, &articles, shown)).collect()
}

fn row(
    desk: &Desk,
    known: &Known,
    comment: &Comment,
    articles: &[Article],
    shown: &Shown,
) -> Result<CommentRow> {
    let (db, tenant, one) = (&desk.app.db, desk.tenant.id(), &known.one);
    let body = comments::readable(db, tenant, &desk.staff, comment)?;
    let masked = comments::masked(db, tenant, comment)?;
    let answer = known.responses.iter().find(|(answer, _)| Some(&answer.id) == comment.response.as_ref());
    let contact = shown.opened.as_ref().filter(|(id, _)| *id == comment.id);
    let step = |offered: bool, rest: &str| {
        let path = format!("{HOME}/{}/y-kien/{}{rest}{}", one.id, comment.id, same_page(desk));
        offered.then(|| post(desk, &desk.url(&path)))
    };
    let sent = |action: Action| comment.contact.is_some() && desk.may(action, State::Any);
    let decisions = decisions(desk, one, comment);
    // What was typed belongs to the comment whose form was sent.
    let typed = desk.asked.param("comment") == comment.id && desk.asked.form.has("quyet-dinh");
    let number = comment.number.to_string();
    let ticks = &desk.asked.form;
    Ok(CommentRow {
        about: about(articles, comment),
        at: when(comment.received_at, db.clock.now()),
        state: standing_badge(&comment.standing),
        name: comments::public_name(db, tenant, comment)?,
        masked: (masked != body).then(|| Html::sanitised(paragraphs(&masked))),
        body: Html::sanitised(paragraphs(&body)),
        note: comment.note.clone().unwrap_or_default(),
        verdict: answer.map(|(answer, _)| verdict_badge(answer.verdict)),
        contact: contact.map(|(_, contact)| lines(contact)).unwrap_or_default(),
        reveal: step(sent(Action::ConsultationContact), "/lien-he"),
        moderate: step(!decisions.is_empty(), ""),
        decisions,
        reason: if typed { ticks.raw("ly-do").to_owned() } else { String::new() },
        refused: shown.said.refusals.of(&reason_field(comment)).map(str::to_owned),
        open: typed,
        version: comment.version.to_string(),
        erase: step(sent(Action::ConsultationPrivacy), "/xoa-nguoi-gui"),
        answerable: matches!(comment.standing, Standing::Shown { .. }),
        ticked: ticks.all("y-kien").any(|ticked| ticked == number),
        number,
    })
}

/// The id of the field in which the reason about a comment is typed.
pub(super) fn reason_field(comment: &Comment) -> String {
    format!("ly-do-{}", comment.number)
}

fn about(articles: &[Article], comment: &Comment) -> String {
    let anchor = comment.article.as_deref();
    let article = articles.iter().find(|article| Some(article.anchor.as_str()) == anchor);
    article.map_or_else(|| "Toàn bộ dự thảo".to_owned(), Article::label)
}

fn standing_badge(standing: &Standing) -> Badge {
    match standing {
        Standing::Waiting => Badge::new("Chờ xem xét", Tone::Warn),
        Standing::Shown { .. } => Badge::new("Đã đăng", Tone::Good),
        Standing::Withheld(ground) => Badge::new(format!("Không đăng: {}", ground.vietnamese()), Tone::Bad),
    }
}

/// What can be decided of a comment in the stage: none where nothing can.
fn decisions(desk: &Desk, one: &Consultation, comment: &Comment) -> Vec<Choice> {
    let withheld = matches!(comment.standing, Standing::Withheld(_));
    let shows = comments::may_show(one);
    let withholds = comments::may_withhold(one) && (shows || !withheld);
    if !desk.may(Action::ConsultationModerate, State::Any) || !(shows || withholds) {
        return Vec::new();
    }
    let sent = desk.asked.param("comment") == comment.id;
    let choice = |value: &str, label: String| {
        let choice = Choice::new(value, label);
        if sent && desk.asked.form.get("quyet-dinh") == value { choice.chosen() } else { choice }
    };
    let show = shows.then(|| choice("show", "Đăng (đã che thông tin riêng)".into()));
    let withhold = Ground::ALL
        .iter()
        .filter(|_| withholds)
        .map(|ground| choice(ground.as_str(), format!("Không đăng: {}", ground.vietnamese())));
    show.into_iter().chain(withhold).collect()
}

fn lines(contact: &Contact) -> Vec<String> {
    let parts = [
        ("Họ tên", &contact.name),
        ("Thư điện tử", &contact.email),
        ("Điện thoại", &contact.phone),
        ("Địa chỉ", &contact.place),
    ];
    parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}: {value}"))
        .collect()
}
