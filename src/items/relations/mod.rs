//! How live documents stand to each other, within a tenant and between it, the one above and those below.
//!
//! A tenant's documents bear on its own and on those below; what a lower one says about a higher one's
//! documents is a citation and never changes whether they are in force.

pub mod store;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use super::Document;
use super::kinds::document::effect::{Change, Dates, Effect, effect, span};
use super::kinds::document::number::DocumentNumber;
use super::kinds::document::relations::{Recognised, Relation, RelationKind, number_key, same_body};
use crate::base::error::Result;
use crate::base::id::{ItemId, TenantId};
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::tenants::directory::{Directory, Tenant};

pub use store::{Held, Stated};

/// A document of some tenant.
#[derive(Clone, Debug)]
pub struct Place {
    /// Whose it is.
    pub tenant: Arc<Tenant>,
    /// Which.
    pub held: Held,
}

/// What a document says, with the other where it is held.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// What it says.
    pub relation: Relation,
    /// The other document; none for a plain citation.
    pub target: Option<Place>,
}

/// What another document says about this one.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// What it says.
    pub kind: RelationKind,
    /// First day of it, where that is known.
    pub from: Option<Date>,
    /// The other document.
    pub by: Place,
}

impl Incoming {
    /// What it means for being in force.
    pub fn change(&self) -> Change {
        Change { kind: self.kind, from: self.from }
    }
}

/// The changes among what is said about a document.
pub fn changes(incoming: &[Incoming]) -> Vec<Change> {
    incoming.iter().filter(|other| other.kind.changes()).map(Incoming::change).collect()
}

/// Who says it: an item of a body.
#[derive(Clone, Copy, Debug)]
struct Speaker<'a> {
    item: Option<&'a ItemId>,
    body: &'a str,
}

impl<'a> Speaker<'a> {
    fn of(held: &'a Held) -> Self {
        Self { item: Some(&held.item), body: &held.issuer }
    }
}

/// The one document that a relation means among those that bear its number; none where several may be meant.
fn meant<'a>(relation: &Relation, speaker: Speaker<'_>, held: &'a [Held]) -> Option<&'a Held> {
    let named: Vec<&Held> = held
        .iter()
        .filter(|held| Some(&held.item) != speaker.item && relation.names(speaker.body, held.recognised()))
        .collect();
    let own: Vec<&Held> =
        named.iter().copied().filter(|held| same_body(&held.issuer, speaker.body)).collect();
    match (named.as_slice(), own.as_slice()) {
        ([only], _) | (_, [only]) => Some(only),
        _ => None,
    }
}

async fn find(scope: &mut Scope, relation: &Relation, speaker: Speaker<'_>) -> Result<Option<Held>> {
    let Ok(number) = DocumentNumber::parse(&relation.number) else { return Ok(None) };
    let held = store::held(scope, &number).await?;
    Ok(meant(relation, speaker, &held).cloned())
}

/// What a document says, with every other that is held by the tenant, by the one above or, where it changes
/// them, by those below.
///
/// # Errors
/// When the database does not answer.
pub async fn outgoing(
    db: &Db,
    directory: &Directory,
    tenant: &Arc<Tenant>,
    item: Option<&ItemId>,
    document: &Document,
) -> Result<Vec<Outgoing>> {
    let speaker = Speaker { item, body: &document.issuer };
    let mut all: Vec<Outgoing> = document
        .relations
        .iter()
        .map(|relation| Outgoing { relation: relation.clone(), target: None })
        .collect();
    let above = tenant.parent.iter().filter_map(|id| directory.get(id));
    let below = tenant.children.iter().filter_map(|id| directory.get(id));
    let places = [(tenant.clone(), false)]
        .into_iter()
        .chain(above.map(|t| (t, false)))
        .chain(below.map(|t| (t, true)));
    for (place, is_below) in places {
        let open = |one: &Outgoing| one.target.is_none() && (!is_below || one.relation.kind.changes());
        if !all.iter().any(open) {
            continue;
        }
        let mut scope = db.read(place.id()).await?;
        for one in all.iter_mut().filter(|one| open(one)) {
            let found = find(&mut scope, &one.relation, speaker).await?;
            one.target = found.map(|held| Place { tenant: place.clone(), held });
        }
    }
    Ok(all)
}

/// Whose words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Only of those whose words change it: for badges.
    Changing,
    /// Also of those below, who may rest on it or guide it: for its page.
    Everybody,
}

