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
