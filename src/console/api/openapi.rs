//! The description of the interface, made from its table.

use poem::Response;
use poem::http::{Method, StatusCode};
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::api::ERRORS;
use crate::base::error::Result;
use crate::console::desk::{self, Door};

use super::me::MeJson;
use super::{Line, lines};

/// `GET /api/v1/staff/openapi.json`
///
/// # Errors
/// Never in practice.
pub fn respond(door: &Door) -> Result<Response> {
    desk::json(StatusCode::OK, &document(&door.app.config.console_url()))
}

/// The OpenAPI 3.1 document.
pub fn document(console_url: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for line in lines() {
        let path = bracketed(line.route.path);
        let operation = operation(&line, &mut generator);
        let methods = paths.entry(path).or_insert_with(|| json!({}));
        methods[line.route.method.as_str().to_lowercase()] = operation;
    }
    let me = generator.subschema_for::<MeJson>();
    paths.insert(
        "/api/v1/staff/me".into(),
        json!({ "get": { "summary": "Who one is, and where one may do what", "security": security(), "responses": responses(&me) } }),
    );
    paths.insert(
        "/api/v1/staff/openapi.json".into(),
        json!({ "get": { "summary": "This document", "responses": { "200": { "description": "OpenAPI 3.1" } } } }),
    );
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Error".into(), error_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "portal: staff",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Everything the console does. Send a personal key as `Authorization: Bearer portal_…` and no cookie, \
                            or sign in at /api/v1/session and send its cookie with X-CSRF-Token. The rights are those of the \
                            person's appointments today; a key may narrow them.",
        },
        "servers": [{ "url": console_url }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-portal" },
                "csrf": { "type": "apiKey", "in": "header", "name": "X-CSRF-Token" } },
            "responses": error_responses(),
            "schemas": schemas,
        },
    })
}

/// A path as OpenAPI writes it: `{tenant}` for `:tenant`.
pub fn bracketed(path: &str) -> String {
    let segment = |segment: &str| {
        segment.strip_prefix(':').map_or_else(|| segment.to_owned(), |name| format!("{{{name}}}"))
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

fn security() -> Value {
    json!([{ "key": [] }, { "session": [], "csrf": [] }])
}

fn operation(line: &Line, generator: &mut SchemaGenerator) -> Value {
    let input = (line.input)(generator);
    let answer = (line.answer)(generator);
    let mut parameters: Vec<Value> = line
        .route
        .path
        .split('/')
        .filter_map(|segment| segment.strip_prefix(':'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    let mut operation = json!({
        "summary": line.summary,
        "description": format!("Needs the right `{}`.", line.action()),
        "operationId": operation_id(line),
        "tags": [line.action().as_str().split('.').next()],
        "security": security(),
        "responses": responses(&answer),
    });
    if line.route.method == Method::GET {
        parameters.extend(query_parameters(&input, generator));
    } else if line.is_form {
        operation["requestBody"] = json!({ "required": true, "content": { "multipart/form-data": { "schema": {
            "type": "object", "required": ["file"], "properties": { "file": { "type": "string", "contentMediaType": "application/octet-stream" } } } } } });
    } else {
        operation["requestBody"] = json!({ "content": { "application/json": { "schema": input } } });
    }
    operation["parameters"] = json!(parameters);
    operation
}

fn operation_id(line: &Line) -> String {
    let path = line.route.path.trim_start_matches("/api/v1/staff/:tenant/").replace([':', '/'], "_");
    format!("{}_{path}", line.route.method.as_str().to_lowercase()).replace("__", "_")
}

/// The fields of a query's schema, one parameter each.
fn query_parameters(input: &Schema, generator: &SchemaGenerator) -> Vec<Value> {
    let input = input.as_value();
    let name = input["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let definition = generator.definitions().get(name).unwrap_or(input);
    let fields = definition["properties"].as_object().into_iter().flatten();
    fields
        .map(|(name, schema)| {
            json!({ "name": name, "in": "query", "required": false, "schema": schema,
                    "description": schema["description"] })
        })
        .collect()
}

fn responses(answer: &Schema) -> Value {
    let mut all = Map::new();
    all.insert(
        "200".into(),
        json!({ "description": "Done", "content": { "application/json": { "schema": answer } } }),
    );
    for (status, code, _) in ERRORS {
        let status = status.as_u16().to_string();
        all.entry(status).or_insert_with(|| json!({ "$ref": format!("#/components/responses/{code}") }));
    }
    Value::Object(all)
}

fn error_responses() -> Value {
    let one = |(_, code, description): &(StatusCode, &str, &str)| {
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } });
        ((*code).to_owned(), json!({ "description": description, "content": content }))
    };
    Value::Object(ERRORS.iter().map(one).collect())
}

fn error_schema() -> Value {
    let codes: Vec<&str> = ERRORS.iter().map(|(_, code, _)| *code).collect();
    let text = |description: &str| json!({ "type": "string", "description": description });
    json!({ "type": "object", "required": ["error"], "properties": { "error": {
        "type": "object", "required": ["code", "message", "refusals"], "properties": {
            "code": { "enum": codes, "description": "A word for machines" },
            "message": text("A Vietnamese sentence"),
            "refusals": { "type": "array", "items": { "type": "object", "properties": {
                "field": text("The field it is about"),
                "message": text("What is wrong and what to do"),
                "clause": text("The article it rests on") } } } } } } })
}
