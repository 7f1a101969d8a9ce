//! Who may do what, in which state: the one table that pages, the API and the tests read.

/// A closed list of words: stored, read back, and told in Vietnamese.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal / $vietnamese:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
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

pub(crate) use words;

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
        /// Approved, to go live by itself at a set time.
        Scheduled = "scheduled" / "Đã hẹn giờ đăng",
        /// What readers see.
        Live = "live" / "Đang đăng",
        /// Replaced by a newer edition.
        Superseded = "superseded" / "Đã thay bằng bản mới",
        /// Taken down with a reason.
        Withdrawn = "withdrawn" / "Đã gỡ",
        /// No longer current: still there under its address, with a banner.
        Archived = "archived" / "Lưu trữ",
        /// A question just registered.
        Received = "received" / "Đã tiếp nhận",
        /// With a unit.
        Assigned = "assigned" / "Đã chuyển đơn vị trả lời",
        /// The reader is asked for more; the clock stands.
        Clarification = "clarification" / "Chờ người hỏi bổ sung",
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
        /// Writes a remark to those who work on it.
        ItemComment = "item.comment" / "góp ý",
        /// Gives it to somebody with a due date.
        ItemAssign = "item.assign" / "phân công",
        /// Confirms for the unit what it supplied (Điều 8.2).
        ItemConfirm = "item.confirm" / "xác nhận của thủ trưởng đơn vị",
        /// Sets the time at which it goes live.
        ItemSchedule = "item.schedule" / "hẹn giờ đăng",
        /// Takes the set time back.
        ItemUnschedule = "item.unschedule" / "bỏ hẹn giờ",
        /// Makes it live before it is approved, with a reason.
        ItemEmergency = "item.emergency" / "đăng khẩn",
        /// Confirms what another made live in an emergency.
        ItemEmergencyConfirm = "item.emergency-confirm" / "xác nhận bản đăng khẩn",
        /// Makes an approved edition live.
        ItemPublish = "item.publish" / "đăng",
        /// Begins a correcting edition.
        ItemCorrect = "item.correct" / "đính chính",
        /// Takes it down.
        ItemWithdraw = "item.withdraw" / "gỡ",
        /// Sets when it expires and when it is looked at again.
        ItemTerm = "item.term" / "đặt thời hạn",
        /// Says that what is live was looked at again and still holds.
        ItemReviewed = "item.reviewed" / "xác nhận đã rà soát",
        /// Removes the content of what was withdrawn for good, leaving the trail.
        ItemPurge = "item.purge" / "xóa hẳn nội dung",
        /// Proposes what is live to the site above.
        ItemPropose = "item.propose" / "đề xuất lên cấp trên",
        /// Sends what is live to the sites below.
        ItemIssue = "item.issue" / "phát hành xuống cấp dưới",
        /// Sees what was proposed by the sites below.
        ProposalRead = "proposal.read" / "xem đề xuất",
        /// Takes a proposal or declines it with a reason.
        ProposalDecide = "proposal.decide" / "xử lý đề xuất",
        /// Sees what was issued and who has seen it.
        DeliveryRead = "delivery.read" / "xem nội dung phát hành",
        /// Shows an optional issue on the own site, or not.
        DeliveryDecide = "delivery.decide" / "nhận nội dung phát hành",
        /// Sees the media library.
        MediaRead = "media.read" / "xem thư viện",
        /// Adds to it.
        MediaAdd = "media.add" / "thêm vào thư viện",
        /// Describes what lies in it: author, source, alternative text, consent.
        MediaEdit = "media.edit" / "sửa mô tả trong thư viện",
        /// Takes out what nothing uses.
        MediaRemove = "media.remove" / "bỏ khỏi thư viện",
        /// Sees quotas, what the units supplied and what is late.
        SupplyRead = "supply.read" / "xem việc cung cấp tin, bài",
        /// Sets quotas and limits.
        SupplySet = "supply.set" / "đặt chỉ tiêu cung cấp tin, bài",
        /// Lets another confirm for the unit, from and until a day.
        SupplyDelegate = "supply.delegate" / "ủy quyền xác nhận",
        /// Sees the calendar with what is withheld.
        ScheduleRead = "schedule.read" / "xem lịch công tác",
        /// Writes, changes and calls off what is not before readers yet.
        ScheduleSave = "schedule.save" / "ghi lịch công tác",
        /// Puts entries before readers and takes them back, declaring that they hold no secret.
        SchedulePublish = "schedule.publish" / "công bố lịch công tác",
        /// Sees consultations with drafts and comments.
        ConsultationRead = "consultation.read" / "xem việc lấy ý kiến",
        /// Writes a draft and its account, and sends them to another.
        ConsultationSave = "consultation.save" / "lập, tổng hợp việc lấy ý kiến",
        /// Approves the opening and the account, or sends them back.
        ConsultationApprove = "consultation.approve" / "duyệt việc lấy ý kiến",
        /// Shows comments or withholds them with a reason.
        ConsultationModerate = "consultation.moderate" / "xem xét ý kiến góp ý",
        /// Sees who sent a comment; every look is logged.
        ConsultationContact = "consultation.contact" / "xem người gửi góp ý",
        /// Takes a sender out of a comment, on their word.
        ConsultationPrivacy = "consultation.privacy" / "xóa thông tin người gửi góp ý",
        /// Sees broken links, stale sections and what is to be looked at again.
        CareRead = "care.read" / "xem việc cần chăm sóc",
        /// Sets how fresh each section must be.
        CareSet = "care.set" / "đặt yêu cầu cập nhật",
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
        /// Prepares the words of an answer for everybody.
        AnswerEdit = "answer.edit" / "soạn bản công bố",
        /// Proposes a correction of a published answer.
        AnswerCorrect = "answer.correct" / "soạn đính chính câu trả lời",
        /// Approves a correction of a published answer, or sends it back.
        AnswerCorrectApprove = "answer.correct-approve" / "duyệt đính chính câu trả lời",
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
        /// Asks the reader for more; the clock stands meanwhile.
        QuestionClarify = "question.clarify" / "đề nghị người hỏi bổ sung",
        /// Lets the clock go on with what the reader said.
        QuestionResume = "question.resume" / "ghi phần bổ sung, tính hạn tiếp",
        /// Asks the desk for more time, for the unit.
        QuestionMoreTime = "question.more-time" / "đề nghị gia hạn",
        /// Grants or refuses more time, or gives it.
        QuestionExtend = "question.extend" / "gia hạn trả lời",
        /// Sees the book of questions with its figures, and what is late.
        ClockRead = "clock.read" / "xem sổ theo dõi, việc trễ hạn",
        /// Takes a published answer down.
        QuestionWithdraw = "question.withdraw" / "gỡ câu trả lời",
        /// Writes down a letter or a spoken question.
        QuestionTake = "question.take" / "ghi đơn thư nhận trực tiếp",
        /// Gives it another class.
        QuestionClassify = "question.classify" / "đổi loại",
        /// Opens what its sender attached; every look is logged.
        QuestionFile = "question.file" / "mở tệp người hỏi gửi",
        /// Lets the unit see what its sender attached.
        QuestionRelease = "question.release" / "cho đơn vị xem tệp người hỏi gửi",
        /// Gives out or erases its sender's data, on the sender's word.
        QuestionPrivacy = "question.privacy" / "thực hiện yêu cầu về dữ liệu cá nhân",
        /// Opens complaints and denunciations; every look is logged.
        SealedRead = "sealed.read" / "mở ngăn hồ sơ riêng",
        /// Answers, passes on and closes them.
        SealedHandle = "sealed.handle" / "xử lý hồ sơ riêng",
        /// Sees which letters came and what became of them, without what they say.
        LetterRead = "letter.read" / "xem thư đến",
        /// Opens a letter that came; every look is logged.
        LetterOpen = "letter.open" / "mở thư đến",
        /// Decides what a letter is that nothing placed.
        LetterSettle = "letter.settle" / "xử lý thư đến",
        /// Says for the unit that it is not theirs.
        QuestionDecline = "question.decline" / "báo không thuộc trách nhiệm",
        /// Sees the rules of routing and the bodies outside.
        RoutingRead = "routing.read" / "xem quy tắc chuyển câu hỏi",
        /// Sets them.
        RoutingSet = "routing.set" / "đặt quy tắc chuyển câu hỏi",
        /// Sees the site's phrases for answers.
        PhraseRead = "phrase.read" / "xem mẫu câu trả lời",
        /// Sets them.
        PhraseSet = "phrase.set" / "đặt mẫu câu trả lời",
        /// Sees and finishes tasks.
        TaskDone = "task.done" / "xử lý việc",
        /// Sees what mail was sent and how it fares, without addresses and texts.
        MailRead = "mail.read" / "xem thư đi",
        /// Has a letter sent again.
        MailResend = "mail.resend" / "gửi lại thư",
        /// Stops a letter that waits.
        MailStop = "mail.stop" / "thôi gửi thư",
        /// Holds the queue and lets it go on.
        MailPause = "mail.pause" / "tạm dừng gửi thư",
        /// Sets what stands under letters.
        MailSign = "mail.sign" / "đặt chữ ký dưới thư",
        /// Reads the audit trail.
        AuditRead = "audit.read" / "xem nhật ký",
        /// Sees who is appointed to what.
        PeopleRead = "people.read" / "xem nhân sự",
        /// Appoints, ends appointments, and lends a reviewer.
        PeopleAppoint = "people.appoint" / "bổ nhiệm, miễn nhiệm",
        /// Sets how many approvals are needed, from whom, for which sections.
        BoardRules = "board.rules" / "đặt quy tắc duyệt",
        /// Invites contributors, stops and lets them in again.
        ContributorManage = "contributor.manage" / "quản lý cộng tác viên",
        /// Sees a contributor's bank and tax data; every look is logged.
        ContributorPrivate = "contributor.private" / "xem dữ liệu chi trả của cộng tác viên",
        /// Sees what people look for on the site.
        SearchRead = "search.read" / "xem người dân tìm gì",
        /// Prepares the site of a unit below and opens it.
        TenantOpen = "tenant.open" / "mở trang đơn vị trực thuộc",
        /// Announces a planned outage.
        NoticeWrite = "notice.write" / "báo tạm dừng",
        /// Sees how the site is arranged, with its drafts and former versions.
        SiteRead = "site.read" / "xem trang chủ, giao diện",
        /// Arranges the home and the look, publishes them and brings former ones back.
        SiteSet = "site.set" / "sắp xếp trang chủ, giao diện",
        /// Sees the month's list of what was published with what is owed for it.
        RoyaltyRead = "royalty.read" / "xem danh sách tin, bài và nhuận bút",
        /// Says what an item is worth, and what editors and who runs the site get.
        RoyaltyAssess = "royalty.assess" / "chấm hệ số nhuận bút",
        /// Approves a month's payment, which locks its list (Điều 11.2).
        RoyaltyApprove = "royalty.approve" / "duyệt chi nhuận bút",
        /// Makes runs of payment and their files, with bank and tax data.
        RoyaltyPay = "royalty.pay" / "chi trả nhuận bút",
        /// Sets how royalties are counted, and writes the year's estimate.
        RoyaltySet = "royalty.set" / "đặt cách tính nhuận bút, lập dự toán",
        /// Sees reports, what they count and the rows behind it.
        ReportRead = "report.read" / "xem báo cáo",
        /// Begins reports, writes them and sends them to the head.
        ReportSave = "report.save" / "soạn, trình báo cáo",
        /// Signs reports or sends them back.
        ReportApprove = "report.approve" / "duyệt, ban hành báo cáo",
        /// Sets how the papers of the board are headed and signed.
        ReportSet = "report.set" / "đặt mẫu văn bản của Ban Biên tập",
        /// Sees the questionnaires of the yearly evaluation that were sent to the site, its own unit, and by it.
        SurveyRead = "survey.read" / "xem phiếu đánh giá hằng năm",
        /// Answers one for a board or unit.
        SurveyAnswer = "survey.answer" / "trả lời phiếu đánh giá hằng năm",
        /// Sees what was copied and proved, and what is not as it should be.
        BackupRead = "backup.read" / "xem việc sao lưu",
        /// Asks for a backup or a drill now.
        BackupRun = "backup.run" / "yêu cầu sao lưu, diễn tập khôi phục",
        /// Sees at a glance what the own site and those below have, and what lies behind each figure.
        OversightRead = "oversight.read" / "xem toàn cảnh các trang",
        /// Urges sites to put things right.
        OversightRemind = "oversight.remind" / "đôn đốc các trang",
        /// Sees what leaders instructed.
        InstructionRead = "instruction.read" / "xem chỉ đạo",
        /// Instructs a board or unit to do something by a day.
        InstructionGive = "instruction.give" / "giao chỉ đạo",
        /// Reports how far an instruction is, or that it is done.
        InstructionReport = "instruction.report" / "báo cáo thực hiện chỉ đạo",
        /// Takes it as done, sends it back, takes it back.
        InstructionSettle = "instruction.settle" / "ghi nhận, trả lại, thu hồi chỉ đạo",
        /// Sees how a site stands to what the law asks of it.
        ComplianceRead = "compliance.read" / "xem việc tuân thủ",
        /// Says what no computer can see of it.
        ComplianceSay = "compliance.say" / "tự xác nhận việc tuân thủ",
        /// Shows readers the summary, or not.
        CompliancePublish = "compliance.publish" / "công bố việc tuân thủ",
        /// Files a difficulty or a proposal with the board.
        FeedbackFile = "feedback.file" / "nêu vướng mắc, đề xuất",
        /// Sees what was filed.
        FeedbackRead = "feedback.read" / "xem sổ vướng mắc, đề xuất",
        /// Takes it a step further.
        FeedbackDecide = "feedback.decide" / "xử lý vướng mắc, đề xuất",
        /// Sees to whom documents were sent, who opened them, and their archive copies.
        DistributionRead = "distribution.read" / "xem việc gửi văn bản điện tử",
        /// Sends a document to groups and reminds who has not opened it.
        DistributionSend = "distribution.send" / "gửi văn bản điện tử",
        /// Sets the groups that documents are sent to.
        DistributionSet = "distribution.set" / "đặt nhóm nơi nhận văn bản",
        /// Opens what another office sent to the site; the first look is the receipt.
        DistributionOpen = "distribution.open" / "nhận văn bản điện tử",
        /// Sees drafts and versions of the regulation and proposals to amend it.
        RegulationRead = "regulation.read" / "xem các bản quy chế",
        /// Writes drafts of it and proposals to amend it.
        RegulationSave = "regulation.save" / "soạn quy chế",
        /// Puts a version before readers that another has drafted.
        RegulationPublish = "regulation.publish" / "công bố quy chế",
        /// Sees the plan of the year, trainings, awards, and how long the site was there.
        OfficeRead = "office.read" / "xem kế hoạch, tập huấn, khen thưởng",
        /// Keeps them.
        OfficeSet = "office.set" / "ghi kế hoạch, tập huấn, khen thưởng",
        /// Approves the plan of a year that another has drafted.
        OfficeApprove = "office.approve" / "duyệt kế hoạch năm",
        /// Reports on one's own tasks of the plan.
        OfficeReport = "office.report" / "báo cáo thực hiện kế hoạch năm",
        /// Sees violations; every look is logged.
        ViolationRead = "violation.read" / "xem sổ vi phạm",
        /// Records violations, suspends accounts and lets them in again.
        ViolationSet = "violation.set" / "ghi vi phạm, đình chỉ tài khoản",
    }
}

