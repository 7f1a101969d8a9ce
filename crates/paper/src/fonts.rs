//! The faces of official papers: Tinos, which has the measures of Times New Roman and every letter of Vietnamese.

/// Upright.
pub const REGULAR: &[u8] = include_bytes!("../fonts/Tinos-Regular.ttf");
/// Bold.
pub const BOLD: &[u8] = include_bytes!("../fonts/Tinos-Bold.ttf");
/// Italic.
pub const ITALIC: &[u8] = include_bytes!("../fonts/Tinos-Italic.ttf");
/// Bold italic.
pub const BOLD_ITALIC: &[u8] = include_bytes!("../fonts/Tinos-BoldItalic.ttf");
