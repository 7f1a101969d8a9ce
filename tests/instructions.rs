//! An instruction gets another last day; who gave it hears that it passed.

use crate::support::app::{Person, TestApp};
use portal::base::clock::DAY;
use portal::people::Role;
use serde_json::{Value, json};

const GIVE: &str = "/api/v1/staff/hiephoa/instructions";

async fn given(app: &TestApp, leader: &Person, unit: &str) -> String {
    let body = json!({ "title": "Rà soát thủ tục", "site": "ducthang", "unit": unit, "due": "2017-01-05" });
    let given = app.call(leader, "POST", GIVE, body).await;
    assert_eq!(given.status(), 200);
    given.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn another_last_day_is_set_by_the_leader_and_who_gave_it_hears_that_it_passed() {
    let app = TestApp::start().await;
    let leader = app.person("lanhdao.hiephoa", "hiephoa", Role::Leader, None).await;
    app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let id = given(&app, &leader, "").await;
    let page = app.desk(&leader, &format!("/hiephoa/chi-dao/{id}")).await.text().await.unwrap();
    assert!(page.contains("Đổi hạn hoàn thành") && page.contains("name=\"han\""), "{page}");
    let extend = async |due: &str, version: &str| {
        let form = [
            ("chi-dao", id.as_str()),
            ("buoc", "extended"),
            ("ghi-chu", "Chờ văn bản của tỉnh."),
            ("han", due),
            ("phien-ban", version),
        ];
        app.act(&leader, "/hiephoa/chi-dao/ket-luan", &form).await
    };
    let none = extend("", "1").await;
    assert_eq!(none.status(), 422);
    assert!(none.text().await.unwrap().contains("Hãy ghi hạn hoàn thành"));
    let past = extend("01/12/2016", "1").await;
    assert_eq!(past.status(), 422);
    assert!(past.text().await.unwrap().contains("value=\"01/12/2016\""));
    assert_eq!(extend("20/01/2017", "1").await.status(), 303);
    let page = app.desk(&leader, &format!("/hiephoa/chi-dao/{id}")).await.text().await.unwrap();
    assert!(page.contains("20/01/2017") && page.contains("Chờ văn bản của tỉnh."), "{page}");
    app.drain().await;
    app.letters("Chỉ đạo: Rà soát thủ tục");

    app.db().clock.advance(8 * DAY);
    app.do_duties().await;
    app.drain().await;
    assert_eq!(app.letters("Chỉ đạo: Rà soát thủ tục").len(), 0, "its first last day is no more");
    app.db().clock.advance(15 * DAY);
    for _ in 0..2 {
        app.do_duties().await;
    }
    app.drain().await;
    let letters = app.letters("Chỉ đạo: Rà soát thủ tục");
    let words = |mail: &portal::base::mail::memory::Sent| {
        let parsed = mail_parser::MessageParser::default().parse(&mail.mime).unwrap();
        parsed.body_text(0).unwrap().into_owned()
    };
    let words: Vec<String> = letters.iter().map(words).collect();
    let to_giver = words.iter().filter(|text| text.contains("Việc ông/bà đã giao cho")).count();
    assert_eq!((to_giver, words.len()), (1, 2), "who gave it hears once, and who is to do it: {words:?}");
}
