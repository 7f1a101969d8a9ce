//! Documents made up in the layouts that offices use, with the facts they carry.

use jiff::civil::{Date, date};
use reader::{Area, Page, Paragraph, Reading, Role, Source};

use super::chance::Chance;
use super::of_pages;
use super::offices::{JOINT, KINDS, OFFICES, SUBJECTS};

/// A document and its facts.
pub struct Made {
    /// As it would be read from a file.
    pub reading: Reading,
    /// What it is, for whoever looks at a miss.
    pub about: String,
    /// Its number; none where it was left blank.
    pub number: Option<String>,
    /// Its kind.
    pub kind: &'static str,
    /// Its issuer.
    pub issuer: &'static str,
    /// Its day of issue; none where it was left blank.
    pub issued_on: Option<Date>,
}

/// How the head is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// A table of one row, whose cells lost their lines.
    Cells,
    /// A table whose rows are the lines.
    Rows,
    /// Lines whose halves stand apart by tabs.
    Tabs,
    /// Lines whose halves stand apart by blanks.
    Blanks,
    /// Two columns with places, the left one first.
    Columns,
    /// Two columns with places, line by line.
    Lines,
    /// All lines one below the other, without places.
    Single,
}

const LAYOUTS: [Layout; 7] = [
    Layout::Cells,
    Layout::Rows,
    Layout::Tabs,
    Layout::Blanks,
    Layout::Columns,
    Layout::Lines,
    Layout::Single,
];

/// The document that a seed makes.
pub fn document(seed: u64) -> Made {
    let mut chance = Chance::new(seed);
    match chance.below(10) {
        0 => law(&mut chance, seed),
        1 => joint(&mut chance, seed),
        _ => administrative(&mut chance, seed),
    }
}

/// A day of one of so many years.
fn some_day(chance: &mut Chance, from: i16, years: u64) -> Date {
    let mut below = |end| i16::try_from(chance.below(end)).expect("a small number");
    let (year, month, day) = (from + below(years), 1 + below(12), 1 + below(28));
    let small = |number| i8::try_from(number).expect("a small number");
    date(year, small(month), small(day))
}

/// A day, and how a head writes it; now and then it is blank.
fn day(chance: &mut Chance, place: &str) -> (Option<Date>, String) {
    let day = some_day(chance, 1999, 27);
    let (d, m, y) = (day.day(), day.month(), day.year());
    let zero = if m < 3 { format!("{m:02}") } else { m.to_string() };
    match chance.below(8) {
        0 => (None, format!("{place}, ngày     tháng {zero} năm {y}")),
        1 => (Some(day), format!("{place}, ngày {d} tháng {m} năm {y}")),
        2 => (Some(day), format!("{place},  ngày  {d}  tháng  {m}  năm {y}")),
        3 => (Some(day), format!("{place}, ngày {d:02} tháng{m:02} năm {y}.")),
        _ => (Some(day), format!("{place}, ngày {d:02} tháng {zero} năm {y}")),
    }
}

/// A number, and how a head writes it; now and then it is blank.
fn number(chance: &mut Chance, symbol: &str, year: Option<i16>) -> (Option<String>, String) {
    let serial = 1 + chance.below(3000);
    let year = year.map(|year| format!("{year}/")).unwrap_or_default();
    let printed = format!("{serial:02}/{year}{symbol}");
    match chance.below(9) {
        0 => (None, format!("Số:        /{year}{symbol}")),
        1 => (None, format!("Số: …… /{year}{symbol}")),
        2 => (Some(printed), format!("Số:{serial:02}/{year}{symbol}")),
        3 => (Some(printed), format!("Số: {serial:02} /{year}{symbol}")),
        4 => (Some(printed), format!("Số : {serial:02}/{year}{}", symbol.replace('-', " - "))),
        5 => (Some(printed), format!("Số {serial:02}/{year}{}", symbol.replace('-', "–"))),
        _ => (Some(printed.clone()), format!("Số: {printed}")),
    }
}

