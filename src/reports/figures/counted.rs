//! Items, documents, supply, changes, freshness, contributors, consultations, use: counted out of the very rows that the
//! lists show.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::care::freshness;
use crate::items::Genre;
use crate::supply::limits;
use crate::supply::month::Month;
use crate::supply::report::{Clocked, Report};
use crate::tenants::Profile;

use super::super::evidence::{self, Of};
use super::super::store::{self, Listing, Shown};
use super::{Cell, FigureTable, LATE, Span};

/// The list that proves a count.
fn proof(span: Span, of: &str, more: &str) -> String {
    format!("{}?so={of}&{}{more}", evidence::HOME, span.days())
}

pub(super) async fn tables(
    scope: &mut Scope,
    profile: &Profile,
    span: Span,
    keys: &[&str],
) -> Result<Vec<FigureTable>> {
    let fresh = store::fresh(scope, span.from, span.until).await?;
    let months = if keys.iter().any(|key| ["supply", "late"].contains(key)) {
        months(scope, profile, span).await?
    } else {
        Vec::new()
    };
    let mut tables = Vec::new();
    for key in keys {
        let table = match *key {
            "sections" => sections(profile, span, &fresh),
            "genres" => genres(span, &fresh),
            "documents" => documents(span, &fresh),
            "units" => units(profile, span, &fresh),
            "supply" => supply(&months, span),
            "changes" => changes(scope, span).await?,
            "freshness" => freshness(scope, profile, span).await?,
            "contributors" => contributors(scope, span, &fresh).await?,
            "consultations" => consultations(scope, span).await?,
            "use" => used(scope, span).await?,
            _ => continue,
        };
        tables.push(table);
    }
    if keys.contains(&"late") {
        tables.push(late(&months, span));
    }
    Ok(tables)
}

fn sections(profile: &Profile, span: Span, fresh: &[Shown]) -> FigureTable {
    let columns = ["Đăng mới", "Trong đó văn bản"];
    let mut table =
        FigureTable::new("sections", "Đăng mới theo chuyên mục", "tin, bài, văn bản", "Chuyên mục", &columns);
    for section in &profile.sections {
        let of: Vec<_> = fresh.iter().filter(|one| one.section == section.key).collect();
        if section.hidden && of.is_empty() {
            continue;
        }
        let documents = of.iter().filter(|one| one.kind == "document").count();
        let here = format!("&chuyen-muc={}", section.key.as_str());
        table.line(
            &section.title,
            vec![
                Cell::many(of.len(), proof(span, "dang-moi", &here)),
                Cell::many(documents, proof(span, "dang-moi", &format!("{here}&loai=document"))),
            ],
        );
    }
    table.summed(&[&proof(span, "dang-moi", ""), &proof(span, "dang-moi", "&loai=document")])
}

fn genres(span: Span, fresh: &[Shown]) -> FigureTable {
    let mut table =
        FigureTable::new("genres", "Tin, bài theo thể loại", "tin, bài", "Thể loại", &["Đăng mới"]);
    let news: Vec<_> = fresh.iter().filter(|one| one.kind == "news").collect();
    for (genre, name) in Genre::ALL {
        let count = news.iter().filter(|one| Genre::of(&one.form) == genre).count();
        let here = format!("&loai=news&the-loai={}", genre.as_str());
        table.line(name, vec![Cell::many(count, proof(span, "dang-moi", &here))]);
    }
    table.summed(&[&proof(span, "dang-moi", "&loai=news")])
}

/// How many there are of each.
fn by<'a>(all: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, i64> {
    all.fold(BTreeMap::new(), |mut counts, key| {
        *counts.entry(key).or_default() += 1;
        counts
    })
}

fn documents(span: Span, fresh: &[Shown]) -> FigureTable {
    let mut table =
        FigureTable::new("documents", "Văn bản theo loại", "văn bản", "Loại văn bản", &["Đăng mới"]);
    let documents = fresh.iter().filter(|one| one.kind == "document");
    for (form, count) in by(documents.map(|one| one.form.as_str())) {
        let name = if form.is_empty() { "Chưa ghi loại" } else { form };
        let word = percent_encoding::utf8_percent_encode(form, percent_encoding::NON_ALPHANUMERIC);
        let here = format!("&loai=document&the-loai={word}");
        table.line(name, vec![Cell::count(count, proof(span, "dang-moi", &here))]);
    }
    table.summed(&[&proof(span, "dang-moi", "&loai=document")])
}

