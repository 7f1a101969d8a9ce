//! XML as a stream of elements and text: bounded in depth, without document types, entities that are not XML's own
//! left out. Names come without their prefixes.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader};

use crate::fault::Fault;
use crate::limits;

/// An element's attributes.
pub struct Attributes<'a>(&'a BytesStart<'a>);

impl Attributes<'_> {
    /// The value of the first attribute of this name, its prefix aside.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut all = self.0.attributes();
        all.with_checks(false);
        let found = all.flatten().find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())?;
        Some(unescaped(&found.value))
    }

    /// The value of the attribute of this name, its prefix included.
    pub fn get_exact(&self, name: &str) -> Option<String> {
        let mut all = self.0.attributes();
        all.with_checks(false);
        let found = all.flatten().find(|attribute| attribute.key.as_ref() == name.as_bytes())?;
        Some(unescaped(&found.value))
    }

    /// The number that an attribute holds.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether a switch is on: an element that is there means yes, unless its value says no.
    pub fn is_on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// What follows a document as it goes by.
pub trait Visitor {
    /// An element begins.
    fn open(&mut self, name: &str, attributes: &Attributes<'_>);
    /// An element ends.
    fn close(&mut self, name: &str);
    /// Text between them.
    fn text(&mut self, text: &str);
    /// Whether enough was seen.
    fn is_done(&self) -> bool {
        false
    }
}

/// Leads a visitor through a document.
pub fn walk(from: impl BufRead, visitor: &mut impl Visitor) -> Result<(), Fault> {
    let mut reader = Reader::from_reader(from);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let (mut buffer, mut depth) = (Vec::new(), 0_usize);
    loop {
        match reader.read_event_into(&mut buffer).map_err(|error| fault_of(&error))? {
            Event::Start(element) => {
                depth += 1;
                if depth > limits::DEPTH {
                    return Err(Fault::Damaged);
                }
                let name = element.local_name();
                let name = std::str::from_utf8(name.as_ref()).unwrap_or_default();
                visitor.open(name, &Attributes(&element));
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                let name = element.local_name();
                visitor.close(std::str::from_utf8(name.as_ref()).unwrap_or_default());
            }
            Event::Text(text) => visitor.text(&unescaped(&text)),
            Event::CData(text) => visitor.text(&String::from_utf8_lossy(&text)),
            Event::Eof if depth > 0 => return Err(Fault::Damaged),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if visitor.is_done() {
            return Ok(());
        }
        buffer.clear();
    }
}

fn fault_of(error: &Error) -> Fault {
    match error {
        Error::Io(cause) if cause.kind() == std::io::ErrorKind::FileTooLarge => Fault::TooLarge,
        _ => Fault::Damaged,
    }
}

/// The text with XML's own entities and character references resolved, others left out.
fn unescaped(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    if !text.contains('&') {
        return text.into_owned();
    }
    let own = |name: &str| Some(quick_xml::escape::resolve_predefined_entity(name).unwrap_or(""));
    quick_xml::escape::unescape_with(&text, own)
        .map_or_else(|_| text.replace('\0', ""), std::borrow::Cow::into_owned)
}
