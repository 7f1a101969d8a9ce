//! `portal users add | reset | appoint | list`

use anyhow::{Context, Result};
use clap::Subcommand;
use jiff::civil::Date;

use crate::base::audit::Actor;
use crate::base::scope::Db;
use crate::config::Config;
use crate::people::accounts::{self, NewAppointment};
use crate::people::{Role, store};
use crate::tenants::directory::{Directory, Reachability};

/// Accounts and appointments.
#[derive(Subcommand)]
pub enum Users {
    /// Make a personal account; the password is printed once and must be changed at the first sign-in.
    Add {
        /// The login: a-z, 0-9, dots and hyphens.
        login: String,
        /// Full name.
        #[arg(long)]
        name: String,
        /// Official mail.
        #[arg(long)]
        email: String,
    },
    /// Give an account a new password, to be changed at the next sign-in; ends its sessions.
    Reset {
        /// The login.
        login: String,
    },
    /// Appoint a person in a tenant.
    Appoint {
        /// The login.
        login: String,
        /// The tenant's slug.
        #[arg(long)]
        tenant: String,
        /// The role, such as `member` or `standing-deputy`.
        #[arg(long)]
        role: String,
        /// The unit's key, for roles that belong to a unit.
        #[arg(long)]
        unit: Option<String>,
        /// The first day; today if absent.
        #[arg(long)]
        from: Option<Date>,
        /// The first day without the right.
        #[arg(long)]
        until: Option<Date>,
        /// The decision's number.
        #[arg(long)]
        decision: String,
    },
    /// Every account with what it holds today.
    List,
}

impl Users {
    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        let db = super::open(&config).await?;
        let actor = Actor::system();
        match self {
            Self::Add { login, name, email } => {
                let password = accounts::random_password(&db);
                accounts::add(&db, &actor, &login, &name, &email, &password).await?;
                println!("Đã tạo {login}. Mật khẩu dùng một lần: {password}");
            }
            Self::Reset { login } => {
                let password = accounts::random_password(&db);
                accounts::reset(&db, &actor, &login, &password)
                    .await
                    .with_context(|| format!("tài khoản {login}"))?;
                println!("Đã đặt lại {login}. Mật khẩu dùng một lần: {password}");
            }
            Self::Appoint { login, tenant, role, unit, from, until, decision } => {
                let directory = Directory::new(Reachability::of(&config));
                directory.reload(&db).await?;
                let tenant =
                    directory.by_slug(&tenant).with_context(|| format!("không có đơn vị {tenant}"))?;
                let account = store::account_by_login(&mut db.platform().await?, &login).await?;
                let account = account.with_context(|| format!("không có tài khoản {login}"))?;
                let roles = || Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
                let role =
                    Role::parse(&role).with_context(|| format!("chức danh là một trong: {}", roles()))?;
                let from = from.unwrap_or_else(|| db.clock.today());
                let new = NewAppointment {
                    tenant: tenant.id(),
                    account: &account.id,
                    role,
                    unit: unit.as_deref(),
                    from,
                    until,
                    decision: &decision,
                };
                accounts::appoint(&db, &actor, new).await?;
                println!("Đã cử {login} làm {} tại {}.", role.vietnamese(), tenant.identity().full_name);
            }
            Self::List => list(&db).await?,
        }
        Ok(())
    }
}

async fn list(db: &Db) -> Result<()> {
    let today = db.clock.today();
    let mut platform = db.platform().await?;
    for account in store::accounts(&mut platform).await? {
        let held = store::appointments_of(&mut platform, &account.id).await?;
        let held: Vec<String> =
            held.iter().filter(|a| a.holds_on(today)).map(|a| format!("{}@{}", a.role, a.tenant)).collect();
        let state = if account.disabled_at.is_some() {
            "ngừng"
        } else if account.must_change {
            "chưa đổi mật khẩu"
        } else {
            "dùng"
        };
        println!("{}\t{}\t{state}\t{}", account.login, account.name, held.join(", "));
    }
    Ok(())
}
