//! Rules and bodies outside hold until a last day, or no more from today on; never less than from their first day.

use jiff::civil::Date;
use serde_json::json;

use super::store as routing;
use crate::base::clock::date_vi;
use crate::base::error::{Error, Refusal, Result};
use crate::base::scope::Reach;
use crate::people::{Action, State};
use crate::questions::desk::Act;

const CLAUSE: &str = "Quy chế Điều 10.1";

/// A last day as somebody wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Last {
    /// None was written.
    #[default]
    Open,
    /// This day is the last.
    On(Date),
    /// What was written is no day.
    Unread,
}

impl Last {
    /// The day of a text, as `read` reads days.
    pub fn of(text: &str, read: fn(&str) -> Option<Date>) -> Self {
        if text.trim().is_empty() { Self::Open } else { read(text).map_or(Self::Unread, Self::On) }
    }

    /// The first day on which what began so holds no more.
    ///
    /// # Errors
    /// Why it cannot be the last day, for the field it was written into.
    pub(super) fn until(self, from: Option<Date>, field: &'static str) -> Result<Option<Date>, Refusal> {
        let refuse = |message| Err(Refusal::new(field, message, CLAUSE));
        match self {
            Self::Open => Ok(None),
            Self::Unread => refuse("Ngày cuối không đúng. Ví dụ đúng: 28/12/2016."),
            Self::On(last) if from.is_some_and(|from| last < from) => {
                refuse("Ngày cuối phải từ ngày bắt đầu trở đi.")
            }
            Self::On(last) => Ok(last.tomorrow().ok()),
        }
    }
}

/// What holds for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dated {
    /// A rule of routing.
    Rule,
    /// A body outside.
    Body,
}

impl Dated {
    /// As the trail and the followers know it.
    fn kind(self) -> &'static str {
        match self {
            Self::Rule => "routing-rule",
            Self::Body => "external-contact",
        }
    }
}

/// Ends it: after its last day, or from today on. What has not begun then never holds.
///
/// # Errors
/// [`Error::Refused`] for a last day before its first one, before today or not before the one that stands;
/// [`Error::Conflict`] when it holds no more already.
pub async fn end(act: Act<'_>, what: Dated, id: &str, last: Last) -> Result<()> {
    act.staff.require(Action::RoutingSet, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let (from, known) = routing::days(&mut scope, what, id).await?.ok_or(Error::NotFound)?;
    let today = act.tenant.day;
    let on = wanted(today, from, known, last).map_err(|refusal| Error::Refused(vec![refusal]))?;
    routing::end(&mut scope, what, id, on).await?;
    scope.audit(Action::RoutingSet.as_str(), what.kind(), id, json!({ "ended": on }));
    scope.changed(what.kind(), id, Reach::Staff);
    scope.commit().await
}

/// The first day on which it shall hold no more.
fn wanted(today: Date, from: Date, known: Option<Date>, last: Last) -> Result<Date, Refusal> {
    let refuse = |message: String| Err(Refusal::new("ngay-cuoi", message, CLAUSE));
    let Some(on) = last.until(Some(from), "ngay-cuoi")? else { return Ok(today.max(from)) };
    match known {
        _ if on <= today => {
            refuse("Ngày cuối không được ở trước hôm nay. Muốn thôi ngay, hãy để trống.".into())
        }
        Some(known) if known <= on => {
            refuse(format!("Ngày cuối phải sớm hơn ngày đã ghi (thôi từ {}).", date_vi(known)))
        }
        _ => Ok(on),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2016, 12, 30);

    #[test]
    fn it_ends_today_or_after_its_last_day() {
        let began = date(2016, 12, 1);
        assert_eq!(wanted(TODAY, began, None, Last::Open), Ok(TODAY));
        assert_eq!(wanted(TODAY, began, None, Last::On(TODAY)), Ok(date(2016, 12, 31)));
        assert_eq!(wanted(TODAY, date(2017, 1, 5), None, Last::Open), Ok(date(2017, 1, 5)), "it never holds");
    }

    #[test]
    fn no_end_before_the_begin_the_past_or_after_the_end_that_stands() {
        let began = date(2017, 1, 5);
        for (from, known, last) in [
            (began, None, Last::On(date(2017, 1, 4))),
            (date(2016, 12, 1), None, Last::On(date(2016, 12, 29))),
            (date(2016, 12, 1), Some(date(2017, 1, 1)), Last::On(date(2017, 1, 1))),
            (began, None, Last::Unread),
        ] {
            let refusal = wanted(TODAY, from, known, last).unwrap_err();
            assert_eq!(refusal.field, "ngay-cuoi", "{last:?}");
        }
    }
}