/// What live documents say about some of a tenant's documents.
///
/// # Errors
/// When the database does not answer.
pub async fn incoming(
    db: &Db,
    directory: &Directory,
    tenant: &Arc<Tenant>,
    targets: &[(ItemId, Recognised<'_>)],
    whose: Whose,
) -> Result<HashMap<ItemId, Vec<Incoming>>> {
    let keys: BTreeSet<String> = targets.iter().filter_map(|(_, target)| number_key(target.number)).collect();
    let mut found: HashMap<ItemId, Vec<Incoming>> = HashMap::new();
    if keys.is_empty() {
        return Ok(found);
    }
    // One scope at a time: a request that held one while it waited for another could stop all others.
    let mut said = Vec::new();
    for place in speakers(directory, tenant, whose) {
        said.extend(said_there(db, tenant, &place, &keys).await?.into_iter().map(|one| (place.clone(), one)));
    }
    let wanted: BTreeSet<&ItemId> = targets.iter().map(|(item, _)| item).collect();
    let mut here = Shelf::open(db, tenant.id()).await?;
    for (tenant, Stated { relation, by }) in said {
        let Some(target) = here.meant(&relation, Speaker::of(&by)).await? else { continue };
        if wanted.contains(&target.item) {
            let from = relation.effective_on.or(by.dates.effective_on);
            let by = Place { tenant, held: by };
            found.entry(target.item).or_default().push(Incoming { kind: relation.kind, from, by });
        }
    }
    Ok(found)
}

/// What the documents of one place say about numbers held here, without what they say about their own and,
/// from below, without what would change ours.
async fn said_there(db: &Db, here: &Tenant, place: &Tenant, keys: &BTreeSet<String>) -> Result<Vec<Stated>> {
    let (own, below) = (place.id() == here.id(), here.children.contains(place.id()));
    let mut there = Shelf::open(db, place.id()).await?;
    let mut kept = Vec::new();
    for said in store::said_about(&mut there.scope, keys).await? {
        let about_theirs = !own && there.meant(&said.relation, Speaker::of(&said.by)).await?.is_some();
        if !(about_theirs || below && said.relation.kind.changes()) {
            kept.push(said);
        }
    }
    Ok(kept)
}

fn speakers(directory: &Directory, tenant: &Arc<Tenant>, whose: Whose) -> Vec<Arc<Tenant>> {
    let below: &[TenantId] = if whose == Whose::Everybody { &tenant.children } else { &[] };
    let others = tenant.parent.iter().chain(below).filter_map(|id| directory.get(id));
    std::iter::once(tenant.clone()).chain(others).collect()
}

/// A tenant's documents by number, each number read once.
struct Shelf {
    scope: Scope,
    read: BTreeMap<String, Vec<Held>>,
}

impl Shelf {
    async fn open(db: &Db, tenant: &TenantId) -> Result<Self> {
        Ok(Self { scope: db.read(tenant).await?, read: BTreeMap::new() })
    }

    async fn meant(&mut self, relation: &Relation, speaker: Speaker<'_>) -> Result<Option<Held>> {
        let Ok(number) = DocumentNumber::parse(&relation.number) else { return Ok(None) };
        let key = number.to_string();
        if !self.read.contains_key(&key) {
            let held = store::held(&mut self.scope, &number).await?;
            self.read.insert(key.clone(), held);
        }
        let held = self.read.get(&key).map_or(&[] as &[Held], Vec::as_slice);
        Ok(meant(relation, speaker, held).cloned())
    }
}

/// What it takes to judge whether a live document is in force.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// Its id.
    pub item: &'a ItemId,
    /// What others recognise it by.
    pub recognised: Recognised<'a>,
    /// The days it gives itself.
    pub dates: Dates,
}

impl<'a> From<&'a Held> for Judged<'a> {
    fn from(held: &'a Held) -> Self {
        Self { item: &held.item, recognised: held.recognised(), dates: held.dates }
    }
}

/// Whether each of some documents, of one tenant, is in force on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn effects(
    db: &Db,
    directory: &Directory,
    tenant: &Arc<Tenant>,
    documents: &[Judged<'_>],
    day: Date,
) -> Result<HashMap<ItemId, Effect>> {
    let targets: Vec<_> = documents.iter().map(|one| (one.item.clone(), one.recognised)).collect();
    let said = incoming(db, directory, tenant, &targets, Whose::Changing).await?;
    let of =
        |one: &Judged<'_>| effect(one.dates, &changes(said.get(one.item).map_or(&[], Vec::as_slice)), day);
    Ok(documents.iter().map(|one| (one.item.clone(), of(one))).collect())
}

/// The first day in force and the first day no longer in force of a live document, as far as they are known,
/// with what others have done to it, and all that they do to it: for whoever keeps them beside the document, as
/// the search does.
///
/// # Errors
/// When the database does not answer.
pub async fn in_force(
    db: &Db,
    directory: &Directory,
    tenant: &Arc<Tenant>,
    item: &ItemId,
    document: &Document,
) -> Result<(Option<Date>, Option<Date>, Vec<Change>)> {
    let targets = [(item.clone(), document.recognised())];
    let said = incoming(db, directory, tenant, &targets, Whose::Changing).await?;
    let changes = changes(said.get(item).map_or(&[], Vec::as_slice));
    let (from, until) = span(document.dates(), &changes);
    Ok((from, until, changes))
}

/// The documents whose own dates do not tell the whole: on a day some other has ended or suspended them.
#[derive(Clone, Debug, Default)]
pub struct Overruled {
    /// Ended by another.
    pub ended: Vec<ItemId>,
    /// Suspended by another.
    pub suspended: Vec<ItemId>,
}

