//! A commune's site from nothing to its readers: prepared at the desk of the district, opened by one act.

use crate::support::app::{Person, TestApp};
use portal::base::audit::Actor;
use portal::people::Role;
use portal::tenants::{apply, declare, export, store};

const PARENT: &str = "hiephoa.localhost";
const SITE: &str = "tanmoi.hiephoa.localhost";
const PLACE: &str = "/hiephoa/don-vi/tanmoi";

async fn office(app: &TestApp) -> Person {
    app.person("vanphong.huyen", "hiephoa", Role::DistrictOffice, None).await
}

fn new_site<'a>(name: &'a str, slug: &'a str, host: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("cap", "commune"),
        ("loai", "xã"),
        ("ten", name),
        ("ma", "07999"),
        ("tu-ngay", "28/12/2016"),
        ("quyet-dinh", "Nghị quyết 01/NQ-HĐND (mẫu)"),
        ("ten-dia-chi", slug),
        ("ten-mien", host),
        ("bang-mau", "tre-xanh"),
    ]
}

const CONTACTS: [(&str, &str); 7] = [
    ("don-vi-chiu-trach-nhiem", "Ủy ban nhân dân xã Tân Mới"),
    ("nguoi-chiu-trach-nhiem", "Chủ tịch Ủy ban nhân dân xã Tân Mới"),
    ("dia-chi", "Xã Tân Mới, huyện Hiệp Hòa"),
    ("dien-thoai", "0204 000 0099 (mẫu)"),
    ("thu-co-quan", "vanphong@tanmoi.example"),
    ("bo-phan", "vanphong"),
    ("thu-vanphong", "vanphong@tanmoi.example"),
];

async fn text(app: &TestApp, who: &Person, path: &str, form: &[(&str, &str)], status: u16) -> String {
    let answer = app.act(who, path, form).await;
    let found = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    assert_eq!(found, status, "{path}: {text}");
    text
}

async fn exported(app: &TestApp) -> tempfile::TempDir {
    let mut platform = app.db().platform().await.unwrap();
    let preparing = store::preparing(&mut platform).await.unwrap();
    let held = store::all(&mut platform).await.unwrap();
    let tenants: Vec<_> =
        held.into_iter().map(|held| held.current).filter(|one| !preparing.contains(&one.id)).collect();
    let folder = tempfile::tempdir().unwrap();
    export::export(folder.path(), "Bản xuất", None, &tenants).unwrap();
    folder
}

