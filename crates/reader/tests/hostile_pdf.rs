//! PDFs and pictures that are broken or made to harm: read in a process with limits, as the portal does.

mod made;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use made::{lines, of_objects, pages, stream};

/// How a process ended.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    /// With a reading.
    Read(String),
    /// It gave up, or was stopped by its limits.
    Stopped,
}

/// What the process started again does, and with which files, a line each.
const WORK: &str = "READER_HOSTILE_WORK";

/// Not a test by itself: what the process started again does.
#[test]
fn does_what_it_is_given() {
    let Ok(work) = std::env::var(WORK) else { return };
    let said = match work.lines().collect::<Vec<_>>()[..] {
        ["read", file] => serde_json::to_string(&reader::read(Path::new(file))).expect("a reading is JSON"),
        ["draw", file, to] => format!("{:?}", reader::picture::draw(Path::new(file), 1, Path::new(to))),
        ref other => panic!("{other:?}"),
    };
    println!("\n=> {said}");
}

/// Does it in a process with 768 MB of address space and 20 seconds of time.
fn run(work: &str, files: &[&Path]) -> Ended {
    let files = files.iter().map(|file| file.to_string_lossy().into_owned());
    let work: Vec<String> = std::iter::once(work.to_owned()).chain(files).collect();
    let output = Command::new("prlimit")
        .args(["--as=805306368", "--cpu=20", "--core=0"])
        .arg(std::env::current_exe().expect("this test"))
        .args(["--exact", "does_what_it_is_given", "--nocapture", "--test-threads=1"])
        .env(WORK, work.join("\n"))
        .stderr(Stdio::null())
        .output()
        .expect("prlimit");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = said.lines().find_map(|line| line.strip_prefix("=> "));
    said.map_or(Ended::Stopped, |said| Ended::Read(said.to_owned()))
}

fn read(folder: &Path, bytes: &[u8]) -> Ended {
    let path = folder.join("tep");
    std::fs::write(&path, bytes).expect("a file");
    run("read", &[&path])
}

fn status(ended: &Ended) -> String {
    let Ended::Read(said) = ended else { return "stopped".to_owned() };
    let reading: reader::Reading = serde_json::from_str(said).expect("a reading");
    format!("{:?}", reading.status)
}

/// Numbers that look random and are the same at each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// A file with some bytes changed, left out, doubled, or cut off.
fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.below(12) {
        let at = dice.below(out.len());
        match dice.below(6) {
            0 => out[at] = dice.below(256) as u8,
            1 => out[at] ^= 1 << dice.below(8),
            2 => drop(out.drain(at..(at + dice.below(40)).min(out.len()))),
            3 => {
                let piece = out[at..(at + 60).min(out.len())].to_vec();
                out.splice(at..at, piece);
            }
            4 => out[at..].iter_mut().take(8).for_each(|byte| *byte = b'9'),
            _ if dice.below(6) == 0 => out.truncate(at.max(16)),
            _ => out[at] = 0xFF,
        }
        if out.is_empty() {
            out.push(b'%');
        }
    }
    out
}

fn small_pdf() -> Vec<u8> {
    let scan = "q 595 0 0 842 0 0 cm /Scan Do Q\n".to_owned();
    pages(&[("", lines(&[(72.0, 700.0, "mot hai ba"), (72.0, 680.0, "bon nam")])), ("/Rotate 90", scan)])
}

fn real(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("PORTAL_TEST_DATA").map(PathBuf::from);
    let folder =
        folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let mut files = std::fs::read_dir(folder.join("files")).ok()?.flatten();
    let entry = files.find(|entry| entry.file_name().to_string_lossy().starts_with(name))?;
    std::fs::read(entry.path()).ok()
}

#[test]
fn broken_pdfs_end_with_a_reading() {
    let folder = tempfile::tempdir().expect("a folder");
    let bases: Vec<Vec<u8>> =
        [Some(small_pdf()), real("SRC-D-04"), real("SRC-F-29")].into_iter().flatten().collect();
    let mut dice = Dice(7);
    let stopped = (0..200).filter(|round| {
        let broken = mutated(&bases[round % bases.len()], &mut dice);
        read(folder.path(), &broken) == Ended::Stopped
    });
    let stopped = stopped.count();
    eprintln!("{stopped} of 200 were stopped");
    assert!(stopped <= 2, "{stopped}");
}

