//! What the question's page offers from the first draft to the correction.

use crate::base::error::Result;
use crate::base::text::redact::Piece;
use crate::board::confirming::{Authority, authority};
use crate::console::desk::Desk;
use crate::console::pages::frame::{Names, post, when};
use crate::console::views::answering::{
    AnsweringPart, ApproveForm, BeforeAfter, ConfirmForm, CorrectForm, FileChoice, PastPart,
    PendingCorrection, WithdrawForm,
};
use crate::console::views::layout::Post;
use crate::items::markup::paragraphs;
use crate::people::{Action, State};
use crate::public::views::{Choice, Html, Refusals};
use crate::questions::answering::masking::{Masked, of_answer, of_question};
use crate::questions::answering::store::{self, AnswerFile, Correction, Wording};
use crate::questions::answering::{confirming, wording};
use crate::questions::clock;
use crate::questions::store::{Answer, Question};

use super::{file_view, writer};

/// The part for this question and this person; a refused form comes back as it was typed.
///
/// # Errors
/// When the database does not answer.
pub async fn part(
    desk: &Desk,
    question: &Question,
    answers: &[Answer],
    refused: Option<&(Action, Refusals)>,
) -> Result<AnsweringPart> {
    let at = Part { desk, question, refused };
    let open = answers.iter().rev().find(|answer| answer.returned_reason.is_none());
    let approved = answers.iter().find(|answer| Some(&answer.id) == question.answer.as_ref());
    let past = if clock::is_open(question.filed.state) {
        super::past_rows(desk, question).await?
    } else {
        Vec::new()
    };
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let files = store::files(&mut scope, &question.filed.id).await?;
    let mut part = AnsweringPart {
        past: PastPart { rows: past, post: at.may(Action::QuestionAnswer).then(|| at.post("soan")) },
        write: at.write(
            store::draft(&mut scope, &question.filed.id, &writer(desk)).await?.map(|draft| draft.saved_at),
        ),
        files: files.iter().map(|one| file_view(&one.file, at.file_url(one))).collect(),
        withdraw: at.withdraw(),
        ..AnsweringPart::default()
    };
    if let Some(answer) = open.filter(|_| question.filed.state == State::Answered) {
        let confirmation = store::confirmation(&mut scope, &answer.id).await?;
        let waits = confirming::is_waited_for(&mut scope, &desk.tenant.profile, answer).await?;
        let authority = authority(&mut scope, &desk.staff, &answer.unit_key).await?;
        let names = Names::read(desk).await?;
        let name = |id| names.all().get(id).cloned().unwrap_or_default();
        part.confirmed_text = match &confirmation {
            Some(one) if one.delegated => {
                Some(format!("Đơn vị đã xác nhận: {}, người được ủy quyền.", name(&one.account)))
            }
            Some(one) => Some(format!("Đơn vị đã xác nhận: {}, thủ trưởng.", name(&one.account))),
            None if waits => {
                Some("Chờ thủ trưởng đơn vị (hoặc người được ủy quyền) xác nhận, rồi mới duyệt được.".into())
            }
            None => None,
        };
        part.confirm =
            authority.filter(|_| confirmation.is_none()).and_then(|authority| at.confirm(&authority));
        let prepared = store::wording(&mut scope, &answer.id).await?;
        let prepared_by =
            prepared.as_ref().map(|one| (name(&one.edited_by), when(one.edited_at, desk.app.db.clock.now())));
        let contact = crate::questions::contact_for_masking(&desk.app.db, desk.tenant.id(), question)?;
        let masked = [
            of_question(&contact, &question.filed.subject),
            of_question(&contact, &question.body),
            of_answer(&contact, &desk.tenant, &answer.body),
        ];
        part.approve = at.approve(answer, prepared, &masked, &files);
        if let Some(form) = &mut part.approve {
            form.prepared = prepared_by;
        }
    }
    if question.filed.state == State::Published {
        let now = desk.app.db.clock.now();
        let made = store::corrections(&mut scope, &question.filed.id).await?;
        part.corrections = made
            .into_iter()
            .rev()
            .map(|one| {
                (
                    when(one.decided_at.unwrap_or(one.created_at), now),
                    one.reason,
                    Html::sanitised(paragraphs(&one.old_answer)),
                )
            })
            .collect();
        match store::open_correction(&mut scope, &question.filed.id).await? {
            Some(open) => part.pending = Some(at.pending(&open, &Names::read(desk).await?)),
            None => part.correct = approved.and_then(|answer| at.correct(answer)),
        }
    }
    Ok(part)
}

