//! The list of what must be public (Luật Tiếp cận thông tin Điều 19.1; Nghị định 13/2018 Điều 6.3), made from what is
//! published: documents and entries of registers, each with how, from when and for how long it is public.

pub mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{EditionId, ItemId};
use crate::base::scope::{Db, Reach};
use crate::base::text::normalise;
use crate::people::{Action, Staff, State};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

/// The clause that asks for it.
pub const CLAUSE: &str = "Nghị định 13/2018/NĐ-CP Điều 6.3; Luật Tiếp cận thông tin Điều 19.1";
/// The registers whose entries stand in the list beside all documents.
pub const REGISTERS: [&str; 5] = ["chien-luoc", "thong-ke", "du-an", "dich-vu-cong", "de-tai"];
/// The longest of the three facts, in characters.
const LONGEST: usize = 200;
/// So many entries are told about at once.
pub const AT_ONCE: usize = 200;

/// How something is public.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// Where and how: "Đăng trên trang này".
    pub form: String,
    /// From when: "Ngay khi ban hành".
    pub moment: String,
    /// For how long: "Thường xuyên".
    pub term: String,
}

impl Publication {
    /// In the form in which it is stored: NFC, one line each.
    fn tidied(&self) -> Self {
        let line = |text: &str| normalise(text).split_whitespace().collect::<Vec<_>>().join(" ");
        Self { form: line(&self.form), moment: line(&self.moment), term: line(&self.term) }
    }

    /// What is wrong with it, by its field.
    fn refusals(&self) -> Vec<Refusal> {
        let facts = [
            ("form", &self.form, "hình thức công khai"),
            ("moment", &self.moment, "thời điểm công khai"),
            ("term", &self.term, "thời hạn công khai"),
        ];
        let wrong = facts.into_iter().filter_map(|(field, value, name)| {
            let why = match value.chars().count() {
                0 => format!("Phải ghi {name}."),
                1..=LONGEST => return None,
                _ => format!("Phần {name} dài quá {LONGEST} ký tự. Hãy viết gọn lại."),
            };
            Some(Refusal::new(field, why, CLAUSE))
        });
        wrong.collect()
    }
}

/// Something published that stands in the list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The item.
    pub item: ItemId,
    /// What is live of it.
    pub edition: EditionId,
    /// Where it stands.
    pub section: SectionKey,
    /// Its part of the address.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// Number and symbol of a document.
    pub number: Option<String>,
    /// The day it was made: of a document the day of issue, else the day it is told of.
    pub made_on: Option<Date>,
    /// Since when readers see it.
    pub published_at: Millis,
    /// How it is public; none while nobody has told.
    pub publication: Option<Publication>,
}

/// Tells of published entries how they are public.
///
/// # Errors
/// [`Error::Refused`] with every fact that is missing, or where nothing is chosen; [`Error::Forbidden`] without the
/// right; [`Error::NotFound`] for what is not published here.
pub async fn tell(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    items: &[ItemId],
    told: &Publication,
) -> Result<()> {
    staff.require(Action::CareSet, State::Any)?;
    let told = told.tidied();
    let mut refusals = told.refusals();
    if items.is_empty() {
        refusals.push(Refusal::new("items", "Hãy chọn ít nhất một mục.", ""));
    }
    if items.len() > AT_ONCE {
        refusals.push(Refusal::new("items", format!("Mỗi lần ghi cho nhiều nhất {AT_ONCE} mục."), ""));
    }
    Error::unless_empty(refusals)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    for item in items {
        store::tell(&mut scope, item, &told, staff).await?;
        scope.changed("disclosure", item.as_str(), Reach::Public);
        let detail = json!({ "form": told.form, "moment": told.moment, "term": told.term });
        scope.audit("disclosure.set", "item", item.as_str(), detail);
    }
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::kinds::record::Register;

    #[test]
    fn every_fact_must_be_told_and_names_its_clause() {
        let told = Publication { form: " Đăng trên  trang này ".into(), ..Publication::default() }.tidied();
        assert_eq!(told.form, "Đăng trên trang này");
        let refusals = told.refusals();
        assert_eq!(refusals.iter().map(|one| one.field).collect::<Vec<_>>(), ["moment", "term"]);
        assert!(refusals.iter().all(|one| one.clause == CLAUSE));
        let long = Publication { form: "a".repeat(LONGEST + 1), moment: "a".into(), term: "a".into() };
        assert!(long.refusals()[0].message.contains("200"));
    }

    #[test]
    fn the_registers_are_there() {
        assert!(REGISTERS.iter().all(|key| Register::parse(key).is_some()));
    }
}
