//! The trail to take along: a table for a spreadsheet, and signed JSON from which anybody recomputes the chain.

use std::collections::HashMap;
use std::hash::BuildHasher;

use serde_json::{Value, json};

use crate::base::audit::{Stored, content_hash, link};
use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::base::scope::{Db, Scope};
use crate::base::text::csv_cell;
use crate::tenants::directory::Tenant;

use super::sign::{self, Signer};
use super::store::{self, Linked};
use super::{Filter, Told, words};

/// The name of the format, in every file.
pub const FORMAT: &str = "portal-audit-1";
/// The most events of one file: a year of a busy site; more are taken along year by year.
pub const MOST: usize = 200_000;
/// Events read at a time.
const STEP: usize = 2_000;

/// Everything that a filter leaves, oldest first.
///
/// # Errors
/// [`Error::Refused`] when it is more than a file may hold.
pub async fn read(scope: &mut Scope, filter: &Filter) -> Result<Vec<Linked>> {
    let mut all: Vec<Linked> = Vec::new();
    loop {
        let above = all.last().map_or(0, |last| last.event.seq);
        let next = store::oldest(scope, filter, above, STEP).await?;
        let done = next.len() < STEP;
        all.extend(next);
        if all.len() > MOST {
            let message = format!("Nhiều hơn {MOST} sự kiện. Hãy thu hẹp khoảng ngày rồi tải từng phần.");
            return Err(Error::refused("tu", message, ""));
        }
        if done {
            return Ok(all);
        }
    }
}

/// The events as a table that a spreadsheet opens: no cell begins with what it would take for a formula.
pub fn csv<'a, S: BuildHasher>(
    events: impl IntoIterator<Item = &'a Stored>,
    names: &HashMap<AccountId, String, S>,
) -> String {
    let mut out = String::from(
        "\u{FEFF}Số,Thời điểm,Tên đăng nhập,Họ và tên,Địa chỉ,Việc,Mã việc,Đối tượng,Mã đối tượng,Thay đổi,Chi tiết,Mã băm\r\n",
    );
    for event in events {
        let told = Told::of(event);
        let name = event.account.as_ref().and_then(|id| names.get(id)).map_or("", String::as_str);
        let detail = if told.purged { "(nội dung đã xóa)".to_owned() } else { told.detail.to_string() };
        let cells = [
            event.seq.to_string(),
            iso(event.at),
            event.actor.clone(),
            name.to_owned(),
            told.address.clone(),
            words::sentence(&event.action),
            event.action.clone(),
            words::subject(&event.subject_kind).to_owned(),
            event.subject_id.clone(),
            told.changed().join(", "),
            detail,
            event.hash.clone(),
        ];
        out += &cells.map(|text| csv_cell(&text)).join(",");
        out += "\r\n";
    }
    out
}

/// The signed file: what it says, the public key, and the signature over what it says in canonical form.
///
/// # Errors
/// As [`read`].
pub async fn signed(db: &Db, tenant: &Tenant, filter: &Filter, by: &str) -> Result<Value> {
    let mut scope = db.read(tenant.id()).await?;
    let events = read(&mut scope, filter).await?;
    let head = store::head(&mut scope).await?;
    drop(scope);
    let said = json!({
        "format": FORMAT,
        "tenant": tenant.id(),
        "name": tenant.identity().full_name,
        "exported_at": iso(db.clock.now()),
        "exported_by": by,
        "filter": filter.said(),
        "complete": filter.is_everything(),
        "head": head.hash,
        "events": events.iter().map(row).collect::<Vec<_>>(),
    });
    let signer = Signer::of(&db.sealer)?;
    let signature = signer.sign(canonical(&said).as_bytes());
    Ok(json!({ "signed": said, "public_key": signer.public(), "signature": signature }))
}

