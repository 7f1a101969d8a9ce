//! Every edition of an item with its revisions, and the choice of two to compare.

use poem::Response;

use crate::base::clock::time_vi;
use crate::base::error::Result;
use crate::console::desk::{self, Desk};
use crate::console::pages::frame::{Names, badge, layout, when};
use crate::console::views::review::{EditionRow, HistoryPage, HistoryRow};
use crate::items::rights::Sight;
use crate::items::{Edition, Revision, store as items};
use crate::people::State;
use crate::public::views::{Choice, Link};

use super::{head, of_edition, seen};

/// `GET …/lich-su`
///
/// # Errors
/// [`crate::base::error::Error::NotFound`] for what the person may not see.
pub async fn view(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = seen(&desk, &mut scope).await?;
    let sight = Sight::of(&desk.staff);
    let mut editions = items::editions(&mut scope, &edition.item).await?;
    editions.retain(|edition| sight.covers(edition));
    let mut revisions = items::revisions(&mut scope, &edition.item).await?;
    drop(scope);
    revisions.retain(|revision| editions.iter().any(|edition| edition.id == revision.edition));
    let names = Names::read(&desk).await?;
    let now = desk.app.db.clock.now();
    let row = |edition: &Edition, revision: &Revision| HistoryRow {
        name: name(edition, revision),
        who: names.of(revision.created_by.as_ref()),
        at: when(revision.created_at, now),
        current: edition.revision == revision.id,
        difference: Link::new(
            format!("So {} với bản trước", name(edition, revision).to_lowercase()),
            of_edition(&desk, &edition.id, &format!("/so-sanh?den={}", revision.id)),
        ),
    };
    let edition_row = |of: &Edition| EditionRow {
        link: Link::new(format!("Lần {}", of.no), of_edition(&desk, &of.id, "")),
        state: badge(of.state),
        about: about(of, &names),
        revisions: revisions
            .iter()
            .filter(|revision| revision.edition == of.id)
            .map(|revision| row(of, revision))
            .collect(),
    };
    let choice = |chosen: Option<&Revision>| -> Vec<Choice> {
        let one = |revision: &Revision| {
            let of = editions.iter().find(|edition| edition.id == revision.edition)?;
            let label = format!(
                "{}, {}, {}",
                name(of, revision),
                names.of(revision.created_by.as_ref()),
                time_vi(revision.created_at)
            );
            let choice = Choice::new(revision.id.as_str(), label);
            Some(if chosen.is_some_and(|chosen| chosen.id == revision.id) { choice.chosen() } else { choice })
        };
        revisions.iter().filter_map(one).collect()
    };
    let page = HistoryPage {
        layout: layout(&desk, "Lịch sử các bản").await?,
        head: head(&desk, &edition),
        action: of_edition(&desk, &edition.id, "/so-sanh"),
        from: choice(revisions.get(1).or(revisions.first())),
        to: choice(revisions.first()),
        editions: editions.iter().map(edition_row).collect(),
    };
    desk::page(&page)
}

/// "Bản 2.3": the third revision of the second edition.
pub(super) fn name(edition: &Edition, revision: &Revision) -> String {
    format!("Bản {}.{}", edition.no, revision.no)
}

fn about(edition: &Edition, names: &Names) -> String {
    let mut parts =
        vec![format!("{} tạo lúc {}", names.of(edition.created_by.as_ref()), time_vi(edition.created_at))];
    if let Some(at) = edition.approved_at {
        parts.push(format!("{} duyệt lúc {}", names.of(edition.approved_by.as_ref()), time_vi(at)));
    }
    if let Some(at) = edition.live_from {
        parts.push(format!("đăng lúc {}", time_vi(at)));
    }
    if let Some(at) = edition.live_until {
        parts.push(format!("hết đăng lúc {}", time_vi(at)));
    }
    if let (State::Withdrawn, Some(reason)) = (edition.state, &edition.reason) {
        parts.push(format!("lý do gỡ: {reason}"));
    }
    parts.join("; ")
}
