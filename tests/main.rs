//! Every suite over the whole portal in one program, which is linked once. `privacy` alone has a program of its own: it
//! listens to everything its process logs.

mod support;

mod after;
mod backup;
mod backup_bucket;
mod between;
mod board;
mod consultations;
mod crawl;
mod deadlines;
mod desk;
mod documents;
mod faults;
mod from_file;
mod functions;
mod hostile_files;
mod house;
mod import_files;
mod import_site;
mod inbound;
mod index_life;
mod instructions;
mod kill;
mod mail;
mod mail_command;
mod mailboxes;
mod media;
mod moving;
mod opening;
mod outbox;
mod oversight;
mod oversight_acting;
mod owed;
mod paid;
mod permissions;
mod plan;
mod questions_answers;
mod questions_clock;
mod questions_intake;
mod questions_routing;
mod readings;
mod records;
mod reports;
mod reports_counted;
mod responsibilities;
mod review;
mod round_trip;
mod rows;
mod royalties;
mod schedule;
mod search;
mod search_log;
mod sections;
mod staff_api;
mod stories;
mod supply;
mod trail;
mod training;
mod two_tiers;
mod walk;
mod wall;
mod writing;

/// A suite that is not named here would never run.
#[test]
fn every_suite_is_named() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let named = include_str!("main.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(suite) = name.strip_suffix(".rs") else { continue };
        assert!(
            ["main", "privacy"].contains(&suite) || named.lines().any(|line| line == format!("mod {suite};")),
            "{name} stands in no line of tests/main.rs"
        );
    }
}
