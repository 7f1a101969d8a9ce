//! What a syllable may have been before one slip of the finger, and how likely each slip is.

/// Letters that lie beside each other on a keyboard, by row.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Letters that many people hear as one.
const ALIKE: [(char, char); 7] =
    [('s', 'x'), ('l', 'n'), ('d', 'r'), ('i', 'y'), ('c', 'k'), ('c', 't'), ('v', 'd')];

/// How much likelier a slip to a neighbouring key, or to a letter that sounds alike, is than any other.
const NEAR: f32 = 1.5;

/// How much less likely a slip in the first letter is, unless it changed places: people look at it.
const FIRST: f32 = -1.0;

/// A word one slip away, and the logarithm of how likely that slip is.
pub type Guess = (String, f32);

/// All words from which `typed`, plain small letters, comes by one letter dropped, added, replaced, or two swapped.
#[must_use]
pub fn one_slip_from(typed: &str) -> Vec<Guess> {
    let letters: Vec<char> = typed.chars().collect();
    let length = letters.len() as f32;
    let mut guesses = Vec::new();
    let mut guess = |letters: Vec<char>, likelihood: f32, at: Option<usize>| {
        let first = if at == Some(0) { FIRST } else { 0.0 };
        guesses.push((letters.into_iter().collect(), likelihood + first));
    };
    for at in 0..letters.len() {
        let mut without = letters.clone();
        let extra = without.remove(at);
        let beside = [at.checked_sub(1), Some(at)].into_iter().flatten().filter_map(|near| without.get(near));
        let slipped = beside.clone().any(|near| is_near(*near, extra) || *near == extra);
        guess(without, near_or_any(slipped, length), Some(at));
        if at + 1 < letters.len() && letters[at] != letters[at + 1] {
            let mut swapped = letters.clone();
            swapped.swap(at, at + 1);
            guess(swapped, -length.ln(), None);
        }
        for letter in ('a'..='z').filter(|letter| *letter != letters[at]) {
            let mut replaced = letters.clone();
            replaced[at] = letter;
            guess(replaced, near_or_any(is_near(letter, letters[at]), length), Some(at));
        }
    }
    for at in 0..=letters.len() {
        for letter in 'a'..='z' {
            let mut longer = letters.clone();
            longer.insert(at, letter);
            guess(longer, -(length + 1.0).ln(), Some(at));
        }
    }
    guesses
}

/// One of the 26 letters at one of the places.
fn near_or_any(near: bool, length: f32) -> f32 {
    -(26.0 * length).ln() + if near { NEAR } else { 0.0 }
}

fn is_near(one: char, other: char) -> bool {
    let beside = |row: &&str| {
        let place = |letter: char| row.find(letter);
        place(one).zip(place(other)).is_some_and(|(one, other)| one.abs_diff(other) == 1)
    };
    ROWS.iter().any(beside) || ALIKE.contains(&(one, other)) || ALIKE.contains(&(other, one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likelihood(typed: &str, meant: &str) -> Option<f32> {
        let guesses = one_slip_from(typed);
        let found = guesses.into_iter().filter(|(word, _)| word == meant).map(|(_, likelihood)| likelihood);
        found.max_by(f32::total_cmp)
    }

    #[test]
    fn every_slip_is_undone() {
        for typed in ["sih", "sinhh", "sihn", "simh", "inh", "ssinh", "snih"] {
            assert!(likelihood(typed, "sinh").is_some(), "{typed}");
        }
        assert_eq!(likelihood("shni", "sinh"), None);
    }

    #[test]
    fn keys_near_each_other_and_the_same_sounds_are_likelier() {
        assert!(likelihood("simh", "sinh") > likelihood("siph", "sinh"));
        assert!(likelihood("xinh", "sinh") > likelihood("binh", "sinh"));
        assert!(likelihood("sinhh", "sinh") > likelihood("sinhe", "sinh"));
        assert!(likelihood("sihn", "sinh") > likelihood("siph", "sinh"));
    }
}
