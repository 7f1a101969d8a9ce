//! Royalties: the month's list and its approval, what an item is worth, runs of payment, one's own, the year, the estimate.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// A value under its head.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Its head, as a phone shows it beside the value.
    pub label: &'static str,
    /// The value.
    pub text: String,
    /// Whether it is a number.
    pub number: bool,
    /// What stands under it, a line each.
    pub more: Vec<String>,
}

impl Cell {
    /// Words.
    pub fn words(label: &'static str, text: impl Into<String>) -> Self {
        Self { label, text: text.into(), ..Self::default() }
    }

    /// A number.
    pub fn number(label: &'static str, text: impl Into<String>) -> Self {
        Self { label, text: text.into(), number: true, ..Self::default() }
    }

    /// Lines of words.
    pub fn lines(label: &'static str, lines: Vec<String>) -> Self {
        let mut lines = lines.into_iter().filter(|line| !line.is_empty());
        Self { label, text: lines.next().unwrap_or_default(), more: lines.collect(), ..Self::default() }
    }
}

/// What can be done with a row.
#[derive(Clone, Debug, Default)]
pub struct Act {
    /// Where it is posted.
    pub post: Post,
    /// The words on its button.
    pub words: &'static str,
}

/// One row.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What it is about, with its page where there is one.
    pub head: Link,
    /// The values, one a head.
    pub cells: Vec<Cell>,
    /// How it stands.
    pub state: Option<Badge>,
    /// What can be done.
    pub act: Option<Act>,
}

/// A table with a last row that adds it up.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What it is, for who does not see it.
    pub caption: String,
    /// Head of the first column.
    pub first: &'static str,
    /// Heads of the values.
    pub heads: Vec<&'static str>,
    /// Whether rows tell how they stand.
    pub states: bool,
    /// Whether something can be done with rows.
    pub acts: bool,
    /// The rows.
    pub rows: Vec<Line>,
    /// What it adds up to, in words.
    pub sum: String,
}

/// The month's list.
///
/// Ids of the form's fields: `nguoi`, `ten-moi`, `cong-viec`, `so-tien`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/royalty_list.html")]
pub struct RoyaltyListPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// `tháng 12/2016`
    pub month: String,
    /// The months before and after.
    pub months: Vec<Link>,
    /// Open or locked, with who and when.
    pub state: Badge,
    /// The same in a sentence.
    pub state_text: String,
    /// Other pages of the matter.
    pub ways: Vec<Link>,
    /// What is fetched: XLSX and CSV.
    pub files: Vec<Link>,
    /// News and what else is paid.
    pub paid: Table,
    /// What is never paid, a part of it.
    pub unpaid: Table,
    /// How many there are of it.
    pub unpaid_text: String,
    /// What changes of earlier months.
    pub adjustments: Table,
    /// What editors and who runs the site get.
    pub remunerations: Table,
    /// Who gets how much of the month in all.
    pub recipients: Table,
    /// Where another of these is posted, for who may.
    pub propose: Option<Post>,
    /// Who can get it.
    pub people: Vec<Choice>,
    /// The name of somebody unknown so far.
    pub new_name: String,
    /// What for.
    pub task: String,
    /// The genres whose author they may have helped.
    pub helped: Vec<Choice>,
    /// How much.
    pub amount: String,
    /// All of it, in words.
    pub total: String,
    /// Where the approval is posted, for who may.
    pub approve: Option<Post>,
    /// `2016-12`
    pub key: String,
    /// How many items were seen.
    pub saw_items: String,
    /// What sum was seen.
    pub saw_total: String,
    /// Why something was refused.
    pub refusals: Refusals,
    /// What happened meanwhile.
    pub notice: Option<String>,
}

/// One who shares an item.
#[derive(Clone, Debug, Default)]
pub struct ShareRow {
    /// Which of them, from 1.
    pub no: usize,
    /// Who can be chosen.
    pub people: Vec<Choice>,
    /// Their weight.
    pub weight: String,
}

/// What may be added to an item's royalties.
#[derive(Clone, Debug, Default)]
pub struct SupplementField {
    /// Id and name of its field.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// The law's bounds.
    pub hint: String,
    /// What stands in it.
    pub value: String,
}

