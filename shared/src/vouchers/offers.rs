//! Which vouchers may be offered beside the meal: what a law has the carrier look after, and what the airline gives
//! of its own.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{GivenTo, VoucherKind, VoucherTerms};
use crate::{
    Fault,
    access::Role,
    compensation::{Arg, Said, Says},
    money::{Currency, Money},
    policies::Table,
};

/// The law of claims on the airline's own care.
pub const AIRLINE_CARE: &str = "AIRLINE_CARE";

/// What an offer rests on.
#[derive(Clone, Copy, Debug)]
pub struct Grounds<'a> {
    /// Codes of what each law that applies has the carrier look after.
    pub care: &'a [(String, Vec<String>)],
    /// The money that is due, and by which law.
    pub due: Option<(&'a str, Money)>,
    pub waited_min: i64,
    pub role: Role,
    pub to: GivenTo<'a>,
    /// Of the place where they are given.
    pub currency: Currency,
    /// What holds on the day on which they would be issued.
    pub terms: &'a Table<VoucherTerms>,
}

/// One voucher that may be issued now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoucherOffer {
    pub kind: VoucherKind,
    /// What it is worth; the most that may be chosen, where somebody chooses.
    pub amount: Money,
    /// Whoever issues it chooses the sum.
    #[serde(default)]
    pub chosen: bool,
    /// What is suggested to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<Money>,
    /// A law has the carrier give it.
    pub owed: bool,
    pub law: String,
    /// Version of the terms.
    pub policy: String,
    /// The money in whose place it stands: only with the passenger's agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<Money>,
    pub because: Said,
}

/// What a law owes comes first, the airline's own after it.
pub fn voucher_offers(on: &Grounds<'_>) -> Result<Vec<VoucherOffer>, Fault> {
    let terms = on.terms;
    let offer = |kind, amount, law: &str, because: Says| VoucherOffer {
        kind,
        amount,
        chosen: false,
        suggested: None,
        owed: false,
        law: law.to_owned(),
        policy: terms.id.clone(),
        instead_of: None,
        because: because.into(),
    };
    let mut offers = Vec::new();
    // Laws name the night and the way to it differently.
    let words = [
        (VoucherKind::Hotel, ["hotel", "accommodation"]),
        (VoucherKind::Transport, ["transfer", "transport"]),
    ];
    for (kind, words) in words {
        let named = |code: &String| words.iter().any(|word| code.contains(word));
        let owing = on.care.iter().find(|(_, care)| care.iter().any(named));
        let word = words[0];
        if let (Some((law, _)), Some(amount)) = (owing, terms.of(kind)?.amount(on.currency)) {
            let because = Says::VoucherCare { law: Arg::code(law), care: Arg::Care(vec![word.to_owned()]) };
            offers.push(VoucherOffer { owed: true, ..offer(kind, amount, law, because) });
        }
    }
    let credit = terms.of(VoucherKind::TravelCredit)?;
    if let Some((law, due)) = on.due.filter(|(_, due)| due.minor > 0) {
        let because = Says::VoucherCredit {
            law: Arg::code(law),
            amount: Arg::money(Decimal::new(due.minor, due.currency.exponent()), due.currency),
            percent: Arg::Percent(credit.percent.unwrap_or(100)),
        };
        let amount = credit.instead_of(due)?;
        offers.push(VoucherOffer {
            instead_of: Some(due),
            ..offer(VoucherKind::TravelCredit, amount, law, because)
        });
    }
    let lounge = terms.of(VoucherKind::Lounge)?;
    let limit = lounge.from_min.unwrap_or_default();
    if let Some(amount) = lounge.amount(on.currency).filter(|_| on.waited_min >= limit) {
        let because = Says::VoucherLounge { wait: Arg::Minutes(on.waited_min), limit: Arg::Minutes(limit) };
        offers.push(offer(VoucherKind::Lounge, amount, AIRLINE_CARE, because));
    }
    if let Some(most) = terms.most(VoucherKind::Goodwill, on.role, on.currency) {
        offers.push(goodwill(on, most, offer));
    }
    Ok(offers)
}

