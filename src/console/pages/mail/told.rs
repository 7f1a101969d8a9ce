//! How a letter fares, in words.

use crate::base::clock::time_vi;
use crate::outbox::{MailState, State};
use crate::public::views::Tone;

/// How far an attempt came.
pub fn phase(word: &str) -> &'static str {
    match word {
        "connect" => "kết nối máy chủ thư",
        "hello" => "chào máy chủ thư",
        "starttls" => "mã hóa đường truyền",
        "auth" => "đăng nhập máy chủ thư",
        "mail" => "địa chỉ người gửi",
        "rcpt" => "địa chỉ người nhận",
        "data" => "chuyển nội dung",
        "dot" => "chờ xác nhận đã nhận",
        _ => "chưa bắt đầu",
    }
}

/// What an attempt came to.
pub fn outcome(word: &str) -> (&'static str, Tone) {
    match word {
        "delivered" => ("máy chủ thư đã nhận", Tone::Good),
        "retry" => ("chưa được, sẽ thử lại", Tone::Warn),
        "paused" => ("sai tài khoản gửi thư", Tone::Bad),
        "uncertain" => ("không rõ đã nhận hay chưa", Tone::Warn),
        "still-uncertain" => ("vẫn không rõ sau khi gửi lại", Tone::Bad),
        "recipient-refused" => ("địa chỉ bị từ chối", Tone::Bad),
        "message-refused" => ("thư bị từ chối", Tone::Bad),
        "expired" => ("hết thời hạn gửi lại", Tone::Bad),
        "unreadable" => ("không mở được dữ liệu", Tone::Bad),
        _ => ("đang gửi", Tone::Plain),
    }
}

/// A sentence about the letter as it stands.
pub fn sentence(letter: &MailState) -> String {
    let reply = letter.last_reply.clone().unwrap_or_else(|| "máy chủ thư không trả lời".into());
    let reached = phase(&letter.phase);
    let ended = letter.ended_at.map(time_vi).unwrap_or_default();
    let why = letter.ended_why.clone().unwrap_or_default();
    match letter.state {
        State::Queued if letter.attempts == 0 => "Đang chờ, chưa gửi lần nào.".into(),
        State::Queued => format!(
            "Đang chờ gửi lại lúc {}. Đã thử {} lần, lần cuối dừng ở bước {reached}: {reply}",
            time_vi(letter.next_at),
            letter.attempts
        ),
        State::Sending => "Đang gửi.".into(),
        State::Uncertain if letter.resent => {
            "Chưa chắc đã đến: máy chủ thư không xác nhận. Thư này không tự gửi lại.".into()
        }
        State::Uncertain => format!(
            "Chưa chắc đã đến: máy chủ thư không xác nhận. Tự gửi lại một lần lúc {}.",
            time_vi(letter.next_at)
        ),
        State::Delivered => {
            format!("Đã gửi lúc {}.", letter.delivered_at.map(time_vi).unwrap_or_default())
        }
        State::Dead if letter.phase == "rcpt" => format!("Địa chỉ bị từ chối vì: {reply}"),
        State::Dead => format!("Không gửi được, dừng ở bước {reached} vì: {reply}"),
        State::Bounced => format!("Thư trả lại lúc {ended}: {why}"),
        State::Stopped => {
            let by = letter.ended_by.clone().unwrap_or_default();
            format!("Đã thôi gửi lúc {ended} theo {by}: {why}")
        }
    }
}
