//! `airside-gateway-simulator`: a payment processor to try payments with.

use std::{net::SocketAddr, time::Duration};

use airside_gateway_simulator::Config;
use clap::Parser;

/// A payment processor that moves no money. The key and the secret of its notices come from GATEWAY_KEY and
/// GATEWAY_SECRET.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[arg(long, default_value = "127.0.0.1:8795")]
    listen: SocketAddr,
    /// Where notices are sent: http://127.0.0.1:8790/v1/payments/notices
    #[arg(long)]
    notify: Option<String>,
    /// Seconds that an answer takes which never comes.
    #[arg(long, default_value_t = 60)]
    hang: u64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let usual = Config::default();
    let said = |name: &str, usual: String| std::env::var(name).unwrap_or(usual);
    let config = Config {
        listen: cli.listen,
        notify: cli.notify,
        hang: Duration::from_secs(cli.hang),
        key: said("GATEWAY_KEY", usual.key),
        secret: said("GATEWAY_SECRET", usual.secret),
        now: usual.now,
    };
    let stop = async {
        // Without signals it runs until it is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    airside_gateway_simulator::serve(config, stop).await
}
