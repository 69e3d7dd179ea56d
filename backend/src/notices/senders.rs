//! Who takes notices to passengers: a mail server, and what speaks HTTP for messages and devices.

use std::{future::Future, pin::Pin, time::Duration};

use airside_shared::{ids::Uuid, notices::Channel};
use anyhow::Context;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
    transport::smtp::response::Category,
};
use serde_json::json;

use crate::Config;

/// What is sent. The id is the same however often it is tried: whoever takes it can tell that they have it already.
#[derive(Clone, Debug)]
pub struct Letter {
    pub id: Uuid,
    pub to: String,
    pub subject: String,
    pub text: String,
    /// A name and a PDF.
    pub paper: Option<(String, Vec<u8>)>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Taken,
    /// There, nobody takes it.
    Bounced(String),
    /// It cannot be sent as it is.
    Impossible(String),
    /// Nobody knows: it is tried again.
    NoAnswer(String),
}

pub type Sending<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// Takes letters by one way.
pub trait Sender: Send + Sync {
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a>;
}

/// Those that the configuration names.
#[derive(Default)]
pub struct Senders {
    email: Option<Box<dyn Sender>>,
    sms: Option<Box<dyn Sender>>,
    push: Option<Box<dyn Sender>>,
}

impl Senders {
    pub fn of(config: &Config) -> anyhow::Result<Self> {
        let patience = Duration::from_millis(config.notices_patience_ms);
        let http = |base: &Option<String>| -> anyhow::Result<Option<Box<dyn Sender>>> {
            let Some(base) = base else { return Ok(None) };
            Ok(Some(Box::new(Http::new(base, config.notices_key.clone(), patience)?)))
        };
        let email: Option<Box<dyn Sender>> = match &config.mail {
            Some(server) => Some(Box::new(Smtp::new(server, config.mail_from.as_deref(), patience)?)),
            None => None,
        };
        Ok(Self { email, sms: http(&config.sms)?, push: http(&config.push)? })
    }

    pub fn by(&self, channel: Channel) -> Option<&dyn Sender> {
        let sender = match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
            Channel::Push => &self.push,
        };
        sender.as_deref()
    }
}

/// A mail server.
struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    patience: Duration,
}

impl Smtp {
    fn new(server: &str, from: Option<&str>, patience: Duration) -> anyhow::Result<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
            .context("mail is not smtp://… or smtps://…")?
            .timeout(Some(patience))
            .build();
        let from = from.context("mail needs mail_from, the airline's own address")?;
        let from = from.parse().context("mail_from is no address")?;
        Ok(Self { transport, from, patience })
    }

    fn message(&self, letter: &Letter, to: Address) -> anyhow::Result<Message> {
        // The same in every try: where the first was taken and its answer lost, it is the same letter that comes again.
        let id = format!("<{}@{}>", letter.id, self.from.email.domain());
        let head = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .message_id(Some(id));
        let text = SinglePart::plain(letter.text.clone());
        Ok(match &letter.paper {
            Some((name, pdf)) => {
                let paper =
                    Attachment::new(name.clone()).body(pdf.clone(), ContentType::parse("application/pdf")?);
                head.multipart(MultiPart::mixed().singlepart(text).singlepart(paper))?
            }
            None => head.singlepart(text)?,
        })
    }
}

impl Sender for Smtp {
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            let Ok(to) = letter.to.trim().parse::<Address>() else {
                return Outcome::Impossible("bad_address".into());
            };
            let message = match self.message(letter, to) {
                Ok(message) => message,
                Err(cause) => return Outcome::Impossible(format!("bad_letter: {cause}")),
            };
            match tokio::time::timeout(self.patience, self.transport.send(message)).await {
                Ok(Ok(_)) => Outcome::Taken,
                Ok(Err(cause)) if refuses(&cause) => Outcome::Bounced(cause.to_string()),
                Ok(Err(cause)) => Outcome::NoAnswer(cause.to_string()),
                Err(_) => Outcome::NoAnswer("the mail server did not answer in time".into()),
            }
        })
    }
}

/// Whether a server refuses this letter or its receiver for good (`55x`); a refusal of ourselves (`53x`) says nothing
/// about them.
fn refuses(cause: &lettre::transport::smtp::Error) -> bool {
    cause.is_permanent() && cause.status().is_some_and(|code| code.category == Category::MailSystem)
}

/// Somebody who takes messages by HTTP: `POST` of `{id, to, text}`, once for each id.
struct Http {
    client: reqwest::Client,
    address: String,
    key: Option<String>,
}

impl Http {
    fn new(address: &str, key: Option<String>, patience: Duration) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().timeout(patience).build()?;
        Ok(Self { client, address: address.to_owned(), key })
    }
}

impl Sender for Http {
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            let body = json!({ "id": letter.id, "to": letter.to, "text": letter.text });
            let mut request = self.client.post(&self.address).json(&body);
            request = request.header("idempotency-key", letter.id.to_string());
            if let Some(key) = &self.key {
                request = request.bearer_auth(key);
            }
            match request.send().await {
                Ok(answer) if answer.status().is_success() => Outcome::Taken,
                Ok(answer) if matches!(answer.status().as_u16(), 404 | 410 | 422) => {
                    Outcome::Bounced(answer.status().to_string())
                }
                // Who is sent to wrongly, or too much, is sent to again when somebody has looked.
                Ok(answer) => Outcome::NoAnswer(answer.status().to_string()),
                Err(cause) => Outcome::NoAnswer(cause.without_url().to_string()),
            }
        })
    }
}
