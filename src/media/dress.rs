//! How stored HTML is shown: our own pictures in every size, sound and film with a player, addresses of the site.

use std::collections::HashMap;

use super::store;
use super::{Entry, Readiness};
use crate::base::error::Result;
use crate::base::id::FileId;
use crate::base::scope::Scope;
use crate::files::kind::Family;
use crate::items::markup::{self, FILES};
use crate::worker::image::{Format, Size};

/// How wide a picture stands in a text: the whole of a phone, the measure of a desk.
const SIZES: &str = "(min-width: 60em) 42rem, 100vw";
/// The width that is fetched by browsers too old to choose.
const OLD_BROWSERS: u32 = 640;
/// Width and height of a film of which nothing is known.
const USUAL_FILM: (u32, u32) = (1280, 720);

/// The files of a text, as far as the library knows them.
#[derive(Debug, Default)]
pub struct Wardrobe {
    files: HashMap<String, Shown>,
}

#[derive(Debug)]
struct Shown {
    entry: Entry,
    sizes: Vec<Size>,
}

/// A picture in all its sizes, as a page's `img` and `source` want it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dressed {
    /// The one for browsers that cannot choose.
    pub src: String,
    /// All in the format that everything reads.
    pub srcset: String,
    /// All in WebP.
    pub webp: String,
    /// How wide it stands.
    pub sizes: &'static str,
    /// In pixels, upright.
    pub width: u32,
    /// In pixels, upright.
    pub height: u32,
    /// What it shows.
    pub alt: String,
    /// Caption, author and source.
    pub credit: String,
}

/// What belongs to a film.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// What is shown until it is played.
    pub poster: Option<Dressed>,
    /// The address of its captions.
    pub captions: Option<String>,
}

