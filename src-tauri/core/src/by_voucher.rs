//! Vouchers that pay for an order on board: what each pays, asked before anything else is taken for it.

use airside_shared::{
    Fault,
    access::Permission,
    ids::read_out,
    money::Money,
    sales::{ByVoucher, ON_BOARD, Paid, Part},
    vouchers::{check_amount, code},
};

use crate::{
    desk::Desk,
    redeem::{Seen, supplier},
};

impl Desk {
    /// The parts of an order that are paid by vouchers, in the order in which their codes were scanned, and what is
    /// still due.
    pub(crate) fn paid_by_vouchers(
        &self,
        codes: &[String],
        total: Money,
    ) -> Result<(Vec<Part>, Money), Fault> {
        let (mut parts, mut due) = (Vec::with_capacity(codes.len()), total);
        if !codes.is_empty() {
            self.authorise(Permission::VoucherRedeem)?;
        }
        for code in codes {
            let part = self.paid_by_voucher(code.trim(), due)?;
            due = due.plus(part.amount.times(-1)?)?;
            parts.push(part);
        }
        Ok((parts, due))
    }

    fn paid_by_voucher(&self, code: &str, due: Money) -> Result<Part, Fault> {
        if due.minor <= 0 {
            let message = "The order is paid without this voucher: take it off again.";
            return Err(Fault::of("voucher", "voucher_not_needed", message));
        }
        let now = self.around.now();
        let voucher = code::claimed(code)?.voucher;
        let (seen, verdict) = self.store()?.read(|db| {
            let seen = Seen::of(db, code, now)?;
            let verdict = seen.verdict(db, code, Some(supplier(&seen.terms, ON_BOARD)?), None, now)?;
            Ok((seen, verdict))
        })?;
        if let Some(refused) = verdict.refusal {
            return Err(refused);
        }
        if verdict.left.currency != due.currency {
            let message = format!("The voucher is in {}: price the order in it.", verdict.left.currency);
            return Err(Fault::of("voucher", "currency_mismatch", message));
        }
        let (of, held) = (seen.terms.of(verdict.kind)?, seen.voucher.is_some());
        let most = of.unseen(due.currency).filter(|_| !held);
        let (pays, taken) = ByVoucher::parts_of(verdict.left, most, due, of.partial);
        check_amount(&verdict, taken, &seen.terms, held)?;
        let number = seen.number().unwrap_or_else(|| format!("…-{}", read_out(voucher.0, 7)));
        let paid = Paid::Voucher(ByVoucher { voucher, number, code: code.to_owned(), taken });
        Ok(Part { amount: pays, paid })
    }
}
