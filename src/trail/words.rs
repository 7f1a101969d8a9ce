//! The trail in Vietnamese: a sentence for every action that any code writes down, and names for what changed.

use crate::people::Action;

/// What was done, as a verb after a person's name: "đã duyệt"; the word itself for an action nobody named.
pub fn sentence(action: &str) -> String {
    known(action).map_or_else(|| action.to_owned(), str::to_owned)
}

/// Every action of the trail that people may ask for, with its sentence.
pub fn all() -> Vec<(&'static str, &'static str)> {
    let acts = Action::ALL.iter().map(|action| (action.as_str(), of_action(*action)));
    acts.chain(OTHERS.iter().copied()).collect()
}

/// The sentence of an action, if it has one.
pub fn known(action: &str) -> Option<&'static str> {
    let other = || OTHERS.iter().find(|(word, _)| *word == action).map(|(_, sentence)| *sentence);
    Action::parse(action).map(of_action).or_else(other)
}

fn of_action(action: Action) -> &'static str {
    match action {
        Action::Enter => "đã vào trang quản trị",
        Action::ItemRead => "đã xem tin bài",
        Action::ItemCreate => "đã tạo tin bài",
        Action::ItemSave => "đã sửa tin bài",
        Action::ItemSubmit => "đã gửi duyệt",
        Action::ItemReturn => "đã trả lại người viết",
        Action::ItemApprove => "đã duyệt",
        Action::ItemComment => "đã góp ý",
        Action::ItemAssign => "đã phân công",
        Action::ItemConfirm => "đã xác nhận cho đơn vị",
        Action::ItemSchedule => "đã hẹn giờ đăng",
        Action::ItemUnschedule => "đã bỏ hẹn giờ đăng",
        Action::ItemEmergency => "đã đăng khẩn",
        Action::ItemEmergencyConfirm => "đã xác nhận bản đăng khẩn",
        Action::ItemPublish => "đã đăng",
        Action::ItemCorrect => "đã mở bản đính chính",
        Action::ItemWithdraw => "đã gỡ khỏi trang",
        Action::ItemTerm => "đã đặt thời hạn",
        Action::ItemReviewed => "đã xác nhận rà soát",
        Action::ItemPurge => "đã xóa hẳn nội dung",
        Action::ItemPropose => "đã đề xuất lên cấp trên",
        Action::ItemIssue => "đã phát hành xuống cấp dưới",
        Action::ProposalRead => "đã xem đề xuất",
        Action::ProposalDecide => "đã xử lý đề xuất",
        Action::DeliveryRead => "đã xem nội dung phát hành",
        Action::DeliveryDecide => "đã xử lý nội dung phát hành",
        Action::MediaRead => "đã xem thư viện",
        Action::MediaAdd => "đã thêm vào thư viện",
        Action::MediaEdit => "đã sửa mô tả trong thư viện",
        Action::MediaRemove => "đã bỏ khỏi thư viện",
        Action::SupplyRead => "đã xem việc cung cấp tin, bài",
        Action::SupplySet => "đã đặt chỉ tiêu cung cấp tin, bài",
        Action::SupplyDelegate => "đã ủy quyền xác nhận",
        Action::ScheduleRead => "đã xem lịch công tác",
        Action::ScheduleSave => "đã ghi lịch công tác",
        Action::SchedulePublish => "đã công bố lịch công tác",
        Action::ConsultationRead => "đã xem việc lấy ý kiến",
        Action::ConsultationSave => "đã ghi dự thảo lấy ý kiến",
        Action::ConsultationApprove => "đã duyệt việc lấy ý kiến",
        Action::ConsultationModerate => "đã xem xét ý kiến góp ý",
        Action::ConsultationContact => "đã xem người gửi góp ý",
        Action::ConsultationPrivacy => "đã xóa thông tin người gửi góp ý theo yêu cầu",
        Action::CareRead => "đã xem việc cần chăm sóc",
        Action::CareSet => "đã đặt yêu cầu cập nhật",
        Action::BatchImport => "đã nhập hàng loạt",
        Action::BatchApprove => "đã duyệt lô nhập",
        Action::QuestionRead => "đã xem câu hỏi",
        Action::QuestionContact => "đã xem thông tin người hỏi",
        Action::QuestionAssign => "đã chuyển đơn vị trả lời",
        Action::QuestionAnswer => "đã trả lời câu hỏi",
        Action::AnswerVerify => "đã xác nhận người trả lời",
        Action::AnswerEdit => "đã soạn bản công bố",
        Action::AnswerCorrect => "đã soạn đính chính câu trả lời",
        Action::AnswerCorrectApprove => "đã xử lý đính chính câu trả lời",
        Action::AnswerReturn => "đã yêu cầu đơn vị trả lời lại",
        Action::AnswerApprove => "đã duyệt câu trả lời",
        Action::QuestionPublish => "đã đăng câu trả lời",
        Action::QuestionReply => "đã trả lời riêng người hỏi",
        Action::QuestionTransfer => "đã chuyển câu hỏi cho cơ quan khác",
        Action::QuestionClose => "đã đóng câu hỏi",
        Action::QuestionClarify => "đã đề nghị người hỏi bổ sung",
        Action::QuestionResume => "đã ghi phần bổ sung của người hỏi, tính hạn tiếp",
        Action::QuestionMoreTime => "đã đề nghị gia hạn trả lời",
        Action::QuestionExtend => "đã quyết định về gia hạn trả lời",
        Action::ClockRead => "đã xem sổ theo dõi câu hỏi",
        Action::QuestionDecline => "đã báo câu hỏi không thuộc trách nhiệm",
        Action::RoutingRead => "đã xem quy tắc chuyển câu hỏi",
        Action::RoutingSet => "đã đặt quy tắc chuyển câu hỏi",
        Action::QuestionWithdraw => "đã gỡ câu trả lời",
        Action::QuestionTake => "đã ghi đơn thư nhận trực tiếp",
        Action::QuestionClassify => "đã đổi loại câu hỏi",
        Action::QuestionFile => "đã mở tệp người hỏi gửi",
        Action::QuestionRelease => "đã đổi quyền xem tệp của đơn vị",
        Action::QuestionPrivacy => "đã thực hiện yêu cầu về dữ liệu cá nhân",
        Action::SealedRead => "đã mở ngăn hồ sơ riêng",
        Action::SealedHandle => "đã xử lý một hồ sơ riêng",
        Action::LetterRead => "đã xem danh sách thư đến",
        Action::LetterOpen => "đã mở thư đến",
        Action::LetterSettle => "đã xử lý thư đến",
        Action::PhraseRead => "đã xem mẫu câu trả lời",
        Action::PhraseSet => "đã đặt mẫu câu trả lời",
        Action::TaskDone => "đã xử lý xong việc",
        Action::MailRead => "đã xem thư đi",
        Action::MailResend => "đã cho gửi lại thư",
        Action::MailStop => "đã thôi gửi thư",
        Action::MailPause => "đã tạm dừng gửi thư",
        Action::MailSign => "đã đặt chữ ký dưới thư",
        Action::AuditRead => "đã xem nhật ký",
        Action::PeopleRead => "đã xem nhân sự",
        Action::PeopleAppoint => "đã bổ nhiệm, miễn nhiệm",
        Action::BoardRules => "đã đặt quy tắc duyệt",
        Action::ContributorManage => "đã quản lý cộng tác viên",
        Action::ContributorPrivate => "đã xem dữ liệu chi trả của cộng tác viên",
        Action::SearchRead => "đã xem người dân tìm gì",
        Action::TenantOpen => "đã mở trang đơn vị trực thuộc",
        Action::NoticeWrite => "đã báo tạm dừng",
        Action::SiteRead => "đã xem trang chủ, giao diện",
        Action::SiteSet => "đã sắp xếp trang chủ, giao diện",
        Action::RoyaltyRead => "đã xem danh sách tin, bài và nhuận bút",
        Action::RoyaltyAssess => "đã chấm hệ số nhuận bút",
        Action::RoyaltyApprove => "đã duyệt chi nhuận bút của tháng",
        Action::RoyaltyPay => "đã lập đợt chi trả nhuận bút",
        Action::RoyaltySet => "đã đặt cách tính nhuận bút",
        Action::ReportRead => "đã xem báo cáo",
        Action::ReportSave => "đã soạn báo cáo",
        Action::ReportApprove => "đã duyệt, ban hành báo cáo",
        Action::ReportSet => "đã đặt mẫu văn bản của Ban Biên tập",
        Action::SurveyRead => "đã xem phiếu đánh giá hằng năm",
        Action::SurveyAnswer => "đã trả lời phiếu đánh giá hằng năm",
        Action::BackupRead => "đã xem việc sao lưu",
        Action::BackupRun => "đã yêu cầu sao lưu hoặc diễn tập khôi phục",
        Action::OversightRead => "đã xem toàn cảnh các trang",
        Action::OversightRemind => "đã đôn đốc trang cấp dưới",
        Action::InstructionRead => "đã xem chỉ đạo",
        Action::InstructionGive => "đã giao chỉ đạo",
        Action::InstructionReport => "đã báo cáo thực hiện chỉ đạo",
        Action::InstructionSettle => "đã xử lý kết quả thực hiện chỉ đạo",
        Action::ComplianceRead => "đã xem việc tuân thủ",
        Action::ComplianceSay => "đã tự xác nhận việc tuân thủ",
        Action::CompliancePublish => "đã đổi việc công bố tuân thủ",
        Action::FeedbackFile => "đã nêu vướng mắc, đề xuất",
        Action::FeedbackRead => "đã xem sổ vướng mắc, đề xuất",
        Action::FeedbackDecide => "đã xử lý vướng mắc, đề xuất",
        Action::DistributionRead => "đã xem việc gửi văn bản điện tử",
        Action::DistributionSend => "đã gửi văn bản điện tử",
        Action::DistributionSet => "đã đặt nhóm nơi nhận văn bản",
        Action::DistributionOpen => "đã nhận văn bản điện tử",
        Action::RegulationRead => "đã xem các bản quy chế",
        Action::RegulationSave => "đã soạn quy chế",
        Action::RegulationPublish => "đã công bố quy chế",
        Action::OfficeRead => "đã xem kế hoạch, tập huấn, khen thưởng",
        Action::OfficeSet => "đã ghi kế hoạch, tập huấn, khen thưởng",
        Action::OfficeApprove => "đã duyệt kế hoạch năm",
        Action::OfficeReport => "đã báo cáo thực hiện kế hoạch năm",
        Action::ViolationRead => "đã xem sổ vi phạm",
        Action::ViolationSet => "đã ghi vi phạm, đình chỉ tài khoản",
    }
}

