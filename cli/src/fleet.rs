//! How the devices of a backend are.

use airside_shared::sync::{FleetDevice, FleetReply, Withdraw};
use anyhow::Result;
use clap::Args;
use jiff::Timestamp;

use crate::operator::{columns, get};

/// Asks the backend. The PIN comes from AIRSIDE_PIN or is asked for.
#[derive(Args)]
pub struct Fleet {
    /// http://127.0.0.1:8790
    #[arg(long, default_value = "http://127.0.0.1:8790")]
    backend: String,
    /// Badge of a supervisor, who sees their station, of security or of a platform manager.
    #[arg(long)]
    badge: String,
    /// Only the devices of this station.
    #[arg(long)]
    station: Option<String>,
    /// JSON as the backend gives it, instead of a table.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
pub async fn list(args: &Fleet) -> Result<()> {
    let station: Vec<_> = args.station.iter().map(|it| ("station", &**it)).collect();
    let reply: FleetReply = get(&args.backend, &args.badge, "/v1/fleet", &station).await?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&reply)?);
    } else {
        print!("{}", table(&reply));
    }
    Ok(())
}

const HEAD: [&str; 10] =
    ["DEVICE", "KIND", "STATION", "CONTACT", "WAITING", "OLDEST", "REFUSED", "CLOCK", "HEALS", "VERSION"];

fn table(reply: &FleetReply) -> String {
    let mut lines = vec![HEAD.map(str::to_owned).to_vec()];
    lines.extend(reply.devices.iter().map(|it| line(it, reply.now)));
    let mut text = columns(&lines, &[]);
    text.push_str(&format!("{} devices\n", reply.devices.len()));
    text
}

fn line(it: &FleetDevice, now: Timestamp) -> Vec<String> {
    let report = it.report.as_ref();
    let figure = |value: Option<u32>| value.map_or_else(|| "-".to_owned(), |it| it.to_string());
    let kind = serde_json::to_value(it.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
    vec![
        it.device.to_string(),
        kind.unwrap_or_default(),
        it.station.clone(),
        it.last_contact.map_or_else(|| "never".to_owned(), |at| ago(now, at)),
        figure(report.map(|it| it.waiting)),
        report.and_then(|it| it.oldest).map_or_else(|| "-".to_owned(), |at| ago(now, at)),
        it.refused.to_string(),
        it.drift.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:+} s")),
        figure(report.map(|it| it.heals)),
        report.map_or_else(|| "-".to_owned(), |it| it.app_version.clone()),
        state(it),
    ]
}

/// What is out of the ordinary.
fn state(it: &FleetDevice) -> String {
    let Some(revoked) = &it.revoked else { return String::new() };
    let how = match revoked.how {
        Withdraw::FlushThenWipe => "to be flushed and wiped",
        Withdraw::WipeNow => "to be wiped",
    };
    match (revoked.wiped_at, revoked.destroyed) {
        (None, _) => how.to_owned(),
        (Some(_), Some(0)) => "wiped, nothing lost".to_owned(),
        (Some(_), Some(count)) => format!("wiped, {count} entries lost"),
        (Some(_), None) => "wiped, losses unknown".to_owned(),
    }
}

fn ago(now: Timestamp, at: Timestamp) -> String {
    let seconds = (now.as_second() - at.as_second()).max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(revoked: bool) -> FleetDevice {
        let text = r#"{"device":"01890000-0000-7000-8000-000000000001","kind":"tablet","station":"JFK",
            "last_contact":"2026-11-21T10:00:00Z","drift":-90,"refused":2,
            "report":{"protocol":1,"app_version":"0.1.0","waiting":3,"attention":2,
                "oldest":"2026-11-21T08:00:00Z","clock":"2026-11-21T09:58:30Z","heals":1}}"#;
        let mut it: FleetDevice = serde_json::from_str(text).unwrap();
        if revoked {
            let text = r#"{"how":"wipe_now","by":"Security","at":"2026-11-21T10:00:00Z",
                "wiped_at":"2026-11-21T10:01:00Z","destroyed":3}"#;
            it.revoked = Some(serde_json::from_str(text).unwrap());
        }
        it
    }

    #[test]
    fn the_table_says_what_is_wrong_with_a_device() {
        let now = "2026-11-21T10:05:00Z".parse().unwrap();
        let text = table(&FleetReply { now, devices: vec![device(false), device(true)] });
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("DEVICE") && lines[0].ends_with("VERSION"));
        let words: Vec<&str> = lines[1].split_whitespace().collect();
        assert_eq!(words[1..], ["tablet", "JFK", "5", "min", "3", "2", "h", "2", "-90", "s", "1", "0.1.0"]);
        assert!(lines[2].ends_with("wiped, 3 entries lost"));
        assert_eq!(lines[3], "2 devices");
    }
}
