//! What the rules of refunds look at, and what they refuse.

use super::{
    Approval, ApproveRefund, Limits, Means, Origin, Refund, RefundPolicy, RefundReason, RefundRequest,
    RefundState, RequestRefund, Subject, Whose, open,
};
use crate::{
    Fault,
    access::{Permission, grant},
    entity::Entity,
    flights::Flight,
    intents::{Actor, Context, Rejection, State},
    ledger::REFUND,
    money::Money,
    passengers::Passenger,
    policies::Table,
    sales::{Product, Sale},
    vouchers::{Claim, Revocation, Voucher, VoucherKind, VoucherStatus, day, revoke},
};

const SECONDS_OF_A_DAY: i64 = 24 * 3_600;

/// What a sale or claim says about itself, whichever it is.
struct Facts {
    number: String,
    paid: Money,
    paid_at: jiff::Timestamp,
    /// How it can be given back, and how much at most so.
    means: Vec<(Means, Money)>,
}

impl RequestRefund {
    pub(super) fn weighed(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        self.check_form()?;
        let facts = self.facts(state)?;
        let before: Option<Refund> = state.get(self.id());
        if let Some(before) = before.as_ref().filter(|it| it.requests.len() != self.after as usize) {
            let message =
                "A refund of this was asked for meanwhile: look at it, then ask again if more is due.";
            return Err(Rejection::beside(
                Fault::new("refund_requested_already", message),
                &before.clone().into(),
            ));
        }
        let mut refund = before.unwrap_or_else(|| self.first(&facts));
        let limits = Table::<RefundPolicy>::of(state, day(self.at))?
            .limits(&self.whose(state, ctx)?, self.amount.currency)?;
        self.check_amount(&refund, &limits)?;
        self.check_day(&facts, &limits)?;
        self.check_means(&refund, &facts, &limits)?;
        refund.requests.push(RefundRequest {
            id: self.request,
            amount: self.amount,
            tax: self.tax(&refund, state)?,
            to: self.to,
            miles: self.miles(&refund, state)?,
            reason: self.reason,
            note: self.note.trim().to_owned(),
            user: ctx.actor.user,
            by: ctx.actor.label(),
            station: ctx.actor.station.clone(),
            at: self.at,
            limits,
            state: RefundState::Requested,
            approvals: Vec::new(),
            refused: None,
            ended_at: None,
            voucher: None,
            failure: None,
        });
        Ok(vec![refund.into()])
    }

    /// What of it was tax, after what is asked back already.
    fn tax(&self, refund: &Refund, state: &State) -> Result<Option<Money>, Fault> {
        let Subject::Sale { sale } = self.subject else { return Ok(None) };
        let sale: Sale = state.need(sale)?;
        let tax = sale.tax_in(refund.counted()?.minor, self.amount)?;
        Ok((tax.minor > 0).then_some(tax))
    }

    /// How many miles go back, after those that are asked back already.
    fn miles(&self, refund: &Refund, state: &State) -> Result<Option<i64>, Fault> {
        let Subject::Sale { sale } = self.subject else { return Ok(None) };
        let sale: Sale = state.need(sale)?;
        let Some((part, paid)) = sale.tender.by_miles(sale.total).filter(|_| self.to == Means::Miles) else {
            return Ok(None);
        };
        let before = refund.requests.iter().filter(|it| it.counts() && it.to == Means::Miles);
        let before = before.map(|it| it.amount).try_fold(Money::zero(part.currency), Money::plus)?;
        Ok(Some(paid.back(part, before.minor, self.amount)))
    }

    fn check_form(&self) -> Result<(), Fault> {
        if self.amount.minor <= 0 {
            return Err(Fault::of("amount", "amount_not_positive", "Give an amount above zero."));
        }
        if self.reason == RefundReason::Other && self.note.trim().is_empty() {
            return Err(Fault::of("note", "reason_missing", "Say why the money is given back."));
        }
        Ok(())
    }

    fn facts(&self, state: &State) -> Result<Facts, Fault> {
        match self.subject {
            Subject::Sale { sale } => self.of_sale(state.need(sale)?),
            Subject::Claim { claim } => self.of_claim(state.need(claim)?, state),
        }
    }

    fn of_sale(&self, sale: Sale) -> Result<Facts, Fault> {
        if sale.voided.is_some() {
            let message = "This sale was voided: nothing is left to give back.";
            return Err(Fault::new("sale_voided", message));
        }
        let products = sale.lines.iter().all(|line| self.products.contains(&line.product));
        if sale.flight != self.flight || sale.passenger != self.passenger || !products {
            return Err(other_subject());
        }
        let means = Means::of_sale(&sale);
        let (number, paid, paid_at) = (sale.number, sale.total, sale.sold_at);
        Ok(Facts { number, paid, paid_at, means })
    }

