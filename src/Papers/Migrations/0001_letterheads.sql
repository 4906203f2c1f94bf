-- What a business chose for its papers. Without a row they show its own logo and are dark grey.
CREATE TABLE papers.letterheads (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    -- 0xRRGGBB
    colour integer NOT NULL CHECK (colour BETWEEN 0 AND 16777215),
    footer text CHECK (length(footer) BETWEEN 1 AND 300),
    logo_file_id uuid,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, logo_file_id) REFERENCES platform.files
);
CREATE INDEX letterheads_logo ON papers.letterheads (tenant_id, logo_file_id);
CALL platform.isolate('papers.letterheads', 'SELECT', 'INSERT', 'UPDATE');
