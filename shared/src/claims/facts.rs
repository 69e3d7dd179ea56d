//! What is put to the rules about a claim: what is known, and beside it what people said; and the money that the rules'
//! answer comes to.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Map, Value, json};

use super::{Answers, ClaimReason, Matter, SdrRates};
use crate::{
    Fault, airports,
    compensation::{Decided, Policies, Regime, known_facts},
    money::Money,
    trips::Journey,
};

/// A loss that was proven by receipts, as money: `300.00 EUR`. The Convention counts it in special drawing rights.
pub const LOSS: &str = "proven_loss";
/// What was paid for the one flight, without what does not depend on the class: `480.00 EUR`.
pub const PRICE: &str = "flight_price";
/// Days after which somebody complained.
const COMPLAINT: &str = "complaint_days";
/// The same, after a late bag was handed over.
const AFTER_DELIVERY: &str = "complaint_days_after_delivery";
/// The airline says that the bag will not be found (Montreal Convention Art 17(3)).
pub const ADMITTED: &str = "loss_admitted";

/// What the rules call a bag that counts as lost.
const LOST: &str = "BAG_LOST";

/// What somebody asks for, with all that is needed to decide it.
pub struct Asked<'a> {
    pub about: ClaimReason,
    pub journey: Journey<'a>,
    /// What people said that is not known otherwise.
    pub answers: &'a Answers,
    /// When it was asked for.
    pub at: Timestamp,
    pub rates: &'a SdrRates,
}

/// What the rules give somebody.
#[derive(Clone, Debug)]
pub struct Given {
    pub decided: Decided,
    /// The law by which it is due, or which gives most of what is no money.
    pub law: Option<Regime>,
    pub amount: Option<Money>,
    /// What has to be said before it can be decided; only where nothing is due without it.
    pub lacks: Option<String>,
}

