//! The permission table as written by hand in `permissions.txt`.

use std::collections::BTreeSet;

use portal::people::permissions::{Action, Relation, Role, Rule, State, named};

const TEXT: &str = include_str!("../permissions.txt");

/// One thing that somebody may do.
pub type Cell = (Relation, Action, State, Role);

/// A role by its two letters.
pub fn role(short: &str) -> Role {
    match short {
        "BH" => Role::BoardHead,
        "SD" => Role::StandingDeputy,
        "DE" => Role::Deputy,
        "ME" => Role::Member,
        "CO" => Role::Contributor,
        "UO" => Role::UnitOfficer,
        "UH" => Role::UnitHead,
        "DO" => Role::DistrictOffice,
        "LE" => Role::Leader,
        "AU" => Role::Auditor,
        "OP" => Role::Operator,
        other => panic!("{other} is nobody"),
    }
}

/// Everything that anybody may do.
pub fn cells() -> BTreeSet<Cell> {
    let mut cells = BTreeSet::new();
    for line in TEXT.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (what, who) = line.split_once(':').expect(line);
        let (relation, what) = match what.strip_prefix("above ") {
            Some(what) => (Relation::Above, what),
            None => (Relation::Own, what),
        };
        let (action, state) = what.split_once(' ').expect(line);
        let action = Action::parse(action).expect(line);
        let state = State::parse(state).expect(line);
        cells.extend(who.split_whitespace().map(|short| (relation, action, state, role(short))));
    }
    cells
}

/// What two tables of rules let anybody do.
pub fn of_rules(own: &[Rule], above: &[Rule]) -> BTreeSet<Cell> {
    let mut cells = BTreeSet::new();
    for (relation, rules) in [(Relation::Own, own), (Relation::Above, above)] {
        for &action in Action::ALL {
            for &state in State::ALL {
                let may = Role::ALL.iter().filter(|role| named(rules, **role, action, state));
                cells.extend(may.map(|role| (relation, action, state, *role)));
            }
        }
    }
    cells
}
