//! What parses files that strangers made: this binary started again, held by limits, killed when it is late.
//!
//! A job reads one file and writes into one folder; what it found comes back as JSON. A decoder that runs wild
//! takes its own process with it and nothing else.

mod confine;
pub mod image;
pub mod office;
pub mod pdf;
mod pool;
pub mod read;
pub mod recognise;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use pool::{Done, Failure, Pool};

/// What stands before the number of a page on the command line.
const RECOGNISE: &str = "recognise-";

/// The longest answer that is read, in bytes.
pub const ANSWER_BYTES: u64 = 64 * 1024;

/// What a worker can be asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Decodes a picture and writes it anew in every size that pages use.
    Image,
    /// Reads through an office file, whatever it is packed in, and says which kind it is.
    Office,
    /// Reads a PDF through for what acts or hides in it.
    Pdf,
    /// Reads what a file says.
    Read,
    /// Recognises the letters on one page, counted from 1.
    Recognise(u32),
}

impl Job {
    /// As it stands on the command line.
    pub fn word(self) -> Cow<'static, str> {
        match self {
            Self::Image => "image".into(),
            Self::Office => "office".into(),
            Self::Pdf => "pdf".into(),
            Self::Read => "read".into(),
            Self::Recognise(page) => format!("{RECOGNISE}{page}").into(),
        }
    }

    /// The job of a word.
    pub fn parse(word: &str) -> Option<Self> {
        let plain =
            [Self::Image, Self::Office, Self::Pdf, Self::Read].into_iter().find(|job| job.word() == word);
        plain.or_else(|| word.strip_prefix(RECOGNISE)?.parse().ok().map(Self::Recognise))
    }

    fn work(self, input: &Path, folder: &Path) -> Result<Value, String> {
        let found = match self {
            Self::Image => serde_json::to_value(image::work(input, folder)?),
            Self::Office => serde_json::to_value(office::work(input)?),
            Self::Pdf => serde_json::to_value(pdf::work(input)?),
            Self::Read => serde_json::to_value(read::work(input, folder)?),
            Self::Recognise(page) => serde_json::to_value(recognise::work(input, page, folder)?),
        };
        found.map_err(|_| "Không ghi được kết quả đọc tệp.".to_owned())
    }
}

/// What a worker says: what it found, or a Vietnamese sentence why the file is not taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// What the job found.
    Done(Value),
    /// Why the file is not taken.
    Refused(String),
}

impl Answer {
    /// An answer as it came over the pipe; none where it is none of ours.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let whole = u64::try_from(bytes.len()).is_ok_and(|length| length <= ANSWER_BYTES);
        whole.then(|| serde_json::from_slice(bytes).ok()).flatten()
    }
}

/// The whole life of a worker process: confines itself, works, answers on standard output.
///
/// # Errors
/// When the limits cannot be set: then nothing is read at all.
pub fn serve(job: Job, input: &Path, folder: &Path) -> anyhow::Result<()> {
    confine::myself(job)?;
    let answer = match job.work(input, folder) {
        Ok(found) => Answer::Done(found),
        Err(why) => Answer::Refused(why),
    };
    serde_json::to_writer(std::io::stdout().lock(), &answer)?;
    Ok(())
}
