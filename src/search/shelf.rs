//! What a segment knows of its items beside their text, read once into memory: grouping, filters, orders.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader, TantivyError};

use super::schema::{ARCHIVED, SHOWN_ON};

/// A day or number that is not known.
pub const UNKNOWN: i32 = -1;

/// A value that the segment does not have.
const NONE: u32 = u32::MAX;

/// What an item is named by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// The tenant's id, and those of the others that show it.
    Site,
    /// The kind of content.
    Kind,
    /// The section's key.
    Section,
    /// The kind of document.
    DocType,
    /// The issuing body.
    Issuer,
    /// A field it is about; may have several values, as the sites may.
    Field,
}

impl Dimension {
    /// All, in the order in which they are kept.
    pub const ALL: [Self; 6] =
        [Self::Site, Self::Kind, Self::Section, Self::DocType, Self::Issuer, Self::Field];

    /// The field of the index that keeps it.
    #[must_use]
    pub fn field_name(self) -> &'static str {
        match self {
            Self::Site => "tenant",
            Self::Kind => "kind",
            Self::Section => "section",
            Self::DocType => "doc_type",
            Self::Issuer => "issuer",
            Self::Field => "field",
        }
    }
}

/// What is known of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its first record.
    pub first: DocId,
    /// The hash of tenant and item.
    pub group: u64,
    /// The day that places it in time as 20161228.
    pub date: i32,
    /// A document's first day in force.
    pub from: i32,
    /// The first day on which it is no longer in force.
    pub until: i32,
    /// The running number.
    pub serial: i32,
    /// Whether it is no longer current.
    pub archived: bool,
    single: [u32; Dimension::Field as usize],
    sites: (u32, u32),
    fields: (u32, u32),
}

/// The values of one dimension in a segment.
#[derive(Debug, Default)]
pub struct Names(Vec<String>);

impl Names {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The value of a number.
    pub fn name(&self, value: usize) -> &str {
        &self.0[value]
    }

    /// Which values are among those wanted.
    pub fn chosen(&self, wanted: &[String]) -> Vec<bool> {
        let wanted: HashSet<&String> = wanted.iter().collect();
        self.0.iter().map(|name| wanted.contains(name)).collect()
    }
}

/// The items of a segment. The records of one item stand next to each other.
#[derive(Debug)]
pub struct Shelf {
    items_of: Vec<u32>,
    items: Vec<Facts>,
    sites: Vec<u32>,
    fields: Vec<u32>,
    names: [Names; Dimension::ALL.len()],
}

impl Shelf {
    /// Reads a segment.
    ///
    /// # Errors
    /// When its files cannot be read.
    pub fn of(segment: &SegmentReader) -> Result<Self, TantivyError> {
        let fast = segment.fast_fields();
        let groups = fast.u64("group")?;
        let [date, from, until, serial] =
            ["date", "effective_from", "effective_until", "serial"].map(|name| fast.i64(name));
        let (date, from, until, serial) = (date?, from?, until?, serial?);
        let mut names: [Names; Dimension::ALL.len()] = Default::default();
        let mut columns = Vec::new();
        for (way, dimension) in Dimension::ALL.into_iter().enumerate() {
            let column = fast.str(dimension.field_name())?;
            if let Some(column) = &column {
                names[way] = all_names(column)?;
            }
            columns.push(column);
        }
        let archived = fast.i64(ARCHIVED)?;
        let guests = fast.str(SHOWN_ON)?;
        let hosts = match &guests {
            Some(column) => among(&mut names[Dimension::Site as usize], all_names(column)?),
            None => Vec::new(),
        };
        let mut shelf =
            Self { items_of: Vec::new(), items: Vec::new(), sites: Vec::new(), fields: Vec::new(), names };
        let number =
            |value: Option<i64>| value.and_then(|value| i32::try_from(value).ok()).unwrap_or(UNKNOWN);
        for doc in 0..segment.max_doc() {
            let group = groups.first(doc).unwrap_or_default();
            if shelf.items.last().is_none_or(|item| item.group != group) {
                let value = |way: usize| {
                    let ordinal = columns[way].as_ref().and_then(|column| column.ords().first(doc));
                    ordinal.and_then(|ordinal| u32::try_from(ordinal).ok()).unwrap_or(NONE)
                };
                let first_site = length(&shelf.sites);
                shelf.sites.extend(Some(value(Dimension::Site as usize)).filter(|site| *site != NONE));
                if let Some(guests) = &guests {
                    shelf.sites.extend(guests.term_ords(doc).filter_map(|ordinal| {
                        usize::try_from(ordinal).ok().and_then(|ordinal| hosts.get(ordinal)).copied()
                    }));
                }
                let start = length(&shelf.fields);
                if let Some(fields) = &columns[Dimension::Field as usize] {
                    shelf
                        .fields
                        .extend(fields.term_ords(doc).filter_map(|ordinal| u32::try_from(ordinal).ok()));
                }
                shelf.items.push(Facts {
                    first: doc,
                    group,
                    date: number(date.first(doc)),
                    from: number(from.first(doc)),
                    until: number(until.first(doc)),
                    serial: number(serial.first(doc)),
                    archived: archived.first(doc).is_some(),
                    single: std::array::from_fn(value),
                    sites: (first_site, length(&shelf.sites)),
                    fields: (start, length(&shelf.fields)),
                });
            }
            shelf.items_of.push(length(&shelf.items) - 1);
        }
        Ok(shelf)
    }