fn administrative(chance: &mut Chance, seed: u64) -> Made {
    let office = chance.of(OFFICES);
    let (kind, short, yearly, rests) = *chance.of(KINDS);
    let (issued_on, day) = day(chance, office.place);
    let year = issued_on.map_or(2016, Date::year);
    let symbol = if short.is_empty() {
        format!("{}-{}", office.short, chance.of(&["VX", "VP", "KT", "TH", "NC"]))
    } else {
        format!("{short}-{}", office.short)
    };
    let (number, printed) = number(chance, &symbol, yearly.then_some(year));
    let subject = *chance.of(SUBJECTS);
    let mut left: Vec<String> = office.lines.iter().map(|line| (*line).to_owned()).collect();
    if chance.in_one_of(3) {
        left.push("-------".to_owned());
    }
    left.push(printed);
    let letter = short.is_empty();
    let mut page = Sheet::new(chance, left, day);
    if letter {
        page.left_below(&format!("V/v {subject}"), chance);
        page.body("Kính gửi: Ủy ban nhân dân các xã, thị trấn.");
    } else {
        page.title(kind, subject, chance);
    }
    if chance.in_one_of(2) && rests {
        page.heading(office.decides);
    }
    if rests {
        page.body("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;");
        page.body("Căn cứ Nghị định số 43/2011/NĐ-CP ngày 13 tháng 6 năm 2011 của Chính phủ;");
        page.body("Theo đề nghị của Trưởng phòng Văn hóa và Thông tin,");
        page.heading(&format!("{}:", kind.to_uppercase()));
        page.body("Điều 1. Thực hiện theo Quyết định số 12/2014/QĐ-UBND ngày 01 tháng 3 năm 2014 của Ủy ban nhân dân tỉnh.");
        page.body("Điều 2. Quyết định này có hiệu lực kể từ ngày ký.");
    } else {
        page.body("Thực hiện Công văn số 512/UBND-VX ngày 10 tháng 01 năm 2015 của Ủy ban nhân dân tỉnh về việc nêu trên, cơ quan báo cáo, thông báo kết quả như sau:");
        page.body("1. Kết quả đạt được trong kỳ theo Kế hoạch số 15/KH-UBND ngày 02 tháng 02 năm 2015.");
    }
    page.body("Các đơn vị, cá nhân có liên quan chịu trách nhiệm thi hành./.");
    page.signature(&office.signed);
    if chance.in_one_of(3) {
        page.annex(chance);
    }
    let about = page.about(seed, kind);
    Made { reading: page.reading(chance), about, number, kind, issuer: office.issuer, issued_on }
}

fn joint(chance: &mut Chance, seed: u64) -> Made {
    let (lines, issuer, shorts) = *chance.of(JOINT);
    let (issued_on, day) = day(chance, "Hà Nội");
    let year = issued_on.map_or(2012, Date::year);
    let (number, printed) = number(chance, &format!("TTLT-{shorts}"), Some(year));
    let mut left: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    left.push(printed);
    let mut page = Sheet::new(chance, left, day);
    page.title("Thông tư liên tịch", "hướng dẫn thực hiện chế độ phụ cấp đối với cán bộ ở xã", chance);
    page.body("Căn cứ Nghị định số 92/2009/NĐ-CP ngày 22 tháng 10 năm 2009 của Chính phủ;");
    page.body("Điều 1. Phạm vi điều chỉnh");
    page.body("Thông tư liên tịch này có hiệu lực thi hành sau 45 ngày kể từ ngày ký./.");
    page.signature(&["", "KT. BỘ TRƯỞNG BỘ TÀI CHÍNH", "THỨ TRƯỞNG"]);
    let about = page.about(seed, "Thông tư liên tịch");
    Made { reading: page.reading(chance), about, number, kind: "Thông tư liên tịch", issuer, issued_on }
}

fn law(chance: &mut Chance, seed: u64) -> Made {
    let passed = some_day(chance, 2003, 20);
    let number = format!("{:02}/{}/QH{}", 1 + chance.below(90), passed.year(), 11 + chance.below(5));
    let mut page =
        Sheet::new(chance, vec!["QUỐC HỘI".to_owned(), format!("Luật số: {number}")], String::new());
    page.title("Luật", "tiếp cận thông tin", chance);
    page.body("Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam năm 1992 đã được sửa đổi, bổ sung theo Nghị quyết số 51/2001/QH10 ngày 25 tháng 12 năm 2001;");
    page.body("Chương I");
    page.body("NHỮNG QUY ĐỊNH CHUNG");
    page.body("Điều 1. Phạm vi điều chỉnh");
    page.body("Luật này quy định về quyền được thông tin.");
    page.body("Điều 2. Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2019.");
    let (d, m, y) = (passed.day(), passed.month(), passed.year());
    page.body(&format!("Luật này đã được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XI, kỳ họp thứ 4 thông qua ngày {d:02} tháng {m} năm {y}."));
    page.signature(&["", "", "CHỦ TỊCH QUỐC HỘI"]);
    let about = page.about(seed, "Luật");
    Made {
        reading: page.reading(chance),
        about,
        number: Some(number),
        kind: "Luật",
        issuer: "Quốc hội",
        issued_on: Some(passed),
    }
}

/// A document being laid out.
struct Sheet {
    layout: Layout,
    recognised: bool,
    noise: bool,
    left: Vec<String>,
    right: Vec<String>,
    rest: Vec<Paragraph>,
    top: f32,
    page_break: Option<usize>,
}

