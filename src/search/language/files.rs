//! Where the language stands: five text files, shipped with the program or in a folder of the deployment's own.

use std::fs;
use std::io;
use std::path::Path;

/// What a file of the language holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Short forms and their words.
    Abbreviations,
    /// What citizens say and what the law says.
    Synonyms,
    /// Old and new names of places.
    Places,
    /// Words that neither correction nor synonyms touch.
    ProtectedWords,
    /// Words that carry no topic.
    FunctionWords,
}

impl Kind {
    /// Every kind, in the order in which the files are read.
    pub const ALL: [Self; 5] =
        [Self::Abbreviations, Self::Synonyms, Self::Places, Self::ProtectedWords, Self::FunctionWords];

    /// The name of its file.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Abbreviations => "abbreviations.txt",
            Self::Synonyms => "synonyms.txt",
            Self::Places => "places.txt",
            Self::ProtectedWords => "protected-words.txt",
            Self::FunctionWords => "function-words.txt",
        }
    }

    /// Whether its lines are rules; else they are lists of words.
    #[must_use]
    pub fn has_rules(self) -> bool {
        matches!(self, Self::Abbreviations | Self::Synonyms | Self::Places)
    }

    fn shipped(self) -> &'static str {
        match self {
            Self::Abbreviations => include_str!("../../../search-index/abbreviations.txt"),
            Self::Synonyms => include_str!("../../../search-index/synonyms.txt"),
            Self::Places => include_str!("../../../search-index/places.txt"),
            Self::ProtectedWords => include_str!("../../../search-index/protected-words.txt"),
            Self::FunctionWords => include_str!("../../../search-index/function-words.txt"),
        }
    }
}

/// The text of one file.
#[derive(Debug, Clone)]
pub struct Source {
    /// What it holds.
    pub kind: Kind,
    /// Its path, as problems name it.
    pub path: String,
    /// What it says.
    pub text: String,
}

impl Source {
    /// The file that ships with the program.
    #[must_use]
    pub fn shipped(kind: Kind) -> Self {
        Self { kind, path: format!("search-index/{}", kind.file_name()), text: kind.shipped().to_owned() }
    }

    /// All files that ship with the program.
    #[must_use]
    pub fn all_shipped() -> Vec<Self> {
        Kind::ALL.into_iter().map(Self::shipped).collect()
    }

    /// The files of a folder; the shipped one stands in for a file that is not there.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read.
    pub fn all_in(folder: &Path) -> io::Result<Vec<Self>> {
        fs::read_dir(folder)?;
        Kind::ALL.into_iter().map(|kind| Self::in_folder(folder, kind)).collect()
    }

    fn in_folder(folder: &Path, kind: Kind) -> io::Result<Self> {
        let path = folder.join(kind.file_name());
        match fs::read_to_string(&path) {
            Ok(text) => {
                let text = text.trim_start_matches('\u{FEFF}').to_owned();
                Ok(Self { kind, path: path.display().to_string(), text })
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Self::shipped(kind)),
            Err(cause) => Err(io::Error::new(cause.kind(), format!("{}: {cause}", path.display()))),
        }
    }
}

/// The text files of a folder that are none of the language's: a misspelt name would be passed over in silence.
///
/// # Errors
/// When the folder cannot be read.
pub fn strangers(folder: &Path) -> io::Result<Vec<String>> {
    let known = |name: &str| Kind::ALL.iter().any(|kind| kind.file_name() == name);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "txt") && !known(&name) {
            names.push(path.display().to_string());
        }
    }
    names.sort();
    Ok(names)
}
