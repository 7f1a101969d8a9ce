//! The reading job: what a file says, written as JSON beside it, for it may be long.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// The file in which a reading, or a recognised page, comes back.
pub const WRITTEN: &str = "reading.json";

/// What the job tells beside the reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// How many pages there are.
    pub pages: usize,
}

/// Reads a file; what is wrong with it stands in the reading.
pub fn work(input: &Path, folder: &Path) -> Result<Read, String> {
    let reading = reader::read(input);
    write(&reading, folder)?;
    Ok(Read { pages: reading.pages.len() })
}

/// Writes what was read.
pub fn write(read: &impl Serialize, folder: &Path) -> Result<(), String> {
    let unwritten = "Không ghi được kết quả đọc tệp.";
    let file = std::fs::File::create(folder.join(WRITTEN)).map_err(|_| unwritten.to_owned())?;
    serde_json::to_writer(std::io::BufWriter::new(file), read).map_err(|_| unwritten.to_owned())
}
