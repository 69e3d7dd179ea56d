//! A device as the backend sees it: it signs in, queues, pushes, pulls and counts its rows.

use std::collections::BTreeMap;

use airside_shared::{
    Fault,
    devices::{Allowance, DeviceKind},
    entity::{Entity, Kind, Ref},
    ids::{DeviceId, OpId, Uuid},
    intents::{Actor, Intent, Rule},
    sync::{
        Checksum, Entry, EntryResult, HEAD_OF_CHAIN, PullReply, PullRequest, PullScope, PushReply,
        PushRequest, Scope, SignInReply, SignInRequest,
    },
};
use ed25519_dalek::SigningKey;
use reqwest::{Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};

use crate::world::{PIN, World, now};

pub type Rows = BTreeMap<Ref, (u64, String)>;

pub struct Device {
    pub id: DeviceId,
    pub key: SigningKey,
    pub actor: Actor,
    pub session: SignInReply,
    pub seq: u64,
    /// Hash of the last entry.
    pub head: String,
    /// In which form it hashes what it queues. Tests that alter an entry afterwards rely on the first.
    pub hash_form: u8,
    /// Bytes of a page that it asks for.
    pub takes: Option<u32>,
    /// Kinds of rows that its program has heard of; all where it says nothing.
    pub knows: Vec<Kind>,
    pub http: reqwest::Client,
}

/// Either what was asked for or why not.
pub async fn read<T: DeserializeOwned>(response: Response) -> Result<T, (StatusCode, Fault)> {
    let status = response.status();
    if status.is_success() {
        Ok(response.json().await.unwrap())
    } else {
        Err((status, response.json().await.unwrap()))
    }
}

pub fn request(badge: &str, pin: &str, device: DeviceId, key: &SigningKey) -> SignInRequest {
    SignInRequest {
        badge: badge.into(),
        pin: pin.into(),
        device,
        device_kind: DeviceKind::Desk,
        station: "JFK".into(),
        device_key: hex::encode(key.verifying_key().to_bytes()),
        escrow: None,
    }
}

impl Device {
    pub async fn signed_in(world: &World, badge: &str) -> Self {
        let id: DeviceId = Uuid::now_v7().into();
        let key = SigningKey::from_bytes(&Uuid::now_v7().as_bytes().repeat(2).try_into().unwrap());
        let http = reqwest::Client::new();
        let request = request(badge, PIN, id, &key);
        let response = http.post(world.url("/v1/sign-in")).json(&request).send().await.unwrap();
        let session: SignInReply = read(response).await.unwrap();
        let (actor, head) = (session.actor.clone(), HEAD_OF_CHAIN.into());
        Self { id, key, actor, session, seq: 0, head, hash_form: 0, takes: None, knows: Vec::new(), http }
    }

    pub async fn post<T: DeserializeOwned>(
        &self,
        world: &World,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, (StatusCode, Fault)> {
        let request = self.http.post(world.url(path)).bearer_auth(&self.session.token).json(body);
        read(request.send().await.unwrap()).await
    }

    /// Queues an act: the next number of this device.
    pub fn entry(&mut self, intent: impl Into<Intent>) -> Entry {
        let intent = intent.into();
        self.seq += 1;
        let payload = intent.payload();
        let entry = Entry {
            op: OpId(Uuid::now_v7()),
            device: self.id,
            seq: self.seq,
            actor: self.actor.clone(),
            lane: intent.lane(),
            also: intent.also(),
            kind: intent.kind().into(),
            version: intent.version(),
            payload_hash: Entry::hash_payload(intent.kind(), intent.version(), &payload),
            payload,
            base: Vec::new(),
            depends_on: Vec::new(),
            replaces: None,
            made_at: now(),
            prev_hash: self.head.clone(),
            hash_form: self.hash_form,
        };
        self.head = entry.hash();
        entry
    }

    pub async fn push(&self, world: &World, entries: Vec<Entry>) -> Result<PushReply, (StatusCode, Fault)> {
        self.post(
            world,
            "/v1/push",
            &PushRequest { device: self.id, entries, resolved: Vec::new(), report: None },
        )
        .await
    }

    /// Queues and pushes one act.
    pub async fn act(&mut self, world: &World, intent: impl Into<Intent>) -> EntryResult {
        let entry = self.entry(intent);
        self.push(world, vec![entry]).await.unwrap().results.remove(0)
    }

    pub async fn pull(&self, world: &World, scope: Scope, after: u64) -> PullReply {
        let scopes = vec![PullScope { id: scope, after }];
        let kinds = self.knows.iter().map(|kind| kind.name().to_owned()).collect();
        let request = PullRequest { device: self.id, scopes, bytes: self.takes, kinds, report: None };
        self.post(world, "/v1/pull", &request).await.unwrap()
    }

    /// Pulls what is new in a scope into `rows`, and checks the sum at the end.
    pub async fn follow(&self, world: &World, scope: Scope, rows: &mut Rows, mut after: u64) -> u64 {
        loop {
            let page = self.pull(world, scope.clone(), after).await.pages.remove(0);
            for row in page.rows {
                let reference = Ref::new(row.kind, row.id);
                match row.body {
                    Some(body) => rows.insert(reference, (row.version, body.get().to_owned())),
                    None => rows.remove(&reference),
                };
            }
            after = page.through;
            if page.complete {
                assert_eq!(Some(sum(rows)), page.checksum, "the sum of {scope} disagrees");
                assert_eq!(page.total, rows.len() as u64);
                return after;
            }
        }
    }

    pub async fn allowance(&self, world: &World) -> Allowance {
        let mut rows = Rows::new();
        self.follow(world, Scope::Device(self.id), &mut rows, 0).await;
        let (_, body) = rows.into_values().next().unwrap();
        match Entity::read(Kind::Allowance, &body).unwrap() {
            Entity::Allowance(it) => it,
            other => panic!("{other:?}"),
        }
    }
}

pub fn sum(rows: &Rows) -> Checksum {
    let mut sum = Checksum::default();
    for (reference, (version, _)) in rows {
        sum.add(*reference, *version);
    }
    sum
}
