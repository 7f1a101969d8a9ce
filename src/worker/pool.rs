//! The workers at work: as many at a time as there are cores, each in a process group of its own.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::sync::{OnceCell, Semaphore};
use tokio::time::timeout;

use super::{ANSWER_BYTES, Answer, Job};
use crate::base::error::Error;

/// How long a job may take by the clock on the wall.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much longer the recognising of a page may take.
const PAGE_PATIENCE: u32 = 8;
/// How long a job waits for its turn.
const QUEUE: Duration = Duration::from_secs(90);
/// What is kept of a worker's complaints, for the log.
const COMPLAINT_BYTES: u64 = 2 * 1024;
/// What a worker is called on the command line.
const COMMAND: &str = "extract-worker";
/// This binary, even when it was replaced on the disk meanwhile.
const MYSELF: &str = "/proc/self/exe";

/// Why a job came to nothing.
#[derive(Debug)]
pub enum Failure {
    /// The worker read the file and refuses it, with a sentence why.
    Refused(String),
    /// It took too long and was killed.
    TooLong,
    /// It died over the file, or answered nonsense.
    Died,
    /// Too many wait already.
    Busy,
    /// It could not even be started.
    Unavailable(std::io::Error),
}

impl Failure {
    /// Whether it is the file's fault: asking again would come to the same.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::TooLong | Self::Died)
    }

    /// What the person who brought the file is told.
    pub fn told(&self, name: &str) -> String {
        match self {
            Self::Refused(why) => format!("Tệp {name}: {why}"),
            Self::TooLong => format!(
                "Tệp {name} cần quá nhiều thời gian để đọc, có thể đã hỏng. Hãy lưu lại tệp bằng phần mềm gốc rồi tải lên lần nữa."
            ),
            Self::Died => format!(
                "Tệp {name} không đọc được: tệp hỏng, hoặc cần nhiều bộ nhớ hơn mức cho phép. Hãy lưu lại tệp bằng phần mềm gốc rồi tải lên lần nữa."
            ),
            Self::Busy => "Máy chủ đang xử lý nhiều tệp. Hãy thử lại sau ít phút.".to_owned(),
            Self::Unavailable(_) => {
                "Máy chủ chưa kiểm tra được tệp nên chưa nhận. Hãy thử lại; nếu vẫn gặp, báo người vận hành."
                    .to_owned()
            }
        }
    }

    /// The refusal of an upload in the form's field `tep`.
    pub fn refusal(&self, name: &str) -> Error {
        if let Self::Unavailable(cause) = self {
            tracing::error!(%cause, "the file worker cannot be started");
        }
        Error::refused("tep", self.told(name), "")
    }
}

/// What a job found, and the folder of what it wrote, which is gone when this is dropped.
#[derive(Debug)]
pub struct Done {
    found: Value,
    folder: TempDir,
}

impl Done {
    /// What it found, in the shape that the job promises.
    ///
    /// # Errors
    /// [`Failure::Died`] when it has another shape.
    pub fn found<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        T::deserialize(&self.found).map_err(|_| Failure::Died)
    }

    /// A file that it wrote: a plain one, of its own folder, not larger than `most`. What a worker that was
    /// taken over might put there instead (a link to the key, say) is not read.
    ///
    /// # Errors
    /// [`Failure::Died`] when there is no such file.
    pub fn read(&self, name: &str, most: u64) -> Result<Vec<u8>, Failure> {
        let path = self.folder.path().join(name);
        let plain = std::fs::symlink_metadata(&path)
            .is_ok_and(|it| it.is_file() && it.len() <= most && it.len() > 0 && !name.contains('/'));
        if plain { std::fs::read(path).map_err(|_| Failure::Died) } else { Err(Failure::Died) }
    }
}

/// Starts workers and waits for them.
#[derive(Clone, Debug)]
pub struct Pool(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    program: Option<PathBuf>,
    scratch: PathBuf,
    patience: Duration,
    places: Semaphore,
    jail: OnceCell<bool>,
    recogniser: OnceCell<bool>,
}

impl Pool {
    /// A pool whose workers write under `scratch`; they are `program`, or this binary.
    pub fn new(program: Option<PathBuf>, scratch: PathBuf) -> Self {
        Self::patient(program, scratch, PATIENCE)
    }

