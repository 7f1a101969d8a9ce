//! Readings made for tests.

pub mod chance;
pub mod made;
pub mod offices;

use std::path::PathBuf;

use reader::{Format, Page, Reading, Status};

/// A reading of pages.
pub fn of_pages(pages: Vec<Page>) -> Reading {
    Reading { pages, ..Reading::without_text(Some(Format::Doc), Status::Text, "") }
}

/// The folder of real data, where it is there.
pub fn data() -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let folder = std::env::var_os("PORTAL_TEST_DATA").map_or_else(beside, PathBuf::from);
    let there = folder.is_dir();
    if !there {
        println!("skipped: no real data in {}", folder.display());
    }
    there.then_some(folder)
}
