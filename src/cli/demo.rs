//! `portal demo`

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::app::App;
use crate::base::entropy::Entropy;
use crate::config::Config;
use crate::{demo, deployment, server};

/// Makes a data folder with all tenants of a set, sample content and accounts, and serves it.
#[derive(Args)]
pub struct Demo {
    /// The data folder; what is there already is kept and served.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// Where to serve.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The declared set with its samples.
    #[arg(long, default_value = "tenants/hiep-hoa-2016")]
    tenants: PathBuf,
    /// Fill the folder, and do not serve.
    #[arg(long)]
    no_serve: bool,
}

impl Demo {
    /// Runs it.
    pub async fn run(self) -> Result<()> {
        super::log::begin(crate::config::LogFormat::Text);
        let set = demo::load(&self.tenants)?;
        let config = demo_config(&self, &set)?;
        let db = deployment::open(&config, Entropy::system()).await?;
        demo::fill(&db, &config, &self.tenants, &set).await?;
        let app = App::new(config, db).await?;
        demo::offices::fill(&app, &self.tenants).await?;
        if self.no_serve {
            println!("Đã tạo dữ liệu mẫu trong {}.", self.data.display());
            return Ok(());
        }
        demo::announce(&app);
        server::run(app, super::serve::stop_signal()?).await
    }
}

fn demo_config(demo: &Demo, set: &crate::tenants::declare::Set) -> Result<Config> {
    let port = demo.listen.port();
    // The private listener stands beside the public one; port 0 lets the system choose both.
    let private = if port == 0 { 0 } else { port.checked_add(1).unwrap_or(0) };
    let mut config = Config {
        listen: demo.listen,
        private_listen: Some(SocketAddr::from(([127, 0, 0, 1], private))),
        data: demo.data.clone(),
        tenants: demo.tenants.clone(),
        trial_hosts: true,
        legal_profile: set.legal_profile.clone(),
        lives_in: set.lives_in,
        ..Config::default()
    };
    config.override_from(|name| std::env::var(name).ok())?;
    Ok(config)
}
