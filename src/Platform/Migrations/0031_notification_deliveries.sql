-- What reaches a member, kind by kind and way by way, where they chose otherwise than the kind itself.
CREATE TABLE platform.notification_choices (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (length(kind) BETWEEN 3 AND 80),
    channel text NOT NULL CHECK (channel IN ('app', 'mail', 'whatsapp', 'sms')),
    wanted boolean NOT NULL,
    PRIMARY KEY (tenant_id, person_id, kind, channel),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE CASCADE
);
CALL platform.isolate('platform.notification_choices', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');
CREATE TRIGGER notification_choices_announced AFTER INSERT OR DELETE OR UPDATE OF wanted ON platform.notification_choices
    FOR EACH ROW EXECUTE FUNCTION platform.announce_notifications();

-- When it reaches them.
CREATE TABLE platform.notification_times (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    person_id uuid NOT NULL,
    -- quiet hours, in minutes after midnight in Asia/Kuala_Lumpur; from late to early they go across midnight
    quiet_from integer CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_until integer CHECK (quiet_until BETWEEN 0 AND 1439),
    rhythm text NOT NULL CHECK (rhythm IN ('at_once', 'daily', 'weekly')),
    -- where WhatsApp and SMS go, as +60123456789
    phone text CHECK (length(phone) BETWEEN 8 AND 16),
    PRIMARY KEY (tenant_id, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE CASCADE,
    CONSTRAINT notification_times_quiet CHECK ((quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from <> quiet_until)
);
CALL platform.isolate('platform.notification_times', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');

-- What went to whom, by which way, when. A notification goes to a person once by each way.
CREATE TABLE platform.notification_deliveries (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    notification_id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES platform.people,
    channel text NOT NULL CHECK (channel IN ('mail', 'whatsapp', 'sms')),
    -- waiting: on its way; held: until quiet hours end; digest: collected; dropped: no longer of use
    state text NOT NULL CHECK (state IN ('waiting', 'held', 'digest', 'sent', 'failed', 'dropped')),
    made_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    ended_at timestamptz,
    -- why it failed or was dropped: part of a text's key
    reason text CHECK (length(reason) BETWEEN 1 AND 40),
    PRIMARY KEY (tenant_id, notification_id, person_id, channel),
    FOREIGN KEY (tenant_id, notification_id) REFERENCES platform.notifications ON DELETE CASCADE,
    CONSTRAINT notification_deliveries_end CHECK ((ended_at IS NOT NULL) = (state IN ('sent', 'failed', 'dropped')))
);
CREATE INDEX notification_deliveries_of_person ON platform.notification_deliveries (tenant_id, person_id, state);
CREATE INDEX notification_deliveries_newest ON platform.notification_deliveries (tenant_id, made_at DESC, notification_id);
CALL platform.isolate('platform.notification_deliveries', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');
