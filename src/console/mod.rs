//! The staff shell: where items are written and approved and questions are answered.

pub mod desk;
pub mod pages;
pub mod views;

use poem::http::Method;

use crate::routes::{Entry, RouteSpec};

/// Lines of the table: at the door, signed in, in a tenant with a right.
macro_rules! line {
    ($method:ident $path:literal Staff $action:ident $handler:path) => {
        RouteSpec { method: Method::$method, path: $path, entry: Entry::Staff(crate::people::Action::$action, |desk| Box::pin($handler(desk))) }
    };
    ($method:ident $path:literal $kind:ident $handler:path) => {
        RouteSpec { method: Method::$method, path: $path, entry: Entry::$kind(|person| Box::pin($handler(person))) }
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
    ]
}
