-- What people of the business say to each other about a record of any kind, and files that belong to it.
CREATE TABLE notes.comments (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    comment_id uuid NOT NULL,
    -- the record: its kind, as the audit log calls it, and its id
    subject text COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 80),
    record_id uuid NOT NULL,
    person_id uuid NOT NULL,
    text text NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
    created_at timestamptz NOT NULL,
    edited_at timestamptz,
    -- it can come back for a day
    removed_at timestamptz,
    PRIMARY KEY (tenant_id, comment_id)
);
CREATE INDEX comments_of_record ON notes.comments (tenant_id, subject, record_id, created_at);
CALL platform.isolate('notes.comments', 'SELECT', 'INSERT', 'UPDATE (text, edited_at, removed_at)', 'DELETE');

-- Whom a comment names: each is told once, however often it is edited.
CREATE TABLE notes.mentions (
    tenant_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, comment_id, person_id),
    FOREIGN KEY (tenant_id, comment_id) REFERENCES notes.comments ON DELETE CASCADE
);
CALL platform.isolate('notes.mentions', 'SELECT', 'INSERT', 'DELETE');

CREATE TABLE notes.attachments (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    attachment_id uuid NOT NULL,
    subject text COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 80),
    record_id uuid NOT NULL,
    person_id uuid NOT NULL,
    file_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 130),
    size bigint NOT NULL CHECK (size > 0),
    created_at timestamptz NOT NULL,
    removed_at timestamptz,
    PRIMARY KEY (tenant_id, attachment_id),
    FOREIGN KEY (tenant_id, file_id) REFERENCES platform.files
);
CREATE INDEX attachments_of_record ON notes.attachments (tenant_id, subject, record_id, created_at);
CREATE INDEX attachments_file ON notes.attachments (tenant_id, file_id);
CALL platform.isolate('notes.attachments', 'SELECT', 'INSERT', 'UPDATE (removed_at)', 'DELETE');
