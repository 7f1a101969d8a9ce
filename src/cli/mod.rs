//! The command line: one file a command.

mod audit;
mod backup;
mod bench;
mod demo;
mod extract;
mod extract_worker;
mod import;
mod log;
mod mail;
mod restore;
mod search;
mod serve;
mod tenant;
mod tenants;
mod users;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::base::entropy::Entropy;
use crate::base::scope::Db;
use crate::config::Config;
use crate::deployment;

/// One deployment that serves a district's website and the site of every commune in it.
#[derive(Parser)]
#[command(name = "portal", version)]
struct Cli {
    /// The settings file; `portal.toml` in this folder if it is there.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the sites.
    Serve,
    /// Make a data folder with sample content and accounts, and serve it.
    Demo(demo::Demo),
    /// Declare who the tenants are.
    #[command(subcommand)]
    Tenants(tenants::Tenants),
    /// Move one tenant whole to another deployment.
    #[command(subcommand)]
    Tenant(tenant::Tenant),
    /// Accounts and appointments.
    #[command(subcommand)]
    Users(users::Users),
    /// Bring documents in from a file.
    #[command(subcommand)]
    Import(import::Import),
    /// The search index and its language.
    #[command(subcommand)]
    Search(search::Search),
    /// Measure what is promised.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// The audit chains.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Mail: what comes in, the keys that sign what leaves, and whether it would arrive.
    #[command(subcommand)]
    Mail(mail::Mail),
    /// Copies of everything.
    Backup(backup::Backup),
    /// Bring a copy back, or prove that it can be.
    Restore(restore::Restore),
    /// Print what a file says.
    Extract(extract::Extract),
    /// Reads one file that is not trusted, for the server.
    #[command(hide = true)]
    ExtractWorker(extract_worker::ExtractWorker),
}

/// Runs the command that was given; 0 if it succeeded, 1 if not (75 where a mail server waits for the answer), 2 for a
/// command line that does not parse.
pub fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|cause| mail::refuse_command_line(&cause));
    let when_failed = if matches!(cli.command, Command::Mail(mail::Mail::In { .. })) {
        mail::keep_it()
    } else {
        ExitCode::FAILURE
    };
    // Before any thread is started: a worker limits its whole process.
    if let Command::ExtractWorker(worker) = &cli.command {
        return ended(worker.run(), when_failed);
    }
    if let Command::Import(import) = &cli.command {
        import.step_back();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(cause) => {
            eprintln!("cannot start: {cause}");
            return when_failed;
        }
    };
    let outcome = runtime.block_on(run(cli));
    log::end();
    ended(outcome, when_failed)
}

fn ended(outcome: Result<()>, when_failed: ExitCode) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("{cause:#}");
            when_failed
        }
    }
}

async fn run(cli: Cli) -> Result<()> {
    let command = match cli.command {
        Command::Demo(demo) => return demo.run().await,
        Command::Bench(bench) => return bench.run().await,
        command => command,
    };
    let config = Config::load(cli.config.as_deref())?;
    match command {
        Command::Serve => serve::run(config).await,
        Command::Demo(_) | Command::Bench(_) | Command::ExtractWorker(_) => Ok(()),
        Command::Tenants(command) => command.run(config).await,
        Command::Tenant(command) => command.run(config).await,
        Command::Users(command) => command.run(config).await,
        Command::Import(command) => command.run(config).await,
        Command::Extract(command) => command.run(config).await,
        Command::Search(command) => command.run(config).await,
        Command::Audit(command) => command.run(config).await,
        Command::Mail(command) => command.run(config).await,
        Command::Backup(command) => command.run(config).await,
        Command::Restore(command) => command.run(config).await,
    }
}

async fn open(config: &Config) -> Result<Db> {
    deployment::open(config, Entropy::system()).await
}
