audit-damaged = The trail is damaged. Tell Kiva.
audit-row-changed = The trail is broken at row {$row}: it, or the one before it, was changed after it was written.
audit-row-not-vouched = The trail is broken at row {$row}: it was not written under the key, or a row before it was changed and the seals were made anew.
audit-rows-missing = Rows {$row} to {$last} are missing; they were taken away after they were written.
audit-row-doubled = Row {$row} is there more than once; one was put in.
audit-end-cut = The last rows, {$row} to {$last}, are missing; they were taken away after they were written.
audit-rows-beyond-end = Rows {$row} to {$last} stand beyond the end of the chain; they were put in, or the end was set back.
audit-end-missing = The end of the chain is missing, though its rows are there; it was taken away.
audit-end-not-vouched = The end of the chain was not set under the key; the last rows may have been taken away.
audit-row-not-as-noted = Row {$row} is not what the installation noted of it; the chain was set back, or another was put in its place.
audit-chain-missing = The whole chain is missing; it was taken away.
audit-chain-not-noted = The installation knows nothing of this chain; it was put in from elsewhere.
audit-installation-damaged = The installation's own chain is damaged, so it is not certain that this one is all there.
audit-before = Rows 1 to {$rows} are from before today's key ({$under}); they were sealed as they were found when it came, on {$day}.
audit-before-none = Rows 1 to {$rows} are from before the trail had a key; they were sealed as they were found when it came, on {$day}.
error-audit-key = This database's audit trail is kept under the key { $kept }, but this process has the key { $own }. Give it the right one. If that is lost, begin a new one, which the trail will say for ever: fieldlink pa2 audit rekey
error-audit-key-lost = This database was used, but does not say which key its audit trail is kept under: somebody took that away. Compare it with a backup and with the ends of the trail that were sent. To begin a new key, which the trail will say for ever: fieldlink pa2 audit rekey
error-audit-key-used = The audit trail is or was kept under the key { $key }. A key is used once: make another.
error-audit-key-since = The audit trail was put under another key, { $kept }. Whoever runs PA2 has to start it again with that one; until then nothing can be saved.
error-operator-email = The setting operator_email, { $address }, is no e-mail address.
act-audit-key = Put the audit trail under a key
act-audit-heads = Noted how far the audit trail has come
mail-audit-subject = How far the audit trail of PA2 has come on {$day}
mail-audit =
    Keep this e-mail where nobody who holds the database reaches it. With it you can tell later whether the audit trail was changed, cut, or set back to an older copy.

    The ends of the trail on {$day}: the number of the partner (0: the installation), its last row, and that row's hash. They are kept under the key {$key}.

    {$heads}

    To check them, save this e-mail as a file:
    fieldlink pa2 audit verify --since-file FILE

    They come from:
    {$link}

    A day without this e-mail is a sign too.