/// The documents of a tenant that others have ended or suspended by a day.
///
/// # Errors
/// When the database does not answer.
pub async fn overruled(db: &Db, directory: &Directory, tenant: &Arc<Tenant>, day: Date) -> Result<Overruled> {
    let mut numbers = BTreeSet::new();
    for place in speakers(directory, tenant, Whose::Changing) {
        numbers.extend(store::ended_numbers(&mut db.read(place.id()).await?).await?);
    }
    let documents = store::held_of(&mut db.read(tenant.id()).await?, &numbers).await?;
    let mut overruled = Overruled::default();
    let judged: Vec<Judged<'_>> = documents.iter().map(Judged::from).collect();
    for (item, effect) in effects(db, directory, tenant, &judged, day).await? {
        match effect {
            Effect::Ended { by_another: true, .. } => overruled.ended.push(item),
            Effect::Suspended { .. } => overruled.suspended.push(item),
            _ => {}
        }
    }
    Ok(overruled)
}

/// What the feed calls a number whose documents may have come into force or gone out of it.
pub const NUMBER: &str = "document-number";

/// Writes down what a document says now that it is live.
///
/// # Errors
/// When the database refuses.
pub(super) async fn speak(scope: &mut WriteScope, item: &ItemId, document: &Document) -> Result<()> {
    store::put(scope, item, &document.relations).await?;
    tell(scope, item, document, &document.relations).await
}

/// Forgets what a document said, before it is taken down or says something else.
///
/// # Errors
/// When the database refuses.
pub(super) async fn fall_silent(scope: &mut WriteScope, item: &ItemId, document: &Document) -> Result<()> {
    let said = store::said_by(scope, item).await?;
    store::clear(scope, item).await?;
    tell(scope, item, document, &said).await
}

/// Tells the followers of every document here whose being in force has changed along, and of every number that
/// documents below may bear; of its own too, since what is said of a number that several bear may now mean another.
async fn tell(scope: &mut WriteScope, item: &ItemId, document: &Document, said: &[Relation]) -> Result<()> {
    let speaker = Speaker { item: Some(item), body: &document.issuer };
    let mut numbers = BTreeSet::from([number_key(&document.number)]);
    for relation in said.iter().filter(|relation| relation.kind.changes()) {
        if let Some(target) = find(scope, relation, speaker).await? {
            scope.changed("item", target.item.as_str(), Reach::Public);
        }
        numbers.insert(number_key(&relation.number));
    }
    for number in numbers.iter().flatten() {
        scope.changed(NUMBER, number, Reach::Public);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::SectionKey;
    use jiff::civil::date;

    const DISTRICT: &str = "Ủy ban nhân dân huyện Hiệp Hòa";

    fn held(item: &str, number: &str, issuer: &str, year: i16) -> Held {
        Held {
            item: item.into(),
            section: SectionKey::Legislation,
            slug: item.into(),
            title: number.into(),
            number: number.into(),
            doc_type: "Quyết định".into(),
            issuer: issuer.into(),
            issued_on: Some(date(year, 3, 1)),
            dates: Dates::default(),
        }
    }

    fn found<'a>(relation: &Relation, body: &str, held: &'a [Held]) -> Option<&'a str> {
        let me: ItemId = "me".into();
        meant(relation, Speaker { item: Some(&me), body }, held).map(|held| held.item.as_str())
    }

    #[test]
    fn a_number_that_several_bear_means_the_speakers_own_or_none() {
        let province = "Ủy ban nhân dân tỉnh Bắc Giang";
        let shelf = [
            held("me", "05/2013/QĐ-UBND", DISTRICT, 2013),
            held("own", "05/2013/QĐ-UBND", DISTRICT, 2013),
            held("above", "05/2013/QĐ-UBND", province, 2013),
        ];
        let based = Relation::new(RelationKind::BasedOn, "05/2013/QĐ-UBND");
        assert_eq!(found(&based, DISTRICT, &shelf), Some("own"), "and never itself");
        assert_eq!(found(&based, "Ủy ban nhân dân xã Đông Lỗ", &shelf), None);
        assert_eq!(found(&based, "Ủy ban nhân dân xã Đông Lỗ", &shelf[2..]), Some("above"));
        let replaces = Relation::new(RelationKind::Replaces, "05/2013/QĐ-UBND");
        assert_eq!(found(&replaces, DISTRICT, &shelf), Some("own"));
        assert_eq!(found(&replaces, DISTRICT, &shelf[2..]), None, "the province's of the same number stays");
    }

    #[test]
    fn a_number_that_repeats_every_year_needs_its_day() {
        let shelf = [held("a", "15/QĐ-UBND", DISTRICT, 2014), held("b", "15/QĐ-UBND", DISTRICT, 2015)];
        let mut relation = Relation::new(RelationKind::Replaces, "15/QĐ-UBND");
        assert_eq!(found(&relation, DISTRICT, &shelf), None);
        relation.issued_on = Some(date(2015, 3, 1));
        assert_eq!(found(&relation, DISTRICT, &shelf), Some("b"));
    }
}
