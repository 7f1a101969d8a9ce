//! How the papers of the board are headed and signed: the site's dated identity, and what the office set over it (Điều 9.3).

use jiff::civil::Date;
use paper::model::{Copies, Signature, Stead};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::scope::{Db, Reach, Scope};
use crate::people::{Action, Role, Staff, State};
use crate::tenants::directory::Tenant;
use crate::tenants::{Level, Profile};

use super::store;

/// The clause behind number, issuer and seal.
pub const SEALED: &str = "Quy chế Điều 9.3; Nghị định 30/2020/NĐ-CP, Phụ lục I";
/// The longest line.
const LINE: usize = 200;

/// In whose stead papers are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// The head signs in their own right, the deputy `KT.` the head.
    #[default]
    Board,
    /// `TL.` by order of the office's head.
    ByOrder,
    /// `TUQ.` by authority given.
    Authorised,
    /// `Q.` holding the post for the time being.
    Acting,
}

impl Authority {
    /// All of them, with what each is called.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Board, "board", "Trưởng ban ký; Phó ban thường trực ký thay (KT.)"),
        (Self::ByOrder, "by-order", "Ký thừa lệnh (TL.)"),
        (Self::Authorised, "authorised", "Ký thừa ủy quyền (TUQ.)"),
        (Self::Acting, "acting", "Quyền cấp trưởng ký (Q.)"),
    ];

    /// As it is sent and stored.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|one| one.0 == self).map_or("", |one| one.1)
    }

    /// What was sent or stored.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|one| one.1 == text).map(|one| one.0)
    }
}

/// How papers are headed and signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Letterhead {
    /// The body above the issuer.
    pub parent: String,
    /// Who issues.
    pub issuer: String,
    /// The issuer's short form in symbols: `BBT`.
    pub short: String,
    /// Where papers are signed.
    pub place: String,
    /// On whose behalf they are signed (`TM.`); may be empty.
    pub behalf: String,
    /// In whose stead.
    pub authority: Authority,
    /// The head in whose stead `TL.` and `TUQ.` are signed.
    pub stead_of: String,
    /// The post of the head.
    pub head: String,
    /// The post of the deputy.
    pub deputy: String,
    /// Who gets copies, one a line.
    pub copies: Vec<String>,
    /// Who keeps one beside the registry.
    pub kept: String,
}

impl Letterhead {
    /// What a site's papers look like before anybody set anything.
    pub fn usual(profile: &Profile, day: Date) -> Self {
        let identity = profile.identity_on(day);
        let body = identity.body.replace("Ủy ban nhân dân", "UBND");
        let is_commune = profile.level == Level::Commune;
        Self {
            parent: if is_commune { String::new() } else { body.clone() },
            issuer: if is_commune { body } else { "Văn phòng HĐND và UBND".to_owned() },
            short: "BBT".to_owned(),
            place: identity.place.clone(),
            behalf: "Ban Biên tập".to_owned(),
            authority: Authority::Board,
            stead_of: String::new(),
            head: "Trưởng ban".to_owned(),
            deputy: "Phó Trưởng ban Thường trực".to_owned(),
            copies: vec!["Như trên".to_owned(), "Thành viên Ban Biên tập".to_owned()],
            kept: "BBT".to_owned(),
        }
    }

