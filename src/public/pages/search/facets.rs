//! What results can be narrowed by, with how many each choice leaves, and what is chosen now.

use crate::base::clock::date_vi;
use crate::public::views::Link;
use crate::public::views::news_list::FilterLink;
use crate::public::views::search::{DayField, DayForm, Facet as FacetView, Narrowing};
use crate::public::visit::Visit;
use crate::search::{Facet, FacetValue, Order, Results};

use super::wanted::{Problem, Wanted};
use super::way::Way;

/// So many values of a facet are shown before the rest is folded away.
const SHOWN: usize = 8;
/// The most values of a facet that a page carries; all that are chosen come besides.
const MOST: usize = 40;

/// The ways to narrow what was found.
pub fn narrowing(visit: &Visit, wanted: &Wanted, found: &Results) -> Narrowing {
    let facets = Way::ALL.into_iter().filter_map(|way| {
        let facet = found.facets.iter().find(|facet| Way::of_facet(facet.name) == Some(way))?;
        facet_view(visit, wanted, way, facet, found.total)
    });
    let of_documents = wanted.as_of.is_some()
        || found
            .facets
            .iter()
            .any(|facet| Way::of_facet(facet.name) == Some(Way::Effect) && !facet.values.is_empty());
    Narrowing {
        facets: facets.collect(),
        days: Some(day_form(visit, wanted)),
        as_of: of_documents.then(|| as_of_form(visit, wanted)),
        active: active(visit, wanted),
        clear_url: visit.tenant.url(&wanted.unnarrowed().path()),
    }
}

/// The forms of days again, with what was typed, where that is what cannot be read.
pub fn to_correct(visit: &Visit, wanted: &Wanted, problems: &[Problem]) -> Narrowing {
    let about = |names: &[&str]| problems.iter().any(|problem| names.contains(&problem.param));
    Narrowing {
        days: about(&["tu", "den"]).then(|| day_form(visit, wanted)),
        as_of: about(&["ngay"]).then(|| as_of_form(visit, wanted)),
        ..Narrowing::default()
    }
}

/// One facet, unless it tells nothing: values that every result has.
fn facet_view(visit: &Visit, wanted: &Wanted, way: Way, facet: &Facet, total: usize) -> Option<FacetView> {
    let on = |value: &FacetValue| wanted.has(way, &way.spoken(visit, &value.value));
    let tells = |value: &FacetValue| value.count < total || on(value);
    let named = facet.values.iter().filter(|value| !value.value.is_empty());
    if !named.clone().any(tells) {
        return None;
    }
    let kept = named.enumerate().filter(|(at, value)| *at < MOST || on(value));
    let mut links: Vec<FilterLink> = kept.map(|(_, value)| link(visit, wanted, way, value)).collect();
    // What is chosen stands first, so that it is never folded away.
    links.sort_by_key(|link| !link.current);
    let folded = links.split_off(links.len().min(SHOWN));
    Some(FacetView { title: way.title().to_owned(), links, folded })
}

fn link(visit: &Visit, wanted: &Wanted, way: Way, value: &FacetValue) -> FilterLink {
    let spoken = way.spoken(visit, &value.value);
    let url = visit.tenant.url(&wanted.toggled(way, &spoken).path());
    FilterLink {
        link: Link::new(way.words(visit, &spoken), url),
        count: u64::try_from(value.count).ok(),
        current: wanted.has(way, &spoken),
    }
}

/// What is chosen; each link takes one choice back.
pub fn active(visit: &Visit, wanted: &Wanted) -> Vec<Link> {
    let link = |title: String, other: Wanted| Link::new(title, visit.tenant.url(&other.path()));
    let chosen = wanted.chosen.iter().map(|(way, value)| {
        link(format!("{}: {}", way.title(), way.words(visit, value)), wanted.toggled(*way, value))
    });
    let from = wanted.from.map(|day| {
        link(format!("Từ ngày {}", date_vi(day)), Wanted { from: None, page: 1, ..wanted.clone() })
    });
    let to = wanted.to.map(|day| {
        link(format!("Đến ngày {}", date_vi(day)), Wanted { to: None, page: 1, ..wanted.clone() })
    });
    let as_of = wanted.as_of.map(|day| {
        link(format!("Hiệu lực tính đến {}", date_vi(day)), Wanted { as_of: None, page: 1, ..wanted.clone() })
    });
    chosen.chain(from).chain(to).chain(as_of).collect()
}

fn hidden(wanted: &Wanted, without: &[&str]) -> Vec<(String, String)> {
    let pairs = Wanted { page: 1, ..wanted.clone() }.pairs().into_iter();
    pairs.filter(|(name, _)| !without.contains(name)).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What stands in a field: the day as it was read, else what was typed.
fn field(visit: &Visit, name: &str, label: &str, day: Option<jiff::civil::Date>) -> DayField {
    let typed: String = visit.asked.query(name).chars().take(40).collect();
    DayField { name: name.to_owned(), label: label.to_owned(), value: day.map_or(typed, date_vi) }
}

fn day_form(visit: &Visit, wanted: &Wanted) -> DayForm {
    DayForm {
        title: "Ngày ban hành, ngày đăng".into(),
        hidden: hidden(wanted, &["tu", "den", "nam"]),
        fields: vec![field(visit, "tu", "Từ ngày", wanted.from), field(visit, "den", "Đến ngày", wanted.to)],
        hint: "Ví dụ 1/7/2016, hoặc chỉ năm: 2016.".into(),
        button: "Lọc theo ngày".into(),
    }
}

fn as_of_form(visit: &Visit, wanted: &Wanted) -> DayForm {
    DayForm {
        title: "Xem hiệu lực vào ngày khác".into(),
        hidden: hidden(wanted, &["ngay"]),
        fields: vec![field(visit, "ngay", "Hiệu lực tính đến ngày", wanted.as_of)],
        hint: "Ví dụ 28/12/2016. Để trống là hôm nay.".into(),
        button: "Xem".into(),
    }
}

/// The orders to choose from.
pub fn sorts(visit: &Visit, wanted: &Wanted) -> Vec<FilterLink> {
    let orders =
        [(Order::Relevance, "Liên quan nhất"), (Order::Newest, "Mới nhất"), (Order::Number, "Theo số")];
    // Without words there is nothing to be relevant to.
    let meant = |order: Order| !(wanted.words.is_empty() && order == Order::Relevance);
    let now = if meant(wanted.order) { wanted.order } else { Order::Newest };
    let link = |(order, title): (Order, &str)| FilterLink {
        link: Link::new(title, visit.tenant.url(&wanted.ordered(order).path())),
        count: None,
        current: order == now,
    };
    orders.into_iter().filter(|(order, _)| meant(*order)).map(link).collect()
}