#[tokio::test]
async fn a_site_is_prepared_step_by_step_and_opened_by_one_act() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    assert_eq!(app.get(SITE, "/").await.status(), 421);
    let done = app.act(&office, "/hiephoa/don-vi", &new_site("Tân Mới", "", SITE)).await;
    assert_eq!(TestApp::location(&done), PLACE, "{}", done.text().await.unwrap());

    // Readers see that it is being prepared, and nothing else; the district does not list it yet.
    for path in ["/", "/tin-tuc", "/robots.txt", "/?p=1"] {
        let answer = app.get(SITE, path).await;
        assert_eq!(answer.status(), 503, "{path}");
        assert_eq!(answer.headers()["x-robots-tag"], "noindex");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert!(answer.text().await.unwrap().contains("Xã Tân Mới đang chuẩn bị"));
    }
    assert!(!app.page(PARENT, "/").await.contains("Tân Mới"));
    assert!(app.desk(&office, "/hiephoa/don-vi").await.text().await.unwrap().contains("Đang chuẩn bị"));

    let early = text(&app, &office, &format!("{PLACE}/mo"), &[], 422).await;
    for reason in ["Chưa ghi số điện thoại.", "Chưa có người duyệt", "Chưa có người được cử người khác"]
    {
        assert!(early.contains(reason), "{reason}: {early}");
    }
    let mut lacking = CONTACTS.to_vec();
    lacking[3].1 = "";
    let refused = text(&app, &office, &format!("{PLACE}/lien-he"), &lacking, 422).await;
    assert!(
        refused.contains("Chủ tịch Ủy ban nhân dân xã Tân Mới") && refused.contains("TT 32/2017"),
        "{refused}"
    );
    text(&app, &office, &format!("{PLACE}/lien-he"), &CONTACTS, 303).await;
    let none = text(&app, &office, &format!("{PLACE}/chuyen-muc"), &[("phan", "chuyen-muc")], 422).await;
    assert!(none.contains("Hãy chọn ít nhất một chuyên mục."), "{none}");
    let shown = [
        ("phan", "chuyen-muc"),
        ("chuyen-muc", "gioi-thieu"),
        ("chuyen-muc", "tin-tuc"),
        ("chuyen-muc", "bo-may"),
    ];
    text(&app, &office, &format!("{PLACE}/chuyen-muc"), &shown, 303).await;

    let post = |role: &'static str, login: &'static str| {
        vec![
            ("chuc-danh", role),
            ("ten-dang-nhap", login),
            ("tu-ngay", "28/12/2016"),
            ("quyet-dinh", "QĐ 1 (mẫu)"),
        ]
    };
    for (login, role) in [("truong.tm", "board-head"), ("pho.tm", "standing-deputy"), ("viet.tm", "member")] {
        app.person(login, "ducthang", Role::Contributor, None).await;
        text(&app, &office, &format!("{PLACE}/nhan-su"), &post(role, login), 303).await;
    }
    let unknown = text(&app, &office, &format!("{PLACE}/nhan-su"), &post("member", "khong.co"), 422).await;
    assert!(unknown.contains("Không có tài khoản tên này"), "{unknown}");
    let invited = [
        ("chuc-danh", "deputy"),
        ("ho-ten", "Phó ban (mẫu)"),
        ("thu-dien-tu", "phoban@tanmoi.example"),
        ("tu-ngay", "28/12/2016"),
        ("quyet-dinh", "QĐ 1 (mẫu)"),
    ];
    text(&app, &office, &format!("{PLACE}/nhan-su"), &invited, 303).await;
    app.drain().await;
    let letters = app.letters("");
    let invited = |mime: &[u8]| mime.windows(21).any(|part| part == b"phoban@tanmoi.example");
    assert_eq!(letters.iter().filter(|sent| invited(&sent.mime)).count(), 1);

    // The first pages are drafts, begun once.
    for _ in 0..2 {
        text(&app, &office, &format!("{PLACE}/trang-dau"), &[], 303).await;
    }
    let page = app.desk(&office, PLACE).await.text().await.unwrap();
    assert!(
        page.contains("3 bản nháp") && page.contains("Đã đủ.") && page.contains("đã mời, chưa nhận lời"),
        "{page}"
    );
    // Its own people work in it while readers wait.
    let writer = app.sign_in_again("viet.tm").await;
    let drafts = app.desk(&writer, "/tanmoi/tin-bai").await.text().await.unwrap();
    assert!(drafts.contains("Giới thiệu chung"), "{drafts}");
    assert_eq!(app.get(SITE, "/").await.status(), 503);

    let opened = app.act(&office, &format!("{PLACE}/mo"), &[]).await;
    assert_eq!(TestApp::location(&opened), "/hiephoa/don-vi", "{}", opened.text().await.unwrap());
    let home = app.page(SITE, "/").await;
    assert!(home.contains("Xã Tân Mới") && home.contains("0204 000 0099 (mẫu)"), "{home}");
    assert_eq!(app.get(SITE, "/gioi-thieu/gioi-thieu-chung").await.status(), 404, "a draft stays a draft");
    assert!(app.page(PARENT, "/").await.contains("Xã Tân Mới"));
    assert_eq!(app.act(&office, &format!("{PLACE}/mo"), &[]).await.status(), 404, "opened once");
    let trail = app.desk(&office, "/hiephoa/nhat-ky").await.text().await.unwrap();
    assert!(trail.contains("đã mở trang đơn vị trực thuộc"), "{trail}");
}

