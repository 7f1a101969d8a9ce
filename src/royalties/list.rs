//! The month's list: everything that came before readers in it, once each, with what is owed (Quy chế Điều 6.4).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use royalties::amount::supplemented;
use royalties::share::share;
use royalties::{Coefficient, Dong, Supplements};

use crate::base::clock::{Millis, date_vi, local};
use crate::base::error::Result;
use crate::base::id::{AccountId, EditionId, ItemId};
use crate::base::scope::Scope;
use crate::items::kinds::Kind;
use crate::supply::month::Month;
use crate::tenants::SectionKey;

use super::payees::Payee;
use super::remuneration::Remuneration;
use super::settings::{Settings, Treatment, UnitDay};
use super::{RULES, store};

/// Whether something is paid for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The board must say what it is worth.
    Asked,
    /// The board may say so: an entry of a register, a film, an answer to a reader.
    May,
    /// Never: official documents, readers' own words, what was brought over from an earlier site.
    Never,
}

impl Due {
    pub(super) fn of(kind: Kind, section: SectionKey, is_imported: bool) -> Self {
        match kind {
            _ if is_imported => Self::Never,
            Kind::Document => Self::Never,
            Kind::News if section == SectionKey::Questions => Self::Never,
            Kind::News => Self::Asked,
            Kind::Record => Self::May,
        }
    }
}

/// Who is paid, and how much weight they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Who.
    pub payee: Payee,
    /// Their weight among the others.
    pub weight: i64,
}

/// What the board says an item is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Its number among those of the item.
    pub no: i64,
    /// The royalty genre; empty: nothing is paid.
    pub genre: String,
    /// The coefficient.
    pub coefficient: Coefficient,
    /// How it came about.
    pub treatment: Treatment,
    /// What is paid of the whole, where the board chose it; else what the site has set.
    pub share: Option<i64>,
    /// What is added.
    pub supplements: Supplements,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub set_by: AccountId,
    /// When.
    pub set_at: Millis,
    /// Who is paid.
    pub parts: Vec<Part>,
}

impl Assessment {
    /// Whether something is paid.
    pub fn pays(&self) -> bool {
        !self.genre.is_empty()
    }

    /// What is owed, counted with the worth of a day; nothing before the first salary, or where the site has not set
    /// what is paid of the whole.
    pub fn owed(&self, settings: &Settings, worth_on: Date) -> Dong {
        let (Some(worth), Some(share)) = (RULES.worth(worth_on), self.paid_share(settings)) else {
            return 0;
        };
        let added = self.supplements.sum();
        if self.pays() { supplemented(self.coefficient, &worth, share, added, settings.rounding) } else { 0 }
    }

    /// What is paid of the whole in the hundred: what the board chose, else the site's own rate; none where neither is said.
    fn paid_share(&self, settings: &Settings) -> Option<i64> {
        self.share.or_else(|| settings.paid_of(self.treatment))
    }

    /// What is added and what is paid of the whole, in words; "" where neither is said.
    fn terms(&self, share: Option<i64>) -> String {
        let share = share.map(|share| format!("{} {share} %", self.treatment.vietnamese().to_lowercase()));
        let added = self.supplements.iter().map(|(key, percent)| {
            format!("tăng {percent} % ({})", RULES.supplement_name(key).to_lowercase())
        });
        share.into_iter().chain(added).collect::<Vec<_>>().join("; ")
    }

    /// The same by who is paid.
    pub fn shares(&self, settings: &Settings, worth_on: Date) -> Vec<(Payee, Dong)> {
        let weights: Vec<i64> = self.parts.iter().map(|part| part.weight).collect();
        let shares = share(self.owed(settings, worth_on), &weights);
        self.parts.iter().map(|part| part.payee.clone()).zip(shares).collect()
    }
}

