//! Which unit may a question belong to: duties, what was answered before, how often each is asked. A person decides.

use std::collections::HashMap;

use super::history::{Memory, Past};
use super::profile::Profiles;
use super::terms::Asked;
use crate::base::clock::Millis;
use crate::tenants::Unit;

/// At most so many are shown.
const SHOWN: usize = 3;
/// A unit that less speaks for is not named.
const THRESHOLD: f32 = 0.2;
/// The score of duties at which half is believed.
const DUTIES_HALF: f32 = 7.5;
/// The nearness of an answered question at which half is believed.
const NEAR_HALF: f32 = 8.0;
/// The most that duties alone, and that history alone, can say.
const DUTIES_MOST: f32 = 0.8;
const HISTORY_MOST: f32 = 0.95;
/// What being asked often adds at most.
const PRIOR: f32 = 0.04;
/// What is left of a unit that has said of this question that it is not theirs.
const DECLINED: f32 = 0.1;
/// Answered questions shown for one unit.
const BECAUSE: usize = 3;

/// A unit that the question may belong to, with what caused the suggestion.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The unit's key.
    pub unit_key: String,
    /// From 0 to 1.
    pub score: f32,
    /// The words of the question that point to its duties, strongest first.
    pub words: Vec<String>,
    /// What it answered before that is near, nearest first.
    pub because: Vec<Past>,
    /// Whether it said that this question is not theirs.
    pub declined: bool,
}

/// What there is to judge by.
pub struct Ground<'a> {
    /// The units that answer today.
    pub units: &'a [&'a Unit],
    /// What they are for.
    pub profiles: &'a Profiles,
    /// What was answered.
    pub memory: &'a Memory,
    /// The present.
    pub now: Millis,
}

/// At most three units, the likeliest first; none below the threshold.
pub fn suggest(ground: &Ground<'_>, asked: &Asked, own_id: &str, declined: &[String]) -> Vec<Suggestion> {
    let mut all = ranked(ground, asked, own_id, declined);
    all.retain(|suggestion| suggestion.score >= THRESHOLD);
    all.truncate(SHOWN);
    all
}

/// Every unit that anything speaks for, the likeliest first.
pub fn ranked(ground: &Ground<'_>, asked: &Asked, own_id: &str, declined: &[String]) -> Vec<Suggestion> {
    let mut matches = ground.profiles.matches(asked);
    let voices = ground.memory.voices(asked, ground.now, |id| id == own_id);
    let shares: HashMap<&str, f32> = voices.shares.iter().copied().collect();
    let nearest = voices.near.first().map_or(0.0, |near| near.score);
    let priors = ground.memory.priors();
    let mut found: Vec<Suggestion> = Vec::new();
    for unit in ground.units {
        let key = unit.key.as_str();
        let duties = matches.remove(key).unwrap_or_default();
        let share = shares.get(key).copied().unwrap_or_default();
        if duties.score <= 0.0 && share <= 0.0 {
            continue;
        }
        let refused = declined.iter().any(|other| other == key);
        let believed = weighed(duties.score, share, nearest, priors.get(key).copied().unwrap_or_default());
        let theirs =
            voices.near.iter().map(|near| ground.memory.past(near.doc)).filter(|past| past.label == key);
        found.push(Suggestion {
            unit_key: key.to_owned(),
            score: if refused { believed * DECLINED } else { believed },
            words: duties.words,
            because: theirs.take(BECAUSE).cloned().collect(),
            declined: refused,
        });
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.unit_key.cmp(&b.unit_key)));
    found
}

/// Either ground alone may be enough; both together say more than each.
fn weighed(duties: f32, share: f32, nearest: f32, prior: f32) -> f32 {
    let by_duties = DUTIES_MOST * duties / (duties + DUTIES_HALF);
    let by_history = HISTORY_MOST * share * nearest / (nearest + NEAR_HALF);
    (1.0 - (1.0 - by_duties) * (1.0 - by_history) + PRIOR * prior).min(1.0)
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

    fn suggested(text: &str, memory: &Memory, declined: &[String]) -> Vec<Suggestion> {
        let units = district();
        let units: Vec<&Unit> = units.iter().collect();
        let profiles = Profiles::of(units.iter().copied());
        let ground = Ground { units: &units, profiles: &profiles, memory, now: 0 };
        suggest(&ground, &Asked::of(text), "", declined)
    }

    fn keys(text: &str) -> Vec<String> {
        suggested(text, &Memory::default(), &[]).into_iter().map(|suggestion| suggestion.unit_key).collect()
    }

    #[test]
    fn words_point_to_units_with_and_without_marks() {
        for text in [
            "Tôi muốn làm giấy khai sinh cho con, chứng thực bản sao ở đâu?",
            "Toi muon lam giay khai sinh cho con, chung thuc ban sao o dau?",
        ] {
            assert_eq!(keys(text).first().map(String::as_str), Some("tuphap"), "{text}: {:?}", keys(text));
        }
        assert_eq!(keys("xyz qwt"), Vec::<String>::new());
    }

    #[test]
    fn what_was_answered_outweighs_duties_and_a_refusal_both() {
        let text = "Sổ đỏ của gia đình tôi ghi sai tên đệm thì sửa ở đâu";
        let mut memory = Memory::default();
        let past = |id: &str| Past { id: id.into(), label: "vpdkdd".into(), ..Past::default() };
        for id in ["1", "2", "3"] {
            memory.add(
                past(id),
                &[("Sửa tên ghi sai trên giấy chứng nhận quyền sử dụng đất, sổ đỏ ghi sai tên", 1.0)],
            );
        }
        let found = suggested(text, &memory, &[]);
        assert_eq!(found[0].unit_key, "vpdkdd", "{found:?}");
        assert!(!found[0].because.is_empty());
        let found = suggested(text, &memory, &["vpdkdd".to_owned()]);
        assert_ne!(found.first().map(|first| first.unit_key.as_str()), Some("vpdkdd"), "{found:?}");
    }
}
