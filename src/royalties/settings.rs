//! How a site counts and pays: which day decides a unit's worth, rounding, who pays, shares that no decision fixes.

use jiff::civil::Date;
use royalties::Dong;
use royalties::amount::Rounding;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::scope::{Db, Reach, Scope};
use crate::people::permissions::words;
use crate::people::{Action, Staff, State};
use crate::tenants::Level;
use crate::tenants::directory::Tenant;

use super::{PAID, store};

words! {
    /// Which day decides what a unit is worth; the texts do not say.
    UnitDay {
        /// The first day before readers.
        Publication = "publication" / "Ngày đăng",
        /// The day the month is approved.
        Approval = "approval" / "Ngày duyệt chi",
        /// The day of payment.
        Payment = "payment" / "Ngày chi trả",
    }
}

words! {
    /// Who pays.
    Payer {
        /// The site's own office.
        Own = "own" / "Cơ quan của trang này",
        /// That of the site above.
        Above = "above" / "Cơ quan của trang cấp trên",
    }
}

words! {
    /// How an item came about, which decides what is paid of the whole.
    Treatment {
        /// Written for the site.
        Original = "original" / "Viết cho trang",
        /// Translated.
        Translation = "translation" / "Dịch",
        /// Subtitles, words to pictures.
        Subtitles = "subtitles" / "Phụ đề, lời bình",
        /// Taken from elsewhere.
        Repost = "repost" / "Đăng lại",
        /// Written on duty.
        Duty = "duty" / "Viết trong nhiệm vụ được giao",
    }
}

/// How a site does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which day decides.
    pub unit_day: UnitDay,
    /// To which đồng.
    pub rounding: Rounding,
    /// Who pays.
    pub payer: Payer,
    /// What is paid of the whole for a translation, in the hundred.
    pub translation: Option<i64>,
    /// For what was taken from elsewhere.
    pub repost: Option<i64>,
    /// For what was written on duty.
    pub duty: Option<i64>,
    /// The most that remuneration may be of a month's royalties.
    pub remuneration: Option<i64>,
    /// Whose ranges of coefficients it goes by; none: those made for its level.
    pub frame: Option<String>,
}

/// With what an item was approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How it came about.
    pub treatment: Treatment,
    /// What was paid of the whole by the site's own rate; none where the board chose it, or it was written for the site.
    pub share: Option<i64>,
    /// To which đồng.
    pub rounding: Rounding,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            unit_day: UnitDay::Publication,
            rounding: Rounding::EXACT,
            payer: Payer::Own,
            translation: None,
            repost: None,
            duty: None,
            remuneration: None,
            frame: None,
        }
    }
}

impl Settings {
    /// How the site does it; as is usual where nothing was set.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(scope: &mut Scope) -> Result<Self> {
        Ok(store::settings(scope).await?.unwrap_or_default())
    }

    /// Whose ranges of coefficients hold on a site of a level on a day.
    pub fn frame(&self, level: Level, day: Date) -> &str {
        let usual = || super::RULES.frames(level.as_str(), day).first().map(|frame| frame.key.as_str());
        self.frame.as_deref().or_else(usual).unwrap_or_default()
    }

    /// What is paid of the whole, in the hundred; none where the site has not set it.
    pub fn paid_of(&self, treatment: Treatment) -> Option<i64> {
        match treatment {
            Treatment::Original => Some(100),
            Treatment::Translation => self.translation,
            // The board chooses within the law each time.
            Treatment::Subtitles => None,
            Treatment::Repost => self.repost,
            Treatment::Duty => self.duty,
        }
    }

    /// The settings under which an item was approved: a rate that the site changed since does not change what stands.
    #[must_use]
    pub fn as_approved(&self, terms: Option<Terms>) -> Self {
        let mut then = self.clone();
        let Some(terms) = terms else { return then };
        then.rounding = terms.rounding;
        if terms.share.is_some() {
            match terms.treatment {
                Treatment::Translation => then.translation = terms.share,
                Treatment::Repost => then.repost = terms.share,
                Treatment::Duty => then.duty = terms.share,
                Treatment::Original | Treatment::Subtitles => {}
            }
        }
        then
    }

    /// The most that remuneration may be of a month's royalties: what the site set, else what the law allows.
    pub fn most_remuneration(&self, royalties: Dong, day: Date) -> Option<Dong> {
        let law = super::RULES.remuneration(day).map(|share| share.percent);
        let percent = self.remuneration.or(law)?;
        Some(royalties * percent / 100)
    }

    fn refusals(&self, tenant: &Tenant) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for (field, share) in [
            ("translation", self.translation),
            ("repost", self.repost),
            ("duty", self.duty),
            ("remuneration", self.remuneration),
        ] {
            if share.is_some_and(|share| !(1..=100).contains(&share)) {
                let message = "Tỷ lệ là một số từ 1 đến 100, hoặc để trống khi chưa có quy định.";
                refusals.push(Refusal::new(field, message, PAID));
            }
        }
        let law = super::RULES.share(Treatment::Translation.as_str(), tenant.day);
        if let (Some(set), Some(law)) = (self.translation, law)
            && !law.allows(set)
        {
            let message = format!("Tỷ lệ chi bài dịch phải {} ({}).", law.range(), law.clause);
            refusals.push(Refusal::new("translation", message, PAID));
        }
        if let (Some(set), Some(law)) = (self.remuneration, super::RULES.remuneration(tenant.day))
            && set > law.percent
        {
            let message = format!("Thù lao không quá {} % tổng nhuận bút ({}).", law.percent, law.clause);
            refusals.push(Refusal::new("remuneration", message, PAID));
        }
        let frames = super::RULES.frames(tenant.profile.level.as_str(), tenant.day);
        if self.frame.as_ref().is_some_and(|chosen| !frames.iter().any(|frame| frame.key == *chosen)) {
            refusals.push(Refusal::new("frame", "Hãy chọn một khung hệ số trong danh sách.", PAID));
        }
        if self.payer == Payer::Above && tenant.parent.is_none() {
            let message = "Trang này không có trang cấp trên: hãy chọn cơ quan của trang này.";
            refusals.push(Refusal::new("payer", message, PAID));
        }
        refusals
    }
}

/// Sets how the site does it.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn set(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, settings: &Settings) -> Result<()> {
    staff.require(Action::RoyaltySet, State::Any)?;
    Error::unless_empty(settings.refusals(tenant))?;
    let mut scope = db.write(tenant.id(), actor).await?;
    if Settings::read(&mut scope).await? == *settings {
        return Ok(());
    }
    store::put_settings(&mut scope, settings, &staff.account, db.clock.now()).await?;
    scope.changed("royalty", "settings", Reach::Staff);
    let detail = json!({
        "unit_day": settings.unit_day.as_str(),
        "rounding": settings.rounding.dong(),
        "payer": settings.payer.as_str(),
        "translation": settings.translation,
        "repost": settings.repost,
        "duty": settings.duty,
        "remuneration": settings.remuneration,
        "frame": settings.frame,
    });
    scope.audit(Action::RoyaltySet.as_str(), "royalty", "settings", detail);
    scope.commit().await
}
