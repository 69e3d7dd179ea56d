//! A person's act is an intent: a named, versioned value. Its rule is a pure function, and the same one
//! runs on the desk when the person acts and on the backend when the intent arrives, which decides.
//! So the two disagree only about facts that the desk had not heard yet, and those a person is shown.

mod state;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use state::State;

use crate::{
    Fault,
    access::{Permission, Role},
    cases::{AddNote, OpenCase},
    claims::{AnswerClaim, ApproveClaim, ChooseSettlement, OpenClaim, PayClaim, RefuseClaim},
    compensation::OverruleDecision,
    entity::{Entity, Kind, Ref},
    ids::{DeviceId, OpId, UserId, Uuid},
    passengers::SetPreference,
    policies::{ApprovePolicy, DraftPolicy, WithdrawPolicy},
    refunds::{ApproveRefund, RefuseRefund, RequestRefund},
    sales::{CloseTrolley, FailOrder, PlaceOrder, RecordSale, VoidSale},
    trips::Rebook,
    vouchers::{IssueVoucher, RedeemVoucher, ReissueVoucher, ReviewLoss, RevokeVoucher},
};

/// Who acts, and in which part.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub user: UserId,
    /// As colleagues know them: `Mara Okafor`.
    pub name: String,
    pub role: Role,
    /// Counts changes of the person's rights; an entry made under an old epoch is checked again.
    pub role_epoch: u32,
    pub station: String,
}

impl Actor {
    /// How the act is signed where people read it.
    pub fn label(&self) -> String {
        self.name.clone()
    }
}

/// What a rule may know besides the state: never a clock, never a random number of its own.
#[derive(Clone, Debug)]
pub struct Context {
    pub now: Timestamp,
    pub actor: Actor,
    pub device: DeviceId,
    pub op: OpId,
}

/// Entries of one lane take effect in the order of the device; a refused one holds up its lane only.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lane(pub String);

impl Lane {
    pub fn of(kind: Kind, id: impl Into<Uuid>) -> Self {
        Self(format!("{}:{}", kind.name(), id.into()))
    }
}

/// Why an intent has no effect, with what the decider saw, to be shown beside what the person wanted.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rejection {
    #[serde(flatten)]
    pub fault: Fault,
    /// The entity that stood in the way: `{"kind": …, "body": …}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_state: Option<Value>,
}

impl Rejection {
    /// A refusal beside the entity that explains it.
    pub fn beside(fault: Fault, entity: &Entity) -> Self {
        let body: Value = serde_json::from_str(&entity.body()).unwrap_or_default();
        let state = serde_json::json!({ "kind": entity.kind().name(), "body": body });
        Self { fault, server_state: Some(state) }
    }
}

impl From<Fault> for Rejection {
    fn from(fault: Fault) -> Self {
        Self { fault, server_state: None }
    }
}

/// What every intent says of itself.
pub trait Rule {
    /// Its own lane: the thing it changes.
    fn lane(&self) -> Lane;

    /// Further lanes whose order matters to it.
    fn also(&self) -> Vec<Lane> {
        Vec::new()
    }

    fn permission(&self) -> Permission;

    /// Everything that [`Rule::decide`] looks at, loaded before it runs.
    fn reads(&self) -> Vec<Ref>;

    /// Rows that it was decided on as this device had changed them: while such a change is refused, it waits.
    fn builds_on(&self) -> Vec<Ref> {
        Vec::new()
    }

    /// The new values of everything it changes, or why not. Pure.
    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection>;
}

macro_rules! intents {
    ($($name:ident = $kind:literal v $version:literal),+ $(,)?) => {
        /// All acts.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Intent { $($name($name)),+ }

        impl Intent {
            /// Names in the protocol.
            pub const KINDS: &[&str] = &[$($kind),+];

            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $kind),+ }
            }

            pub fn version(&self) -> u16 {
                match self { $(Self::$name(_) => $version),+ }
            }

            pub fn payload(&self) -> Value {
                match self { $(Self::$name(it) => serde_json::to_value(it)),+ }
                    .expect("intents have string keys only")
            }

            /// Reads what was queued, by this or an earlier version.
            pub fn read(kind: &str, version: u16, payload: &Value) -> Result<Self, Fault> {
                match kind {
                    $($kind if version <= $version => serde_json::from_value(payload.clone()).map(Self::$name)
                        .map_err(|e| Fault::of("payload", "unreadable_intent", e.to_string())),)+
                    _ => Err(Fault::of("kind", "unknown_kind",
                        format!("{kind} version {version} is newer than this program: update it."))),
                }
            }

            fn rule(&self) -> &dyn Rule {
                match self { $(Self::$name(it) => it),+ }
            }
        }

        $(impl From<$name> for Intent {
            fn from(it: $name) -> Self { Self::$name(it) }
        })+
    };
}

intents! {
    SetPreference = "set_preference" v 1,
    OpenCase = "open_case" v 1,
    AddNote = "add_note" v 1,
    IssueVoucher = "issue_voucher" v 1,
    PlaceOrder = "place_order" v 1,
    FailOrder = "fail_order" v 1,
    RecordSale = "record_sale" v 1,
    VoidSale = "void_sale" v 1,
    Rebook = "rebook" v 1,
    OverruleDecision = "overrule_decision" v 1,
    RedeemVoucher = "redeem_voucher" v 1,
    RevokeVoucher = "revoke_voucher" v 1,
    ReissueVoucher = "reissue_voucher" v 1,
    ReviewLoss = "review_loss" v 1,
    RequestRefund = "request_refund" v 1,
    ApproveRefund = "approve_refund" v 1,
    RefuseRefund = "refuse_refund" v 1,
    CloseTrolley = "close_trolley" v 1,
    OpenClaim = "open_claim" v 1,
    AnswerClaim = "answer_claim" v 1,
    ApproveClaim = "approve_claim" v 1,
    RefuseClaim = "refuse_claim" v 1,
    ChooseSettlement = "choose_settlement" v 1,
    PayClaim = "pay_claim" v 1,
    DraftPolicy = "draft_policy" v 1,
    ApprovePolicy = "approve_policy" v 1,
    WithdrawPolicy = "withdraw_policy" v 1,
}

impl Rule for Intent {
    fn lane(&self) -> Lane {
        self.rule().lane()
    }

    fn also(&self) -> Vec<Lane> {
        self.rule().also()
    }

    fn permission(&self) -> Permission {
        self.rule().permission()
    }

    fn reads(&self) -> Vec<Ref> {
        self.rule().reads()
    }

    fn builds_on(&self) -> Vec<Ref> {
        self.rule().builds_on()
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        self.rule().decide(state, ctx)
    }
}
