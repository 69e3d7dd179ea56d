//! Notices to the merchant, signed: `X-Gateway-Signature: t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">`.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{Simulator, books::Record};

pub const SIGNATURE: &str = "x-gateway-signature";

/// How often a notice is sent that nobody takes.
const TRIES: u32 = 4;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Notice {
    /// The same when it is sent again.
    pub id: String,
    #[serde(flatten)]
    pub record: Record,
}

impl Notice {
    pub fn of(record: &Record, which: &str) -> Self {
        let status = serde_json::to_value(record.status).unwrap_or_default();
        let status = status.as_str().unwrap_or_default();
        Self { id: format!("{}:{status}:{which}", record.reference), record: record.clone() }
    }
}

/// The value of the header.
pub fn sign(secret: &str, at: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
    mac.update(format!("{at}.").as_bytes());
    mac.update(body);
    format!("t={at},v1={}", hex::encode(mac.finalize().into_bytes()))
}

impl Simulator {
    /// Tells the merchant, beside whatever it was answered.
    pub(crate) fn tell(&self, record: &Record) {
        if self.config.notify.is_none() {
            return;
        }
        let times = if record.token.starts_with("tok_twice") { 2 } else { 1 };
        let mut notices = vec![Notice::of(record, "1"); times];
        let late = record.token.starts_with("tok_late");
        if late && record.status == crate::Status::Authorised {
            // It comes with the next one, after it.
            return;
        }
        if late && record.status == crate::Status::Captured {
            let before = Record { status: crate::Status::Authorised, ..record.clone() };
            notices.push(Notice::of(&before, "1"));
        }
        let simulator = self.clone();
        tokio::spawn(async move {
            for notice in notices {
                for attempt in 0..TRIES {
                    if simulator.send(&notice).await.is_ok_and(|status| status < 300) {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
                }
            }
        });
    }

    pub(crate) async fn send(&self, notice: &Notice) -> anyhow::Result<u16> {
        let url = self.config.notify.as_deref().unwrap_or_default();
        let body = serde_json::to_vec(notice)?;
        let signature = sign(&self.config.secret, (self.config.now)(), &body);
        let request = self.http.post(url).header(SIGNATURE, signature);
        let answer = request.header("content-type", "application/json").body(body).send().await?;
        Ok(answer.status().as_u16())
    }
}