/// Every unit that was there in the span, those of whom nothing came too (Quy chế Điều 6.3).
fn units(profile: &Profile, span: Span, fresh: &[Shown]) -> FigureTable {
    let mut table =
        FigureTable::new("units", "Đăng mới theo đơn vị", "tin, bài, văn bản", "Đơn vị", &["Đăng mới"]);
    let there = profile.units.iter().filter(|unit| {
        unit.from.is_none_or(|from| from <= span.until) && unit.until.is_none_or(|until| span.from < until)
    });
    let mut counts: BTreeMap<&str, i64> = there.map(|unit| (unit.key.as_str(), 0)).collect();
    counts.extend(by(fresh.iter().map(|one| one.unit.as_str())));
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(key, count)| (-count, *key));
    for (key, count) in counts {
        let name = profile.unit(key).map_or(key, |unit| unit.name.as_str());
        table.line(name, vec![Cell::count(count, proof(span, "dang-moi", &format!("&don-vi={key}")))]);
    }
    table.summed(&[&proof(span, "dang-moi", "")])
}

/// What units owed and sent, month by month.
async fn months(scope: &mut Scope, profile: &Profile, span: Span) -> Result<Vec<(Month, Report)>> {
    let mut months = Vec::new();
    let mut month = Month::of(span.from);
    let day = span.until.min(scope.db().clock.today());
    while month.first() <= day {
        months.push((month, Report::as_of(scope, profile, month, day).await?));
        month = month.next();
    }
    Ok(months)
}

/// The list of a span of months.
fn supply_proof(months: &[(Month, Report)], span: Span) -> String {
    match (months.first(), months.last()) {
        (Some((first, _)), Some((last, _))) => {
            format!("/cung-cap?thang={first}&den-thang={last}&tinh-den={}", date_vi(span.until))
        }
        _ => String::new(),
    }
}

/// Every unit, those that sent nothing and owe nothing too (Quy chế Điều 6.3).
fn supply(months: &[(Month, Report)], span: Span) -> FigureTable {
    let columns = ["Chỉ tiêu", "Đã gửi", "Được đăng", "Trả lại", "Đúng hạn", "Trễ"];
    let mut table =
        FigureTable::new("supply", "Chỉ tiêu và thời hạn cung cấp", "tin, bài", "Đơn vị", &columns);
    let mut whole = Report::together(months.iter().map(|(_, report)| report));
    whole.rows.sort_by(|a, b| a.name.cmp(&b.name));
    let proof = supply_proof(months, span);
    for row in &whole.rows {
        let figures = [row.quota.unwrap_or(0), row.sent, row.published, row.returned, row.on_time, row.late];
        table.line(&row.name, figures.map(|figure| Cell::count(figure, proof.clone())).to_vec());
    }
    table.summed(&[proof.as_str(); 6])
}

async fn changes(scope: &mut Scope, span: Span) -> Result<FigureTable> {
    let mut table =
        FigureTable::new("changes", "Đính chính, gỡ, nhập hàng loạt", "lượt", "Việc", &["Số lượt"]);
    for (name, of, listing) in [
        ("Đính chính", Of::Corrected, Listing::corrected(span.from, span.until)),
        ("Gỡ khỏi trang", Of::Withdrawn, Listing::withdrawn(span.from, span.until)),
        ("Văn bản, bài cũ nhập hàng loạt", Of::Imported, Listing::imported(span.from, span.until)),
    ] {
        let count = listing.count(scope).await?;
        table.line(name, vec![Cell::many(count, proof(span, of.word(), ""))]);
    }
    Ok(table)
}

/// How fresh sections stood on the last day, by the one rule of `care::freshness`; what made them fresh in the span is listed.
async fn freshness(scope: &mut Scope, profile: &Profile, span: Span) -> Result<FigureTable> {
    let day = span.until.min(scope.db().clock.today());
    let renewed = Listing::renewed(span.from, span.until).by_section(scope).await?;
    let columns = ["Nhịp phải đạt", "Đăng mới, cập nhật", "Lần cuối", "Cuối kỳ"];
    let mut table = FigureTable::new("freshness", "Nhịp cập nhật", "lượt", "Chuyên mục", &columns);
    for one in freshness::on(scope, profile, day).await? {
        let count = renewed.get(&one.section).copied().unwrap_or(0);
        let here = format!("&chuyen-muc={}", one.section.as_str());
        table.line(
            &one.title,
            vec![
                Cell::words(one.pace.vietnamese()),
                Cell::count(count, proof(span, Of::Renewed.word(), &here)),
                Cell::words(one.last.map_or_else(|| "không có".to_owned(), date_vi)),
                Cell::words(if one.stale { "Quá hạn cập nhật" } else { "Đạt" }),
            ],
        );
    }
    Ok(table)
}

