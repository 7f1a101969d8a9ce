//! The letter that invites a person to work for a site.

use crate::base::clock::{date_vi, time_vi};
use crate::base::id::AccountId;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::outbox::NewMail;
use crate::tenants::directory::Tenant;

use super::invitations::Invitation;

/// The invitation with its link; the link's token stands nowhere else in clear.
pub(super) fn invitation<'a>(
    tenant: &Tenant,
    invitation: &'a Invitation,
    link: &str,
    by: &'a AccountId,
    to: Address,
) -> NewMail<'a> {
    let site = &tenant.identity().full_name;
    let until = invitation.until.map(|day| format!(" đến trước ngày {}", date_vi(day))).unwrap_or_default();
    let text = format!(
        "Kính gửi ông/bà {name},\n\nBan Biên tập Trang thông tin điện tử {site} mời ông/bà tham gia với nhiệm vụ: {post}, từ \
         ngày {from}{until}, theo {decision}.\n\nĐể nhận lời, xin mở địa chỉ sau, đặt tên đăng nhập và mật khẩu của riêng \
         mình:\n{link}\n\nĐịa chỉ dùng được một lần, đến {expires}. Xin không chuyển cho người khác. Nếu không nhận lời, ông/bà \
         không cần làm gì.\n\n--\n{body}\nĐiện thoại: {phone} - Thư điện tử: {email}\n",
        name = invitation.name,
        post = invitation.role.vietnamese(),
        from = date_vi(invitation.from),
        decision = invitation.decision,
        expires = time_vi(invitation.expires_at),
        body = tenant.identity().body,
        phone = tenant.profile.footer.phone,
        email = tenant.profile.footer.email,
    );
    NewMail {
        class: Class::Reader,
        dedupe_key: format!("invitation/{}", invitation.id),
        subject_kind: "invitation",
        subject_id: &invitation.id,
        responsible: Some(by),
        recipient_label: "người được mời".into(),
        to,
        subject: format!("Mời tham gia Trang thông tin điện tử {site}"),
        text,
        bounces: true,
    }
}
