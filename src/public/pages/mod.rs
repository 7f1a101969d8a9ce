//! The handlers of the public sites: each fills one view from the stores.

pub mod about;
pub mod ask;
pub mod cards;
pub mod chart;
pub mod citation;
pub mod compliance;
pub mod consultations;
pub mod deadlines;
pub mod disclosed;
pub mod document;
pub mod effect;
pub mod errors;
pub mod feed;
pub mod feeds;
pub mod file_text;
pub mod files;
pub mod gone;
pub mod history;
pub mod home;
mod home_blocks;
pub mod introduced;
pub mod introduction;
pub mod issued;
pub mod item;
pub mod legislation;
pub mod looked;
pub mod machines;
pub mod old_address;
pub mod open_data;
pub mod opened;
pub mod plans;
pub mod podcast;
pub mod questions;
pub mod received;
pub mod records;
pub mod regulation;
pub mod related;
pub mod schedule;
pub mod search;
pub mod section;
pub mod specials;
pub mod statistics;
pub mod themes;
pub mod track;
pub mod translations;
mod typed_day;
pub mod unit_answer;
pub mod unit_clock;
pub mod unit_files;
pub mod unit_word;

use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

/// The path of an item on its site.
pub fn item_path(tenant: &Tenant, section: SectionKey, slug: &str) -> String {
    let section = tenant.profile.section(section).map_or(section.as_str(), |section| section.slug.as_str());
    format!("/{section}/{slug}")
}

/// The canonical URL of an item.
pub fn item_url(tenant: &Tenant, section: SectionKey, slug: &str) -> String {
    tenant.url(&item_path(tenant, section, slug))
}

/// The path of an answered question on its site.
pub fn question_path(tenant: &Tenant, slug: &str) -> String {
    item_path(tenant, SectionKey::Questions, slug)
}
