//! Which row of the table is about which file.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::base::text::normalise;
use crate::import::report::{Kind, Report};

use super::facts::Facts;
use super::sheet::{Entry, Sheet};
use super::walk::File;

/// What the table says of each file, by the file's name.
#[derive(Clone, Debug, Default)]
pub struct Table {
    rows: HashMap<String, Facts>,
}

impl Table {
    /// Finds the files of the rows; what has no other half is told.
    pub fn of(sheet: Sheet, files: &[File], report: &mut Report) -> Self {
        for heading in sheet.unknown {
            report.find(Kind::Column, 0, &heading, "cột không hiểu, không lấy".to_owned());
        }
        let names = Names::of(files);
        let mut rows = HashMap::new();
        for entry in sheet.entries {
            match names.find(&entry) {
                Ok(file) if rows.contains_key(&file.name) => {
                    let why = "tệp này đã có ở một dòng phía trên của bảng, dòng này không lấy".to_owned();
                    report.find(Kind::WithoutFile, entry.line, &entry.file, why);
                }
                Ok(file) => drop(rows.insert(file.name.clone(), entry.facts)),
                Err(why) => {
                    let named =
                        if entry.file.is_empty() { entry.facts.number.clone() } else { Some(entry.file) };
                    report.find(Kind::WithoutFile, entry.line, &named.unwrap_or_default(), why);
                }
            }
        }
        for file in files.iter().filter(|file| !rows.contains_key(&file.name)) {
            report.find(Kind::WithoutRow, 0, &file.name, "bảng không có dòng cho tệp này".to_owned());
        }
        Self { rows }
    }

    /// What it says of a file.
    pub fn facts(&self, file: &File) -> Facts {
        self.rows.get(&file.name).cloned().unwrap_or_default()
    }
}

/// Files by what a table may call them: the path, the last part of it, that without its ending.
struct Names<'a> {
    by_name: BTreeMap<String, HashSet<&'a File>>,
}

impl<'a> Names<'a> {
    fn of(files: &'a [File]) -> Self {
        let mut by_name: BTreeMap<String, HashSet<&File>> = BTreeMap::new();
        for file in files {
            for name in [&file.name, file.short(), file.stem()] {
                by_name.entry(plain(name)).or_default().insert(file);
            }
        }
        Self { by_name }
    }

    fn find(&self, entry: &Entry) -> Result<&'a File, String> {
        if entry.file.is_empty() {
            return Err("dòng không ghi tên tệp".to_owned());
        }
        let files = self.by_name.get(&plain(&entry.file));
        let files: Vec<&File> = files.into_iter().flatten().copied().collect();
        match files[..] {
            [] => Err("không có tệp này trong thư mục".to_owned()),
            [file] => Ok(file),
            // A whole path names one of them.
            _ => {
                files.iter().copied().find(|file| plain(&file.name) == plain(&entry.file)).ok_or_else(|| {
                    format!("tên này có ở {} tệp, hãy ghi cả đường dẫn trong thư mục", files.len())
                })
            }
        }
    }
}

fn plain(name: &str) -> String {
    normalise(name)
        .trim()
        .trim_start_matches("./")
        .trim_start_matches(".\\")
        .replace('\\', "/")
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> File {
        File { name: name.into(), place: name.into() }
    }

    fn row(line: u64, file: &str) -> Entry {
        let facts = Facts { number: Some(format!("{line}/QĐ")), ..Facts::default() };
        Entry { line, file: file.into(), facts }
    }

    #[test]
    fn rows_find_their_files_and_what_has_no_other_half_is_told() {
        let files =
            [file("2016/Quyết định.pdf"), file("2016/a.pdf"), file("2017/a.pdf"), file("khong-dong.pdf")];
        let entries = vec![
            row(2, "QUYẾT ĐỊNH.PDF"),
            row(3, "a.pdf"),
            row(4, "2017\\a.pdf"),
            row(5, "Quyết định"),
            row(6, "mat.pdf"),
            row(7, ""),
        ];
        let mut report = Report::default();
        let sheet = Sheet { entries, unknown: vec!["Màu bìa".into()] };
        let table = Table::of(sheet, &files, &mut report);
        assert_eq!(table.facts(&files[0]).number.as_deref(), Some("2/QĐ"));
        assert_eq!(table.facts(&files[2]).number.as_deref(), Some("4/QĐ"));
        assert_eq!(table.facts(&files[1]), Facts::default());
        let told: Vec<(Kind, u64)> = report.refused.iter().map(|found| (found.kind, found.line)).collect();
        assert_eq!(
            told,
            [
                (Kind::Column, 0),
                (Kind::WithoutFile, 3),
                (Kind::WithoutFile, 5),
                (Kind::WithoutFile, 6),
                (Kind::WithoutFile, 7),
                (Kind::WithoutRow, 0),
                (Kind::WithoutRow, 0),
            ]
        );
        assert!(report.refused[1].reason.contains("2 tệp"), "{:?}", report.refused[1]);
    }
}
