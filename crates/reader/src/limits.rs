//! How much is read of a file that strangers made.

/// Bytes of a file that is read at all.
pub const FILE: u64 = 200 << 20;

/// Bytes of a text or a web page that are read; they are held in memory.
pub const WHOLE: u64 = 32 << 20;

/// Bytes of text that are kept of one document, with what each paragraph costs beside.
pub const TEXT: usize = 16 << 20;

/// Bytes of one paragraph; a longer one is broken.
pub const PARAGRAPH: usize = 1 << 20;

/// Pages, sheets, slides.
pub const PAGES: usize = 20_000;

/// Characters of a title or a name.
pub const ABOUT: usize = 400;

/// Entries of a packed file.
pub const ENTRIES: usize = 20_000;

/// Unpacked bytes of one part of a packed file.
pub const PART: u64 = 64 << 20;

/// Unpacked bytes of all parts that are read.
pub const UNPACKED: u64 = 192 << 20;

/// How many times its packed size a part may unpack to, once it is larger than [`SMALL_PART`].
pub const RATIO: u64 = 250;

/// Unpacked bytes up to which nobody asks for the ratio.
pub const SMALL_PART: u64 = 8 << 20;

/// Elements within elements, groups within groups.
pub const DEPTH: usize = 256;

/// Bytes of one stream of a compound file.
pub const STREAM: u64 = 96 << 20;
