//! Every page held to the rules of the house, and written out so that it can be looked at.

use std::{fs, path::Path, sync::LazyLock};

use askama::Template;

use crate::public::assets;

/// Where the pages are written: open them in a browser.
fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/target/face"))
}

/// The starts of all tags of one name, each up to its `>`.
fn tags<'a>(page: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let open = format!("<{name}");
    page.match_indices(&open).map(|(at, _)| at).collect::<Vec<_>>().into_iter().filter_map(move |at| {
        let rest = &page[at..];
        let whole = rest[name.len() + 1..].starts_with([' ', '>', '\n']);
        whole.then(|| &rest[..rest.find('>').unwrap_or(rest.len())])
    })
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next())
}

fn one_heading(page: &str) {
    assert_eq!(tags(page, "h1").count(), 1, "exactly one h1");
    let mut above = 1;
    for (at, _) in page.match_indices("<h") {
        let Some(level) = page[at + 2..].chars().next().and_then(|digit| digit.to_digit(10)) else {
            continue;
        };
        assert!(level <= above + 1, "a heading skips a level: {}", &page[at..(at + 80).min(page.len())]);
        above = level;
    }
}

fn nothing_inline(page: &str) {
    // Data for machines, which no browser runs, and the scripts of our own, in files.
    let own = |page: String, name: &str| {
        page.replace(&format!("<script src=\"{}\" defer></script>", assets::url(name)), "")
    };
    let page = page.replace("<script type=\"application/ld+json\">", "");
    let page = ["suggest.js", "upload.js", "writing.js", "editor.js"].into_iter().fold(page, own);
    for bad in ["<script", "<style", " style=\"", "javascript:", " onclick", " onload"] {
        assert!(!page.contains(bad), "{bad} stands in the page");
    }
}

fn nothing_foreign(page: &str) {
    let fetched = ["img", "script", "iframe", "source", "audio", "video", "input", "form"];
    let sources = fetched.iter().flat_map(|name| tags(page, name));
    // Named, not fetched: where the page itself stands, in this language and in others.
    let named = |tag: &&str| tag.contains("rel=\"canonical\"") || tag.contains(" hreflang=");
    let links = tags(page, "link").filter(|tag| !named(tag));
    for tag in sources.chain(links) {
        for name in ["src", "href", "action"] {
            let target = attribute(tag, name).unwrap_or_default();
            assert!(!target.starts_with("http") && !target.starts_with("//"), "{tag} fetches from elsewhere");
            assert!(
                !target.starts_with(assets::PREFIX) || assets::get(target).is_some(),
                "{target} is no asset"
            );
        }
    }
}

fn every_field_labelled(page: &str) {
    let fields = ["input", "select", "textarea"].iter().flat_map(|name| tags(page, name));
    for tag in fields.filter(|tag| !tag.contains("type=\"hidden\"") && !tag.contains("type=\"submit\"")) {
        let id = attribute(tag, "id").unwrap_or_else(|| panic!("{tag} has no id"));
        assert!(page.contains(&format!("for=\"{id}\"")), "{id} has no label");
    }
}

fn ids_are_unique_and_found(page: &str) {
    let ids: Vec<_> = page
        .match_indices(" id=\"")
        .map(|(at, _)| attribute(&page[at..], "id").unwrap_or_default())
        .collect();
    for id in &ids {
        assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "id {id} stands twice");
    }
    for name in ["aria-labelledby", "aria-describedby", "for"] {
        for (at, _) in page.match_indices(&format!(" {name}=\"")) {
            for id in attribute(&page[at..], name).unwrap_or_default().split(' ') {
                assert!(ids.contains(&id), "{name} names {id}, which is not there");
            }
        }
    }
    for (at, _) in page.match_indices("href=\"#") {
        let id = attribute(&page[at - 1..], "href").unwrap_or_default().trim_start_matches('#');
        assert!(ids.contains(&id), "a link leads to #{id}, which is not there");
    }
}

fn pictures_described(page: &str) {
    for tag in tags(page, "img") {
        assert!(attribute(tag, "alt").is_some_and(|alt| !alt.is_empty()), "{tag} has no text");
    }
}