/// What an item is worth.
///
/// Ids of its fields: `the-loai`, `he-so`, `cach-lam`, `ty-le-chi`, `tang-` with a supplement's key, `nguoi-1` … with `phan-1` …, `ten-moi`, `phan-moi`, `ly-do`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/royalty_assess.html")]
pub struct RoyaltyAssessPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The month's list.
    pub back: Link,
    /// The item before readers.
    pub item: Link,
    /// What is known of it: author, unit, day.
    pub facts: Vec<(&'static str, String)>,
    /// What it means that the month is locked, that the item is gone, that it is one's own.
    pub notes: Vec<String>,
    /// Where it is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// Genres with their ranges.
    pub genres: Vec<Choice>,
    /// The coefficient.
    pub coefficient: String,
    /// How it came about.
    pub treatments: Vec<Choice>,
    /// What is paid of the whole, where the board chooses it.
    pub share: String,
    /// The law's bounds of it.
    pub share_hint: String,
    /// What may be added.
    pub supplements: Vec<SupplementField>,
    /// Who is paid.
    pub shares: Vec<ShareRow>,
    /// The name of somebody unknown so far.
    pub new_name: String,
    /// Their weight.
    pub new_weight: String,
    /// Why.
    pub reason: String,
    /// The number of the assessment that it was made from.
    pub version: String,
}

/// Asks whether a person is one of their namesakes; ids of its fields: `la-` with its number.
#[derive(Clone, Debug, Default)]
pub struct NamesakeForm {
    /// Its number on the page.
    pub no: usize,
    /// Who was named last.
    pub person: String,
    /// `Nguyễn Văn A, thôn Trung (Xã Đức Thắng)`
    pub about: String,
    /// Nobody else, or who.
    pub choices: Vec<Choice>,
}

/// What is to be paid, and the runs so far.
///
/// Ids of its fields: `ngay-chi`, `den-thang`; of the second form: `nguoi-thue`, `nam`, `cam-ket-thue`, `chung-luong`,
/// `de-nghi`, `can-cu`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/royalty_pay.html")]
pub struct RoyaltyPayPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Other pages of the matter.
    pub ways: Vec<Link>,
    /// Whom the payer pays for, in a sentence.
    pub sources: String,
    /// Who would get what.
    pub plan: Table,
    /// What waits for a worth or for approval though its last day is near or over.
    pub overdue: Vec<Link>,
    /// Whose sums cancel out.
    pub settled: Table,
    /// Who owes more than they get.
    pub held: Table,
    /// What is the maker's own and waits for a run of another.
    pub own: Table,
    /// Who was told and has not answered.
    pub waiting: Table,
    /// What banks sent back and was not sent again, with its run.
    pub returned: Vec<Link>,
    /// What went to later years' funds.
    pub carried: Table,
    /// Where the plan is looked at for another day.
    pub look_url: String,
    /// The day of payment.
    pub pay_on: String,
    /// The last month that is paid.
    pub through: Vec<Choice>,
    /// Where the run is posted.
    pub post: Post,
    /// What was seen, in đồng.
    pub saw: String,
    /// The last month that was looked at.
    pub through_key: String,
    /// Whether there is anything to pay.
    pub payable: bool,
    /// Runs so far.
    pub runs: Table,
    /// Namesakes of whom the office has to say whether they are one person.
    pub namesakes: Vec<NamesakeForm>,
    /// Where that is posted.
    pub same_post: Post,
    /// Where what changes a person's tax is posted.
    pub state_post: Post,
    /// Everybody that was ever named.
    pub people: Vec<Choice>,
    /// The year.
    pub year: String,
    /// A written commitment.
    pub committed: bool,
    /// Taxed with the salary.
    pub with_salary: bool,
    /// On request.
    pub on_request: bool,
    /// The paper.
    pub paper: String,
    /// What is stated for the year.
    pub stated: Table,
    /// Everybody who was ever named; their bank data are written down here.
    pub payees: Table,
    /// Why something was refused.
    pub refusals: Refusals,
    /// What happened meanwhile.
    pub notice: Option<String>,
}

