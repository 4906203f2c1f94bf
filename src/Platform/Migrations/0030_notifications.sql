-- What a business's people are told. A row says it once to everybody who may get its kind, or to one person; who may is asked when it is
-- read, so that a role that changes changes what is seen.
CREATE TABLE platform.notifications (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    notification_id uuid NOT NULL,
    -- its key, such as retail.low_stock
    kind text NOT NULL CHECK (length(kind) BETWEEN 3 AND 80),
    -- what it is about within its kind
    subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 100),
    person_id uuid,
    -- what its placeholders stand for, as JSON
    details text NOT NULL DEFAULT '{}' CHECK (length(details) <= 4000),
    -- where it leads, within the business's address
    path text CHECK (length(path) <= 300),
    told_at timestamptz NOT NULL,
    dealt_at timestamptz,
    PRIMARY KEY (tenant_id, notification_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE CASCADE
);
-- The same thing is told once until it is dealt with, however many notice it at once.
CREATE UNIQUE INDEX notifications_once ON platform.notifications (tenant_id, kind, subject, person_id) NULLS NOT DISTINCT
    WHERE dealt_at IS NULL;
CREATE INDEX notifications_of_person ON platform.notifications (tenant_id, person_id);
CALL platform.isolate('platform.notifications', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');

-- Who has read what.
CREATE TABLE platform.notification_reads (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    person_id uuid NOT NULL,
    notification_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, person_id, notification_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, notification_id) REFERENCES platform.notifications ON DELETE CASCADE
);
CREATE INDEX notification_reads_of_one ON platform.notification_reads (tenant_id, notification_id);
CALL platform.isolate('platform.notification_reads', 'SELECT', 'INSERT', 'DELETE');

-- Every node keeps the number of unread ones right, and tells the browsers it holds a line to. By the row's own tenant: rows go with their
-- member, whoever takes that one away.
CREATE FUNCTION platform.announce_notifications() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM pg_notify('niaga_notifications', CASE WHEN TG_OP = 'DELETE' THEN OLD.tenant_id ELSE NEW.tenant_id END::text);
    RETURN NULL;
END $$;
CREATE TRIGGER notifications_announced AFTER INSERT OR DELETE OR UPDATE OF dealt_at ON platform.notifications
    FOR EACH ROW EXECUTE FUNCTION platform.announce_notifications();
CREATE TRIGGER notification_reads_announced AFTER INSERT OR DELETE ON platform.notification_reads
    FOR EACH ROW EXECUTE FUNCTION platform.announce_notifications();
