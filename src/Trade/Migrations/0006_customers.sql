-- Customers of any trade. Personal values lie in columns of their own (the manifest names them); what is compared and searched lies
-- beside them in a column ending with _key, or in customer_words, so that both can change without the statements that use them.
CREATE TABLE trade.customer_groups (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    group_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    name_key text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, group_id),
    CONSTRAINT customer_groups_name_unique UNIQUE (tenant_id, name_key)
);
CALL platform.isolate('trade.customer_groups', 'SELECT', 'INSERT');

CREATE TABLE trade.customers (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    customer_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'company')),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    name_key text COLLATE "C" NOT NULL,
    tin text CHECK (length(tin) BETWEEN 1 AND 14),
    -- null too for LHDN's stand-ins, which many share
    tin_key text COLLATE "C",
    registration text CHECK (length(registration) BETWEEN 1 AND 20),
    note text CHECK (length(note) BETWEEN 1 AND 2000),
    group_id uuid,
    credit_limit_sen bigint CHECK (credit_limit_sen >= 0),
    -- who stands for this one since they were merged
    merged_into uuid,
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, customer_id),
    CONSTRAINT customers_merged_is_archived CHECK (merged_into IS NULL OR archived_at IS NOT NULL),
    FOREIGN KEY (tenant_id, group_id) REFERENCES trade.customer_groups,
    FOREIGN KEY (tenant_id, merged_into) REFERENCES trade.customers
);
CREATE UNIQUE INDEX customers_tin_unique ON trade.customers (tenant_id, tin_key) WHERE archived_at IS NULL;
CREATE INDEX customers_by_name ON trade.customers (tenant_id, name_key, customer_id);
CREATE INDEX customers_group ON trade.customers (tenant_id, group_id);
CREATE INDEX customers_merged_into ON trade.customers (tenant_id, merged_into);
CALL platform.isolate('trade.customers', 'SELECT', 'INSERT', 'UPDATE');

-- Whoever stands for others stands for itself: one step leads from a merged customer to the one that is kept, and never round.
CREATE FUNCTION trade.merge_into_one_that_stands() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM FROM trade.customers WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.merged_into AND merged_into IS NULL
        AND customer_id <> NEW.customer_id FOR NO KEY UPDATE;
    IF NOT FOUND OR EXISTS (SELECT FROM trade.customers WHERE tenant_id = NEW.tenant_id AND merged_into = NEW.customer_id) THEN
        RAISE EXCEPTION 'a customer is merged into one that stands for itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'customers_merged_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER customers_merge BEFORE INSERT OR UPDATE OF merged_into ON trade.customers
    FOR EACH ROW WHEN (NEW.merged_into IS NOT NULL) EXECUTE FUNCTION trade.merge_into_one_that_stands();

-- A customer and whoever was merged into them: a document keeps the id it was made with.
CREATE FUNCTION trade.customer_family(tenant uuid, customer uuid) RETURNS SETOF uuid LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT customer_id FROM trade.customers WHERE tenant_id = tenant AND (customer_id = customer OR merged_into = customer)
$$;

CREATE TABLE trade.customer_contacts (
    tenant_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('phone', 'email')),
    -- E.164, or the address as typed
    value text NOT NULL CHECK (length(value) BETWEEN 1 AND 254),
    value_key text COLLATE "C" NOT NULL,
    place integer NOT NULL CHECK (place >= 0),
    -- Another customer has it too, and somebody said that this is right: a family's phone. Archived customers claim nothing either.
    shared boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, contact_id),
    CONSTRAINT customer_contacts_once UNIQUE (tenant_id, customer_id, kind, value_key),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES trade.customers
);
-- Two tills that add the same new number at once make one customer, not two.
CREATE UNIQUE INDEX customer_contacts_sole ON trade.customer_contacts (tenant_id, kind, value_key) WHERE NOT shared;
CREATE INDEX customer_contacts_by_value ON trade.customer_contacts (tenant_id, kind, value_key, customer_id);
CALL platform.isolate('trade.customer_contacts');

