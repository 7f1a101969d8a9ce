//! What packed Office files have in common: relations between parts, and what a file says of itself.

use std::collections::HashMap;

use crate::draft::Draft;
use crate::fault::Fault;
use crate::model::About;
use crate::package::Package;
use crate::xml::{Attributes, Visitor, walk};

/// A relation of one part to another.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Its kind: the last word of its type.
    pub kind: String,
    /// The name of the other part.
    pub target: String,
}

/// The relations of a part by their numbers.
pub fn relations(package: &mut Package, part: &str) -> Result<HashMap<String, Relation>, Fault> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let mut found = Relations { folder: folder.to_owned(), all: HashMap::new() };
    let place =
        if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    if let Some(part) = package.part(&place)? {
        walk(part, &mut found)?;
    }
    Ok(found.all)
}

/// The main part of a file, or where it usually stands.
pub fn main_part(package: &mut Package, usual: &str) -> String {
    let all = relations(package, "").unwrap_or_default();
    let main = all.into_values().find(|relation| relation.kind == "officeDocument");
    main.map_or_else(|| usual.to_owned(), |relation| relation.target)
}

struct Relations {
    folder: String,
    all: HashMap<String, Relation>,
}

impl Visitor for Relations {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        if name != "Relationship" || attributes.get("TargetMode").as_deref() == Some("External") {
            return;
        }
        let (Some(id), Some(kind), Some(target)) =
            (attributes.get("Id"), attributes.get("Type"), attributes.get("Target"))
        else {
            return;
        };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        let target = resolved(&self.folder, &target);
        self.all.insert(id, Relation { kind, target });
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

/// A name of a part seen from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let whole = if target.starts_with('/') { target.to_owned() } else { format!("{folder}/{target}") };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

/// Reads what a file says of itself into a draft; what is broken there is no reason not to read on.
pub fn about(package: &mut Package, draft: &mut Draft) {
    for name in ["docProps/core.xml", "docProps/app.xml", "meta.xml"] {
        let mut properties = Properties { about: std::mem::take(&mut draft.about), text: String::new() };
        if let Ok(Some(part)) = package.part(name) {
            // A broken part is as good as none.
            let _ = walk(part, &mut properties);
        }
        draft.about = properties.about;
    }
}

struct Properties {
    about: About,
    text: String,
}

impl Visitor for Properties {
    fn open(&mut self, _: &str, _: &Attributes<'_>) {
        self.text.clear();
    }

    fn close(&mut self, name: &str) {
        let place = match name {
            "title" => &mut self.about.title,
            "creator" | "initial-creator" => &mut self.about.author,
            "Application" | "generator" => &mut self.about.program,
            "created" | "creation-date" => &mut self.about.made,
            _ => return,
        };
        if place.is_empty() {
            *place = std::mem::take(&mut self.text);
        }
    }

    fn text(&mut self, text: &str) {
        if self.text.len() < crate::limits::ABOUT * 4 {
            self.text.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_seen_from_their_folder() {
        assert_eq!(
            resolved("ppt/slides", "../notesSlides/notesSlide1.xml"),
            "ppt/notesSlides/notesSlide1.xml"
        );
        assert_eq!(resolved("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("", "word/document.xml"), "word/document.xml");
        assert_eq!(resolved("word", "../../../x"), "x");
    }
}