impl State {
    /// As who asked reads it: the same words, spoken to them.
    pub fn to_reader(self) -> &'static str {
        match self {
            Self::Clarification => "Chờ ông/bà bổ sung",
            other => other.vietnamese(),
        }
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
/// The standing body (Điều 5.1): it alone changes roles and settings.
const OFFICE: &[Role] = &[StandingDeputy, DistrictOffice];
const HEADS: &[Role] = &[BoardHead, StandingDeputy];
const OVERSEERS: &[Role] = &[BoardHead, StandingDeputy, Deputy, Member, DistrictOffice, Leader, Auditor];
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
/// Who knows of the office's work: all but contributors and operators.
const KNOWING: &[Role] =
    &[BoardHead, StandingDeputy, Deputy, Member, UnitOfficer, UnitHead, DistrictOffice, Leader, Auditor];
const DESK: &[Role] = &[BoardHead, StandingDeputy, Deputy, Member, DistrictOffice];
/// Who meets requests about personal data.
const DATA: &[Role] = &[BoardHead, StandingDeputy, DistrictOffice];
/// Who leads the committee: they instruct, and see what was done.
const LEADERS: &[Role] = &[BoardHead, Leader];
/// Who acts for the office towards others: the head of the board and the standing body.
const SENDERS: &[Role] = &[BoardHead, StandingDeputy, DistrictOffice];
/// Who takes in what other offices send to the site.
const RECIPIENTS: &[Role] =
    &[BoardHead, StandingDeputy, Deputy, Member, UnitOfficer, UnitHead, DistrictOffice, Leader];
/// Who sees how the office keeps house: those who look after the site, and the units.
const INFORMED: &[Role] =
    &[BoardHead, StandingDeputy, Deputy, Member, UnitOfficer, UnitHead, DistrictOffice, Leader, Auditor];
/// Who keeps the sealed drawer: the head of the site and who receives citizens for the committee, not the desk.
const KEEPERS: &[Role] = &[BoardHead, Leader];
const ANSWERERS: &[Role] =
    &[BoardHead, StandingDeputy, Deputy, Member, DistrictOffice, UnitOfficer, UnitHead];
/// Editions that are not yet before readers.
const PENDING: &[State] = &[State::Draft, State::Submitted, State::Approved, State::Scheduled];
/// Who looks after the tenants below: the standing body, leaders, auditors.
const OVERSIGHT: &[Role] = &[StandingDeputy, DistrictOffice, Leader, Auditor];
/// Editions that have left their writer's hands, and the list of them.
const SENT: &[State] = &[
    State::Any,
    State::Submitted,
    State::Approved,
    State::Scheduled,
    State::Live,
    State::Superseded,
    State::Withdrawn,
    State::Archived,
];
const OPEN: &[State] = &[State::Received, State::Assigned, State::Clarification, State::Answered];

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
    Rule { action: Action::ItemReturn, states: &[State::Scheduled], roles: APPROVERS },
    Rule { action: Action::ItemComment, states: PENDING, roles: WRITERS },
    Rule { action: Action::ItemAssign, states: PENDING, roles: BOARD },
    Rule {
        action: Action::ItemConfirm,
        states: &[State::Draft, State::Submitted],
        roles: &[UnitHead, UnitOfficer],
    },
    Rule { action: Action::ItemSchedule, states: &[State::Approved, State::Scheduled], roles: BOARD },
    Rule { action: Action::ItemUnschedule, states: &[State::Scheduled], roles: BOARD },
    Rule { action: Action::ItemEmergency, states: &[State::Draft, State::Submitted], roles: HEADS },
    Rule { action: Action::ItemEmergencyConfirm, states: &[State::Live], roles: BOARD },
    Rule { action: Action::ItemPublish, states: &[State::Approved, State::Scheduled], roles: BOARD },
    Rule {
        action: Action::ItemCorrect,
        states: &[State::Live, State::Withdrawn, State::Archived],
        roles: WRITERS,
    },
    Rule { action: Action::ItemWithdraw, states: &[State::Live, State::Archived], roles: APPROVERS },
    Rule {
        action: Action::ItemTerm,
        states: &[State::Approved, State::Scheduled, State::Live],
        roles: BOARD,
    },
    Rule { action: Action::ItemReviewed, states: &[State::Live], roles: BOARD },
    Rule { action: Action::ItemPurge, states: &[State::Withdrawn], roles: HEADS },
    Rule { action: Action::ItemPropose, states: &[State::Live], roles: APPROVERS },
    Rule { action: Action::ItemIssue, states: &[State::Live], roles: APPROVERS },
    Rule { action: Action::ProposalRead, states: &[State::Any], roles: OVERSEERS },
    Rule { action: Action::ProposalDecide, states: &[State::Any], roles: APPROVERS },
    Rule { action: Action::DeliveryRead, states: &[State::Any], roles: OVERSEERS },
    Rule { action: Action::DeliveryDecide, states: &[State::Any], roles: APPROVERS },
    Rule { action: Action::MediaRead, states: &[State::Any], roles: READERS },
    Rule { action: Action::MediaAdd, states: &[State::Any], roles: WRITERS },
    Rule { action: Action::MediaEdit, states: &[State::Any], roles: WRITERS },
    Rule { action: Action::MediaRemove, states: &[State::Any], roles: BOARD },
    Rule { action: Action::SupplyRead, states: &[State::Any], roles: KNOWING },
    Rule { action: Action::SupplySet, states: &[State::Any], roles: OFFICE },
    Rule { action: Action::SupplyDelegate, states: &[State::Any], roles: &[UnitHead] },
    Rule { action: Action::ScheduleRead, states: &[State::Any], roles: KNOWING },
    Rule { action: Action::ScheduleSave, states: &[State::Any], roles: ANSWERERS },
    Rule {
        action: Action::SchedulePublish,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, Deputy, DistrictOffice],
    },
    Rule { action: Action::ConsultationRead, states: &[State::Any], roles: KNOWING },
    Rule { action: Action::ConsultationSave, states: &[State::Any], roles: ANSWERERS },
    Rule { action: Action::ConsultationApprove, states: &[State::Any], roles: APPROVERS },
    Rule { action: Action::ConsultationModerate, states: &[State::Any], roles: DESK },
    Rule { action: Action::ConsultationContact, states: &[State::Any], roles: DESK },
    Rule { action: Action::ConsultationPrivacy, states: &[State::Any], roles: DATA },
    Rule { action: Action::CareRead, states: &[State::Any], roles: OVERSEERS },
    Rule { action: Action::CareSet, states: &[State::Any], roles: OFFICE },
    Rule { action: Action::BatchImport, states: &[State::Any], roles: BOARD },
    Rule { action: Action::BatchApprove, states: &[State::Any], roles: APPROVERS },
    Rule { action: Action::QuestionRead, states: &[State::Any], roles: KNOWING },
    Rule { action: Action::QuestionContact, states: &[State::Any], roles: DESK },
    Rule { action: Action::QuestionAssign, states: &[State::Received, State::Assigned], roles: DESK },
    Rule {
        action: Action::QuestionAnswer,
        states: &[State::Assigned, State::Clarification],
        roles: ANSWERERS,
    },
    Rule { action: Action::QuestionClarify, states: &[State::Received], roles: DESK },
    Rule { action: Action::QuestionClarify, states: &[State::Assigned], roles: ANSWERERS },
    Rule { action: Action::QuestionResume, states: &[State::Clarification], roles: DESK },
    Rule { action: Action::QuestionMoreTime, states: &[State::Assigned], roles: &[UnitOfficer, UnitHead] },
    Rule { action: Action::QuestionExtend, states: &[State::Assigned], roles: DESK },
    Rule { action: Action::ClockRead, states: &[State::Any], roles: OVERSEERS },
    Rule {
        action: Action::AnswerVerify,
        states: &[State::Answered],
        roles: &[BoardHead, StandingDeputy, Deputy, Member, UnitHead, UnitOfficer],
    },
    Rule { action: Action::AnswerEdit, states: &[State::Answered], roles: BOARD },
    Rule { action: Action::AnswerCorrect, states: &[State::Published], roles: BOARD },
    Rule { action: Action::AnswerCorrectApprove, states: &[State::Published], roles: APPROVERS },
    Rule { action: Action::AnswerReturn, states: &[State::Answered], roles: BOARD },
    Rule { action: Action::AnswerApprove, states: &[State::Answered], roles: APPROVERS },
    Rule { action: Action::QuestionPublish, states: &[State::AnswerApproved], roles: BOARD },
    Rule { action: Action::QuestionReply, states: &[State::AnswerApproved], roles: BOARD },
    Rule { action: Action::QuestionTransfer, states: OPEN, roles: DESK },
    Rule { action: Action::QuestionClose, states: OPEN, roles: DESK },
    Rule { action: Action::QuestionDecline, states: &[State::Assigned], roles: ANSWERERS },
    Rule { action: Action::QuestionWithdraw, states: &[State::Published], roles: APPROVERS },
    Rule { action: Action::QuestionTake, states: &[State::Any], roles: DESK },
    Rule { action: Action::QuestionClassify, states: &[State::Received, State::Assigned], roles: DESK },
    Rule { action: Action::QuestionFile, states: &[State::Any], roles: ANSWERERS },
    Rule { action: Action::QuestionRelease, states: OPEN, roles: DESK },
    Rule {
        action: Action::QuestionPrivacy,
        states: &[
            State::Received,
            State::Assigned,
            State::Clarification,
            State::Answered,
            State::AnswerApproved,
            State::Published,
            State::AnsweredPrivately,
            State::Transferred,
            State::Closed,
        ],
        roles: DATA,
    },
    Rule { action: Action::SealedRead, states: &[State::Any], roles: KEEPERS },
    Rule { action: Action::SealedHandle, states: &[State::Any], roles: KEEPERS },
    Rule { action: Action::LetterRead, states: &[State::Any], roles: DESK },
    Rule { action: Action::LetterOpen, states: &[State::Any], roles: DESK },
    Rule { action: Action::LetterSettle, states: &[State::Any], roles: DESK },
    Rule { action: Action::RoutingRead, states: &[State::Any], roles: OVERSEERS },
    Rule {
        action: Action::RoutingSet,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, DistrictOffice],
    },
    Rule { action: Action::PhraseRead, states: &[State::Any], roles: ANSWERERS },
    Rule { action: Action::PhraseSet, states: &[State::Any], roles: DESK },
    Rule { action: Action::TaskDone, states: &[State::Any], roles: DESK },
    Rule {
        action: Action::MailRead,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, Deputy, Member, DistrictOffice, Leader, Auditor, Operator],
    },
    Rule { action: Action::MailResend, states: &[State::Any], roles: DESK },
    Rule { action: Action::MailStop, states: &[State::Any], roles: DESK },
    Rule {
        action: Action::MailPause,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, DistrictOffice, Operator],
    },
    Rule { action: Action::MailSign, states: &[State::Any], roles: OFFICE },
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
    Rule { action: Action::PeopleAppoint, states: &[State::Any], roles: OFFICE },
    Rule { action: Action::BoardRules, states: &[State::Any], roles: OFFICE },
    Rule { action: Action::ContributorManage, states: &[State::Any], roles: BOARD },
    Rule { action: Action::ContributorPrivate, states: &[State::Any], roles: OFFICE },
    Rule { action: Action::SearchRead, states: &[State::Any], roles: OVERSEERS },
    Rule {
        action: Action::TenantOpen,
        states: &[State::Any],
        roles: &[StandingDeputy, DistrictOffice, Operator],
    },
    Rule {
        action: Action::NoticeWrite,
        states: &[State::Any],
        roles: &[StandingDeputy, DistrictOffice, Operator],
    },
    Rule { action: Action::SiteRead, states: &[State::Any], roles: OVERSEERS },
    Rule { action: Action::SiteSet, states: &[State::Any], roles: OFFICE },
    Rule { action: Action::RoyaltyRead, states: &[State::Any], roles: OVERSEERS },
    Rule { action: Action::RoyaltyAssess, states: &[State::Any], roles: BOARD },
    Rule { action: Action::RoyaltyApprove, states: &[State::Any], roles: &[StandingDeputy] },
    Rule { action: Action::RoyaltyPay, states: &[State::Any], roles: OFFICE },
    Rule { action: Action::RoyaltySet, states: &[State::Any], roles: OFFICE },
    Rule { action: Action::ReportRead, states: &[State::Any], roles: OVERSEERS },
    Rule { action: Action::ReportSave, states: &[State::Any], roles: DESK },
    Rule { action: Action::ReportApprove, states: &[State::Any], roles: HEADS },
    Rule { action: Action::ReportSet, states: &[State::Any], roles: OFFICE },
    Rule { action: Action::SurveyRead, states: &[State::Any], roles: KNOWING },
    Rule { action: Action::SurveyAnswer, states: &[State::Any], roles: ANSWERERS },
    Rule {
        action: Action::BackupRead,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, DistrictOffice, Leader, Auditor, Operator],
    },
    Rule {
        action: Action::BackupRun,
        states: &[State::Any],
        roles: &[StandingDeputy, DistrictOffice, Operator],
    },
    Rule { action: Action::OversightRead, states: &[State::Any], roles: OVERSEERS },
    Rule {
        action: Action::OversightRemind,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, DistrictOffice],
    },
    Rule { action: Action::InstructionRead, states: &[State::Any], roles: KNOWING },
    Rule { action: Action::InstructionGive, states: &[State::Any], roles: LEADERS },
    Rule { action: Action::InstructionReport, states: &[State::Any], roles: ANSWERERS },
    Rule { action: Action::InstructionSettle, states: &[State::Any], roles: LEADERS },
    Rule { action: Action::ComplianceRead, states: &[State::Any], roles: OVERSEERS },
    Rule { action: Action::ComplianceSay, states: &[State::Any], roles: OFFICE },
    Rule { action: Action::CompliancePublish, states: &[State::Any], roles: OFFICE },
    Rule { action: Action::FeedbackFile, states: &[State::Any], roles: Role::ALL },
    Rule { action: Action::FeedbackRead, states: &[State::Any], roles: OVERSEERS },
    Rule { action: Action::FeedbackDecide, states: &[State::Any], roles: SENDERS },
    Rule { action: Action::DistributionRead, states: &[State::Any], roles: OVERSEERS },
    Rule { action: Action::DistributionSend, states: &[State::Any], roles: SENDERS },
    Rule { action: Action::DistributionSet, states: &[State::Any], roles: SENDERS },
    Rule { action: Action::DistributionOpen, states: &[State::Any], roles: RECIPIENTS },
    Rule { action: Action::RegulationRead, states: &[State::Any], roles: OVERSEERS },
    Rule { action: Action::RegulationSave, states: &[State::Any], roles: DESK },
    Rule {
        action: Action::RegulationPublish,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, Leader],
    },
    Rule { action: Action::OfficeRead, states: &[State::Any], roles: INFORMED },
    Rule { action: Action::OfficeSet, states: &[State::Any], roles: SENDERS },
    Rule {
        action: Action::OfficeApprove,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, Leader],
    },
    Rule { action: Action::OfficeReport, states: &[State::Any], roles: ANSWERERS },
    Rule {
        action: Action::ViolationRead,
        states: &[State::Any],
        roles: &[BoardHead, StandingDeputy, Leader, Auditor],
    },
    Rule { action: Action::ViolationSet, states: &[State::Any], roles: HEADS },
];

