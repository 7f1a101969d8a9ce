//! How far a page was laid askew into the scanner.

use super::canvas::Grey;

/// The most that is put right, in degrees; more is how the page is meant to be.
const MOST: f32 = 5.0;

/// Less is not worth the blur of turning.
const LEAST: f32 = 0.2;

/// How much clearer lines must stand out after turning.
const CLEARER: f64 = 1.12;

/// The degrees by which the page must be turned, clockwise, to stand straight; none where that cannot be told or it
/// stands straight already.
pub fn of(page: &Grey) -> Option<f32> {
    let ink = Ink::of(page);
    if ink.points.len() < 500 {
        return None;
    }
    let (coarse, _) = best(&ink, (-25..=25).map(|step| step as f32 * MOST / 25.0))?;
    let (angle, clear) = best(&ink, (-10..=10).map(|step| coarse + step as f32 * 0.02))?;
    let plain = ink.clearness(0.0);
    (angle.abs() >= LEAST && angle.abs() <= MOST && clear > CLEARER * plain).then_some(angle)
}

fn best(ink: &Ink, angles: impl Iterator<Item = f32>) -> Option<(f32, f64)> {
    angles.map(|angle| (angle, ink.clearness(angle))).max_by(|a, b| a.1.total_cmp(&b.1))
}

/// The dark points of a page, made smaller.
struct Ink {
    points: Vec<(f32, f32)>,
    rows: usize,
}

impl Ink {
    fn of(page: &Grey) -> Self {
        let step = (page.width / 800).max(1) as usize;
        let mut points = Vec::new();
        let across = page.width as usize;
        for (y, row) in page.pixels.chunks_exact(across.max(1)).enumerate().step_by(step) {
            let dark = row.iter().enumerate().step_by(step).filter(|(_, pixel)| **pixel < 128);
            points.extend(dark.map(|(x, _)| ((x / step) as f32, (y / step) as f32)));
        }
        // Pages that are mostly black say nothing.
        let most = across * page.height as usize / step / step / 4;
        if points.len() > most {
            points.clear();
        }
        Self { points, rows: page.height as usize / step + 1 }
    }

    /// How sharply lines and gaps stand apart when the page is turned.
    fn clearness(&self, degrees: f32) -> f64 {
        let slope = degrees.to_radians().tan();
        let room = (800.0 * slope.abs()) as usize + 2;
        let mut rows = vec![0_u32; self.rows + 2 * room + 2];
        for (x, y) in &self.points {
            let row = y + slope * (x - 400.0) + room as f32;
            if let Some(count) = rows.get_mut(row.max(0.0) as usize) {
                *count += 1;
            }
        }
        rows.windows(2).map(|pair| (f64::from(pair[0]) - f64::from(pair[1])).powi(2)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lined() -> Grey {
        let mut page = Grey::white(800, 1_000);
        for line in 5..40 {
            for y in line * 24..line * 24 + 8 {
                for x in (80..720).filter(|x| x % 7 < 5) {
                    page.pixels[y * 800 + x] = 0;
                }
            }
        }
        page
    }

    #[test]
    fn a_page_askew_is_put_right_and_a_straight_one_left() {
        assert_eq!(of(&lined()), None);
        for askew in [-3.0, -0.8, 1.5, 4.0] {
            let angle = of(&lined().turned(askew)).expect("an angle");
            assert!((angle + askew).abs() < 0.15, "{askew} {angle}");
        }
        assert_eq!(of(&Grey::white(800, 1_000)), None);
    }
}
