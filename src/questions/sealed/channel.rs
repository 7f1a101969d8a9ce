//! Where complaints and denunciations lawfully go, by the day: `rules/lawful-channels.toml`.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::questions::classes::Class;
use crate::tenants::directory::Tenant;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    channels: Vec<Channel>,
}

/// What the law says of one class.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    class: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    from: Date,
    /// The laws.
    pub law: String,
    /// Who decides.
    pub who: String,
    #[serde(rename = "where")]
    place: String,
    /// What happens then.
    pub then: String,
    /// What the paper must say.
    pub needed: String,
    /// What becomes of one without a name.
    pub anonymous: String,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/lawful-channels.toml"))
        .unwrap_or_else(|cause| panic!("rules/lawful-channels.toml: {cause}"))
});

/// The lawful channel of a class on a day; none for what is no complaint.
pub fn of(class: Class, day: Date) -> Option<&'static Channel> {
    let rows = || RULES.channels.iter().filter(|row| row.class == class.key());
    rows().filter(|row| row.from <= day).max_by_key(|row| row.from).or_else(|| rows().next())
}

impl Channel {
    /// Where it is handed in, at one body.
    pub fn place(&self, tenant: &Tenant) -> String {
        let footer = &tenant.profile.footer;
        self.place
            .replace("{body}", &tenant.identity().body)
            .replace("{address}", &footer.address)
            .replace("{phone}", &footer.phone)
    }

    /// All of it in one text, for a letter.
    pub fn told(&self, tenant: &Tenant, anonymous: bool) -> String {
        let nameless = if anonymous { format!("\n\n{}", self.anonymous) } else { String::new() };
        format!(
            "Thẩm quyền giải quyết: {}.\n\nNơi nhận: {}\n\n{}\n\n{}{nameless}\n\nCăn cứ: {}.",
            self.who,
            self.place(tenant),
            self.needed,
            self.then,
            self.law
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_channel_follows_the_day_and_only_complaints_have_one() {
        for class in Class::ALL {
            assert_eq!(of(class, date(2016, 12, 30)).is_some(), class.is_sealed(), "{}", class.key());
        }
        assert!(of(Class::Denunciation, date(2016, 12, 30)).unwrap().law.contains("2011"));
        assert!(of(Class::Denunciation, date(2020, 1, 2)).unwrap().law.contains("Luật Tố cáo 2018"));
        assert!(of(Class::Complaint, date(2026, 11, 1)).unwrap().law.contains("136/2025"));
    }
}
