//! What moves money, and how it is booked.

use super::{Account, Leg, Posting};
use crate::{Fault, money::Money, payments::Through};

/// With what somebody paid, or is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidBy {
    /// Through the processor. A sale by card is owed until it is captured.
    Card,
    Cash,
    /// What is taken off it is booked with the voucher.
    Voucher,
    /// Through the programme. It is owed until the programme has taken the miles.
    Miles,
}

/// Something that moved money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// `tax` is the part of `total` that is owed to the state.
    Sold {
        total: Money,
        tax: Money,
        by: PaidBy,
    },
    Voided {
        total: Money,
        tax: Money,
        by: PaidBy,
    },
    /// Of what was sold for cash, `worth` was not in its own currency but in these notes.
    NotesTaken {
        notes: Money,
        worth: Money,
    },
    /// They were given back.
    NotesReturned {
        notes: Money,
        worth: Money,
    },
    /// A bag was counted: what is missing is a loss, what is too much makes up for one. Only how far the two are
    /// apart is booked.
    CashCounted {
        expected: Money,
        counted: Money,
    },
    /// Given for a disruption.
    VoucherIssued {
        amount: Money,
    },
    /// Given instead of money that was to be paid back.
    VoucherInsteadOfRefund {
        amount: Money,
    },
    /// `over` is what was taken on a voucher that had been used before: the airline's loss.
    VoucherRedeemed {
        amount: Money,
        over: Money,
    },
    /// What a redemption paid for was voided.
    VoucherGivenBack {
        amount: Money,
        over: Money,
    },
    /// A voucher that goes only whole paid for less than it is worth.
    Forfeited {
        amount: Money,
    },
    /// And what it paid for was voided.
    ForfeitReturned {
        amount: Money,
    },
    VoucherExpired {
        left: Money,
    },
    /// Of one that was written off, a redemption of before that came late.
    VoucherRestored {
        amount: Money,
    },
    VoucherRevoked {
        left: Money,
    },
    /// The processor has taken the money from the passenger's card, or the programme the miles.
    PaymentCaptured {
        amount: Money,
        through: Through,
    },
    /// A sale by card or with miles that nobody will ever pay.
    PaymentLost {
        amount: Money,
    },
    /// The card or the member was charged although the sale had been voided: it was given back.
    PaymentReturned {
        amount: Money,
        through: Through,
    },
    /// A refund of a sale was granted; what was earned is less.
    RefundGranted {
        amount: Money,
        tax: Money,
    },
    /// Money instead of a voucher was granted.
    ClaimGranted {
        amount: Money,
    },
    /// Given for a disruption in the place of money.
    MilesGiven {
        amount: Money,
    },
    /// The programme has put promised miles on the member's account, and is owed for them.
    MilesCredited {
        amount: Money,
    },
    /// It did not: they are no longer promised, and what is due is given otherwise.
    MilesWithdrawn {
        amount: Money,
    },
    RefundPaid {
        amount: Money,
        by: PaidBy,
    },
    /// A granted refund of a sale that can never be paid out.
    RefundFailed {
        amount: Money,
        tax: Money,
    },
}

