//! Files made to harm, sent through the real form to the real server: it stays up, its memory stays small, nothing
//! is left behind, and whoever sent them is told why.

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::support::process::{HOST, Portal};
use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ADD: &str = "/ducthang/thu-vien/them";
const EDITOR: &str = "truongban.ducthang";
const MEGABYTE: u64 = 1024 * 1024;

/// How a file is met.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Met {
    /// Taken: it is what it claims, and what hides behind it is lost or never run.
    Taken,
    /// Refused with a Vietnamese reason.
    Refused,
    /// One or the other, as its decoder sees it.
    Either,
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let shade = |x: u32, y: u32| Rgb([(x * 3) as u8, (y * 5) as u8, (x ^ y) as u8]);
    encoded(&DynamicImage::ImageRgb8(ImageBuffer::from_fn(97, 61, shade)), format)
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum().to_be_bytes()
}

fn png_chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let named = [kind, data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [length.as_slice(), &named, &crc(&named)].concat()
}

fn deflated(zeros: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let chunk = vec![0; 1 << 20];
    for _ in 0..zeros >> 20 {
        encoder.write_all(&chunk).unwrap();
    }
    encoder.finish().unwrap()
}

/// A PNG of these declared sides whose data unpack to so many zeros.
fn png_bomb(width: u32, height: u32, depth: u8, colour: u8, zeros: usize) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
    let chunks = [png_chunk(b"IHDR", &head), png_chunk(b"IDAT", &deflated(zeros)), png_chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n".as_slice(), &chunks.concat()].concat()
}

