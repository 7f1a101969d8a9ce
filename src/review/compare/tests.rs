//! What a person would say has changed is what is shown.

use super::words::compared;
use super::*;

fn shown(before: &str, after: &str) -> String {
    let blocks = compared(&blocks::of(before), &blocks::of(after));
    let run = |run: &Run| match run.change {
        Change::Same => run.text(),
        Change::Added => format!("[+{}]", run.text()),
        Change::Removed => format!("[-{}]", run.text()),
        Change::Reset => format!("[~{}]", run.text()),
    };
    let block = |block: &Block| {
        let was = block.was.as_ref().map(|was| format!("{was}>")).unwrap_or_default();
        format!("{was}{}:{}", block.kind, block.runs.iter().map(run).collect::<String>())
    };
    blocks.iter().map(block).collect::<Vec<_>>().join("\n")
}

#[test]
fn words_are_added_taken_out_and_replaced() {
    assert_eq!(shown("<p>Một hai ba</p>", "<p>Một hai ba</p>"), "p:Một hai ba");
    assert_eq!(shown("<p>Một hai ba</p>", "<p>Một ba</p>"), "p:Một [-hai ]ba");
    assert_eq!(
        shown("<p>Họp lúc 8 giờ ngày 02/01.</p>", "<p>Họp lúc 14 giờ ngày 02/01.</p>"),
        "p:Họp lúc [-8][+14] giờ ngày 02/01."
    );
    assert_eq!(
        shown(
            "<p>Các thôn nộp tiền điện trước ngày mười</p>",
            "<p>Các thôn đóng phí nước trước ngày mười</p>"
        ),
        "p:Các thôn [-nộp tiền điện][+đóng phí nước] trước ngày mười"
    );
}

#[test]
fn another_setting_of_the_same_words_is_said_as_such() {
    assert_eq!(shown("<p>Một <b>hai</b> ba</p>", "<p>Một hai <em>ba</em></p>"), "p:Một [~hai] [~ba]");
    assert_eq!(
        shown(
            "<p>Xem <a href=\"https://a.vn/\">trang</a></p>",
            "<p>Xem <a href=\"https://b.vn/\">trang</a></p>"
        ),
        "p:Xem [~trang]"
    );
    assert_eq!(shown("<p>Mục đích yêu cầu</p>", "<h2>Mục đích yêu cầu</h2>"), "p>h2:Mục đích yêu cầu");
    assert_eq!(shown("<p>Một <b>hai</b></p>", "<p>Một <strong>hai</strong></p>"), "p:Một hai");
}

#[test]
fn paragraphs_lists_and_tables_come_and_go() {
    assert_eq!(shown("<p>Một</p><p>Ba</p>", "<p>Một</p><p>Hai</p><p>Ba</p>"), "p:Một\np:[+Hai]\np:Ba");
    assert_eq!(shown("<ul><li>a</li><li>b</li></ul>", "<ul><li>b</li></ul>"), "li:[-a]\nli:b");
    assert_eq!(
        shown("<table><tr><td>a</td><td>1</td></tr></table>", "<table><tr><td>a</td><td>2</td></tr></table>"),
        "td:a\ntd:[+2]\ntd:[-1]"
    );
    assert_eq!(
        shown("<p><img src=\"/tep/1/a.jpg\" alt=\"Cầu\"></p>", "<p>Chữ</p>"),
        "p:[+Chữ]\np:[-[Ảnh: Cầu]]"
    );
}

#[test]
fn long_texts_are_compared_within_bounds() {
    let long = |word: &str| (0..6_000).map(|n| format!("{word}{n} ")).collect::<String>();
    let shown = shown(&format!("<p>{}</p>", long("a")), &format!("<p>{}</p>", long("b")));
    assert!(shown.starts_with("p:[+b0 "), "the one is shown whole, then the other");
}
