//! Every right in every state, for every role, from every tenant relation, over pages and over JSON, against what was
//! written by hand; and the same for the door of every route there is.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::app::{Person, TestApp};
use crate::support::expected::{Cell, cells};
use futures_util::StreamExt as _;
use portal::app::routes;
use portal::base::audit::Actor;
use portal::base::id::AccountId;
use portal::inbound::{self, Envelope};
use portal::params;
use portal::people::permissions::{Action, BELOW, RULES, Relation, Role, Rule, State};
use portal::questions::{self, NewQuestion};
use portal::routes::{Entry, RouteSpec, Surface};
use reqwest::Response;

const TEXT: &str = include_str!("walk.txt");
const HERE: &str = "ducthang";
const ABOVE: &str = "hiephoa";
const BESIDE: &str = "donglo";

const EDITIONS: [State; 8] = [
    State::Draft,
    State::Submitted,
    State::Approved,
    State::Scheduled,
    State::Live,
    State::Superseded,
    State::Withdrawn,
    State::Archived,
];
const QUESTIONS: [State; 9] = [
    State::Received,
    State::Assigned,
    State::Clarification,
    State::Answered,
    State::AnswerApproved,
    State::Published,
    State::AnsweredPrivately,
    State::Transferred,
    State::Closed,
];

/// Where a person's appointment stands to the tenant whose things are acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Own,
    Above,
    Below,
    Stranger,
    Ended,
    Across,
}

impl From {
    const ALL: [Self; 6] = [Self::Own, Self::Above, Self::Below, Self::Stranger, Self::Ended, Self::Across];

    /// The tenant in the address.
    fn tenant(self) -> &'static str {
        match self {
            Self::Below => ABOVE,
            Self::Across => BESIDE,
            _ => HERE,
        }
    }
}

/// What must be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Allowed,
    Forbidden,
    Absent,
    AbsentOrForbidden,
}

impl Verdict {
    fn fits(self, status: u16) -> bool {
        match self {
            Self::Allowed => matches!(status, 200..=399 | 409 | 422),
            Self::Forbidden => status == 403,
            Self::Absent => status == 404,
            Self::AbsentOrForbidden => matches!(status, 403 | 404),
        }
    }
}

/// One way to ask for a right.
#[derive(Clone, Debug)]
struct Call {
    method: &'static str,
    path: String,
    body: &'static str,
    is_api: bool,
}

/// The calls of each block; the last block is the doors.
fn blocks() -> BTreeMap<&'static str, Vec<Call>> {
    let mut blocks: BTreeMap<&str, Vec<Call>> = BTreeMap::new();
    let mut block = "";
    for line in TEXT.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let Some(call) = line.strip_prefix("  ") else {
            block = line;
            continue;
        };
        let mut words = call.splitn(4, ' ');
        let (way, method, path) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        blocks.entry(block).or_default().push(Call {
            method,
            path: path.replace(":api", "/api/v1/staff/:tenant"),
            body: words.next().unwrap_or_default(),
            is_api: way == "api",
        });
    }
    blocks
}

/// The calls of every right that are served: a right may be written down before its route is.
fn calls() -> Vec<(Action, Call)> {
    let served: BTreeSet<(String, String)> =
        staff_routes().map(|(spec, _)| (spec.method.as_str().to_owned(), spec.path.to_owned())).collect();
    let of = |(word, calls): (&str, Vec<Call>)| {
        let action = Action::parse(word).unwrap_or_else(|| panic!("{word} is no right"));
        calls.into_iter().map(move |call| (action, call)).collect::<Vec<_>>()
    };
    let all = blocks().into_iter().filter(|(word, _)| *word != "door").flat_map(of);
    all.filter(|(_, call)| served.contains(&(call.method.to_owned(), call.path.clone()))).collect()
}

fn staff_routes() -> impl Iterator<Item = (RouteSpec, Action)> {
    routes().into_iter().filter(|spec| spec.surface() == Surface::Console).filter_map(|spec| {
        match spec.entry {
            Entry::Staff(action, _) => Some((spec, action)),
            _ => None,
        }
    })
}

/// What the hand-written table wants.
struct Expected(BTreeSet<Cell>);

impl Expected {
    fn somewhere(&self, relation: Relation, action: Action, role: Role) -> bool {
        self.0.iter().any(|cell| cell.0 == relation && cell.1 == action && cell.3 == role)
    }

