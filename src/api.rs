//! What the JSON interface has in common: its errors and its description.

use poem::Response;
use poem::http::{StatusCode, header};
use serde_json::json;

use crate::app::App;
use crate::base::error::Error;

/// The status an error is answered with.
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Gone => StatusCode::GONE,
        Error::SignInNeeded => StatusCode::UNAUTHORIZED,
        Error::Forbidden | Error::CsrfMismatch => StatusCode::FORBIDDEN,
        Error::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::BadRequest(_) => StatusCode::BAD_REQUEST,
        Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        Error::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Every error that a call may be answered with: status, a machine's word, and when.
pub const ERRORS: &[(StatusCode, &str, &str)] = &[
    (StatusCode::BAD_REQUEST, "bad_request", "The call cannot be read"),
    (StatusCode::UNAUTHORIZED, "sign_in_needed", "No session and no key that holds"),
    (StatusCode::FORBIDDEN, "forbidden", "The person or the key may not do this here, in this state"),
    (StatusCode::FORBIDDEN, "csrf", "A session without its X-CSRF-Token"),
    (StatusCode::NOT_FOUND, "not_found", "Not there, or another tenant's, or not for this person's eyes"),
    (StatusCode::CONFLICT, "conflict", "It changed since it was read"),
    (StatusCode::GONE, "gone", "It was there and is gone for good"),
    (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is above its limit"),
    (StatusCode::UNPROCESSABLE_ENTITY, "refused", "A rule stands against it; every reason is listed"),
    (StatusCode::TOO_MANY_REQUESTS, "too_many", "Too often; Retry-After says when again"),
    (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Our fault; the message holds a reference"),
];

/// A machine's word for an error.
pub fn code(error: &Error) -> &'static str {
    match error {
        Error::NotFound => "not_found",
        Error::Gone => "gone",
        Error::SignInNeeded => "sign_in_needed",
        Error::Forbidden => "forbidden",
        Error::CsrfMismatch => "csrf",
        Error::Refused(_) => "refused",
        Error::Conflict(_) => "conflict",
        Error::BadRequest(_) => "bad_request",
        Error::TooLarge(_) => "too_large",
        Error::TooMany(_) => "too_many",
        Error::Internal(_) => "internal",
    }
}

/// `{"error": {"code", "message", "refusals"}}`; an internal cause is logged and never shown.
pub fn error(app: &App, error: &Error) -> Response {
    let message = match error {
        Error::Internal(_) => format!("Lỗi hệ thống. Mã sự cố: {}", log_cause(app, error)),
        other => other.to_string(),
    };
    let refusals: &[_] = if let Error::Refused(refusals) = error { refusals } else { &[] };
    let body = json!({ "error": { "code": code(error), "message": message, "refusals": refusals } });
    let mut response = Response::builder()
        .status(status(error))
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8");
    if let Error::TooMany(seconds) = error {
        response = response.header(header::RETRY_AFTER, seconds.to_string());
    }
    response.body(body.to_string())
}

/// Logs an internal cause once, under a reference that the person can quote.
pub fn log_cause(app: &App, error: &Error) -> String {
    let reference = app.db.entropy.readable(8);
    tracing::error!(reference, cause = %error, "request failed");
    reference
}