/// Goodwill up to what a role may give, with what is suggested for whom it is and for what happened.
fn goodwill(
    on: &Grounds<'_>,
    most: Money,
    offer: impl Fn(VoucherKind, Money, &str, Says) -> VoucherOffer,
) -> VoucherOffer {
    let Some(it) = on.terms.suggested(&on.to, on.currency) else {
        let given = offer(VoucherKind::Goodwill, most, AIRLINE_CARE, Says::VoucherGoodwill {});
        return VoucherOffer { chosen: true, ..given };
    };
    let [cabin, tier, cause] = it.percent.map(Arg::Percent);
    let because = Says::VoucherGesture {
        basic: Arg::money(Decimal::new(it.basic.minor, it.basic.currency.exponent()), it.basic.currency),
        cabin: Arg::term("cabin", on.to.cabin),
        cabin_percent: cabin,
        tier: Arg::term("tier", if on.to.tier.is_empty() { "none" } else { on.to.tier }),
        tier_percent: tier,
        cause: Arg::term("cause", on.to.cause),
        cause_percent: cause,
    };
    let suggested = Money::new(it.amount.minor.min(most.minor), most.currency);
    let given = offer(VoucherKind::Goodwill, most, AIRLINE_CARE, because);
    VoucherOffer { chosen: true, suggested: Some(suggested), ..given }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(care: &[&str], due: Option<Money>, waited_min: i64, role: Role) -> Vec<VoucherOffer> {
        let care = vec![("EU261".to_owned(), care.iter().map(|it| (*it).to_owned()).collect())];
        let grounds = Grounds {
            care: &care,
            due: due.map(|due| ("US_250", due)),
            waited_min,
            role,
            to: GivenTo { cabin: "J", tier: "gold", cause: "technical" },
            currency: Currency::USD,
            terms: Table::embedded().unwrap(),
        };
        voucher_offers(&grounds).unwrap()
    }

    fn kinds(offers: &[VoucherOffer]) -> Vec<VoucherKind> {
        offers.iter().map(|it| it.kind).collect()
    }

    #[test]
    fn what_the_law_owes_stands_above_what_the_airline_gives() {
        let due = Some(Money::new(77_500, Currency::USD));
        let offers = offered(&["meals", "hotel", "airport-hotel transfer"], due, 600, Role::CheckIn);
        use VoucherKind::{Goodwill, Hotel, Lounge, Transport, TravelCredit};
        assert_eq!(kinds(&offers), [Hotel, Transport, TravelCredit, Lounge, Goodwill]);
        assert_eq!(offers.iter().map(|it| it.owed).collect::<Vec<_>>(), [true, true, false, false, false]);
        assert!(offers[..2].iter().all(|it| it.law == "EU261"));
        assert_eq!((offers[2].amount.minor, offers[2].instead_of), (96_875, due));
    }

    #[test]
    fn goodwill_is_suggested_by_cabin_tier_and_cause_and_never_above_what_the_role_may_give() {
        let of = |role| offered(&[], None, 0, role).pop().unwrap();
        // 15.00 in business, gold, technical: 150, 125 and 150 percent.
        assert_eq!(of(Role::Supervisor).suggested, Some(Money::new(4_218, Currency::USD)));
        let agent = of(Role::CheckIn);
        assert_eq!((agent.suggested, agent.amount.minor), (Some(agent.amount), 2_500));
        let terms = Table::<VoucherTerms>::embedded().unwrap();
        let plain = terms.suggested(&GivenTo { cabin: "Y", tier: "", cause: "weather" }, Currency::USD);
        assert_eq!(plain.unwrap().amount.minor, 1_200);
    }

    #[test]
    fn credit_stands_for_money_in_the_currency_in_which_it_is_due() {
        let due = Some(Money::new(25_000, Currency::EUR));
        let offers = offered(&[], due, 0, Role::CheckIn);
        assert_eq!(
            (offers[0].kind, offers[0].amount),
            (VoucherKind::TravelCredit, Money::new(31_250, Currency::EUR))
        );
        let nothing = Some(Money::new(0, Currency::EUR));
        assert!(!kinds(&offered(&[], nothing, 0, Role::CheckIn)).contains(&VoucherKind::TravelCredit));
    }

    #[test]
    fn a_short_wait_gives_no_lounge_and_a_role_without_a_limit_no_goodwill() {
        assert_eq!(kinds(&offered(&[], None, 179, Role::CheckIn)), [VoucherKind::Goodwill]);
        assert_eq!(kinds(&offered(&[], None, 180, Role::Analyst)), [VoucherKind::Lounge]);
    }
}
