//! One contract, both engines: every behaviour is written once and runs on SQLite and on PostgreSQL.

#[path = "contract/attachments.rs"]
mod attachments;
#[path = "contract/audit.rs"]
mod audit;
#[path = "contract/backups.rs"]
mod backups;
#[path = "contract/bus.rs"]
mod bus;
#[path = "contract/by_miles.rs"]
mod by_miles;
#[path = "contract/by_voucher.rs"]
mod by_voucher;
#[path = "contract/claims.rs"]
mod claims;
#[path = "contract/crash.rs"]
mod crash;
#[path = "contract/device.rs"]
mod device;
#[path = "contract/fleet.rs"]
mod fleet;
#[path = "contract/hostile.rs"]
mod hostile;
#[path = "contract/jobs.rs"]
mod jobs;
#[path = "contract/journeys.rs"]
mod journeys;
#[path = "contract/limits.rs"]
mod limits;
#[path = "contract/money.rs"]
mod money;
#[path = "contract/moto.rs"]
mod moto;
#[path = "contract/nats.rs"]
mod nats;
#[path = "contract/notices.rs"]
mod notices;
#[path = "contract/orders.rs"]
mod orders;
#[path = "contract/policies.rs"]
mod policies;
#[path = "contract/postgres.rs"]
mod postgres;
#[path = "contract/pull.rs"]
mod pull;
#[path = "contract/push.rs"]
mod push;
#[path = "contract/refunds.rs"]
mod refunds;
#[path = "contract/server.rs"]
mod server;
#[path = "contract/session.rs"]
mod session;
#[path = "contract/smtp.rs"]
mod smtp;
#[path = "contract/vouchers.rs"]
mod vouchers;
#[path = "contract/world.rs"]
mod world;

use world::World;

macro_rules! contract {
    ($($room:ident :: $behaviour:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                crate::$room::$behaviour(crate::World::on_sqlite().await).await;
            })+
        }

        mod on_postgresql {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                if let Some(world) = crate::World::on_postgresql().await {
                    crate::$room::$behaviour(world).await;
                }
            })+
        }
    };
}

