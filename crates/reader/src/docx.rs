//! Word, packed XML: paragraphs with their styles, labels, tables, notes and margins.

mod body;
mod numbering;
mod styles;

use std::path::Path;

use crate::draft::Draft;
use crate::fault::{Fault, concluded};
use crate::package::Package;
use crate::xml::walk;
use crate::{Format, Reading, Role, ooxml};

use body::Body;
use numbering::Lists;
use styles::Styles;

/// Reads a document of Word.
pub fn read(path: &Path) -> Reading {
    concluded(Format::Docx, |draft| {
        let mut package = Package::open(path)?;
        ooxml::about(&mut package, draft);
        document(&mut package, draft)
    })
}

fn document(package: &mut Package, draft: &mut Draft) -> Result<(), Fault> {
    let main = ooxml::main_part(package, "word/document.xml");
    let relations = ooxml::relations(package, &main).unwrap_or_default();
    let mut others: Vec<(String, String)> =
        relations.into_values().map(|relation| (relation.kind, relation.target)).collect();
    others.sort();
    let target =
        |kind: &str| others.iter().find(|(known, _)| known == kind).map(|(_, target)| target.clone());
    let mut styles = Styles::default();
    if let Some(name) = target("styles") {
        styles = part(package, &name, styles)?;
        styles.conclude();
    }
    let mut lists = Lists::default();
    if let Some(name) = target("numbering") {
        lists = part(package, &name, lists)?;
    }
    let mut body = Body::new(&styles, lists, draft);
    let text = package.part(&main)?.ok_or(Fault::Damaged)?;
    walk(text, &mut body)?;
    for (kind, name) in &others {
        let role = match kind.as_str() {
            "footnotes" | "endnotes" => Role::Note,
            "header" | "footer" => Role::Margin,
            _ => continue,
        };
        body.begin_part(role);
        if let Some(text) = package.part(name)? {
            walk(text, &mut body)?;
        }
    }
    Ok(())
}

fn part<V: crate::xml::Visitor>(package: &mut Package, name: &str, mut visitor: V) -> Result<V, Fault> {
    if let Some(part) = package.part(name)? {
        walk(part, &mut visitor)?;
    }
    Ok(visitor)
}
