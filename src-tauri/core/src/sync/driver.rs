//! When to talk to the backend. Push, then pull, then wait: for an act on this device, for the backend to
//! say that something changed, or, after a failure, for a moment that grows, with jitter.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use airside_shared::{
    Fault,
    ipc::Link,
    sync::{AuditPush, Limits, PullRequest, PullScope, PushRequest, Withdraw},
};

use super::{
    doubt,
    http::{Answer, Backend},
    photos,
    pull::{self, Arrived, Staged},
    push,
};
use crate::{
    desk::Desk,
    store::{Store, audit, meta, scopes},
    withdrawal,
};

const IDLE: Duration = Duration::from_secs(20);
const LONGEST_BACKOFF: u64 = 15_000;

/// Keeps a desk in step with its backend until the future is dropped.
pub async fn run(desk: Arc<Desk>) {
    let seen = AtomicU64::new(0);
    tokio::join!(drive(&desk, &seen), watch(&desk, &seen));
}

async fn drive(desk: &Arc<Desk>, seen: &AtomicU64) {
    let (backend, around) = (desk.backend(), &*desk.around);
    let mut staged = Staged::default();
    let mut failures: u32 = 0;
    loop {
        withdrawal::farewell(desk, &backend).await;
        let token = desk.net().token.clone();
        let (Ok(store), true) = (desk.store(), token.is_some()) else {
            desk.nudge.wait(around, IDLE).await;
            continue;
        };
        match round(desk, &store, &backend.with_token(token.clone()), &mut staged, seen).await {
            Ok(()) => {
                failures = 0;
                desk.nudge.wait(around, IDLE).await;
            }
            Err(fault) => {
                failures += 1;
                staged = Staged::default();
                fell(desk, &fault, &token);
                desk.nudge.wait(around, backoff(desk, failures)).await;
            }
        }
    }
}

/// Pushes and pulls until both sides have nothing more to say. For tests, benches and the command line.
pub async fn once(desk: &Arc<Desk>) -> Result<(), Fault> {
    let token = desk.net().token.clone();
    let store = desk.store()?;
    let backend = desk.backend().with_token(token.clone());
    let done = round(desk, &store, &backend, &mut Staged::default(), &AtomicU64::new(0)).await;
    if let Err(fault) = &done {
        fell(desk, fault, &token);
    }
    withdrawal::farewell(desk, &backend).await;
    done
}

async fn round(
    desk: &Arc<Desk>,
    store: &Arc<Store>,
    backend: &Backend,
    staged: &mut Staged,
    seen: &AtomicU64,
) -> Result<(), Fault> {
    let (begun, before) = (desk.around.now(), backend.sent());
    let done = talk(desk, store, backend, staged, seen).await;
    desk.round_ended(store, begun, backend.sent() - before, &done);
    desk.changed([]);
    done
}

async fn talk(
    desk: &Arc<Desk>,
    store: &Arc<Store>,
    backend: &Backend,
    staged: &mut Staged,
    seen: &AtomicU64,
) -> Result<(), Fault> {
    drain(desk, store, backend).await?;
    let mut fetched: Option<Fetched> = None;
    loop {
        let (device, today) = (desk.device()?, desk.today());
        let request = pull::next(store, device, staged)?;
        let mut answer = match fetched.take() {
            Some(ahead) if ahead.scopes == request.scopes => ahead.answer?,
            _ => fetch(desk, backend, PullRequest { report: desk.report(store), ..request.clone() }).await?,
        };
        online(desk);
        let orders = std::mem::take(&mut answer.body.orders);
        // The backend, the line and the reading of its rows go on with the next page while this one is written.
        let expected = pull::foreseen(&request.scopes, &answer.body);
        let (bytes, held, mut waiting) = (answer.bytes, store.clone(), std::mem::take(staged));
        let take = move || {
            let taken = pull::take(&held, &mut waiting, answer.body, answer.bytes, &today)?;
            Ok((taken, waiting))
        };
        let meanwhile = async {
            let scopes = expected?;
            let answer = fetch(desk, backend, PullRequest { scopes: scopes.clone(), ..request }).await;
            Some(Fetched { scopes, answer })
        };
        let (taken, next) = tokio::join!(desk.around.blocking(take), meanwhile);
        fetched = next;
        let (taken, waiting) = taken?;
        *staged = waiting;
        {
            let mut net = desk.net();
            net.last_pull = Some(desk.around.now());
            net.meter.received += taken.rows as u64;
            net.meter.received_bytes += bytes;
        }
        if taken.rows > 0 {
            desk.changed(taken.kinds.iter().copied());
        }
        let go_on = desk.take_orders(store, &orders)?;
        if !taken.more && !go_on {
            break;
        }
        drain(desk, store, backend).await?;
    }
    let through = store.read(scopes::list)?.iter().map(|h| h.through).max().unwrap_or(0);
    seen.store(through, Ordering::Relaxed);
    if let Err(fault) = extras(desk, store, backend).await {
        // Tried again in the next round; what people wait for is through.
        tracing::warn!(code = %fault.code, "photos or audit records wait");
    }
    withdrawal::finish(desk, store)
}

