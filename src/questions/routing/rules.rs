//! The tenant's own rules of routing, dated: they are shown as reasons beside the suggestion and send nothing themselves.

use jiff::civil::Date;
use serde_json::json;

use super::class::places;
use super::store as routing;
use crate::base::clock::{Millis, date_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::Reach;
use crate::base::text::{normalise, slug};
use crate::people::{Action, State};
use crate::questions::desk::Act;
use crate::search::language::Word;
use crate::tenants::{Profile, Unit};

/// The longest keyword and note, in characters.
const KEYWORD: usize = 60;
const NOTE: usize = 300;

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The field that the question was put into, or is suggested for.
    Field,
    /// Words of the question.
    Keyword,
    /// A unit that is away.
    Absent,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Field, Self::Keyword, Self::Absent];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Keyword => "keyword",
            Self::Absent => "absent",
        }
    }

    /// The value of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Field => "Lĩnh vực do đơn vị phụ trách",
            Self::Keyword => "Câu hỏi có từ",
            Self::Absent => "Đơn vị vắng, đơn vị khác làm thay",
        }
    }
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// What it looks at.
    pub kind: Kind,
    /// The field's key, the words, or the unit that is away.
    pub subject: String,
    /// The unit that it leads to.
    pub unit_key: String,
    /// The first day.
    pub from: Date,
    /// The first day on which it holds no more.
    pub until: Option<Date>,
    /// Why, for those who come after.
    pub note: String,
    /// Whose login.
    pub set_by: String,
    /// When.
    pub set_at: Millis,
}

impl Rule {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// A field of the tenant: what its units say they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its key.
    pub key: String,
    /// As people read it.
    pub name: String,
    /// The unit that has it.
    pub unit_key: String,
}

/// The fields of a tenant on a day, by unit and as declared.
pub fn fields(profile: &Profile, day: Date) -> Vec<Field> {
    let of_unit = |unit: &Unit| {
        let unit_key = unit.key.clone();
        unit.fields
            .iter()
            .map(move |name| Field { key: slug(name), name: name.clone(), unit_key: unit_key.clone() })
            .collect::<Vec<_>>()
    };
    let mut fields: Vec<Field> = Vec::new();
    for field in profile.units_on(day).flat_map(of_unit) {
        if !fields.iter().any(|known| known.key == field.key) {
            fields.push(field);
        }
    }
    fields
}

/// Why a rule names a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The unit.
    pub unit_key: String,
    /// In a sentence that names the rule.
    pub text: String,
}

/// What the rules of a day say of a question; `likely` are the units suggested so far.
pub fn reasons(
    rules: &[Rule],
    profile: &Profile,
    day: Date,
    text: &str,
    field: Option<&Field>,
    likely: &[String],
) -> Vec<Reason> {
    let words: Vec<String> = Word::all_of(text).into_iter().map(|word| word.key).collect();
    let holding = || rules.iter().filter(|rule| rule.holds_on(day));
    let named = |key: &str| profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone());
    let mut reasons = Vec::new();
    for rule in holding() {
        let text = match rule.kind {
            Kind::Keyword => {
                let keyword: Vec<String> =
                    Word::all_of(&rule.subject).into_iter().map(|word| word.key).collect();
                let met = !places(&words, &keyword).is_empty();
                met.then(|| format!("Theo quy tắc của trang: câu hỏi có “{}”.", rule.subject))
            }
            Kind::Field => field
                .filter(|field| field.key == rule.subject)
                .map(|field| format!("Theo quy tắc của trang: lĩnh vực “{}”.", field.name)),
            Kind::Absent => None,
        };
        reasons.extend(text.map(|text| Reason { unit_key: rule.unit_key.clone(), text }));
    }
    let led: Vec<String> = reasons.iter().map(|reason| reason.unit_key.clone()).collect();
    for rule in holding().filter(|rule| rule.kind == Kind::Absent) {
        if likely.contains(&rule.subject) || led.contains(&rule.subject) {
            let back = rule.until.map(|until| format!(" đến trước {}", date_vi(until))).unwrap_or_default();
            let text = format!(
                "Theo quy tắc của trang: làm thay {}, vắng từ {}{back}.",
                named(&rule.subject),
                date_vi(rule.from)
            );
            reasons.push(Reason { unit_key: rule.unit_key.clone(), text });
        }
    }
    reasons
}

/// A rule as somebody wrote it.
#[derive(Clone, Debug, Default)]
pub struct NewRule<'a> {
    /// `field`, `keyword`, `absent`.
    pub kind: &'a str,
    /// The field's key, the words, or the unit that is away.
    pub subject: &'a str,
    /// The unit that it leads to.
    pub unit: &'a str,
    /// The first day; what cannot be read is refused.
    pub from: Option<Date>,
    /// The last day, if there is one.
    pub last: Option<Date>,
    /// Whether a last day was written that cannot be read.
    pub last_unread: bool,
    /// Why.
    pub note: &'a str,
}