/// One run.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/royalty_run.html")]
pub struct RoyaltyRunPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// `Đợt chi trả 3`
    pub heading: String,
    /// All runs.
    pub back: Link,
    /// Day, people, sums, who made it.
    pub facts: Vec<(&'static str, String)>,
    /// Who gets what.
    pub people: Table,
    /// What for.
    pub entries: Table,
    /// Where the file with bank data is asked for.
    pub file: Post,
    /// Records that a bank sent a payment back.
    pub returned: ReturnForm,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// That a bank sent a payment back; ids of its fields: `nguoi-bi-tra-lai`, `ngay-tra-lai`, `ly-do-tra-lai`.
#[derive(Clone, Debug, Default)]
pub struct ReturnForm {
    /// Where it is posted.
    pub post: Post,
    /// Who is in the run.
    pub people: Vec<Choice>,
    /// When it came back.
    pub on: String,
    /// Why.
    pub note: String,
}

/// How one who is paid is paid.
///
/// Ids of its fields: `ho-ten`, `don-vi-cong-tac`, `ngan-hang`, `so-tai-khoan`, `chu-tai-khoan`, `ma-so-thue`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/royalty_payee.html")]
pub struct RoyaltyPayeePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What is to be paid.
    pub back: Link,
    /// Where it is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// Whether they have an account, which says their name.
    pub has_account: bool,
    /// Whether they wrote the data down in their own profile: nobody talks over it here.
    pub says_it_themselves: bool,
    /// Name.
    pub name: String,
    /// Where they work.
    pub unit: String,
    /// Whether bank data are sealed already; they are not shown.
    pub has_payment: bool,
    /// Bank.
    pub bank: String,
    /// Number of the account.
    pub account_number: String,
    /// In whose name.
    pub holder: String,
    /// Tax code.
    pub tax_code: String,
    /// The version that it was made from.
    pub version: String,
}

/// One person's sums that they do not collect.
///
/// Ids of its fields: `ngay-bao`, `cach-bao`, `noi-dung-bao`, `tra-loi`, `yeu-cau`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/royalty_uncollected.html")]
pub struct RoyaltyUncollectedPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What is to be paid.
    pub back: Link,
    /// Their name.
    pub name: String,
    /// By whom payments are added up.
    pub person: String,
    /// What waits, how often they were told, what is missing.
    pub facts: Vec<(&'static str, String)>,
    /// The notices, with whether they were answered.
    pub notices: Table,
    /// What went to later years' funds.
    pub carried: Table,
    /// Where another notice is posted.
    pub tell: Option<Post>,
    /// The day of it.
    pub on: String,
    /// How.
    pub ways: Vec<Choice>,
    /// By which paper, at which number.
    pub note: String,
    /// Where an answer is posted.
    pub respond: Option<Post>,
    /// The answer.
    pub answer: String,
    /// Where the move to the next year's fund is posted, for who may.
    pub carry: Option<Post>,
    /// What stands against it.
    pub against: Vec<String>,
    /// What was seen, in đồng.
    pub saw: String,
    /// What would go to the fund.
    pub movable: String,
    /// The next year.
    pub next_year: String,
    /// Where a claim is posted, with the id of what it is for.
    pub claim: Option<(Post, String)>,
    /// The claim.
    pub claimed: String,
    /// Why something was refused.
    pub refusals: Refusals,
    /// What happened meanwhile.
    pub notice: Option<String>,
}

/// One's own.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/royalty_own.html")]
pub struct RoyaltyOwnPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Paid, withheld, to come.
    pub facts: Vec<(String, String)>,
    /// What was written.
    pub rows: Table,
}

/// The estimate of a year.
///
/// Ids of its fields: `noi-dung-chi`, `so-tien`, `ghi-chu`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/royalty_estimate.html")]
pub struct RoyaltyEstimatePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The year.
    pub year: String,
    /// Other years.
    pub years: Vec<Link>,
    /// What the forecast rests on.
    pub ground: String,
    /// What is missing of it.
    pub missing: Option<String>,
    /// Royalties by genre.
    pub forecast: Table,
    /// Lines that people wrote.
    pub lines: Table,
    /// All of it.
    pub total: String,
    /// What the year's fund has already, in a sentence.
    pub fund: Option<String>,
    /// As a table to fetch.
    pub xlsx_url: String,
    /// Where another line is posted, for who may.
    pub add: Option<Post>,
    /// Why it was refused.
    pub refusals: Refusals,
    /// What for.
    pub title: String,
    /// How much.
    pub amount: String,
    /// How it was counted.
    pub note: String,
}

/// The year's list of who was paid.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/royalty_year.html")]
pub struct RoyaltyYearPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The year.
    pub year: String,
    /// Other years.
    pub years: Vec<Link>,
    /// Who was paid.
    pub people: Table,
    /// What nobody collected and went from or to the year's fund.
    pub carried: Table,
    /// Where the file with tax codes is asked for.
    pub file: Post,
}

