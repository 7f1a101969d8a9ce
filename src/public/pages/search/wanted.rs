//! What is looked for: words, filters, order and page, read from an address and written back as its one stable form.

use jiff::civil::Date;

use crate::base::error::Error;
use crate::base::text::normalise;
use crate::public::pages::home::encode;
use crate::public::pages::typed_day;
use crate::public::visit::Visit;
use crate::search::{Effect, Filters, Order, Query};

use super::way::{Face, Way};

/// The longest question that is read, in characters.
pub const LONGEST: usize = 400;
/// The most values that may be chosen at once.
const MOST_VALUES: usize = 40;
/// The longest value of a filter, in characters; the longest names of bodies and fields are shorter.
const LONGEST_VALUE: usize = 300;
/// The last page that can be asked for.
pub const LAST_PAGE: usize = 600;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// The question on one line, at most [`LONGEST`] characters of it.
    pub words: String,
    /// How many characters were typed, where that is more than are read.
    pub typed: Option<usize>,
    /// The values chosen, as they stand in addresses.
    pub chosen: Vec<(Way, String)>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// The day as of which documents are in force, where it is not today.
    pub as_of: Option<Date>,
    /// In what order.
    pub order: Order,
    /// Which page, from 1.
    pub page: usize,
}

/// A parameter that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The parameter.
    pub param: &'static str,
    /// What was typed.
    pub typed: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// The parameters beside those of [`Way`].
struct Params {
    from: &'static str,
    to: &'static str,
    as_of: &'static str,
    order: &'static str,
    orders: [(&'static str, Order); 3],
}

const PAGE_PARAMS: Params = Params {
    from: "tu",
    to: "den",
    as_of: "ngay",
    order: "xep",
    orders: [("lien-quan", Order::Relevance), ("moi", Order::Newest), ("so", Order::Number)],
};

const API_PARAMS: Params = Params {
    from: "from",
    to: "to",
    as_of: "as_of",
    order: "order",
    orders: [("relevance", Order::Relevance), ("newest", Order::Newest), ("number", Order::Number)],
};

/// Reads one address.
struct Reader<'a> {
    visit: &'a Visit,
    face: Face,
    problems: Vec<Problem>,
}

impl Wanted {
    /// What a request asks for, with everything in it that cannot be read.
    pub fn of(visit: &Visit, face: Face) -> (Self, Vec<Problem>) {
        let mut reader = Reader { visit, face, problems: Vec::new() };
        let params = if face == Face::Page { &PAGE_PARAMS } else { &API_PARAMS };
        let (words, typed) = question(visit.asked.query("q"));
        let mut wanted = Self { words, typed, chosen: reader.chosen(), page: 1, ..Self::default() };
        wanted.from = reader.span(params.from).map(|(first, _)| first);
        wanted.to = reader.span(params.to).map(|(_, last)| last);
        if let (Some(from), Some(to)) = (wanted.from, wanted.to)
            && from > to
        {
            reader.refuse(params.from, "Ngày đầu đứng sau ngày cuối. Hãy đổi lại một trong hai ngày.");
        }
        wanted.as_of = reader.day(params.as_of);
        wanted.order = reader.order(params);
        if face == Face::Page {
            wanted.page = reader.page();
        }
        (wanted, reader.problems)
    }

    /// As [`Wanted::of`], where there is no page to say on what is wrong.
    ///
    /// # Errors
    /// [`Error::BadRequest`] with everything that cannot be read.
    pub fn or_refused(visit: &Visit, face: Face) -> Result<Self, Error> {
        let (wanted, problems) = Self::of(visit, face);
        if problems.is_empty() {
            return Ok(wanted);
        }
        let messages: Vec<String> =
            problems.iter().map(|problem| format!("{}: {}", problem.param, problem.message)).collect();
        Err(Error::BadRequest(messages.join(" ")))
    }

    /// Whether nothing is asked for yet.
    pub fn is_nothing(&self) -> bool {
        self.words.is_empty() && !self.is_narrowed()
    }

