//! Telling passengers: a receipt for what they bought, a voucher that they were given, what becomes of a claim. The job
//! is put beside the thing, in the transaction that stores it; this does the job. A notice is a row before it is sent,
//! and its key makes it one. There is one window in which it may be sent twice, between the mail server's yes and our
//! note of it: then the same letter comes again under the same Message-ID, which mail programs show once.

mod bounces;
mod listing;
mod paper;
mod senders;
mod templates;

use airside_shared::{
    claims::{ClaimFile, Telling as OfClaim},
    entity::{Entity, Kind, Ref, Stored},
    ids::{ClaimFileId, PassengerId, SaleId, TimelineId, Uuid, VoucherId, derived},
    notices::{Channel, NoticeState, Route, language, route, summary},
    passengers::Passenger,
    payments::pause,
    sales::Sale,
    timeline::{TimelineEntry, TimelineKind},
    vouchers::Voucher,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    jobs::{self, After},
    put::Batch,
    refusal::Result,
    store::{
        self, Store, Tx,
        entities::{Held, find},
        jobs::Job,
        notices::{self, Notice},
    },
};
pub use bounces::{__path_bounced, bounced};
pub use listing::{__path_list, list};
use paper::{Page, facts, printed};
pub use senders::Senders;
use senders::{Letter, Outcome};
use templates::{clean, fill};

/// The kind of job that tells somebody.
pub const JOB: &str = "notice";
/// Tries after which a person has to look.
const TRIES: u32 = 12;
/// The news that a notice has come to its end.
const TOLD: &str = "notice_told";
/// Who writes it into the history.
const BY: &str = "Airside";

/// What is to be told, as it lies in a job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Telling {
    template: String,
    passenger: PassengerId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sale: Option<SaleId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    voucher: Option<VoucherId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim: Option<ClaimFileId>,
    /// Of a voucher: which paper. Of a claim: which of its versions.
    #[serde(default)]
    nth: u64,
}

impl Telling {
    fn of(template: &str, passenger: PassengerId) -> Self {
        let template = template.to_owned();
        Self { template, passenger, sale: None, voucher: None, claim: None, nth: 0 }
    }

    fn subject(&self) -> Uuid {
        let ids = [self.sale.map(|id| id.0), self.voucher.map(|id| id.0), self.claim.map(|id| id.0)];
        ids.into_iter().flatten().next().unwrap_or_default()
    }
}

/// Has the passenger told of something new that was bought by somebody known, a voucher, its new paper.
pub async fn follow(tx: &mut dyn Tx, old: Option<&Held>, new: &Held) -> Result<()> {
    match about(old.map(|held| &held.entity), &new.entity) {
        Some((telling, at)) => queue(tx, &telling, at).await,
        None => Ok(()),
    }
}

/// Has the passenger told what has become of their claim, in this version of it.
pub async fn of_claim(tx: &mut dyn Tx, file: &ClaimFile, what: OfClaim, version: u64) -> Result<()> {
    let telling = Telling::of(what.template(), file.passenger);
    queue(tx, &Telling { claim: Some(file.id), nth: version, ..telling }, file.moved_at()).await
}

fn about(before: Option<&Entity>, after: &Entity) -> Option<(Telling, Timestamp)> {
    match (before, after) {
        (None, Entity::Sale(Sale { id, passenger: Some(passenger), sold_at, .. })) => {
            Some((Telling { sale: Some(*id), ..Telling::of("receipt", *passenger) }, *sold_at))
        }
        (before, Entity::Voucher(voucher)) => {
            let known = before.and_then(Voucher::of).is_some_and(|it| it.copy == voucher.copy);
            let telling = Telling::of("voucher", voucher.passenger);
            let telling = Telling { voucher: Some(voucher.id), nth: voucher.copy.into(), ..telling };
            (!known).then_some((telling, voucher.issued_at))
        }
        _ => None,
    }
}

