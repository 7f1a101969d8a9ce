//! Draws a page as the recogniser is given it: the file, the page, the picture to write.

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, page, to] = &arguments[..] else { panic!("a file, a page, a picture") };
    let number = page.parse().expect("a number");
    println!("{:?}", reader::picture::draw(Path::new(file), number, Path::new(to)));
}
