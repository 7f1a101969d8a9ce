//! Each day the head of every chain is signed, kept, and mailed to the office: what was cut later shows against it.

use jiff::civil::Date;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{Millis, date_vi};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::base::scope::Db;
use crate::outbox::{self, NewMail};
use crate::people::Role;
use crate::people::store as people;
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::check::{Finding, check};
use super::sign::{self, Signer};
use super::store::{self, SignedHead};

/// The kind of the task that a broken chain makes.
const BROKEN: &str = "audit.broken";
/// Who is told, the first of these that is appointed.
const TOLD: [Role; 3] = [Role::DistrictOffice, Role::StandingDeputy, Role::BoardHead];

/// What a head's signature is over.
pub fn statement(tenant: &TenantId, day: Date, seq: i64, hash: &str, sound: bool) -> String {
    format!("portal-audit-head-1\n{tenant}\n{day}\n{seq}\n{hash}\n{sound}")
}

/// A head with its signature.
pub fn signed(
    signer: &Signer,
    tenant: &TenantId,
    day: Date,
    seq: i64,
    hash: &str,
    signed_at: Millis,
    sound: bool,
) -> SignedHead {
    let signature = signer.sign(statement(tenant, day, seq, hash, sound).as_bytes());
    SignedHead { day, seq, hash: hash.to_owned(), signed_at, sound, public_key: signer.public(), signature }
}

/// Whether a kept head bears the signature of its key.
pub fn is_signed(tenant: &TenantId, head: &SignedHead) -> bool {
    let text = statement(tenant, head.day, head.seq, &head.hash, head.sound);
    sign::holds(&head.public_key, text.as_bytes(), &head.signature)
}

/// The duty: signs today's heads where they are not yet signed, and tells the offices.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(app: App) -> Result<()> {
    let signer = Signer::of(&app.db.sealer)?;
    let day = app.db.clock.today();
    let mut failed = None;
    let platform = signed_or_noted(&app.db, &signer, &TenantId::platform(), day, &mut failed).await;
    let tenants = app.directory.all();
    for root in tenants.iter().filter(|tenant| tenant.parent.is_none()) {
        let mut lines: Vec<(String, SignedHead)> = Vec::new();
        for tenant in app.directory.tree(root.id()) {
            let head = signed_or_noted(&app.db, &signer, tenant.id(), day, &mut failed).await;
            lines.extend(head.map(|head| (tenant.id().to_string(), head)));
        }
        lines.extend(platform.clone().map(|head| (TenantId::platform().to_string(), head)));
        tell(&app, root, day, &lines).await?;
    }
    failed.map_or(Ok(()), Err)
}

/// Today's head of one chain; where that fails the others are signed all the same.
async fn signed_or_noted(
    db: &Db,
    signer: &Signer,
    tenant: &TenantId,
    day: Date,
    failed: &mut Option<Error>,
) -> Option<SignedHead> {
    match sign_one(db, signer, tenant, day).await {
        Ok(head) => head,
        Err(cause) => {
            tracing::error!(%tenant, %cause, "the trail's head was not signed");
            *failed = Some(cause);
            None
        }
    }
}

/// Today's head of one chain; none while nothing was ever done.
async fn sign_one(db: &Db, signer: &Signer, tenant: &TenantId, day: Date) -> Result<Option<SignedHead>> {
    let kept = store::head_of(&mut db.read(tenant).await?, day).await?;
    if kept.is_some() {
        return Ok(kept);
    }
    let outcome = check(db, tenant).await?;
    if outcome.last == 0 && outcome.findings.is_empty() {
        return Ok(None);
    }
    let sound = outcome.findings.is_empty();
    let head = signed(signer, tenant, day, outcome.last, &outcome.hash, db.clock.now(), sound);
    let mut scope = db.write(tenant, &Actor::system()).await?;
    store::keep_head(&mut scope, &head).await?;
    if !sound {
        alarm(&mut scope, tenant, &outcome.findings).await?;
    }
    scope.commit().await?;
    Ok(Some(head))
}

/// A broken chain is a named person's task until it is done.
async fn alarm(
    scope: &mut crate::base::scope::WriteScope,
    tenant: &TenantId,
    findings: &[Finding],
) -> Result<()> {
    let open = tasks::open(scope).await?;
    if open.iter().any(|task| task.kind == BROKEN) {
        return Ok(());
    }
    let first: Vec<String> = findings.iter().take(5).map(Finding::sentence).collect();
    let text =
        format!("Nhật ký không còn toàn vẹn: {} Hãy báo người vận hành kiểm tra ngay.", first.join(" "));
    let task =
        NewTask { kind: BROKEN, text, subject_kind: "audit", subject_id: tenant.as_str(), responsible: None };
    tasks::create(scope, task).await.map(drop)
}

