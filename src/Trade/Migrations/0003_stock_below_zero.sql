-- What a business says about selling more than its levels show. Without a row it is warned and the sale stands.
CREATE TABLE trade.stock_rules (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    -- warn: the sale stands and the product is listed for a count; supervisor: somebody in charge agrees first; refuse: no sale
    below_zero text NOT NULL CHECK (below_zero IN ('warn', 'supervisor', 'refuse')),
    PRIMARY KEY (tenant_id)
);
CALL platform.isolate('trade.stock_rules', 'SELECT', 'INSERT', 'UPDATE');

-- A level is counted once somebody said how much there is: by opening stock, by a count, or by receiving before anything was sold.
-- Until then its sum is known and its truth is not. What stood here before was opened or received.
ALTER TABLE trade.stock_levels ADD COLUMN counted boolean NOT NULL DEFAULT true;
ALTER TABLE trade.stock_levels ALTER COLUMN counted DROP DEFAULT;
-- Promised to somebody: what is reserved stays, whatever the business says about the rest.
ALTER TABLE trade.stock_levels ADD COLUMN reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0);
ALTER TABLE trade.stock_levels DROP CONSTRAINT stock_levels_not_negative;
ALTER TABLE trade.stock_levels ADD CONSTRAINT stock_levels_keep_reserved CHECK (reserved = 0 OR on_hand >= reserved);

-- A count that finds what was expected is a fact of its own, though it moves nothing.
ALTER TABLE trade.stock_movements DROP CONSTRAINT stock_movements_quantity_check;
ALTER TABLE trade.stock_movements ADD CONSTRAINT stock_movements_move_or_count CHECK (quantity <> 0 OR kind IN ('opening', 'counted'));
ALTER TABLE trade.stock_movements DROP CONSTRAINT stock_movements_kind_check;
ALTER TABLE trade.stock_movements
    ADD CONSTRAINT stock_movements_kind_check CHECK (kind IN ('opening', 'received', 'counted', 'adjusted', 'sold', 'returned'));

-- level = Σ movements, always; below zero only where the business does not refuse it, or where nobody counted.
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
        VALUES (NEW.tenant_id, NEW.item_id, NEW.location_id, NEW.quantity, NEW.kind IN ('opening', 'counted', 'received'))
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
