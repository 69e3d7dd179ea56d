INSERT INTO contacts (device, at, drift, report)
VALUES ($1, $2, $3, $4)
ON CONFLICT (device) DO UPDATE SET
    at = excluded.at,
    drift = COALESCE(excluded.drift, contacts.drift),
    report = COALESCE(excluded.report, contacts.report)
