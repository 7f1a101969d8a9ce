//! The sample deployment: every tenant of a set, its sample content, and an account for every post.

pub mod offices;
mod printed;
pub mod samples;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use jiff::civil::Date;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{self, HOUR};
use crate::base::id::AccountId;
use crate::base::scope::Db;
use crate::base::text::capitalised;
use crate::config::Config;
use crate::files::FileStore;
use crate::import::seed;
use crate::media;
use crate::people::accounts::{self, NewAppointment};
use crate::people::{Role, store as people};
use crate::questions;
use crate::tenants::directory::{Directory, Reachability, Tenant};
use crate::tenants::{apply, declare};

/// The posts that every tenant gets an account for: login, name, role.
const POSTS: [(&str, &str, Role); 8] = [
    ("ctv", "Cộng tác viên", Role::Contributor),
    ("bientap", "Biên tập viên", Role::Member),
    ("thuongtruc", "Phó ban thường trực", Role::StandingDeputy),
    ("truongban", "Trưởng ban Biên tập", Role::BoardHead),
    ("thutruong", "Thủ trưởng đơn vị", Role::UnitHead),
    ("vanphong", "Văn phòng", Role::DistrictOffice),
    ("lanhdao", "Lãnh đạo Ủy ban nhân dân", Role::Leader),
    ("kiemtra", "Người kiểm tra", Role::Auditor),
];
/// The decision that the sample appointments rest on.
const DECISION: &str = "Quyết định cử (mẫu)";
/// Where the passwords stand, readable by their owner only.
const ACCOUNTS_FILE: &str = "demo-accounts.json";

/// Reads the declared set.
///
/// # Errors
/// With every complaint, when it does not hold.
pub fn load(folder: &Path) -> Result<declare::Set> {
    declare::load(folder).map_err(|complaints| {
        let lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    })
}

/// Fills an empty deployment; one that was filled before is left as it is, and one that was interrupted goes on.
///
/// # Errors
/// When the database refuses or a sample does not parse.
pub async fn fill(db: &Db, config: &Config, folder: &Path, set: &declare::Set) -> Result<()> {
    let actor = Actor::system();
    let plan = apply::apply(db, &actor, set, false).await?;
    anyhow::ensure!(
        plan.obstacles.is_empty(),
        "{}",
        plan.obstacles.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    );
    let directory = Directory::new(Reachability::of(config));
    directory.reload(db).await?;
    eprintln!("Tạo {} tài khoản…", directory.all().len() * POSTS.len());
    let people = make_accounts(db, &config.data, &directory).await?;
    let files = FileStore::open(&config.data.join("files"))?;
    for tenant in directory.all() {
        let samples = folder.join(tenant.slug()).join("mau");
        let (items, questions) = (samples::items(&samples)?, samples::questions(&samples)?);
        eprintln!(
            "{}: {} nội dung mẫu, {} câu hỏi mẫu",
            tenant.identity().full_name,
            items.len(),
            questions.len()
        );
        let staff = |post: &str| {
            people.get(&format!("{post}.{}", tenant.slug())).cloned().context("a post without an account")
        };
        let (author, approver) = (staff("bientap")?, staff("thuongtruc")?);
        for sample in items.into_iter().map(printed::with_file) {
            for file in &sample.files {
                media::seed::keep(db, &files, &tenant, file).await?;
            }
            let at = clock::start_of(sample.published) + 9 * HOUR;
            seed::publish(db, &tenant, sample.content, &author, &approver, at).await?;
        }
        for question in questions {
            questions::seed::answered(db, &tenant, &seeded(question), &approver).await?;
        }
        questions::routing::seed::contacts(db, &tenant, &samples).await?;
        crate::consultations::seed::consultations(db, &tenant, &samples, &approver).await?;
        crate::schedule::seed::entries(db, &tenant, &samples, &approver).await?;
    }
    Ok(())
}

fn seeded(question: samples::SampleQuestion) -> questions::seed::Seeded {
    questions::seed::Seeded {
        subject: format!("{} (mẫu)", capitalised(&question.topic)),
        body: question.text,
        unit_key: question.unit,
        answer: question.answer,
        asked_at: clock::start_of(question.asked) + 10 * HOUR,
        answered_at: clock::start_of(question.answered) + 15 * HOUR,
        publish: question.publish,
    }
}

/// An account for every post of every tenant; passwords are made at random and written to one file.
async fn make_accounts(db: &Db, data: &Path, directory: &Directory) -> Result<BTreeMap<String, AccountId>> {
    let mut made = BTreeMap::new();
    let mut passwords: BTreeMap<String, String> = read_accounts(data);
    for tenant in directory.all() {
        for (post, name, role) in POSTS {
            let login = format!("{post}.{}", tenant.slug());
            let known = people::account_by_login(&mut db.platform().await?, &login).await?;
            let id = match known {
                Some(account) => account.id,
                None => {
                    let password = accounts::random_password(db);
                    passwords.insert(login.clone(), password.clone());
                    // First on disk, then in the database: an interrupted run loses no password.
                    write_accounts(data, &passwords)?;
                    make_account(db, &tenant, &login, name, role, &password).await?
                }
            };
            made.insert(login, id);
        }
    }
    Ok(made)
}

async fn make_account(
    db: &Db,
    tenant: &Arc<Tenant>,
    login: &str,
    name: &str,
    role: Role,
    password: &str,
) -> Result<AccountId> {
    let actor = Actor::system();
    let email = format!("{login}@{}", tenant.profile.mail_domain);
    let name = format!("{name} {} (mẫu)", tenant.identity().full_name);
    let id = accounts::add(db, &actor, login, &name, &email, password).await?;
    let unit = matches!(role, Role::UnitHead)
        .then(|| tenant.profile.units.first().map(|unit| unit.key.as_str()))
        .flatten();
    let from: Date = tenant.profile.identities[0].from.min(clock::plus_days(db.clock.today(), -365));
    let new = NewAppointment {
        tenant: tenant.id(),
        account: &id,
        role,
        unit,
        from,
        until: None,
        decision: DECISION,
    };
    accounts::appoint(db, &actor, new).await?;
    Ok(id)
}

fn read_accounts(data: &Path) -> BTreeMap<String, String> {
    std::fs::read(data.join(ACCOUNTS_FILE))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

fn write_accounts(data: &Path, passwords: &BTreeMap<String, String>) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(data.join(ACCOUNTS_FILE))?;
    file.write_all(serde_json::to_string_pretty(passwords)?.as_bytes())?;
    Ok(())
}

/// Says where everything is.
pub fn announce(app: &App) {
    println!(
        "\nTrang chính:   {}",
        app.directory.all().first().map_or_else(String::new, |root| root.url("/"))
    );
    for tenant in app.directory.all().iter().skip(1) {
        println!("  {:<28} {}", tenant.identity().full_name, tenant.url("/"));
    }
    println!("Trang quản trị: {}", app.config.console_url());
    println!("Tài khoản và mật khẩu dùng một lần (đổi ngay ở lần đăng nhập đầu):");
    let passwords = read_accounts(&app.config.data);
    let root = app.directory.all().first().map_or_else(String::new, |root| root.slug().to_owned());
    for (login, password) in passwords.iter().filter(|(login, _)| login.ends_with(&format!(".{root}"))) {
        println!("  {login:<24} {password}");
    }
    println!(
        "  … và {} tài khoản nữa trong {}",
        passwords.len().saturating_sub(POSTS.len()),
        app.config.data.join(ACCOUNTS_FILE).display()
    );
    println!("Thư đi nằm trong {}. Dừng bằng Ctrl-C.\n", app.config.data.join("mail").display());
}