    fn of_claim(&self, claim: Claim, state: &State) -> Result<Facts, Fault> {
        let voucher: Voucher = state.need(claim.voucher)?;
        let same = self.voucher == Some(claim.voucher) && self.passenger == Some(claim.passenger);
        if !same || self.flight != claim.flight {
            return Err(other_subject());
        }
        unused(state, &voucher)?;
        let due = voucher.in_money();
        if self.amount != due {
            let message = format!("Money instead of a voucher is given whole: {due}.");
            return Err(Fault::of("amount", "claim_given_whole", message));
        }
        let (number, paid, paid_at) = (voucher.number, due, voucher.issued_at);
        Ok(Facts { number, paid, paid_at, means: vec![(Means::Cash, paid)] })
    }

    fn first(&self, facts: &Facts) -> Refund {
        Refund {
            id: self.id(),
            subject: self.subject,
            number: facts.number.clone(),
            flight: self.flight,
            passenger: self.passenger,
            paid: facts.paid,
            requests: Vec::new(),
            rest: Default::default(),
        }
    }

    fn whose(&self, state: &State, ctx: &Context) -> Result<Whose, Fault> {
        let flight: Flight = state.need(self.flight)?;
        let passenger = self.passenger.and_then(|id| state.get::<Passenger>(id));
        let products = self.products.iter().filter_map(|id| state.get::<Product>(*id));
        Ok(Whose {
            carrier: flight.carrier,
            station: ctx.actor.station.clone(),
            products: products.map(|it| it.category).collect(),
            tier: passenger.and_then(|it| it.loyalty).map(|it| it.tier),
        })
    }

    fn check_amount(&self, refund: &Refund, limits: &Limits) -> Result<(), Fault> {
        if self.amount.currency != refund.paid.currency {
            let message = format!("It was paid in {}: give that back.", refund.paid.currency);
            return Err(Fault::of("amount", "currency_mismatch", message));
        }
        let left = refund.left()?;
        if self.amount.minor > left.minor {
            let message = format!("{left} of {} is left to give back: ask for that or less.", refund.paid);
            return Err(Fault::of("amount", "refund_exceeds_paid", message));
        }
        let most = limits.most.value;
        if self.amount.minor > most.minor {
            let message = format!("At most {most} is given back ({}): ask finance.", said(&limits.most.from));
            return Err(Fault::of("amount", "over_limit", message));
        }
        Ok(())
    }

    fn check_day(&self, facts: &Facts, limits: &Limits) -> Result<(), Fault> {
        let days = i64::from(limits.within_days.value);
        if self.at.as_second() - facts.paid_at.as_second() > days * SECONDS_OF_A_DAY {
            let from = said(&limits.within_days.from);
            let message = format!("It may be asked for within {days} days ({from}): open a case instead.");
            return Err(Fault::new("refund_too_late", message));
        }
        Ok(())
    }

    fn check_means(&self, refund: &Refund, facts: &Facts, limits: &Limits) -> Result<(), Fault> {
        let Some((_, most)) = facts.means.iter().find(|(means, _)| *means == self.to) else {
            let message = "Give it back as it was paid, or as a voucher.";
            return Err(Fault::of("to", "means_not_possible", message));
        };
        let before = refund.requests.iter().filter(|it| it.counts() && it.to == self.to);
        let all = before.map(|it| it.amount).try_fold(self.amount, Money::plus)?;
        if all.minor > most.minor {
            let message =
                format!("Only {most} was paid so: give back no more than that, the rest otherwise.");
            return Err(Fault::of("amount", "means_exceeded", message));
        }
        if self.to == Means::Voucher && !limits.to_voucher.value {
            let from = said(&limits.to_voucher.from);
            let message = format!("No voucher is given for this ({from}): give it back as it was paid.");
            return Err(Fault::of("to", "means_not_possible", message));
        }
        if self.to == Means::Voucher && self.passenger.is_none() {
            let message =
                "A voucher is somebody's: this sale names no passenger. Give it back as it was paid.";
            return Err(Fault::of("to", "voucher_needs_passenger", message));
        }
        Ok(())
    }
}

impl ApproveRefund {
    pub(super) fn weighed(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let mut refund: Refund = state.need(self.refund)?;
        if refund.subject != self.subject {
            return Err(other_subject().into());
        }
        if let Subject::Sale { sale } = self.subject
            && state.need::<Sale>(sale)?.voided.is_some()
        {
            let message = "This sale was voided: nothing is left to give back. Refuse the refund.";
            return Err(Fault::new("sale_voided", message).into());
        }
        let shown: Entity = refund.clone().into();
        let passenger = refund.passenger;
        let request = open(&mut refund, self.request)?;
        let policy = Table::<RefundPolicy>::of(state, day(self.at))?;
        may_grant(request, &ctx.actor, &policy).map_err(|fault| Rejection::beside(fault, &shown))?;
        let (user, by, role) = (ctx.actor.user, ctx.actor.label(), ctx.actor.role);
        request.approvals.push(Approval { user, by, role, at: self.at });
        if request.lacks() > 0 {
            return Ok(vec![refund.into()]);
        }
        let mut changes = match request.to {
            Means::Voucher => self.voucher(request, passenger, state, ctx)?,
            _ if self.issue.is_some() => {
                return Err(Fault::new("voucher_not_asked_for", "No voucher is given for this.").into());
            }
            Means::Card | Means::Miles => Vec::new(),
            Means::Cash => self.withdrawn(state, ctx)?,
        };
        match request.to {
            Means::Card | Means::Miles => request.state = RefundState::Approved,
            Means::Cash | Means::Voucher => {
                (request.state, request.ended_at) = (RefundState::Paid, Some(self.at));
                request.voucher = self.issue.as_ref().map(|issue| issue.voucher);
            }
        }
        changes.push(refund.into());
        Ok(changes)
    }

