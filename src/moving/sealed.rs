//! Which columns are sealed, and for which context: what moves is opened under one deployment's key and sealed under the
//! other's.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use data_encoding::HEXLOWER;
use serde_json::Value;

use super::ATTACHMENTS;
use crate::backup::snapshot::place_of;
use crate::base::id::TenantId;
use crate::base::seal::{Sealer, sha256_hex};
use crate::base::tables::{Table, Values, bytes};
use crate::questions::codes;

/// A sealed column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedColumn {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub column: &'static str,
    /// The context before the tenant.
    context: &'static str,
    /// The column that ends the context.
    id: &'static str,
}

const fn sealed(
    table: &'static str,
    column: &'static str,
    context: &'static str,
    id: &'static str,
) -> SealedColumn {
    SealedColumn { table, column, context, id }
}

/// Every sealed column there is.
pub const SEALED: [SealedColumn; 14] = [
    sealed("questions", "contact", "question", "question_id"),
    sealed("outbox", "envelope", "outbox", "mail_id"),
    sealed("outbox", "mime", "outbox", "mail_id"),
    sealed("contributors", "contact", "contributors/contact", "account_id"),
    sealed("contributors", "payment", "contributors/payment", "account_id"),
    sealed("received_mail", "envelope", "received", "mail_id"),
    sealed("received_mail", "raw", "received", "mail_id"),
    sealed(ATTACHMENTS, "name", "question-attachment", "attachment_id"),
    sealed("sealed_cases", "matter", "sealed-case", "case_id"),
    sealed("sealed_events", "note", "sealed-event", "event_id"),
    sealed("privacy_requests", "wanted", "privacy-request", "request_id"),
    sealed("consultation_comments", "contact", "consultation-comment", "comment_id"),
    sealed("royalty_payees", "payment", "royalties/payee", "payee_id"),
    sealed("moved_keys", "sealed", codes::MOVED, "key_id"),
];

/// Opens and seals the rows of one tenant.
pub struct Drawer<'a> {
    /// The key of the deployment.
    pub sealer: &'a Sealer,
    /// Whose rows.
    pub tenant: &'a TenantId,
    /// The deployment's data folder, for readers' files.
    pub data: PathBuf,
}

impl Drawer<'_> {
    fn places<'t>(&self, table: &'t Table, row: &Values) -> Vec<(usize, String, &'t str)> {
        let of_table = SEALED.iter().filter(|column| column.table == table.name);
        let place = |column: &SealedColumn| {
            let at = table.position(column.column)?;
            let id = row.get(table.position(column.id)?)?.as_str()?;
            Some((at, format!("{}/{}/{id}", column.context, self.tenant), table.name.as_str()))
        };
        of_table.filter_map(place).collect()
    }

    /// The row in clear.
    ///
    /// # Errors
    /// When a value does not open under the deployment's key.
    pub fn open(&self, table: &Table, row: &mut Values) -> Result<()> {
        for (at, context, name) in self.places(table, row) {
            if let Some(sealed) = bytes(&row[at]) {
                let plain =
                    self.sealer.open(&context, &sealed).with_context(|| format!("{name}: {context}"))?;
                row[at] = Value::String(HEXLOWER.encode(&plain));
            }
        }
        Ok(())
    }

    /// The row sealed under the deployment's key.
    ///
    /// # Errors
    /// When the cipher refuses.
    pub fn seal(&self, table: &Table, row: &mut Values) -> Result<()> {
        for (at, context, _) in self.places(table, row) {
            if let Some(plain) = bytes(&row[at]) {
                row[at] = Value::String(HEXLOWER.encode(&self.sealer.seal(&context, &plain)?));
            }
        }
        Ok(())
    }

    fn attachment(&self, table: &Table, row: &Values) -> Option<(usize, String)> {
        if table.name != ATTACHMENTS {
            return None;
        }
        let id = row[table.position("attachment_id")?].as_str()?;
        Some((table.position("sha256")?, format!("question-attachment/{}/{id}", self.tenant)))
    }

    /// The bytes of the file that a row of readers' files stands for; its digest becomes the one of the bytes in clear, which
    /// is the same in every deployment. None for other tables, and where the bytes are gone.
    ///
    /// # Errors
    /// When the bytes do not open.
    pub fn open_file(&self, table: &Table, row: &mut Values) -> Result<Option<Vec<u8>>> {
        let Some((at, context)) = self.attachment(table, row) else { return Ok(None) };
        let sha256 = row[at].as_str().unwrap_or_default().to_owned();
        let Ok(sealed) = std::fs::read(self.data.join(place_of("questions", &sha256))) else {
            row[at] = Value::String(String::new());
            return Ok(None);
        };
        let plain = self.sealer.open(&context, &sealed).with_context(|| context.clone())?;
        row[at] = Value::String(sha256_hex(&plain));
        Ok(Some(plain))
    }

    /// Seals the bytes for the row that stands for them; they are kept under their new digest, which the row takes over.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub fn seal_file(&self, table: &Table, row: &mut Values, plain: &[u8]) -> Result<()> {
        let Some((at, context)) = self.attachment(table, row) else { return Ok(()) };
        let sealed = self.sealer.seal(&context, plain)?;
        let sha256 = sha256_hex(&sealed);
        let target = self.data.join(place_of("questions", &sha256));
        target.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(&target, sealed).with_context(|| target.display().to_string())?;
        std::fs::File::open(&target)?.sync_all()?;
        row[at] = Value::String(sha256);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::tables::{Kind, tables};
    use crate::deployment::testkit;

    #[tokio::test]
    async fn every_column_of_bytes_is_known_to_be_sealed() {
        let deployment = testkit::empty().await.unwrap();
        let mut platform = deployment.db.platform().await.unwrap();
        let mut met = 0;
        for table in tables(&mut platform).await.unwrap() {
            for column in table.columns.iter().filter(|column| column.kind == Kind::Bytes) {
                let known = SEALED.iter();
                let known = known.filter(|known| known.table == table.name && known.column == column.name);
                assert_eq!(known.count(), 1, "{}.{} would not move", table.name, column.name);
                met += 1;
            }
        }
        assert_eq!(met, SEALED.len());
    }
}
