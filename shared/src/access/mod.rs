//! Who may do what: one table drives the backend's checks, the desk's checks, what the window shows and
//! the documentation. The backend decides; what was done offline is checked again on arrival.

mod table;

use serde::{Deserialize, Serialize};
pub use table::{TABLE, grant};

/// The part that a person (or a kiosk) plays.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    ContactCentre,
    CheckIn,
    CabinCrew,
    LoungeHost,
    CustomerAffairs,
    Supervisor,
    Finance,
    Retailer,
    Loyalty,
    Marketing,
    Analyst,
    PlatformManager,
    PrivacyOfficer,
    Security,
    Kiosk,
}

impl Role {
    /// In the order of the table's columns.
    pub const ALL: [Self; 15] = [
        Self::ContactCentre,
        Self::CheckIn,
        Self::CabinCrew,
        Self::LoungeHost,
        Self::CustomerAffairs,
        Self::Supervisor,
        Self::Finance,
        Self::Retailer,
        Self::Loyalty,
        Self::Marketing,
        Self::Analyst,
        Self::PlatformManager,
        Self::PrivacyOfficer,
        Self::Security,
        Self::Kiosk,
    ];
}

/// What may be allowed: the rows of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    PassengerOpen,
    DocumentNumber,
    Contacts,
    Timeline,
    EditPreferences,
    EditIdentity,
    CaseWrite,
    CaseAssign,
    VoucherIssue,
    ApproveOverLimit,
    /// Decide about compensation otherwise than the rules.
    Overrule,
    VoucherRedeem,
    Sale,
    RefundRequest,
    RefundApprove,
    ConsentChange,
    Catalogue,
    RulesAndLimits,
    Segments,
    DataSubject,
    AuditRead,
    Enrol,
    Restore,
    /// Settle refused entries of other devices of the station.
    SettleRefused,
    /// See how the devices are.
    Fleet,
    /// Have a device give up what it holds.
    Withdraw,
    /// Read the books and what does not agree with them.
    Ledger,
    /// Not in the published table: any member of staff may move a passenger they can open.
    Rebook,
    /// Take vouchers back, and look at what was given for one that was worth nothing.
    VoucherRevoke,
    /// See what suppliers are paid for vouchers.
    VoucherStatement,
    /// Say what became of a flight.
    FlightEvents,
}

/// How far a permission goes for a role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Allowed at all.
    pub allowed: bool,
    /// Also without a network.
    pub offline: bool,
    /// Values are shown masked.
    pub masked: bool,
    /// Masked values may be revealed, with a reason, which is audited.
    pub reveal: bool,
    /// Within a limit (allowance, floor limit).
    pub limited: bool,
    /// Needs a second factor, online.
    pub step_up: bool,
    /// Only pseudonymised data.
    pub pseudonymised: bool,
    /// Only what is one's own.
    pub own: bool,
}
