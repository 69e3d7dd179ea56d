//! How far a device's two chains have come.

use serde::{Deserialize, Serialize};

/// The ends of a device's queue and of its audit log. The backend tells how far it has heard; the device keeps
/// its own beside its keys, so that an older copy of its database is noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Standing {
    /// Number of the last entry; 0 before the first.
    pub seq: u64,
    /// [`Entry::hash`](super::Entry::hash) of it; what the next entry refers to.
    pub head: String,
    /// Number of the last audit record; 0 before the first.
    pub audit_seq: u64,
    /// The chain's head after it.
    pub audit_head: String,
}
