//! The staff's JSON interface with personal keys: limited, over within a year, revoked at once, never beside a cookie.

use crate::support::app::{Person, TestApp, between};
use portal::app::KEY_CALLS;
use portal::people::Role;
use serde_json::{Value, json};

const HERE: &str = "/api/v1/staff/ducthang";

/// Makes a key on the person's page; its token.
async fn key(app: &TestApp, who: &Person, grants: &[&str], tenants: &[&str], last_day: &str) -> String {
    let ids: Vec<String> =
        tenants.iter().map(|slug| app.app.directory.by_slug(slug).unwrap().id().to_string()).collect();
    let mut form = vec![("ten", "Đồng bộ (mẫu)"), ("het-han", last_day)];
    form.extend(grants.iter().map(|grant| ("quyen", *grant)));
    form.extend(ids.iter().map(|id| ("trang", id.as_str())));
    let made = app.act(who, "/khoa-api", &form).await;
    let status = made.status();
    let page = made.text().await.unwrap();
    assert_eq!(status, 200, "{page}");
    let token = between(&page, "<code>", "</code>").to_owned();
    assert!(token.starts_with("portal_") && token.len() > 40, "{token}");
    token
}

fn content(title: &str) -> Value {
    json!({ "kind": "news", "title": title, "summary": "", "topic": "trong-huyen", "body_html": "<p>Nội dung</p>",
        "common": { "section": "tin-tuc", "unit_key": "tuphap", "author": "Ban Tư pháp", "source": "Trang xã" } })
}

