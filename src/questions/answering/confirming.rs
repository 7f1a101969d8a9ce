//! The unit's word for its answer: the head's, or of an officer to whom the head gave that.

use crate::base::error::{Refusal, Result};
use crate::base::scope::{Scope, WriteScope};
use crate::board::confirming::{Authority, authority, is_demanded_of};
use crate::people::Staff;
use crate::questions::store::Answer;
use crate::tenants::Profile;

use super::store;

/// The clause behind the head's confirmation.
const CONFIRMED: &str = "Quy chế Điều 8.2, 10.1";

/// Whether an answer still waits for its unit's word.
///
/// # Errors
/// When the database does not answer.
pub async fn is_waited_for(scope: &mut Scope, profile: &Profile, answer: &Answer) -> Result<bool> {
    let Some(by) = &answer.created_by else { return Ok(false) };
    let demanded = is_demanded_of(scope, profile, &answer.unit_key, &[by], Some(answer.created_at)).await?;
    Ok(demanded && store::confirmation(scope, &answer.id).await?.is_none())
}

/// Why an answer cannot be approved yet, where its unit has not given its word.
///
/// # Errors
/// When the database does not answer.
pub async fn refusal(scope: &mut Scope, profile: &Profile, answer: &Answer) -> Result<Option<Refusal>> {
    if !is_waited_for(scope, profile, answer).await? {
        return Ok(None);
    }
    let unit = profile.unit(&answer.unit_key).map_or(answer.unit_key.as_str(), |unit| unit.name.as_str());
    let message =
        format!("Thủ trưởng {unit} (hoặc người được ủy quyền) chưa xác nhận câu trả lời của đơn vị.");
    Ok(Some(Refusal::new("cam-ket", message, CONFIRMED)))
}

/// Writes the word down of who may give it; whether they may.
///
/// # Errors
/// [`crate::base::error::Error::Conflict`] when it was given before.
pub async fn by(
    scope: &mut WriteScope,
    staff: &Staff,
    answer: &crate::base::id::AnswerId,
    unit: &str,
) -> Result<bool> {
    let Some(authority) = authority(scope, staff, unit).await? else { return Ok(false) };
    let delegation = match &authority {
        Authority::Head => None,
        Authority::Delegate(delegation) => Some(delegation.id.clone()),
    };
    store::insert_confirmation(scope, answer, unit, &staff.account, delegation).await?;
    Ok(true)
}
