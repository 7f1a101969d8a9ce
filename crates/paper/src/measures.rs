//! How an official document is measured (Nghị định 30/2020/NĐ-CP, Phụ lục I): page, margins, sizes of letters.

/// A4, in millimetres.
pub const PAGE: (f32, f32) = (210.0, 297.0);
/// Top and bottom; 20 to 25.
pub const TOP: f32 = 20.0;
/// Left; 30 to 35.
pub const LEFT: f32 = 30.0;
/// Right; 15 to 20.
pub const RIGHT: f32 = 15.0;
/// From the paper's edge to the page number.
pub const NUMBER: f32 = 10.0;
/// Between the margins of a sheet that stands upright.
pub const WIDTH: f32 = PAGE.0 - LEFT - RIGHT;
/// How much of it the issuer has beside the name of the state, which needs 9 cm.
pub const ISSUER: f32 = 70.0;
/// How much of it the list of copies has beside the signature.
pub const COPIES: f32 = 75.0;
/// The first line of a paragraph.
pub const INDENT: f32 = 12.7;

/// Issuer, name of the state; 12 to 13.
pub const HEAD: f32 = 12.0;
/// Motto, number, place and day, page number; 13 to 14.
pub const SIGN: f32 = 13.0;
/// Kind, words, signature; 13 to 14.
pub const BODY: f32 = 14.0;
/// Tables.
pub const TABLE: f32 = 12.0;
/// "Nơi nhận:".
pub const COPIES_HEAD: f32 = 12.0;
/// The copies.
pub const COPIES_LINE: f32 = 11.0;
/// Between two paragraphs, in points; at least 6.
pub const GAP: f32 = 6.0;
/// From line to line of the body, where single is 1; 1 to 1.5.
pub const LEADING: f32 = 1.1;
/// How long the line under the issuer is beside its words; 1/3 to 1/2.
pub const SHORT: f32 = 0.4;
/// Lines left for a signature.
pub const SIGNING: usize = 4;

/// How a sheet lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// On its short side.
    Upright,
    /// On its long side.
    Across,
}

impl Lie {
    /// Width and height, in millimetres.
    pub fn page(self) -> (f32, f32) {
        match self {
            Self::Upright => PAGE,
            Self::Across => (PAGE.1, PAGE.0),
        }
    }

    /// Between the margins, in millimetres.
    pub fn width(self) -> f32 {
        self.page().0 - LEFT - RIGHT
    }
}

/// Millimetres in points.
pub fn points(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}