impl Wardrobe {
    /// Of these files.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(scope: &mut Scope, ids: &[FileId]) -> Result<Self> {
        let entries = store::several(scope, ids).await?;
        let pictures: Vec<FileId> = entries
            .iter()
            .filter(|entry| entry.family == Family::Image)
            .map(|entry| entry.id().clone())
            .collect();
        let mut renditions = store::renditions(scope, &pictures).await?;
        let shown = |entry: Entry| {
            let sizes = renditions.remove(entry.id()).unwrap_or_default();
            let sizes = sizes.into_iter().map(|rendition| rendition.size).collect();
            (entry.id().as_str().to_owned(), Shown { entry, sizes })
        };
        Ok(Self { files: entries.into_iter().map(shown).collect() })
    }

    /// What a file is treated as.
    pub fn family(&self, id: &FileId) -> Option<Family> {
        self.files.get(id.as_str()).map(|shown| shown.entry.family)
    }

    /// A picture in all its sizes; none for what is no picture, or is not ready.
    pub fn picture(&self, id: &str, url: &dyn Fn(&str) -> String) -> Option<Dressed> {
        let Shown { entry, sizes } = self.files.get(id)?;
        let (width, height) = entry.dimensions.filter(|_| entry.readiness == Readiness::Ready)?;
        let address = |size: &Size| url(&format!("/anh/{id}/{}", size.file()));
        let set = |wanted: &dyn Fn(Format) -> bool| {
            let wanted = sizes.iter().filter(|size| wanted(size.format));
            wanted.map(|size| format!("{} {}w", address(size), size.width)).collect::<Vec<_>>().join(", ")
        };
        let fallbacks = || sizes.iter().filter(|size| size.format != Format::Webp);
        let old = fallbacks().rev().find(|size| size.width <= OLD_BROWSERS).or_else(|| fallbacks().next())?;
        let shown = sizes.iter().map(|size| size.width).max().unwrap_or(width);
        Some(Dressed {
            src: address(old),
            srcset: set(&|format| format != Format::Webp),
            webp: set(&|format| format == Format::Webp),
            sizes: SIZES,
            width: shown,
            height: (u64::from(height) * u64::from(shown) / u64::from(width.max(1))).max(1) as u32,
            alt: entry.description.alt.clone(),
            credit: credit(entry),
        })
    }

    /// The player of sound or film, with nothing beside it; none for everything else.
    pub fn player(&self, id: &str, title: &str, url: &dyn Fn(&str) -> String) -> Option<String> {
        self.player_with(id, title, &Beside::default(), url)
    }

    /// The player of sound or film; none for everything else. Nothing of it is fetched before somebody wants it played.
    pub fn player_with(
        &self,
        id: &str,
        title: &str,
        beside: &Beside,
        url: &dyn Fn(&str) -> String,
    ) -> Option<String> {
        let Shown { entry, .. } = self.files.get(id)?;
        let (tag, shape) = match entry.family {
            Family::Audio => ("audio", String::new()),
            Family::Video => ("video", shape(beside.poster.as_ref())),
            Family::Image | Family::File => return None,
        };
        let (address, title) = (escaped(&url(&entry.url())), escaped(title));
        let credit = credit(entry);
        let credit = if credit.is_empty() { String::new() } else { format!(" {}", escaped(&credit)) };
        let track = beside.captions.as_ref().map_or_else(String::new, |captions| {
            let captions = escaped(captions);
            format!(
                "<track kind=\"captions\" srclang=\"vi\" label=\"Tiếng Việt\" src=\"{captions}\" default>"
            )
        });
        Some(format!(
            "<figure class=\"player\"><{tag} controls preload=\"none\" src=\"{address}\"{shape} aria-label=\"{title}\">{track}</{tag}>\
             <figcaption><a href=\"{address}\">{title}</a>{credit}</figcaption></figure>"
        ))
    }

    /// The address of a file that the library knows.
    pub fn address(&self, id: &FileId, url: &dyn Fn(&str) -> String) -> Option<String> {
        self.files.get(id.as_str()).map(|shown| url(&shown.entry.url()))
    }

    /// Clean HTML as a page shows it; `url` makes an address of the site from a path.
    pub fn dress(&self, html: &str, url: &dyn Fn(&str) -> String) -> String {
        let mut out = String::with_capacity(html.len() + 1024);
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let length = match self.piece(rest, url) {
                Some((shown, length)) => {
                    out.push_str(&shown);
                    length
                }
                None => {
                    let length = markup::tag_end(rest).unwrap_or(rest.len());
                    out.push_str(&rest[..length]);
                    length
                }
            };
            rest = &rest[length..];
        }
        out.push_str(rest);
        out
    }

    /// What stands at the beginning of `html`, as it is shown, and how much of `html` that was; none for what
    /// stays as it is.
    fn piece(&self, html: &str, url: &dyn Fn(&str) -> String) -> Option<(String, usize)> {
        let length = markup::tag_end(html)?;
        let (tag, after) = html.split_at(length);
        match name(tag) {
            "p" => self.paragraph(after, url).map(|(shown, inner)| (shown, length + inner)),
            "img" => Some((self.image(tag, url)?, length)),
            "a" | "audio" | "video" | "source" => {
                let own = tag.contains(&format!("=\"{FILES}"));
                own.then(|| (tag.replace(&format!("=\"{FILES}"), &format!("=\"{}", url(FILES))), length))
            }
            _ => None,
        }
    }

    /// A paragraph that is nothing but a picture becomes a figure with its credit; one that is nothing but a
    /// link to sound or film becomes a player.
    fn paragraph(&self, inner: &str, url: &dyn Fn(&str) -> String) -> Option<(String, usize)> {
        if !inner.starts_with('<') {
            return None;
        }
        let length = markup::tag_end(inner)?;
        let (tag, after) = inner.split_at(length);
        match name(tag) {
            "img" if after.starts_with("</p>") => {
                let dressed = self.picture(own_id(attribute(tag, "src")?)?, url)?;
                let caption = if dressed.credit.is_empty() {
                    String::new()
                } else {
                    format!("<figcaption>{}</figcaption>", escaped(&dressed.credit))
                };
                let shown = format!("<figure class=\"picture\">{}{caption}</figure>", element(tag, &dressed));
                Some((shown, length + "</p>".len()))
            }
            "a" => {
                let end = after.find("</a></p>").filter(|end| !after[..*end].contains('<'))?;
                let id = own_id(attribute(tag, "href")?)?;
                let title = markup::plain_text(&after[..end]);
                Some((self.player(id, &title, url)?, length + end + "</a></p>".len()))
            }
            _ => None,
        }
    }

    fn image(&self, tag: &str, url: &dyn Fn(&str) -> String) -> Option<String> {
        let src = attribute(tag, "src")?;
        let dressed = own_id(src).and_then(|id| self.picture(id, url));
        Some(match dressed {
            Some(dressed) => element(tag, &dressed),
            None => tag.replace(&format!("=\"{FILES}"), &format!("=\"{}", url(FILES))),
        })
    }
}

