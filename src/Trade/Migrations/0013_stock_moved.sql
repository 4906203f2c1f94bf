-- What moves between branches: each movement says where the other half of it is, so that either can be read alone.
ALTER TABLE trade.stock_movements ADD COLUMN other_location_id uuid;
-- No key of its own: the other half is a row whose branch a key holds, which the trigger below looks at.
ALTER TABLE trade.stock_movements ADD CONSTRAINT stock_movements_moved_says_where CHECK (CASE WHEN kind = 'moved'
    THEN other_location_id IS NOT NULL AND other_location_id <> location_id AND source IS NOT NULL AND source_id IS NOT NULL
    ELSE other_location_id IS NULL END);
-- Of one document an item leaves a branch once and comes to a branch once: so a move is also taken back once.
CREATE UNIQUE INDEX stock_movements_moved_once ON trade.stock_movements (tenant_id, source_id, source, item_id, location_id)
    INCLUDE (quantity, other_location_id) WHERE kind = 'moved';

-- What goes out comes in, in the same statement. Named to fire after the level was moved: whoever moves by the same document waited there.
CREATE FUNCTION trade.move_balanced() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF (SELECT count(*) <> 2 OR sum(m.quantity) <> 0
            OR NOT bool_and(m.location_id IN (NEW.location_id, NEW.other_location_id)
                AND m.other_location_id IN (NEW.location_id, NEW.other_location_id))
        FROM trade.stock_movements m
        WHERE m.tenant_id = NEW.tenant_id AND m.source_id = NEW.source_id AND m.source = NEW.source AND m.item_id = NEW.item_id
            AND m.kind = 'moved') THEN
        RAISE EXCEPTION 'what goes out comes in' USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_movements_moved_balanced';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER stock_movements_moved_balanced AFTER INSERT ON trade.stock_movements
    FOR EACH ROW WHEN (NEW.kind = 'moved') EXECUTE FUNCTION trade.move_balanced();

-- What came from another branch is known to lie here, as what a supplier brought.
CREATE OR REPLACE FUNCTION trade.move_stock() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    level bigint;
    known boolean;
BEGIN
    UPDATE trade.stock_levels SET on_hand = on_hand + NEW.quantity, counted = counted OR NEW.kind IN ('opening', 'counted')
    WHERE tenant_id = NEW.tenant_id AND item_id = NEW.item_id AND location_id = NEW.location_id
    RETURNING on_hand, counted INTO level, known;
    IF NOT FOUND THEN
        INSERT INTO trade.stock_levels AS l (tenant_id, item_id, location_id, on_hand, counted)
        VALUES (NEW.tenant_id, NEW.item_id, NEW.location_id, NEW.quantity,
            NEW.kind IN ('opening', 'counted', 'received') OR (NEW.kind = 'moved' AND NEW.quantity > 0))
        ON CONFLICT (tenant_id, item_id, location_id) DO UPDATE
            SET on_hand = l.on_hand + excluded.on_hand, counted = l.counted OR NEW.kind IN ('opening', 'counted')
        RETURNING l.on_hand, l.counted INTO level, known;
    END IF;
    IF NEW.quantity < 0 AND level < 0 AND known
        AND EXISTS (SELECT FROM trade.stock_rules r WHERE r.tenant_id = NEW.tenant_id AND r.below_zero = 'refuse') THEN
        RAISE EXCEPTION 'stock would fall below zero' USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_levels_not_negative';
    END IF;
    RETURN NULL;
END $$;
