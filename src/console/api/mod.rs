//! The staff's JSON interface: one table of lines, from which its routes and its description both come.

mod after;
mod backups;
mod between;
mod board;
mod call;
mod care;
mod choices;
mod clock;
mod compliance;
mod consultations;
mod contributors;
mod disclosed;
mod distribution;
mod face;
mod feedback;
mod instructions;
mod intake;
mod items;
mod letters;
mod mail;
mod me;
mod media;
mod mine;
mod office;
mod openapi;
mod openings;
mod oversight;
mod paces;
mod phrases;
mod plan;
mod questions;
mod readings;
mod registers;
mod regulation;
mod reports;
mod review;
mod routing;
mod royalties;
mod royalty_returns;
mod schedule;
mod sites;
mod store;
mod supply;
mod surveys;
mod trail;
mod training;
mod uncollected;
mod work;

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
        POST "/editions/:edition/withdraw" ItemWithdraw "Take down as a mistake, moved, secret or expired" after::withdraw;
        GET "/mine" ItemRead "One's own desk: what waits, is late, came back, was sent" mine::read;
        GET "/editions/:edition/comments" ItemRead "What was said about an edition, newest remark first" work::comments;
        POST "/editions/:edition/comments" ItemComment "Say something, or reply" work::say;
        POST "/editions/:edition/comments/:comment/resolve" ItemComment "Settle a remark, or open it again" work::resolve;
        GET "/editions/:edition/assignment" ItemRead "Who works on an edition until when" work::assignment;
        POST "/editions/:edition/assign" ItemAssign "Give it to somebody, or take it back" work::assign;
        GET "/editions/:edition/checks" ItemRead "What stands against its publication" work::checks;
        POST "/editions/:edition/checks" ItemComment "Answer a doubt of a check" work::answer;
        GET "/editions/:edition/compare" ItemRead "What differs between two revisions" review::compare;
        POST "/editions/:edition/restore" ItemSave "Bring an earlier revision back" review::restore;
        POST "/editions/:edition/schedule" ItemSchedule "Set the time at which it goes live" review::schedule;
        POST "/editions/:edition/unschedule" ItemUnschedule "Take the set time back" review::unschedule;
        POST "/editions/:edition/emergency" ItemEmergency "Make live at once; another must confirm it" review::emergency;
        POST "/editions/:edition/emergency-confirm" ItemEmergencyConfirm "Confirm what another made live in an emergency" review::emergency_confirm;
        GET "/editions/:edition/publication" ItemRead "Its set time, emergency, term, review and issues" after::publication;
        POST "/editions/:edition/term" ItemTerm "Set when it expires and is looked at again" after::term;
        POST "/editions/:edition/reviewed" ItemReviewed "Say that it still holds" after::reviewed;
        POST "/editions/:edition/purge" ItemPurge "Remove what was withdrawn for good" after::purge;
        POST "/editions/:edition/propose" ItemPropose "Propose it to the site above" after::propose;
        POST "/editions/:edition/issue" ItemIssue "Send it to the sites below" after::issue;
        GET "/proposals" ProposalRead "What was proposed to this site, or by it, latest first" between::proposals;
        GET "/proposals/:proposal" ProposalRead "One proposal" between::proposal;
        POST "/proposals/:proposal/take" ProposalDecide "Take it: a draft of this site, credited" between::take;
        POST "/proposals/:proposal/decline" ProposalDecide "Decline it with a reason" between::decline;
        POST "/proposals/:proposal/take-back" ItemPropose "Take back what this site proposed" between::take_back;
        GET "/issues" DeliveryRead "What this site issued, latest first" between::issues;
        GET "/issues/:issue" DeliveryRead "An issue with its deliveries and who has seen them" between::issue;
        POST "/issues/:issue/recall" ItemIssue "Take an issue back from every site" between::recall;
        GET "/deliveries" DeliveryRead "What was issued to this site, latest first" between::deliveries;
        GET "/deliveries/:issue" DeliveryRead "A delivery with its text; it is seen from then on" between::delivery;
        POST "/deliveries/:issue/show" DeliveryDecide "Show an optional delivery" between::show;
        POST "/deliveries/:issue/hide" DeliveryDecide "Do not show an optional delivery" between::hide;
        GET "/care" CareRead "How fresh each section is; reviews and terms to come" care::read;
        PUT "/care" CareSet "Set how fresh sections must be" care::set;
        GET "/care/links" CareRead "Broken links" care::links;
        POST "/care/links/:link/recheck" ItemReviewed "Have a link looked at again soon" care::recheck;
        POST "/care/links/:link/ignore" ItemReviewed "Say that a link need not be looked at" care::ignore;
        GET "/questions" QuestionRead "The register of questions, latest first" questions::list;
        GET "/questions/:question" QuestionRead "A question with its answers, without the reader's contact" questions::read;
        POST "/questions" QuestionTake "Write down a letter or a spoken question" intake::take;
        POST "/questions/:question/classify" QuestionClassify "Give it another class, with a reason" intake::classify;
        POST "/questions/:question/file" QuestionFile "Open a file of its sender; the look is written down" intake::file;
        POST "/questions/:question/release" QuestionRelease "Let the unit see a file of its sender, or no longer" intake::release;
        POST "/questions/:question/privacy" QuestionPrivacy "Give out or erase its sender's data, on the sender's word" intake::privacy;
        GET "/sealed" SealedRead "Complaints and denunciations, without their words" intake::sealed;
        POST "/sealed/open" SealedRead "Open one; the look is written down" intake::open_sealed;
        POST "/sealed/handle" SealedHandle "Answer, pass on or close one" intake::handle_sealed;
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
        GET "/questions/:question/triage" QuestionAssign "What speaks for which unit, field and class" routing::read;
        POST "/questions/:question/field" QuestionAssign "Put it into a field" routing::set_field;
        POST "/questions/:question/opinions" QuestionAssign "Ask units for their opinion" routing::ask_opinions;
        POST "/questions/:question/repeats" QuestionClose "Link it to the question that asks the same" routing::repeat;
        POST "/questions/:question/hand-over" QuestionTransfer "Give it to another site" routing::hand_over;
        POST "/questions/:question/forward" QuestionTransfer "Pass it on to a body outside" routing::forward;
        POST "/questions/:question/decline" QuestionDecline "Say for the unit that it is not theirs" routing::decline;
        GET "/routing/rules" RoutingRead "The rules of routing, the last set first" routing::rules;
        POST "/routing/rules" RoutingSet "Set a rule" routing::set_rule;
        POST "/routing/rules/:rule/end" RoutingSet "Let a rule hold no more" routing::end_rule;
        GET "/routing/contacts" RoutingRead "Bodies outside, by name" routing::contacts;
        POST "/routing/contacts" RoutingSet "Add a body outside" routing::add_contact;
        POST "/routing/contacts/:external/end" RoutingSet "Let a body hold no more" routing::end_contact;
        GET "/phrases" PhraseRead "Phrases for answers, those offered first" phrases::list;
        POST "/phrases" PhraseSet "Add a phrase" phrases::add;
        POST "/phrases/:phrase" PhraseSet "Change a phrase; 409 when another was first" phrases::change;
        POST "/phrases/:phrase/end" PhraseSet "Offer a phrase no longer" phrases::end;
        POST "/questions/:question/wording" AnswerEdit "Prepare the words for everybody" questions::wording;
        GET "/questions/:question/draft" QuestionAnswer "One's own draft of the answer" questions::draft;
        PUT "/questions/:question/draft" QuestionAnswer "Keep a draft of the answer" questions::save_draft;
        POST "/questions/:question/correct" AnswerCorrect "Propose a correction of what is on the site" questions::correct;
        POST "/questions/:question/correction/approve" AnswerCorrectApprove "Put the correction on the site" questions::approve_correction;
        POST "/questions/:question/correction/decline" AnswerCorrectApprove "Send the correction back" questions::decline_correction;
        POST "/questions/:question/withdraw" QuestionWithdraw "Take a published answer down" questions::withdraw;
        GET "/questions/:question/clock" QuestionRead "Its last days, what stops its clock, how they moved" clock::read;
        POST "/questions/:question/clarify" QuestionClarify "Ask the reader for more; the clock stands" clock::clarify;
        POST "/questions/:question/resume" QuestionResume "Write down what the reader said; the clock goes on" clock::resume;
        POST "/questions/:question/more-time" QuestionMoreTime "Ask the desk for more time" clock::more_time;
        POST "/questions/:question/extend" QuestionExtend "Grant or refuse more time, or give it" clock::extend;
        GET "/register" ClockRead "The book of questions, the highest number first" clock::register;
        GET "/register/figures" ClockRead "Ageing and in time, by unit, field, channel, class and site" clock::figures;
        GET "/late" ClockRead "What is late, with whom, who was told, the longest first" clock::late;
        GET "/media" MediaRead "The media library, latest first" media::list;
        POST "/media" "form" MediaAdd "Add a file to the library" media::add;
        GET "/media/:file" MediaRead "A file of the library" media::read;
        PUT "/media/:file" MediaEdit "Say what is known of a file; 409 when another was first" media::edit;
        GET "/media/:file/reading" MediaRead "What was read in a file, page by page" readings::read;
        POST "/media/:file/read-again" MediaEdit "Have a file read once more" readings::again;
        GET "/textless" CareRead "The files in use of which there is no text, or not all; those before readers first" readings::textless;
        POST "/media/:file/remove" MediaRemove "Take a file that nothing uses out of the library" media::remove;
        POST "/media/:file/restore" MediaRemove "Bring back what was taken out" media::restore;
        GET "/writing/files" ItemCreate "Files of the library as the writing form offers them" writing::files;
        POST "/writing/clean" ItemCreate "A paste as it may stand in a text" writing::clean;
        POST "/writing/autosave" ItemCreate "Keep what is typed and not saved yet" writing::autosave;
        GET "/letters" LetterRead "Letters that wait for a person, oldest first" letters::list;
        GET "/letters/:letter" LetterRead "A letter, without what it says" letters::read;
        POST "/letters/:letter/open" LetterOpen "What a letter says; the look is written down" letters::open;
        POST "/letters/:letter/settle" LetterSettle "Decide what a letter is" letters::settle;
        GET "/tasks" TaskDone "What waits for a person" registers::tasks;
        POST "/tasks/:task/done" TaskDone "Tick a task off" registers::task_done;
        GET "/mail" MailRead "Letters that left or wait, latest first, without addresses and texts" mail::list;
        GET "/mail/:mail" MailRead "A letter with its attempts" mail::read;
        POST "/mail/:mail/resend" MailResend "Send a letter again that will not go by itself" mail::resend;
        POST "/mail/:mail/stop" MailStop "Stop a letter that waits, with a reason" mail::stop;
        GET "/mail-queue" MailRead "How the queue stands" mail::queue;
        POST "/mail-queue/pause" MailPause "Hold the queue, with a reason" mail::pause;
        POST "/mail-queue/resume" MailPause "Let the queue go on" mail::resume;
        GET "/mail-templates" MailRead "Every template of letters" mail::templates;
        GET "/mail-templates/:template" MailRead "A template filled with a sample, in both parts" mail::template;
        GET "/mail-signature" MailRead "What stands under letters, and stood" mail::signature;
        PUT "/mail-signature" MailSign "Set what stands under letters, from a day on" mail::sign;
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
        GET "/consultations" ConsultationRead "Consultations as the person sees them, last changed first" consultations::list;
        GET "/consultations/:consultation" ConsultationRead "One with its draft and its comments" consultations::read;
        POST "/consultations" ConsultationSave "Begin a draft for views" consultations::create;
        PUT "/consultations/:consultation" ConsultationSave "Write to a draft; 409 when another was first" consultations::save;
        POST "/consultations/:consultation/submit" ConsultationSave "Send the draft, or the account, to another for approval" consultations::submit;
        POST "/consultations/:consultation/approve" ConsultationApprove "Approve the opening, or the account" consultations::approve;
        POST "/consultations/:consultation/return" ConsultationApprove "Send it back with a reason" consultations::send_back;
        POST "/consultations/:consultation/extend" ConsultationApprove "Put the last day off, with a reason that readers see" consultations::extend;
        POST "/consultations/:consultation/correct" ConsultationApprove "Correct the text that readers see, with a dated notice" consultations::correct;
        POST "/consultations/:consultation/take-down" ConsultationApprove "Take it from readers, with a reason" consultations::take_down;
        PUT "/consultations/:consultation/account" ConsultationSave "Write the account on the whole" consultations::account;
        POST "/consultations/:consultation/respond" ConsultationSave "Say what became of comments, and why" consultations::respond;
        PUT "/consultations/:consultation/issued" ConsultationSave "Name the document that came of it" consultations::issued;
        POST "/consultations/:consultation/comments/:comment" ConsultationModerate "Show a comment, or withhold it with a reason" consultations::moderate;
        POST "/consultations/:consultation/comments/:comment/contact" ConsultationContact "Who sent a comment; the look is written down" consultations::contact;
        POST "/consultations/:consultation/comments/:comment/erase" ConsultationPrivacy "Take the sender out of a comment, on their word" consultations::erase;
        GET "/schedule" ScheduleRead "A week of the calendar with what is withheld" schedule::list;
        POST "/schedule" ScheduleSave "Write an entry of the calendar down, withheld" schedule::add;
        PUT "/schedule/:entry" ScheduleSave "Change an entry; 409 when another was first" schedule::change;
        POST "/schedule/:entry/cancel" ScheduleSave "Call an entry off, with a reason" schedule::cancel;
        POST "/schedule/publish" SchedulePublish "Put entries before readers" schedule::publish;
        POST "/schedule/:entry/withhold" SchedulePublish "Take an entry back from readers" schedule::withhold;
        POST "/schedule/copy" ScheduleSave "Copy what is regular from the week before, withheld" schedule::copy;
        GET "/editions/:edition/limits" ItemRead "The limits that hold for an edition, and whether they were kept" supply::limits;
        PUT "/care/paces" CareSet "Set how often sections must have something new" paces::set;
        GET "/notice-choices" Enter "How one hears of what concerns one" choices::read;
        PUT "/notice-choices" Enter "Choose how one hears of what concerns one" choices::save;
        GET "/imports" BatchImport "Import batches, latest first" registers::imports;
        GET "/imports/:batch" BatchImport "One import batch with its report" registers::import;
        POST "/imports/:batch/approve" BatchApprove "Approve a batch and make it live" registers::approve_import;
        GET "/searches" SearchRead "What people look for on the site" registers::searches;
        GET "/openings" SearchRead "How often the ways out of procedures were opened, by month" openings::list;
        GET "/disclosures" CareRead "What must be public, with how, from when and for how long it is" disclosed::list;
        PUT "/disclosures" CareSet "Tell how published items are public" disclosed::tell;
        GET "/sites" TenantOpen "The sites below, and what those that are prepared lack" sites::list;
        POST "/sites" TenantOpen "Begin to prepare the site of a unit below" sites::begin;
        POST "/sites/:site/open" TenantOpen "Open a prepared site to readers" sites::open;
        GET "/notices" NoticeWrite "Planned outages, latest first" registers::notices;
        POST "/notices" NoticeWrite "Announce a planned outage" registers::announce;
        POST "/notices/cancel" NoticeWrite "Call a planned outage off" registers::cancel_notice;
        POST "/notices/record" NoticeWrite "Record what an outage really came to" registers::record_notice;
        GET "/home" SiteRead "How the home is prepared, with what was published" face::home;
        PUT "/home" SiteSet "Keep a draft of the home; 409 when another was first" face::save_home;
        POST "/home/publish" SiteSet "Publish the draft of the home" face::publish_home;
        POST "/home/discard" SiteSet "Give the draft of the home up" face::discard_home;
        POST "/home/restore" SiteSet "Bring a former home back" face::restore_home;
        GET "/look" SiteRead "How the look is prepared, with what was published" face::look;
        PUT "/look" SiteSet "Keep a draft of the look; 409 when another was first" face::save_look;
        POST "/look/publish" SiteSet "Publish the draft of the look" face::publish_look;
        POST "/look/discard" SiteSet "Give the draft of the look up" face::discard_look;
        POST "/look/restore" SiteSet "Bring a former look back" face::restore_look;
        GET "/royalties" RoyaltyRead "A month's list of what was published, with what is owed for it" royalties::list;
        GET "/royalties/sites" RoyaltyRead "A month on every site that one looks after" royalties::sites;
        PUT "/royalties/items/:item" RoyaltyAssess "Say what an item is worth; 409 when another was first" royalties::assess;
        POST "/royalties/remunerations" RoyaltyAssess "Propose what somebody gets beside royalties" royalties::propose;
        POST "/royalties/remunerations/:line/remove" RoyaltyAssess "Take such a proposal back" royalties::take_back;
        POST "/royalties/approve" RoyaltyApprove "Approve a month's payment as it was seen; its list is locked" royalties::approve;
        GET "/royalties/plan" RoyaltyPay "What is to be paid on a day, with tax" royalties::plan;
        GET "/royalties/runs" RoyaltyPay "Runs of payment, latest first" royalties::runs;
        POST "/royalties/runs" RoyaltyPay "Make a run of payment" royalties::pay;
        GET "/royalties/returns" RoyaltyPay "What banks sent back and was not sent again" royalty_returns::open;
        POST "/royalties/runs/:run/returns" RoyaltyPay "Record that a bank sent a payment back" royalty_returns::came_back;
        POST "/royalties/runs/:run/returns/settle" RoyaltyPay "It was sent again" royalty_returns::sent_again;
        GET "/royalties/runs/:run" RoyaltyPay "Who gets what in a run, without bank data" royalties::run;
        PUT "/royalties/same" RoyaltyPay "Say that a person is another of the same name, or nobody else" royalties::same;
        PUT "/royalties/standings" RoyaltyPay "Write down what changes a person's tax in a year" royalties::state;
        GET "/royalties/payees" RoyaltyPay "Everybody who was ever named, without bank data" royalties::payees;
        PUT "/royalties/payees/:payee" RoyaltyPay "Write down how one is paid; the data are sealed" royalties::put_payee;
        GET "/royalties/uncollected" RoyaltyPay "What a person does not collect, with notices" uncollected::case;
        POST "/royalties/notices" RoyaltyPay "Record that somebody was told of a sum they do not collect" uncollected::tell;
        POST "/royalties/responses" RoyaltyPay "Record that they answered; the next run pays them" uncollected::respond;
        GET "/royalties/carries" RoyaltyPay "What went to later years' funds" uncollected::carries;
        POST "/royalties/carries" RoyaltyApprove "Move what was told three times without an answer to the next year's fund" uncollected::carry;
        POST "/royalties/claims" RoyaltyPay "Record that it is asked for after all; the next run pays it" uncollected::claim;
        GET "/royalties/year" RoyaltyPay "Who was paid in a year, and what was withheld" royalties::year;
        GET "/royalties/mine" Enter "One's own royalties" royalties::own;
        GET "/royalties/estimate" RoyaltyRead "The estimate of a year" royalties::estimate;
        POST "/royalties/estimate" RoyaltySet "Add a line to a year's estimate" royalties::add_line;
        POST "/royalties/estimate/:line/remove" RoyaltySet "Take a line out of a year's estimate" royalties::remove_line;
        GET "/royalties/settings" RoyaltyRead "How royalties are counted and paid" royalties::settings;
        PUT "/royalties/settings" RoyaltySet "Set how royalties are counted and paid" royalties::set;
        GET "/reports" ReportRead "What the site reports, with when it is due and how late it is" reports::list;
        POST "/reports" ReportSave "Begin a report, or find the one of that kind and year" reports::begin;
        GET "/reports/:report" ReportRead "A report with its texts and figures" reports::read;
        PUT "/reports/:report" ReportSave "Keep its texts as a new version; 409 when another was first" reports::save;
        POST "/reports/:report/submit" ReportSave "Send it to the head" reports::submit;
        POST "/reports/:report/discard" ReportSave "Take away one's own draft that never was sent" reports::discard;
        POST "/reports/:report/approve" ReportApprove "Sign it: its figures stay, it takes the next number" reports::approve;
        POST "/reports/:report/return" ReportApprove "Send it back with a reason" reports::send_back;
        POST "/reports/:report/recall" ReportApprove "Take a signed report back with a reason; it is written anew" reports::recall;
        GET "/surveys" SurveyRead "The questionnaires sent and received, with what was answered" surveys::list;
        POST "/surveys" ReportSave "Send the year's questionnaire to units and sites below" surveys::send;
        POST "/surveys/remind" ReportSave "Remind who has not answered" surveys::remind;
        POST "/surveys/answer" SurveyAnswer "Answer a questionnaire for a board or unit" surveys::answer;
        POST "/surveys/record" ReportSave "Write down what a unit answered by mail" surveys::record;
        GET "/report-evidence" ReportRead "The rows behind a figure; parameters as in its proof" reports::evidence;
        GET "/paper-settings" ReportSet "How the papers of the board are headed and signed" reports::letterhead;
        PUT "/paper-settings" ReportSet "Set it from a day on" reports::set_letterhead;
        GET "/backups" BackupRead "How backups and drills stand, with the latest runs" backups::list;
        POST "/backups" BackupRun "Have a backup or a drill made now" backups::ask;
        GET "/feedback/mine" FeedbackFile "What one filed with the board, the latest first, with its steps" feedback::mine;
        POST "/feedback" FeedbackFile "File a difficulty or a proposal with the board" feedback::file;
        GET "/feedback" FeedbackRead "What was filed with the board in a year, with counts" feedback::register;
        GET "/feedback/:feedback" FeedbackRead "One that was filed, with its steps" feedback::read;
        GET "/distributions" DistributionRead "Documents that were sent to groups, the last first" distribution::list;
        GET "/distributions/:distribution" DistributionRead "One with its receipts, those who have not opened it first" distribution::read;
        POST "/distributions" DistributionSend "Send a live document to groups" distribution::send;
        POST "/distributions/remind" DistributionSend "Remind everybody who has not opened it" distribution::remind;
        GET "/recipient-groups" DistributionSet "Groups of recipients as they are today" distribution::groups;
        POST "/recipient-groups" DistributionSet "Make a group of chosen recipients" distribution::add_group;
        POST "/recipient-groups/end" DistributionSet "Let a group be chosen no longer" distribution::end_group;
        GET "/received-documents" DistributionOpen "What other offices sent to this site" distribution::received;
        POST "/received-documents/:receipt/open" DistributionOpen "Open one; the first look is the receipt" distribution::open;
        GET "/archive" DistributionRead "Archive copies of documents with their digests, the last made first" distribution::copies;
        GET "/regulation" RegulationRead "Versions and drafts of the regulation, and proposals to amend it" regulation::list;
        GET "/regulation/:regulation" RegulationRead "A version or draft with its articles" regulation::read;
        POST "/regulation" RegulationSave "Keep a draft, cut from a text" regulation::draft;
        PUT "/regulation/:regulation" RegulationSave "Write a draft anew, cut from a text; 409 when another was first" regulation::redraft;
        POST "/regulation/publish" RegulationPublish "Publish a draft that another made; 409 when it changed" regulation::publish;
        POST "/regulation/proposals" RegulationSave "Make a proposal from what was filed and accepted" regulation::propose;
        POST "/regulation/discard" RegulationSave "Give a draft up" regulation::discard;
        GET "/regulation/proposals/:proposal" RegulationRead "A proposal with old words, new words and reasons" regulation::read_proposal;
        PUT "/regulation/proposals/:proposal" RegulationSave "Write new words and reasons by place; 409 when another was first" regulation::save_proposal;
        POST "/regulation/proposals/draft" RegulationSave "Begin a draft in which every amended article says its new words" regulation::begin_draft;
        GET "/awards" OfficeRead "Awards of a year, with its top list" office::awards;
        POST "/awards" OfficeSet "Write an award down" office::add_award;
        POST "/awards/strike" OfficeSet "Strike out an award that was written down by mistake" office::strike_award;
        GET "/violations" ViolationRead "Violations of a year; the look is written down" office::violations;
        POST "/violations" ViolationSet "Write a violation down, and suspend the account where that is ordered" office::record_violation;
        POST "/violations/strike" ViolationSet "Strike out a violation that was written down by mistake" office::strike_violation;
        POST "/violations/lift" ViolationSet "End a suspension before its day" office::lift;
        GET "/uptime" OfficeRead "How long the portal was there in a year, with its gaps" office::uptime;
        GET "/plan" OfficeRead "The plan of a year with its tasks and all that happened to it" plan::read;
        POST "/plan" OfficeSet "Begin the plan of a year" plan::begin;
        PUT "/plan/aims" OfficeSet "Write what it rests on; 409 when another was first" plan::write_aims;
        POST "/plan/discard" OfficeSet "Throw a draft away; 409 when another was first" plan::discard;
        POST "/plan/tasks" OfficeSet "Add a task to it" plan::add;
        PUT "/plan/tasks/:entry" OfficeSet "Change a task; of an approved plan with a reason" plan::change;
        POST "/plan/tasks/:entry/drop" OfficeSet "Take a task out; of an approved plan it stays as no longer to be done" plan::let_go;
        POST "/plan/report" OfficeReport "Report how far a task is, that it is done, or that it is not" plan::report;
        POST "/plan/approve" OfficeApprove "Approve a plan that others wrote; 409 when it changed" plan::approve;
        PUT "/plan/publication" OfficeSet "Show an approved plan to readers, or not" plan::show;
        GET "/trainings" OfficeRead "Trainings of a year with what they come to" training::list;
        POST "/trainings" OfficeSet "Write a training down" training::record;
        POST "/trainings/strike" OfficeSet "Strike out a training that was written down by mistake" training::strike;
        GET "/trainings/mine" Enter "What one was taught, wherever" training::mine;
        GET "/trainings/untrained" OfficeRead "Who serves here or below and was never taught" training::untrained;
        GET "/trainings/:training" OfficeRead "A training with who took part" training::read;
        PUT "/trainings/:training" OfficeSet "Put a training right; 409 when another was first" training::correct;
        POST "/trainings/:training/people" OfficeSet "Add who took part" training::join;
        POST "/trainings/:training/people/remove" OfficeSet "Take out who did not" training::leave;
        POST "/feedback/decide" FeedbackDecide "Take one a step further; 409 when another was first" feedback::decide;
        GET "/audit" AuditRead "The trail, newest first; the look is written down" trail::list;
        GET "/audit/export" AuditRead "The trail as signed JSON, oldest first" trail::export;
        GET "/audit/verify" AuditRead "Whether the whole chain holds" trail::verify;
        GET "/oversight" OversightRead "The own site and those below with score and figures" oversight::sites;
        GET "/oversight/list" OversightRead "What lies behind a figure of this site" oversight::list;
        GET "/oversight/receipts" OversightRead "Who of this site was urged to do what, and whether they opened it" oversight::receipts;
        POST "/oversight/remind" OversightRemind "Urge sites to put things right" oversight::remind;
        GET "/instructions" InstructionRead "What leaders instructed: received and given" instructions::list;
        GET "/instructions/:instruction/steps" InstructionRead "The steps of an instruction" instructions::steps;
        POST "/instructions" InstructionGive "Instruct a board or unit" instructions::give;
        POST "/instructions/report" InstructionReport "Report how far an instruction is, or that it is done" instructions::report;
        GET "/compliance" ComplianceRead "How the site stands to what the law asks of it" compliance::read;
        POST "/compliance/word" ComplianceSay "Say what no computer can see" compliance::say;
        PUT "/compliance/publication" CompliancePublish "Show readers the summary, or not" compliance::publish;
        POST "/instructions/settle" InstructionSettle "Take it as done, send it back, take it back" instructions::settle;
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
