//! `portal mail`: takes a message from a mail server, makes the key that signs ours, tells whether mail would arrive.

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use clap::Subcommand;
use jiff::Timestamp;

use crate::app;
use crate::base::clock::Clock;
use crate::base::entropy::Entropy;
use crate::base::mail::compose::{Letter, compose_signed};
use crate::base::mail::dkim;
use crate::base::mail::transport::Transport;
use crate::base::mail::{Address, Envelope as Wire, Outcome, Phase};
use crate::config::Config;
use crate::inbound::{self, Envelope};
use crate::outbox::MailSettings;
use crate::tenants::directory::{Directory, Reachability};

/// `EX_TEMPFAIL`: the mail server keeps the message and tries again.
const KEEP_IT: u8 = 75;

/// As [`KEEP_IT`], for the process to end with.
pub fn keep_it() -> ExitCode {
    ExitCode::from(KEEP_IT)
}

/// Ends the process for a command line that does not parse; a mail server that was told a wrong one keeps its message.
pub fn refuse_command_line(cause: &clap::Error) -> ! {
    let words: Vec<String> = std::env::args().collect();
    let takes_mail = words.windows(2).any(|pair| pair[0] == "mail" && pair[1] == "in");
    if takes_mail && cause.use_stderr() {
        let _ = cause.print();
        std::process::exit(KEEP_IT.into());
    }
    cause.exit()
}

/// Mail.
#[derive(Subcommand)]
pub enum Mail {
    /// Take one message on standard input; exits 0 when it is on disk, else 75, so that the mail server keeps it.
    In {
        /// The sender of the envelope; empty for the null sender.
        #[arg(long, allow_hyphen_values = true)]
        envelope_from: String,
        /// The recipient of the envelope.
        #[arg(long, allow_hyphen_values = true)]
        envelope_to: String,
    },
    /// Make the key that signs what leaves, and print what DNS must say of it; a key that is there stays.
    Keys,
    /// Print what DNS must say, ask the relay how it would take mail, and send a test message.
    Check {
        /// Send a test message to this address.
        #[arg(long)]
        to: Option<String>,
    },
}

impl Mail {
    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        match self {
            Self::In { envelope_from, envelope_to } => take_in(&config, &envelope_from, &envelope_to).await,
            Self::Keys => keys(&config),
            Self::Check { to } => check(&config, to.as_deref()).await,
        }
    }
}

async fn take_in(config: &Config, from: &str, to: &str) -> Result<()> {
    // A mail server takes the usual code of a panic for a refusal, and would send the message back.
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("{panic}");
        std::process::exit(KEEP_IT.into());
    }));
    let mut raw = Vec::new();
    let most = u64::try_from(inbound::LARGEST)?.saturating_add(1);
    std::io::stdin().lock().take(most).read_to_end(&mut raw).context("standard input")?;
    ensure!(!raw.is_empty(), "there is no message on standard input");
    let db = super::open(config).await?;
    let directory = Directory::new(Reachability::of(config));
    directory.reload(&db).await?;
    let trimmed = |address: &str| address.trim().trim_matches(['<', '>']).to_owned();
    let envelope = Envelope { from: trimmed(from), to: trimmed(to) };
    Ok(inbound::take_in(&db, &directory, &envelope, &raw).await?)
}

/// The domain that our mail comes from.
fn domain(config: &Config) -> Result<&str> {
    config.mail.from.split_once('@').map(|(_, domain)| domain).context("mail.from must be a mail address")
}

fn keys(config: &Config) -> Result<()> {
    let folder = config.data.join("dkim");
    let (domain, selector) = (domain(config)?, &config.mail.dkim_selector);
    if dkim::key_file(&folder, domain, selector)?.exists() {
        println!("Khóa ký thư của {domain} đã có; không thay đổi.");
    } else {
        let file = dkim::make(&folder, domain, selector, dkim::BITS, &Entropy::system())?;
        println!("Đã tạo khóa ký thư của {domain}: {}", file.display());
        println!("Chỉ khởi động lại portal sau khi bản ghi dưới đây đã có trong DNS.");
    }
    print_dkim(config)
}

fn print_dkim(config: &Config) -> Result<()> {
    let (domain, selector) = (domain(config)?, &config.mail.dkim_selector);
    match dkim::record(&config.data.join("dkim"), domain, selector)? {
        Some(record) => println!("  {selector}._domainkey.{domain}. IN TXT ({})", quoted(&record)),
        None => println!("  Chưa có khóa ký thư (DKIM). Hãy chạy: portal mail keys"),
    }
    Ok(())
}

/// A TXT record holds strings of 255 characters at most.
fn quoted(record: &str) -> String {
    let pieces: Vec<&str> =
        record.as_bytes().chunks(200).filter_map(|piece| std::str::from_utf8(piece).ok()).collect();
    pieces.iter().map(|piece| format!("\"{piece}\"")).collect::<Vec<_>>().join(" ")
}