/// Puts the job beside what is told. It is due at once, whatever the clock said of the device where it was made.
async fn queue(tx: &mut dyn Tx, telling: &Telling, made_at: Timestamp) -> Result<()> {
    let key = format!("{JOB}:{}:{}:{}", telling.template, telling.subject(), telling.nth);
    let payload = serde_json::to_string(telling)?;
    store::jobs::enqueue(tx, JOB, &key, &payload, Timestamp::UNIX_EPOCH, made_at).await.map(drop)
}

/// What comes next about a notice.
enum Next {
    /// Nothing; the change sequence, if a thing changed.
    Ended(Option<u64>),
    Send {
        notice: Box<Notice>,
        to: String,
        page: Option<Page>,
    },
}

/// Does one job: the row, the paper, the letter, what became of it.
pub async fn work(app: &App, job: Job) -> Result<()> {
    let Ok(telling) = serde_json::from_str::<Telling>(&job.payload) else {
        return jobs::settle(app, job, After::Failed { why: "unreadable_payload".into() }).await;
    };
    let now = app.now();
    let able = Channel::ALL.map(|channel| app.senders.by(channel).is_some());
    let begun = job.clone();
    let next =
        app.store.write(move |tx| Box::pin(async move { prepare(tx, &begun, telling, able, now).await }));
    let (notice, to, page) = match next.await? {
        Next::Send { notice, to, page } => (*notice, to, page),
        Next::Ended(seq) => {
            seq.into_iter().for_each(|seq| app.changed(seq));
            return Ok(());
        }
    };
    let outcome = send(app, &notice, to, page).await;
    let now = app.now();
    let noted =
        app.store.write(move |tx| Box::pin(async move { note(tx, &job, notice, outcome, now).await }));
    noted.await?.into_iter().for_each(|seq| app.changed(seq));
    Ok(())
}

/// Makes the row, and looks whether it may be sent at all.
async fn prepare(
    tx: &mut dyn Tx,
    job: &Job,
    telling: Telling,
    able: [bool; 3],
    now: Timestamp,
) -> Result<Next> {
    let known = notices::get(tx, &job.key).await?;
    if let Some(it) = known.as_ref().filter(|it| it.state != NoticeState::Due) {
        // Somebody has told them, and their job was not ended.
        tracing::info!(key = it.key, "a notice that has come to its end is not sent again");
        jobs::end(tx, job, After::Done, now).await?;
        return Ok(Next::Ended(None));
    }
    let Some(passenger) = find::<Passenger>(tx, telling.passenger.0).await? else {
        jobs::end(tx, job, After::Failed { why: "passenger_gone".into() }, now).await?;
        return Ok(Next::Ended(None));
    };
    let language = language(&passenger);
    let (facts, page) = facts(tx, &telling, &passenger, language).await?;
    let way = route(&passenger);
    let fresh = Notice {
        key: job.key.clone(),
        id: derived("passenger_notice", &[job.key.as_bytes()]),
        passenger: passenger.id,
        subject: telling.subject(),
        channel: way.as_ref().ok().map(|way| way.channel),
        template: telling.template,
        language,
        facts,
        state: NoticeState::Due,
        attempts: 0,
        said: String::new(),
        created_at: now,
        sent_at: None,
    };
    let new = known.is_none();
    let mut notice = known.unwrap_or(fresh);
    if new {
        notices::insert(tx, &notice).await?;
    }
    let sendable = |it: &Route| {
        Channel::ALL.iter().position(|channel| *channel == it.channel).is_some_and(|at| able[at])
    };
    let why = match way {
        // A backend that sends nothing has nothing to say about anybody's consent.
        _ if !able.contains(&true) => "no_sender",
        // Consent is asked at the last moment: who took it back since is not written to.
        Ok(way) if sendable(&way) => {
            notice.channel = Some(way.channel);
            return Ok(Next::Send { notice: Box::new(notice), to: way.to, page });
        }
        Ok(_) => "no_sender",
        Err(why) => why,
    };
    (notice.state, notice.said) = (NoticeState::Withheld, why.to_owned());
    notices::update(tx, &notice).await?;
    // That this backend sends nothing is no news about the passenger.
    let seq = if why == "no_sender" { None } else { Some(tell(tx, &notice, TOLD, now).await?) };
    jobs::end(tx, job, After::Done, now).await?;
    Ok(Next::Ended(seq))
}

