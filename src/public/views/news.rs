//! One news item.

use askama::Template;

use super::{
    document::RelatedDocument,
    layout::Layout,
    parts::{FileView, Html, Link, Picture, Stamp},
};

/// A correction made after publication, shown above the text (QC Đ4.2).
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// When.
    pub at: Stamp,
    /// What was corrected and why.
    pub text: String,
    /// The text before it.
    pub before_url: Option<String>,
}

/// A news item's page.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/news.html")]
pub struct NewsPage {
    /// Everything around it.
    pub layout: Layout,
    /// Headline.
    pub title: String,
    /// One or two sentences that open it.
    pub summary: String,
    /// Name of its topic or section.
    pub topic: Option<Link>,
    /// How many pictures it tells in, if it is a photo story.
    pub pictures: Option<usize>,
    /// Its themes.
    pub themes: Vec<Link>,
    /// When it was published, with the time.
    pub published: Stamp,
    /// When it was last changed, if it was.
    pub changed: Option<Stamp>,
    /// Author (QC Đ8.1).
    pub author: String,
    /// Source (QC Đ8.1).
    pub source: String,
    /// Unit that supplied it and answers for it (QC Đ12.3).
    pub unit: String,
    /// Corrections, newest first.
    pub corrections: Vec<Correction>,
    /// Picture above the text.
    pub picture: Option<Picture>,
    /// The text.
    pub body: Html,
    /// Players of the sound and film that it attaches.
    pub players: Vec<Html>,
    /// Attached files.
    pub files: Vec<FileView>,
    /// Documents that it introduces, each with whether it is in force.
    pub introduces: Vec<RelatedDocument>,
    /// Other items on the matter.
    pub related: Vec<Link>,
    /// A `mailto:` address with title and address filled in.
    pub mail_url: Option<String>,
    /// The same page for printing.
    pub print_url: Option<String>,
}

