//! What was found, as the page shows it: number, title, passages with their anchors, and whether it is in force.

use crate::items::kinds::document::effect::{Dates, effect};
use crate::public::pages::document::with_marks;
use crate::public::pages::{effect as effect_words, issued};
use crate::public::site::day;
use crate::public::views::search::{Hit as HitView, Passage};
use crate::public::views::{Badge, Link, Run, Tone};
use crate::public::visit::Visit;
use crate::search::{Hit, InFile, Place};

use super::way::kind_words;

/// The longest words to mark on the page that a hit leads to, in characters.
const MARKED: usize = 200;

/// How a page of hits is shown.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// Who reads it.
    pub visit: &'a Visit,
    /// The words that were looked for, to be marked on the document's page.
    pub words: &'a str,
    /// The day as of which documents are in force or not.
    pub day: jiff::civil::Date,
}

impl Shown<'_> {
    /// Hits as the page shows them.
    pub fn views(&self, hits: &[Hit]) -> Vec<HitView> {
        hits.iter().map(|hit| self.view(hit)).collect()
    }

    fn view(&self, hit: &Hit) -> HitView {
        let owner = self.visit.app.directory.get(&hit.tenant.as_str().into());
        let elsewhere = owner.filter(|owner| owner.id() != self.visit.tenant.id());
        let issuer = hit.issuer.clone().unwrap_or_default();
        let (number, title) = heading(hit);
        HitView {
            title,
            url: self.url(hit, None),
            ping: String::new(),
            kind: hit.doc_type.clone().unwrap_or_else(|| kind_words(&hit.kind).to_owned()),
            number,
            status: self.badge(hit),
            passages: hit.places.iter().map(|place| self.passage(hit, place)).collect(),
            by: issuer,
            site: elsewhere.map(|owner| owner.identity().full_name.clone()),
            day: hit.date.map(day),
        }
    }

    fn passage(&self, hit: &Hit, place: &Place) -> Passage {
        let anchored = (!place.anchor.is_empty() || place.file.is_some()) && !place.heading.is_empty();
        Passage {
            link: anchored.then(|| Link::new(place.heading.clone(), self.url(hit, Some(place)))),
            text: place.file.as_ref().map(|file| Link::new("Đọc chữ", self.text_url(hit, file))),
            recognised: place.file.as_ref().is_some_and(|file| file.recognised),
            snippet: runs(&place.snippet),
        }
    }

    /// The page on which what was found in a file is read, the reader's words marked.
    fn text_url(&self, hit: &Hit, file: &InFile) -> String {
        let url = file_url(self.visit, hit, &file.text_path());
        let words: String = self.words.chars().take(MARKED).collect();
        if words.trim().is_empty() { url } else { with_marks(&url, words.trim()) }
    }

    /// Whether a document is in force, by the rule of its own page.
    pub fn badge(&self, hit: &Hit) -> Option<Badge> {
        if hit.archived {
            return Some(Badge::new("Lưu trữ", Tone::Plain));
        }
        (hit.kind == "document").then(|| effect_words::badge(state(hit, self.day)))
    }

    /// Where a hit, or a place in it, is; a document opens with the reader's words marked.
    pub fn url(&self, hit: &Hit, place: Option<&Place>) -> String {
        let url = full_url(self.visit, hit, place);
        if place.is_some_and(|place| place.file.is_some()) {
            return url;
        }
        let words: String = self.words.chars().take(MARKED).collect();
        if hit.kind == "document" && !words.is_empty() { with_marks(&url, words.trim()) } else { url }
    }
}

/// Whether a found document is in force on a day.
pub fn state(hit: &Hit, day: jiff::civil::Date) -> crate::items::kinds::document::effect::Effect {
    let dates = Dates { effective_on: hit.effective_from, expires_on: hit.effective_until };
    effect(dates, &hit.changes, day)
}

