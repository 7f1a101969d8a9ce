//! Trainings: the register of a year, one with who took part, and the lists by person.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use super::office::StrikeForm;
use crate::public::views::{Choice, Html, Link, Refusals};

/// A training of the register.
#[derive(Clone, Debug, Default)]
pub struct TrainingRow {
    /// What it was about, and its page.
    pub link: Link,
    /// `28/12/2016` or `từ 28/12/2016 đến 29/12/2016`.
    pub days: String,
    /// How many hours.
    pub hours: String,
    /// Where and by whom.
    pub about: String,
    /// How many people and units.
    pub people: String,
}

/// The form of a training.
///
/// Ids of its fields: `chuyen-de`, `tu-ngay`, `den-ngay`, `so-gio`, `dia-diem`, `giang-vien`, `noi-dung`.
#[derive(Clone, Debug, Default)]
pub struct TrainingForm {
    /// Where it is posted.
    pub post: Post,
    /// The version that was seen, where one is corrected.
    pub version: Option<String>,
    /// In a line.
    pub topic: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// How many hours.
    pub hours: String,
    /// Where.
    pub place: String,
    /// By whom.
    pub trainer: String,
    /// What was taught.
    pub content: String,
}

/// The trainings of a year.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/trainings.html")]
pub struct TrainingsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which year.
    pub year: String,
    /// The years before and after.
    pub years: Vec<Link>,
    /// The lists by person, and the table.
    pub ways: Vec<Link>,
    /// What they come to.
    pub facts: Vec<(String, String)>,
    /// The trainings, the last first.
    pub rows: Vec<TrainingRow>,
    /// The form, for who may.
    pub form: Option<TrainingForm>,
    /// Strikes out what was written down by mistake, for who may.
    pub strike: Option<StrikeForm>,
    /// Why a form was refused.
    pub refusals: Refusals,
}

/// Somebody who took part.
#[derive(Clone, Debug, Default)]
pub struct PersonRow {
    /// Their name.
    pub name: String,
    /// For whom they came.
    pub body: String,
    /// Takes them out, for who may: where, and whom.
    pub remove: Option<(Post, String)>,
}

/// The form of who took part.
///
/// Ids of its fields: `nguoi`, `nguoi-ngoai`, `don-vi-ngoai`.
#[derive(Clone, Debug, Default)]
pub struct JoinForm {
    /// Where it is posted.
    pub post: Post,
    /// Where another site is chosen.
    pub choose: String,
    /// The sites whose people may be chosen.
    pub sites: Vec<Choice>,
    /// The one chosen, by its name in addresses.
    pub site: String,
    /// Its people who are not there yet.
    pub people: Vec<Choice>,
    /// People without an account, one a line.
    pub outside: String,
    /// Units as a whole, one a line.
    pub units: String,
}

/// A training with who took part.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/training.html")]
pub struct TrainingPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// To the register.
    pub back: Link,
    /// What it was about.
    pub title: String,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// What was taught.
    pub content: Html,
    /// Who took part.
    pub people: Vec<PersonRow>,
    /// Adds some, for who may.
    pub join: Option<JoinForm>,
    /// Why that was refused.
    pub join_refusals: Refusals,
    /// Puts right what was written down.
    pub edit: Option<TrainingForm>,
    /// Why that was refused.
    pub refusals: Refusals,
}

/// A list by person.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/training_people.html")]
pub struct TrainingPeoplePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// To the register, for who may see it.
    pub back: Option<Link>,
    /// What it lists.
    pub heading: String,
    /// What is said of it.
    pub hint: String,
    /// The years before and after, where it is one year's.
    pub years: Vec<Link>,
    /// The heads of its columns.
    pub heads: Vec<&'static str>,
    /// Its rows, each as long as the heads are many.
    pub rows: Vec<Vec<String>>,
    /// What is said where there is none.
    pub empty: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::Refusal;

    fn form(action: &str) -> TrainingForm {
        TrainingForm {
            post: post(action),
            topic: "Biên tập tin, bài (mẫu)".into(),
            from: "28/12/2016".into(),
            hours: "8".into(),
            ..TrainingForm::default()
        }
    }

    fn refusal(field: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: "Hãy ghi đủ.".into(), clause: None }])
    }

    impl TrainingsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Tập huấn"),
                year: "2016".into(),
                years: vec![Link::new("Năm 2015", "/hh/tap-huan?nam=2015")],
                ways: vec![Link::new("Theo từng người", "/hh/tap-huan/nguoi?nam=2016")],
                facts: vec![("Số lớp".into(), "1".into())],
                rows: vec![TrainingRow {
                    link: Link::new("Biên tập tin, bài (mẫu)", "/hh/tap-huan/1"),
                    days: "28/12/2016".into(),
                    hours: "8".into(),
                    about: "Hội trường Ủy ban nhân dân, Văn phòng (mẫu)".into(),
                    people: "26 người, 26 đơn vị".into(),
                }],
                form: Some(form("/hh/tap-huan")),
                strike: Some(StrikeForm {
                    post: post("/hh/tap-huan/huy"),
                    entries: vec![Choice::new("1", "Biên tập tin, bài (mẫu), 28/12/2016")],
                    reason: String::new(),
                }),
                refusals: refusal("dia-diem"),
            }
        }
    }

    impl TrainingPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Tập huấn"),
                back: Link::new("Tập huấn", "/hh/tap-huan"),
                title: "Biên tập tin, bài (mẫu)".into(),
                notice: Some("Có người vừa sửa lớp này. Hãy tải lại trang.".into()),
                facts: vec![("Số giờ".into(), "8".into())],
                content: Html::sanitised("<p>Viết tin (mẫu).</p>"),
                people: vec![PersonRow {
                    name: "(mẫu)".into(),
                    body: "Xã Đức Thắng".into(),
                    remove: Some((post("/hh/tap-huan/1/bo-nguoi"), "1".into())),
                }],
                join: Some(JoinForm {
                    post: post("/hh/tap-huan/1/nguoi"),
                    choose: "/hh/tap-huan/1".into(),
                    sites: vec![
                        Choice::new("hiephoa", "Huyện Hiệp Hòa").chosen(),
                        Choice::new("ducthang", "Xã Đức Thắng"),
                    ],
                    site: "hiephoa".into(),
                    people: vec![Choice::new("1", "Văn phòng (mẫu)")],
                    outside: "Cán bộ một cửa; Xã Danh Thắng".into(),
                    units: String::new(),
                }),
                join_refusals: refusal("nguoi"),
                edit: Some(TrainingForm { version: Some("1".into()), ..form("/hh/tap-huan/1") }),
                refusals: Refusals::default(),
            }
        }
    }

    impl TrainingPeoplePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Tập huấn theo người"),
                back: Some(Link::new("Tập huấn", "/hh/tap-huan")),
                heading: "Người đã được tập huấn năm 2016".into(),
                hint: "Mỗi người một dòng.".into(),
                years: vec![Link::new("Năm 2015", "/hh/tap-huan/nguoi?nam=2015")],
                heads: vec!["Họ tên", "Đơn vị", "Số giờ"],
                rows: vec![vec!["(mẫu)".into(), "Xã Đức Thắng".into(), "8".into()]],
                empty: "Chưa có ai.".into(),
            }
        }
    }
}
