-- A key that is not in the database vouches for each row of the audit trail and for the end of each chain. What stood there
-- before has no such seal; the first start afterwards seals it as it is found. A new database is told its key at its first start.

ALTER TABLE audit ADD COLUMN mac TEXT;
ALTER TABLE audit_head ADD COLUMN mac TEXT;

INSERT INTO setting (key, value)
  SELECT 'audit_key', 'before' WHERE EXISTS (SELECT 1 FROM audit) OR EXISTS (SELECT 1 FROM partner);