/// What the standing body, the leaders and the auditors of a tenant may do in the tenants below it (Điều 5.1, 12.1):
/// read what was sent to the board or further, and how it is worked on; change nothing.
pub const BELOW: &[Rule] = &[
    Rule { action: Action::Enter, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::ItemRead, states: SENT, roles: OVERSIGHT },
    Rule { action: Action::ProposalRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::DeliveryRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::SupplyRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::ScheduleRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::ConsultationRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::CareRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::ClockRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::MailRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::AuditRead, states: &[State::Any], roles: OVERSIGHT },
    Rule {
        action: Action::PeopleRead,
        states: &[State::Any],
        roles: &[StandingDeputy, DistrictOffice, Auditor],
    },
    Rule { action: Action::SearchRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::RoyaltyRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::ReportRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::BackupRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::OversightRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::InstructionRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::ComplianceRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::FeedbackRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::DistributionRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::RegulationRead, states: &[State::Any], roles: OVERSIGHT },
    Rule { action: Action::OfficeRead, states: &[State::Any], roles: OVERSIGHT },
];

/// Where a person's appointment stands to the tenant that they work in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// Appointed in the tenant itself.
    Own,
    /// Appointed in a tenant above it.
    Above,
}

impl Relation {
    /// Both; who is appointed anywhere else is nobody here.
    pub const ALL: [Self; 2] = [Self::Own, Self::Above];

