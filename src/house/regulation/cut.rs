//! The text of a regulation as it is pasted, cut into chapters and articles. What stands before its first chapter, the decision
//! that issues it say, is left out.

use super::{Article, with_chapters};

/// What was cut, and what a person should look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The articles in order.
    pub articles: Vec<Article>,
    /// What is odd, as sentences.
    pub doubts: Vec<String>,
}

/// The text from which articles would be cut as they are: what a person edits.
pub fn uncut(articles: &[Article]) -> String {
    let piece = |(chapter, article): (&str, &Article)| {
        let heading = format!("Điều {}. {}", article.no, article.heading);
        let pieces = [chapter, heading.trim_end(), &article.body];
        pieces.into_iter().filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("\n\n")
    };
    with_chapters(articles).map(piece).collect::<Vec<_>>().join("\n\n")
}

enum Line<'a> {
    Chapter(&'a str),
    Article(&'a str, &'a str),
    Words(&'a str),
}

/// Cuts a text.
pub fn cut(text: &str) -> Cut {
    let lines: Vec<&str> = text.lines().map(|line| line.trim().trim_matches('*').trim()).collect();
    let first = lines.iter().position(|line| matches!(read(line), Line::Chapter(_)));
    let begin = first.or_else(|| lines.iter().position(|line| matches!(read(line), Line::Article(..))));
    let Some(begin) = begin else {
        return Cut {
            doubts: vec!["Không thấy dòng nào bắt đầu bằng “Điều 1.”.".into()], ..Cut::default()
        };
    };
    let articles = articles(&lines[begin..]);
    let doubts = doubts(&articles);
    Cut { articles, doubts }
}

fn articles(lines: &[&str]) -> Vec<Article> {
    let (mut found, mut chapter, mut untitled): (Vec<Article>, String, bool) = (vec![], String::new(), false);
    for line in lines {
        match read(line) {
            Line::Chapter(words) => {
                words.clone_into(&mut chapter);
                untitled = words.split_whitespace().count() < 3;
            }
            Line::Article(no, heading) => {
                untitled = false;
                let (no, heading) = (no.to_owned(), heading.trim_end_matches('.').to_owned());
                found.push(Article { chapter: chapter.clone(), no, heading, body: String::new() });
            }
            // The heading of a chapter may stand on the line after its number.
            Line::Words(words) if untitled && !words.is_empty() => {
                chapter = format!("{chapter} {words}");
                untitled = false;
            }
            Line::Words(words) => {
                if let Some(article) = found.last_mut() {
                    article.body.push_str(words);
                    article.body.push('\n');
                }
            }
        }
    }
    for article in &mut found {
        article.body = paragraphs(&article.body);
    }
    found
}

/// Lines parted by one empty line.
fn paragraphs(body: &str) -> String {
    let lines: Vec<&str> = body.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n\n")
}

fn read(line: &str) -> Line<'_> {
    let chapter = line.strip_prefix("Chương ").or_else(|| line.strip_prefix("CHƯƠNG "));
    if chapter.is_some_and(|rest| rest.starts_with(|c: char| "IVXLC".contains(c) || c.is_ascii_digit())) {
        return Line::Chapter(line);
    }
    let article = line.strip_prefix("Điều ").and_then(|rest| rest.split_once(['.', ':']));
    match article {
        Some((no, heading)) if is_number(no) => Line::Article(no, heading.trim()),
        _ => Line::Words(line),
    }
}

/// `7`, `9a`
fn is_number(no: &str) -> bool {
    let digits = no.trim_end_matches(char::is_alphabetic);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) && no.chars().count() <= digits.len() + 1
}

/// What is odd about articles, as sentences.
pub fn doubts(articles: &[Article]) -> Vec<String> {
    let mut doubts = Vec::new();
    let number = |no: &str| no.trim_end_matches(char::is_alphabetic).parse::<u32>().unwrap_or(0);
    for pair in articles.windows(2) {
        if number(&pair[1].no) > number(&pair[0].no) + 1 || number(&pair[1].no) < number(&pair[0].no) {
            doubts.push(format!("Sau Điều {} là Điều {}.", pair[0].no, pair[1].no));
        }
        if pair[0].no == pair[1].no {
            doubts.push(format!("Điều {} có hai lần.", pair[0].no));
        }
    }
    let bare = articles.iter().filter(|article| article.body.is_empty());
    doubts.extend(bare.map(|article| format!("Điều {} chưa có nội dung.", article.no)));
    if articles.first().is_some_and(|article| number(&article.no) != 1) {
        doubts.push(format!("Điều đầu tiên là Điều {}.", articles[0].no));
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "QUYẾT ĐỊNH:\n\nĐiều 1. Ban hành Quy chế.\n\nQUY CHẾ\n\nChương I NHỮNG QUY ĐỊNH CHUNG\n\n\
        Điều 1. Phạm vi điều chỉnh\n\n- Quy định về trang.\n- Áp dụng với mọi người.\n\nChương II\n\nNHỮNG QUY ĐỊNH CỤ THỂ\n\n\
        **Điều 2. Cơ cấu tổ chức.**\n\n1. Theo Điều 1 của Quy chế này.\n\na, Điều 5 không phải là tiêu đề\n";

    #[test]
    fn a_paste_is_cut_and_what_stands_before_is_left_out() {
        let cut = cut(TEXT);
        assert_eq!(cut.doubts, Vec::<String>::new());
        let heads: Vec<_> = cut
            .articles
            .iter()
            .map(|one| (one.chapter.as_str(), one.no.as_str(), one.heading.as_str()))
            .collect();
        assert_eq!(
            heads,
            [
                ("Chương I NHỮNG QUY ĐỊNH CHUNG", "1", "Phạm vi điều chỉnh"),
                ("Chương II NHỮNG QUY ĐỊNH CỤ THỂ", "2", "Cơ cấu tổ chức")
            ]
        );
        assert_eq!(cut.articles[0].body, "- Quy định về trang.\n\n- Áp dụng với mọi người.");
        assert!(cut.articles[1].body.ends_with("a, Điều 5 không phải là tiêu đề"));
    }

    #[test]
    fn articles_are_cut_from_their_own_text_again() {
        let bare = "Điều 1. Phạm vi\nChữ.\nChương II\nĐiều 2.\nChữ.\nĐiều 2a. Không lời\n";
        for text in [TEXT, bare] {
            let articles = cut(text).articles;
            assert!(articles.len() > 1);
            assert_eq!(cut(&uncut(&articles)).articles, articles);
        }
    }

    #[test]
    fn what_is_odd_is_said() {
        let gap = cut("Điều 1. Một\nchữ\nĐiều 3. Ba\nchữ\nĐiều 3. Ba nữa\n");
        assert_eq!(gap.doubts, ["Sau Điều 1 là Điều 3.", "Điều 3 có hai lần.", "Điều 3 chưa có nội dung."]);
        assert!(cut("chỉ có chữ").articles.is_empty() && !cut("chỉ có chữ").doubts.is_empty());
    }
}
