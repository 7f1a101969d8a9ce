//! The editorial board of a site: who is appointed to it, how many of it must approve, and what a unit's head confirms.

pub mod appointments;
pub mod approvals;
pub mod confirming;
pub mod rules;
pub mod store;

use jiff::civil::Date;

use crate::base::error::Refusal;
use crate::tenants::Profile;

/// The clause behind appointments.
pub(crate) const APPOINTED: &str = "Quy chế Điều 7.1";
/// The clause behind approvals.
pub(crate) const APPROVED: &str = "Quy chế Điều 7.2";
/// The clause behind what units supply.
pub(crate) const SUPPLIED: &str = "Quy chế Điều 12.3";

/// A first day that must be there, and a last one that must lie behind it.
pub(crate) fn refuse_dates(from: Option<Date>, until: Option<Date>, refusals: &mut Vec<Refusal>) {
    match (from, until) {
        (None, _) => {
            refusals.push(Refusal::new("from", "Hãy ghi ngày bắt đầu, ví dụ 28/12/2016.", APPOINTED));
        }
        (Some(from), Some(until)) if until <= from => {
            refusals.push(Refusal::new("until", "Ngày kết thúc phải sau ngày bắt đầu.", APPOINTED));
        }
        _ => {}
    }
}

/// A decision must be named.
pub(crate) fn refuse_no_decision(decision: &str, refusals: &mut Vec<Refusal>) {
    if decision.trim().is_empty() {
        refusals.push(Refusal::new("decision", "Hãy ghi số quyết định hoặc văn bản cử.", APPOINTED));
    } else if decision.chars().count() > 200 {
        refusals.push(Refusal::new("decision", "Số quyết định dài quá 200 ký tự.", APPOINTED));
    }
}

/// A unit, where one is named, is one of the tenant's on the day.
pub(crate) fn refuse_unknown_unit(
    profile: &Profile,
    unit: Option<&str>,
    day: Date,
    refusals: &mut Vec<Refusal>,
) {
    if let Some(unit) = unit
        && !profile.units_on(day).any(|known| known.key == unit)
    {
        refusals.push(Refusal::new("unit", "Không có đơn vị này trong danh sách của trang.", SUPPLIED));
    }
}
