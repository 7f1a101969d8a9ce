//! Documents and the articles that introduce them, each leading to the other (Quy chế Điều 3.6).

use crate::base::error::Result;
use crate::items::kinds::Document;
use crate::items::kinds::document::number::DocumentNumber;
use crate::items::kinds::news::Introduced;
use crate::items::marks::{self, Mark};
use crate::items::relations::{self, Judged, store::held};
use crate::public::views::Link;
use crate::public::views::document::RelatedDocument;
use crate::public::visit::Visit;

/// How many articles a document's page leads to.
const MOST: usize = 20;

/// The documents that an article introduces, each with whether it is in force today; one that is no longer held is
/// named without a link.
///
/// # Errors
/// When the database does not answer.
pub async fn documents(visit: &Visit, introduced: &[Introduced]) -> Result<Vec<RelatedDocument>> {
    let mut documents = Vec::new();
    for one in introduced {
        documents.push(document(visit, one).await?);
    }
    Ok(documents)
}

async fn document(visit: &Visit, introduced: &Introduced) -> Result<RelatedDocument> {
    let (app, tenant) = (&visit.app, &visit.tenant);
    let all = match DocumentNumber::parse(&introduced.number) {
        Ok(number) => held(&mut app.db.read(tenant.id()).await?, &number).await?,
        Err(_) => Vec::new(),
    };
    let Some(found) = all.iter().find(|held| introduced.names(&held.number, held.issued_on)) else {
        return Ok(RelatedDocument {
            title: format!("Văn bản số {}", introduced.number),
            ..RelatedDocument::default()
        });
    };
    let judged = [Judged::from(found)];
    let effects = relations::effects(&app.db, &app.directory, tenant, &judged, tenant.day).await?;
    Ok(RelatedDocument {
        title: found.title.clone(),
        url: Some(super::item_url(tenant, found.section, &found.slug)),
        status: effects.get(&found.item).map(|effect| super::effect::badge(*effect)),
        from: None,
    })
}

/// The live articles of the site that introduce a document.
///
/// # Errors
/// When the database does not answer.
pub async fn articles(visit: &Visit, document: &Document) -> Result<Vec<Link>> {
    let tenant = &visit.tenant;
    let marks = Introduced::marks_of(&document.number, document.issued_on);
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let found = marks::store::bearing(&mut scope, Mark::Introduces, &marks, MOST).await?;
    let link = |one: marks::store::Bearing| {
        Link::new(one.titled.title, super::item_url(tenant, one.titled.section, &one.titled.slug))
    };
    Ok(found.into_iter().map(link).collect())
}