async fn json_of(answer: reqwest::Response) -> Value {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

const ALL: &[&str] = &[
    "proposal:read",
    "proposal:write",
    "delivery:read",
    "delivery:write",
    "care:read",
    "care:write",
    "item:read",
    "item:write",
    "media:read",
    "media:write",
    "supply:read",
    "supply:write",
    "board:write",
    "people:write",
    "contributor:write",
    "care:write",
    "question:read",
    "question:write",
    "answer:write",
    "task:write",
    "people:read",
    "audit:read",
    "batch:write",
    "media:write",
    "notice:write",
    "search:read",
];

#[tokio::test]
async fn an_article_goes_its_way_over_json_with_two_peoples_keys() {
    let app = TestApp::start().await;
    let (member, _) = app.signed_in("thanhvien.xa", "ducthang", Role::Member, None).await;
    let (head, _) = app.signed_in("truongban.xa", "ducthang", Role::BoardHead, None).await;
    let writer = key(&app, &member, ALL, &["ducthang"], "31/12/2016").await;
    let approver = key(&app, &head, ALL, &["ducthang"], "30/12/2017").await;

    let me = json_of(app.with_key(&writer, "GET", "/api/v1/staff/me", json!({})).await).await;
    assert_eq!(me["login"], "thanhvien.xa");
    assert_eq!(me["tenants"][0]["tenant"], "ducthang");

    let made = json_of(
        app.with_key(
            &writer,
            "POST",
            &format!("{HERE}/items"),
            json!({ "content": content("Tin qua khóa") }),
        )
        .await,
    )
    .await;
    let edition = format!("{HERE}/editions/{}", made["edition"].as_str().unwrap());
    let saved = json_of(
        app.with_key(
            &writer,
            "PUT",
            &edition,
            json!({ "version": 1, "content": content("Tin qua khóa, sửa") }),
        )
        .await,
    )
    .await;
    assert_eq!(
        (saved["version"].as_i64(), saved["content"]["title"].as_str()),
        (Some(2), Some("Tin qua khóa, sửa"))
    );
    let stale =
        app.with_key(&writer, "PUT", &edition, json!({ "version": 1, "content": content("Cũ") })).await;
    assert_eq!(stale.status(), 409);
    let stale: Value = stale.json().await.unwrap();
    assert_eq!(
        (stale["mine"]["title"].as_str(), stale["theirs"]["title"].as_str()),
        (Some("Cũ"), Some("Tin qua khóa, sửa"))
    );

    let with_file = app
        .upload_with_key(
            &writer,
            &format!("{edition}/files"),
            "ghi chu.txt",
            b"Ghi ch\xc3\xba c\xe1\xbb\xa7a x\xc3\xa3",
        )
        .await;
    let with_file = json_of(with_file).await;
    let file = with_file["content"]["common"]["attachments"][0]["file_id"].as_str().unwrap().to_owned();
    let without =
        json_of(app.with_key(&writer, "POST", &format!("{edition}/files/{file}/remove"), json!({})).await)
            .await;
    assert_eq!(without["content"]["common"]["attachments"], json!([]));

    json_of(app.with_key(&writer, "POST", &format!("{edition}/submit"), json!({ "version": 4 })).await).await;
    assert_eq!(
        app.with_key(
            &writer,
            "POST",
            &format!("{edition}/approve"),
            json!({ "version": 5, "no_secret": true })
        )
        .await
        .status(),
        403
    );
    json_of(
        app.with_key(
            &approver,
            "POST",
            &format!("{edition}/return"),
            json!({ "version": 5, "reason": "Thiếu nguồn" }),
        )
        .await,
    )
    .await;
    json_of(app.with_key(&writer, "POST", &format!("{edition}/submit"), json!({ "version": 6 })).await).await;
    json_of(
        app.with_key(
            &approver,
            "POST",
            &format!("{edition}/approve"),
            json!({ "version": 7, "no_secret": true }),
        )
        .await,
    )
    .await;
    let live = json_of(
        app.with_key(&approver, "POST", &format!("{edition}/publish"), json!({ "version": 8 })).await,
    )
    .await;
    assert_eq!(live["state"], "live");
    let fresh = json_of(app.with_key(&writer, "POST", &format!("{edition}/correct"), json!({})).await).await;
    assert_eq!(fresh["no"], 2);

    let revisions =
        json_of(app.with_key(&writer, "GET", &format!("{edition}/revisions"), json!({})).await).await;
    assert_eq!(revisions["rows"].as_array().unwrap().len(), 4);
    let first = revisions["rows"][3]["revision"].as_str().unwrap();
    let first =
        json_of(app.with_key(&writer, "GET", &format!("{edition}/revisions/{first}"), json!({})).await).await;
    assert_eq!(first["content"]["title"], "Tin qua khóa");
    let item = made["item"].as_str().unwrap();
    let whole = json_of(app.with_key(&writer, "GET", &format!("{HERE}/items/{item}"), json!({})).await).await;
    assert_eq!(whole["editions"].as_array().unwrap().len(), 2);
    let history = json_of(
        app.with_key(&writer, "GET", &format!("{HERE}/items/{item}/history?limit=3"), json!({})).await,
    )
    .await;
    assert_eq!(history["rows"][0]["sentence"], "đã mở bản đính chính");
    assert!(
        history["rows"][0]["address"].as_str().unwrap().contains("khóa "),
        "the trail says that a key did it"
    );
    let after = history["after"].as_str().unwrap();
    let more = json_of(
        app.with_key(&writer, "GET", &format!("{HERE}/items/{item}/history?after={after}"), json!({})).await,
    )
    .await;
    assert_eq!(more["rows"].as_array().unwrap().last().unwrap()["action"], "item.create");
    let gone = json_of(
        app.with_key(
            &approver,
            "POST",
            &format!("{edition}/withdraw"),
            json!({ "version": 9, "reason": "Đăng nhầm" }),
        )
        .await,
    )
    .await;
    assert_eq!(gone["state"], "withdrawn");
}

#[tokio::test]
async fn lists_go_on_from_where_they_ended() {
    let app = TestApp::start().await;
    let (member, _) = app.signed_in("thanhvien.xa", "ducthang", Role::Member, None).await;
    let token = key(&app, &member, &["item:read", "item:write"], &["ducthang"], "31/12/2016").await;
    for n in 0..7 {
        json_of(
            app.with_key(
                &token,
                "POST",
                &format!("{HERE}/items"),
                json!({ "content": content(&format!("Tin {n}")) }),
            )
            .await,
        )
        .await;
    }
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = json_of(
            app.with_key(&token, "GET", &format!("{HERE}/editions?state=draft&limit=3{after}"), json!({}))
                .await,
        )
        .await;
        seen.extend(
            page["rows"].as_array().unwrap().iter().map(|row| row["edition"].as_str().unwrap().to_owned()),
        );
        match page["after"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen.iter().collect::<std::collections::BTreeSet<_>>().len(), 7, "{seen:?}");
    assert_eq!(seen.len(), 7);
    for bad in ["state=khac", "limit=x", "after=khac", "kind=trang"] {
        let answer = app.with_key(&token, "GET", &format!("{HERE}/editions?{bad}"), json!({})).await;
        assert_eq!(answer.status(), 400, "{bad}");
        let error: Value = answer.json().await.unwrap();
        assert_eq!(error["error"]["code"], "bad_request");
    }
}

#[tokio::test]
async fn a_question_is_handled_over_json() {
    let app = TestApp::start().await;
    let (head, _) = app.signed_in("truongban.xa", "ducthang", Role::BoardHead, None).await;
    let (member, _) = app.signed_in("thanhvien.xa", "ducthang", Role::Member, None).await;
    let (board, desk) = (
        key(&app, &head, ALL, &["ducthang"], "31/12/2016").await,
        key(&app, &member, ALL, &["ducthang"], "31/12/2016").await,
    );
    let form = [
        ("tieu-de", "Giấy khai sinh"),
        ("noi-dung", "Làm giấy khai sinh cần gì?"),
        ("ho-ten", "Người hỏi"),
        ("thu-dien-tu", "nguoihoi@thu.example"),
        ("dien-thoai", "0912345678"),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post("ducthang.hiephoa.localhost", "/hoi-dap/gui", &form).await.status(), 200);
    let list =
        json_of(app.with_key(&desk, "GET", &format!("{HERE}/questions?state=received"), json!({})).await)
            .await;
    let question = format!("{HERE}/questions/{}", list["rows"][0]["question"].as_str().unwrap());
    let read = json_of(app.with_key(&desk, "GET", &question, json!({})).await).await;
    assert!(read["has_contact"] == true && !read.to_string().contains("0912345678"));
    let contact = json_of(app.with_key(&desk, "POST", &format!("{question}/contact"), json!({})).await).await;
    assert_eq!(contact["phone"], "0912345678");
    let step = |verb: &str, body: Value| {
        let path = format!("{question}/{verb}");
        let app = &app;
        let token = if verb == "approve" { board.clone() } else { desk.clone() };
        async move { json_of(app.with_key(&token, "POST", &path, body).await).await }
    };
    step("assign", json!({ "version": 1, "unit": "tuphap" })).await;
    let answered = step(
        "answer",
        json!({ "version": 2, "body": "Ông bà mang giấy chứng sinh đến Ủy ban nhân dân xã." }),
    )
    .await;
    let answer = answered["answers"][0]["answer"].as_str().unwrap().to_owned();
    step("approve", json!({ "version": 3, "answer": answer, "confirms_author": true, "looked": true })).await;
    let published = step("publish", json!({ "version": 4 })).await;
    assert_eq!(published["state"], "published");
    let trail = json_of(
        app.with_key(&board, "GET", &format!("{HERE}/audit?action=question.contact"), json!({})).await,
    )
    .await;
    assert_eq!(trail["rows"][0]["actor"], "thanhvien.xa", "the look at the contact is written down");
}

#[tokio::test]
async fn the_registers_answer() {
    let app = TestApp::start().await;
    let (deputy, _) = app.signed_in("thuongtruc.xa", "ducthang", Role::StandingDeputy, None).await;
    let token = key(&app, &deputy, ALL, &["ducthang"], "31/12/2016").await;
    for path in
        ["tasks", "people", "imports", "notices", "audit", "audit/verify", "audit/export", "searches?days=7"]
    {
        let answer = json_of(app.with_key(&token, "GET", &format!("{HERE}/{path}"), json!({})).await).await;
        assert!(answer.is_object(), "{path}");
    }
    let people = json_of(app.with_key(&token, "GET", &format!("{HERE}/people"), json!({})).await).await;
    assert_eq!(people["rows"][0]["login"], "thuongtruc.xa");
    let sound = json_of(app.with_key(&token, "GET", &format!("{HERE}/audit/verify"), json!({})).await).await;
    assert_eq!(sound["sound"], true);
    let file = json_of(app.with_key(&token, "GET", &format!("{HERE}/audit/export"), json!({})).await).await;
    assert!(portal::trail::export::check(&file.to_string(), None).unwrap().complete);
    let notice = json!({ "text": "Bảo trì máy chủ.", "starts_at": "2017-01-20T22:00:00+07:00", "ends_at": "2017-01-20T23:00:00+07:00" });
    json_of(app.with_key(&token, "POST", &format!("{HERE}/notices"), notice).await).await;
    let late = json!({ "text": "Bảo trì.", "starts_at": "2016-12-30T22:00:00+07:00", "ends_at": "2016-12-30T23:00:00+07:00" });
    let refused = app.with_key(&token, "POST", &format!("{HERE}/notices"), late).await;
    assert_eq!(refused.status(), 422);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(refused["error"]["refusals"][0]["field"], "bat-dau");
    assert_eq!(
        app.with_key(&token, "POST", &format!("{HERE}/tasks/khong-co/done"), json!({})).await.status(),
        409
    );
}

#[tokio::test]
async fn a_key_does_no_more_than_it_was_made_for_and_nothing_once_it_is_over() {
    let app = TestApp::start().await;
    let (head, account) = app.signed_in("truongban.xa", "ducthang", Role::BoardHead, None).await;
    let donglo = app.app.directory.by_slug("donglo").unwrap();
    let beside = portal::people::accounts::NewAppointment {
        tenant: donglo.id(),
        account: &account,
        role: Role::BoardHead,
        unit: None,
        from: jiff::civil::date(2016, 1, 1),
        until: None,
        decision: "QĐ 2",
    };
    portal::people::accounts::appoint(app.db(), &portal::base::audit::Actor::system(), beside).await.unwrap();
    let reader = key(&app, &head, &["item:read"], &["ducthang"], "31/12/2016").await;
    let get = |path: &'static str| app.with_key(&reader, "GET", path, json!({}));
    assert_eq!(get("/api/v1/staff/ducthang/editions").await.status(), 200);
    assert_eq!(get("/api/v1/staff/donglo/editions").await.status(), 404, "a tenant it was not made for");
    assert_eq!(get("/api/v1/staff/ducthang/people").await.status(), 403, "a group it was not made for");
    let write =
        app.with_key(&reader, "POST", &format!("{HERE}/items"), json!({ "content": content("Tin") })).await;
    assert_eq!(write.status(), 403, "to read is not to write");
    assert_eq!(
        app.with_key_and_cookie(&reader, &head, "/api/v1/staff/me").await.status(),
        400,
        "never beside a cookie"
    );
    assert_eq!(get("/ducthang/tin-bai").await.status(), 303, "no page takes a key");
    assert_eq!(app.with_key("portal_khongphai", "GET", "/api/v1/staff/me", json!({})).await.status(), 401);

    let page = app.desk(&head, "/khoa-api").await.text().await.unwrap();
    assert!(
        page.contains("Còn hiệu lực") && page.contains("127.0.0.1") && !page.contains(&reader),
        "shown once"
    );
    let revoke = between(&page, "action=\"/khoa-api/", "\"").to_owned();
    let (other, _) = app.signed_in("nguoikhac.xa", "ducthang", Role::BoardHead, None).await;
    assert_eq!(app.act(&other, &format!("/khoa-api/{revoke}"), &[]).await.status(), 404, "only one's own");
    assert_eq!(app.act(&head, &format!("/khoa-api/{revoke}"), &[]).await.status(), 303);
    assert_eq!(get("/api/v1/staff/me").await.status(), 401, "revoked");

    let short = key(&app, &head, &["item:read"], &["ducthang"], "30/12/2016").await;
    assert_eq!(app.with_key(&short, "GET", "/api/v1/staff/me", json!({})).await.status(), 200);
    app.db().clock.advance(16 * 3_600_000);
    assert_eq!(app.with_key(&short, "GET", "/api/v1/staff/me", json!({})).await.status(), 401, "over");
    let mut scope = app.db().read(&portal::base::id::TenantId::platform()).await.unwrap();
    let made = portal::trail::Filter { action: Some("key.create".into()), ..Default::default() };
    let written = portal::trail::store::newest(&mut scope, &made, None, 10).await.unwrap();
    assert_eq!(written.len(), 2);
    assert!(
        written.iter().all(|event| !event.contents.as_ref().unwrap().contains("portal_")),
        "no token in the trail"
    );
}

#[tokio::test]
async fn a_form_for_a_key_is_refused_with_every_reason_and_comes_back_filled_in() {
    let app = TestApp::start().await;
    let (head, _) = app.signed_in("truongban.xa", "ducthang", Role::BoardHead, None).await;
    let strange = app.app.directory.by_slug("donglo").unwrap().id().to_string();
    let form = [("ten", ""), ("quyen", "tat-ca"), ("trang", strange.as_str()), ("het-han", "31/12/2030")];
    let refused = app.act(&head, "/khoa-api", &form).await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    for words in ["Hãy đặt tên cho khóa", "ít nhất một việc", "đang giữ chức danh", "đến 30/12/2017"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("value=\"31/12/2030\""));
}

#[tokio::test]
async fn a_session_with_its_token_works_on_the_same_calls_and_one_key_cannot_flood() {
    let app = TestApp::start().await;
    let (head, _) = app.signed_in("truongban.xa", "ducthang", Role::BoardHead, None).await;
    let made = app
        .call(&head, "POST", &format!("{HERE}/items"), json!({ "content": content("Tin qua phiên") }))
        .await;
    assert_eq!(made.status(), 200);
    let forged = app.any(None, "quantri.localhost", "POST", &format!("{HERE}/items")).await;
    assert_eq!(forged.status(), 401);
    assert_eq!(app.forged(&head, &format!("{HERE}/items")).await.status(), 400, "an interface takes JSON");

    let token = key(&app, &head, &["item:read"], &["ducthang"], "31/12/2016").await;
    let mut refused = 0;
    // Many at once, so that a slow machine too is faster than the calls are given back.
    for _ in 0..KEY_CALLS / 10 {
        let calls = (0..40).map(|_| app.with_key(&token, "GET", "/api/v1/staff/me", json!({})));
        for answer in futures_util::future::join_all(calls).await {
            if answer.status() == 429 {
                assert!(answer.headers().contains_key("retry-after"));
                refused += 1;
            }
        }
        if refused > 0 {
            break;
        }
    }
    assert!(refused > 0, "a key makes {KEY_CALLS} calls a minute and no more");
    let second = key(&app, &head, &["item:read"], &["ducthang"], "31/12/2016").await;
    assert_eq!(
        app.with_key(&second, "GET", "/api/v1/staff/me", json!({})).await.status(),
        200,
        "counted apart"
    );
}

#[tokio::test]
async fn the_description_is_served_and_an_overseers_key_only_reads_below() {
    let app = TestApp::start().await;
    let described = app.get("quantri.localhost", "/api/v1/staff/openapi.json").await;
    let described = json_of(described).await;
    assert_eq!(described["openapi"], "3.1.0");
    let submit = &described["paths"]["/api/v1/staff/{tenant}/editions/{edition}/submit"]["post"];
    assert!(submit["responses"]["422"].is_object() && submit["security"][0]["key"].is_array());

    let (member, _) = app.signed_in("thanhvien.xa", "ducthang", Role::Member, None).await;
    let (auditor, _) = app.signed_in("kiemtra.huyen", "hiephoa", Role::Auditor, None).await;
    let made = app
        .call(&member, "POST", &format!("{HERE}/items"), json!({ "content": content("Tin của xã") }))
        .await;
    let edition = json_of(made).await["edition"].as_str().unwrap().to_owned();
    let token =
        key(&app, &auditor, &["item:read", "item:write", "audit:read"], &["hiephoa"], "31/12/2016").await;
    let path = format!("{HERE}/editions/{edition}");
    assert_eq!(app.with_key(&token, "GET", &path, json!({})).await.status(), 404, "a draft");
    assert_eq!(
        app.call(&member, "POST", &format!("{path}/submit"), json!({ "version": 1 })).await.status(),
        200
    );
    assert_eq!(app.with_key(&token, "GET", &path, json!({})).await.status(), 200);
    assert_eq!(
        app.with_key(&token, "POST", &format!("{path}/return"), json!({ "version": 2, "reason": "Sai" }))
            .await
            .status(),
        403
    );
    assert_eq!(app.with_key(&token, "GET", &format!("{HERE}/audit"), json!({})).await.status(), 200);
    let me = json_of(app.with_key(&token, "GET", "/api/v1/staff/me", json!({})).await).await;
    let here = me["tenants"].as_array().unwrap().iter().find(|place| place["tenant"] == "ducthang").unwrap();
    assert_eq!(here["read_only"], true);
}

#[tokio::test]
async fn the_office_appoints_sets_rules_and_numbers_and_looks_after_contributors_over_json() {
    let app = TestApp::start().await;
    let (office, _) = app.signed_in("vanphong.xa", "ducthang", Role::DistrictOffice, None).await;
    let (head, _) = app.signed_in("truongban.xa", "ducthang", Role::BoardHead, None).await;
    let (writer, account) = app.signed_in("congtac.xa", "ducthang", Role::Contributor, None).await;
    let office = key(&app, &office, ALL, &["ducthang"], "31/12/2016").await;
    let head = key(&app, &head, ALL, &["ducthang"], "31/12/2016").await;
    let narrow = key(&app, &writer, &["item:read"], &["ducthang"], "31/12/2016").await;
    let writer = key(&app, &writer, ALL, &["ducthang"], "31/12/2016").await;
    let at = |path: &str| format!("{HERE}{path}");

    let post = json!({ "login": "congtac.xa", "role": "member", "from": "2016-12-30", "decision": "QĐ 5" });
    json_of(app.with_key(&office, "POST", &at("/people"), post.clone()).await).await;
    assert_eq!(app.with_key(&office, "POST", &at("/people"), post.clone()).await.status(), 422);
    assert_eq!(app.with_key(&head, "POST", &at("/people"), post).await.status(), 403);
    let people = json_of(app.with_key(&office, "GET", &at("/people"), json!({})).await).await;
    let rows = people["rows"].as_array().unwrap();
    let made = rows.iter().find(|row| row["login"] == "congtac.xa" && row["role"] == "member").unwrap();
    let ending = at(&format!("/people/{}/end", made["appointment"].as_str().unwrap()));
    let wrong = json!({ "until": "31/12/2016", "decision": "QĐ 6" });
    assert_eq!(app.with_key(&office, "POST", &ending, wrong).await.status(), 400);
    let until = json!({ "until": "2016-12-31", "decision": "QĐ 6" });
    json_of(app.with_key(&office, "POST", &ending, until).await).await;

    let rule = json!({ "approvals": 2, "roles": ["board-head", "deputy"], "from": "2017-01-10", "decision": "QĐ 7" });
    json_of(app.with_key(&office, "POST", &at("/board-rules"), rule).await).await;
    let none = json!({ "approvals": 0, "roles": ["deputy"], "from": "2017-01-10", "decision": "QĐ 7" });
    assert_eq!(app.with_key(&office, "POST", &at("/board-rules"), none).await.status(), 422);
    let rules = json_of(app.with_key(&head, "GET", &at("/board-rules"), json!({})).await).await;
    assert_eq!(rules["rows"][0]["approvals"], 2);

    let numbers = json!({ "month": "2016-12", "units": { "tuphap": 3 } });
    let set = json_of(app.with_key(&office, "PUT", &at("/supply/quotas"), numbers).await).await;
    assert_eq!(set["units"]["tuphap"], 3);
    let month = json_of(app.with_key(&head, "GET", &at("/supply?month=2016-12"), json!({})).await).await;
    let units = month["units"].as_array().unwrap();
    assert!(units.iter().any(|unit| unit["unit"] == "tuphap" && unit["quota"] == 3), "{month}");
    assert_eq!(app.with_key(&head, "GET", &at("/supply?month=thang"), json!({})).await.status(), 400);
    let paces = json!({ "sections": { "tin-tuc": "week" } });
    json_of(app.with_key(&office, "PUT", &at("/care/paces"), paces).await).await;

    let profile = json!({ "version": 0, "pen_name": "Cây bút", "contact": { "phone": "0912345678" } });
    let own = json_of(app.with_key(&writer, "PUT", &at("/profile"), profile).await).await;
    assert_eq!(own["contributor"]["pen_name"], "Cây bút");
    assert_eq!(app.with_key(&narrow, "GET", &at("/profile"), json!({})).await.status(), 403);
    let person = at(&format!("/contributors/{account}"));
    let contact = json_of(app.with_key(&head, "POST", &format!("{person}/contact"), json!({})).await).await;
    assert_eq!(contact["phone"], "0912345678");
    assert_eq!(app.with_key(&head, "POST", &format!("{person}/payment"), json!({})).await.status(), 403);
    let stopped = json!({ "reason": "Nghỉ việc" });
    let stopped = json_of(app.with_key(&head, "POST", &format!("{person}/stop"), stopped).await).await;
    assert_eq!((&stopped["active"], &stopped["stopped_reason"]), (&json!(false), &json!("Nghỉ việc")));
    let resumed = json_of(app.with_key(&head, "POST", &format!("{person}/resume"), json!({})).await).await;
    assert_eq!(resumed["active"], true);
    let trail = json_of(app.with_key(&office, "GET", &at("/audit"), json!({})).await).await.to_string();
    assert!(trail.contains("contributor.private"), "{trail}");

    let chosen = json!({ "choices": { "gop-y": "khong" } });
    let chosen = json_of(app.with_key(&head, "PUT", &at("/notice-choices"), chosen).await).await;
    assert_eq!(chosen["choices"]["gop-y"], "khong");
}

/// Calls with one person's key in one tenant.
struct Caller<'a> {
    app: &'a TestApp,
    token: String,
    account: String,
    place: &'static str,
}

