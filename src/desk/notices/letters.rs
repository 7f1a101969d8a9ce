//! The letters of the desk: they say that something waits and where, never the words of a text.

use crate::app::App;
use crate::base::clock::{date_vi, time_vi};
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::outbox::NewMail;
use crate::tenants::directory::Tenant;

use super::{About, Kind, Notice};

fn signature(app: &App, tenant: &Tenant) -> String {
    format!(
        "\n--\nBan Biên tập Trang thông tin điện tử {}\nChọn cách nhận thông báo: {}/thong-bao\n",
        tenant.identity().full_name,
        app.config.console_url()
    )
}

fn link(app: &App, tenant: &Tenant, notice: &Notice) -> String {
    let home = format!("{}/{}", app.config.console_url(), tenant.slug());
    match &notice.about {
        About::Edition(edition) if notice.kind == Kind::Comment => format!("{home}/tin-bai/{edition}/gop-y"),
        About::Edition(edition) => format!("{home}/tin-bai/{edition}"),
        About::Consultation(id) => format!("{home}/lay-y-kien/{id}"),
    }
}

fn mail(notice: &Notice, dedupe_key: String, to: Address, subject: String, text: String) -> NewMail<'_> {
    NewMail {
        class: Class::Reminder,
        dedupe_key,
        subject_kind: notice.about.kind(),
        subject_id: notice.about.id(),
        responsible: None,
        recipient_label: "cán bộ".into(),
        to,
        subject,
        text,
        bounces: false,
    }
}

/// One notice by itself.
pub(super) fn immediate<'a>(app: &App, tenant: &Tenant, notice: &'a Notice, to: Address) -> NewMail<'a> {
    let text = format!(
        "Kính gửi ông/bà,\n\n{}\n\nXem tại: {}\n{}",
        notice.text,
        link(app, tenant, notice),
        signature(app, tenant)
    );
    let subject = format!("{} - {}", notice.kind.vietnamese(), tenant.identity().full_name);
    mail(notice, format!("notice/{}", notice.id), to, subject, text)
}

/// Everything that waited for the morning.
pub(super) fn digest<'a>(
    app: &App,
    tenant: &Tenant,
    notices: &'a [Notice],
    day: jiff::civil::Date,
    to: Address,
) -> Option<NewMail<'a>> {
    let first = notices.first()?;
    let mut text = String::from("Kính gửi ông/bà,\n");
    for kind in Kind::ALL {
        let of_kind: Vec<&Notice> = notices.iter().filter(|notice| notice.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        text += &format!("\n{} ({})\n", kind.vietnamese(), of_kind.len());
        for notice in of_kind {
            text += &format!("- {} ({})\n  {}\n", notice.text, time_vi(notice.at), link(app, tenant, notice));
        }
    }
    text += &signature(app, tenant);
    let subject =
        format!("{} việc ở Bàn biên tập {}, {}", notices.len(), tenant.identity().full_name, date_vi(day));
    Some(mail(first, format!("digest/{}/{day}/{}", first.account, first.id), to, subject, text))
}