    fn allows(&self, relation: Relation, action: Action, state: State, role: Role) -> bool {
        self.0.contains(&(relation, action, state, role))
    }

    fn of(&self, from: From, action: Action, state: State, role: Role) -> Verdict {
        match from {
            From::Own => {
                let may = self.allows(Relation::Own, action, State::Any, role)
                    || self.allows(Relation::Own, action, state, role);
                if may { Verdict::Allowed } else { Verdict::Forbidden }
            }
            From::Above if !self.allows(Relation::Above, Action::Enter, State::Any, role) => Verdict::Absent,
            From::Above if self.allows(Relation::Above, action, state, role) => Verdict::Allowed,
            From::Above if self.somewhere(Relation::Above, action, role) => Verdict::Absent,
            From::Above => Verdict::Forbidden,
            From::Below | From::Stranger | From::Ended => Verdict::Absent,
            From::Across => Verdict::AbsentOrForbidden,
        }
    }

    /// At the door of a route, before anything is looked up: none where somebody may come in.
    fn at_door(&self, from: From, action: Action, role: Role) -> Option<Verdict> {
        let enters = self.allows(Relation::Above, Action::Enter, State::Any, role);
        match from {
            From::Own | From::Across if self.somewhere(Relation::Own, action, role) => None,
            From::Above if enters && self.somewhere(Relation::Above, action, role) => None,
            From::Own | From::Across => Some(Verdict::Forbidden),
            From::Above if enters => Some(Verdict::Forbidden),
            From::Above | From::Below | From::Stranger | From::Ended => Some(Verdict::Absent),
        }
    }
}

/// A role's people, and what they act on: one edition and one question a state.
struct Walker {
    role: Role,
    own: Person,
    above: Person,
    beside: Person,
    ended: Person,
    editions: Vec<(State, String)>,
    questions: Vec<(State, String, String)>,
    file: String,
    contributor: String,
    letter: String,
    mail: String,
    consultation: String,
    comment: String,
    report: String,
}

impl Walker {
    async fn of(app: &TestApp, board: &Person, role: Role) -> Self {
        let today = app.db().clock.today();
        let (own, account) = app.signed_in(&format!("{role}.o"), HERE, role, None).await;
        let (above, _) = app.signed_in(&format!("{role}.a"), ABOVE, role, None).await;
        let (beside, _) = app.signed_in(&format!("{role}.b"), BESIDE, role, None).await;
        let (ended, _) = app.signed_in(&format!("{role}.e"), HERE, role, Some(today)).await;
        let (_, contributor) = app.signed_in(&format!("{role}.ctv"), HERE, Role::Contributor, None).await;
        let (file, contributor) = (shelve(app, board, role).await, contributor.to_string());
        let letter = receive(app, role).await;
        let (consultation, comment) = consult(app, role).await;
        let report = reported(app, role).await;
        let mut walker = Self {
            role,
            own,
            above,
            beside,
            ended,
            editions: Vec::new(),
            questions: Vec::new(),
            file,
            contributor,
            letter,
            mail: String::new(),
            consultation,
            comment,
            report,
        };
        for state in EDITIONS {
            let edition = write(app, board, &format!("Tin {role} {state}")).await;
            own_it(app, &edition, &account).await;
            set_edition(app, &edition, state).await;
            walker.editions.push((state, edition));
        }
        for state in QUESTIONS {
            let (question, answer) = ask(app, &format!("Câu hỏi {role} {state}")).await;
            set_question(app, &question, &answer, state).await;
            walker.mail = acknowledgement(app, &question).await;
            walker.questions.push((state, question, answer));
        }
        walker
    }

    fn person(&self, from: From) -> &Person {
        match from {
            From::Own | From::Below => &self.own,
            From::Above => &self.above,
            From::Stranger | From::Across => &self.beside,
            From::Ended => &self.ended,
        }
    }
}

