//! A form of the question's page becomes an act: one line a form, one way through all of them.

/// `act!(name, after(what), |desk, act, id, version| call)`: a handler that does the call on the question as it was seen
/// and hands what came of it, with `what`, to `after`.
macro_rules! act {
    ($(#[$doc:meta])* $name:ident, $after:ident($with:expr), |$desk:ident, $act:ident, $id:ident, $version:ident| $call:expr) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// [`crate::base::error::Error::Forbidden`] without the right.
        pub async fn $name($desk: crate::console::desk::Desk) -> crate::base::error::Result<poem::Response> {
            let actor = $desk.actor();
            let $act = $desk.act(&actor);
            let $id = crate::console::pages::question::id_of(&$desk);
            let $version = $desk.version()?;
            let done = $call.await;
            $after(&$desk, $with, done).await
        }
    };
}

pub(super) use act;
