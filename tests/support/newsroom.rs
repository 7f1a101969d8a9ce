//! One writer and one board head of a site, who bring news to its page, correct them and take them down.

use portal::base::id::{EditionId, ItemId};
use portal::items::store as items;
use portal::people::Role;
use reqwest::Response;

use super::app::{Person, TestApp};

/// A site's staff.
pub struct Newsroom {
    /// The site in the console's addresses.
    pub slug: &'static str,
    /// Who writes.
    pub writer: Person,
    /// Who approves, publishes and takes down.
    pub board: Person,
}

impl Newsroom {
    /// The newsroom of a tenant.
    pub async fn of(app: &TestApp, slug: &'static str) -> Self {
        Self::again(app, slug, "1").await
    }

    /// The same with other people: sessions end while a test's days go by.
    pub async fn again(app: &TestApp, slug: &'static str, which: &str) -> Self {
        let writer = app.person(&format!("bientap{which}.{slug}"), slug, Role::Member, None).await;
        let board = app.person(&format!("truongban{which}.{slug}"), slug, Role::BoardHead, None).await;
        Self { slug, writer, board }
    }

    /// Brings a news item to the page; where it is at the desk.
    pub async fn publish(&self, app: &TestApp, title: &str, body: &str) -> String {
        let form = [
            ("tieu-de", title),
            ("tom-tat", "Tóm tắt (mẫu)."),
            ("noi-dung", body),
            ("chuyen-muc", "tin-tuc"),
            ("chu-de", "trong-huyen"),
            ("tac-gia", "Văn phòng"),
            ("nguon", "Trang thông tin điện tử"),
            ("don-vi", "vanphong"),
        ];
        let saved = app.act(&self.writer, &format!("/{}/tin-bai/moi/tin", self.slug), &form).await;
        let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
        assert!(!item.is_empty(), "{} {}", saved.status(), saved.text().await.unwrap());
        self.bring_live(app, &item, "").await;
        item
    }

    /// From a draft to the page, with what it corrects.
    pub async fn bring_live(&self, app: &TestApp, item: &str, note: &str) {
        for (step, who) in [("gui-duyet", &self.writer), ("duyet", &self.board), ("dang", &self.board)] {
            let done = self.act(app, who, item, step, &[("cam-ket", "co"), ("dinh-chinh", note)]).await;
            assert_eq!(done.status(), 303, "{step}: {}", done.text().await.unwrap());
        }
    }

    /// Begins a correction that says something else; where it is at the desk.
    pub async fn correct(&self, app: &TestApp, item: &str, title: &str, body: &str) -> String {
        let begun = self.act(app, &self.writer, item, "dinh-chinh", &[]).await;
        let fresh = TestApp::location(&begun).trim_end_matches("/sua").to_owned();
        assert!(!fresh.is_empty(), "{} {}", begun.status(), begun.text().await.unwrap());
        let form = [
            ("tieu-de", title),
            ("tom-tat", "Tóm tắt (mẫu)."),
            ("noi-dung", body),
            ("chuyen-muc", "tin-tuc"),
            ("chu-de", "trong-huyen"),
            ("tac-gia", "Văn phòng"),
            ("nguon", "Trang thông tin điện tử"),
            ("don-vi", "vanphong"),
        ];
        let saved = self.act(app, &self.writer, &fresh, "sua", &form).await;
        assert_eq!(saved.status(), 303, "{}", saved.text().await.unwrap());
        fresh
    }

    /// An act on an item at its present version.
    pub async fn act(
        &self,
        app: &TestApp,
        who: &Person,
        item: &str,
        step: &str,
        form: &[(&str, &str)],
    ) -> Response {
        let version = self.edition(app, item).await.version.to_string();
        let mut all = form.to_vec();
        all.push(("phien-ban", &version));
        app.act(who, &format!("{item}/{step}"), &all).await
    }

    /// The edition behind an item's place at the desk.
    pub async fn edition(&self, app: &TestApp, item: &str) -> portal::items::Edition {
        let id = EditionId::from(item.rsplit('/').next().unwrap());
        let tenant = app.app.directory.by_slug(self.slug).unwrap();
        items::edition(&mut app.db().read(tenant.id()).await.unwrap(), &id).await.unwrap()
    }

    /// The item behind its place at the desk.
    pub async fn item(&self, app: &TestApp, item: &str) -> ItemId {
        self.edition(app, item).await.item
    }
}
