//! Refunds: asking for one from a sale or a claim, granting and refusing, and what became of each.

use airside_shared::{
    Fault,
    access::{Permission, grant},
    entity::{Kind, Ref},
    flights::Flight,
    ids::{FlightId, PassengerId, ProductId, VoucherId},
    intents::Actor,
    ipc::{
        ApproveRefundArgs, RefundOffer, RefundOfferArgs, RefundRow, RefundsPage, RefuseRefundArgs,
        RequestRefundArgs, Saved,
    },
    money::Money,
    passengers::Passenger,
    refunds::{
        ApproveRefund, Means, Refund, RefundPolicy, RefundRequest, RefundState, RefuseRefund, RequestRefund,
        Subject, Whose, refund_id,
    },
    sales::{Product, Sale},
    trips::Trip,
    vouchers::{Basis, Claim, IssueVoucher, Voucher, VoucherKind, code},
};
use rusqlite::Connection;

use crate::{act::Act, clock::clock, desk::Desk, policies, store::rows, view, vouchers::number};

/// Requests of the page.
const SHOWN: usize = 500;

/// What a request is about, as it is here.
struct About {
    number: String,
    paid: Money,
    flight: FlightId,
    passenger: Option<PassengerId>,
    products: Vec<ProductId>,
    voucher: Option<VoucherId>,
    means: Vec<Means>,
}

impl Desk {
    /// The refunds of the station's days.
    pub fn refunds(&self) -> Result<RefundsPage, Fault> {
        let (session, _) = self.authorise(Permission::RefundRequest).or_else(|_| self.may_decide())?;
        let now = self.around.now();
        self.store()?.read(|db| {
            let policy = policies::table::<RefundPolicy>(db, now)?;
            let all: Vec<Refund> = rows::all(db)?;
            let mut rows = Vec::new();
            for refund in &all {
                for request in &refund.requests {
                    rows.push(row(db, refund, request, &session.actor, &policy)?);
                }
            }
            rows.sort_by_key(|it| (it.request.state != RefundState::Requested, std::cmp::Reverse(it.at.at)));
            rows.truncate(SHOWN);
            Ok(RefundsPage { rows })
        })
    }

    /// Whoever decides may look too, with or without the network.
    fn may_decide(&self) -> Result<(crate::desk::Session, airside_shared::access::Grant), Fault> {
        let session = self.session()?;
        let grant = grant(session.actor.role, Permission::RefundApprove);
        match grant.allowed {
            true => Ok((session, grant)),
            false => Err(Fault::new("not_permitted", "Your role may not do this: ask a supervisor.")),
        }
    }

    /// What may be asked back of a sale.
    pub fn refund_offer(&self, args: RefundOfferArgs) -> Result<RefundOffer, Fault> {
        let (session, _) = self.authorise(Permission::RefundRequest)?;
        let subject = Subject::Sale { sale: args.sale };
        self.store()?.read(|db| {
            let about = about(db, subject)?;
            let kept: Option<Refund> = rows::get(db, refund_id(subject))?;
            let left = match &kept {
                Some(refund) => refund.left()?,
                None => about.paid,
            };
            let whose = whose(db, &about, &session.actor)?;
            let limits = policies::table::<RefundPolicy>(db, self.around.now())?
                .limits(&whose, about.paid.currency)?;
            let voucher = limits.to_voucher.value && about.passenger.is_some();
            let means = about.means.into_iter().filter(|means| *means != Means::Voucher || voucher);
            Ok(RefundOffer { number: about.number, paid: about.paid, left, means: means.collect(), limits })
        })
    }

