//! What readers send, each class with its own rule: what it asks for, who sees it, whether it may ever be published.

use super::channels::Channel;

/// A class; its key is the one of `rules/deadlines.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Hỏi đáp: asks how, where, whether.
    #[default]
    Question,
    /// Góp ý: proposes something.
    Suggestion,
    /// Phản ánh, kiến nghị: tells of something that happens somewhere.
    Report,
    /// Yêu cầu cung cấp thông tin.
    Information,
    /// Phản hồi bài viết: says that something on the site is wrong.
    Article,
    /// Khiếu nại: against a decision or an act of the administration. Sealed.
    Complaint,
    /// Tố cáo: of a breach of law. Sealed.
    Denunciation,
}

/// What a class wants to know beside subject and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asks {
    /// A name.
    pub name: bool,
    /// A way to answer: mail or telephone.
    pub contact: bool,
    /// Where the sender lives.
    pub place: bool,
    /// One more thing: how it stands before the text, and what to write there.
    pub more: Option<(&'static str, &'static str)>,
}

impl Class {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::Question,
        Self::Suggestion,
        Self::Report,
        Self::Information,
        Self::Article,
        Self::Complaint,
        Self::Denunciation,
    ];

    /// As it is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Question => "hoi-dap",
            Self::Suggestion => "gop-y",
            Self::Report => "phan-anh",
            Self::Information => "yeu-cau-thong-tin",
            Self::Article => "phan-hoi-bai-viet",
            Self::Complaint => "khieu-nai",
            Self::Denunciation => "to-cao",
        }
    }

    /// The class of a stored key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.key() == key)
    }

    /// Its name on the desk.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Question => "Hỏi đáp",
            Self::Suggestion => "Góp ý",
            Self::Report => "Phản ánh, kiến nghị",
            Self::Information => "Yêu cầu cung cấp thông tin",
            Self::Article => "Phản hồi bài viết",
            Self::Complaint => "Khiếu nại",
            Self::Denunciation => "Tố cáo",
        }
    }

    /// What a reader chooses, in plain words.
    pub fn plain(self) -> &'static str {
        match self {
            Self::Question => "Tôi muốn hỏi về thủ tục, chính sách, việc của cơ quan",
            Self::Suggestion => "Tôi muốn góp ý, đề xuất",
            Self::Report => "Tôi phản ánh một việc xảy ra tại địa phương",
            Self::Information => "Tôi yêu cầu cung cấp thông tin, tài liệu",
            Self::Article => "Tôi cho rằng một bài, văn bản trên trang này có chỗ sai",
            Self::Complaint => "Tôi khiếu nại một quyết định, hành vi của cơ quan, cán bộ",
            Self::Denunciation => "Tôi tố cáo hành vi vi phạm pháp luật",
        }
    }

    /// What such a thing is called within a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Question => "câu hỏi",
            Self::Suggestion => "góp ý",
            Self::Report => "phản ánh",
            Self::Information => "yêu cầu",
            Self::Article => "phản hồi",
            Self::Complaint | Self::Denunciation => "đơn",
        }
    }

    /// Whether it lies in the drawer that the ordinary desk cannot open.
    pub fn is_sealed(self) -> bool {
        matches!(self, Self::Complaint | Self::Denunciation)
    }

    /// Whether an answer may ever stand on the site; the others are answered to the sender alone.
    pub fn publishable(self) -> bool {
        matches!(self, Self::Question | Self::Suggestion | Self::Report)
    }

    /// What it asks for.
    pub fn asks(self) -> Asks {
        let usual = Asks { name: true, contact: true, place: false, more: None };
        match self {
            Self::Question => usual,
            Self::Suggestion => Asks { contact: false, ..usual },
            Self::Report => Asks {
                more: Some(("Nơi xảy ra", "Hãy ghi nơi xảy ra việc được phản ánh: thôn, xóm, đường.")),
                ..usual
            },
            Self::Information => Asks {
                place: true,
                more: Some(("Mục đích sử dụng", "Hãy ghi lý do, mục đích yêu cầu cung cấp thông tin.")),
                ..usual
            },
            Self::Article => Asks {
                more: Some(("Bài được phản hồi", "Hãy ghi địa chỉ hoặc tên bài, văn bản được phản hồi.")),
                ..usual
            },
            Self::Complaint => Asks { contact: false, place: true, ..usual },
            Self::Denunciation => Asks { name: false, contact: false, place: false, more: None },
        }
    }

    /// The law behind what is asked.
    pub fn clause(self) -> &'static str {
        match self {
            Self::Information => "Luật Tiếp cận thông tin 2016, Điều 24",
            Self::Article => "Luật Tiếp cận thông tin 2016, Điều 22",
            Self::Complaint => "Luật Khiếu nại 2011, Điều 8",
            Self::Denunciation => "Luật Tố cáo",
            _ => "Quy chế Điều 10",
        }
    }

    /// What happens next, as the acknowledgement says it.
    pub fn acknowledged(self) -> &'static str {
        match self {
            Self::Question => {
                "Câu hỏi được chuyển đơn vị có trách nhiệm; câu trả lời được kiểm tra trước khi gửi."
            }
            Self::Suggestion => "Góp ý được chuyển đơn vị có trách nhiệm nghiên cứu, tiếp thu.",
            Self::Report => {
                "Phản ánh được chuyển đơn vị có trách nhiệm kiểm tra; kết quả được thông báo cho ông/bà."
            }
            Self::Information => {
                "Yêu cầu được xem xét theo Luật Tiếp cận thông tin; kết quả chỉ gửi riêng cho ông/bà."
            }
            Self::Article => {
                "Nội dung được kiểm tra lại; nếu có sai sót, trang sẽ đính chính và thông báo cho ông/bà."
            }
            Self::Complaint | Self::Denunciation => {
                "Đơn được giữ kín, chỉ người có thẩm quyền mở; nội dung không bao giờ được đăng."
            }
        }
    }

    /// The sentence of the register when it came in.
    pub fn received_by(channel: Channel) -> &'static str {
        match channel {
            Channel::Web => "Đã tiếp nhận qua trang thông tin điện tử",
            Channel::Mail => "Đã tiếp nhận qua thư điện tử",
            Channel::Letter => "Đã tiếp nhận qua thư giấy",
            Channel::InPerson => "Đã tiếp nhận trực tiếp",
            Channel::Phone => "Đã tiếp nhận qua điện thoại",
        }
    }
}

/// Whether a text speaks of a complaint or a denunciation, which are not questions: a person decides.
pub fn words_of_complaint(text: &str) -> Vec<&'static str> {
    super::routing::class::complaints(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_never_published() {
        for class in Class::ALL {
            assert_eq!(Class::parse(class.key()), Some(class));
            assert!(!(class.is_sealed() && class.publishable()), "{}", class.key());
        }
        assert_eq!(Class::default(), Class::Question);
    }

    #[test]
    fn words_of_complaint_are_found_with_and_without_marks() {
        assert_eq!(words_of_complaint("Tôi muốn khiếu nại, tố cáo cán bộ"), ["tố cáo", "khiếu nại"]);
        assert_eq!(words_of_complaint("toi to cao can bo doi tien"), ["tố cáo", "đòi tiền"]);
        assert!(words_of_complaint("Cho tôi hỏi giấy khai sinh").is_empty());
    }
}
