//! Who helps with a genre gets no more than its authors (Nghị định 18/2014/NĐ-CP Điều 4.1).

use std::collections::BTreeMap;

use crate::Dong;

/// The genres whose helpers would get more than its authors, with what each side gets.
pub fn above_authors<'a>(
    royalties: &[(&'a str, Dong)],
    helpers: &[(&'a str, Dong)],
) -> Vec<(&'a str, Dong, Dong)> {
    let mut genres: BTreeMap<&str, (Dong, Dong)> = BTreeMap::new();
    for (genre, sum) in royalties {
        genres.entry(genre).or_default().0 += sum;
    }
    for (genre, sum) in helpers.iter().filter(|one| !one.0.is_empty()) {
        genres.entry(genre).or_default().1 += sum;
    }
    let above = genres.into_iter().filter(|(_, (authors, helped))| helped > authors);
    above.map(|(genre, (authors, helped))| (genre, authors, helped)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn royalty_is_at_least_what_helpers_get_for_the_same_genre() {
        let royalties = [("tin", 100), ("tin", 50), ("video", 500)];
        assert!(above_authors(&royalties, &[("tin", 150), ("video", 400), ("video", 100)]).is_empty());
        assert_eq!(above_authors(&royalties, &[("tin", 100), ("tin", 51)]), [("tin", 150, 151)]);
        assert_eq!(above_authors(&[], &[("anh", 1)]), [("anh", 0, 1)]);
        assert!(above_authors(&[], &[("", 1_000)]).is_empty(), "who edits all of them helps with no genre");
    }
}
