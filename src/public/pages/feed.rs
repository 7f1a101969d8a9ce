//! A feed as it is written, in RSS 2.0 and in Atom (RFC 4287): times in +07:00, every text escaped.

use poem::Response;
use poem::http::header;

use crate::base::clock::{self, Millis};
use crate::public::visit::Reply;

use super::about::escape;
use super::podcast;

/// Sound or film that podcast programs fetch.
#[derive(Clone, Debug)]
pub struct Sound {
    /// Its address.
    pub url: String,
    /// Its size.
    pub bytes: u64,
    /// Its media type.
    pub media_type: String,
    /// What else such programs are told of it, as elements.
    pub told: String,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its heading.
    pub title: String,
    /// Its page.
    pub url: String,
    /// What tells it from others, where that is not its page.
    pub id: Option<String>,
    /// A sentence or two.
    pub summary: String,
    /// When it was published.
    pub at: Option<Millis>,
    /// Sound or film.
    pub sound: Option<Sound>,
}

/// A feed.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Its title.
    pub title: String,
    /// The page whose feed it is.
    pub url: String,
    /// Its own address.
    pub itself: String,
    /// What it carries, and whose it is.
    pub about: String,
    /// What podcast programs are told of the series, as elements.
    pub podcast: Option<String>,
    /// Latest first.
    pub entries: Vec<Entry>,
}

impl Feed {
    /// As RSS 2.0.
    pub fn rss(&self) -> Reply {
        let entries: String = self.entries.iter().map(rss_entry).collect();
        let names = self.podcast.as_ref().map_or("", |_| podcast::NAMESPACE);
        let series = self.podcast.as_deref().unwrap_or_default();
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"{names}><channel><title>{}</title><link>{}</link>\
             <description>{}</description><language>vi</language>\
             <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>{series}\n{entries}</channel></rss>\n",
            escape(&self.title),
            escape(&self.url),
            escape(&self.about),
            escape(&self.itself),
        );
        sent(xml, "application/rss+xml; charset=utf-8")
    }

    /// As Atom; a feed without entries is as old as its site's first day can be told: `empty_since`.
    pub fn atom(&self, empty_since: Millis) -> Reply {
        let updated = self.entries.iter().filter_map(|entry| entry.at).max().unwrap_or(empty_since);
        let entries: String = self.entries.iter().map(|entry| atom_entry(entry, updated)).collect();
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"vi\"><title>{}</title><id>{itself}</id>\
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{itself}\"/><link href=\"{}\"/>\
             <updated>{}</updated><author><name>{}</name></author>\n{entries}</feed>\n",
            escape(&self.title),
            escape(&self.url),
            clock::iso(updated),
            escape(&self.about),
            itself = escape(&self.itself),
        );
        sent(xml, "application/atom+xml; charset=utf-8")
    }
}

fn sent(xml: String, kind: &'static str) -> Reply {
    Reply::Raw(Response::builder().header(header::CONTENT_TYPE, kind).body(xml))
}

fn rss_entry(entry: &Entry) -> String {
    let guid = match &entry.id {
        Some(id) => format!("<guid isPermaLink=\"false\">{}</guid>", escape(id)),
        None => format!("<guid>{}</guid>", escape(&entry.url)),
    };
    let at = entry.at.map(|at| clock::local(at).strftime("%a, %d %b %Y %H:%M:%S +0700").to_string());
    let sound = entry.sound.as_ref().map_or_else(String::new, |sound| {
        let (url, kind) = (escape(&sound.url), escape(&sound.media_type));
        format!("<enclosure url=\"{url}\" length=\"{}\" type=\"{kind}\"/>{}", sound.bytes, sound.told)
    });
    format!(
        "<item><title>{}</title><link>{}</link>{guid}<description>{}</description>{}{sound}</item>\n",
        escape(&entry.title),
        escape(&entry.url),
        escape(&entry.summary),
        at.map_or_else(String::new, |at| format!("<pubDate>{at}</pubDate>")),
    )
}

fn atom_entry(entry: &Entry, updated: Millis) -> String {
    let sound = entry.sound.as_ref().map_or_else(String::new, |sound| {
        let (url, kind) = (escape(&sound.url), escape(&sound.media_type));
        format!("<link rel=\"enclosure\" href=\"{url}\" length=\"{}\" type=\"{kind}\"/>", sound.bytes)
    });
    format!(
        "<entry><title>{}</title><id>{}</id><link href=\"{}\"/>{sound}<updated>{}</updated><summary>{}</summary></entry>\n",
        escape(&entry.title),
        escape(entry.id.as_ref().unwrap_or(&entry.url)),
        escape(&entry.url),
        clock::iso(entry.at.unwrap_or(updated)),
        escape(&entry.summary),
    )
}