/// Writes the letter and gives it to whoever takes it.
async fn send(app: &App, notice: &Notice, to: String, page: Option<Page>) -> Outcome {
    let channel = notice.channel.unwrap_or(Channel::Email);
    let Some(sender) = app.senders.by(channel) else { return Outcome::Impossible("no_sender".into()) };
    let words = match fill(&notice.template, notice.language, channel, &notice.facts) {
        Ok(words) => words,
        Err(fault) => return Outcome::Impossible(fault.code.into_owned()),
    };
    let paper = match page.filter(|_| channel == Channel::Email) {
        Some(page) => match printed(page).await {
            Ok(pdf) => Some((format!("{}.pdf", number(notice)), pdf)),
            Err(fault) => return Outcome::Impossible(fault.code.into_owned()),
        },
        None => None,
    };
    sender.send(&Letter { id: notice.id, to, subject: words.subject, text: words.text, paper }).await
}

/// The document's number, as a file may be called.
fn number(notice: &Notice) -> String {
    let number = notice.facts.get("number").map(String::as_str).unwrap_or_default();
    let safe: String = number.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
    if safe.is_empty() { notice.template.clone() } else { safe }
}

/// Stores what became of it, and ends the job or has it done again.
async fn note(
    tx: &mut dyn Tx,
    job: &Job,
    mut notice: Notice,
    outcome: Outcome,
    now: Timestamp,
) -> Result<Option<u64>> {
    notice.attempts += 1;
    (notice.state, notice.said) = match outcome {
        Outcome::Taken => (NoticeState::Sent, String::new()),
        Outcome::Bounced(why) => (NoticeState::Bounced, clean(&why)),
        Outcome::Impossible(why) => (NoticeState::Failed, clean(&why)),
        Outcome::NoAnswer(why) if notice.attempts >= TRIES => (NoticeState::Failed, clean(&why)),
        Outcome::NoAnswer(why) => {
            notice.said = clean(&why);
            notices::update(tx, &notice).await?;
            let at = jobs::later(now, pause(notice.attempts));
            jobs::end(tx, job, After::Again { at, why: "no_answer".into() }, now).await?;
            return Ok(None);
        }
    };
    notice.sent_at = (notice.state == NoticeState::Sent).then_some(now);
    notices::update(tx, &notice).await?;
    let seq = tell(tx, &notice, TOLD, now).await?;
    jobs::end(tx, job, After::Done, now).await?;
    Ok(Some(seq))
}

/// A line in the passenger's history; one for each `news` of a notice.
async fn tell(tx: &mut dyn Tx, notice: &Notice, news: &str, now: Timestamp) -> Result<u64> {
    let link = match notice.template.as_str() {
        "receipt" => Some(Ref::new(Kind::Sale, notice.subject)),
        "voucher" => Some(Ref::new(Kind::Voucher, notice.subject)),
        _ if notice.template.starts_with("claim") => Some(Ref::new(Kind::ClaimFile, notice.subject)),
        _ => None,
    };
    let line = TimelineEntry {
        id: derived::<TimelineId>(news, &[notice.key.as_bytes()]),
        passenger: notice.passenger,
        at: now,
        kind: TimelineKind::Email,
        summary: summary(
            &notice.template,
            notice.facts.get("number").map(String::as_str).unwrap_or_default(),
            notice.channel,
            notice.state,
            &notice.said,
        ),
        place: notice.channel.map_or("email", Channel::name).to_owned(),
        by: BY.to_owned(),
        link,
        rest: Default::default(),
    };
    let mut batch = Batch::begin(tx).await?;
    batch.put(line.into()).await?;
    batch.finish().await
}