    pub fn request_refund(&self, args: RequestRefundArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::RefundRequest)?;
        let subject = args.subject;
        let (about, after, name) = self.store()?.read(|db| {
            let about = about(db, subject)?;
            let kept: Option<Refund> = rows::get(db, refund_id(subject))?;
            let name = name_of(db, about.passenger)?;
            Ok((about, kept.map_or(0, |it| it.requests.len() as u32), name))
        })?;
        let intent = RequestRefund {
            subject,
            request: self.around.id(),
            flight: about.flight,
            passenger: about.passenger,
            products: about.products,
            voucher: about.voucher,
            amount: args.amount,
            to: args.to,
            reason: args.reason,
            note: args.note.trim().chars().take(200).collect(),
            after,
            at: self.around.now(),
        };
        let parts = [Some(about.number.clone()), Some(args.amount.to_string()), name];
        self.act(Act {
            id: intent.id().0,
            intent: intent.into(),
            about: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            passenger: about.passenger,
            reference: Some(about.number),
            replaces: None,
        })
    }

    /// Says yes. If it is the last that is needed and a voucher is to be given, it is issued with it.
    pub fn approve_refund(&self, args: ApproveRefundArgs) -> Result<Saved, Fault> {
        let (session, _) = self.authorise(Permission::RefundApprove)?;
        let refund: Refund = self.store()?.read(|db| rows::need(db, args.refund))?;
        let request = asked(&refund, args.request)?;
        let issue = match (request.to, request.lacks()) {
            (Means::Voucher, 1) => Some(Box::new(self.instead(&refund, request, &session.actor)?)),
            _ => None,
        };
        let instead_of = match refund.subject {
            Subject::Sale { .. } => None,
            Subject::Claim { claim } => {
                Some(self.store()?.read(|db| rows::need::<Claim>(db, claim))?.voucher)
            }
        };
        let intent = ApproveRefund {
            refund: refund.id,
            subject: refund.subject,
            request: request.id,
            instead_of,
            issue,
            at: self.around.now(),
        };
        self.decided(intent.into(), &refund, request)
    }

    pub fn refuse_refund(&self, args: RefuseRefundArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::RefundApprove)?;
        let refund: Refund = self.store()?.read(|db| rows::need(db, args.refund))?;
        let request = asked(&refund, args.request)?;
        let reason = args.reason.trim().chars().take(200).collect();
        let at = self.around.now();
        let intent = RefuseRefund { refund: refund.id, request: request.id, reason, at };
        self.decided(intent.into(), &refund, request)
    }

    fn decided(
        &self,
        intent: airside_shared::intents::Intent,
        refund: &Refund,
        request: &RefundRequest,
    ) -> Result<Saved, Fault> {
        self.act(Act {
            intent,
            about: format!("{} · {}", refund.number, request.amount),
            passenger: refund.passenger,
            id: refund.id.0,
            reference: Some(refund.number.clone()),
            replaces: None,
        })
    }

    /// The voucher that is given instead of the money, signed here.
    fn instead(
        &self,
        refund: &Refund,
        request: &RefundRequest,
        actor: &Actor,
    ) -> Result<IssueVoucher, Fault> {
        let nobody =
            || Fault::new("voucher_needs_passenger", "A voucher is somebody's: refuse this request.");
        let passenger = refund.passenger.ok_or_else(nobody)?;
        let (trips, allowance) = self.store()?.read(|db| {
            Ok((rows::children::<Trip>(db, passenger.0.as_bytes(), true, 50)?, self.allowance(db)?))
        })?;
        let trip = trips.iter().find(|trip| trip.segment_on(refund.flight).is_some());
        let trip = trip.ok_or_else(|| {
            Fault::new("not_on_flight", "The passenger is not on that flight: give it back as it was paid.")
        })?;
        let (at, issuing) = (self.around.now(), self.issuing(actor.clone(), &allowance)?);
        let terms = issuing.terms.of(VoucherKind::TravelCredit)?;
        let expires_at = terms.until(&request.law(), at);
        let voucher: VoucherId = self.around.id();
        let signed = code::Signed {
            voucher,
            allowance: allowance.id,
            kind: VoucherKind::TravelCredit.name().into(),
            amount: request.amount,
            expires: expires_at,
            place: actor.station.clone(),
            detail: Some(issuing.detail(voucher, 0, &trip.pnr, at)),
        };
        Ok(IssueVoucher {
            voucher,
            number: number("TC", voucher.0),
            timeline: self.around.id(),
            kind: VoucherKind::TravelCredit,
            amount: request.amount,
            passenger,
            trip: trip.id,
            flight: refund.flight,
            allowance: allowance.id,
            at,
            expires_at,
            code: issuing.sign(&signed),
            // What the passenger chose is in the request.
            agreement: None,
            basis: Basis {
                law: request.law(),
                policy: "refunds".into(),
                because: vec![format!("Instead of {} for {}.", request.amount, refund.number)],
                said: Vec::new(),
            },
        })
    }
}

