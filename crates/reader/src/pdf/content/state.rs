//! What holds while content is followed: where the pen is, and how text is set.

use hayro_font::kurbo::Affine;

/// How many states may be put aside.
const DEPTH: usize = 512;

/// The state now, and those put aside.
pub struct Stack {
    /// The state now.
    pub now: State,
    aside: Vec<State>,
}

/// Where things go.
#[derive(Clone, Copy)]
pub struct State {
    /// From the content's own measure to the page's.
    pub place: Affine,
    /// How text is set.
    pub text: Text,
}

/// How text is set.
#[derive(Clone, Copy)]
pub struct Text {
    /// The font's number.
    pub font: Option<usize>,
    /// The size of letters.
    pub size: f64,
    /// What is added after each letter.
    pub letter_space: f64,
    /// What is added after each space.
    pub word_space: f64,
    /// How far letters are stretched.
    pub stretch: f64,
    /// From line to line.
    pub leading: f64,
    /// How far letters are raised.
    pub rise: f64,
    /// Whether it is drawn at all.
    pub hidden: bool,
    /// Where the next letter goes.
    pub matrix: Affine,
    line: Affine,
}

impl Stack {
    /// Nothing put aside.
    pub fn new(place: Affine) -> Self {
        Self { now: State { place, text: Text::new() }, aside: Vec::new() }
    }

    /// Puts the state aside.
    pub fn save(&mut self) {
        if self.aside.len() < DEPTH {
            self.aside.push(self.now);
        }
    }

    /// Takes the last one back.
    pub fn restore(&mut self) {
        if let Some(last) = self.aside.pop() {
            // What is being written stands outside of what is put aside.
            let (matrix, line) = (self.now.text.matrix, self.now.text.line);
            self.now = last;
            (self.now.text.matrix, self.now.text.line) = (matrix, line);
        }
    }
}

impl Text {
    fn new() -> Self {
        Self {
            font: None,
            size: 1.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            hidden: false,
            matrix: Affine::IDENTITY,
            line: Affine::IDENTITY,
        }
    }

    /// A text begins.
    pub fn begin(&mut self) {
        self.set(Affine::IDENTITY);
    }

    /// A line begins at a place.
    pub fn set(&mut self, at: Affine) {
        (self.matrix, self.line) = (at, at);
    }

    /// The next line begins.
    pub fn next_line(&mut self, x: f64, y: f64) {
        self.set(self.line * Affine::translate((x, y)));
    }

    /// Goes back by thousandths of a letter's size.
    pub fn back(&mut self, by: f64) {
        self.matrix *= Affine::translate((-by / 1_000.0 * self.size * self.stretch, 0.0));
    }
}
