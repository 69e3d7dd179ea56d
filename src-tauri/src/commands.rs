//! One command for each call that `airside_shared::ipc` declares. A command checks nothing but shape: the
//! desk authorises, decides and stores.

use airside_shared::{
    Fault,
    ipc::*,
    policies::{Trial, TrialRequest},
    sync::FleetDevice,
};
use tauri::{AppHandle, ipc::Invoke};

use crate::{desk, window::is_up};

macro_rules! commands {
    ($($command:ident: $call:ident = |$desk:ident, $args:ident| $work:expr;)+) => {
        $(
            // Some calls have no arguments, and `()` is bound like any other.
            #[allow(clippy::let_unit_value)]
            #[tauri::command]
            async fn $command(app: AppHandle, args: <$call as Call>::Args) -> Result<<$call as Call>::Reply, Fault> {
                let ($desk, $args) = (desk(&app), args);
                let around = $desk.around.clone();
                around.blocking(move || $work).await
            }
        )+

        /// Dispatches to every command.
        pub fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![
                sign_in, list_refused, settle_refused, get_fleet, withdraw_device, set_up_anew, try_policy,
                $($command),+]
        }
    };
}

/// Not blocking as a whole: it may have to ask the backend.
#[tauri::command]
async fn sign_in(app: AppHandle, args: SignInArgs) -> Result<Status, Fault> {
    desk(&app).sign_in(args).await
}

#[tauri::command]
#[allow(clippy::let_unit_value)]
async fn list_refused(app: AppHandle, args: ()) -> Result<RefusedPage, Fault> {
    let () = args;
    desk(&app).list_refused().await
}

#[tauri::command]
async fn settle_refused(app: AppHandle, args: SettleRefusedArgs) -> Result<Saved, Fault> {
    desk(&app).settle_refused(args).await
}

#[tauri::command]
#[allow(clippy::let_unit_value)]
async fn get_fleet(app: AppHandle, args: ()) -> Result<FleetPage, Fault> {
    let () = args;
    desk(&app).fleet().await
}

#[tauri::command]
async fn try_policy(app: AppHandle, args: TrialRequest) -> Result<Trial, Fault> {
    desk(&app).try_policy(args).await
}

#[tauri::command]
async fn withdraw_device(app: AppHandle, args: WithdrawDeviceArgs) -> Result<FleetDevice, Fault> {
    desk(&app).withdraw_device(args).await
}

#[tauri::command]
#[allow(clippy::let_unit_value)]
async fn set_up_anew(app: AppHandle, args: ()) -> Result<Status, Fault> {
    let () = args;
    desk(&app).set_up_anew().await
}

