//! Any bytes as what an upload brings into the server itself: its kind, its name, a range, a worker's answer.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portal::base::web::range::{Wanted, parse};
use portal::files::kind::{Family, Look, look, pdf_ends, right_name};
use portal::media::dress::Wardrobe;
use portal::worker::Answer;

fuzz_target!(|data: &[u8]| {
    let (name, bytes) = data.split_at(data.len().min(24));
    let name = String::from_utf8_lossy(name);
    match look(&name, bytes) {
        Ok(Look::Is(media_type)) => {
            let right = right_name(&name, media_type);
            assert_eq!(right_name(&right, media_type), right);
            assert_ne!(media_type, "text/html");
        }
        Ok(Look::Office) => {}
        Err(why) => assert!(why.starts_with("Tệp")),
    }
    let _ = (Family::of_head(bytes), pdf_ends(bytes));
    let text = String::from_utf8_lossy(data);
    for length in [0, 1, 1000, u64::MAX] {
        if let Wanted::Part(part) = parse(&text, length) {
            assert!(part.start < part.end && part.end <= length);
        }
    }
    let _ = Answer::read(data);
    let html = portal::items::markup::clean(&text);
    assert_eq!(Wardrobe::default().dress(&html, &|path| path.to_owned()), html);
});
