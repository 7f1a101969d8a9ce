//! The shape of the one route table: what a route is, who may come in, and the tree built from it.

use std::future::Future;
use std::pin::Pin;

use poem::http::Method;
use poem::{Endpoint, IntoEndpoint, Request, Response, Route, RouteMethod};

use crate::base::error::Result;
use crate::console::desk::{Desk, Door, SignedIn};
use crate::people::Action;
use crate::public::visit::{Reply, Visit};

/// A handler's future.
pub type Later<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// Who may come in, and who answers. The surface checks the first before it calls the second.
#[derive(Clone, Copy)]
pub enum Entry {
    /// A page of a tenant's site that anybody reads; kept in the page cache.
    Page(fn(Visit) -> Later<Reply>),
    /// Something of a tenant's site that is never cached: forms, a person's case, JSON.
    Visit(fn(Visit) -> Later<Reply>),
    /// The console before anybody signed in.
    Door(fn(Door) -> Later<Response>),
    /// Signed in, in no tenant yet.
    SignedIn(fn(SignedIn) -> Later<Response>),
    /// Signed in, in a tenant of the path, with a role that has this right in some state.
    Staff(Action, fn(Desk) -> Later<Response>),
}

/// The two faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// Tenants' hosts.
    Public,
    /// The console's host.
    Console,
}

/// The paths whose forms may bring files.
const WITH_FILES: [&str; 11] = [
    "/hoi-dap/gui",
    "/hoi-dap/theo-doi/bo-sung",
    "/:tenant/ghi-don-thu",
    "/tra-loi/:dispatch",
    "/:tenant/hoi-dap/:question/soan",
    "/:tenant/soan/tep",
    "/:tenant/tin-bai/:edition/tep",
    "/:tenant/tin-bai/tu-tep",
    "/:tenant/thu-vien/them",
    "/api/v1/staff/:tenant/media",
    "/api/v1/staff/:tenant/editions/:edition/files",
];

/// One line of the table.
#[derive(Clone)]
pub struct RouteSpec {
    /// The method.
    pub method: Method,
    /// The path, with `:name` for its parameters.
    pub path: &'static str,
    /// Who may come in, and who answers.
    pub entry: Entry,
}

impl RouteSpec {
    /// On which face it stands.
    pub fn surface(&self) -> Surface {
        match self.entry {
            Entry::Page(_) | Entry::Visit(_) => Surface::Public,
            Entry::Door(_) | Entry::SignedIn(_) | Entry::Staff(..) => Surface::Console,
        }
    }

    /// Whether it changes anything.
    pub fn is_unsafe(&self) -> bool {
        self.method != Method::GET
    }

    /// Whether its form may bring files; every other form that does is refused.
    pub fn takes_files(&self) -> bool {
        WITH_FILES.contains(&self.path) && self.is_unsafe()
    }

    /// Whether it speaks JSON.
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// Serves one line of the table.
#[derive(Clone)]
pub struct Served<F> {
    spec: RouteSpec,
    serve: F,
}

impl<F, Fut> Endpoint for Served<F>
where
    F: Fn(RouteSpec, Request) -> Fut + Send + Sync,
    Fut: Future<Output = Response> + Send,
{
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        Ok((self.serve)(self.spec.clone(), request).await)
    }
}

/// The tree of one face; every request that matches a line is given to `serve` with that line.
pub fn tree<F, Fut>(table: &[RouteSpec], surface: Surface, serve: F) -> Route
where
    F: Fn(RouteSpec, Request) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Response> + Send + 'static,
{
    let mut paths: Vec<&'static str> = Vec::new();
    for spec in table.iter().filter(|spec| spec.surface() == surface) {
        if !paths.contains(&spec.path) {
            paths.push(spec.path);
        }
    }
    paths.into_iter().fold(Route::new(), |route, path| {
        let methods = table.iter().filter(|spec| spec.surface() == surface && spec.path == path);
        let methods = methods.fold(RouteMethod::new(), |methods, spec| {
            let served = Served { spec: spec.clone(), serve: serve.clone() };
            let methods = methods.method(spec.method.clone(), served.clone());
            if spec.method == Method::GET { methods.method(Method::HEAD, served) } else { methods }
        });
        route.at(path, methods.into_endpoint())
    })
}