    /// Whether there is nothing in the question that could stand in a text.
    pub fn is_unreadable(&self) -> bool {
        !self.words.is_empty() && !self.words.chars().any(char::is_alphanumeric)
    }

    /// Whether any filter is on.
    pub fn is_narrowed(&self) -> bool {
        !self.chosen.is_empty() || self.from.is_some() || self.to.is_some()
    }

    /// Whether a value is chosen.
    pub fn has(&self, way: Way, value: &str) -> bool {
        self.chosen.iter().any(|(on, chosen)| *on == way && chosen == value)
    }

    /// The same with a value chosen, or no longer, from the first page on.
    pub fn toggled(&self, way: Way, value: &str) -> Self {
        let mut other = self.first_page();
        if self.has(way, value) {
            other.chosen.retain(|(on, chosen)| *on != way || chosen != value);
            return other;
        }
        if way.is_single() {
            other.chosen.retain(|(on, _)| *on != way);
        }
        if way == Way::Year {
            (other.from, other.to) = (None, None);
        }
        other.chosen.push((way, value.to_owned()));
        other.chosen.sort_by_key(|(way, _)| Way::ALL.iter().position(|other| other == way));
        other
    }

    /// The same for other words.
    pub fn with_words(&self, words: &str) -> Self {
        Self { words: words.to_owned(), typed: None, ..self.first_page() }
    }

    /// The same without one way of narrowing.
    pub fn without(&self, way: Way) -> Self {
        let mut other = self.first_page();
        other.chosen.retain(|(on, _)| *on != way);
        other
    }

    /// The same whatever the day.
    pub fn of_any_day(&self) -> Self {
        Self { from: None, to: None, ..self.without(Way::Year) }
    }

    /// The same without any filter.
    pub fn unnarrowed(&self) -> Self {
        Self { chosen: Vec::new(), from: None, to: None, as_of: None, ..self.first_page() }
    }

    /// The same in another order.
    pub fn ordered(&self, order: Order) -> Self {
        Self { order, ..self.first_page() }
    }

    /// The same on another page.
    pub fn on_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    fn first_page(&self) -> Self {
        self.on_page(1)
    }

    /// Its parameters in their one order, without what is understood.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.words.is_empty() {
            pairs.push(("q", self.words.clone()));
        }
        pairs.extend(self.kept());
        if self.page > 1 {
            pairs.push(("trang", self.page.to_string()));
        }
        pairs
    }

    /// What stays when other words are looked for.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> =
            self.chosen.iter().map(|(way, value)| (way.param(Face::Page), value.clone())).collect();
        let days = [("tu", self.from), ("den", self.to), ("ngay", self.as_of)];
        pairs.extend(days.into_iter().filter_map(|(name, day)| Some((name, day?.to_string()))));
        let orders = PAGE_PARAMS.orders.iter().filter(|(_, order)| *order == self.order);
        let said = orders.filter(|(_, order)| *order != Order::default());
        pairs.extend(said.map(|(word, _)| (PAGE_PARAMS.order, (*word).to_owned())));
        pairs
    }

    /// Its query string, with the question mark if there is anything to say.
    pub fn query_string(&self) -> String {
        let pairs: Vec<String> =
            self.pairs().iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// Its path on a site.
    pub fn path(&self) -> String {
        format!("/tim-kiem{}", self.query_string())
    }

    /// The filters as the index knows them.
    pub fn filters(&self, visit: &Visit) -> Filters {
        let values = |way: Way| {
            self.chosen.iter().filter(move |(on, _)| *on == way).map(|(_, value)| value.clone()).collect()
        };
        let mut sites: Vec<String> = values(Way::Site);
        for site in &mut sites {
            if let Some(tenant) = visit.app.directory.by_slug(site) {
                tenant.id().as_str().clone_into(site);
            }
        }
        let chosen = |way: Way| self.chosen.iter().find(|(on, _)| *on == way).map(|(_, value)| value);
        let year = chosen(Way::Year).and_then(|year| typed_day::span(year));
        let (first, last) = year.unzip();
        Filters {
            sites,
            kinds: values(Way::Kind),
            sections: values(Way::Section),
            doc_types: values(Way::DocType),
            issuers: values(Way::Issuer),
            fields: values(Way::Field),
            from: self.from.max(first),
            to: [self.to, last].into_iter().flatten().min(),
            effect: chosen(Way::Effect).and_then(|effect| Effect::parse(effect)),
        }
    }

    /// The day as of which documents are in force or not.
    pub fn day(&self, visit: &Visit) -> Date {
        self.as_of.unwrap_or(visit.tenant.day)
    }

    /// The question to the index, within some sites.
    pub fn query(&self, visit: &Visit, tenants: Vec<String>, limit: usize) -> Query {
        Query {
            text: self.words.clone(),
            tenants,
            filters: self.filters(visit),
            order: self.order,
            limit,
            offset: (self.page - 1) * limit,
            own_issuer: Some(visit.tenant.identity().body.clone()),
            prefer_tenant: Some(visit.tenant.id().as_str().to_owned()),
            today: Some(self.day(visit)),
            ..Query::default()
        }
    }
}

