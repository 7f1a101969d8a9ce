//! Word, Excel and PowerPoint of 1997, in their simplest form.

use std::io::{Cursor, Write};

/// A compound file of these streams.
pub fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(format!("/{name}")).unwrap().write_all(bytes).unwrap();
    }
    file.into_inner().into_inner()
}

/// Bytes as Windows-1252 has them.
fn narrow(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

/// A document of Word 97 whose runs are in the first (Times New Roman) or second (.VnTime) font.
pub fn doc(runs: &[(&str, u16)]) -> Vec<u8> {
    let (word, table) = doc_streams(runs);
    compound(&[("WordDocument", word), ("0Table", table)])
}

/// The streams of such a document.
pub fn doc_streams(runs: &[(&str, u16)]) -> (Vec<u8>, Vec<u8>) {
    const TEXT: usize = 1024;
    let text: Vec<u8> = runs.iter().flat_map(|(text, _)| narrow(text)).collect();
    let page = (TEXT + text.len()).div_ceil(512);
    let mut word = vec![0_u8; page * 512];
    word[0..2].copy_from_slice(&0xA5EC_u16.to_le_bytes());
    word[2..4].copy_from_slice(&0xC1_u16.to_le_bytes());
    word[0x4C..0x50].copy_from_slice(&(text.len() as u32).to_le_bytes());
    word[TEXT..TEXT + text.len()].copy_from_slice(&text);
    word.extend(characters(runs, TEXT));
    let mut table = Vec::new();
    let mut add = |pair: usize, bytes: &[u8]| {
        word[0x9A + pair * 8..][..4].copy_from_slice(&(table.len() as u32).to_le_bytes());
        word[0x9E + pair * 8..][..4].copy_from_slice(&(bytes.len() as u32).to_le_bytes());
        table.extend(bytes);
    };
    let ends = [0, text.len() as u32].map(u32::to_le_bytes).concat();
    let piece = [&[0, 0], (0x4000_0000_u32 | (TEXT as u32 * 2)).to_le_bytes().as_slice(), &[0, 0]].concat();
    let plex = [ends, piece].concat();
    add(33, &[&[2], (plex.len() as u32).to_le_bytes().as_slice(), &plex].concat());
    let ends = [TEXT as u32, (TEXT + text.len()) as u32].map(u32::to_le_bytes).concat();
    add(12, &[ends, (page as u32).to_le_bytes().to_vec()].concat());
    let fonts: Vec<u8> = ["Times New Roman", ".VnTime"].iter().flat_map(|name| font(name)).collect();
    add(15, &[&[2, 0, 0, 0], fonts.as_slice()].concat());
    (word, table)
}

/// A document of Word 95: the text in one piece, no tables.
pub fn doc_95(text: &str) -> Vec<u8> {
    const TEXT: u32 = 768;
    let letters = narrow(text);
    let mut word = vec![0_u8; TEXT as usize];
    word[0..2].copy_from_slice(&0xA5DC_u16.to_le_bytes());
    word[2..4].copy_from_slice(&104_u16.to_le_bytes());
    word[0x18..0x1C].copy_from_slice(&TEXT.to_le_bytes());
    word[0x34..0x38].copy_from_slice(&(letters.len() as u32).to_le_bytes());
    word.extend(letters);
    compound(&[("WordDocument", word)])
}

fn font(name: &str) -> Vec<u8> {
    let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    [vec![(39 + name.len()) as u8], vec![0; 39], name].concat()
}

/// A page of formatted runs.
fn characters(runs: &[(&str, u16)], begin: usize) -> Vec<u8> {
    let mut page = vec![0_u8; 512];
    let mut place = begin;
    for (number, (text, font)) in runs.iter().enumerate() {
        page[number * 4..][..4].copy_from_slice(&(place as u32).to_le_bytes());
        place += narrow(text).len();
        let at = 300 + number * 10;
        page[(runs.len() + 1) * 4 + number] = (at / 2) as u8;
        let [low, high] = font.to_le_bytes();
        page[at..at + 9].copy_from_slice(&[8, 0x4F, 0x4A, low, high, 0x51, 0x4A, low, high]);
    }
    page[runs.len() * 4..][..4].copy_from_slice(&(place as u32).to_le_bytes());
    page[511] = runs.len() as u8;
    page
}

fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), (bytes.len() as u16).to_le_bytes().as_slice(), bytes].concat()
}

