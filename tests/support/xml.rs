//! A strict look at XML that programs read.

/// Panics unless the text is XML whose elements nest and whose ampersands are entities.
pub fn well_formed(xml: &str) {
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    let mut open: Vec<&str> = Vec::new();
    for tag in xml.split('<').skip(2).map(|part| part.split('>').next().expect("a tag")) {
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).expect("a name");
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name), "{tag}"),
            (false, false) => open.push(name),
            (false, true) => {}
        }
    }
    assert!(open.is_empty(), "{open:?} never end");
    for entity in xml.split('&').skip(1) {
        assert!(
            ["amp;", "lt;", "gt;", "quot;"].iter().any(|known| entity.starts_with(known)),
            "&{entity:.20}"
        );
    }
    assert!(!xml.chars().any(|c| c.is_control() && c != '\n'));
}
