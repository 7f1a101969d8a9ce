//! Prints what a file says, as JSON.

fn main() {
    let path = std::env::args_os().nth(1).expect("a file to read");
    let reading = reader::pdf::read(std::path::Path::new(&path));
    println!("{}", serde_json::to_string_pretty(&reading).expect("a reading is JSON"));
}
