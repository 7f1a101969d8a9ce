//! What a site still lacks before readers may come to it.

use crate::base::error::Refusal;
use crate::people::{Action, Appointment, State, allows};
use crate::tenants::{Footer, Profile};

/// The clause of the five values at the foot of every page.
const FOOTER: &str = "TT 32/2017 Đ16.3.c";
/// The clause of who approves.
const BOARD: &str = "Quy chế Điều 7.1, 7.2";

/// The five values, each with its field and what is said where it is missing.
fn values(footer: &Footer) -> [(&'static str, &str, &'static str); 5] {
    [
        ("unit", footer.unit.as_str(), "Chưa ghi đơn vị chịu trách nhiệm."),
        ("responsible", footer.responsible.as_str(), "Chưa ghi người chịu trách nhiệm (chức danh)."),
        ("address", footer.address.as_str(), "Chưa ghi địa chỉ cơ quan."),
        ("phone", footer.phone.as_str(), "Chưa ghi số điện thoại."),
        ("email", footer.email.as_str(), "Chưa ghi thư điện tử công vụ."),
    ]
}

/// The refusals of contact values alone: what the step that sets them says.
pub fn of_footer(footer: &Footer) -> Vec<Refusal> {
    let missing = values(footer).into_iter().filter(|(_, value, _)| value.trim().is_empty());
    let mut refusals: Vec<_> =
        missing.map(|(field, _, message)| Refusal::new(field, message, FOOTER)).collect();
    let email = footer.email.trim();
    if !email.is_empty() && !is_mail(email) {
        let message = format!("“{email}” không phải là địa chỉ thư điện tử.");
        refusals.push(Refusal::new("email", message, FOOTER));
    }
    refusals
}

/// Whether a text can be an address of mail.
pub fn is_mail(text: &str) -> bool {
    text.is_ascii()
        && text.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'))
        && text.parse::<crate::base::mail::Address>().is_ok()
}

/// Everything that is missing, with the people who serve there today.
pub fn gaps(site: &Profile, people: &[Appointment]) -> Vec<Refusal> {
    let mut refusals = of_footer(&site.footer);
    if !people.iter().any(|held| allows(held.role, Action::PeopleAppoint, State::Any)) {
        let message =
            "Chưa có người được cử người khác: Phó ban thường trực hoặc Văn phòng, đã nhận lời mời.";
        refusals.push(Refusal::new("people", message, BOARD));
    }
    let approvers: Vec<_> =
        people.iter().filter(|held| allows(held.role, Action::ItemApprove, State::Submitted)).collect();
    let two = people
        .iter()
        .filter(|held| allows(held.role, Action::ItemCreate, State::Any))
        .any(|writer| approvers.iter().any(|held| held.account != writer.account));
    if approvers.is_empty() {
        let message = "Chưa có người duyệt (Trưởng ban, Phó ban thường trực hoặc Phó ban) đã nhận lời mời.";
        refusals.push(Refusal::new("people", message, BOARD));
    } else if !two {
        let message = "Cần ít nhất hai người: một người viết và một người khác duyệt.";
        refusals.push(Refusal::new("people", message, BOARD));
    }
    if site.sections.iter().all(|section| section.hidden) {
        refusals.push(Refusal::new("sections", "Chưa hiện chuyên mục nào.", "Quy chế Điều 3"));
    }
    if site.units.is_empty() {
        refusals.push(Refusal::new("units", "Chưa có đơn vị trả lời câu hỏi.", "Quy chế Điều 12.3"));
    }
    refusals
}
