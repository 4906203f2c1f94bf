-- Deleted customers lie in the bin and come back from it as they were; what claims a number or a TIN they give up as archived ones do.
ALTER TABLE trade.customers
    ADD COLUMN deleted_at timestamptz,
    -- since then only what a document or a proof needs is left of them
    ADD COLUMN rest_removed_at timestamptz,
    ADD CONSTRAINT customers_deleted_is_archived CHECK (deleted_at IS NULL OR archived_at IS NOT NULL),
    ADD CONSTRAINT customers_rest_of_deleted CHECK (rest_removed_at IS NULL OR deleted_at IS NOT NULL);
CREATE INDEX customers_deleted ON trade.customers (tenant_id, deleted_at) WHERE deleted_at IS NOT NULL;

-- What somebody agreed to and never took back ends with the customer.
ALTER TABLE trade.customer_consents ADD COLUMN ended_at timestamptz;
