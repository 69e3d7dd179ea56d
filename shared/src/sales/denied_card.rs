//! Cards that are taken no more: one paid without a network, and the money never came.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ByCard, Sale};
use crate::{
    entity::Rest,
    ids::{DeniedCardId, derived},
};

/// Such a card, on every device that sells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DeniedCard {
    pub id: DeniedCardId,
    /// When its bank last refused to pay.
    pub since: Timestamp,
    /// What the processor said, such as `insufficient_funds`.
    pub code: String,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

/// The card of this payment account reference, whoever hears of it first. The reference cannot be had back from it.
pub fn denied_card_id(par: &str) -> DeniedCardId {
    derived("denied_card", &[par.as_bytes()])
}

impl DeniedCard {
    /// The card of a sale whose payment was declined for good; none if its terminal does not know cards again.
    pub fn of(sale: &Sale, code: &str, now: Timestamp) -> Option<Self> {
        let (_, ByCard { par, .. }) = sale.tender.by_card(sale.total)?;
        Some(Self { id: denied_card_id(&par?), since: now, code: code.into(), rest: Rest::default() })
    }
}
