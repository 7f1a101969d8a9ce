//! Who may do what, in which state: the one table that pages, the API and the tests read.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal / $vietnamese:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $text)] $variant),* }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// As it is stored.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// The value of a stored text.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }

            /// As people read it.
            pub fn vietnamese(self) -> &'static str {
                match self { $(Self::$variant => $vietnamese),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What a person is appointed to in a tenant (Điều 5, 7, 12).
    Role {
        /// Trưởng ban Biên tập
        BoardHead = "board-head" / "Trưởng ban Biên tập",
        /// Phó ban thường trực
        StandingDeputy = "standing-deputy" / "Phó ban thường trực",
        /// Phó ban
        Deputy = "deputy" / "Phó ban Biên tập",
        /// Thành viên, biên tập viên
        Member = "member" / "Thành viên Ban Biên tập",
        /// Cộng tác viên
        Contributor = "contributor" / "Cộng tác viên",
        /// Cán bộ của đơn vị
        UnitOfficer = "unit-officer" / "Cán bộ đơn vị",
        /// Thủ trưởng đơn vị
        UnitHead = "unit-head" / "Thủ trưởng đơn vị",
        /// Văn phòng: thường trực, quản trị
        DistrictOffice = "district-office" / "Văn phòng (cơ quan thường trực)",
        /// Lãnh đạo: xem và chỉ đạo
        Leader = "leader" / "Lãnh đạo Ủy ban nhân dân",
        /// Người kiểm tra
        Auditor = "auditor" / "Người kiểm tra",
        /// Người vận hành: không có quyền nội dung
        Operator = "operator" / "Người vận hành hệ thống",
    }
}

words! {
    /// Where a thing stands in its life: editions first, then questions.
    State {
        /// An edition being written.
        Draft = "draft" / "Bản nháp",
        /// Sent to the board.
        Submitted = "submitted" / "Chờ duyệt",
        /// Approved, not yet live.
        Approved = "approved" / "Đã duyệt, chờ đăng",
        /// What readers see.
        Live = "live" / "Đang đăng",
        /// Replaced by a newer edition.
        Superseded = "superseded" / "Đã thay bằng bản mới",
        /// Taken down with a reason.
        Withdrawn = "withdrawn" / "Đã gỡ",
        /// A question just registered.
        Received = "received" / "Đã tiếp nhận",
        /// With a unit.
        Assigned = "assigned" / "Đã chuyển đơn vị trả lời",
        /// The unit has answered.
        Answered = "answered" / "Đơn vị đã trả lời, chờ duyệt",
        /// The board has approved the answer.
        AnswerApproved = "answer-approved" / "Câu trả lời đã được duyệt",
        /// On the site.
        Published = "published" / "Đã đăng câu trả lời",
        /// Answered to the reader alone.
        AnsweredPrivately = "answered-privately" / "Đã trả lời riêng",
        /// Not ours; told at once where to go.
        Transferred = "transferred" / "Đã chuyển cơ quan khác",
        /// Spam, duplicate or out of scope.
        Closed = "closed" / "Đã đóng",
        /// Where there is no state: registers, lists, settings.
        Any = "any" / "",
    }
}

