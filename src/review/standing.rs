//! What stands between a text and its publication: the rule's refusals, and the checks' findings with their answers.

use serde_json::json;

use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, EditionId, RevisionId};
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::care::introduction;
use crate::care::{links::address, store as care};
use crate::items::checks::{Corpus, Finding, Known, Weight, findings, images};
use crate::items::rights::{require, require_sight};
use crate::items::{Content, Edition, marks, rules, store as items};
use crate::media::facts;
use crate::people::{Action, Staff};
use crate::public::pages::item_url;
use crate::tenants::directory::Tenant;

use super::store;

/// What an answer is called in the audit.
pub const ANSWERED: &str = "item.check-answer";
/// The shortest answer that can say why.
const SHORTEST: usize = 5;

/// What a person answered to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Which check.
    pub check: String,
    /// The digest of what it found.
    pub finding: String,
    /// Why it stays.
    pub text: String,
    /// Who.
    pub account: AccountId,
    /// When.
    pub at: Millis,
    /// The revision that was before them.
    pub revision: RevisionId,
}

/// A finding, and what was answered to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The finding.
    pub finding: Finding,
    /// The answer, if there is one.
    pub answer: Option<Answer>,
}

impl Judged {
    /// Whether it still stands against publication.
    pub fn stands(&self) -> bool {
        self.finding.weight == Weight::Refusal || self.answer.is_none()
    }
}

/// Everything there is to say against a text, and what of it was answered.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The publication rule's refusals.
    pub rule: Vec<Refusal>,
    /// What the checks found, refusals first.
    pub checks: Vec<Judged>,
}

impl Standing {
    /// What stands against sending it to the board: all that cannot be answered.
    pub fn against_submission(&self) -> Vec<Refusal> {
        let refused = self.checks.iter().filter(|judged| judged.finding.weight == Weight::Refusal);
        self.rule.iter().cloned().chain(refused.map(|judged| judged.finding.refusal())).collect()
    }

    /// What stands against approving it, the unanswered doubts with the rest.
    pub fn against_approval(&self) -> Vec<Refusal> {
        let standing = self.checks.iter().filter(|judged| judged.stands());
        self.rule.iter().cloned().chain(standing.map(|judged| judged.finding.refusal())).collect()
    }
}

/// What stands against an edition as it is.
///
/// # Errors
/// When the database does not answer.
pub async fn of(
    scope: &mut Scope,
    tenant: &Tenant,
    edition: &Edition,
    content: &Content,
    corpus: &dyn Corpus,
) -> Result<Standing> {
    let images = images::image_facts(scope, content).await?;
    let dead = dead_links(scope, tenant, content).await?;
    let answers = store::answers(scope, &edition.id).await?;
    let known = Known { tenant: &tenant.profile, images: &images, dead: &dead, corpus };
    let mut rule = rules::refusals(content, &tenant.profile, scope.db().clock.today(), &edition.waivers);
    rule.extend(facts::recordings(scope, content).await?);
    rule.extend(marks::unheld(scope, &tenant.profile, content).await?);
    rule.extend(introduction::misplaced(scope, &edition.item, content).await?);
    let judged = findings(content, &known).into_iter().map(|finding| {
        let digest = finding.digest();
        let answer = answers.iter().find(|answer| answer.check == finding.check && answer.finding == digest);
        Judged { answer: answer.cloned(), finding }
    });
    Ok(Standing { checks: judged.collect(), rule })
}

/// Which of a text's links, as they are written, are known to answer no more.
///
/// # Errors
/// When the database does not answer.
pub async fn dead_links(scope: &mut Scope, tenant: &Tenant, content: &Content) -> Result<Vec<String>> {
    let Ok(page) = item_url(tenant, content.common().section, "").parse() else { return Ok(Vec::new()) };
    let mut dead = Vec::new();
    for (written, url) in address::as_written(content, &page) {
        if care::is_broken(scope, &url).await? {
            dead.push(written);
        }
    }
    Ok(dead)
}

/// Answers a doubt: why what was found stays as it is.
///
/// # Errors
/// [`Error::Refused`] without a reason, [`Error::Conflict`] when the text no longer has what was found.
pub async fn answer(
    scope: &mut WriteScope,
    tenant: &Tenant,
    staff: &Staff,
    id: &EditionId,
    which: (&str, &str),
    text: &str,
    corpus: &dyn Corpus,
) -> Result<()> {
    let edition = items::edition(scope, id).await?;
    require_sight(staff, &edition)?;
    require(staff, tenant.id(), scope.db().clock.today(), Action::ItemComment, edition.state)?;
    let text = text.trim();
    if text.chars().count() < SHORTEST || text.chars().count() > 1_000 {
        let message = "Hãy trả lời vì sao giữ nguyên, từ 5 đến 1.000 chữ cái.";
        return Err(Error::refused("tra-loi", message, "Quy chế Điều 7.2"));
    }
    let content = items::content(scope, &edition.revision).await?;
    let standing = of(scope, tenant, &edition, &content, corpus).await?;
    let (check, digest) = which;
    let asked = |judged: &&Judged| judged.finding.check == check && judged.finding.digest() == digest;
    let Some(judged) = standing.checks.iter().find(asked) else {
        return Err(Error::Conflict("Nội dung đã sửa, mục này không còn. Hãy tải lại trang.".into()));
    };
    if judged.finding.weight == Weight::Refusal {
        return Err(Error::refused(
            "tra-loi",
            "Mục này phải sửa, không trả lời được.",
            judged.finding.clause,
        ));
    }
    let given = Answer {
        check: check.to_owned(),
        finding: digest.to_owned(),
        text: text.to_owned(),
        account: staff.account.clone(),
        at: scope.db().clock.now(),
        revision: edition.revision.clone(),
    };
    store::answer(scope, id, &given).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(
        ANSWERED,
        "item",
        edition.item.as_str(),
        json!({ "edition": id, "check": check, "revision": edition.revision, "reason": text }),
    );
    Ok(())
}