async fn contributors(scope: &mut Scope, span: Span, fresh: &[Shown]) -> Result<FigureTable> {
    let people = evidence::contributors(scope, span.from, span.until).await?;
    let theirs: Vec<_> =
        fresh.iter().filter_map(|one| one.by.as_ref()).filter(|by| people.contains(*by)).collect();
    let writing: BTreeSet<_> = theirs.iter().collect();
    let list = format!("/cong-tac-vien?{}", span.days());
    let mut table =
        FigureTable::new("contributors", "Cộng tác viên", "người, tin bài", "Chỉ số", &["Số lượng"]);
    for (name, count, at) in [
        ("Cộng tác viên trong kỳ", people.len(), list.clone()),
        ("Cộng tác viên có bài được đăng", writing.len(), format!("{list}&co-bai=co")),
        ("Tin, bài của cộng tác viên được đăng", theirs.len(), proof(span, "dang-moi", "&cong-tac-vien=co")),
    ] {
        table.line(name, vec![Cell::many(count, at)]);
    }
    Ok(table)
}

async fn consultations(scope: &mut Scope, span: Span) -> Result<FigureTable> {
    let columns = ["Ý kiến nhận", "Công khai", "Không công khai", "Chờ xem xét"];
    let mut table = FigureTable::new(
        "consultations",
        "Lấy ý kiến góp ý",
        "ý kiến",
        "Dự thảo lấy ý kiến trong kỳ",
        &columns,
    );
    let states = ["", "&tinh-trang=shown", "&tinh-trang=withheld", "&tinh-trang=waiting"];
    let list = |more: &str| proof(span, Of::Comments.word(), more);
    for one in store::consulted(scope, span.from, span.until).await? {
        let cells = one.counts.iter().zip(states);
        let cells =
            cells.map(|(count, state)| Cell::count(*count, list(&format!("&du-thao={}{state}", one.id))));
        table.line(one.title.clone(), cells.collect());
    }
    let [all, shown, withheld, waiting] = states.map(list);
    Ok(table.summed(&[&all, &shown, &withheld, &waiting]))
}

async fn used(scope: &mut Scope, span: Span) -> Result<FigureTable> {
    let mut table = FigureTable::new("use", "Sử dụng, tạm ngừng", "lượt", "Chỉ số", &["Số lượt"]);
    let openings = Listing::opened(span.from, span.until).whole(scope).await?.sum;
    let outages = store::outages(scope, span.from, span.until).await?;
    for (name, of) in [("Lượt tìm kiếm", Of::Searched), ("Lượt tìm kiếm không có kết quả", Of::InVain)]
    {
        let searched = Listing::searched(span.from, span.until, of == Of::InVain);
        let count = searched.whole(scope).await?.sum;
        table.line(name, vec![Cell::count(count, proof(span, of.word(), ""))]);
    }
    table.line(
        "Lượt mở dịch vụ công từ trang",
        vec![Cell::count(openings, proof(span, Of::Opened.word(), ""))],
    );
    table.line(
        "Lần báo tạm ngừng có kế hoạch",
        vec![Cell::count(outages, format!("/hoat-dong?nam={}&{}#bao-truoc", span.until.year(), span.days()))],
    );
    Ok(table)
}

fn late(months: &[(Month, Report)], span: Span) -> FigureTable {
    let mut table = FigureTable::new(
        "late",
        "Tin, bài, văn bản trễ thời hạn cập nhật",
        "việc",
        "Thời hạn",
        &["Đơn vị", "Chậm"],
    );
    let mut seen = BTreeSet::new();
    let all = months.iter().flat_map(|(_, report)| &report.missed);
    let missed: Vec<&Clocked> = all.filter(|missed| seen.insert(&missed.edition)).collect();
    let count = missed.len();
    for missed in missed.into_iter().take(LATE) {
        let late = Cell {
            proof: format!("/tin-bai/{}", missed.edition),
            ..Cell::words(missed.standing.vietnamese())
        };
        let limit = limits::all().iter().find(|limit| limit.id == missed.limit);
        let name = limit.map_or(missed.limit.as_str(), |limit| limit.name.as_str());
        // What limit was missed, not the heading: a report is kept for good, and an item's words may have to go. The figure
        // leads to the item.
        table.line(name, vec![Cell::words(&missed.unit), late]);
    }
    table.counted(Cell::many(count, supply_proof(months, span)))
}
