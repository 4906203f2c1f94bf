-- Where each word of a name begins, after the first: search everywhere finds words by an index that row-level security allows.
-- Codes and the beginnings of names have indexes of their own. Written by the triggers below and by nothing else.
CREATE TABLE retail.product_words (
    tenant_id uuid NOT NULL,
    word text COLLATE "C" NOT NULL CHECK (length(word) BETWEEN 1 AND 160),
    product_id uuid NOT NULL,
    -- No foreign key: a product is never deleted, and an import would look each of its words up again.
    PRIMARY KEY (tenant_id, word, product_id)
);
CALL platform.isolate('retail.product_words', 'SELECT', 'INSERT', 'DELETE');

CREATE FUNCTION retail.words_of(name_key text) RETURNS SETOF text LANGUAGE sql IMMUTABLE SET search_path = '' AS $$
    SELECT DISTINCT w.word FROM string_to_table(name_key, ' ') WITH ORDINALITY AS w (word, place) WHERE w.place > 1 AND w.word <> ''
$$;

CREATE FUNCTION retail.index_product_words() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM retail.product_words WHERE tenant_id = OLD.tenant_id AND product_id = OLD.product_id
            AND word IN (SELECT retail.words_of(OLD.name_key));
        INSERT INTO retail.product_words (tenant_id, word, product_id)
        SELECT NEW.tenant_id, w, NEW.product_id FROM retail.words_of(NEW.name_key) AS w;
    ELSE
        INSERT INTO retail.product_words (tenant_id, word, product_id)
        SELECT DISTINCT n.tenant_id, w.word, n.product_id
        FROM new_products n, string_to_table(n.name_key, ' ') WITH ORDINALITY AS w (word, place) WHERE w.place > 1 AND w.word <> '';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER products_words_added AFTER INSERT ON retail.products REFERENCING NEW TABLE AS new_products
    FOR EACH STATEMENT EXECUTE FUNCTION retail.index_product_words();
CREATE TRIGGER products_words_changed AFTER UPDATE ON retail.products
    FOR EACH ROW WHEN (OLD.name_key <> NEW.name_key) EXECUTE FUNCTION retail.index_product_words();

DO $$
DECLARE
    tenant uuid;
BEGIN
    FOR tenant IN SELECT tenant_id FROM platform.tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        INSERT INTO retail.product_words (tenant_id, word, product_id)
        SELECT p.tenant_id, w, p.product_id FROM retail.products p, retail.words_of(p.name_key) AS w WHERE p.tenant_id = tenant;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$;
