-- Fields of a business's own, for each kind of record; the kind is called as in the audit log.
CREATE TABLE fields.fields (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    field_id uuid NOT NULL,
    subject text COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 80),
    -- made of the first name and never changed: values and the API know the field by it
    key text COLLATE "C" NOT NULL CHECK (key ~ '^[a-z][a-z0-9_]{0,39}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    name_key text COLLATE "C" NOT NULL,
    type text NOT NULL CHECK (type IN ('text', 'number', 'date', 'choice', 'yes_no')),
    required boolean NOT NULL,
    listed boolean NOT NULL,
    help text CHECK (length(help) BETWEEN 1 AND 200),
    unit text CHECK (length(unit) BETWEEN 1 AND 12),
    place integer NOT NULL CHECK (place >= 0),
    retired_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, field_id),
    CONSTRAINT fields_key_unique UNIQUE (tenant_id, subject, key),
    CONSTRAINT fields_unit_of_numbers CHECK (unit IS NULL OR type = 'number')
);
CREATE UNIQUE INDEX fields_name_unique ON fields.fields (tenant_id, subject, name_key) WHERE retired_at IS NULL;
CALL platform.isolate('fields.fields', 'SELECT', 'INSERT',
    'UPDATE (name, name_key, required, listed, help, unit, place, retired_at)');

CREATE TABLE fields.options (
    tenant_id uuid NOT NULL,
    option_id uuid NOT NULL,
    field_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL CHECK (key ~ '^[a-z0-9][a-z0-9_]{0,39}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    name_key text COLLATE "C" NOT NULL,
    place integer NOT NULL CHECK (place >= 0),
    retired_at timestamptz,
    PRIMARY KEY (tenant_id, option_id),
    CONSTRAINT options_key_unique UNIQUE (tenant_id, field_id, key),
    FOREIGN KEY (tenant_id, field_id) REFERENCES fields.fields
);
CREATE UNIQUE INDEX options_name_unique ON fields.options (tenant_id, field_id, name_key) WHERE retired_at IS NULL;
CALL platform.isolate('fields.options', 'SELECT', 'INSERT', 'UPDATE (name, name_key, place, retired_at)');

-- Who adds or brings back waits for who does so at the same time: the count stays true until the commit.
CREATE FUNCTION fields.few_fields() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.tenant_id::text || ' fields ' || NEW.subject, 0));
    IF (SELECT count(*) FROM fields.fields WHERE tenant_id = NEW.tenant_id AND subject = NEW.subject AND retired_at IS NULL
        AND field_id <> NEW.field_id) >= 50 THEN
        RAISE EXCEPTION 'at most 50 fields of a kind' USING ERRCODE = 'check_violation', CONSTRAINT = 'fields_at_most';
    END IF;
    IF (SELECT count(*) FROM fields.fields WHERE tenant_id = NEW.tenant_id AND subject = NEW.subject AND field_id <> NEW.field_id) >= 200 THEN
        RAISE EXCEPTION 'at most 200 fields of a kind ever' USING ERRCODE = 'check_violation', CONSTRAINT = 'fields_at_most_ever';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fields_few BEFORE INSERT OR UPDATE OF retired_at ON fields.fields
    FOR EACH ROW WHEN (NEW.retired_at IS NULL) EXECUTE FUNCTION fields.few_fields();

CREATE FUNCTION fields.few_options() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.tenant_id::text || ' options ' || NEW.field_id::text, 0));
    IF (SELECT count(*) FROM fields.options WHERE tenant_id = NEW.tenant_id AND field_id = NEW.field_id AND retired_at IS NULL
        AND option_id <> NEW.option_id) >= 100 THEN
        RAISE EXCEPTION 'at most 100 options of a field' USING ERRCODE = 'check_violation', CONSTRAINT = 'options_at_most';
    END IF;
    IF (SELECT count(*) FROM fields.options WHERE tenant_id = NEW.tenant_id AND field_id = NEW.field_id
        AND option_id <> NEW.option_id) >= 300 THEN
        RAISE EXCEPTION 'at most 300 options of a field ever' USING ERRCODE = 'check_violation', CONSTRAINT = 'options_at_most_ever';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER options_few BEFORE INSERT OR UPDATE OF retired_at ON fields.options
    FOR EACH ROW WHEN (NEW.retired_at IS NULL) EXECUTE FUNCTION fields.few_options();

-- Retiring waits for records that are just being written with a value, and they wait for it: none is written after.
CREATE FUNCTION fields.retire_alone() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF TG_TABLE_NAME = 'fields' THEN
        PERFORM FROM fields.fields WHERE tenant_id = NEW.tenant_id AND field_id = NEW.field_id FOR UPDATE;
    ELSE
        PERFORM FROM fields.options WHERE tenant_id = NEW.tenant_id AND option_id = NEW.option_id FOR UPDATE;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fields_retire BEFORE UPDATE OF retired_at ON fields.fields
    FOR EACH ROW WHEN (NEW.retired_at IS NOT NULL) EXECUTE FUNCTION fields.retire_alone();