    /// As [`Pool::new`], with another patience.
    pub fn patient(program: Option<PathBuf>, scratch: PathBuf, patience: Duration) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let places = Semaphore::new(cores.clamp(1, 4));
        Self(Arc::new(Parts {
            program,
            scratch,
            patience,
            places,
            jail: OnceCell::new(),
            recogniser: OnceCell::new(),
        }))
    }

    /// Whether this machine has what recognises letters; looked for once.
    pub async fn recognises(&self) -> bool {
        let look =
            || async { tokio::task::spawn_blocking(reader::recognise::available).await.unwrap_or(false) };
        *self.0.recogniser.get_or_init(look).await
    }

    /// Does a job over a file.
    ///
    /// # Errors
    /// The [`Failure`].
    pub async fn run(&self, job: Job, input: &Path) -> Result<Done, Failure> {
        let turn = timeout(QUEUE, self.0.places.acquire()).await;
        let _place = turn.map_err(|_| Failure::Busy)?.map_err(|_| Failure::Busy)?;
        let folder = self.scratch().map_err(Failure::Unavailable)?;
        let mut worker =
            Group::spawn(self.command(job, input, folder.path()).await).map_err(Failure::Unavailable)?;
        let patience = self.0.patience * if matches!(job, Job::Recognise(_)) { PAGE_PATIENCE } else { 1 };
        let ended = timeout(patience, worker.ended()).await;
        drop(worker);
        let Ok((status, answer, complaint)) = ended else {
            tracing::warn!(job = %job.word(), "a worker was late and was killed");
            return Err(Failure::TooLong);
        };
        match (status, Answer::read(&answer)) {
            (Ok(status), Some(Answer::Done(found))) if status.success() => Ok(Done { found, folder }),
            (Ok(status), Some(Answer::Refused(why))) if status.success() => Err(Failure::Refused(why)),
            (status, _) => Err(died(job, status.ok(), &complaint)),
        }
    }

    fn scratch(&self) -> std::io::Result<TempDir> {
        std::fs::create_dir_all(&self.0.scratch)?;
        tempfile::Builder::new().prefix("worker-").tempdir_in(&self.0.scratch)
    }

    async fn command(&self, job: Job, input: &Path, folder: &Path) -> Command {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let (input, folder) = (absolute(input), absolute(folder));
        let jailed = self.0.program.is_none() && *self.0.jail.get_or_init(jail::holds).await;
        let mut command = match std::env::current_exe() {
            Ok(myself) if jailed => jail::command(&myself, job, &input, &folder),
            _ => {
                let program = self.0.program.clone().unwrap_or_else(|| PathBuf::from(MYSELF));
                let mut command = Command::new(program);
                command.args(arguments(job, input.as_os_str().into(), folder.as_os_str().into()));
                command
            }
        };
        command
            .env_clear()
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .process_group(0);
        command
    }
}

fn arguments(job: Job, input: OsString, folder: OsString) -> [OsString; 4] {
    [COMMAND.into(), job.word().into_owned().into(), input, folder]
}

fn died(job: Job, status: Option<ExitStatus>, complaint: &[u8]) -> Failure {
    let (code, signal) = (status.and_then(|it| it.code()), status.and_then(|it| it.signal()));
    let complaint = String::from_utf8_lossy(complaint);
    tracing::warn!(job = %job.word(), ?code, ?signal, complaint = complaint.trim(), "a worker died");
    Failure::Died
}

/// A worker with whatever it may have started: all of it ends when this is dropped.
struct Group {
    child: Child,
    leader: Option<Pid>,
}

impl Group {
    fn spawn(mut command: Command) -> std::io::Result<Self> {
        let child = command.spawn()?;
        let leader = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        Ok(Self { child, leader })
    }

    /// Waits for its end; its answer and its complaints, each cut where it says too much.
    async fn ended(&mut self) -> (std::io::Result<ExitStatus>, Vec<u8>, Vec<u8>) {
        let (answer, complaint) = (self.child.stdout.take(), self.child.stderr.take());
        let (answer, complaint) =
            tokio::join!(first(answer, ANSWER_BYTES + 1), first(complaint, COMPLAINT_BYTES));
        (self.child.wait().await, answer, complaint)
    }
}

/// The first bytes of a pipe; what comes after them finds nobody listening.
async fn first(pipe: Option<impl AsyncRead + Unpin>, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        let _ = pipe.take(most).read_to_end(&mut bytes).await;
    }
    bytes
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.leader {
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
}

/// Where the system has bubblewrap, a worker sees no network, no other process and no file but its own two.
mod jail {
    use std::path::Path;
    use std::process::Stdio;
    use std::time::Duration;

    use tokio::process::Command;

    use super::{Job, arguments};

    const PROGRAM: &str = "bwrap";
    const WALLS: &[&str] = &[
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--ro-bind",
        "/usr",
        "/usr",
        "--ro-bind-try",
        "/lib",
        "/lib",
        "--ro-bind-try",
        "/lib64",
        "/lib64",
        "--ro-bind-try",
        "/nix/store",
        "/nix/store",
        "--dev",
        "/dev",
    ];

    /// Whether it is here and works: in some containers it is there and may do nothing.
    pub async fn holds() -> bool {
        let mut try_out = Command::new(PROGRAM);
        try_out.args(WALLS).args(["--", "/usr/bin/true"]).env_clear().kill_on_drop(true);
        try_out.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let Ok(mut child) = try_out.spawn() else { return false };
        let ended = tokio::time::timeout(Duration::from_secs(5), child.wait()).await;
        let holds = matches!(ended, Ok(Ok(status)) if status.success());
        tracing::info!(holds, "bubblewrap is installed");
        holds
    }

    /// A worker behind walls.
    pub fn command(myself: &Path, job: Job, input: &Path, folder: &Path) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(WALLS);
        command.arg("--ro-bind").arg(myself).arg("/portal");
        let inside = inside(input);
        command.arg("--ro-bind").arg(input).arg(&inside);
        command.arg("--bind").arg(folder).arg("/output");
        command.args(["--chdir", "/output", "--", "/portal"]);
        command.args(arguments(job, inside.into(), "/output".into()));
        command
    }

    /// What the file is called inside: its ending stays, for a reader compares it with what the file is.
    fn inside(input: &Path) -> String {
        let ending = input.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let plain = ending.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !ending.is_empty();
        if plain { format!("/input.{ending}") } else { "/input".to_owned() }
    }
}
