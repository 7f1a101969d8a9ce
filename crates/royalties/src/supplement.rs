//! What is added to an item's royalties, in the hundred of them (Nghị định 18/2014/NĐ-CP Điều 7.4).

use std::fmt;

/// What is added, by the keys of the rules: each key once, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supplements(Vec<(String, i64)>);

impl Supplements {
    /// Of keys with what each adds; none where a key comes twice or adds nothing.
    pub fn new(mut all: Vec<(String, i64)>) -> Option<Self> {
        all.sort();
        let twice = all.windows(2).any(|pair| pair[0].0 == pair[1].0);
        let fine =
            all.iter().all(|(key, percent)| *percent > 0 && !key.is_empty() && !key.contains([' ', ':']));
        (fine && !twice).then_some(Self(all))
    }

    /// As it is stored: `kho-khan:50 thieu-nhi:15`; none for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let one = |part: &str| {
            let (key, percent) = part.split_once(':')?;
            Some((key.to_owned(), percent.parse().ok()?))
        };
        Self::new(text.split(' ').filter(|part| !part.is_empty()).map(one).collect::<Option<_>>()?)
    }

    /// What is added in all.
    pub fn sum(&self) -> i64 {
        self.0.iter().map(|one| one.1).sum()
    }

    /// What a key adds; 0 where nothing.
    pub fn of(&self, key: &str) -> i64 {
        self.0.iter().find(|one| one.0 == key).map_or(0, |one| one.1)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.iter().map(|one| (one.0.as_str(), one.1))
    }
}

impl fmt::Display for Supplements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(|(key, percent)| format!("{key}:{percent}")).collect();
        f.write_str(&parts.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_key_adds_once_and_something() {
        for bad in ["a", "a:x", "a:0", "a:-5", "a:5 a:6", ":5"] {
            assert_eq!(Supplements::parse(bad), None, "{bad}");
        }
        assert_eq!(Supplements::parse("").map(|none| none.sum()), Some(0));
    }

    proptest! {
        #[test]
        fn stored_is_read_back(all in prop::collection::btree_map("[a-z-]{1,12}", 1i64..=100, 0..4)) {
            let one = Supplements::new(all.clone().into_iter().collect()).expect("each once");
            prop_assert_eq!(Supplements::parse(&one.to_string()), Some(one.clone()));
            prop_assert_eq!(one.sum(), all.values().sum::<i64>());
            for (key, percent) in &all {
                prop_assert_eq!(one.of(key), *percent);
            }
        }
    }
}
