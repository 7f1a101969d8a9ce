//! The staff's JSON interface: one table of lines, from which its routes and its description both come.

mod board;
mod call;
mod choices;
mod contributors;
mod items;
mod me;
mod media;
mod openapi;
mod paces;
mod questions;
mod registers;
mod store;
mod supply;
mod trail;

use std::future::ready;

use poem::http::Method;
use schemars::{Schema, SchemaGenerator};

use crate::console::pages::writing;
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
        PUT "/media/:file" MediaEdit "Say what is known of a file; 409 when another was first" media::edit;
        POST "/media/:file/remove" MediaRemove "Take a file that nothing uses out of the library" media::remove;
        POST "/media/:file/restore" MediaRemove "Bring back what was taken out" media::restore;
        GET "/writing/files" ItemCreate "Files of the library as the writing form offers them" writing::files;
        POST "/writing/clean" ItemCreate "A paste as it may stand in a text" writing::clean;
        POST "/writing/autosave" ItemCreate "Keep what is typed and not saved yet" writing::autosave;
        GET "/tasks" TaskDone "What waits for a person" registers::tasks;
        POST "/tasks/:task/done" TaskDone "Tick a task off" registers::task_done;
        GET "/people" PeopleRead "Who is appointed to what" registers::people;
        POST "/people" PeopleAppoint "Appoint who has an account, or invite who has none" board::appoint;
        POST "/people/:appointment/end" PeopleAppoint "End an appointment by a decision" board::end;
        POST "/people/lend" PeopleAppoint "Lend a member of the board to a site below" board::lend;
        GET "/invitations" Enter "Open invitations, latest first; for who may see them" board::invitations;
        POST "/invitations/:invitation/revoke" Enter "Take an invitation back; for who may invite" board::revoke;
        GET "/board-rules" PeopleRead "How many must approve, for which section, from when" board::rules;
        POST "/board-rules" BoardRules "Set how many must approve" board::set_rule;
        POST "/board-rules/:rule/end" BoardRules "End a rule today" board::end_rule;
        GET "/contributors" Enter "Contributors with their figures; for the board and the office" contributors::list;
        POST "/contributors" ContributorManage "Invite a contributor by mail" contributors::invite;
        GET "/contributors/:account" Enter "A contributor, without what is sealed" contributors::read;
        POST "/contributors/:account/contact" ContributorManage "How to reach them; the look is written down" contributors::contact;
        POST "/contributors/:account/payment" ContributorPrivate "How to pay them; the look is written down" contributors::payment;
        POST "/contributors/:account/stop" ContributorManage "Stop a contributor with a reason" contributors::stop;
        POST "/contributors/:account/resume" ContributorManage "Let a stopped contributor write again" contributors::resume;
        GET "/profile" Enter "One's own profile as a contributor" contributors::own;
        PUT "/profile" Enter "Save one's own profile; 409 when it was saved since" contributors::save_own;
        GET "/supply" SupplyRead "What units owe and sent in a month" supply::read;
        GET "/supply/quotas" SupplySet "How many items units owe" supply::quotas;
        PUT "/supply/quotas" SupplySet "Set how many items units owe, from a month on" supply::set_quotas;
        PUT "/supply/settings" SupplySet "Set what heads confirm and when units are reminded" supply::set;
        GET "/supply/delegations" SupplyDelegate "Who may confirm for the units one heads" supply::delegations;
        POST "/supply/delegations" SupplyDelegate "Let an officer of one's unit confirm" supply::delegate;
        POST "/supply/delegations/:delegation/end" SupplyDelegate "Take a delegation back" supply::take_back;
        GET "/editions/:edition/limits" ItemRead "The limits that hold for an edition, and whether they were kept" supply::limits;
        PUT "/care/paces" CareSet "Set how often sections must have something new" paces::set;
        GET "/notice-choices" Enter "How one hears of what concerns one" choices::read;
        PUT "/notice-choices" Enter "Choose how one hears of what concerns one" choices::save;
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