/// A picture whose head says that it is far larger than it is.
fn jpeg_bomb() -> Vec<u8> {
    let mut jpeg = picture(ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|mark| mark == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    jpeg
}

fn gif_bomb() -> Vec<u8> {
    let mut gif = b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    gif.extend(b"\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b");
    gif
}

fn webp_bomb() -> Vec<u8> {
    // VP8X with a canvas of 2^24 a side, and a lossless frame of the largest that its head can say.
    let canvas = [b"VP8X\x0a\0\0\0\0\0\0\0".as_slice(), &[0xFF; 6]].concat();
    let frame = b"VP8L\x0a\0\0\0\x2f\xff\xff\xff\x0f\0\0\0\0\0".to_vec();
    let body = [b"WEBP".as_slice(), &canvas, &frame].concat();
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [b"RIFF".as_slice(), &length, &body].concat()
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The whole set: name, bytes, how it must be met.
fn hostile() -> Vec<(String, Vec<u8>, Met)> {
    use Met::{Either, Refused, Taken};
    let mut files: Vec<(String, Vec<u8>, Met)> = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>, met| files.push((name.to_owned(), bytes, met));

    // Bombs.
    add("huge.png", png_bomb(60_000, 60_000, 8, 6, 1 << 20), Refused);
    add("wide.png", png_bomb(2_000_000_000, 1, 8, 2, 1 << 20), Refused);
    add("deep.png", png_bomb(7_000, 7_000, 16, 6, 1 << 20), Refused);
    add("full.png", png_bomb(7_000, 7_000, 8, 6, 7_000 * 28_001 + (1 << 20)), Either);
    add("dense.png", png_bomb(10, 10, 8, 6, 900 << 20), Either);
    add("zero.png", png_bomb(0, 0, 8, 6, 1 << 20), Refused);
    add("huge.jpg", jpeg_bomb(), Refused);
    add("huge.gif", gif_bomb(), Refused);
    add("huge.webp", webp_bomb(), Refused);
    let zeros = vec![0; 300 << 20];
    add("bomb.docx", packed(&[("word/document.xml", &zeros)]), Refused);
    let many: Vec<(String, &[u8])> = (0..12_000).map(|n| (format!("p{n}"), b"".as_slice())).collect();
    add(
        "many.xlsx",
        packed(&many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect::<Vec<_>>()),
        Refused,
    );
    let mut nested = packed(&[("word/document.xml", &zeros[..50 << 20])]);
    for _ in 0..30 {
        nested = packed(&[("word/document.xml", b"<w/>"), ("inner.zip", &nested)]);
    }
    add("nested.docx", nested, Taken);
    let mut lying = packed(&[("word/document.xml", &zeros[..80 << 20])]);
    for at in 0..lying.len() - 30 {
        // Every declared size becomes 1.
        let (local, central) =
            (lying[at..].starts_with(b"PK\x03\x04"), lying[at..].starts_with(b"PK\x01\x02"));
        if local || central {
            let size = at + if local { 22 } else { 24 };
            lying[size..size + 4].copy_from_slice(&1_u32.to_le_bytes());
        }
    }
    add("lying.docx", lying, Refused);
    let deep = format!("<a>{}</a>", "<b>".repeat(200_000));
    add("deep.docx", packed(&[("word/document.xml", deep.as_bytes())]), Taken);

    // Cut at many points.
    let word = packed(&[("[Content_Types].xml", b"<t/>"), ("word/document.xml", b"<w>text</w>")]);
    for (name, format) in
        [("a.jpg", ImageFormat::Jpeg), ("a.png", ImageFormat::Png), ("a.webp", ImageFormat::WebP)]
    {
        let whole = picture(format);
        for part in 0..9 {
            add(&format!("cut{part}-{name}"), whole[..whole.len() * part / 9].to_vec(), Refused);
        }
    }
    let gif = picture(ImageFormat::Gif);
    for part in 0..9 {
        add(
            &format!("cut{part}.gif"),
            gif[..gif.len() * part / 9].to_vec(),
            if part < 3 { Refused } else { Either },
        );
        add(&format!("cut{part}.docx"), word[..word.len() * part / 9].to_vec(), Refused);
    }

    // Something else than their names say.
    add("page.pdf", b"<html><script>alert(1)</script>".to_vec(), Refused);
    add("script.jpg", b"<script>alert(1)</script>".to_vec(), Refused);
    add("drawing.svg", b"<svg onload=\"alert(1)\"/>".to_vec(), Refused);
    add("program.pdf", b"MZ\x90\0\x03\0\0\0".to_vec(), Refused);
    add("shell.jpg", b"#!/bin/sh\nrm -rf /".to_vec(), Refused);
    add("empty.pdf", Vec::new(), Refused);
    add("photo.pdf", picture(ImageFormat::Png), Taken);

    // Two things at once.
    let mut both = picture(ImageFormat::Gif);
    both.extend(b"*/=1;alert(document.cookie)//<script>alert(1)</script>");
    add("script.gif", both, Taken);
    add("gif.js", b"GIF89a/*\xff\xff*/=alert(1)//;".to_vec(), Refused);
    add("page-in.pdf", b"%PDF-1.7\n<html><script>alert(1)</script>\nstartxref\n0\n%%EOF".to_vec(), Taken);
    add("zip.jpg", [picture(ImageFormat::Jpeg), word.clone()].concat(), Taken);
    add("jpg.docx", [b"PK\x03\x04".to_vec(), picture(ImageFormat::Jpeg)].concat(), Refused);

    // What cameras never wrote.
    let jpeg = picture(ImageFormat::Jpeg);
    for (n, junk) in
        [b"Exif\0\0".to_vec(), [b"Exif\0\0MM\0*".to_vec(), vec![0xFF; 9000]].concat(), vec![0xE1; 60_000]]
            .into_iter()
            .enumerate()
    {
        let length = u16::try_from(junk.len() + 2).unwrap().to_be_bytes();
        let with = [&jpeg[..2], b"\xff\xe1", &length, &junk, &jpeg[2..]].concat();
        add(&format!("exif{n}.jpg"), with, Either);
    }

    // Noise behind honest beginnings.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut noise = |length: usize| -> Vec<u8> {
        let byte = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        };
        (0..length).map(byte).collect()
    };
    for (n, start) in [
        b"".as_slice(),
        b"PK\x03\x04",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\xff\xff\xff\xffWEBPVP8 ",
        b"GIF89a",
    ]
    .into_iter()
    .enumerate()
    {
        for length in [1, 40, 5_000, 200_000] {
            add(&format!("noise{n}-{length}.jpg"), [start, &noise(length)].concat(), Refused);
        }
    }
    let spoilt = |whole: &[u8], step: usize| {
        let mut bytes = whole.to_vec();
        (20..bytes.len()).step_by(step).for_each(|at| bytes[at] ^= 0x5A);
        bytes
    };
    for step in [7, 40, 300] {
        for (name, format) in [
            ("a.jpg", ImageFormat::Jpeg),
            ("a.png", ImageFormat::Png),
            ("a.webp", ImageFormat::WebP),
            ("a.gif", ImageFormat::Gif),
        ] {
            add(&format!("spoilt{step}-{name}"), spoilt(&picture(format), step), Either);
        }
        add(&format!("spoilt{step}.docx"), spoilt(&word, step), Either);
    }
    files
}

fn status_of(pid: &str, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|value| value.parse().ok()).unwrap_or(0)
}

/// What all descendants of a process hold in memory now, in bytes.
fn children_hold(parent: u32) -> u64 {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().into_string().ok()?.parse::<u64>().ok());
    let all: Vec<(u64, u64)> = numbers.map(|pid| (pid, status_of(&pid.to_string(), "PPid:"))).collect();
    let mut family = vec![u64::from(parent)];
    let mut at = 0;
    while at < family.len() {
        let children = all.iter().filter(|(_, of)| *of == family[at]).map(|(pid, _)| *pid);
        family.extend(children.collect::<Vec<_>>());
        at += 1;
    }
    family[1..].iter().map(|pid| status_of(&pid.to_string(), "VmRSS:") * 1024).sum()
}

