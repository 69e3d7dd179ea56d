//! Claims at the desk: what waits for somebody's yes, what a passenger chooses, money that is handed over.

use airside_shared::{
    Fault,
    access::Permission,
    claims::{
        AnswerClaim, ApproveClaim, ChooseSettlement, ClaimFile, ClaimMeans, ClaimPolicy, ClaimState,
        OpenClaim, PayClaim, RefuseClaim,
    },
    entity::{Kind, Ref},
    flights::Flight,
    ids::{ClaimFileId, PassengerId},
    intents::{Actor, Intent},
    ipc::{
        AnswerClaimArgs, ChooseSettlementArgs, ClaimArgs, ClaimLine, ClaimRow, ClaimsPage, Instead,
        OpenClaimArgs, RefuseClaimArgs, Saved,
    },
    money::Money,
    passengers::Passenger,
    trips::Trip,
    vouchers::{VoucherKind, VoucherTerms},
};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{act::Act, clock::clock, desk::Desk, policies, store::rows, view, vouchers::agreement};

/// Claims of the page.
const SHOWN: usize = 500;

impl Desk {
    /// The claims of the station's days.
    pub fn claims(&self) -> Result<ClaimsPage, Fault> {
        let (session, _) = self.authorise(Permission::VoucherIssue)?;
        let now = self.around.now();
        self.store()?.read(|db| {
            let mut files: Vec<ClaimFile> = rows::all(db)?;
            files.sort_by_key(|file| (urgency(file), std::cmp::Reverse(file.moved_at())));
            files.truncate(SHOWN);
            let rows = files.iter().map(|file| row(db, file, &session.actor, now));
            Ok(ClaimsPage { rows: rows.collect::<Result<_, _>>()? })
        })
    }

    /// Opens a claim for somebody whom no event has opened one for.
    pub fn open_claim(&self, args: OpenClaimArgs) -> Result<Saved, Fault> {
        let (trip, name) = self.store()?.read(|db| {
            let trip: Trip = rows::need(db, args.trip)?;
            let name = name_of(db, trip.passenger)?;
            Ok((trip, name))
        })?;
        let passenger = trip.passenger;
        let intent = OpenClaim {
            passenger,
            trip: trip.id,
            flight: args.flight,
            reason: args.reason,
            answers: args.answers,
            beside: trip.beside(args.flight),
            at: self.around.now(),
        };
        self.act(Act {
            id: intent.id().0,
            intent: intent.into(),
            about: name,
            passenger: Some(passenger),
            reference: None,
            replaces: None,
        })
    }

    /// Says what a claim lacks: it is worked out anew.
    pub fn answer_claim(&self, args: AnswerClaimArgs) -> Result<Saved, Fault> {
        let intent = AnswerClaim { file: args.claim, answers: args.answers, at: self.around.now() };
        self.about_claim(intent.into(), args.claim, None)
    }

    pub fn approve_claim(&self, args: ClaimArgs) -> Result<Saved, Fault> {
        let intent = ApproveClaim { file: args.claim, amount: args.amount, at: self.around.now() };
        self.about_claim(intent.into(), args.claim, Some(args.amount))
    }

    pub fn refuse_claim(&self, args: RefuseClaimArgs) -> Result<Saved, Fault> {
        let reason = args.reason.trim().chars().take(200).collect();
        let intent = RefuseClaim { file: args.claim, reason, at: self.around.now() };
        self.about_claim(intent.into(), args.claim, None)
    }

    /// Writes down what the passenger chose; anything but money with the words that they agreed to.
    pub fn choose_settlement(&self, args: ChooseSettlementArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::VoucherIssue)?;
        let at = self.around.now();
        let (file, terms, claims) = self.store()?.read(|db| {
            let file: ClaimFile = rows::need(db, args.claim)?;
            Ok((file, policies::table::<VoucherTerms>(db, at)?, policies::table::<ClaimPolicy>(db, at)?))
        })?;
        let given = match args.means {
            ClaimMeans::Cash => None,
            ClaimMeans::Voucher => {
                Some(Instead::Credit(terms.of(VoucherKind::TravelCredit)?.instead_of(args.amount)?))
            }
            ClaimMeans::Miles => Some(Instead::Miles(claims.need_miles(args.amount)?)),
        };
        let agree = |given| agreement(args.agreed.as_ref(), file.passenger, args.amount, given, at);
        let agreement = given.map(agree).transpose()?;
        let version = given.map(|_| terms.id.clone());
        let intent = ChooseSettlement {
            file: file.id,
            passenger: file.passenger,
            means: args.means,
            amount: args.amount,
            agreement,
            terms: version,
            at,
        };
        self.about_claim(intent.into(), file.id, Some(args.amount))
    }

    /// Writes down that the money was handed over.
    pub fn pay_claim(&self, args: ClaimArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::Sale)?;
        let file: ClaimFile = self.store()?.read(|db| rows::need(db, args.claim))?;
        let nothing = || Fault::new("nothing_due", "Nothing is due for this claim: look at it again.");
        let intent = PayClaim {
            file: file.id,
            claim: file.claim().ok_or_else(nothing)?,
            amount: args.amount,
            timeline: self.around.id(),
            at: self.around.now(),
        };
        self.about_claim(intent.into(), file.id, Some(args.amount))
    }

    fn about_claim(&self, intent: Intent, claim: ClaimFileId, amount: Option<Money>) -> Result<Saved, Fault> {
        let (file, name) = self.store()?.read(|db| {
            let file: ClaimFile = rows::need(db, claim)?;
            let name = name_of(db, file.passenger)?;
            Ok((file, name))
        })?;
        let parts = [Some(name), amount.map(|it| it.to_string())];
        self.act(Act {
            intent,
            about: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            passenger: Some(file.passenger),
            id: file.id.0,
            reference: None,
            replaces: None,
        })
    }
}