/// The room that a film takes on the page, so that nothing moves when it begins: that of its poster, else the usual.
fn shape(poster: Option<&Dressed>) -> String {
    let (width, height) = poster.map_or(USUAL_FILM, |poster| (poster.width, poster.height));
    let shown = poster.map_or_else(String::new, |poster| format!(" poster=\"{}\"", escaped(&poster.src)));
    format!("{shown} width=\"{width}\" height=\"{height}\"")
}

/// `picture` with its sizes; the words of the text itself go before those of the library.
fn element(tag: &str, dressed: &Dressed) -> String {
    let said = attribute(tag, "alt").filter(|alt| !alt.trim().is_empty());
    let alt = said.map_or_else(|| escaped(&dressed.alt), ToOwned::to_owned);
    let title = attribute(tag, "title").map_or_else(String::new, |title| format!(" title=\"{title}\""));
    let Dressed { src, srcset, webp, sizes, width, height, .. } = dressed;
    format!(
        "<picture><source type=\"image/webp\" srcset=\"{webp}\" sizes=\"{sizes}\"><img src=\"{src}\" srcset=\"{srcset}\" \
         sizes=\"{sizes}\" width=\"{width}\" height=\"{height}\" alt=\"{alt}\"{title} loading=\"lazy\" decoding=\"async\"></picture>"
    )
}

/// Caption, author and source in one line (Quy chế Điều 8.1).
fn credit(entry: &Entry) -> String {
    let said = &entry.description;
    let what = if entry.family == Family::Image { "Ảnh" } else { "Tác giả" };
    let mut parts = Vec::new();
    let mut part = |text: String| parts.push(text.trim_end_matches('.').to_owned() + ".");
    if !said.caption.is_empty() {
        part(said.caption.clone());
    }
    if !said.author.is_empty() {
        part(format!("{what}: {}", said.author));
    }
    if !said.source.is_empty() && said.source != said.author {
        part(format!("Nguồn: {}", said.source));
    }
    parts.join(" ")
}

fn name(tag: &str) -> &str {
    let name = &tag[1..];
    &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())]
}

/// An attribute's value as it stands, which in clean HTML is escaped and in double quotes.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next())
}

