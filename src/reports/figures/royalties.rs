//! What was approved of royalties, what runs paid and withheld, and what waits longer than the law allows (Quy chế Điều 6.4, 11;
//! Nghị định 18/2014/NĐ-CP Điều 4.10): lists by their months, runs by their day.

use crate::base::error::Result;
use crate::base::scope::Scope;

use super::super::evidence::{HOME, Of};
use super::super::store::{self, Listing};
use super::{Cell, FigureTable, Span};

pub(super) async fn table(scope: &mut Scope, span: Span) -> Result<FigureTable> {
    let day = span.until.min(scope.db().clock.today());
    let proof = |of: Of| format!("{HOME}?so={}&{}", of.word(), span.days());
    let columns = ["Số lượng", "Số tiền (đồng)"];
    let mut table = FigureTable::new("royalties", "Nhuận bút, thù lao", "mục", "Khoản", &columns);
    for (name, of, listing) in [
        ("Tin, bài trong danh sách đã duyệt chi", Of::Listed, Listing::listed(span.from, span.until)),
        ("Nhuận bút, thù lao, điều chỉnh đã duyệt", Of::Ledger, Listing::ledger(span.from, span.until)),
        ("Đã chi trong kỳ, trước thuế", Of::Paid, Listing::paid(span.from, span.until)),
        ("Đợt chi do trang lập", Of::Runs, Listing::runs(span.from, span.until)),
        ("Đã duyệt, quá 60 ngày chưa chi", Of::Unpaid, Listing::unpaid(day)),
    ] {
        let whole = listing.whole(scope).await?;
        table.line(name, vec![Cell::count(whole.rows, proof(of)), Cell::count(whole.sum, proof(of))]);
        if of == Of::Runs {
            let tax = store::runs_tax(scope, span.from, span.until).await?;
            let cells = vec![Cell::default(), Cell::count(tax, proof(of))];
            table.line("Thuế thu nhập cá nhân các đợt đó khấu trừ", cells);
        }
    }
    let is_nothing = |cell: &Cell| cell.count.is_none_or(|count| count == 0);
    if table.lines.iter().all(|line| line.cells.iter().all(is_nothing)) {
        table.lines.clear();
    }
    Ok(table)
}
