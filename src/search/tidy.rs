//! When segments are merged: many of like size into one, and each that holds too many removed records anew.

use std::collections::HashSet;

use tantivy::index::SegmentMeta;
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy};

/// Merges by size, and rewrites alone what has lost more than a share of its records. By size alone a segment
/// that is the only one of its size, or that has reached the greatest size, would keep its removed records for
/// ever.
#[derive(Debug)]
pub struct Tidy {
    by_size: LogMergePolicy,
    removed_share: f32,
}

impl Tidy {
    /// Merges by this policy, and rewrites above this share of removed records.
    pub fn new(by_size: LogMergePolicy, removed_share: f32) -> Self {
        Self { by_size, removed_share }
    }

    fn is_worn(&self, segment: &SegmentMeta) -> bool {
        segment.num_deleted_docs() as f32 > self.removed_share * segment.max_doc() as f32
    }
}

impl MergePolicy for Tidy {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut merges = self.by_size.compute_merge_candidates(segments);
        let taken: HashSet<_> = merges.iter().flat_map(|merge| merge.0.iter().copied()).collect();
        let worn = segments.iter().filter(|one| self.is_worn(one) && !taken.contains(&one.id()));
        merges.extend(worn.map(|one| MergeCandidate(vec![one.id()])));
        merges
    }
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{STRING, Schema};
    use tantivy::{Index, IndexWriter, TantivyDocument, Term};

    use super::*;

    /// How many records and removed records the segments hold after some were removed.
    fn after_removing(share: usize, greatest_segment: usize) -> Vec<(u32, u32)> {
        let mut schema = Schema::builder();
        let key = schema.add_text_field("key", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let mut by_size = LogMergePolicy::default();
        by_size.set_max_docs_before_merge(greatest_segment);
        writer.set_merge_policy(Box::new(Tidy::new(by_size, 0.2)));
        for n in 0..100 {
            let mut record = TantivyDocument::default();
            record.add_text(key, if n < share { "gone" } else { "here" });
            writer.add_document(record).unwrap();
        }
        writer.commit().unwrap();
        writer.delete_term(Term::from_field_text(key, "gone"));
        writer.commit().unwrap();
        writer.wait_merging_threads().unwrap();
        let metas = index.searchable_segment_metas().unwrap();
        metas.iter().map(|meta| (meta.num_docs(), meta.num_deleted_docs())).collect()
    }

    #[test]
    fn a_lone_segment_above_the_share_is_rewritten_and_one_below_it_is_not() {
        assert_eq!(after_removing(30, 1_000), [(70, 0)]);
        assert_eq!(after_removing(10, 1_000), [(90, 10)]);
    }

    #[test]
    fn a_segment_that_is_merged_no_further_is_rewritten_too() {
        assert_eq!(after_removing(30, 10), [(70, 0)]);
    }
}
