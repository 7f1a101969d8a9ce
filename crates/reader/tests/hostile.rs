//! Broken and malicious files: each reading ends by itself, within the limits of a worker.
//!
//! Each file is read in a process of its own, since what goes wrong may end the process: this program, started again.

mod samples;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use samples::compound::{doc, ppt, xls};
use samples::{
    Folder, docx, docx_parts, open_document, paragraph, pptx, rtf, run, xlsx, zipped, zipped_bytes,
};

/// What a worker may have: kilobytes of address space, seconds of processor time.
const MEMORY: u32 = 768 * 1024;
const SECONDS: u32 = 20;

/// Names the files that the process started again reads.
const FILES: &str = "READER_HOSTILE_FILES";

/// Not a test by itself: what the process started again does.
#[test]
fn reads_the_files_it_is_given() {
    let Ok(files) = std::env::var(FILES) else { return };
    for file in files.lines() {
        let reading = reader::read(Path::new(file));
        let letters: usize = reading.pages.iter().map(|page| page.text().len()).sum();
        assert!(letters <= 32 << 20, "{letters} bytes of text");
        println!("\n=> {:?}", reading.status);
    }
}

/// How the reading of each file ended: its status, or that the process was killed.
fn outcomes(files: &[PathBuf]) -> Vec<String> {
    let mut all = Vec::new();
    for some in files.chunks(20) {
        let found = ran(some);
        if found.len() == some.len() {
            all.extend(found);
        } else {
            all.extend(some.iter().map(|file| {
                let file = std::slice::from_ref(file);
                ran(file).pop().unwrap_or_else(|| "Killed".to_owned())
            }));
        }
    }
    all
}

fn ran(files: &[PathBuf]) -> Vec<String> {
    let list: Vec<String> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    let script = format!("ulimit -v {MEMORY}; ulimit -t {SECONDS}; ulimit -c 0; exec \"$0\" \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "reads_the_files_it_is_given", "--nocapture", "--test-threads=1"])
        .env(FILES, list.join("\n"))
        .env("RUST_BACKTRACE", "0")
        .stderr(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().filter_map(|line| line.strip_prefix("=> ")).map(str::to_owned).collect()
}

/// Numbers that look random and are the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// The bytes cut off, with bits turned, with a stretch copied elsewhere, or filled with one byte.
fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if bytes.is_empty() {
        return bytes;
    }
    match dice.below(4) {
        0 => bytes.truncate(dice.below(bytes.len())),
        1 => {
            for _ in 0..=dice.below(32) {
                let place = dice.below(bytes.len());
                bytes[place] ^= 1 << dice.below(8);
            }
        }
        2 => {
            let length = dice.below(bytes.len().min(600)) + 1;
            let from = dice.below(bytes.len() - length + 1);
            let to = dice.below(bytes.len() - length + 1);
            bytes.copy_within(from..from + length, to);
        }
        _ => {
            let length = dice.below(bytes.len().min(64)) + 1;
            let from = dice.below(bytes.len() - length + 1);
            let value = [0x00, 0xFF, 0x7F, b'<'][dice.below(4)];
            bytes[from..from + length].fill(value);
        }
    }
    bytes
}

/// The parts of a zip.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = zip.len();
    let part = |place: usize| {
        let mut file = zip.by_index(place).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(part).collect()
}

/// A file, mutated: a packed one now and then within its parts.
fn variant(seed: &[u8], number: usize, dice: &mut Dice) -> Vec<u8> {
    if !seed.starts_with(b"PK") || number.is_multiple_of(2) {
        return mutated(seed, dice);
    }
    let mut parts = parts(seed);
    let place = dice.below(parts.len());
    parts[place].1 = mutated(&parts[place].1, dice);
    let parts: Vec<(&str, Vec<u8>)> =
        parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    zipped_bytes(&parts)
}

/// Small files of every format.
fn seeds() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let text = paragraph("<w:pStyle w:val=\"Old\"/>", &run("<w:b/>", "Quy ®Þnh vÒ ®Êt ®ai"));
    let table = format!("<w:tbl><w:tr><w:tc>{text}</w:tc><w:tc>{text}</w:tc></w:tr></w:tbl>");
    let rows =
        "<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"s\"><v>0</v></c><c r=\"C1\" s=\"2\"><v>38353</v></c></row>";
    let open = "<office:text><text:list text:style-name=\"L1\"><text:list-item><text:p>một</text:p></text:list-item></text:list></office:text>";
    let sheet = "<office:spreadsheet><table:table table:name=\"S\"><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>";
    let page = "<!DOCTYPE html><html><head><title>T</title><script>x</script></head><body><table><tr><td>a<td>b</table><font face=.VnTime>®Êt</font></body></html>";
    let slide = "<p:sp><a:p><a:r><a:rPr/><a:t>chữ</a:t></a:r></a:p></p:sp>";
    vec![
        ("docx", vec![docx(&format!("{text}{table}{text}"))]),
        ("xlsx", vec![xlsx(rows)]),
        ("pptx", vec![pptx(slide)]),
        ("odt", vec![open_document("text", open)]),
        ("ods", vec![open_document("spreadsheet", sheet)]),
        ("odp", vec![open_document("presentation", "<draw:page><text:p>a</text:p></draw:page>")]),
        (
            "doc",
            vec![doc(&[("C\u{E9}ng hoµ\rng\u{AD}êi\u{7}\u{7}", 1), ("\u{13} PAGE \u{14}12\u{15} sau\r", 0)])],
        ),
        ("xls", vec![xls("Đất ở", "§¬n vÞ", 1.5)]),
        ("ppt", vec![ppt(&["Trang một\rDòng hai", "Trang hai"])]),
        (
            "rtf",
            vec![rtf(
                b"{\\header x\\par}\\f1 Qu\\'d1n\\u7871?\\par\\trowd\\intbl a\\cell\\row{\\*\\x y}\\bin3 abc",
            )],
        ),
        ("html", vec![page.as_bytes().to_vec()]),
        ("txt", vec!["Céng hoµ x· héi Cộng hòa\u{C}\n".as_bytes().to_vec()]),
    ]
}

