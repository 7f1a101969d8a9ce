//! Prints the reading of a file as JSON.

fn main() {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("read FILE");
        std::process::exit(2);
    };
    let reading = reader::read(std::path::Path::new(&path));
    println!("{}", serde_json::to_string(&reading).expect("a reading can be written"));
}