/// What is written down beside the permission table's actions.
const OTHERS: &[(&str, &str)] = &[
    ("account.add", "đã lập tài khoản"),
    ("account.lock", "nhập sai mật khẩu quá nhiều lần, tài khoản tạm khóa"),
    ("account.password", "đã đổi mật khẩu của mình"),
    ("account.reset", "đã đặt lại mật khẩu"),
    ("account.sign-in", "đã đăng nhập"),
    ("account.sign-out", "đã đăng xuất"),
    ("account.wrong-password", "nhập sai mật khẩu"),
    ("account.suspend", "đã đình chỉ tài khoản"),
    ("account.unsuspend", "đã cho dùng lại tài khoản"),
    ("archive.fault", "bản lưu văn bản có lỗi"),
    ("archive.keep", "đã lập bản lưu văn bản"),
    ("distribution.opened", "nơi nhận đã nhận văn bản điện tử"),
    ("distribution.remind", "đã nhắc nơi chưa nhận văn bản điện tử"),
    ("answer.draft", "đã lưu nháp câu trả lời"),
    ("answer.rate", "đã đánh giá câu trả lời"),
    ("appointment.add", "đã bổ nhiệm"),
    ("appointment.end", "đã miễn nhiệm"),
    ("appointment.lend", "đã cử người duyệt hỗ trợ"),
    ("audit.export", "đã tải nhật ký về"),
    ("consultation.account", "đã ghi báo cáo tiếp thu ý kiến"),
    ("consultation.correct", "đã sửa dự thảo đang lấy ý kiến"),
    ("consultation.expire", "đã xóa thông tin người gửi góp ý khi hết thời gian giữ"),
    ("consultation.extend", "đã kéo dài thời gian lấy ý kiến"),
    ("consultation.issued", "đã ghi văn bản ban hành sau lấy ý kiến"),
    ("consultation.receive", "đã gửi ý kiến góp ý"),
    ("consultation.respond", "đã ghi tiếp thu ý kiến"),
    ("consultation.return", "đã trả lại việc lấy ý kiến"),
    ("consultation.show", "đã đăng ý kiến góp ý"),
    ("consultation.submit", "đã gửi duyệt việc lấy ý kiến"),
    ("consultation.take-down", "đã gỡ việc lấy ý kiến khỏi trang"),
    ("consultation.withhold", "đã không đăng ý kiến góp ý"),
    ("contributor.save", "đã sửa hồ sơ cộng tác viên"),
    ("delivery.recall", "đã thu hồi nội dung phát hành"),
    ("delivery.receive", "đã nhận nội dung phát hành"),
    ("delivery.seen", "đã xem nội dung phát hành"),
    ("demo.answer", "đã nạp câu trả lời mẫu"),
    ("demo.consultation", "đã nạp dự thảo mẫu"),
    ("demo.contact", "đã nạp cơ quan mẫu"),
    ("demo.schedule", "đã nạp lịch công tác mẫu"),
    ("demo.publish", "đã nạp nội dung mẫu"),
    ("disclosure.set", "đã ghi hình thức, thời điểm, thời hạn công khai"),
    ("file.add", "đã tải tệp lên"),
    ("file.read-again", "đã cho đọc lại chữ trong tệp"),
    ("invitation.accept", "đã nhận lời mời"),
    ("invitation.revoke", "đã hủy lời mời"),
    ("invitation.send", "đã gửi lời mời"),
    ("item.check-answer", "đã trả lời cảnh báo trước khi duyệt"),
    ("key.create", "đã lập khóa giao diện lập trình"),
    ("key.revoke", "đã thu hồi khóa giao diện lập trình"),
    ("letter.download", "đã tải thư đến hoặc tệp gửi kèm"),
    ("letter.purge", "đã xóa nội dung thư đến hết thời gian giữ"),
    ("letter.sort", "máy đã đọc và xếp thư đến"),
    ("link.ignore", "đã bỏ qua liên kết hỏng"),
    ("link.recheck", "đã kiểm tra lại liên kết"),
    ("mail.bounced", "thư bị trả lại"),
    ("mail.dead", "thư không gửi được"),
    ("mail.delivered", "máy chủ thư đã nhận thư"),
    ("mail.resume", "đã cho gửi thư tiếp"),
    ("mail.uncertain", "chưa rõ thư đã đến hay chưa"),
    ("mail.withdrawn", "đã rút thư chưa gửi"),
    ("media.let-go", "đã bỏ tệp không dùng khỏi thư viện"),
    ("media.original", "đã xem tệp gốc trong thư viện"),
    ("media.restore", "đã khôi phục trong thư viện"),
    ("notice.record", "đã ghi kết quả tạm ngừng"),
    ("notice.cancel", "đã hủy báo tạm ngừng"),
    ("award.strike", "đã hủy ghi khen thưởng"),
    ("violation.strike", "đã hủy ghi vi phạm"),
    ("notices.choose", "đã chọn cách nhận thông báo"),
    ("proposal.answered", "đã trả lời đề xuất"),
    ("proposal.receive", "đã nhận đề xuất"),
    ("proposal.withdraw", "đã rút đề xuất"),
    ("question.clarification-over", "hết thời hạn người hỏi bổ sung, hạn trả lời tính tiếp"),
    ("question.reader-replied", "người hỏi đã bổ sung"),
    ("question.remind", "đã nhắc việc sắp đến hạn, quá hạn"),
    ("privacy.expire", "đã xóa dữ liệu người hỏi khi hết thời gian giữ"),
    ("question.add", "đã bổ sung câu hỏi"),
    ("question.correct", "đã đề nghị sửa dữ liệu của mình"),
    ("question.erase", "đã yêu cầu xóa dữ liệu của mình"),
    ("question.export", "đã xem dữ liệu của mình"),
    ("question.rate", "đã đánh giá câu trả lời"),
    ("question.field", "đã xếp câu hỏi vào lĩnh vực"),
    ("question.opinion", "đã cho ý kiến phối hợp"),
    ("question.unlink", "đã đưa câu hỏi trùng về xử lý riêng"),
    ("question.told", "đã gửi câu trả lời của câu hỏi chính"),
    ("question.receive", "đã gửi câu hỏi"),
    ("question.take-back", "đã rút câu hỏi"),
    ("report.begin", "đã lập dự thảo báo cáo"),
    ("report.remind", "đã nhắc báo cáo đến hạn"),
    ("report.return", "đã trả lại báo cáo"),
    ("report.submit", "đã trình báo cáo"),
    ("schedule.cancel", "đã hoãn một việc trong lịch công tác"),
    ("schedule.copy", "đã chép việc thường xuyên từ tuần trước"),
    ("schedule.withhold", "đã rút một việc khỏi lịch công bố"),
    ("sealed.receive", "đã tiếp nhận một hồ sơ riêng"),
    ("sealed.withdraw", "đã rút một hồ sơ riêng"),
    ("supply.remind", "đã nhắc cung cấp tin, bài"),
    ("task.create", "đã giao việc"),
    ("plan.change", "đã sửa kế hoạch năm"),
    ("plan.remind", "đã nhắc việc của kế hoạch năm"),
    ("training.correct", "đã sửa thông tin lớp tập huấn"),
    ("training.join", "đã ghi người tham gia lớp tập huấn"),
    ("training.strike", "đã hủy ghi lớp tập huấn"),
    ("plan.discard", "đã bỏ dự thảo kế hoạch năm"),
    ("training.leave", "đã bỏ người khỏi lớp tập huấn"),
    ("tenant.apply", "đã cập nhật khai báo của trang"),
    ("tenant.prepare", "đã chuẩn bị trang đơn vị trực thuộc"),
    ("royalty.remunerate", "đã ghi thù lao của tháng"),
    ("royalty.payee", "đã ghi cách chi trả của một người nhận"),
    ("royalty.state", "đã ghi cam kết, cách tính thuế của một người nhận"),
    ("royalty.returned", "đã ghi một khoản ngân hàng trả lại"),
    ("royalty.sent-again", "đã ghi chuyển lại khoản ngân hàng trả lại"),
    ("royalty.same", "đã ghi hai người nhận cùng tên là một hay là hai người"),
    ("royalty.file", "đã tải tệp chi trả có dữ liệu ngân hàng"),
    ("royalty.estimate", "đã ghi dự toán"),
    ("tenant.exported", "đã xuất toàn bộ dữ liệu của trang để chuyển đi"),
    ("tenant.closed", "đã đóng trang ở hệ thống này"),
    ("tenant.reopened", "đã mở lại trang ở hệ thống này"),
    ("tenant.imported", "đã nhận trang chuyển đến"),
    ("backup.made", "đã sao lưu dữ liệu"),
    ("backup.drilled", "đã diễn tập khôi phục dữ liệu"),
    ("backup.restored", "đã khôi phục dữ liệu từ bản sao"),
    ("oversight.opened", "đã mở đôn đốc nhận được"),
    ("instruction.remind", "đã nhắc chỉ đạo sắp đến hạn, quá hạn"),
    ("report.discard", "đã xóa dự thảo báo cáo chưa trình"),
    ("report.recall", "đã thu hồi báo cáo đã ban hành"),
    ("survey.send", "đã gửi phiếu đánh giá hằng năm"),
    ("survey.remind", "đã nhắc nơi chưa trả lời phiếu đánh giá"),
    ("survey.record", "đã ghi phiếu đánh giá nhận qua thư"),
    ("royalty.notice", "đã ghi thông báo nhận nhuận bút"),
    ("royalty.response", "đã ghi trả lời của người nhận nhuận bút"),
    ("royalty.carry", "đã duyệt chuyển khoản chưa nhận vào quỹ năm sau"),
    ("royalty.claim", "đã ghi yêu cầu nhận khoản đã chuyển quỹ"),
    ("royalty.unpaid", "đã nhắc nhuận bút sắp quá, đã quá 60 ngày chưa chi"),
    ("royalty.unpaid-over", "đã khép việc nhắc chi nhuận bút"),
];

