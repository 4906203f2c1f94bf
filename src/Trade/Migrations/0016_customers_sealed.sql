-- What is personal of a customer is encrypted by the application, which alone has the business's key (decision 40). The plain columns keep
-- what was written before until the application has sealed it, at its start; the version after this one drops them.
ALTER TABLE trade.customers RENAME COLUMN name TO name_plain;
ALTER TABLE trade.customers RENAME COLUMN tin TO tin_plain;
ALTER TABLE trade.customers RENAME COLUMN registration TO registration_plain;
ALTER TABLE trade.customers RENAME COLUMN note TO note_plain;
ALTER TABLE trade.customers ALTER COLUMN name_plain DROP NOT NULL;
DROP INDEX trade.customers_by_name, trade.customers_tin_unique;
ALTER TABLE trade.customers DROP COLUMN name_key, DROP COLUMN tin_key;
ALTER TABLE trade.customers
    ADD COLUMN name bytea,
    ADD COLUMN tin bytea,
    -- a keyed hash; null too for LHDN's stand-ins, which many share
    ADD COLUMN tin_key bytea CHECK (octet_length(tin_key) = 16),
    ADD COLUMN registration bytea,
    ADD COLUMN note bytea,
    -- values of the business's own fields that are text, numbers and dates; what was chosen from a list stays in fields
    ADD COLUMN own bytea,
    ADD CONSTRAINT customers_named CHECK (name IS NOT NULL OR name_plain IS NOT NULL);
CREATE UNIQUE INDEX customers_tin_unique ON trade.customers (tenant_id, tin_key) WHERE archived_at IS NULL;
CREATE INDEX customers_plain ON trade.customers (tenant_id, customer_id) WHERE name_plain IS NOT NULL;

ALTER TABLE trade.customer_contacts RENAME COLUMN value TO value_plain;
ALTER TABLE trade.customer_contacts ALTER COLUMN value_plain DROP NOT NULL;
ALTER TABLE trade.customer_contacts DROP CONSTRAINT customer_contacts_once;
DROP INDEX trade.customer_contacts_sole, trade.customer_contacts_by_value;
ALTER TABLE trade.customer_contacts DROP COLUMN value_key;
ALTER TABLE trade.customer_contacts
    ADD COLUMN value bytea,
    -- a keyed hash of E.164, or of the address in lower case
    ADD COLUMN value_key bytea CHECK (octet_length(value_key) = 16),
    ADD CONSTRAINT customer_contacts_valued CHECK ((value IS NOT NULL AND value_key IS NOT NULL) OR value_plain IS NOT NULL),
    ADD CONSTRAINT customer_contacts_once UNIQUE (tenant_id, customer_id, kind, value_key);
-- Two tills that add the same new number at once make one customer, not two.
CREATE UNIQUE INDEX customer_contacts_sole ON trade.customer_contacts (tenant_id, kind, value_key) WHERE NOT shared;
CREATE INDEX customer_contacts_by_value ON trade.customer_contacts (tenant_id, kind, value_key, customer_id);
CREATE INDEX customer_contacts_of ON trade.customer_contacts (tenant_id, customer_id);

ALTER TABLE trade.customer_addresses RENAME COLUMN label TO label_plain;
ALTER TABLE trade.customer_addresses RENAME COLUMN line1 TO line1_plain;
ALTER TABLE trade.customer_addresses RENAME COLUMN line2 TO line2_plain;
ALTER TABLE trade.customer_addresses RENAME COLUMN postcode TO postcode_plain;
ALTER TABLE trade.customer_addresses RENAME COLUMN town TO town_plain;
ALTER TABLE trade.customer_addresses ALTER COLUMN line1_plain DROP NOT NULL;
ALTER TABLE trade.customer_addresses
    ADD COLUMN label bytea,
    ADD COLUMN line1 bytea,
    ADD COLUMN line2 bytea,
    ADD COLUMN postcode bytea,
    ADD COLUMN town bytea,
    ADD CONSTRAINT customer_addresses_lined CHECK (line1 IS NOT NULL OR line1_plain IS NOT NULL);

-- What a customer is found by: keyed hashes of the starts of a name's words, of whole numbers and addresses, of a phone's last digits.
DROP TABLE trade.customer_words;
CREATE TABLE trade.customer_tokens (
    tenant_id uuid NOT NULL,
    token bigint NOT NULL,
    customer_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, token, customer_id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES trade.customers
);
CREATE INDEX customer_tokens_of ON trade.customer_tokens (tenant_id, customer_id);
CALL platform.isolate('trade.customer_tokens', 'SELECT', 'INSERT', 'DELETE');
