//! Who must act on what lies behind a figure, and how they are reached: one rule for pages and letters.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::app::App;
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::mail::Address;
use crate::base::scope::Db;
use crate::people::store::{Account, accounts, serving};
use crate::people::{Action, Appointment, Relation, Role, State};
use crate::royalties::unpaid::Waits;
use crate::royalties::{remind, runs};
use crate::tenants::directory::Tenant;

use super::Figure;
use super::lists::{Entry, Whose};

/// Who looks after a site as a whole.
pub const BOARD: [Role; 3] = [Role::StandingDeputy, Role::BoardHead, Role::DistrictOffice];
/// What stands in a receipt for the site's box.
const BOX: &str = "hop-thu";

/// Who must act on a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acts {
    /// Who looks after the site.
    Board,
    /// Who holds this right there.
    Holders(Action, State),
    /// The units that have it, each its own part; who looks after the site has the whole.
    UnitsAndBoard,
    /// The units that have it, each its own part.
    Units,
    /// Who approves royalties, or who pays them, here or above.
    Royalties,
}

impl Acts {
    /// Whether each is told their own part of it.
    pub fn in_parts(self) -> bool {
        matches!(self, Self::UnitsAndBoard | Self::Units | Self::Royalties)
    }
}

impl Figure {
    /// Who must act on it.
    pub fn acts(self) -> Acts {
        match self {
            Self::Overdue | Self::Drafts | Self::Access | Self::Procedures => Acts::UnitsAndBoard,
            Self::Quota => Acts::Units,
            Self::Emergencies => Acts::Holders(Action::ItemEmergencyConfirm, State::Live),
            Self::Waiting => Acts::Holders(Action::ItemApprove, State::Submitted),
            Self::Unpaid => Acts::Royalties,
            Self::Stale | Self::Mail | Self::Links | Self::Textless | Self::Reports => Acts::Board,
        }
    }

    /// The same in words.
    pub fn acts_vietnamese(self) -> &'static str {
        match self {
            Self::Overdue => "Đơn vị đang giữ câu hỏi, Ban Biên tập",
            Self::Drafts | Self::Access | Self::Procedures => "Đơn vị có nội dung, Ban Biên tập",
            Self::Quota => "Thủ trưởng đơn vị còn thiếu",
            Self::Emergencies => "Người có quyền xác nhận bản đăng khẩn",
            Self::Waiting => "Người duyệt bài",
            Self::Unpaid => "Người duyệt chi; khi đã duyệt, người chi trả",
            Self::Stale | Self::Mail | Self::Links | Self::Textless | Self::Reports => {
                "Ban Biên tập, Văn phòng"
            }
        }
    }
}

/// Somebody as they are reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// As it stands in receipts: an account, a unit's box, the site's box.
    pub key: String,
    /// As people read it.
    pub label: String,
    /// Where; none without an address.
    pub to: Option<Address>,
}

/// Which rows of a figure somebody acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All.
    Whole,
    /// Those that are theirs.
    Of(Whose),
}

impl Part {
    /// Whether a row is among them.
    pub fn holds(&self, row: &Entry) -> bool {
        match self {
            Self::Whole => true,
            Self::Of(whose) => row.whose == *whose,
        }
    }
}

/// Somebody who must act, and on what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// Who.
    pub who: Reached,
    /// On which rows.
    pub part: Part,
}

/// Everybody's names and addresses.
#[derive(Debug)]
pub struct People(HashMap<AccountId, Account>);

impl People {
    /// Reads them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(db: &Db) -> Result<Self> {
        let known = accounts(&mut db.platform().await?).await?;
        Ok(Self(known.into_iter().map(|account| (account.id.clone(), account)).collect()))
    }
}

/// Who serves a site today, and at who pays for it.
#[derive(Clone, Debug)]
pub struct Posts {
    site: Arc<Tenant>,
    own: Vec<Appointment>,
    payer: Arc<Tenant>,
    paying: Vec<Appointment>,
}

