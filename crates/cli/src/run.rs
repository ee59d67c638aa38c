//! Runs one command line of an [`App`]: parses it, starts the runtime, and maps the outcome to an exit code.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use crate::app::App;
use crate::commands::{self, Cli};
use crate::context::{Context, Started};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::output::Output;
use crate::report;

impl App {
    /// Parses the command line of the process and runs the command.
    #[must_use]
    pub fn run(self) -> ExitCode {
        crate::core_dump::forbid();
        self.run_from(std::env::args_os()).into()
    }

    /// Runs the command of a command line. Its first element is the name of the program.
    #[must_use]
    pub fn run_from(self, args: impl IntoIterator<Item = OsString>) -> Exit {
        let args: Vec<OsString> = args.into_iter().collect();
        let program = args
            .first()
            .and_then(|path| Path::new(path).file_stem())
            .map_or_else(|| "stacks".to_owned(), |name| name.to_string_lossy().into_owned());
        let cli = match Cli::read(&self.project, &program, args.clone()) {
            Ok(cli) => cli,
            Err(error) => return usage(&error),
        };
        log();
        if let Err(failure) = report::writable(cli.command.report().report.as_deref()) {
            Output::of_process(cli.global.color).err(&failure.plain(100));
            return failure.exit_code();
        }
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                let failure = crate::Failure::new(format!("cannot start threads: {error}"));
                Output::of_process(cli.global.color).err(&failure.plain(100));
                return Exit::Failed;
            }
        };
        let output = Arc::new(Output::of_process(cli.global.color));
        let interrupt = Interrupt::default();
        let started = Started { program, args: args.into_iter().skip(1).collect() };
        let context =
            Arc::new(Context::new(self, started, cli.global.clone(), &cli.command.report(), output, interrupt.clone()));
        let exit = runtime.block_on(async {
            if commands::is_interruptible(&cli.command) {
                interrupt.listen();
            }
            tokio::select! {
                exit = commands::run(&context, cli.command) => exit,
                () = interrupt.outside() => Exit::Interrupted,
            }
        });
        // Do not wait for the thread of an unanswered prompt: it still reads standard input.
        runtime.shutdown_background();
        context.close();
        exit
    }
}

/// Prints a message of clap. Help goes to standard output and is a success; everything else is invalid usage.
fn usage(error: &clap::Error) -> Exit {
    // The reader of the stream may be gone.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::Done }
}

/// Shows the log events of the libraries that ARCHIPEL_LOG selects.
fn log() {
    if let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("ARCHIPEL_LOG") {
        let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    }
}
