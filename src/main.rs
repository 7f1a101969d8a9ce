//! Hands over to the command line.

fn main() -> std::process::ExitCode {
    portal::cli::main()
}
