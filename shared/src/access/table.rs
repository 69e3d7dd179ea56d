//! The table as people read it. ✓ online · o also offline · M masked · R revealed with a reason ·
//! L within a limit · S step-up · P pseudonymised · w own only · v verify only · c card only · - no.

use std::sync::LazyLock;

use super::{Grant, Permission, Role};

/// Columns in the order of [`Role::ALL`].
pub const TABLE: &[(Permission, &str)] = {
    use Permission::*;
    &[
        //                  CC CK CB LG CA SV FN RT LO MK AN MG DP SE KI
        (PassengerOpen, "    ✓  o  o  o  ✓  ✓  M  -  ✓  -  -  -  S  -  w"),
        (DocumentNumber, "   M  R  -  -  M  R  -  -  -  -  -  -  S  -  M"),
        (Contacts, "         ✓  R  -  M  ✓  R  M  -  M  -  -  -  S  -  M"),
        (Timeline, "         ✓  o  o  o  ✓  ✓  M  -  ✓  -  -  -  S  -  -"),
        (EditPreferences, "  ✓  o  o  o  ✓  ✓  -  -  ✓  -  -  -  -  -  w"),
        (EditIdentity, "     ✓  ✓  -  -  ✓  ✓  -  -  -  -  -  -  S  -  -"),
        (CaseWrite, "        ✓  o  o  o  ✓  ✓  -  -  ✓  -  -  -  -  -  w"),
        (CaseAssign, "       ✓  -  -  -  ✓  ✓  -  -  -  -  -  -  -  -  -"),
        (VoucherIssue, "     L oL oL oL  L  L  -  -  -  -  -  -  -  -  -"),
        (ApproveOverLimit, " -  -  -  -  S  S  -  -  -  -  -  -  -  -  -"),
        (Overrule, "         L oL  -  -  L oL  -  -  -  -  -  -  -  -  -"),
        (VoucherRedeem, "    -  o  o  o  -  ✓  -  -  -  -  -  -  -  -  o"),
        (Sale, "             -  ✓ oL oL  -  ✓  -  -  -  -  -  -  -  - ✓c"),
        (RefundRequest, "    ✓  o  o  o  ✓  ✓  -  -  -  -  -  -  -  -  w"),
        (RefundApprove, "    -  -  -  -  -  S  S  -  -  -  -  -  -  -  -"),
        (ConsentChange, "    ✓  o  -  o  ✓  ✓  -  -  -  -  -  -  ✓  -  w"),
        (Catalogue, "        -  -  -  -  -  -  -  ✓  -  -  -  ✓  -  -  -"),
        (RulesAndLimits, "   -  -  -  -  -  -  S  -  -  -  -  S  -  -  -"),
        (Segments, "         -  -  -  -  -  -  P  P  P  P  P  -  -  -  -"),
        (DataSubject, "      -  -  -  -  -  -  -  -  -  -  -  -  S  -  -"),
        (AuditRead, "        -  -  -  -  -  -  v  -  -  -  -  -  S  S  -"),
        (Enrol, "            -  -  -  -  -  -  -  -  -  -  -  -  -  S  -"),
        (Restore, "          -  -  -  -  -  -  S  -  -  -  -  -  -  S  -"),
        (SettleRefused, "    -  -  -  -  -  ✓  -  -  -  -  -  -  -  -  -"),
        (Fleet, "            -  -  -  -  -  ✓  -  -  -  -  -  ✓  -  ✓  -"),
        (Withdraw, "         -  -  -  -  -  -  -  -  -  -  -  -  -  ✓  -"),
        (Ledger, "           -  -  -  -  -  -  ✓  -  -  -  -  -  -  -  -"),
        (Rebook, "           ✓  ✓  -  -  ✓  ✓  -  -  -  -  -  -  -  -  -"),
        (VoucherRevoke, "    -  -  -  -  ✓  ✓  -  -  -  -  -  -  -  -  -"),
        (VoucherStatement, " -  -  -  -  ✓  ✓  ✓  -  -  -  -  -  -  -  -"),
        (FlightEvents, "     -  -  -  -  -  ✓  -  -  -  -  -  ✓  -  -  -"),
    ]
};

static GRANTS: LazyLock<Vec<(Permission, Vec<Grant>)>> = LazyLock::new(|| {
    TABLE.iter().map(|(permission, row)| (*permission, row.split_whitespace().map(read).collect())).collect()
});

/// What `role` may do about `permission`.
pub fn grant(role: Role, permission: Permission) -> Grant {
    let column = Role::ALL.iter().position(|r| *r == role);
    let row = GRANTS.iter().find(|(p, _)| *p == permission);
    row.zip(column).and_then(|((_, row), column)| row.get(column).copied()).unwrap_or_default()
}

fn read(cell: &str) -> Grant {
    let mut grant = Grant { allowed: cell != "-", ..Grant::default() };
    for sign in cell.chars() {
        match sign {
            'o' => grant.offline = true,
            'M' => (grant.masked, grant.offline) = (true, true),
            'R' => (grant.masked, grant.reveal, grant.offline) = (true, true, true),
            'L' => grant.limited = true,
            'S' => grant.step_up = true,
            'P' => grant.pseudonymised = true,
            'w' => (grant.own, grant.offline) = (true, true),
            _ => {}
        }
    }
    grant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_cell_for_every_role() {
        for (permission, row) in TABLE {
            assert_eq!(row.split_whitespace().count(), Role::ALL.len(), "{permission:?}");
        }
    }

    #[test]
    fn cabin_crew_issue_vouchers_offline_within_a_limit_and_never_see_a_document_number() {
        let voucher = grant(Role::CabinCrew, Permission::VoucherIssue);
        assert!(voucher.allowed && voucher.offline && voucher.limited);
        assert_eq!(grant(Role::CabinCrew, Permission::DocumentNumber), Grant::default());
    }

    #[test]
    fn only_supervisors_settle_what_others_had_refused_and_only_security_withdraws_a_device() {
        let may = |permission| {
            Role::ALL.into_iter().filter(|role| grant(*role, permission).allowed).collect::<Vec<_>>()
        };
        assert_eq!(may(Permission::SettleRefused), [Role::Supervisor]);
        assert_eq!(may(Permission::Withdraw), [Role::Security]);
        assert_eq!(may(Permission::Fleet), [Role::Supervisor, Role::PlatformManager, Role::Security]);
        assert!(!grant(Role::Supervisor, Permission::SettleRefused).offline);
    }

    #[test]
    fn tills_and_kiosks_redeem_vouchers_offline_and_only_those_who_answer_for_them_take_them_back() {
        let redeem = |role| grant(role, Permission::VoucherRedeem);
        let tills = [Role::CheckIn, Role::CabinCrew, Role::LoungeHost, Role::Kiosk];
        assert!(tills.into_iter().all(|role| redeem(role).offline));
        let may = |role: &Role| grant(*role, Permission::VoucherRevoke).allowed;
        let all = Role::ALL.into_iter().filter(may).collect::<Vec<_>>();
        assert_eq!(all, [Role::CustomerAffairs, Role::Supervisor]);
    }

    #[test]
    fn a_check_in_agent_reveals_a_document_number_with_a_reason() {
        let grant = grant(Role::CheckIn, Permission::DocumentNumber);
        assert!(grant.masked && grant.reveal && !grant.step_up);
    }
}
