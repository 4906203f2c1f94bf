-- What is about a record is only for who may see such records, whatever its kind asks.
ALTER TABLE platform.notifications ADD COLUMN permission text COLLATE "C" CHECK (length(permission) BETWEEN 1 AND 80);