#[cfg(test)]
impl NewsPage {
    pub(crate) fn sample() -> Self {
        use super::layout::samples as around;
        let mut layout = around::layout("Ban hành Quy chế Trang thông tin điện tử (mẫu)", "tin-tuc");
        layout.breadcrumbs.push(Link::new("Tin tức, sự kiện", "/tin-tuc/"));
        layout.metadata = Some(super::DublinCore {
            title: "Ban hành Quy chế Trang thông tin điện tử (mẫu)".into(),
            creator: "Đài Truyền thanh huyện".into(),
            date: "2016-12-28T14:30:00+07:00".into(),
            description: "Quy chế gồm 3 chương, 14 điều.".into(),
            publisher: "Ủy ban nhân dân huyện Hiệp Hòa".into(),
            identifier: "https://hiephoa.bacgiang.gov.vn/tin-tuc/ban-hanh-quy-che".into(),
            language: Some("vi".into()),
            ..Default::default()
        });
        Self {
            layout,
            title: "Huyện Hiệp Hòa ban hành Quy chế tổ chức, quản lý hoạt động của Trang thông tin điện tử (mẫu)"
                .into(),
            summary: "Quy chế gồm 3 chương, 14 điều, quy định thành phần thông tin, trách nhiệm của Ban Biên tập và \
                      thời hạn trả lời câu hỏi của người dân."
                .into(),
            topic: Some(Link::new("Tin trong huyện", "/tin-tuc/?chu-de=trong-huyen")),
            pictures: None,
            themes: vec![Link::new("Xã hội", "/chu-de/xa-hoi")],
            published: Stamp::new("thứ Tư, 28/12/2016, 14:30", "2016-12-28T14:30:00+07:00"),
            changed: Some(Stamp::new("thứ Năm, 29/12/2016, 08:15", "2016-12-29T08:15:00+07:00")),
            author: "Đài Truyền thanh huyện".into(),
            source: "Trang thông tin điện tử huyện Hiệp Hòa".into(),
            unit: "Đài Truyền thanh huyện".into(),
            corrections: vec![Correction {
                at: Stamp::new("29/12/2016", "2016-12-29"),
                text: "Bản đăng đầu ghi Quy chế có 13 điều; số đúng là 14 điều.".into(),
                before_url: Some("/tin-tuc/ban-hanh-quy-che/ban-1".into()),
            }],
            picture: None,
            body: Html::sanitised(
                "<p>Ngày 28/12/2016, Ủy ban nhân dân huyện Hiệp Hòa ban hành Quyết định số 10/2016/QĐ-UBND kèm theo \
                 Quy chế tổ chức, quản lý hoạt động của Trang thông tin điện tử huyện. Quy chế có hiệu lực kể từ \
                 ngày ký và áp dụng đối với các tổ chức, cá nhân quản lý, cung cấp thông tin, khai thác và sử dụng \
                 trang.</p><h2>Người dân được gì từ Quy chế</h2><p>Mọi câu hỏi gửi tới trang đều được Ban Biên tập \
                 tiếp nhận, phân loại và chuyển đến cơ quan có trách nhiệm trả lời:</p><ul><li>Câu hỏi được cấp mã \
                 để theo dõi tình trạng xử lý;</li><li>Câu trả lời ghi rõ cơ quan trả lời và căn cứ;</li><li>Văn \
                 bản mới của huyện được đăng toàn văn, tra cứu được theo số và theo nội dung.</li></ul><h2>Trách \
                 nhiệm của các cơ quan</h2><p>Thủ trưởng các cơ quan, ban ngành và các xã, thị trấn có trách nhiệm \
                 thường xuyên cung cấp đầy đủ, kịp thời và chính xác thông tin thuộc lĩnh vực mình quản \
                 lý.</p><blockquote>Tin, bài, ảnh trên trang phải có thông tin về nguồn tin, tác giả.</blockquote>\
                 <table><caption>Ba chương của Quy chế</caption><thead><tr><th scope=\"col\">Chương</th><th \
                 scope=\"col\">Nội dung</th><th scope=\"col\">Số điều</th></tr></thead><tbody><tr><td>I</td><td>Những \
                 quy định chung</td><td>4</td></tr><tr><td>II</td><td>Những quy định cụ thể</td><td>7</td></tr><tr>\
                 <td>III</td><td>Tổ chức thực hiện</td><td>3</td></tr></tbody></table>",
            ),
            players: Vec::new(),
            files: vec![FileView {
                title: "Toàn văn Quy chế".into(),
                url: "/tep/quy-che.pdf".into(),
                format: "PDF".into(),
                size: "312 KB".into(),
                pages: Some(9),
                text_url: Some("/chu-trong-tep/f1/1".into()),
                    recognised: true,
                    fingerprint: None,
            }],
            introduces: vec![RelatedDocument {
                title: "Quyết định số 10/2016/QĐ-UBND".into(),
                url: Some("/van-ban/10-2016-qd-ubnd".into()),
                status: Some(super::Badge::new("Còn hiệu lực", super::Tone::Good)),
                from: None,
            }],
            related: vec![Link::new("Lịch tiếp công dân tháng 01/2017 (mẫu)", "/tin-tuc/lich-tiep-cong-dan")],
            mail_url: Some("mailto:?subject=Quy%20ch%E1%BA%BF".into()),
            print_url: Some("/tin-tuc/ban-hanh-quy-che?in=1".into()),
        }
    }

    /// A photo story in English.
    pub(crate) fn story_sample() -> Self {
        let mut page = Self { pictures: Some(3), ..Self::sample() };
        page.layout.languages = super::layout::Languages {
            own: "en",
            others: vec![super::layout::InLanguage {
                tag: "vi",
                name: "Tiếng Việt",
                url: "/tin-tuc/a".into(),
            }],
            missing: Vec::new(),
        };
        page
    }

    pub(crate) fn print_sample() -> Self {
        let mut page = Self::sample();
        page.layout.for_print = true;
        page
    }
}
