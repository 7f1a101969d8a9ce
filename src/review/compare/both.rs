//! Two texts in one, for who merges them by hand.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::items::markup::tree;

/// Both texts in one: what they share once, where they differ one after the other, the first one's first.
pub fn both(mine_html: &str, theirs_html: &str) -> String {
    let (mine, theirs) = (blocks(mine_html), blocks(theirs_html));
    let mut joined: Vec<&String> = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &mine, &theirs) {
        match op {
            DiffOp::Equal { old_index, len, .. } => joined.extend(&mine[old_index..old_index + len]),
            DiffOp::Delete { old_index, old_len, .. } => joined.extend(&mine[old_index..old_index + old_len]),
            DiffOp::Insert { new_index, new_len, .. } => {
                joined.extend(&theirs[new_index..new_index + new_len])
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                joined.extend(&mine[old_index..old_index + old_len]);
                joined.extend(&theirs[new_index..new_index + new_len]);
            }
        }
    }
    joined.into_iter().cloned().collect::<Vec<_>>().join("\n")
}

fn blocks(html: &str) -> Vec<String> {
    let nodes = tree::read(html).into_iter().filter(|node| !node.is_blank());
    nodes.map(|node| tree::write(&[node])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_in_one_lose_nothing() {
        let (mine, theirs) =
            ("<p>một</p><p>hai của tôi</p><p>ba</p>", "<p>một</p><p>hai của họ</p><p>ba</p><p>bốn</p>");
        assert_eq!(
            both(mine, theirs),
            "<p>một</p>\n<p>hai của tôi</p>\n<p>hai của họ</p>\n<p>ba</p>\n<p>bốn</p>"
        );
        assert_eq!(both(mine, mine).matches("<p>").count(), 3);
        assert_eq!(both("", "<p>một</p>"), "<p>một</p>");
    }
}
