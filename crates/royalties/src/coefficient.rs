//! A coefficient in hundredths, as decisions print it: `0,5`, `2`, `2,25`.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// A coefficient, counted in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coefficient(i64);

/// No genre comes near it; a slip of the keyboard does.
const MOST: i64 = 10_000;

impl Coefficient {
    /// Of so many hundredths.
    pub const fn hundredths(count: i64) -> Self {
        Self(count)
    }

    /// In hundredths.
    pub const fn as_hundredths(self) -> i64 {
        self.0
    }

    /// As typed: digits with at most two behind a comma or a point; none for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace('.', ",");
        let (whole, behind) = text.split_once(',').unwrap_or((&text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fine =
            !whole.is_empty() && whole.len() <= 3 && behind.len() <= 2 && digits(whole) && digits(behind);
        if !fine || text.ends_with(',') {
            return None;
        }
        let hundredths = format!("{whole}{behind:0<2}").parse().ok()?;
        (hundredths <= MOST).then_some(Self(hundredths))
    }
}

impl fmt::Display for Coefficient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, behind) if behind % 10 == 0 => write!(f, "{whole},{}", behind / 10),
            (whole, behind) => write!(f, "{whole},{behind:02}"),
        }
    }
}

impl<'de> Deserialize<'de> for Coefficient {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("no coefficient: {text}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_coefficient_is_none() {
        for bad in ["", ",5", "2,", "2,125", "-1", "1e3", "hai", "1000", "2,1,1", "+2"] {
            assert_eq!(Coefficient::parse(bad), None, "{bad}");
        }
        assert_eq!(Coefficient::parse(" 2.5 "), Some(Coefficient::hundredths(250)));
        assert_eq!(Coefficient::parse("0,05").map(|c| c.to_string()).as_deref(), Some("0,05"));
    }

    proptest! {
        #[test]
        fn printed_is_read_back(hundredths in 0i64..=MOST) {
            let one = Coefficient::hundredths(hundredths);
            prop_assert_eq!(Coefficient::parse(&one.to_string()), Some(one));
        }
    }
}
