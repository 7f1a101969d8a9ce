//! What people look for and do not find: searches counted by day and by words, without the persons.
//!
//! **What is kept.** A site, a day, the words, how often they were looked for, how often nothing was found, how
//! many results there were, how often a result was opened and at which place it stood. No address, no session,
//! no time finer than the day. Telephone and identity numbers and mail addresses are taken out of the words
//! before they are counted ([`words`]), and what is longer than [`LONGEST`] characters is cut.
//!
//! **What is shown.** Words are read by somebody only when at least [`SHARED`] searches of the period share
//! them; words that look like a person's ([`words::looks_personal`]) only from [`SHARED_PERSONAL`] on. All
//! others are counted, and not shown.
//!
//! **How long.** Words that fewer than [`SHARED`] searches shared lose their text after [`RARE_DAYS`] days;
//! every count goes after [`KEPT_DAYS`].

pub mod counts;
pub mod report;
pub mod store;
pub mod words;

/// So many characters of a search are kept.
pub const LONGEST: usize = 80;
/// Words are shown from so many searches on.
pub const SHARED: i64 = 3;
/// Words that look like a person's are shown from so many searches on.
pub const SHARED_PERSONAL: i64 = 10;
/// Words that few share lose their text after so many days.
pub const RARE_DAYS: i64 = 31;
/// Counts are kept for thirteen months, so that a month can be compared with the same one a year before.
pub const KEPT_DAYS: i64 = 400;
/// So many different words of a site and day are told apart; the others are counted together. Whoever sends
/// made-up words without end fills no disk.
pub const WORDS_A_DAY: usize = 5_000;
