//! The letters on a page that is a picture: drawn here, recognised by Tesseract, laid out like any other page.

mod phrases;
mod tsv;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::layout::{Block, Sheet, margins, tables::Rulings};
use crate::model::{Page, Paragraph, Role, Source};
use crate::pdf::OverScan;
use crate::picture::{self, Drawn};
use vietnamese::normalise;

/// Where the program may be.
const PROGRAMS: [&str; 2] = ["/usr/bin/tesseract", "/usr/local/bin/tesseract"];

/// How long a page may take.
const TIME: Duration = Duration::from_secs(120);

/// How often is looked whether it is done.
const LOOK: Duration = Duration::from_millis(15);

/// How a page is taken apart: as one page of text whose columns the layout finds.
const SEGMENTATION: &str = "4";

/// What recognises letters on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    program: PathBuf,
    /// Its version, as it tells it.
    pub version: String,
}

/// Whether this machine can recognise Vietnamese letters.
pub fn available() -> bool {
    engine().is_some()
}

/// What recognises Vietnamese letters here, if anything does.
pub fn engine() -> Option<&'static Engine> {
    static FOUND: OnceLock<Option<Engine>> = OnceLock::new();
    FOUND.get_or_init(find).as_ref()
}

fn find() -> Option<Engine> {
    let program = PROGRAMS.iter().map(PathBuf::from).find(|program| program.is_file())?;
    let said = |argument: &str| {
        let output = bare(&program).arg(argument).stdin(Stdio::null()).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    said("--list-langs")?.lines().find(|language| language.trim() == "vie")?;
    let version = said("--version")?.lines().next().unwrap_or_default().to_owned();
    Some(Engine { program, version })
}

/// The program, with nothing of our surroundings.
fn bare(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("OMP_THREAD_LIMIT", "1");
    if let Some(folder) = std::env::var_os("TESSDATA_PREFIX") {
        command.env("TESSDATA_PREFIX", folder);
    }
    command
}

/// Recognises a page, counted from 1, with room for what it needs in a folder.
///
/// # Errors
/// A Vietnamese sentence why it cannot be.
pub fn page(path: &Path, number: u32, folder: &Path) -> Result<Page, String> {
    let engine = engine().ok_or("Máy chủ chưa có phần nhận dạng chữ.")?;
    let picture = folder.join(format!("{number}.png"));
    let drawn = picture::draw(path, number, &picture)?;
    let read = engine.run(&picture, &drawn, &folder.join(number.to_string()));
    let _ = std::fs::remove_file(&picture);
    let over = crate::pdf::over_scan(path, number);
    Ok(laid_out(&read?, number, &drawn, over))
}

impl Engine {
    /// The words it finds, as it tells them.
    fn run(&self, picture: &Path, drawn: &Drawn, to: &Path) -> Result<String, String> {
        let child = bare(&self.program)
            .arg(picture)
            .arg(to)
            .args(["-l", "vie", "--oem", "1", "--psm", SEGMENTATION])
            .args(["--dpi", &format!("{:.0}", drawn.dpi.clamp(70.0, 600.0))])
            .arg("tsv")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let child = child.map_err(|_| "Không chạy được phần nhận dạng chữ.")?;
        if !ends_well(child) {
            return Err("Nhận dạng chữ không xong: quá lâu hoặc bị dừng.".to_owned());
        }
        let table = to.with_extension("tsv");
        let read = std::fs::read_to_string(&table).map_err(|_| "Không có kết quả nhận dạng chữ.".to_owned());
        let _ = std::fs::remove_file(&table);
        read
    }
}

/// Waits for a program; ends it when its time is over.
fn ends_well(mut child: Child) -> bool {
    let until = Instant::now() + TIME;
    while Instant::now() < until {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(LOOK),
            Err(_) => break,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// A page of the words that were recognised on it.
fn laid_out(table: &str, number: u32, drawn: &Drawn, over: OverScan) -> Page {
    let size = (drawn.width as f32 / drawn.scale.0, drawn.height as f32 / drawn.scale.1);
    let mut words = tsv::words(table, drawn.scale);
    words.extend(over.words);
    let mut sheets = [Sheet::of(words, &Rulings::default(), size.1)];
    margins::mark(&mut sheets);
    let [sheet] = sheets;
    let paragraphs = sheet.blocks().into_iter().map(paragraph).filter(|paragraph| !is_noise(paragraph));
    Page {
        number,
        name: String::new(),
        size: Some(size),
        source: Source::Recognised,
        paragraphs: paragraphs.chain(over.stamps).collect(),
    }
}

fn paragraph(block: Block) -> Paragraph {
    let text: String = block.runs.iter().map(|run| run.text.as_str()).collect();
    Paragraph {
        text: normalise(&text).trim().to_owned(),
        role: block.role,
        area: Some(block.edges.area()),
        letters: block.size,
        confidence: block.sure,
        ..Paragraph::default()
    }
}

/// Whether a paragraph has no letter or digit, or only a few that nobody is sure of: the edge of a stamp, a stroke of
/// a pen.
fn is_noise(paragraph: &Paragraph) -> bool {
    let said = paragraph.text.chars().filter(|c| c.is_alphanumeric()).count();
    let unsure = paragraph.confidence.is_some_and(|sure| sure < 30);
    said == 0 || said <= 3 && unsure && paragraph.role == Role::Body
}
