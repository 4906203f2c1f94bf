-- Reports a member wants by mail: the day before each morning, the week before each week, the month before each month.
CREATE TABLE platform.report_mails (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    person_id uuid NOT NULL,
    -- its key, such as retail.sales_by_day
    report text NOT NULL CHECK (length(report) BETWEEN 3 AND 80),
    rhythm text NOT NULL CHECK (rhythm IN ('daily', 'weekly', 'monthly')),
    PRIMARY KEY (tenant_id, person_id, report),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE CASCADE
);
CALL platform.isolate('platform.report_mails', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');
