//! Events over NATS: a durable consumer of a JetStream subject, one for all backends of a store. A message is
//! acknowledged when what it says is stored; what cannot be taken goes to the subject's `.refused`, with the reason.

use std::{path::PathBuf, time::Duration};

use airside_shared::payments::pause;
use anyhow::{Context, anyhow};
use async_nats::{
    ConnectOptions,
    jetstream::{
        self, AckKind, Message,
        consumer::{AckPolicy, PullConsumer, pull},
        message::PublishMessage,
        stream::{self, RetentionPolicy},
    },
};
use futures_util::StreamExt;
use serde_json::json;

use super::heard;
use crate::{app::App, config::Config, refusal::Refusal};

/// The name under which all backends of the airline take messages, each one once.
const CONSUMER: &str = "airside-backend";
/// How long a message is left to the backend that took it.
const LEASE: Duration = Duration::from_secs(30);
/// After so many deliveries an event that may still become true is refused.
const DELIVERIES: i64 = 12;
/// As much of a refused event as is put aside: written as JSON it must fit a message of the bus, which has a megabyte.
const LETTERS: usize = 100_000;
/// Before a connection that could not be used is tried anew.
const PAUSE: Duration = Duration::from_secs(2);

/// Where events come from.
#[derive(Clone, Debug)]
pub struct Bus {
    url: String,
    credentials: Option<PathBuf>,
    stream: String,
    subject: String,
}

impl Bus {
    /// None where the configuration names no server.
    pub fn of(config: &Config) -> Option<Self> {
        Some(Self {
            url: config.nats.clone()?,
            credentials: config.nats_credentials.clone(),
            stream: config.nats_stream.clone(),
            subject: config.nats_subject.clone(),
        })
    }

    fn refused(&self) -> String {
        format!("{}.refused", self.subject)
    }

    async fn connect(&self) -> anyhow::Result<jetstream::Context> {
        let options = ConnectOptions::new().name(CONSUMER);
        let options = match &self.credentials {
            Some(file) => options.credentials_file(file).await.context("the credentials cannot be read")?,
            None => options,
        };
        Ok(jetstream::new(options.connect(&self.url).await?))
    }

    /// The consumer, made with its stream where there is none yet.
    async fn consumer(&self, context: &jetstream::Context) -> anyhow::Result<PullConsumer> {
        let subjects = vec![self.subject.clone(), self.refused()];
        // What was taken is in the store: the bus need not keep it.
        let retention = RetentionPolicy::WorkQueue;
        let wanted = stream::Config { name: self.stream.clone(), subjects, retention, ..Default::default() };
        let stream = context.get_or_create_stream(wanted).await?;
        let consumer = pull::Config {
            durable_name: Some(CONSUMER.into()),
            filter_subject: self.subject.clone(),
            ack_policy: AckPolicy::Explicit,
            ack_wait: LEASE,
            ..Default::default()
        };
        Ok(stream.get_or_create_consumer(CONSUMER, consumer).await?)
    }
}

/// Takes in what is published until the backend ends. While the server is away the backend works without it.
pub async fn run(app: App, bus: Bus) {
    let mut closing = app.closing.clone();
    loop {
        match listen(&app, &bus).await {
            Ok(()) => return,
            Err(why) => {
                tracing::warn!(%why, "events of flights cannot be heard from NATS; it is tried again")
            }
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = closing.wait_for(|closing| *closing) => return,
        }
    }
}

/// Until the backend ends, or the connection cannot be used. A message that was begun is finished.
async fn listen(app: &App, bus: &Bus) -> anyhow::Result<()> {
    let mut closing = app.closing.clone();
    let begun = async {
        let context = bus.connect().await?;
        let messages = bus.consumer(&context).await?.messages().await?;
        anyhow::Ok((context, messages))
    };
    let (context, mut messages) = tokio::select! {
        begun = begun => begun?,
        _ = closing.wait_for(|closing| *closing) => return Ok(()),
    };
    tracing::info!(subject = bus.subject, "hearing events of flights");
    loop {
        let message = tokio::select! {
            message = messages.next() => message.context("there are no more messages")??,
            _ = closing.wait_for(|closing| *closing) => return Ok(()),
        };
        take(app, bus, &context, message).await?;
    }
}

async fn take(app: &App, bus: &Bus, context: &jetstream::Context, message: Message) -> anyhow::Result<()> {
    let info = message.info().map_err(|e| anyhow!(e))?;
    let (number, deliveries) = (info.stream_sequence, info.delivered);
    let (end, outcome) = match heard(app, &message.payload).await {
        Ok(reply) => (AckKind::Ack, reply.outcome.name()),
        Err(refusal) => match again(&refusal, deliveries) {
            Some(later) => (AckKind::Nak(Some(later)), "again"),
            None => {
                refuse(bus, context, &message, number, refusal).await?;
                (AckKind::Term, "refused")
            }
        },
    };
    metrics::counter!("airside_flight_events_heard", "outcome" => outcome).increment(1);
    message.ack_with(end).await.map_err(|e| anyhow!(e))
}

/// When an event that was not taken is worth another try: as long as the store fails, and for a while where the
/// schedule or a clock may still catch up.
fn again(refusal: &Refusal, deliveries: i64) -> Option<Duration> {
    let ours = refusal.status.is_server_error();
    let soon =
        matches!(&*refusal.fault.code, "unknown_flight" | "event_in_future") && deliveries < DELIVERIES;
    let tries = u32::try_from(deliveries).unwrap_or(u32::MAX);
    (ours || soon).then(|| Duration::from_secs(pause(tries).unsigned_abs()))
}

/// Puts it where somebody finds it, before it is taken from the subject; once however often that is tried.
async fn refuse(
    bus: &Bus,
    context: &jetstream::Context,
    message: &Message,
    number: u64,
    refusal: Refusal,
) -> anyhow::Result<()> {
    tracing::warn!(number, code = %refusal.fault.code, "an event of a flight was refused");
    let said: String = String::from_utf8_lossy(&message.payload).chars().take(LETTERS).collect();
    let body = json!({ "number": number, "fault": refusal.fault, "event": said }).to_string();
    let publish = PublishMessage::build().payload(body.into()).message_id(format!("refused-{number}"));
    context.send_publish(bus.refused(), publish).await?.await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    fn seconds(status: StatusCode, code: &'static str, deliveries: i64) -> Option<u64> {
        again(&Refusal::new(status, code, ""), deliveries).map(|it| it.as_secs())
    }

    #[test]
    fn an_event_is_tried_again_while_the_store_fails_and_for_a_while_where_its_flight_may_still_come() {
        let store = |deliveries| seconds(StatusCode::SERVICE_UNAVAILABLE, "store_failed", deliveries);
        assert_eq!((store(1), store(4), store(1_000_000)), (Some(2), Some(16), Some(256)));
        let early = |deliveries| seconds(StatusCode::NOT_FOUND, "unknown_flight", deliveries);
        assert_eq!((early(1), early(11), early(12)), (Some(2), Some(256), None));
        assert_eq!(seconds(StatusCode::BAD_REQUEST, "event_in_future", 1), Some(2));
        assert_eq!(seconds(StatusCode::BAD_REQUEST, "unreadable_body", 1), None);
        assert_eq!(seconds(StatusCode::CONFLICT, "event_differs", 1), None);
    }
}
