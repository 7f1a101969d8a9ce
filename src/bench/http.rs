//! How fast a running server answers searches over HTTP: whole pages, compressed as a browser gets them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::perturb::unmarked;
use super::questions;
use super::scale::Speed;

/// Whom to ask.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Where the server listens.
    pub server: SocketAddr,
    /// The site's host.
    pub host: &'a str,
    /// The questions.
    pub questions: &'a Path,
}

/// Asks every question twice on one connection, with and without marks, and counts the second time.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub fn run(ask: &Ask<'_>) -> Result<Vec<Speed>> {
    let questions = questions::read(ask.questions)?;
    let mut connection = BufReader::new(TcpStream::connect(ask.server)?);
    connection.get_ref().set_nodelay(true)?;
    let typed: Vec<String> = questions.into_iter().map(|question| question.text).collect();
    let bare = typed.iter().map(|text| unmarked(text)).collect();
    [("questions", typed), ("questions, bare", bare)]
        .into_iter()
        .map(|(kind, texts)| {
            let mut times = Vec::with_capacity(texts.len());
            for round in 0..2 {
                for text in &texts {
                    let started = Instant::now();
                    page(&mut connection, ask.host, text)?;
                    if round == 1 {
                        times.push(started.elapsed().as_secs_f64() * 1000.0);
                    }
                }
            }
            Ok(Speed::of(kind, times))
        })
        .collect()
}

/// Asks for one page of results and reads all of it.
fn page(connection: &mut BufReader<TcpStream>, host: &str, text: &str) -> Result<()> {
    let words = utf8_percent_encode(text, NON_ALPHANUMERIC);
    let request =
        format!("GET /tim-kiem?q={words} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: br, gzip\r\n\r\n");
    connection.get_mut().write_all(request.as_bytes())?;
    let (mut length, mut status) = (None, String::new());
    loop {
        let mut line = String::new();
        ensure!(connection.read_line(&mut line)? > 0, "the server hung up");
        let line = line.trim_end();
        if status.is_empty() {
            line.clone_into(&mut status);
        } else if line.is_empty() {
            break;
        } else if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = Some(value.trim().parse()?);
        }
    }
    ensure!(status.contains(" 200 "), "the server answered {status} to “{text}”");
    let mut body = vec![0; length.context("an answer without its length")?];
    Ok(connection.read_exact(&mut body)?)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn every_question_is_asked_in_both_forms_twice() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = listener.local_addr().unwrap();
        let served = std::thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let (mut reader, mut asked) = (BufReader::new(stream), Vec::new());
            let mut line = String::new();
            while reader.read_line(&mut line).unwrap_or(0) > 0 {
                if let Some(rest) = line.strip_prefix("GET ") {
                    asked.push(rest.split(' ').next().unwrap_or_default().to_owned());
                }
                if line == "\r\n" {
                    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
                    reader.get_mut().write_all(answer).unwrap();
                }
                line.clear();
            }
            asked
        });
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("q.jsonl");
        std::fs::write(&file, r#"{"id": 1, "text": "đất ở", "gold": [[1]]}"#).unwrap();
        let speeds = run(&Ask { server, host: "h", questions: &file }).unwrap();
        assert_eq!(speeds.len(), 2);
        let asked = served.join().unwrap();
        assert_eq!(asked.len(), 4);
        assert!(asked[0].starts_with("/tim-kiem?q=%C4%91") && asked[2].ends_with("dat%20o"), "{asked:?}");
    }
}
