//! `airside-backend`: serves, or prints the description of its protocol.

use std::{net::SocketAddr, path::PathBuf};

use airside_backend::Config;
use clap::{Args, Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// The backend that the desks sync with.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Listens until SIGTERM or SIGINT.
    Serve(Serve),
    /// Prints the OpenAPI description.
    Openapi,
}

#[derive(Args)]
struct Serve {
    /// The folder of the embedded database.
    #[arg(long)]
    data: Option<PathBuf>,
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// postgres://…, instead of the embedded database.
    #[arg(long)]
    database: Option<String>,
    /// Fill the store with the demo world of today.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    fn over(self, config: Config) -> Config {
        Config {
            data: self.data.unwrap_or(config.data),
            listen: self.listen.unwrap_or(config.listen),
            database: self.database.or(config.database),
            demo: self.demo || config.demo,
            ..config
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Openapi => print!("{}", airside_backend::spec()?),
        Command::Serve(serve) => {
            let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
            tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
            let mut terminate = signal(SignalKind::terminate())?;
            let mut interrupt = signal(SignalKind::interrupt())?;
            let shutdown = async move {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            };
            airside_backend::serve(serve.over(Config::read()?), shutdown).await?;
        }
    }
    Ok(())
}