/// A workbook of Excel 97 with one sheet: a string in each of two fonts, Arial and .VnArial, and a number.
pub fn xls(first: &str, second: &str, number: f64) -> Vec<u8> {
    compound(&[("Workbook", xls_stream(first, second, number, &[]))])
}

/// The stream of such a workbook, with more records at its head.
pub fn xls_stream(first: &str, second: &str, number: f64, more: &[u8]) -> Vec<u8> {
    let begin = |kind: u16| record(0x809, &[[0, 6].as_slice(), &kind.to_le_bytes(), &[0; 12]].concat());
    let font = |name: &str| {
        let letters = narrow(name);
        let head = [200, 0, 0, 0, 0, 0, 144, 1, 0, 0, 0, 0, 0, 0];
        record(0x31, &[head.as_slice(), &[letters.len() as u8, 0], &letters].concat())
    };
    let format = |font: u16, format: u16| {
        record(0xE0, &[font.to_le_bytes().as_slice(), &format.to_le_bytes(), &[0; 16]].concat())
    };
    let string = |text: &str| {
        let letters: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [(letters.len() as u16 / 2).to_le_bytes().as_slice(), &[1], &letters].concat()
    };
    let shared = [[2, 0, 0, 0, 2, 0, 0, 0].to_vec(), string(first), string(second)].concat();
    let cell = |row: u16, column: u16, format: u16| [row, column, format].map(u16::to_le_bytes).concat();
    let label = |row, column, format, number: u32| {
        record(0xFD, &[cell(row, column, format), number.to_le_bytes().to_vec()].concat())
    };
    let tab =
        |place: u32| record(0x85, &[place.to_le_bytes().as_slice(), &[0, 0, 2, 0, b'S', b'1']].concat());
    let globals = |place: u32| {
        [
            begin(5),
            more.to_vec(),
            font("Arial"),
            font(".VnArial"),
            format(0, 0),
            format(1, 0),
            format(0, 3),
            tab(place),
            record(0xFC, &shared),
            record(0x0A, &[]),
        ]
        .concat()
    };
    let sheet = [
        begin(0x10),
        label(0, 0, 0, 0),
        label(0, 2, 1, 1),
        record(0x203, &[cell(1, 1, 2), number.to_le_bytes().to_vec()].concat()),
        record(0x0A, &[]),
    ];
    let place = globals(0).len() as u32;
    [globals(place), sheet.concat()].concat()
}

fn atom(kind: u16, instance: u16, bytes: &[u8]) -> Vec<u8> {
    let head = instance << 4 | if is_container(kind) { 0xF } else { 0 };
    [head.to_le_bytes().as_slice(), &kind.to_le_bytes(), &(bytes.len() as u32).to_le_bytes(), bytes].concat()
}

fn is_container(kind: u16) -> bool {
    matches!(kind, 0x03E8 | 0x03EE | 0x0FF0 | 0xF00D)
}

/// A presentation of PowerPoint 97 with a slide for each text.
pub fn ppt(slides: &[&str]) -> Vec<u8> {
    let entry = |number: u32, text: &str| {
        let mark = [number + 2, 0, 0, 256 + number, 0].map(u32::to_le_bytes).concat();
        let letters: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [atom(0x03F3, 0, &mark), atom(0x0FA0, 0, &letters)].concat()
    };
    let list: Vec<u8> = (0..).zip(slides).flat_map(|(number, text)| entry(number, text)).collect();
    let document = atom(0x03E8, 0, &atom(0x0FF0, 0, &list));
    let directory = atom(0x1772, 0, &[1 | 1 << 20, 0].map(u32::to_le_bytes).concat());
    let place = document.len() as u32;
    let edit = [0, 0, 0, place, 1, 0, 0].map(u32::to_le_bytes).concat();
    let edit_place = place + directory.len() as u32;
    let stream = [document, directory, atom(0x0FF5, 0, &edit)].concat();
    let user = [0, 0, 0, 0xE391_C05F, edit_place].map(u32::to_le_bytes).concat();
    compound(&[("PowerPoint Document", stream), ("Current User", user)])
}