fn asked(refund: &Refund, id: airside_shared::ids::RequestId) -> Result<&RefundRequest, Fault> {
    let missing = || Fault::of("request", "not_found", "There is no such request: open the refund again.");
    refund.request(id).ok_or_else(missing)
}

fn about(db: &Connection, subject: Subject) -> Result<About, Fault> {
    match subject {
        Subject::Sale { sale } => {
            let sale: Sale = rows::need(db, sale)?;
            let means = Means::of_sale(&sale).into_iter().map(|(means, _)| means).collect();
            Ok(About {
                number: sale.number,
                paid: sale.total,
                flight: sale.flight,
                passenger: sale.passenger,
                products: sale.lines.iter().map(|line| line.product).collect(),
                voucher: None,
                means,
            })
        }
        Subject::Claim { claim } => {
            let claim: Claim = rows::need(db, claim)?;
            let voucher: Voucher = rows::need(db, claim.voucher)?;
            Ok(About {
                paid: voucher.in_money(),
                number: voucher.number,
                flight: claim.flight,
                passenger: Some(claim.passenger),
                products: Vec::new(),
                voucher: Some(voucher.id),
                means: vec![Means::Cash],
            })
        }
    }
}

fn whose(db: &Connection, about: &About, actor: &Actor) -> Result<Whose, Fault> {
    let flight: Flight = rows::need(db, about.flight)?;
    let passenger = about.passenger.map(|id| rows::get::<Passenger>(db, id)).transpose()?.flatten();
    let mut products = Vec::new();
    for id in &about.products {
        products.extend(rows::get::<Product>(db, *id)?.map(|it| it.category));
    }
    Ok(Whose {
        carrier: flight.carrier,
        station: actor.station.clone(),
        products,
        tier: passenger.and_then(|it| it.loyalty).map(|it| it.tier),
    })
}

fn name_of(db: &Connection, passenger: Option<PassengerId>) -> Result<Option<String>, Fault> {
    let found = passenger.map(|id| rows::get::<Passenger>(db, id)).transpose()?.flatten();
    Ok(found.map(|it| it.name.full()))
}

fn row(
    db: &Connection,
    refund: &Refund,
    request: &RefundRequest,
    actor: &Actor,
    policy: &RefundPolicy,
) -> Result<RefundRow, Fault> {
    let designator = rows::get::<Flight>(db, refund.flight)?.map(|it| it.designator()).unwrap_or_default();
    let waits = request.state == RefundState::Requested;
    let may_not = match waits {
        true => request.may_be_granted_by(actor, policy).err(),
        false => None,
    };
    Ok(RefundRow {
        refund: refund.id,
        number: refund.number.clone(),
        designator,
        passenger_name: name_of(db, refund.passenger)?,
        paid: refund.paid,
        at: clock(&request.station, request.at),
        decided: request.decided_at().map(|at| clock(&request.station, at)),
        lacks: request.lacks() as u32,
        may_not,
        state: view::save_state(db, Ref::new(Kind::Refund, refund.id))?,
        request: request.clone(),
    })
}