impl Sheet {
    fn new(chance: &mut Chance, left: Vec<String>, day: String) -> Self {
        let layout = *chance.of(&LAYOUTS);
        let nation =
            *chance.of(&["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"]);
        let motto = *chance.of(&["Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do – Hạnh phúc"]);
        let mut right = vec![nation.to_owned(), motto.to_owned()];
        if chance.in_one_of(3) {
            right.push("_______________".to_owned());
        }
        right.push(day);
        right.retain(|line| !line.is_empty());
        let recognised = matches!(layout, Layout::Columns | Layout::Lines) && chance.in_one_of(2);
        Self {
            layout,
            recognised,
            noise: chance.in_one_of(4),
            left,
            right,
            rest: Vec::new(),
            top: 150.0,
            page_break: None,
        }
    }

    fn about(&self, seed: u64, kind: &str) -> String {
        let recognised = if self.recognised { ", recognised" } else { "" };
        let noise = if self.noise { ", stamped" } else { "" };
        format!("{seed}: {kind}, {:?}{recognised}{noise}, {:?}", self.layout, self.left)
    }

    /// A subject goes on under the number, over several lines.
    fn left_below(&mut self, subject: &str, chance: &mut Chance) {
        self.left.extend(broken(subject, 22 + chance.below(20) as usize));
    }

    fn title(&mut self, kind: &str, subject: &str, chance: &mut Chance) {
        let spaced = chance.in_one_of(12) && kind.chars().count() < 12;
        let upper = kind.to_uppercase();
        let heading = if spaced {
            upper
                .split(' ')
                .map(|word| word.chars().map(String::from).collect::<Vec<_>>().join(" "))
                .collect::<Vec<_>>()
                .join("  ")
        } else {
            upper
        };
        self.heading(&heading);
        let text = match chance.below(3) {
            0 => format!("Về việc {subject}"),
            1 => vietnamese::capitalised(subject),
            _ => subject.to_uppercase(),
        };
        for line in broken(&text, 30 + chance.below(40) as usize) {
            self.heading(&line);
        }
        if chance.in_one_of(3) {
            self.heading("________");
        }
    }

    fn heading(&mut self, text: &str) {
        let width = (text.chars().count() as f32 * 7.0).min(420.0);
        let area = Area { left: 298.0 - width / 2.0, top: self.top, width, height: 14.0 };
        self.rest.push(Paragraph {
            text: text.to_owned(),
            bold: true,
            area: Some(area),
            ..Paragraph::default()
        });
        self.top += 18.0;
    }

    fn body(&mut self, text: &str) {
        let area = Area {
            left: 85.0,
            top: self.top,
            width: (text.chars().count() as f32 * 6.5).min(450.0),
            height: 14.0,
        };
        self.rest.push(Paragraph { text: text.to_owned(), area: Some(area), ..Paragraph::default() });
        self.top += 20.0;
    }

    fn signature(&mut self, signed: &[&str; 3]) {
        let left = ["Nơi nhận:", "- Như trên;", "- Lưu: VT."];
        let right: Vec<&str> = signed.iter().copied().filter(|line| !line.is_empty()).collect();
        for line in left {
            let area = Area { left: 85.0, top: self.top, width: 90.0, height: 12.0 };
            self.rest.push(Paragraph { text: line.to_owned(), area: Some(area), ..Paragraph::default() });
        }
        for line in right {
            let area = Area { left: 350.0, top: self.top, width: 150.0, height: 12.0 };
            self.rest.push(Paragraph {
                text: line.to_owned(),
                bold: true,
                area: Some(area),
                ..Paragraph::default()
            });
        }
    }