async fn write(app: &TestApp, board: &Person, title: &str) -> String {
    let form = [
        ("tieu-de", title),
        ("noi-dung", "Nội dung của tin."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Ban Tư pháp"),
        ("nguon", "Trang xã"),
        ("don-vi", "tuphap"),
    ];
    let made = app.act(board, &format!("/{HERE}/tin-bai/moi/tin"), &form).await;
    let edit = TestApp::location(&made);
    assert!(edit.ends_with("/sua"), "{} {}", made.status(), made.text().await.unwrap());
    edit.trim_end_matches("/sua").rsplit('/').next().unwrap().to_owned()
}

async fn ask(app: &TestApp, subject: &str) -> (String, String) {
    let tenant = app.app.directory.by_slug(HERE).unwrap();
    let new = NewQuestion {
        name: "Người hỏi".into(),
        email: "nguoihoi@thu.example".into(),
        subject: subject.into(),
        body: "Thủ tục cần những giấy tờ gì?".into(),
        consent_answer: true,
        ..NewQuestion::default()
    };
    let asked = questions::ask(app.db(), &app.app.mail, &tenant, new).await.expect("asked");
    let question = asked.question_id.to_string();
    let answer = portal::base::id::fresh(app.db().clock.now(), &app.db().entropy);
    let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
    scope
        .execute(
            "INSERT INTO answers (tenant_id, answer_id, question_id, unit_key, body, author_name, author_post, created_at) \
             VALUES ($1, $2, $3, 'tuphap', 'Mang giấy chứng sinh đến xã.', 'Ban Tư pháp', 'Công chức', 1)",
            params![&answer, &question],
        )
        .await
        .unwrap();
    scope.commit().await.unwrap();
    (question, answer)
}

/// The letter that told the reader.
async fn acknowledgement(app: &TestApp, question: &str) -> String {
    let tenant = app.app.directory.by_slug(HERE).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let sql = "SELECT mail_id AS s FROM outbox WHERE tenant_id = $1 AND subject_id = $2";
    scope.one(sql, params![question]).await.unwrap()
}

/// A file of the library; its bytes are its own, since the same are never taken in twice.
async fn shelve(app: &TestApp, board: &Person, role: Role) -> String {
    let bytes = format!("Ghi chú {role}");
    let added = app.upload(board, &format!("/{HERE}/thu-vien/them"), "ghi chu.txt", bytes.as_bytes()).await;
    let place = TestApp::location(&added);
    assert!(place.contains("/thu-vien/"), "{} {}", added.status(), added.text().await.unwrap());
    place.rsplit('/').next().unwrap().to_owned()
}

/// A letter that waits in the tray.
async fn receive(app: &TestApp, role: Role) -> String {
    let envelope = Envelope::new("nguoigui@thu.example", format!("{role}@{HERE}.hiephoa.example"));
    let raw = format!("From: nguoigui@thu.example\r\nSubject: {role}\r\n\r\nThư gửi đến trang xã.\r\n");
    inbound::take_in(app.db(), &app.app.directory, &envelope, raw.as_bytes()).await.unwrap();
    let tenant = app.app.directory.by_slug(HERE).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let new = "SELECT mail_id AS s FROM received_mail WHERE tenant_id = $1 AND state = 'new'";
    let letter: String = scope.one(new, vec![]).await.unwrap();
    drop(scope);
    set_letter(app, &letter).await;
    letter
}

/// A consultation that waits for approval, with a comment.
async fn consult(app: &TestApp, role: Role) -> (String, String) {
    let fresh = || portal::base::id::fresh(app.db().clock.now(), &app.db().entropy);
    let (consultation, comment) = (fresh(), fresh());
    let sql = "INSERT INTO consultations (tenant_id, consultation_id, slug, kind, title, unit_key, contact, note, text, \
               short_ground, stage, account, version, created_at, updated_at) \
               VALUES ($1, $2, $3, 'khac', 'Dự thảo quy chế', 'tuphap', '', '', '', '', 'submitted', '', 1, 1, 1)";
    run(app, sql, params![&consultation, format!("du-thao-{role}")]).await;
    let sql = "INSERT INTO consultation_comments (tenant_id, comment_id, consultation_id, number, body, consent_name, \
               consent_version, received_at, state, version) VALUES ($1, $2, $3, 1, 'Nên ghi rõ thời hạn.', FALSE, '2016-1', 1, \
               'waiting', 1)";
    run(app, sql, params![&comment, &consultation]).await;
    (consultation, comment)
}

/// A report that waits for its signature, of a year that no other role's has.
async fn reported(app: &TestApp, role: Role) -> String {
    let report = portal::base::id::fresh(app.db().clock.now(), &app.db().entropy);
    let year = 2000 + i64::try_from(Role::ALL.iter().position(|one| *one == role).unwrap()).unwrap();
    let sql = "INSERT INTO reports (tenant_id, report_id, kind, year, stage, no, version, reminded, created_at, updated_at) \
               VALUES ($1, $2, 'hoi-dap', $3, 'submitted', 1, 1, '', 1, 1)";
    run(app, sql, params![&report, year]).await;
    let sql = "INSERT INTO report_versions (tenant_id, report_id, no, texts, figures, letterhead, saved_at) VALUES ($1, $2, 1, \
               '{}', '{\"from\": \"2016-01-01\", \"until\": \"2016-12-31\", \"counted_at\": 1, \"tables\": []}', \
               '{\"parent\": \"\", \"issuer\": \"\", \"short\": \"BBT\", \"place\": \"\", \"behalf\": \"\", \
               \"authority\": \"board\", \"stead_of\": \"\", \"head\": \"\", \"deputy\": \"\", \"copies\": [], \
               \"kept\": \"\"}', 1)";
    run(app, sql, params![&report]).await;
    report
}

/// The report as it waited.
async fn set_report(app: &TestApp, report: &str) {
    let sql = "DELETE FROM report_versions WHERE tenant_id = $1 AND report_id = $2 AND no > 1";
    run(app, sql, params![report]).await;
    let sql = "UPDATE reports SET stage = 'submitted', no = 1, version = 1, number = NULL, signed_on = NULL, submitted_by = NULL, \
               approved_by = NULL WHERE tenant_id = $1 AND report_id = $2";
    run(app, sql, params![report]).await;
}

/// The consultation as it waited, and its comment as it came.
async fn set_consultation(app: &TestApp, consultation: &str) {
    for sql in [
        "UPDATE consultations SET stage = 'submitted', account = '', version = 1 WHERE tenant_id = $1 AND consultation_id = $2",
        "DELETE FROM consultation_authors WHERE tenant_id = $1 AND consultation_id = $2",
        "UPDATE consultation_comments SET state = 'waiting', public_body = NULL, withheld_ground = NULL, response_id = NULL, \
         erased_at = NULL, version = 1 WHERE tenant_id = $1 AND consultation_id = $2",
    ] {
        run(app, sql, params![consultation]).await;
    }
}

/// The letter as it waited.
async fn set_letter(app: &TestApp, letter: &str) {
    let sql = "UPDATE received_mail SET state = 'waiting' WHERE tenant_id = $1 AND mail_id = $2";
    run(app, sql, params![letter]).await;
}

/// The file as it was brought.
async fn set_file(app: &TestApp, file: &str) {
    let sql = "UPDATE media SET version = 1, removed_at = NULL, removed_by = NULL WHERE tenant_id = $1 AND file_id = $2";
    run(app, sql, params![file]).await;
}

async fn run(app: &TestApp, sql: &'static str, params: Vec<portal::base::db::Param>) {
    let tenant = app.app.directory.by_slug(HERE).unwrap();
    let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
    scope.execute(sql, params).await.unwrap();
    scope.commit().await.unwrap();
}

/// The edition is the role's own work, so that the right itself is asked and no rule about others' drafts.
async fn own_it(app: &TestApp, edition: &str, account: &AccountId) {
    let sql =
        "UPDATE editions SET created_by = $3, submitted_by = NULL WHERE tenant_id = $1 AND edition_id = $2";
    run(app, sql, params![edition, account]).await;
}

async fn set_edition(app: &TestApp, edition: &str, state: State) {
    // What was made live in an emergency never is a draft again; here it is.
    run(app, "DELETE FROM emergencies WHERE tenant_id = $1 AND edition_id = $2", params![edition]).await;
    // What was taken down stays so; here it comes back.
    let sql = "UPDATE items SET archived_on = NULL WHERE tenant_id = $1 AND item_id = \
               (SELECT item_id FROM editions WHERE tenant_id = $1 AND edition_id = $2)";
    run(app, sql, params![edition]).await;
    let sql = "UPDATE editions SET state = $3, version = 1 WHERE tenant_id = $1 AND edition_id = $2";
    run(app, sql, params![edition, state.as_str()]).await;
    let live = matches!(state, State::Live | State::Archived).then_some(edition);
    let sql = "UPDATE items SET live_edition_id = $3 WHERE tenant_id = $1 AND item_id = \
               (SELECT item_id FROM editions WHERE tenant_id = $1 AND edition_id = $2)";
    run(app, sql, params![edition, live]).await;
}

async fn set_question(app: &TestApp, question: &str, answer: &str, state: State) {
    let sql = "UPDATE questions SET state = $3, version = 1, unit_key = 'tuphap', answer_id = $4, public_subject = subject, \
               public_body = body WHERE tenant_id = $1 AND question_id = $2";
    run(app, sql, params![question, state.as_str(), answer]).await;
    let sql = "UPDATE answers SET returned_reason = NULL, verified_by = NULL, approved_by = NULL, public_body = body \
               WHERE tenant_id = $1 AND answer_id = $2";
    run(app, sql, params![answer]).await;
    for sql in [
        "DELETE FROM answer_drafts WHERE tenant_id = $1 AND question_id = $2",
        "DELETE FROM answer_corrections WHERE tenant_id = $1 AND question_id = $2",
        "DELETE FROM answer_files WHERE tenant_id = $1 AND question_id = $2",
        "DELETE FROM answer_confirmations WHERE tenant_id = $1 AND answer_id IN \
         (SELECT answer_id FROM answers WHERE tenant_id = $1 AND question_id = $2)",
        "DELETE FROM answer_wordings WHERE tenant_id = $1 AND answer_id IN \
         (SELECT answer_id FROM answers WHERE tenant_id = $1 AND question_id = $2)",
    ] {
        run(app, sql, params![question]).await;
    }
    let sql = "DELETE FROM answers WHERE tenant_id = $1 AND question_id = $2 AND answer_id <> $3";
    run(app, sql, params![question, answer]).await;
}

async fn asked(app: &TestApp, person: &Person, call: &Call, path: &str, answer: &str) -> Response {
    if call.is_api {
        let body = call.body.replace(":answer", answer);
        let body =
            if body.is_empty() { serde_json::json!({}) } else { serde_json::from_str(&body).expect(&body) };
        return match call.method {
            "GET" => app.desk(person, path).await,
            method => app.call(person, method, path, body).await,
        };
    }
    let fields = call.body.split('&').filter_map(|field| field.split_once('='));
    let form: Vec<(&str, &str)> = fields.collect();
    match call.method {
        "GET" => app.desk(person, path).await,
        _ => app.act(person, path, &form).await,
    }
}

/// Every call of one role, in every state and from everywhere; what did not go as written.
async fn walk(app: &TestApp, walker: &Walker, expected: &Expected) -> (usize, Vec<String>) {
    let mut tried = 0;
    let mut wrong = Vec::new();
    for (action, call) in calls() {
        if !call.path.contains(":edition") && !call.path.contains(":question") {
            let (of_site, of_wrong) = walk_site(app, walker, expected, action, &call).await;
            tried += of_site;
            wrong.extend(of_wrong);
            continue;
        }
        let of_edition = call.path.contains(":edition");
        let states = if of_edition { walker.editions.len() } else { walker.questions.len() };
        for index in 0..states {
            let (state, id, answer) = if of_edition {
                let (state, id) = &walker.editions[index];
                (*state, id, "")
            } else {
                let (state, id, answer) = &walker.questions[index];
                (*state, id, answer.as_str())
            };
            for from in From::ALL {
                let path = call
                    .path
                    .replace(":tenant", from.tenant())
                    .replace(":edition", id)
                    .replace(":question", id);
                let status = asked(app, walker.person(from), &call, &path, answer).await.status().as_u16();
                let verdict = expected.of(from, action, state, walker.role);
                tried += 1;
                if !verdict.fits(status) {
                    let Walker { role, .. } = walker;
                    wrong.push(format!(
                        "{action} {state} {role} {from:?}: {} {} answered {status}, wanted {verdict:?}",
                        call.method, call.path
                    ));
                }
                if call.method == "GET" || status >= 400 {
                    continue;
                }
                if of_edition {
                    set_edition(app, id, state).await;
                } else {
                    set_question(app, id, answer, state).await;
                }
            }
        }
    }
    (tried, wrong)
}

/// One call that concerns the site, its library or its people, where there are no states.
async fn walk_site(
    app: &TestApp,
    walker: &Walker,
    expected: &Expected,
    action: Action,
    call: &Call,
) -> (usize, Vec<String>) {
    let mut tried = 0;
    let mut wrong = Vec::new();
    let names_one = call.path.matches(':').count() > 1;
    for from in From::ALL.into_iter().filter(|from| names_one || *from != From::Across) {
        let path = call
            .path
            .replace(":tenant", from.tenant())
            .replace(":file", &walker.file)
            .replace(":account", &walker.contributor)
            .replace(":letter", &walker.letter)
            .replace(":mail", &walker.mail)
            .replace(":consultation", &walker.consultation)
            .replace(":comment", &walker.comment)
            .replace(":report", &walker.report);
        let answer = asked(app, walker.person(from), call, &path, "").await;
        let (status, verdict) =
            (answer.status().as_u16(), expected.of(from, action, State::Any, walker.role));
        tried += 1;
        // A call that brings no file is let in and then told so.
        let let_in = action == Action::MediaAdd && verdict == Verdict::Allowed && status == 400;
        if !verdict.fits(status) && !let_in {
            let (role, Call { method, path, .. }) = (walker.role, call);
            wrong.push(format!(
                "{action} {role} {from:?}: {method} {path} answered {status}, wanted {verdict:?}"
            ));
        }
        if call.method != "GET" && call.path.contains(":file") {
            set_file(app, &walker.file).await;
        }
        if call.method != "GET" && call.path.contains(":report") {
            set_report(app, &walker.report).await;
        }
        if call.method != "GET" && call.path.contains(":consultation") {
            set_consultation(app, &walker.consultation).await;
        }
        if call.method != "GET" && call.path.contains(":letter") {
            set_letter(app, &walker.letter).await;
        }
    }
    (tried, wrong)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_right_in_every_state_for_every_role_from_everywhere() {
    let app = TestApp::start().await;
    let expected = Expected(cells());
    let (board, _) = app.signed_in("ban.bien.tap", HERE, Role::BoardHead, None).await;
    let mut walkers = Vec::new();
    for &role in Role::ALL {
        walkers.push(Walker::of(&app, &board, role).await);
    }
    let walks = futures_util::stream::iter(walkers.iter().map(|walker| walk(&app, walker, &expected)));
    let (mut tried, mut wrong) = (0, Vec::new());
    for (of_one, of_wrong) in walks.buffer_unordered(4).collect::<Vec<_>>().await {
        tried += of_one;
        wrong.extend(of_wrong);
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 20_000, "{tried}");
}

fn filled(path: &str, tenant: &str, walker: &Walker) -> String {
    let nothing = "00000000-0000-7000-8000-000000000000";
    let (edition, question) = (&walker.editions[0].1, &walker.questions[0].1);
    let known = path
        .replace(":tenant", tenant)
        .replace(":edition", edition)
        .replace(":question", question)
        .replace(":kind", "tin")
        .replace(":name", "x.pdf");
    let segment = |segment: &str| if segment.starts_with(':') { nothing } else { segment }.to_owned();
    known.split('/').map(segment).collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_door_of_every_route_for_every_role_from_everywhere() {
    let app = TestApp::start().await;
    let expected = Expected(cells());
    let (board, _) = app.signed_in("ban.bien.tap", HERE, Role::BoardHead, None).await;
    let mut tried = 0;
    for &role in Role::ALL {
        let walker = Walker::of(&app, &board, role).await;
        for (spec, action) in staff_routes() {
            for from in From::ALL {
                let path = filled(spec.path, from.tenant(), &walker);
                let door = expected.at_door(from, action, role);
                if door.is_none() && spec.method == "GET" && from == From::Own {
                    continue; // Walked with its state above, and by the other suites.
                }
                let person = walker.person(from);
                let status =
                    app.any(Some(person), "quantri.localhost", spec.method.as_str(), &path).await.status();
                let fits = door.map_or(status != 404 || path.matches('/').count() > 2, |door| {
                    door.fits(status.as_u16())
                });
                assert!(
                    fits && !status.is_server_error() && status != 401,
                    "{role} {from:?}: {} {} answered {status}, wanted {door:?}",
                    spec.method,
                    spec.path
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 5_000, "{tried}");
}

#[test]
fn every_way_to_an_edition_or_a_question_is_written_down() {
    let written: BTreeSet<(String, String)> =
        blocks().into_values().flatten().map(|call| (call.method.to_owned(), call.path)).collect();
    let missing: Vec<_> = staff_routes()
        .map(|(spec, _)| (spec.method.as_str().to_owned(), spec.path.to_owned()))
        .filter(|(_, path)| path.contains(":edition") || path.contains(":question"))
        .filter(|way| !written.contains(way))
        .collect();
    assert!(missing.is_empty(), "not in walk.txt: {missing:?}");
    for (action, _) in calls() {
        let ways: Vec<bool> =
            calls().iter().filter(|(of, _)| *of == action).map(|(_, call)| call.is_api).collect();
        assert!(ways.contains(&true) && ways.contains(&false), "{action} is asked in one way only: {ways:?}");
    }
}

/// Who may do what, one bit a role.
type Matrix = BTreeMap<(Relation, Action, State), u32>;

fn bit(role: Role) -> u32 {
    1 << Role::ALL.iter().position(|one| *one == role).unwrap()
}

fn matrix_of<'a>(rules: impl IntoIterator<Item = (Relation, &'a Rule)>) -> Matrix {
    let mut matrix = Matrix::new();
    for (relation, rule) in rules {
        for state in rule.states {
            let bits = rule.roles.iter().fold(0, |bits, role| bits | bit(*role));
            *matrix.entry((relation, rule.action, *state)).or_default() |= bits;
        }
    }
    matrix.retain(|_, bits| *bits != 0);
    matrix
}

fn expected_matrix() -> Matrix {
    let mut matrix = Matrix::new();
    for (relation, action, state, role) in cells() {
        *matrix.entry((relation, action, state)).or_default() |= bit(role);
    }
    matrix
}

fn leaked<T: Clone>(items: Vec<T>) -> &'static [T] {
    Box::leak(items.into_boxed_slice())
}

/// The rules with one cell turned over.
fn turned(rules: &[Rule], action: Action, state: State, role: Role) -> Vec<Rule> {
    let names =
        |rule: &&Rule| rule.action == action && rule.states.contains(&state) && rule.roles.contains(&role);
    if !rules.iter().any(|rule| names(&rule)) {
        let added = Rule { action, states: leaked(vec![state]), roles: leaked(vec![role]) };
        return rules.iter().copied().chain([added]).collect();
    }
    let split = |rule: &Rule| {
        if !names(&rule) {
            return vec![*rule];
        }
        let states = rule.states.iter().copied().filter(|one| *one != state).collect();
        let roles = rule.roles.iter().copied().filter(|one| *one != role).collect();
        vec![
            Rule { states: leaked(states), ..*rule },
            Rule { states: leaked(vec![state]), roles: leaked(roles), ..*rule },
        ]
    };
    rules.iter().flat_map(split).collect()
}

#[test]
fn changing_any_cell_of_the_table_is_noticed() {
    let expected = expected_matrix();
    let own = |rules: &'static [Rule]| rules.iter().map(|rule| (Relation::Own, rule));
    let above = |rules: &'static [Rule]| rules.iter().map(|rule| (Relation::Above, rule));
    assert_eq!(matrix_of(own(RULES).chain(above(BELOW))), expected, "the table itself is as written by hand");
    let mut turned_over = 0;
    for relation in Relation::ALL {
        // Only the rules of one action can change one of its cells; the others stay as they were compared above.
        for &action in Action::ALL {
            let of_action: Vec<Rule> =
                relation.rules().iter().filter(|rule| rule.action == action).copied().collect();
            let wanted: Matrix = expected
                .iter()
                .filter(|((of, one, _), _)| *of == relation && *one == action)
                .map(|(key, bits)| (*key, *bits))
                .collect();
            for &state in State::ALL {
                for &role in Role::ALL {
                    let changed = turned(&of_action, action, state, role);
                    let actual = matrix_of(changed.iter().map(|rule| (relation, rule)));
                    assert_ne!(actual, wanted, "{relation:?} {action} {state} {role}");
                    turned_over += 1;
                }
            }
        }
    }
    assert_eq!(turned_over, 2 * Action::ALL.len() * State::ALL.len() * Role::ALL.len());
}
