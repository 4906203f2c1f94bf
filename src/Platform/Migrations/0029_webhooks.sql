-- Programs elsewhere that a business has told what happens in it.
CREATE TABLE platform.webhooks (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    webhook_id uuid NOT NULL,
    -- Who answers for it: it is told only what they may see at that moment. Null once they have left: then it is switched off.
    person_id uuid,
    address text NOT NULL CHECK (length(address) BETWEEN 8 AND 500),
    description text NOT NULL CHECK (length(description) BETWEEN 1 AND 80),
    events text[] NOT NULL CHECK (cardinality(events) > 0),
    -- Only one that is on collects events.
    state text NOT NULL CHECK (state IN ('on', 'paused', 'off')),
    -- Why the platform switched it off.
    off_because text CHECK (off_because IN ('failing', 'gone', 'nobody')),
    -- Both encrypted, as the owner of the keys in the data folder can read them.
    secret bytea NOT NULL,
    old_secret bytea,
    old_secret_until timestamptz,
    failing_since timestamptz,
    created_at timestamptz NOT NULL,
    removed_at timestamptz,
    PRIMARY KEY (tenant_id, webhook_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE SET NULL (person_id),
    CONSTRAINT webhooks_off_because CHECK ((state = 'off') = (off_because IS NOT NULL)),
    CONSTRAINT webhooks_old_secret CHECK ((old_secret IS NULL) = (old_secret_until IS NULL))
);
CREATE INDEX webhooks_person ON platform.webhooks (tenant_id, person_id);
CALL platform.isolate('platform.webhooks', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');

-- What happened, written in the transaction in which it did.
CREATE TABLE platform.webhook_events (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    event_id uuid NOT NULL,
    type text NOT NULL,
    at timestamptz NOT NULL,
    -- JSON as it is sent: what is signed must stay the same to the letter.
    data text NOT NULL,
    PRIMARY KEY (tenant_id, event_id)
);
CALL platform.isolate('platform.webhook_events', 'SELECT', 'INSERT', 'DELETE');

CREATE TABLE platform.webhook_deliveries (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    delivery_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    event_id uuid NOT NULL,
    -- Held: its webhook is paused, off or removed.
    state text NOT NULL CHECK (state IN ('waiting', 'held', 'delivered', 'failed')),
    -- All there were, and those since it was last asked for: the pauses between them grow.
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, delivery_id),
    CONSTRAINT webhook_deliveries_once UNIQUE (tenant_id, webhook_id, event_id),
    FOREIGN KEY (tenant_id, webhook_id) REFERENCES platform.webhooks ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, event_id) REFERENCES platform.webhook_events ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_event ON platform.webhook_deliveries (tenant_id, event_id);
CALL platform.isolate('platform.webhook_deliveries', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');

CREATE TABLE platform.webhook_attempts (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    delivery_id uuid NOT NULL,
    attempt integer NOT NULL CHECK (attempt > 0),
    at timestamptz NOT NULL,
    milliseconds integer NOT NULL CHECK (milliseconds >= 0),
    status integer CHECK (status BETWEEN 100 AND 999),
    -- Null where it was delivered.
    failure text CHECK (length(failure) BETWEEN 1 AND 40),
    -- The first of what the receiver answered.
    answer text NOT NULL CHECK (length(answer) <= 1000),
    PRIMARY KEY (tenant_id, delivery_id, attempt),
    FOREIGN KEY (tenant_id, delivery_id) REFERENCES platform.webhook_deliveries ON DELETE CASCADE
);
CALL platform.isolate('platform.webhook_attempts', 'SELECT', 'INSERT', 'DELETE');

-- Which webhooks have something due: what the dispatcher must see across tenants, ids and a time.
CREATE TABLE platform.webhook_queue (
    tenant_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, delivery_id),
    FOREIGN KEY (tenant_id, delivery_id) REFERENCES platform.webhook_deliveries ON DELETE CASCADE
);
CREATE INDEX webhook_queue_due ON platform.webhook_queue (webhook_id, due_at);
ALTER TABLE platform.webhook_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.webhook_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY pointers ON platform.webhook_queue FOR SELECT USING (true);
CREATE POLICY own_insert ON platform.webhook_queue FOR INSERT WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY own_update ON platform.webhook_queue FOR UPDATE
    USING (tenant_id = current_setting('app.tenant_id')::uuid) WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY own_delete ON platform.webhook_queue FOR DELETE USING (tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.webhook_queue TO niaga_app;
GRANT SELECT ON platform.webhook_queue TO niaga_backup, niaga_platform_job;

CREATE FUNCTION platform.queue_webhook() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF NEW.state <> 'waiting' THEN
        DELETE FROM platform.webhook_queue WHERE tenant_id = NEW.tenant_id AND delivery_id = NEW.delivery_id;
    ELSE
        INSERT INTO platform.webhook_queue (tenant_id, delivery_id, webhook_id, due_at)
        VALUES (NEW.tenant_id, NEW.delivery_id, NEW.webhook_id, NEW.due_at)
        ON CONFLICT (tenant_id, delivery_id) DO UPDATE SET due_at = EXCLUDED.due_at;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_deliveries_queued AFTER INSERT OR UPDATE OF state, due_at ON platform.webhook_deliveries
    FOR EACH ROW EXECUTE FUNCTION platform.queue_webhook();
