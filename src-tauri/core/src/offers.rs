//! Which vouchers somebody may be given now, for one as for a whole flight.

use airside_shared::{
    Fault,
    access::Role,
    compensation::{Decided, MealRequest, Policies, Said, currency_at, waited},
    ipc::MealOffer,
    money::{Currency, Money},
    policies::Table,
    trips::Cabin,
    vouchers::{
        AIRLINE_CARE, Agreement, Claim, GivenTo, Grounds, VoucherKind, VoucherOffer, VoucherTerms, claim_id,
        voucher_offers,
    },
};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    compensation::{Subject, meal},
    store::rows,
};

/// Who gives, where and when.
pub(crate) struct Giver<'a> {
    pub station: &'a str,
    pub now: Timestamp,
    pub role: Role,
    pub tables: &'a Policies,
    pub terms: &'a Table<VoucherTerms>,
    /// Where the station's own is not known.
    pub currency: Option<Currency>,
}

/// One voucher, and why it is given.
pub(crate) struct What {
    pub kind: VoucherKind,
    pub amount: Money,
    pub law: String,
    pub policy: String,
    pub because: Vec<Said>,
    pub agreement: Option<Agreement>,
}

impl Giver<'_> {
    /// What may be offered beside the meal, whether it was given before or not.
    pub fn offers(
        &self,
        of: &Subject,
        decided: Option<&Decided>,
        due: Option<Money>,
    ) -> Result<Vec<VoucherOffer>, Fault> {
        let own = currency_at(self.station, of.flight.date, self.tables);
        let Some(currency) = own.or(self.currency) else { return Ok(Vec::new()) };
        let regimes = decided.map(|it| it.decision.regimes.as_slice()).unwrap_or_default();
        let applying = regimes.iter().filter(|regime| regime.applies);
        let care: Vec<(String, Vec<String>)> =
            applying.map(|regime| (regime.regime.code().to_owned(), regime.care.clone())).collect();
        let law =
            decided.and_then(|it| it.decision.sum().regime).map_or(AIRLINE_CARE, |regime| regime.code());
        let cabin = of.trip.segment_on(of.flight.id).map_or(Cabin::Economy, |segment| segment.cabin);
        let tier = of.passenger.loyalty.as_ref().map(|it| it.tier);
        let request = MealRequest::of(&of.flight, cabin, tier, self.station, self.now);
        let cause = of.flight.disruption.as_ref().map_or("unspecified", |it| &it.cause);
        voucher_offers(&Grounds {
            care: &care,
            due: due.map(|due| (law, due)),
            waited_min: waited(&of.flight, self.now),
            role: self.role,
            to: GivenTo { cabin: request.cabin, tier: request.tier, cause },
            currency,
            terms: self.terms,
        })
    }

    /// What everybody on a flight can be given in one go: nobody chooses its sum, and nobody has to agree to it. Of
    /// goodwill that is what the terms suggest.
    pub fn together(&self, of: &Subject, decided: Option<&Decided>) -> Result<Vec<What>, Fault> {
        let offers = self.offers(of, decided, None)?.into_iter().filter_map(|offer| {
            let amount = if offer.chosen { offer.suggested.filter(|it| it.minor > 0)? } else { offer.amount };
            Some(What::of(offer, amount, None))
        });
        let meal = meal(of, self.station, self.now, self.tables).map(What::meal);
        Ok(meal.into_iter().chain(offers).collect())
    }
}

impl What {
    pub fn meal(offer: MealOffer) -> Self {
        Self {
            kind: VoucherKind::Meal,
            amount: offer.amount,
            law: AIRLINE_CARE.into(),
            policy: offer.policy,
            because: offer.because.into_iter().map(|clause| clause.because).collect(),
            agreement: None,
        }
    }

    pub fn of(offer: VoucherOffer, amount: Money, agreement: Option<Agreement>) -> Self {
        let VoucherOffer { kind, law, policy, because, .. } = offer;
        Self { kind, amount, law, policy, because: vec![because], agreement }
    }
}

/// The claim that such a voucher has settled for them on this flight.
pub(crate) fn settled(
    db: &Connection,
    of: &Subject,
    kind: VoucherKind,
    law: &str,
) -> Result<Option<Claim>, Fault> {
    rows::get(db, claim_id(of.passenger.id, of.flight.id, kind, law))
}
