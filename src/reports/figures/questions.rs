//! Questions as the book counts them: by class, unit, field, way; requests for information; what is late.

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::base::text::capitalised;
use crate::base::working_days::Calendar;
use crate::people::State;
use crate::questions::channels::Channel;
use crate::questions::classes::Class;
use crate::questions::clock::ageing::{self, By};
use crate::questions::clock::deadlines;
use crate::questions::clock::register::{self, Filter};
use crate::questions::routing::closing::{Ending, Kind};
use crate::questions::routing::refusal::{self, Ground};
use crate::tenants::Profile;

use super::{Cell, FigureTable, LATE, Span};

/// The book of questions.
const BOOK: &str = "/so-theo-doi";
/// What stands in its addresses for "none".
const NONE: &str = "-";

/// The book as it stood at the end of the span.
fn proof(span: Span, more: &str) -> String {
    format!("{BOOK}?{}&tinh-den={}{more}", span.days(), date_vi(span.until))
}

pub(super) async fn tables(
    scope: &mut Scope,
    profile: &Profile,
    span: Span,
    keys: &[&str],
) -> Result<Vec<FigureTable>> {
    let (from, until) = (Some(span.from), Some(span.until));
    let all = Filter { from, until, as_of: until, ..Filter::default() };
    let mut tables = Vec::new();
    for key in keys {
        let table = match *key {
            "questions" => parted(scope, profile, span, key, &all, By::Class).await?,
            "question-units" => parted(scope, profile, span, key, &all, By::Unit).await?,
            "question-fields" => parted(scope, profile, span, key, &all, By::Field).await?,
            "question-channels" => parted(scope, profile, span, key, &all, By::Channel).await?,
            "access" => access(scope, span, &all).await?,
            "access-channels" => {
                let class = Class::Information.key().to_owned();
                let of = Filter { class: Some(class), ..all.clone() };
                parted(scope, profile, span, key, &of, By::Channel).await?
            }
            "late" => late(scope, profile, span, &all).await?,
            _ => continue,
        };
        tables.push(table);
    }
    Ok(tables)
}

fn name(profile: &Profile, by: By, key: &str) -> String {
    match by {
        By::Unit if key.is_empty() => "Chưa giao đơn vị".to_owned(),
        By::Unit => profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone()),
        By::Class => deadlines::class_name(key).to_owned(),
        By::Channel => {
            Channel::parse(key).map_or_else(|| key.to_owned(), |way| capitalised(way.vietnamese()))
        }
        By::Field if key.is_empty() => "Chưa phân lĩnh vực".to_owned(),
        By::Field => key.to_owned(),
    }
}

fn field(by: By) -> &'static str {
    match by {
        By::Unit => "don-vi",
        By::Class => "loai",
        By::Field => "linh-vuc",
        By::Channel => "cach-gui",
    }
}

/// Received is over and open together; late is what is over or open past its last day.
async fn parted(
    scope: &mut Scope,
    profile: &Profile,
    span: Span,
    key: &str,
    filter: &Filter,
    by: By,
) -> Result<FigureTable> {
    let columns = ["Tiếp nhận", "Đã xong", "Trong đó đúng hạn", "Đang xử lý", "Trễ hạn"];
    let title = format!("Câu hỏi theo {}", by.vietnamese().to_lowercase());
    let mut table = FigureTable::new(key, &title, "câu hỏi", by.vietnamese(), &columns);
    let class = filter.class.as_ref().map_or_else(String::new, |class| format!("&loai={class}"));
    for one in ageing::by(scope, filter, by).await? {
        let word = if one.key.is_empty() { NONE } else { one.key.as_str() };
        let here = format!("{class}&{}={word}", field(by));
        let of = |more: &str| proof(span, &format!("{here}{more}"));
        table.line(
            name(profile, by, &one.key),
            vec![
                Cell::count(one.received, of("")),
                Cell::count(one.closed, of("&tinh-trang=da-xong")),
                Cell::count(one.closed - one.late, of("&tinh-trang=dung-han")),
                Cell::count(one.open, of("&tinh-trang=dang-xu-ly")),
                Cell::count(one.late + one.overdue, of("&tinh-trang=tre-han")),
            ],
        );
    }
    let of = |more: &str| proof(span, &format!("{class}{more}"));
    let (done, in_time) = (of("&tinh-trang=da-xong"), of("&tinh-trang=dung-han"));
    Ok(table.summed(&[&of(""), &done, &in_time, &of("&tinh-trang=dang-xu-ly"), &of("&tinh-trang=tre-han")]))
}

