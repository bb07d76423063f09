-- What the mail about a finished export says, as long as it can be downloaded and who asked for it is still an admin.
SELECT exports.kind, exports.format, exports.row_count, exports.notes, exports.expires_at, users.email
FROM exports
INNER JOIN users ON exports.requested_by = users.id AND users.role = 'admin' AND users.status = 'active'
WHERE exports.id = :export_id AND exports.status = 'done' AND exports.expires_at > now()