impl Reader<'_> {
    fn refuse(&mut self, param: &'static str, message: impl Into<String>) {
        let typed = short(self.visit.asked.query(param));
        self.problems.push(Problem { param, typed, message: message.into() });
    }

    fn chosen(&mut self) -> Vec<(Way, String)> {
        let mut chosen: Vec<(Way, String)> = Vec::new();
        for way in Way::ALL {
            let param = way.param(self.face);
            let given: Vec<String> =
                self.visit.asked.all(param).map(one_line).filter(|value| !value.is_empty()).collect();
            for value in given {
                let repeated = chosen.iter().any(|(on, other)| *on == way && *other == value);
                let other = way.is_single() && chosen.iter().any(|(on, _)| *on == way);
                if value.chars().count() > LONGEST_VALUE || !way.knows(self.visit, &value) {
                    let message = format!("Bộ lọc “{}” không có giá trị “{}”.", way.title(), short(&value));
                    self.problems.push(Problem { param, typed: short(&value), message });
                } else if !repeated && other {
                    self.refuse(param, format!("Bộ lọc “{}” chỉ nhận một giá trị.", way.title()));
                } else if !repeated {
                    chosen.push((way, value));
                }
            }
        }
        if chosen.len() > MOST_VALUES {
            let param = chosen[MOST_VALUES].0.param(self.face);
            self.refuse(param, format!("Chỉ chọn được nhiều nhất {MOST_VALUES} giá trị lọc cùng lúc."));
        }
        chosen
    }

    fn span(&mut self, param: &'static str) -> Option<(Date, Date)> {
        let typed = self.visit.asked.query(param);
        let span = typed_day::span(typed);
        if span.is_none() && !typed.is_empty() {
            let message = format!(
                "“{}” không phải là ngày. Hãy nhập ngày/tháng/năm, ví dụ 28/12/2016, hoặc chỉ năm, ví dụ 2016.",
                short(typed)
            );
            self.refuse(param, message);
        }
        span
    }

    fn day(&mut self, param: &'static str) -> Option<Date> {
        let typed = self.visit.asked.query(param);
        let day = typed_day::day(typed);
        if day.is_none() && !typed.is_empty() {
            let message =
                format!("“{}” không phải là ngày. Hãy nhập ngày/tháng/năm, ví dụ 28/12/2016.", short(typed));
            self.refuse(param, message);
        }
        day
    }

    fn order(&mut self, params: &Params) -> Order {
        let typed = self.visit.asked.query(params.order);
        if typed.is_empty() {
            return Order::default();
        }
        let known = params.orders.iter().find(|(word, _)| *word == typed);
        if known.is_none() {
            let words: Vec<&str> = params.orders.iter().map(|(word, _)| *word).collect();
            self.refuse(
                params.order,
                format!("Không có cách xếp “{}”; chỉ có {}.", short(typed), words.join(", ")),
            );
        }
        known.map(|(_, order)| *order).unwrap_or_default()
    }

    fn page(&mut self) -> usize {
        let typed = self.visit.asked.query("trang");
        let page = if typed.is_empty() { Some(1) } else { typed.parse().ok() };
        let page = page.filter(|page| (1..=LAST_PAGE).contains(page));
        if page.is_none() {
            let message = format!("“{}” không phải là số trang từ 1 đến {LAST_PAGE}.", short(typed));
            self.refuse("trang", message);
        }
        page.unwrap_or(1)
    }
}