/// The canonical address of a hit, or of a place in it.
pub fn full_url(visit: &Visit, hit: &Hit, place: Option<&Place>) -> String {
    let path = hit.address_of(place);
    let Some(owner) = visit.app.directory.get(&hit.tenant.as_str().into()) else { return path };
    if place.is_some_and(|place| place.file.is_some()) {
        return file_url(visit, hit, &path);
    }
    if is_issued_here(visit, hit) {
        let slug = path.rsplit('/').next().unwrap_or_default();
        return issued::url(&visit.tenant, &owner, slug);
    }
    owner.url(&path)
}

/// Where a path of a file is: on this site, if what carries the file is shown here.
pub fn file_url(visit: &Visit, hit: &Hit, path: &str) -> String {
    let owner = visit.app.directory.get(&hit.tenant.as_str().into());
    let owner = owner.filter(|_| !is_issued_here(visit, hit));
    owner.map_or_else(|| visit.tenant.url(path), |owner| owner.url(path))
}

/// Whether another site's item is shown on this one.
fn is_issued_here(visit: &Visit, hit: &Hit) -> bool {
    let here = visit.tenant.id().as_str();
    hit.tenant != here && hit.shown_on.iter().any(|site| site == here)
}

/// A document's number, and what follows type and number in its title; otherwise the whole title.
fn heading(hit: &Hit) -> (Option<String>, Vec<Run>) {
    let title = runs(&hit.marked_title);
    let (Some(kind), Some(number)) = (&hit.doc_type, &hit.number) else { return (None, title) };
    let name = format!("{kind} số {number}: ");
    if hit.title.starts_with(&name) {
        (Some(number.clone()), after(title, name.chars().count()))
    } else {
        let repeated = number.is_empty() || hit.title.contains(number.as_str());
        (Some(number.clone()).filter(|_| !repeated), title)
    }
}

/// The stretches after so many characters.
fn after(runs: Vec<Run>, mut characters: usize) -> Vec<Run> {
    let mut rest = Vec::new();
    for run in runs {
        let text: String = run.text.chars().skip(characters).collect();
        characters = characters.saturating_sub(run.text.chars().count());
        if !text.is_empty() {
            rest.push(Run { text, ..run });
        }
    }
    rest
}

/// The index's safe snippet as stretches, so that the page escapes every one itself.
pub fn runs(snippet: &str) -> Vec<Run> {
    let text = |part: &str| {
        part.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#x27;", "'")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    };
    let mut runs = Vec::new();
    for (index, part) in snippet.split("<mark>").enumerate() {
        match part.split_once("</mark>") {
            Some((found, around)) if index > 0 => {
                runs.push(Run::found(text(found)));
                runs.push(Run::around(text(around)));
            }
            _ => runs.push(Run::around(text(part))),
        }
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

/// A snippet without its marks, as plain text.
pub fn plain(snippet: &str) -> String {
    runs(snippet).into_iter().map(|run| run.text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_become_stretches_that_are_escaped_once() {
        let stretches = runs("a &amp; b <mark>Hòa</mark> &lt;c&gt;");
        assert_eq!(stretches, [Run::around("a & b "), Run::found("Hòa"), Run::around(" <c>")]);
        assert_eq!(runs("<mark>x</mark>"), [Run::found("x")]);
        assert_eq!(plain("a &amp; <mark>b</mark>"), "a & b");
    }

    #[test]
    fn a_title_begins_after_the_number_wherever_the_marks_are() {
        let hit = |title: &str, marked: &str| Hit {
            doc_type: Some("Quyết định".into()),
            number: Some("10/2016/QĐ-UBND".into()),
            title: title.into(),
            marked_title: marked.into(),
            ..Hit::default()
        };
        let whole = "Quyết định số 10/2016/QĐ-UBND: Ban hành Quy chế";
        let marked = "<mark>Quyết định</mark> số <mark>10/2016/QĐ-UBND</mark>: Ban hành <mark>Quy chế</mark>";
        let (number, rest) = heading(&hit(whole, marked));
        assert_eq!(number.as_deref(), Some("10/2016/QĐ-UBND"));
        assert_eq!(rest, [Run::around("Ban hành "), Run::found("Quy chế")]);
        let bare = "Quyết định số 10/2016/QĐ-UBND";
        assert_eq!(heading(&hit(bare, bare)), (None, vec![Run::around(bare)]), "never twice");
    }
}
