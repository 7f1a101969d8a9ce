//! The code's permission table against the expectation written by hand: changing any cell fails here.

use std::collections::BTreeSet;

use portal::people::permissions::{Action, Role, State, allows};

const EXPECTED: &str = include_str!("permissions.txt");

fn role(short: &str) -> Role {
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

#[test]
fn every_cell_is_as_written_by_hand() {
    let mut expected = BTreeSet::new();
    for line in EXPECTED.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (what, who) = line.split_once(':').expect(line);
        let (action, state) = what.split_once(' ').expect(line);
        let action = Action::parse(action).expect(line);
        let state = State::parse(state).expect(line);
        expected.extend(who.split_whitespace().map(|short| (action, state, role(short))));
    }
    let mut actual = BTreeSet::new();
    for &action in Action::ALL {
        for &state in State::ALL {
            actual.extend(
                Role::ALL
                    .iter()
                    .filter(|role| allows(**role, action, state))
                    .map(|role| (action, state, *role)),
            );
        }
    }
    let missing: Vec<_> = expected.difference(&actual).collect();
    let extra: Vec<_> = actual.difference(&expected).collect();
    assert!(missing.is_empty() && extra.is_empty(), "code forbids {missing:?}, code allows {extra:?}");
}