/// The question on one line and in the stored form, cut at a word, with its typed length where it was cut.
fn question(typed: &str) -> (String, Option<usize>) {
    let line = one_line(typed);
    let length = line.chars().count();
    if length <= LONGEST {
        return (line, None);
    }
    let (end, _) = line.char_indices().nth(LONGEST).unwrap_or((line.len(), ' '));
    let cut = &line[..end];
    let whole = cut.rfind(' ').filter(|at| *at > end / 2).map_or(cut, |at| &cut[..at]);
    (whole.trim().to_owned(), Some(length))
}

fn one_line(text: &str) -> String {
    let text = normalise(text);
    let printed: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    printed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What was typed, short enough to be repeated in a sentence.
fn short(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_one_clean_line_and_cut_at_a_word() {
        assert_eq!(question("  khai\u{0}\t sinh \n"), ("khai sinh".into(), None));
        let long = "một hai ".repeat(100);
        let (cut, typed) = question(&long);
        assert_eq!(typed, Some(799));
        assert!(cut.chars().count() <= LONGEST && (cut.ends_with(" hai") || cut.ends_with(" một")));
        let (cut, typed) = question(&"ă".repeat(10_000));
        assert_eq!((cut.chars().count(), typed), (LONGEST, Some(10_000)));
    }

    #[test]
    fn addresses_have_one_order_and_say_only_what_is_chosen() {
        let wanted = Wanted { words: "đất & rừng".into(), page: 3, ..Wanted::default() };
        assert_eq!(wanted.query_string(), "?q=%C4%91%E1%BA%A5t%20%26%20r%E1%BB%ABng&trang=3");
        let one = wanted.toggled(Way::Year, "2016").toggled(Way::Kind, "document");
        let other = wanted.toggled(Way::Kind, "document").toggled(Way::Year, "2016");
        assert_eq!(one, other);
        assert!(one.query_string().ends_with("&kieu=document&nam=2016"), "from the first page on");
        assert_eq!(one.toggled(Way::Year, "2015").chosen.len(), 2, "one year only");
        assert_eq!(one.toggled(Way::Kind, "document").toggled(Way::Year, "2016").chosen, []);
        let ordered = Wanted { page: 1, ..Wanted::default() }.ordered(Order::Newest);
        assert_eq!(ordered.query_string(), "?xep=moi");
        assert_eq!(Wanted { page: 1, ..Wanted::default() }.path(), "/tim-kiem");
    }

    #[test]
    fn a_year_takes_the_place_of_typed_days() {
        let day = typed_day::day("1/1/2016");
        let wanted = Wanted { from: day, to: day, page: 1, ..Wanted::default() };
        let year = wanted.toggled(Way::Year, "2015");
        assert_eq!((year.from, year.to), (None, None));
        assert!(!wanted.of_any_day().is_narrowed());
    }

    #[test]
    fn signs_alone_are_no_question() {
        let wanted = |words: &str| Wanted { words: words.into(), ..Wanted::default() };
        assert!(wanted("!!! \"").is_unreadable());
        assert!(!wanted("").is_unreadable() && !wanted("a?").is_unreadable());
    }
}
