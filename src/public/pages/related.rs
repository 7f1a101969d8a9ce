//! The documents that one document stands to, as its page lists them.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::id::ItemId;
use crate::items::kinds::Document;
use crate::items::kinds::document::effect::Effect;
use crate::items::kinds::document::{Relation, RelationKind};
use crate::items::relations::{self, Held, Incoming, Judged, Outgoing, Place};
use crate::public::site::day;
use crate::public::views::document::{RelatedDocument, Relation as Group};
use crate::public::visit::Visit;

/// What the document says first, then what others say about it, each kind under its own heading.
///
/// # Errors
/// When the database does not answer.
pub async fn groups(
    visit: &Visit,
    document: &Document,
    said: &[Outgoing],
    heard: &[Incoming],
    on: Date,
) -> Result<Vec<Group>> {
    let places = said.iter().filter_map(|one| one.target.as_ref()).chain(heard.iter().map(|one| &one.by));
    let effects = effects(visit, places, on).await?;
    let mut groups = Vec::new();
    for kind in RelationKind::ALL {
        let own = said.iter().filter(|one| one.relation.kind == kind);
        let documents = own.map(|one| outgoing(one, document.effective_on, &effects)).collect();
        groups.push(Group { title: kind.vietnamese().into(), documents });
    }
    for kind in RelationKind::ALL {
        let others = heard.iter().filter(|one| one.kind == kind);
        let documents = others.map(|one| held(&one.by, dated(kind, one.from), &effects)).collect();
        groups.push(Group { title: kind.seen_from_target().into(), documents });
    }
    groups.retain(|group: &Group| !group.documents.is_empty());
    Ok(groups)
}

async fn effects(
    visit: &Visit,
    places: impl Iterator<Item = &Place>,
    on: Date,
) -> Result<HashMap<ItemId, Effect>> {
    let places: Vec<&Place> = places.collect();
    let mut effects = HashMap::new();
    for place in &places {
        if effects.contains_key(&place.held.item) {
            continue;
        }
        let of_tenant = places.iter().filter(|other| other.tenant.id() == place.tenant.id());
        let judged: Vec<Judged<'_>> = of_tenant.map(|other| Judged::from(&other.held)).collect();
        effects.extend(
            relations::effects(&visit.app.db, &visit.app.directory, &place.tenant, &judged, on).await?,
        );
    }
    Ok(effects)
}

fn outgoing(one: &Outgoing, default: Option<Date>, effects: &HashMap<ItemId, Effect>) -> RelatedDocument {
    let from = dated(one.relation.kind, one.relation.effective_on.or(default));
    match &one.target {
        Some(place) => held(place, from, effects),
        None => RelatedDocument { title: cited(&one.relation), url: None, status: None, from },
    }
}

fn held(place: &Place, from: Option<String>, effects: &HashMap<ItemId, Effect>) -> RelatedDocument {
    RelatedDocument {
        title: place.held.title.clone(),
        url: Some(url(place)),
        status: effects.get(&place.held.item).map(|effect| super::effect::badge(*effect)),
        from,
    }
}

/// Resting on a document has no day of its own.
fn dated(kind: RelationKind, from: Option<Date>) -> Option<String> {
    from.filter(|_| kind != RelationKind::BasedOn).map(|from| format!("từ {}", day(from).text))
}

/// A document that is not held, as the citing one names it.
fn cited(relation: &Relation) -> String {
    let mut text = relation.number.clone();
    if let Some(day) = relation.issued_on {
        text.push_str(&format!(" ngày {}", date_vi(day)));
    }
    if let Some(issuer) = &relation.issuer {
        text.push_str(&format!(" của {issuer}"));
    }
    if let Some(title) = &relation.title {
        text.push_str(&format!(": {title}"));
    }
    text
}

/// Type and number: "Quyết định số 10/2016/QĐ-UBND".
pub fn name(held: &Held) -> String {
    if held.doc_type.is_empty() {
        format!("Số {}", held.number)
    } else {
        format!("{} số {}", held.doc_type, held.number)
    }
}

/// Its address on its own site.
pub fn url(place: &Place) -> String {
    super::item_url(&place.tenant, place.held.section, &place.held.slug)
}