async fn check(config: &Config, to: Option<&str>) -> Result<()> {
    advise(config)?;
    let transport = app::transport(config)?;
    println!("\nMáy chủ chuyển thư:");
    let ready = match &transport {
        Transport::Smtp(server) => {
            println!("  {}", server.place());
            let steps = server.probe().await;
            for step in &steps {
                let mark = if step.went_well { "được" } else { "HỎNG" };
                println!("  {:<28} {mark}: {}", name(step.phase), told(&step.said));
            }
            steps.last().is_some_and(|step| step.went_well)
        }
        Transport::Folder(folder) => {
            println!("  Thư được ghi thành tệp trong {}, không gửi đi đâu.", folder.path().display());
            true
        }
        Transport::Memory(_) => true,
    };
    ensure!(ready, "máy chủ chuyển thư chưa nhận được thư của portal");
    match to {
        Some(to) => send_test(config, &transport, to).await,
        None => {
            println!("\nGửi thư thử: portal mail check --to địa-chỉ-của-ông/bà");
            Ok(())
        }
    }
}

/// What the domain's DNS must say so that others take our mail for ours.
fn advise(config: &Config) -> Result<()> {
    let domain = domain(config)?;
    println!("Bản ghi DNS nên có cho {domain} (người quản trị tên miền điền, chờ có hiệu lực rồi chạy lại):");
    println!(
        "\nSPF: những máy được gửi thư của {domain}. Thay ĐỊA-CHỈ-MÁY-CHUYỂN-THƯ bằng địa chỉ IP của máy đó."
    );
    println!("  {domain}. IN TXT \"v=spf1 ip4:ĐỊA-CHỈ-MÁY-CHUYỂN-THƯ -all\"");
    println!("  Mỗi tên miền chỉ có một bản ghi SPF; nếu đã có, thêm phần ip4:… vào bản ghi đó.");
    println!("\nDKIM: khóa để nơi nhận kiểm tra chữ ký của thư.");
    print_dkim(config)?;
    println!(
        "\nDMARC: nơi nhận làm gì với thư giả mạo; bắt đầu bằng none, xem báo cáo, rồi quarantine, reject."
    );
    let reports = config.mail.operator.as_ref().map(|to| format!("; rua=mailto:{to}")).unwrap_or_default();
    println!("  _dmarc.{domain}. IN TXT \"v=DMARC1; p=none{reports}\"");
    if config.mail.receives {
        println!("\nMX: thư gửi đến {domain} phải đến máy chủ thư có cài `portal mail in` (docs/mail.md).");
        println!("  {domain}. IN MX 10 TÊN-MÁY-CHỦ-THƯ.");
        if config.mail.verified_by.is_none() {
            println!(
                "  Chưa đặt mail.verified_by: không thư nào của đơn vị được coi là đã xác minh, mọi thư trả lời đều chờ người xử lý."
            );
        }
    }
    Ok(())
}

fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Connect => "Kết nối, lời chào",
        Phase::Hello => "EHLO, khả năng",
        Phase::StartTls => "Mã hóa (STARTTLS)",
        Phase::Auth => "Đăng nhập (AUTH)",
        Phase::Mail => "Người gửi (MAIL FROM)",
        Phase::Rcpt => "Người nhận (RCPT TO)",
        Phase::Data => "Nội dung (DATA)",
        Phase::Dot => "Kết thúc thư",
    }
}

fn told(said: &str) -> &str {
    if said == "-" { "không dùng" } else { said }
}

async fn send_test(config: &Config, transport: &Transport, to: &str) -> Result<()> {
    let to: Address = to.parse().context("--to must be a mail address")?;
    let settings = MailSettings::of(&config.mail)?;
    let (clock, entropy) = (Clock::system(), Entropy::system());
    let letter = Letter {
        from_name: settings.from_name.clone(),
        from: settings.from.clone(),
        reply_to: None,
        to_name: String::new(),
        to: to.clone(),
        subject: "Thư thử của trang thông tin điện tử".into(),
        text: "Kính gửi ông/bà,\n\nĐây là thư thử do người vận hành gửi bằng lệnh portal mail check. Ông/bà không cần trả lời.".into(),
        message_id: settings.domain.message_id(&format!("thu.{}", entropy.readable(16)))?,
        in_reply_to: None,
        date: Timestamp::from_millisecond(clock.now())?,
    };
    let mime = compose_signed(&letter, settings.signer.as_ref())?;
    let envelope = Wire { from: Some(settings.from.clone().into()), to };
    println!(
        "\nGửi thư thử{}:",
        if settings.signer.is_some() { ", có chữ ký DKIM" } else { ", chưa có chữ ký DKIM" }
    );
    let outcome = transport.deliver(&envelope, &mime, async { Ok(()) }).await;
    println!("  {}: {}", name(outcome.phase()), outcome.reply());
    match outcome {
        Outcome::Delivered { .. } => {
            println!(
                "  Máy chủ đã nhận thư. Hãy mở hộp thư đó, xem phần đầu thư có spf=pass, dkim=pass, dmarc=pass."
            );
            Ok(())
        }
        Outcome::Uncertain { .. } => {
            bail!("máy chủ không trả lời sau khi nhận nội dung: chưa rõ thư có đi hay không")
        }
        _ => bail!("máy chủ chưa nhận thư thử"),
    }
}
