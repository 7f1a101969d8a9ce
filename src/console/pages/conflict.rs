//! Two people saved the same draft: both texts, what differs word by word, and three explicit ways on.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::time_vi;
use crate::base::error::Result;
use crate::base::web::form::Form;
use crate::console::desk::{self, Desk};
use crate::console::views::conflict::{ConflictPage, Difference};
use crate::items::Edition;
use crate::items::editing::Stale;
use crate::items::markup::{self, tree};
use crate::review::compare::{both, texts};

use super::aspects::THEME;
use super::form::fields;
use super::frame::{Names, layout, post};
use super::review::difference::whole;

/// The choices of the page carry this before a field's name.
const CHOICE: &str = "chon.";

/// The page of a conflict.
///
/// # Errors
/// When a store or a template fails.
pub async fn conflict(desk: &Desk, edition: &Edition, stale: Stale) -> Result<Response> {
    let names = Names::read(desk).await?;
    let (mine, theirs) = (fields(&stale.mine)?, fields(&stale.theirs)?);
    let (by, at) = (names.of(stale.by.as_ref()), time_vi(stale.at));
    let base = desk.url(&format!("/tin-bai/{}", edition.id));
    let page = ConflictPage {
        layout: layout(desk, "Hai bản khác nhau").await?,
        title: stale.mine.title(),
        explanation: format!(
            "{by} đã lưu nội dung này lúc {at}, sau khi ông/bà mở ra sửa. Cả hai bản đều còn nguyên ở đây."
        ),
        theirs_title: format!("Bản của {by}, lưu lúc {at}"),
        differences: mine.iter().filter_map(|pair| difference(pair, &theirs)).collect(),
        keep_mine: post(desk, &format!("{base}/sua")),
        merge_url: format!("{base}/tron"),
        keep_theirs_url: desk.url("/soan/ban-tam/bo"),
        hidden: [
            ("phien-ban".to_owned(), stale.version.to_string()),
            ("cho".to_owned(), edition.id.to_string()),
        ]
        .into_iter()
        .chain(mine)
        .collect(),
    };
    desk::html(StatusCode::CONFLICT, &page)
}

fn difference((name, mine): &(String, String), theirs: &[(String, String)]) -> Option<Difference> {
    let theirs = value(theirs, name);
    (mine != theirs).then(|| {
        let body = name == "noi-dung";
        let html = |text: &str| if body { markup::to_html(text) } else { lines(text) };
        Difference {
            field: name.clone(),
            choice: format!("{CHOICE}{name}"),
            label: label(name).to_owned(),
            mine: mine.clone(),
            theirs: theirs.to_owned(),
            diff: whole(&texts(&html(theirs), &html(mine))),
            choosable: !body,
        }
    })
}

/// A field's text, a paragraph a line.
fn lines(text: &str) -> String {
    let mut html = String::new();
    for line in text.lines() {
        html.push_str("<p>");
        tree::escape(&mut html, line, false);
        html.push_str("</p>");
    }
    html
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

/// Both texts as one form: each short field as chosen, the texts block by block.
///
/// # Errors
/// When a text cannot be read at all.
pub fn merged(form: &Form, theirs: &[(String, String)]) -> Result<Vec<(String, String)>> {
    let ticked =
        form.fields().iter().filter(|(name, _)| name.starts_with(THEME) && value(theirs, name).is_empty());
    let ticked = ticked.map(|pair| Ok(pair.clone()));
    theirs
        .iter()
        .map(|(name, theirs)| {
            let mine = form.raw(name);
            let value = if name == "noi-dung" {
                markup::to_markdown(&both(&markup::to_html(mine), &markup::to_html(theirs)))?
            } else if form.get(&format!("{CHOICE}{name}")) == "ho" {
                theirs.clone()
            } else {
                mine.to_owned()
            };
            Ok((name.clone(), value))
        })
        .chain(ticked)
        .collect()
}

fn label(name: &str) -> &str {
    match name {
        "tieu-de" => "Tiêu đề",
        "tom-tat" => "Tóm tắt",
        "noi-dung" => "Nội dung",
        "trich-yeu" => "Trích yếu",
        "tac-gia" => "Tác giả",
        "nguon" => "Nguồn",
        "chuyen-muc" => "Chuyên mục",
        "chu-de" => "Nhóm tin",
        "the-loai" => "Thể loại",
        "gioi-thieu-van-ban" => "Văn bản được giới thiệu",
        "ngon-ngu" => "Ngôn ngữ",
        "ban-dich-cua" => "Bản dịch của",
        "phan" => "Phần trong mục",
        "don-vi" => "Đơn vị cung cấp",
        "so-ky-hieu" => "Số, ký hiệu",
        "loai" => "Loại văn bản",
        "co-quan-ban-hanh" => "Cơ quan ban hành",
        "tham-quyen-ky" => "Quyền hạn ký",
        "chuc-vu-ky" => "Chức vụ người ký",
        "nguoi-ky" => "Người ký",
        "ngay-ban-hanh" => "Ngày ban hành",
        "ngay-hieu-luc" => "Ngày có hiệu lực",
        "ngay-het-hieu-luc" => "Ngày hết hiệu lực",
        "linh-vuc" => "Lĩnh vực",
        "quan-he" => "Văn bản liên quan",
        theme if theme.starts_with(THEME) => "Chủ đề",
        other => other,
    }
}
