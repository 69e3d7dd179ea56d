//! Codes of vouchers in the person's words.

use airside_shared::{money::Money, vouchers::LossReason};
use leptos::prelude::Get;

use crate::i18n::{I18n, Key, key, money};

/// Why a voucher is not taken in, in a few words that are read from a step away.
pub fn reason(code: &str) -> Key {
    use key::vouchers::reason as r;
    match code {
        "voucher_unreadable" => r::unreadable,
        "voucher_forged" => r::forged,
        "voucher_unknown_issuer" => r::unknown_issuer,
        "voucher_issuer_withdrawn" => r::issuer_withdrawn,
        "voucher_revoked" => r::revoked,
        "voucher_void_copy" => r::void_copy,
        "voucher_used_up" => r::used_up,
        "voucher_not_yet" => r::not_yet,
        "voucher_expired" => r::expired,
        "voucher_wrong_supplier" => r::wrong_supplier,
        "voucher_wrong_place" => r::wrong_place,
        "voucher_wrong_holder" => r::wrong_holder,
        _ => r::other,
    }
}

/// What to do about a refusal that has to do with vouchers.
pub fn known(code: &str) -> Option<Key> {
    use key::vouchers::advice as a;
    Some(match code {
        "voucher_unreadable" => a::scan_again,
        "voucher_forged" | "voucher_issuer_withdrawn" | "voucher_revoked" => a::keep_and_call,
        "voucher_unknown_issuer" => a::look_up,
        "voucher_void_copy" => a::newer_copy,
        "voucher_used_up" => a::nothing_left,
        "voucher_not_yet" => a::clock,
        "voucher_expired" => a::supervisor,
        "voucher_wrong_supplier" | "voucher_wrong_place" | "unknown_supplier" => a::elsewhere,
        "voucher_wrong_holder" => a::holder,
        "voucher_not_enough" => a::not_enough,
        "voucher_not_in_parts" => a::not_in_parts,
        "voucher_twice" | "voucher_not_needed" => a::take_off,
        "voucher_unseen_limit" => a::unseen_limit,
        "agreement_missing" => a::agreement,
        "not_offered" | "reissued_meanwhile" | "already_reviewed" => a::look_again,
        _ => return None,
    })
}

/// Why something was given for a voucher that does not cover it.
pub fn loss(why: LossReason) -> Key {
    use key::vouchers::loss as l;
    match why {
        LossReason::UsedUp => l::used_up,
        LossReason::Revoked => l::revoked,
        LossReason::Expired => l::expired,
        LossReason::VoidCopy => l::void_copy,
        LossReason::IssuerWithdrawn => l::issuer_withdrawn,
    }
}

/// An amount as it is read here.
pub fn sum(i18n: I18n, it: Money) -> String {
    money(i18n.locale.get(), it.minor, it.currency.code())
}
