//! Staff pages held to the same rules as the public ones.

use super::{
    desk::*, edit::*, gate::*, import::*, item::*, media::*, question::*, registers::*, searched::*,
};
use crate::public::views::check::page;

#[test]
fn staff_pages_keep_the_rules() {
    page("console-sign-in", &SignInPage::sample());
    page("console-sign-in-code", &SignInPage::code_sample());
    page("console-password", &PasswordPage::sample());
    page("console-tenants", &TenantsPage::sample());
    page("console-error", &ConsoleErrorPage::sample());
    page("console-desk", &DeskPage::sample());
    page("console-items", &ItemsPage::sample());
    page("console-news-edit", &NewsEditPage::sample());
    page("console-news-edit-refused", &NewsEditPage::refused_sample());
    page("console-document-edit", &DocumentEditPage::sample());
    page("console-item", &ItemPage::sample());
    page("console-media", &MediaPage::sample());
    page("console-media-empty", &MediaPage::empty_sample());
    page("console-media-add", &MediaAddPage::sample());
    page("console-media-entry", &MediaEntryPage::sample());
    page("console-media-sound", &MediaEntryPage::sound_sample());
    page("console-item-draft", &ItemPage::draft_sample());
    page("console-conflict", &ConflictPage::sample());
    page("console-questions", &QuestionsPage::sample());
    page("console-question", &QuestionDeskPage::sample());
    page("console-question-answered", &QuestionDeskPage::answered_sample());
    page("console-tasks", &TasksPage::sample());
    page("console-tasks-empty", &TasksPage::empty_sample());
    page("console-people", &PeoplePage::sample());
    page("console-imports", &ImportsPage::sample());
    page("console-import", &ImportPage::sample());
    page("console-audit", &AuditPage::sample());
    page("console-searched", &SearchedPage::sample());
    page("console-outage", &OutagePage::sample());
}

#[test]
fn contacts_stay_hidden_until_they_are_asked_for() {
    let hidden = askama::Template::render(&QuestionDeskPage::sample()).expect("renders");
    assert!(hidden.contains("Xem thông tin liên hệ"));
    assert!(!hidden.contains("mau@thu.example"));
    let shown = askama::Template::render(&QuestionDeskPage::answered_sample()).expect("renders");
    assert!(shown.contains("mau@thu.example"));
}

#[test]
fn a_form_sends_its_token_and_the_version_that_was_seen() {
    let html = askama::Template::render(&ItemPage::sample()).expect("renders");
    let forms = html.matches("<form ").count();
    assert_eq!(html.matches("name=\"csrf\"").count(), forms);
    assert_eq!(html.matches("name=\"phien-ban\"").count(), 3, "next action and two others");
}

#[test]
fn what_was_typed_comes_back() {
    let html = askama::Template::render(&SignInPage::sample()).expect("renders");
    assert!(html.contains("name=\"ten-dang-nhap\" value=\"mau\""));
    let html = askama::Template::render(&DocumentEditPage::sample()).expect("renders");
    assert!(html.contains("name=\"so-ky-hieu\" value=\"10/2016/QĐ-UBND\""));
    assert!(html.contains("name=\"ngay-ban-hanh\" value=\"28/12/2016\""));
    let html = askama::Template::render(&OutagePage::sample()).expect("renders");
    assert!(html.contains(">\nTrang tạm ngừng để nâng cấp hệ thống.</textarea>"));
}
