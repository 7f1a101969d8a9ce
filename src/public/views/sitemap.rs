//! Everything there is, as a tree for people (TT 32/2017, Đ16.4.b).

use std::fmt;

use askama::{Template, filters::HtmlSafe};

use super::{layout::Layout, parts::Link};

/// A page with the pages below it.
#[derive(Clone, Debug, Default)]
pub struct Branch {
    /// The page.
    pub link: Link,
    /// What lies below it.
    pub below: Tree,
}

/// Branches beside each other; shows itself as a list, at any depth.
#[derive(Clone, Debug, Default)]
pub struct Tree(pub Vec<Branch>);

impl fmt::Display for Tree {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = TreeList { branches: &self.0 }.render().map_err(|_| fmt::Error)?;
        out.write_str(&shown)
    }
}

impl HtmlSafe for Tree {}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% if !branches.is_empty() %}<ul>{% for branch in branches.iter() %}<li><a href="{{ branch.link.url }}">{{ branch.link.title }}</a>{{ branch.below }}</li>{% endfor %}</ul>{% endif %}"#
)]
struct TreeList<'a> {
    branches: &'a [Branch],
}

/// The site map.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/sitemap.html")]
pub struct SitemapPage {
    /// Everything around it.
    pub layout: Layout,
    /// The whole tree.
    pub tree: Tree,
    /// The same for engines.
    pub xml_url: String,
}

#[cfg(test)]
impl SitemapPage {
    pub(crate) fn sample() -> Self {
        use super::layout::samples as around;
        let layout = around::layout("Sơ đồ cổng", "");
        let leaf = |link: Link| Branch { link, below: Tree::default() };
        let mut sections: Vec<_> =
            layout.site.nav.iter().map(|nav| leaf(Link::new(&nav.title, &nav.url))).collect();
        let topics = ["Tin trong huyện", "Tin trong tỉnh", "Thông tin nổi bật khác"];
        sections[1].below = Tree(topics.map(|title| leaf(Link::new(title, "/tin-tuc/?chu-de=x"))).into());
        Self { layout, tree: Tree(sections), xml_url: "/sitemap.xml".into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_shows_every_depth_and_escapes_its_words() {
        let leaf = Branch { link: Link::new("<a> & b", "/x"), below: Tree::default() };
        let tree = Tree(vec![Branch { link: Link::new("Gốc", "/"), below: Tree(vec![leaf]) }]);
        assert_eq!(
            tree.to_string(),
            "<ul><li><a href=\"/\">Gốc</a><ul><li><a href=\"/x\">&#60;a&#62; &#38; b</a></li></ul></li></ul>"
        );
    }
}
