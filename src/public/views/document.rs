//! One document: whether it is in force first, then its facts, then its text.

use askama::Template;

use super::{
    home::DocumentCard,
    layout::Layout,
    news::Correction,
    parts::{Badge, FileView, Html, Link, Stamp},
};

/// One fact about a document; the value may be a link.
#[derive(Clone, Debug, Default)]
pub struct Fact {
    /// `Ngày ban hành`.
    pub name: String,
    /// `28/12/2016`.
    pub value: String,
    /// Where the value leads, if it does.
    pub url: Option<String>,
}

impl Fact {
    /// A fact that leads nowhere.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), url: None }
    }
}

/// A part of the text with an address of its own.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// Its anchor: `dieu-8`, in a plan `muc-ii`.
    pub anchor: String,
    /// Its heading, `Điều 8. Chế độ cung cấp thông tin`.
    pub heading: String,
    /// The heading with what was searched for marked, where the reader came from a search.
    pub marked_heading: Option<Html>,
    /// How it is cited.
    pub citation: Option<Citation>,
    /// Whether it only opens a chapter, so that it is set larger and the articles after it stand below.
    pub chapter: bool,
    /// Its text; headings inside it begin at `h4`.
    pub body: Html,
}

/// How a document or a part of it is cited, with its address.
#[derive(Clone, Debug, Default)]
pub struct Citation {
    /// `Điều 12 Quyết định số 10/2016/QĐ-UBND ngày 28/12/2016 của UBND huyện Hiệp Hòa`.
    pub text: String,
    /// Its full address.
    pub url: String,
}

/// The form that asks for the state on another day, and what was asked.
#[derive(Clone, Debug, Default)]
pub struct AsOf {
    /// The page itself.
    pub action: String,
    /// What was typed.
    pub typed: String,
    /// Why that is no day.
    pub error: Option<String>,
    /// `tính đến ngày 01/07/2016`, where another day was asked for.
    pub told: Option<String>,
}

/// What the reader searched for before.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Their words.
    pub words: String,
    /// In how many places they are marked.
    pub places: usize,
    /// The page without marks.
    pub plain_url: String,
}

/// A document that explains the state of this one.
#[derive(Clone, Debug, Default)]
pub struct StatusLink {
    /// `thay thế bởi`.
    pub words: String,
    /// The document.
    pub link: Link,
}

/// Documents that stand in one relation to this one.
#[derive(Clone, Debug, Default)]
pub struct Relation {
    /// The relation: `Căn cứ`, `Thay thế`, `Được sửa đổi bởi`.
    pub title: String,
    /// The documents held here; a link without address is a plain citation of one that is not.
    pub documents: Vec<RelatedDocument>,
}

/// A document named by another.
#[derive(Clone, Debug, Default)]
pub struct RelatedDocument {
    /// Type, number and abstract.
    pub title: String,
    /// Its page, if the document is held.
    pub url: Option<String>,
    /// Whether it is in force, if that is known.
    pub status: Option<Badge>,
    /// Since when: `từ 01/07/2016`.
    pub from: Option<String>,
}

/// A document's page.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/document.html")]
pub struct DocumentPage {
    /// Everything around it.
    pub layout: Layout,
    /// Type and number, `Quyết định số 10/2016/QĐ-UBND`.
    pub name: String,
    /// Abstract.
    pub summary: String,
    /// Whether it is in force, in words.
    pub status: Badge,
    /// The rest of the status line: `từ 28/12/2016`.
    pub status_text: String,
    /// The documents that took its place, changed it, or will.
    pub status_links: Vec<StatusLink>,
    /// The day for which that holds.
    pub as_of: AsOf,
    /// The document for machines, as JSON-LD.
    pub structured: Html,
    /// The facts in the order of the law: number, type, issuer, signer, days, field, …
    pub facts: Vec<Fact>,
    /// Corrections of the published text.
    pub corrections: Vec<Correction>,
    /// What the reader searched for before, if they came from there.
    pub found: Option<Found>,
    /// What stands before the first article: the bases and the formula of enactment.
    pub preamble: Html,
    /// The articles.
    pub articles: Vec<Article>,
    /// How it is cited.
    pub citation: Citation,
    /// Relations to other documents.
    pub relations: Vec<Relation>,
    /// Articles that introduce it.
    pub introduced_by: Vec<Link>,
    /// Answers that cite it.
    pub cited_by: Vec<Link>,
    /// Files to fetch.
    pub files: Vec<FileView>,
    /// When it was put here.
    pub published: Stamp,
    /// When that was last changed, if it was.
    pub changed: Option<Stamp>,
    /// A `mailto:` address with title and address filled in.
    pub mail_url: Option<String>,
    /// The same page for printing.
    pub print_url: Option<String>,
    /// Other documents on the matter.
    pub alike: Vec<DocumentCard>,
}