contract! {
    attachments::a_photo_arrives_in_chunks_and_resumes,
    attachments::photos_lie_encrypted_with_the_key_of_the_configuration,
    audit::a_log_goes_on_where_it_ended_and_gaps_are_refused,
    backups::a_backup_restored_into_an_empty_store_is_the_same_row_by_row,
    backups::a_store_that_is_not_empty_takes_no_backup_and_stays_as_it_is,
    backups::a_backup_is_of_one_moment_although_people_go_on,
    backups::what_was_cut_flipped_or_sealed_to_another_key_is_named,
    backups::a_log_that_somebody_changed_is_backed_up_but_never_verified,
    backups::what_is_too_old_goes_only_if_it_was_verified,
    backups::of_several_backends_one_takes_the_backup_that_is_due,
    backups::object_storage_holds_backups_and_what_was_cut_there_is_named,
    claims::an_event_opens_a_claim_for_each_passenger_and_a_chosen_voucher_closes_it,
    claims::a_claim_is_worked_out_by_the_version_that_people_approved,
    claims::an_event_counts_once_and_one_that_is_late_or_cannot_be_is_answered_so,
    claims::only_the_airlines_systems_and_who_may_say_what_became_of_a_flight,
    claims::above_a_limit_somebody_else_grants_and_a_refusal_is_told,
    claims::nobody_decides_in_time_and_it_goes_to_the_supervisors_unpaid,
    claims::two_desks_that_pay_end_in_one_payment_and_one_refusal,
    claims::a_voucher_of_a_desk_and_the_workflow_pay_once_together,
    claims::a_flight_that_is_cancelled_after_it_was_late_is_worked_out_anew,
    claims::a_person_s_verdict_counts_until_the_passenger_has_chosen,
    claims::who_was_left_behind_has_a_claim_and_nobody_else,
    claims::three_backends_at_once_settle_each_claim_once,
    crash::a_backend_that_is_killed_again_and_again_settles_each_claim_once,
    crash::a_backend_that_is_killed_while_it_asks_for_miles_has_each_members_given_once,
    journeys::a_late_flight_gives_nothing_before_it_has_arrived_and_then_by_when_it_did,
    journeys::a_claim_that_waited_for_the_expected_arrival_goes_on_by_itself,
    journeys::who_was_moved_to_a_flight_an_hour_later_is_owed_nothing_for_the_cancelled_one,
    journeys::two_late_flights_of_one_journey_make_one_claim_to_the_last_destination,
    journeys::a_lost_bag_waits_for_its_receipts_and_is_paid_beside_the_journey,
    fleet::a_refused_entry_is_kept_whole_and_a_supervisor_sees_it,
    fleet::a_supervisor_does_a_refused_entry_again_and_what_waited_behind_it_goes_on_once,
    fleet::whoever_settles_a_refused_entry_second_is_told_who_was_first,
    fleet::what_was_refused_for_a_card_number_is_kept_without_it,
    bus::events_over_nats_open_claims_once_also_those_of_while_no_backend_was_there,
    bus::what_cannot_be_taken_from_nats_is_put_aside_with_its_reason,
    bus::an_event_over_nats_that_comes_before_its_flight_is_waited_for,
    bus::a_backend_whose_bus_is_away_serves_and_hears_it_when_it_is_back,
    fleet::only_a_supervisor_settles_for_another_device,
    fleet::the_fleet_shows_contact_queue_version_drift_and_heals,
    fleet::a_device_that_says_nothing_of_itself_or_more_than_we_know_is_served,
    fleet::an_act_of_a_newer_program_is_refused_by_name_and_kept,
    fleet::a_device_that_is_flushed_gets_no_rows_and_no_sign_in_but_its_queue_is_taken,
    fleet::a_device_that_is_wiped_at_once_is_refused_everything_and_says_what_it_destroyed,
    hostile::a_batch_that_cannot_be_read_has_a_code_and_no_effect,
    hostile::more_entries_than_a_batch_holds_are_refused_whole,
    hostile::an_act_of_another_program_is_refused_and_holds_up_its_lane_only,
    hostile::a_batch_that_is_out_of_step_has_no_effect_at_all,
    hostile::a_clock_three_days_off_changes_neither_order_nor_result,
    jobs::a_key_is_put_in_once_also_after_it_was_done,
    jobs::two_workers_never_take_the_same_job,
    jobs::a_lease_that_ran_out_is_taken_again_and_whoever_had_it_has_no_say_any_more,
    jobs::a_job_waits_until_it_is_due_and_what_failed_is_not_taken_again,
    jobs::a_kind_that_nobody_does_fails_by_name_and_shows_in_the_gauges,
    limits::bodies_that_are_too_large_too_deep_or_not_zstd_are_refused,
    money::a_sale_is_booked_once_however_often_its_entry_comes,
    orders::a_card_whose_bank_did_not_pay_is_denied_on_every_device_that_sells,
    orders::an_order_that_nobody_settles_is_named_after_an_hour_and_its_sale_ends_that,
    money::a_voucher_is_owed_from_the_entry_that_issued_it,
    money::an_amount_that_cannot_be_booked_is_refused_and_nothing_is_stored,
    money::the_database_itself_refuses_what_does_not_balance_and_what_changes_the_books,
    money::a_card_is_charged_once_and_each_step_is_a_row,
    money::after_an_answer_that_never_came_the_processor_is_asked_and_nobody_is_charged_twice,
    money::a_backend_that_fell_between_question_and_answer_asks_what_became_of_it,
    money::two_backends_at_once_ask_for_the_same_money_once,
    orders::a_declined_card_is_a_loss_and_names_its_reason,
    money::a_notice_of_the_processor_counts_if_it_is_signed_and_once,
    money::a_sale_that_is_voided_is_not_charged_or_given_back,
    money::every_difference_between_entries_books_and_processor_is_named,
    money::a_count_books_what_the_bag_lacks_once_and_a_late_sale_makes_up_for_it,
    money::only_finance_reads_the_books,
    money::what_was_sold_before_there_were_books_is_booked_when_they_are_opened,
    money::of_an_order_paid_in_parts_the_card_is_charged_its_part_alone,
    money::notes_of_another_currency_are_booked_in_both,
    notices::a_receipt_is_emailed_once_with_its_paper_to_whoever_agreed,
    notices::a_voucher_is_emailed_in_the_passenger_s_language,
    notices::who_did_not_agree_or_has_no_address_is_not_written_to_and_their_history_says_so,
    notices::what_a_server_refuses_bounced_and_what_it_cannot_take_now_is_tried_again,
    notices::a_server_that_hangs_or_drops_after_the_letter_gets_the_same_letter_again,
    notices::an_address_with_a_line_break_writes_to_nobody_and_a_long_name_is_shortened,
    notices::who_prefers_messages_gets_one_by_http_once,
    notices::a_letter_that_comes_back_later_is_shown_as_bounced_once,
    notices::a_notice_that_was_not_sent_cannot_come_back,
    notices::a_letter_about_a_claim_says_how_much_by_which_law_and_has_the_reasons_with_it,
    notices::who_is_refused_reads_why_and_what_the_law_says,
    notices::a_backend_that_sends_nothing_says_nothing_of_anybody,
    pull::pages_resume_and_end_with_a_checksum_that_agrees,
    pull::a_program_that_has_not_heard_of_a_kind_goes_on_without_it_until_it_is_updated,
    pull::a_rebooked_passenger_leaves_the_scope_with_all_that_is_theirs,
    pull::checksums_agree_after_every_kind_of_change,
    pull::a_scope_of_another_station_is_withdrawn,
    pull::a_watch_is_answered_when_something_changed,
    push::the_same_entry_twice_has_one_effect_and_one_answer,
    push::an_id_with_another_payload_is_refused,
    push::a_rejection_is_kept_and_told_again,
    push::a_claim_is_paid_once_from_two_devices,
    push::an_id_that_is_taken_overwrites_nothing,
    push::a_refused_entry_blocks_what_depends_on_it_and_nothing_else,
    push::a_refused_entry_holds_up_its_further_lanes_too,
    push::what_was_queued_in_the_first_form_is_taken_and_since_then_nothing_is_altered_unseen,
    push::a_card_number_is_refused_whatever_the_device_let_through,
    push::a_role_without_the_right_is_refused,
    push::entries_of_another_device_are_refused,
    push::a_gap_in_the_sequence_is_refused_with_the_expected_number,
    push::an_entry_that_does_not_follow_from_the_one_before_is_refused,
    push::everything_is_there_after_a_restart,
    policies::a_version_of_a_table_takes_two_people_and_reaches_every_device,
    policies::what_was_chosen_is_settled_as_promised_when_the_terms_are_others_the_next_day,
    policies::a_draft_is_tried_only_by_those_who_edit_tables,
    refunds::a_refund_to_a_card_is_granted_by_another_and_paid_by_the_processor_once,
    refunds::a_refund_whose_answer_was_lost_is_paid_once_and_one_that_is_declined_says_why,
    refunds::two_desks_that_ask_for_the_same_refund_get_one_and_two_people_grant_a_large_one,
    session::a_wrong_pin_and_an_unknown_badge_are_told_alike,
    session::ten_wrong_tries_have_to_wait,
    session::a_database_key_comes_back_from_escrow,
    session::a_sign_in_tells_how_far_the_device_has_come_and_a_new_part_is_a_new_epoch,
    session::without_a_token_nothing_is_answered,
    by_miles::miles_are_taken_by_the_programme_once_and_go_back_to_the_member,
    by_miles::a_void_gives_miles_back_and_what_the_programme_will_not_take_is_a_loss,
    by_miles::miles_wait_for_a_programme_and_keep_no_card_waiting,
    by_miles::miles_of_a_claim_are_on_the_members_account_before_anybody_is_told,
    by_miles::miles_that_the_programme_refuses_are_not_given_and_the_passenger_chooses_again,
    by_voucher::what_a_voucher_pays_on_board_is_owed_no_more_and_a_void_makes_it_good_again,
    by_voucher::a_voucher_that_two_tablets_took_for_orders_sells_both_and_one_is_a_loss,
    by_voucher::a_rate_of_tax_or_a_part_that_the_voucher_does_not_have_is_refused,
    vouchers::a_device_is_vouched_for_and_every_till_can_verify_what_it_signs,
    vouchers::a_withdrawn_device_is_no_longer_taken_on_its_word,
    vouchers::a_voucher_redeemed_at_two_tills_that_never_met_pays_both_and_keeps_one_loss,
    vouchers::a_redemption_that_comes_before_its_voucher_counts,
    vouchers::no_flipped_byte_of_a_code_has_an_effect,
    vouchers::a_revoked_or_replaced_paper_is_a_loss_and_the_new_paper_is_good,
    vouchers::a_voucher_in_euros_takes_what_it_counts_as_of_an_allowance_in_dollars,
    vouchers::a_voucher_is_good_as_long_as_the_terms_say_and_for_ever_where_a_law_does,
    vouchers::what_is_left_of_a_voucher_becomes_breakage_and_what_comes_late_is_taken_out_of_it,
    vouchers::a_voucher_from_before_they_were_written_off_is_followed_too,
    vouchers::a_supplier_s_statement_has_every_voucher_that_they_took_in,
}
