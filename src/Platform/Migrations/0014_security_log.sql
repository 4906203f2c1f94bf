-- The security log asks for a few of the many events of a business: by event, newest first.
CREATE INDEX audit_entries_action ON platform.audit_entries (tenant_id, action, entry_id);

-- Work that is written down as done already (a mark that something was done once) waits for nobody: it gets no pointer.
CREATE OR REPLACE FUNCTION platform.queue_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'waiting' THEN
            INSERT INTO platform.work_queue (tenant_id, item_id, due_at) VALUES (NEW.tenant_id, NEW.item_id, NEW.due_at);
        END IF;
    ELSIF NEW.state <> 'waiting' THEN
        DELETE FROM platform.work_queue WHERE tenant_id = NEW.tenant_id AND item_id = NEW.item_id;
    ELSIF OLD.state <> 'waiting' THEN
        INSERT INTO platform.work_queue (tenant_id, item_id, due_at) VALUES (NEW.tenant_id, NEW.item_id, NEW.due_at);
    ELSE
        UPDATE platform.work_queue SET due_at = NEW.due_at WHERE tenant_id = NEW.tenant_id AND item_id = NEW.item_id;
    END IF;
    RETURN NULL;
END $$;
