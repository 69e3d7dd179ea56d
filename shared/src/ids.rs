//! Names of things. Ids are made where the thing is made, are UUIDv7 (so they sort by time of making)
//! and never change. Ids that must be unique for money are derived from what they stand for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
pub use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A passenger's profile.
    PassengerId,
    /// One passenger's journey under one PNR.
    TripId,
    /// One departure on one day.
    FlightId,
    /// A line in a passenger's history.
    TimelineId,
    /// A case: complaint, compliment, irregularity, question.
    CaseId,
    /// A note in a case.
    NoteId,
    /// A voucher.
    VoucherId,
    /// What makes a payment unique: passenger, flight, kind, law. See [`derived`].
    ClaimId,
    /// What people decided about a passenger on a flight instead of the rules.
    OverrulingId,
    /// The right of one device to issue vouchers offline.
    AllowanceId,
    /// An item of the catalogue.
    ProductId,
    /// The trolley of one flight.
    TrolleyId,
    /// One count at the end of a flight.
    ClosingId,
    /// An order on board.
    SaleId,
    /// A card that is taken no more.
    DeniedCardId,
    /// Everything that is asked back about one sale or claim.
    RefundId,
    /// One request for a refund.
    RequestId,
    /// One payment: money that is taken through the processor, or given back.
    PaymentId,
    /// An entry of the queue: one act of one person.
    OpId,
    /// A desk, tablet, kiosk.
    DeviceId,
    /// A member of staff.
    UserId,
    /// From sign-in to lock.
    SessionId,
    /// How a voucher stands: see `vouchers::standing_id`.
    VoucherStandingId,
    /// One taking in of a voucher.
    RedemptionId,
    /// A device's key that signs vouchers: see `vouchers::issuer_id`.
    IssuerId,
    /// Everything about a passenger's claim on a flight: see `claims::claim_file_id`.
    ClaimFileId,
    /// The versions of one table of rules: see `policies::policy_id`.
    PolicyId,
}

/// An id that follows from what it stands for, so that the same thing made twice, on two devices that
/// never met, collides where it must. SHA-256 over the parts, in the form of a UUIDv8 (RFC 9562 §5.8).
pub fn derived<T: From<Uuid>>(space: &str, parts: &[&[u8]]) -> T {
    let mut hash = Sha256::new();
    for part in std::iter::once(&space.as_bytes()).chain(parts) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    T::from(Uuid::from_bytes(bytes))
}

/// The last `count` letters of an id for people to read out: Crockford's alphabet, in which none is taken for
/// another.
pub fn read_out(id: Uuid, count: u32) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    (0..count).rev().map(|i| ALPHABET[((id.as_u128() >> (5 * i)) & 31) as usize] as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_out_has_no_letter_that_is_taken_for_another() {
        assert_eq!(read_out(Uuid::from_u128((31 << 5) | 18), 3), "0ZJ");
        let all = (0..32).map(|n| read_out(Uuid::from_u128(n), 1)).collect::<String>();
        assert!(!all.contains(['I', 'L', 'O', 'U']));
    }

    #[test]
    fn a_derived_id_depends_on_where_one_part_ends_and_the_next_begins() {
        let one: ClaimId = derived("claim", &[b"ab", b"c"]);
        let other: ClaimId = derived("claim", &[b"a", b"bc"]);
        assert_ne!(one, other);
        assert_eq!(one, derived("claim", &[b"ab", b"c"]));
        assert_eq!(one.0.get_version_num(), 8);
    }
}
