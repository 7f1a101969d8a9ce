//! Items, documents, supply, changes, freshness, contributors, consultations, use: counted out of the very rows that the
//! lists show.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::clock::{date_vi, local};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::care::freshness::{asked_of, is_stale};
use crate::care::store as care;
use crate::items::Genre;
use crate::supply::limits;
use crate::supply::month::Month;
use crate::supply::report::{Clocked, Report};
use crate::tenants::Profile;

use super::super::evidence;
use super::super::store::{self, Shown};
use super::{Cell, FigureTable, LATE, Span};

/// The list that proves a count of items.
fn proof(span: Span, of: &str, more: &str) -> String {
    format!("{}?so={of}&{}{more}", evidence::HOME, span.days())
}

pub(super) async fn tables(
    scope: &mut Scope,
    profile: &Profile,
    span: Span,
    keys: &[&str],
) -> Result<Vec<FigureTable>> {
    let shown = store::shown(scope, span.from, span.until).await?;
    let fresh: Vec<&Shown> = shown.iter().filter(|one| !one.imported).collect();
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
            "supply" => supply(&months),
            "changes" => changes(scope, span, &shown).await?,
            "freshness" => freshness(scope, profile, span, &fresh).await?,
            "contributors" => contributors(scope, span, &fresh).await?,
            "consultations" => consultations(scope, span).await?,
            "use" => used(scope, span).await?,
            _ => continue,
        };
        tables.push(table);
    }
    if keys.contains(&"late") {
        tables.push(late(&months));
    }
    Ok(tables)
}

fn sections(profile: &Profile, span: Span, fresh: &[&Shown]) -> FigureTable {
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

fn genres(span: Span, fresh: &[&Shown]) -> FigureTable {
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

fn documents(span: Span, fresh: &[&Shown]) -> FigureTable {
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

fn units(profile: &Profile, span: Span, fresh: &[&Shown]) -> FigureTable {
    let mut table =
        FigureTable::new("units", "Đăng mới theo đơn vị", "tin, bài, văn bản", "Đơn vị", &["Đăng mới"]);
    let mut counts: Vec<_> = by(fresh.iter().map(|one| one.unit.as_str())).into_iter().collect();
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
    let today = Month::of(scope.db().clock.today());
    while month.first() <= span.until && month <= today {
        months.push((month, Report::read(scope, profile, month).await?));
        month = month.next();
    }
    Ok(months)
}

fn supply(months: &[(Month, Report)]) -> FigureTable {
    let columns = ["Chỉ tiêu", "Đã gửi", "Được đăng", "Trả lại", "Đúng hạn", "Trễ"];
    let mut table =
        FigureTable::new("supply", "Chỉ tiêu và thời hạn cung cấp", "tin, bài", "Đơn vị", &columns);
    let mut whole = Report::together(months.iter().map(|(_, report)| report));
    whole.rows.sort_by(|a, b| a.name.cmp(&b.name));
    let proof = match (months.first(), months.last()) {
        (Some((first, _)), Some((last, _))) => format!("/cung-cap?thang={first}&den-thang={last}"),
        _ => String::new(),
    };
    for row in &whole.rows {
        let figures = [row.quota.unwrap_or(0), row.sent, row.published, row.returned, row.on_time, row.late];
        if figures.iter().any(|figure| *figure != 0) {
            table.line(&row.name, figures.map(|figure| Cell::count(figure, proof.clone())).to_vec());
        }
    }
    table.summed(&[proof.as_str(); 6])
}

async fn changes(scope: &mut Scope, span: Span, shown: &[Shown]) -> Result<FigureTable> {
    let mut table =
        FigureTable::new("changes", "Đính chính, gỡ, nhập hàng loạt", "lượt", "Việc", &["Số lượt"]);
    let corrected = store::corrected(scope, span.from, span.until).await?.len();
    let withdrawn = store::withdrawn(scope, span.from, span.until).await?.len();
    let imported = shown.iter().filter(|one| one.imported).count();
    for (name, of, count) in [
        ("Đính chính", "dinh-chinh", corrected),
        ("Gỡ khỏi trang", "go", withdrawn),
        ("Văn bản, bài cũ nhập hàng loạt", "nhap", imported),
    ] {
        table.line(name, vec![Cell::many(count, proof(span, of, ""))]);
    }
    Ok(table)
}

async fn freshness(
    scope: &mut Scope,
    profile: &Profile,
    span: Span,
    fresh: &[&Shown],
) -> Result<FigureTable> {
    let paces = care::paces(scope).await?;
    let day = span.until.min(scope.db().clock.today());
    let columns = ["Nhịp phải đạt", "Đăng mới", "Lần cuối trong kỳ", "Cuối kỳ"];
    let mut table =
        FigureTable::new("freshness", "Nhịp cập nhật", "tin, bài, văn bản", "Chuyên mục", &columns);
    for section in profile.sections.iter().filter(|section| !section.hidden) {
        let pace = paces.get(&section.key).copied().unwrap_or_else(|| asked_of(section.key));
        let of: Vec<_> = fresh.iter().filter(|one| one.section == section.key).collect();
        let last = of.iter().map(|one| one.at).max().map(|at| local(at).date());
        let standing = if is_stale(pace, last, day) { "Quá hạn cập nhật" } else { "Đạt" };
        let here = proof(span, "dang-moi", &format!("&chuyen-muc={}", section.key.as_str()));
        table.line(
            &section.title,
            vec![
                Cell::words(pace.vietnamese()),
                Cell::many(of.len(), here),
                Cell::words(last.map_or_else(|| "không có".to_owned(), date_vi)),
                Cell::words(standing),
            ],
        );
    }
    Ok(table)
}

async fn contributors(scope: &mut Scope, span: Span, fresh: &[&Shown]) -> Result<FigureTable> {
    let people = evidence::contributors(scope, span.from, span.until).await?;
    let theirs: Vec<_> =
        fresh.iter().filter_map(|one| one.by.as_ref()).filter(|by| people.contains(*by)).collect();
    let writing: BTreeSet<_> = theirs.iter().collect();
    let mut table =
        FigureTable::new("contributors", "Cộng tác viên", "người, tin bài", "Chỉ số", &["Số lượng"]);
    for (name, count, at) in [
        ("Cộng tác viên trong kỳ", people.len(), "/cong-tac-vien".to_owned()),
        ("Cộng tác viên có bài được đăng", writing.len(), "/cong-tac-vien".to_owned()),
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
    for one in store::consulted(scope, span.from, span.until).await? {
        let at = format!("/lay-y-kien/{}", one.id);
        table.line(one.title, one.counts.map(|count| Cell::count(count, at.clone())).to_vec());
    }
    Ok(table.summed(&["/lay-y-kien"; 4]))
}

async fn used(scope: &mut Scope, span: Span) -> Result<FigureTable> {
    let mut table = FigureTable::new("use", "Sử dụng, tạm ngừng", "lượt", "Chỉ số", &["Số lượt"]);
    let openings = store::openings(scope, span.from, span.until).await?;
    let outages = store::outages(scope, span.from, span.until).await?;
    table.line("Lượt mở dịch vụ công từ trang", vec![Cell::count(openings, "/luot-mo")]);
    table.line(
        "Lần báo tạm ngừng có kế hoạch",
        vec![Cell::count(outages, format!("/hoat-dong?nam={}&{}#bao-truoc", span.until.year(), span.days()))],
    );
    Ok(table)
}

fn late(months: &[(Month, Report)]) -> FigureTable {
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
    table
}
