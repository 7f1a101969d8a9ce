//! Bundles the console's rich editor from npm, where Node is there to do it; elsewhere the form keeps its plain one.
//!
//! `PORTAL_EDITOR=off` leaves it out, `PORTAL_EDITOR=require` fails the build when it cannot be made. What was bundled
//! once is kept under the target folder by the digest of its sources, so that no other build does it again.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCES: [&str; 9] = [
    "package.json",
    "package-lock.json",
    "build.mjs",
    "src/main.js",
    "src/schema.js",
    "src/toolbar.js",
    "src/dialogs.js",
    "src/paste.js",
    "src/words.js",
];

fn main() {
    println!("cargo:rerun-if-env-changed=PORTAL_EDITOR");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=migrations");
    for name in SOURCES {
        println!("cargo:rerun-if-changed=console-editor/{name}");
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let wish = std::env::var("PORTAL_EDITOR").unwrap_or_default();
    let bundle = if wish == "off" { Err("PORTAL_EDITOR=off".to_owned()) } else { bundled(&out) };
    match bundle {
        Ok(bytes) => fs::write(out.join("editor.js"), bytes).expect("OUT_DIR can be written"),
        Err(why) => {
            assert!(wish != "require", "the rich editor cannot be bundled: {why}");
            if wish != "off" {
                println!("cargo:warning=the console is built without its rich editor: {why}");
            }
            fs::write(out.join("editor.js"), "").expect("OUT_DIR can be written");
        }
    }
}

/// The bundle, from an earlier build or made now.
fn bundled(out: &Path) -> Result<Vec<u8>, String> {
    let source = Path::new("console-editor");
    let mut digest = DefaultHasher::new();
    for name in SOURCES {
        fs::read(source.join(name)).map_err(|cause| format!("{name}: {cause}"))?.hash(&mut digest);
    }
    // target/<profile>/build/<package>/out: one cache for all profiles.
    let shared = out.ancestors().nth(4).unwrap_or(out).join("console-editor");
    let cached = shared.join(format!("{:016x}.js", digest.finish()));
    if let Ok(bytes) = fs::read(&cached)
        && !bytes.is_empty()
    {
        return Ok(bytes);
    }
    let work = shared.join(format!("work-{}", std::process::id()));
    // Moved into its place whole: another build may be looking for it.
    let made = make(source, &work).and_then(|bytes| {
        fs::rename(work.join("editor.js"), &cached).map_err(|cause| cause.to_string())?;
        Ok(bytes)
    });
    let _ = fs::remove_dir_all(&work);
    made
}

/// Fetches exactly what the lock file names and bundles it.
fn make(source: &Path, work: &Path) -> Result<Vec<u8>, String> {
    fs::create_dir_all(work.join("src")).map_err(|cause| cause.to_string())?;
    for name in SOURCES {
        fs::copy(source.join(name), work.join(name)).map_err(|cause| format!("{name}: {cause}"))?;
    }
    run(Command::new("node").arg("--version"))?;
    let npm = [
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefer-offline",
        "--fetch-retries=1",
        "--fetch-timeout=30000",
    ];
    run(Command::new("npm").args(npm).current_dir(work))?;
    run(Command::new("node").args(["build.mjs", "editor.js"]).current_dir(work))?;
    fs::read(work.join("editor.js")).map_err(|cause| cause.to_string())
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|_| format!("{name} is not installed"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).lines().take(3).collect::<Vec<_>>().join(" / ");
    Err(format!("{name} failed: {said}"))
}
