//! The staff shell.