#[test]
fn broken_pictures_are_drawn_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let picture = image::GrayImage::from_fn(300, 200, |x, y| image::Luma([(x * y % 251) as u8]));
    let bases = [image::ImageFormat::Png, image::ImageFormat::Jpeg].map(|format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("a picture");
        bytes.into_inner()
    });
    let mut dice = Dice(11);
    let mut stopped = 0;
    for round in 0..200 {
        let broken = mutated(&bases[round % 2], &mut dice);
        let (path, to) = (folder.path().join("anh"), folder.path().join("trang.png"));
        std::fs::write(&path, &broken).expect("a file");
        stopped += usize::from(run("draw", &[&path, &to]) == Ended::Stopped);
        stopped += usize::from(read(folder.path(), &broken) == Ended::Stopped);
    }
    eprintln!("{stopped} of 400 were stopped");
    assert_eq!(stopped, 0);
}

fn deflated(piece: &[u8], times: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    (0..times).for_each(|_| encoder.write_all(piece).expect("memory"));
    encoder.finish().expect("memory")
}

/// A file of one page with this content, deflated.
fn with_content(content: &[u8], times: usize) -> Vec<u8> {
    with_deflated(&deflated(content, times))
}

fn with_deflated(content: &[u8]) -> Vec<u8> {
    of_objects(
        &[
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>".to_vec(),
            stream("/Filter /FlateDecode", content),
        ],
        "",
    )
}

#[test]
fn bombs_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let once = deflated(&vec![b' '; 1 << 20], 1_024);
    assert_eq!(status(&read(folder.path(), &with_deflated(&once))), "TooLarge");
    let twice = deflated(&once, 1);
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>".to_vec(),
        stream("/Filter [/FlateDecode /FlateDecode]", &twice),
    ];
    assert_eq!(status(&read(folder.path(), &of_objects(&objects, ""))), "TooLarge");
    let endless = read(folder.path(), &with_content(&b"q 1 0 0 1 0 0 cm Q\n".repeat(1_000), 5_000));
    assert!(["TooLarge", "Empty"].contains(&status(&endless).as_str()), "{endless:?}");
    // A form that draws itself many times over.
    objects[2] =
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 5 0 R >>".to_vec();
    objects[3] = stream("", b"/X Do");
    objects.push(b"<< /XObject << /X 6 0 R >> >>".to_vec());
    objects.push(stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 5 0 R",
        &b"/X Do ".repeat(40),
    ));
    assert_eq!(status(&read(folder.path(), &of_objects(&objects, ""))), "TooLarge");
}

#[test]
fn loops_and_depths_come_to_an_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let tree = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9 >>".to_vec(),
        b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 9 >>".to_vec(),
    ];
    assert_eq!(status(&read(folder.path(), &of_objects(&tree, ""))), "Damaged");
    let huge = small_pdf_with(b"[0 0 595 842]", b"[0 0 9999999999 9999999999]");
    assert!(matches!(read(folder.path(), &huge), Ended::Read(_)));
    let table = small_pdf_with(b"/Root 1 0 R", b"/Root 1 0 R /Prev 9");
    assert!(matches!(read(folder.path(), &table), Ended::Read(_)));
    let nested = with_content(&b"[".repeat(1_000), 300);
    assert!(matches!(read(folder.path(), &nested), Ended::Read(_)), "arrays in content");
    let mut objects = tree.to_vec();
    objects[1] = [b"[".repeat(200_000), b"]".repeat(200_000)].concat();
    assert!(matches!(read(folder.path(), &of_objects(&objects, "")), Ended::Read(_)), "arrays in objects");
}

fn small_pdf_with(old: &[u8], new: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(&small_pdf()).into_owned();
    text.replace(&*String::from_utf8_lossy(old), &String::from_utf8_lossy(new)).into_bytes()
}

/// A PNG that promises 30,000 pixels on each side.
fn vast_png() -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(30_000_u32.to_be_bytes());
    header.extend(30_000_u32.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    let mut check = flate2::Crc::new();
    check.update(&header);
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    file.extend(&header);
    file.extend(check.sum().to_be_bytes());
    file.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    file
}

#[test]
fn a_vast_picture_is_refused_before_it_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, to) = (folder.path().join("anh.png"), folder.path().join("trang.png"));
    std::fs::write(&path, vast_png()).expect("a file");
    let Ended::Read(said) = run("draw", &[&path, &to]) else { panic!("it was stopped") };
    assert!(said.contains("quá lớn"), "{said}");
    assert_eq!(status(&run("read", &[&path])), "TooLarge");
}
