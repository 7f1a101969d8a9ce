//! The regulation before readers: the whole text as it holds on a day, and two versions side by side.

use std::sync::Arc;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::house::regulation::compare::{Fate, Pair, pairs};
use crate::house::regulation::{Article, Version, in_force_on, store, with_chapters};
use crate::items::markup::paragraphs;
use crate::public::site::Around;
use crate::public::views::regulation::{ArticleView, ComparedPage, PairView, RegulationPage, Stretch};
use crate::public::views::{Html, Link};
use crate::public::visit::{Reply, Visit};
use crate::tenants::directory::Tenant;

/// The whole text.
pub const WHOLE: &str = "/quy-che/toan-van";
const COMPARED: &str = "/quy-che/so-sanh";

/// Whose regulation holds for a site: that of the site above, where there is one.
pub fn holder(visit: &Visit) -> Arc<Tenant> {
    let above = visit.tenant.parent.as_ref().and_then(|id| visit.app.directory.get(id));
    above.unwrap_or_else(|| visit.tenant.clone())
}

/// Whether a site's readers can read the regulation by article.
///
/// # Errors
/// When the database does not answer.
pub async fn is_there(visit: &Visit) -> Result<bool> {
    let holder = holder(visit);
    Ok(!store::published(&mut visit.app.db.read(holder.id()).await?).await?.is_empty())
}

fn named(one: &Version) -> String {
    let from = one.from.map(|from| format!(", có hiệu lực từ {}", date_vi(from))).unwrap_or_default();
    format!("Bản {}, Quyết định {}{from}", one.no.unwrap_or_default(), one.decision)
}

fn views(articles: &[Article]) -> Vec<ArticleView> {
    let view = |(begins, article): (&str, &Article)| ArticleView {
        chapter: begins.to_owned(),
        anchor: format!("dieu-{}", article.no),
        heading: format!("Điều {}. {}", article.no, article.heading),
        text: Html::sanitised(paragraphs(&article.body)),
    };
    with_chapters(articles).map(view).collect()
}

/// `/quy-che/toan-van?ngay=`
///
/// # Errors
/// [`Error::NotFound`] where no version is published.
pub async fn whole(visit: Visit) -> Result<Reply> {
    let holder = holder(&visit);
    let mut scope = visit.app.db.read(holder.id()).await?;
    let versions = store::published(&mut scope).await?;
    let first = versions.first().ok_or(Error::NotFound)?;
    let typed = visit.asked.query("ngay");
    let today = visit.app.db.clock.today();
    let asked = super::typed_day::day(typed);
    let day = asked.unwrap_or(today);
    let shown = in_force_on(&versions, day);
    let notice = match (asked, shown) {
        (None, _) if !typed.is_empty() => Some("Ngày chưa đúng, ví dụ đúng: 28/12/2016.".to_owned()),
        (_, None) => {
            let from = first.from.map(date_vi).unwrap_or_default();
            Some(format!("Vào ngày {} chưa có bản nào có hiệu lực; bản đầu tiên từ {from}.", date_vi(day)))
        }
        _ => None,
    };
    let one = shown.unwrap_or(first);
    let articles = store::articles(&mut scope, &one.id).await?;
    drop(scope);
    let around = Around::of(&visit.app, &visit.tenant, WHOLE, None).await?;
    let way = vec![Link::new("Quy chế hoạt động", visit.tenant.url("/quy-che"))];
    let link = |one: &Version| {
        let day = one.from.map(date_vi).unwrap_or_default();
        Link::new(named(one), visit.tenant.url(&format!("{WHOLE}?ngay={day}")))
    };
    let compare = |pair: &[Version]| {
        let (old, new) = (pair[0].no.unwrap_or_default(), pair[1].no.unwrap_or_default());
        Link::new(
            format!("So sánh bản {old} với bản {new}"),
            visit.tenant.url(&format!("{COMPARED}?cu={old}&moi={new}")),
        )
    };
    Reply::page(&RegulationPage {
        layout: around.layout(&one.title, "Toàn văn quy chế theo từng điều, theo ngày áp dụng.", way),
        title: one.title.clone(),
        about: named(one),
        day: date_vi(day),
        notice,
        action: visit.tenant.url(WHOLE),
        versions: versions.iter().map(link).collect(),
        compares: versions.windows(2).map(compare).collect(),
        articles: views(&articles),
    })
}

/// An article in two versions, with what was added and taken away.
pub fn pair_view(pair: &Pair<'_>) -> PairView {
    let text = |article: Option<&Article>| {
        article.map(|one| Html::sanitised(paragraphs(&format!("{}\n\n{}", one.heading, one.body))))
    };
    let run = |run: crate::house::regulation::compare::Run| Stretch {
        mark: match run.fate {
            Fate::Same => "",
            Fate::Added => "ins",
            Fate::Removed => "del",
        },
        text: run.text,
    };
    PairView {
        heading: format!("Điều {}", pair.no()),
        state: match (pair.before, pair.after) {
            (None, _) => "thêm mới",
            (_, None) => "bãi bỏ",
            _ => "có sửa đổi",
        },
        before: text(pair.before),
        after: text(pair.after),
        runs: pair.runs().into_iter().map(run).collect(),
    }
}

/// `/quy-che/so-sanh?cu=&moi=`
///
/// # Errors
/// [`Error::NotFound`] for a version that there is not.
pub async fn compared(visit: Visit) -> Result<Reply> {
    let holder = holder(&visit);
    let mut scope = visit.app.db.read(holder.id()).await?;
    let versions = store::published(&mut scope).await?;
    let of = |name: &str| {
        let no: Option<i64> = visit.asked.query(name).parse().ok();
        versions.iter().find(|one| one.no == no && no.is_some()).ok_or(Error::NotFound)
    };
    let (old, new) = (of("cu")?, of("moi")?);
    let before = store::articles(&mut scope, &old.id).await?;
    let after = store::articles(&mut scope, &new.id).await?;
    drop(scope);
    let pairs = pairs(&before, &after);
    let (same, differ): (Vec<&Pair<'_>>, Vec<&Pair<'_>>) = pairs.iter().partition(|pair| pair.is_same());
    let same: Vec<String> = same.into_iter().map(|pair| format!("Điều {}", pair.no())).collect();
    let around = Around::of(&visit.app, &visit.tenant, COMPARED, None).await?;
    let way = vec![
        Link::new("Quy chế hoạt động", visit.tenant.url("/quy-che")),
        Link::new("Toàn văn", visit.tenant.url(WHOLE)),
    ];
    Reply::fresh(&ComparedPage {
        layout: around.unlisted("So sánh hai bản quy chế", way),
        before: named(old),
        after: named(new),
        pairs: differ.into_iter().map(pair_view).collect(),
        same: same.join(", "),
    })
}
