//! What settles a claim without anybody's hand: a voucher that the backend signs, or miles. Every id follows from the
//! claim, so that doing it again after a crash makes the same.

use ed25519_dalek::SigningKey;
use jiff::Timestamp;

use super::{ClaimFile, ClaimMeans, ClaimPolicy, ClaimSettlement};
use crate::{
    Fault, Language,
    entity::{Entity, Kind, Ref},
    ids::{AllowanceId, ClaimId, DeviceId, TimelineId, VoucherId, derived, read_out},
    money::Money,
    timeline::{TimelineEntry, TimelineKind},
    vouchers::{Basis, Voucher, VoucherKind, VoucherStatus, VoucherTerms, code},
};

/// Seconds by which a till's clock may be behind.
const CLOCKS_APART: i64 = 900;

/// Whoever signs without a person.
pub struct Signing<'a> {
    pub device: DeviceId,
    pub key: &'a SigningKey,
    /// How it is called where people read who did it.
    pub name: &'a str,
}

/// The voucher of a claim, with everything that it changes.
pub fn by_voucher(
    file: ClaimFile,
    pnr: &str,
    terms: &VoucherTerms,
    signing: &Signing<'_>,
    now: Timestamp,
) -> Result<Vec<Entity>, Fault> {
    let (claim, due) = owed(&file)?;
    let terms = terms.of(VoucherKind::TravelCredit)?;
    let amount = terms.instead_of(due)?;
    let id: VoucherId = derived("claim voucher", &[claim.0.as_bytes()]);
    let allowance: AllowanceId = derived("claim allowance", &[claim.0.as_bytes()]);
    let expires_at = terms.until(file.law(), now);
    let public = hex::encode(signing.key.verifying_key().to_bytes());
    let signed = code::Signed {
        voucher: id,
        allowance,
        kind: VoucherKind::TravelCredit.name().into(),
        amount,
        expires: expires_at,
        place: file.station.clone(),
        detail: Some(code::Detail {
            copy: 0,
            key: code::key_id(&public),
            not_before: Timestamp::from_second(now.as_second() - CLOCKS_APART).unwrap_or(now),
            holder: code::holder(id, pnr),
        }),
    };
    let calculation = file.calculation.as_ref();
    let said = calculation.map(|it| it.because.clone()).unwrap_or_default();
    let voucher = Voucher {
        id,
        number: format!("{}-{}", terms.prefix, read_out(id.0, 7)),
        kind: VoucherKind::TravelCredit,
        amount,
        passenger: file.passenger,
        trip: file.trip,
        flight: file.flight,
        claim,
        allowance,
        issued_at: now,
        issued_by: signing.name.to_owned(),
        device: signing.device,
        station: file.station.clone(),
        expires_at,
        code: code::sign(&signed, signing.key),
        copy: 0,
        status: VoucherStatus::Issued,
        agreement: file.choice.as_ref().and_then(|it| it.agreement.clone()),
        basis: Basis {
            law: file.law().to_owned(),
            policy: calculation.map(|it| it.policy.clone()).unwrap_or_default(),
            because: said.iter().map(|it| it.in_words(Language::En)).collect(),
            said,
        },
        rest: Default::default(),
    };
    let summary = format!("{} voucher {} of {amount}", voucher.kind.name(), voucher.number);
    let link = Ref::new(Kind::Voucher, id);
    let told = told(&file, claim, summary, link, signing.name, now);
    let paid = file.paid_for(claim, id);
    let settlement =
        ClaimSettlement { voucher: Some(id), ..settlement(&file, ClaimMeans::Voucher, amount, now) };
    Ok(vec![file.settled(settlement).into(), paid.into(), voucher.into(), told.into()])
}

/// The miles of a claim, promised from now on; the programme is asked to give them by [`ClaimFile::award`].
pub fn by_miles(
    file: ClaimFile,
    limits: &ClaimPolicy,
    name: &str,
    now: Timestamp,
) -> Result<Vec<Entity>, Fault> {
    let (claim, due) = owed(&file)?;
    let miles = limits.need_miles(due)?;
    let link = Ref::new(Kind::ClaimFile, file.id);
    let told = told(&file, claim, format!("{miles} miles for {due}"), link, name, now);
    let paid = file.paid_for(claim, uuid::Uuid::nil().into());
    let settlement = ClaimSettlement { miles: Some(miles), ..settlement(&file, ClaimMeans::Miles, due, now) };
    Ok(vec![file.settled(settlement).into(), paid.into(), told.into()])
}

fn owed(file: &ClaimFile) -> Result<(ClaimId, Money), Fault> {
    let nothing = || Fault::new("nothing_due", "Nothing is due for this claim: work it out again.");
    file.claim().zip(file.due()).ok_or_else(nothing)
}

fn settlement(file: &ClaimFile, means: ClaimMeans, amount: Money, at: Timestamp) -> ClaimSettlement {
    let station = file.choice.as_ref().map_or(&file.station, |it| &it.station).clone();
    ClaimSettlement {
        means,
        amount,
        at,
        by: String::new(),
        station,
        voucher: None,
        miles: None,
        credited: None,
    }
}

fn told(
    file: &ClaimFile,
    claim: ClaimId,
    summary: String,
    link: Ref,
    by: &str,
    at: Timestamp,
) -> TimelineEntry {
    TimelineEntry {
        id: derived::<TimelineId>("claim timeline", &[claim.0.as_bytes()]),
        passenger: file.passenger,
        at,
        kind: TimelineKind::Compensation,
        summary,
        place: file.station.clone(),
        by: by.to_owned(),
        link: Some(link),
        rest: Default::default(),
    }
}
