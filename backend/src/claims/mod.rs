//! The workflow of compensation: whatever changes a claim leaves a job for what is next about it, and the job does that
//! one step and ends in the same transaction. So a crash anywhere leaves the claim at the step where it was, and no
//! step has two effects.

mod fan_out;
mod verdict;

use airside_shared::{
    claims::{
        ClaimEnd, ClaimFile, ClaimMeans, ClaimPolicy, Matter, SdrRates, Signing, Step, Whose, by_miles,
        by_voucher, calculate, next,
    },
    compensation::{Overruling, Policies, overruling_id},
    entity::{Entity, Kind, Ref, Stored},
    flights::Flight,
    ids::{DeviceId, FlightId, Uuid, derived},
    passengers::Passenger,
    payments::{Order, Through, Way},
    trips::{Journey, Trip},
    vouchers::{Claim, Issuer, VoucherKind, VoucherTerms, day},
};
use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use fan_out::{OPEN, open, open_all};
pub use verdict::JOB as VERDICT;

use crate::{
    app::App,
    flight_events,
    jobs::{self as rounds, After, Made},
    notices, policies,
    put::{Batch, read},
    refusal::{Refusal, Result},
    store::{
        Store, Tx,
        entities::{self, Held},
        jobs::{self, Job},
        payments::{self, Payment},
    },
};

/// The kind of job that does the next step of a claim.
pub const JOB: &str = "claim";
/// How this backend is called where people read who did something.
const NAME: &str = "Airside";

/// Which claim, and in which of its versions: a step is taken once from each.
#[derive(Debug, Serialize, Deserialize)]
struct Due {
    file: Uuid,
    version: u64,
}

/// This backend as one who signs vouchers.
pub fn device() -> DeviceId {
    derived("device", &[b"airside-backend"])
}

/// Leaves a job for what is next about a claim, in the transaction that stores it.
pub async fn follow(tx: &mut dyn Tx, new: &Held) -> Result<()> {
    let file = match &new.entity {
        Entity::ClaimFile(file) => file,
        Entity::Overruling(verdicts) => return verdict::follow(tx, verdicts, new.version).await,
        Entity::Trip(trip) => return verdict::moved(tx, trip, new.version).await,
        _ => return Ok(()),
    };
    let moved = file.moved_at();
    let due_at = match next(file, moved) {
        Step::Wait(None) => return Ok(()),
        // A whole second later than it has to be at most.
        Step::Wait(Some(at)) => Timestamp::from_second(at.as_second() + 1).unwrap_or(at),
        // At once, whatever the clock of the device said.
        _ => Timestamp::UNIX_EPOCH,
    };
    let due = Due { file: file.id.0, version: new.version };
    let key = format!("{JOB}:{}:{}", due.file, due.version);
    jobs::enqueue(tx, JOB, &key, &serde_json::to_string(&due)?, due_at, moved).await.map(drop)
}

/// Does the next step of a claim.
pub async fn step(
    tx: &mut dyn Tx,
    job: &Job,
    key: &SigningKey,
    airline: &SigningKey,
    now: Timestamp,
) -> Result<Made> {
    let due: Due = serde_json::from_str(&job.payload)?;
    let mut batch = Batch::begin(tx).await?;
    let held = batch.get(Ref::new(Kind::ClaimFile, due.file)).await?.cloned();
    let Some(held) = held else { return Ok((After::Failed { why: "claim_gone".into() }, None)) };
    let Entity::ClaimFile(file) = held.entity else { return Ok((After::Done, None)) };
    if held.version != due.version {
        // Somebody acted meanwhile, and left a job of their own.
        return Ok((After::Done, None));
    }
    let changes = match next(&file, now) {
        Step::Wait(None) => return Ok((After::Done, None)),
        Step::Wait(Some(at)) => return Ok((After::Again { at, why: "waits".into() }, None)),
        Step::Calculate => vec![worked_out(&mut batch, file, now).await?.into()],
        Step::Route => vec![routed(&mut batch, file, now).await?.into()],
        Step::Escalate => vec![file.escalated(now).into()],
        Step::Offer => vec![file.offered(now).into()],
        Step::Tell(telling) => {
            notices::of_claim(batch.tx, &file, telling, held.version).await?;
            vec![file.told(telling, now).into()]
        }
        Step::Settle => settled(&mut batch, file, key, airline, now).await?,
        Step::Close(end) => vec![file.closed(end, now).into()],
    };
    for change in changes {
        batch.put(change).await?;
    }
    let seq = batch.finish().await?;
    Ok((After::Done, Some(seq)))
}

async fn need<T: Stored>(batch: &mut Batch<'_>, id: impl Into<Uuid>) -> Result<T> {
    let missing = || Refusal::conflict("not_found", format!("The {} of a claim is gone.", T::KIND.name()));
    read(batch, id).await?.ok_or_else(missing)
}

async fn worked_out(batch: &mut Batch<'_>, file: ClaimFile, now: Timestamp) -> Result<ClaimFile> {
    let trip: Trip = need(batch, file.trip).await?;
    let flight: Flight = need(batch, file.flight).await?;
    let overruling: Option<Overruling> = read(batch, overruling_id(file.passenger, file.flight)).await?;
    let others = beside(batch, &trip, flight.id).await?;
    let journey = Journey { trip: &trip, flight: &flight, others: &others };
    let tables = Policies::with(&policies::stored(batch.tx).await?)?;
    // A loss is exchanged at the rate of the day on which it is worked out.
    let rates = policies::table::<SdrRates>(batch.tx, day(now)).await?;
    let calculation = calculate(&file, &journey, overruling.as_ref(), &tables, &rates, now)?;
    Ok(file.calculated(calculation))
}