/// One item of the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// The item.
    pub item: ItemId,
    /// The edition that is read; empty for the answer to a reader, whose id is its question's.
    pub edition: EditionId,
    /// Its heading.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub section: SectionKey,
    /// Its part of the address.
    pub slug: String,
    /// Its author, as readers see it.
    pub author: String,
    /// Key of its unit.
    pub unit: String,
    /// Who began it.
    pub created_by: Option<AccountId>,
    /// When readers first saw it.
    pub published_on: Date,
    /// Whether something is paid for it.
    pub due: Due,
    /// What the board said; of a locked list, what it was approved with.
    pub assessment: Option<Assessment>,
    /// What is owed for it.
    pub amount: Dong,
    /// The day whose worth it is counted with.
    pub worth_on: Date,
    /// What is paid of the whole in the hundred; none for what was written here.
    pub share: Option<i64>,
    /// Whether readers see it no more.
    pub gone: Option<Gone>,
}

/// That readers see an item no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Since when, where it is known.
    pub since: Option<Date>,
}

impl Gone {
    /// As people read it.
    pub fn vietnamese(self) -> String {
        self.since.map_or_else(|| "đã gỡ".to_owned(), |day| format!("đã gỡ ngày {}", date_vi(day)))
    }
}

impl Row {
    /// Whether what is paid of the whole is not known: the site set it when the item was assessed, and no more.
    pub fn lacks_share(&self) -> bool {
        let paid = self.assessment.as_ref().filter(|one| one.pays());
        paid.is_some_and(|one| one.treatment != Treatment::Original) && self.share.is_none()
    }

    /// Whether it is the published answer to a reader, which is no item.
    pub fn is_answer(&self) -> bool {
        self.edition.as_str().is_empty()
    }

    /// Whether the board has still to say something.
    pub fn waits(&self) -> bool {
        self.due == Due::Asked && self.assessment.is_none()
    }

    /// Its genre in words.
    pub fn genre(&self) -> &str {
        match &self.assessment {
            Some(assessment) if assessment.pays() => RULES.genre_name(&assessment.genre),
            Some(_) => "Không tính nhuận bút",
            None => match self.kind {
                Kind::News => "Tin, bài",
                Kind::Record if self.is_answer() => "Trả lời bạn đọc",
                Kind::Document => "Văn bản",
                Kind::Record => "Mục thông tin",
            },
        }
    }

    /// What is added to it and paid of it, in words; "" where neither is said.
    pub fn terms(&self) -> String {
        let paid = self.assessment.as_ref().filter(|one| one.pays());
        paid.map(|one| one.terms(self.share)).unwrap_or_default()
    }

    /// What of it each person gets, in the order they were named.
    pub fn shares(&self) -> Vec<(&Payee, Dong)> {
        let parts = self.assessment.iter().filter(|one| one.pays()).flat_map(|one| &one.parts);
        let (payees, weights): (Vec<&Payee>, Vec<i64>) = parts.map(|part| (&part.payee, part.weight)).unzip();
        payees.into_iter().zip(share(self.amount, &weights)).collect()
    }

    /// Its coefficient, where something is paid.
    pub fn coefficient(&self) -> Option<Coefficient> {
        self.assessment.as_ref().filter(|one| one.pays()).map(|one| one.coefficient)
    }
}

/// What one person gets of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub payee: Payee,
    /// For items.
    pub royalty: Dong,
    /// What earlier months change.
    pub adjustment: Dong,
    /// As remuneration.
    pub remuneration: Dong,
}

impl Recipient {
    /// All of it.
    pub fn sum(&self) -> Dong {
        self.royalty + self.adjustment + self.remuneration
    }
}

/// What is added to or taken from what an earlier month approved.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// The item.
    pub item: ItemId,
    /// Its heading.
    pub title: String,
    /// Who gets it, or gives it back.
    pub payee: Payee,
    /// How much.
    pub amount: Dong,
    /// Why.
    pub reason: String,
    /// The month whose list holds the item.
    pub listed_in: Month,
    /// The coefficient that it was paid with until now; nothing where nothing stood.
    pub before: Coefficient,
    /// The coefficient from now on; none where the item is gone.
    pub after: Option<Coefficient>,
    /// Genre, coefficient and number of the assessment that it follows.
    pub assessment: Option<Assessment>,
    /// The day whose worth it was counted with.
    pub worth_on: Date,
    /// When the item was first seen.
    pub published_on: Date,
}

/// Why what is gone is taken back.
pub(super) const GONE: &str = "Tin, bài đã gỡ khỏi trang";

