-- Outgoing and background work, written in the business transaction. The payload is the tenant's; the queue beside it holds
-- only "this tenant has something due", which the dispatcher must see across tenants.
CREATE TABLE platform.work_items (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    item_id uuid NOT NULL,
    kind text NOT NULL,
    idempotency_key text NOT NULL,
    payload text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    due_at timestamptz NOT NULL,
    last_error text,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, item_id),
    CONSTRAINT work_items_once UNIQUE (tenant_id, kind, idempotency_key)
);
CALL platform.isolate('platform.work_items');

CREATE TABLE platform.work_queue (
    tenant_id uuid NOT NULL,
    item_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, item_id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES platform.work_items ON DELETE CASCADE
);
CREATE INDEX work_queue_due ON platform.work_queue (due_at);
ALTER TABLE platform.work_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.work_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY pointers ON platform.work_queue FOR SELECT USING (true);
CREATE POLICY own_insert ON platform.work_queue FOR INSERT WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY own_update ON platform.work_queue FOR UPDATE
    USING (tenant_id = current_setting('app.tenant_id')::uuid) WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY own_delete ON platform.work_queue FOR DELETE USING (tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.work_queue TO niaga_app;
GRANT SELECT ON platform.work_queue TO niaga_backup, niaga_platform_job;

CREATE FUNCTION platform.queue_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO platform.work_queue (tenant_id, item_id, due_at) VALUES (NEW.tenant_id, NEW.item_id, NEW.due_at);
    ELSIF NEW.state <> 'waiting' THEN
        DELETE FROM platform.work_queue WHERE tenant_id = NEW.tenant_id AND item_id = NEW.item_id;
    ELSIF OLD.state <> 'waiting' THEN
        INSERT INTO platform.work_queue (tenant_id, item_id, due_at) VALUES (NEW.tenant_id, NEW.item_id, NEW.due_at);
    ELSE
        UPDATE platform.work_queue SET due_at = NEW.due_at WHERE tenant_id = NEW.tenant_id AND item_id = NEW.item_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER work_items_queued AFTER INSERT OR UPDATE OF state, due_at ON platform.work_items
    FOR EACH ROW EXECUTE FUNCTION platform.queue_work();

-- One row per tick of a schedule, so that of several nodes one writes its work.
CREATE TABLE platform.schedule_ticks (
    schedule text NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (schedule, due_at)
);
GRANT SELECT, INSERT, DELETE ON platform.schedule_ticks TO niaga_app;
GRANT SELECT ON platform.schedule_ticks TO niaga_backup;

-- The platform's own mail, audit and scheduled work lie behind the same lock as a business's.
SELECT set_config('app.tenant_id', '00000000-0000-7000-8000-000000000000', true);
INSERT INTO platform.tenants (tenant_id, slug, status, created_at, changed_at)
VALUES ('00000000-0000-7000-8000-000000000000', 'niaga-platform', 'pending', now(), now());
