//! The staff shell: where items are written and approved and questions are answered.

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
    vec![
        line!(GET "/dang-nhap" Door pages::gate::sign_in_form),
        line!(POST "/dang-nhap" Door pages::gate::sign_in),
        line!(POST "/api/v1/session" Door pages::gate::api_session),
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
        line!(POST "/:tenant/tin-bai/:edition/go" Staff ItemWithdraw pages::item::withdraw),
        line!(GET "/:tenant/tin-bai/:edition/thu-vien" Staff ItemSave pages::media::choose),
        line!(POST "/:tenant/tin-bai/:edition/thu-vien" Staff ItemSave pages::media::put),
        line!(GET "/:tenant/thu-vien" Staff MediaRead pages::media::list),
        line!(GET "/:tenant/thu-vien/them" Staff MediaAdd pages::media::add_form),
        line!(POST "/:tenant/thu-vien/them" Staff MediaAdd pages::media::add),
        line!(GET "/:tenant/thu-vien/:file" Staff MediaRead pages::media::view),
        line!(POST "/:tenant/thu-vien/:file" Staff MediaEdit pages::media::save),
        line!(POST "/:tenant/thu-vien/:file/goc" Staff MediaEdit pages::media::original),
        line!(POST "/:tenant/thu-vien/:file/bo" Staff MediaRemove pages::media::remove),
        line!(POST "/:tenant/thu-vien/:file/khoi-phuc" Staff MediaRemove pages::media::restore),
        line!(GET "/tep/:file/:name" SignedIn pages::media::file),
        line!(GET "/anh/:file/:name" SignedIn pages::media::picture),
        line!(GET "/api/v1/:tenant/media" Staff MediaRead pages::media_api::list),
        line!(POST "/api/v1/:tenant/media" Staff MediaAdd pages::media_api::add),
        line!(GET "/api/v1/:tenant/media/:file" Staff MediaRead pages::media_api::read),
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
        line!(GET "/:tenant/nhan-su" Staff PeopleRead pages::registers::people_list),
        line!(GET "/:tenant/nhat-ky" Staff AuditRead pages::registers::audit),
        line!(GET "/:tenant/tim-kiem" Staff SearchRead pages::searched::searched),
        line!(GET "/:tenant/tim-kiem.csv" Staff SearchRead pages::searched::table),
        line!(GET "/:tenant/tam-ngung" Staff NoticeWrite pages::registers::outage_form),
        line!(POST "/:tenant/tam-ngung" Staff NoticeWrite pages::registers::outage),
        line!(POST "/api/v1/:tenant/items" Staff ItemCreate pages::api::create),
        line!(GET "/api/v1/:tenant/editions/:edition" Staff ItemRead pages::api::read),
        line!(PUT "/api/v1/:tenant/editions/:edition" Staff ItemSave pages::api::save),
        line!(POST "/api/v1/:tenant/editions/:edition/submit" Staff ItemSubmit pages::api::submit),
        line!(POST "/api/v1/:tenant/editions/:edition/return" Staff ItemReturn pages::api::send_back),
        line!(POST "/api/v1/:tenant/editions/:edition/approve" Staff ItemApprove pages::api::approve),
        line!(POST "/api/v1/:tenant/editions/:edition/publish" Staff ItemPublish pages::api::publish),
        line!(POST "/api/v1/:tenant/editions/:edition/correct" Staff ItemCorrect pages::api::correct),
        line!(POST "/api/v1/:tenant/editions/:edition/withdraw" Staff ItemWithdraw pages::api::withdraw),
    ]
}