    /// What is issued with it has a head and facts of its own, which are not the document's.
    fn annex(&mut self, chance: &mut Chance) {
        self.page_break = Some(self.rest.len());
        self.heading("QUY CHẾ");
        self.heading("QUẢN LÝ TRANG THÔNG TIN ĐIỆN TỬ");
        self.heading("(Ban hành kèm theo Quyết định số 999/2009/QĐ-UBND ngày 09 tháng 9 năm 2009)");
        self.body("Điều 1. Phạm vi");
        if chance.in_one_of(2) {
            self.heading("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
            self.body("Số: 777/TB-XYZ");
            self.body("Hà Nội, ngày 07 tháng 7 năm 2007");
        }
    }

    fn reading(self, chance: &mut Chance) -> Reading {
        let placed = matches!(self.layout, Layout::Columns | Layout::Lines);
        let mut first = self.head(chance);
        let source = if self.recognised { Source::Recognised } else { Source::Layer };
        let mut rest = self.rest;
        if !placed {
            rest.iter_mut().for_each(|paragraph| paragraph.area = None);
        }
        let second = self.page_break.map(|at| rest.split_off(at)).unwrap_or_default();
        first.append(&mut rest);
        let size = placed.then_some((595.0, 842.0));
        let page = |number, paragraphs| Page { number, name: String::new(), size, source, paragraphs };
        let mut pages = vec![page(1, first)];
        if !second.is_empty() {
            pages.push(page(2, second));
        }
        of_pages(pages)
    }

    fn head(&self, chance: &mut Chance) -> Vec<Paragraph> {
        let (mut left, mut right) = (self.left.clone(), self.right.clone());
        if self.recognised {
            left.iter_mut().chain(&mut right).for_each(|line| *line = misread(line, chance));
        }
        let mut head = if self.noise { stamp(chance) } else { Vec::new() };
        head.extend(match self.layout {
            Layout::Cells => vec![row(&[left.join(" "), right.join(" ")])],
            Layout::Rows => pairs(&left, &right).map(|(a, b)| row(&[a, b])).collect(),
            Layout::Tabs => pairs(&left, &right).map(|(a, b)| line(&format!("{a}\t\t{b}"))).collect(),
            Layout::Blanks => {
                pairs(&left, &right).map(|(a, b)| line(&format!("  {a}              {b}"))).collect()
            }
            Layout::Columns => {
                let left = left.iter().enumerate().map(|(at, text)| placed(text, 70.0, at));
                left.chain(right.iter().enumerate().map(|(at, text)| placed(text, 300.0, at))).collect()
            }
            Layout::Lines => pairs(&left, &right)
                .enumerate()
                .flat_map(|(at, (a, b))| [placed(&a, 70.0, at), placed(&b, 300.0, at)])
                .filter(|paragraph| !paragraph.text.is_empty())
                .collect(),
            Layout::Single => left.iter().chain(&right).map(|text| line(text)).collect(),
        });
        head
    }
}

/// The lines of two columns side by side.
fn pairs(left: &[String], right: &[String]) -> impl Iterator<Item = (String, String)> {
    let line = |column: &[String], at: usize| column.get(at).cloned().unwrap_or_default();
    let pairs: Vec<_> =
        (0..left.len().max(right.len())).map(|at| (line(left, at), line(right, at))).collect();
    pairs.into_iter()
}

fn line(text: &str) -> Paragraph {
    Paragraph { text: text.to_owned(), ..Paragraph::default() }
}

fn row(cells: &[String]) -> Paragraph {
    Paragraph { text: cells.join("\t"), role: Role::Row, ..Paragraph::default() }
}

fn placed(text: &str, left: f32, at: usize) -> Paragraph {
    let width = (text.chars().count() as f32 * 6.8).min(if left < 200.0 { 215.0 } else { 260.0 });
    let area = Area { left, top: 40.0 + 18.0 * at as f32, width, height: 13.0 };
    Paragraph { text: text.to_owned(), area: Some(area), ..Paragraph::default() }
}

/// What stamps and signing programs leave on a page.
fn stamp(chance: &mut Chance) -> Vec<Paragraph> {
    let stamps: &[&[&str]] = &[
        &["CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ", "ĐẾN Giờ: ……", "Ngày: 09/7/2025"],
        &["CÔNG VĂN ĐẾN", "Số: 1234", "Ngày: 12/3/2016", "Chuyển: ………"],
        &[
            "Người ký: Văn phòng Ủy ban nhân dân (mẫu)",
            "Email: vanphong@example.vn",
            "Thời gian ký: 14.07.2025 15:58:33 +07:00",
        ],
        &["DỰ THẢO 2"],
        &["HỎA TỐC"],
    ];
    chance
        .of(stamps)
        .iter()
        .map(|text| Paragraph {
            text: (*text).to_owned(),
            area: Some(Area { left: 60.0, top: 10.0, width: 130.0, height: 10.0 }),
            ..Paragraph::default()
        })
        .collect()
}

/// A line as a machine may misread it.
fn misread(text: &str, chance: &mut Chance) -> String {
    let slips = [
        ("Số:", "Só:"),
        ("Số:", "Sô:"),
        ("Số:", "S6:"),
        ("HÒA", "HOA"),
        ("ngày 1", "ngày l"),
        ("XÃ HỘI", "XA HỘI"),
        ("Độc lập", "Đọc lập"),
        (": 1", ": l"),
        ("ỦY BAN", "UỶ BAN"),
        ("Hạnh", "Hanh"),
    ];
    let (from, to) = *chance.of(&slips);
    if text.starts_with("Luật số") { text.to_owned() } else { text.replacen(from, to, 1) }
}

/// A text over lines of at most so many characters.
fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < width) {
            Some(line) => *line = format!("{line} {word}"),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
