//! The description of the JSON interface, and a page of our own to read it.

use serde_json::{Value, json};

use crate::base::error::Result;
use crate::face::arrangement::Arrangement;
use crate::public::site::Around;
use crate::public::views::text::{ApiPage, OperationView};
use crate::public::visit::{Reply, Visit};

use super::pages::consultations::{ConsultationDetailJson, ConsultationsJson};
use super::pages::schedule::WeekJson;
use super::pages::search::json::SearchJson;
use super::pages::search::suggest::SuggestJson;
use super::pages::search::way::{Face, Way};
use super::pages::statistics::StatisticsJson;

/// Where it is read by people.
pub const PATH: &str = "/api";

fn query(name: &str, schema: Value, description: &str) -> Value {
    json!({ "name": name, "in": "query", "schema": schema, "description": description })
}

/// What the search may be asked.
fn search_parameters() -> Vec<Value> {
    let text = json!({ "type": "string" });
    let number = |default: u32, most: u32| json!({ "type": "integer", "minimum": 0, "maximum": most, "default": default });
    let day = |description: &str| json!({ "type": "string", "description": description });
    let mut all = vec![
        query(
            "q",
            text.clone(),
            "What is searched for; with or without diacritics; document numbers in any form; the first 400 characters are read",
        ),
        query(
            "scope",
            json!({ "enum": ["tenant", "all"], "default": "tenant" }),
            "This site alone, or it and all below it",
        ),
        query("group", json!({ "enum": ["item", "passage"], "default": "item" }), "What one hit is"),
        query("limit", number(10, 100), ""),
        query("offset", number(0, 10_000), ""),
        query(
            "order",
            json!({ "enum": ["relevance", "newest", "number"], "default": "relevance" }),
            "In what order",
        ),
        query("from", day("2016-12-28, 28/12/2016, 12/2016 or 2016"), "Not before this day"),
        query("to", day("As `from`"), "Not after this day"),
        query(
            "as_of",
            day("2016-12-28 or 28/12/2016"),
            "The day as of which documents are in force or not; today if not given",
        ),
        query(
            "facets",
            json!({ "enum": ["0", "1"], "default": "0" }),
            "Whether to count what every further choice would leave",
        ),
    ];
    for way in Way::ALL {
        let schema = match way {
            Way::Effect => json!({ "enum": ["con-hieu-luc", "chua-hieu-luc", "het-hieu-luc"] }),
            _ if way.is_single() => text.clone(),
            _ => json!({ "type": "array", "items": text }),
        };
        all.push(query(
            way.param(Face::Api),
            schema,
            &format!("Filter “{}”; values as the facets name them", way.title()),
        ));
    }
    all
}

/// Which list is asked for as data.
fn section_parameters() -> Vec<Value> {
    let text = json!({ "type": "string" });
    vec![
        json!({ "name": "section", "in": "path", "required": true, "schema": text,
            "description": "The section as it stands in addresses: `van-ban`, `chi-dao`, `hoi-dap`, `dich-vu-cong`, `du-an` …" }),
        query("so", text.clone(), "Of a section with several registers: which one"),
        query("loai", text.clone(), "Of documents: the type"),
        query("nam", text.clone(), "Of documents: the year of issue"),
        query("co-quan", text.clone(), "Of documents: the issuing body; of procedures: the agency"),
        query(
            "hieu-luc",
            json!({ "enum": ["con", "het", "luu-tru"] }),
            "Of documents: in force, no longer in force, archived",
        ),
        query(
            "linh-vuc",
            text,
            "Of registers with fields: the field; other facts of a register narrow likewise",
        ),
    ]
}

/// A list as open data: dated, with its source and the terms of its use.
fn open_data(media_type: &str, parameters: &[Value]) -> Value {
    let licence = super::pages::open_data::LICENCE;
    let schema = if media_type == "text/csv" {
        json!({ "type": "string", "description": "UTF-8 with a byte order mark; the day stands in the file's name" })
    } else {
        json!({ "type": "object", "required": ["register", "name", "page", "source", "as_of", "licence", "labels", "entries"],
            "properties": {
                "register": { "type": "string" }, "name": { "type": "string" }, "page": { "type": "string" },
                "source": { "type": "string" }, "as_of": { "type": "string", "format": "date" },
                "licence": { "type": "string" },
                "labels": { "type": "object", "description": "What each key is called by people" },
                "entries": { "type": "array", "maxItems": super::pages::open_data::MOST, "items": { "type": "object" } },
            } })
    };
    json!({
        "summary": "A list of the site as open data",
        "description": format!("The newest entries first, as far as the list's page shows them. Terms of use: {licence}"),
        "parameters": parameters,
        "responses": {
            "200": { "description": "The list", "content": { media_type: { "schema": schema } } },
            "404": { "description": "The section has no such list" },
            "429": { "description": "Asked too often" },
        },
    })
}

