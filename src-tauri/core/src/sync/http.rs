//! The backend by HTTP. Bodies are JSON in zstd; a timeout on silence, not on the total.

use std::{
    borrow::Cow,
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
use http::{Method, Request, Response, StatusCode, header};
use reqwest::Client;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::surroundings::Later;

/// Replies larger than this are not ours.
const LARGEST_REPLY: usize = 64 << 20;

/// What carries a request to the backend and its answer back, whole or not at all. The network of the app;
/// a worse one in the simulation.
pub trait Wire: Send + Sync {
    /// `None`: nothing came back, or not all of it.
    fn ask(&self, request: Request<Vec<u8>>) -> Later<'_, Option<Response<Vec<u8>>>>;
}

/// The network.
#[derive(Clone, Debug)]
pub struct Network(Client);

impl Default for Network {
    fn default() -> Self {
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .read_timeout(Duration::from_secs(WATCH_SECONDS + 10))
            .build();
        Self(client.unwrap_or_default())
    }
}

impl Wire for Network {
    fn ask(&self, request: Request<Vec<u8>>) -> Later<'_, Option<Response<Vec<u8>>>> {
        Box::pin(async {
            let mut answer = self.0.execute(request.try_into().ok()?).await.ok()?;
            let mut response = Response::new(Vec::new());
            *response.status_mut() = answer.status();
            std::mem::swap(response.headers_mut(), answer.headers_mut());
            *response.body_mut() = answer.bytes().await.ok()?.to_vec();
            Some(response)
        })
    }
}

/// A backend that a device talks to.
#[derive(Clone)]
pub struct Backend {
    base: String,
    wire: Arc<dyn Wire>,
    token: Option<String>,
    /// Bytes of bodies that went out, by this and all its copies.
    sent: Arc<AtomicU64>,
}

/// How much of a photo is at the backend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
pub struct Received {
    pub received: u64,
    /// All of it, with the hash that is its name.
    pub complete: bool,
}

/// A reply, and its size on the wire.
pub struct Answer<T> {
    pub body: T,
    pub bytes: u64,
}

impl Backend {
    pub fn new(base: &str, wire: Arc<dyn Wire>) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), wire, token: None, sent: Arc::default() }
    }

    pub fn with_token(&self, token: Option<String>) -> Self {
        Self { token, ..self.clone() }
    }

    /// Bytes of bodies that went out so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    pub async fn sign_in(&self, request: &SignInRequest) -> Result<SignInReply, Fault> {
        self.send(Method::POST, "/v1/sign-in", Body::Plain(json(request)?))
            .await
            .and_then(read)
            .map(|a| a.body)
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

    /// Sends a piece of a photo; how much of it is there then.
    pub async fn attach(
        &self,
        sha256: &str,
        offset: u64,
        total: u64,
        chunk: Vec<u8>,
    ) -> Result<Received, Fault> {
        let path = format!("/v1/attachments/{sha256}?offset={offset}&total={total}");
        self.send(Method::PUT, &path, Body::Bytes(chunk)).await.and_then(read).map(|a| a.body)
    }

    /// How much of a photo the backend has.
    pub async fn attached(&self, sha256: &str) -> Result<Received, Fault> {
        self.get(&format!("/v1/attachments/{sha256}/state")).await
    }

    /// Returns when something has changed after `after`, or after a while; answers the change sequence.
    pub async fn watch(&self, after: u64) -> Result<u64, Fault> {
        let answer = self.send(Method::GET, &format!("/v1/watch?after={after}"), Body::None).await?;
        let seen: serde_json::Value = read(answer)?.body;
        Ok(seen["seq"].as_u64().unwrap_or(after))
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Fault> {
        self.send(Method::GET, path, Body::None).await.and_then(read).map(|a| a.body)
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Answer<T>, Fault> {
        let packed = zstd::bulk::compress(&json(body)?, 1).map_err(|e| unwritable(&e))?;
        self.sent.fetch_add(packed.len() as u64, Ordering::Relaxed);
        self.send(Method::POST, path, Body::Packed(packed)).await.and_then(read)
    }

    async fn send(&self, method: Method, path: &str, body: Body) -> Result<Response<Vec<u8>>, Fault> {
        let mut ask = Request::builder().method(method).uri(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            ask = ask.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let bytes = match body {
            Body::None => Vec::new(),
            Body::Bytes(bytes) => bytes,
            Body::Plain(json) => {
                ask = ask.header(header::CONTENT_TYPE, "application/json");
                json
            }
            Body::Packed(packed) => {
                ask = ask.header(header::CONTENT_TYPE, "application/json");
                ask = ask.header(header::CONTENT_ENCODING, "zstd").header(header::ACCEPT_ENCODING, "zstd");
                packed
            }
        };
        let answer = self.wire.ask(ask.body(bytes).map_err(|e| unwritable(&e))?).await.ok_or_else(offline)?;
        if answer.status().is_success() { Ok(answer) } else { Err(refusal(&answer)) }
    }
}

enum Body {
    None,
    Bytes(Vec<u8>),
    /// JSON.
    Plain(Vec<u8>),
    /// JSON in zstd; the answer may be packed too.
    Packed(Vec<u8>),
}

fn json(body: &impl Serialize) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(body).map_err(|e| unwritable(&e))
}

fn unwritable(why: &dyn std::fmt::Display) -> Fault {
    Fault::new("unwritable", why.to_string())
}

fn refusal(answer: &Response<Vec<u8>>) -> Fault {
    let status = answer.status();
    let fault = unpacked(answer).ok().and_then(|json| serde_json::from_slice::<Fault>(&json).ok());
    match (status, fault) {
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
    }
}

fn read<T: DeserializeOwned>(answer: Response<Vec<u8>>) -> Result<Answer<T>, Fault> {
    let body = serde_json::from_slice(&unpacked(&answer)?).map_err(|e| unreadable(&e))?;
    Ok(Answer { body, bytes: answer.body().len() as u64 })
}

fn unpacked(answer: &Response<Vec<u8>>) -> Result<Cow<'_, [u8]>, Fault> {
    let packed = answer.headers().get(header::CONTENT_ENCODING).is_some_and(|v| v == "zstd");
    if !packed {
        return Ok(answer.body().into());
    }
    zstd::bulk::decompress(answer.body(), LARGEST_REPLY).map(Cow::Owned).map_err(|e| unreadable(&e))
}

fn unreadable(why: &dyn std::fmt::Display) -> Fault {
    Fault::new("backend_unreadable", format!("The backend's answer cannot be read: {why}"))
}

fn offline() -> Fault {
    Fault::new("offline", "The backend cannot be reached. Go on working: everything is kept on this device.")
}
