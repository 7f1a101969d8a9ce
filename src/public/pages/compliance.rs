//! `/tuan-thu`: what a site says of how it keeps the law on portals, where its office chose to show it.

use crate::base::error::Result;
use crate::compliance::{self, Count, Judged, Light, store};
use crate::legal;
use crate::public::site::{Around, day as day_of};
use crate::public::views::compliance::{CompliancePage, CompliancePart, ComplianceRow};
use crate::public::views::{Badge, Tone};
use crate::public::visit::{Reply, Visit};

/// Where it stands.
pub const PATH: &str = "/tuan-thu";
/// The parts of the page, by how ids begin.
pub const PARTS: [(&str, &str); 3] =
    [("P-", "Nội dung phải có"), ("F-", "Chức năng phải có"), ("A-", "Tiếp cận, trình bày, kỹ thuật")];

/// A light as a badge.
pub fn badge(light: Light) -> Badge {
    let tone = match light {
        Light::Green => Tone::Good,
        Light::Yellow => Tone::Warn,
        Light::Red => Tone::Bad,
        Light::Grey => Tone::Plain,
    };
    Badge::new(light.vietnamese(), tone)
}

/// The page; it is computed when it is asked for, so that nobody keeps it.
///
/// # Errors
/// When the database does not answer.
pub async fn page(visit: Visit) -> Result<Reply> {
    let (app, tenant) = (&visit.app, &visit.tenant);
    let around = Around::of(app, tenant, PATH, None).await?;
    let published = store::is_published(&mut app.db.read(tenant.id()).await?).await?;
    let judged = if published { compliance::of(app, tenant).await? } else { Vec::new() };
    let part = |(begin, title): (&str, &str)| CompliancePart {
        title: title.to_owned(),
        rows: judged.iter().filter(|one| one.check.id.starts_with(begin)).map(row).collect(),
    };
    Reply::fresh(&CompliancePage {
        layout: around.layout(
            "Tự đánh giá việc tuân thủ",
            "Trang này đáp ứng quy định về trang thông tin điện tử của cơ quan nhà nước đến đâu.",
            vec![],
        ),
        on: day_of(app.db.clock.today()),
        profile: legal::profile(app).vietnamese(),
        sum: published.then(|| Count::of(&judged).vietnamese()),
        parts: if published { PARTS.into_iter().map(part).collect() } else { Vec::new() },
    })
}

fn row(one: &Judged) -> ComplianceRow {
    ComplianceRow {
        title: one.title.to_owned(),
        light: badge(one.light),
        on: day_of(one.day),
        source: one.source.clone(),
    }
}
