//! The backend by HTTP. Bodies are JSON in zstd; a timeout on silence, not on the total.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use airside_shared::{
    Fault,
    sync::{
        AuditPush, PullReply, PullRequest, PushReply, PushRequest, SignInReply, SignInRequest, WATCH_SECONDS,
    },
};
use reqwest::{Client, RequestBuilder, StatusCode, header};
use serde::{Serialize, de::DeserializeOwned};

/// Replies larger than this are not ours.
const LARGEST_REPLY: usize = 64 << 20;

/// A backend that a device talks to.
#[derive(Clone, Debug)]
pub struct Backend {
    base: String,
    client: Client,
    token: Option<String>,
    /// Bytes of bodies that went out, by this and all its copies.
    sent: Arc<AtomicU64>,
}

/// A reply, and its size on the wire.
pub struct Answer<T> {
    pub body: T,
    pub bytes: u64,
}

impl Backend {
    pub fn new(base: &str) -> Self {
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .read_timeout(Duration::from_secs(WATCH_SECONDS + 10))
            .build()
            .unwrap_or_default();
        Self { base: base.trim_end_matches('/').to_owned(), client, token: None, sent: Arc::default() }
    }

    pub fn with_token(&self, token: Option<String>) -> Self {
        Self { token, ..self.clone() }
    }

    /// Bytes of bodies that went out so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    pub async fn sign_in(&self, request: &SignInRequest) -> Result<SignInReply, Fault> {
        let ask = self.client.post(self.url("/v1/sign-in")).json(request);
        read(send(ask).await?).await.map(|a| a.body)
    }

    pub async fn push(&self, request: &PushRequest) -> Result<PushReply, Fault> {
        self.post("/v1/push", request).await.map(|a| a.body)
    }

    pub async fn pull(&self, request: &PullRequest) -> Result<Answer<PullReply>, Fault> {
        self.post("/v1/pull", request).await
    }

    pub async fn audit(&self, push: &AuditPush) -> Result<(), Fault> {
        self.post::<serde_json::Value>("/v1/audit", push).await.map(|_| ())
    }

    /// Sends a piece of a photo.
    pub async fn attach(&self, sha256: &str, offset: u64, total: u64, chunk: Vec<u8>) -> Result<(), Fault> {
        let path = format!("/v1/attachments/{sha256}?offset={offset}&total={total}");
        send(self.signed(self.client.put(self.url(&path))).body(chunk)).await.map(|_| ())
    }

    /// Returns when something has changed after `after`, or after a while; answers the change sequence.
    pub async fn watch(&self, after: u64) -> Result<u64, Fault> {
        let ask = self.signed(self.client.get(self.url(&format!("/v1/watch?after={after}"))));
        let seen: serde_json::Value = read(send(ask).await?).await?.body;
        Ok(seen["seq"].as_u64().unwrap_or(after))
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<Answer<T>, Fault> {
        let json = serde_json::to_vec(body).map_err(|e| Fault::new("unwritable", e.to_string()))?;
        let packed = zstd::bulk::compress(&json, 1).map_err(|e| Fault::new("unwritable", e.to_string()))?;
        self.sent.fetch_add(packed.len() as u64, Ordering::Relaxed);
        let ask = self
            .signed(self.client.post(self.url(path)))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONTENT_ENCODING, "zstd")
            .header(header::ACCEPT_ENCODING, "zstd")
            .body(packed);
        read(send(ask).await?).await
    }

    fn signed(&self, ask: RequestBuilder) -> RequestBuilder {
        match &self.token {
            Some(token) => ask.bearer_auth(token),
            None => ask,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

async fn send(ask: RequestBuilder) -> Result<reqwest::Response, Fault> {
    let answer = ask.send().await.map_err(|_| offline())?;
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let fault = answer.json::<Fault>().await.ok();
    Err(match (status, fault) {
        (StatusCode::TOO_MANY_REQUESTS, None) => {
            Fault::new("busy", "The backend is busy: it is tried again by itself.")
        }
        (status, _) if status.is_server_error() => {
            Fault::new("backend_failed", "The backend failed: it is tried again by itself.")
        }
        (StatusCode::NOT_FOUND, None) => Fault::new(
            "backend_too_old",
            "The backend does not know this request: it is older than this program.",
        ),
        (_, Some(fault)) => fault,
        (status, None) => Fault::new("backend_refused", format!("The backend refused ({status}).")),
    })
}

async fn read<T: DeserializeOwned>(answer: reqwest::Response) -> Result<Answer<T>, Fault> {
    let packed = answer.headers().get(header::CONTENT_ENCODING).is_some_and(|v| v == "zstd");
    let bytes = answer.bytes().await.map_err(|_| offline())?;
    let unreadable =
        |why: String| Fault::new("backend_unreadable", format!("The backend's answer cannot be read: {why}"));
    let size = bytes.len() as u64;
    let json = if packed {
        zstd::bulk::decompress(&bytes, LARGEST_REPLY).map_err(|e| unreadable(e.to_string()))?
    } else {
        bytes.to_vec()
    };
    let body = serde_json::from_slice(&json).map_err(|e| unreadable(e.to_string()))?;
    Ok(Answer { body, bytes: size })
}

fn offline() -> Fault {
    Fault::new("offline", "The backend cannot be reached. Go on working: everything is kept on this device.")
}
