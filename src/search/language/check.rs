//! What a reviewer would refuse in the language's files, beyond what cannot be read at all.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

use super::files::{Kind, Source, strangers};
use super::lines::{ambiguous, lines};
use super::problem::Problem;
use super::rules::{self, Rule, Side};
use super::{Language, Word, tone};
use crate::base::text::normalise;

/// The most words of a side: longer ones are never typed and hardly ever written.
const MOST_WORDS: usize = 14;
/// The fewest words of a side outside the short forms: single syllables mean too much.
const FEWEST_WORDS: usize = 2;

/// How much stands in the files.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rules, by the kind of file.
    pub rules: Vec<(Kind, usize)>,
    /// Protected words and function words.
    pub words: Vec<(Kind, usize)>,
}

/// Checks the files of a folder, or the shipped ones.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub fn check(folder: Option<&Path>) -> io::Result<Result<Counts, Vec<Problem>>> {
    let Some(folder) = folder else { return Ok(check_sources(&Source::all_shipped())) };
    let checked = check_sources(&Source::all_in(folder)?);
    let strangers = strangers(folder)?;
    if strangers.is_empty() {
        return Ok(checked);
    }
    let mut problems = checked.err().unwrap_or_default();
    problems.extend(strangers.into_iter().map(|file| Problem { file, line: 0, message: unknown_file() }));
    Ok(Err(problems))
}

fn unknown_file() -> String {
    let names: Vec<&str> = Kind::ALL.into_iter().map(Kind::file_name).collect();
    format!("tệp lạ, sẽ không được đọc; các tệp được đọc là {}", names.join(", "))
}

/// Checks texts. What it finds is in the order of files and lines.
///
/// # Errors
/// Every problem.
pub fn check_sources(sources: &[Source]) -> Result<Counts, Vec<Problem>> {
    let mut review = Review::of(sources);
    for source in sources {
        review.spelling(source);
        if source.kind.has_rules() {
            review.rules(source);
        } else {
            review.words(source);
        }
    }
    review.problems.sort();
    review.problems.dedup();
    if review.problems.is_empty() { Ok(review.counts) } else { Err(review.problems) }
}

/// A check under way.
struct Review {
    /// The word lists alone: what rules are judged by.
    words: Language,
    protected: HashSet<String>,
    seen: HashMap<(String, String), String>,
    counts: Counts,
    problems: Vec<Problem>,
}

impl Review {
    fn of(sources: &[Source]) -> Self {
        let lists: Vec<Source> = sources.iter().filter(|source| !source.kind.has_rules()).cloned().collect();
        let protected = lists
            .iter()
            .filter(|source| source.kind == Kind::ProtectedWords)
            .flat_map(|source| lines(&source.text))
            .flat_map(|line| line.body.split(','))
            .map(|form| identity(&Word::all_of(form)));
        Self {
            protected: protected.collect(),
            words: Language::read(&lists).unwrap_or_default(),
            seen: HashMap::new(),
            counts: Counts::default(),
            problems: Vec::new(),
        }
    }

    fn tell(&mut self, source: &Source, line: usize, message: impl Into<String>) {
        self.problems.push(Problem { file: source.path.clone(), line, message: message.into() });
    }

    /// The storage form and the place of tone marks, comments included.
    fn spelling(&mut self, source: &Source) {
        for (index, line) in source.text.lines().enumerate() {
            if normalise(line) != line {
                self.tell(source, index + 1, "chưa ở dạng NFC, hoặc có ký tự ẩn, hoặc dùng Ð thay cho Đ");
            }
        }
        for line in lines(&source.text) {
            for syllable in line.body.split(|c: char| !c.is_alphabetic()) {
                let placed = tone::placed(syllable);
                if placed != syllable.to_lowercase() && normalise(syllable) == syllable {
                    self.tell(
                        source,
                        line.number,
                        format!("dấu thanh đặt sai chỗ: «{syllable}», viết «{placed}»"),
                    );
                }
            }
        }
    }

    fn rules(&mut self, source: &Source) {
        let (rules, malformed) = rules::read(source);
        self.problems.extend(malformed);
        self.counts.rules.push((source.kind, rules.len()));
        let ambiguous: HashSet<String> = ambiguous(&source.text).map(str::to_lowercase).collect();
        for rule in &rules {
            let found = [self.wording(rule), self.contradictions(rule, &ambiguous)].concat();
            found.into_iter().for_each(|message| self.tell(source, rule.line, message));
            self.duplicates(source, rule);
        }
    }

