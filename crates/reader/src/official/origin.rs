//! Where a document comes from: number, kind, issuer, place and day, from its head or from its title.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use vietnamese::official::abbreviations::{self, is_joint};
use vietnamese::official::number::DocumentNumber;

use super::head::{self, Head, is_mark, is_noise};
use super::pieces::Piece;
use super::plain::plain;
use super::running::Running;
use super::summary::{self, Title};
use super::{Remark, Suggestion, casing, dates, extent, issuer, kind, number};
use crate::Reading;

/// Where a document comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    pub number: Option<Suggestion<String>>,
    pub kind: Option<Suggestion<String>>,
    pub issuer: Option<Suggestion<String>>,
    pub parent: Option<Suggestion<String>>,
    pub place: Option<Suggestion<String>>,
    pub issued_on: Option<Suggestion<Date>>,
    pub summary: Option<Suggestion<String>>,
    /// Whether the head leaves the day blank.
    day_blank: bool,
}

impl Origin {
    /// Reads it from the head, else from the title, else from what the document was issued with.
    pub fn of(
        head: &Head<'_>,
        behind: &[Piece],
        running: &Running<'_>,
        reading: &Reading,
        remarks: &mut Vec<Remark>,
    ) -> Self {
        let mut origin = Self::default();
        let title = summary::title(head);
        let top = if head.heading.is_some() { head.top() } else { &head.pieces[..head.body] };
        origin.number = number::of_head(top.iter(), remarks);
        origin.take_day(top, remarks);
        if let Some(title) = &title {
            origin.take_title(title);
            origin.summary = summary::of_title(title, &running.text);
        }
        origin.take_kind(head);
        origin.take_issuer(head);
        if origin.summary.is_none() {
            origin.summary = summary::of_subject(head, &running.text);
        }
        origin.take_annexed(behind, remarks);
        if origin.number.is_none()
            && let Some(piece) = extent::attachment(head.pieces)
        {
            origin.take_attachment(piece);
        }
        origin.take_passing(running);
        origin.take_legislator();
        origin.take_closing_day(head.pieces);
        origin.take_signing_time(head.pieces, reading);
        origin.compare();
        origin.doubt_lonely_kind();
        origin
    }

    /// The place and day of the head.
    fn take_day(&mut self, top: &[Piece], remarks: &mut Vec<Remark>) {
        for (at, piece) in top.iter().enumerate().filter(|(_, piece)| !is_noise(piece)) {
            let Some((day, from)) = day_of_issue(piece, &top[at + 1..]) else { continue };
            let before = piece.written(from..day.range.start.min(piece.plain.len()));
            let place = before.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
            if place.chars().filter(|c| c.is_alphabetic()).count() > 1 {
                self.place = Some(Suggestion::at(piece, place_name(place)));
            }
            match day.date {
                Some(date) => {
                    let doubt = match (day.repaired, piece.recognised) {
                        (true, _) => {
                            Some("Có chữ số nhận dạng không rõ trong ngày tháng: đối chiếu với bản gốc.")
                        }
                        (_, true) => Some("Ngày đọc từ ảnh, thường viết tay: đối chiếu với bản gốc."),
                        _ => None,
                    };
                    self.issued_on = Some(Suggestion::at(piece, date).doubted(doubt.map(str::to_owned)));
                }
                None => {
                    let sentence = "Ngày ban hành để trống hoặc không đọc được trong tệp: điền theo bản gốc.";
                    remarks.push(Remark::at(piece, sentence));
                    self.day_blank = true;
                }
            }
            return;
        }
    }

