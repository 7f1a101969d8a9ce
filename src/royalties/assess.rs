//! The board says what an item is worth, within the range of its genre, and why; what it said stays (Quy chế Điều 7.2.c).

use jiff::civil::Date;
use royalties::{Coefficient, Supplements};
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::ItemId;
use crate::base::scope::{Db, Reach};
use crate::base::text::folded;
use crate::items::kinds::Kind;
use crate::people::store as people;
use crate::people::{Action, Staff, State};
use crate::supply::month::Month;
use crate::tenants::Level;
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::list::{Due, List, Row};
use super::payees::{self, Named};
use super::settings::{Settings, Treatment};
use super::{ASSESSED, RULES, store, tidy};

/// Why nobody says what their own work is worth.
pub const OWN: &str = "Ông/bà có tên trong số người nhận nên không tự chấm hệ số bài này: Trưởng ban, Phó ban hoặc thành viên \
     khác của Ban Biên tập chấm.";

/// The most who share one item.
pub const MOST_PARTS: usize = 6;

/// What is said of an item.
#[derive(Clone, Debug)]
pub struct Said {
    /// The royalty genre; empty: nothing is paid.
    pub genre: String,
    /// The coefficient as typed.
    pub coefficient: String,
    /// How it came about.
    pub treatment: Treatment,
    /// What is paid of the whole, as typed; "" leaves it to what the site has set.
    pub share: String,
    /// What is added, as typed, by the keys of the rules.
    pub supplements: Vec<(String, String)>,
    /// Why.
    pub reason: String,
    /// Who is paid, with their weights.
    pub parts: Vec<(Named, i64)>,
    /// The number of the assessment that the form was made from; 0: none yet.
    pub version: i64,
}

/// The genre that an item's kind and section suggest; a person decides.
pub fn suggested(row: &Row) -> &'static str {
    match (row.kind, row.section) {
        (Kind::News, SectionKey::Research) => "nghien-cuu",
        (_, SectionKey::Television) => "video",
        (_, SectionKey::Radio) => "tin-truyen-thanh",
        (Kind::News, _) => "tin",
        _ => "",
    }
}

/// What was read of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Terms {
    coefficient: Coefficient,
    share: Option<i64>,
    supplements: Supplements,
}

/// A share in the hundred as typed; "15 %" is one too.
fn percent(text: &str) -> Option<i64> {
    text.trim().trim_end_matches('%').trim().parse().ok()
}

