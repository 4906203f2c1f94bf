-- What was said and what files are called may be about somebody: encrypted by the application (decision 40). The plain columns keep what was
-- written before until it has sealed it, at its start; the version after this one drops them.
ALTER TABLE notes.comments RENAME COLUMN text TO text_plain;
ALTER TABLE notes.comments ALTER COLUMN text_plain DROP NOT NULL;
ALTER TABLE notes.comments
    ADD COLUMN text bytea,
    ADD CONSTRAINT comments_said CHECK (num_nonnulls(text, text_plain) = 1);
GRANT UPDATE (text, text_plain) ON notes.comments TO niaga_app;

ALTER TABLE notes.attachments RENAME COLUMN name TO name_plain;
ALTER TABLE notes.attachments ALTER COLUMN name_plain DROP NOT NULL;
ALTER TABLE notes.attachments
    ADD COLUMN name bytea,
    ADD CONSTRAINT attachments_named CHECK (num_nonnulls(name, name_plain) = 1);
GRANT UPDATE (name, name_plain) ON notes.attachments TO niaga_app;