    /// Number, day and issuer of a title: "Nghị định của Chính phủ số 116/2003/NĐ-CP ngày 10/10/2003 về …".
    fn take_title(&mut self, title: &Title<'_>) {
        static NUMBERED: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"^(?:cua [^.;]{2,90}?)?\s*\bso\s*:?\s*").expect("a fixed pattern"));
        let folded = plain(&title.text);
        let piece = title.pieces[0];
        let written =
            |from: usize| -> String { title.text.chars().skip(folded[..from].chars().count()).collect() };
        if let Some(label) = NUMBERED.find(&folded).filter(|_| self.number.is_none())
            && let Some(number::Printed::Whole { number, doubt }) =
                number::read(&written(label.end()), piece.recognised)
        {
            self.number = Some(
                Suggestion { as_written: title.text.clone(), ..Suggestion::at(piece, number) }.doubted(doubt),
            );
            let day = dates::first(&folded[label.end()..]).filter(|day| day.range.start < 60);
            if let (None, Some(date)) = (&self.issued_on, day.and_then(|day| day.date)) {
                self.issued_on =
                    Some(Suggestion { as_written: title.text.clone(), ..Suggestion::at(piece, date) });
            }
        }
        if let Some(body) = folded.strip_prefix("cua ") {
            let end = [" so ", " so:", " ngay ", " ve ", " v/v", " ban hanh"]
                .iter()
                .filter_map(|word| body.find(word))
                .min();
            let office: String =
                written(4).chars().take(body[..end.unwrap_or(body.len())].chars().count()).collect();
            if !issuer::is_body(&office) || office.chars().count() > 90 {
                return;
            }
            self.issuer = Some(Suggestion {
                as_written: title.text.clone(),
                ..Suggestion::at(piece, issuer::of_office(&office))
            });
        }
    }

    /// The kind by its heading, its label, its number; a letter where there is a subject alone.
    fn take_kind(&mut self, head: &Head<'_>) {
        let parsed = self.number.as_ref().and_then(|number| DocumentNumber::parse(&number.value).ok());
        let by_number = parsed.as_ref().and_then(DocumentNumber::kind).and_then(kind::of_abbreviation);
        let labelled = head.top().iter().find_map(|piece| Some((piece, kind::of_label(&piece.plain)?)));
        self.kind = if let Some(heading) = head.heading {
            let found = Suggestion::at(&head.pieces[heading.at], heading.name.to_owned());
            let letters = parsed.as_ref().map(DocumentNumber::letters).unwrap_or_default();
            let own = abbreviations::type_named(heading.name).unwrap_or_default();
            // Numbers of before 2004 name the body first: 1141-TC/QĐ/CĐKT.
            let agrees =
                |kind: &str| heading.name.starts_with(kind) || letters.split('-').any(|part| part == own);
            let other = by_number.filter(|kind| !agrees(kind));
            Some(found.doubted(other.map(|kind| format!("Ký hiệu của văn bản lại là của loại “{kind}”."))))
        } else if let Some((piece, kind)) = labelled {
            Some(Suggestion::at(piece, kind.to_owned()))
        } else if let (Some(kind), Some(number)) = (by_number, &self.number) {
            let doubt = "Không thấy tên loại văn bản; suy ra từ ký hiệu.";
            Some(number.clone().map(|_| kind.to_owned()).doubted(Some(doubt.to_owned())))
        } else if let Some((piece, kind)) = head
            .top()
            .iter()
            .filter(|piece| piece.recognised)
            .find_map(|piece| Some((piece, kind::of_abbreviation(number::symbol_in(piece)?)?)))
        {
            let doubt = "Không thấy tên loại văn bản; suy ra từ phần còn đọc được của ký hiệu.";
            Some(Suggestion::at(piece, kind.to_owned()).doubted(Some(doubt.to_owned())))
        } else {
            head.subject.map(|at| Suggestion::at(&head.pieces[at], "Công văn".to_owned()))
        };
        if self.kind.is_none()
            && let (Some(_), Some(number)) = (&parsed, &self.number)
            && head.pieces.iter().take(head.body + 1).any(|piece| piece.plain.starts_with("kinh g"))
        {
            let doubt = "Không thấy tên loại và “V/v”; có “Kính gửi” nên coi là công văn.";
            self.kind = Some(number.clone().map(|_| "Công văn".to_owned()).doubted(Some(doubt.to_owned())));
        }
    }

    /// The issuer by the left half of the head, else by who decides.
    fn take_issuer(&mut self, head: &Head<'_>) {
        let lines = head.issuer_lines();
        let joint_number = self.number.as_ref().and_then(|number| DocumentNumber::parse(&number.value).ok());
        let is_joint = joint_number.and_then(|number| number.kind()).is_some_and(is_joint)
            || self.kind.as_ref().is_some_and(|kind| kind.value.ends_with("liên tịch"));
        let texts: Vec<String> = lines.iter().map(|piece| head::legible(piece)).collect();
        let mut names = issuer::names(texts.iter().map(String::as_str));
        if is_joint || issuer::are_peers(&names) {
            let all = issuer::joint(&names);
            names = vec![issuer::together(&all)].into_iter().filter(|name| !name.is_empty()).collect();
        }
        let written = lines.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" / ");
        if let (Some(name), Some(piece)) = (names.pop(), lines.last().filter(|_| head.is_official())) {
            let found = Suggestion::at(piece, issuer::in_full(&name));
            self.issuer = Some(Suggestion { as_written: written.clone(), ..found });
            self.parent = names.pop().map(|name| Suggestion {
                as_written: written,
                ..Suggestion::at(lines[0], issuer::in_full(&name))
            });
        }
        if self.issuer.is_some() || head.heading.is_none() {
            return;
        }
        let from = head.heading.map_or(0, |heading| heading.at + 1);
        let office = head
            .pieces
            .get(from..head.body)
            .and_then(|below| below.iter().rev().find(|piece| summary::is_office(piece)));
        let borne_out = self.number.is_some() || self.issued_on.is_some();
        let office = office.filter(|piece| piece.plain.contains(' ') && borne_out);
        self.issuer = office.map(|piece| {
            let doubt = "Không thấy tên cơ quan ở phần đầu; lấy theo người hoặc cơ quan ra quyết định.";
            Suggestion::at(piece, issuer::of_office(&piece.text)).doubted(Some(doubt.to_owned()))
        });
    }

    /// From "(Ban hành kèm theo Quyết định số … ngày … của …)", where the file has no head of its own.
    fn take_attachment(&mut self, piece: &Piece) {
        let doubt = || Some("Tệp chỉ có phần ban hành kèm theo văn bản này.".to_owned());
        let Some((at, number)) = number::named_in(&piece.text).into_iter().next() else { return };
        let kind = DocumentNumber::parse(&number)
            .ok()
            .and_then(|number| number.kind())
            .and_then(kind::of_abbreviation);
        self.number = Some(Suggestion::at(piece, number).doubted(doubt()));
        if let Some(kind) = kind {
            self.kind = Some(Suggestion::at(piece, kind.to_owned()).doubted(doubt()));
        }
        let behind = plain(&piece.text[at..]);
        if let Some(date) = dates::first(&behind).and_then(|day| day.date) {
            self.issued_on = Some(Suggestion::at(piece, date).doubted(doubt()));
        }
    }

    /// From an annex, which names the document that it comes with, where a stamp hides the number in a picture of the head.
    fn take_annexed(&mut self, behind: &[Piece], remarks: &mut Vec<Remark>) {
        let unread = self.number.is_none() || self.issued_on.is_none();
        let Some(kind) = self.kind.as_ref().filter(|_| unread).map(|kind| kind.value.clone()) else { return };
        let named = behind
            .iter()
            .filter(|piece| piece.recognised && piece.plain.contains("kem theo "))
            .find_map(|piece| {
                let (at, number) = number::named_in(&piece.text).into_iter().next()?;
                let own = DocumentNumber::parse(&number).ok()?.kind().and_then(kind::of_abbreviation)?;
                (own == kind).then_some((piece, at, number))
            });
        let Some((piece, at, number)) = named else { return };
        let doubt = || Some("Đầu văn bản không đọc được; lấy theo phụ lục ban hành kèm theo.".to_owned());
        let date = dates::first(&plain(&piece.text[at..])).and_then(|day| day.date);
        if self.number.is_none() {
            self.number = Some(Suggestion::at(piece, number).doubted(doubt()));
            remarks.retain(|remark| !remark.sentence.starts_with("Số văn bản để trống"));
        }
        if self.issued_on.is_none() && !self.day_blank {
            self.issued_on = date.map(|date| Suggestion::at(piece, date).doubted(doubt()));
        }
    }

    /// The day on which a law was passed stands at its end.
    fn take_passing(&mut self, running: &Running<'_>) {
        static PASSED: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\bthong qua (?:vao )?(?:ngay)").expect("a fixed pattern"));
        if self.issued_on.is_some() {
            return;
        }
        let own = |at: usize| {
            let before = &running.plain[running.sentence(at, 300).start..at];
            before.contains(" nay") && before.contains("da duoc") || before.contains("nay duoc")
        };
        let Some(found) = PASSED.find_iter(&running.plain).filter(|found| own(found.start())).last() else {
            return;
        };
        let from = found.end() - "ngay".len();
        let day = dates::first(&running.plain[from..]).filter(|day| day.range.start < 8);
        if let (Some(date), Some(piece)) = (day.and_then(|day| day.date), running.piece(found.start())) {
            let written = running.written(running.sentence(found.start(), 300));
            self.issued_on = Some(Suggestion { as_written: written, ..Suggestion::at(piece, date) });
        }
    }

    /// Laws are of the National Assembly, though a head is missing.
    fn take_legislator(&mut self) {
        let law = self.kind.as_ref().filter(|kind| matches!(kind.value.as_str(), "Luật" | "Bộ luật"));
        if let (None, Some(law), Some(_)) = (&self.issuer, law, &self.issued_on) {
            let doubt = "Không thấy tên cơ quan ở phần đầu; luật do Quốc hội ban hành.";
            self.issuer = Some(law.clone().map(|_| "Quốc hội".to_owned()).doubted(Some(doubt.to_owned())));
        }
    }

    /// A kind that nothing else bears out may only be a heading.
    fn doubt_lonely_kind(&mut self) {
        let borne_out = self.number.is_some() || self.issuer.is_some() || self.issued_on.is_some();
        if let Some(kind) = self.kind.take() {
            let doubt =
                "Không thấy số, cơ quan hay ngày ban hành: có thể đây không phải là văn bản hành chính.";
            self.kind = Some(kind.doubted((!borne_out).then(|| doubt.to_owned())));
        }
    }

    /// Old papers bear their day above the signature.
    fn take_closing_day(&mut self, pieces: &[Piece]) {
        if self.issued_on.is_some() || self.day_blank {
            return;
        }
        let last = &pieces[pieces.len().saturating_sub(40)..];
        for piece in last.iter().rev() {
            let placed = day_of_issue(piece, &[]).filter(|(day, _)| {
                let place = piece.plain[..day.range.start].trim_end();
                place.is_empty() || place.ends_with(',') && place.split(' ').count() <= 5
            });
            if let Some(date) = placed.and_then(|(day, _)| day.date) {
                let doubt = "Ngày lấy ở cuối văn bản.".to_owned();
                self.issued_on = Some(Suggestion::at(piece, date).doubted(Some(doubt)));
                return;
            }
        }
    }

    /// The time of a digital signature, where nothing else tells the day.
    fn take_signing_time(&mut self, pieces: &[Piece], reading: &Reading) {
        if self.issued_on.is_some() || self.day_blank || self.number.is_none() && self.kind.is_none() {
            return;
        }
        let doubt = || Some("Lấy theo thời gian ký số, có thể khác ngày ban hành.".to_owned());
        let shown = pieces
            .iter()
            .find(|piece| piece.plain.starts_with("thoi gian ky") || piece.plain.starts_with("ngay ky"));
        let shown = shown.and_then(|piece| Some(Suggestion::at(piece, dates::first(&piece.plain)?.date?)));
        let signed = reading
            .signatures
            .iter()
            .filter_map(|signature| signature.at.get(..10)?.parse::<Date>().ok())
            .min();
        let signed = signed.zip(pieces.first()).map(|(date, piece)| Suggestion {
            as_written: "Chữ ký số".to_owned(),
            ..Suggestion::at(piece, date)
        });
        self.issued_on = signed.or(shown).map(|found| found.doubted(doubt()));
    }

    /// Number and day must agree on the year.
    fn compare(&mut self) {
        let year = self.number.as_ref().and_then(|number| DocumentNumber::parse(&number.value).ok()?.year());
        let Some(year) = year else { return };
        if let Some(issued) = self.issued_on.take() {
            let differs = i16::try_from(year).is_ok_and(|year| year != issued.value.year());
            let doubt =
                differs.then(|| format!("Năm trong số, ký hiệu là {year}, khác năm của ngày ban hành."));
            self.issued_on = Some(issued.doubted(doubt));
        }
    }
}

