SELECT device, kind, outcome, lane
FROM entries
WHERE kind IN ('record_sale', 'void_sale', 'issue_voucher', 'redeem_voucher', 'revoke_voucher', 'request_refund', 'pay_claim',
    'approve_refund', 'refuse_refund')
ORDER BY device, seq