impl Adjustment {
    /// Of which list it is, and from which coefficient to which it goes.
    pub fn change(&self) -> String {
        let month = self.listed_in.vietnamese();
        match self.after {
            Some(after) => format!("{month}; hệ số {} → {after}", self.before),
            None => format!("{month}; hệ số {} → 0 (đã gỡ)", self.before),
        }
    }
}

/// That a month's payment was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// Who approved it.
    pub by: AccountId,
    /// When.
    pub at: Millis,
    /// How many items it lists.
    pub items: i64,
    /// What is owed for it in all.
    pub total: Dong,
}

/// A month.
#[derive(Clone, Debug)]
pub struct List {
    /// Which.
    pub month: Month,
    /// Whether it is locked.
    pub approved: Option<Approved>,
    /// Everything, in the order it was published.
    pub rows: Vec<Row>,
    /// What changes of earlier months.
    pub adjustments: Vec<Adjustment>,
    /// What editors and who runs the site get.
    pub remunerations: Vec<Remuneration>,
}

impl List {
    /// A month as it was approved, or as it stands.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(scope: &mut Scope, month: Month) -> Result<Self> {
        let settings = Settings::read(scope).await?;
        match store::approved(scope, month).await? {
            Some(approved) => Self::locked(scope, month, approved).await,
            None => Self::open(scope, month, &settings).await,
        }
    }

    async fn locked(scope: &mut Scope, month: Month, approved: Approved) -> Result<Self> {
        let mut rows = store::listed(scope, month).await?;
        let mut assessments = store::assessments_listed(scope, month).await?;
        for row in &mut rows {
            row.assessment = assessments.remove(&row.item);
        }
        Ok(Self {
            month,
            approved: Some(approved),
            rows,
            adjustments: store::adjustments_written(scope, month).await?,
            remunerations: store::remunerations_written(scope, month).await?,
        })
    }

    async fn open(scope: &mut Scope, month: Month, settings: &Settings) -> Result<Self> {
        let today = scope.db().clock.today();
        let approved: BTreeSet<Month> = store::approved_months(scope).await?.into_iter().collect();
        let mut assessments = store::assessments_in(scope, month).await?;
        let mut rows = Vec::new();
        for seen in store::published(scope, month).await? {
            let first = Month::of(seen.published_on);
            // What was not there when its own month was approved stands in the month in which it came back.
            if first != month && !approved.contains(&first) {
                continue;
            }
            let assessment = assessments.remove(&seen.item);
            let worth_on = match settings.unit_day {
                UnitDay::Publication => seen.published_on,
                UnitDay::Approval | UnitDay::Payment => today,
            };
            let amount = assessment.as_ref().map_or(0, |one| one.owed(settings, worth_on));
            let shared = assessment.as_ref().filter(|one| one.pays() && one.treatment != Treatment::Original);
            let share = shared.and_then(|one| one.paid_share(settings));
            let due = Due::of(seen.kind, seen.section, seen.is_imported);
            rows.push(Row {
                item: seen.item,
                edition: seen.edition,
                title: seen.title,
                kind: seen.kind,
                section: seen.section,
                slug: seen.slug,
                author: seen.author,
                unit: seen.unit,
                created_by: seen.created_by,
                published_on: seen.published_on,
                due,
                assessment,
                amount,
                worth_on,
                share,
                gone: None,
            });
        }
        Ok(Self {
            month,
            approved: None,
            rows,
            adjustments: adjustments(scope, month, settings).await?,
            remunerations: store::remunerations(scope, month).await?,
        })
    }

    /// What is owed for the items.
    pub fn royalties(&self) -> Dong {
        self.rows.iter().map(|row| row.amount).sum()
    }

    /// What is added and taken back.
    pub fn adjusted(&self) -> Dong {
        self.adjustments.iter().map(|one| one.amount).sum()
    }

    /// What editors and who runs the site get.
    pub fn remunerated(&self) -> Dong {
        self.remunerations.iter().map(|one| one.amount).sum()
    }

    /// All of it.
    pub fn total(&self) -> Dong {
        self.royalties() + self.adjusted() + self.remunerated()
    }

    /// How many items wait for the board.
    pub fn waiting(&self) -> usize {
        self.rows.iter().filter(|row| row.waits()).count()
    }

    /// What each person gets of it, by name: for items, by adjustments, as remuneration.
    pub fn people(&self) -> Vec<Recipient> {
        let royalties = self.rows.iter().flat_map(Row::shares).map(|(payee, sum)| (payee, [sum, 0, 0]));
        let adjusted = self.adjustments.iter().map(|one| (&one.payee, [0, one.amount, 0]));
        let remunerated = self.remunerations.iter().map(|one| (&one.payee, [0, 0, one.amount]));
        let mut people: BTreeMap<String, Recipient> = BTreeMap::new();
        for (payee, [royalty, adjustment, remuneration]) in royalties.chain(adjusted).chain(remunerated) {
            let one = people.entry(payee.person()).or_insert_with(|| Recipient {
                payee: payee.clone(),
                royalty: 0,
                adjustment: 0,
                remuneration: 0,
            });
            one.royalty += royalty;
            one.adjustment += adjustment;
            one.remuneration += remuneration;
        }
        let mut people: Vec<Recipient> = people.into_values().collect();
        people.sort_by(|a, b| (&a.payee.name, &a.payee.id).cmp(&(&b.payee.name, &b.payee.id)));
        people
    }

    /// Whether something of it is for an account: a share, an adjustment, remuneration.
    pub fn pays(&self, account: &AccountId) -> bool {
        self.people().iter().any(|one| one.payee.account.as_ref() == Some(account))
    }

    /// One item of it.
    pub fn row(&self, item: &ItemId) -> Option<&Row> {
        self.rows.iter().find(|row| row.item == *item)
    }
}

