-- A business's own words for the mail of a kind of notification; without a row the platform's own hold.
CREATE TABLE platform.notification_templates (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    kind text NOT NULL CHECK (length(kind) BETWEEN 3 AND 80),
    language text NOT NULL CHECK (language IN ('en', 'ms')),
    subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 150 AND subject !~ '[[:cntrl:]]'),
    body text NOT NULL CHECK (length(body) BETWEEN 1 AND 4000),
    PRIMARY KEY (tenant_id, kind, language)
);
CALL platform.isolate('platform.notification_templates', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');
