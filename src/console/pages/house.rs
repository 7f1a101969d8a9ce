//! What the pages of the office's house-keeping share: the year asked for, and the way to its neighbours.

use jiff::civil::Date;

use crate::base::error::{Error, Result};
use crate::console::desk::Desk;
use crate::house;
use crate::public::views::Link;

/// The year asked for, or this one.
pub fn year(desk: &Desk) -> i16 {
    house::year(desk.asked.query("nam")).unwrap_or_else(|| desk.app.db.clock.today().year())
}

/// The years around one.
pub fn years(desk: &Desk, path: &str, year: i16) -> Vec<Link> {
    let link = |year: i16| Link::new(format!("Năm {year}"), desk.url(&format!("{path}?nam={year}")));
    vec![link(year - 1), link(year + 1)]
}

/// A day as it was typed: none where nothing was, the first of all days for what is no day, which every rule refuses.
pub fn typed_day(text: &str) -> Option<Date> {
    (!text.is_empty()).then(|| super::form::date(text).unwrap_or(Date::MIN))
}

/// What a form of the house came to: nothing, its refusals, or what happened meanwhile.
pub enum Came {
    /// It was done.
    Done,
    /// It comes back with all that was typed.
    Back(super::frame::Said),
}

/// Whether a form was done or comes back.
///
/// # Errors
/// Whatever no form can put right.
pub fn came<T>(done: Result<T>) -> Result<Came> {
    match done {
        Ok(_) => Ok(Came::Done),
        Err(refused @ (Error::Refused(_) | Error::Conflict(_))) => {
            super::frame::Said::of(refused, str::to_owned).map(Came::Back)
        }
        Err(other) => Err(other),
    }
}