/// The real files of a format, if they are here, the small ones first.
fn real(format: &str) -> Vec<Vec<u8>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("PORTAL_TEST_DATA").map_or(here, PathBuf::from);
    let folders = [data.join("legacy"), data.join("files")];
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten());
    let mut files: Vec<Vec<u8>> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == format))
        .filter_map(|path| std::fs::read(path).ok())
        .collect();
    if files.is_empty() {
        eprintln!("{format}: no real files here");
    }
    files.sort_by_key(Vec::len);
    files.truncate(8);
    files
}

/// How many files of each format are mutated.
const VARIANTS: usize = 200;

#[test]
fn mutated_files_of_every_format_end_in_a_reading() {
    if std::env::var_os(FILES).is_some() {
        return;
    }
    let mut killed = Vec::new();
    for (format, mut seeds) in seeds() {
        seeds.extend(real(format));
        let folder = Folder::new();
        let mut dice = Dice(format.bytes().map(u64::from).sum());
        let files: Vec<PathBuf> = (0..VARIANTS)
            .map(|number| {
                let bytes = variant(&seeds[number % seeds.len()], number / seeds.len(), &mut dice);
                folder.file(&format!("{number}.{format}"), &bytes)
            })
            .collect();
        let outcomes = outcomes(&files);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, outcome) in outcomes.iter().enumerate() {
            *counts.entry(outcome).or_default() += 1;
            if outcome == "Killed" {
                killed.push(format!("{format} {number}"));
            }
        }
        println!("{format}: {counts:?}");
        assert_eq!(outcomes.len(), VARIANTS);
    }
    assert!(killed.is_empty(), "{killed:?}");
}

