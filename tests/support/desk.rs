//! One writer and one board head of a site, who bring documents to its page.

use portal::people::Role;

use super::app::{Person, TestApp};

/// A site's staff.
pub struct Desk {
    slug: &'static str,
    /// Who writes.
    pub writer: Person,
    /// Who approves and publishes.
    pub board: Person,
}

impl Desk {
    /// The desk of a tenant.
    pub async fn of(app: &TestApp, slug: &'static str) -> Self {
        let writer = app.person(&format!("bientap.{slug}"), slug, Role::Member, None).await;
        let board = app.person(&format!("truongban.{slug}"), slug, Role::BoardHead, None).await;
        Self { slug, writer, board }
    }

    /// Writes a document; where its editor is.
    pub async fn write(&self, app: &TestApp, form: &[(&str, &str)]) -> String {
        let saved = app.act(&self.writer, &format!("/{}/tin-bai/moi/van-ban", self.slug), form).await;
        let edit = TestApp::location(&saved);
        assert!(edit.ends_with("/sua"), "{} {}", saved.status(), saved.text().await.unwrap());
        edit.trim_end_matches("/sua").to_owned()
    }

    /// Writes a document and brings it live; where it is at the desk.
    pub async fn publish(&self, app: &TestApp, form: &[(&str, &str)]) -> String {
        let item = self.write(app, form).await;
        self.bring_live(app, &item, 1).await;
        item
    }

    /// From a draft of that version to the page.
    pub async fn bring_live(&self, app: &TestApp, item: &str, version: i64) {
        let steps = [("gui-duyet", &self.writer), ("duyet", &self.board), ("dang", &self.board)];
        for (version, (step, who)) in (version..).zip(steps) {
            let form = [
                ("phien-ban", version.to_string()),
                ("cam-ket", "co".into()),
                // Asked of a correction only.
                ("dinh-chinh", "Sửa cho đúng bản gốc (mẫu).".into()),
            ];
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let done = app.act(who, &format!("{item}/{step}"), &form).await;
            assert_eq!(done.status(), 303, "{step}: {}", done.text().await.unwrap());
        }
    }

    /// Takes a live item down.
    pub async fn withdraw(&self, app: &TestApp, item: &str) {
        let form = [("phien-ban", "4"), ("ly-do", "Đăng nhầm")];
        assert_eq!(app.act(&self.board, &format!("{item}/go"), &form).await.status(), 303);
    }
}
