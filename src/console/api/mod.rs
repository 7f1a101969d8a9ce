//! The staff's JSON interface: one table of lines, from which its routes and its description both come.

mod call;
mod items;
mod me;
mod media;
mod openapi;
mod questions;
mod registers;
mod store;
mod trail;

use std::future::ready;

use poem::http::Method;
use schemars::{Schema, SchemaGenerator};

use crate::people::Action;
use crate::routes::{Entry, RouteSpec};

/// What a line's input or answer looks like.
type Described = fn(&mut SchemaGenerator) -> Schema;

/// One line: a route, and what its description says.
pub struct Line {
    /// The route, under `/api/v1/staff/:tenant`.
    pub route: RouteSpec,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// Whether its body is a form with a file instead of JSON.
    pub is_form: bool,
    /// Its query for GET, else its body.
    pub input: Described,
    /// What it answers.
    pub answer: Described,
}

impl Line {
    /// The right that lets a person in.
    pub fn action(&self) -> Action {
        match self.route.entry {
            Entry::Staff(action, _) => action,
            _ => Action::Enter,
        }
    }
}

/// The table: method, path, right, what it does, and the handler: `async fn(Desk, Input) -> Result<Answer>`.
macro_rules! lines {
    ($($method:ident $path:literal $($form:literal)? $action:ident $summary:literal $handler:path;)*) => {
        vec![$({
            let (input, answer) = call::described($handler);
            Line {
                route: RouteSpec {
                    method: Method::$method,
                    path: concat!("/api/v1/staff/:tenant", $path),
                    entry: Entry::Staff(Action::$action, |desk| Box::pin(call::answered(desk, $handler))),
                },
                summary: $summary,
                is_form: <[&str]>::contains(&[$($form)?], &"form"),
                input,
                answer,
            }
        }),*]
    };
}

/// Every line of the interface.
pub fn lines() -> Vec<Line> {
    lines! {
        GET "/editions" ItemRead "Editions as the person may see them, last changed first" items::list;
        POST "/items" ItemCreate "Begin an item" items::create;
        GET "/items/:item" ItemRead "An item with its editions" items::item;
        GET "/items/:item/history" ItemRead "What was done to an item, newest first" items::history;
        GET "/editions/:edition" ItemRead "Read an edition" items::read;
        PUT "/editions/:edition" ItemSave "Save a draft; 409 holds both texts" items::save;
        GET "/editions/:edition/revisions" ItemRead "The revisions of an edition, newest first" items::revisions;
        GET "/editions/:edition/revisions/:revision" ItemRead "What a revision says" items::revision;
        POST "/editions/:edition/files" "form" ItemSave "Attach a file to a draft" items::attach;
        POST "/editions/:edition/files/:file/remove" ItemSave "Take a file off a draft" items::detach;
        POST "/editions/:edition/confirm" ItemConfirm "Confirm for the unit what it supplied" items::confirm;
        POST "/editions/:edition/submit" ItemSubmit "Send a draft to the board" items::submit;
        POST "/editions/:edition/return" ItemReturn "Send back with a reason" items::send_back;
        POST "/editions/:edition/approve" ItemApprove "Approve, declaring that it holds no secret" items::approve;
        POST "/editions/:edition/publish" ItemPublish "Make live" items::publish;
        POST "/editions/:edition/correct" ItemCorrect "Begin a correcting edition" items::correct;
        POST "/editions/:edition/withdraw" ItemWithdraw "Take down with a reason" items::withdraw;
        GET "/questions" QuestionRead "The register of questions, latest first" questions::list;
        GET "/questions/:question" QuestionRead "A question with its answers, without the reader's contact" questions::read;
        POST "/questions/:question/contact" QuestionContact "The reader's contact; the look is written down" questions::contact;
        POST "/questions/:question/assign" QuestionAssign "Give it to a unit" questions::assign;
        POST "/questions/:question/answer" QuestionAnswer "Answer for the unit" questions::answer;
        POST "/questions/:question/verify" AnswerVerify "Confirm who wrote an answer" questions::verify;
        POST "/questions/:question/return" AnswerReturn "Send an answer back to the unit" questions::send_back;
        POST "/questions/:question/approve" AnswerApprove "Approve an answer" questions::approve;
        POST "/questions/:question/publish" QuestionPublish "Put the approved answer on the site" questions::publish;
        POST "/questions/:question/reply" QuestionReply "Send the approved answer to the reader alone" questions::reply;
        POST "/questions/:question/transfer" QuestionTransfer "Tell the reader whose matter it is" questions::transfer;
        POST "/questions/:question/close" QuestionClose "Close it without an answer" questions::close;
        POST "/questions/:question/withdraw" QuestionWithdraw "Take a published answer down" questions::withdraw;
        GET "/media" MediaRead "The media library, latest first" media::list;
        POST "/media" "form" MediaAdd "Add a file to the library" media::add;
        GET "/media/:file" MediaRead "A file of the library" media::read;
        GET "/tasks" TaskDone "What waits for a person" registers::tasks;
        POST "/tasks/:task/done" TaskDone "Tick a task off" registers::task_done;
        GET "/people" PeopleRead "Who is appointed to what" registers::people;
        GET "/imports" BatchImport "Import batches, latest first" registers::imports;
        GET "/imports/:batch" BatchImport "One import batch with its report" registers::import;
        POST "/imports/:batch/approve" BatchApprove "Approve a batch and make it live" registers::approve_import;
        GET "/searches" SearchRead "What people look for on the site" registers::searches;
        GET "/notices" NoticeWrite "Planned outages, latest first" registers::notices;
        POST "/notices" NoticeWrite "Announce a planned outage" registers::announce;
        GET "/audit" AuditRead "The trail, newest first; the look is written down" trail::list;
        GET "/audit/export" AuditRead "The trail as signed JSON, oldest first" trail::export;
        GET "/audit/verify" AuditRead "Whether the whole chain holds" trail::verify;
    }
}

/// The routes of the interface.
pub fn routes() -> Vec<RouteSpec> {
    let own = [
        RouteSpec {
            method: Method::GET,
            path: "/api/v1/staff/openapi.json",
            entry: Entry::Door(|door| Box::pin(ready(openapi::respond(&door)))),
        },
        RouteSpec {
            method: Method::GET,
            path: "/api/v1/staff/me",
            entry: Entry::SignedIn(|person| Box::pin(ready(me::respond(&person)))),
        },
    ];
    own.into_iter().chain(lines().into_iter().map(|line| line.route)).collect()
}

#[cfg(test)]
mod tests;