impl Said {
    /// What is paid of the whole, as the board chose it: within the law, and only where the site has set nothing.
    fn share(
        &self,
        settings: &Settings,
        day: Date,
        refuse: &mut impl FnMut(&'static str, String),
    ) -> Option<i64> {
        let name = self.treatment.vietnamese();
        let typed = self.share.trim();
        let law = RULES.share(self.treatment.as_str(), day);
        match (settings.paid_of(self.treatment), law) {
            (Some(set), _) if !typed.is_empty() && percent(typed) != Some(set) => {
                refuse("share", format!("Bài “{name}” của trang chi {set} %: để trống ô tỷ lệ."));
                None
            }
            (Some(_), _) => None,
            (None, Some(law)) => {
                let chosen = percent(typed).filter(|share| law.allows(*share));
                if chosen.is_none() {
                    let message =
                        format!("Tỷ lệ chi của bài “{name}” phải {} ({}).", law.range(), law.clause);
                    refuse("share", message);
                }
                chosen
            }
            (None, None) => {
                let message = format!(
                    "Trang chưa đặt tỷ lệ chi cho bài “{name}”. Hãy đặt trong Cài đặt nhuận bút hoặc chọn cách khác."
                );
                refuse("treatment", message);
                None
            }
        }
    }

    /// What is added, each within its bounds.
    fn supplements(&self, day: Date, refuse: &mut impl FnMut(&'static str, String)) -> Supplements {
        let mut added = Vec::new();
        for (key, typed) in self.supplements.iter().filter(|one| !one.1.trim().is_empty()) {
            let Some(law) = RULES.supplement(key, day) else {
                refuse("supplements", "Mức tăng thêm này chưa có quy định vào ngày đăng.".into());
                continue;
            };
            match percent(typed) {
                Some(percent) if law.allows(percent) => added.push((key.clone(), percent)),
                _ => refuse(
                    "supplements",
                    format!(
                        "Mức tăng “{}” phải {}; ông/bà ghi {typed} ({}).",
                        law.name,
                        law.range(),
                        law.clause
                    ),
                ),
            }
        }
        Supplements::new(added).unwrap_or_default()
    }

    /// What stands against it, and what was read.
    fn read(&self, settings: &Settings, level: Level, due: Due, day: Date) -> Result<Terms> {
        let mut refusals = Vec::new();
        let mut refuse = |field, message: String| refusals.push(Refusal::new(field, message, ASSESSED));
        let reason = tidy(&self.reason).chars().count();
        if !(3..=500).contains(&reason) {
            refuse("reason", "Hãy ghi lý do chấm hệ số, từ 3 đến 500 ký tự.".into());
        }
        let mut terms = Terms::default();
        if !self.genre.is_empty() {
            if due == Due::Never {
                let message = "Văn bản, ý kiến bạn đọc và nội dung nhập từ nguồn cũ không tính nhuận bút.";
                refuse("genre", message.into());
            }
            match (
                RULES.genre(settings.frame(level, day), &self.genre, day),
                Coefficient::parse(&self.coefficient),
            ) {
                (None, _) => refuse("genre", "Hãy chọn thể loại trong khung nhuận bút.".into()),
                (Some(_), None) => {
                    refuse("coefficient", "Hệ số là một số, ví dụ 1,5; nhiều nhất hai chữ số lẻ.".into());
                }
                (Some(genre), Some(typed)) if !genre.allows(typed) => {
                    let range = genre.range();
                    let message = format!(
                        "Hệ số của “{}” phải {range}; ông/bà ghi {typed} ({}).",
                        genre.name, genre.clause
                    );
                    refuse("coefficient", message);
                }
                (Some(_), Some(typed)) => terms.coefficient = typed,
            }
            terms.share = self.share(settings, day, &mut refuse);
            terms.supplements = self.supplements(day, &mut refuse);
            self.refuse_parts(&mut refuse);
        }
        Error::unless_empty(refusals)?;
        Ok(terms)
    }

    fn refuse_parts(&self, refuse: &mut impl FnMut(&'static str, String)) {
        if self.parts.is_empty() {
            refuse("payees", "Hãy chọn ít nhất một người nhận nhuận bút.".into());
        }
        if self.parts.len() > MOST_PARTS {
            refuse("payees", format!("Một tin, bài có nhiều nhất {MOST_PARTS} người nhận."));
        }
        if self.parts.iter().any(|(_, weight)| !(1..=10_000).contains(weight)) {
            refuse("payees", "Phần của mỗi người là một số từ 1 đến 10000, ví dụ 60 và 40.".into());
        }
        let twice = |nth: usize| self.parts[..nth].iter().any(|earlier| earlier.0 == self.parts[nth].0);
        if (0..self.parts.len()).any(twice) {
            refuse("payees", "Mỗi người nhận chỉ ghi một lần.".into());
        }
    }
}

/// The month whose list an item stands in, with its row there.
///
/// # Errors
/// [`Error::NotFound`] for what no list holds.
pub async fn found(db: &Db, tenant: &Tenant, item: &ItemId) -> Result<(List, Row)> {
    let mut scope = db.read(tenant.id()).await?;
    let month = store::month_of(&mut scope, item).await?.ok_or(Error::NotFound)?;
    let list = List::read(&mut scope, month).await?;
    let row = list.row(item).cloned().ok_or(Error::NotFound)?;
    Ok((list, row))
}

/// Says what an item is worth; nobody says it of what they are paid for themselves. Where its month is approved already, the difference stands in the next list to be approved.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::NotFound`], [`Error::Refused`] with every reason, [`Error::Conflict`]
/// when another was first.
pub async fn assess(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    item: &ItemId,
    said: &Said,
) -> Result<Month> {
    staff.require(Action::RoyaltyAssess, State::Any)?;
    let (list, row) = found(db, tenant, item).await?;
    let accounts = people::accounts(&mut db.platform().await?).await?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let settings = Settings::read(&mut scope).await?;
    let terms = said.read(&settings, tenant.profile.level, row.due, row.published_on)?;
    if store::last_assessment(&mut scope, item).await? != said.version {
        let message = "Người khác vừa chấm bài này. Hãy xem lại rồi chấm tiếp.";
        return Err(Error::Conflict(message.into()));
    }
    let no = said.version + 1;
    let (now, reason) = (db.clock.now(), tidy(&said.reason));
    if list.approved.is_some() {
        let before = store::assessment(&mut scope, item).await?.map(|one| one.reason);
        if before.is_some_and(|before| folded(&before) == folded(&reason)) {
            let message = "Tháng đã duyệt: hãy ghi lý do của lần điều chỉnh này, không dùng lại lý do của lần chấm trước.";
            return Err(Error::refused("reason", message, ASSESSED));
        }
    }
    let head = store::NewAssessment {
        item,
        no,
        genre: &said.genre,
        coefficient: terms.coefficient,
        treatment: said.treatment,
        share: terms.share,
        supplements: &terms.supplements,
        reason: &reason,
        by: &staff.account,
    };
    store::insert_assessment(&mut scope, &head, now).await?;
    if !said.genre.is_empty() {
        let mut known: Vec<String> = Vec::new();
        for (place, (named, weight)) in (1..).zip(&said.parts) {
            let payee = payees::settled(&mut scope, tenant, named, &accounts, staff).await?;
            if known.contains(&payee.id) {
                return Err(Error::refused("payees", "Mỗi người nhận chỉ ghi một lần.", ASSESSED));
            }
            if payee.account.as_ref() == Some(&staff.account) {
                return Err(Error::refused("payees", OWN, ASSESSED));
            }
            store::insert_share(&mut scope, item, no, place, &payee.id, *weight).await?;
            known.push(payee.id);
        }
    }
    scope.changed("royalty", item.as_str(), Reach::Staff);
    let detail = json!({
        "genre": said.genre,
        "coefficient": terms.coefficient.to_string(),
        "share": terms.share,
        "supplements": terms.supplements.to_string(),
        "treatment": said.treatment.as_str(),
        "reason": reason,
        "people": said.parts.len(),
        "after_approval": list.approved.is_some(),
    });
    scope.audit(Action::RoyaltyAssess.as_str(), "item", item.as_str(), detail);
    scope.commit().await?;
    Ok(list.month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn said(genre: &str, coefficient: &str) -> Said {
        Said {
            genre: genre.into(),
            coefficient: coefficient.into(),
            treatment: Treatment::Original,
            share: String::new(),
            supplements: Vec::new(),
            reason: "Bài kịp thời".into(),
            parts: vec![(Named::Payee("1".into()), 100)],
            version: 0,
        }
    }

    fn fields(said: &Said, due: Due) -> Vec<&'static str> {
        match said.read(&Settings::default(), Level::Commune, due, date(2016, 12, 30)) {
            Err(Error::Refused(refusals)) => refusals.iter().map(|refusal| refusal.field).collect(),
            Err(other) => panic!("{other}"),
            Ok(_) => Vec::new(),
        }
    }

    #[test]
    fn qc_7_2c_a_coefficient_out_of_its_range_is_refused() {
        assert_eq!(fields(&said("tin", "2,5"), Due::Asked), ["coefficient"]);
        assert!(fields(&said("tin", "2"), Due::Asked).is_empty());
        assert_eq!(fields(&said("anh-nghe-thuat", "2,5"), Due::Asked), ["coefficient"]);
        assert_eq!(fields(&said("tin", "hai"), Due::Asked), ["coefficient"]);
        assert_eq!(fields(&said("tho", "1"), Due::Asked), ["genre"]);
        let day = date(2016, 12, 30);
        let at = |settings: &Settings, level, genre: &str| {
            said(genre, "10").read(settings, level, Due::Asked, day).is_ok()
        };
        let usual = Settings::default();
        assert!(at(&usual, Level::Province, "nd-tin") && !at(&usual, Level::Commune, "nd-tin"));
        let chosen = Settings { frame: Some("nd-18-2014".into()), ..Settings::default() };
        assert!(at(&chosen, Level::Commune, "nd-tin") && !at(&chosen, Level::Commune, "tin"));
    }

    #[test]
    fn what_is_added_and_paid_of_the_whole_lies_within_the_law() {
        let mut more = said("tin", "2");
        more.supplements = vec![("thieu-nhi".into(), "15 %".into()), ("kho-khan".into(), String::new())];
        let terms = more
            .read(&Settings::default(), Level::Commune, Due::Asked, date(2016, 12, 30))
            .expect("within the law");
        assert_eq!((terms.supplements.to_string().as_str(), terms.share), ("thieu-nhi:15", None));
        more.supplements = vec![("thieu-nhi".into(), "25".into()), ("khac".into(), "5".into())];
        assert_eq!(fields(&more, Due::Asked), ["supplements", "supplements"]);
        let mut translated = said("tin", "2");
        translated.treatment = Treatment::Translation;
        assert_eq!(fields(&translated, Due::Asked), ["share"]);
        translated.share = "66".into();
        assert_eq!(fields(&translated, Due::Asked), ["share"]);
        translated.share = "50".into();
        assert!(fields(&translated, Due::Asked).is_empty());
        let set = Settings { translation: Some(45), ..Settings::default() };
        assert!(
            translated.read(&set, Level::Commune, Due::Asked, date(2016, 12, 30)).is_err(),
            "the site's own share holds"
        );
    }

    #[test]
    fn every_reason_is_told_at_once() {
        let mut bad = said("tin", "3");
        bad.reason.clear();
        bad.treatment = Treatment::Duty;
        bad.parts.clear();
        assert_eq!(fields(&bad, Due::Never), ["reason", "genre", "coefficient", "treatment", "payees"]);
        bad.parts = vec![(Named::New("A".into()), 0), (Named::New("A".into()), 1)];
        assert_eq!(fields(&bad, Due::Asked).iter().filter(|field| **field == "payees").count(), 2);
    }

    #[test]
    fn nothing_is_asked_of_what_is_not_paid_but_why() {
        let mut none = said("", "");
        none.parts.clear();
        assert!(fields(&none, Due::Never).is_empty());
    }
}
