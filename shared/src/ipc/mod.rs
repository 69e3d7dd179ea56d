//! What the window asks of the desk. Name, arguments and reply of each call are declared once, here; the
//! shell registers exactly these and the capability manifest permits exactly these. Both ends ship in one
//! binary, so these types may change freely.

mod board;
mod cases;
mod claims;
mod compensation;
mod fleet;
mod flight_due;
mod passengers;
mod policies;
mod queue;
mod refunds;
mod sales;
mod session;
mod sync_page;
mod vouchers;

pub use board::*;
pub use cases::*;
pub use claims::*;
pub use compensation::*;
pub use fleet::*;
pub use flight_due::*;
pub use passengers::*;
pub use policies::*;
pub use queue::*;
pub use refunds::*;
pub use sales::*;
pub use session::*;
pub use sync_page::*;
pub use vouchers::*;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    ids::{OpId, Uuid},
    policies::{Trial, TrialRequest},
    sync::FleetDevice,
};

/// One thing that the window can ask.
pub trait Call {
    /// The command's name in the shell.
    const NAME: &'static str;
    type Args: Serialize + DeserializeOwned;
    type Reply: Serialize + DeserializeOwned;
}

macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident = $command:ident ($args:ty) -> $reply:ty;)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub struct $name;
            impl Call for $name {
                const NAME: &'static str = stringify!($command);
                type Args = $args;
                type Reply = $reply;
            }
        )+

        /// Every command, in order of declaration.
        pub const COMMANDS: &[&str] = &[$(stringify!($command)),+];

        /// Hands every call to the macro `$each!`: `(Name, command)` pairs.
        #[macro_export]
        macro_rules! for_each_call {
            ($each:ident) => { $each! { $(($name, $command)),+ } };
        }
    };
}