async fn tell(app: &App, root: &Tenant, day: Date, lines: &[(String, SignedHead)]) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let told = office(&app.db, root.id(), day).await?;
    let mut scope = app.db.write(root.id(), &Actor::system()).await?;
    for (account, to) in told {
        let mail = NewMail {
            class: Class::Unit,
            dedupe_key: format!("audit-heads/{day}/{account}"),
            subject_kind: "audit",
            subject_id: root.id().as_str(),
            responsible: Some(&account),
            recipient_label: "Văn phòng".to_owned(),
            to,
            subject: format!("Mã niêm phong nhật ký ngày {}", date_vi(day)),
            text: letter(day, lines),
            bounces: true,
        };
        outbox::enqueue(&mut scope, &app.mail.named(&root.identity().body), mail).await?;
    }
    scope.commit().await
}

/// The people of the office with an address that mail reaches.
async fn office(db: &Db, root: &TenantId, day: Date) -> Result<Vec<(AccountId, Address)>> {
    let mut platform = db.platform().await?;
    let serving = people::serving(&mut platform, root, day).await?;
    let role = TOLD.into_iter().find(|role| serving.iter().any(|held| held.role == *role));
    let mut told: Vec<(AccountId, Address)> = Vec::new();
    for held in serving.iter().filter(|held| Some(held.role) == role) {
        if told.iter().any(|(account, _)| *account == held.account) {
            continue;
        }
        let account = people::account(&mut platform, &held.account).await?;
        let address = account.and_then(|account| account.email.parse().ok());
        told.extend(address.map(|address| (held.account.clone(), address)));
    }
    Ok(told)
}

fn letter(day: Date, lines: &[(String, SignedHead)]) -> String {
    let broken: Vec<&str> =
        lines.iter().filter(|(_, head)| !head.sound).map(|(tenant, _)| tenant.as_str()).collect();
    let verdict = if broken.is_empty() {
        "Mọi chuỗi nhật ký đều toàn vẹn.".to_owned()
    } else {
        format!(
            "CHÚ Ý: nhật ký không còn toàn vẹn ở: {}. Hãy báo người vận hành kiểm tra ngay.",
            broken.join(", ")
        )
    };
    let rows: String =
        lines.iter().map(|(tenant, head)| format!("{tenant} {} {}\n", head.seq, head.hash)).collect();
    let key = lines.first().map_or("", |(_, head)| head.public_key.as_str());
    format!(
        "Kính gửi ông/bà,\n\nMã niêm phong nhật ký ngày {} của từng trang như sau. {verdict}\n\n\
         Xin giữ thư này: nếu sau đây nhật ký bị cắt hoặc viết lại, mã sẽ không còn khớp. Người vận hành đối chiếu \
         bằng lệnh: portal audit verify --against TỆP (lưu thư này thành tệp).\n\n{rows}\nKhóa công khai: {key}\n",
        date_vi(day)
    )
}

/// The heads written in a text, such as a kept letter: tenant, number, link.
pub fn heads_in(text: &str) -> Vec<(TenantId, i64, String)> {
    let read = |line: &str| {
        let words: Vec<&str> = line.trim().trim_start_matches('>').split_whitespace().collect();
        let [tenant, seq, hash] = words.as_slice() else { return None };
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let seq = seq.parse().ok().filter(|_| is_hash)?;
        Some((TenantId::from(*tenant), seq, hash.to_lowercase()))
    };
    text.lines().filter_map(read).collect()
}

/// What of a kept letter the database no longer says.
///
/// # Errors
/// When the database does not answer.
pub async fn against(db: &Db, text: &str) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for (tenant, seq, hash) in heads_in(text) {
        let at = store::chain(&mut db.read(&tenant).await?, seq - 1, 1).await?;
        if !at.first().is_some_and(|event| event.seq == seq && event.hash == hash) {
            wrong.push(format!("{tenant}: dòng số {seq} khác với mã trong thư."));
        }
    }
    Ok(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_letter_is_read_back() {
        let signer =
            Signer::of(&crate::base::seal::Sealer::new(&[1; 32], crate::base::entropy::Entropy::seeded(1)))
                .unwrap();
        let day = jiff::civil::date(2016, 12, 30);
        let hash = "ab".repeat(32);
        let head = signed(&signer, &"t-a".into(), day, 7, &hash, 1, true);
        assert!(is_signed(&"t-a".into(), &head) && !is_signed(&"t-b".into(), &head));
        let letter = letter(day, &[("t-a".into(), head)]);
        assert_eq!(heads_in(&letter), [("t-a".into(), 7, hash)]);
        assert!(letter.contains("toàn vẹn"));
    }
}