/// The id of our own file at an address.
fn own_id(address: &str) -> Option<&str> {
    address.strip_prefix(FILES)?.split('/').next()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::Attachment;
    use crate::media::Description;

    fn entry(id: &str, family: Family, width: u32) -> Entry {
        Entry {
            file: Attachment {
                file_id: id.into(),
                sha256: String::new(),
                name: "Cầu \"mới\".jpg".into(),
                media_type: String::new(),
                bytes: 1,
            },
            family,
            description: Description {
                author: "Đài <Truyền thanh>".into(),
                source: "Trang xã".into(),
                alt: "Cầu \"mới\"".into(),
                ..Description::default()
            },
            dimensions: Some((width, width / 2)),
            readiness: Readiness::Ready,
            shared: true,
            version: 1,
            created_by: None,
            created_at: 0,
            removed_at: None,
        }
    }

    fn wardrobe() -> Wardrobe {
        let sizes = [320, 640, 1000].into_iter().flat_map(|width| {
            [Format::Jpg, Format::Webp].map(|format| Size { width, height: width / 2, format })
        });
        let picture = Shown { entry: entry("f1", Family::Image, 1000), sizes: sizes.collect() };
        let sound = Shown { entry: entry("f2", Family::Audio, 0), sizes: Vec::new() };
        Wardrobe { files: [("f1".to_owned(), picture), ("f2".to_owned(), sound)].into() }
    }

    fn dressed(html: &str) -> String {
        wardrobe().dress(html, &|path| format!("https://xa.example{path}"))
    }

    #[test]
    fn a_picture_comes_in_every_size_and_old_browsers_get_a_small_one() {
        let html = dressed("<p>a <img src=\"/tep/f1/cau.jpg\" alt=\"Lời &quot;bài&quot;\"> b</p>");
        for part in [
            "<p>a <picture><source type=\"image/webp\" srcset=\"https://xa.example/anh/f1/320.webp 320w, ",
            "https://xa.example/anh/f1/1000.webp 1000w\" sizes=",
            "<img src=\"https://xa.example/anh/f1/640.jpg\"",
            "width=\"1000\" height=\"500\" alt=\"Lời &quot;bài&quot;\" loading=\"lazy\"",
            "</picture> b</p>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(dressed("<img src=\"/tep/f1/x\">").contains("alt=\"Cầu &quot;mới&quot;\""));
    }

    #[test]
    fn a_picture_alone_is_a_figure_with_author_and_source() {
        let html = dressed("<p><img src=\"/tep/f1/cau.jpg\"></p><p>sau</p>");
        assert!(html.starts_with("<figure class=\"picture\"><picture>"), "{html}");
        assert!(html.ends_with(
            "<figcaption>Ảnh: Đài &lt;Truyền thanh&gt;. Nguồn: Trang xã.</figcaption></figure><p>sau</p>"
        ));
    }

    #[test]
    fn a_link_alone_to_sound_is_a_player_without_script() {
        let html = dressed("<p><a href=\"/tep/f2/a.mp3\" rel=\"noopener\">Bản tin &amp; nhạc</a></p>");
        assert!(html.starts_with(
            "<figure class=\"player\"><audio controls preload=\"none\" src=\"https://xa.example/tep/f2/"
        ));
        assert!(html.contains("aria-label=\"Bản tin &amp; nhạc\""), "{html}");
        let inline = dressed("<p>nghe <a href=\"/tep/f2/a.mp3\">ở đây</a></p>");
        assert_eq!(inline, "<p>nghe <a href=\"https://xa.example/tep/f2/a.mp3\">ở đây</a></p>");
    }

    /// QC-3.13: a film stands with its poster, in its room, with its captions, and is not fetched before it is wanted.
    #[test]
    fn a_film_has_its_poster_its_room_and_its_captions() {
        let mut wardrobe = wardrobe();
        let film = Shown { entry: entry("f3", Family::Video, 0), sizes: Vec::new() };
        wardrobe.files.insert("f3".to_owned(), film);
        let url = |path: &str| format!("https://xa.example{path}");
        let poster = wardrobe.picture("f1", &url);
        let captions = Some("https://xa.example/tep/f4/\"a\".vtt".to_owned());
        let html = wardrobe.player_with("f3", "Phóng sự", &Beside { poster, captions }, &url).unwrap();
        for part in [
            "<video controls preload=\"none\" src=\"https://xa.example/tep/f3/",
            " poster=\"https://xa.example/anh/f1/640.jpg\" width=\"1000\" height=\"500\" aria-label=\"Phóng sự\">",
            "<track kind=\"captions\" srclang=\"vi\" label=\"Tiếng Việt\" src=\"https://xa.example/tep/f4/&quot;a&quot;.vtt\" default></video>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        let bare = wardrobe.player("f3", "Phóng sự", &url).unwrap();
        assert!(bare.contains(" width=\"1280\" height=\"720\" ") && !bare.contains("<track"), "{bare}");
    }

    #[test]
    fn what_is_not_ours_or_not_known_stays_and_nothing_is_lost() {
        for html in
            ["<p>1 < 2</p>", "<p><a href=\"https://a.example/\">x</a></p>", "a <", "<p><img src=\"/tep", ""]
        {
            assert_eq!(dressed(html), html);
        }
        let unknown = dressed("<p><img src=\"/tep/f9/x.jpg\" alt=\"y\"></p>");
        assert_eq!(unknown, "<p><img src=\"https://xa.example/tep/f9/x.jpg\" alt=\"y\"></p>");
    }

    proptest::proptest! {
        #[test]
        fn the_text_stays_whatever_is_dressed(text in "[a-zđ <>&;\"/=]{0,60}") {
            let html = markup::clean(&format!("<p>{text}</p><p><img src=\"/tep/f1/x\" alt=\"y\"></p>"));
            let out = dressed(&html);
            let shown = out.split("<figure").next().unwrap_or_default();
            let before = html.split("<p><img").next().unwrap_or_default();
            proptest::prop_assert_eq!(markup::plain_text(shown), markup::plain_text(before));
        }
    }
}