CREATE TRIGGER options_retire BEFORE UPDATE OF retired_at ON fields.options
    FOR EACH ROW WHEN (NEW.retired_at IS NOT NULL) EXECUTE FUNCTION fields.retire_alone();

-- Remembered by every node.
CREATE TRIGGER fields_announced AFTER INSERT OR DELETE OR UPDATE ON fields.fields
    FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();
CREATE TRIGGER options_announced AFTER INSERT OR DELETE OR UPDATE ON fields.options
    FOR EACH STATEMENT EXECUTE FUNCTION platform.announce_data();

-- Values of a record, by the fields' keys: each new one is of a field of this business and kind that is in use, and of its type. What a
-- record has already may stay, whatever became of its field.
CREATE FUNCTION fields.check_values() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    before jsonb := '{}';
    entry record;
    field record;
    fine boolean;
BEGIN
    IF jsonb_typeof(NEW.fields) <> 'object' THEN
        RAISE EXCEPTION 'values are an object' USING ERRCODE = 'check_violation', CONSTRAINT = 'fields_object';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        before := OLD.fields;
    END IF;
    FOR entry IN SELECT e.key, e.value, e.value #>> '{}' AS plain FROM jsonb_each(NEW.fields) e
        WHERE e.value IS DISTINCT FROM before -> e.key ORDER BY e.key
    LOOP
        SELECT f.field_id, f.type, f.retired_at INTO field FROM fields.fields f
        WHERE f.tenant_id = NEW.tenant_id AND f.subject = TG_ARGV[0] AND f.key = entry.key FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'no such field' USING ERRCODE = 'check_violation', CONSTRAINT = 'fields_known';
        END IF;
        IF field.retired_at IS NOT NULL THEN
            RAISE EXCEPTION 'a retired field takes no values' USING ERRCODE = 'check_violation', CONSTRAINT = 'fields_in_use';
        END IF;
        CASE field.type
            WHEN 'text' THEN fine := jsonb_typeof(entry.value) = 'string' AND length(entry.plain) BETWEEN 1 AND 500;
            WHEN 'number' THEN fine := jsonb_typeof(entry.value) = 'number' AND abs(entry.plain::numeric) < 1e12
                AND scale(entry.plain::numeric) <= 6;
            WHEN 'yes_no' THEN fine := jsonb_typeof(entry.value) = 'boolean';
            WHEN 'date' THEN fine := jsonb_typeof(entry.value) = 'string' AND entry.plain ~ '^(19|2[01])\d\d-\d\d-\d\d$'
                AND pg_input_is_valid(entry.plain, 'date');
            ELSE
                PERFORM FROM fields.options o WHERE o.tenant_id = NEW.tenant_id AND o.field_id = field.field_id AND o.key = entry.plain
                    AND o.retired_at IS NULL FOR KEY SHARE;
                fine := FOUND;
        END CASE;
        IF NOT fine THEN
            RAISE EXCEPTION 'not a value of this field' USING ERRCODE = 'check_violation', CONSTRAINT = 'fields_of_type';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- What a record goes back to: its earlier values, but where a field or an option was retired since, the one it has now.
CREATE FUNCTION fields.back(tenant uuid, kind text, now_has jsonb, earlier jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT coalesce(jsonb_object_agg(v.key, v.value) FILTER (WHERE v.value IS NOT NULL), '{}') FROM (
        SELECT k.key, CASE WHEN f.retired_at IS NOT NULL OR f.field_id IS NULL OR o.retired_at IS NOT NULL THEN now_has -> k.key
            ELSE earlier -> k.key END AS value
        FROM (SELECT jsonb_object_keys(now_has) UNION SELECT jsonb_object_keys(earlier)) AS k (key)
        LEFT JOIN fields.fields f ON f.tenant_id = tenant AND f.subject = kind AND f.key = k.key
        LEFT JOIN fields.options o ON o.tenant_id = tenant AND o.field_id = f.field_id AND f.type = 'choice'
            AND o.key = earlier ->> k.key
    ) v
$$;

-- Lets records of a kind have fields: their table gets a column of values.
CREATE PROCEDURE fields.allow(tbl regclass, subject text) LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD COLUMN fields jsonb NOT NULL DEFAULT ''{}''', tbl);
    EXECUTE format('CREATE TRIGGER fields_checked BEFORE INSERT OR UPDATE OF fields ON %s FOR EACH ROW WHEN (NEW.fields <> ''{}'')'
        || ' EXECUTE FUNCTION fields.check_values(%L)', tbl, subject);
END $$;
REVOKE ALL ON PROCEDURE fields.allow(regclass, text) FROM PUBLIC;
