//! Small PDFs made for tests.

#![allow(dead_code, reason = "each test uses a part of it")]

/// A PDF of some objects, numbered from 1 in their order; the first is the catalog.
pub fn of_objects(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(file.len());
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| file.extend(format!("{place:010} 00000 n \n").bytes()));
    let size = objects.len() + 1;
    file.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n").bytes(),
    );
    file
}

/// A stream with more in its dictionary.
pub fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {dictionary} /Length {} >>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

/// The letters of the font of [`pages`] beyond ASCII, from code 128 on.
const LETTERS: &[char] =
    &['Ộ', 'Ò', 'à', 'ộ', 'ủ', 'ĩ', 'ệ', 'ị', 'ề', 'ấ', 'đ', 'ư', 'ờ', 'ở', 'ố', 'ã', 'ạ', 'ế', 'á', 'ả'];

/// Text as a string of a content stream.
pub fn shown(text: &str) -> String {
    let code = |c: char| match LETTERS.iter().position(|letter| *letter == c) {
        Some(at) => format!("\\{:03o}", 128 + at),
        None if matches!(c, '(' | ')' | '\\') => format!("\\{c}"),
        None => c.to_string(),
    };
    format!("({}) Tj", text.chars().map(code).collect::<String>())
}

/// Lines of text at places, in points from the lower left corner, 12 points high.
pub fn lines(lines: &[(f32, f32, &str)]) -> String {
    let set =
        lines.iter().map(|(x, y, text)| format!("BT /F1 12 Tf 1 0 0 1 {x} {y} Tm {} ET\n", shown(text)));
    set.collect()
}

/// A PDF of [`pages`] with more in its trailer.
pub fn pages_with(trailer: &str, pages: &[(&str, String)]) -> Vec<u8> {
    of_objects(&objects(pages), trailer)
}

/// A PDF of pages: what is in the dictionary of each beside the usual, and its content. `/Scan` is a white picture.
pub fn pages(pages: &[(&str, String)]) -> Vec<u8> {
    of_objects(&objects(pages), "")
}

fn objects(pages: &[(&str, String)]) -> Vec<Vec<u8>> {
    let kids: String = (0..pages.len()).map(|page| format!("{} 0 R ", 5 + 2 * page)).collect();
    let names: String = LETTERS.iter().map(|letter| format!("/uni{:04X} ", u32::from(*letter))).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()).into_bytes(),
        format!(
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [128 {names}] >> \
             /FirstChar 32 /LastChar 160 /Widths [{}] >>",
            "500 ".repeat(129)
        )
        .into_bytes(),
        stream(
            "/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8 /ColorSpace /DeviceGray",
            &[255; 64],
        ),
    ];
    for (at, (more, content)) in pages.iter().enumerate() {
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
                 /Resources << /Font << /F1 3 0 R >> /XObject << /Scan 4 0 R >> >> {more} >>",
                6 + 2 * at
            )
            .into_bytes(),
        );
        objects.push(stream("", content.as_bytes()));
    }
    objects
}

/// A file with some bytes, and the folder it lies in, which goes with it.
pub fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    (folder, path)
}
