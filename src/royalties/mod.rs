//! Royalties: the month's list, what is owed for it and to whom, what is paid and withheld (Quy chế Điều 6.4, 7.2.c, 11).

pub mod approve;
pub mod assess;
pub mod estimate;
pub mod export;
pub mod list;
pub mod mine;
pub mod payees;
pub mod proposal;
pub mod remind;
pub mod remuneration;
pub mod returned;
pub mod runs;
pub mod same;
pub mod settings;
pub mod sites;
pub mod store;
pub mod uncollected;
pub mod unpaid;
pub mod year;

use std::sync::LazyLock;

use ::royalties::{Dong, Rules};

use crate::base::text::grouped;

/// The clause behind coefficients.
pub(crate) const ASSESSED: &str = "Quy chế Điều 7.2.c";
/// The clause behind approval and payment.
pub(crate) const PAID: &str = "Quy chế Điều 11";

/// The dated law of `rules/royalties.toml`.
pub static RULES: LazyLock<Rules> = LazyLock::new(|| {
    Rules::read(include_str!("../../rules/royalties.toml"))
        .unwrap_or_else(|cause| panic!("rules/royalties.toml: {cause}"))
});

/// A sum as people read it: `1.210.000 đ`.
pub fn dong(sum: Dong) -> String {
    let sign = if sum < 0 { "−" } else { "" };
    format!("{sign}{} đ", grouped(&sum.unsigned_abs().to_string()))
}

/// A sum as people type it: digits, perhaps in groups; none for anything else.
pub fn typed_dong(text: &str) -> Option<Dong> {
    let text = text.trim().trim_end_matches('đ').trim();
    let digits: String = text.chars().filter(|c| !matches!(c, '.' | ' ' | '\u{a0}')).collect();
    let fine = !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
    fine.then(|| digits.parse().ok())?
}

/// NFC, trimmed, on one line.
fn tidy(text: &str) -> String {
    crate::base::text::normalise(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_printed_and_read_in_groups() {
        assert_eq!(dong(1_210_000), "1.210.000 đ");
        assert_eq!(dong(-121_000), "−121.000 đ");
        assert_eq!(typed_dong(" 1.210.000 đ"), Some(1_210_000));
        for bad in ["", "-5", "1,5", "một", "9999999999999"] {
            assert_eq!(typed_dong(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_rules_are_read() {
        assert!(RULES.worth(jiff::civil::date(2016, 12, 30)).is_some());
    }
}
