//! What a file says of itself as a document, with what is in doubt.

use reader::Reading;
use reader::official::{self, Found, Suggestion};

use super::facts::Facts;

/// The facts that are found in a reading.
pub fn of(reading: &Reading) -> Facts {
    let found = official::find(reading);
    let doubts = doubts(&found);
    Facts {
        number: found.number.map(|it| it.value),
        kind: found.kind.map(|it| it.value),
        issuer: found.issuer.map(|it| it.value),
        issued_on: found.issued_on.map(|it| it.value),
        effective_on: found.effective_on.map(|it| it.value),
        expires_on: None,
        summary: found.summary.map(|it| it.value),
        signer_authority: found.signer_authority.map(|it| it.value),
        signer_post: found.signer_post.map(|it| it.value),
        signer_name: found.signer_name.map(|it| it.value),
        fields: Vec::new(),
        section: None,
        doubts,
    }
}

/// What a person should look at, each with the fact that it is about.
fn doubts(found: &Found) -> Vec<String> {
    let facts = [
        ("số, ký hiệu", doubt(found.number.as_ref())),
        ("loại văn bản", doubt(found.kind.as_ref())),
        ("cơ quan ban hành", doubt(found.issuer.as_ref())),
        ("ngày ban hành", doubt(found.issued_on.as_ref())),
        ("ngày hiệu lực", doubt(found.effective_on.as_ref())),
        ("trích yếu", doubt(found.summary.as_ref())),
        ("chức vụ người ký", doubt(found.signer_post.as_ref())),
        ("người ký", doubt(found.signer_name.as_ref())),
    ];
    let facts = facts.into_iter().filter_map(|(name, doubt)| doubt.map(|doubt| format!("{name}: {doubt}")));
    facts.chain(found.remarks.iter().map(|remark| remark.sentence.clone())).collect()
}

fn doubt<T>(suggestion: Option<&Suggestion<T>>) -> Option<&str> {
    suggestion.and_then(|it| it.doubt.as_deref())
}