/// What changes of earlier months, as things stand: an item that is gone is taken back, one that is worth more or less
/// is brought to what it should be, one that came back is paid again.
async fn adjustments(scope: &mut Scope, month: Month, settings: &Settings) -> Result<Vec<Adjustment>> {
    let mut found = Vec::new();
    for changed in store::changed(scope, month).await? {
        let latest = store::assessment(scope, &changed.item).await?;
        let stands = store::standing(scope, &changed.item).await?;
        let should = match &latest {
            Some(assessment) if changed.live => {
                let settings = settings.as_approved(store::terms(scope, &changed.item).await?);
                assessment.shares(&settings, changed.worth_on)
            }
            _ => Vec::new(),
        };
        let people: BTreeMap<String, Payee> =
            stands.iter().chain(&should).map(|(payee, _)| (payee.id.clone(), payee.clone())).collect();
        let keyed = |rows: &[(Payee, Dong)]| -> Vec<(String, Dong)> {
            rows.iter().map(|(payee, sum)| (payee.id.clone(), *sum)).collect()
        };
        let reason = match &latest {
            _ if !changed.live => GONE.to_owned(),
            Some(one) if one.no > changed.applied => one.reason.clone(),
            _ => "Tin, bài được đăng lại".to_owned(),
        };
        let before = match stands.iter().map(|one| one.1).sum::<Dong>() {
            0 => Coefficient::default(),
            _ => store::coefficient_of(scope, &changed.item, changed.applied).await?,
        };
        let after = changed.live.then(|| {
            let paid = latest.as_ref().filter(|one| one.pays());
            paid.map_or_else(Coefficient::default, |one| one.coefficient)
        });
        for (id, amount) in royalties::adjust::adjust(&keyed(&should), &keyed(&stands)) {
            found.push(Adjustment {
                item: changed.item.clone(),
                title: changed.title.clone(),
                payee: people[&id].clone(),
                amount,
                reason: reason.clone(),
                listed_in: changed.listed_in,
                before,
                after,
                assessment: latest.clone(),
                worth_on: changed.worth_on,
                published_on: changed.published_on,
            });
        }
    }
    Ok(found)
}

/// The civil day of an instant.
pub(super) fn day_of(at: Millis) -> Date {
    local(at).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_readers_words_and_what_was_brought_over_are_not_paid() {
        assert_eq!(Due::of(Kind::Document, SectionKey::Legislation, false), Due::Never);
        assert_eq!(Due::of(Kind::News, SectionKey::Questions, false), Due::Never);
        assert_eq!(Due::of(Kind::News, SectionKey::News, true), Due::Never);
        assert_eq!(Due::of(Kind::News, SectionKey::News, false), Due::Asked);
        assert_eq!(Due::of(Kind::Record, SectionKey::Television, false), Due::May);
    }
}