calls! {
    /// Where the desk stands: locked, open, without keyring; and the network.
    GetStatus = get_status(()) -> Status;
    /// Badge and PIN: unlocks offline if it can, signs in online if it must.
    SignIn = sign_in(SignInArgs) -> Status;
    /// Locks; the queue stays and goes on draining.
    Lock = lock(()) -> Status;
    /// The station's day.
    GetBoard = get_board(()) -> Board;
    /// People by part of a name or by any number, at every key.
    SearchPassengers = search_passengers(SearchArgs) -> Hits;
    /// What a scanner typed.
    Scan = scan(ScanArgs) -> ScanReply;
    /// A passenger's page; audited.
    OpenPassenger = open_passenger(PassengerArgs) -> PassengerPage;
    /// A masked value in full, with a reason; audited.
    Reveal = reveal(RevealArgs) -> Revealed;
    /// Sets a preference.
    SetPreference = set_preference(SetPreferenceArgs) -> Saved;
    /// Flights that a passenger can be moved to.
    ListAlternatives = list_alternatives(AlternativesArgs) -> Vec<FlightRow>;
    /// Moves a passenger to another flight.
    Rebook = rebook(RebookArgs) -> Saved;
    /// Opens a case.
    OpenCase = open_case(OpenCaseArgs) -> Saved;
    /// Adds to a case.
    AddNote = add_note(AddNoteArgs) -> Saved;
    /// Cases of the station, or of a passenger.
    ListCases = list_cases(ListCasesArgs) -> Vec<CaseRow>;
    /// One case, whole.
    GetCase = get_case(CaseArgs) -> CasePage;
    /// What is due to a passenger of a flight, clause by clause.
    Assess = assess(AssessWith) -> Assessment;
    /// Decides otherwise than the rules, with a reason.
    Overrule = overrule(OverruleArgs) -> Saved;
    /// The letter to the passenger about an assessment, as it will be printed.
    PreviewLetter = preview_letter(LetterArgs) -> Preview;
    /// Saves the letter's PDF.
    SaveLetter = save_letter(LetterArgs) -> SavedFile;
    /// Issues the meal voucher that the assessment offers.
    IssueMealVoucher = issue_meal_voucher(AssessArgs) -> Saved;
    /// Issues another voucher that the assessment offers.
    IssueOffer = issue_offer(IssueOfferArgs) -> Saved;
    /// What a passenger is shown before they take credit in the place of money.
    GetAgreement = get_agreement(AgreementArgs) -> AgreementText;
    /// Who takes vouchers in here, and the losses to look at.
    GetRedeemPage = get_redeem_page(()) -> RedeemPage;
    /// Whether a voucher that is shown is good, and for how much.
    CheckVoucher = check_voucher(CheckVoucherArgs) -> VoucherCheck;
    /// Takes a voucher in.
    RedeemVoucher = redeem_voucher(RedeemArgs) -> Saved;
    /// Takes a voucher back.
    RevokeVoucher = revoke_voucher(RevokeVoucherArgs) -> Saved;
    /// Gives a voucher out anew: the earlier paper is void.
    ReissueVoucher = reissue_voucher(VoucherArgs) -> Saved;
    /// Says what came of a loss.
    ReviewLoss = review_loss(ReviewLossArgs) -> Saved;
    /// A voucher's page as it will be printed.
    PreviewVoucher = preview_voucher(DocumentArgs) -> Preview;
    /// Saves a voucher's PDF.
    SaveVoucher = save_voucher(DocumentArgs) -> SavedFile;
    /// People on board.
    GetManifest = get_manifest(FlightArgs) -> Manifest;
    /// What everybody on a flight is due.
    GetFlightDue = get_flight_due(FlightDueArgs) -> FlightDue;
    /// Issues vouchers of a kind to people of a flight.
    IssueFlightVouchers = issue_flight_vouchers(IssueFlightVouchersArgs) -> FlightVouchers;
    /// The vouchers that this device has issued for a flight, as they will be printed together.
    PreviewFlightVouchers = preview_flight_vouchers(FlightVouchersArgs) -> Preview;
    /// Saves their PDF.
    SaveFlightVouchers = save_flight_vouchers(FlightVouchersArgs) -> SavedFile;
    /// Trolley, catalogue and sales of a flight.
    OpenTrolley = open_trolley(FlightArgs) -> TrolleyPage;
    /// Sells.
    RecordSale = record_sale(RecordSaleArgs) -> Saved;
    /// Voids a sale.
    VoidSale = void_sale(VoidSaleArgs) -> Saved;
    /// Counts stock, cash bag and terminal at the end of a flight.
    CloseTrolley = close_trolley(CloseTrolleyArgs) -> Saved;
    /// The last count of a flight as it will be printed; the document's id is the flight's.
    PreviewClosing = preview_closing(DocumentArgs) -> Preview;
    /// Saves its PDF.
    SaveClosing = save_closing(DocumentArgs) -> SavedFile;
    /// What was asked back at this station, and what became of it.
    GetRefunds = get_refunds(()) -> RefundsPage;
    /// What may be asked back of a sale, and by which limits.
    GetRefundOffer = get_refund_offer(RefundOfferArgs) -> RefundOffer;
    /// Asks for a refund.
    RequestRefund = request_refund(RequestRefundArgs) -> Saved;
    /// Grants one.
    ApproveRefund = approve_refund(ApproveRefundArgs) -> Saved;
    /// Refuses one, with a reason.
    RefuseRefund = refuse_refund(RefuseRefundArgs) -> Saved;
    /// Claims of this station, and each step of each.
    GetClaims = get_claims(()) -> ClaimsPage;
    /// Opens a claim by hand.
    OpenClaim = open_claim(OpenClaimArgs) -> Saved;
    AnswerClaim = answer_claim(AnswerClaimArgs) -> Saved;
    /// Grants one.
    ApproveClaim = approve_claim(ClaimArgs) -> Saved;
    /// Refuses one, with a reason.
    RefuseClaim = refuse_claim(RefuseClaimArgs) -> Saved;
    /// Writes down what the passenger chose.
    ChooseSettlement = choose_settlement(ChooseSettlementArgs) -> Saved;
    /// Writes down that the money was handed over.
    PayClaim = pay_claim(ClaimArgs) -> Saved;
    /// The tables of rules, and what decides by each.
    GetPolicies = get_policies(()) -> PoliciesPage;
    /// One table: what decides, what is drafted, and every version.
    GetPolicy = get_policy(PolicyArgs) -> PolicyPage;
    /// Keeps edited terms as a draft.
    DraftPolicy = draft_policy(DraftPolicyArgs) -> Saved;
    /// Approves a colleague's draft.
    ApprovePolicy = approve_policy(ApprovePolicyArgs) -> Saved;
    /// Takes a version back before it decides.
    WithdrawPolicy = withdraw_policy(WithdrawPolicyArgs) -> Saved;
    /// What edited terms would have made of past cases.
    TryPolicy = try_policy(TrialRequest) -> Trial;
    /// A receipt as it will be printed.
    PreviewReceipt = preview_receipt(DocumentArgs) -> Preview;
    /// Saves a receipt's PDF.
    SaveReceipt = save_receipt(DocumentArgs) -> SavedFile;
    /// Every entry of the queue, newest first.
    ListQueue = list_queue(()) -> QueuePage;
    /// One entry: what, why, mine beside the server's.
    GetEntry = get_entry(EntryArgs) -> EntryCard;
    /// Sends a refused entry again, as a new one on what is true now.
    ResendEntry = resend_entry(EntryArgs) -> Saved;
    /// Gives a refused entry up.
    DiscardEntry = discard_entry(EntryArgs) -> Saved;
    /// Makes a refused entry a supervisor's case.
    HandOverEntry = hand_over_entry(EntryArgs) -> Saved;
    /// Does what can be done instead of a refused entry, and gives that one up.
    FixEntry = fix_entry(EntryArgs) -> Saved;
    /// The queue's depth, what is stopped, what is held, and how the last rounds went.
    GetSyncPage = get_sync_page(()) -> SyncPage;
    /// Saves what support needs to see, without a name, a number or a note in it.
    SaveDiagnostics = save_diagnostics(()) -> SavedFile;
    /// Whether a flight can be worked without a network.
    GetReadiness = get_readiness(FlightArgs) -> Readiness;
    /// Tells the demo terminal how to answer the next cards.
    SetTerminal = set_terminal(TerminalArgs) -> Terminal;
    /// Asks the terminal what became of an order; what was paid is recorded.
    AskTerminal = ask_terminal(OrderArgs) -> Saved;
    /// Closes an order that the terminal says nothing of. What it may have charged goes back.
    GiveUpOrder = give_up_order(OrderArgs) -> Saved;
    /// Refused entries of the station's devices, as the backend keeps them; audited.
    ListRefused = list_refused(()) -> RefusedPage;
    /// Settles one of them for its device.
    SettleRefused = settle_refused(SettleRefusedArgs) -> Saved;
    /// How the devices are.
    GetFleet = get_fleet(()) -> FleetPage;
    /// Has a device give up what it holds.
    WithdrawDevice = withdraw_device(WithdrawDeviceArgs) -> FleetDevice;
    /// Makes a new device of one that gave up all it held.
    SetUpAnew = set_up_anew(()) -> Status;
    /// Tries the network now.
    SyncNow = sync_now(()) -> Status;
}

