//! Workers that hang, babble, die and leave children behind: scripts in the place of the binary.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::json;

use super::{ANSWER_BYTES, Answer, Failure, Job, Pool};

fn pool(folder: &Path, script: &str) -> Pool {
    let program = folder.join("worker");
    std::fs::write(&program, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    Pool::patient(Some(program), folder.join("scratch"), Duration::from_millis(1500))
}

async fn outcome(script: &str) -> Result<serde_json::Value, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("input");
    std::fs::write(&input, b"x").unwrap();
    let done = pool(folder.path(), script).run(Job::Image, &input).await;
    let left = || std::fs::read_dir(folder.path().join("scratch")).unwrap().count();
    let found = done.map(|done| {
        assert_eq!(left(), 1);
        done.found().unwrap()
    });
    assert_eq!(left(), 0, "a worker's folder outlives it");
    found
}

#[tokio::test]
async fn an_answer_comes_back_and_the_environment_stays_outside() {
    let script = r#"[ "$1 $2" = "extract-worker image" ] && [ -r "$3" ] && [ -d "$4" ] && [ -z "$HOME" ] && printf '{"done":{"width":3}}'"#;
    assert_eq!(outcome(script).await.unwrap(), json!({ "width": 3 }));
    let refused = outcome(r#"printf '{"refused":"vì sao"}'"#).await.unwrap_err();
    assert_eq!(refused.told("a.png"), "Tệp a.png: vì sao");
}

#[tokio::test]
async fn the_late_are_killed_with_all_they_started() {
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("pid");
    let script = format!("sleep 60 & echo $! > {}; wait", note.display());
    let late = pool(folder.path(), &script).run(Job::Image, Path::new("/dev/null")).await;
    assert!(matches!(late, Err(Failure::TooLong)), "{late:?}");
    let pid = std::fs::read_to_string(note).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    assert!(state.is_empty() || state.contains(" Z "), "still running: {state}");
}

#[tokio::test]
async fn the_dead_the_babbling_and_the_mute_take_nothing_with_them() {
    for script in
        ["exit 3", "kill -SEGV $$", "true", "echo nonsense", "yes", "printf '{\"done\":{}}'; exit 1"]
    {
        let failed = outcome(script).await;
        assert!(matches!(failed, Err(Failure::Died | Failure::TooLong)), "{script}: {failed:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let nobody = Pool::new(Some("/nowhere/worker".into()), folder.path().into());
    let failed = nobody.run(Job::Office, Path::new("/dev/null")).await.unwrap_err();
    assert!(matches!(failed, Failure::Unavailable(_)) && !failed.is_final());
}

#[tokio::test]
async fn what_is_no_plain_file_of_the_workers_own_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key"), b"secret").unwrap();
    let script =
        r#"cd "$4"; ln -s ../../key stolen; mkdir folder; : > empty; echo x > good; printf '{"done":1}'"#;
    let done = pool(folder.path(), script).run(Job::Image, Path::new("/dev/null")).await.unwrap();
    for name in ["stolen", "folder", "empty", "absent", "../../key"] {
        assert!(done.read(name, 100).is_err(), "{name}");
    }
    assert_eq!(done.read("good", 100).unwrap(), b"x\n");
    assert!(done.read("good", 1).is_err(), "larger than was allowed");
}

proptest! {
    #[test]
    fn no_answer_breaks_the_server(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Answer::read(&bytes);
    }

    #[test]
    fn answers_come_back_as_they_were(text in ".{0,200}", n in any::<i64>()) {
        for answer in [Answer::Refused(text.clone()), Answer::Done(json!({ "text": text, "n": n }))] {
            let sent = serde_json::to_vec(&answer).unwrap();
            prop_assert_eq!(Answer::read(&sent), Some(answer));
        }
    }
}

#[test]
fn too_long_an_answer_is_none() {
    let long = serde_json::to_vec(&Answer::Refused("x".repeat(ANSWER_BYTES as usize))).unwrap();
    assert_eq!(Answer::read(&long), None);
}

#[test]
fn jobs_are_known_by_their_words() {
    for job in [Job::Image, Job::Office, Job::Pdf, Job::Read, Job::Recognise(12)] {
        assert_eq!(Job::parse(&job.word()), Some(job));
    }
    assert_eq!(Job::parse("recognise-"), None);
    assert_eq!(Job::parse("shell"), None);
}
