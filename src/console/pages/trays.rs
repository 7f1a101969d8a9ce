//! The trays on the left of every page of the desk: grouped by what people come for, with what lies in each.

use crate::base::error::Result;
use crate::base::scope::{Platform, Scope};
use crate::between::store as between;
use crate::care::store as care;
use crate::console::desk::Desk;
use crate::console::views::layout::{Tray, TrayGroup};
use crate::desk::queue;
use crate::extract;
use crate::house::{distribution, feedback};
use crate::inbound::store as letters;
use crate::instructions::{Stage, store as instructions};
use crate::items::rights::Sight;
use crate::oversight::receipts;
use crate::people::{Action, Role, State};
use crate::public::views::{Link, Tone};
use crate::questions::desk::seen_units;
use crate::questions::store as questions;
use crate::reports::turn;
use crate::tasks;

/// A list or a register: who may open it, what it is called, where it is, how many things in it wait.
type Book = (Action, &'static str, &'static str, i64);

/// What waits for the person.
const MINE: &str = "Việc của tôi";
/// What writers and the board work on.
const WRITTEN: &str = "Tin bài, văn bản";
/// What readers ask.
const ASKED: &str = "Hỏi đáp";
/// What offices and leaders look after.
const LED: &str = "Giám sát, chỉ đạo";
/// Files without text are counted no further: the count stands on every page.
const TEXTLESS_COUNTED: i64 = 100;

/// Every group that the person may open something of, what waits for them first.
///
/// # Errors
/// When the database does not answer.
pub async fn trays(desk: &Desk) -> Result<Vec<TrayGroup>> {
    let mut platform = desk.app.db.platform().await?;
    let led = led(desk, &mut platform).await?;
    let unopened = if desk.may(Action::DistributionOpen, State::Any) {
        distribution::store::count_unopened(&mut platform, desk.tenant.id()).await?
    } else {
        0
    };
    drop(platform);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut groups = vec![
        waiting(desk, &mut scope).await?,
        items(desk, &mut scope).await?,
        of_questions(desk, &mut scope).await?,
        group(desk, "Khiếu nại, tố cáo", &[(Action::SealedRead, "Ngăn hồ sơ riêng", "/ngan-rieng", 0)]),
        after(desk, &mut scope).await?,
        led,
        money(desk, &mut scope).await?,
        house(desk, &mut scope, unopened).await?,
        site(desk),
        deployment(desk),
    ];
    groups.retain(|group| !group.trays.is_empty());
    // Who writes nothing comes to see how the sites stand.
    let comes_for = if desk.may(Action::ItemCreate, State::Any) { WRITTEN } else { LED };
    groups.sort_by_key(|group| group.title != MINE && group.title != comes_for);
    for group in &mut groups {
        group.open = [MINE, comes_for, ASKED].contains(&group.title.as_str())
            || group.trays.iter().any(|tray| holds(desk, &tray.link.url));
    }
    Ok(groups)
}

