//! How fast an office head sees what is late, with whom, and who was told, when the book of questions is long.
//!
//! A deployment of its own is filled with questions as a busy district leaves them: seven of ten are over, the rest open in
//! every state, a third of these past their last day with three people reminded of each. The standing deputy then asks the
//! console for the pages, through the same endpoint as from the network.

use std::fmt;
use std::path::Path;

use anyhow::Result;

use super::chance::Chance;
use super::pages::{Ground, Pages};
use crate::base::audit::Actor;
use crate::base::clock::{DAY, local, plus_days};
use crate::base::scope::Db;
use crate::config::Config;
use crate::params;
use crate::people::Role;
use crate::questions::clock::late;
use crate::questions::rules;
use crate::tenants::directory::Tenant;

/// Over how many days the questions came.
const DAYS: i64 = 700;
/// How many people were told of a late question.
const TOLD: usize = 3;
/// The login of who asks.
const LOGIN: &str = "do.thu";

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The declared set of tenants.
    pub tenants: &'a Path,
    /// How many questions the tenant holds.
    pub questions: usize,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Speed {
    questions: usize,
    late: i64,
    pages: Pages,
}

impl Speed {
    /// The 95th percentile of the page of what is late, in milliseconds.
    pub fn late(&self) -> f64 {
        self.pages.slow().first().copied().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (engine, questions, late) = (self.pages.engine, self.questions, self.late);
        writeln!(f, "{engine}, {questions} questions in one tenant, {late} of them late")?;
        self.pages.fmt(f)
    }
}

/// Runs it on the engine that `config` names, which must hold no tenants yet.
///
/// # Errors
/// When the deployment cannot be made, or a page is not answered.
pub async fn run(config: Config, ask: Ask<'_>, note: impl Fn(&str)) -> Result<Speed> {
    let ground = Ground::lay(config, ask.tenants).await?;
    note("filling the book");
    ground.person(LOGIN, Role::StandingDeputy).await?;
    let tenant = ground.tenant.clone();
    fill(&ground.db, &tenant, ask.questions).await?;
    let late = late::page(&mut ground.db.read(tenant.id()).await?, None, None, 1).await?.total;
    note("measuring");
    let unit = tenant.profile.units.last().map_or("", |unit| unit.key.as_str());
    let pages = vec![
        ("what is late", "/viec-tre-han".to_owned()),
        ("what is late, one unit", format!("/viec-tre-han?don-vi={unit}")),
        ("the book", "/so-theo-doi".to_owned()),
        ("the book, from the middle", format!("/so-theo-doi?duoi={}", ask.questions / 2)),
        ("the book, late ones", "/so-theo-doi?tinh-trang=tre-han".to_owned()),
        ("figures", "/so-theo-doi/so-lieu".to_owned()),
    ];
    Ok(Speed { questions: ask.questions, late, pages: ground.measure(LOGIN, pages).await? })
}

async fn fill(db: &Db, tenant: &Tenant, questions: usize) -> Result<()> {
    let mut chance = Chance::of("late", "book");
    let mut platform = db.platform_write(&Actor::system()).await?;
    let now = db.clock.now();
    for n in 0..questions {
        let id = crate::base::id::fresh(now, &db.entropy);
        let share = i64::try_from(n)? * DAYS / i64::try_from(questions.max(1))?;
        let received = now - (DAYS - share) * DAY;
        let due = rules::due("hoi-dap", received).on;
        let over = chance.below(10) < 7 && n > 0;
        let state = if over {
            ["published", "answered-privately", "transferred", "closed"][chance.below(4)]
        } else {
            ["received", "assigned", "assigned", "clarification", "answered"][chance.below(5)]
        };
        let settled = over.then(|| plus_days(due, i64::try_from(chance.below(8)).unwrap_or(0) - 5));
        // What came long ago and is still open would be most of the book: it is rare, as it is in life.
        let still = settled.is_none() && (now - received > 40 * DAY) && chance.below(3) > 0;
        let settled = if still { Some(due) } else { settled };
        let state = if still { "closed" } else { state };
        let unit = tenant.profile.units.get(chance.below(tenant.profile.units.len().max(1)));
        let unit = unit.filter(|_| state != "received").map(|unit| unit.key.clone());
        platform
            .execute(
                "INSERT INTO questions (tenant_id, question_id, number, code_digest, state, version, subject, body, \
                 consent_answer, consent_name, consent_text_version, received_at, due_on, unit_key, settled_at, settled_on) \
                 VALUES ($1, $2, $3, $2, $4, 1, $5, $6, TRUE, FALSE, '1', $7, $8, $9, $10, $11)",
                params![
                    tenant.id(),
                    &id,
                    i64::try_from(n)? + 1,
                    state,
                    format!("Hỏi về thủ tục số {n} (mẫu)"),
                    "Thủ tục cần những giấy tờ gì, nộp ở đâu, bao lâu thì xong? (mẫu)".repeat(6),
                    received,
                    due,
                    unit,
                    settled.map(crate::base::clock::start_of),
                    settled
                ],
            )
            .await?;
        if settled.is_none() && due < local(now).date() {
            for told in 0..TOLD {
                platform
                    .execute(
                        "INSERT INTO question_reminders (tenant_id, question_id, due_on, step, recipient, label, told_at) \
                         VALUES ($1, $2, $3, 'qua-han', $4, 'Thủ trưởng đơn vị', $5)",
                        params![tenant.id(), &id, due, format!("ai-{told}"), now - DAY],
                    )
                    .await?;
            }
        }
    }
    platform.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn every_page_is_answered() {
        let tenants = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
        let measured =
            run(Config::default(), Ask { tenants: &tenants, questions: 300 }, |_| {}).await.unwrap();
        assert_eq!(measured.pages.slow().len(), 6);
        assert!(measured.pages.slow().iter().all(|p95| *p95 > 0.0) && measured.late() > 0.0);
        assert!(measured.late > 0 && measured.to_string().contains("300 questions"));
    }
}
