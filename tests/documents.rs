//! Documents that replace, amend and cite each other, as citizens see them on every day.

use crate::support::app::{TestApp, between};
use crate::support::desk::Desk;

const DISTRICT: &str = "hiephoa.localhost";
const COMMUNE: &str = "ducthang.hiephoa.localhost";
const BODY: &str = "Ủy ban nhân dân huyện Hiệp Hòa";

fn document<'a>(
    number: &'a str,
    about: &'a str,
    effective: &'a str,
    relations: &'a str,
) -> Vec<(&'a str, &'a str)> {
    vec![
        ("so-ky-hieu", number),
        ("loai", "Quyết định"),
        ("trich-yeu", about),
        ("co-quan-ban-hanh", BODY),
        ("ngay-ban-hanh", effective),
        ("ngay-hieu-luc", effective),
        ("quan-he", relations),
        (
            "noi-dung",
            "Căn cứ Luật;\n\n## Chương I. Chung\n\n## Điều 1. Phạm vi\n\nGiấy chứng nhận & <b>đất ở</b>.",
        ),
        ("chuyen-muc", "van-ban"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Bản gốc"),
        ("don-vi", "vanphong"),
    ]
}

const OLD: &str = "/van-ban/03-2014-qd-ubnd-quy-dinh-cu";
const NEW: &str = "/van-ban/07-2016-qd-ubnd-quy-dinh-moi";
const REPLACES: &str = "Thay thế: 3/2014/QD-UBND ngày 10/05/2014; từ 01/07/2016; Quy định cũ";

/// How often the followers were told of a live document of the district.
async fn changes_of(app: &TestApp, number: &str) -> i64 {
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM changes c JOIN documents d ON d.tenant_id = c.tenant_id AND d.item_id = c.entity_id \
               WHERE c.tenant_id = $1 AND d.number = $2";
    scope.one(sql, portal::params![number]).await.unwrap()
}

fn status(page: &str) -> String {
    between(page, "<p class=\"status\">", "</p>").to_owned()
}

#[tokio::test]
async fn a_replaced_document_says_so_on_every_day_and_again_not_once_the_newer_is_withdrawn() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    desk.publish(&app, &document("03/2014/QĐ-UBND", "Quy định cũ", "10/05/2014", "")).await;
    assert!(status(&app.page(DISTRICT, OLD).await).contains("Còn hiệu lực"));
    let told = changes_of(&app, "03/2014/QĐ-UBND").await;
    let newer = document("07/2016/QĐ-UBND", "Quy định mới", "20/06/2016", REPLACES);
    let newer = desk.publish(&app, &newer).await;
    assert_eq!(changes_of(&app, "03/2014/QĐ-UBND").await, told + 1, "whoever follows the old one is told");
    let seen = app.desk(&desk.board, &newer).await.text().await.unwrap();
    assert!(seen.contains("Thay thế: 3/2014/QD-UBND ngày 10/05/2014"), "who approves sees it");

    let old = app.page(DISTRICT, OLD).await;
    let line = status(&old);
    assert!(line.contains("Hết hiệu lực") && line.contains("01/07/2016"), "{line}");
    assert!(line.contains("thay thế bởi") && line.contains(NEW), "{line}");
    assert!(old.contains("Được thay thế bởi") && old.contains("schema.org/NotInForce"));
    let new = app.page(DISTRICT, NEW).await;
    assert!(new.contains("Thay thế") && new.contains(OLD) && new.contains("từ 01/07/2016"));

    for day in ["2016-06-30", "30/06/2016"] {
        let before = app.page(DISTRICT, &format!("{OLD}?ngay={day}")).await;
        let line = status(&before);
        assert!(line.contains("Còn hiệu lực") && line.contains("tính đến ngày 30/06/2016"), "{line}");
        assert!(line.contains("từ 01/07/2016 thay thế bởi"), "{line}");
    }
    let first_day = app.page(DISTRICT, &format!("{OLD}?ngay=2016-07-01")).await;
    assert!(status(&first_day).contains("Hết hiệu lực"));
    let unborn = app.page(DISTRICT, &format!("{OLD}?ngay=2014-05-09")).await;
    assert!(status(&unborn).contains("Chưa có hiệu lực"));
    let nonsense = app.get(DISTRICT, &format!("{OLD}?ngay=%3Cmai%3E")).await;
    assert_eq!(nonsense.status(), 200);
    let nonsense = nonsense.text().await.unwrap();
    assert!(nonsense.contains("&#60;mai&#62;” không phải là ngày"));
    assert!(status(&nonsense).contains("Hết hiệu lực"), "as of today");

    let list = app.page(DISTRICT, "/van-ban?hieu-luc=con").await;
    assert!(list.contains(NEW) && !list.contains(OLD), "the filter keeps the same rule as the badge");
    let list = app.page(DISTRICT, "/van-ban?hieu-luc=het").await;
    assert!(list.contains(OLD) && !list.contains(NEW));

    desk.withdraw(&app, &newer).await;
    let restored = app.page(DISTRICT, OLD).await;
    assert!(status(&restored).contains("Còn hiệu lực"));
    assert!(!restored.contains(NEW), "what was withdrawn is linked from nowhere");
    assert!(app.page(DISTRICT, "/van-ban?hieu-luc=con").await.contains(OLD));
}

