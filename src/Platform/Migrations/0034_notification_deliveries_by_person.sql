-- A person who is erased is looked for in every business.
CREATE INDEX notification_deliveries_by_person ON platform.notification_deliveries (person_id);