    /// The number of the item a record belongs to.
    pub fn item_of(&self, doc: DocId) -> u32 {
        self.items_of[doc as usize]
    }

    /// An item.
    pub fn facts(&self, item: u32) -> &Facts {
        &self.items[item as usize]
    }

    /// The values of a dimension.
    pub fn names(&self, dimension: Dimension) -> &Names {
        &self.names[dimension as usize]
    }

    /// An item's values of a dimension.
    pub fn values<'a>(&'a self, facts: &'a Facts, dimension: Dimension) -> &'a [u32] {
        if dimension == Dimension::Site {
            return &self.sites[facts.sites.0 as usize..facts.sites.1 as usize];
        }
        if dimension == Dimension::Field {
            return &self.fields[facts.fields.0 as usize..facts.fields.1 as usize];
        }
        let value = std::slice::from_ref(&facts.single[dimension as usize]);
        if value[0] == NONE { &[] } else { value }
    }

    /// An item's first value of a dimension: the only one, or of its sites its own.
    pub fn value(&self, facts: &Facts, dimension: Dimension) -> Option<u32> {
        self.values(facts, dimension).first().copied()
    }
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// Where each of the names stands among those known, which take in what is new.
fn among(known: &mut Names, names: Names) -> Vec<u32> {
    let place = |name: String| {
        let at = known.0.iter().position(|other| *other == name).unwrap_or_else(|| {
            known.0.push(name);
            known.0.len() - 1
        });
        u32::try_from(at).unwrap_or(NONE)
    };
    names.0.into_iter().map(place).collect()
}

fn all_names(column: &tantivy::columnar::StrColumn) -> Result<Names, TantivyError> {
    let mut names = Vec::with_capacity(column.num_terms());
    for ordinal in 0..column.num_terms() {
        let mut name = String::new();
        column.ord_to_str(ordinal as u64, &mut name)?;
        names.push(name);
    }
    Ok(Names(names))
}

/// A date as a number that sorts like it: 20161228.
#[must_use]
pub fn sortable(date: Date) -> i32 {
    i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())
}

/// The shelves of the segments in use.
#[derive(Debug, Default)]
pub struct Shelves(Mutex<HashMap<SegmentId, Arc<Shelf>>>);

impl Shelves {
    /// The shelf of a segment, read at the first use.
    ///
    /// # Errors
    /// When its files cannot be read.
    pub fn get(&self, segment: &SegmentReader) -> Result<Arc<Shelf>, TantivyError> {
        let id = segment.segment_id();
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(shelf) = known {
            return Ok(shelf);
        }
        let shelf = Arc::new(Shelf::of(segment)?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, shelf.clone());
        Ok(shelf)
    }

    /// Reads what is new and forgets what is no longer in use, so that no question waits for it.
    ///
    /// # Errors
    /// When a segment cannot be read.
    pub fn follow(&self, searcher: &Searcher) -> Result<(), TantivyError> {
        for segment in searcher.segment_readers() {
            self.get(segment)?;
        }
        let used: Vec<SegmentId> = searcher.segment_readers().iter().map(SegmentReader::segment_id).collect();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|id, _| used.contains(id));
        Ok(())
    }
}