/// Whether the page asked for lies in a tray.
fn holds(desk: &Desk, tray: &str) -> bool {
    desk.asked.path.strip_prefix(tray).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn tray(desk: &Desk, title: &str, path: &str, count: u64, tone: Tone) -> Tray {
    let url = desk.url(path);
    Tray { current: url == desk.asked.path, link: Link::new(title, url), count, tone }
}

fn group(desk: &Desk, title: &str, books: &[Book]) -> TrayGroup {
    let open = books.iter().filter(|book| desk.may(book.0, State::Any));
    let trays = open.map(|(_, title, path, count)| {
        let tone = if *count > 0 { Tone::Warn } else { Tone::Plain };
        tray(desk, title, path, u64::try_from(*count).unwrap_or(0), tone)
    });
    TrayGroup { title: title.to_owned(), trays: trays.collect(), open: false }
}

async fn waiting(desk: &Desk, scope: &mut Scope) -> Result<TrayGroup> {
    let mut trays = Vec::new();
    if desk.may(Action::TaskDone, State::Any) {
        let open = tasks::open(scope).await?;
        let count = open.iter().filter(|task| super::sealed::may_know(&desk.staff, task)).count() as u64;
        let tone = if count > 0 { Tone::Bad } else { Tone::Plain };
        trays.push(tray(desk, "Việc cần người xử lý", "/viec", count, tone));
    }
    trays.extend(group(desk, "", &[(Action::ClockRead, "Việc trễ hạn", "/viec-tre-han", 0)]).trays);
    trays.push(tray(desk, "Việc ông/bà đã làm", "/nhat-ky-cua-toi", 0, Tone::Plain));
    Ok(TrayGroup { title: MINE.into(), trays, open: true })
}

async fn items(desk: &Desk, scope: &mut Scope) -> Result<TrayGroup> {
    let mut trays = Vec::new();
    if desk.may(Action::ItemRead, State::Any) {
        trays.push(tray(desk, "Tất cả tin bài, văn bản", "/tin-bai", 0, Tone::Plain));
        for (state, count) in queue::state_counts(scope, &Sight::of(&desk.staff)).await? {
            let path = format!("/tin-bai?trang-thai={state}");
            trays.push(tray(desk, state.vietnamese(), &path, count as u64, Tone::Plain));
        }
        trays.extend(group(desk, "", &[(Action::MediaRead, "Thư viện ảnh, tệp", "/thu-vien", 0)]).trays);
    }
    let books = [
        (Action::BatchImport, "Lô nhập văn bản", "/nhap", 0),
        (Action::SupplyRead, "Cung cấp tin, bài", "/cung-cap", 0),
        (Action::ContributorManage, "Cộng tác viên", "/cong-tac-vien", 0),
    ];
    trays.extend(group(desk, "", &books).trays);
    if desk.staff.is(&[Role::Contributor]) {
        trays.push(tray(desk, "Hồ sơ cộng tác viên", "/ho-so", 0, Tone::Plain));
    }
    Ok(TrayGroup { title: WRITTEN.into(), trays, open: true })
}

async fn of_questions(desk: &Desk, scope: &mut Scope) -> Result<TrayGroup> {
    let mut trays = Vec::new();
    if desk.may(Action::QuestionRead, State::Any) {
        trays.push(tray(desk, "Sổ câu hỏi", "/hoi-dap", 0, Tone::Plain));
        if desk.may(Action::QuestionAssign, State::Received) {
            trays.push(tray(desk, "Chờ phân loại", "/cho-phan-loai", 0, Tone::Plain));
        }
        for state in
            [State::Received, State::Assigned, State::Clarification, State::Answered, State::AnswerApproved]
        {
            let filter = questions::DeskFilter { state: Some(state), units: seen_units(&desk.staff) };
            let count = questions::list(scope, &filter, 0, 1).await?.0 as u64;
            trays.push(tray(
                desk,
                state.vietnamese(),
                &format!("/hoi-dap?trang-thai={state}"),
                count,
                Tone::Plain,
            ));
        }
        if desk.may(Action::LetterRead, State::Any) {
            let count = u64::try_from(letters::count_waiting(scope).await?).unwrap_or(0);
            let tone = if count > 0 { Tone::Bad } else { Tone::Plain };
            trays.push(tray(desk, "Thư đến", "/thu-den", count, tone));
        }
    }
    let books = [
        (Action::ClockRead, "Sổ theo dõi câu hỏi", "/so-theo-doi", 0),
        (Action::RoutingRead, "Quy tắc chuyển câu hỏi", "/chuyen-cau-hoi", 0),
        (Action::PhraseRead, "Mẫu câu trả lời", "/mau-cau", 0),
    ];
    trays.extend(group(desk, "", &books).trays);
    Ok(TrayGroup { title: ASKED.into(), trays, open: true })
}

/// What comes after publication, and between sites.
async fn after(desk: &Desk, scope: &mut Scope) -> Result<TrayGroup> {
    let books = [
        (Action::CareRead, "Chăm sóc nội dung", "/cham-soc", 0),
        (Action::CareRead, "Liên kết hỏng", "/lien-ket-hong", care::count_broken(scope).await?),
        (
            Action::CareRead,
            "Tệp chưa có chữ",
            "/tep-chua-co-chu",
            extract::store::count_textless(scope, TEXTLESS_COUNTED).await?,
        ),
        (
            Action::ProposalRead,
            "Đề xuất giữa các trang",
            "/de-xuat",
            between::waiting_proposals(scope).await?,
        ),
        (Action::DeliveryRead, "Nội dung phát hành", "/phat-hanh", between::open_deliveries(scope).await?),
    ];
    Ok(group(desk, "Sau khi đăng", &books))
}

/// What offices and leaders look after: all sites at a glance, instructions, what the site was urged to do, compliance.
async fn led(desk: &Desk, platform: &mut Platform) -> Result<TrayGroup> {
    let unopened = receipts::unopened(platform, desk.tenant.id(), &desk.staff.account).await?;
    let open = instructions::open_of(platform, desk.tenant.id()).await?;
    let mine = open.iter().filter(|one| one.stage == Stage::Given && one.is_of(&desk.staff)).count();
    let mut led = group(
        desk,
        LED,
        &[
            (Action::OversightRead, "Toàn cảnh các trang", "/giam-sat", 0),
            (Action::OversightRead, "Đôn đốc đã nhận", "/don-doc", unopened),
            (Action::InstructionRead, "Chỉ đạo", "/chi-dao", i64::try_from(mine).unwrap_or(0)),
            (Action::ComplianceRead, "Tuân thủ", "/tuan-thu", 0),
        ],
    );
    if !desk.overseen(&desk.tenant).is_empty() {
        led.trays.push(tray(desk, "Các trang cấp dưới", "/cap-duoi", 0, Tone::Plain));
    }
    Ok(led)
}

async fn money(desk: &Desk, scope: &mut Scope) -> Result<TrayGroup> {
    // Those that wait for this person's signature, and their own that came back.
    let reports = tasks::count_of(scope, turn::TASK, &desk.staff.account).await?;
    let mut money = group(
        desk,
        "Báo cáo, nhuận bút",
        &[
            (Action::ReportRead, "Báo cáo", "/bao-cao", reports),
            (Action::SurveyRead, "Phiếu đánh giá hằng năm", "/phieu-danh-gia", 0),
            (Action::RoyaltyRead, "Tin bài và nhuận bút", "/nhuan-but", 0),
            (Action::RoyaltyPay, "Chi trả nhuận bút", "/chi-tra", 0),
        ],
    );
    if serves(desk) {
        money.trays.push(tray(desk, "Nhuận bút của tôi", "/nhuan-but-cua-toi", 0, Tone::Plain));
    }
    Ok(money)
}

/// Whether the person works here, rather than looks on or runs the machine.
fn serves(desk: &Desk) -> bool {
    !desk.staff.only_looks_on() && !desk.staff.is(&[Role::Operator])
}

/// The regulation's own house-keeping.
async fn house(desk: &Desk, scope: &mut Scope, unopened: i64) -> Result<TrayGroup> {
    let filed = feedback::store::count_waiting(scope).await?;
    let books = [
        (Action::DistributionRead, "Gửi văn bản điện tử", "/gui-van-ban", 0),
        (Action::DistributionOpen, "Văn bản nhận", "/van-ban-den", unopened),
        (Action::RegulationRead, "Quy chế hoạt động", "/quy-che", 0),
        (Action::OfficeRead, "Kế hoạch năm", "/ke-hoach", 0),
        (Action::OfficeRead, "Tập huấn", "/tap-huan", 0),
        (Action::OfficeRead, "Khen thưởng", "/khen-thuong", 0),
        (Action::ViolationRead, "Sổ vi phạm", "/vi-pham", 0),
        (Action::OfficeRead, "Thời gian hoạt động", "/hoat-dong", 0),
        (Action::FeedbackFile, "Nêu vướng mắc, đề xuất", "/vuong-mac", 0),
        (Action::FeedbackRead, "Sổ vướng mắc, đề xuất", "/vuong-mac/so", filed),
    ];
    let mut house = group(desk, "Tổ chức, quy chế", &books);
    if serves(desk) {
        house.trays.push(tray(desk, "Tập huấn của tôi", "/tap-huan-cua-toi", 0, Tone::Plain));
    }
    Ok(house)
}

/// What readers see of the site besides its items.
fn site(desk: &Desk) -> TrayGroup {
    let books = [
        (Action::ScheduleRead, "Lịch công tác", "/lich-cong-tac", 0),
        (Action::ConsultationRead, "Lấy ý kiến góp ý", "/lay-y-kien", 0),
        (Action::CareRead, "Danh mục công khai", "/cong-khai", 0),
        (Action::NoticeWrite, "Báo tạm ngừng", "/tam-ngung", 0),
        (Action::SearchRead, "Người dân tìm gì", "/tim-kiem", 0),
        (Action::SearchRead, "Lượt mở dịch vụ công", "/luot-mo", 0),
        (Action::SiteRead, "Trang chủ", "/trang-chu", 0),
        (Action::SiteRead, "Giao diện", "/giao-dien", 0),
        (Action::SiteRead, "Hệ thiết kế", "/he-thiet-ke", 0),
    ];
    group(desk, "Trang của cơ quan", &books)
}

fn deployment(desk: &Desk) -> TrayGroup {
    let books = [
        (Action::PeopleRead, "Nhân sự", "/nhan-su", 0),
        (Action::PeopleRead, "Quy tắc duyệt", "/quy-tac-duyet", 0),
        (Action::BoardRules, "Thời hạn bản đăng khẩn", "/dang-khan", 0),
        (Action::TenantOpen, "Trang của đơn vị trực thuộc", "/don-vi", 0),
        (Action::MailRead, "Sổ thư đi", "/thu-di", 0),
        (Action::AuditRead, "Nhật ký", "/nhat-ky", 0),
        (Action::BackupRead, "Sao lưu", "/sao-luu", 0),
    ];
    group(desk, "Quản trị", &books)
}
