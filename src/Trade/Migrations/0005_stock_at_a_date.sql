-- What the last delivery before a day cost: deliveries alone, so that a sale pays nothing for it.
CREATE INDEX stock_movements_costed ON trade.stock_movements (tenant_id, item_id, at) INCLUDE (unit_cost_sen) WHERE unit_cost_sen IS NOT NULL;
