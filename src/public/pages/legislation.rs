//! A document as schema.org `Legislation`, for machines that read pages.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::items::kinds::Document;
use crate::items::kinds::document::RelationKind;
use crate::items::kinds::document::effect::{Dates, Effect};
use crate::items::relations::Outgoing;
use crate::public::views::Html;

/// What stands around a document when it is described.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// Its canonical address.
    pub url: &'a str,
    /// The body whose site it is on.
    pub publisher: &'a str,
    /// The day for which it is described.
    pub day: Date,
    /// Whether it is in force on that day.
    pub effect: Effect,
    /// First day in force, and first no longer.
    pub span: Dates,
    /// What it says about others, each with its address where it is held.
    pub said: &'a [(&'a Outgoing, Option<String>)],
}

/// The description as JSON-LD that no text in it can end early.
pub fn json_ld(document: &Document, around: Around<'_>) -> Html {
    Html::sanitised(inert(&described(document, around).to_string()))
}

fn described(document: &Document, around: Around<'_>) -> Value {
    let mut all = Map::new();
    let mut put = |name: &str, value: Value| {
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            _ => false,
        };
        if !empty {
            all.insert(name.to_owned(), value);
        }
    };
    let organisation = |name: &str| match name {
        "" => Value::Null,
        name => json!({ "@type": "GovernmentOrganization", "name": name }),
    };
    let date = |date: Option<Date>| date.map_or(Value::Null, |date| json!(date.to_string()));
    put("@context", json!("https://schema.org"));
    put("@type", json!("Legislation"));
    put("@id", json!(around.url));
    put("url", json!(around.url));
    put("name", json!(document.name()));
    put("abstract", json!(document.summary));
    put("inLanguage", json!("vi"));
    put("legislationIdentifier", json!(document.number));
    put("legislationType", json!(document.doc_type));
    put("legislationDate", date(document.issued_on));
    put("legislationDateVersion", json!(around.day.to_string()));
    put("legislationLegalForce", force(around.effect));
    put("legislationPassedBy", organisation(&document.issuer));
    put("publisher", organisation(around.publisher));
    put("about", json!(document.fields));
    put("temporalCoverage", covered(around.span));
    put("legislationChanges", named(around.said, RelationKind::changes));
    put("legislationApplies", named(around.said, |kind| kind == RelationKind::Guides));
    put("isBasedOn", named(around.said, |kind| kind == RelationKind::BasedOn));
    Value::Object(all)
}

fn force(effect: Effect) -> Value {
    match effect {
        Effect::InForce { .. } => json!("https://schema.org/InForce"),
        Effect::InPart { .. } => json!("https://schema.org/PartiallyInForce"),
        Effect::NotYet { .. } | Effect::Ended { .. } | Effect::Suspended { .. } => {
            json!("https://schema.org/NotInForce")
        }
        Effect::Unknown => Value::Null,
    }
}

/// An interval of ISO 8601, open where the end is not known; its last day is the last one in force.
fn covered(span: Dates) -> Value {
    let Some(from) = span.effective_on else { return Value::Null };
    let last = span.expires_on.map(|until| crate::base::clock::plus_days(until, -1));
    json!(format!("{from}/{}", last.map_or_else(|| "..".to_owned(), |last| last.to_string())))
}

fn named(said: &[(&Outgoing, Option<String>)], of: impl Fn(RelationKind) -> bool) -> Value {
    let one = |(outgoing, url): &(&Outgoing, Option<String>)| {
        let mut other = json!({ "@type": "Legislation", "legislationIdentifier": outgoing.relation.number });
        if let Some(url) = url {
            other["@id"] = json!(url);
        }
        other
    };
    said.iter().filter(|(outgoing, _)| of(outgoing.relation.kind)).map(one).collect()
}

/// JSON with every sign escaped that HTML could take for the end of the script or for a comment.
pub(super) fn inert(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::kinds::document::Relation;
    use jiff::civil::date;

    fn document() -> Document {
        serde_json::from_value(json!({
            "common": { "section": "van-ban", "unit_key": "", "author": "", "source": "" },
            "number": "10/2016/QĐ-UBND", "doc_type": "Quyết định", "issuer": "UBND </script><!-- & huyện",
            "issued_on": "2016-12-28", "abstract": ""
        }))
        .unwrap()
    }

    #[test]
    fn nothing_in_it_can_end_the_script_and_it_reads_back() {
        let relation =
            Outgoing { relation: Relation::new(RelationKind::Replaces, "5/2013/QĐ-UBND"), target: None };
        let around = Around {
            url: "http://x/van-ban/a",
            publisher: "UBND",
            day: date(2017, 1, 1),
            effect: Effect::InForce { from: date(2016, 12, 28) },
            span: Dates { effective_on: Some(date(2016, 12, 28)), expires_on: Some(date(2020, 1, 1)) },
            said: &[(&relation, Some("http://x/van-ban/b".into()))],
        };
        let text = json_ld(&document(), around).to_string();
        assert!(!text.contains(['<', '>', '&']));
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["legislationPassedBy"]["name"], "UBND </script><!-- & huyện");
        assert_eq!(read["legislationLegalForce"], "https://schema.org/InForce");
        assert_eq!(read["temporalCoverage"], "2016-12-28/2019-12-31");
        assert_eq!(read["legislationChanges"][0]["@id"], "http://x/van-ban/b");
        assert!(read.get("abstract").is_none() && read.get("isBasedOn").is_none());
    }
}
