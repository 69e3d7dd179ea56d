//! The words for the values of the vocabulary, and the tones they are shown in.

use airside_shared::{
    access::Role,
    flights::FlightStatus,
    ipc::SaveState as Saving,
    passengers::Tier,
    sync::EntryState,
    trips::{Cabin, SegmentStatus},
};

use crate::i18n::{Key, key};
use crate::widgets::{Icon, SaveState, Tone};

pub fn role(role: Role) -> Key {
    use key::session::role as r;
    match role {
        Role::ContactCentre => r::contact_centre,
        Role::CheckIn => r::check_in,
        Role::CabinCrew => r::cabin_crew,
        Role::LoungeHost => r::lounge_host,
        Role::CustomerAffairs => r::customer_affairs,
        Role::Supervisor => r::supervisor,
        Role::Finance => r::finance,
        Role::Retailer => r::retailer,
        Role::Loyalty => r::loyalty,
        Role::Marketing => r::marketing,
        Role::Analyst => r::analyst,
        Role::PlatformManager => r::platform_manager,
        Role::PrivacyOfficer => r::privacy_officer,
        Role::Security => r::security,
        Role::Kiosk => r::kiosk,
    }
}

pub fn flight_status(status: FlightStatus) -> Key {
    use key::board::status as s;
    match status {
        FlightStatus::Scheduled => s::scheduled,
        FlightStatus::Delayed => s::delayed,
        FlightStatus::Boarding => s::boarding,
        FlightStatus::GateClosed => s::gate_closed,
        FlightStatus::Departed => s::departed,
        FlightStatus::Landed => s::landed,
        FlightStatus::Cancelled => s::cancelled,
        FlightStatus::Diverted => s::diverted,
    }
}

pub fn flight_tone(status: FlightStatus) -> Tone {
    match status {
        FlightStatus::Cancelled | FlightStatus::Diverted => Tone::Critical,
        FlightStatus::Delayed | FlightStatus::GateClosed => Tone::Warning,
        FlightStatus::Boarding => Tone::Positive,
        FlightStatus::Scheduled => Tone::Neutral,
        FlightStatus::Departed | FlightStatus::Landed => Tone::Info,
    }
}

pub fn tier(tier: Tier) -> Key {
    use key::passengers::tier as t;
    match tier {
        Tier::Blue => t::blue,
        Tier::Silver => t::silver,
        Tier::Gold => t::gold,
        Tier::Platinum => t::platinum,
    }
}

pub fn tier_tone(tier: Tier) -> Tone {
    match tier {
        Tier::Blue => Tone::Info,
        Tier::Silver => Tone::Neutral,
        Tier::Gold => Tone::Warning,
        Tier::Platinum => Tone::Accent,
    }
}

pub fn cabin(cabin: Cabin) -> Key {
    use key::passengers::cabin as c;
    match cabin {
        Cabin::Economy => c::economy,
        Cabin::PremiumEconomy => c::premium_economy,
        Cabin::Business => c::business,
        Cabin::First => c::first,
    }
}

pub fn segment(status: SegmentStatus) -> Key {
    use key::passengers::segment as s;
    match status {
        SegmentStatus::Booked => s::booked,
        SegmentStatus::CheckedIn => s::checked_in,
        SegmentStatus::Boarded => s::boarded,
        SegmentStatus::Flown => s::flown,
        SegmentStatus::NoShow => s::no_show,
        SegmentStatus::Rebooked => s::rebooked,
    }
}

/// Why a flight is disrupted.
pub fn cause(code: &str) -> Key {
    use key::board::cause as c;
    match code {
        "weather" => c::weather,
        "technical" | "technical_safety" | "hidden_manufacturing_defect" => c::technical,
        "crew_illness" | "crew_shortage" => c::crew,
        "own_staff_strike" | "own_staff_strike_against_state" | "third_party_strike" => c::strike,
        "operational" | "reorganisation_after_strike" => c::operational,
        code if code.starts_with("knock_on") => c::knock_on,
        "airspace_closure" | "runway_closure" | "airport_staff_shortage" | "airport_fuel_system_failure" => {
            c::airport
        }
        _ => c::other,
    }
}

/// A row that somebody made here.
pub fn saving(state: Saving) -> SaveState {
    match state {
        Saving::Sent => SaveState::Sent,
        Saving::Waiting => SaveState::SavedHere,
        Saving::Sending => SaveState::Waiting,
        Saving::Attention => SaveState::NeedsAttention,
    }
}

/// An entry of the queue.
pub fn entry(state: EntryState) -> SaveState {
    match state {
        EntryState::Queued | EntryState::Sending => SaveState::Waiting,
        EntryState::Applied | EntryState::Superseded => SaveState::Sent,
        EntryState::Rejected | EntryState::Blocked => SaveState::NeedsAttention,
    }
}

/// What an entry of the queue does.
pub fn intent(kind: &str) -> Key {
    use key::board::intent as i;
    match kind {
        "set_preference" => i::set_preference,
        "open_case" => i::open_case,
        "add_note" => i::add_note,
        "issue_voucher" => i::issue_voucher,
        "place_order" => i::place_order,
        "fail_order" => i::fail_order,
        "record_sale" => i::record_sale,
        "void_sale" => i::void_sale,
        "rebook" => i::rebook,
        "overrule_decision" => i::overrule_decision,
        "redeem_voucher" => i::redeem_voucher,
        "revoke_voucher" => i::revoke_voucher,
        "reissue_voucher" => i::reissue_voucher,
        "review_loss" => i::review_loss,
        "request_refund" => i::request_refund,
        "approve_refund" => i::approve_refund,
        "refuse_refund" => i::refuse_refund,
        "close_trolley" => i::close_trolley,
        "open_claim" => i::open_claim,
        "answer_claim" => i::answer_claim,
        "approve_claim" => i::approve_claim,
        "refuse_claim" => i::refuse_claim,
        "choose_settlement" => i::choose_settlement,
        "pay_claim" => i::pay_claim,
        "draft_policy" => i::draft_policy,
        "approve_policy" => i::approve_policy,
        "withdraw_policy" => i::withdraw_policy,
        _ => i::other,
    }
}

/// The drawing of a special service request: meals end in `ML`.
pub fn request_icon(code: &str) -> Icon {
    match code {
        code if code.ends_with("ML") => Icon::Meal,
        "UMNR" | "INFT" | "CHLD" => Icon::Baby,
        _ => Icon::Accessibility,
    }
}
