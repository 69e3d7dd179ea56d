//! Whether two sides hold the same rows: a sum that does not depend on order, kept up to date row by row.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::entity::Ref;

/// Rows of a scope: how many, and the wrapping sum of a hash of each (kind, id, version).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Checksum {
    pub count: u64,
    /// As text: JSON numbers do not hold 64 bits everywhere.
    #[serde(with = "text")]
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub sum: u64,
}

impl Checksum {
    pub fn add(&mut self, row: Ref, version: u64) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(hash(row, version));
    }

    pub fn remove(&mut self, row: Ref, version: u64) {
        self.count = self.count.saturating_sub(1);
        self.sum = self.sum.wrapping_sub(hash(row, version));
    }
}

fn hash(row: Ref, version: u64) -> u64 {
    let digest = Sha256::new()
        .chain_update(row.kind.name())
        .chain_update(row.id.as_bytes())
        .chain_update(version.to_be_bytes())
        .finalize();
    u64::from_be_bytes(digest[..8].try_into().expect("SHA-256 has 32 bytes"))
}

mod text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(sum: &u64, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(sum)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<u64, D::Error> {
        String::deserialize(d)?.parse().map_err(Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{entity::Kind, ids::Uuid};

    #[test]
    fn order_does_not_matter_and_versions_do() {
        let (a, b) = (Ref::new(Kind::Case, Uuid::from_u128(1)), Ref::new(Kind::Case, Uuid::from_u128(2)));
        let (mut one, mut other) = (Checksum::default(), Checksum::default());
        one.add(a, 1);
        one.add(b, 1);
        other.add(b, 1);
        other.add(a, 2);
        assert_ne!(one, other);
        other.remove(a, 2);
        other.add(a, 1);
        assert_eq!(one, other);
    }
}
