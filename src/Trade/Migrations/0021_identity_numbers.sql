-- Who a customer is, as an e-Invoice asks: MyKad, passport or army number, with its kind, encrypted as a TIN is (decision 40).
ALTER TABLE trade.customers
    ADD COLUMN identity bytea,
    -- a keyed hash of kind and number
    ADD COLUMN identity_key bytea CHECK (octet_length(identity_key) = 16);
-- Two tills that add one person at once make one customer, not two.
CREATE UNIQUE INDEX customers_identity_unique ON trade.customers (tenant_id, identity_key) WHERE archived_at IS NULL;
