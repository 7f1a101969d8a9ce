//! The dated rules of `rules/`: how soon a question is answered, and what the reader agrees to.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::base::clock::{Millis, local};
use crate::base::working_days::Due;

use super::clock::deadlines;

#[derive(Deserialize)]
struct Consents {
    consents: Vec<Consent>,
}

/// What a reader agrees to, word for word.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Kept with the question.
    pub version: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    from: Date,
    /// The law it rests on.
    pub clause: String,
    answer: String,
    /// Publishing the name: free, never ticked beforehand.
    pub name: String,
    comment: String,
    /// Showing the name beside a comment on a draft: free, never ticked beforehand.
    pub comment_name: String,
}

impl Consent {
    /// Since which day it is asked for.
    pub fn since(&self) -> Date {
        self.from
    }

    /// Handling the data in order to answer, said for one body.
    pub fn answer_for(&self, body: &str) -> String {
        self.answer.replace("{body}", body)
    }

    /// Handling what the sender of a comment on a draft says of themselves, said for one body.
    pub fn comment_for(&self, body: &str) -> String {
        self.comment.replace("{body}", body)
    }
}

static CONSENTS: LazyLock<Consents> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/consents.toml"))
        .unwrap_or_else(|cause| panic!("rules/consents.toml: {cause}"))
});

/// When what is of a class (`hoi-dap`, …) and was received at an instant is due at this desk.
pub fn due(class: &str, received: Millis) -> Due {
    deadlines::of(class, local(received).date()).ours(received)
}

/// The consents asked for on a day.
pub fn consent(day: Date) -> &'static Consent {
    let rows = || CONSENTS.consents.iter();
    rows()
        .filter(|row| row.from <= day)
        .max_by_key(|row| row.from)
        .or_else(|| rows().next())
        .unwrap_or_else(|| panic!("rules/consents.toml is empty"))
}

/// Every version that was asked for until a day, the latest first.
pub fn consents_until(day: Date) -> Vec<&'static Consent> {
    let mut rows: Vec<&Consent> = CONSENTS.consents.iter().filter(|row| row.from <= day).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.from));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::{HOUR, start_of};
    use jiff::civil::date;

    #[test]
    fn fifteen_working_days_over_new_year_and_tet() {
        assert_eq!(due("hoi-dap", start_of(date(2016, 12, 30)) + 9 * HOUR).on, date(2017, 1, 23));
        assert_eq!(due("hoi-dap", start_of(date(2016, 12, 30)) + 18 * HOUR).on, date(2017, 1, 24));
    }

    #[test]
    fn former_versions_stay_readable_and_later_ones_are_not_told_yet() {
        let versions = |day| consents_until(day).iter().map(|row| row.version.as_str()).collect::<Vec<_>>();
        assert_eq!(versions(date(2016, 12, 30)), ["2016-1"]);
        assert_eq!(versions(date(2026, 11, 24)), ["2026-1", "2023-1", "2016-1"]);
    }

    #[test]
    fn consents_follow_the_day() {
        assert_eq!(consent(date(2016, 12, 30)).version, "2016-1");
        assert_eq!(consent(date(2026, 11, 24)).version, "2026-1");
        assert!(consent(date(2016, 12, 30)).answer_for("UBND xã A").contains("UBND xã A"));
    }
}
