-- What a database is (a sandbox or real) stands in it from now on. One that held partners before keeps what its settings
-- said so far; a new one is told at its first start.

INSERT INTO setting (key, value) SELECT 'installation', 'before' WHERE EXISTS (SELECT 1 FROM partner);