/// The event that says what changed; its payload is [`Changed`].
pub const CHANGED: &str = "changed";

/// Something changed: an act here, or rows that came in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// Kinds of rows, by name; empty when only the status changed.
    pub kinds: Vec<String>,
    pub sync: SyncStatus,
}

/// "Saved on this device": said only after the commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    pub op: OpId,
    /// What was made or changed.
    pub id: Uuid,
    /// What people call it: `JFK-7Q2M9`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// How far a row that somebody made here has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaveState {
    /// The backend has it.
    #[default]
    Sent,
    /// Saved on this device, waiting for the network.
    Waiting,
    /// On its way.
    Sending,
    /// Refused: a person must look.
    Attention,
}

/// An instant, and as the clock on the airport's wall shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    pub at: Timestamp,
    /// `2026-11-21T08:15`.
    pub local: String,
    /// `EST`, `+03`.
    pub zone: String,
}

/// A page as it will be printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub title: String,
    /// The first page, rendered from the PDF itself; base64.
    pub png: String,
    pub width_mm: u32,
    pub height_mm: u32,
}

/// Where a PDF was saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedFile {
    pub path: String,
}

impl SavedFile {
    /// The file's own name, without its folders.
    pub fn name(&self) -> &str {
        self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path)
    }
}

/// Which paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    #[default]
    A4,
    Roll80,
}

/// A document of one thing, on one paper, in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentArgs {
    pub id: Uuid,
    pub paper: Paper,
    /// `en`, `ar`.
    pub language: String,
}

/// One flight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlightArgs {
    pub flight: crate::ids::FlightId,
}

impl From<crate::ids::FlightId> for FlightArgs {
    fn from(flight: crate::ids::FlightId) -> Self {
        Self { flight }
    }
}