/// Sets a rule.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn set(act: Act<'_>, new: NewRule<'_>) -> Result<String> {
    act.staff.require(Action::RoutingSet, State::Any)?;
    let (kind, subject) = read(act, &new)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let rule = Rule {
        id: fresh(act.db.clock.now(), &act.db.entropy),
        kind,
        subject,
        unit_key: new.unit.to_owned(),
        from: new.from.unwrap_or(act.tenant.day),
        until: new.last.and_then(|last| last.tomorrow().ok()),
        note: normalise(new.note).trim().to_owned(),
        set_by: act.actor.label.clone(),
        set_at: act.db.clock.now(),
    };
    let same = |known: &Rule| {
        known.kind == rule.kind
            && known.subject == rule.subject
            && known.unit_key == rule.unit_key
            && known.holds_on(rule.from)
    };
    if routing::rules(&mut scope).await?.iter().any(same) {
        return Err(Error::refused("doi-tuong", "Quy tắc này đang có hiệu lực rồi.", "Quy chế Điều 10.1"));
    }
    routing::insert_rule(&mut scope, &rule).await?;
    let detail = json!({ "kind": kind.as_str(), "subject": rule.subject, "unit": rule.unit_key, "from": rule.from, "until": rule.until });
    scope.audit(Action::RoutingSet.as_str(), "routing-rule", &rule.id, detail);
    scope.changed("routing-rule", &rule.id, Reach::Staff);
    scope.commit().await?;
    Ok(rule.id)
}

fn read(act: Act<'_>, new: &NewRule<'_>) -> Result<(Kind, String)> {
    let mut refusals = Vec::new();
    let mut refuse = |field, message: &str| refusals.push(Refusal::new(field, message, "Quy chế Điều 10.1"));
    let kind = Kind::parse(new.kind);
    let subject = normalise(new.subject).trim().to_owned();
    match kind {
        None => refuse("loai", "Hãy chọn loại quy tắc."),
        Some(Kind::Field)
            if !fields(&act.tenant.profile, act.tenant.day).iter().any(|field| field.key == subject) =>
        {
            refuse("linh-vuc", "Hãy chọn một lĩnh vực của trang.");
        }
        Some(Kind::Keyword) if Word::all_of(&subject).is_empty() || subject.chars().count() > KEYWORD => {
            refuse("tu-khoa", "Hãy ghi từ khóa, không quá 60 ký tự.");
        }
        Some(Kind::Absent) if act.unit(&subject).is_none() => refuse("don-vi-vang", "Hãy chọn đơn vị vắng."),
        Some(_) => {}
    }
    if act.unit(new.unit).is_none() {
        refuse("don-vi", "Hãy chọn đơn vị nhận.");
    } else if kind == Some(Kind::Absent) && new.unit == subject {
        refuse("don-vi", "Đơn vị làm thay phải khác đơn vị vắng.");
    }
    match (new.from, new.last) {
        (None, _) => refuse("tu-ngay", "Hãy ghi ngày bắt đầu, ví dụ 28/12/2016."),
        (Some(from), Some(last)) if last < from => {
            refuse("den-ngay", "Ngày cuối phải từ ngày bắt đầu trở đi.")
        }
        _ if new.last_unread => refuse("den-ngay", "Ngày cuối không đúng. Ví dụ đúng: 28/12/2016."),
        (_, None) if kind == Some(Kind::Absent) => refuse("den-ngay", "Hãy ghi ngày cuối đơn vị vắng."),
        _ => {}
    }
    if new.note.chars().count() > NOTE {
        refuse("ghi-chu", "Ghi chú dài quá 300 ký tự.");
    }
    Error::unless_empty(refusals)?;
    kind.map(|kind| (kind, subject)).ok_or(Error::NotFound)
}

/// A rule holds no more from today on.
///
/// # Errors
/// [`Error::Conflict`] when it holds no more already.
pub async fn end(act: Act<'_>, id: &str) -> Result<()> {
    act.staff.require(Action::RoutingSet, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    if !routing::rules(&mut scope).await?.iter().any(|rule| rule.id == id) {
        return Err(Error::NotFound);
    }
    routing::end_rule(&mut scope, id, act.tenant.day).await?;
    scope.audit(Action::RoutingSet.as_str(), "routing-rule", id, json!({ "ended": act.tenant.day }));
    scope.changed("routing-rule", id, Reach::Staff);
    scope.commit().await
}