/// What a person has to act on stands first.
fn urgency(file: &ClaimFile) -> u8 {
    match file.state {
        ClaimState::Escalated => 0,
        ClaimState::AwaitingApproval => 1,
        ClaimState::Chosen => 2,
        ClaimState::Offered => 3,
        ClaimState::Closed => 5,
        _ => 4,
    }
}

fn name_of(db: &Connection, passenger: PassengerId) -> Result<String, Fault> {
    Ok(rows::get::<Passenger>(db, passenger)?.map(|it| it.name.full()).unwrap_or_default())
}

fn row(db: &Connection, file: &ClaimFile, actor: &Actor, now: Timestamp) -> Result<ClaimRow, Fault> {
    // What is given in the place of money follows the day of the choice: today's until somebody chooses.
    let at = file.choice.as_ref().map_or(now, |it| it.at);
    let (terms, claims) = (policies::table::<VoucherTerms>(db, at)?, policies::table::<ClaimPolicy>(db, at)?);
    let designator = rows::get::<Flight>(db, file.flight)?.map(|it| it.designator()).unwrap_or_default();
    let calculation = file.calculation.clone();
    let credit = match file.due() {
        Some(due) => Some(terms.of(VoucherKind::TravelCredit)?.instead_of(due)?),
        None => None,
    };
    let passenger = rows::get::<Passenger>(db, file.passenger)?;
    let member = passenger.as_ref().is_some_and(|it| it.loyalty.is_some());
    let miles = file.due().filter(|_| member).and_then(|due| claims.miles(due));
    let line = |step: &airside_shared::claims::ClaimStep| ClaimLine {
        act: step.act,
        at: clock(&file.station, step.at),
        by: step.by.clone(),
        why: step.why.clone(),
    };
    let approval = file.approval.as_ref().filter(|_| file.waits());
    Ok(ClaimRow {
        id: file.id,
        passenger: file.passenger,
        passenger_name: passenger.map(|it| it.name.full()).unwrap_or_default(),
        designator,
        reason: file.reason,
        stands: file.state,
        ended: file.ended,
        due: file.due(),
        law: calculation.as_ref().and_then(|it| it.law.clone()),
        lacks: calculation.as_ref().and_then(|it| it.lacks.clone()).filter(|_| file.due().is_none()),
        answers: file.answers.clone(),
        arrives: calculation
            .as_ref()
            .and_then(|it| it.arrives)
            .filter(|_| file.state == ClaimState::Calculated)
            .map(|at| clock(&file.station, at)),
        because: calculation.map(|it| it.because).unwrap_or_default(),
        credit,
        miles,
        chosen: file.choice.as_ref().map(|it| it.means),
        credits: file.credits(),
        lacks_yes: approval.map_or(0, |it| it.lacks() as u32),
        decide_by: approval
            .filter(|_| file.state == ClaimState::AwaitingApproval)
            .map(|it| clock(&file.station, it.due_at)),
        may_not: if file.waits() { may_not(file, actor, &claims) } else { None },
        steps: file.steps.iter().map(line).collect(),
        saved: view::save_state(db, Ref::new(Kind::ClaimFile, file.id))?,
    })
}

/// Why this person may not grant it, as the rule will say.
fn may_not(file: &ClaimFile, actor: &Actor, claims: &ClaimPolicy) -> Option<Fault> {
    let due = file.due()?;
    file.may_be_decided_by(actor).and_then(|()| claims.may_grant(actor.role, due)).err()
}