/// Requests for information by what became of them; refused is what was closed on a ground of the law, by the ground
/// (Nghị định 13/2018/NĐ-CP, Điều 12.4; Luật Tiếp cận thông tin, Điều 28).
async fn access(scope: &mut Scope, span: Span, all: &Filter) -> Result<FigureTable> {
    let class = Class::Information.key();
    let mut table =
        FigureTable::new("access", "Yêu cầu cung cấp thông tin", "yêu cầu", "Chỉ số", &["Số yêu cầu"]);
    let of = |state: Option<State>| Filter { class: Some(class.to_owned()), state, ..all.clone() };
    let here = format!("&loai={class}");
    let sum = register::sum(scope, &of(None)).await?;
    table.line("Tiếp nhận", vec![Cell::count(sum.received, proof(span, &here))]);
    for (name, state) in [
        ("Đã cung cấp, công bố trên trang", State::Published),
        ("Đã cung cấp cho người yêu cầu", State::AnsweredPrivately),
        ("Chuyển cơ quan có trách nhiệm", State::Transferred),
    ] {
        let count = register::sum(scope, &of(Some(state))).await?.received;
        table.line(name, vec![Cell::count(count, proof(span, &format!("{here}&trang-thai={state}")))]);
    }
    for (name, ending, is_part) in endings(span) {
        let filter = Filter { closing: Some(ending), ..of(None) };
        let count = register::sum(scope, &filter).await?.received;
        if count > 0 || !is_part {
            let list = proof(span, &format!("{here}&ket-thuc={}", ending.word()));
            table.line(name, vec![Cell::count(count, list)]);
        }
    }
    table.line(
        "Đang xử lý",
        vec![Cell::count(sum.open, proof(span, &format!("{here}&tinh-trang=dang-xu-ly")))],
    );
    let late = Filter { late: true, ..of(None) };
    let late = register::sum(scope, &late).await?.received;
    table.line("Trễ hạn", vec![Cell::count(late, proof(span, &format!("{here}&tinh-trang=tre-han")))]);
    Ok(table)
}

/// How a request ends without what it asked for, refusals first with their grounds; a part stands only where it counts something.
fn endings(span: Span) -> Vec<(String, Ending, bool)> {
    let part = |kind: Kind| (kind.vietnamese(), Ending::As(kind), true);
    let ground = |ground: &'static Ground| {
        let kind = Kind::Refused(ground);
        (format!("Trong đó {}, {}", ground.name, ground.clause), Ending::As(kind), true)
    };
    let refused = ("Từ chối cung cấp".to_owned(), Ending::Refused, false);
    let taken_back = (Kind::TakenBack.vietnamese(), Ending::As(Kind::TakenBack), false);
    let others = [Kind::OutOfScope, Kind::Spam].map(part);
    let repeated = (Ending::Repeated.vietnamese(), Ending::Repeated, true);
    let other = ("Kết thúc vì lý do khác".to_owned(), Ending::As(Kind::Other), true);
    std::iter::once(refused)
        .chain(refusal::on(span.until).map(ground))
        .chain([taken_back])
        .chain(others)
        .chain([repeated, other])
        .collect()
}

async fn late(scope: &mut Scope, profile: &Profile, span: Span, all: &Filter) -> Result<FigureTable> {
    let columns = ["Đơn vị", "Chậm"];
    let mut table = FigureTable::new("late", "Câu hỏi trễ hạn", "câu hỏi", "Câu hỏi", &columns);
    let today = Calendar::counts_for(all.seen_at(scope.db().clock.now()));
    let late = Filter { late: true, ..all.clone() };
    for entry in register::page(scope, &late, None, LATE).await?.entries {
        let standing = Cell {
            proof: format!("/hoi-dap/{}", entry.id),
            ..Cell::words(entry.standing(today).vietnamese())
        };
        let unit = name(profile, By::Unit, entry.unit.as_deref().unwrap_or_default());
        // The number alone: a report goes out of the house, what was asked does not.
        table.line(format!("Câu hỏi số {}", entry.number), vec![Cell::words(unit), standing]);
    }
    let count = register::sum(scope, &late).await?.received;
    Ok(table.counted(Cell::count(count, proof(span, "&tinh-trang=tre-han"))))
}
