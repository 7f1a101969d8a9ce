//! The introduction as a tree: which page stands under which, the way to one, and the list beside it.

use std::collections::{HashMap, HashSet};

use crate::base::error::Result;
use crate::items::kinds::record::{ABOUT, LANGUAGE, PARENT, PLACE, TOPIC, TOPICS};
use crate::items::store::{self as items, Filter};
use crate::public::views::Link;
use crate::public::views::sitemap::{Branch, Tree};
use crate::public::visit::Visit;
use crate::tenants::Section;

/// More pages than any introduction has.
const MOST: usize = 500;

/// A page of the introduction.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Page {
    slug: String,
    title: String,
    parent: String,
    /// Where its topic and it itself stand: topics in the order of the regulation, pages by their number, then by name.
    order: (usize, u16, String),
}

/// The pages of an introduction.
#[derive(Clone, Debug, Default)]
pub struct Pages(Vec<Page>);

impl Pages {
    /// Those that a site shows; translations stand beside their originals, not in the tree.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(visit: &Visit) -> Result<Self> {
        let filter = Filter { register: Some(ABOUT.key), ..Filter::of_sections(&[ABOUT.section]) };
        let mut scope = visit.app.db.read(visit.tenant.id()).await?;
        let listed = items::live_list(&mut scope, &filter, 0, MOST).await?.items;
        let ids: Vec<_> = listed.iter().map(|one| one.item_id.clone()).collect();
        let told: HashMap<_, _> = items::told_of(&mut scope, &ids)
            .await?
            .into_iter()
            .map(|(item, key, value)| ((item, key), value))
            .collect();
        let pages = listed.into_iter().filter_map(|one| {
            let value =
                |key: &str| told.get(&(one.item_id.clone(), key.to_owned())).map_or("", String::as_str);
            let topic = TOPICS.iter().position(|(key, _)| *key == value(TOPIC)).unwrap_or(TOPICS.len());
            value(LANGUAGE).is_empty().then(|| Page {
                order: (topic, value(PLACE).parse().unwrap_or(u16::MAX), one.slug.clone()),
                parent: value(PARENT).to_owned(),
                slug: one.slug,
                title: one.title,
            })
        });
        Ok(Self::sorted(pages.collect()))
    }

    fn sorted(mut pages: Vec<Page>) -> Self {
        pages.sort_by(|a, b| a.order.cmp(&b.order));
        Self(pages)
    }

    fn find(&self, slug: &str) -> Option<&Page> {
        self.0.iter().find(|page| page.slug == slug)
    }

    /// The pages above one, the highest first; a circle in what people chose ends where it closes.
    fn above(&self, slug: &str) -> Vec<&Page> {
        let mut seen = HashSet::from([slug]);
        let mut way = Vec::new();
        let mut at = self.find(slug);
        while let Some(page) =
            at.and_then(|page| self.find(&page.parent)).filter(|page| seen.insert(&page.slug))
        {
            way.push(page);
            at = Some(page);
        }
        way.reverse();
        way
    }

    /// The way to a page through those above it.
    pub fn way(&self, visit: &Visit, section: &Section, slug: &str) -> Vec<Link> {
        self.above(slug).into_iter().map(|page| link(visit, section, page)).collect()
    }

    /// All pages, each under its own; one whose page above is not there stands at the top.
    pub fn tree(&self, visit: &Visit, section: &Section) -> Tree {
        let roots = self.0.iter().filter(|page| self.above(&page.slug).is_empty());
        let mut shown = HashSet::new();
        Tree(roots.map(|page| self.branch(visit, section, page, &mut shown)).collect())
    }

    fn branch<'a>(
        &'a self,
        visit: &Visit,
        section: &Section,
        page: &'a Page,
        shown: &mut HashSet<&'a str>,
    ) -> Branch {
        shown.insert(&page.slug);
        let mut below = Vec::new();
        for child in self.0.iter().filter(|child| child.parent == page.slug) {
            if !shown.contains(child.slug.as_str()) {
                below.push(self.branch(visit, section, child, shown));
            }
        }
        Branch { link: link(visit, section, page), below: Tree(below) }
    }
}

fn link(visit: &Visit, section: &Section, page: &Page) -> Link {
    Link::new(page.title.clone(), visit.tenant.section_url(section, &page.slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(slug: &str, parent: &str, place: u16) -> Page {
        Page { slug: slug.into(), title: slug.into(), parent: parent.into(), order: (0, place, slug.into()) }
    }

    #[test]
    fn the_way_to_a_page_ends_where_a_circle_closes() {
        let pages = Pages::sorted(vec![
            page("di-tich", "van-hoa", 2),
            page("chua", "di-tich", 1),
            page("van-hoa", "", 1),
            page("a", "b", 1),
            page("b", "a", 1),
        ]);
        let names = |slug: &str| pages.above(slug).iter().map(|page| page.slug.clone()).collect::<Vec<_>>();
        assert_eq!(names("chua"), ["van-hoa", "di-tich"]);
        assert_eq!(names("van-hoa"), Vec::<String>::new());
        assert_eq!(names("a"), ["b"]);
    }
}
