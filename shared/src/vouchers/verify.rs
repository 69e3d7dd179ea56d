//! Whether a code that is shown at a till is good, and if not, why: on what this device knows, without a network.

use jiff::Timestamp;

use super::{
    Issuer, Supplier, Voucher, VoucherKind, VoucherStanding, VoucherTerms,
    code::{self, Signed},
    terms::Valid,
};
use crate::{Fault, money::Money};

/// Where and when a code is shown.
#[derive(Clone, Copy, Debug)]
pub struct Till<'a> {
    pub at: Timestamp,
    /// Who would take it in; none where it is only looked at.
    pub supplier: Option<&'a Supplier>,
    /// The PNR that its bearer showed, if they were asked.
    pub pnr: Option<&'a str>,
    /// The airline's public key, in hexadecimal, which vouches for issuers.
    pub airline: Option<&'a str>,
    pub terms: &'a VoucherTerms,
}

/// What this device knows of a voucher beside its code.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Those whose key it may be signed with.
    pub issuers: &'a [Issuer],
    pub voucher: Option<&'a Voucher>,
    pub standing: Option<&'a VoucherStanding>,
}

/// What the code of a genuine voucher says, how much is left, and why it may not be redeemed, if it may not.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub signed: Signed,
    pub kind: VoucherKind,
    pub left: Money,
    pub refusal: Option<Fault>,
}

/// The fault is about codes that are no vouchers of this airline at all; of those nothing may be shown.
pub fn verify(code: &str, till: &Till<'_>, known: &Known<'_>) -> Result<Verdict, Fault> {
    let signed = genuine(code, till.airline, known)?;
    let kind = VoucherKind::of(&signed.kind)?;
    let left = known.standing.map_or(signed.amount, VoucherStanding::left);
    let refusal = refusal(&signed, kind, left, till, known).err();
    Ok(Verdict { signed, kind, left, refusal })
}

/// What the code says, if a device of this airline signed it.
pub fn genuine(code: &str, airline: Option<&str>, known: &Known<'_>) -> Result<Signed, Fault> {
    let claimed = code::claimed(code)?;
    // What the backend holds it has verified.
    if known.voucher.is_some_and(|voucher| voucher.id == claimed.voucher && voucher.code == code.trim()) {
        return Ok(claimed);
    }
    let airline = airline.ok_or_else(|| {
        Fault::of(
            "code",
            "voucher_unknown_issuer",
            "This device must meet the network once before it can verify vouchers.",
        )
    })?;
    let named = |it: &&Issuer| match (&claimed.detail, known.voucher) {
        (Some(detail), _) => it.id == super::issuer_id(detail.key),
        (None, Some(voucher)) => it.device == voucher.device,
        (None, None) => false,
    };
    let mut last = Fault::of(
        "code",
        "voucher_unknown_issuer",
        "No device that this one knows has signed this: look the voucher up by its holder, or with the network.",
    );
    for issuer in known.issuers.iter().filter(named) {
        if !issuer.is_of(airline) {
            last = code::forged();
            continue;
        }
        match code::verify(code, &issuer.key) {
            Ok(_) if issuer.withdrawn.is_some() && known.voucher.is_none() => {
                let message =
                    "The device that signed this was withdrawn: keep the voucher and call a supervisor.";
                last = Fault::of("code", "voucher_issuer_withdrawn", message);
            }
            Ok(signed) => return Ok(signed),
            Err(fault) => last = fault,
        }
    }
    Err(last)
}

fn refusal(
    signed: &Signed,
    kind: VoucherKind,
    left: Money,
    till: &Till<'_>,
    known: &Known<'_>,
) -> Result<(), Fault> {
    let refuse = |code, message: String| Err(Fault::of("code", code, message));
    if let Some(standing) = known.standing {
        if let Some(revoked) = &standing.revoked {
            return refuse(
                "voucher_revoked",
                format!("It was taken back: {}. Call a supervisor.", revoked.reason),
            );
        }
        if signed.copy() < standing.copy {
            let message = "A newer copy of this voucher was given out: only that one is good.";
            return refuse("voucher_void_copy", message.into());
        }
    }
    if left.minor <= 0 {
        let last = known.standing.and_then(|standing| standing.counted().last());
        let place = last.map_or_else(String::new, |it| format!(" at {}", it.station));
        return refuse("voucher_used_up", format!("Its whole value was redeemed before{place}."));
    }
    if signed.detail.is_some_and(|detail| till.at < detail.not_before) {
        return refuse("voucher_not_yet", "It is not good yet: check the clock of this device.".into());
    }
    if till.at > signed.expires {
        return refuse(
            "voucher_expired",
            "It has expired: ask a supervisor whether it is given anew.".into(),
        );
    }
    let terms = till.terms.of(kind)?;
    if let Some(supplier) = till.supplier {
        if !supplier.kinds.contains(&kind) {
            return refuse(
                "voucher_wrong_supplier",
                format!("{} does not take this kind in.", supplier.name),
            );
        }
        let elsewhere = supplier.station.as_ref().is_none_or(|station| *station != signed.place);
        if terms.valid == Valid::Station && elsewhere {
            return refuse("voucher_wrong_place", format!("It is good at {} only.", signed.place));
        }
    }
    if let (Some(pnr), Some(detail)) = (till.pnr, &signed.detail)
        && code::holder(signed.voucher, pnr) != detail.holder
    {
        return refuse(
            "voucher_wrong_holder",
            "It was given to somebody else: ask for the right booking.".into(),
        );
    }
    Ok(())
}

/// How much of it may be redeemed at once, or why not this much.
pub fn check_amount(verdict: &Verdict, amount: Money, terms: &VoucherTerms, held: bool) -> Result<(), Fault> {
    let refuse = |code, message: String| Err(Fault::of("amount", code, message));
    if amount.currency != verdict.left.currency {
        return refuse("currency_mismatch", format!("The voucher is in {}.", verdict.left.currency));
    }
    if amount.minor <= 0 {
        return refuse("amount_not_positive", "Give an amount above zero.".into());
    }
    if amount.minor > verdict.left.minor {
        return refuse(
            "voucher_not_enough",
            format!("{} is left on it: take the rest otherwise.", verdict.left),
        );
    }
    let of = terms.of(verdict.kind)?;
    if !of.partial && amount != verdict.left {
        return refuse("voucher_not_in_parts", "This kind is redeemed whole: no change is given.".into());
    }
    match of.unseen(amount.currency) {
        Some(most) if !held && amount.minor > most.minor => {
            let message = format!("Without having heard of it, this desk takes in {most} at most.");
            refuse("voucher_unseen_limit", message)
        }
        _ => Ok(()),
    }
}