fn words_of_the_house(page: &str) {
    assert!(page.contains("<html lang=\"vi\""));
    let lower = page.to_lowercase();
    assert!(!lower.contains("xem thêm<"), "says more, without saying what");
    let addressed = ["bạn đọc"].iter().fold(lower, |text, allowed| text.replace(allowed, ""));
    assert!(!addressed.contains(" bạn "), "addresses the reader as bạn");
}

/// Renders a page, holds it to the rules and writes it to `target/face/<name>.html`.
pub(crate) fn page(name: &str, page: &impl Template) -> String {
    let html = page.render().expect("renders");
    one_heading(&html);
    nothing_inline(&html);
    nothing_foreign(&html);
    every_field_labelled(&html);
    ids_are_unique_and_found(&html);
    pictures_described(&html);
    words_of_the_house(&html);
    let weight = compressed_size(html.as_bytes()) + assets_weight();
    assert!(weight < 100_000, "{name} weighs {weight} bytes on a first visit");
    write(name, &html);
    html
}

/// Everything that a first visit fetches besides the page: both style sheets, all four fonts, the mark. The cover is for
/// podcast programs alone.
fn assets_weight() -> usize {
    static WEIGHT: LazyLock<usize> = LazyLock::new(|| {
        let of_others = ["OFL.txt", "podcast.png", "console.css", "upload.js", "writing.js", "editor.js"];
        let served = assets::all().filter(|url| !of_others.iter().any(|name| url.ends_with(name)));
        served.map(|url| compressed_size(&assets::get(url).expect("asset").0)).sum()
    });
    *WEIGHT
}

fn compressed_size(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).expect("compresses");
    out.len()
}

fn write(name: &str, html: &str) {
    let assets_folder = folder().join("tinh");
    fs::create_dir_all(&assets_folder).expect("folder");
    for url in assets::all() {
        let (bytes, _) = assets::get(url).expect("asset");
        fs::write(folder().join(url.trim_start_matches('/')), bytes).expect("writes");
    }
    fs::write(folder().join(format!("{name}.html")), html).expect("writes");
}