#[tokio::test]
async fn only_who_runs_the_site_above_prepares_one_and_a_name_is_nobody_elses() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    let member = app.person("uyvien.huyen", "hiephoa", Role::Member, None).await;
    assert_eq!(app.act(&member, "/hiephoa/don-vi", &new_site("Tân Mới", "", "")).await.status(), 403);
    let below = app.person("pho.ducthang", "ducthang", Role::StandingDeputy, None).await;
    assert_eq!(app.act(&below, "/hiephoa/don-vi", &new_site("Tân Mới", "", "")).await.status(), 404);
    // A commune has nothing below it.
    text(&app, &below, "/ducthang/don-vi", &new_site("Tân Mới", "", ""), 422).await;

    let clash = text(&app, &office, "/hiephoa/don-vi", &new_site("Đồng Lỗ", "", ""), 422).await;
    assert!(clash.contains("“donglo” đã là của Xã Đông Lỗ"), "{clash}");
    assert!(
        clash.contains("value=\"Đồng Lỗ\"") && clash.contains("value=\"07999\""),
        "what was typed comes back"
    );
    let mut taken = new_site("Tân Mới", "tan-moi", "khac.hiephoa.localhost");
    taken[3].1 = "07840";
    let refused = text(&app, &office, "/hiephoa/don-vi", &taken, 422).await;
    for reason in ["tanmoi hoặc xatanmoi", "Tên miền phải bắt đầu bằng", "Mã 07840 đang là của Xã Đức Thắng"]
    {
        assert!(refused.contains(reason), "{reason}: {refused}");
    }
    let none = text(&app, &office, "/hiephoa/don-vi", &[("ten", "")], 422).await;
    assert!(none.contains("Hãy chọn cấp") && none.contains("Hãy ghi tên riêng"), "{none}");
    // A site that is open, or that stands beside, is prepared by nobody.
    assert_eq!(app.desk(&office, "/hiephoa/don-vi/donglo").await.status(), 404);
    assert_eq!(app.act(&office, "/hiephoa/don-vi/donglo/mo", &[]).await.status(), 404);
}

#[tokio::test]
async fn an_opened_site_is_exported_and_applied_without_drift() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    text(&app, &office, "/hiephoa/don-vi", &new_site("Tân Mới", "", ""), 303).await;
    // Under the district's host where it has none of its own.
    assert_eq!(app.get(PARENT, "/xa/tanmoi").await.status(), 503);
    let set = declare::load(exported(&app).await.path()).unwrap();
    assert!(
        set.tenants.iter().all(|tenant| tenant.slug != "tanmoi"),
        "a site that is prepared is not declared yet"
    );
    text(&app, &office, &format!("{PLACE}/lien-he"), &CONTACTS, 303).await;
    for (login, role) in [("truong.tm", "board-head"), ("pho.tm", "standing-deputy")] {
        app.person(login, "ducthang", Role::Contributor, None).await;
        let post = [
            ("chuc-danh", role),
            ("ten-dang-nhap", login),
            ("tu-ngay", "28/12/2016"),
            ("quyet-dinh", "QĐ 1 (mẫu)"),
        ];
        text(&app, &office, &format!("{PLACE}/nhan-su"), &post, 303).await;
    }
    text(&app, &office, &format!("{PLACE}/mo"), &[], 303).await;
    let folder = exported(&app).await;
    let set = declare::load(folder.path()).unwrap();
    let plan = apply::apply(app.db(), &Actor::system(), &set, false).await.unwrap();
    assert_eq!((plan.obstacles.len(), plan.left_out.len()), (0, 0), "{plan:?}");
    let again = apply::apply(app.db(), &Actor::system(), &set, true).await.unwrap();
    assert_eq!(again, apply::Plan::default());
    app.app.directory.reload(app.db()).await.unwrap();
    assert_eq!(app.get(PARENT, "/xa/tanmoi").await.status(), 200, "applying does not close what was opened");
}