/// The OpenAPI document of the public search; the staff's interface has its own on the console's host.
pub fn document(visit_url: &str, console_url: &str) -> Value {
    let text = |description: &str| json!({ "type": "string", "description": description });
    let error = json!({ "description": "Error", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "portal", "version": env!("CARGO_PKG_VERSION"), "description": format!("Search of a tenant's site. The staff's interface is described at {console_url}/api/v1/staff/openapi.json.") },
        "servers": [{ "url": visit_url }],
        "paths": {
            "/api/v1/search": { "get": {
                "summary": "Full-text search",
                "description": "Filters may be given several times; values of one filter widen, filters of different names narrow.",
                "parameters": search_parameters(),
                "responses": {
                    "200": { "description": "Hits", "content": { "application/json": { "schema": schemars::schema_for!(SearchJson) } } },
                    "400": error, "429": error,
                } } },
            "/api/v1/suggest": { "get": {
                "summary": "What a person may be about to type: titles, numbers, sections",
                "parameters": [
                    query("q", text(""), "What was typed so far; two characters at least"),
                    query("format", json!({ "enum": ["json", "opensearch"], "default": "json" }), "`opensearch` answers as browsers expect it"),
                ],
                "responses": {
                    "200": { "description": "Suggestions", "content": {
                        "application/json": { "schema": schemars::schema_for!(SuggestJson) },
                        "application/x-suggestions+json": { "schema": { "type": "array", "description": "What was typed; titles; kinds; addresses" } } } },
                    "400": error, "429": error,
                } } },
            "/api/v1/consultations": { "get": {
                "summary": "Drafts on which the people are asked for their view, the last to end first",
                "parameters": [
                    query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 }), "How many"),
                    query("offset", json!({ "type": "integer", "minimum": 0, "default": 0 }), "How many to pass over; `next` says it"),
                ],
                "responses": {
                    "200": { "description": "A page of them", "content": { "application/json": { "schema": schemars::schema_for!(ConsultationsJson) } } },
                    "400": error, "429": error,
                } } },
            "/api/v1/consultations/{slug}": { "get": {
                "summary": "One of them with the comments that are shown and, once it is out, the account",
                "parameters": [
                    { "name": "slug", "in": "path", "required": true, "schema": { "type": "string" } },
                    query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 200 }), "How many comments"),
                    query("after", json!({ "type": "integer", "minimum": 0, "default": 0 }), "Comments after this number; `next` says it"),
                ],
                "responses": {
                    "200": { "description": "The draft", "content": { "application/json": { "schema": schemars::schema_for!(ConsultationDetailJson) } } },
                    "400": error, "404": error, "410": error,
                } } },
            "/api/v1/schedule": { "get": {
                "summary": "A week of the calendar of leaders and units, as far as it is published",
                "parameters": [query("week", text("As `2016-W52` or a day in it; this week if not given"), "Which week")],
                "responses": {
                    "200": { "description": "The week", "content": { "application/json": { "schema": schemars::schema_for!(WeekJson) } } },
                    "400": error,
                } } },
            "/api/v1/statistics": { "get": {
                "summary": "Statistics by the groups of Nghị định 224/2026/NĐ-CP, Điều 12: completeness and timeliness, reachability and speed, use",
                "parameters": [
                    query("from", text("As `2016-12-28`; the first of January if not given"), "The first day"),
                    query("until", text("As `2016-12-28`; today if not given"), "The last day; at most a year after the first"),
                    query("scope", json!({ "enum": ["tenant", "all"], "default": "tenant" }), "This site alone, or it and all below it"),
                ],
                "responses": {
                    "200": { "description": "The sites", "content": { "application/json": { "schema": schemars::schema_for!(StatisticsJson) } } },
                    "400": error, "429": error,
                } } },
            "/{section}/du-lieu.json": { "get": open_data("application/json", &section_parameters()) },
            "/{section}/du-lieu.csv": { "get": open_data("text/csv", &section_parameters()) },
            "/tiep-can-thong-tin/du-lieu.json": { "get": open_data("application/json", &[]) },
            "/tiep-can-thong-tin/du-lieu.csv": { "get": open_data("text/csv", &[]) },
            "/api/v1/home": { "get": {
                "summary": "How the home is arranged, as it is published",
                "responses": {
                    "200": { "description": "The blocks in order", "content": { "application/json": { "schema": schemars::schema_for!(Arrangement) } } },
                } } },
            "/api/v1/openapi.json": { "get": { "summary": "This document", "responses": { "200": { "description": "OpenAPI 3.1" } } } },
            "/api/v1/session": { "post": {
                "summary": "Sign in: sets the session cookie, answers with the token for X-CSRF-Token",
                "servers": [{ "url": console_url }],
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "type": "object", "required": ["login", "password"],
                    "properties": { "login": text(""), "password": text("") } } } } },
                "responses": { "200": { "description": "{csrf, must_change}" }, "401": error, "429": error } } },
        },
        "components": {
            "schemas": { "Error": { "type": "object", "properties": { "error": { "type": "object", "required": ["code", "message", "refusals"], "properties": {
                "code": text("A word for machines"), "message": text("A Vietnamese sentence"),
                "refusals": { "type": "array", "items": { "type": "object", "properties": {
                    "field": text("The field it is about"), "message": text("What is wrong and what to do"), "clause": text("The article it rests on") } } } } } } } },
        },
    })
}

/// `/api/v1/openapi.json`
///
/// # Errors
/// Never in practice.
pub async fn openapi(visit: Visit) -> Result<Reply> {
    Reply::json(&document(&visit.tenant.url(""), &visit.app.config.console_url()))
}

/// `/api`: the same for people, without scripts.
///
/// # Errors
/// Never in practice.
pub async fn viewer(visit: Visit) -> Result<Reply> {
    let tenant = &visit.tenant;
    let document = document(&tenant.url(""), &visit.app.config.console_url());
    let around = Around::of(&visit.app, tenant, PATH, None).await?;
    let methods = document["paths"].as_object().into_iter().flatten();
    let operations = methods.flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(|(method, operation)| OperationView {
            method: method.to_uppercase(),
            path: path.clone(),
            summary: operation["summary"].as_str().unwrap_or_default().to_owned(),
            shown: serde_json::to_string_pretty(operation).unwrap_or_default(),
        })
    });
    Reply::page(&ApiPage {
        layout: around.layout(
            "Giao diện lập trình",
            &format!("Dữ liệu mà máy khác đọc được từ trang của {}.", tenant.identity().body),
            vec![],
        ),
        machine_url: tenant.url("/api/v1/openapi.json"),
        operations: operations.collect(),
    })
}
