//! The word of each variant: stored in databases and tested in rules.

use std::collections::BTreeMap;

use airside_shared::{
    access::{Permission, Role, TABLE},
    cases::{CaseStatus, Category, Priority},
    claims::{ClaimAct, ClaimEnd, ClaimMeans, ClaimState},
    devices::DeviceKind,
    entity::Kind,
    flights::FlightStatus,
    ledger::Account,
    passengers::Tier,
    payments::{PaymentState, Way},
    refunds::{Means, RefundReason},
    sync::EntryState,
    timeline::TimelineKind,
    trips::{Cabin, SegmentStatus},
    vouchers::{VoucherKind, VoucherStatus},
};
use serde::Serialize;
use serde_json::Value;

fn words<T: Serialize>(variants: &[T]) -> Vec<Value> {
    variants.iter().map(|variant| serde_json::to_value(variant).unwrap()).collect()
}

fn people_and_places() -> [(&'static str, Vec<Value>); 8] {
    use FlightStatus::{Boarding, Cancelled, Delayed, Departed, Diverted, Landed, Scheduled};
    use SegmentStatus::{Boarded, Booked, CheckedIn, Flown, NoShow, Rebooked};
    let permissions: Vec<Permission> = TABLE.iter().map(|(permission, _)| *permission).collect();
    [
        ("role", words(&Role::ALL)),
        ("permission", words(&permissions)),
        ("kind", words(Kind::ALL)),
        ("device_kind", words(&[DeviceKind::Desk, DeviceKind::Tablet, DeviceKind::Kiosk])),
        ("flight_status", words(&[Scheduled, Delayed, Boarding, Departed, Landed, Cancelled, Diverted])),
        ("tier", words(&[Tier::Blue, Tier::Silver, Tier::Gold, Tier::Platinum])),
        ("cabin", words(&[Cabin::Economy, Cabin::PremiumEconomy, Cabin::Business, Cabin::First])),
        ("segment_status", words(&[Booked, CheckedIn, Boarded, Flown, NoShow, Rebooked])),
    ]
}

fn cases_and_vouchers() -> [(&'static str, Vec<Value>); 16] {
    use CaseStatus::{Closed, InProgress, Open, Resolved, Waiting};
    use EntryState::{Applied, Blocked, Queued, Rejected, Sending, Superseded};
    use TimelineKind as T;
    use VoucherKind::{Goodwill, Hotel, Lounge, Meal, Transport, TravelCredit};
    let told = [
        T::Call,
        T::Email,
        T::Chat,
        T::Visit,
        T::Purchase,
        T::Flight,
        T::Case,
        T::Compliment,
        T::Complaint,
        T::Suggestion,
        T::Compensation,
        T::Consent,
        T::Preference,
    ];
    [
        ("category", words(&[Category::CHOICES, &[Category::Handover]].concat())),
        ("priority", words(&[Priority::Low, Priority::Normal, Priority::High, Priority::Urgent])),
        ("case_status", words(&[Open, InProgress, Waiting, Resolved, Closed])),
        ("entry_state", words(&[Queued, Sending, Applied, Rejected, Blocked, Superseded])),
        ("timeline_kind", words(&told)),
        ("voucher_kind", words(&[Meal, Hotel, Transport, TravelCredit, Lounge, Goodwill])),
        ("account", words(Account::ALL)),
        ("payment_state", words(&PaymentState::ALL)),
        ("payment_way", words(&Way::ALL)),
        ("refund_means", words(&Means::ALL)),
        ("refund_reason", words(&RefundReason::ALL)),
        ("claim_state", words(ClaimState::ALL)),
        ("claim_end", words(ClaimEnd::ALL)),
        ("claim_means", words(ClaimMeans::ALL)),
        ("claim_act", words(ClaimAct::ALL)),
        (
            "voucher_status",
            words(&[
                VoucherStatus::Issued,
                VoucherStatus::Redeemed,
                VoucherStatus::Revoked,
                VoucherStatus::Expired,
            ]),
        ),
    ]
}

#[test]
fn each_word_is_the_one_that_is_stored_out_there() {
    let all: BTreeMap<&str, Vec<Value>> =
        people_and_places().into_iter().chain(cases_and_vouchers()).collect();
    insta::assert_json_snapshot!("words", all);
}
