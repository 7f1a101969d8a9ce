//! The SQL of the server's beats, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::scope::{Platform, PlatformWrite};
use crate::params;

use super::Gap;

/// The watch: since when, and its last beat.
pub(super) struct Watch {
    /// The first beat.
    pub since: Millis,
    /// The last one.
    pub at: Millis,
}

impl FromRow for Watch {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { since: row.get("since")?, at: row.get("at")? })
    }
}

impl FromRow for Gap {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { began_at: row.get("began_at")?, ended_at: row.get("ended_at")? })
    }
}

pub(super) async fn last(platform: &mut Platform) -> Result<Option<Watch>> {
    platform.optional("SELECT since, at FROM uptime_beats WHERE beat = 'server'", vec![]).await
}

pub(super) async fn renew(platform: &mut PlatformWrite, now: Millis) -> Result<()> {
    let sql = "INSERT INTO uptime_beats (beat, since, at) VALUES ('server', $1, $1) \
               ON CONFLICT (beat) DO UPDATE SET at = excluded.at";
    platform.execute(sql, params![now]).await.map(drop)
}

pub(super) async fn insert_gap(platform: &mut PlatformWrite, gap: Gap) -> Result<()> {
    let sql = "INSERT INTO uptime_gaps (began_at, ended_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    platform.execute(sql, params![gap.began_at, gap.ended_at]).await.map(drop)
}

pub(super) async fn gaps(platform: &mut Platform, from: Millis, until: Millis) -> Result<Vec<Gap>> {
    let sql =
        "SELECT began_at, ended_at FROM uptime_gaps WHERE ended_at > $1 AND began_at < $2 ORDER BY began_at";
    platform.all(sql, params![from, until]).await
}