    /// As it holds on a day.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn on(scope: &mut Scope, profile: &Profile, day: Date) -> Result<Self> {
        Ok(store::letterhead(scope, day).await?.unwrap_or_else(|| Self::usual(profile, day)))
    }

    /// Without spaces around its lines and without empty ones.
    fn tidied(self) -> Self {
        let line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let copies = self.copies.into_iter().map(|copy| line(copy).trim_end_matches([';', '.']).to_owned());
        Self {
            parent: line(self.parent),
            issuer: line(self.issuer),
            short: line(self.short).to_uppercase(),
            place: line(self.place),
            behalf: line(self.behalf),
            authority: self.authority,
            stead_of: line(self.stead_of),
            head: line(self.head),
            deputy: line(self.deputy),
            copies: copies
                .map(|copy| copy.trim_start_matches(['-', ' ']).to_owned())
                .filter(|copy| !copy.is_empty())
                .collect(),
            kept: line(self.kept),
        }
    }

    /// What stands against it.
    fn gaps(&self) -> Vec<Refusal> {
        let needed = [
            ("issuer", &self.issuer, "Hãy ghi tên cơ quan, tổ chức ban hành."),
            ("short", &self.short, "Hãy ghi chữ viết tắt trong ký hiệu, ví dụ BBT."),
            ("place", &self.place, "Hãy ghi địa danh nơi ký."),
            ("head", &self.head, "Hãy ghi chức vụ của người đứng đầu."),
        ];
        let empty = needed.iter().filter(|(_, value, _)| value.is_empty());
        let mut gaps: Vec<Refusal> =
            empty.map(|(field, _, message)| Refusal::new(field, *message, SEALED)).collect();
        if matches!(self.authority, Authority::ByOrder | Authority::Authorised) && self.stead_of.is_empty() {
            gaps.push(Refusal::new(
                "stead_of",
                "Ký TL., TUQ. phải ghi ký thừa lệnh, thừa ủy quyền ai.",
                SEALED,
            ));
        }
        if self.short.contains(['/', ' ']) {
            gaps.push(Refusal::new(
                "short",
                "Chữ viết tắt trong ký hiệu không có dấu cách, dấu gạch chéo.",
                SEALED,
            ));
        }
        let all = [
            &self.parent,
            &self.issuer,
            &self.short,
            &self.place,
            &self.behalf,
            &self.head,
            &self.deputy,
            &self.kept,
        ];
        if all.into_iter().chain(&self.copies).any(|line| line.chars().count() > LINE) {
            gaps.push(Refusal::new("issuer", "Mỗi dòng dài nhất 200 ký tự.", SEALED));
        }
        gaps
    }

    /// Who signs: the head, or the deputy in the head's stead. A draft names nobody.
    pub fn signature(&self, role: Role, name: &str) -> Signature {
        let deputy = role == Role::StandingDeputy && !self.deputy.is_empty();
        let post = if deputy { &self.deputy } else { &self.head };
        let stead = match self.authority {
            Authority::Board if deputy => Stead::For(self.head.clone()),
            Authority::Board => Stead::Own,
            Authority::ByOrder => Stead::ByOrder(self.stead_of.clone()),
            Authority::Authorised => Stead::Authorised(self.stead_of.clone()),
            Authority::Acting => Stead::Acting,
        };
        Signature { behalf: self.behalf.clone(), stead, post: post.clone(), name: name.to_owned() }
    }

    /// Who gets copies.
    pub fn copies(&self) -> Copies {
        Copies { to: self.copies.clone(), kept: self.kept.clone() }
    }

    /// The symbol of a kind of paper: `BC-BBT`.
    pub fn symbol(&self, kind: &str) -> String {
        format!("{kind}-{}", self.short)
    }
}

/// Sets how papers look from a day on; what is signed stays as it was.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] for what no paper may lack.
pub async fn set(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    from: Option<Date>,
    letterhead: Letterhead,
) -> Result<()> {
    staff.require(Action::ReportSet, State::Any)?;
    let letterhead = letterhead.tidied();
    let mut gaps = letterhead.gaps();
    let today = db.clock.today();
    match from {
        None => gaps.push(Refusal::new("from", "Hãy ghi ngày bắt đầu áp dụng, dạng 28/12/2016.", SEALED)),
        Some(from) if from < today => {
            gaps.push(Refusal::new("from", "Mẫu không đặt ngược về ngày đã qua.", SEALED));
        }
        Some(_) => {}
    }
    Error::unless_empty(gaps)?;
    let from = from.unwrap_or(today);
    let mut scope = db.write(tenant.id(), actor).await?;
    store::set_letterhead(&mut scope, from, &letterhead, &staff.account, db.clock.now()).await?;
    scope.changed("report", "letterhead", Reach::Staff);
    scope.audit(Action::ReportSet.as_str(), "report", "letterhead", json!({ "from": from.to_string() }));
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letterhead() -> Letterhead {
        Letterhead {
            issuer: "Văn phòng".into(),
            short: " bbt ".into(),
            place: "Hiệp Hòa".into(),
            behalf: "Ban Biên tập".into(),
            head: "Trưởng ban".into(),
            deputy: "Phó Trưởng ban Thường trực".into(),
            copies: vec![" - Như trên; ".into(), String::new()],
            ..Letterhead::default()
        }
    }

    #[test]
    fn the_deputy_signs_in_the_head_s_stead() {
        let letterhead = letterhead();
        let lines = |role| letterhead.signature(role, "").lines();
        assert_eq!(lines(Role::BoardHead), ["TM. BAN BIÊN TẬP", "TRƯỞNG BAN"]);
        assert_eq!(
            lines(Role::StandingDeputy),
            ["TM. BAN BIÊN TẬP", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN THƯỜNG TRỰC"]
        );
    }

    #[test]
    fn lines_are_tidied_and_what_lacks_is_said_at_once() {
        let tidied = letterhead().tidied();
        assert_eq!((tidied.short.as_str(), tidied.copies.as_slice()), ("BBT", &["Như trên".to_owned()][..]));
        assert_eq!(tidied.gaps(), []);
        let empty = Letterhead { authority: Authority::ByOrder, ..Letterhead::default() };
        let fields: Vec<_> = empty.gaps().iter().map(|gap| gap.field).collect();
        assert_eq!(fields, ["issuer", "short", "place", "head", "stead_of"]);
    }
}