impl<'a> Caller<'a> {
    async fn of(app: &'a TestApp, login: &str, place: &'static str, role: Role) -> Self {
        let (person, account) = app.signed_in(login, place, role, None).await;
        let token = key(app, &person, ALL, &[place], "30/12/2017").await;
        Self { app, token, account: account.to_string(), place }
    }

    async fn ask(&self, method: &str, path: &str, body: Value) -> reqwest::Response {
        self.app.with_key(&self.token, method, &format!("/api/v1/staff/{}/{path}", self.place), body).await
    }

    async fn get(&self, path: &str) -> Value {
        json_of(self.ask("GET", path, json!({})).await).await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        json_of(self.ask("POST", path, body).await).await
    }

    async fn refused(&self, path: &str, body: Value) -> u16 {
        self.ask("POST", path, body).await.status().as_u16()
    }
}

#[tokio::test]
async fn an_article_is_worked_on_over_json() {
    let app = TestApp::start().await;
    let writer = Caller::of(&app, "thanhvien.xa", "ducthang", Role::Member).await;
    let head = Caller::of(&app, "truongban.xa", "ducthang", Role::BoardHead).await;
    let made = writer.post("items", json!({ "content": content("Lịch tiêm chủng") })).await;
    let edition = format!("editions/{}", made["edition"].as_str().unwrap());
    let of = |verb: &str| format!("{edition}/{verb}");

    let said = head.post(&of("comments"), json!({ "body": "Xin thêm nguồn." })).await;
    let remark = said["rows"][0]["first"]["comment"].as_str().unwrap().to_owned();
    let reply = json!({ "body": "Đã thêm.", "reply_to": remark });
    assert_eq!(writer.post(&of("comments"), reply).await["rows"][0]["replies"][0]["body"], "Đã thêm.");
    let settled = head.post(&of(&format!("comments/{remark}/resolve")), json!({})).await;
    assert_eq!(settled["rows"][0]["open"], false);
    assert_eq!(writer.refused(&of("comments"), json!({ "body": " " })).await, 422);
    assert_eq!(writer.refused(&of("comments"), json!({})).await, 400);

    let account = &writer.account;
    let given = head.post(&of("assign"), json!({ "account": account, "days": 2 })).await;
    assert_eq!(given["account"], account.as_str());
    let found = head.get(&format!("editions?assignee={account}&unit=tuphap&words=tiem")).await;
    assert_eq!(found["rows"].as_array().unwrap().len(), 1);
    assert_eq!(writer.get("mine").await["waiting"].as_array().unwrap().len(), 1);
    assert_eq!(head.refused(&of("assign"), json!({ "account": "khong-co", "days": 90 })).await, 422);
    assert_eq!(head.post(&of("assign"), json!({})).await["account"], Value::Null);
    assert_eq!(head.get("editions?late=true").await["rows"], json!([]));

    let changed = json!({ "version": 1, "content": content("Lịch tiêm chủng tháng một") });
    json_of(writer.ask("PUT", &edition, changed).await).await;
    let difference = writer.get(&of("compare")).await;
    assert_eq!((&difference["same"], &difference["facts"][0]["name"]), (&json!(false), &json!("Tiêu đề")));
    let first = difference["from"].as_str().unwrap();
    let back = writer.post(&of("restore"), json!({ "version": 2, "revision": first })).await;
    assert_eq!(back["title"], "Lịch tiêm chủng");
    assert_eq!(writer.ask("GET", &of("compare?from=khong-co"), json!({})).await.status(), 404);

    let checks = writer.get(&of("checks")).await;
    for check in checks["rows"].as_array().unwrap().iter().filter(|check| check["answerable"] == true) {
        let answer = json!({ "check": check["check"], "finding": check["finding"], "text": "Đúng như vậy." });
        writer.post(&of("checks"), answer).await;
    }
    let gone = json!({ "check": "khac", "finding": "x", "text": "Đúng như vậy." });
    assert_eq!(writer.refused(&of("checks"), gone).await, 409);

    writer.post(&of("submit"), json!({ "version": 3 })).await;
    head.post(&of("approve"), json!({ "version": 4, "no_secret": true })).await;
    let at = |at: &str| json!({ "version": 5, "at": at });
    assert_eq!(writer.refused(&of("schedule"), at("mai")).await, 400);
    assert_eq!(writer.refused(&of("schedule"), at("2016-01-01T08:00:00+07:00")).await, 422);
    let set = writer.post(&of("schedule"), at("2017-01-15T08:00:00+07:00")).await;
    assert_eq!(set["state"], "scheduled");
    assert_eq!(writer.get(&of("publication")).await["publish_at"], "2017-01-15T08:00:00+07:00");
    assert_eq!(writer.post(&of("unschedule"), json!({ "version": 6 })).await["state"], "approved");
    writer.post(&of("publish"), json!({ "version": 7 })).await;
    let term =
        writer.post(&of("term"), json!({ "expires_on": "2017-12-28", "review_on": "2017-06-30" })).await;
    assert_eq!(term["expires_on"], "2017-12-28");
    assert_eq!(writer.refused(&of("term"), json!({ "review_on": "30/06/2017" })).await, 400);
    assert_eq!(
        writer.post(&of("reviewed"), json!({ "review_on": "2017-08-30" })).await["review_on"],
        "2017-08-30"
    );

    assert_eq!(
        head.refused(&of("withdraw"), json!({ "version": 8, "kind": "khac", "reason": "x" })).await,
        400
    );
    let nowhere =
        json!({ "version": 8, "kind": "moved", "moved_to": "https://ngoai.example/", "reason": "x" });
    assert_eq!(head.refused(&of("withdraw"), nowhere).await, 422);
    let kept =
        head.post(&of("withdraw"), json!({ "version": 8, "kind": "expired", "reason": "Hết hạn" })).await;
    assert_eq!(kept["state"], "archived");
    let gone =
        head.post(&of("withdraw"), json!({ "version": 9, "kind": "secret", "reason": "Có bí mật" })).await;
    assert_eq!(gone["state"], "withdrawn");
    let misspelt = json!({ "version": 10, "name": "Khác", "reason": "Có bí mật" });
    assert_eq!(head.refused(&of("purge"), misspelt).await, 422);
    let purged = json!({ "version": 10, "name": "Lịch tiêm chủng", "reason": "Có bí mật" });
    assert!(!head.post(&of("purge"), purged).await.to_string().contains("tiêm chủng"));
}

