//! Places at which a test kills the process, to see that nothing is lost there; in builds for testing only.

/// Ends the process at once, without a farewell, where the environment's `PORTAL_DIE_AT` names this place.
pub fn here(place: &str) {
    #[cfg(debug_assertions)]
    if std::env::var("PORTAL_DIE_AT").is_ok_and(|at| at == place) {
        std::process::abort();
    }
    #[cfg(not(debug_assertions))]
    let _ = place;
}