/// The other flights of a trip.
async fn beside(batch: &mut Batch<'_>, trip: &Trip, flight: FlightId) -> Result<Vec<Flight>> {
    let mut others = Vec::new();
    for id in trip.beside(flight) {
        others.extend(read::<Flight>(batch, id).await?);
    }
    Ok(others)
}

/// By itself or with somebody's yes; neither where something was given already.
async fn routed(batch: &mut Batch<'_>, file: ClaimFile, now: Timestamp) -> Result<ClaimFile> {
    if given(batch, &file).await? {
        return Ok(file.closed(ClaimEnd::SettledElsewhere, now));
    }
    let Some(due) = file.due() else { return Ok(file) };
    let passenger: Option<Passenger> = read(batch, file.passenger).await?;
    let tier = passenger.and_then(|it| it.loyalty).map(|it| it.tier);
    let whose = Whose { station: file.station.clone(), tier };
    let claims = policies::table::<ClaimPolicy>(batch.tx, day(now)).await?;
    Ok(file.routed(claims.limits(&whose, due.currency)?, now))
}

/// Whether something was given in the place of the money, by whichever law a desk decided.
async fn given(batch: &mut Batch<'_>, file: &ClaimFile) -> Result<bool> {
    let followers = entities::followers(batch.tx, file.passenger.0).await?;
    let claims: Vec<Claim> = entities::find_all(batch.tx, followers).await?;
    let credit = claims.iter().filter(|it| it.flight == file.flight && it.kind == VoucherKind::TravelCredit);
    // What this file gave before and the programme did not take over was given nowhere.
    let elsewhere = credit.filter(|it| it.file != Some(file.id));
    Ok(match file.reason.matter() {
        // A desk's credit for the journey names its law alone; what is owed for a seat or bags is named with the law.
        Matter::Journey => elsewhere.into_iter().any(|it| !it.law.contains('/')),
        _ => elsewhere.into_iter().any(|it| Some(it.id) == file.claim()),
    })
}

async fn settled(
    batch: &mut Batch<'_>,
    file: ClaimFile,
    key: &SigningKey,
    airline: &SigningKey,
    now: Timestamp,
) -> Result<Vec<Entity>> {
    if given(batch, &file).await? {
        return Ok(vec![file.closed(ClaimEnd::SettledElsewhere, now).into()]);
    }
    // By what held when the passenger agreed, also if it changed since.
    let chosen_on = day(file.choice.as_ref().map_or(now, |it| it.at));
    if file.choice.as_ref().is_some_and(|it| it.means == ClaimMeans::Miles) {
        let limits = policies::table::<ClaimPolicy>(batch.tx, chosen_on).await?;
        return in_miles(batch, file, &limits, now).await;
    }
    let trip: Trip = need(batch, file.trip).await?;
    let terms = policies::table::<VoucherTerms>(batch.tx, chosen_on).await?;
    let signing = Signing { device: device(), key, name: NAME };
    let mut changes = by_voucher(file, &trip.pnr, &terms, &signing, now)?;
    let public = hex::encode(key.verifying_key().to_bytes());
    let issuer = Issuer::vouched(device(), &public, now, airline);
    if read::<Issuer>(batch, issuer.id).await?.is_none() {
        // Every till has to know by whose key the voucher is good.
        changes.insert(0, issuer.into());
    }
    Ok(changes)
}

/// Miles are promised, and the programme is asked for them. Where there is none, they wait for it.
async fn in_miles(
    batch: &mut Batch<'_>,
    file: ClaimFile,
    limits: &ClaimPolicy,
    now: Timestamp,
) -> Result<Vec<Entity>> {
    let passenger: Passenger = need(batch, file.passenger).await?;
    let (payment, source) = (file.award(), file.id.0);
    let changes = by_miles(file, limits, NAME, now)?;
    let Some(Entity::ClaimFile(settled)) = changes.first() else { return Ok(changes) };
    let Some(settlement) = &settled.settlement else { return Ok(changes) };
    // Somebody who has left the programme since is no member there: it says so, and they choose again.
    let token = passenger.loyalty.map(|it| it.number).unwrap_or_default();
    let order = Order { payment, amount: settlement.amount, token, miles: settlement.miles, charge: payment };
    let wanted = Payment::wanted(order, Through::Miles, Way::Award, source, now);
    payments::insert(batch.tx, &wanted).await?;
    Ok(changes)
}

/// The key with which this backend signs vouchers. It follows from the airline's, as that does from the recovery key.
pub fn signing_key(airline: &SigningKey) -> SigningKey {
    use sha2::{Digest, Sha256};
    let mut seed = Sha256::new();
    seed.update(b"airside/backend-voucher-key/v1");
    seed.update(airline.to_bytes());
    SigningKey::from_bytes(&seed.finalize().into())
}

/// A job of this feature, in one transaction with its end.
pub async fn work(app: &App, job: Job) -> Result<()> {
    let now = app.now();
    let airline = app.airline.clone();
    let seq = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let (after, seq) = match &*job.kind {
                    flight_events::JOB => open_all(tx, &job, now).await?,
                    OPEN => open(tx, &job, now).await?,
                    VERDICT => verdict::heard(tx, &job, now).await?,
                    _ => step(tx, &job, &signing_key(&airline), &airline, now).await?,
                };
                rounds::end(tx, &job, after, now).await?;
                Ok(seq)
            })
        })
        .await?;
    if let Some(seq) = seq {
        app.changed(seq);
    }
    Ok(())
}
