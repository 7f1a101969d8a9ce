//! The fields of the news form beside its words: genre, themes, documents introduced, language.

use crate::base::clock::date_vi;
use crate::base::error::{Refusal, Result};
use crate::base::web::form::Form;
use crate::console::desk::Desk;
use crate::console::views::edit::{AspectFields, Tick};
use crate::items::Aspects;
use crate::items::kinds::news::Introduced;
use crate::items::kinds::{Genre, Kind, Language};
use crate::items::store::{self as items, Filter, Listed};
use crate::public::views::Choice;
use crate::tenants::NewsTheme;

use super::form::date;
use super::items::choices;

/// The field of each theme is this and the theme's key.
pub const THEME: &str = "chu-de-tin-";
/// The field of each document that can be picked is this and its place in the list.
const PICKED: &str = "chon-van-ban-";
/// How many of the latest documents can be picked.
const OFFERED: usize = 8;

/// The documents that a form names, typed or picked, each once.
fn introduced(form: &Form) -> Vec<Introduced> {
    let typed = form.raw("gioi-thieu-van-ban").split(['\n', ';']);
    let picked =
        form.fields().iter().filter(|(name, _)| name.starts_with(PICKED)).map(|(_, value)| value.as_str());
    let mut named: Vec<Introduced> = Vec::new();
    for one in typed.chain(picked).filter_map(parse) {
        if !named.contains(&one) {
            named.push(one);
        }
    }
    named
}

/// "15/QĐ-UBND ngày 28/12/2016"; a day that is none stays unread, see [`mistakes`].
fn parse(text: &str) -> Option<Introduced> {
    let (number, day) = text.trim().split_once(" ngày ").unwrap_or((text.trim(), ""));
    (!number.is_empty()).then(|| Introduced { number: number.trim().to_owned(), issued_on: date(day) })
}

fn print(introduced: &Introduced) -> String {
    let day = introduced.issued_on.map(|day| format!(" ngày {}", date_vi(day))).unwrap_or_default();
    format!("{}{day}", introduced.number)
}

/// What of these fields cannot be read.
pub fn mistakes(form: &Form) -> Vec<Refusal> {
    let lines = form.raw("gioi-thieu-van-ban").split(['\n', ';']).map(str::trim);
    let unread = lines.filter(|line| line.split_once(" ngày ").is_some_and(|(_, day)| date(day).is_none()));
    let told = |line| {
        let message = format!(
            "“{line}”: không đọc được ngày. Viết số, ký hiệu rồi ngày, ví dụ: 15/QĐ-UBND ngày 28/12/2016."
        );
        Refusal::new("introduces", message, "")
    };
    unread.map(told).collect()
}

/// What a form says in these fields.
pub fn read(form: &Form) -> Aspects {
    let themes = form
        .fields()
        .iter()
        .filter_map(|(name, value)| name.strip_prefix(THEME).filter(|_| !value.is_empty()));
    Aspects {
        genre: Genre::of(form.get("the-loai")),
        themes: themes.map(str::to_owned).collect(),
        introduces: introduced(form),
        language: Language::parse(form.get("ngon-ngu")),
        translates: form.get("ban-dich-cua").to_owned(),
    }
}

/// The fields as they can be sent again.
pub fn fields(aspects: &Aspects) -> Vec<(String, String)> {
    let lines: Vec<String> = aspects.introduces.iter().map(print).collect();
    let themes = aspects.themes.iter().map(|theme| (format!("{THEME}{theme}"), "co".to_owned()));
    let told = [
        ("the-loai", aspects.genre.as_str().to_owned()),
        ("gioi-thieu-van-ban", lines.join("\n")),
        ("ngon-ngu", aspects.language.map_or("", Language::tag).to_owned()),
        ("ban-dich-cua", aspects.translates.clone()),
    ];
    told.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(themes).collect()
}

/// The fields as the form shows them, with the documents that can be picked.
///
/// # Errors
/// When the database does not answer.
pub async fn asked(desk: &Desk, form: &Form) -> Result<AspectFields> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let latest = items::live_list(&mut scope, &Filter::of_kind(Kind::Document), 0, OFFERED).await?;
    drop(scope);
    let named = introduced(form);
    let offer = |(at, document): (usize, &Listed)| {
        let one =
            Introduced { number: document.number.clone().unwrap_or_default(), issued_on: document.issued_on };
        (!named.contains(&one)).then(|| Tick {
            id: format!("{PICKED}{at}"),
            value: print(&one),
            label: document.title.clone(),
            on: false,
        })
    };
    let tick = |theme: &NewsTheme| {
        let id = format!("{THEME}{}", theme.key);
        Tick { on: form.has(&id), id, value: "co".into(), label: theme.title.clone() }
    };
    // What was ticked and is no longer offered stays in the typed lines.
    let typed: Vec<String> = named.iter().map(print).collect();
    let unread = !mistakes(form).is_empty();
    Ok(AspectFields {
        genres: Genre::ALL.into_iter().map(|(genre, words)| offered(genre, words, form)).collect(),
        themes: desk.tenant.profile.news_themes().map(tick).collect(),
        introduces: if unread { form.raw("gioi-thieu-van-ban").to_owned() } else { typed.join("\n") },
        offered: latest.items.iter().enumerate().filter_map(offer).collect(),
        languages: choices(
            "Tiếng Việt",
            form.get("ngon-ngu"),
            Language::ALL.iter().map(|one| (one.tag(), one.vietnamese().to_owned())),
        ),
        translates: form.get("ban-dich-cua").to_owned(),
    })
}

fn offered(genre: Genre, words: &str, form: &Form) -> Choice {
    let choice = Choice::new(genre.as_str(), words);
    if Genre::of(form.get("the-loai")) == genre { choice.chosen() } else { choice }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// QC-3.6: several documents, typed and picked, each once; what was sent comes back.
    #[test]
    fn documents_are_named_by_typing_and_picking() {
        let typed = form(&[
            ("gioi-thieu-van-ban", "10/2016/QĐ-UBND; 15/QĐ-UBND ngày 28/12/2016"),
            ("chon-van-ban-0", "15/QĐ-UBND ngày 28/12/2016"),
            ("chon-van-ban-3", "20/KH-UBND"),
            ("chu-de-tin-kinh-te", "co"),
        ]);
        let aspects = read(&typed);
        let numbers: Vec<_> = aspects.introduces.iter().map(|one| one.number.as_str()).collect();
        assert_eq!(numbers, ["10/2016/QĐ-UBND", "15/QĐ-UBND", "20/KH-UBND"]);
        assert_eq!(aspects.themes, ["kinh-te"]);
        assert_eq!(read(&Form::of(fields(&aspects))), aspects);
        assert!(mistakes(&typed).is_empty());
        assert_eq!(mistakes(&form(&[("gioi-thieu-van-ban", "15/QĐ-UBND ngày mai")])).len(), 1);
    }
}
