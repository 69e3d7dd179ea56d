//! What passengers were told.

use airside_shared::{
    ids::PassengerId,
    notices::{Channel, NoticesReply},
};
use anyhow::Result;
use clap::Args;

use crate::operator::{Ask, columns};

#[derive(Args)]
pub struct Asked {
    #[command(flatten)]
    ask: Ask,
    /// Whose, by id; everybody's last ones if left out.
    #[arg(long)]
    passenger: Option<PassengerId>,
}

#[tokio::main]
pub async fn list(asked: &Asked) -> Result<()> {
    let of = asked.passenger.map(|id| format!("?passenger={id}")).unwrap_or_default();
    let reply: NoticesReply = asked.ask.get(&format!("/v1/notices{of}")).await?;
    if asked.ask.json {
        println!("{}", serde_json::to_string_pretty(&reply)?);
    } else {
        print!("{}", shown(&reply));
    }
    Ok(())
}

fn shown(reply: &NoticesReply) -> String {
    let head = ["MADE", "PASSENGER", "WHAT", "BY", "STATE", "TRIES", "SAID"];
    let mut lines = vec![head.map(str::to_owned).to_vec()];
    for it in &reply.notices {
        lines.push(vec![
            it.created_at.to_string(),
            it.passenger.to_string(),
            it.template.clone(),
            it.channel.map_or("-", Channel::name).to_owned(),
            it.state.name().to_owned(),
            it.attempts.to_string(),
            it.said.clone(),
        ]);
    }
    columns(&lines, &[5]) + &format!("{} notices\n", reply.notices.len())
}
