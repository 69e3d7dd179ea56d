//! What really happened. A simulation in which nothing goes wrong proves nothing, so every kind of fault and
//! of conflict is counted, and the test asserts that none of them stayed at zero.

use std::{collections::BTreeMap, ops::AddAssign};

macro_rules! kinds {
    ($(#[$doc:meta])* $list:ident $name:ident: $($kind:ident = $words:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($kind),+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            pub const fn words(self) -> &'static str {
                match self { $(Self::$kind => $words),+ }
            }
        }
    };
}

kinds! {
    /// Faults that were put in, and what came of them: it must all happen sometimes.
    ALL Sometimes:
    RequestDropped = "request dropped",
    ReplyDropped = "reply dropped",
    RequestCut = "request cut in its body",
    ReplyCut = "reply cut in its body",
    RequestDoubled = "request delivered twice",
    Reordered = "old request delivered after a newer one",
    Delayed = "message delayed by seconds",
    Partition = "device cut off",
    ServerRestart = "backend restarted",
    ServerDiedAfterCommit = "backend died between commit and reply",
    StoreFailed = "backend's disk failed in a transaction",
    CrashBeforeCommit = "device died before a commit",
    CrashAfterCommit = "device died after a commit",
    ClockJump = "device's clock jumped",
    Tampered = "scope's checksum damaged",
    UserSwitched = "user switched",
    SignedInAgain = "signed in again",
    RoleTaken = "role changed behind the device's back",
    NewsOfFlight = "flight changed by the airline",
    ClaimPaidTwice = "two payments of one claim, the second refused",
    RebookedVoucher = "voucher of a rebooked passenger refused",
    SamePreference = "same preference edited by two",
    OutOfStock = "sale refused at the trolley: out of stock",
    Oversold = "stock below zero after two offline sales",
    LaneBlocked = "entry blocked behind a refused one of its lane",
    DependentBlocked = "entry blocked behind what it depends on",
    Discarded = "refused entry discarded",
    Resent = "refused entry sent again",
    HandedOver = "refused entry handed over",
    ScopeWithdrawn = "scope withdrawn",
    ScopeHealed = "scope healed after its checksum disagreed",
    PhotoSent = "photo sent in pieces",
    NotPermitted = "refused because the role was taken away",
    FlightEvent = "event of a flight opened claims",
    JobDone = "backend's job done",
    ClaimGranted = "claim granted by a person",
    ClaimSettledByItself = "claim settled by a job",
    ClaimPaidInCash = "claim paid in cash at a desk",
    ClaimRefusedTwice = "second decision about a claim refused",
    Redeemed = "voucher taken in",
    RedeemedTwice = "voucher taken in twice, the second a loss",
    RefundGranted = "refund granted",
    TrolleyCounted = "trolley counted",
    CardDeclined = "card declined, the order failed",
    CardUnknown = "terminal fell silent after charging",
    OrderResumed = "order paid when the terminal was asked again",
    OrderGivenUp = "order given up, its money gone back",
    PaidInParts = "sale paid in parts",
    PaidByVoucher = "sale paid by a voucher",
    PaidWithMiles = "sale paid with miles",
    VoucherGivenBack = "voucher given back by a void",
    NotesExchanged = "sale paid with notes of another currency",
    CountMadeUp = "sale heard of after the count that it was in",
    RulesChanged = "table of rules approved by two people",
    QuietPoint = "quiet points checked",
    SpotCheck = "spot checks in the storm",
}

/// How often.
#[derive(Clone, Debug, Default)]
pub struct Tally(BTreeMap<Sometimes, u64>);

impl Tally {
    pub fn note(&mut self, what: Sometimes) {
        *self.0.entry(what).or_default() += 1;
    }

    pub fn of(&self, what: Sometimes) -> u64 {
        self.0.get(&what).copied().unwrap_or_default()
    }

    /// What never happened.
    pub fn never(&self) -> Vec<&'static str> {
        Sometimes::ALL.iter().filter(|s| self.of(**s) == 0).map(|s| s.words()).collect()
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        for (what, count) in other.0 {
            *self.0.entry(what).or_default() += count;
        }
    }
}
