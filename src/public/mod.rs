//! The public shell: what citizens see.

pub mod assets;
pub mod openapi;
pub mod pages;
pub mod site;
pub mod views;
pub mod visit;

use poem::http::Method;

use crate::routes::{Entry, RouteSpec};

/// A cached page, and something never cached, as lines of the table.
macro_rules! line {
    ($method:ident $path:literal $kind:ident $handler:path) => {
        RouteSpec {
            method: Method::$method,
            path: $path,
            entry: Entry::$kind(|visit| Box::pin($handler(visit))),
        }
    };
}

/// Every route of the tenants' sites.
pub fn routes() -> Vec<RouteSpec> {
    vec![
        line!(GET "/" Page pages::home::home),
        line!(GET "/tim-kiem" Visit pages::search::search),
        line!(GET "/tim-kiem/rss.xml" Visit pages::search::feed::rss),
        line!(GET "/opensearch.xml" Visit pages::search::opensearch::opensearch),
        line!(POST "/tim-kiem/mo" Visit pages::looked::opened),
        line!(GET "/van-ban-tat-ca" Page pages::section::all_documents),
        line!(GET "/hoi-dap/gui" Visit pages::ask::form),
        line!(POST "/hoi-dap/gui" Visit pages::ask::send),
        line!(GET "/hoi-dap/theo-doi" Visit pages::track::form),
        line!(POST "/hoi-dap/theo-doi" Visit pages::track::find),
        line!(POST "/hoi-dap/theo-doi/bo-sung" Visit pages::track::add),
        line!(POST "/hoi-dap/theo-doi/rut" Visit pages::track::take_back),
        line!(POST "/hoi-dap/theo-doi/danh-gia" Visit pages::track::rate),
        line!(POST "/hoi-dap/theo-doi/du-lieu" Visit pages::track::data),
        line!(POST "/hoi-dap/theo-doi/sua" Visit pages::track::correct),
        line!(POST "/hoi-dap/theo-doi/xoa" Visit pages::track::erase),
        line!(GET "/tra-loi/:dispatch" Visit pages::unit_answer::form),
        line!(POST "/tra-loi/:dispatch" Visit pages::unit_answer::send),
        line!(GET "/tra-loi/:dispatch/hoi-lai" Visit pages::unit_clock::clarify_form),
        line!(POST "/tra-loi/:dispatch/hoi-lai" Visit pages::unit_clock::clarify),
        line!(GET "/tra-loi/:dispatch/xin-gia-han" Visit pages::unit_clock::time_form),
        line!(POST "/tra-loi/:dispatch/xin-gia-han" Visit pages::unit_clock::time),
        line!(GET "/cach-tinh-thoi-han" Visit pages::deadlines::page),
        line!(POST "/tra-loi/:dispatch/tep" Visit pages::unit_files::file),
        line!(GET "/tra-loi/:dispatch/khong-thuoc" Visit pages::unit_word::decline_form),
        line!(POST "/tra-loi/:dispatch/khong-thuoc" Visit pages::unit_word::decline),
        line!(GET "/y-kien/:opinion" Visit pages::unit_word::opinion_form),
        line!(POST "/y-kien/:opinion" Visit pages::unit_word::opinion),
        line!(GET "/nhan-van-ban/:receipt" Visit pages::received::form),
        line!(POST "/nhan-van-ban/:receipt" Visit pages::received::confirm),
        line!(GET "/tep-tra-loi/:file/:name" Visit pages::questions::file),
        line!(POST "/:section/:slug/danh-gia" Visit pages::questions::rate),
        line!(GET "/tep/:file/:name" Visit pages::files::file),
        line!(GET "/anh/:file/:name" Visit pages::files::picture),
        line!(GET "/chu-trong-tep/:file/:page" Page pages::file_text::page),
        line!(GET "/lay-y-kien" Page pages::consultations::list),
        line!(GET "/lay-y-kien/rss.xml" Visit pages::consultations::feed),
        line!(GET "/lay-y-kien/:slug" Page pages::consultations::one),
        line!(GET "/lay-y-kien/:slug/gop-y" Visit pages::consultations::form),
        line!(POST "/lay-y-kien/:slug/gop-y" Visit pages::consultations::send),
        line!(GET "/lien-he" Page pages::about::contact),
        line!(GET "/quy-che" Page pages::about::rules),
        line!(GET "/tam-ngung" Page pages::about::outages),
        line!(GET "/quy-che/toan-van" Page pages::regulation::whole),
        line!(GET "/quy-che/so-sanh" Visit pages::regulation::compared),
        line!(GET "/ke-hoach-nam" Page pages::plans::page),
        line!(GET "/tiep-can-thong-tin" Page pages::about::information),
        line!(GET "/tiep-can-thong-tin/danh-muc" Page pages::disclosed::list),
        line!(GET "/tiep-can-thong-tin/du-lieu.csv" Visit pages::disclosed::csv),
        line!(GET "/tiep-can-thong-tin/du-lieu.json" Visit pages::disclosed::json),
        line!(GET "/tiep-can" Page pages::about::accessibility),
        line!(GET "/du-lieu-ca-nhan" Page pages::about::privacy),
        line!(GET "/tuan-thu" Visit pages::compliance::page),
        line!(GET "/so-do" Page pages::about::sitemap),
        line!(GET "/sitemap.xml" Visit pages::machines::sitemap_xml),
        line!(GET "/robots.txt" Visit pages::machines::robots),
        line!(GET "/.well-known/security.txt" Visit pages::machines::security),
        line!(GET "/xem-truoc/:token" Visit pages::home::prepared),
        line!(GET "/giao-dien/:name" Visit pages::home::sheet),
        line!(GET "/api/v1/home" Visit pages::home::json),
        line!(GET "/bieu-trung.svg" Visit pages::about::emblem),
        line!(GET "/api" Page openapi::viewer),
        line!(GET "/api/v1/openapi.json" Visit openapi::openapi),
        line!(GET "/api/v1/search" Visit pages::search::json::json),
        line!(GET "/api/v1/suggest" Visit pages::search::suggest::suggest),
        line!(GET "/api/v1/consultations" Visit pages::consultations::json_list),
        line!(GET "/api/v1/consultations/:slug" Visit pages::consultations::json_one),
        line!(GET "/api/v1/schedule" Visit pages::schedule::json),
        line!(GET "/api/v1/statistics" Visit pages::statistics::json),
        line!(GET "/chu-de/:theme" Page pages::themes::list),
        line!(GET "/chu-de/:theme/rss.xml" Visit pages::themes::feed),
        line!(GET "/:section" Page pages::section::list),
        line!(GET "/don-vi/:key/rss.xml" Visit pages::feeds::of_unit),
        line!(GET "/:section/rss.xml" Visit pages::feeds::rss),
        line!(GET "/:section/atom.xml" Visit pages::feeds::atom),
        line!(GET "/:section/lich.ics" Visit pages::schedule::feed),
        line!(GET "/:section/du-lieu.csv" Visit pages::open_data::csv),
        line!(GET "/:section/du-lieu.json" Visit pages::open_data::json),
        line!(POST "/:section/:slug/mo" Visit pages::opened::opened),
        line!(GET "/:section/:slug" Page pages::item::item),
        line!(GET "/:section/:slug/lich-su" Page pages::history::history),
        line!(GET "/phat-hanh/:source/:slug" Page pages::issued::page),
    ]
}
