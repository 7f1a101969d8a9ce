//! Which unit may a question belong to: duties matched by folded syllables and their pairs. A person decides.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::text::{folded, tokens};
use crate::tenants::Unit;

/// At most so many are shown.
const SHOWN: usize = 3;
/// A unit that the words point to less than this is not named.
const THRESHOLD: f64 = 2.5;
/// A shared pair of syllables says more than two syllables apart.
const PAIR: f64 = 2.0;
/// A term of the unit's own list of fields says more than one of its duties.
const FIELD: f64 = 1.8;
/// Okapi's constants.
const K1: f64 = 1.2;
const B: f64 = 0.6;

/// A unit that the question may belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The unit's key.
    pub unit_key: String,
    /// How strongly; comparable within one question only.
    pub score: f64,
    /// The words of the question that point to it, strongest first.
    pub words: Vec<String>,
}

/// A term with what it was in the text.
type Terms = BTreeMap<String, String>;

/// Folded syllables and pairs of neighbours that no punctuation parts.
fn terms(text: &str) -> Vec<(String, String)> {
    let mut terms: Vec<(String, String)> = Vec::new();
    let mut previous: Option<(String, String)> = None;
    for token in tokens(text) {
        let (key, shown) = (folded(token.text), token.text.to_lowercase());
        if let Some((before, before_shown)) = previous.filter(|_| !token.breaks) {
            terms.push((format!("{before} {key}"), format!("{before_shown} {shown}")));
        }
        terms.push((key.clone(), shown.clone()));
        previous = Some((key, shown));
    }
    terms
}

struct Profile {
    counts: HashMap<String, f64>,
    length: f64,
}

impl Profile {
    fn of(unit: &Unit) -> Self {
        let mut counts: HashMap<String, f64> = HashMap::new();
        for (term, _) in terms(&unit.duties) {
            *counts.entry(term).or_default() += 1.0;
        }
        for (term, _) in unit.fields.iter().chain([&unit.name]).flat_map(|field| terms(field)) {
            *counts.entry(term).or_default() += FIELD;
        }
        let length = counts.values().sum();
        Self { counts, length }
    }
}

/// At most three units, the likeliest first; none below the threshold.
pub fn suggest(units: &[&Unit], text: &str) -> Vec<Suggestion> {
    let profiles: Vec<Profile> = units.iter().map(|unit| Profile::of(unit)).collect();
    let asked: Terms = terms(text).into_iter().collect();
    let average = profiles.iter().map(|profile| profile.length).sum::<f64>() / profiles.len().max(1) as f64;
    let mut suggestions: Vec<Suggestion> = units
        .iter()
        .zip(&profiles)
        .map(|(unit, profile)| score(unit, profile, &asked, &profiles, average))
        .filter(|suggestion| suggestion.score >= THRESHOLD)
        .collect();
    suggestions.sort_by(|a, b| b.score.total_cmp(&a.score));
    suggestions.truncate(SHOWN);
    suggestions
}

fn score(unit: &Unit, profile: &Profile, asked: &Terms, all: &[Profile], average: f64) -> Suggestion {
    let mut parts: Vec<(f64, &str)> = Vec::new();
    for (term, shown) in asked {
        let Some(count) = profile.counts.get(term) else { continue };
        let having = all.iter().filter(|other| other.counts.contains_key(term)).count() as f64;
        let rarity = ((all.len() as f64 - having + 0.5) / (having + 0.5) + 1.0).ln();
        let weight = if term.contains(' ') { PAIR } else { 1.0 };
        let saturated = count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * profile.length / average));
        parts.push((weight * rarity * saturated, shown));
    }
    parts.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut words: Vec<String> = Vec::new();
    let mut covered: BTreeSet<&str> = BTreeSet::new();
    for (_, shown) in &parts {
        // A pair says it once; its syllables apart would say it again.
        if words.len() < 5 && !covered.contains(shown) {
            covered.extend(shown.split(' '));
            words.push((*shown).to_owned());
        }
    }
    Suggestion { unit_key: unit.key.clone(), score: parts.iter().map(|part| part.0).sum(), words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn district() -> Vec<Unit> {
        let set = crate::tenants::declare::load(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016"),
        )
        .unwrap();
        set.tenants.into_iter().find(|tenant| tenant.slug == "hiephoa").unwrap().units
    }

    fn keys(text: &str) -> Vec<String> {
        let units = district();
        let units: Vec<&Unit> = units.iter().collect();
        suggest(&units, text).into_iter().map(|suggestion| suggestion.unit_key).collect()
    }

    #[test]
    fn words_point_to_units_with_and_without_marks() {
        for text in [
            "Tôi muốn làm giấy khai sinh cho con, chứng thực bản sao ở đâu?",
            "Toi muon lam giay khai sinh cho con, chung thuc ban sao o dau?",
        ] {
            assert!(keys(text).contains(&"tuphap".to_owned()), "{text}: {:?}", keys(text));
        }
        assert_eq!(keys("xyz qwt"), Vec::<String>::new());
    }

    #[test]
    fn the_smoke_questions_find_their_unit() {
        let data = std::env::var("PORTAL_TEST_DATA")
            .unwrap_or_else(|_| format!("{}/../shared/data", env!("CARGO_MANIFEST_DIR")));
        let folder = Path::new(&data).join("hiep-hoa");
        let (Ok(lines), Ok(units)) = (
            std::fs::read_to_string(folder.join("questions-smoke.jsonl")),
            std::fs::read_to_string(folder.join("units.json")),
        ) else {
            println!("skipped: no {}", folder.display());
            return;
        };
        let units: Vec<serde_json::Value> = serde_json::from_str(&units).unwrap();
        let key = |abbr: &str| {
            units.iter().find(|u| u["abbr"] == abbr).map(|u| u["email_local"].as_str().unwrap().to_owned())
        };
        let (mut first, mut in_three, mut all) = (0, 0, 0);
        for line in lines.lines() {
            let question: serde_json::Value = serde_json::from_str(line).unwrap();
            let also =
                question["also_acceptable"].as_array().unwrap().iter().filter_map(|v| key(v.as_str()?));
            let right: Vec<String> =
                key(question["unit"].as_str().unwrap()).into_iter().chain(also).collect();
            let found = keys(question["text"].as_str().unwrap());
            all += 1;
            first += usize::from(found.first().is_some_and(|unit| right.contains(unit)));
            in_three += usize::from(found.iter().any(|unit| right.contains(unit)));
        }
        println!("first {first}/{all}, in three {in_three}/{all}");
        assert!(
            first * 100 >= all * 55 && in_three * 100 >= all * 75,
            "first {first}, in three {in_three} of {all}"
        );
    }
}