fn entries(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

/// Looks at the workers' memory until it is told to stop.
fn watch(parent: u32) -> (Arc<AtomicBool>, Arc<AtomicU64>) {
    let (stop, most) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let (stopped, seen) = (stop.clone(), most.clone());
    std::thread::spawn(move || {
        while !stopped.load(Ordering::Relaxed) {
            seen.fetch_max(children_hold(parent), Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    (stop, most)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_outlives_every_file_and_says_why() {
    let mut portal = Portal::new("folder:").await;
    portal.start().await;
    let session = portal.session(EDITOR).await;
    let good = portal.upload(&session, ADD, "tot.png", picture(ImageFormat::Png)).await;
    assert_eq!(good.status(), 303, "{}", good.text().await.unwrap());
    let pid = portal.pid();
    let (stop, children) = watch(pid);
    let before = status_of(&pid.to_string(), "VmRSS:") * 1024;

    let files = hostile();
    let count = files.len();
    for (name, bytes, met) in files {
        let answer = portal.upload(&session, ADD, &name, bytes).await;
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        match (met, status) {
            // 409: the same bytes as another of the set.
            (Met::Taken | Met::Either, 303 | 409) => {}
            (Met::Refused | Met::Either, 422) => {
                let why = text
                    .split("id=\"tep-loi\">")
                    .nth(1)
                    .and_then(|rest| rest.split('<').next())
                    .unwrap_or_default();
                assert!(
                    why.contains("Tệp") && why.contains(". "),
                    "{name}: what happened and what to do: {why:?}"
                );
            }
            _ => panic!("{name}: {met:?}, but {status}: {text}"),
        }
    }
    let peak = status_of(&pid.to_string(), "VmHWM:") * 1024;
    stop.store(true, Ordering::Relaxed);
    let children = children.load(Ordering::Relaxed);
    eprintln!(
        "{count} files; server {} MB at rest, {} MB at most; workers {} MB at most",
        before / MEGABYTE,
        peak / MEGABYTE,
        children / MEGABYTE
    );
    assert!(peak < before + 120 * MEGABYTE, "the server itself decodes nothing: {before} {peak}");
    assert!(children > 0 && children < 800 * MEGABYTE, "{children}");
    assert_eq!(entries(&portal.config.data.join("upload")), 0, "nothing is left behind");
    assert!(portal.page("/").await.is_some_and(|page| page.contains("</html>")));
    let again = portal.upload(&session, ADD, "tot.jpg", picture(ImageFormat::Jpeg)).await;
    assert_eq!(again.status(), 303, "and the next honest file is taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_film_goes_through_in_little_memory_and_a_broken_one_leaves_nothing() {
    let mut portal = Portal::new("folder:").await;
    portal.start().await;
    let session = portal.session(EDITOR).await;
    let pid = portal.pid().to_string();
    let mut film = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec();
    film.resize(300 << 20, 7);
    let before = status_of(&pid, "VmHWM:") * 1024;
    let added = portal.upload(&session, ADD, "phim.mp4", film.clone()).await;
    assert_eq!(added.status(), 303);
    let page = added.headers()["location"].to_str().unwrap().to_owned();
    let id = page.rsplit('/').next().unwrap();
    let fetch = portal.client.get(portal.url(&format!("/tep/{id}/phim.mp4")));
    let fetched = fetch.header("host", portal.console()).header("cookie", &session.0).send().await.unwrap();
    assert_eq!(fetched.bytes().await.unwrap(), film);
    let peak = status_of(&pid, "VmHWM:") * 1024;
    eprintln!("300 MB in and out: {} MB before, {} MB at most", before / MEGABYTE, peak / MEGABYTE);
    assert!(peak < before + 90 * MEGABYTE, "streamed both ways: {before} {peak}");

    // A connection that breaks in the middle of a file.
    let stored = entries(&portal.config.data.join("files"));
    let (cookie, csrf) = &session;
    let head = format!(
        "POST {ADD} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 90000000\r\n\r\n\
         --x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"a.mp4\"\r\n\r\n",
        portal.console()
    );
    let mut wire = std::net::TcpStream::connect(("127.0.0.1", portal.port())).unwrap();
    wire.write_all(head.as_bytes()).unwrap();
    wire.write_all(&film[..4 << 20]).unwrap();
    let upload = portal.config.data.join("upload");
    for _ in 0..200 {
        if entries(&upload) == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(entries(&upload), 1, "it is being written down");
    drop(wire);
    for _ in 0..200 {
        if entries(&upload) == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!((entries(&upload), entries(&portal.config.data.join("files"))), (0, stored));

    // A server that is killed amid an upload clears up when it starts again.
    let mut wire = std::net::TcpStream::connect(("127.0.0.1", portal.port())).unwrap();
    wire.write_all(head.as_bytes()).unwrap();
    wire.write_all(&film[..4 << 20]).unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    portal.kill();
    assert_eq!(entries(&upload), 1);
    portal.start().await;
    assert_eq!(entries(&upload), 0);

    // Nobody's bytes are taken at the door.
    let stranger = head.replace(cookie.as_str(), "portal=nobody");
    let mut wire = std::net::TcpStream::connect(("127.0.0.1", portal.port())).unwrap();
    wire.write_all(stranger.as_bytes()).unwrap();
    let _ = wire.write_all(&film[..1 << 20]);
    wire.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut answer = [0; 400];
    let read = std::io::Read::read(&mut wire, &mut answer).unwrap_or(0);
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.is_empty() || answer.contains("303"), "{answer}");
    assert_eq!(entries(&upload), 0);
    assert!(portal.page("/").await.is_some_and(|page| page.contains("</html>")), "{HOST}");
}