#[tokio::test]
async fn a_correction_takes_back_what_the_edition_before_it_said() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    desk.publish(&app, &document("03/2014/QĐ-UBND", "Quy định cũ", "10/05/2014", "")).await;
    let newer = document("07/2016/QĐ-UBND", "Quy định mới", "20/06/2016", REPLACES);
    let item = desk.publish(&app, &newer).await;
    assert!(status(&app.page(DISTRICT, OLD).await).contains("Hết hiệu lực"));
    let edit =
        TestApp::location(&app.act(&desk.writer, &format!("{item}/dinh-chinh"), &[("phien-ban", "4")]).await);
    let shown = app.desk(&desk.writer, &edit).await.text().await.unwrap();
    assert!(shown.contains("Thay thế: 3/2014/QD-UBND ngày 10/05/2014; từ 01/07/2016; Quy định cũ"));
    let amends = "Sửa đổi: 03/2014/QĐ-UBND; từ 01/07/2016\nCăn cứ: 43/2011/NĐ-CP; Nghị định không có ở đây";
    let mut form = document("07/2016/QĐ-UBND", "Quy định mới", "20/06/2016", amends);
    form.push(("phien-ban", "1"));
    assert_eq!(app.act(&desk.writer, &edit, &form).await.status(), 303);
    assert!(status(&app.page(DISTRICT, OLD).await).contains("Hết hiệu lực"), "until the correction is live");
    desk.bring_live(&app, edit.trim_end_matches("/sua"), 2).await;
    let old = app.page(DISTRICT, OLD).await;
    assert!(status(&old).contains("Hết hiệu lực một phần") && status(&old).contains("sửa đổi, bổ sung bởi"));
    assert!(old.contains("schema.org/PartiallyInForce"));
    let new = app.page(DISTRICT, NEW).await;
    assert!(new.contains("43/2011/NĐ-CP: Nghị định không có ở đây"), "a plain citation");
}

#[tokio::test]
async fn a_commune_may_rest_on_the_districts_documents_and_never_end_them() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    desk.publish(&app, &document("03/2014/QĐ-UBND", "Quy định cũ", "10/05/2014", "")).await;
    let commune = Desk::of(&app, "ducthang").await;
    let text = format!(
        "Căn cứ: 03/2014/QĐ-UBND\nThay thế: 03/2014/QĐ-UBND của {BODY}; từ 01/07/2016\nHướng dẫn: 03/2014/QĐ-UBND"
    );
    commune.publish(&app, &document("01/2016/QĐ-UBND", "Quyết định của xã", "20/06/2016", &text)).await;
    let below = app.page(COMMUNE, "/van-ban/01-2016-qd-ubnd-quyet-dinh-cua-xa").await;
    assert!(below.contains(DISTRICT) && below.contains(OLD), "the district's is linked");
    let old = app.page(DISTRICT, OLD).await;
    assert!(status(&old).contains("Còn hiệu lực"), "{}", status(&old));
    assert!(old.contains("Là căn cứ của") && old.contains("Được hướng dẫn bởi"));
    assert!(!old.contains("Được thay thế bởi"));
}

#[tokio::test]
async fn relations_that_cannot_be_read_are_refused_with_the_line_and_kept() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    let wrong = "Thay thế: 03/2014/QĐ-UBND; từ 31/02/2016\nThích: 10/2016/QĐ-UBND";
    let mut form = document("07/2016/QĐ-UBND", "Quy định mới", "20/06/2016", wrong);
    let new = "/hiephoa/tin-bai/moi/van-ban";
    let refused = app.act(&desk.writer, new, &form).await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    for part in
        ["Dòng 1: “31/02/2016” không phải là ngày", "Dòng 2: không có quan hệ “Thích”", wrong, "Quy định mới"]
    {
        assert!(page.contains(part), "{part}");
    }
    form.iter_mut().filter(|(name, _)| *name == "quan-he").for_each(|field| field.1 = "");
    form.iter_mut().filter(|(name, _)| *name == "ngay-hieu-luc").for_each(|field| field.1 = "hôm qua");
    let refused = app.act(&desk.writer, new, &form).await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    assert!(page.contains("“hôm qua” không phải là ngày") && page.contains("value=\"hôm qua\""));
}

