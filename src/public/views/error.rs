//! What is said when something does not work: what happened, and what to do.

use askama::Template;

use super::layout::Layout;

/// What went wrong on a site that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 404.
    NotFound,
    /// 403.
    Forbidden,
    /// 410.
    Gone,
    /// 400, with what is wrong in [`ErrorPage::detail`].
    Unreadable,
    /// 413, with the limit in [`ErrorPage::detail`].
    TooLarge,
    /// 429, with the wait in [`ErrorPage::detail`].
    TooMany,
    /// 500, with the reference in [`ErrorPage::detail`].
    Broken,
    /// 403 for a form whose token has expired; what was typed is shown again by the form itself where it can be.
    FormExpired,
}

impl Fault {
    /// Status of the answer.
    pub fn status(self) -> u16 {
        match self {
            Self::Unreadable => 400,
            Self::NotFound => 404,
            Self::Forbidden | Self::FormExpired => 403,
            Self::Gone => 410,
            Self::TooLarge => 413,
            Self::TooMany => 429,
            Self::Broken => 500,
        }
    }

    /// What happened, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::NotFound => "Không tìm thấy trang",
            Self::Forbidden => "Không được phép xem",
            Self::Gone => "Trang này đã được gỡ",
            Self::Unreadable => "Yêu cầu không đọc được",
            Self::TooLarge => "Nội dung gửi lên quá lớn",
            Self::TooMany => "Gửi quá nhiều lần trong thời gian ngắn",
            Self::Broken => "Trang đang gặp sự cố",
            Self::FormExpired => "Mẫu đã hết thời gian",
        }
    }

    /// What happened, in a sentence.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::NotFound => "Địa chỉ có thể bị gõ sai, hoặc trang đã được chuyển đi.",
            Self::Forbidden => "Địa chỉ này chỉ dành cho người có trách nhiệm, hoặc liên kết đã hết giá trị.",
            Self::Gone => {
                "Nội dung từng có ở địa chỉ này nhưng không còn được công khai. Địa chỉ được giữ để người đọc biết điều \
                 đó."
            }
            Self::Unreadable => "Trong địa chỉ hoặc nội dung gửi lên có phần không đúng, nêu ở dưới.",
            Self::TooLarge => "Tệp hoặc nội dung vượt quá mức cho phép nên chưa được nhận.",
            Self::TooMany => "Để mọi người cùng dùng được, số lần gửi từ một nơi có giới hạn.",
            Self::Broken => "Lỗi thuộc về hệ thống, không phải do ông/bà. Sự cố đã được ghi lại để sửa.",
            Self::FormExpired => {
                "Mẫu được mở quá lâu nên không còn an toàn để nhận. Nội dung chưa được gửi đi."
            }
        }
    }

    /// What to do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::NotFound => "Hãy tìm bằng ô dưới đây, hoặc xem sơ đồ cổng.",
            Self::Forbidden => "Nếu cần thông tin này, xin gửi câu hỏi tới cơ quan.",
            Self::Gone => "Hãy tìm nội dung thay thế, hoặc gửi câu hỏi tới cơ quan.",
            Self::Unreadable => "Hãy quay lại, sửa phần đó rồi thử lại.",
            Self::TooLarge => "Hãy quay lại, giảm bớt dung lượng rồi gửi lại.",
            Self::TooMany => {
                "Hãy chờ một lát rồi thử lại. Nội dung đã viết vẫn còn khi quay lại trang trước."
            }
            Self::Broken => "Hãy thử lại sau ít phút. Nếu vẫn gặp, xin báo kèm mã sự cố.",
            Self::FormExpired => "Hãy quay lại trang trước, tải lại mẫu rồi gửi lần nữa.",
        }
    }

    /// Whether a search helps.
    pub fn offers_search(self) -> bool {
        matches!(self, Self::NotFound | Self::Gone | Self::Unreadable)
    }
}

/// An error on a site that is known.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/error.html")]
pub struct ErrorPage {
    /// Everything around it.
    pub layout: Layout,
    /// What went wrong.
    pub fault: Fault,
    /// The limit, the wait or the reference that belongs to it: `Mã sự cố: 7K2M-9QX4`.
    pub detail: Option<String>,
}

/// An error before any site is known, such as 421 for a host that is not served here.
///
/// Says nothing about which sites there are, and carries no content of any.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/bare_error.html")]
pub struct BareErrorPage {
    /// What happened.
    pub title: String,
    /// What to do.
    pub advice: String,
}

impl BareErrorPage {
    /// The answer to a host that is not served here (421).
    pub fn unknown_host() -> Self {
        Self {
            title: "Máy chủ này không phục vụ địa chỉ vừa gọi".into(),
            advice: "Hãy kiểm tra lại địa chỉ trong thanh địa chỉ của trình duyệt.".into(),
        }
    }

    /// The answer of a site that is being prepared (503): whose it will be, and where to read meanwhile.
    pub fn preparing(name: &str, above: Option<&str>) -> Self {
        let advice = match above {
            Some(url) => format!(
                "Trang sẽ có mặt tại địa chỉ này khi được mở. Trong lúc chờ, xin xem trang cấp trên: {url}"
            ),
            None => "Trang sẽ có mặt tại địa chỉ này khi được mở.".to_owned(),
        };
        Self { title: format!("Trang thông tin điện tử {name} đang chuẩn bị"), advice }
    }

    /// The answer of a site that is served no more (410).
    pub fn closed(name: &str) -> Self {
        Self {
            title: format!("Trang thông tin điện tử {name} không còn ở địa chỉ này"),
            advice: "Trang đã đóng hoặc đang được chuyển sang hệ thống khác. Xin quay lại sau, hoặc liên hệ cơ quan quản lý trang."
                .into(),
        }
    }

    /// The answer when even the site cannot be found out (500).
    pub fn broken() -> Self {
        Self { title: Fault::Broken.title().into(), advice: Fault::Broken.advice().into() }
    }
}

#[cfg(test)]
impl ErrorPage {
    pub(crate) fn sample(fault: Fault) -> Self {
        use super::layout::samples as around;
        let mut layout = around::layout(fault.title(), "");
        layout.noindex = true;
        let detail = (fault == Fault::Broken).then(|| "Mã sự cố: 7K2M-9QX4".into());
        Self { layout, fault, detail }
    }
}
