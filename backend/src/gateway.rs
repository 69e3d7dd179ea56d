//! The payment processor, and the programme that takes miles, behind a trait. What it is asked is stored before (see
//! [`crate::payments`]); whoever answers late, twice or not at all is asked what became of it.

use std::{future::Future, pin::Pin, time::Duration};

use airside_shared::{
    ids::PaymentId,
    money::{Currency, Money},
    payments::{Heard, Order},
};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody knows what became of the question.
    NoAnswer(String),
    /// It was not done: the processor does not take the question as it is.
    NotTaken(String),
}

impl Trouble {
    /// As it is kept beside the payment.
    pub fn code(&self) -> String {
        match self {
            Self::NoAnswer(why) => format!("no_answer: {why}"),
            Self::NotTaken(why) => format!("not_taken: {why}"),
        }
    }
}

pub type Asking<'a, T> = Pin<Box<dyn Future<Output = Result<T, Trouble>> + Send + 'a>>;

/// One line of what the processor has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub reference: String,
    pub heard: Heard,
    pub amount: Money,
    /// Whether money went back rather than came.
    pub back: bool,
}

/// A processor. Every order is done once, however often it is given: its payment is the key.
pub trait Gateway: Send + Sync {
    fn authorise<'a>(&'a self, order: &'a Order) -> Asking<'a, Heard>;
    fn capture<'a>(&'a self, order: &'a Order) -> Asking<'a, Heard>;
    fn give_back<'a>(&'a self, order: &'a Order) -> Asking<'a, Heard>;
    /// Gives miles to a member.
    fn award<'a>(&'a self, order: &'a Order) -> Asking<'a, Heard>;
    /// What became of a payment.
    fn inquire(&self, payment: PaymentId) -> Asking<'_, Heard>;
    /// Everything that it has done.
    fn settlement(&self) -> Asking<'_, Vec<Settled>>;
}

/// A processor that speaks HTTP.
pub struct Http {
    client: reqwest::Client,
    base: String,
    key: String,
}

/// A payment as the processor writes it.
#[derive(Debug, Deserialize)]
struct Record {
    reference: String,
    status: Status,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    kind: Option<Kind>,
    amount: i64,
    currency: Currency,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Charge,
    Refund,
    Award,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Authorised,
    Captured,
    Refunded,
    Declined,
}

impl Status {
    /// What it says; `code` is why it was declined.
    pub fn heard(self, code: Option<String>) -> Heard {
        match self {
            Self::Authorised => Heard::Authorised,
            Self::Captured => Heard::Captured,
            Self::Refunded => Heard::Refunded,
            Self::Declined => Heard::Declined(code.unwrap_or_else(|| "declined".into())),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
struct Fault {
    #[serde(default)]
    code: String,
}

impl Http {
    pub fn new(base: &str, key: &str, patience: Duration) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().timeout(patience).build()?;
        Ok(Self { client, base: base.trim_end_matches('/').to_owned(), key: key.to_owned() })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base)).bearer_auth(&self.key)
    }

    async fn tell(&self, path: &str, body: impl Serialize) -> Result<Heard, Trouble> {
        let record: Option<Record> = read(self.request(Method::POST, path).json(&body)).await?;
        Ok(record.map_or(Heard::NotKnown, |it| it.status.heard(it.code)))
    }
}

/// A programme is told how many miles it is about.
fn with_miles(mut body: serde_json::Value, miles: Option<i64>) -> serde_json::Value {
    if let Some(miles) = miles {
        body["miles"] = miles.into();
    }
    body
}

/// What it answers; none where it does not know what is asked about.
async fn read<T: DeserializeOwned>(request: RequestBuilder) -> Result<Option<T>, Trouble> {
    let lost = |cause: reqwest::Error| Trouble::NoAnswer(cause.without_url().to_string());
    let answer = request.send().await.map_err(lost)?;
    match answer.status() {
        status if status.is_success() => answer.json().await.map(Some).map_err(lost),
        StatusCode::NOT_FOUND => Ok(None),
        status if status.is_client_error() => {
            let fault: Fault = answer.json().await.unwrap_or_default();
            Err(Trouble::NotTaken(format!("{} {}", status.as_u16(), fault.code)))
        }
        status => Err(Trouble::NoAnswer(status.as_u16().to_string())),
    }
}

impl Gateway for Http {
    fn authorise<'a>(&'a self, order: &'a Order) -> Asking<'a, Heard> {
        let Order { payment, amount, token, miles, .. } = order;
        let (minor, currency) = (amount.minor, amount.currency);
        let body = json!({ "reference": payment, "amount": minor, "currency": currency, "token": token });
        Box::pin(self.tell("/v1/authorise", with_miles(body, *miles)))
    }

    fn capture<'a>(&'a self, order: &'a Order) -> Asking<'a, Heard> {
        Box::pin(self.tell("/v1/capture", json!({ "reference": order.payment })))
    }

    fn give_back<'a>(&'a self, order: &'a Order) -> Asking<'a, Heard> {
        let Order { payment, amount, charge, miles, .. } = order;
        let (minor, currency) = (amount.minor, amount.currency);
        let body = json!({ "reference": payment, "charge": charge, "amount": minor, "currency": currency });
        Box::pin(self.tell("/v1/refund", with_miles(body, *miles)))
    }

    fn award<'a>(&'a self, order: &'a Order) -> Asking<'a, Heard> {
        let Order { payment, amount, token, miles, .. } = order;
        let (minor, currency) = (amount.minor, amount.currency);
        let body = json!({ "reference": payment, "amount": minor, "currency": currency, "token": token });
        Box::pin(self.tell("/v1/award", with_miles(body, *miles)))
    }

    fn inquire(&self, payment: PaymentId) -> Asking<'_, Heard> {
        Box::pin(async move {
            let record: Option<Record> =
                read(self.request(Method::GET, &format!("/v1/payments/{payment}"))).await?;
            Ok(record.map_or(Heard::NotKnown, |it| it.status.heard(it.code)))
        })
    }

    fn settlement(&self) -> Asking<'_, Vec<Settled>> {
        Box::pin(async move {
            let records: Option<Vec<Record>> = read(self.request(Method::GET, "/v1/settlement")).await?;
            let line = |it: Record| Settled {
                amount: Money::new(it.amount, it.currency),
                back: matches!(it.kind, Some(Kind::Refund | Kind::Award)),
                heard: it.status.heard(it.code),
                reference: it.reference,
            };
            Ok(records.unwrap_or_default().into_iter().map(line).collect())
        })
    }
}