#[tokio::test]
async fn a_document_is_cited_marked_printed_and_described() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    desk.publish(&app, &document("03/2014/QĐ-UBND", "Quy định cũ", "10/05/2014", "")).await;
    let page = app.page(DISTRICT, OLD).await;
    let cited = "Điều 1 Quyết định số 03/2014/QĐ-UBND ngày 10/05/2014 của UBND huyện Hiệp Hòa";
    assert!(page.contains(cited) && page.contains(&format!("{OLD}#dieu-1")));
    for (name, value) in [
        ("title", "Quyết định số 03/2014/QĐ-UBND: Quy định cũ"),
        ("creator", "Văn phòng"),
        ("date", "2016-12-30T"),
        ("description", "Quy định cũ"),
        ("publisher", BODY),
        ("identifier", "http://"),
    ] {
        assert!(page.contains(&format!("<meta name=\"DC.{name}\" content=\"{value}")), "{name}");
    }
    let data = between(&page, "<script type=\"application/ld+json\">", "</script>");
    let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(data["legislationIdentifier"], "03/2014/QĐ-UBND");
    assert_eq!(data["legislationDate"], "2014-05-10");
    assert_eq!(data["legislationLegalForce"], "https://schema.org/InForce");

    let marked = app.page(DISTRICT, &format!("{OLD}?tim=giay+chung+nhan+%3Cscript%3E")).await;
    assert!(marked.contains("<mark>Giấy chứng nhận</mark> &amp; <b>đất ở</b>"), "the text is marked");
    assert!(marked.contains("Đã đánh dấu 1 chỗ") && !marked.contains("<script>"));
    let print = app.page(DISTRICT, &format!("{OLD}?in=1&ngay=2014-01-01")).await;
    assert!(print.contains("class=\"for-print\"") && status(&print).contains("Chưa có hiệu lực"));
    assert!(print.contains("Địa chỉ trang: http://"));
}

/// From when to when the search holds a commune's document to be in force.
async fn searched_span(app: &TestApp, words: &str) -> (Option<String>, Option<String>) {
    let commune = app.app.directory.by_slug("ducthang").unwrap();
    let query = portal::search::Query {
        text: words.into(),
        tenants: vec![commune.id().as_str().into()],
        limit: 1,
        ..portal::search::Query::default()
    };
    let found = app.app.search.search(portal::search::service::Which::Public, query).await.unwrap();
    let hit = &found.hits[0];
    (hit.effective_from.map(|day| day.to_string()), hit.effective_until.map(|day| day.to_string()))
}

#[tokio::test]
async fn the_search_follows_what_the_district_does_to_a_communes_document() {
    let app = TestApp::start().await;
    let (district, commune) = (Desk::of(&app, "hiephoa").await, Desk::of(&app, "ducthang").await);
    let body = "Ủy ban nhân dân xã Đức Thắng";
    let mut own = document("05/2015/QĐ-UBND", "Phí chợ của xã", "20/06/2015", "");
    own.iter_mut().filter(|(name, _)| *name == "co-quan-ban-hanh").for_each(|(_, value)| *value = body);
    commune.publish(&app, &own).await;
    app.drain().await;
    let before = (Some("2015-06-20".to_owned()), None);
    assert_eq!(searched_span(&app, "05/2015/QĐ-UBND").await, before);
    let text = format!("Bãi bỏ: 05/2015/QĐ-UBND của {body}; từ 01/07/2016");
    let above = document("08/2016/QĐ-UBND", "Bãi bỏ văn bản của xã", "01/07/2016", &text);
    let above = district.publish(&app, &above).await;
    app.drain().await;
    let ended = (Some("2015-06-20".to_owned()), Some("2016-07-01".to_owned()));
    assert_eq!(searched_span(&app, "05/2015/QĐ-UBND").await, ended);
    district.withdraw(&app, &above).await;
    app.drain().await;
    assert_eq!(searched_span(&app, "05/2015/QĐ-UBND").await, before, "as it was");
}