impl Posts {
    /// Reads them, as far as these figures ask for them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(app: &App, site: &Arc<Tenant>, figures: &[Figure]) -> Result<Self> {
        let today = app.db.clock.today();
        let payer = if figures.contains(&Figure::Unpaid) {
            app.directory.get(&runs::payer_of(&app.db, &app.directory, site).await?)
        } else {
            None
        };
        let payer = payer.unwrap_or_else(|| site.clone());
        let mut platform = app.db.platform().await?;
        let own = serving(&mut platform, site.id(), today).await?;
        let paying = if payer.id() == site.id() {
            own.clone()
        } else {
            serving(&mut platform, payer.id(), today).await?
        };
        Ok(Self { site: site.clone(), own, payer, paying })
    }

    /// Who must act on these rows of a figure; where nobody serves, the site's box.
    pub fn of(&self, people: &People, figure: Figure, rows: &[Entry]) -> Vec<Acting> {
        let whose: BTreeSet<&Whose> = rows.iter().map(|row| &row.whose).collect();
        let whole = |who: Reached| Acting { who, part: Part::Whole };
        let mut found: Vec<Acting> = match figure.acts() {
            Acts::Board => self.board(people).into_iter().map(whole).collect(),
            Acts::Holders(action, state) => {
                let may = |held: &Appointment| held.allows(Relation::Own, action, state);
                reached(people, &self.site, &self.own, may).into_iter().map(whole).collect()
            }
            Acts::UnitsAndBoard => {
                let board = self.board_or_box(people).into_iter().map(whole);
                board.chain(self.units(people, &whose)).collect()
            }
            Acts::Units => self.units(people, &whose),
            Acts::Royalties => whose.iter().flat_map(|whose| self.royalties(people, whose)).collect(),
        };
        if found.is_empty() {
            found.push(whole(self.letter_box()));
        }
        let mut each: Vec<Acting> = Vec::with_capacity(found.len());
        for one in found {
            // Who has the whole of it needs no part.
            let known = |other: &Acting| {
                other.who.key == one.who.key && (other.part == Part::Whole || other.part == one.part)
            };
            if !each.iter().any(known) {
                each.push(one);
            }
        }
        each
    }

    /// Who looks after the site, in the order of their posts.
    pub fn board(&self, people: &People) -> Vec<Reached> {
        by_roles(people, &self.site, &self.own, &BOARD)
    }

    fn board_or_box(&self, people: &People) -> Vec<Reached> {
        let board = self.board(people);
        if board.is_empty() { vec![self.letter_box()] } else { board }
    }

    fn units(&self, people: &People, whose: &BTreeSet<&Whose>) -> Vec<Acting> {
        let units = whose.iter().filter_map(|whose| match whose {
            Whose::Unit(key) => Some((key.as_str(), (*whose).clone())),
            Whose::Board | Whose::Payer => None,
        });
        let of = |(key, part): (&str, Whose)| -> Vec<Acting> {
            let reached = self.unit(people, key).into_iter();
            reached.map(|who| Acting { who, part: Part::Of(part.clone()) }).collect()
        };
        units.flat_map(of).collect()
    }

    /// Who heads a unit; its box, where nobody is appointed.
    fn unit(&self, people: &People, key: &str) -> Vec<Reached> {
        let heads = |held: &Appointment| held.role == Role::UnitHead && held.unit.as_deref() == Some(key);
        let heads = reached(people, &self.site, &self.own, heads);
        if !heads.is_empty() {
            return heads;
        }
        let unit = self.site.profile.unit(key);
        let name = unit.map_or(key, |unit| unit.name.as_str());
        vec![Reached {
            key: format!("don-vi:{key}"),
            label: format!("{name}, {}", self.site.identity().full_name),
            to: unit.and_then(|unit| unit.email.parse().ok()),
        }]
    }

    /// Who sees to what is not approved here, or to what is not paid by who pays: as the server's own reminders know them.
    fn royalties(&self, people: &People, whose: &Whose) -> Vec<Acting> {
        let (tenant, held, waits) = match whose {
            Whose::Payer => (&self.payer, &self.paying, Waits::Payment),
            Whose::Board | Whose::Unit(_) => (&self.site, &self.own, Waits::Approval),
        };
        let reached = by_roles(people, tenant, held, &remind::responsible(waits)).into_iter();
        reached.map(|who| Acting { who, part: Part::Of(whose.clone()) }).collect()
    }

    fn letter_box(&self) -> Reached {
        Reached {
            key: BOX.into(),
            label: format!("Hộp thư {}", self.site.identity().full_name),
            to: self.site.profile.footer.email.parse().ok(),
        }
    }
}

fn by_roles(people: &People, tenant: &Tenant, held: &[Appointment], roles: &[Role]) -> Vec<Reached> {
    let mut found: Vec<Reached> = Vec::new();
    for role in roles {
        for one in reached(people, tenant, held, |held| held.role == *role) {
            if found.iter().all(|known| known.key != one.key) {
                found.push(one);
            }
        }
    }
    found
}

fn reached(
    people: &People,
    tenant: &Tenant,
    held: &[Appointment],
    is: impl Fn(&Appointment) -> bool,
) -> Vec<Reached> {
    let person = |held: &Appointment| {
        let account = people.0.get(&held.account)?;
        let unit = held.unit.as_deref().and_then(|key| tenant.profile.unit(key));
        let unit = unit.map_or_else(String::new, |unit| format!(" {},", unit.name));
        Some(Reached {
            key: account.id.to_string(),
            label: format!(
                "{}, {}{unit} {}",
                account.name,
                held.role.vietnamese(),
                tenant.identity().full_name
            ),
            to: account.email.parse().ok(),
        })
    };
    held.iter().filter(|held| is(held)).filter_map(person).collect()
}