commands! {
    get_status: GetStatus = |desk, _args| {
        is_up();
        Ok(desk.status())
    };
    lock: Lock = |desk, _args| Ok(desk.lock());
    get_board: GetBoard = |desk, _args| desk.board();
    search_passengers: SearchPassengers = |desk, args| desk.search(&args.text);
    scan: Scan = |desk, args| desk.scan(&args.payload);
    open_passenger: OpenPassenger = |desk, args| desk.open_passenger(args.passenger);
    reveal: Reveal = |desk, args| desk.reveal(&args);
    set_preference: SetPreference = |desk, args| desk.set_preference(args);
    list_alternatives: ListAlternatives = |desk, args| desk.alternatives(args.flight);
    rebook: Rebook = |desk, args| desk.rebook(args);
    open_case: OpenCase = |desk, args| desk.open_case(args);
    add_note: AddNote = |desk, args| desk.add_note(args);
    list_cases: ListCases = |desk, args| desk.list_cases(args);
    get_case: GetCase = |desk, args| desk.get_case(args.case);
    assess: Assess = |desk, args| desk.assess(args);
    overrule: Overrule = |desk, args| desk.overrule(args);
    preview_letter: PreviewLetter = |desk, args| desk.preview_letter(&args);
    save_letter: SaveLetter = |desk, args| desk.save_letter(&args);
    issue_meal_voucher: IssueMealVoucher = |desk, args| desk.issue_meal_voucher(args);
    issue_offer: IssueOffer = |desk, args| desk.issue_offer(&args);
    get_agreement: GetAgreement = |desk, args| desk.agreement_text(&args);
    get_redeem_page: GetRedeemPage = |desk, _args| desk.redeem_page();
    check_voucher: CheckVoucher = |desk, args| desk.check_voucher(&args);
    redeem_voucher: RedeemVoucher = |desk, args| desk.redeem_voucher(args);
    revoke_voucher: RevokeVoucher = |desk, args| desk.revoke_voucher(args);
    reissue_voucher: ReissueVoucher = |desk, args| desk.reissue_voucher(args);
    review_loss: ReviewLoss = |desk, args| desk.review_loss(args);
    preview_voucher: PreviewVoucher = |desk, args| desk.preview_voucher(&args);
    save_voucher: SaveVoucher = |desk, args| desk.save_voucher(&args);
    get_manifest: GetManifest = |desk, args| desk.manifest(args);
    get_flight_due: GetFlightDue = |desk, args| desk.flight_due(&args);
    issue_flight_vouchers: IssueFlightVouchers = |desk, args| desk.issue_flight_vouchers(&args);
    preview_flight_vouchers: PreviewFlightVouchers = |desk, args| desk.preview_flight_vouchers(&args);
    save_flight_vouchers: SaveFlightVouchers = |desk, args| desk.save_flight_vouchers(&args);
    open_trolley: OpenTrolley = |desk, args| desk.trolley(args);
    record_sale: RecordSale = |desk, args| desk.record_sale(args);
    void_sale: VoidSale = |desk, args| desk.void_sale(args);
    close_trolley: CloseTrolley = |desk, args| desk.close_trolley(args);
    preview_closing: PreviewClosing = |desk, args| desk.preview_closing(&args);
    save_closing: SaveClosing = |desk, args| desk.save_closing(&args);
    get_refunds: GetRefunds = |desk, _args| desk.refunds();
    get_refund_offer: GetRefundOffer = |desk, args| desk.refund_offer(args);
    request_refund: RequestRefund = |desk, args| desk.request_refund(args);
    approve_refund: ApproveRefund = |desk, args| desk.approve_refund(args);
    refuse_refund: RefuseRefund = |desk, args| desk.refuse_refund(args);
    get_claims: GetClaims = |desk, _args| desk.claims();
    open_claim: OpenClaim = |desk, args| desk.open_claim(args);
    answer_claim: AnswerClaim = |desk, args| desk.answer_claim(args);
    approve_claim: ApproveClaim = |desk, args| desk.approve_claim(args);
    refuse_claim: RefuseClaim = |desk, args| desk.refuse_claim(args);
    choose_settlement: ChooseSettlement = |desk, args| desk.choose_settlement(args);
    pay_claim: PayClaim = |desk, args| desk.pay_claim(args);
    get_policies: GetPolicies = |desk, _args| desk.policies();
    get_policy: GetPolicy = |desk, args| desk.policy(&args);
    draft_policy: DraftPolicy = |desk, args| desk.draft_policy(args);
    approve_policy: ApprovePolicy = |desk, args| desk.approve_policy(args);
    withdraw_policy: WithdrawPolicy = |desk, args| desk.withdraw_policy(args);
    preview_receipt: PreviewReceipt = |desk, args| desk.preview_receipt(&args);
    save_receipt: SaveReceipt = |desk, args| desk.save_receipt(&args);
    list_queue: ListQueue = |desk, _args| desk.queue();
    get_entry: GetEntry = |desk, args| desk.entry(args.op);
    resend_entry: ResendEntry = |desk, args| desk.resend(args.op);
    discard_entry: DiscardEntry = |desk, args| desk.discard(args.op);
    hand_over_entry: HandOverEntry = |desk, args| desk.hand_over(args.op);
    fix_entry: FixEntry = |desk, args| desk.fix(args.op);
    get_sync_page: GetSyncPage = |desk, _args| desk.sync_page();
    save_diagnostics: SaveDiagnostics = |desk, _args| desk.save_diagnostics();
    get_readiness: GetReadiness = |desk, args| desk.readiness(args);
    set_terminal: SetTerminal = |desk, args| Ok(desk.set_terminal(args));
    ask_terminal: AskTerminal = |desk, args| desk.ask_terminal(args);
    give_up_order: GiveUpOrder = |desk, args| desk.give_up_order(args);
    sync_now: SyncNow = |desk, _args| { desk.sync_now(); Ok(desk.status()) };
}
