//! OpenDocument: texts, spreadsheets and presentations, which share one content.

mod content;
mod lists;
mod styles;

use std::path::Path;

use crate::draft::Draft;
use crate::fault::{Fault, concluded};
use crate::package::Package;
use crate::xml::walk;
use crate::{Format, Reading, ooxml};

use content::Content;
use styles::Styles;

/// Reads a document of any of the three kinds.
pub fn read(path: &Path, format: Format) -> Reading {
    concluded(format, |draft| {
        let mut package = Package::open(path)?;
        ooxml::about(&mut package, draft);
        document(&mut package, draft)
    })
}

fn document(package: &mut Package, draft: &mut Draft) -> Result<(), Fault> {
    let mut styles = Styles::default();
    for name in ["styles.xml", "content.xml"] {
        if let Some(part) = package.part(name)? {
            walk(part, &mut styles)?;
        }
    }
    styles.conclude();
    let mut content = Content::new(&styles, draft);
    walk(package.part("content.xml")?.ok_or(Fault::Damaged)?, &mut content)?;
    content.end();
    // Headers and footers stand with the styles.
    if let Some(part) = package.part("styles.xml")? {
        content.only_margins();
        walk(part, &mut content)?;
    }
    Ok(())
}
