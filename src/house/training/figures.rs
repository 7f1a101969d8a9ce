//! What trainings come to: courses, hours, people and units reached; and by person, what each was taught.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::text::folded;

use super::{Kind, Participant, Training};

/// What some trainings come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many there were.
    pub courses: usize,
    /// How many hours they had.
    pub hours: i64,
    /// How often somebody took part.
    pub turns: usize,
    /// How many people that were.
    pub people: usize,
    /// For how many offices and units they came.
    pub bodies: usize,
}

/// Counts some trainings; a unit as a whole is reached, but is nobody.
pub fn figures(trainings: &[Training], people: &[Participant]) -> Figures {
    let persons: Vec<&Participant> = people.iter().filter(|one| one.kind != Kind::Unit).collect();
    let distinct: BTreeSet<String> = persons.iter().map(|one| one.key()).collect();
    let bodies: BTreeSet<String> =
        people.iter().map(|one| folded(&one.body)).filter(|body| !body.is_empty()).collect();
    Figures {
        courses: trainings.len(),
        hours: trainings.iter().map(|one| one.hours).sum(),
        turns: persons.len(),
        people: distinct.len(),
        bodies: bodies.len(),
    }
}

/// What somebody was taught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learner {
    /// Their name.
    pub name: String,
    /// For whom they came the last time.
    pub body: String,
    /// In which trainings, the first first.
    pub trainings: Vec<Training>,
}

impl Learner {
    /// For how many hours.
    pub fn hours(&self) -> i64 {
        self.trainings.iter().map(|one| one.hours).sum()
    }
}

/// Everybody who took part in some trainings, by name.
pub fn learners(trainings: &[Training], people: &[Participant]) -> Vec<Learner> {
    let mut found: BTreeMap<String, Learner> = BTreeMap::new();
    let mut ordered: Vec<&Training> = trainings.iter().collect();
    ordered.sort_by_key(|one| (one.from, one.id.clone()));
    for training in ordered {
        for one in people.iter().filter(|one| one.training == training.id && one.kind != Kind::Unit) {
            let learner = found.entry(one.key()).or_insert_with(|| Learner {
                name: one.name.clone(),
                body: String::new(),
                trainings: Vec::new(),
            });
            learner.body.clone_from(&one.body);
            learner.trainings.push(training.clone());
        }
    }
    let mut all: Vec<Learner> = found.into_values().collect();
    all.sort_by_key(|one| folded(&one.name));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn training(id: &str, hours: i64) -> Training {
        let day = date(2016, 12, 28);
        Training {
            id: id.into(),
            topic: "Biên tập".into(),
            from: day,
            until: day,
            hours,
            place: String::new(),
            trainer: String::new(),
            content: String::new(),
            struck: None,
            version: 1,
        }
    }

    fn person(training: &str, kind: Kind, name: &str, body: &str) -> Participant {
        Participant {
            training: training.into(),
            id: String::new(),
            kind,
            name: name.into(),
            body: body.into(),
        }
    }

    #[test]
    fn who_came_twice_is_one_person_and_a_unit_is_nobody() {
        let trainings = [training("1", 8), training("2", 4)];
        let people = [
            person("1", Kind::Account("a".into()), "Một", "Phòng Tư pháp"),
            person("2", Kind::Account("a".into()), "Một", "Phòng Tư pháp"),
            person("2", Kind::Person, "Cán bộ văn thư", "Xã Danh Thắng"),
            person("2", Kind::Person, "cán bộ văn thư", "xã Danh Thắng"),
            person("2", Kind::Unit, "Hội Nông dân", "Hội Nông dân"),
        ];
        let counted = figures(&trainings, &people);
        assert_eq!(counted, Figures { courses: 2, hours: 12, turns: 4, people: 2, bodies: 3 });
        let learners = learners(&trainings, &people);
        let hours: Vec<_> = learners.iter().map(|one| (one.name.as_str(), one.hours())).collect();
        assert_eq!(hours, [("Cán bộ văn thư", 8), ("Một", 12)]);
    }
}