/// What a question's text is, with what the rules masked marked.
fn highlighted(masked: &Masked, block: bool) -> Html {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let piece = |piece: &Piece| match piece {
        Piece::Kept(text) => escape(text),
        Piece::Masked { original, .. } => format!("<mark>{}</mark>", escape(original)),
    };
    let text: String = masked.0.iter().map(piece).collect();
    if !block {
        return Html::sanitised(text);
    }
    let paragraph = |part: &str| format!("<p>{}</p>", part.trim().replace('\n', "<br>"));
    Html::sanitised(text.split("\n\n").map(paragraph).collect::<String>())
}

struct Part<'a> {
    desk: &'a Desk,
    question: &'a Question,
    refused: Option<&'a (Action, Refusals)>,
}

impl Part<'_> {
    fn may(&self, action: Action) -> bool {
        self.desk.may(action, self.question.filed.state)
    }

    fn post(&self, path: &str) -> Post {
        post(self.desk, &self.desk.url(&format!("/hoi-dap/{}/{path}", self.question.filed.id)))
    }

    fn version(&self) -> String {
        self.question.filed.version.to_string()
    }

    fn refusals(&self, actions: &[Action]) -> Refusals {
        self.refused
            .filter(|(which, _)| actions.contains(which))
            .map(|(_, refusals)| refusals.clone())
            .unwrap_or_default()
    }

    /// What was typed into a refused form, or what stands there otherwise.
    fn typed(&self, actions: &[Action], field: &str, otherwise: &str) -> String {
        let refused = self.refused.is_some_and(|(which, _)| actions.contains(which));
        if refused { self.desk.asked.form.raw(field).to_owned() } else { otherwise.to_owned() }
    }

    fn file_url(&self, file: &AnswerFile) -> String {
        self.desk.url(&format!("/tep-tra-loi/{}", file.file.file_id))
    }

    fn write(
        &self,
        saved_at: Option<i64>,
    ) -> Option<(crate::public::views::Link, Option<crate::console::views::When>)> {
        let link = crate::public::views::Link::new("Soạn câu trả lời", self.post("soan").action);
        let now = self.desk.app.db.clock.now();
        self.may(Action::QuestionAnswer).then(|| (link, saved_at.map(|at| when(at, now))))
    }

    fn confirm(&self, authority: &Authority) -> Option<ConfirmForm> {
        let capacity = match authority {
            Authority::Head => "thủ trưởng đơn vị".to_owned(),
            Authority::Delegate(delegation) => format!("người được ủy quyền theo {}", delegation.paper),
        };
        let form = ConfirmForm { post: self.post("xac-nhan"), version: self.version(), capacity };
        self.may(Action::AnswerVerify).then_some(form)
    }

    fn approve(
        &self,
        answer: &Answer,
        prepared: Option<Wording>,
        masked: &[Masked; 3],
        files: &[AnswerFile],
    ) -> Option<ApproveForm> {
        const BOTH: &[Action] = &[Action::AnswerApprove, Action::AnswerEdit];
        if !self.may(Action::AnswerEdit) {
            return None;
        }
        let [subject, body, text] = masked;
        let own = |pick: fn(&Wording) -> &String, masked: &Masked| {
            prepared
                .as_ref()
                .map(pick)
                .filter(|text| !text.is_empty())
                .cloned()
                .unwrap_or_else(|| masked.text())
        };
        let field = self.typed(BOTH, "linh-vuc", prepared.as_ref().map_or("", |one| one.field.as_str()));
        let count: usize = masked.iter().map(Masked::count).sum();
        let chosen: Vec<&str> = self.desk.asked.form.all("tep-dang").collect();
        let choice = |one: &AnswerFile| FileChoice {
            id: one.file.file_id.to_string(),
            file: file_view(&one.file, self.file_url(one)),
            chosen: chosen.contains(&one.file.file_id.as_str()),
        };
        let whose = if answer.verified_by.is_none() {
            "đã xác nhận với đơn vị về người trả lời; "
        } else {
            ""
        };
        Some(ApproveForm {
            approve: self.may(Action::AnswerApprove).then(|| self.post("duyet")),
            save: self.post("ban-cong-bo"),
            version: self.version(),
            refusals: self.refusals(BOTH),
            original_subject: highlighted(subject, false),
            original_body: highlighted(body, true),
            original_answer: highlighted(text, true),
            masked_text: if count == 0 {
                "Máy không thấy chỗ nào phải che".into()
            } else {
                format!("Máy đã che {count} chỗ")
            },
            subject: self.typed(BOTH, "tieu-de-dang", &own(|one| &one.subject, subject)),
            body: self.typed(BOTH, "cau-hoi-dang", &own(|one| &one.body, body)),
            answer: self.typed(BOTH, "tra-loi-dang", &own(|one| &one.answer, text)),
            fields: self.fields(&answer.unit_key, &field),
            files: files.iter().filter(|one| one.answer == answer.id).map(choice).collect(),
            doubtful: self.question.filed.class.publishable()
                && !wording::unpublishable(self.question, false).is_empty(),
            declaration: format!(
                "Tôi đã đọc cả bản gốc và bản công bố, xem các chỗ đã che và chưa che; {whose}nội dung không chứa bí mật (Quy chế Điều 4, 10)."
            ),
            prepared: None,
        })
    }

    /// The fields of the unit that answered before those of the others.
    fn fields(&self, unit: &str, chosen: &str) -> Vec<Choice> {
        let profile = &self.desk.tenant.profile;
        let own = profile.unit(unit).into_iter().flat_map(|unit| unit.fields.iter());
        let others = profile
            .units_on(self.desk.tenant.day)
            .filter(|other| other.key != unit)
            .flat_map(|unit| unit.fields.iter());
        let mut names: Vec<&str> = Vec::new();
        for name in own.chain(others).map(String::as_str).chain(std::iter::once(chosen)) {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        let choice = |name: &str| {
            let choice = Choice::new(name, name);
            if name == chosen { choice.chosen() } else { choice }
        };
        std::iter::once(Choice::new("", "Chưa xếp lĩnh vực")).chain(names.into_iter().map(choice)).collect()
    }

    fn correct(&self, answer: &Answer) -> Option<CorrectForm> {
        const OWN: &[Action] = &[Action::AnswerCorrect];
        let public = |text: &Option<String>| text.clone().unwrap_or_default();
        let text = answer.public_body.as_deref().unwrap_or(&answer.body);
        let form = CorrectForm {
            post: self.post("dinh-chinh"),
            version: self.version(),
            refusals: self.refusals(OWN),
            subject: self.typed(OWN, "tieu-de-moi", &public(&self.question.public_subject)),
            body: self.typed(OWN, "cau-hoi-moi", &public(&self.question.public_body)),
            answer: self.typed(OWN, "tra-loi-moi", text),
            reason: self.typed(OWN, "ly-do-dinh-chinh", ""),
        };
        self.may(Action::AnswerCorrect).then_some(form)
    }

    fn pending(&self, open: &Correction, names: &Names) -> PendingCorrection {
        let change = |label, before: &str, after: &str| {
            let html = |text: &str| Html::sanitised(paragraphs(text));
            (before != after).then(|| BeforeAfter { label, before: html(before), after: html(after) })
        };
        let changes = [
            change("Tiêu đề", &open.old_subject, &open.subject),
            change("Câu hỏi", &open.old_body, &open.body),
            change("Câu trả lời", &open.old_answer, &open.answer),
        ];
        let may = self.may(Action::AnswerCorrectApprove);
        PendingCorrection {
            by: names.all().get(&open.created_by).cloned().unwrap_or_default(),
            at: when(open.created_at, self.desk.app.db.clock.now()),
            reason: open.reason.clone(),
            changes: changes.into_iter().flatten().collect(),
            approve: (may && open.created_by != self.desk.staff.account)
                .then(|| self.post("dinh-chinh/duyet")),
            decline: may.then(|| self.post("dinh-chinh/tra-lai")),
            version: self.version(),
            doubtful: self.question.filed.class.publishable()
                && !wording::unpublishable(self.question, false).is_empty(),
            refusals: self.refusals(&[Action::AnswerCorrectApprove]),
        }
    }

    fn withdraw(&self) -> Option<WithdrawForm> {
        let form = WithdrawForm {
            post: self.post("go"),
            version: self.version(),
            reason: self.typed(&[Action::QuestionWithdraw], "ly-do", ""),
            refusals: self.refusals(&[Action::QuestionWithdraw]),
        };
        self.may(Action::QuestionWithdraw).then_some(form)
    }
}
