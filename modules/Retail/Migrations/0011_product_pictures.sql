-- The hash of the picture that tiles, lists and receipts show: they read it with the product and ask nothing else.
ALTER TABLE retail.products ADD COLUMN picture uuid;
