//! Writing off what is left of a voucher whose time is over. Tills that were offline may still bring what was taken in
//! before that: so it waits a while, and what comes later than even that is taken out of what was written off.

use jiff::{SignedDuration, Timestamp};

use super::{Voucher, VoucherStanding, VoucherStatus, revoke::untouched_or};

/// Until when a code is good that never expires: more than its form can carry is of no use to a till.
/// 1 January 2100, in UTC.
pub const NEVER: Timestamp = Timestamp::constant(4_102_444_800, 0);

/// How long after a voucher's last moment the redemptions of tills that were offline are waited for.
pub const GRACE: SignedDuration = SignedDuration::from_hours(14 * 24);

impl Voucher {
    /// The last moment at which it is good; none where it is good for ever.
    pub fn expires(&self) -> Option<Timestamp> {
        expires(self.expires_at)
    }

    /// When what is left of it is written off; none where it never is.
    pub fn written_off_at(&self) -> Option<Timestamp> {
        self.expires()?.saturating_add(GRACE).ok()
    }
}

/// The last moment at which a code is good; none where it is good for ever.
pub fn expires(at: Timestamp) -> Option<Timestamp> {
    (at < NEVER).then_some(at)
}

/// A voucher whose time is over, and its standing, from now on; none where nothing is left of it or it is not yet time.
pub fn written_off(
    mut voucher: Voucher,
    standing: Option<VoucherStanding>,
    now: Timestamp,
) -> Option<(VoucherStanding, Voucher)> {
    let mut standing = untouched_or(standing, &voucher);
    let over = voucher.written_off_at().is_some_and(|at| at <= now);
    if !over || standing.status() != VoucherStatus::Issued {
        return None;
    }
    standing.expired = Some(now);
    voucher.status = standing.status();
    Some((standing, voucher))
}
