//! The facts of official documents, out of made-up layouts and out of real files.

mod support;

use std::fmt::Write as _;
use std::path::Path;

use jiff::civil::Date;
use reader::official::{Found, Suggestion, find};
use reader::{Reading, Source, recognise};
use support::made::{Made, document};

/// How many documents are made.
const MADE: u64 = 300;

/// How many pages of a scan are recognised before its number is given up.
const MOST_PAGES: usize = 13;

#[test]
fn made_documents_give_their_facts() {
    let mut misses = String::new();
    let right = (0..MADE).map(document).filter(|made| is_right(made, &mut misses)).count();
    println!("{right} of {MADE} made documents: number, kind, issuer and day all right\n{misses}");
    assert!(right * 100 >= 96 * usize::try_from(MADE).unwrap_or(usize::MAX), "{misses}");
}

/// Whether all four facts are as made; what is not is told.
fn is_right(made: &Made, misses: &mut String) -> bool {
    let found = find(&made.reading);
    let facts = [
        ("number", made.number.clone(), value(found.number.as_ref())),
        ("kind", Some(made.kind.to_owned()), value(found.kind.as_ref())),
        ("issuer", Some(made.issuer.to_owned()), value(found.issuer.as_ref())),
        ("day", made.issued_on.map(|day| day.to_string()), found.issued_on.map(|day| day.value.to_string())),
    ];
    let wrong: Vec<_> = facts.iter().filter(|(_, made, found)| made != found).collect();
    for (fact, made_fact, found_fact) in &wrong {
        let _ = writeln!(misses, "{}\n    {fact}: {made_fact:?} was read as {found_fact:?}", made.about);
    }
    wrong.is_empty()
}

#[test]
fn a_number_left_blank_is_told_and_never_guessed() {
    let mut blank = 0;
    for made in (0..MADE).map(document).filter(|made| made.number.is_none()) {
        let found = find(&made.reading);
        assert_eq!(found.number, None, "{}", made.about);
        assert!(found.remarks.iter().any(|remark| remark.sentence.contains("để trống")), "{}", made.about);
        blank += 1;
    }
    assert!(blank > 20, "{blank} documents without a number are too few");
}

/// A line of the table of facts.
struct Seen {
    file: String,
    facts: [Option<String>; 5],
}

fn seen() -> Vec<Seen> {
    let lines = include_str!("document-facts.tsv").lines().filter(|line| !line.starts_with('#'));
    let fact = |cell: &str| (cell != "-").then(|| cell.to_owned());
    let seen = lines.map(|line| {
        let mut cells = line.split('\t');
        let file = cells.next().unwrap_or_default().to_owned();
        let facts: Vec<Option<String>> = cells.map(fact).collect();
        Seen { file, facts: facts.try_into().expect("five facts") }
    });
    seen.collect()
}

#[test]
fn real_files_give_the_facts_that_people_see_in_them() {
    let Some(data) = support::data() else { return };
    let mut tally = Tally::default();
    for mut seen in seen() {
        let path = data.join(&seen.file);
        let reading = reader::read(&path);
        if reading.pages.iter().any(|page| page.source != Source::Picture) {
            tally.compare(&seen, &find(&reading));
        } else if !reading.pages.is_empty() && recognise::available() {
            // Who signed may stand on a page that is not recognised here.
            seen.facts[4] = None;
            tally.compare(&seen, &recognised(&path, reading));
        } else {
            println!("skipped: {} has no text that could be read here", seen.file);
        }
    }
    tally.judge();
}

/// What is found in a scan: in its first page and its last; where a stamp hides the number, in more of them.
fn recognised(path: &Path, mut reading: Reading) -> Found {
    let folder = std::env::temp_dir().join(format!("official-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("room");
    let last = reading.pages.len() - 1;
    let mut found = Found::default();
    for (turn, at) in [0, last].into_iter().chain(1..last.min(MOST_PAGES)).enumerate() {
        if turn > 1 && found.number.is_some() {
            break;
        }
        let number = reading.pages[at].number;
        reading.pages[at] = recognise::page(path, number, &folder).expect("a page that can be drawn");
        found = find(&reading);
    }
    let _ = std::fs::remove_dir_all(&folder);
    found
}

/// How the facts found agree with those seen.
#[derive(Default)]
struct Tally {
    /// Files that carry number, kind, issuer and day.
    whole: usize,
    /// Those of them for which all four are right.
    right: usize,
    misses: String,
}

impl Tally {
    fn compare(&mut self, seen: &Seen, found: &Found) {
        let sure =
            |fact: Option<&Suggestion<String>>| fact.map(|fact| (fact.value.clone(), fact.doubt.is_some()));
        let day = found
            .issued_on
            .as_ref()
            .map(|day: &Suggestion<Date>| (day.value.to_string(), day.doubt.is_some()));
        let found = [
            sure(found.number.as_ref()),
            sure(found.kind.as_ref()),
            sure(found.issuer.as_ref()),
            day,
            sure(found.signer_name.as_ref()),
        ];
        let names = ["number", "kind", "issuer", "day", "signer"];
        let mut wrong = 0;
        for (at, name) in names.iter().enumerate() {
            let (wanted, got) = (seen.facts[at].as_ref(), found[at].as_ref());
            let agrees = match (wanted, got) {
                (Some(wanted), Some((got, _))) => wanted == got,
                // What a file does not carry may be offered with a doubt, and not without.
                (None, Some((_, doubted))) => *doubted || at == 4,
                (None, None) => true,
                (Some(_), None) => false,
            };
            if !agrees {
                wrong += usize::from(at < 4);
                let _ = writeln!(self.misses, "{}: {name} {wanted:?} was read as {got:?}", seen.file);
            }
        }
        if seen.facts[..4].iter().all(Option::is_some) {
            self.whole += 1;
            self.right += usize::from(wrong == 0);
        }
    }

    fn judge(&self) {
        println!(
            "{} of {} files that carry all four facts are right\n{}",
            self.right, self.whole, self.misses
        );
        assert!(self.whole > 5, "too few files were there");
        assert!(self.right * 10 >= self.whole * 9, "{}", self.misses);
    }
}

fn value(fact: Option<&Suggestion<String>>) -> Option<String> {
    fact.map(|fact| fact.value.clone())
}