    /// The table that holds for it.
    pub fn rules(self) -> &'static [Rule] {
        match self {
            Self::Own => RULES,
            Self::Above => BELOW,
        }
    }

    /// Whether a role held there may do this here while the thing is in this state.
    pub fn allows(self, role: Role, action: Action, state: State) -> bool {
        named(self.rules(), role, action, state)
    }

    /// As [`Relation::allows`], in some state.
    pub fn allows_somewhere(self, role: Role, action: Action) -> bool {
        self.rules().iter().any(|rule| rule.action == action && rule.roles.contains(&role))
    }
}

/// Whether some of these rules lets a role do this in this state.
pub fn named(rules: &[Rule], role: Role, action: Action, state: State) -> bool {
    rules
        .iter()
        .any(|rule| rule.action == action && rule.states.contains(&state) && rule.roles.contains(&role))
}

/// Whether a role may do this while the thing is in this state.
pub fn allows(role: Role, action: Action, state: State) -> bool {
    Relation::Own.allows(role, action, state)
}

/// Whether a role may do this in some state: for menus and for routes whose thing is not yet read.
pub fn allows_somewhere(role: Role, action: Action) -> bool {
    Relation::Own.allows_somewhere(role, action)
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
    fn from_above_one_only_reads() {
        for rule in BELOW {
            let reads = rule.action == Action::Enter || rule.action.as_str().ends_with(".read");
            assert!(reads, "{}", rule.action);
            assert!(!rule.states.contains(&State::Draft), "a draft is its writer's");
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
