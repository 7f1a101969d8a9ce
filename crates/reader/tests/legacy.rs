//! Government files of 2002 to 2009 in TCVN3 and VNI, held against transcripts that people made.

use std::path::{Path, PathBuf};

use reader::Status;
use reader::accuracy::{Accuracy, compare};

/// The folder of real files, if it is here.
fn data() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("PORTAL_TEST_DATA").map_or(here, PathBuf::from).join("legacy");
    if !folder.is_dir() {
        eprintln!("no real files here: skipped");
        return None;
    }
    Some(folder)
}

/// The files of a folder that have a transcript, with it.
fn pairs(folder: &Path) -> Vec<(PathBuf, PathBuf)> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let transcript = |file: &PathBuf| file.with_extension("expected.txt");
    files
        .into_iter()
        .filter(|file| transcript(file).is_file())
        .map(|file| (transcript(&file), file))
        .collect()
}

#[test]
fn every_file_reads_as_its_transcript() {
    let Some(folder) = data() else { return };
    let (mut whole, mut count, mut poor) = (Accuracy::default(), 0, Vec::new());
    for (transcript, file) in pairs(&folder) {
        let expected = std::fs::read_to_string(transcript).unwrap();
        let reading = reader::read(&file);
        let all: Vec<&str> =
            reading.pages.iter().flat_map(|page| &page.paragraphs).map(|p| p.text.as_str()).collect();
        let found = compare(&all.join("\n"), &expected);
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        println!(
            "{name}: marks {:.4} syllables {:.4} characters {:.4}",
            found.marks.rate(),
            found.syllables.rate(),
            found.characters.rate()
        );
        count += 1;
        whole += found;
        if reading.status != Status::Text || found.marks.rate() < 0.97 {
            poor.push(format!("{name}: {:?} {:.4}", reading.status, found.marks.rate()));
        }
    }
    println!(
        "{count} files: marks {:.4} syllables {:.4} characters {:.4}",
        whole.marks.rate(),
        whole.syllables.rate(),
        whole.characters.rate()
    );
    assert!(count == 50, "{count} files");
    assert!(poor.is_empty(), "{poor:#?}");
}