#[tokio::test]
async fn an_emergency_and_what_goes_between_sites_over_json() {
    let app = TestApp::start().await;
    let head = Caller::of(&app, "truongban.xa", "ducthang", Role::BoardHead).await;
    let member = Caller::of(&app, "thanhvien.xa", "ducthang", Role::Member).await;
    let above = Caller::of(&app, "truongban.huyen", "hiephoa", Role::BoardHead).await;

    let made = head.post("items", json!({ "content": content("Bão số chín") })).await;
    let edition = format!("editions/{}", made["edition"].as_str().unwrap());
    let of = |verb: &str| format!("{edition}/{verb}");
    let urgent = json!({ "version": 1, "reason": "Bão đang vào bờ", "no_secret": true });
    assert_eq!(head.post(&of("emergency"), urgent).await["state"], "live");
    assert_eq!(head.get(&of("publication")).await["emergency"]["reason"], "Bão đang vào bờ");
    assert_eq!(head.refused(&of("emergency-confirm"), json!({ "no_secret": true })).await, 422);
    member.post(&of("emergency-confirm"), json!({ "no_secret": true })).await;
    assert_eq!(head.get(&of("publication")).await["emergency"], Value::Null);

    let proposed = head.post(&of("propose"), json!({ "note": "Xin đăng" })).await;
    let proposal = format!("proposals/{}", proposed["proposal"].as_str().unwrap());
    let list = above.get("proposals?state=waiting").await;
    assert_eq!(
        (&list["rows"][0]["from"], &list["rows"][0]["live"]["title"]),
        (&json!("ducthang"), &json!("Bão số chín"))
    );
    assert_eq!(head.get("proposals?side=sent").await["rows"].as_array().unwrap().len(), 1);
    assert_eq!(head.refused(&format!("{proposal}/decline"), json!({ "reason": "x" })).await, 404);
    head.post(&format!("{proposal}/take-back"), json!({})).await;
    let again = head.post(&of("propose"), json!({})).await;
    let again = format!("proposals/{}", again["proposal"].as_str().unwrap());
    assert_eq!(above.refused(&format!("{again}/decline"), json!({})).await, 422);
    assert_eq!(
        above.post(&format!("{again}/decline"), json!({ "reason": "Đã có bài" })).await["state"],
        "declined"
    );
    let third = head.post(&of("propose"), json!({})).await;
    let third = format!("proposals/{}", third["proposal"].as_str().unwrap());
    assert_eq!(above.refused(&format!("{third}/take"), json!({ "unit": "khong-co" })).await, 422);
    let unit = app.app.directory.by_slug("hiephoa").unwrap().profile.units[0].key.clone();
    let taken = above.post(&format!("{third}/take"), json!({ "unit": unit })).await;
    assert_eq!((&taken["state"], &taken["title"]), (&json!("draft"), &json!("Bão số chín")));
    assert_eq!(head.get(&third).await["state"], "taken");

    let made = above.post("items", json!({ "content": { "kind": "news", "title": "Thông báo huyện", "summary": "", "topic": "trong-huyen",
        "body_html": "<p>Nội dung</p>", "common": { "section": "tin-tuc", "unit_key": unit, "author": "Ban Biên tập", "source": "Trang huyện" } } })).await;
    let edition = format!("editions/{}", made["edition"].as_str().unwrap());
    let urgent = json!({ "version": 1, "reason": "Thông báo gấp", "no_secret": true });
    above.post(&format!("{edition}/emergency"), urgent).await;
    let issued = above.post(&format!("{edition}/issue"), json!({ "to": ["ducthang", "donglo"] })).await;
    assert_eq!(issued["deliveries"], 2);
    let issue = issued["issue"].as_str().unwrap();
    assert_eq!(head.get("deliveries").await["rows"][0]["seen_at"], Value::Null);
    assert_eq!(head.get(&format!("deliveries/{issue}")).await["content"]["title"], "Thông báo huyện");
    let all = above.get(&format!("issues/{issue}")).await;
    let seen: Vec<_> =
        all["deliveries"].as_array().unwrap().iter().filter(|one| one["seen_at"].is_string()).collect();
    assert_eq!((seen.len(), &seen[0]["to"], &all["seen"]), (1, &json!("ducthang"), &json!(1)));
    head.post(&format!("deliveries/{issue}/show"), json!({})).await;
    head.post(&format!("deliveries/{issue}/hide"), json!({})).await;
    assert_eq!(head.get("deliveries").await["rows"][0]["state"], "hidden");
    assert_eq!(head.refused(&format!("issues/{issue}/recall"), json!({ "reason": "x" })).await, 404);
    assert_eq!(above.refused(&format!("issues/{issue}/recall"), json!({})).await, 422);
    above.post(&format!("issues/{issue}/recall"), json!({ "reason": "Sai ngày" })).await;
    assert_eq!(head.refused(&format!("deliveries/{issue}/show"), json!({})).await, 409);

    let office = Caller::of(&app, "vanphong.xa", "ducthang", Role::DistrictOffice).await;
    let set = office.ask("PUT", "care", json!({ "paces": { "tin-tuc": "week" } })).await;
    let set = json_of(set).await;
    let news = set["sections"].as_array().unwrap().iter().find(|one| one["section"] == "tin-tuc").unwrap();
    assert_eq!(news["pace"], "week");
    assert_eq!(office.ask("PUT", "care", json!({ "paces": { "tin-tuc": "gio" } })).await.status(), 400);
    assert_eq!(member.get("care/links?state=failing").await["rows"], json!([]));
    assert_eq!(member.refused("care/links/khong-co/recheck", json!({})).await, 404);
    assert_eq!(member.refused("care/links/khong-co/ignore", json!({ "ignored": false })).await, 404);
    for bad in ["care/links?state=khac", "proposals?side=khac", "issues?after=khac", "deliveries?limit=x"] {
        assert_eq!(above.ask("GET", bad, json!({})).await.status(), 400, "{bad}");
    }
}
