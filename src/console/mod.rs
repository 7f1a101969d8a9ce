//! The staff shell: where items are written and approved and questions are answered.

pub mod api;
pub mod desk;
pub mod pages;
pub mod views;

use poem::http::Method;

use crate::routes::{Entry, RouteSpec};

/// Lines of the table: at the door, signed in, in a tenant with a right.
macro_rules! line {
    ($method:ident $path:literal Staff $action:ident $handler:path) => {
        RouteSpec {
            method: Method::$method,
            path: $path,
            entry: Entry::Staff(crate::people::Action::$action, |desk| Box::pin($handler(desk))),
        }
    };
    ($method:ident $path:literal $kind:ident $handler:path) => {
        RouteSpec {
            method: Method::$method,
            path: $path,
            entry: Entry::$kind(|person| Box::pin($handler(person))),
        }
    };
}

/// Every route of the console.
pub fn routes() -> Vec<RouteSpec> {
    let mut lines = vec![
        line!(GET "/dang-nhap" Door pages::gate::sign_in_form),
        line!(POST "/dang-nhap" Door pages::gate::sign_in),
        line!(POST "/api/v1/session" Door pages::gate::api_session),
        line!(GET "/loi-moi/:token" Door pages::accept::form),
        line!(POST "/loi-moi/:token" Door pages::accept::accept),
        line!(POST "/dang-xuat" SignedIn pages::gate::sign_out),
        line!(GET "/mat-khau" SignedIn pages::gate::password_form),
        line!(POST "/mat-khau" SignedIn pages::gate::password),
        line!(GET "/" SignedIn pages::gate::choose),
        line!(GET "/:tenant" Staff Enter pages::home::home),
        line!(GET "/:tenant/tin-bai" Staff ItemRead pages::items::list),
        line!(GET "/:tenant/tin-bai/moi/:kind" Staff ItemCreate pages::edit::new),
        line!(POST "/:tenant/tin-bai/moi/:kind" Staff ItemCreate pages::edit::create),
        line!(GET "/:tenant/tin-bai/:edition" Staff ItemRead pages::item::view),
        line!(GET "/:tenant/tin-bai/:edition/sua" Staff ItemSave pages::edit::form),
        line!(POST "/:tenant/tin-bai/:edition/sua" Staff ItemSave pages::edit::save),
        line!(POST "/:tenant/tin-bai/:edition/tep" Staff ItemSave pages::edit::upload),
        line!(POST "/:tenant/tin-bai/:edition/tep/:file/bo" Staff ItemSave pages::edit::remove_file),
        line!(GET "/:tenant/tin-bai/:edition/tep/:file/:name" Staff ItemRead pages::edit::file),
        line!(POST "/:tenant/tin-bai/:edition/gui-duyet" Staff ItemSubmit pages::item::submit),
        line!(POST "/:tenant/tin-bai/:edition/tra-lai" Staff ItemReturn pages::item::send_back),
        line!(POST "/:tenant/tin-bai/:edition/duyet" Staff ItemApprove pages::item::approve),
        line!(POST "/:tenant/tin-bai/:edition/dang" Staff ItemPublish pages::item::publish),
        line!(POST "/:tenant/tin-bai/:edition/dinh-chinh" Staff ItemCorrect pages::item::correct),
        line!(POST "/:tenant/tin-bai/:edition/go" Staff ItemWithdraw pages::after::withdraw),
        line!(GET "/:tenant/hoi-dap" Staff QuestionRead pages::questions::list),
        line!(GET "/:tenant/hoi-dap/:question" Staff QuestionRead pages::question::view),
        line!(POST "/:tenant/hoi-dap/:question/lien-he" Staff QuestionContact pages::question::contact),
        line!(POST "/:tenant/hoi-dap/:question/chuyen" Staff QuestionAssign pages::question::assign),
        line!(POST "/:tenant/hoi-dap/:question/tra-loi" Staff QuestionAnswer pages::question::answer),
        line!(POST "/:tenant/hoi-dap/:question/xac-nhan" Staff AnswerVerify pages::question::verify),
        line!(POST "/:tenant/hoi-dap/:question/tra-lai" Staff AnswerReturn pages::question::send_back),
        line!(POST "/:tenant/hoi-dap/:question/duyet" Staff AnswerApprove pages::question::approve),
        line!(POST "/:tenant/hoi-dap/:question/dang" Staff QuestionPublish pages::question::publish),
        line!(POST "/:tenant/hoi-dap/:question/gui-rieng" Staff QuestionReply pages::question::reply),
        line!(POST "/:tenant/hoi-dap/:question/chuyen-co-quan" Staff QuestionTransfer pages::question::transfer),
        line!(POST "/:tenant/hoi-dap/:question/dong" Staff QuestionClose pages::question::close),
        line!(POST "/:tenant/hoi-dap/:question/go" Staff QuestionWithdraw pages::question::withdraw),
        line!(GET "/:tenant/viec" Staff TaskDone pages::registers::tasks_list),
        line!(POST "/:tenant/viec/:task/xong" Staff TaskDone pages::registers::task_done),
        line!(GET "/:tenant/nhap" Staff BatchImport pages::batches::list),
        line!(GET "/:tenant/nhap/:batch" Staff BatchImport pages::batches::view),
        line!(POST "/:tenant/nhap/:batch/duyet" Staff BatchApprove pages::batches::approve),
        line!(GET "/:tenant/nhan-su" Staff PeopleRead pages::board::people_list),
        line!(GET "/:tenant/nhan-su/cu" Staff PeopleAppoint pages::board::appoint_form),
        line!(POST "/:tenant/nhan-su/cu" Staff PeopleAppoint pages::board::appoint),
        line!(GET "/:tenant/nhan-su/cho-muon" Staff PeopleAppoint pages::board::lend_form),
        line!(POST "/:tenant/nhan-su/cho-muon" Staff PeopleAppoint pages::board::lend),
        line!(GET "/:tenant/nhan-su/:appointment/cham-dut" Staff PeopleAppoint pages::board::end_form),
        line!(POST "/:tenant/nhan-su/:appointment/cham-dut" Staff PeopleAppoint pages::board::end),
        line!(GET "/:tenant/quy-tac-duyet" Staff PeopleRead pages::board::rules_page),
        line!(POST "/:tenant/quy-tac-duyet" Staff BoardRules pages::board::set_rule),
        line!(POST "/:tenant/quy-tac-duyet/:rule/thoi" Staff BoardRules pages::board::end_rule),
        line!(GET "/:tenant/cong-tac-vien" Staff Enter pages::contributors::list),
        line!(GET "/:tenant/cong-tac-vien/moi" Staff ContributorManage pages::contributors::invite_form),
        line!(POST "/:tenant/cong-tac-vien/moi" Staff ContributorManage pages::contributors::invite),
        line!(GET "/:tenant/cong-tac-vien/:account" Staff Enter pages::contributors::view),
        line!(POST "/:tenant/cong-tac-vien/:account/lien-he" Staff ContributorManage pages::contributors::contact),
        line!(POST "/:tenant/cong-tac-vien/:account/chi-tra" Staff ContributorPrivate pages::contributors::payment),
        line!(POST "/:tenant/cong-tac-vien/:account/ngung" Staff ContributorManage pages::contributors::stop),
        line!(POST "/:tenant/cong-tac-vien/:account/cho-lai" Staff ContributorManage pages::contributors::resume),
        line!(POST "/:tenant/loi-moi/:invitation/huy" Staff Enter pages::board::revoke),
        line!(GET "/:tenant/ho-so" Staff Enter pages::contributors::own),
        line!(POST "/:tenant/ho-so" Staff Enter pages::contributors::save_own),
        line!(GET "/:tenant/cung-cap" Staff SupplyRead pages::supply::view),
        line!(GET "/:tenant/cung-cap.csv" Staff SupplyRead pages::supply::table),
        line!(POST "/:tenant/cung-cap/cai-dat" Staff SupplySet pages::supply::settings),
        line!(GET "/:tenant/cung-cap/chi-tieu" Staff SupplySet pages::supply::quotas_form),
        line!(POST "/:tenant/cung-cap/chi-tieu" Staff SupplySet pages::supply::set_quotas),
        line!(GET "/:tenant/cung-cap/uy-quyen" Staff SupplyDelegate pages::supply::delegations),
        line!(POST "/:tenant/cung-cap/uy-quyen" Staff SupplyDelegate pages::supply::delegate),
        line!(POST "/:tenant/cung-cap/uy-quyen/:delegation/thoi" Staff SupplyDelegate pages::supply::take_back),
        line!(POST "/:tenant/tin-bai/:edition/xac-nhan" Staff ItemConfirm pages::supply::confirm),
        line!(GET "/:tenant/nhat-ky" Staff AuditRead pages::trail::list),
        line!(GET "/:tenant/tim-kiem" Staff SearchRead pages::searched::searched),
        line!(GET "/:tenant/tim-kiem.csv" Staff SearchRead pages::searched::table),
        line!(GET "/:tenant/tam-ngung" Staff NoticeWrite pages::registers::outage_form),
        line!(POST "/:tenant/tam-ngung" Staff NoticeWrite pages::registers::outage),
        line!(GET "/khoa-api" SignedIn pages::keys::list),
        line!(POST "/khoa-api" SignedIn pages::keys::make),
        line!(POST "/khoa-api/:key/thu-hoi" SignedIn pages::keys::revoke),
        line!(GET "/:tenant/nhat-ky.csv" Staff AuditRead pages::trail::csv),
        line!(GET "/:tenant/nhat-ky.json" Staff AuditRead pages::trail::signed),
        line!(GET "/:tenant/nhat-ky/kiem-tra" Staff AuditRead pages::trail::verify),
        line!(GET "/:tenant/nhat-ky-cua-toi" Staff Enter pages::trail::own),
        line!(GET "/:tenant/nhat-ky-cua-toi.csv" Staff Enter pages::trail::own_csv),
        line!(GET "/:tenant/cap-duoi" Staff Enter pages::trail::below),
        line!(POST "/:tenant/tin-bai/:edition/thoi-han" Staff ItemTerm pages::after::term),
        line!(POST "/:tenant/tin-bai/:edition/da-ra-soat" Staff ItemReviewed pages::after::reviewed),
        line!(POST "/:tenant/tin-bai/:edition/xoa-han" Staff ItemPurge pages::after::purge),
        line!(POST "/:tenant/tin-bai/:edition/de-xuat" Staff ItemPropose pages::after::propose),
        line!(POST "/:tenant/tin-bai/:edition/phat-hanh" Staff ItemIssue pages::after::issue),
        line!(GET "/:tenant/cham-soc" Staff CareRead pages::care::care),
        line!(POST "/:tenant/cham-soc" Staff CareSet pages::care::set),
        line!(GET "/:tenant/lien-ket-hong" Staff CareRead pages::care::links),
        line!(POST "/:tenant/lien-ket-hong/:link/kiem-tra" Staff ItemReviewed pages::care::recheck),
        line!(POST "/:tenant/lien-ket-hong/:link/bo-qua" Staff ItemReviewed pages::care::ignore),
        line!(GET "/:tenant/de-xuat" Staff ProposalRead pages::proposals::list),
        line!(GET "/:tenant/de-xuat/:proposal" Staff ProposalRead pages::proposals::view),
        line!(POST "/:tenant/de-xuat/:proposal/nhan" Staff ProposalDecide pages::proposals::take),
        line!(POST "/:tenant/de-xuat/:proposal/tu-choi" Staff ProposalDecide pages::proposals::decline),
        line!(POST "/:tenant/de-xuat/:proposal/rut" Staff ItemPropose pages::proposals::take_back),
        line!(GET "/:tenant/phat-hanh" Staff DeliveryRead pages::issues::list),
        line!(GET "/:tenant/phat-hanh/:issue" Staff DeliveryRead pages::issues::view),
        line!(POST "/:tenant/phat-hanh/:issue/hien" Staff DeliveryDecide pages::issues::show),
        line!(POST "/:tenant/phat-hanh/:issue/an" Staff DeliveryDecide pages::issues::hide),
        line!(POST "/:tenant/phat-hanh/:issue/thu-hoi" Staff ItemIssue pages::issues::recall),
    ];
    lines.extend(api::routes());
    lines
}