#[cfg(test)]
impl DocumentPage {
    pub(crate) fn sample() -> Self {
        use super::{layout::samples as around, parts::Tone};
        let mut layout = around::layout("Quyết định số 10/2016/QĐ-UBND", "van-ban");
        layout.breadcrumbs.push(Link::new("Văn bản", "/van-ban/"));
        let article = |anchor: &str, heading: &str, body: &str| Article {
            anchor: anchor.into(),
            heading: heading.into(),
            marked_heading: None,
            citation: Some(Citation {
                text: format!("{heading}, Quyết định số 10/2016/QĐ-UBND"),
                url: format!("http://hiephoa.localhost/van-ban/10-2016-qd-ubnd#{anchor}"),
            }),
            chapter: false,
            body: Html::sanitised(body),
        };
        let chapter = |anchor: &str, heading: &str| Article { chapter: true, ..article(anchor, heading, "") };
        Self {
            layout,
            name: "Quyết định số 10/2016/QĐ-UBND".into(),
            summary: "Ban hành Quy chế tổ chức, quản lý hoạt động của Trang thông tin điện tử huyện Hiệp Hòa"
                .into(),
            status: Badge::new("Còn hiệu lực", Tone::Good),
            status_text: "từ 28/12/2016".into(),
            status_links: Vec::new(),
            as_of: AsOf { action: "/van-ban/10-2016-qd-ubnd".into(), ..AsOf::default() },
            structured: Html::sanitised("{\"@type\":\"Legislation\"}"),
            facts: vec![
                Fact::new("Số, ký hiệu", "10/2016/QĐ-UBND"),
                Fact::new("Loại văn bản", "Quyết định"),
                Fact {
                    url: Some("/van-ban/?co-quan=ubnd-huyen".into()),
                    ..Fact::new("Cơ quan ban hành", "Ủy ban nhân dân huyện Hiệp Hòa")
                },
                Fact::new("Người ký", "KT. Chủ tịch, Phó Chủ tịch"),
                Fact::new("Ngày ban hành", "28/12/2016"),
                Fact::new("Ngày hiệu lực", "28/12/2016"),
                Fact::new("Lĩnh vực", "Công nghệ thông tin"),
                Fact::new("Nơi đề nghị", "Chánh Văn phòng HĐND - UBND huyện"),
            ],
            corrections: Vec::new(),
            found: None,
            citation: Citation {
                text: "Quyết định số 10/2016/QĐ-UBND ngày 28/12/2016 của UBND huyện Hiệp Hòa".into(),
                url: "http://hiephoa.localhost/van-ban/10-2016-qd-ubnd".into(),
            },
            preamble: Html::sanitised(
                "<p>Căn cứ Luật Công nghệ thông tin ngày 29/6/2006;</p><p>Căn cứ Nghị định số 43/2011/NĐ-CP ngày \
                 13/6/2011 của Chính phủ;</p><p>Theo đề nghị của Chánh Văn phòng HĐND - UBND huyện.</p>",
            ),
            articles: vec![
                chapter("chuong-i", "Chương I. Những quy định chung"),
                article(
                    "dieu-1",
                    "Điều 1. Phạm vi điều chỉnh",
                    "<p>Quy chế này quy định về tổ chức, quản lý hoạt động của Trang thông tin điện tử của huyện Hiệp \
                     Hòa (sau đây viết tắt là Website huyện).</p><p>Quy chế này áp dụng đối với các tổ chức, cá nhân \
                     quản lý, cung cấp thông tin, khai thác và sử dụng Website huyện.</p>",
                ),
                article(
                    "dieu-4",
                    "Điều 4. Nguyên tắc cung cấp thông tin trên Website huyện",
                    "<p>1. Không tiết lộ bí mật Nhà nước, bí mật quân sự, an ninh, kinh tế, đối ngoại và những bí mật \
                     khác do pháp luật quy định.</p><p>2. Đảm bảo chính xác, kịp thời, công khai, minh bạch nhằm nâng \
                     cao hiệu lực, hiệu quả hoạt động của các cơ quan, ban ngành, đoàn thể, tổ chức xã hội, tạo điều \
                     kiện cho nhân dân thực hiện tốt quyền và nghĩa vụ của công dân.</p>",
                ),
                chapter("chuong-ii", "Chương II. Những quy định cụ thể"),
                article(
                    "dieu-8",
                    "Điều 8. Chế độ cung cấp thông tin",
                    "<p>1. Tin, bài, ảnh, trên Website phải có thông tin về nguồn tin, tác giả, trừ tin bài là ý kiến \
                     tham gia đóng góp của bạn đọc.</p>",
                ),
                article(
                    "dieu-10",
                    "Điều 10. Chế độ phản hồi",
                    "<p>1. Ban Biên tập Website huyện Hiệp Hòa là đầu mối tiếp nhận thông tin phản hồi từ bạn đọc gửi \
                     đến bằng các hình thức qua mạng Internet hoặc gửi trực tiếp.</p>",
                ),
            ],
            relations: vec![
                Relation {
                    title: "Căn cứ".into(),
                    documents: vec![
                        RelatedDocument {
                            title:
                                "Nghị định số 43/2011/NĐ-CP về cung cấp thông tin và dịch vụ công trực tuyến"
                                    .into(),
                            url: Some("/van-ban/43-2011-nd-cp".into()),
                            status: Some(Badge::new("Còn hiệu lực", Tone::Good)),
                            from: None,
                        },
                        RelatedDocument {
                            title: "Luật Công nghệ thông tin ngày 29/6/2006".into(),
                            ..Default::default()
                        },
                    ],
                },
                Relation {
                    title: "Ban hành kèm theo".into(),
                    documents: vec![RelatedDocument {
                        title: "Quy chế tổ chức, quản lý hoạt động của Trang thông tin điện tử".into(),
                        url: Some("/van-ban/quy-che".into()),
                        status: None,
                        from: Some("từ 28/12/2016".into()),
                    }],
                },
            ],
            introduced_by: vec![Link::new(
                "Những điểm mới của Quy chế (mẫu)",
                "/pho-bien-phap-luat/diem-moi",
            )],
            cited_by: vec![Link::new(
                "Tin: Huyện ban hành Quy chế trang thông tin (mẫu)",
                "/tin-tuc/ban-hanh-quy-che",
            )],
            files: vec![FileView {
                title: "Quyết định và Quy chế, bản có chữ ký".into(),
                url: "/tep/10-2016-qd-ubnd.pdf".into(),
                format: "PDF".into(),
                size: "312 KB".into(),
                pages: Some(9),
                text_url: Some("/chu-trong-tep/f1/1".into()),
                recognised: true,
                fingerprint: Some("9f2c41a07b".into()),
            }],
            published: Stamp::new("thứ Tư, 28/12/2016, 16:05", "2016-12-28T16:05:00+07:00"),
            changed: None,
            mail_url: Some("mailto:?subject=10%2F2016".into()),
            print_url: Some("/van-ban/10-2016-qd-ubnd?in=1".into()),
            alike: Vec::new(),
        }
    }

    /// A document that another has replaced.
    pub(crate) fn expired_sample() -> Self {
        use super::parts::Tone;
        Self {
            status: Badge::new("Hết hiệu lực", Tone::Bad),
            status_text: "từ 01/07/2025".into(),
            status_links: vec![StatusLink {
                words: "thay thế bởi".into(),
                link: Link::new("Quyết định số 12/2025/QĐ-UBND (mẫu)", "/van-ban/12-2025-qd-ubnd"),
            }],
            as_of: AsOf {
                action: "/van-ban/10-2016-qd-ubnd".into(),
                typed: "mai".into(),
                error: Some("“mai” không phải là ngày.".into()),
                told: None,
            },
            found: Some(Found {
                words: "bí mật".into(),
                places: 2,
                plain_url: "/van-ban/10-2016-qd-ubnd".into(),
            }),
            ..Self::sample()
        }
    }
}
