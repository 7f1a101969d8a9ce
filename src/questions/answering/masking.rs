//! What leads to a person, taken out of what everybody reads: by rule here, by eye at the approval.

use crate::base::text::folded;
use crate::base::text::redact::{ADDRESS, NAME, PHONE, Piece, Reach, joined, pieces};
use crate::questions::Contact;
use crate::tenants::directory::Tenant;

/// A text for everybody, in pieces: what the rules took out stands beside what stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked(pub Vec<Piece>);

impl Masked {
    /// What readers get.
    pub fn text(&self) -> String {
        joined(&self.0)
    }

    /// How many places were masked.
    pub fn count(&self) -> usize {
        self.0.iter().filter(|piece| matches!(piece, Piece::Masked { .. })).count()
    }
}

fn known(contact: &Contact) -> [(&str, &'static str); 2] {
    [(&contact.name, NAME), (&contact.place, ADDRESS)]
}

/// The reader's words as everybody may read them.
pub fn of_question(contact: &Contact, text: &str) -> Masked {
    Masked(pieces(text, &known(contact), Reach::Everybody))
}

/// The unit's words as everybody may read them: offices keep their own telephones, boxes and addresses.
pub fn of_answer(contact: &Contact, tenant: &Tenant, text: &str) -> Masked {
    let offices = Offices::of(contact, tenant);
    Masked(offices.restored(pieces(text, &known(contact), Reach::Everybody)))
}

/// What holds for an answer even after a person has looked: the reader's own data, telephones, boxes and identity
/// numbers. A name or an address that an office needs in its answer may be put back by eye.
pub fn enforced(contact: &Contact, tenant: &Tenant, text: &str) -> String {
    let offices = Offices::of(contact, tenant);
    joined(&offices.restored(pieces(text, &known(contact), Reach::Unit)))
}

/// What belongs to offices and leads to nobody.
struct Offices {
    readers_phone: String,
    phones: Vec<String>,
    words: Vec<String>,
}

impl Offices {
    fn of(contact: &Contact, tenant: &Tenant) -> Self {
        let footer = &tenant.profile.footer;
        let boxes = tenant.profile.units.iter().map(|unit| unit.email.clone());
        let words = boxes.chain([footer.email.clone(), footer.address.clone()]);
        Self {
            readers_phone: digits(&contact.phone),
            phones: vec![digits(&footer.phone)],
            words: words.map(|word| plain(&word)).filter(|word| !word.is_empty()).collect(),
        }
    }

    fn owns(&self, original: &str, label: &str) -> bool {
        let number = digits(original);
        if label == PHONE {
            // Fixed lines are offices' in an answer, unless it is the reader's own.
            return number != self.readers_phone
                && (number.starts_with("02") || self.phones.contains(&number));
        }
        let words = plain(original);
        words.len() > 5
            && self.words.iter().any(|own| own == &words || label == ADDRESS && own.contains(&words))
    }

    fn restored(&self, pieces: Vec<Piece>) -> Vec<Piece> {
        let restore = |piece: Piece| match piece {
            Piece::Masked { original, label } if self.owns(&original, label) => Piece::Kept(original),
            other => other,
        };
        pieces.into_iter().map(restore).collect()
    }
}

fn digits(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits
        .strip_prefix("84")
        .filter(|rest| rest.len() >= 9)
        .map_or_else(|| digits.clone(), |rest| format!("0{rest}"))
}

fn plain(text: &str) -> String {
    folded(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
