//! From a request to a handler's input, and from its answer to JSON.

use std::future::Future;

use jiff::civil::Date;
use poem::Response;
use poem::http::{Method, StatusCode};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk};

/// Nothing is sent.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct Nothing {}

/// What a handler answers.
pub trait Answer: Serialize + JsonSchema {
    /// The status it is sent with.
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }
}

/// It was done.
#[derive(Serialize, JsonSchema)]
pub struct Done {
    /// Always true.
    pub done: bool,
}

impl Answer for Done {}
impl Answer for serde_json::Value {}

/// It was done.
pub const DONE: Done = Done { done: true };

/// A list with the way to what follows.
#[derive(Serialize, JsonSchema)]
pub struct List<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Send it as `after` to get the next rows; absent at the end.
    pub after: Option<String>,
}

impl<T: Serialize + JsonSchema> Answer for List<T> {}

/// Which rows of a list.
pub fn limit(asked: Option<usize>) -> usize {
    asked.unwrap_or(50).clamp(1, 200)
}

/// A day of an input, as `2016-12-28`; none where it is absent or empty.
///
/// # Errors
/// [`Error::BadRequest`] for what is no day.
pub fn day(name: &str, given: Option<&str>) -> Result<Option<Date>> {
    let refuse =
        |text: &str| Error::BadRequest(format!("{name}: “{text}” không phải là ngày dạng 2016-12-28"));
    let given = given.map(str::trim).filter(|text| !text.is_empty());
    given.map(|text| text.parse().map_err(|_| refuse(text))).transpose()
}

/// A word of an input that must be one of a list; none where it is absent or empty.
///
/// # Errors
/// [`Error::BadRequest`] for another word.
pub fn one_of<T>(name: &str, given: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    let refuse = |text: &str| Error::BadRequest(format!("{name}: không có giá trị “{text}”"));
    given.filter(|text| !text.is_empty()).map(|text| parse(text).ok_or_else(|| refuse(text))).transpose()
}

/// The schemas of a handler's input and answer.
pub fn described<I, O, F, Later>(_handler: F) -> (super::Described, super::Described)
where
    F: Fn(Desk, I) -> Later,
    Later: Future<Output = Result<O>>,
    I: DeserializeOwned + JsonSchema,
    O: Answer,
{
    (schema::<I>, schema::<O>)
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// Reads the input, calls the handler, writes its answer.
///
/// # Errors
/// [`Error::BadRequest`] when the input has another shape, and the handler's own.
pub async fn answered<I, O, F, Later>(desk: Desk, handler: F) -> Result<Response>
where
    F: Fn(Desk, I) -> Later,
    Later: Future<Output = Result<O>>,
    I: DeserializeOwned + JsonSchema,
    O: Answer,
{
    let input = input(&desk)?;
    let answer = handler(desk, input).await?;
    desk::json(answer.status(), &answer)
}

/// The body; the query for GET and for forms.
fn input<I: DeserializeOwned>(desk: &Desk) -> Result<I> {
    match &desk.asked.json {
        Some(body) if desk.asked.method != Method::GET => serde_json::from_value(body.clone())
            .map_err(|cause| Error::BadRequest(format!("Nội dung JSON không đúng dạng: {cause}"))),
        _ => {
            let query = serde_html_form::to_string(&desk.asked.query).unwrap_or_default();
            serde_html_form::from_str(&query)
                .map_err(|cause| Error::BadRequest(format!("Tham số không đúng dạng: {cause}")))
        }
    }
}