words! {
    /// What can be done.
    Action {
        /// Sees the console of the tenant at all.
        Enter = "tenant.enter" / "vào trang quản trị",
        /// Reads drafts and their history.
        ItemRead = "item.read" / "xem tin bài",
        /// Begins a new item.
        ItemCreate = "item.create" / "tạo tin bài",
        /// Writes to a draft.
        ItemSave = "item.save" / "sửa tin bài",
        /// Sends a draft to the board.
        ItemSubmit = "item.submit" / "gửi duyệt",
        /// Sends it back with a reason.
        ItemReturn = "item.return" / "trả lại",
        /// Approves it, declaring that it holds no secret.
        ItemApprove = "item.approve" / "duyệt",
        /// Makes an approved edition live.
        ItemPublish = "item.publish" / "đăng",
        /// Begins a correcting edition.
        ItemCorrect = "item.correct" / "đính chính",
        /// Takes it down.
        ItemWithdraw = "item.withdraw" / "gỡ",
        /// Brings many documents in at once.
        BatchImport = "batch.import" / "nhập hàng loạt",
        /// Approves what was imported.
        BatchApprove = "batch.approve" / "duyệt lô nhập",
        /// Reads questions without the reader's contact.
        QuestionRead = "question.read" / "xem câu hỏi",
        /// Sees the reader's contact; every look is logged.
        QuestionContact = "question.contact" / "xem thông tin người hỏi",
        /// Sends it to a unit.
        QuestionAssign = "question.assign" / "chuyển đơn vị",
        /// Answers for a unit.
        QuestionAnswer = "question.answer" / "trả lời",
        /// Confirms who wrote an answer that came by the mail's link.
        AnswerVerify = "answer.verify" / "xác nhận người trả lời",
        /// Sends an answer back to the unit.
        AnswerReturn = "answer.return" / "yêu cầu trả lời lại",
        /// Approves an answer.
        AnswerApprove = "answer.approve" / "duyệt câu trả lời",
        /// Puts it on the site.
        QuestionPublish = "question.publish" / "đăng câu trả lời",
        /// Sends it to the reader alone.
        QuestionReply = "question.reply" / "trả lời riêng",
        /// Tells the reader whose matter it is.
        QuestionTransfer = "question.transfer" / "chuyển cơ quan khác",
        /// Closes it without an answer.
        QuestionClose = "question.close" / "đóng câu hỏi",
        /// Takes a published answer down.
        QuestionWithdraw = "question.withdraw" / "gỡ câu trả lời",
        /// Sees and finishes tasks.
        TaskDone = "task.done" / "xử lý việc",
        /// Reads the audit trail.
        AuditRead = "audit.read" / "xem nhật ký",
        /// Sees who is appointed to what.
        PeopleRead = "people.read" / "xem nhân sự",
        /// Sees what people look for on the site.
        SearchRead = "search.read" / "xem người dân tìm gì",
        /// Announces a planned outage.
        NoticeWrite = "notice.write" / "báo tạm dừng",
    }
}

/// One row: these roles may do this while the thing is in one of these states.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What.
    pub action: Action,
    /// While it is in one of these.
    pub states: &'static [State],
    /// Who.
    pub roles: &'static [Role],
}

use Role::{
    Auditor, BoardHead, Contributor, Deputy, DistrictOffice, Leader, Member, Operator, StandingDeputy,
    UnitHead, UnitOfficer,
};

const BOARD: &[Role] = &[BoardHead, StandingDeputy, Deputy, Member];
const APPROVERS: &[Role] = &[BoardHead, StandingDeputy, Deputy];
const WRITERS: &[Role] = &[BoardHead, StandingDeputy, Deputy, Member, Contributor, UnitOfficer, UnitHead];
const READERS: &[Role] = &[
    BoardHead,
    StandingDeputy,
    Deputy,
    Member,
    Contributor,
    UnitOfficer,
    UnitHead,
    DistrictOffice,
    Leader,
    Auditor,
];
const DESK: &[Role] = &[BoardHead, StandingDeputy, Deputy, Member, DistrictOffice];
const ANSWERERS: &[Role] =
    &[BoardHead, StandingDeputy, Deputy, Member, DistrictOffice, UnitOfficer, UnitHead];
const OPEN: &[State] = &[State::Received, State::Assigned, State::Answered];

