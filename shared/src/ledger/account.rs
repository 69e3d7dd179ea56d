//! The accounts of the books.

use serde::{Deserialize, Serialize};

/// On which side of an account its balance usually stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Debit,
    Credit,
}

macro_rules! accounts {
    ($($(#[$doc:meta])* $name:ident = $word:literal on $side:ident),+ $(,)?) => {
        /// Where money is, or why it came or went.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Account { $($(#[$doc])* $name),+ }

        impl Account {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name in the database and on the wire.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// The account of that name.
            pub fn of(name: &str) -> Option<Self> {
                match name { $($word => Some(Self::$name),)+ _ => None }
            }

            pub const fn side(self) -> Side {
                match self { $(Self::$name => Side::$side),+ }
            }
        }
    };
}

accounts! {
    /// What others owe for what they got: a card that was not captured yet.
    Receivable = "receivable" on Debit,
    /// Notes and coins in the crews' bags.
    CashBag = "cash_bag" on Debit,
    /// Captured at the payment processor, on its way to the bank.
    Processor = "processor" on Debit,
    /// What the programme owes for what members paid with miles, less what it is owed for miles that it gave them.
    Programme = "programme" on Debit,
    /// Vouchers that are out and can still be used.
    VoucherLiability = "voucher_liability" on Credit,
    /// Vouchers that nobody used in time.
    Breakage = "breakage" on Credit,
    /// What disruptions cost.
    CompensationCost = "compensation_cost" on Debit,
    /// Taxes in prices, owed to the state.
    Tax = "tax" on Credit,
    /// Refunds that were granted and are not paid out yet.
    Refunds = "refunds" on Credit,
    SalesRevenue = "sales_revenue" on Credit,
    /// Miles that were promised and that the programme has not taken over yet.
    Miles = "miles" on Credit,
    /// Between currencies: notes that paid for prices in another, and what they were worth there.
    Exchange = "exchange" on Debit,
    /// What is gone: cash that was short, cards that were declined afterwards, vouchers used twice.
    Losses = "losses" on Debit,
}