/// Files made to take more than there is.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let many = |text: &str, count: usize| text.repeat(count);
    let with_main = |body: String| {
        let parts: Vec<(&str, Vec<u8>)> = docx_parts("")
            .into_iter()
            .map(|(name, text)| {
                let bytes =
                    if name == "word/document.xml" { body.clone().into_bytes() } else { text.into_bytes() };
                (name, bytes)
            })
            .collect();
        zipped_bytes(&parts)
    };
    let entities: String = (1..10)
        .map(|level| format!("<!ENTITY e{level} \"{}\">", many(&format!("&e{};", level - 1), 10)))
        .collect();
    let entity_bomb = format!(
        "<!DOCTYPE x [<!ENTITY e0 \"ha\">{entities}]><w:document><w:p><w:r><w:t>a&e9;b</w:t></w:r></w:p></w:document>"
    );
    let row = |more: &str, cell: &str| {
        format!(
            "<table:table-row {more}><table:table-cell {cell}><text:p>x</text:p></table:table-cell></table:table-row>"
        )
    };
    let repeated = format!(
        "<office:spreadsheet><table:table table:name=\"S\">{}</table:table></office:spreadsheet>",
        row("table:number-rows-repeated=\"1048576\"", "table:number-columns-repeated=\"16384\"")
    );
    let cells = |count: usize| {
        let row = "<row><c r=\"A1\"/><c r=\"XFD1\"><v>1</v></c></row>";
        format!("{}<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>", many(row, count))
    };
    let long = paragraph("", &run("", &many("a ", 4000)));
    vec![
        ("docx that unpacks to 400 MB of one letter", with_main(many("a", 400 << 20))),
        (
            "docx that unpacks to 100 MB of one text",
            with_main(format!("<w:document><w:p><w:r><w:t>{}</w:t></w:r></w:p>", many("a", 100 << 20))),
        ),
        ("docx with 20 MB of paragraphs", docx(&many(&long, 2500))),
        ("docx with a million empty paragraphs", docx(&many("<w:p/>", 1_000_000))),
        (
            "docx with a million short paragraphs",
            docx(&many("<w:p><w:r><w:t>a</w:t></w:r></w:p>", 1_000_000)),
        ),
        ("docx 300,000 elements deep", docx(&many("<w:p>", 300_000))),
        ("docx with boxes in boxes", docx(&many("<w:p><w:r><w:txbxContent>", 80))),
        ("docx with entities in entities", with_main(entity_bomb)),
        ("docx with styles in a circle", {
            let parts: Vec<(&str, Vec<u8>)> =
                docx_parts(&paragraph("<w:pStyle w:val=\"Old\"/>", &run("", "a")))
                    .into_iter()
                    .map(|(name, text)| {
                        (
                            name,
                            text.replace(
                                "w:styleId=\"Base\">",
                                "w:styleId=\"Base\"><w:basedOn w:val=\"Old\"/>",
                            )
                            .into_bytes(),
                        )
                    })
                    .collect();
            zipped_bytes(&parts)
        }),
        (
            "docx with 100,000 breaks of pages",
            docx(&many("<w:p><w:r><w:t>a</w:t><w:br w:type=\"page\"/></w:r></w:p>", 100_000)),
        ),
        ("docx with 15,000 parts", {
            let names: Vec<String> = (0..15_000).map(|number| format!("word/x{number}.xml")).collect();
            let mut parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
            parts.push(("[Content_Types].xml", ""));
            zipped(&parts)
        }),
        ("xlsx with a cell at the last place", xlsx(&cells(0))),
        ("xlsx with 200,000 wide rows", xlsx(&cells(200_000))),
        ("xlsx that names one long string 100,000 times", {
            let rows = many("<row><c t=\"s\"><v>0</v></c></row>", 100_000);
            let parts = parts(&xlsx(&rows));
            let long = many("chữ ", 50_000);
            let parts: Vec<(&str, Vec<u8>)> = parts
                .iter()
                .map(|(name, bytes)| {
                    let is_strings = name == "xl/sharedStrings.xml";
                    let strings = format!("<sst><si><t>{long}</t></si></sst>").into_bytes();
                    (name.as_str(), if is_strings { strings } else { bytes.clone() })
                })
                .collect();
            zipped_bytes(&parts)
        }),
        ("ods with a million rows of 16,384 columns", open_document("spreadsheet", &repeated)),
        (
            "ods with many repeated cells",
            open_document(
                "spreadsheet",
                &format!(
                    "<office:spreadsheet><table:table table:name=\"S\">{}</table:table></office:spreadsheet>",
                    many(&row("", "table:number-columns-repeated=\"16384\""), 100_000)
                ),
            ),
        ),
        (
            "rtf with three million groups in each other",
            [b"{\\rtf1 ".to_vec(), many("{", 3_000_000).into_bytes()].concat(),
        ),
        ("rtf with three million groups", rtf(many("{\\b a}", 3_000_000).as_bytes())),
        (
            "rtf with a million fonts",
            rtf(format!("{{\\fonttbl{}}}", many("{\\f1 x;}", 1_000_000)).as_bytes()),
        ),
        ("rtf with 100,000 notes in each other", rtf(many("{\\footnote a", 100_000).as_bytes())),
        ("rtf with 30 MB of hexadecimal", rtf(many("\\'e0", 8 << 20).as_bytes())),
        ("html 500,000 elements deep", many("<div><font face=x>", 500_000).into_bytes()),
        ("html with one tag of 20 MB", format!("<html><p {}>x</p>", many("a ", 10 << 20)).into_bytes()),
        ("html of 31 MB of text", format!("<html>{}", many("chữ ", 6 << 20)).into_bytes()),
        ("text of one line of 30 MB", many("a", 30 << 20).into_bytes()),
        ("text of ten million lines", many("a\n", 10_000_000).into_bytes()),
        (
            "text of 40 MB in an old encoding",
            many("h\u{B5} n\u{E9}i ", 5 << 20).chars().map(|c| c as u8).collect(),
        ),
    ]
}

#[test]
fn bombs_end_in_a_reading() {
    if std::env::var_os(FILES).is_some() {
        return;
    }
    let folder = Folder::new();
    let (mut killed, mut count) = (Vec::new(), 0);
    for (number, (name, bytes)) in bombs().into_iter().enumerate() {
        let file = folder.file(&format!("{number}"), &bytes);
        drop(bytes);
        let began = std::time::Instant::now();
        let outcome = ran(std::slice::from_ref(&file)).pop().unwrap_or_else(|| "Killed".to_owned());
        println!("{name}: {outcome} in {:.1} s", began.elapsed().as_secs_f32());
        std::fs::remove_file(file).unwrap();
        count += 1;
        if outcome == "Killed" {
            killed.push(name);
        }
    }
    assert!(count >= 27, "{count}");
    assert!(killed.is_empty(), "{killed:?}");
}
