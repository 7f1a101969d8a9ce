//! Who holds a post can be written to (row P-k): an entry without an official mail address waits for a person's word.

use super::{Finding, Subject, Weight};
use crate::items::Content;
use crate::items::kinds::record::leaders;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Content::Record(record) = subject.content else { return Vec::new() };
    if !leaders::is_out_of_reach(record) {
        return Vec::new();
    }
    vec![Finding {
        check: "holder-mail",
        field: "f-thu-dien-tu",
        message: "Người đang giữ chức vụ chưa có thư điện tử công vụ. Hãy ghi, hoặc nói rõ vì sao chưa có."
            .into(),
        clause: leaders::CONTACT,
        weight: Weight::Warning,
        found: vec![record.title.clone()],
    }]
}