/// The name of a changed field, as people read it.
pub fn field(name: &str) -> String {
    let named = match name {
        "title" => "tiêu đề",
        "summary" => "tóm tắt, trích yếu",
        "body_html" => "nội dung",
        "topic" => "chủ đề",
        "common.section" => "chuyên mục",
        "common.unit_key" => "đơn vị cung cấp",
        "common.author" => "tác giả",
        "common.source" => "nguồn",
        "common.attachments" => "tệp đính kèm",
        "number" => "số, ký hiệu",
        "doc_type" => "loại văn bản",
        "issuer" => "cơ quan ban hành",
        "signer_authority" => "thẩm quyền ký",
        "signer_post" => "chức vụ người ký",
        "signer_name" => "người ký",
        "issued_on" => "ngày ban hành",
        "published_on" => "ngày đăng",
        "checked" => "đối chiếu với tệp",
        "effective_on" | "effective_confirmed" => "ngày có hiệu lực",
        "expires_on" => "ngày hết hiệu lực",
        "fields" => "lĩnh vực",
        "relations" => "văn bản liên quan",
        "preamble_html" => "phần mở đầu",
        "articles" => "các điều",
        other => other,
    };
    named.to_owned()
}

/// What kind of thing was acted on.
pub fn subject(kind: &str) -> &str {
    match kind {
        "item" => "tin bài",
        "question" => "câu hỏi",
        "sealed" => "hồ sơ riêng",
        "account" => "tài khoản",
        "appointment" => "chức danh",
        "audit" => "nhật ký",
        "board" => "quy tắc duyệt",
        "care" => "việc chăm sóc nội dung",
        "consultation" => "việc lấy ý kiến",
        "contributor" => "cộng tác viên",
        "delegation" => "giấy ủy quyền",
        "invitation" => "lời mời",
        "link" => "liên kết",
        "proposal" => "đề xuất",
        "issue" => "nội dung phát hành",
        "quotas" => "chỉ tiêu",
        "schedule" => "lịch công tác",
        "settings" => "cài đặt",
        "supply" => "việc cung cấp tin",
        "unit" => "đơn vị",
        "batch" => "lô nhập",
        "face" => "trang chủ, giao diện",
        "report" => "báo cáo",
        "survey" => "phiếu đánh giá",
        "file" => "tệp",
        "letter" => "thư đến",
        "key" => "khóa giao diện lập trình",
        "notice" => "thông báo tạm dừng",
        "task" => "việc",
        "tenant" => "trang",
        "royalty" => "nhuận bút",
        "reminder" => "đôn đốc",
        "instruction" => "chỉ đạo",
        "compliance" => "việc tuân thủ",
        "feedback" => "vướng mắc, đề xuất",
        "distribution" => "việc gửi văn bản",
        "archive" => "bản lưu văn bản",
        "regulation" => "quy chế",
        "plan" => "kế hoạch năm",
        "training" => "lớp tập huấn",
        "award" => "khen thưởng",
        "violation" => "vi phạm",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
        let here = files.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
        here.chain(folders.iter().flat_map(|folder| sources(folder))).collect()
    }

    /// The words of actions in a file that writes to the trail: quoted, one dot, lower case.
    fn words(text: &str) -> Vec<String> {
        let is_word = |word: &&str| {
            word.split_once('.').is_some_and(|(group, verb)| {
                let plain =
                    |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                plain(group) && plain(verb)
            })
        };
        text.split('"').skip(1).step_by(2).filter(is_word).map(str::to_owned).collect()
    }

    /// The arguments of each call that writes an event, up to its detail, and what is chosen as an action before it.
    fn calls(text: &str) -> Vec<&str> {
        let writes = text.contains(".audit(");
        let until = |at: usize, end: &[&str]| {
            let rest = &text[at..];
            let end = end.iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
            rest.get(..end).unwrap_or_default()
        };
        let calls = text.match_indices(".audit(").map(|(at, _)| until(at, &["json!", ";"]));
        let chosen = text.match_indices("let action = ").map(|(at, _)| until(at, &[";"]));
        calls.chain(chosen.filter(|_| writes)).collect()
    }

    #[test]
    fn every_action_that_any_code_writes_down_has_its_sentence() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut met = BTreeSet::new();
        for path in sources(&folder) {
            let text = std::fs::read_to_string(&path).unwrap();
            for call in calls(&text) {
                for word in words(call) {
                    assert!(known(&word).is_some(), "{}: {word} has no sentence", path.display());
                    met.insert(word);
                }
            }
        }
        for word in ["notice.write", "task.create", "account.sign-in", "account.lock", "file.add"] {
            assert!(met.contains(word), "the search for actions has gone blind: {met:?}");
        }
        for &action in Action::ALL {
            assert!(known(action.as_str()).is_some_and(|sentence| !sentence.is_empty()), "{action}");
        }
    }

    #[test]
    fn no_sentence_stands_twice_under_one_word() {
        let words: Vec<_> = all().into_iter().map(|(word, _)| word).collect();
        assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
    }
}