    /// The voucher of a claim, which its holder gives back for the money.
    fn withdrawn(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let Subject::Claim { claim } = self.subject else { return Ok(Vec::new()) };
        let id = self.instead_of.ok_or_else(other_subject)?;
        let voucher: Voucher = state.need(id)?;
        if voucher.claim != claim {
            return Err(other_subject().into());
        }
        unused(state, &voucher).map_err(|fault| Rejection::beside(fault, &voucher.clone().into()))?;
        let reason = "Money was given instead.".into();
        let revoked = Revocation { at: self.at, by: ctx.actor.label(), reason };
        let (standing, voucher) = revoke::take_back(state, voucher, revoked)?;
        Ok(vec![standing.into(), voucher.into()])
    }

    fn voucher(
        &self,
        request: &RefundRequest,
        passenger: Option<crate::ids::PassengerId>,
        state: &State,
        ctx: &Context,
    ) -> Result<Vec<Entity>, Rejection> {
        let missing =
            || Fault::new("voucher_missing", "The voucher is issued with the last yes: do it again.");
        let issue = self.issue.as_ref().ok_or_else(missing)?;
        let agrees = issue.amount == request.amount
            && issue.kind == VoucherKind::TravelCredit
            && Some(issue.passenger) == passenger
            && issue.basis.law == law_of(request.id);
        if !agrees {
            let message = "The voucher is not the one that was granted: open the refund again.";
            return Err(Fault::of("issue", "voucher_differs", message).into());
        }
        issue.issued(state, ctx)
    }
}

/// The law that the claim of a voucher for a refund names: one claim for each request.
fn law_of(request: crate::ids::RequestId) -> String {
    format!("{REFUND}:{request}")
}

impl RefundRequest {
    /// Whether this person may say yes to it, and why not: never who asked, never twice, and within the role's limit.
    pub fn may_be_granted_by(&self, actor: &Actor, policy: &RefundPolicy) -> Result<(), Fault> {
        if !grant(actor.role, Permission::RefundApprove).allowed {
            return Err(Fault::new("not_permitted", "This role may not grant refunds: ask a supervisor."));
        }
        may_grant(self, actor, policy)
    }

    /// The law that the voucher for it names.
    pub fn law(&self) -> String {
        law_of(self.id)
    }
}

/// Whether the actor may say yes to this.
fn may_grant(request: &RefundRequest, actor: &Actor, policy: &RefundPolicy) -> Result<(), Fault> {
    if request.user == actor.user {
        let message = "Who asked for a refund never grants it: ask a colleague.";
        return Err(Fault::new("own_request", message));
    }
    if request.approvals.iter().any(|it| it.user == actor.user) {
        let message = "You have granted this already: it needs somebody else's yes.";
        return Err(Fault::new("granted_already", message));
    }
    let most = policy.approver(actor.role, request.amount.currency);
    if most.is_none_or(|most| request.amount.minor > most.minor) {
        let most = most.unwrap_or(Money::zero(request.amount.currency));
        let message = format!("Above {most}, which your role may grant: ask finance.");
        return Err(Fault::of("amount", "over_limit", message));
    }
    Ok(())
}

/// Nothing of it was taken in, and nobody took it back.
fn unused(state: &State, voucher: &Voucher) -> Result<(), Fault> {
    let standing = revoke::standing_of(state, voucher);
    if voucher.status == VoucherStatus::Issued
        && standing.status() == VoucherStatus::Issued
        && standing.redemptions.is_empty()
    {
        return Ok(());
    }
    Err(Fault::new("voucher_used", "The voucher was used or withdrawn: no money is given for it."))
}

fn other_subject() -> Fault {
    Fault::of("subject", "other_subject", "The request does not fit what it is about: open it again.")
}

/// Where a limit came from, in a message.
fn said(origin: &Origin) -> String {
    match origin {
        Origin::Default => "everywhere".into(),
        Origin::Carrier(name) => format!("carrier {name}"),
        Origin::Station(name) => format!("station {name}"),
        Origin::Product(name) => format!("product {name}"),
        Origin::Tier(tier) => format!("tier {tier:?}"),
    }
}