impl Asked<'_> {
    /// The facts. What is known goes before what somebody says.
    ///
    /// # Errors
    /// `wrong_amount` on the answer, `no_rate` for a currency that the airline has set no rate of.
    pub fn facts(&self) -> Result<Map<String, Value>, Fault> {
        let mut facts = known_facts(self.about, &self.journey);
        for (name, value) in self.answers {
            facts.entry(name.clone()).or_insert_with(|| value.clone());
        }
        if let Some(loss) = self.money(LOSS)? {
            let rights = self.rates.rights(loss).ok_or_else(no_rate)?;
            facts.insert("proven_sdr".into(), json!(to_f64(rights)));
            let dollars = self.rates.worth(crate::compensation::Figure(rights), crate::money::Currency::USD);
            let usd = if loss.currency == crate::money::Currency::USD { Some(loss) } else { dollars };
            if let Some(usd) = usd {
                facts
                    .insert("proven_loss_usd".into(), json!(usd.figure().parse::<f64>().unwrap_or_default()));
            }
        }
        if let Some(price) = self.money(PRICE)? {
            let figure = price.figure().parse::<f64>().unwrap_or_default();
            facts.insert("flight_price_net_class_dependent".into(), json!(figure));
        }
        // A bag that came late came after its owner: so many days at most.
        let complaint = matches!(self.about, ClaimReason::BaggageDamage | ClaimReason::BaggageDelay);
        if complaint && ![COMPLAINT, AFTER_DELIVERY].iter().any(|it| facts.contains_key(*it)) {
            facts.extend(self.since_arrival().map(|days| (COMPLAINT.to_owned(), days.into())));
        }
        Ok(facts)
    }

    /// What has to be said before a bag can be paid for: when it came, where the time to complain may have run out, and
    /// that it is lost, before it counts as lost by itself.
    fn bag_lacks(&self, decided: &Decided, tables: &Policies) -> Result<Option<&'static str>, Fault> {
        let said = |name| self.answers.contains_key(name);
        let too_late = || decided.decision.regimes.iter().any(|it| it.in_time == Some(false));
        Ok(match self.about {
            ClaimReason::BaggageDelay if !said(AFTER_DELIVERY) && too_late() => Some(AFTER_DELIVERY),
            ClaimReason::BaggageLoss if !said(ADMITTED) && !self.counts_as_lost(decided, tables)? => {
                Some(ADMITTED)
            }
            _ => None,
        })
    }

    /// Whether it is missing for so long that nobody has to admit anything.
    fn counts_as_lost(&self, decided: &Decided, tables: &Policies) -> Result<bool, Fault> {
        let Some(days) = self.since_arrival() else { return Ok(false) };
        let mut facts = decided.facts.clone();
        facts.insert("event".into(), "baggage_missing".into());
        facts.insert("days_since_due".into(), days.into());
        let decision = Decided::on(facts, tables)?.decision;
        Ok(decision.regimes.iter().any(|it| it.flag.as_deref() == Some(LOST)))
    }

    /// Days since the bag was to be handed out, which is when they arrived.
    fn since_arrival(&self) -> Option<i64> {
        let zone = TimeZone::get(airports::find(self.journey.route().last()?)?.tz).ok()?;
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let days = day(self.at).duration_since(day(self.journey.arrival()?.at)).as_hours() / 24;
        Some(days.max(0))
    }

    fn money(&self, name: &str) -> Result<Option<Money>, Fault> {
        let Some(Value::String(text)) = self.answers.get(name) else { return Ok(None) };
        let money: Money =
            text.parse().map_err(|fault: Fault| Fault { field: Some(name.to_owned()), ..fault })?;
        match money.minor > 0 {
            true => Ok(Some(money)),
            false => Err(Fault::of(name, "amount_not_positive", "Give an amount above zero.")),
        }
    }

    /// What the rules give.
    ///
    /// # Errors
    /// As [`Asked::facts`], and as the rules: `missing_fact` where no law can be decided.
    pub fn decide(&self, tables: &Policies) -> Result<Given, Fault> {
        let decided = Decided::on(self.facts()?, tables).map_err(|fault| match &fault.field {
            Some(field) => Fault { field: Some(question(field).to_owned()), ..fault },
            None => fault,
        })?;
        let sum = decided.decision.sum();
        let mut given = Given { law: sum.regime, amount: sum.amount, lacks: None, decided };
        if self.about.matter() == Matter::Bags && self.answers.get(ADMITTED) == Some(&false.into()) {
            // It is still looked for: that is a late bag, and no lost one.
            given.amount = None;
            return Ok(given);
        }
        if given.amount.is_none() {
            self.other_money(&mut given)?;
        }
        if given.amount.is_none() && given.lacks.is_none() {
            given.lacks = self.undecided(&given);
        }
        // Asked after what it is worth: a claim that gives nothing needs no more answers.
        if (given.amount.is_some() || self.about == ClaimReason::BaggageDelay)
            && given.lacks.is_none()
            && let Some(lacks) = self.bag_lacks(&given.decided, tables)?
        {
            (given.amount, given.lacks) = (None, Some(lacks.to_owned()));
        }
        Ok(given)
    }

    /// Money that is no sum of a law's own: part of a price, or a loss.
    fn other_money(&self, given: &mut Given) -> Result<(), Fault> {
        let applying = given.decided.decision.regimes.iter().filter(|it| it.applies);
        match self.about.matter() {
            Matter::Journey => {}
            Matter::Seat => {
                let Some(law) = applying.into_iter().find(|it| it.reimbursement.is_some()) else {
                    return Ok(());
                };
                given.law = Some(law.regime);
                let price = self.money(PRICE)?;
                let back = law.reimbursement.and_then(|it| it.amount).zip(price);
                given.amount = back.map(|(part, of)| Money::new(part.minor(of.currency), of.currency));
                given.lacks = price.is_none().then(|| PRICE.to_owned());
            }
            Matter::Bags => {
                let Some((law, rights)) = applying.into_iter().find_map(|it| Some((it, it.payable_sdr?)))
                else {
                    return Ok(());
                };
                given.law = Some(law.regime);
                let loss = self.money(LOSS)?.filter(|_| !rights.0.is_zero());
                let limit = loss.map(|loss| self.rates.worth(rights, loss.currency).ok_or_else(no_rate));
                // Below the limit it is the loss itself, not what became of it on the way through another unit.
                given.amount =
                    loss.zip(limit.transpose()?).map(|(loss, limit)| match loss.minor <= limit.minor {
                        true => loss,
                        false => limit,
                    });
            }
        }
        Ok(())
    }

    /// What a law lacks that may give something, where no other gives anything: it is asked for, and never taken for a
    /// no.
    fn undecided(&self, given: &Given) -> Option<String> {
        // A law for proven loss always lacks the proof: no journey waits for that.
        let journey = self.about.matter() == Matter::Journey;
        let mut others =
            given.decided.decision.regimes.iter().filter(|it| !journey || it.regime != Regime::Mc99);
        others.find_map(|it| it.missing.as_deref()).map(|it| question(it).to_owned())
    }
}

/// What a person is asked for a fact: nobody has a receipt in special drawing rights.
pub fn question(fact: &str) -> &str {
    match fact {
        "proven_sdr" | "proven_loss_usd" => LOSS,
        other => other,
    }
}

fn to_f64(figure: rust_decimal::Decimal) -> f64 {
    use rust_decimal::prelude::ToPrimitive;
    figure.to_f64().unwrap_or_default()
}

fn no_rate() -> Fault {
    let message = "There is no rate for that currency: give the loss in another one.";
    Fault::of(LOSS, "no_rate", message)
}