/// The table. Within a role's rights stand the personal rules: nobody approves what they wrote (Điều 7.2),
/// a contributor writes to their own drafts only, a unit sees its own questions only.
pub const RULES: &[Rule] = &[
    Rule { action: Action::Enter, states: &[State::Any], roles: Role::ALL },
    Rule { action: Action::ItemRead, states: &[State::Any], roles: READERS },
    Rule { action: Action::ItemCreate, states: &[State::Any], roles: WRITERS },
    Rule { action: Action::ItemSave, states: &[State::Draft], roles: WRITERS },
    Rule { action: Action::ItemSave, states: &[State::Submitted], roles: BOARD },
    Rule { action: Action::ItemSubmit, states: &[State::Draft], roles: WRITERS },
    Rule { action: Action::ItemReturn, states: &[State::Submitted], roles: BOARD },
    Rule { action: Action::ItemReturn, states: &[State::Approved], roles: APPROVERS },
    Rule { action: Action::ItemApprove, states: &[State::Submitted], roles: APPROVERS },
    Rule { action: Action::ItemPublish, states: &[State::Approved], roles: BOARD },
    Rule { action: Action::ItemCorrect, states: &[State::Live, State::Withdrawn], roles: WRITERS },
    Rule { action: Action::ItemWithdraw, states: &[State::Live], roles: APPROVERS },
    Rule { action: Action::BatchImport, states: &[State::Any], roles: BOARD },
    Rule { action: Action::BatchApprove, states: &[State::Any], roles: APPROVERS },
    Rule {
        action: Action::QuestionRead,
        states: &[State::Any],
        roles: &[
            BoardHead,
            StandingDeputy,
            Deputy,
            Member,
            DistrictOffice,
            UnitOfficer,
            UnitHead,
            Leader,
            Auditor,
        ],
    },
    Rule { action: Action::QuestionContact, states: &[State::Any], roles: DESK },
    Rule { action: Action::QuestionAssign, states: &[State::Received, State::Assigned], roles: DESK },
    Rule { action: Action::QuestionAnswer, states: &[State::Assigned], roles: ANSWERERS },
    Rule {
        action: Action::AnswerVerify,
        states: &[State::Answered],
        roles: &[BoardHead, StandingDeputy, Deputy, Member, UnitHead],
    },
    Rule { action: Action::AnswerReturn, states: &[State::Answered], roles: BOARD },
    Rule { action: Action::AnswerApprove, states: &[State::Answered], roles: APPROVERS },
    Rule { action: Action::QuestionPublish, states: &[State::AnswerApproved], roles: BOARD },
    Rule { action: Action::QuestionReply, states: &[State::AnswerApproved], roles: BOARD },
    Rule { action: Action::QuestionTransfer, states: OPEN, roles: DESK },
    Rule { action: Action::QuestionClose, states: OPEN, roles: DESK },
    Rule { action: Action::QuestionWithdraw, states: &[State::Published], roles: APPROVERS },
    Rule { action: Action::TaskDone, states: &[State::Any], roles: DESK },
    Rule {
        action: Action::AuditRead,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, DistrictOffice, Leader, Auditor],
    },
    Rule {
        action: Action::PeopleRead,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, Deputy, DistrictOffice, Auditor, Operator],
    },
    Rule {
        action: Action::SearchRead,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, Deputy, Member, DistrictOffice, Leader, Auditor],
    },
    Rule {
        action: Action::NoticeWrite,
        states: &[State::Any],
        roles: &[StandingDeputy, DistrictOffice, Operator],
    },
];

/// Whether a role may do this while the thing is in this state.
pub fn allows(role: Role, action: Action, state: State) -> bool {
    RULES
        .iter()
        .any(|rule| rule.action == action && rule.states.contains(&state) && rule.roles.contains(&role))
}

/// Whether a role may do this in some state: for menus and for routes whose thing is not yet read.
pub fn allows_somewhere(role: Role, action: Action) -> bool {
    RULES.iter().any(|rule| rule.action == action && rule.roles.contains(&role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_parse_back() {
        for &role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        for &state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
    }

    #[test]
    fn every_action_has_a_rule_and_the_operator_touches_no_content() {
        for &action in Action::ALL {
            assert!(RULES.iter().any(|rule| rule.action == action), "{action} has no rule");
        }
        let content = |action: &&Action| {
            ["item.", "batch.", "question.", "answer."].iter().any(|p| action.as_str().starts_with(p))
        };
        for &action in Action::ALL.iter().filter(content) {
            assert!(!allows_somewhere(Role::Operator, action), "{action}");
            assert!(
                !allows_somewhere(Role::Auditor, action) || action.as_str().ends_with(".read"),
                "{action}"
            );
        }
    }
}
