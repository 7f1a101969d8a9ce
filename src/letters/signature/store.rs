//! The SQL of signatures, and nobody else's.

use jiff::civil::Date;

use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id;
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::{Dated, Signature};

impl FromRow for Signature {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            body: row.get("body")?,
            address: row.get("address")?,
            phone: row.get("phone")?,
            email: row.get("email")?,
            site: row.get("site")?,
        })
    }
}

impl FromRow for Dated {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            signature: Signature::from_row(row)?,
            from: row.date("from_on")?.ok_or_else(|| Error::internal("a signature has no day"))?,
            set_by: row.get("set_by")?,
            set_at: row.get("set_at")?,
        })
    }
}

/// The signature of a day: the one with the latest first day, and of those the one set last.
///
/// # Errors
/// When the database does not answer.
pub async fn on(scope: &mut Scope, day: Date) -> Result<Option<Signature>> {
    scope
        .optional(
            "SELECT * FROM mail_signatures WHERE tenant_id = $1 AND from_on <= $2 \
             ORDER BY from_on DESC, set_at DESC, signature_id DESC LIMIT 1",
            params![day],
        )
        .await
}

/// All of them, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn history(scope: &mut Scope) -> Result<Vec<Dated>> {
    scope
        .all(
            "SELECT * FROM mail_signatures WHERE tenant_id = $1 \
             ORDER BY from_on DESC, set_at DESC, signature_id DESC LIMIT 100",
            vec![],
        )
        .await
}

/// One more.
///
/// # Errors
/// When the database refuses.
pub async fn insert(scope: &mut WriteScope, signature: &Signature, from: Date, by: &str) -> Result<()> {
    let db = scope.db().clone();
    let now = db.clock.now();
    scope
        .execute_one(
            "INSERT INTO mail_signatures (tenant_id, signature_id, from_on, body, address, phone, email, site, set_by, \
             set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                id::fresh(now, &db.entropy),
                from,
                &signature.body,
                &signature.address,
                &signature.phone,
                &signature.email,
                &signature.site,
                by,
                now
            ],
        )
        .await
}