    /// What a rule's own words show.
    fn wording(&self, rule: &Rule) -> Vec<String> {
        let mut found = Vec::new();
        if rule.comment.is_empty() {
            found.push("thiếu chú thích: thêm `  # vì sao, dùng khi nào`".to_owned());
        }
        if rule.left.keys() == rule.right.keys() {
            found.push("hai vế chỉ khác nhau ở dấu: tìm kiếm vốn đã coi là một".to_owned());
        }
        for (side, fewest) in [(&rule.left, fewest(rule.kind)), (&rule.right, FEWEST_WORDS)] {
            found.extend(self.side(side, fewest));
        }
        found
    }

    fn side(&self, side: &Side, fewest: usize) -> Vec<String> {
        let (text, words) = (&side.text, &side.words);
        let mut found = Vec::new();
        if words.len() < fewest {
            found.push(format!("«{text}» quá ngắn: cần ít nhất {fewest} tiếng"));
        }
        if words.len() > MOST_WORDS {
            found.push(format!("«{text}» quá dài: nhiều nhất {MOST_WORDS} tiếng"));
        }
        if words[1..].iter().any(|word| word.breaks) {
            found.push(format!("«{text}» có dấu câu ở giữa: một vế phải liền mạch"));
        }
        if words.iter().all(|word| self.words.is_function_word(word)) {
            found.push(format!("«{text}» chỉ gồm hư từ, không thể là một vế"));
        }
        found
    }

    /// Where a rule goes against the lists.
    fn contradictions(&self, rule: &Rule, ambiguous: &HashSet<String>) -> Vec<String> {
        let mut found = Vec::new();
        for side in [&rule.left, &rule.right] {
            if ambiguous.contains(&side.text.to_lowercase()) {
                found.push(format!("«{}» có nhiều nghĩa (xem đầu tệp), không thể là một vế", side.text));
            }
            if rule.kind == Kind::Synonyms && self.protected.contains(&side.identity()) {
                let list = Kind::ProtectedWords.file_name();
                found.push(format!("«{}» được giữ nguyên theo {list}, không thể là một vế", side.text));
            }
        }
        found
    }

    fn duplicates(&mut self, source: &Source, rule: &Rule) {
        let here = format!("{}:{}", source.path, rule.line);
        if rule.kind == Kind::Abbreviations {
            self.first(source, rule, (rule.left.identity(), String::new()), &here);
        }
        for (typed, other) in rule.directions() {
            self.first(source, rule, (typed.identity(), other.identity()), &here);
        }
    }

    /// Remembers where something was first said, and tells if it is said again.
    fn first(&mut self, source: &Source, rule: &Rule, what: (String, String), here: &str) {
        let before = self.seen.entry(what).or_insert_with(|| here.to_owned()).clone();
        if before != here {
            self.tell(source, rule.line, format!("trùng với quy tắc ở {before}"));
        }
    }

    fn words(&mut self, source: &Source) {
        let mut seen = HashMap::new();
        for line in lines(&source.text) {
            if source.kind == Kind::ProtectedWords && line.comment.is_empty() {
                self.tell(source, line.number, "thiếu chú thích: thêm `  # đây là gì`");
            }
            for form in forms(source.kind, line.body) {
                let identity = identity(&Word::all_of(form));
                if identity.is_empty() {
                    self.tell(
                        source,
                        line.number,
                        "thiếu từ giữa hai dấu phẩy, hoặc có ký hiệu không phải từ",
                    );
                } else if let Some(before) = seen.insert(identity, line.number) {
                    self.tell(source, line.number, format!("«{form}» trùng với dòng {before}"));
                }
            }
            if line.body.contains(['=', '>']) {
                self.tell(source, line.number, "đây là danh sách từ, không có dấu = hay ->");
            }
        }
        self.counts.words.push((source.kind, seen.len()));
    }
}

/// The fewest words before the sign.
fn fewest(kind: Kind) -> usize {
    if kind == Kind::Abbreviations { 1 } else { FEWEST_WORDS }
}

/// The entries of a line of a list: function words are parted by blanks, protected forms by commas.
fn forms(kind: Kind, body: &str) -> Vec<&str> {
    match kind {
        Kind::FunctionWords => body.split_whitespace().collect(),
        _ => body.split(',').map(str::trim).collect(),
    }
}

fn identity(words: &[Word]) -> String {
    words.iter().map(Word::exact).collect::<Vec<_>>().join(" ")
}