fn row(linked: &Linked) -> Value {
    let Linked { event, previous } = linked;
    json!({
        "seq": event.seq,
        "sentence": words::sentence(&event.action),
        "contents": event.contents,
        "salt": event.salt,
        "content_hash": event.content_hash,
        "previous": previous,
        "hash": event.hash,
    })
}

/// JSON in one way only: keys in order, no blanks. What is signed and checked.
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort();
            let parts: Vec<String> = names
                .into_iter()
                .map(|name| format!("{}:{}", Value::from(name.as_str()), canonical(&fields[name])))
                .collect();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        plain => plain.to_string(),
    }
}

/// What a checked file was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Whose trail.
    pub tenant: String,
    /// How many events.
    pub events: usize,
    /// Whether it is the whole chain up to its head.
    pub complete: bool,
    /// The key that signed it, to be compared with the one on the portal's page.
    pub public_key: String,
}

/// Checks a file without the portal that wrote it: its signature, every event's digest, every link.
///
/// # Errors
/// Every complaint, as sentences.
pub fn check(text: &str, known_key: Option<&str>) -> Result<Checked, Vec<String>> {
    let file: Value =
        serde_json::from_str(text).map_err(|cause| vec![format!("Không phải JSON: {cause}")])?;
    let said = &file["signed"];
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let key = word(&file["public_key"]);
    let mut wrong = Vec::new();
    if said["format"] != FORMAT {
        wrong.push(format!("Không phải tệp {FORMAT}."));
    }
    if known_key.is_some_and(|known| !known.eq_ignore_ascii_case(&key)) {
        wrong.push("Khóa công khai trong tệp không phải khóa đã cho.".to_owned());
    }
    if !sign::holds(&key, canonical(said).as_bytes(), &word(&file["signature"])) {
        wrong.push("Chữ ký không đúng: tệp đã bị sửa hoặc không do khóa này ký.".to_owned());
    }
    let empty = Vec::new();
    let events = said["events"].as_array().unwrap_or(&empty);
    let complete = said["complete"] == true;
    check_events(events, complete, &word(&said["head"]), &mut wrong);
    let checked = Checked { tenant: word(&said["tenant"]), events: events.len(), complete, public_key: key };
    if wrong.is_empty() { Ok(checked) } else { Err(wrong) }
}

fn check_events(events: &[Value], complete: bool, head: &str, wrong: &mut Vec<String>) {
    let (mut last, mut hash) = (0, String::new());
    for event in events {
        let fields = event.as_object().cloned().unwrap_or_default();
        let word = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let seq = fields.get("seq").and_then(Value::as_i64).unwrap_or(0);
        if let (Some(contents), Some(salt)) = (event["contents"].as_str(), event["salt"].as_str())
            && content_hash(salt, contents) != word("content_hash")
        {
            wrong.push(format!("Dòng số {seq}: nội dung không khớp mã băm."));
        }
        if link(&word("previous"), seq, &word("content_hash")) != word("hash") {
            wrong.push(format!("Dòng số {seq}: mắt xích không khớp."));
        }
        if seq <= last || (complete && word("previous") != hash) {
            wrong.push(format!("Dòng số {seq}: không nối tiếp dòng trước."));
        }
        (last, hash) = (seq, word("hash"));
    }
    if complete && hash != head {
        wrong.push("Dòng cuối không phải đầu chuỗi lúc tải về.".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_one_form_whatever_order_it_came_in() {
        let one: Value = serde_json::from_str(r#"{"b": [1, {"d": null, "c": "ặ\""}], "a": true}"#).unwrap();
        assert_eq!(canonical(&one), r#"{"a":true,"b":[1,{"c":"ặ\"","d":null}]}"#);
    }

    #[test]
    fn what_is_no_file_of_ours_is_told_so() {
        assert!(check("{", None).is_err());
        let wrong = check("{}", None).unwrap_err();
        assert!(
            wrong.iter().any(|line| line.contains(FORMAT))
                && wrong.iter().any(|line| line.contains("Chữ ký"))
        );
    }
}