impl Happened {
    /// The name in the database.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sold { .. } => "sold",
            Self::Voided { .. } => "voided",
            Self::NotesTaken { .. } => "notes_taken",
            Self::NotesReturned { .. } => "notes_returned",
            Self::CashCounted { .. } => "cash_counted",
            Self::VoucherIssued { .. } => "voucher_issued",
            Self::VoucherInsteadOfRefund { .. } => "voucher_instead_of_refund",
            Self::VoucherRedeemed { .. } => "voucher_redeemed",
            Self::VoucherGivenBack { .. } => "voucher_given_back",
            Self::Forfeited { .. } => "forfeited",
            Self::ForfeitReturned { .. } => "forfeit_returned",
            Self::VoucherExpired { .. } => "voucher_expired",
            Self::VoucherRestored { .. } => "voucher_restored",
            Self::VoucherRevoked { .. } => "voucher_revoked",
            Self::PaymentCaptured { .. } => "payment_captured",
            Self::PaymentLost { .. } => "payment_lost",
            Self::PaymentReturned { .. } => "payment_returned",
            Self::RefundGranted { .. } => "refund_granted",
            Self::ClaimGranted { .. } => "claim_granted",
            Self::MilesGiven { .. } => "miles_given",
            Self::MilesCredited { .. } => "miles_credited",
            Self::MilesWithdrawn { .. } => "miles_withdrawn",
            Self::RefundPaid { .. } => "refund_paid",
            Self::RefundFailed { .. } => "refund_failed",
        }
    }

    /// How it is booked; none where no money moved: a bag that was right, an order that cost nothing.
    pub fn posting(&self) -> Result<Option<Posting>, Fault> {
        use Account::*;
        let legs = match *self {
            Self::Sold { total, tax, by } => sale(total, tax, owed(by))?,
            Self::Voided { total, tax, by } => back(sale(total, tax, owed(by))?),
            Self::NotesTaken { notes, worth } => exchanged(notes, worth)?,
            Self::NotesReturned { notes, worth } => back(exchanged(notes, worth)?),
            Self::CashCounted { expected, counted } => {
                let short = expected.plus(negative(not_negative(counted)?)?)?;
                transfer(short, Losses, CashBag)
            }
            Self::VoucherIssued { amount } => given(amount, CompensationCost, VoucherLiability)?,
            Self::VoucherInsteadOfRefund { amount } => given(amount, Refunds, VoucherLiability)?,
            Self::VoucherRedeemed { amount, over } => redeemed(amount, over)?,
            Self::VoucherGivenBack { amount, over } => back(redeemed(amount, over)?),
            Self::Forfeited { amount } => given(amount, Receivable, Breakage)?,
            Self::ForfeitReturned { amount } => given(amount, Breakage, Receivable)?,
            Self::VoucherExpired { left } => given(left, VoucherLiability, Breakage)?,
            Self::VoucherRestored { amount } => given(amount, Breakage, VoucherLiability)?,
            Self::VoucherRevoked { left } => given(left, VoucherLiability, CompensationCost)?,
            Self::PaymentCaptured { amount, through } => given(amount, held(through), Receivable)?,
            Self::PaymentLost { amount } => given(amount, Losses, Receivable)?,
            Self::PaymentReturned { amount, through } => given(amount, Receivable, held(through))?,
            Self::RefundGranted { amount, tax } => back(sale(amount, tax, Refunds)?),
            Self::ClaimGranted { amount } => given(amount, CompensationCost, Refunds)?,
            Self::MilesGiven { amount } => given(amount, CompensationCost, Miles)?,
            Self::MilesCredited { amount } => given(amount, Miles, Programme)?,
            Self::MilesWithdrawn { amount } => given(amount, Miles, CompensationCost)?,
            Self::RefundPaid { amount, by } => given(amount, Refunds, paid_from(by))?,
            Self::RefundFailed { amount, tax } => sale(amount, tax, Refunds)?,
        };
        if legs.iter().all(|leg| leg.amount.minor == 0) { Ok(None) } else { Posting::new(legs).map(Some) }
    }
}

/// What a sale is owed by, as soon as it is made.
fn owed(by: PaidBy) -> Account {
    match by {
        PaidBy::Card | PaidBy::Voucher | PaidBy::Miles => Account::Receivable,
        PaidBy::Cash => Account::CashBag,
    }
}

/// Where a refund is paid from.
fn paid_from(by: PaidBy) -> Account {
    match by {
        PaidBy::Card => held(Through::Card),
        PaidBy::Miles => held(Through::Miles),
        PaidBy::Cash => Account::CashBag,
        PaidBy::Voucher => Account::VoucherLiability,
    }
}

/// Who owes what was taken.
pub const fn held(through: Through) -> Account {
    match through {
        Through::Card => Account::Processor,
        Through::Miles => Account::Programme,
    }
}

/// A price: what was earned and what of it is the state's.
fn sale(total: Money, tax: Money, from: Account) -> Result<Vec<Leg>, Fault> {
    let net = not_negative(total)?.plus(negative(not_negative(tax)?)?)?;
    let earned = not_negative(net)?;
    Ok(vec![
        Leg::debit(from, total),
        Leg::credit(Account::SalesRevenue, earned),
        Leg::credit(Account::Tax, tax),
    ])
}

/// What a voucher covers of what was given for it, and what is lost.
fn redeemed(covered: Money, over: Money) -> Result<Vec<Leg>, Fault> {
    let mut legs = given(covered, Account::VoucherLiability, Account::Receivable)?;
    legs.extend(given(over, Account::Losses, Account::Receivable)?);
    Ok(legs)
}

/// The same the other way round.
fn back(legs: Vec<Leg>) -> Vec<Leg> {
    legs.into_iter().map(|leg| Leg::credit(leg.account, leg.amount)).collect()
}

/// In the bag there are notes instead of what they are worth.
fn exchanged(notes: Money, worth: Money) -> Result<Vec<Leg>, Fault> {
    let mut legs = given(notes, Account::CashBag, Account::Exchange)?;
    legs.extend(given(worth, Account::Exchange, Account::CashBag)?);
    Ok(legs)
}

fn given(amount: Money, debit: Account, credit: Account) -> Result<Vec<Leg>, Fault> {
    Ok(transfer(not_negative(amount)?, debit, credit))
}

fn transfer(amount: Money, debit: Account, credit: Account) -> Vec<Leg> {
    vec![Leg::debit(debit, amount), Leg::credit(credit, amount)]
}

fn negative(amount: Money) -> Result<Money, Fault> {
    amount.times(-1)
}

fn not_negative(amount: Money) -> Result<Money, Fault> {
    match amount.minor {
        0.. => Ok(amount),
        _ => Err(Fault::of("amount", "amount_negative", "Give an amount that is not below zero.")),
    }
}
