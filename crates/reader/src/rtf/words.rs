//! What control words mean.

/// Where the text of a group goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    /// Into the document.
    #[default]
    Text,
    /// Nowhere.
    Skipped,
    /// Into the names of fonts.
    FontTable,
    /// Into the title.
    Title,
    /// Into the author's name.
    Author,
    /// Into a header or a footer.
    Margin,
    /// Into a footnote.
    Note,
    /// Into a text box.
    Box,
}

/// The destination that a word names.
pub fn destination(word: &str) -> Option<Destination> {
    match word {
        "fonttbl" => Some(Destination::FontTable),
        "title" => Some(Destination::Title),
        "author" => Some(Destination::Author),
        "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" => {
            Some(Destination::Margin)
        }
        "footnote" => Some(Destination::Note),
        "shptxt" => Some(Destination::Box),
        // Optional ones that hold others which are read.
        "shpinst" | "fldrslt" => Some(Destination::Text),
        "colortbl" | "stylesheet" | "pict" | "nonshppict" | "shprslt" | "sp" | "objdata" | "fldinst"
        | "xe" | "tc" | "annotation" | "atnid" | "atnauthor" | "nonesttables" | "listtable"
        | "listoverridetable" | "revtbl" | "subject" | "operator" | "keywords" | "comment" | "doccomm"
        | "company" | "ftnsep" | "ftnsepc" | "aftnsep" | "aftnsepc" | "themedata" | "datastore" | "pn"
        | "pnseclvl" | "objclass" | "generator" | "bkmkstart" | "bkmkend" | "rsidtbl" | "creatim"
        | "revtim" | "printim" | "userprops" | "xmlnstbl" | "mmathPr" | "latentstyles" | "filetbl" => {
            Some(Destination::Skipped)
        }
        _ => None,
    }
}

/// The character that a word stands for.
pub fn sign(word: &str) -> Option<char> {
    match word {
        "emdash" => Some('—'),
        "endash" => Some('–'),
        "bullet" => Some('•'),
        "lquote" => Some('‘'),
        "rquote" => Some('’'),
        "ldblquote" => Some('“'),
        "rdblquote" => Some('”'),
        "emspace" | "enspace" | "qmspace" => Some(' '),
        _ => None,
    }
}

/// The code page of Windows for a font's character set.
pub fn code_page(set: i32) -> Option<u16> {
    match set {
        161 => Some(1253),
        162 => Some(1254),
        163 => Some(1258),
        177 => Some(1255),
        178 => Some(1256),
        186 => Some(1257),
        204 => Some(1251),
        222 => Some(874),
        238 => Some(1250),
        0 => Some(1252),
        _ => None,
    }
}
