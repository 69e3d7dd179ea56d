//! Worlds of several desks and a backend: one program, because each would hold the whole of Airside.

mod anew;
mod bad_input;
mod by_miles;
mod by_voucher;
mod claims;
mod counting;
mod day;
mod deciding;
mod first_load;
mod orders;
mod pages;
mod pending;
mod photos;
mod policies;
mod refunds;
mod story;
mod survive;
mod vouchers;
mod withdrawal;
