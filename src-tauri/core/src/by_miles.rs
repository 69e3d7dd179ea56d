//! Miles that pay for an order on board: as many as the passenger was shown, and no more than a member is trusted for.

use airside_shared::{
    Fault,
    money::{Currency, Money},
    passengers::Passenger,
    sales::{ByMiles, MilesPrice, MilesPrices, Paid, Part},
};
use rusqlite::Connection;

use crate::{desk::Desk, policies};

impl Desk {
    /// The part of what is due that the passenger's miles pay, if they are to.
    pub(crate) fn paid_by_miles(
        &self,
        agreed: Option<i64>,
        buyer: Option<&Passenger>,
        due: Money,
    ) -> Result<Option<Part>, Fault> {
        let Some(agreed) = agreed else { return Ok(None) };
        let refused = |code: &'static str, message: String| Err(Fault::of("tender", code, message));
        let Some(member) = buyer.and_then(|it| it.loyalty.as_ref()) else {
            return refused("not_a_member", "Miles are a member's: give the seat of one.".into());
        };
        let table = self.store()?.read(|db| policies::table::<MilesPrices>(db, self.around.now()))?;
        let Some(price) = table.price(due.currency) else {
            return refused("no_miles", format!("Miles pay for nothing in {}.", due.currency));
        };
        let (amount, miles) = price.pays(due)?;
        if amount.minor <= 0 {
            return refused(
                "miles_not_needed",
                "The order is paid without miles: take them off again.".into(),
            );
        }
        if miles != agreed {
            let message = format!("It is {miles} miles by now: show the passenger the order again.");
            return refused("miles_differ", message);
        }
        let paid = ByMiles { member: member.number.clone(), miles, table: price.table };
        Ok(Some(Part { amount, paid: Paid::Miles(paid) }))
    }

    /// What prices cost in miles today.
    pub(crate) fn miles_prices(
        &self,
        db: &Connection,
        currencies: impl IntoIterator<Item = Currency>,
    ) -> Result<Vec<MilesPrice>, Fault> {
        let table = policies::table::<MilesPrices>(db, self.around.now())?;
        Ok(currencies.into_iter().filter_map(|it| table.price(it)).collect())
    }
}