/// How the site counts and pays.
///
/// Ids of its fields: `ngay-don-vi`, `lam-tron`, `noi-chi`, `ty-le-dich`, `ty-le-dang-lai`, `ty-le-nhiem-vu`, `ty-le-thu-lao`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/royalty_settings.html")]
pub struct RoyaltySettingsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Where it is posted, for who may.
    pub post: Option<Post>,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Which day decides.
    pub unit_days: Vec<Choice>,
    /// To which đồng.
    pub roundings: Vec<Choice>,
    /// Who pays.
    pub payers: Vec<Choice>,
    /// Share of a translation.
    pub translation: String,
    /// Share of what was taken from elsewhere.
    pub repost: String,
    /// Share of what was written on duty.
    pub duty: String,
    /// The most of remuneration.
    pub remuneration: String,
    /// Whose ranges of coefficients hold.
    pub frames: Vec<Choice>,
    /// The law as it holds today: genres.
    pub genres: Table,
    /// Unit, tax, days: what else holds.
    pub law: Vec<(String, String)>,
}

/// A month on every site.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/royalty_sites.html")]
pub struct RoyaltySitesPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// `tháng 12/2016`
    pub month: String,
    /// The months before and after.
    pub months: Vec<Link>,
    /// Site by site.
    pub sites: Table,
    /// As a table to fetch.
    pub files: Vec<Link>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, post},
        public::views::{Refusal, Tone},
    };

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: message.into(), clause: None }])
    }

    fn table(caption: &str) -> Table {
        let line = |state: Badge| Line {
            head: Link::new("Ra quân làm thủy lợi (mẫu)", "/hh/nhuan-but/bai/1"),
            cells: vec![Cell::words("Thể loại", "Tin"), Cell::number("Số tiền", "121.000 đ")],
            state: Some(state),
            act: Some(Act { post: post("/hh/nhuan-but/thu-lao/1/bo"), words: "Bỏ dòng" }),
        };
        Table {
            caption: caption.into(),
            first: "Tin, bài",
            heads: vec!["Thể loại", "Số tiền"],
            states: true,
            acts: true,
            rows: vec![line(Badge::new("Chưa chấm", Tone::Warn)), line(Badge::new("Quá 60 ngày", Tone::Bad))],
            sum: "242.000 đ".into(),
        }
    }

    impl RoyaltyListPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Tin bài và nhuận bút"),
                month: "tháng 12/2016".into(),
                months: vec![Link::new("Về tháng 11/2016", "/hh/nhuan-but?thang=2016-11")],
                state: Badge::new("Đang chấm", Tone::Warn),
                state_text: "Còn 1 tin, bài chưa chấm hệ số.".into(),
                ways: vec![Link::new("Chi trả", "/hh/chi-tra")],
                files: vec![Link::new("Tải danh sách (Excel)", "/hh/nhuan-but.xlsx?thang=2016-12")],
                paid: table("Tin, bài"),
                unpaid: table("Văn bản"),
                unpaid_text: "2 văn bản và nội dung khác không tính nhuận bút".into(),
                adjustments: table("Điều chỉnh"),
                remunerations: table("Thù lao"),
                recipients: Table { states: false, acts: false, ..table("Theo người nhận") },
                propose: Some(post("/hh/nhuan-but/thu-lao")),
                people: vec![Choice::new("", "Chọn người nhận").chosen()],
                new_name: String::new(),
                task: "Biên tập".into(),
                helped: vec![Choice::new("", "Không giúp riêng thể loại nào").chosen()],
                amount: "một trăm".into(),
                total: "726.000 đ".into(),
                approve: Some(post("/hh/nhuan-but/duyet")),
                key: "2016-12".into(),
                saw_items: "2".into(),
                saw_total: "726000".into(),
                refusals: refusal("so-tien", "Số tiền là một số đồng."),
                notice: Some("Danh sách vừa thay đổi.".into()),
            }
        }

        /// A month with nothing in it that was approved.
        pub(crate) fn empty_sample() -> Self {
            Self {
                state: Badge::new("Đã duyệt, đã khóa", Tone::Good),
                paid: Table::default(),
                unpaid: Table::default(),
                adjustments: Table::default(),
                remunerations: Table::default(),
                recipients: Table::default(),
                propose: None,
                approve: None,
                refusals: Refusals::default(),
                notice: None,
                ..Self::sample()
            }
        }
    }

    impl RoyaltyAssessPage {
        pub(crate) fn sample() -> Self {
            let people = || vec![Choice::new("", "Không chọn").chosen()];
            Self {
                layout: layout("Chấm hệ số"),
                back: Link::new("Danh sách tháng 12/2016", "/hh/nhuan-but?thang=2016-12"),
                item: Link::new("Ra quân làm thủy lợi (mẫu)", "https://hh.example/tin-tuc/ra-quan"),
                facts: vec![("Tác giả", "Đài Truyền thanh huyện".into()), ("Ngày đăng", "28/12/2016".into())],
                notes: vec!["Tháng đã khóa: phần chênh lệch vào danh sách tháng sau.".into()],
                post: post("/hh/nhuan-but/bai/1"),
                refusals: refusal("he-so", "Hệ số của “Tin” phải từ 0,5 đến 2; ông/bà ghi 2,5."),
                notice: None,
                genres: vec![Choice::new("tin", "Tin (từ 0,5 đến 2)").chosen()],
                coefficient: "2,5".into(),
                treatments: vec![Choice::new("original", "Viết cho trang").chosen()],
                share: String::new(),
                share_hint: "Chỉ ghi khi trang chưa đặt tỷ lệ: dịch: từ 40 đến 65 %.".into(),
                supplements: vec![SupplementField {
                    id: "tang-thieu-nhi".into(),
                    name: "Dành cho thiếu nhi".into(),
                    hint: "từ 10 đến 20 %".into(),
                    value: "15".into(),
                }],
                shares: (1..4).map(|no| ShareRow { no, people: people(), weight: String::new() }).collect(),
                new_name: String::new(),
                new_weight: String::new(),
                reason: "Kịp thời, có số liệu".into(),
                version: "0".into(),
            }
        }
    }

    impl RoyaltyPayPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Chi trả nhuận bút"),
                ways: vec![Link::new("Danh sách năm", "/hh/nhuan-but/nam")],
                sources: "Chi trả cho 1 trang: Huyện Hiệp Hòa.".into(),
                plan: table("Phải chi"),
                overdue: vec![Link::new("Tháng 12/2016: 2 tin, bài (mẫu)", "/hh/nhuan-but?thang=2016-12")],
                settled: table("Bù trừ hết"),
                held: table("Chưa chi"),
                own: table("Của ông/bà"),
                waiting: table("Đã thông báo"),
                returned: vec![Link::new("Tổ ghi hình (mẫu): 121.000 đ của đợt 1", "/hh/chi-tra/1")],
                carried: table("Đã chuyển quỹ"),
                look_url: "/hh/chi-tra".into(),
                pay_on: "30/12/2016".into(),
                through: vec![Choice::new("2016-11", "tháng 11/2016").chosen()],
                post: post("/hh/chi-tra"),
                saw: "242000".into(),
                through_key: "2016-11".into(),
                payable: true,
                runs: table("Các đợt đã chi"),
                namesakes: vec![NamesakeForm {
                    no: 1,
                    person: "2".into(),
                    about: "Tổ ghi hình (mẫu), Xã Đức Thắng".into(),
                    choices: vec![
                        Choice::new("", "Hãy chọn").chosen(),
                        Choice::new("1", "Chính là Tổ ghi hình"),
                    ],
                }],
                same_post: post("/hh/chi-tra/trung-ten"),
                state_post: post("/hh/chi-tra/thue"),
                people: vec![Choice::new("", "Chọn người").chosen()],
                year: "2016".into(),
                committed: true,
                with_salary: false,
                on_request: false,
                paper: String::new(),
                stated: table("Đã ghi"),
                payees: table("Người nhận"),
                refusals: refusal("can-cu", "Hãy ghi giấy tờ làm căn cứ."),
                notice: None,
            }
        }
    }

    impl RoyaltyUncollectedPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Khoản chưa nhận"),
                back: Link::new("Chi trả nhuận bút", "/hh/chi-tra"),
                name: "Tổ ghi hình (mẫu)".into(),
                person: "1".into(),
                facts: vec![("Chờ nhận", "242.000 đ".into())],
                notices: table("Các lần thông báo"),
                carried: table("Đã chuyển quỹ"),
                tell: Some(post("/hh/chi-tra/thong-bao")),
                on: "28/12/2016".into(),
                ways: vec![Choice::new("phone", "Điện thoại").chosen()],
                note: String::new(),
                respond: Some(post("/hh/chi-tra/tra-loi")),
                answer: String::new(),
                carry: None,
                against: vec!["Mới thông báo 1 lần chưa có trả lời; phải ít nhất 3 lần.".into()],
                saw: "242000".into(),
                movable: "242.000 đ".into(),
                next_year: "2017".into(),
                claim: Some((post("/hh/chi-tra/yeu-cau"), "1".into())),
                claimed: String::new(),
                refusals: refusal("noi-dung-bao", "Hãy ghi số điện thoại."),
                notice: None,
            }
        }
    }

    impl RoyaltyRunPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Đợt chi trả"),
                heading: "Đợt chi trả 1".into(),
                back: Link::new("Chi trả nhuận bút", "/hh/chi-tra"),
                facts: vec![("Ngày chi trả", "30/12/2016".into())],
                people: table("Người nhận"),
                entries: table("Các khoản"),
                file: post("/hh/chi-tra/1/tep"),
                returned: ReturnForm {
                    post: post("/hh/chi-tra/1/tra-lai"),
                    people: vec![
                        Choice::new("", "Chọn người").chosen(),
                        Choice::new("1", "Tổ ghi hình (mẫu)"),
                    ],
                    ..ReturnForm::default()
                },
                notice: None,
                refusals: refusal("ngay-tra-lai", "Hãy ghi ngày ngân hàng trả lại."),
            }
        }
    }

    impl RoyaltyPayeePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Người nhận nhuận bút"),
                back: Link::new("Chi trả nhuận bút", "/hh/chi-tra"),
                post: post("/hh/chi-tra/nguoi-nhan/1"),
                refusals: refusal("so-tai-khoan", "Số tài khoản gồm 6 đến 24 chữ số."),
                notice: None,
                name: "Tổ ghi hình (mẫu)".into(),
                unit: "Đài Truyền thanh huyện".into(),
                has_payment: true,
                has_account: true,
                says_it_themselves: false,
                bank: String::new(),
                account_number: "12".into(),
                holder: String::new(),
                tax_code: String::new(),
                version: "1".into(),
            }
        }
    }

    impl RoyaltyOwnPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Nhuận bút của tôi"),
                facts: vec![("Chưa chi".into(), "121.000 đ".into())],
                rows: Table { acts: false, ..table("Các khoản của ông/bà") },
            }
        }
    }

    impl RoyaltyEstimatePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Dự toán"),
                year: "2017".into(),
                years: vec![Link::new("Năm 2018", "/hh/du-toan?nam=2018")],
                ground: "Theo 12 tháng từ 12/2015 đến 11/2016.".into(),
                missing: Some("Chưa duyệt chi nên chưa được tính: tháng 12/2016.".into()),
                forecast: Table { acts: false, states: false, ..table("Nhuận bút") },
                lines: table("Khoản khác"),
                total: "484.000 đ".into(),
                fund: Some("Quỹ năm trước chuyển sang: 121.000 đ.".into()),
                xlsx_url: "/hh/du-toan.xlsx?nam=2017".into(),
                add: Some(post("/hh/du-toan")),
                refusals: refusal("so-tien", "Số tiền là một số đồng."),
                title: "Thuê máy chủ".into(),
                amount: "x".into(),
                note: String::new(),
            }
        }
    }

    impl RoyaltyYearPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Danh sách chi trả năm"),
                year: "2016".into(),
                years: vec![Link::new("Năm 2015", "/hh/nhuan-but/nam?nam=2015")],
                people: Table { acts: false, states: false, ..table("Cá nhân") },
                carried: table("Đã chuyển quỹ"),
                file: post("/hh/nhuan-but/nam?nam=2016"),
            }
        }
    }

    impl RoyaltySettingsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Cài đặt nhuận bút"),
                post: Some(post("/hh/nhuan-but/cai-dat")),
                refusals: refusal("ty-le-dich", "Tỷ lệ là một số từ 1 đến 100."),
                unit_days: vec![Choice::new("publication", "Ngày đăng").chosen()],
                roundings: vec![Choice::new("1", "1 đồng").chosen()],
                payers: vec![Choice::new("own", "Cơ quan của trang này").chosen()],
                translation: "140".into(),
                repost: String::new(),
                duty: String::new(),
                remuneration: String::new(),
                frames: vec![Choice::new("", "Theo cấp của trang").chosen()],
                genres: Table { acts: false, states: false, ..table("Khung hệ số") },
                law: vec![("Một đơn vị hệ số".into(), "121.000 đ".into())],
            }
        }
    }

    impl RoyaltySitesPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Nhuận bút các trang"),
                month: "tháng 12/2016".into(),
                months: vec![Link::new("Về tháng 11/2016", "/hh/nhuan-but/cac-trang?thang=2016-11")],
                sites: Table { acts: false, ..table("Các trang") },
                files: vec![Link::new("Tải danh sách (Excel)", "/hh/nhuan-but/cac-trang.xlsx?thang=2016-12")],
            }
        }
    }
}
