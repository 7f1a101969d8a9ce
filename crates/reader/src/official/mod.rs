//! From a reading to the facts of an official document: number, kind, issuer, day, signer, parts (NĐ 30/2020, and the
//! forms before it). Nothing is guessed silently: what was found in a weak way carries its doubt.

mod casing;
mod changes;
mod dates;
mod effect;
mod extent;
mod head;
mod issuer;
mod kind;
mod number;
mod origin;
mod pieces;
mod plain;
mod running;
mod signer;
mod structure;
mod summary;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use changes::{Act, Change};
pub use structure::{Basis, Division, Rank};

use crate::{Area, Reading};
use head::Head;
use origin::Origin;
use pieces::Piece;
use running::Running;

/// A fact as the file gives it, with where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub struct Suggestion<T> {
    /// The fact.
    pub value: T,
    /// On which page it stands, from 1.
    pub page: u32,
    /// Where on the page, in formats with places.
    pub area: Option<Area>,
    /// The line it came from.
    pub as_written: String,
    /// Why a person should look, in Vietnamese.
    pub doubt: Option<String>,
}

/// What a person should know, beside the facts: a number left blank, a mark of secrecy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remark {
    /// On which page it stands, from 1.
    pub page: u32,
    /// Where on the page, in formats with places.
    pub area: Option<Area>,
    /// The line it came from.
    pub as_written: String,
    /// A Vietnamese sentence.
    pub sentence: String,
}

/// The facts of the first document in a file; what it does not carry is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Number and symbol as printed.
    pub number: Option<Suggestion<String>>,
    /// The kind in words: "Quyết định", "Công văn".
    pub kind: Option<Suggestion<String>>,
    /// The issuing body, or bodies.
    pub issuer: Option<Suggestion<String>>,
    /// The body above it.
    pub parent: Option<Suggestion<String>>,
    /// Where it was issued.
    pub place: Option<Suggestion<String>>,
    /// Day of issue.
    pub issued_on: Option<Suggestion<Date>>,
    /// What it is about ("trích yếu").
    pub summary: Option<Suggestion<String>>,
    /// In whose name it is signed: "TM. ỦY BAN NHÂN DÂN".
    pub signer_authority: Option<Suggestion<String>>,
    /// The signer's post.
    pub signer_post: Option<Suggestion<String>>,
    /// The signer's name.
    pub signer_name: Option<Suggestion<String>>,
    /// The names of those who signed with them.
    pub cosigners: Vec<Suggestion<String>>,
    /// First day in force.
    pub effective_on: Option<Suggestion<Date>>,
    /// What it rests on.
    pub bases: Vec<Suggestion<Basis>>,
    /// What it does to other documents.
    pub changes: Vec<Suggestion<Change>>,
    /// To whom it goes.
    pub recipients: Vec<Suggestion<String>>,
    /// Its chapters and articles.
    pub divisions: Vec<Division>,
    /// The paragraphs of the running text before the first of them; all of it where there is none.
    pub preamble: Vec<String>,
    /// What else a person should know.
    pub remarks: Vec<Remark>,
}

impl<T> Suggestion<T> {
    fn at(piece: &Piece, value: T) -> Self {
        Self { value, page: piece.page, area: piece.area, as_written: piece.text.clone(), doubt: None }
    }

    /// With a doubt, the first one kept.
    fn doubted(self, doubt: Option<String>) -> Self {
        Self { doubt: self.doubt.or(doubt), ..self }
    }

    fn map<U>(self, change: impl FnOnce(T) -> U) -> Suggestion<U> {
        let Self { value, page, area, as_written, doubt } = self;
        Suggestion { value: change(value), page, area, as_written, doubt }
    }
}

impl Remark {
    fn at(piece: &Piece, sentence: &str) -> Self {
        Self {
            page: piece.page,
            area: piece.area,
            as_written: piece.text.clone(),
            sentence: sentence.to_owned(),
        }
    }
}

impl Found {
    fn take_origin(&mut self, origin: Origin) {
        self.number = origin.number;
        self.kind = origin.kind;
        self.issuer = origin.issuer;
        self.parent = origin.parent;
        self.place = origin.place;
        self.issued_on = origin.issued_on;
        self.summary = origin.summary;
    }

    fn take_signatures(&mut self, pieces: &[Piece]) {
        let mut signatures = signer::signatures(pieces).into_iter();
        let Some(first) = signatures.next() else { return };
        let named = |at: usize| Suggestion::at(&pieces[at], signer::name(&pieces[at].text));
        self.signer_authority = first.authority.first().map(|at| {
            let lines: Vec<&str> = first.authority.iter().map(|at| pieces[*at].text.as_str()).collect();
            let posts: Vec<String> = lines.iter().map(|line| signer::post(line)).collect();
            let found = Suggestion::at(&pieces[*at], posts.join(", "));
            Suggestion { as_written: lines.join(" / "), ..found }
        });
        self.signer_post = first.post.map(|at| Suggestion::at(&pieces[at], signer::post(&pieces[at].text)));
        self.signer_name = first.name.map(named);
        self.cosigners = signatures.filter_map(|signature| signature.name).map(named).collect();
    }
}

/// Reads the facts of an official document out of a reading.
pub fn find(reading: &Reading) -> Found {
    let all = pieces::pieces(reading);
    let head = Head::of(&all);
    let (document, behind) = all.split_at(extent::end(&all, head.body));
    let head = Head::of(document);
    let body = &document[head.body.min(document.len())..];
    let running = Running::of(body);
    let mut remarks = marks(&document[..head.body.min(document.len())]);
    let origin = Origin::of(&head, behind, &running, reading, &mut remarks);
    let kind = origin.kind.as_ref().map(|kind| kind.value.as_str());
    let own_number = origin.number.as_ref().map(|number| number.value.as_str());
    let end = signer::parted(document, head.body);
    let text = &body[..structure::text_end(body)];
    let mut found = Found {
        effective_on: effect::found(&running, kind, origin.issued_on.as_ref(), &mut remarks),
        changes: changes::found(&running, own_number),
        bases: structure::bases(body),
        recipients: structure::recipients(&end),
        divisions: structure::divisions(text),
        preamble: structure::preamble(text),
        remarks,
        ..Found::default()
    };
    found.take_signatures(&end);
    found.take_origin(origin);
    found
}

/// The marks of secrecy and urgency in a head.
fn marks(head: &[Piece]) -> Vec<Remark> {
    let marked = head.iter().filter(|piece| head::is_mark(&piece.plain));
    let told = marked.map(|piece| {
        let secret = piece.plain.contains("mat");
        let sentence = if secret {
            "Có dấu mức độ mật: không được đăng công khai."
        } else {
            "Có dấu mức độ khẩn: kiểm tra xem có được đăng công khai không."
        };
        Remark::at(piece, sentence)
    });
    told.collect()
}

#[cfg(test)]
mod tests;
