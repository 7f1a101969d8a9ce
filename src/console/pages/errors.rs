//! What staff see when something does not work.

use poem::Response;
use poem::http::StatusCode;

use crate::api;
use crate::app::App;
use crate::base::error::Error;
use crate::base::text::capitalised;
use crate::console::desk::{html, see_other};
use crate::console::views::gate::ConsoleErrorPage;
use crate::console::views::layout::{ConsoleLayout, Post};
use crate::people::sessions::Session;
use crate::public::pages::home::encode;

/// The answer to an error in the console; a missing session leads to the door and back.
pub fn of(app: &App, session: Option<&Session>, path: &str, error: Error) -> Response {
    let status = api::status(&error);
    let (title, advice, reference) = match &error {
        Error::SignInNeeded => {
            return see_other(&format!("/dang-nhap?toi={}&vi-sao=het-phien", encode(path)));
        }
        Error::NotFound | Error::Gone => ("Không tìm thấy", "Hãy quay lại danh sách và chọn lại.", None),
        Error::Forbidden => {
            ("Không có quyền", "Việc này thuộc chức danh khác trong Ban Biên tập (Quy chế Điều 7).", None)
        }
        Error::CsrfMismatch => {
            ("Biểu mẫu đã hết hạn", "Hãy quay lại trang trước, tải lại rồi gửi lần nữa.", None)
        }
        Error::Refused(_) | Error::BadRequest(_) => {
            ("Chưa thực hiện được", "Hãy quay lại trang trước và sửa theo lời nhắc.", None)
        }
        Error::Conflict(_) => ("Nội dung đã thay đổi", "Hãy tải lại trang để xem bản mới nhất.", None),
        Error::TooLarge(_) => ("Nội dung quá lớn", "Hãy giảm dung lượng rồi gửi lại.", None),
        Error::TooMany(_) => ("Quá nhiều lần", "Hãy chờ rồi thử lại.", None),
        Error::Internal(_) => (
            "Hệ thống gặp sự cố",
            "Hãy thử lại; nếu vẫn gặp, báo người vận hành kèm mã.",
            Some(api::log_cause(app, &error)),
        ),
    };
    let explanation =
        if matches!(error, Error::Internal(_)) { String::new() } else { sentence(&error.to_string()) };
    let layout = ConsoleLayout {
        title: title.into(),
        home_url: "/".into(),
        site_url: "/".into(),
        account_url: "/mat-khau".into(),
        person: session.map_or_else(String::new, |session| session.account.name.clone()),
        sign_out: Post {
            action: "/dang-xuat".into(),
            csrf: session.map_or_else(String::new, |session| session.csrf.clone()),
        },
        palette: "cham".into(),
        ..ConsoleLayout::default()
    };
    let page =
        ConsoleErrorPage { layout, title: title.into(), explanation, advice: advice.into(), reference };
    html(status, &page)
        .unwrap_or_else(|_| Response::builder().status(StatusCode::INTERNAL_SERVER_ERROR).finish())
}

/// The answer to a path or method that no route of the console has.
pub fn not_found(app: &App) -> Response {
    of(app, None, "/", Error::NotFound)
}

/// As a sentence, with its stop.
fn sentence(text: &str) -> String {
    let stop = if text.ends_with(['.', '!', '?']) || text.is_empty() { "" } else { "." };
    capitalised(text) + stop
}
