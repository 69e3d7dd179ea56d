//! Telling passengers: a receipt for what they bought, a voucher that they were given. Whoever stores the thing puts a
//! job beside it, in the same transaction; this does the job. A notice is a row before it is sent, and its key makes
//! it one. There is one window in which it may be sent twice, between the mail server's yes and our note of it: then
//! the same letter comes again under the same Message-ID, which mail programs show once.

mod listing;
mod paper;
mod senders;
mod templates;

use airside_shared::{
    entity::{Entity, Kind, Ref, Stored},
    ids::{ClaimId, PassengerId, SaleId, TimelineId, Uuid, VoucherId, derived},
    notices::{Channel, NoticeState, Route, language, route, summary},
    passengers::Passenger,
    payments::pause,
    sales::Sale,
    timeline::{TimelineEntry, TimelineKind},
    vouchers::Voucher,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    jobs::{self, After},
    put::Batch,
    refusal::Result,
    store::{
        Store, Tx,
        jobs::Job,
        notices::{self, Notice},
    },
};
pub use listing::{__path_list, list};
use paper::{Page, facts, find, printed};
pub use senders::Senders;
use senders::{Letter, Outcome};
use templates::{clean, fill};

/// The kind of job that tells somebody.
pub const JOB: &str = "notice";
/// Tries after which a person has to look.
const TRIES: u32 = 12;
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
    claim: Option<ClaimId>,
    /// Of a voucher: which paper.
    #[serde(default)]
    copy: u32,
}

impl Telling {
    fn of(template: &str, passenger: PassengerId) -> Self {
        let template = template.to_owned();
        Self { template, passenger, sale: None, voucher: None, claim: None, copy: 0 }
    }

    fn subject(&self) -> Uuid {
        let ids = [self.sale.map(|id| id.0), self.voucher.map(|id| id.0), self.claim.map(|id| id.0)];
        ids.into_iter().flatten().next().unwrap_or_default()
    }
}

/// What a change has to be told of: something new that was bought by somebody known, a voucher, its new paper.
pub fn about(before: Option<&Entity>, after: &Entity) -> Option<Telling> {
    match (before, after) {
        (None, Entity::Sale(Sale { id, passenger: Some(passenger), .. })) => {
            Some(Telling { sale: Some(*id), ..Telling::of("receipt", *passenger) })
        }
        (before, Entity::Voucher(voucher)) => {
            let known = before.and_then(Voucher::of).is_some_and(|it| it.copy == voucher.copy);
            let telling = Telling::of("voucher", voucher.passenger);
            (!known).then_some(Telling { voucher: Some(voucher.id), copy: voucher.copy, ..telling })
        }
        _ => None,
    }
}

/// Puts the job beside what is told, in its transaction.
pub async fn queue(tx: &mut dyn Tx, telling: &Telling, now: Timestamp) -> Result<()> {
    let key = format!("{JOB}:{}:{}:{}", telling.template, telling.subject(), telling.copy);
    notices::queue(tx, JOB, &key, &serde_json::to_string(telling)?, now).await
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
    let seq = if why == "no_sender" { None } else { Some(tell(tx, &notice, now).await?) };
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
            let later = now.saturating_add(SignedDuration::from_secs(pause(notice.attempts))).unwrap_or(now);
            jobs::end(tx, job, After::Again { at: later, why: "no_answer".into() }, now).await?;
            return Ok(None);
        }
    };
    notice.sent_at = (notice.state == NoticeState::Sent).then_some(now);
    notices::update(tx, &notice).await?;
    let seq = tell(tx, &notice, now).await?;
    jobs::end(tx, job, After::Done, now).await?;
    Ok(Some(seq))
}

/// A line in the passenger's history.
async fn tell(tx: &mut dyn Tx, notice: &Notice, now: Timestamp) -> Result<u64> {
    let link = match notice.template.as_str() {
        "receipt" => Some(Ref::new(Kind::Sale, notice.subject)),
        "voucher" => Some(Ref::new(Kind::Voucher, notice.subject)),
        _ => None,
    };
    let line = TimelineEntry {
        id: derived::<TimelineId>("notice_told", &[notice.key.as_bytes()]),
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
