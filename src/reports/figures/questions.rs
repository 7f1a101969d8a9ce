//! Questions as the book counts them: by class, unit, field, way; requests for information; what is late.

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
use crate::tenants::Profile;

use super::{Cell, FigureTable, LATE, Span};

/// The book of questions.
const BOOK: &str = "/so-theo-doi";
/// What stands in its addresses for "none".
const NONE: &str = "-";

fn proof(span: Span, more: &str) -> String {
    format!("{BOOK}?{}{more}", span.days())
}

pub(super) async fn tables(
    scope: &mut Scope,
    profile: &Profile,
    span: Span,
    keys: &[&str],
) -> Result<Vec<FigureTable>> {
    let all = Filter { from: Some(span.from), until: Some(span.until), ..Filter::default() };
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
            "late" => late(scope, profile, &all).await?,
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

/// Requests for information by what became of them (Nghị định 13/2018/NĐ-CP, Điều 12.4).
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
        ("Từ chối hoặc kết thúc không cung cấp", State::Closed),
    ] {
        let count = register::sum(scope, &of(Some(state))).await?.received;
        table.line(name, vec![Cell::count(count, proof(span, &format!("{here}&trang-thai={state}")))]);
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

async fn late(scope: &mut Scope, profile: &Profile, all: &Filter) -> Result<FigureTable> {
    let columns = ["Đơn vị", "Chậm"];
    let mut table = FigureTable::new("late", "Câu hỏi trễ hạn", "câu hỏi", "Câu hỏi", &columns);
    let today = Calendar::counts_for(scope.db().clock.now());
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
    Ok(table)
}
