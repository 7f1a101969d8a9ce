//! What a compound file says of itself: its summary stream.

use crate::compound::{Bytes, Compound, utf16_text};
use crate::model::About;

/// Numbers of the properties that are read.
const CODE_PAGE: u32 = 1;
const TITLE: u32 = 2;
const AUTHOR: u32 = 4;
const CREATED: u32 = 12;
const PROGRAM: u32 = 18;

/// What the file says of itself; empty where it says nothing.
pub fn about(file: &mut Compound) -> About {
    let stream = file.stream("\u{5}SummaryInformation").unwrap_or_default();
    Summary::of(&stream).map(|summary| summary.about()).unwrap_or_default()
}

struct Summary<'a> {
    section: &'a [u8],
    properties: Vec<(u32, usize)>,
}

impl<'a> Summary<'a> {
    fn of(stream: &'a [u8]) -> Option<Self> {
        let section = stream.get(stream.size_at(44)?..)?;
        let count = section.size_at(4)?.min(64);
        let property =
            |place: usize| Some((section.u32_at(8 + place * 8)?, section.size_at(12 + place * 8)?));
        Some(Self { section, properties: (0..count).filter_map(property).collect() })
    }

    fn about(&self) -> About {
        About {
            title: self.text(TITLE).unwrap_or_default(),
            author: self.text(AUTHOR).unwrap_or_default(),
            program: self.text(PROGRAM).unwrap_or_default(),
            made: self.time(CREATED).unwrap_or_default(),
        }
    }

    fn place(&self, id: u32) -> Option<usize> {
        self.properties.iter().find(|(known, _)| *known == id).map(|(_, place)| *place)
    }

    fn text(&self, id: u32) -> Option<String> {
        let place = self.place(id)?;
        let length = self.section.size_at(place + 4)?.min(2000);
        let text = match self.section.u16_at(place)? {
            30 => decoded(self.section.slice(place + 8, length)?, self.code_page()),
            31 => utf16_text(self.section.slice(place + 8, length * 2)?),
            _ => return None,
        };
        Some(text.trim_end_matches('\0').to_owned())
    }

    fn code_page(&self) -> u16 {
        self.place(CODE_PAGE).and_then(|place| self.section.u16_at(place + 4)).unwrap_or(1252)
    }

    /// A time counted in tenths of microseconds from the year 1601.
    fn time(&self, id: u32) -> Option<String> {
        let place = self.place(id)?;
        if self.section.u16_at(place)? != 64 {
            return None;
        }
        let low = u64::from(self.section.u32_at(place + 4)?);
        let high = u64::from(self.section.u32_at(place + 8)?);
        let seconds = i64::try_from(((high << 32) | low) / 10_000_000).ok()? - 11_644_473_600;
        let time = jiff::Timestamp::from_second(seconds).ok().filter(|_| seconds > 0)?;
        Some(time.to_string())
    }
}

/// Text in a code page of Windows.
pub fn decoded(bytes: &[u8], code_page: u16) -> String {
    match code_page {
        1200 => return utf16_text(bytes),
        65001 => return String::from_utf8_lossy(bytes).into_owned(),
        _ => {}
    }
    let encoding = encoding_rs::Encoding::for_label(format!("windows-{code_page}").as_bytes());
    encoding.unwrap_or(encoding_rs::WINDOWS_1252).decode_without_bom_handling(bytes).0.into_owned()
}

/// The letters of the upper half of a code page of Windows, one byte each.
pub fn upper_half(code_page: u16) -> [char; 128] {
    std::array::from_fn(|place| {
        let byte = place as u8 | 0x80;
        decoded(&[byte], code_page).chars().next().unwrap_or(char::from(byte))
    })
}