#[test]
fn public_pages_keep_the_rules() {
    use super::{
        ask::*, contact::*, document::*, document_list::*, error::*, home::*, news::*, news_list::*,
        question::*, search::*, sitemap::*, text::*, unit_answer::*,
    };
    page("home", &HomePage::sample());
    page("home-commune", &HomePage::commune_sample());
    page("home-empty", &HomePage::empty_sample());
    page("disclosed", &super::disclosed::DisclosedPage::sample());
    page("disclosed-empty", &super::disclosed::DisclosedPage::empty_sample());
    page("home-preview", &HomePage::preview_sample());
    page("news-list", &NewsListPage::sample());
    page("news-list-empty", &NewsListPage::empty_sample());
    page("news", &NewsPage::sample());
    page("history", &super::history::HistoryPage::sample());
    page("file-text", &super::file_text::FileTextPage::sample());
    page("file-text-empty", &super::file_text::FileTextPage::empty_sample());
    page("news-print", &NewsPage::print_sample());
    let story = page("news-story", &NewsPage::story_sample());
    assert!(
        story.contains("Phóng sự ảnh, 3 ảnh") && story.contains("lang=\"vi\" hreflang=\"vi\""),
        "{story}"
    );
    page("record-list", &super::record::RecordListPage::sample());
    page("record-list-empty", &super::record::RecordListPage::empty_sample());
    page("record", &super::record::RecordPage::sample());
    page("chart", &super::chart::ChartPage::sample());
    page("document-list", &DocumentListPage::sample());
    page("document-list-empty", &DocumentListPage::empty_sample());
    page("document", &DocumentPage::sample());
    page("document-expired", &DocumentPage::expired_sample());
    page("search", &SearchPage::sample());
    page("search-start", &SearchPage::start_sample());
    page("search-number", &SearchPage::number_sample());
    page("search-nothing", &SearchPage::nothing_sample());
    page("search-refused", &SearchPage::refused_sample());
    page("ask", &AskPage::sample());
    page("ask-refused", &AskPage::refused_sample());
    page("asked", &AskedPage::sample());
    page("track-form", &TrackFormPage::sample());
    page("track", &TrackPage::sample());
    page("track-sealed", &TrackSealedPage::sample());
    page("own-data", &OwnDataPage::sample());
    page("ask-advised", &AskPage::advised_sample());
    page("question-list", &QuestionListPage::sample());
    page("question-list-empty", &QuestionListPage::empty_sample());
    page("question", &QuestionPage::sample());
    page("consultation-list", &super::consultation::ConsultationListPage::sample());
    page("consultation-list-empty", &super::consultation::ConsultationListPage::empty_sample());
    page("consultation", &super::consultation::ConsultationPage::sample());
    page("consultation-accounted", &super::consultation::ConsultationPage::accounted_sample());
    page("consultation-comment", &super::consultation::CommentPage::sample());
    page("consultation-commented", &super::consultation::CommentedPage::sample());
    page("schedule", &super::schedule::SchedulePage::sample());
    page("schedule-empty", &super::schedule::SchedulePage::empty_sample());
    page("contact", &ContactPage::sample());
    page("sitemap", &SitemapPage::sample());
    page("text", &TextPage::sample());
    page("api", &ApiPage::sample());
    page("rules", &RulesPage::sample());
    page("information", &super::text::InformationPage::sample());
    page("deadlines", &super::clock::DeadlinesPage::sample());
    page("compliance", &super::compliance::CompliancePage::sample());
    page("compliance-unpublished", &super::compliance::CompliancePage::unpublished_sample());
    page("unit-clarify", &super::clock::UnitClockPage::sample(false));
    page("unit-more-time", &super::clock::UnitClockPage::sample(true));
    page("accessibility", &AccessibilityPage::sample());
    page("privacy", &PrivacyPage::sample());
    page("unit-answer", &UnitAnswerPage::sample());
    page("unit-word", &super::unit_word::UnitWordPage::sample());
    page("plan", &super::plans::PlanPage::sample());
    page("regulation", &super::regulation::RegulationPage::sample());
    page("regulation-compared", &super::regulation::ComparedPage::sample());
    page("outages", &super::text::OutagesPage::sample());
    page("receipt", &super::received::ReceiptPage::sample());
    page("unit-answer-used", &UnitAnswerPage::used_sample());
    page("unit-answer-expired", &UnitAnswerPage::expired_sample());
    page("unit-answer-revoked", &UnitAnswerPage::revoked_sample());
    page("unit-answer-wrong", &UnitAnswerPage::wrong_sample());
    for fault in [
        Fault::NotFound,
        Fault::Forbidden,
        Fault::Gone,
        Fault::Unreadable,
        Fault::TooLarge,
        Fault::TooMany,
        Fault::Broken,
        Fault::FormExpired,
    ] {
        page(&format!("error-{}-{fault:?}", fault.status()), &ErrorPage::sample(fault));
    }
    page("error-421", &BareErrorPage::unknown_host());
}

#[test]
fn metadata_names_every_element_that_is_there() {
    let html = super::news::NewsPage::sample().render().expect("renders");
    for name in ["title", "creator", "date", "description", "publisher", "identifier", "language"] {
        assert!(html.contains(&format!("<meta name=\"DC.{name}\" content=\"")), "DC.{name} is missing");
    }
    assert!(!html.contains("DC.source"));
}

#[test]
fn a_refused_form_comes_back_with_what_was_typed() {
    let html = super::ask::AskPage::refused_sample().render().expect("renders");
    assert!(html.contains("name=\"tieu-de\" value=\"Đính chính diện tích trên giấy chứng nhận\""));
    assert!(html.contains("name=\"ho-ten\" value=\"(mẫu)\""));
    assert!(html.contains("href=\"#dong-y-xu-ly\""));
    let own = &html[html.find("<main").expect("the part of its own")..];
    assert!(!own.contains(" checked"), "no consent is ticked beforehand");
}