CREATE TABLE trade.customer_addresses (
    tenant_id uuid NOT NULL,
    address_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    place integer NOT NULL CHECK (place >= 0),
    label text CHECK (length(label) BETWEEN 1 AND 40),
    line1 text NOT NULL CHECK (length(line1) BETWEEN 1 AND 120),
    line2 text CHECK (length(line2) BETWEEN 1 AND 120),
    postcode text CHECK (postcode ~ '^[0-9]{5}$'),
    town text CHECK (length(town) BETWEEN 1 AND 60),
    state text CHECK (state ~ '^(0[1-9]|1[0-6])$'),
    PRIMARY KEY (tenant_id, address_id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES trade.customers
);
CREATE INDEX customer_addresses_of ON trade.customer_addresses (tenant_id, customer_id, place);
CALL platform.isolate('trade.customer_addresses');

CREATE TABLE trade.customer_tags (
    tenant_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    tag_key text COLLATE "C" NOT NULL,
    tag text NOT NULL CHECK (length(tag) BETWEEN 1 AND 40),
    PRIMARY KEY (tenant_id, customer_id, tag_key),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES trade.customers
);
CREATE INDEX customer_tags_by_tag ON trade.customer_tags (tenant_id, tag_key, customer_id);
CALL platform.isolate('trade.customer_tags', 'SELECT', 'INSERT', 'DELETE');

-- Who agreed to what, when and how, and took it back: evidence, so nothing of it is deleted.
CREATE TABLE trade.customer_consents (
    tenant_id uuid NOT NULL,
    consent_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('marketing', 'reminders', 'loyalty', 'sharing')),
    channel text NOT NULL CHECK (channel IN ('in_person', 'phone', 'message', 'email', 'form', 'website')),
    given_at timestamptz NOT NULL,
    recorded_by uuid,
    withdrawn_at timestamptz,
    withdrawn_channel text CHECK (withdrawn_channel IN ('in_person', 'phone', 'message', 'email', 'form', 'website')),
    withdrawn_by uuid,
    PRIMARY KEY (tenant_id, consent_id),
    CONSTRAINT customer_consents_withdrawn_says_how CHECK ((withdrawn_at IS NULL) = (withdrawn_channel IS NULL)),
    CONSTRAINT customer_consents_in_order CHECK (withdrawn_at >= given_at),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES trade.customers
);
CREATE UNIQUE INDEX customer_consents_once ON trade.customer_consents (tenant_id, customer_id, purpose) WHERE withdrawn_at IS NULL;
CREATE INDEX customer_consents_of ON trade.customer_consents (tenant_id, customer_id);
CALL platform.isolate('trade.customer_consents', 'SELECT', 'INSERT', 'UPDATE');

-- What a customer is found by, each word as it is searched: of the name, of numbers and addresses.
CREATE TABLE trade.customer_words (
    tenant_id uuid NOT NULL,
    word text COLLATE "C" NOT NULL CHECK (length(word) BETWEEN 1 AND 254),
    customer_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, word, customer_id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES trade.customers
);
CREATE INDEX customer_words_of ON trade.customer_words (tenant_id, customer_id);
CALL platform.isolate('trade.customer_words', 'SELECT', 'INSERT', 'DELETE');

-- What a merge moved, by id: undoing it gives back what is still there and leaves what came since.
CREATE TABLE trade.customer_merges (
    tenant_id uuid NOT NULL,
    merge_id uuid NOT NULL,
    kept_id uuid NOT NULL,
    gone_id uuid NOT NULL,
    contacts uuid[] NOT NULL,
    addresses uuid[] NOT NULL,
    consents uuid[] NOT NULL,
    -- who had been merged into the one that is gone
    customers uuid[] NOT NULL,
    tags text[] NOT NULL,
    -- facts the kept one had not and took over
    filled text[] NOT NULL,
    merged_at timestamptz NOT NULL,
    merged_by uuid,
    undone_at timestamptz,
    undone_by uuid,
    PRIMARY KEY (tenant_id, merge_id),
    FOREIGN KEY (tenant_id, kept_id) REFERENCES trade.customers,
    FOREIGN KEY (tenant_id, gone_id) REFERENCES trade.customers
);
CREATE INDEX customer_merges_kept ON trade.customer_merges (tenant_id, kept_id);
CREATE UNIQUE INDEX customer_merges_gone_once ON trade.customer_merges (tenant_id, gone_id) WHERE undone_at IS NULL;
CREATE INDEX customer_merges_gone ON trade.customer_merges (tenant_id, gone_id);
CALL platform.isolate('trade.customer_merges', 'SELECT', 'INSERT', 'UPDATE');

-- How many there are, their groups and their tags are remembered by every node.
CREATE TRIGGER customers_announced AFTER INSERT OR DELETE OR UPDATE OF archived_at ON trade.customers
    FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();
CREATE TRIGGER customer_groups_announced AFTER INSERT OR DELETE OR UPDATE ON trade.customer_groups
    FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();
CREATE TRIGGER customer_tags_announced AFTER INSERT OR DELETE OR UPDATE ON trade.customer_tags
    FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();
