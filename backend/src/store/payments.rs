//! What goes through the processor or the programme, and every state in which it ever was.

use airside_shared::{
    ids::{PaymentId, Uuid},
    money::Money,
    payments::{Order, PaymentState, Through, Way},
};
use jiff::Timestamp;

use super::{Line, Tx, time};
use crate::refusal::{Refusal, Result};

/// A payment as it stands.
#[derive(Clone, Debug)]
pub struct Payment {
    pub id: PaymentId,
    pub through: Through,
    pub way: Way,
    /// The sale, or everything that is asked back about one.
    pub source: Uuid,
    /// The charge that money goes back from; of a charge itself.
    pub charge: PaymentId,
    pub token: String,
    pub amount: Money,
    /// How many miles; none of a card.
    pub miles: Option<i64>,
    pub state: PaymentState,
    /// Why it stands there: what the processor said.
    pub code: String,
    pub attempts: u32,
    pub due_at: i64,
    pub made_at: Timestamp,
}

impl Payment {
    /// One that nobody has asked the processor for yet.
    pub fn wanted(order: Order, through: Through, way: Way, source: Uuid, at: Timestamp) -> Self {
        Self {
            id: order.payment,
            through,
            way,
            source,
            charge: order.charge,
            token: order.token,
            amount: order.amount,
            miles: order.miles,
            state: PaymentState::Wanted,
            code: String::new(),
            attempts: 0,
            // At once, whatever the clock of the device said.
            due_at: 0,
            made_at: at,
        }
    }

    pub fn order(&self) -> Order {
        let (token, miles) = (self.token.clone(), self.miles);
        Order { payment: self.id, amount: self.amount, token, miles, charge: self.charge }
    }
}

/// Stores a new one, in its first state.
pub async fn insert(tx: &mut dyn Tx, it: &Payment) -> Result<()> {
    let values = vec![
        it.id.0.into(),
        it.way.name().into(),
        it.source.into(),
        it.charge.0.into(),
        it.token.as_str().into(),
        it.amount.currency.code().into(),
        it.amount.minor.into(),
        it.state.name().into(),
        it.due_at.into(),
        it.made_at.as_second().into(),
        it.through.name().into(),
        it.miles.unwrap_or(0).into(),
    ];
    tx.run(include_str!("sql/payment_insert.sql"), values).await?;
    remember(tx, it, it.made_at).await
}

/// Stores how it stands now; another state than before is remembered for ever.
pub async fn update(tx: &mut dyn Tx, it: &Payment, moved: bool, at: Timestamp) -> Result<()> {
    let values = vec![
        it.id.0.into(),
        it.state.name().into(),
        it.code.as_str().into(),
        i64::from(it.attempts).into(),
        it.due_at.into(),
    ];
    tx.run(include_str!("sql/payment_update.sql"), values).await?;
    if moved { remember(tx, it, at).await } else { Ok(()) }
}

async fn remember(tx: &mut dyn Tx, it: &Payment, at: Timestamp) -> Result<()> {
    let values = vec![it.id.0.into(), it.state.name().into(), it.code.as_str().into(), at.as_second().into()];
    tx.run(include_str!("sql/payment_state_insert.sql"), values).await
}

pub async fn get(tx: &mut dyn Tx, id: PaymentId) -> Result<Option<Payment>> {
    let lines = tx.query(include_str!("sql/payment.sql"), vec![id.0.into()]).await?;
    lines.into_iter().next().map(read).transpose()
}

/// Those that something is to be done about now.
pub async fn due(tx: &mut dyn Tx, through: Through, now: i64, most: i64) -> Result<Vec<PaymentId>> {
    let values = vec![now.into(), most.into(), through.name().into()];
    let lines = tx.query(include_str!("sql/payments_due.sql"), values).await?;
    Ok(lines.into_iter().map(|line| line.uuid(0).into()).collect())
}

pub async fn all(tx: &mut dyn Tx) -> Result<Vec<Payment>> {
    let lines = tx.query(include_str!("sql/payments.sql"), vec![]).await?;
    lines.into_iter().map(read).collect()
}

/// The states in which a payment was, in order.
pub async fn states(tx: &mut dyn Tx, id: PaymentId) -> Result<Vec<(PaymentState, String, Timestamp)>> {
    let sql = "SELECT state, code, at FROM payment_states WHERE payment = $1 ORDER BY nth";
    let lines = tx.query(sql, vec![id.0.into()]).await?;
    let state = |mut line: Line| Ok((known(&line.text(0))?, line.text(1), time(line.int(2))));
    lines.into_iter().map(state).collect()
}

/// Notes a notice of the processor; whether it was heard before.
pub async fn heard_before(tx: &mut dyn Tx, notice: &str, at: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO notices (id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING at";
    Ok(tx.query(sql, vec![notice.into(), at.as_second().into()]).await?.is_empty())
}

fn read(mut line: Line) -> Result<Payment> {
    let (way, through) = (Way::of(&line.text(1)), Through::of(&line.text(12)));
    let newer = || Refusal::store(&"a payment of a kind that this version does not know");
    Ok(Payment {
        id: line.uuid(0).into(),
        through: through.ok_or_else(newer)?,
        way: way.ok_or_else(newer)?,
        source: line.uuid(2),
        charge: line.uuid(3).into(),
        token: line.text(4),
        amount: Money::new(line.int(6), line.text(5).parse()?),
        state: known(&line.text(7))?,
        code: line.text(8),
        attempts: line.int(9) as u32,
        due_at: line.int(10),
        made_at: time(line.int(11)),
        miles: Some(line.int(13)).filter(|miles| *miles > 0),
    })
}

fn known(name: &str) -> Result<PaymentState> {
    PaymentState::of(name)
        .ok_or_else(|| Refusal::store(&"a payment in a state that this version does not know"))
}