/// What came while the page before it was written.
struct Fetched {
    scopes: Vec<PullScope>,
    answer: Result<Answer<Arrived>, Fault>,
}

/// A page, as large as the line has lately carried.
async fn fetch(desk: &Desk, backend: &Backend, request: PullRequest) -> Result<Answer<Arrived>, Fault> {
    let (pace, begun) = (desk.net().pace, desk.around.now());
    let answer = backend.pull(&PullRequest { bytes: Some(pace.bytes()), ..request }).await;
    let took = Duration::try_from(desk.around.now() - begun).unwrap_or_default();
    desk.net().pace = if answer.is_ok() { pace.came(took) } else { pace.smaller() };
    let Answer { body, bytes } = answer?;
    let body = desk.around.blocking(move || Arrived::try_from(body)).await?;
    Ok(Answer { body, bytes })
}

async fn drain(desk: &Arc<Desk>, store: &Arc<Store>, backend: &Backend) -> Result<(), Fault> {
    let mut sent = false;
    let done = send(desk, store, backend, &mut sent).await;
    // Also when it broke off: what the backend has heard must be known if an older copy is put back.
    if sent {
        let here = desk.clone();
        let remember = move || {
            here.anchor();
            Ok(())
        };
        desk.around.blocking(remember).await?;
    }
    done
}

async fn send(desk: &Arc<Desk>, store: &Arc<Store>, backend: &Backend, sent: &mut bool) -> Result<(), Fault> {
    doubt::clear_queue(desk, store, backend).await?;
    let limits: Limits = store.read(|db| meta::get(db, "limits"))?.unwrap_or_default();
    let device = desk.device()?;
    while let Some(request) = push::next(store, device, &limits)? {
        let request = PushRequest { report: desk.report(store), ..request };
        let reply = match backend.push(&request).await {
            Ok(reply) => reply,
            Err(fault) => {
                push::unanswered(store)?;
                return Err(fault);
            }
        };
        online(desk);
        push::settle(store, &request, &reply, &desk.today())?;
        {
            let mut net = desk.net();
            net.last_push = Some(desk.around.now());
            net.meter.sent += u32::try_from(reply.results.len()).unwrap_or(u32::MAX);
        }
        desk.changed(["queue"]);
        *sent = true;
    }
    Ok(())
}

/// What hurries nobody: photos and the audit log. A failure here does not hold up the rest.
async fn extras(desk: &Arc<Desk>, store: &Arc<Store>, backend: &Backend) -> Result<(), Fault> {
    photos::send(desk, store, backend).await?;
    doubt::clear_log(desk, store, backend).await?;
    loop {
        let records = store.read(|db| audit::unsent(db, 500))?;
        let Some(last) = records.last().map(|r| r.seq) else { return Ok(()) };
        backend.audit(&AuditPush { device: desk.device()?, records }).await?;
        store.write(|tx| audit::sent(tx, last))?;
    }
}

/// Waits for news from the backend and wakes the driver.
async fn watch(desk: &Arc<Desk>, seen: &AtomicU64) {
    let (backend, around) = (desk.backend(), &*desk.around);
    loop {
        let token = desk.net().token.clone();
        let after = seen.load(Ordering::Relaxed);
        if token.is_none() || after == 0 || desk.net().link != Link::Online {
            around.wait(Duration::from_millis(500)).await;
            continue;
        }
        match backend.with_token(token.clone()).watch(after).await {
            Ok(seq) if seq > after => {
                desk.nudge.wake();
                // The driver needs a moment to pull; without this the same news would be answered again at once.
                seen.fetch_max(seq, Ordering::Relaxed);
            }
            Ok(_) => {}
            Err(fault) => {
                fell(desk, &fault, &token);
                desk.nudge.wake();
                around.wait(Duration::from_secs(1)).await;
            }
        }
    }
}

fn online(desk: &Desk) {
    let was = std::mem::replace(&mut desk.net().link, Link::Online);
    if was != Link::Online {
        desk.changed([]);
    }
}

/// `used` is the token that failed: a fresh one may have come meanwhile, and stays.
fn fell(desk: &Desk, fault: &Fault, used: &Option<String>) {
    let link = match &*fault.code {
        // With the sign-in the backend says where it stands, and the numbers are set right.
        "sign_in_needed" | "sequence_reused" | "chain_broken" => {
            let mut net = desk.net();
            if net.token == *used {
                net.token = None;
            }
            Link::SignInNeeded
        }
        "backend_too_old" => Link::BackendTooOld,
        // The backend answers, only not as one would like.
        code if Withdraw::of(code).is_some() => Link::Online,
        _ => Link::Offline,
    };
    tracing::info!(code = %fault.code, "sync paused");
    desk.obey(fault);
    let was = std::mem::replace(&mut desk.net().link, link);
    if was != link {
        desk.changed([]);
    }
}

fn backoff(desk: &Desk, failures: u32) -> Duration {
    let most = LONGEST_BACKOFF.min(250 << failures.min(6));
    let chance = u64::from(u16::from_le_bytes(desk.around.bytes()));
    Duration::from_millis(most / 2 + most * chance / 2 / u64::from(u16::MAX))
}
