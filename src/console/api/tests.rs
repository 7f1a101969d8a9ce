//! The description names every route and every error, and nothing that is not there.

use std::collections::BTreeSet;

use serde_json::Value;

use super::openapi::{bracketed, document};
use crate::api::{ERRORS, status};
use crate::base::error::Error;

fn described(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, methods): (&String, &Value)| {
        let names: Vec<String> = methods.as_object().unwrap().keys().cloned().collect();
        let path = path.clone();
        names.into_iter().map(move |method| (method, path.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(methods).collect()
}

#[test]
fn every_route_of_the_interface_is_described_and_nothing_else() {
    let document = document("https://quantri.example");
    let served: BTreeSet<_> = crate::app::routes()
        .into_iter()
        .filter(|route| route.path.starts_with("/api/v1/staff/"))
        .map(|route| (route.method.as_str().to_lowercase(), bracketed(route.path)))
        .collect();
    assert_eq!(described(&document), served);
    assert!(served.len() > 40, "{}", served.len());
}

#[test]
fn every_error_is_documented_on_every_call() {
    let errors = [
        Error::NotFound,
        Error::Gone,
        Error::SignInNeeded,
        Error::Forbidden,
        Error::CsrfMismatch,
        Error::Refused(Vec::new()),
        Error::Conflict(String::new()),
        Error::BadRequest(String::new()),
        Error::TooLarge(String::new()),
        Error::TooMany(1),
        Error::internal("x"),
    ];
    let document = document("https://quantri.example");
    for error in &errors {
        let (of_table, code, _) =
            ERRORS.iter().find(|(_, code, _)| *code == crate::api::code(error)).unwrap();
        assert_eq!(*of_table, status(error), "{code}");
        for (path, methods) in document["paths"].as_object().unwrap() {
            if path.ends_with("openapi.json") {
                continue;
            }
            for (method, operation) in methods.as_object().unwrap() {
                let response = &operation["responses"][status(error).as_str()];
                assert!(response.is_object(), "{method} {path} does not tell of {code}");
            }
        }
    }
    assert_eq!(ERRORS.len(), errors.len());
}

#[test]
fn every_reference_leads_somewhere_and_every_call_has_one_name() {
    let document = document("https://quantri.example");
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let pointer = reference.strip_prefix('#').expect(reference);
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let ids: Vec<_> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|methods| methods.as_object().unwrap().values())
        .filter_map(|operation| operation["operationId"].as_str())
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    assert!(document["components"]["schemas"]["EditionJson"]["properties"]["version"].is_object());
}
