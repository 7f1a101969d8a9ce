//! Staff pages held to the same rules as the public ones.

use super::{
    again::*, answering::*, between::*, board::*, care::*, clock::*, conflict::*, contributors::*, desk::*,
    edit::*, gate::*, import::*, item::*, keys::*, letters::*, media::*, notices::*, outbox::*, question::*,
    registers::*, review::*, searched::*, supply::*, trail::*,
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
    page("console-record-edit", &super::edit::RecordEditPage::sample());
    page("console-begin", &super::edit::BeginPage::sample());
    page("console-from-file", &super::from_file::FromFilePage::sample());
    page("console-document-from-file", &super::edit::DocumentEditPage::from_file_sample());
    page("console-item", &ItemPage::sample());
    page("console-take", &crate::console::views::intake::TakePage::sample());
    page("console-receipt", &crate::console::views::intake::ReceiptPage::sample());
    page("console-sealed", &crate::console::views::intake::SealedPage::sample());
    page("console-media", &MediaPage::sample());
    page("console-media-empty", &MediaPage::empty_sample());
    page("console-media-add", &MediaAddPage::sample());
    page("console-media-entry", &MediaEntryPage::sample());
    page("console-media-sound", &MediaEntryPage::sound_sample());
    page("console-item-draft", &ItemPage::draft_sample());
    page("console-conflict", &ConflictPage::sample());
    page("console-again", &AgainPage::sample());
    page("console-once-more", &AgainPage::once_more_sample());
    page("console-questions", &QuestionsPage::sample());
    page("console-question", &QuestionDeskPage::sample());
    page("console-question-answered", &QuestionDeskPage::answered_sample());
    page("console-register", &RegisterPage::sample());
    page("console-register-figures", &FiguresPage::sample());
    page("console-late", &LatePage::sample());
    page("console-late-none", &LatePage::empty_sample());
    page("console-letters", &LettersPage::sample());
    page("console-letters-empty", &LettersPage::empty_sample());
    page("console-letter", &super::letters::LetterPage::sample());
    page("console-letter-opened", &super::letters::LetterPage::opened_sample());
    page("console-answering", &WritingPage::sample());
    page("console-phrases", &super::phrases::PhrasesPage::sample());
    page("console-home-arranged", &super::face::ArrangementPage::sample());
    page("console-look", &super::face::LookPage::sample());
    page("console-design", &super::face::DesignPage::sample());
    page("console-routing-waiting", &super::routing::WaitingPage::sample());
    page("console-routing-rules", &super::routing::RulesPage::sample());
    page("console-routing-contacts", &super::routing::ContactsPage::sample());
    page("console-tasks", &TasksPage::sample());
    page("console-tasks-empty", &TasksPage::empty_sample());
    page("console-people", &PeoplePage::sample());
    page("console-appoint", &AppointPage::sample());
    page("console-invite", &AppointPage::contributor_sample());
    page("console-appointment-end", &EndPage::sample());
    page("console-lend", &LendPage::sample());
    page("console-board-rules", &BoardRulesPage::sample());
    page("console-board-rules-looked-at", &BoardRulesPage::looked_at_sample());
    page("console-contributors", &ContributorsPage::sample());
    page("console-contributors-empty", &ContributorsPage::empty_sample());
    page("console-contributor", &ContributorPage::sample());
    page("console-contributor-stopped", &ContributorPage::stopped_sample());
    page("console-own-profile", &OwnProfilePage::sample());
    page("console-accept", &AcceptPage::sample());
    page("console-supply", &SupplyPage::sample());
    page("console-supply-unit", &SupplyPage::unit_sample());
    page("console-quotas", &QuotasPage::sample());
    page("console-delegations", &DelegationsPage::sample());
    page("console-consultations", &super::consultations::ConsultationsPage::sample());
    page("console-consultations-empty", &super::consultations::ConsultationsPage::empty_sample());
    page("console-consultation-edit", &super::consultations::ConsultationEditPage::sample());
    page("console-consultation", &super::consultations::ConsultationDeskPage::sample());
    page("console-consultation-correct", &super::consultations::ConsultationCorrectPage::sample());
    page("console-consultation-approval", &super::consultations::ConsultationDeskPage::approval_sample());
    page("console-schedule", &super::schedule::SchedulePage::sample());
    page("console-schedule-empty", &super::schedule::SchedulePage::empty_sample());
    page("console-schedule-edit", &super::schedule::ScheduleEditPage::sample());
    page("console-reports", &super::reports::ReportsPage::sample());
    page("console-report", &super::reports::ReportPage::sample());
    page("console-report-evidence", &super::reports::EvidencePage::sample());
    page("console-surveys", &super::surveys::SurveysPage::sample());
    page("console-surveys-empty", &super::surveys::SurveysPage::empty_sample());
    page("console-survey", &super::surveys::SurveyPage::sample());
    page("console-letterhead", &super::reports::LetterheadPage::sample());
    page("console-imports", &ImportsPage::sample());
    page("console-import", &ImportPage::sample());
    page("console-audit", &TrailPage::sample());
    page("console-own-trail", &OwnTrailPage::sample());
    page("console-chain", &ChainPage::sample());
    page("console-below", &BelowPage::sample());
    page("console-keys", &KeysPage::sample());
    page("console-searched", &SearchedPage::sample());
    page("console-openings", &super::openings::OpeningsPage::sample());
    page("console-openings-empty", &super::openings::OpeningsPage::empty_sample());
    page("console-disclosed", &super::disclosed::DisclosedPage::sample());
    page("console-disclosed-empty", &super::disclosed::DisclosedPage::empty_sample());
    page("console-sites", &super::sites::SitesPage::sample());
    page("console-site", &super::sites::SitePage::sample());
    page("console-outage", &OutagePage::sample());
    page("console-backups", &super::backups::BackupsPage::sample());
    page("console-backups-empty", &super::backups::BackupsPage::empty_sample());
    page("console-care", &CarePage::sample());
    page("console-links", &LinksPage::sample());
    page("console-file-text", &super::readings::FileTextPage::sample());
    page("console-textless", &super::readings::TextlessPage::sample());
    page("console-proposals", &ProposalsPage::sample());
    page("console-proposal", &ProposalPage::sample());
    page("console-issues", &IssuesPage::sample());
    page("console-issue", &IssuePage::sample());
    page("console-delivery", &DeliveryPage::sample());
    page("console-notices", &NoticesPage::sample());
    page("console-outbox", &OutboxPage::sample());
    page("console-outbox-empty", &OutboxPage::empty_sample());
    page("console-mail-letter", &super::outbox::LetterPage::sample());
    page("console-letter-templates", &TemplatesPage::sample());
    page("console-signature", &SignaturePage::sample());
    page("console-talk", &TalkPage::sample());
    page("console-assign", &AssignPage::sample());
    page("console-schedule", &SchedulePage::sample());
    page("console-emergency", &EmergencyPage::sample());
    page("console-emergency-settings", &EmergencySettingsPage::sample());
    page("console-checks", &ChecksPage::sample());
    page("console-history", &HistoryPage::sample());
    page("console-difference", &DifferencePage::sample());
    page("console-royalty-list", &super::royalties::RoyaltyListPage::sample());
    page("console-royalty-list-empty", &super::royalties::RoyaltyListPage::empty_sample());
    page("console-royalty-assess", &super::royalties::RoyaltyAssessPage::sample());
    page("console-royalty-pay", &super::royalties::RoyaltyPayPage::sample());
    page("console-royalty-uncollected", &super::royalties::RoyaltyUncollectedPage::sample());
    page("console-royalty-run", &super::royalties::RoyaltyRunPage::sample());
    page("console-royalty-payee", &super::royalties::RoyaltyPayeePage::sample());
    page("console-royalty-own", &super::royalties::RoyaltyOwnPage::sample());
    page("console-royalty-estimate", &super::royalties::RoyaltyEstimatePage::sample());
    page("console-royalty-year", &super::royalties::RoyaltyYearPage::sample());
    page("console-royalty-settings", &super::royalties::RoyaltySettingsPage::sample());
    page("console-royalty-sites", &super::royalties::RoyaltySitesPage::sample());
    page("console-oversight", &super::oversight::OversightPage::sample());
    page("console-oversight-alone", &super::oversight::OversightPage::alone_sample());
    page("console-oversight-site", &super::oversight::OversightSitePage::sample());
    page("console-behind", &super::oversight::BehindPage::sample());
    page("console-behind-empty", &super::oversight::BehindPage::empty_sample());
    page("console-urged", &super::oversight::UrgedPage::sample());
    page("console-urged-unit", &super::oversight::UrgedPage::unit_sample());
    page("console-urged-empty", &super::oversight::UrgedPage::empty_sample());
    page("console-instructions", &super::instructions::InstructionsPage::sample());
    page("console-instructions-empty", &super::instructions::InstructionsPage::empty_sample());
    page("console-instruction", &super::instructions::InstructionPage::sample());
    page("console-compliance", &super::compliance::CompliancePage::sample());
    page("console-compliance-looked-at", &super::compliance::CompliancePage::looked_at_sample());
    page("console-instruction-settle", &super::instructions::InstructionPage::settle_sample());
    page("console-distributions", &super::distribution::DistributionsPage::sample());
    page("console-distribution", &super::distribution::DistributionPage::sample());
    page("console-recipient-groups", &super::distribution::GroupsPage::sample());
    page("console-received", &super::distribution::ReceivedPage::sample());
    page("console-received-one", &super::distribution::ReceivedOnePage::sample());
    page("console-archive", &super::distribution::ArchivePage::sample());
    page("console-regulation", &super::regulation::RegulationPage::sample());
    page("console-regulation-one", &super::regulation::RegulationOnePage::sample());
    page("console-regulation-proposal", &super::regulation::ProposalToAmendPage::sample());
    page("console-awards", &super::office::AwardsPage::sample());
    page("console-violations", &super::office::ViolationsPage::sample());
    page("console-uptime", &super::office::UptimePage::sample());
    page("console-plan", &super::plan::PlanPage::sample());
    page("console-plan-none", &super::plan::PlanPage::empty_sample());
    page("console-plan-entry", &super::plan::PlanEntryPage::sample());
    page("console-trainings", &super::training::TrainingsPage::sample());
    page("console-training", &super::training::TrainingPage::sample());
    page("console-training-people", &super::training::TrainingPeoplePage::sample());
    page("console-feedback", &super::feedback::FeedbackPage::sample());
    page("console-feedback-register", &super::feedback::FeedbackRegisterPage::sample());
    page("console-feedback-one", &super::feedback::FeedbackOnePage::sample());
}

#[test]
fn a_build_without_the_rich_editor_says_so_and_runs_none() {
    let mut form = NewsEditPage::sample();
    form.frame.aid.editor = false;
    let html = page("console-news-edit-plain", &form);
    assert!(html.contains("Trình soạn thảo nâng cao không có trong bản cài này"));
    assert!(!html.contains("editor.js") && html.contains("writing.js"));
    form.frame.aid.editor = true;
    let html = askama::Template::render(&form).expect("renders");
    assert!(html.contains("editor.js") && !html.contains("không có trong bản cài này"));
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
    assert_eq!(html.matches("name=\"phien-ban\"").count(), 4, "next action and three others");
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
