//! The grounds on which a request for information is refused, as `rules/refusals.toml` has them.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    grounds: Vec<Ground>,
}

/// A ground of the law.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// As it is stored: the point of the law.
    pub key: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    since: Date,
    /// What it says, in short.
    pub name: String,
    /// Where it stands.
    pub clause: String,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/refusals.toml"))
        .unwrap_or_else(|cause| panic!("rules/refusals.toml: {cause}"))
});

/// Every ground there ever was.
pub fn all() -> &'static [Ground] {
    &FILE.grounds
}

/// The grounds that hold on a day.
pub fn on(day: Date) -> impl Iterator<Item = &'static Ground> {
    all().iter().filter(move |ground| ground.since <= day)
}

/// The ground of a stored key.
pub fn by_key(key: &str) -> Option<&'static Ground> {
    all().iter().find(|ground| ground.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn nothing_is_refused_on_a_law_before_its_day() {
        assert_eq!(on(date(2018, 6, 30)).count(), 0);
        assert_eq!(on(date(2018, 7, 1)).count(), 6);
        assert_eq!(by_key("28.1.c").map(|one| one.clause.ends_with("Điều 28.1.c")), Some(true));
    }
}
