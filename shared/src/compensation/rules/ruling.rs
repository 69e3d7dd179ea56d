//! A regime's outcome while it is being worked out.

use rust_decimal::Decimal;

use super::clauses::{Arg, Says};
use super::decision::{Award, Figure, Regime, RegimeOutcome, Reimbursement, TraceEntry};
use super::pack::Sources;
use crate::{Fault, money::Currency};

/// How far a regime reaches the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Another place, another time, another subject.
    Outside,
    /// The facts name no route; they are taken to lie where the regime reaches.
    Presumed,
    Inside,
}

/// The outcome that grows, and the citations that its trail is given.
pub(super) struct Ruling<'a> {
    pub reach: Reach,
    pub outcome: RegimeOutcome,
    prefix: String,
    sources: &'a Sources,
}

impl<'a> Ruling<'a> {
    pub fn new(regime: Regime, sources: &'a Sources) -> Self {
        let outcome = RegimeOutcome {
            regime,
            applies: false,
            compensation: None,
            care: Vec::new(),
            refund_option: None,
            reimbursement: None,
            payable_sdr: None,
            in_time: None,
            flag: None,
            missing: None,
            trace: Vec::new(),
        };
        Self { reach: Reach::Outside, outcome, prefix: regime.code().to_lowercase(), sources }
    }

    /// Notes a test that fired.
    pub fn fired(&mut self, rule: &str, because: Says) {
        self.note(rule, true, because);
    }

    /// Notes a test that did not fire.
    pub fn passed(&mut self, rule: &str, because: Says) {
        self.note(rule, false, because);
    }

    /// The regime has no rule about what happened.
    pub fn no_subject(&mut self, event: &str) {
        self.passed("subject", Says::NoSubject { event: Arg::term("event", event) });
    }

    /// Notes a test with its result, and gives the result back.
    pub fn test(&mut self, rule: &str, fired: bool, because: Says) -> bool {
        self.note(rule, fired, because);
        fired
    }

    /// A test that two rights both ask for is noted once.
    fn note(&mut self, rule: &str, fired: bool, because: Says) {
        let citation = self.sources.of(rule).to_owned();
        let rule = format!("{}.{rule}", self.prefix);
        let entry = TraceEntry { rule, fired, because: because.into(), citation };
        if !self.outcome.trace.contains(&entry) {
            self.outcome.trace.push(entry);
        }
    }

    /// The regime reaches the facts.
    pub fn enter(&mut self, reach: Reach) {
        self.reach = reach;
        self.outcome.applies = true;
    }

    /// The regime reached the facts but leaves this passenger out.
    pub fn exclude(&mut self, rule: &str, because: Says) {
        self.passed(rule, because);
        self.outcome.applies = false;
    }

    pub fn award(&mut self, amount: Decimal, currency: Currency) {
        self.award_reduced(amount, currency, None);
    }

    /// An award of nothing is no award.
    pub fn award_reduced(&mut self, amount: Decimal, currency: Currency, full: Option<Decimal>) {
        let full_amount = full.map(Figure);
        self.outcome.compensation =
            (amount > Decimal::ZERO).then_some(Award { amount: Figure(amount), currency, full_amount });
    }

    pub fn reimburse(&mut self, pct: u32, price: Option<Decimal>, base: Option<Decimal>) {
        let amount = price.map(|price| Figure(share(price, pct)));
        self.outcome.reimbursement = Some(Reimbursement { pct, base: base.map(Figure), amount });
    }

    pub fn care(&mut self, what: &[String]) {
        self.outcome.care.extend(what.iter().cloned());
    }

    /// The first flag stays: it is the one that decides about the amount.
    pub fn flag(&mut self, flag: &str) {
        self.outcome.flag.get_or_insert_with(|| flag.to_owned());
    }

    /// A needed fact is not there. A regime that certainly reaches the journey still applies and says what it
    /// waits for; one that was only presumed to does not.
    pub fn lacks(&mut self, fault: &Fault) {
        let field = fault.field.clone().unwrap_or_default();
        let question = Arg::term("question", &field);
        let because = match fault.code.as_ref() {
            "missing_fact" => Says::Lacks { question },
            _ => Says::Unreadable { question },
        };
        self.passed("facts", because);
        self.outcome.missing = Some(field).filter(|field| !field.is_empty());
        if self.reach == Reach::Inside {
            self.flag("FACT_MISSING");
        } else {
            self.outcome.applies = false;
        }
    }
}

/// So many percent of a price, to the hundredth, halves to the passenger.
pub(super) fn share(price: Decimal, pct: u32) -> Decimal {
    let part = price * Decimal::from(pct) / Decimal::ONE_HUNDRED;
    part.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}
