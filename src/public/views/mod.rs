//! Public pages as plain values: a struct a page, its template beside it, no database behind it.
//!
//! A handler fills the struct with words ready to show and renders it with [`askama::Template::render`].

pub mod ask;
pub mod chart;
pub mod chart_drawing;
pub mod clock;
pub mod compliance;
pub mod consultation;
pub mod contact;
pub mod disclosed;
pub mod document;
pub mod document_list;
pub mod error;
pub mod file_text;
pub mod history;
pub mod home;
pub mod layout;
pub mod news;
pub mod news_list;
pub mod parts;
pub mod plans;
pub mod question;
pub mod received;
pub mod record;
pub mod regulation;
pub mod schedule;
pub mod search;
pub mod sitemap;
pub mod text;
pub mod unit_answer;
pub mod unit_word;

#[cfg(test)]
pub(crate) mod check;

pub use layout::{DublinCore, Footer, Layout, NavLink, Notice, SiteView};
pub use parts::{
    Badge, Choice, FileView, Html, Link, Pager, PagerLink, Picture, Refusal, Refusals, Run, Stamp, Tone,
};
