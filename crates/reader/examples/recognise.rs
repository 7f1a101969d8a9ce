//! Prints what a page of a scan says, as JSON: the file, the page, a folder for what is needed meanwhile.

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, page, folder] = &arguments[..] else { panic!("a file, a page, a folder") };
    let number = page.parse().expect("a number");
    match reader::recognise::page(Path::new(file), number, Path::new(folder)) {
        Ok(page) => println!("{}", serde_json::to_string_pretty(&page).expect("a page is JSON")),
        Err(why) => eprintln!("{why}"),
    }
}