/// The day of issue that a piece bears, with where its place begins; the year may stand in a piece behind it.
fn day_of_issue(piece: &Piece, behind: &[Piece]) -> Option<(dates::Day, usize)> {
    if is_mark(&piece.plain) || piece.plain.starts_with('(') || piece.plain.contains("ky hop") {
        return None;
    }
    let day = dates::in_words(&piece.plain).or_else(|| broken(piece, behind)).or_else(|| {
        let figures = dates::in_figures(&piece.plain)?;
        let placed = piece.plain[..figures.range.start].trim_end().ends_with(',')
            || piece.plain[figures.range.start..].starts_with("ngay");
        (placed && piece.plain.len() < 60).then_some(figures)
    })?;
    let before = &piece.plain[..day.range.start];
    let from = place_start(before);
    let words = before[from..].split_whitespace().count();
    let cited = before[from..].contains(|c: char| c.is_ascii_digit())
        || piece.plain.get(day.range.end..).is_some_and(|behind| behind.trim_start().starts_with("cua "));
    let ends = piece.plain.get(day.range.end..).is_none_or(|behind| behind.split_whitespace().count() <= 3);
    let told = ["tu ngay", "den ngay", "truoc ngay", "so ngay"].iter().any(|told| piece.plain.contains(told));
    (words <= 8 && ends && !told && !cited).then_some((day, from))
}

/// A day whose year stands in one of the next pieces.
fn broken(piece: &Piece, behind: &[Piece]) -> Option<dates::Day> {
    if !piece.plain.contains("ngay") {
        return None;
    }
    let rest = behind
        .iter()
        .take(3)
        .find(|next| next.plain.starts_with("nam ") || next.plain.starts_with("thang "))?;
    let mut day = dates::in_words(&format!("{} {}", piece.plain, rest.plain))?;
    day.range.end = day.range.end.min(piece.plain.len());
    Some(day)
}

/// Where the place begins before a day: behind the number or the motto that may stand in the same line.
fn place_start(before: &str) -> usize {
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"hanh phuc|viet nam |[/-][a-z\d&]+(?:\s?[/-]\s?[a-z\d&.]+)* |[-_*=]{2,}")
            .expect("a fixed pattern")
    });
    BEHIND.find_iter(before).last().map_or(0, |found| found.end())
}

/// A place as people write it.
fn place_name(place: &str) -> String {
    let last = place.split_whitespace().last().unwrap_or_default();
    let small = last.starts_with(char::is_lowercase) || !place.contains(char::is_lowercase);
    if small { casing::name(place) } else { place.to_owned() }
}
